"""How letters about a registration are written: from the row as it stands when they leave, with a
new personal link in each.

They carry no word that a stranger could have typed except names, which the form keeps from holding
an address: nobody's letter-box is a place for somebody else's message.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.models import Person
from events import attestations, feedback, ical, invitations
from events.letters import MATTER, Kind, facts
from events.models import Event, Message, Registration, RegistrationLink, Session, Venue
from events.texts import (
    KINDS,
    LEFT_LINE,
    POSTPONED,
    REQUESTED,
    TEXTS,
    TODAY,
    VARIABLES,
    WAITING,
    WITHDRAWN,
)
from events.wording import NBSP, moment, ordinal, when
from identity.models import Identity
from letters.envelope import from_the_place, mailbox
from letters.matters import About, Matter
from letters.models import Letter, LetterText
from letters.texts import Text, fill, html_paragraphs, paragraphs
from vocabulary.models import EventFormat

# What a calendar must hear of; the others tell it nothing new.
FOR_CALENDARS = {
    Kind.CONFIRMATION,
    Kind.PROMOTION,
    Kind.MODE_CHANGED,
    Kind.CANCELLATION,
    Kind.SESSION_CHANGED,
    Kind.SESSION_CANCELLED,
}
# What somebody ends who had no seat yet
ENDS = {
    str(Registration.Status.WAITING): LEFT_LINE,
    str(Registration.Status.OFFERED): LEFT_LINE,
    str(Registration.Status.REQUESTED): WITHDRAWN,
}
REMINDERS = {Kind.WEEK_BEFORE, Kind.DAY_BEFORE}
SEATED = {
    *REMINDERS,
    Kind.PROMOTION,
    Kind.THANKS,
    Kind.FEEDBACK,
}  # what only those who have a seat are told
# nothing left to see or cancel
OVER = {Kind.CANCELLATION, Kind.DECLINE, Kind.SESSION_CANCELLED, Kind.THANKS, Kind.FEEDBACK}


@dataclass(frozen=True)
class Door:
    """A link of a letter, and its words."""

    words: str
    address: str


def write(letter: Letter) -> EmailMultiAlternatives | None:
    """The letter, ready to leave; None when the registration does not stand any more as the letter
    was to say: another letter says how."""
    rows = Registration.objects.select_related(
        "person", "session__event", "session__venue__commune", "session__format"
    )
    kind, registration = Kind(letter.kind), rows.get(pk=letter.about)
    if not _still_true(kind, registration):
        return None
    values = _values(registration, RegistrationLink.issue(registration)) | {
        "changements": _changes(letter.details, facts(registration.session)),
        "rang": ordinal(registration.place_in_line()),
        "collègue": _colleague(letter.details.get("sender", "")),
    }
    values["situation"] = _situation(registration, values)
    if kind == Kind.DECLINE:
        values["précision"] = letter.details["note"]
    email = _email(kind, _text(kind, registration, letter), registration, values)
    email.to = [mailbox(registration.full_name, letter.address)]
    if kind in FOR_CALENDARS and (invitation := invitations.message(registration)):
        invitation.attach(email)
    return email


def preview(key: str, text: Text) -> EmailMultiAlternatives:
    """What somebody would receive; nobody's name and nobody's link."""
    kinds = {
        WAITING: Kind.CONFIRMATION,
        REQUESTED: Kind.CONFIRMATION,
        POSTPONED: Kind.SESSION_CHANGED,
        TODAY: Kind.DAY_BEFORE,
        LEFT_LINE: Kind.CANCELLATION,
        WITHDRAWN: Kind.CANCELLATION,
    }
    kind, registration = kinds.get(key) or Kind(key), sample()
    if key in (WAITING, Kind.OFFER, Kind.LAPSE):
        registration.status = Registration.Status.WAITING
    if key == REQUESTED:
        registration.status = Registration.Status.REQUESTED
    return _email(kind, text, registration, _sample_values(registration))


def preview_message(session: Session, subject: str, body: str, **_: str) -> EmailMultiAlternatives:
    """What the first of them would receive, under an invented name."""
    registration = sample()
    registration.session = session
    words = Text("", subject, body)
    return _email(Kind.MESSAGE, words, registration, _sample_values(registration))


def describe(pks: Collection[int]) -> dict[int, About]:
    rows = Registration.objects.filter(pk__in=pks).select_related("session__event")
    return {
        row.pk: About(
            f"{row.session.event} – {when(row.session)}",
            reverse("agenda_sessions:people", args=[row.session_id]),
        )
        for row in rows
    }


def matter() -> Matter:
    return Matter(
        label="Inscriptions",
        kinds=KINDS,
        write=write,
        readable_by=lambda user: Registration.objects.visible_to(user).values("pk"),
        describe=describe,
        texts=TEXTS,
        variables=VARIABLES,
        preview=preview,
    )


def _still_true(kind: Kind, registration: Registration) -> bool:
    cancelled = registration.session.status == Session.Status.CANCELLED
    if kind == Kind.SESSION_CANCELLED:
        return cancelled
    if kind == Kind.CANCELLATION:
        return registration.status == Registration.Status.CANCELLED
    if kind == Kind.DECLINE:
        return registration.status == Registration.Status.DECLINED
    if kind == Kind.MESSAGE:
        return registration.is_live
    if kind == Kind.OFFER:
        return registration.status == Registration.Status.OFFERED and not cancelled
    if kind == Kind.LAPSE:
        return registration.status == Registration.Status.WAITING and not cancelled
    if kind in SEATED:
        asked = kind != Kind.FEEDBACK or feedback.waiting_for(registration) is not None
        return registration.status == Registration.Status.SEATED and not cancelled and asked
    return registration.is_live and not cancelled


def _text(kind: Kind, registration: Registration, letter: Letter) -> Text:
    if kind == Kind.MESSAGE:
        message = Message.objects.get(pk=letter.details["message"])
        return Text("", message.subject, message.body)
    key = str(kind)
    if kind == Kind.CONFIRMATION and registration.status == Registration.Status.WAITING:
        key = WAITING
    if kind == Kind.CONFIRMATION and registration.status == Registration.Status.REQUESTED:
        key = REQUESTED
    if kind == Kind.CANCELLATION:
        key = ENDS.get(letter.details.get("was", ""), key)
    if kind == Kind.SESSION_CHANGED and registration.session.status == Session.Status.POSTPONED:
        key = POSTPONED
    starts_on = timezone.localdate(registration.session.starts_at)
    if kind == Kind.DAY_BEFORE and starts_on == timezone.localdate():
        key = TODAY
    return LetterText.words(MATTER, key)


def _values(registration: Registration, token: str) -> dict[str, str]:
    """What fills the variables of a text: see events.texts."""
    session, until = registration.session, registration.offer_expires_at
    return {
        "prénom": registration.first_name,
        "nom": registration.last_name,
        "rendez-vous": session.event.title,
        "date": when(session),
        "lieu": ical.location(session),
        "participation": registration.attends.label,
        "précision": session.status_note,
        "délai": moment(until) if until else "",
        "lien": _absolute("registrations:registration", token),
        "annuler": _absolute("registrations:cancel", token),
        "avis": _absolute("registrations:feedback", token),
        "agenda": _absolute("events:agenda"),
        "maison": Identity.load().name,
    }


def _situation(registration: Registration, values: dict[str, str]) -> str:
    if registration.status == Registration.Status.WAITING:
        return f"vous êtes en liste d’attente, à la {values['rang']} place"
    if registration.status == Registration.Status.OFFERED:
        return f"une place vous est gardée jusqu’au {values['délai']}, et attend votre réponse"
    if registration.status == Registration.Status.REQUESTED:
        return "votre demande attend la réponse de l’équipe"
    return "votre place est réservée"


def _colleague(sender: str) -> str:
    return f"La demande vient de {sender}." if sender else ""


def _changes(details: Mapping[str, Any], now: dict[str, str]) -> str:
    """What is not as it was: « Lieu : … → … », a line for each."""
    before = details.get("before", {})
    lines = [
        f"{name}{NBSP}: {before[name]} → {words}"
        for name, words in now.items()
        if before.get(name, words) != words
    ]
    return "\n".join([*lines, NEW_LINK] if details.get("link") else lines)


def compose(
    text: Text, values: Mapping[str, str], session: Session, **context: object
) -> EmailMultiAlternatives:
    """The words, then when and where, then what `context` has for this person."""
    context = {
        "identity": Identity.load(),
        "site_url": settings.SITE_URL,
        "heading": fill(text.subject.removesuffix(" – {rendez-vous}"), values),
        "paragraphs": paragraphs(text.body, values),
        "html_paragraphs": html_paragraphs(text.body, values),
        "session": session,
        "event": session.event,
        "when": values["date"],
        **dict.fromkeys(
            ["participation", "join", "join_where", "door", "cancelling", "other_door"], ""
        ),
        **context,
    }
    template = "emails/registration/letter"
    email = from_the_place(
        fill(text.subject, values), render_to_string(f"{template}.txt", context), to=""
    )
    email.attach_alternative(render_to_string(f"{template}.html", context), "text/html")
    return email


def _email(
    kind: Kind, text: Text, registration: Registration, values: dict[str, str]
) -> EmailMultiAlternatives:
    session = registration.session
    door, other_door = _doors(kind, registration, values)
    return compose(
        text,
        values,
        session,
        participation=registration.attends.label if session.is_hybrid else "",
        **_joining(kind, registration),
        door=door,
        cancelling=_cancelling(kind, registration),
        other_door=other_door,
    )


def _joining(kind: Kind, registration: Registration) -> dict[str, str]:
    """The address to connect, beside the invitation that holds it; elsewhere, where to find it."""
    address = "" if kind in OVER else invitations.join_address(registration)
    invites = kind in FOR_CALENDARS
    return {
        "join": address if invites else "",
        "join_where": JOIN_WHERE if address and not invites else "",
    }


def _doors(
    kind: Kind, registration: Registration, values: dict[str, str]
) -> tuple[Door | None, Door | None]:
    if kind in (Kind.THANKS, Kind.FEEDBACK):
        return _doors_afterwards(kind, registration, values)
    if kind in OVER:
        return None, None
    if kind in REMINDERS and not registration.seat_is_final():
        return (
            Door("Je ne viens plus", values["annuler"]),
            Door("Voir mon inscription", values["lien"]),
        )
    if kind == Kind.OFFER:
        return Door("Garder la place, ou la laisser", values["lien"]), None
    session = registration.session
    seated = registration.status == Registration.Status.SEATED
    calendar = None
    if seated and session.event.is_public:  # a closed group's event has no public address
        address = _absolute("events:session_ical", session.uid)
        calendar = Door("Ajouter à mon calendrier", address)
    or_cancel = "" if registration.seat_is_final() else " ou annuler"
    return Door(f"Voir{or_cancel} mon inscription", values["lien"]), calendar


def _doors_afterwards(
    kind: Kind, registration: Registration, values: dict[str, str]
) -> tuple[Door | None, Door | None]:
    """The questionnaire, unless it was filled since; what attests of their presence."""
    known = registration.pk is not None  # a sample is in no table
    asked = not known or feedback.waiting_for(registration)
    doors = [Door("Donner mon avis", values["avis"])] if asked else []
    if kind == Kind.THANKS and known and attestations.of_registration(registration):
        doors.append(Door("Mon attestation de présence", values["lien"]))
    return doors[0] if doors else None, doors[1] if len(doors) > 1 else None


def _cancelling(kind: Kind, registration: Registration) -> str:
    """Until when their seat is given back by a click, and how to warn the team afterwards."""
    if kind in OVER or registration.status != Registration.Status.SEATED:
        return ""
    if not registration.seat_is_final():
        return f"Vous pouvez annuler jusqu’au {moment(registration.session.cancel_until)}."
    place = Identity.load()
    ways = [f"appelez le {place.phone}" if place.phone else "", "répondez à ce message"]
    how = " ou ".join(filter(None, ways))
    return f"Vous ne pouvez plus venir{NBSP}? Dites-le-nous{NBSP}: {how}."


NEW_LINK = f"Connexion{NBSP}: un nouveau lien, plus bas et dans l’invitation jointe"
JOIN_WHERE = (
    "Le lien pour vous connecter est dans l’invitation que vous avez reçue ; votre page l’ouvre un "
    "quart d’heure avant la séance."
)
# What the sample registration cannot tell by itself.
SAMPLE = {
    "changements": f"Lieu{NBSP}: Salle bleue → Salle rouge",
    "précision": "L’intervenante est souffrante.",
    "rang": "2e",
    "collègue": _colleague("Dominique Exemple"),
    "situation": "votre place est réservée",
}


def _sample_values(registration: Registration) -> dict[str, str]:
    until = moment(timezone.now() + timedelta(days=1))
    return _values(registration, "exemple") | SAMPLE | {"délai": until}


def sample() -> Registration:
    """A registration that is in no table."""
    starts_at = timezone.localtime().replace(hour=9, minute=30) + timedelta(days=7)
    session = Session(
        event=Event(title="Matinée d’éveil musical", slug="exemple", live=True),
        venue=Venue(name="La Maison", address="1 rue de l’Exemple"),
        format=EventFormat(label="sur place"),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
    )
    person = Person(first_name="Camille", last_name="Exemple", email="camille@example.org")
    return Registration(
        session=session,
        person=person,
        first_name=person.first_name,
        last_name=person.last_name,
        status=Registration.Status.SEATED,
    )


def _absolute(name: str, *args: object) -> str:
    return settings.SITE_URL + reverse(name, args=args)
