"""When the demo's sessions happen: an offset from today, moved to a day that suits the slot."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

SATURDAY = 6  # ISO weekday


def suitable(day: date, slot: str) -> date:
    """The first day from `day` on that suits a slot: a Saturday, or a day from Monday to Friday.

    >>> suitable(date(2026, 11, 23), "samedi-matin")
    datetime.date(2026, 11, 28)
    >>> suitable(date(2026, 11, 28), "soiree")
    datetime.date(2026, 11, 30)
    """
    saturday = slot.startswith("samedi")
    while (day.isoweekday() == SATURDAY) != saturday or day.isoweekday() > SATURDAY:
        day += timedelta(days=1)
    return day


def times(day: date, start: str, minutes: int) -> tuple[datetime, datetime]:
    """Aware start and end of a session on a local day."""
    zone = timezone.get_current_timezone()
    begins = datetime.combine(day, time.fromisoformat(start), tzinfo=zone)
    naive_end = datetime.combine(day, time.fromisoformat(start)) + timedelta(minutes=minutes)
    return begins, naive_end.replace(tzinfo=zone)
