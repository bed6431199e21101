"""Coming to the meeting of a circle from its own page, for a closed group has no public form; and
noting who came, for nobody else reads the names of a confidential one."""

from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from events import presence, registration
from events.models import Circle, CircleMember, Registration, Session

NOTED_FOR = timedelta(days=30)  # after a meeting: its facilitator notes who was there


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


def held(circle: Circle) -> QuerySet[Session]:
    """Those that have begun, as long as presences are noted."""
    now = timezone.now()
    rows = Session.objects.filter(event__circle=circle, event__live=True)
    rows = rows.exclude(status=Session.Status.CANCELLED).select_related("event")
    return rows.filter(starts_at__lt=now, ends_at__gt=now - NOTED_FOR).order_by("-starts_at", "pk")


def expected(circle: Circle, session: Session) -> QuerySet[Registration]:
    """The members who have a seat there: of a public meeting, the others are for the team."""
    members = circle.memberships.members().values("person")
    rows = session.registrations.seated().filter(person__in=members).select_related("person")
    return rows.order_by("person__last_name", "person__first_name", "pk")


@transaction.atomic
def note(session: Session, marks: Mapping[tuple[Registration, int], str], by: User) -> None:
    """{(seat, half-day): what is noted}"""
    for (seat, half_day), status in marks.items():
        presence.record(session, seat.person, status, half_day=half_day, by=by)
