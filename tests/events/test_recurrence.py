"""Rules give the dates that a person would tick on a paper calendar."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.recurrence import HORIZON, LAST, Proposal, monthly, propose, weekly

days = st.dates(date(2020, 1, 1), date(2050, 12, 31))
weekdays = st.integers(1, 7)
counts = st.integers(1, 60)


def dates(proposals):
    return [proposal.day for proposal in proposals]


def test_every_tuesday_of_october():
    tuesdays = propose(weekly(date(2026, 10, 1), weekday=2), until=date(2026, 10, 31))

    assert [day.day for day in dates(tuesdays)] == [6, 13, 20, 27]


def test_the_last_day_of_the_rule_is_in_it():
    tuesdays = propose(weekly(date(2026, 10, 6), weekday=2), until=date(2026, 10, 13))

    assert dates(tuesdays) == [date(2026, 10, 6), date(2026, 10, 13)]


def test_the_last_friday_of_each_month():
    fridays = propose(monthly(date(2026, 12, 1), weekday=5, nth=LAST), count=4)

    assert dates(fridays) == [
        date(2026, 12, 25),
        date(2027, 1, 29),
        date(2027, 2, 26),
        date(2027, 3, 26),
    ]


def test_a_month_whose_day_is_already_past_is_not_proposed():
    first_mondays = propose(monthly(date(2026, 9, 8), weekday=1, nth=1), count=1)

    assert dates(first_mondays) == [date(2026, 10, 5)]


def test_left_out_dates_are_shown_and_do_not_count():
    tuesdays = propose(
        weekly(date(2026, 10, 6), weekday=2),
        count=2,
        reason=lambda day: "vacances" if day == date(2026, 10, 13) else "",
    )

    assert tuesdays == [
        Proposal(date(2026, 10, 6)),
        Proposal(date(2026, 10, 13), "vacances"),
        Proposal(date(2026, 10, 20)),
    ]


def test_a_rule_without_an_end_is_refused():
    with pytest.raises(ValueError, match="until or count"):
        propose(weekly(date(2026, 10, 6), weekday=2))


def test_a_rule_that_ends_before_it_starts_proposes_nothing():
    assert propose(weekly(date(2026, 10, 6), weekday=2), until=date(2026, 10, 5)) == []


@given(days, weekdays)
def test_a_rule_that_may_never_meet_still_ends(start, weekday):
    proposals = propose(weekly(start, weekday), count=10, reason=lambda day: "jamais")

    assert proposals[-1].day <= proposals[0].day + HORIZON


@given(days, weekdays, st.integers(1, 8), counts)
def test_weekly_dates_keep_their_weekday_and_their_step(start, weekday, every, count):
    proposed = dates(propose(weekly(start, weekday, every), count=count))

    assert start <= proposed[0] < start + timedelta(weeks=1)
    assert {day.isoweekday() for day in proposed} == {weekday}
    assert all(later - earlier == timedelta(weeks=every) for earlier, later in pairwise(proposed))


@given(days, weekdays, st.sampled_from([1, 2, 3, 4, LAST]), st.integers(1, 36))
def test_monthly_dates_are_one_a_month_in_their_rank(start, weekday, nth, count):
    proposed = dates(propose(monthly(start, weekday, nth), count=count))

    assert proposed[0] >= start
    assert proposed == sorted(set(proposed))
    assert {day.isoweekday() for day in proposed} == {weekday}
    months = [day.year * 12 + day.month for day in proposed]
    assert months == list(range(months[0], months[0] + len(months)))
    if nth == LAST:
        assert all((day + timedelta(weeks=1)).month != day.month for day in proposed)
    else:
        assert {(day.day - 1) // 7 + 1 for day in proposed} == {nth}


@given(days, weekdays, st.integers(0, 800))
def test_no_date_is_after_the_end(start, weekday, length):
    until = start + timedelta(days=length)

    proposed = dates(propose(weekly(start, weekday), until=until))

    assert all(start <= day <= until for day in proposed)
    assert len(proposed) in (length // 7, length // 7 + 1)
