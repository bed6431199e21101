"""Letters of the life of a circle: asked, answered, invited, a poll, its dates.

They name the circle to those who belong to it, and nobody else to anybody; only who facilitates it
reads who asks to join.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import Person
from events.circle_texts import KINDS, TEXTS, VARIABLES
from events.models import Circle, CircleMember, DatePoll, Session
from events.wording import upper_first, when
from identity.models import Identity
from letters import outbox
from letters.envelope import from_the_place, mailbox
from letters.matters import About, Matter
from letters.models import Letter, LetterText
from letters.texts import Text, fill, html_paragraphs, paragraphs

MATTER = "circle"


class Kind(StrEnum):
    REQUEST = "request"
    ACCEPTED = "accepted"
    APPOINTED = "appointed"
    REFUSED = "refused"
    INVITATION = "invitation"
    POLL = "poll"
    PLANNED = "planned"


def post(kind: Kind, circle: Circle, person: Person, **details: object) -> None:
    """Queue this letter in the transaction of what it tells; who has no address gets none."""
    if person.email:
        outbox.post(
            MATTER, kind, about=circle.pk, person=person, address=person.email, details=details
        )


def matter() -> Matter:
    return Matter(
        label="Cercles",
        kinds=KINDS,
        write=write,
        readable_by=lambda user: Circle.objects.names_visible_to(user).values("pk"),
        describe=describe,
        texts=TEXTS,
        variables=VARIABLES,
        preview=preview,
    )


def describe(pks: Collection[int]) -> dict[int, About]:
    return {
        circle.pk: About(circle.title, reverse("agenda_circles:members", args=[circle.pk]))
        for circle in Circle.objects.filter(pk__in=pks)
    }


def write(letter: Letter) -> EmailMultiAlternatives | None:
    """None when what it was to say does not stand any more."""
    circle = Circle.objects.filter(pk=letter.about).first()
    facts = _facts(Kind(letter.kind), circle, letter) if circle else None
    if circle is None or facts is None:
        return None
    words = LetterText.words(MATTER, letter.kind)
    email = compose(words, _values(circle, letter.person) | facts)
    email.to = [mailbox(str(letter.person or ""), letter.address)]
    return email


def preview(_key: str, text: Text) -> EmailMultiAlternatives:
    circle = Circle(title="Les lectures du jeudi", slug="exemple")
    person = Person(first_name="Camille", last_name="Exemple")
    return compose(text, _values(circle, person) | SAMPLE)


SAMPLE = {
    "qui": "Dominique Exemple",
    "sondage": "Prochaine rencontre",
    "dates": "Mardi 13 octobre, 19 h 45 – 21 h 45",
}


def compose(text: Text, values: Mapping[str, str]) -> EmailMultiAlternatives:
    context = {
        "identity": Identity.load(),
        "site_url": settings.SITE_URL,
        "heading": fill(text.subject.removesuffix(" – {cercle}"), values),
        "paragraphs": paragraphs(text.body, values),
        "html_paragraphs": html_paragraphs(text.body, values),
        "circle": values["cercle"],
        "address": values["lien"],
    }
    template = "emails/circle/letter"
    subject = fill(text.subject, values)
    email = from_the_place(subject, render_to_string(f"{template}.txt", context), to="")
    email.attach_alternative(render_to_string(f"{template}.html", context), "text/html")
    return email


def _values(circle: Circle, person: Person | None) -> dict[str, str]:
    return {
        "prénom": person.first_name if person else "",
        "cercle": circle.title,
        "lien": settings.SITE_URL + reverse("space:circle", args=[circle.slug]),
        "maison": Identity.load().name,
    }


def _facts(kind: Kind, circle: Circle, letter: Letter) -> dict[str, str] | None:
    """What this letter says beside its circle; None when it is no longer true."""
    theirs = circle.memberships.filter(person=letter.person)
    if kind == Kind.REFUSED:
        return None if theirs.members().exists() else {}
    if kind == Kind.INVITATION:
        return {} if theirs.filter(state=CircleMember.State.INVITED).exists() else None
    if not theirs.members().exists():
        return None
    if kind == Kind.REQUEST:
        asking = circle.memberships.asking().select_related("person")
        row = asking.filter(pk=letter.details["member"]).first()
        return {"qui": str(row.person)} if row else None
    if kind == Kind.POLL:
        poll = DatePoll.objects.filter(pk=letter.details["poll"], closed_at=None).first()
        return {"sondage": poll.title} if poll else None
    return _dates(letter) if kind == Kind.PLANNED else {}


def _dates(letter: Letter) -> dict[str, str] | None:
    rows = Session.objects.filter(pk__in=letter.details["sessions"])
    rows = rows.exclude(status=Session.Status.CANCELLED).select_related("venue")
    said = [upper_first(when(row)) for row in rows.order_by("starts_at", "pk")]
    return {"dates": "\n".join(said)} if said else None
