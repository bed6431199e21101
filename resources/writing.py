"""How letters of the lending desk are written: from the row as it stands when they leave."""

from collections.abc import Callable, Collection, Mapping
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.models import Person
from identity.models import Identity
from letters.envelope import from_the_place, mailbox
from letters.matters import About, Matter
from letters.models import Letter, LetterText
from letters.texts import Text, fill, html_paragraphs, paragraphs
from resources import texts
from resources.letters import BOOKING, HOLD, LOAN, BookingKind, HoldKind
from resources.models import Booking, Copy, Hold, LendingRules, Loan, Resource
from resources.wording import full_day

Row = Loan | Hold | Booking


def matters() -> dict[str, Matter]:
    return {
        LOAN: _matter(
            "Prêts", LOAN, Loan, "resources_loans:edit", texts.LOAN_KINDS, texts.LOAN_TEXTS
        ),
        HOLD: _matter(
            "Files d’attente", HOLD, Hold, "lending_holds:edit", texts.HOLD_KINDS, texts.HOLD_TEXTS
        ),
        BOOKING: _matter(
            "Réservations de malles",
            BOOKING,
            Booking,
            "lending_bookings:edit",
            texts.BOOKING_KINDS,
            texts.BOOKING_TEXTS,
        ),
    }


def _matter(
    label: str,
    name: str,
    model: Any,
    address: str,
    kinds: Mapping[str, str],
    words: Mapping[str, Text],
) -> Matter:
    def write(letter: Letter) -> EmailMultiAlternatives | None:
        """None when the row does not stand any more as the letter was to say."""
        row = model.objects.get(pk=letter.about)
        if not _still_true(letter.kind, row):
            return None
        email = compose(LetterText.words(name, letter.kind), row)
        email.to = [mailbox(_name(row), letter.address)]
        return email

    def describe(pks: Collection[int]) -> dict[int, About]:
        rows = model.objects.filter(pk__in=pks)
        return {row.pk: About(str(row), reverse(address, args=[row.pk])) for row in rows}

    return Matter(
        label=label,
        kinds=kinds,
        write=write,
        readable_by=lambda user: model.objects.visible_to(user).values("pk"),
        describe=describe,
        texts=words,
        variables=texts.VARIABLES,
        preview=lambda key, text: compose(text, SAMPLES[name]()),
    )


def compose(text: Text, row: Row) -> EmailMultiAlternatives:
    values = _values(row)
    context = {
        "identity": Identity.load(),
        "site_url": settings.SITE_URL,
        "heading": fill(text.subject.removesuffix(" – {ressource}"), values),
        "paragraphs": paragraphs(text.body, values),
        "html_paragraphs": html_paragraphs(text.body, values),
        "resource": values["ressource"],
        "facts": _facts(row),
        "space": settings.SITE_URL + "/mon-espace/",
    }
    template = "emails/lending/letter"
    email = from_the_place(
        fill(text.subject, values), render_to_string(f"{template}.txt", context), to=""
    )
    email.attach_alternative(render_to_string(f"{template}.html", context), "text/html")
    return email


def _still_true(kind: str, row: Row) -> bool:
    if isinstance(row, Loan):
        return row.returned_on is None
    if isinstance(row, Hold):
        wanted = {HoldKind.READY: Hold.Status.READY, HoldKind.EXPIRED: Hold.Status.EXPIRED}
        return row.status == wanted[HoldKind(kind)]
    status = Booking.Status
    return (
        row.status
        in {
            BookingKind.REQUESTED: [status.REQUESTED],
            BookingKind.CONFIRMED: [status.CONFIRMED, status.PREPARED, status.LENT],
            BookingKind.DECLINED: [status.DECLINED],
            BookingKind.CANCELLED: [status.CANCELLED],
        }[BookingKind(kind)]
    )


def _values(row: Row) -> dict[str, str]:
    """What fills the variables of a text: see resources.texts."""
    rules = LendingRules.load()
    resource = row.resource if isinstance(row, Hold) else row.copy.resource
    return {
        "prénom": row.first_name if isinstance(row, Booking) else _person(row).first_name,
        "ressource": resource.title,
        "code": row.copy.code if row.copy else "",
        "retour": full_day(row.due_on) if isinstance(row, Loan) else "",
        "jusqu’au": full_day(row.pick_up_until)
        if isinstance(row, Hold) and row.pick_up_until
        else "",
        "dates": _dates(row),
        "précision": row.reply if isinstance(row, Booking) else "",
        "heures": f"Le prêt est ouvert : {rules.hours}." if rules.hours else "",
        "maison": Identity.load().name,
    }


def _dates(row: Row) -> str:
    if not isinstance(row, Booking):
        return ""
    return f"du {full_day(row.starts_on)} au {full_day(row.ends_on)}"


def _facts(row: Row) -> str:
    if isinstance(row, Loan):
        return f"Exemplaire {row.copy.code}, à rendre le {full_day(row.due_on)}."
    if isinstance(row, Booking):
        where = [f"retrait : {row.collect_at}"] if row.collect_at else []
        where += [f"retour : {row.return_at}"] if row.return_at else []
        return ", ".join([f"Malle {row.copy.code}, {_dates(row)}", *where]) + "."
    if row.copy and row.pick_up_until:
        return f"Exemplaire {row.copy.code}, mis de côté jusqu’au {full_day(row.pick_up_until)}."
    return ""


def _person(row: Loan | Hold) -> Person:
    return (row.borrower if isinstance(row, Loan) else row.person) or Person()


def _name(row: Row) -> str:
    return row.full_name if isinstance(row, Booking) else str(_person(row))


# Rows that are in no table


def _sample() -> tuple[Copy, Person, date]:
    resource = Resource(title="Malle Éveil musical", slug="exemple", loan_days=21)
    person = Person(first_name="Camille", last_name="Exemple", email="camille@example.org")
    return Copy(resource=resource, code="MALLE-1"), person, timezone.localdate()


def _sample_loan() -> Loan:
    copy, person, today = _sample()
    return Loan(copy=copy, borrower=person, lent_on=today, due_on=today + timedelta(days=3))


def _sample_hold() -> Hold:
    copy, person, today = _sample()
    until = today + timedelta(days=7)
    return Hold(resource=copy.resource, copy=copy, person=person, pick_up_until=until)


def _sample_booking() -> Booking:
    copy, person, today = _sample()
    return Booking(
        copy=copy,
        person=person,
        first_name=person.first_name,
        last_name=person.last_name,
        starts_on=today + timedelta(days=7),
        ends_on=today + timedelta(days=28),
        reply="La malle part en réparation.",
    )


SAMPLES: dict[str, Callable[[], Row]] = {
    LOAN: _sample_loan,
    HOLD: _sample_hold,
    BOOKING: _sample_booking,
}
