"""The days of the desk, and the dates that follow from them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from resources import opening
from resources.models import DayState, ExceptionalDay, LendingRules
from resources.models.rules import WEEK
from tests.factories import ClosureFactory

MONDAY = date(2027, 3, 1)  # for the team alone, by default; Sunday is closed
DAY = timedelta(days=1)

pytestmark = pytest.mark.django_db


def test_a_week_has_its_usual_states():
    calendar = opening.Calendar(MONDAY)

    assert [str(calendar.state(MONDAY + n * DAY)) for n in range(7)] == [
        "staff",
        *["desk"] * 5,
        "closed",
    ]


def test_a_public_holiday_is_closed_and_says_its_name():
    assert opening.Calendar(MONDAY).day(date(2027, 7, 14)) == ("closed", "Fête nationale")


def test_a_closure_of_the_place_closes_the_desk():
    ClosureFactory(first_day=MONDAY, last_day=MONDAY + 7 * DAY, reason="travaux")
    calendar = opening.Calendar(MONDAY)

    assert calendar.day(MONDAY + 3 * DAY) == ("closed", "travaux")
    assert calendar.on_or_after(MONDAY) == MONDAY + 8 * DAY


def test_an_exceptional_day_says_what_it_is_whatever_else_is_true():
    sunday = MONDAY + 6 * DAY
    ClosureFactory(first_day=sunday, last_day=sunday)
    ExceptionalDay.objects.create(day=sunday, state="desk", reason="fête du jeu")

    assert opening.Calendar(MONDAY).day(sunday) == ("desk", "fête du jeu")


def test_days_of_work_are_those_of_the_team_too():
    calendar = opening.Calendar(MONDAY)
    saturday = MONDAY + 5 * DAY

    assert calendar.after_work(saturday, 0) == saturday
    assert calendar.after_work(saturday, 1) == MONDAY + 7 * DAY
    assert calendar.after_work(saturday, 2) == MONDAY + 8 * DAY


def test_what_is_due_on_a_closed_day_is_due_on_the_next_open_one():
    assert opening.due_date(MONDAY, 5) == MONDAY + 5 * DAY
    assert opening.due_date(MONDAY, 6) == MONDAY + 8 * DAY  # Sunday, then Monday for the team


def test_a_desk_that_never_opens_says_so():
    rules = LendingRules.load()
    for day in WEEK:
        setattr(rules, day, DayState.CLOSED)
    rules.save()

    with pytest.raises(opening.NeverOpens) as caught:
        opening.due_date(MONDAY, 21)

    assert str(caught.value).endswith(".")


@pytest.mark.parametrize("number", [1, 3])
def test_a_calendar_costs_the_same_whatever_is_closed(django_assert_num_queries, number):
    for n in range(number):
        ClosureFactory(first_day=MONDAY + n * DAY, last_day=MONDAY + n * DAY)
        ExceptionalDay.objects.create(day=MONDAY + (30 + n) * DAY, state="closed")
    LendingRules.load()

    with django_assert_num_queries(3):
        calendar = opening.Calendar(MONDAY)
        [calendar.state(MONDAY + n * DAY) for n in range(100)]


states = st.sampled_from(list(DayState))
days = st.dates(date(2026, 1, 1), date(2030, 1, 1))


class Properties(TestCase):
    @given(
        week=st.lists(states, min_size=7, max_size=7).filter(lambda week: "desk" in week),
        start=days,
        length=st.integers(1, 365),
        closed=st.lists(st.tuples(st.integers(0, 400), st.integers(0, 20)), max_size=4),
        special=st.dictionaries(st.integers(0, 400), states, max_size=5),
    )
    def test_a_due_date_is_an_open_day_not_before_what_was_asked(
        self, week, start, length, closed, special
    ):
        LendingRules.objects.update_or_create(pk=1, defaults=dict(zip(WEEK, week, strict=True)))
        for first, more in closed:
            first_day = start + first * DAY
            ClosureFactory(first_day=first_day, last_day=first_day + more * DAY)
        for ahead, state in special.items():
            ExceptionalDay.objects.create(day=start + ahead * DAY, state=state)

        due = opening.due_date(start, length)

        calendar = opening.Calendar(start)
        assert calendar.state(due) == DayState.DESK
        assert due >= start + length * DAY
        between = [start + n * DAY for n in range(length, (due - start).days)]
        assert [day for day in between if calendar.is_open(day)] == []
