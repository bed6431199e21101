"""The page that says how to follow the agenda from one's own calendar."""

import pytest

from identity.models import Identity
from tests.factories import (
    AudienceFactory,
    CircleFactory,
    CommuneFactory,
    EventFactory,
    OrganisationFactory,
    SessionFactory,
)

PAGE = "/agenda/abonnement/"


@pytest.fixture(autouse=True)
def _place(settings):
    settings.SITE_URL = "https://example.org"
    Identity.load()


def test_every_calendar_has_its_button_and_the_address_can_be_copied(client):
    html = " ".join(client.get(PAGE).content.decode().split())

    for link in (
        'href="webcal://example.org/agenda/agenda.ics"',
        'href="https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2Fexample.org%2Fagenda%2Fagenda.ics"',
        'href="https://outlook.live.com/calendar/0/addfromweb?url=https%3A%2F%2Fexample.org%2Fagenda%2Fagenda.ics&amp;name=',
        'href="https://outlook.office.com/calendar/0/addfromweb?url=https%3A%2F%2Fexample.org%2Fagenda%2Fagenda.ics&amp;name=',
        'value="https://example.org/agenda/agenda.ics" readonly',
        'href="https://example.org/agenda/agenda.ics" download',
        'type="application/atom+xml"',
    ):
        assert html.count(link) == 1, link


def test_it_says_how_late_google_is(client):
    html = client.get(PAGE).content.decode().replace("&nbsp;", " ")

    assert (
        "Google met 12 à 24 h à se mettre à jour ; "
        "en cas de changement de dernière minute, nous vous écrivons."
    ) in html


def test_the_filters_of_the_agenda_are_those_of_the_subscription(client):
    CommuneFactory(key="nice", label="Nice")

    html = client.get(PAGE, {"commune": "nice", "page": "3"}).content.decode()

    assert "Votre sélection\xa0: À Nice." in html
    assert 'href="webcal://example.org/agenda/agenda.ics?commune=nice"' in html
    assert "cid=webcal%3A%2F%2Fexample.org%2Fagenda%2Fagenda.ics%3Fcommune%3Dnice" in html


def test_nonsense_is_said_and_the_rest_is_kept(client):
    CommuneFactory(key="nice", label="Nice")

    response = client.get(PAGE, {"commune": "nice", "du": "hier"})

    assert response.status_code == 400
    assert "n’est pas une date" in response.content.decode()
    assert "agenda.ics?commune=nice" in response.content.decode()


def test_only_filters_that_lead_somewhere_are_suggested(client):
    AudienceFactory(key="rien", label="Personne encore")
    mam = AudienceFactory(key="mam", label="Équipes de MAM")
    SessionFactory(event=EventFactory(terms={"audiences": [mam]}))
    hidden = AudienceFactory(key="ferme", label="Groupe fermé")
    SessionFactory(event=EventFactory(closed_group=True, terms={"audiences": [hidden]}))

    html = client.get(PAGE).content.decode()

    assert 'href="?public=mam"' in html
    assert "?public=rien" not in html
    assert "?public=ferme" not in html


def test_an_organisation_and_a_circle_have_calendars_of_their_own(client):
    lead = OrganisationFactory(key="galice", label="Galice")
    circle = CircleFactory(slug="mardi", title="Les mardis")
    SessionFactory(event__lead=lead, event__circle=circle)
    SessionFactory(event__circle=CircleFactory(slug="entre-nous", public=False))

    html = client.get(PAGE).content.decode()

    assert 'href="?organisme=galice"' in html
    assert 'href="?cercle=mardi"' in html
    assert "entre-nous" not in html


@pytest.mark.parametrize("count", [1, 3])
def test_suggestions_ask_as_many_queries_however_many_they_are(
    client, django_assert_num_queries, count
):
    for _ in range(count):
        SessionFactory(event=EventFactory(terms={"audiences": [AudienceFactory()]}))

    with django_assert_num_queries(7):
        html = client.get(PAGE).content.decode()

    assert html.count('href="?public=') == count


def test_the_page_sets_no_cookie(client):
    response = client.get(PAGE)

    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
