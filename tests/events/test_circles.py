"""Circles: who meets, when, and how to come; closed groups stay among themselves."""

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from events.models import Circle
from tests import factories
from tests.budgets import FRAME

QUERIES = {"list": FRAME + 1, "circle": FRAME + 5}


def test_circles_that_anybody_may_see_are_listed(client):
    factories.CircleFactory(title="Les assmats du mardi")
    factories.CircleFactory(title="Entre nous", public=False)
    factories.CircleFactory(title="Groupe d’analyse", join=Circle.Join.CLOSED)

    response = client.get("/cercles/")

    assert [circle.title for circle in response.context["circles"]] == ["Les assmats du mardi"]


@pytest.mark.parametrize("fields", [{"public": False}, {"join": Circle.Join.CLOSED}])
def test_a_closed_circle_has_no_page(client, fields):
    circle = factories.CircleFactory()
    assert client.get(circle.get_absolute_url()).status_code == 200

    Circle.objects.update(**fields)

    assert client.get(circle.get_absolute_url()).status_code == 404


def test_a_circle_says_who_when_where_and_how_to_come(client):
    circle = factories.CircleFactory(
        rhythm="Un mardi par mois",
        time_slot=factories.TimeSlotFactory(label="Soirée"),
        venue=factories.VenueFactory(name="La Maison"),
        max_size=14,
    )
    circle.audiences.add(factories.AudienceFactory(label="Assistants maternels"))
    circle.save()

    response = client.get(circle.get_absolute_url())

    for said in ("Assistants maternels", "Un mardi par mois, soirée", "La Maison", "14 personnes"):
        assertContains(response, said)


def test_a_circle_shows_its_next_meetings_and_no_other(client):
    circle = factories.CircleFactory()
    meeting = factories.SessionFactory(event__circle=circle)
    factories.SessionFactory(event__circle=circle, event__live=False)
    factories.SessionFactory(event__circle=factories.CircleFactory())

    response = client.get(circle.get_absolute_url())

    assert list(response.context["sessions"]) == [meeting]


def test_the_page_of_a_meeting_leads_to_its_circle_unless_it_is_closed(client):
    circle = factories.CircleFactory(title="Les assmats du mardi")
    event = factories.EventFactory(circle=circle)
    assertContains(client.get(event.get_absolute_url()), "Les assmats du mardi")

    Circle.objects.update(public=False)

    assertNotContains(client.get(event.get_absolute_url()), "Les assmats du mardi")


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_the_circles(client, django_assert_num_queries, count):
    circles = factories.CircleFactory.create_batch(count)
    factories.SessionFactory.create_batch(count, event__circle=circles[0])
    client.get("/cercles/")

    with django_assert_num_queries(QUERIES["list"]):
        client.get("/cercles/")
    with django_assert_num_queries(QUERIES["circle"]):
        client.get(circles[0].get_absolute_url())


@pytest.mark.parametrize("address", ["/cercles/", "/cercles/mardi/"])
def test_the_pages_are_the_same_for_everyone(client, address):
    factories.CircleFactory(slug="mardi")

    response = client.get(address)

    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
