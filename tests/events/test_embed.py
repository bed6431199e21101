"""The list that partners show in their own pages."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from events import planning
from identity.models import Identity
from tests import factories

EMBED = "/agenda/encart/"


@pytest.fixture(autouse=True)
def _place(settings):
    settings.SITE_URL = "https://example.org"
    Identity.load()


def session(title, days=7, **fields):
    starts_at = timezone.now() + timedelta(days=days)
    return factories.SessionFactory(event__title=title, starts_at=starts_at, **fields)


def titles(response):
    return [session.event.title for session in response.context["sessions"]]


def test_it_shows_the_next_sessions_under_the_same_filters(client):
    nice = factories.CommuneFactory(key="nice")
    for days in range(7, 0, -1):
        session(f"Jour {days}", days, venue__commune=nice)
    session("À Cannes", 1)

    assert titles(client.get(EMBED, {"commune": "nice"})) == [f"Jour {n}" for n in range(1, 6)]
    assert titles(client.get(EMBED, {"commune": "nice", "nombre": "2"})) == ["Jour 1", "Jour 2"]
    assert len(titles(client.get(EMBED, {"nombre": "20", "utm_source": "x"}))) == 8


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"nombre": "21"}, "Demandez un nombre de séances, de 1 à 20."),
        ({"nombre": "beaucoup"}, "Demandez un nombre de séances, de 1 à 20."),
        ({"apparence": "rose"}, "Choisissez entre claire, sombre et auto."),
        ({"du": "hier"}, "n’est pas une date"),
    ],
)
def test_nonsense_is_refused_in_a_sentence_with_the_rest_of_the_list(client, query, sentence):
    session("Atelier")

    response = client.get(EMBED, query)

    assertContains(response, sentence, status_code=400)
    assert titles(response) == ["Atelier"]


def may_be_framed(response):
    policy = response.get("Content-Security-Policy", "")
    anybody = not policy or "frame-ancestors http: https:" in policy
    return anybody and "X-Frame-Options" not in response


def test_it_alone_may_be_framed(client):
    one = session("Atelier")
    framed = {
        address: may_be_framed(client.get(address))
        for address in (
            EMBED,
            f"{EMBED}?nombre=x",
            "/agenda/",
            "/agenda/abonnement/",
            one.event.get_absolute_url(),
            one.get_registration_url(),
            "/gestion/login/",
        )
    }

    assert [address for address, open_to_all in framed.items() if open_to_all] == [
        EMBED,
        f"{EMBED}?nombre=x",
    ]


def test_it_sets_no_cookie_runs_no_script_and_holds_no_form(client):
    session("Atelier")

    response = client.get(EMBED)

    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert response["Cache-Control"] == "public, max-age=300"
    assertNotContains(response, "<script")
    assertNotContains(response, "<form")


def test_links_open_beside_the_partners_page_and_say_so(client):
    one = session("Atelier")

    response = client.get(EMBED)

    assertContains(response, f'href="{one.get_absolute_url()}"')
    assertContains(response, 'target="_blank"', count=3)
    assertContains(response, "nouvel onglet", count=3)


def test_cancelled_full_and_postponed_sessions_say_so(client):
    planning.cancel(session("Raté", 1))
    session("Plein", 2, capacity=0)
    session("Sans liste", 3, capacity=0, waiting_line=False)
    moved = session("Déplacé", 4)
    planning.postpone(moved, moved.starts_at + timedelta(days=7), moved.ends_at + timedelta(days=7))

    response = client.get(EMBED)

    assert titles(response) == ["Raté", "Plein", "Sans liste", "Déplacé"]
    for said in ("annulée", "complet – liste d’attente", "complet<", "reportée, "):
        assertContains(response, said)


def test_an_empty_list_is_a_sentence_and_a_way_out(client):
    response = client.get(EMBED)

    assertContains(response, "Aucune séance n’est annoncée pour l’instant.")
    assertContains(response, 'href="/agenda/"')


def test_drafts_and_closed_groups_are_not_in_it(client):
    one = session("Secret")
    assert titles(client.get(EMBED)) == ["Secret"]

    type(one.event).objects.update(closed_group=True)

    assert titles(client.get(EMBED)) == []


@pytest.mark.parametrize(("asked", "scheme"), [("claire", "light"), ("sombre", "dark")])
def test_the_partner_chooses_the_ground(client, asked, scheme):
    assertContains(client.get(EMBED, {"apparence": asked}), f'data-scheme="{scheme}"')
    assertNotContains(client.get(EMBED, {"apparence": "auto"}), "data-scheme")


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_the_sessions(client, django_assert_num_queries, count):
    for number in range(count):
        session(f"Atelier {number}")

    with django_assert_num_queries(2):  # whose place it is, the sessions
        client.get(EMBED)


def test_the_page_to_subscribe_gives_the_code_to_paste(client):
    factories.CommuneFactory(key="nice", label="Nice")

    html = client.get("/agenda/abonnement/", {"commune": "nice"}).content.decode()

    address = "https://example.org/agenda/encart/?commune=nice&amp;amp;nombre=5"
    assert html.count(f"&lt;iframe src=&quot;{address}&quot; title=&quot;") == 1
    assert 'href="https://example.org/agenda/?commune=nice"' in html
