"""Kits kept for fixed dates. With resources.loans, the only code that writes a booking.

Two that hold one kit never overlap, cleaning included: whoever holds the counter of the resource
looks and writes alone, and PostgreSQL would refuse what another way round had written.
"""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Person, User
from resources import acts, counter, letters, limits
from resources.letters import BookingKind
from resources.models import Act, Booking, Copy, DayState, LendingRules
from resources.opening import DAY, Calendar
from resources.refusal import Avoidable, OnSiteOnly, OutOfService, Refused
from resources.wording import full_day, long_day

Status = Booking.Status


class NotAKit(Refused):
    def __init__(self) -> None:
        super().__init__("Cet exemplaire ne se réserve pas à des dates : entrez dans sa file.")


class BadDates(Refused):
    pass


class ClosedDay(Avoidable):
    def __init__(self, day: date, why: str, instead: date) -> None:
        because = f" ({why})" if why else ""
        super().__init__(
            f"Le prêt n’est pas ouvert le {full_day(day)}{because} : le premier jour possible est "
            f"le {full_day(instead)}."
        )


class Taken(Refused):
    def __init__(self, first: date, last: date) -> None:
        super().__init__(
            f"La malle est prise du {long_day(first)} au {long_day(last)}, nettoyage compris : "
            "choisissez d’autres dates."
        )


class NotNow(Refused):
    def __init__(self, booking: Booking) -> None:
        super().__init__(f"Cette réservation est {booking.get_status_display()}.")


@transaction.atomic
def ask(
    copy: Copy,
    person: Person,
    starts_on: date,
    ends_on: date,
    *,
    confirmed: bool = False,
    by: User | None = None,
    despite: bool = False,
    form_key: str | None = None,
    **columns: Any,
) -> Booking:
    """Keep a kit for these dates; until the team has confirmed it, it is kept all the same.

    `columns`: structure, first_name, last_name, collect_at, return_at, message. A form sent twice
    makes one booking.
    """
    copy = counter.hold_for(copy)
    if form_key and (again := Booking.objects.filter(form_key=form_key).first()):
        return again
    calendar = Calendar(min(starts_on, timezone.localdate()))
    _check_copy(copy)
    _check_dates(copy, starts_on, ends_on, calendar.rules)
    if not despite:
        _check_open(calendar, starts_on, columns.get("collect_at", ""))
        _check_open(calendar, ends_on, columns.get("return_at", ""))
        limits.check_booking(person, columns.get("structure"))
    booking = write(
        copy, person, starts_on, ends_on, form_key=form_key, calendar=calendar, **columns
    )
    booking.status = Status.CONFIRMED if confirmed else Status.REQUESTED
    booking.save()
    acts.about_booking(Act.What.BOOKED, booking, by)
    letters.post_booking(BookingKind.CONFIRMED if confirmed else BookingKind.REQUESTED, booking)
    return booking


def write(
    copy: Copy,
    person: Person,
    starts_on: date,
    ends_on: date,
    *,
    calendar: Calendar,
    **columns: Any,
) -> Booking:
    """A booking that meets no other, not saved yet; under the counter’s lock."""
    busy_until = calendar.after_work(ends_on, copy.cleaning_days)
    refuse_taken(copy, starts_on, busy_until)
    names = {"first_name": person.first_name, "last_name": person.last_name}
    return Booking(
        copy=copy,
        person=person,
        starts_on=starts_on,
        ends_on=ends_on,
        busy_until=busy_until,
        **names | columns,
    )


def refuse_taken(copy: Copy, first: date, last: date, *, but: Booking | None = None) -> None:
    """Raise Taken when somebody else has the kit on one of these days; under the lock."""
    for starts_on, until in busy(copy, first, last, but=but):
        raise Taken(starts_on, until)


def busy(
    copy: Copy, first: date, last: date, *, but: Booking | None = None
) -> list[tuple[date, date]]:
    """From when to when the kit is taken between these days, cleaning included. What is late comes
    back today at the earliest."""
    others = Booking.objects.holding().filter(copy=copy)
    if but:
        others = others.exclude(pk=but.pk)
    today = timezone.localdate()
    rows = [
        (row.starts_on, row.busy_until + max(today - row.ends_on, 0 * DAY))
        if row.status == Status.LENT
        else (row.starts_on, row.busy_until)
        for row in others
    ]
    calendar, days = Calendar(first), copy.cleaning_days
    rows += [
        (loan.lent_on, calendar.after_work(max(loan.due_on, today), days))
        for loan in copy.loans.open().filter(booking=None)
    ]
    if copy.dirty_since:
        rows.append((copy.dirty_since, calendar.after_work(copy.dirty_since, days)))
    return sorted((start, end) for start, end in rows if start <= last and end >= first)


@transaction.atomic
def change(booking: Booking, starts_on: date, ends_on: date, by: User | None) -> Booking:
    """Other dates, for a kit that has not left."""
    booking = _booking(booking, Booking.AHEAD)
    calendar = Calendar(min(starts_on, timezone.localdate()))
    _check_dates(booking.copy, starts_on, ends_on, calendar.rules)
    _check_open(calendar, starts_on, booking.collect_at)
    _check_open(calendar, ends_on, booking.return_at)
    was = f"du {booking.starts_on:%d/%m/%Y} au {booking.ends_on:%d/%m/%Y}"
    keep_until(booking, ends_on, calendar, starts_on=starts_on)
    acts.about_booking(Act.What.BOOKED, booking, by, f"dates changées, auparavant {was}")
    return booking


def keep_until(
    booking: Booking, ends_on: date, calendar: Calendar, *, starts_on: date | None = None
) -> None:
    """Move the end of a booking, unless somebody else has the kit by then; under the lock."""
    starts_on = starts_on or booking.starts_on
    busy_until = calendar.after_work(ends_on, booking.copy.cleaning_days)
    refuse_taken(booking.copy, starts_on, busy_until, but=booking)
    booking.starts_on, booking.ends_on, booking.busy_until = starts_on, ends_on, busy_until
    booking.save(update_fields=["starts_on", "ends_on", "busy_until"])


@transaction.atomic
def confirm(booking: Booking, by: User | None) -> Booking:
    booking = _booking(booking, {Status.REQUESTED})
    booking.status = Status.CONFIRMED
    booking.save(update_fields=["status"])
    acts.about_booking(Act.What.CONFIRMED, booking, by)
    letters.post_booking(BookingKind.CONFIRMED, booking)
    return booking


@transaction.atomic
def decline(booking: Booking, by: User | None, reply: str = "") -> Booking:
    booking = _booking(booking, {Status.REQUESTED})
    booking.reply = reply
    end(booking, Status.DECLINED)
    acts.about_booking(Act.What.DECLINED, booking, by)
    letters.post_booking(BookingKind.DECLINED, booking)
    return booking


@transaction.atomic
def cancel(booking: Booking, by: User | None = None, reply: str = "") -> Booking:
    booking = _booking(booking, Booking.AHEAD)
    booking.reply = reply
    end(booking, Status.CANCELLED)
    acts.about_booking(Act.What.CANCELLED, booking, by)
    letters.post_booking(BookingKind.CANCELLED, booking)
    return booking


@transaction.atomic
def prepare(booking: Booking, by: User | None) -> Booking:
    """The kit is complete, and stands by the door."""
    booking = _booking(booking, {Status.CONFIRMED})
    booking.status = Status.PREPARED
    booking.save(update_fields=["status"])
    acts.about_booking(Act.What.PREPARED, booking, by)
    return booking


def end(booking: Booking, status: Booking.Status, on: date | None = None) -> None:
    """Under the counter’s lock."""
    booking.status, booking.over_on = status, on or timezone.localdate()
    booking.save(update_fields=["status", "over_on", "reply"])


def _check_copy(copy: Copy) -> None:
    if not copy.kit:
        raise NotAKit
    if copy.status in (Copy.Status.WITHDRAWN, Copy.Status.RECALLED, Copy.Status.MISSING):
        raise OutOfService(copy.get_status_display())
    if not copy.resource.loan_days:
        raise OnSiteOnly


def _check_dates(copy: Copy, starts_on: date, ends_on: date, rules: LendingRules) -> None:
    today = timezone.localdate()
    if starts_on < today:
        raise BadDates("Ces dates sont passées : choisissez-en à venir.")
    if ends_on < starts_on:
        raise BadDates("Le retour vient après le départ.")
    if starts_on > today + timedelta(days=rules.horizon_days):
        raise BadDates(f"Une malle se réserve {rules.horizon_days} jours à l’avance au plus.")
    # A loan of three weeks that starts before a closed day may end on the open day after it.
    usual = (copy.resource.loan_days or 0) * DAY
    longest = Calendar(starts_on, rules).on_or_after(starts_on + usual)
    if ends_on > longest:
        raise BadDates(
            f"Cette malle se prête {copy.resource.loan_days} jours au plus : pour ce départ, "
            f"jusqu’au {full_day(longest)}."
        )


def _check_open(calendar: Calendar, day: date, elsewhere: str) -> None:
    """Handed over at a meeting, a kit only asks that the place is not closed."""
    state, why = calendar.day(day)
    if state == DayState.DESK or (elsewhere and state != DayState.CLOSED):
        return
    raise ClosedDay(day, why, calendar.on_or_after(day))


def _booking(booking: Booking, expected: Collection[Booking.Status]) -> Booking:
    """The row as it stands, its counter locked, if it is in one of these states."""
    copy = counter.hold_for(booking.copy)
    booking = Booking.objects.select_related("person", "structure").get(pk=booking.pk)
    booking.copy = copy
    if booking.status not in expected:
        raise NotNow(booking)
    return booking
