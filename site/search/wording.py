"""What a result line says of the days to come."""

from datetime import datetime

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format

NBSP = "\xa0"


def coming(dates: list[str], now: datetime | None = None) -> str:
    """The next of these instants, and how many follow it; nothing when all are past.

    >>> from datetime import UTC
    >>> dates = ["2026-10-01T17:45:00+00:00", "2026-10-13T07:00:00Z", "2027-01-05T08:00:00+00:00"]
    >>> coming(dates, datetime(2026, 9, 1, tzinfo=UTC)).replace(NBSP, " ")
    'jeudi 1er octobre, 19 h 45, et 2 autres dates'
    >>> coming(dates, datetime(2026, 10, 2, tzinfo=UTC)).replace(NBSP, " ")
    'mardi 13 octobre, 9 h, et une autre date'
    >>> coming(dates, datetime(2026, 10, 14, tzinfo=UTC)).replace(NBSP, " ")
    'mardi 5 janvier 2027, 9 h'
    >>> coming(dates, datetime(2027, 10, 14, tzinfo=UTC))
    ''
    """
    now = timezone.localtime(now)
    instants = sorted(instant for text in dates if (instant := parse_datetime(text)))
    ahead = [timezone.localtime(instant) for instant in instants if instant >= now]
    if not ahead:
        return ""
    others = {0: "", 1: ", et une autre date"}.get(len(ahead) - 1)
    return _moment(ahead[0], now.year) + (
        f", et {len(ahead) - 1} autres dates" if others is None else others
    )


def _moment(moment: datetime, this_year: int) -> str:
    number = "1er" if moment.day == 1 else moment.day
    year = "" if moment.year == this_year else f" {moment.year}"
    minutes = f"{NBSP}{moment.minute:02}" if moment.minute else ""
    day = f"{date_format(moment, 'l')} {number}{NBSP}{date_format(moment, 'F')}{year}"
    return f"{day}, {moment.hour}{NBSP}h{minutes}"
