"""What is new in the catalogue, as Atom."""

import xml.etree.ElementTree as ET
from datetime import UTC, datetime

import pytest

from resources.models import Record, Resource
from tests.factories import ResourceFactory, ThemeFactory

ATOM = "{http://www.w3.org/2005/Atom}"
URL = "/ressources/nouveautes.xml"


def came(day, **fields):
    return ResourceFactory(first_published_at=datetime(2026, 3, day, tzinfo=UTC), **fields)


def entries(client, **query):
    response = client.get(URL, query)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(response.content).findall(f"{ATOM}entry")


def titles(client, **query):
    return [entry.findtext(f"{ATOM}title") for entry in entries(client, **query)]


def test_what_came_last_comes_first(client):
    resource = came(2, title="Deux", author="Test, Ana", summary="Un & <b>deux</b>\x0b.")
    came(1, title="Un")
    came(3, title="Trois")

    two = entries(client)[1]

    assert titles(client) == ["Trois", "Deux", "Un"]
    assert two.find(f"{ATOM}link").get("href") == (
        f"http://localhost:8000/ressources/{resource.slug}/"
    )
    assert two.findtext(f"{ATOM}published") == "2026-03-02T00:00:00+00:00"
    assert two.findtext(f"{ATOM}author/{ATOM}name") == "Test, Ana"
    assert two.findtext(f"{ATOM}summary") == "Un & <b>deux</b> ."
    assert [each.get("term") for each in two.findall(f"{ATOM}category")] == ["Ouvrage"]


def test_an_entry_keeps_its_name_for_ever(client, settings):
    resource = came(1)
    before = entries(client)[0].findtext(f"{ATOM}id")
    Record.objects.follow([resource.pk])

    settings.SITE_URL = "https://autre.example.org"

    assert entries(client)[0].findtext(f"{ATOM}id") == before == f"oai:localhost:{resource.pk}"


def test_a_theme_has_news_of_its_own_and_its_page_says_where(client):
    came(1, title="Siestes", terms={"themes": [ThemeFactory(key="sommeil", label="Sommeil")]})
    came(2, title="Autre")

    page = client.get("/ressources/?theme=sommeil").content.decode()

    assert 'href="/ressources/nouveautes.xml?theme=sommeil"' in page
    assert titles(client) == ["Autre", "Siestes"]
    assert titles(client, theme="sommeil") == ["Siestes"]
    feed = ET.fromstring(client.get(URL, {"theme": "sommeil"}).content)
    assert feed.findtext(f"{ATOM}subtitle") == "Sommeil"


def test_a_theme_that_does_not_exist_is_said(client):
    response = client.get(URL, {"theme": "inconnu"})

    assert response.status_code == 400
    assert response.content.decode() == "Ce thème n’existe pas dans le catalogue.\n"


def test_what_is_hidden_is_no_news(client):
    resource = came(1, title="Siestes")
    assert titles(client) == ["Siestes"]

    Resource.objects.filter(pk=resource.pk).update(visibility=Resource.Visibility.PROFESSIONALS)

    assert titles(client) == []


@pytest.mark.parametrize("number", [1, 3])
def test_the_feed_costs_the_same_whatever_it_holds(client, django_assert_num_queries, number):
    theme = ThemeFactory()
    for _ in range(number):
        came(1, terms={"themes": [theme]})
    client.get(URL)

    with django_assert_num_queries(6):
        assert len(entries(client)) == number
