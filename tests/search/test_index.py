"""What is put in the index, taken out of it, and built again."""

import io

import pytest
from django.core.management import call_command
from django.db import connection

from search import asking, index
from search.index import Entry, matching, put, put_many, rebuild, remove
from search.models import IndexEntry, IndexWord, ResultLine


def entry(pk, title="Éveil musical", kind="resource", **details):
    return Entry(kind, pk, f"/{kind}/{pk}/", title, **details)


@pytest.fixture
def sources(monkeypatch):
    """No source but those of the test."""
    monkeypatch.setattr(index, "_sources", {})


def test_what_is_put_again_is_found_by_its_new_words_only():
    put(entry(1, "Le doudou"))
    assert matching("resource", "doudou") == [1]

    put(entry(1, "Le biberon"))

    assert (matching("resource", "doudou"), matching("resource", "biberon")) == ([], [1])
    assert ResultLine.objects.get().title == "Le biberon"
    assert IndexWord.objects.get().label == "biberon"


def test_what_is_removed_leaves_nothing_behind():
    put_many([entry(1), entry(2)])
    assert set(matching("resource", "éveil")) == {1, 2}

    remove("resource", 1)
    remove("resource", 99)

    assert matching("resource", "éveil") == [2]
    assert IndexWord.objects.exclude(entry__object_pk=2).count() == 0
    assert tokens_kept() == 1


def tokens_kept():
    table = "search_tokens" if connection.vendor == "sqlite" else "search_indexentry"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
        return cursor.fetchone()[0]


def test_two_kinds_may_share_a_number():
    put_many([entry(1), entry(1, kind="event")])

    remove("event", 1)

    assert (matching("resource", "éveil"), matching("event", "éveil")) == ([1], [])


def test_the_same_object_twice_in_a_batch_is_indexed_as_it_is_last():
    put_many([entry(1, "Le doudou"), entry(1, "Le biberon")])

    assert [row.title for row in ResultLine.objects.all()] == ["Le biberon"]


def test_a_long_text_is_indexed_as_far_as_the_engines_can():
    put(entry(1, "Mémoire", body="mot " * 50_000 + "x" * 5_000, summary="a\0b"))

    assert matching("resource", "mot") == [1]


def test_words_of_two_fields_are_no_expression():
    put_many([entry(1, "Repas avec une assistante", keywords="Maternelle")])
    assert matching("resource", "assistante") == [1]

    assert matching("resource", "assistante maternelle") == []


@pytest.mark.parametrize("count", [1, 3])
def test_putting_costs_the_same_for_one_and_for_three(count, django_assert_num_queries):
    batch = [entry(pk) for pk in range(1, count + 1)]

    with django_assert_num_queries(7):
        put_many(batch)


def test_a_rebuild_brings_what_is_public_and_forgets_the_rest(sources):
    put_many([entry(1, "Disparue"), entry(2, "Ancien titre"), entry(3, kind="event")])
    index.register("resource", lambda: iter([entry(2, "Nouveau titre"), entry(4, "Arrivée")]))

    assert list(rebuild()) == [("resource", 2)]

    assert {(row.kind, row.object_pk) for row in IndexEntry.objects.all()} == {
        ("resource", 2),
        ("resource", 4),
        ("event", 3),
    }
    assert matching("resource", "nouveau") == [2]


def test_what_is_published_during_a_rebuild_stays(sources):
    def slow():
        yield entry(1)
        put(entry(2))

    index.register("resource", slow)

    list(rebuild())

    assert set(matching("resource", "éveil")) == {1, 2}


def test_the_command_says_how_much_it_indexed(sources):
    index.register("resource", lambda: [entry(1), entry(2)])
    index.register("event", list)
    out = io.StringIO()

    call_command("reindex", stdout=out)

    assert out.getvalue().splitlines() == ["Rendez-vous : 0", "Ressources : 2"]


def test_on_a_terminal_the_command_draws_a_bar(sources):
    index.register("resource", lambda: [entry(1), entry(2)])

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    out = Terminal()
    call_command("reindex", stdout=out)

    assert "Ressources " + "█" * 30 + " 2" in out.getvalue()


def test_when_too_many_answer_to_rank_them_all_titles_lead(monkeypatch):
    monkeypatch.setattr(asking, "DEEPEST", 3)
    put_many([entry(pk, "Autre chose", body="un doudou") for pk in range(1, 7)])
    put_many([entry(7, "Le doudou"), entry(8, "Autre chose", body="doudou")])

    found = matching("resource", "doudou")

    assert (found[0], len(found)) == (7, 3)
