"""Writing to those who registered for a session: each gets a letter of their own, never a copy."""

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from events import letters
from events.models import Message, Registration, Session


def recipients(session: Session, to: str) -> QuerySet[Registration]:
    """Those a message is for, with or without an address."""
    live = session.registrations.live().select_related("person").order_by("last_name", "pk")
    seated = session.registrations.seated().values("pk")
    if to == Message.To.SEATED:
        return live.filter(pk__in=seated)
    line = (Registration.Status.OFFERED, Registration.Status.WAITING)
    return live.filter(status__in=line) if to == Message.To.LINE else live


@transaction.atomic
def send(session: Session, author: User, *, form_key: str, **words: str) -> int:
    """Keep the message and post its letters; returns how many. The same form sent twice, none."""
    message, is_new = Message.objects.get_or_create(
        form_key=form_key, defaults={"session": session, "author": author, **words}
    )
    if not is_new:
        return 0
    written = recipients(session, message.to).exclude(person__email=None)
    return sum(letters.post_message(message, registration) for registration in written)
