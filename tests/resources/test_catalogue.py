"""The catalogue: what it shows, how it is filtered, what its counts promise."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from resources.forms.catalogue import CatalogueFilterForm
from resources.models import Copy, Resource
from tests.budgets import FRAME
from tests.factories import (
    AgeRangeFactory,
    AudienceFactory,
    CharterPrincipleFactory,
    CopyFactory,
    DomainFactory,
    LoanFactory,
    PictureFactory,
    ResourceAccessFactory,
    ResourceFactory,
    ResourceTypeFactory,
    ThemeFactory,
)

CATALOGUE = reverse("resources:catalogue")


def titles(response):
    return [resource.title for resource in response.context["page"].object_list]


def found(client, query):
    return sorted(titles(client.get(f"{CATALOGUE}?{query}")))


def counts(response, facet):
    """{value: count} of a facet, as shown."""
    return {
        choice["value"]: choice["count"]
        for shown in response.context["facets"]
        if shown["name"] == facet
        for _, choices in shown["groups"]
        for choice in choices
    }


def test_the_public_sees_what_is_published_for_everybody(client):
    ResourceFactory(title="Visible")
    hidden = [
        ResourceFactory(title="Brouillon"),
        ResourceFactory(title="Pour l’équipe"),
        ResourceFactory(title="Pour les professionnels"),
    ]
    assert len(found(client, "")) == 4

    draft, staff, professionals = hidden
    Resource.objects.filter(pk=draft.pk).update(live=False)
    Resource.objects.filter(pk=staff.pk).update(visibility=Resource.Visibility.STAFF)
    Resource.objects.filter(pk=professionals.pk).update(
        visibility=Resource.Visibility.PROFESSIONALS
    )

    response = client.get(CATALOGUE)

    assert titles(response) == ["Visible"]
    assert counts(response, "type") == {"ouvrage": 1}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Cubes", "Doudou", "Siestes"]),
        ("type=album", ["Doudou"]),
        ("type=album&type=jeu", ["Cubes", "Doudou"]),
        ("theme=sommeil", ["Doudou", "Siestes"]),
        ("theme=sommeil&type=album", ["Doudou"]),
        ("theme=sommeil&theme=jeu-libre", ["Cubes", "Doudou", "Siestes"]),
        ("public=assmat", ["Cubes", "Siestes"]),
        ("public=tous", ["Siestes"]),
        ("acces=emprunt", ["Cubes"]),
        ("principe=rythme", ["Siestes"]),
        ("tag=doux", ["Doudou"]),
        ("langue=it", ["Siestes"]),
        ("duree=5", ["Doudou"]),
        ("duree=15", ["Doudou", "Siestes"]),
        ("duree=sieste", ["Doudou", "Siestes"]),
        ("disponible=1", ["Cubes"]),
        ("theme=&type=&q=&tri=&page=", ["Cubes", "Doudou", "Siestes"]),
        ("couleur=bleu", ["Cubes", "Doudou", "Siestes"]),
    ],
)
def test_each_filter_keeps_what_it_says(client, query, expected):
    sleep, play = ThemeFactory(key="sommeil"), ThemeFactory(key="jeu-libre")
    everyone = AudienceFactory(key="tous", everyone=True)
    doudou = ResourceFactory(
        title="Doudou",
        type=ResourceTypeFactory(key="album"),
        minutes=5,
        terms={"themes": [sleep, play]},
    )
    doudou.tags.add("doux")
    doudou.save()
    cubes = ResourceFactory(
        title="Cubes",
        type=ResourceTypeFactory(key="jeu"),
        terms={
            "themes": [play],
            "audiences": [AudienceFactory(key="assmat")],
            "access": [ResourceAccessFactory(key="emprunt")],
        },
    )
    CopyFactory(resource=cubes)
    siestes = ResourceFactory(
        title="Siestes",
        minutes=10,
        language="it",
        terms={
            "themes": [sleep],
            "audiences": [everyone],
            "principles": [CharterPrincipleFactory(key="rythme")],
        },
    )
    LoanFactory(copy=CopyFactory(resource=siestes))
    CopyFactory(resource=siestes, status=Copy.Status.REPAIR)

    assert found(client, query) == expected


@pytest.mark.parametrize(
    ("first", "end", "adults", "bands"),
    [
        (6, 24, False, ["6-12m", "1-2a"]),
        (0, 6, False, ["0-6m"]),
        (12, None, False, ["1-2a", "3-6a"]),
        (None, 12, True, ["0-6m", "6-12m", "adulte"]),
        (None, None, True, ["adulte"]),
        (None, None, False, []),
    ],
)
def test_an_age_keeps_what_overlaps_it(client, first, end, adults, bands):
    for key, low, high in [("0-6m", 0, 6), ("6-12m", 6, 12), ("1-2a", 12, 24), ("3-6a", 36, 72)]:
        AgeRangeFactory(key=key, min_months=low, max_months=high)
    AgeRangeFactory(key="adulte")
    ResourceFactory(age_min_months=first, age_max_months=end, for_adults=adults)

    answering = [
        key
        for key in ["0-6m", "6-12m", "1-2a", "3-6a", "adulte"]
        if titles(client.get(CATALOGUE, {"age": key}))
    ]

    assert answering == bands
    assert counts(client.get(CATALOGUE), "age") == dict.fromkeys(bands, 1)


def test_the_key_of_a_merged_theme_leads_to_the_one_that_took_its_place(client):
    sleep = ThemeFactory(key="sommeil")
    ThemeFactory(key="sieste", merged_into=sleep)
    ResourceFactory(title="Siestes", terms={"themes": [sleep]})
    ResourceFactory(title="Cubes")

    response = client.get(CATALOGUE, {"theme": "sieste"})

    assert titles(response) == ["Siestes"]
    assert counts(response, "theme") == {"sommeil": 1}


def test_what_still_carries_a_merged_theme_is_found_and_counted_once(client):
    sleep = ThemeFactory(key="sommeil")
    nap = ThemeFactory(key="sieste", merged_into=sleep)
    ResourceFactory(title="Les deux", terms={"themes": [sleep, nap]})
    ResourceFactory(title="L’ancien", terms={"themes": [nap]})

    response = client.get(CATALOGUE, {"theme": "sommeil"})

    assert sorted(titles(response)) == ["Les deux", "L’ancien"]
    assert counts(response, "theme") == {"sommeil": 2}


def test_a_retired_theme_is_offered_to_nobody_but_its_links_work(client):
    theme = ThemeFactory(key="minitel")
    ResourceFactory(title="Minitel", terms={"themes": [theme]})
    assert counts(client.get(CATALOGUE), "theme") == {"minitel": 1}

    theme.retired = True
    theme.save()

    assert counts(client.get(CATALOGUE), "theme") == {}
    assert counts(client.get(CATALOGUE, {"theme": "minitel"}), "theme") == {"minitel": 1}


def test_a_value_that_would_show_nothing_is_hidden_unless_it_is_selected(client):
    ThemeFactory(key="desert")
    ResourceFactory(terms={"themes": [ThemeFactory(key="sommeil")]})

    assert counts(client.get(CATALOGUE), "theme") == {"sommeil": 1}
    assert counts(client.get(CATALOGUE, {"theme": "desert"}), "theme") == {
        "sommeil": 1,
        "desert": 0,
    }


def test_themes_stand_under_their_domain_in_the_order_of_the_house(client):
    health, play = (
        DomainFactory(key="sante", label="Santé", position=2),
        DomainFactory(key="jeu", label="Jeu", position=1),
    )
    themes = [
        ThemeFactory(key="ecrans", domain=health, position=0),
        ThemeFactory(key="jeu-libre", domain=play, position=2),
        ThemeFactory(key="livres", domain=play, position=1),
    ]
    ResourceFactory(terms={"themes": themes})

    shown = client.get(CATALOGUE).context["facets"]

    [groups] = [facet["groups"] for facet in shown if facet["name"] == "theme"]
    assert [(title, [choice["value"] for choice in choices]) for title, choices in groups] == [
        ("Jeu", ["livres", "jeu-libre"]),
        ("Santé", ["ecrans"]),
    ]


@pytest.mark.parametrize(
    "query",
    [
        "theme=zzz",
        "theme=sommeil&theme=zzz",
        "type=12",
        "age=-3",
        "public=%00",
        "acces=' OR 1=1",
        "principe=99",
        "langue=klingon",
        "duree=7",
        "duree=5.0",
        "disponible=oui",
        "tag=inconnu",
        "tri=au-hasard",
        "page=deux",
        "page=0",
        "page=-1",
        "page=2",
        "page=" + "9" * 5000,
    ],
)
def test_nonsense_is_answered_by_a_sentence_and_the_catalogue(client, query):
    ResourceFactory(title="Siestes", terms={"themes": [ThemeFactory(key="sommeil")]})

    response = client.get(f"{CATALOGUE}?{query}")

    assert response.status_code == 400
    assert len(response.context["complaints"]) == 1
    assert titles(response) == ["Siestes"]


@hypothesis_settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([*CatalogueFilterForm.base_fields, "page", "autre"]),
            st.one_of(
                st.text(max_size=20), st.sampled_from(["sommeil", "1", "15", "tous", "titre"])
            ),
        ),
        max_size=5,
    )
)
def test_any_query_string_gets_an_answer(client, pairs):
    query = {}
    for name, value in pairs:
        query.setdefault(name, []).append(value)

    assert client.get(CATALOGUE, query).status_code in (200, 400)


@pytest.mark.parametrize(
    "query", ['"', "'", "%", "(", "\\", "*", "   ", "é" * 300, "\0", "a AND", "(NEAR"]
)
def test_any_text_can_be_looked_for(client, query):
    ResourceFactory()

    assert client.get(CATALOGUE, {"q": query}).status_code == 200


@pytest.fixture
def library():
    """Resources that share themes, audiences, types and ages in every way."""
    themes = [ThemeFactory(key=key) for key in ("sommeil", "jeu-libre", "repas")]
    ThemeFactory(key="sieste", merged_into=themes[0])
    audiences = [AudienceFactory(key=key) for key in ("assmat", "eje")]
    everyone = AudienceFactory(key="tous", everyone=True)
    access = [ResourceAccessFactory(key=key) for key in ("emprunt", "en-ligne")]
    principles = [CharterPrincipleFactory(key=key) for key in ("un", "deux")]
    types = [ResourceTypeFactory(key=key) for key in ("ouvrage", "album", "jeu")]
    for key, low, high in [("0-1a", 0, 12), ("1-2a", 12, 24), ("2-3a", 24, 36)]:
        AgeRangeFactory(key=key, min_months=low, max_months=high)
    AgeRangeFactory(key="adulte")
    for n in range(12):
        resource = ResourceFactory(
            type=types[n % 3],
            minutes=[None, 5, 12, 45][n % 4],
            language=["fr", "fr", "it"][n % 3],
            age_min_months=[None, 0, 6, 18][n % 4],
            age_max_months=[None, 12, None, 30][n % 4],
            for_adults=n % 5 == 0,
            terms={
                "themes": themes[: 1 + n % 3],
                "audiences": [audiences[n % 2], *([everyone] if n % 3 == 0 else [])],
                "access": access[n % 2 :],
                "principles": principles[: n % 3],
            },
        )
        if n % 2:
            resource.tags.add(["doux", "dehors"][n % 4 // 2])
            resource.save()
        if n % 4 < 2:
            LoanFactory(copy=CopyFactory(resource=resource))
        if n % 3 == 1:
            CopyFactory(resource=resource)
            CopyFactory(resource=resource)


SELECTIONS = st.fixed_dictionaries(
    {},
    optional={
        "theme": st.lists(st.sampled_from(["sommeil", "jeu-libre", "repas", "sieste"]), max_size=2),
        "type": st.lists(st.sampled_from(["ouvrage", "album", "jeu"]), max_size=2),
        "age": st.lists(st.sampled_from(["0-1a", "1-2a", "2-3a", "adulte"]), max_size=2),
        "public": st.lists(st.sampled_from(["assmat", "eje", "tous"]), max_size=2),
        "acces": st.lists(st.sampled_from(["emprunt", "en-ligne"]), max_size=2),
        "principe": st.lists(st.sampled_from(["un", "deux"]), max_size=1),
        "disponible": st.just(["1"]),
        "duree": st.lists(st.sampled_from(["5", "15", "sieste", "60"]), max_size=2),
        "langue": st.lists(st.sampled_from(["fr", "it"]), max_size=2),
        "tag": st.lists(st.sampled_from(["doux", "dehors"]), max_size=2),
    },
)


@hypothesis_settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(selection=SELECTIONS)
def test_a_count_is_what_the_click_shows(library, selection):
    public = Resource.objects.public()

    for facet in ask(selection).facets(public):
        name = facet["name"]
        offered = {}
        for _, choices in facet["groups"]:
            offered |= {choice["value"]: choice["count"] for choice in choices}
        clicked = {value: ask({**selection, name: [value]}).ranked(public) for value in offered}
        assert {value: len(pks) for value, pks in clicked.items()} == offered
        assert {value: len(set(pks)) for value, pks in clicked.items()} == offered


def test_a_language_without_a_name_here_is_offered_and_found(client):
    ResourceFactory(title="Berceuses", language="oc")
    ResourceFactory(title="Brouillon", language="co", live=False)

    assert counts(client.get(CATALOGUE), "langue") == {"oc": 1}
    assert titles(client.get(CATALOGUE, {"langue": "oc"})) == ["Berceuses"]
    assert client.get(CATALOGUE, {"langue": "co"}).status_code == 400


def test_every_value_that_shows_something_is_offered(library):
    public = Resource.objects.public()
    form = ask({})

    for facet in form.facets(public):
        offered = {choice["value"] for _, choices in facet["groups"] for choice in choices}
        showing = {
            word.key
            for word in form.words[facet["name"]].values()
            if ask({facet["name"]: [word.key]}).ranked(public)
        }
        assert offered == showing


def ask(selection):
    return CatalogueFilterForm(QueryDict(urlencode(selection, doseq=True)))


def test_the_catalogue_turns_its_pages_and_keeps_its_filters(client):
    theme = ThemeFactory(key="sommeil")
    for n in range(21):
        ResourceFactory(title=f"Titre {n:02}", terms={"themes": [theme]})

    first = client.get(CATALOGUE, {"theme": "sommeil", "tri": "titre"})
    second = client.get(CATALOGUE, {"theme": "sommeil", "tri": "titre", "page": 2})

    assert titles(first) == [f"Titre {n:02}" for n in range(20)]
    assert titles(second) == ["Titre 20"]
    assert 'href="?theme=sommeil&amp;tri=titre&amp;page=2"' in first.content.decode()


def test_orders(client):
    today = timezone.now()
    ResourceFactory(title="Zoo", year=2020, created_at=today)
    ResourceFactory(title="éveil", year=None, created_at=today - timedelta(days=2))
    ResourceFactory(title="Fêtes", year=2024, created_at=today - timedelta(days=1))

    assert titles(client.get(CATALOGUE)) == ["Zoo", "Fêtes", "éveil"]
    assert titles(client.get(CATALOGUE, {"tri": "nouveautes"})) == ["Zoo", "Fêtes", "éveil"]
    assert titles(client.get(CATALOGUE, {"tri": "titre"})) == ["éveil", "Fêtes", "Zoo"]
    assert titles(client.get(CATALOGUE, {"tri": "annee"})) == ["Fêtes", "Zoo", "éveil"]
    assert titles(client.get(CATALOGUE, {"tri": "pertinence"})) == ["Zoo", "Fêtes", "éveil"]


def test_when_nothing_answers_each_filter_says_what_its_removal_would_bring(client):
    ResourceFactory.create_batch(2, terms={"themes": [ThemeFactory(key="sommeil")]})
    ResourceTypeFactory(key="malle", label="Malle")

    response = client.get(CATALOGUE, {"theme": "sommeil", "type": "malle"})

    assert titles(response) == []
    page = " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())
    assert "Aucune ressource" in page
    assert "Sans Malle : 2 ressources" in page
    assert "Sans Sommeil" not in page


def test_a_slip_of_the_fingers_is_mended_and_keeps_the_filters(client):
    ResourceTypeFactory(key="malle", label="Malle")
    ResourceFactory(title="Le doudou")

    response = client.get(CATALOGUE, {"q": "douduo", "type": "malle"})

    assert titles(response) == []
    assert response.context["ways_out"]["mended"] == {
        "label": "doudou",
        "query": "q=doudou&type=malle",
    }
    assert '<a href="?q=doudou&amp;type=malle"><strong>doudou</strong></a>' in response.text


def test_a_search_that_finds_nothing_leads_to_the_nearest_themes_that_hold_something(client):
    ThemeFactory(key="motricite-fine", label="Motricité fine")
    theme = ThemeFactory(key="motricite", label="Motricité libre")
    ResourceFactory(title="Cubes", terms={"themes": [theme]})

    response = client.get(CATALOGUE, {"q": "motricien"})

    assert titles(response) == []
    assert '<a class="topic" href="?theme=motricite">Motricité libre (1)</a>' in response.text
    assert "motricite-fine" not in response.text


def test_the_words_that_answer_are_marked_wherever_they_are(client):
    ResourceFactory(title="Les doudous", summary="Un <b>jouet</b>.")
    ResourceFactory(title="Dormir", body="<p>Il serre son doudou.</p>")

    response = client.get(CATALOGUE, {"q": "doudou"})

    assert "Les <mark>doudous</mark></a>" in response.text
    assert "Un &lt;b&gt;jouet&lt;/b&gt;." in response.text
    assert "Dans le texte&nbsp;: «&nbsp;Il serre son <mark>doudou</mark>." in response.text


def test_what_was_asked_is_said_in_words(client):
    ThemeFactory(key="sommeil", label="Sommeil")
    ResourceTypeFactory(key="jeu", label="Jeu")
    ResourceTypeFactory(key="album", label="Album")

    form = client.get(CATALOGUE, {"type": ["jeu", "album"], "theme": "sommeil"}).context["form"]

    assert form.in_words() == "Sommeil · Jeu ou Album"


@pytest.mark.parametrize("number", [1, 3])
def test_a_page_of_the_catalogue_costs_the_same_whatever_it_holds(
    client, django_assert_num_queries, number
):
    themes = ThemeFactory.create_batch(3)
    for _ in range(number):
        resource = ResourceFactory(
            cover=PictureFactory(),
            terms={
                "themes": themes,
                "access": [ResourceAccessFactory(), ResourceAccessFactory()],
                "audiences": [AudienceFactory(everyone=True)],
            },
        )
        resource.tags.add("doux")
        resource.save()
        CopyFactory.create_batch(2, resource=resource)
    client.get(CATALOGUE)  # makes the renditions

    with django_assert_num_queries(FRAME + 6):
        response = client.get(CATALOGUE, {"theme": themes[0].key, "disponible": "1"})

    assert len(titles(response)) == number


@pytest.mark.parametrize("number", [1, 3])
def test_looking_for_words_costs_the_same_whatever_it_finds(
    client, django_assert_num_queries, number
):
    ResourceFactory.create_batch(number, title="Le doudou")
    client.get(CATALOGUE)

    with django_assert_num_queries(FRAME + 8):
        response = client.get(CATALOGUE, {"q": "doudous"})

    assert len(titles(response)) == number


def test_what_is_looked_for_comes_best_first(client):
    ResourceFactory(title="Dormir", summary="Un mot sur le doudou.")
    ResourceFactory(title="Le doudou")
    ResourceFactory(title="Autre chose")

    response = client.get(CATALOGUE, {"q": "doudous"})

    assert titles(response) == ["Le doudou", "Dormir"]
    assert counts(response, "type") == {"ouvrage": 2}
    assert titles(client.get(CATALOGUE, {"q": "doudous", "tri": "titre"})) == [
        "Dormir",
        "Le doudou",
    ]


def test_the_catalogue_sets_no_cookie(client):
    assert client.get(CATALOGUE).cookies == {}
