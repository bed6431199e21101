"""French public holidays and school holidays, by their names. Plain Python.

The ministry publishes the school year two or three years ahead: after `SCHOOL_DATES_END`
nobody knows, and whoever asks must be told so.
"""

from datetime import date

import holidays
from vacances_scolaires_france import SchoolHolidayDates

_public = holidays.country_holidays("FR", language="fr")  # fills itself, year by year
_school = SchoolHolidayDates().data
SCHOOL_DATES_END = max(_school)


def public_holiday(day: date) -> str:
    """The public holiday's name, or "".

    >>> public_holiday(date(2026, 7, 14))
    'Fête nationale'
    """
    return _public.get(day, "").replace("'", "’")


def school_holiday(day: date, zone: str) -> str:
    """The school holidays' name in this zone (A, B or C), or "" (also when nobody knows yet).

    >>> school_holiday(date(2026, 10, 20), "B")
    'Vacances de la Toussaint'
    """
    row = _school.get(day)
    if row is None or not row[f"vacances_zone_{zone.lower()}"]:
        return ""
    return row["nom_vacances"].replace("'", "’")
