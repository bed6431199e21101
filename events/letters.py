"""Letters about a registration: which there are, and their way into the outbox.

How they are written, when they leave, is events.writing.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet

from events import ical
from events.models import Message, Registration, Session
from events.wording import when
from letters import outbox
from letters.models import Letter

MATTER = "registration"


class Kind(StrEnum):
    CONFIRMATION = "confirmation"
    REMINDER = "reminder"
    OFFER = "offer"
    LAPSE = "lapse"
    PROMOTION = "promotion"
    DECLINE = "decline"
    MODE_CHANGED = "mode_changed"
    CANCELLATION = "cancellation"
    SESSION_CHANGED = "session_changed"
    SESSION_CANCELLED = "session_cancelled"
    WEEK_BEFORE = "week_before"
    DAY_BEFORE = "day_before"
    THANKS = "thanks"
    FEEDBACK = "feedback"
    LINK = "link"
    MESSAGE = "message"


def post(kind: Kind, registration: Registration, **details: object) -> None:
    """Queue this letter in the transaction of what it tells; who has no address gets none.
    `details`: what the rows will not say any more when it is written."""
    if registration.person.email:
        said = {name: value for name, value in details.items() if value}
        _post(kind, registration, details=said)


def post_once(kind: Kind, registration: Registration, occasion: str) -> bool:
    """Queue a letter that time makes due, unless it was for this occasion; whether it was not."""
    key = f"{kind} {registration.pk} {occasion}"
    return _post(kind, registration, key=key) is not None


def post_message(message: Message, registration: Registration) -> bool:
    """Queue what the team writes to somebody, once."""
    key, details = f"message {message.pk} {registration.pk}", {"message": message.pk}
    return _post(Kind.MESSAGE, registration, key=key, details=details) is not None


def written_about(since: datetime) -> QuerySet[Letter, int]:
    """The registrations that somebody was written about since then."""
    letters = Letter.objects.filter(matter=MATTER, queued_at__gte=since)
    return letters.values_list("about", flat=True)


def facts(session: Session) -> dict[str, str]:
    """When and where, in words: what a letter about a change compares."""
    cancelled = session.status == Session.Status.CANCELLED
    return {
        "Séance": "annulée" if cancelled else "prévue",
        "Date": when(session),
        "Lieu": ical.location(session),
    }


def _post(kind: Kind, registration: Registration, **columns: Any) -> Letter | None:
    return outbox.post(
        MATTER,
        kind,
        about=registration.pk,
        person=registration.person,
        address=registration.person.email or "",
        **columns,
    )
