"""When and where sessions happen: the only code that writes their dates, place and status."""

from django.db import transaction
from django.utils import timezone

from events import letters
from events.models import Event, Session, Venue

# What people must know to come on the right day to the right place: a change is a new SEQUENCE
# (RFC 5545 3.8.7.4); a better title is not.
BEARINGS = ("starts_at", "ends_at", "whole_days", "venue_id", "room", "format_id", "status")


def create(event: Event, **fields) -> Session:
    return Session.objects.create(event=event, **fields)


@transaction.atomic
def change(session: Session, **fields) -> Session:
    """Write these fields, tell those who are registered; returns the row as it now stands.

    What a form has already put on `session` does not count: the row is compared with what was
    stored.
    """
    row = Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    before = [getattr(row, name) for name in BEARINGS]
    for name, value in fields.items():
        setattr(row, name, value)
    if [getattr(row, name) for name in BEARINGS] != before:
        row.sequence += 1
        _tell(row)
    row.save()
    return row


def cancel(session: Session, note: str = "") -> Session:
    """It stays in calendars, said to be cancelled, until some days after its date."""
    return change(session, status=Session.Status.CANCELLED, status_note=note)


@transaction.atomic
def postpone(session: Session, starts_at, ends_at, note: str = "") -> Session:
    """The same session at another date: those who registered stay registered."""
    row = Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    return change(
        row,
        starts_at=starts_at,
        ends_at=ends_at,
        status=Session.Status.POSTPONED,
        status_note=note,
        previous_starts_at=row.starts_at,
        postponed_at=timezone.now(),
    )


def event_changed(event: Event) -> int:
    """For writes that did not go through Event.save(); returns how many sessions changed."""
    return refresh(Session.objects.filter(event=event.pk))


def venue_changed(venue: Venue) -> int:
    """For writes that did not go through Venue.save()."""
    return refresh(Session.objects.filter(venue=venue.pk))


def refresh(sessions, after_batch=None) -> int:
    """For rows made or changed in bulk; `after_batch(seen)` can show the progress."""
    return sessions.rewrite(after_batch)


def _tell(session: Session) -> None:
    """A calendar may be a day late: those who have a seat, or wait for one, are written to."""
    if session.ends_at <= timezone.now():
        return
    cancelled = session.status == Session.Status.CANCELLED
    kind = letters.Kind.SESSION_CANCELLED if cancelled else letters.Kind.SESSION_CHANGED
    for registration in session.registrations.live().select_related("person"):
        letters.post(kind, registration)
