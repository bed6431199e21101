"""What surrounds every page: its head, its top, its foot, and the pages of errors."""

import re
from html import unescape

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from identity.models import Identity
from tests.factories import OrganisationFactory, SessionFactory


@pytest.fixture
def identity():
    identity = Identity.load()
    identity.name = "Le Nid"
    identity.status = Identity.Status.OPEN
    identity.save()
    return identity


def frame(path="/ici/?type=atelier", **context):
    request = RequestFactory().get(path)
    return render_to_string("base.html", context, request=request)


def strip(html):
    found = re.search(r'<p class="strip">(.*?)</p>', html, re.DOTALL)
    return found and " ".join(re.sub(r"<.*?>", "", found[1]).split())


def test_the_page_bears_the_name_of_the_place(identity):
    html = frame()
    assert "· Le Nid</title>" in html
    assert html.count("Le Nid") == 5  # title, twice for who shares the page, top, foot


def test_a_shared_link_says_what_the_tab_says(identity):
    identity.tagline = "Se rencontrer & souffler"
    identity.save()
    html = frame()
    heads = dict(re.findall(r'<meta (?:property|name)="(.*?)"\s+content="(.*?)">', html))
    assert re.search(r"<title>(.*?)</title>", html)[1] == heads["og:title"] == "· Le Nid"
    assert heads["description"] == heads["og:description"] == "Se rencontrer &amp; souffler"
    assert heads["og:url"] == "http://localhost:8000/ici/"
    assert heads["og:image"] == "http://localhost:8000/static/icons/touch.png"


def test_an_open_place_has_nothing_to_warn_of(identity):
    assert strip(frame()) is None


def test_a_place_in_preparation_with_demo_content_says_both(identity):
    identity.status = Identity.Status.PREFIGURATION
    identity.demo = True
    identity.save()
    assert strip(frame()) == (
        "Préfiguration : ce lieu se prépare. Données de démonstration : tout ici est inventé."
    )


def test_a_place_without_a_colour_loads_one_style_sheet(identity):
    assert re.findall(r'rel="stylesheet" href="(.*?)"', frame()) == ["/static/css/main.css"]


def test_a_place_with_its_own_colour_loads_it_after_ours(identity):
    identity.accent = "#8c2f39"
    identity.save()
    assert re.findall(r'rel="stylesheet" href="(.*?)"', frame()) == [
        "/static/css/main.css",
        "/couleurs/8c2f39.css",
    ]


@pytest.mark.parametrize(
    ("path", "canonical"),
    [
        ("/agenda/?type=atelier", "/agenda/"),
        ("/agenda/?page=3&type=atelier", "/agenda/?page=3"),
        ("/agenda/?page=1", "/agenda/"),
        ('/agenda/?page="><script>', "/agenda/"),
    ],
)
def test_the_canonical_address_leaves_filters_out_and_keeps_the_page(path, canonical, settings):
    html = frame(path)
    assert re.search(r'rel="canonical"\s+href="(.*?)"', html)[1] == settings.SITE_URL + canonical


def test_words_already_searched_are_escaped_in_the_search_box():
    assert 'value="&quot;&gt;&lt;b&gt;"' in frame("/recherche/?q=%22%3E%3Cb%3E")


def test_crumbs_start_at_home_and_end_where_we_are():
    html = frame(crumbs=[("Agenda", "/agenda/"), ("Chanter", None)])
    crumbs = re.search(r"<ol>(.*?)</ol>", html, re.DOTALL)[1]
    assert re.findall(r">([\w ]+)</(?:a|span)>", crumbs) == ["Accueil", "Agenda", "Chanter"]
    assert '<span aria-current="page">Chanter</span>' in crumbs


def test_the_foot_names_the_carriers_as_a_sentence(identity):
    labels = ["Un", "Deux", "Trois"]
    identity.carriers = [
        OrganisationFactory(key=label.lower(), label=label, position=n)
        for n, label in enumerate(labels)
    ]
    identity.save()
    said = re.search(r"Porté par.*?</p>", frame(), re.DOTALL)[0]
    words = " ".join(re.sub(r"<.*?>", "", said).split())
    assert words == "Porté par Un, Deux et Trois."


def test_an_unknown_address_is_answered_in_french_and_without_a_cookie(client):
    response = client.get("/nulle-part/")
    assert response.status_code == 404
    assert "<h1>Cette page s’est envolée</h1>" in response.content.decode()
    assert response.cookies == {}


def test_a_form_without_its_token_is_refused_in_french():
    response = Client(enforce_csrf_checks=True).post("/gestion/login/", {"username": "x"})
    assert response.status_code == 403
    assert "<h1>Le formulaire a expiré</h1>" in response.content.decode()


def test_a_breakdown_is_said_without_the_help_of_anything(django_assert_num_queries):
    with django_assert_num_queries(0):
        html = render_to_string("500.html")
    assert "Une panne de notre côté" in html
    assert re.findall(r'(?:src|href)="(.*?)"', html) == ["/"]


def test_a_phone_keeps_the_site_under_its_name(client, identity):
    response = client.get("/manifest.webmanifest")
    assert response.json()["name"] == "Le Nid"
    assert response["Content-Type"] == "application/manifest+json"
    assert response.cookies == {}


def test_a_long_title_fits_in_a_tab_and_is_whole_for_who_shares_the_page(client):
    long = "Pleurs & colères : <l’enfant> qui déborde, le soir, et celui que l’on n’entend pas"
    event = SessionFactory(event__title=long, event__slug="long").event

    html = client.get("/agenda/long/").content.decode()

    tab = unescape(re.search(r"<title>(.*?)</title>", html)[1])
    shared = unescape(re.search(r'<meta property="og:title" content="(.*?)">', html)[1])
    assert tab == "Pleurs & colères : <l’enfant> qui déborde, le soir, et celui que l’on…"
    assert shared == f"{long} – {event.kind} · {Identity.load().name}"
