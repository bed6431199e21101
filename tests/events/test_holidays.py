"""The calendars that others keep say what we rely on."""

from datetime import date, timedelta

from events.holidays import SCHOOL_DATES_END, public_holiday, school_holiday


def test_a_movable_feast():
    assert public_holiday(date(2027, 5, 6)) == "Ascension"


def test_an_ordinary_day_has_no_name():
    assert public_holiday(date(2026, 10, 6)) == ""
    assert school_holiday(date(2026, 10, 6), "B") == ""


def test_zones_differ_in_winter():
    """2026-2027: the first week of March is a holiday in zone B alone."""
    assert [school_holiday(date(2027, 3, 3), zone) for zone in "ABC"] == [
        "",
        "Vacances d’hiver",
        "",
    ]


def test_the_coming_school_years_are_known():
    assert date(2028, 8, 31) <= SCHOOL_DATES_END


def test_after_the_published_calendar_nothing_is_claimed():
    assert school_holiday(SCHOOL_DATES_END, "B") == "Vacances d’été"
    assert school_holiday(SCHOOL_DATES_END + timedelta(days=60), "B") == ""
