"""Why a result answers, when neither its title nor its summary says so."""

import pytest
from django.utils import timezone

from search import asking, extracts, index
from search.index import Entry, put_many
from search.models import ResultLine
from search.suggestions import mend, suggest


def entry(pk=1, title="Le soir", **details):
    return Entry("resource", pk, f"/resource/{pk}/", title, **details)


def why(entry, query):
    put_many([entry])
    tokens = asking.ask(query).tokens()
    found = extracts.why(ResultLine.objects.get(), tokens)
    return found and (found.place, found.text)


@pytest.mark.parametrize(
    ("details", "expected"),
    [
        ({"title": "Les doudous"}, None),
        ({"summary": "Un doudou.", "body": "Le doudou."}, None),
        ({"keywords": "Sommeil, Doudous", "body": "x"}, ("Mots-clés", "Sommeil, Doudous")),
        ({"body": "Il dort avec son doudou."}, ("Dans le texte", "Il dort avec son doudou.")),
        ({"attached": "Une fiche sur le doudou."}, ("Dans le texte", "Une fiche sur le doudou.")),
        ({"body": "Rien de tel."}, None),
    ],
)
def test_the_passage_is_where_the_words_are(details, expected):
    assert why(entry(**details), "doudou") == expected


def test_a_long_text_is_cut_between_words():
    text = "Avant toute chose. " * 40 + "Le doudou tombe. " + "Puis après cela. " * 40

    _, passage = why(entry(body=text), "doudou")

    assert (passage[0], passage[-1]) == ("…", "…")
    assert "Le doudou tombe." in passage
    assert len(passage) <= extracts.LENGTH + 2
    assert set(passage.strip("…").split()) <= set(text.split())


def test_the_passage_is_escaped_and_marked(client):
    put_many([entry(body="Un <script>alert(1)</script> doudou.")])

    response = client.get("/recherche/?q=doudous")

    assert "&lt;script&gt;alert(1)&lt;/script&gt; <mark>doudou</mark>." in response.text
    assert "<script>alert" not in response.text


def test_what_is_stale_comes_after_what_is_as_good():
    past = (timezone.now() - timezone.timedelta(minutes=1)).isoformat()
    soon = (timezone.now() + timezone.timedelta(minutes=1)).isoformat()
    put_many([entry(1, "Le doudou"), entry(2, "Le doudou"), entry(3, "Rien")])
    assert index.matching("resource", "doudou") == [1, 2]

    put_many([entry(1, "Le doudou", stale_from=past), entry(2, "Le doudou", stale_from=soon)])

    assert index.matching("resource", "doudou") == [2, 1]


def test_what_is_stale_still_comes_before_a_mere_mention():
    past = (timezone.now() - timezone.timedelta(minutes=1)).isoformat()

    put_many([entry(pk, "Rien") for pk in range(3, 9)])
    put_many([entry(1, "Autre", body="doudou"), entry(2, "Le doudou", stale_from=past)])

    assert index.matching("resource", "doudou") == [2, 1]


def test_words_are_offered_and_mended_out_of_one_kind():
    put_many([Entry("event", 1, "/1/", "Doudoune"), entry(2, "Le doudou")])

    assert suggest("dou") == ["doudou", "doudoune"]
    assert suggest("dou", "resource") == ["doudou"]
    assert (mend("doudoume"), mend("doudoume", "resource")) == ("doudoune", "doudou")
