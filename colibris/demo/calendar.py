"""When the demo's sessions happen: an offset from today, moved to a day that suits the slot."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from events.holidays import public_holiday

SATURDAY = 6  # ISO weekday
HOLIDAYS = [  # of the team: why, and the month and day when they begin and end
    ("congés de fin d’année", (12, 24), (1, 2)),
    ("congés d’été", (8, 2), (8, 22)),
]


def closures(today: date) -> list[tuple[str, date, date]]:
    """The next holidays of the team, or those that it is having.

    >>> closures(date(2027, 1, 1))[0]
    ('congés de fin d’année', datetime.date(2026, 12, 24), datetime.date(2027, 1, 2))
    >>> [first.year for _, first, last in closures(date(2027, 8, 23))]
    [2027, 2028]
    """
    return [_next(*row, today) for row in HOLIDAYS]


def _next(
    reason: str, first: tuple[int, int], last: tuple[int, int], today: date
) -> tuple[str, date, date]:
    ends = next(end for year in (0, 1) if (end := date(today.year + year, *last)) >= today)
    return reason, date(ends.year - (first > last), *first), ends


def suitable(day: date, slot: str, is_closed: Callable[[date], bool]) -> date:
    """The first day from `day` on that suits a slot, a Saturday or a day from Monday to Friday,
    when the place is open and which is no public holiday.

    >>> suitable(date(2026, 11, 23), "samedi-matin", lambda day: False)
    datetime.date(2026, 11, 28)
    >>> suitable(date(2026, 12, 24), "soiree", lambda day: day.day == 24)
    datetime.date(2026, 12, 28)
    """
    saturday = slot.startswith("samedi")
    while (
        (day.isoweekday() == SATURDAY) != saturday
        or day.isoweekday() > SATURDAY
        or public_holiday(day)
        or is_closed(day)
    ):
        day += timedelta(days=1)
    return day


def times(day: date, start: str, minutes: int) -> tuple[datetime, datetime]:
    """Aware start and end of a session on a local day."""
    zone = timezone.get_current_timezone()
    begins = datetime.combine(day, time.fromisoformat(start), tzinfo=zone)
    naive_end = datetime.combine(day, time.fromisoformat(start)) + timedelta(minutes=minutes)
    return begins, naive_end.replace(tzinfo=zone)
