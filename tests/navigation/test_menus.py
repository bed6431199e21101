"""The menus: those of the editors, or the usual ones; nothing that is not public."""

import pytest
from django.core.exceptions import ValidationError
from django.test import RequestFactory
from wagtail.models import PageViewRestriction

from navigation.menus import Link, menus
from navigation.models import Menu, MenuItem
from pages.models import StandardPage
from tests.factories import UserFactory
from tests.pages.site import home, publish


def menu(place="main", path="/"):
    return menus(RequestFactory().get(path))[place]


def item(place="main", **fields):
    return MenuItem.objects.create(menu=Menu.objects.get(place=place), **fields)


def labels(place="main"):
    return [link.label for link in menu(place)]


def test_without_a_word_from_the_editors_the_site_proposes_its_rooms():
    assert labels() == ["Agenda", "Ressources", "Cercles", "Actualités", "Nous écrire"]


@pytest.mark.parametrize("place", ["main", "footer", "legal"])
def test_each_usual_entry_leads_somewhere(client, place):
    answers = {link.url: client.get(link.url, follow=True).status_code for link in menu(place)}

    assert set(answers.values()) == {200}, answers


def test_editors_choose_and_order_the_entries():
    page = publish(home(), StandardPage(title="Le lieu", slug="le-lieu"))
    item(label="Agenda", address="/agenda/", sort_order=2)
    item(page=page, sort_order=1)

    assert menu() == [Link("Le lieu", "/le-lieu/"), Link("Agenda", "/agenda/")]
    assert labels("legal")[0] == "Mentions légales"


def test_the_menu_says_where_we_are():
    item(label="Agenda", address="/agenda/")
    item(label="Accueil", address="/")

    def states(path):
        return {link.label: link.current for link in menu(path=path)}

    assert states("/agenda/") == {"Agenda": "page", "Accueil": ""}
    assert states("/agenda/atelier/") == {"Agenda": "true", "Accueil": ""}
    assert states("/") == {"Agenda": "", "Accueil": "page"}


def test_a_page_that_is_not_public_is_in_no_menu():
    draft = publish(home(), StandardPage(title="Brouillon", slug="brouillon"))
    private = publish(home(), StandardPage(title="Réservée", slug="reservee"))
    below = publish(private, StandardPage(title="Dessous", slug="dessous"))
    for page in (draft, private, below):
        item(page=page)
    item(label="Agenda", address="/agenda/")
    assert labels() == ["Brouillon", "Réservée", "Dessous", "Agenda"]

    draft.unpublish()
    PageViewRestriction.objects.create(page=private, restriction_type="login")

    assert labels() == ["Agenda"]


def test_the_usual_menu_leaves_private_pages_out():
    page = publish(home(), StandardPage(title="Réservée", slug="reservee", show_in_menus=True))
    assert "Réservée" in labels()

    PageViewRestriction.objects.create(page=page, restriction_type="login")

    assert "Réservée" not in labels()


def test_menus_are_read_once_a_request(django_assert_num_queries):
    request = RequestFactory().get("/")
    for place in ("main", "footer", "legal"):
        item(place, label="Agenda", address="/agenda/")

    with django_assert_num_queries(1):
        menus(request)
        menus(request)


@pytest.mark.parametrize("count", [1, 3])
def test_pages_in_a_menu_cost_nothing_more(django_assert_num_queries, count):
    for n in range(count):
        item(page=publish(home(), StandardPage(title=f"Page {n}", slug=f"page-{n}")))
    for place in ("footer", "legal"):
        item(place, label="Agenda", address="/agenda/")
    menu()  # the site's root is known

    with django_assert_num_queries(1):  # the entries, the site
        menu()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Choisissez une page ou donnez une adresse : l’une ou l’autre."),
        ({"address": "/agenda/"}, "Une adresse a besoin d’un libellé."),
        (
            {"label": "Piège", "address": "javascript:alert(1)"},
            "Une adresse commence par « / » pour une page du site, ou par « https:// ».",
        ),
        (
            {"label": "Ailleurs", "address": "//example.org"},
            "Une adresse commence par « / » pour une page du site, ou par « https:// ».",
        ),
    ],
)
def test_an_entry_leads_to_one_place(fields, sentence):
    entry = MenuItem(menu=Menu.objects.first(), **fields)

    with pytest.raises(ValidationError) as refusal:
        entry.full_clean()

    assert sentence in refusal.value.messages


def test_staff_edit_a_menu(client):
    client.force_login(UserFactory(is_superuser=True))
    main = Menu.objects.get(place="main")
    assert client.get(f"/gestion/menus/edit/{main.pk}/").status_code == 200

    response = client.post(
        f"/gestion/menus/edit/{main.pk}/",
        {
            "items-TOTAL_FORMS": "1",
            "items-INITIAL_FORMS": "0",
            "items-0-page": "",
            "items-0-address": "/agenda/",
            "items-0-label": "L’agenda",
            "items-0-ORDER": "1",
        },
    )

    assert response.status_code == 302
    assert labels() == ["L’agenda"]
