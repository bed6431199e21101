"""The synonyms that staff write."""

import pytest
from django.urls import reverse

from search.index import Entry, matching, put_many
from search.models import Synonym
from tests.factories import UserFactory

LIBRARY = [
    Entry("resource", 1, "/1", "La trottinette"),
    Entry("resource", 2, "/2", "La patinette"),
    Entry("resource", 3, "/3", "Un engin à roulettes"),
    Entry("resource", 4, "/4", "Un engin volant, des roulettes"),
]


@pytest.fixture(autouse=True)
def _library(_database):
    put_many(LIBRARY)


def test_a_group_is_in_force_as_soon_as_it_is_saved_and_no_longer_when_deleted():
    assert matching("resource", "trottinettes") == [1]

    group = Synonym.objects.create(words="trottinette\nengin à roulettes\npatinette")
    joined = [set(matching("resource", query)) for query in group.lines()]
    group.delete()

    assert joined == [{1, 2, 3}, {1, 2, 3}, {1, 2, 3}]
    assert matching("resource", "trottinettes") == [1]


def test_a_one_way_group_leads_from_its_first_line_only():
    Synonym.objects.create(words="trottinette\npatinette", one_way=True)

    assert set(matching("resource", "trottinette")) == {1, 2}
    assert matching("resource", "patinette") == [2]


def test_a_word_may_be_in_two_groups():
    Synonym.objects.create(words="trottinette\npatinette")
    Synonym.objects.create(words="trottinette\nengin volant")

    assert set(matching("resource", "trottinette")) == {1, 2, 4}


def test_an_expression_is_recognised_inside_a_longer_question():
    Synonym.objects.create(words="patinette\nengin à roulettes")
    put_many([Entry("resource", 5, "/5", "Réparer sa patinette")])

    assert matching("resource", "réparer un engin à roulettes")[0] == 5


@pytest.mark.parametrize("words", ["trottinette", "trottinette\n\n", "jeu\njeux", "le\nla", "…\n!"])
def test_a_group_needs_two_words_that_differ(words, client):
    client.force_login(UserFactory(role="documentation"))

    response = client.post(reverse("search_synonyms:add"), {"words": words})

    assert "au moins deux mots ou expressions qui diffèrent" in response.text
    assert not Synonym.objects.filter(words=words).exists()


@pytest.mark.parametrize("role", ["documentation", "coordination", "administration"])
def test_documentalists_write_synonyms(role, client):
    client.force_login(UserFactory(role=role))

    response = client.post(reverse("search_synonyms:add"), {"words": "trottinette\npatinette"})

    assert response.status_code == 302
    assert set(matching("resource", "patinette")) == {1, 2}
    assert "trottinette = patinette" in client.get(reverse("search_synonyms:index")).text


@pytest.mark.parametrize("role", ["rédaction", "agenda", "accueil"])
def test_others_do_not(role, client):
    client.force_login(UserFactory(role=role))

    response = client.post(reverse("search_synonyms:add"), {"words": "trottinette\npatinette"})

    assert response.status_code == 302
    assert matching("resource", "patinette") == [2]
