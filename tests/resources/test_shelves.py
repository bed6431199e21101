"""The other ways into the catalogue: selections, domains, principles, news, one's own list."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.urls import reverse
from django.utils import timezone

from resources.models import Resource, Selection, SelectionItem
from tests.budgets import FRAME
from tests.factories import (
    CharterPrincipleFactory,
    DomainFactory,
    ResourceFactory,
    ThemeFactory,
)

ATOM = "{http://www.w3.org/2005/Atom}"
NEWS = reverse("resources:news")
LIST = reverse("resources:my_list")


def selection_of(*resources, **details):
    selection = Selection(title="La sieste", slug="la-sieste", summary="Pour l’équipe.", **details)
    selection.items = [
        SelectionItem(resource=row, note=f"note {order}", sort_order=order)
        for order, row in enumerate(resources)
    ]
    selection.save()
    return selection


def hide(resource):
    Resource.objects.filter(pk=resource.pk).update(visibility=Resource.Visibility.STAFF)


def test_a_selection_shows_its_resources_in_order_and_none_that_is_hidden(client):
    first, hidden, last = (ResourceFactory(title=title) for title in ("Un", "Deux", "Trois"))
    selection = selection_of(last, hidden, first)
    shown = client.get(selection.get_absolute_url())
    assert [row.title for row, _ in shown.context["chosen"]] == ["Trois", "Deux", "Un"]

    hide(hidden)

    response = client.get(selection.get_absolute_url())
    assert [(row.title, note) for row, note in response.context["chosen"]] == [
        ("Trois", "note 0"),
        ("Un", "note 2"),
    ]
    assert "Deux" not in response.text
    assert "2 ressources" in client.get(reverse("resources:selections")).text


def test_a_draft_selection_is_nobody_s(client):
    selection = selection_of(ResourceFactory())
    assert "La sieste" in client.get(reverse("resources:selections")).text

    Selection.objects.update(live=False)

    assert client.get(selection.get_absolute_url()).status_code == 404
    assert "La sieste" not in client.get(reverse("resources:selections")).text


def test_a_domain_has_a_page_with_its_themes_and_its_newest(client):
    health = DomainFactory(key="sante", label="Santé")
    theme = ThemeFactory(key="sommeil", label="Sommeil", domain=health)
    ThemeFactory(key="vide", label="Vide", domain=health)
    ResourceFactory(title="Siestes", terms={"themes": [theme]})
    secret = ResourceFactory(title="Secret", terms={"themes": [theme]})
    ResourceFactory(title="Ailleurs")
    address = "/ressources/domaines/sante/"
    assert {row.title for row in client.get(address).context["resources"]} == {"Siestes", "Secret"}

    hide(secret)

    response = client.get(address)
    assert [row.title for row in response.context["resources"]] == ["Siestes"]
    assert [(row.key, row.shown) for row in response.context["themes"]] == [("sommeil", 1)]
    assert "Sommeil (1)" in client.get("/ressources/domaines/").text
    assert client.get("/ressources/domaines/inconnu/").status_code == 404


def test_each_principle_of_the_charter_has_a_page(client):
    rule = CharterPrincipleFactory(key="rythme", label="Rythme", text="J’ai besoin de temps.")
    ResourceFactory(title="Siestes", terms={"principles": [rule]})
    secret = ResourceFactory(title="Secret", terms={"principles": [rule]})
    address = "/ressources/charte/rythme/"
    assert "2 ressources dans le catalogue" in client.get(address).text

    hide(secret)

    page = client.get(address)
    assert [row.title for row in page.context["resources"]] == ["Siestes"]
    assert "J’ai besoin de temps." in page.text
    assert "1 ressource dans le catalogue" in page.text
    assert address in client.get("/ressources/charte/").text


def entries(response):
    feed = ElementTree.fromstring(response.content)
    return [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]


def test_what_is_new_under_a_filter_is_an_atom_feed(client):
    now, theme = timezone.now(), ThemeFactory(key="sommeil")
    for title, days, terms in [
        ("Ancien", 5, {"themes": [theme]}),
        ("Neuf", 0, {"themes": [theme]}),
        ("Autre", 1, {}),
        ("Secret", 2, {"themes": [theme]}),
    ]:
        ResourceFactory(title=title, terms=terms, first_published_at=now - timedelta(days=days))
    assert entries(client.get(NEWS)) == ["Neuf", "Autre", "Secret", "Ancien"]

    hide(Resource.objects.get(title="Secret"))

    assert entries(client.get(NEWS)) == ["Neuf", "Autre", "Ancien"]
    assert entries(client.get(NEWS, {"theme": "sommeil"})) == ["Neuf", "Ancien"]
    assert client.get(NEWS, {"theme": "zzz"}).status_code == 400


def test_a_list_stands_in_its_address(client):
    first, second, hidden = (ResourceFactory(title=title) for title in ("Un", "Deux", "Trois"))
    asked = {"r": [second.slug, first.slug, hidden.slug, second.slug]}
    assert len(client.get(LIST, asked).context["resources"]) == 3

    hide(hidden)

    response = client.get(LIST, asked)
    assert [row.title for row in response.context["resources"]] == ["Deux", "Un"]
    assert "Trois" not in response.text
    assert f'href="?r={first.slug}"' in response.text
    assert "n’est plus dans le catalogue" in response.text
    assert response.cookies == {}


@pytest.mark.parametrize("slug", ["", "inconnu", "\0", "é" * 500, "' OR 1=1"])
def test_any_list_gets_an_answer(client, slug):
    assert client.get(LIST, {"r": [slug] * 300}).status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_a_list_costs_the_same_whatever_it_holds(client, django_assert_num_queries, number):
    rows = ResourceFactory.create_batch(number)
    client.get(LIST)

    with django_assert_num_queries(FRAME + 2):
        client.get(LIST, {"r": [row.slug for row in rows]})
