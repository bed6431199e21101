"""A month of the agenda: weeks from Monday to Sunday, each day with what happens on it."""

from calendar import Calendar
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from events.wording import A_MOMENT


@dataclass(frozen=True)
class Day:
    date: date
    outside: bool  # in the month before or after: its cell stays empty
    today: bool
    starting: list = field(default_factory=list)
    going_on: list = field(default_factory=list)  # what started before and lasts


def bounds(first):
    """The instants at which a month starts and ends."""
    return midnight(first), midnight(following(first))


def midnight(day):
    return timezone.make_aware(datetime.combine(day, time.min))


def following(first):
    return (first + timedelta(days=31)).replace(day=1)


def preceding(first):
    return (first - timedelta(days=1)).replace(day=1)


def weeks(first, sessions):
    """The weeks of the month that begins on `first`."""
    starting, going_on = defaultdict(list), defaultdict(list)
    last_of_month = following(first) - timedelta(days=1)
    for session in sessions:
        start = timezone.localdate(session.starts_at)
        end = timezone.localdate(session.ends_at - A_MOMENT)
        starting[start].append(session)
        day = max(start + timedelta(days=1), first)
        while day <= min(end, last_of_month):
            going_on[day].append(session)
            day += timedelta(days=1)
    today = timezone.localdate()
    return [
        [
            Day(day, day.month != first.month, day == today, starting[day], going_on[day])
            for day in week
        ]
        for week in Calendar().monthdatescalendar(first.year, first.month)
    ]
