"""When and where sessions happen: the only code that writes their dates, place and status."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from events import letters, line
from events.models import Event, Mode, Move, Registration, Session, Venue

# What people must know to come on the right day to the right place: a change is a new SEQUENCE
# (RFC 5545 3.8.7.4); a better title is not.
BEARINGS = ("starts_at", "ends_at", "whole_days", "venue_id", "room", "format_id", "status")

# What may add seats, and where; what may give the line time to take those that are free.
ADDS = {
    "capacity": Mode.ON_SITE,
    "reserved_seats": Mode.ON_SITE,
    "online_capacity": Mode.ONLINE,
    "format_id": None,
}
REOPENS = ("starts_at", "closes_at", "status")

WATCHED = {*BEARINGS, *ADDS, *REOPENS, "online_url"}

DATES = ("starts_at", "ends_at", "opens_at", "closes_at")


def create(event: Event, **fields) -> Session:
    return Session.objects.create(event=event, **fields)


@transaction.atomic
def change(session: Session, **fields) -> Session:
    """Write these fields, tell those who are registered, offer the line the seats that this frees;
    returns the row as it now stands, with those who were offered one (`offered_now`).

    What a form has already put on `session` does not count: the row is compared with what was
    stored.
    """
    row = Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    before, facts = {name: getattr(row, name) for name in WATCHED}, letters.facts(row)
    for name, value in fields.items():
        setattr(row, name, value)
    changed = {name for name in WATCHED if getattr(row, name) != before[name]}
    if changed.intersection(BEARINGS):
        row.sequence += 1
        _tell(row, facts)
    elif "online_url" in changed:
        _tell_the_link(row)
    row.save()
    row.offered_now = _seat_the_line(row, changed)
    return row


def cancel(session: Session, note: str = "") -> Session:
    """It stays in calendars, said to be cancelled, until some days after its date."""
    return change(session, status=Session.Status.CANCELLED, status_note=note)


def restore(session: Session, **fields) -> Session:
    """What was cancelled takes place after all; `fields`: where and when, if that has changed."""
    return change(session, status=Session.Status.PLANNED, status_note="", **fields)


@transaction.atomic
def postpone(session: Session, starts_at, ends_at, note: str = "") -> Session:
    """The same session at another date: those who registered stay registered, and whoever wants to
    has as long as before to join them."""
    row = Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    return change(
        row,
        starts_at=starts_at,
        ends_at=ends_at,
        closes_at=_as_long_before(row, starts_at),
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


def _as_long_before(session: Session, starts_at: datetime) -> datetime | None:
    """The closing, as long before this start, by the clock on the wall; none when registrations
    would not even be open."""
    if session.closes_at is None:
        return None
    start, closing = map(timezone.make_naive, (session.starts_at, session.closes_at))
    closes_at = timezone.make_aware(timezone.make_naive(starts_at) - (start - closing))
    return None if session.opens_at and closes_at <= session.opens_at else closes_at


def _seat_the_line(session: Session, changed: set[str]) -> list[Registration]:
    """The session has been written: the counter reads it as it is now."""
    offered = []
    for name in sorted(changed.intersection(ADDS)):
        offered += line.vacate(line.counter(session), Move.Reason.ADDED, ADDS[name])
    if changed.intersection(REOPENS):
        offered += line.resume(line.counter(session))
    return offered


def _tell(session: Session, before: dict[str, str]) -> None:
    """A calendar may be a day late: those who have a seat, or wait for one, are written to."""
    if session.ends_at <= timezone.now():
        return
    cancelled = session.status == Session.Status.CANCELLED
    kind = letters.Kind.SESSION_CANCELLED if cancelled else letters.Kind.SESSION_CHANGED
    for row in session.registrations.live().select_related("person"):
        letters.post(kind, row, before=before)


def _tell_the_link(session: Session) -> None:
    """Those who have it in their calendar, and nobody else."""
    if session.ends_at <= timezone.now() or session.status == Session.Status.CANCELLED:
        return
    afar = session.registrations.seated().attending(session, Mode.ONLINE)
    for row in afar.select_related("person") if Mode.ONLINE in session.modes else ():
        letters.post(letters.Kind.SESSION_CHANGED, row, link=True)


def _later(instant: datetime | None, days: int, minutes: int) -> datetime | None:
    if instant is None:
        return None
    local = timezone.make_naive(instant) + timedelta(days=days, minutes=minutes)
    return timezone.make_aware(local)
