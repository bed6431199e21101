"""The agenda as visitors read it: a list, a month, and nothing that is not public."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from events.models import Session
from tests import factories
from tests.budgets import FRAME

EVERY_FILTER = (
    "q=jeu&type=atelier&theme=langage&public=assmat&organisme=galice&lieu=maison&commune=nice"
    "&cercle=mardi&creneau=soiree&format=presentiel&enfants=oui&du=2026-01-01&au=2036-01-01"
)
QUERIES = {"": FRAME + 3, "?vue=mois": FRAME + 2}


@pytest.fixture(autouse=True)
def _early_in_a_month():
    """A month has room for what the tests put in it."""
    with time_machine.travel(
        datetime(2026, 10, 1, 8, tzinfo=timezone.get_current_timezone()), tick=False
    ):
        yield


def titles(response):
    return [session.event.title for session in response.context["page"]]


def test_coming_sessions_are_listed_the_nearest_first(client):
    in_days = {"après": 3, "avant": 1, "hier": -1}
    for title, days in in_days.items():
        factories.SessionFactory(
            event__title=title, starts_at=timezone.now() + timedelta(days=days)
        )

    response = client.get("/agenda/")

    assert titles(response) == ["avant", "après"]


def test_drafts_and_closed_groups_are_nowhere(client):
    hidden = factories.SessionFactory(event__title="Secret de groupe").event
    assertContains(client.get("/agenda/"), "Secret de groupe")

    for field, value in (("live", False), ("closed_group", True)):
        type(hidden).objects.update(live=True, closed_group=False)
        type(hidden).objects.update(**{field: value})

        assertNotContains(client.get("/agenda/"), "Secret de groupe")
        assertNotContains(client.get("/agenda/?vue=mois"), "Secret de groupe")
        assert client.get(hidden.get_absolute_url()).status_code == 404


def test_a_page_has_twenty_sessions(client):
    factories.SessionFactory.create_batch(21)

    first, second = client.get("/agenda/"), client.get("/agenda/?page=2")

    assert [len(page.context["page"]) for page in (first, second)] == [20, 1]


def test_a_page_that_no_longer_exists_is_answered_by_the_last_one_and_404(client):
    factories.SessionFactory.create_batch(21)

    response = client.get("/agenda/?page=3")

    assert (response.status_code, response.context["page"].number) == (404, 2)


@pytest.mark.parametrize("query", ["page=abc", "page=0", "mois=2026-13&vue=mois", "vue=annee"])
def test_nonsense_about_the_page_is_a_400_with_the_agenda(client, query):
    factories.SessionFactory(event__title="Toujours là")

    response = client.get(f"/agenda/?{query}")

    assertContains(response, "Toujours là", status_code=400)
    assertContains(response, "Un filtre n’a pas été compris", status_code=400)


def test_unknown_parameters_are_ignored(client):
    assert client.get("/agenda/?utm_source=lettre&fbclid=x").status_code == 200


def test_filters_follow_from_page_to_page(client):
    event = factories.EventFactory(kind__key="atelier")
    factories.SessionFactory.create_batch(21, event=event)

    response = client.get("/agenda/?type=atelier")

    assertContains(response, 'href="?type=atelier&amp;page=2"')


def test_an_empty_result_offers_to_remove_each_filter_with_what_it_would_show(client):
    factories.SessionFactory.create_batch(2, children_welcome=False)
    factories.CommuneFactory(key="nulle-part", label="Nulle-Part")

    response = client.get("/agenda/?commune=nulle-part&enfants=non")

    assert [(way["phrase"], way["count"], way["url"]) for way in response.context["active"]] == [
        ("À Nulle-Part", 2, "?enfants=non"),
        ("Entre adultes", 0, "?commune=nulle-part"),
    ]


def test_the_month_starts_on_monday_and_holds_its_sessions(client):
    start = datetime(2026, 10, 13, 19, 45, tzinfo=timezone.get_current_timezone())
    factories.SessionFactory(event__title="Soirée jeux", starts_at=start)
    factories.SessionFactory(event__title="Un autre mois", starts_at=start + timedelta(days=31))

    response = client.get("/agenda/?vue=mois&mois=2026-10")

    weeks = response.context["weeks"]
    assert [day.date.isoweekday() for day in weeks[0]] == [1, 2, 3, 4, 5, 6, 7]
    assert [s.event.title for s in weeks[2][1].starting] == ["Soirée jeux"]
    assertNotContains(response, "Un autre mois")


def test_a_session_of_several_days_is_on_each_of_them(client):
    start = datetime(2026, 9, 30, tzinfo=timezone.get_current_timezone())
    factories.SessionFactory(starts_at=start, ends_at=start + timedelta(days=4), whole_days=True)

    response = client.get("/agenda/?vue=mois&mois=2026-10")

    days = [day.date.day for week in response.context["weeks"] for day in week if day.going_on]
    assert days == [1, 2, 3]


def test_the_month_leads_to_its_neighbours_with_the_same_filters(client):
    factories.SessionFactory()

    response = client.get("/agenda/?vue=mois&mois=2026-01&type=atelier")

    assertContains(response, "?type=atelier&amp;vue=mois&amp;mois=2025-12")
    assertContains(response, "?type=atelier&amp;vue=mois&amp;mois=2026-02")


@pytest.mark.parametrize("url", ["", "?vue=mois"])
@pytest.mark.parametrize("count", [1, 3, 20])
def test_queries_do_not_grow_with_the_list(client, django_assert_num_queries, url, count):
    theme = factories.ThemeFactory()
    for _ in range(count):
        event = factories.EventFactory(terms={"themes": [theme]})
        factories.SessionFactory(event=event)
    client.get("/agenda/")  # content types and the like

    with django_assert_num_queries(QUERIES[url]):
        response = client.get(f"/agenda/{url}")

    assert response.context["count"] == count


def test_every_filter_at_once_costs_two_more_queries(client, django_assert_num_queries):
    for factory, key in (
        (factories.ThemeFactory, "langage"),
        (factories.AudienceFactory, "assmat"),
        (factories.OrganisationFactory, "galice"),
        (factories.CommuneFactory, "nice"),
        (factories.TimeSlotFactory, "soiree"),
        (factories.EventFormatFactory, "presentiel"),
        (factories.EventKindFactory, "atelier"),
    ):
        factory(key=key)
    factories.VenueFactory(slug="maison")
    factories.CircleFactory(slug="mardi")

    client.get("/agenda/")

    # What the keys name, what the words find, the ways out; an empty list asks for no rows.
    with django_assert_num_queries(QUERIES[""] + 2):
        response = client.get(f"/agenda/?{EVERY_FILTER}")

    assert response.status_code == 200


@pytest.mark.parametrize("url", ["", "?vue=mois", "?type=inconnu"])
def test_the_page_is_the_same_for_everyone(client, url):
    factories.SessionFactory()

    response = client.get(f"/agenda/{url}")

    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_reading_is_all_one_can_do(client, method):
    assert getattr(client, method)("/agenda/").status_code == 405
    assert Session.objects.count() == 0
