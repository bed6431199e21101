"""Coming to the meeting of a circle from its own page: what no public form can be asked, for a
closed group has none."""

from django.utils import timezone

from events import registration
from events.models import CircleMember, Registration, Session


def come(member: CircleMember, session: Session) -> Registration:
    """A member takes a seat, or the end of the line; twice is once."""
    if session.closing <= timezone.now():
        raise registration.Closed
    try:
        return registration.register(session, member.person, source=Registration.Source.CIRCLE)
    except registration.AlreadyRegistered as existing:
        return existing.registration


def not_come(member: CircleMember, session: Session) -> None:
    seat = session.registrations.live().filter(person=member.person_id).first()
    if seat is not None:
        registration.check_cancellable(seat)
        registration.cancel(seat)
