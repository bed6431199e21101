"""The half-days of a session: what one signs for, and how long each lasts.

Plain Python on a session's dates. A day that lasts more than five hours has a morning and an
afternoon, and the lunch between them is nobody's working time.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from events.models import Session

IN_ONE_GO = timedelta(hours=5)  # nobody works longer without a meal
DOORS_OPEN = timedelta(hours=1)  # before it starts, people arrive
LUNCH = time(12, 30), time(13, 30)
WORKING_DAY = time(9), time(17)  # the hours of a day whose own hours are not said
ONE_EVENING = timedelta(hours=14)  # what ends the morning after is still one evening


@dataclass(frozen=True)
class HalfDay:
    """`number`: from 1, in the session; `starts_at`, `ends_at`: aware."""

    number: int
    starts_at: datetime
    ends_at: datetime

    @property
    def minutes(self) -> int:
        return round((self.ends_at - self.starts_at) / timedelta(minutes=1))

    @property
    def day(self) -> date:
        return timezone.localtime(self.starts_at).date()

    @property
    def part(self) -> str:
        hour = timezone.localtime(self.starts_at).hour
        return "matin" if hour < 12 else "après-midi" if hour < 18 else "soir"


def of(session: "Session") -> list[HalfDay]:
    """
    >>> from types import SimpleNamespace
    >>> def parts(start, end, whole_days=False):
    ...     start, end = (timezone.make_aware(datetime.fromisoformat(x)) for x in (start, end))
    ...     session = SimpleNamespace(starts_at=start, ends_at=end, whole_days=whole_days)
    ...     return [
    ...         f"{x.day:%d} {x.part} {timezone.localtime(x.starts_at):%H:%M} {x.minutes}"
    ...         for x in of(session)
    ...     ]
    >>> parts("2026-10-13T19:45", "2026-10-13T21:45")
    ['13 soir 19:45 120']
    >>> parts("2026-10-13T09:00", "2026-10-13T17:00")
    ['13 matin 09:00 210', '13 après-midi 13:30 210']
    >>> parts("2026-10-13T22:00", "2026-10-14T01:00")
    ['13 soir 22:00 180']
    >>> parts("2026-10-13T14:00", "2026-10-14T12:00")
    ['13 après-midi 14:00 180', '14 matin 09:00 180']
    >>> parts("2026-12-01T00:00", "2026-12-02T00:00", whole_days=True)
    ['01 matin 09:00 210', '01 après-midi 13:30 210']
    """
    stretches = [part for start, end in _days(session) for part in _halves(start, end)]
    return [HalfDay(number, *stretch) for number, stretch in enumerate(stretches, start=1)]


def current(session: "Session") -> HalfDay:
    """The one that people arrive for now; before the first, the first."""
    halves, arriving = of(session), timezone.now() + DOORS_OPEN
    begun = [half for half in halves if half.starts_at <= arriving]
    return begun[-1] if begun else halves[0]


def _days(session: "Session") -> list[tuple[datetime, datetime]]:
    """When each day of the session starts and ends."""
    start, end = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    if not session.whole_days and end - start <= ONE_EVENING:
        return [(start, end)]
    last = (end - timedelta(microseconds=1)).date()  # ends are excluded: midnight is the eve's
    count = (last - start.date()).days + 1
    days = [start.date() + timedelta(days=n) for n in range(count)]
    hours = [[_at(day, hour) for hour in WORKING_DAY] for day in days]
    if not session.whole_days:
        hours[0] = [start, max(hours[0][1], start + timedelta(hours=1))]
        hours[-1] = [min(hours[-1][0], end - timedelta(hours=1)), end]
    return [(begins, ends) for begins, ends in hours]


def _halves(start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    lunch, back = (_at(start.date(), hour) for hour in LUNCH)
    if end - start <= IN_ONE_GO or not start < lunch < back < end:
        return [(start, end)]
    return [(start, lunch), (back, end)]


def _at(day: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour))
