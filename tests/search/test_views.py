"""The search page, as people meet it."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from search.index import Entry, put_many
from search.models import IndexEntry
from tests.factories import ThemeFactory


def entry(pk, title="Éveil musical", kind="resource", **details):
    return Entry(kind, pk, f"/{kind}/{pk}/", title, **details)


def test_results_of_every_kind_are_counted_in_tabs(client):
    put_many(
        [
            entry(1, kind="event"),
            entry(2, kind="circle"),
            entry(3),
            entry(4),
            entry(5, kind="page", title="Nous trouver"),
        ]
    )

    response = client.get("/recherche/?q=eveil")

    assert [
        (tab["kind"] and tab["kind"].many, tab["count"]) for tab in response.context["tabs"]
    ] == [
        (None, 4),
        ("Rendez-vous", 1),
        ("Cercles", 1),
        ("Ressources", 2),
    ]


def test_a_type_shows_its_results_and_keeps_the_counts_of_the_others(client):
    put_many([entry(1, kind="event"), entry(2), entry(3)])

    response = client.get("/recherche/?q=eveil&type=ressources")

    assert {line.url for line in response.context["page"].object_list} == {
        "/resource/2/",
        "/resource/3/",
    }
    assert [tab["count"] for tab in response.context["tabs"]] == [3, 1, 2]


def test_a_type_without_results_leads_back_to_all(client):
    put_many([entry(1), entry(2), entry(3)])

    response = client.get("/recherche/?q=eveil&type=cercles")

    assert "voir tous les types (3)" in response.text


def test_matched_words_are_marked_and_nothing_typed_is_markup(client):
    put_many([entry(1, summary="L’éveil <script>alert(1)</script> des sens")])

    response = client.get('/recherche/?q=éveils "><b>')

    assert "L’<mark>éveil</mark> &lt;script&gt;alert(1)&lt;/script&gt; des sens" in response.text
    assert "<script>alert" not in response.text
    assert '"><b>' not in response.text


def test_the_next_date_of_an_event_is_said_in_french(client):
    start = timezone.localtime().replace(hour=19, minute=45) + timedelta(days=3)
    put_many([entry(1, kind="event", dates=[start.isoformat()])])

    response = client.get("/recherche/?q=eveil")

    assert f"{start.day}" in response.text
    assert "19\xa0h\xa045" in response.text


def test_what_has_expired_is_found_no_more(client):
    past = (timezone.now() - timedelta(minutes=1)).isoformat()
    soon = (timezone.now() + timedelta(minutes=1)).isoformat()
    put_many([entry(1, kind="event", expires_at=past), entry(2, kind="event", expires_at=soon)])
    assert IndexEntry.objects.count() == 2

    response = client.get("/recherche/?q=eveil")

    assert [line.url for line in response.context["page"].object_list] == ["/event/2/"]
    assert response.context["tabs"][0]["count"] == 1


def test_titles_weigh_more_than_keywords_summaries_and_bodies(client):
    other = "Autre chose"
    put_many(
        [
            entry(1, other, body="sommeil"),
            entry(2, other, summary="sommeil"),
            entry(3, other, keywords="sommeil"),
            entry(4, "sommeil"),
        ]
    )

    response = client.get("/recherche/?q=sommeil")

    assert [line.entry.object_pk for line in response.context["page"].object_list] == [4, 3, 2, 1]


def test_few_whole_answers_are_followed_by_those_that_hold_half_of_the_words(client):
    put_many(
        [
            entry(1, "Comptines et jeux de doigts"),
            entry(2, "Comptines du soir"),
            entry(3, "Doigts de fée"),
            entry(4, "Tout autre chose"),
        ]
    )

    response = client.get("/recherche/?q=comptines doigts")

    found = [line.entry.object_pk for line in response.context["page"].object_list]
    assert (found[0], set(found)) == (1, {1, 2, 3})
    assert "au moins la moitié" in response.text


def test_enough_whole_answers_stand_alone(client):
    put_many([entry(pk, "Comptines et jeux de doigts") for pk in (1, 2, 3)])
    put_many([entry(4, "Comptines")])

    response = client.get("/recherche/?q=comptines doigts")

    assert {line.entry.object_pk for line in response.context["page"].object_list} == {1, 2, 3}
    assert "au moins la moitié" not in response.text


def test_a_slip_of_the_fingers_is_mended(client):
    put_many([entry(1, "Le doudou")])

    response = client.get("/recherche/?q=douduo")

    assert response.context["mended"] == "doudou"
    assert '<a href="/recherche/?q=doudou"><strong>doudou</strong></a>' in response.text


def test_nothing_found_is_no_dead_end(client):
    ThemeFactory(key="motricite-libre", label="Motricité libre")
    ThemeFactory(key="sommeil", label="Sommeil et rythmes")

    near = client.get("/recherche/?q=motricien")
    far = client.get("/recherche/?q=xyzxyz")

    assert near.context["near"] == ["Motricité libre"]
    assert set(far.context["ideas"]) == {"Motricité libre", "Sommeil et rythmes"}
    assert 'href="/agenda/"' in far.text


def test_a_blank_search_offers_where_to_start(client):
    ThemeFactory(label="Jeu libre")

    response = client.get("/recherche/")

    assert response.context["ideas"] == ["Jeu libre"]
    assert "Rien ne répond" not in response.text


@pytest.mark.parametrize(
    "query",
    [
        '"',
        "'",
        "%",
        "%25",
        "(",
        "\\",
        "*",
        "",
        "   ",
        "a" * 300,
        "\0",
        "%00",
        "%FF",
        "%ED%A0%80",
        "#",
    ],
)
@pytest.mark.parametrize("address", ["/recherche/", "/recherche/suggestions"])
def test_no_text_breaks_the_search(client, address, query):
    put_many([entry(1)])

    assert client.get(f"{address}?q={query}").status_code == 200


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("q=eveil&type=xyz", "Ce type de résultat n’existe pas"),
        ("q=eveil&page=abc", "Le numéro de page s’écrit en chiffres"),
        ("q=eveil&page=0", "Les pages se comptent à partir de 1"),
    ],
)
def test_nonsense_is_answered_by_a_sentence_and_the_results(client, query, sentence):
    put_many([entry(1)])

    response = client.get(f"/recherche/?{query}")

    assert response.status_code == 400
    assert sentence in unescape(response.text)
    assert response.context["found"].total == 1


def test_a_page_that_does_not_exist_is_not_found(client):
    put_many([entry(1)])

    assert client.get("/recherche/?q=eveil&page=2").status_code == 404


def test_results_come_page_by_page(client):
    put_many([entry(pk) for pk in range(1, 46)])

    pages = [client.get(f"/recherche/?q=eveil&page={n}").context["page"] for n in (1, 2, 3)]

    assert [len(page.object_list) for page in pages] == [20, 20, 5]
    assert len({line.pk for page in pages for line in page.object_list}) == 45


def test_result_pages_are_not_for_search_engines_and_set_no_cookie(client):
    put_many([entry(1)])

    found, blank = client.get("/recherche/?q=eveil"), client.get("/recherche/")

    assert '<meta name="robots" content="noindex">' in found.text
    assert '<meta name="robots"' not in blank.text
    assert (found.cookies, blank.cookies) == ({}, {})


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_of_results_costs_the_same_whatever_it_finds(client, count):
    put_many([entry(pk, kind="event") for pk in range(1, count + 1)])

    with CaptureQueriesContext(connection) as queries:
        client.get("/recherche/?q=eveil")

    # what the frame of the page asks is its own
    ours = re.compile("search_(synonym|indexentry|resultline)")
    asked = [match[0] for query in queries if (match := ours.search(query["sql"]))]
    assert asked == [
        "search_synonym",
        "search_indexentry",  # the counts
        "search_indexentry",  # the ids
        "search_resultline",
    ]


def test_suggestions_are_given_to_scripts(client):
    put_many([entry(1)])

    response = client.get("/recherche/suggestions?q=evei")

    assert response.json() == {"suggestions": ["éveil"]}


def test_a_word_of_what_is_public_no_more_is_suggested_no_more(client):
    past = (timezone.now() - timedelta(minutes=1)).isoformat()
    put_many([entry(1)])
    assert client.get("/recherche/suggestions?q=evei").json() == {"suggestions": ["éveil"]}

    put_many([entry(1, expires_at=past)])

    assert client.get("/recherche/suggestions?q=evei").json() == {"suggestions": []}
