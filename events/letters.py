"""Letters about a registration: written after the commit, with a new personal link in each.

They carry no word that a stranger could have typed except a first name, which the form keeps from
holding an address: nobody's letter-box is a place for somebody else's message.
"""

import logging
from email.headerregistry import Address
from email.utils import make_msgid, parseaddr
from enum import StrEnum
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from events.models import Registration, RegistrationLink
from events.wording import when
from identity.models import Identity

log = logging.getLogger(__name__)


class Kind(StrEnum):
    """Each has its text and its HTML under templates/emails/registration/."""

    CONFIRMATION = "confirmation"
    REMINDER = "reminder"
    PROMOTION = "promotion"
    CANCELLATION = "cancellation"
    SESSION_CHANGED = "session_changed"
    SESSION_CANCELLED = "session_cancelled"


def post(kind: Kind, registration: Registration) -> None:
    """Send this letter once the transaction is committed; who has no address gets none."""
    if registration.person.email:
        # Robust: whatever happens to the letter, the registration stands. Not a partial: Django
        # logs the function's name, and a partial has none.
        pk = registration.pk
        transaction.on_commit(lambda: _send(kind, pk), robust=True)


def write(kind: Kind, registration: Registration) -> EmailMultiAlternatives:
    """The letter, ready to leave, to a person who has an address."""
    identity = Identity.load()
    session, event = registration.session, registration.session.event
    has_seat = registration.status == Registration.Status.SEATED
    context = {
        "identity": identity,
        "site_url": settings.SITE_URL,
        "registration": registration,
        "session": session,
        "event": event,
        "when": when(session),
        "has_seat": has_seat,
        "place": registration.place_in_line(),
        "link": _absolute("registrations:registration", RegistrationLink.issue(registration)),
        # For who comes; a closed group's event has no public address.
        "calendar": (
            _absolute("events:session_ical", session.uid) if has_seat and event.is_public else ""
        ),
        "agenda": _absolute("events:agenda"),
    }
    letter = EmailMultiAlternatives(
        subject=one_line(f"{_subject(kind, registration)} – {event}"),
        body=render_to_string(f"emails/registration/{kind}.txt", context),
        from_email=mailbox(identity.name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]),
        to=[mailbox(registration.full_name, registration.person.email or "")],
        reply_to=[identity.email] if identity.email else [],
        headers={
            "Message-ID": make_msgid(domain=urlsplit(settings.SITE_URL).hostname),
            "Auto-Submitted": "auto-generated",
        },
    )
    letter.attach_alternative(
        render_to_string(f"emails/registration/{kind}.html", context), "text/html"
    )
    return letter


def one_line(text: str) -> str:
    """A header's text: whatever it holds, it can neither end the header nor start another.

    >>> one_line("Atelier\\r\\nBcc: tous@example.org\\x0b")
    'Atelier Bcc: tous@example.org'
    """
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def mailbox(name: str, address: str) -> str:
    """« Prénom Nom <adresse> », for a header.

    >>> mailbox("Anne, dite \\"Nana\\"", "anne@example.org")
    '"Anne, dite \\\\"Nana\\\\"" <anne@example.org>'
    """
    return str(Address(one_line(name), addr_spec=address))


def _subject(kind: Kind, registration: Registration) -> str:
    waiting = registration.status == Registration.Status.WAITING
    return {
        Kind.CONFIRMATION: "Vous êtes en liste d’attente"
        if waiting
        else "Votre place est réservée",
        Kind.REMINDER: "Vous êtes déjà en liste d’attente"
        if waiting
        else "Vous avez déjà une place",
        Kind.PROMOTION: "Une place s’est libérée pour vous",
        Kind.CANCELLATION: "Votre inscription est annulée",
        Kind.SESSION_CHANGED: "Votre séance a changé",
        Kind.SESSION_CANCELLED: "Votre séance est annulée",
    }[kind]


def _absolute(name: str, *args: object) -> str:
    return settings.SITE_URL + reverse(name, args=args)


def _send(kind: Kind, pk: int) -> None:
    rows = Registration.objects.select_related(
        "person", "session__event", "session__venue__commune"
    )
    try:
        write(kind, rows.get(pk=pk)).send()
    except OSError:  # smtplib's errors are OSErrors too
        log.exception("Letter %s of registration %s did not leave", kind, pk)
