"""The year at a glance: each day says how many sessions it has, and why it should have none."""

from datetime import date, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import Session
from tests.factories import ClosureFactory, SessionFactory, UserFactory

ADDRESS = "/gestion/agenda/seances/annee/"


@pytest.fixture
def desk(client, alice):
    client.force_login(alice)
    return client


def at(month, day, hour=19):
    return timezone.make_aware(datetime(2027, month, day, hour))


def squares(desk, annee="2027"):
    page = desk.get(ADDRESS, {"annee": annee})
    return {
        square.day.date: square
        for _, weeks in page.context["months"]
        for week in weeks
        for square in week
        if not square.day.outside
    }


def test_each_day_counts_its_sessions_and_leads_to_them(desk):
    SessionFactory.create_batch(2, starts_at=at(3, 9))
    SessionFactory(starts_at=at(3, 9), status=Session.Status.CANCELLED)
    SessionFactory(starts_at=at(12, 31, hour=23))

    found = squares(desk)

    assert {day: len(one.day.starting) for day, one in found.items() if one.day.starting} == {
        date(2027, 3, 9): 2,
        date(2027, 12, 31): 1,
    }
    assert len(found) == 365
    assert "starts_at_from=2027-03-09" in desk.get(ADDRESS, {"annee": "2027"}).content.decode()


def test_what_keeps_a_day_off_is_said(desk):
    ClosureFactory(first_day=date(2027, 7, 13), last_day=date(2027, 7, 14), reason="travaux")

    found = squares(desk)

    assert (found[date(2027, 7, 14)].tone, found[date(2027, 7, 14)].reason) == (
        "closed",
        "lieu fermé : travaux",
    )
    assert found[date(2027, 5, 6)].reason == "Ascension"
    assert found[date(2027, 3, 3)].reason == "Vacances d’hiver"
    assert found[date(2027, 3, 9)].reason == ""


@pytest.mark.parametrize("annee", ["", "x", "1999", "9" * 30, "2100"])
def test_a_year_that_makes_no_sense_is_this_one(desk, annee):
    assert min(squares(desk, annee)).year == timezone.localdate().year


def test_who_plans_nothing_is_sent_home(client):
    client.force_login(UserFactory(role="documentation"))

    response = client.get(ADDRESS)

    assert (response.status_code, response.url) == (302, reverse("wagtailadmin_home"))


@pytest.mark.parametrize("count", [1, 3])
def test_a_year_costs_the_same_whatever_it_holds(desk, django_assert_num_queries, count):
    for day in range(1, count + 1):
        SessionFactory(starts_at=at(3, day))
        ClosureFactory(first_day=date(2027, 8, day))
    desk.get(ADDRESS, {"annee": "2027"})

    with django_assert_num_queries(12):
        desk.get(ADDRESS, {"annee": "2027"})
