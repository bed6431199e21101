"""When and where sessions happen: the only code that writes their dates, place and status."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from events import letters
from events.models import Event, Session, Venue

# What people must know to come on the right day to the right place: a change is a new SEQUENCE
# (RFC 5545 3.8.7.4); a better title is not.
BEARINGS = ("starts_at", "ends_at", "whole_days", "venue_id", "room", "format_id", "status")

DATES = ("starts_at", "ends_at", "opens_at", "closes_at")


def create(event: Event, **fields) -> Session:
    return Session.objects.create(event=event, **fields)


@transaction.atomic
def change(session: Session, **fields) -> Session:
    """Write these fields, tell those who are registered; returns the row as it now stands.

    What a form has already put on `session` does not count: the row is compared with what was
    stored.
    """
    row = Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    before, facts = [getattr(row, name) for name in BEARINGS], letters.facts(row)
    for name, value in fields.items():
        setattr(row, name, value)
    if [getattr(row, name) for name in BEARINGS] != before:
        row.sequence += 1
        _tell(row, facts)
    row.save()
    return row


def cancel(session: Session, note: str = "") -> Session:
    """It stays in calendars, said to be cancelled, until some days after its date."""
    return change(session, status=Session.Status.CANCELLED, status_note=note)


def restore(session: Session, **fields) -> Session:
    """What was cancelled takes place after all; `fields`: where and when, if that has changed."""
    return change(session, status=Session.Status.PLANNED, status_note="", **fields)


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


@transaction.atomic
def move(changes: Iterable[tuple[Session, dict[str, Any]]]) -> list[Session]:
    """Write these fields of these sessions, all of them or none. What was announced for another
    day is said to be postponed."""
    in_order = sorted(changes, key=lambda pair: pair[0].pk)  # nobody waits for each other
    return [change(session, **_said(session, fields)) for session, fields in in_order]


def shifted(session: Session, days: int, minutes: int = 0) -> dict[str, datetime | None]:
    """The dates of the session so much later, by the clock on the wall: 19 h 45 stays 19 h 45 when
    summer time ends, and registrations open and close as long before."""
    return {name: _later(getattr(session, name), days, minutes) for name in DATES}


def event_changed(event: Event) -> int:
    """For writes that did not go through Event.save(); returns how many sessions changed."""
    return refresh(Session.objects.filter(event=event.pk))


def venue_changed(venue: Venue) -> int:
    """For writes that did not go through Venue.save()."""
    return refresh(Session.objects.filter(venue=venue.pk))


def refresh(sessions, after_batch=None) -> int:
    """For rows made or changed in bulk; `after_batch(seen)` can show the progress."""
    return sessions.rewrite(after_batch)


def _said(session: Session, fields: dict[str, Any]) -> dict[str, Any]:
    before, after = map(timezone.localdate, (session.starts_at, fields["starts_at"]))
    if before == after or not session.event.live:
        return fields
    return {
        **fields,
        "status": Session.Status.POSTPONED,
        "status_note": "",
        "previous_starts_at": session.starts_at,
        "postponed_at": timezone.now(),
    }


def _tell(session: Session, before: dict[str, str]) -> None:
    """A calendar may be a day late: those who have a seat, or wait for one, are written to."""
    if session.ends_at <= timezone.now():
        return
    cancelled = session.status == Session.Status.CANCELLED
    kind = letters.Kind.SESSION_CANCELLED if cancelled else letters.Kind.SESSION_CHANGED
    for registration in session.registrations.live().select_related("person"):
        letters.post(kind, registration, before=before)


def _later(instant: datetime | None, days: int, minutes: int) -> datetime | None:
    if instant is None:
        return None
    local = timezone.make_naive(instant) + timedelta(days=days, minutes=minutes)
    return timezone.make_aware(local)
