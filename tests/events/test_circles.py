"""Circles: who meets, when, and how to come; closed groups stay among themselves."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from events.models import Circle
from events.wording import moment
from tests import factories
from tests.budgets import FRAME
from vocabulary.models import MeetupKind

QUERIES = {"list": FRAME + 6, "circle": FRAME + 5}  # the list: the rows, audiences, four selects


def test_circles_that_anybody_may_see_are_listed(client):
    factories.CircleFactory(title="Les assmats du mardi")
    factories.CircleFactory(title="Entre nous", public=False)
    factories.CircleFactory(title="Groupe d’analyse", join=Circle.Join.CLOSED)

    response = client.get("/cercles/")

    assert [circle.title for circle in response.context["circles"]] == ["Les assmats du mardi"]


def test_a_card_says_for_whom_how_to_come_and_when_the_next_meeting_is(client):
    circle = factories.CircleFactory(join=Circle.Join.REQUEST, rhythm="Un mardi par mois")
    circle.audiences.add(factories.AudienceFactory(label="Assistants maternels"))
    later = factories.SessionFactory(event__circle=circle)
    soon = timezone.now() + timedelta(days=2)
    for hidden in ({"status": "cancelled"}, {"event__live": False}):
        factories.SessionFactory(starts_at=soon, **{"event__circle": circle, **hidden})

    response = client.get("/cercles/")

    assert [row.next_starts_at for row in response.context["circles"]] == [later.starts_at]
    for words in ("Assistants maternels", "sur demande", "Un mardi par mois"):
        assertContains(response, words)
    assertContains(response, f"Prochaine rencontre&nbsp;: {moment(later.starts_at)}")


def three_circles():
    """One that every filter of FILTERS finds, and two that none finds."""
    circle = factories.CircleFactory(
        title="Le bon",
        kind=factories.MeetupKindFactory(key="lecture"),
        venue=factories.VenueFactory(commune=factories.CommuneFactory(key="nice")),
        time_slot=factories.TimeSlotFactory(key="soiree"),
        join=Circle.Join.REQUEST,
    )
    circle.audiences.add(factories.AudienceFactory(key="assmat"))
    for _ in range(2):
        other = factories.CircleFactory(kind=factories.MeetupKindFactory(key="pairs"))
        other.audiences.add(factories.AudienceFactory(key="direction"))


FILTERS = ["type=lecture", "public=assmat", "commune=nice", "creneau=soiree", "venir=demande"]


@pytest.mark.parametrize("query", [*FILTERS, "&".join(FILTERS)])
def test_the_list_is_filtered(client, query):
    three_circles()
    assert len(client.get("/cercles/").context["circles"]) == 3

    response = client.get(f"/cercles/?{query}")

    assert [circle.title for circle in response.context["circles"]] == ["Le bon"]


def test_a_circle_for_everyone_is_for_each_audience(client):
    three_circles()
    open_to_all = factories.CircleFactory(title="Tous")
    open_to_all.audiences.add(factories.AudienceFactory(everyone=True))

    response = client.get("/cercles/?public=assmat")

    assert [circle.title for circle in response.context["circles"]] == ["Le bon", "Tous"]


def test_the_key_of_a_merged_word_still_filters(client):
    three_circles()
    heir = factories.MeetupKindFactory(key="lecture")
    MeetupKind.objects.create(key="livres", label="Livres", merged_into=heir)

    response = client.get("/cercles/?type=livres")

    assert [circle.title for circle in response.context["circles"]] == ["Le bon"]


@pytest.mark.parametrize("query", ["type=nimporte", "venir=ferme", "public=%00", "commune=%C3%A9"])
def test_a_filter_that_is_not_understood_is_said_and_not_applied(client, query):
    three_circles()

    response = client.get(f"/cercles/?creneau=soiree&{query}")

    assert response.status_code == 400
    assert [circle.title for circle in response.context["circles"]] == ["Le bon"]
    assertContains(response, "Cette valeur n’existe pas.", status_code=400)


def test_filters_that_nothing_answers_lead_back_to_all_the_circles(client):
    three_circles()

    response = client.get("/cercles/?type=lecture&public=direction")

    assertContains(response, "Aucun cercle ne répond à tous ces filtres.")


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


def test_a_circle_is_a_filter_of_the_page_of_the_feed_and_of_the_news(client):
    circle = factories.CircleFactory(slug="mardi", title="Les mardis")
    factories.SessionFactory(event__title="Petit-déjeuner", event__circle=circle)
    factories.SessionFactory(event__title="Ailleurs")
    subscribe = "/agenda/abonnement/?cercle=mardi"

    assertContains(client.get(circle.get_absolute_url()), f'href="{subscribe}"')
    assertContains(client.get(subscribe), "agenda.ics?cercle=mardi")
    for address in ("/agenda/", "/agenda/agenda.ics", "/agenda/agenda.xml"):
        response = client.get(address, {"cercle": "mardi"})
        assertContains(response, "Petit-déjeuner")
        assertContains(response, "Les mardis")
        assertNotContains(response, "Ailleurs")


@pytest.mark.parametrize("fields", [{"public": False}, {"join": Circle.Join.CLOSED}])
def test_a_closed_circle_is_no_filter(client, fields):
    """Its title would be said, and that it exists."""
    factories.CircleFactory(slug="mardi", title="Les mardis")
    factories.SessionFactory(event__circle=Circle.objects.get())
    addresses = ["/agenda/?cercle=mardi", "/agenda/agenda.ics?cercle=mardi"]
    assert [client.get(address).status_code for address in addresses] == [200, 200]

    Circle.objects.update(**fields)

    refused = [client.get(address) for address in addresses]
    assert [response.status_code for response in refused] == [400, 400]
    assert ["Les mardis" in response.content.decode() for response in refused] == [False, False]


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
