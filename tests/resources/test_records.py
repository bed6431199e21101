"""What harvesters are told follows the catalogue, and its date moves when it does and only then."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from resources.models import Record, Resource
from resources.oai import answer
from tests.factories import DomainFactory, ResourceFactory, ResourceTypeFactory, ThemeFactory
from vocabulary import following
from vocabulary.merging import merge


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """committed(): what is done inside is followed, as after a commit."""

    def committed():
        return django_capture_on_commit_callbacks(execute=True)

    return committed


@pytest.fixture
def resource(committed):
    """Told an hour ago."""
    theme = ThemeFactory(key="sommeil", label="Sommeil", domain=DomainFactory(key="sante"))
    with time_machine.travel(timezone.now() - timedelta(hours=1)), committed():
        return ResourceFactory(title="Siestes", author="Test, Ana", terms={"themes": [theme]})


def record(resource):
    return Record.objects.with_standing().get(number=resource.pk)


def moved(resource, before):
    return record(resource).datestamp > before.datestamp


def test_a_published_resource_is_told_to_the_second(resource):
    told = record(resource)

    assert told.identifier == f"oai:localhost:{resource.pk}"
    assert (told.gone, told.datestamp.microsecond) == (False, 0)
    assert told.specs == ["theme:sante:sommeil", "type:ouvrage"]
    assert "<dc:title>Siestes</dc:title>" in told.content


CHANGES = [
    {"title": "Autre titre"},
    {"summary": "Autre résumé."},
    {"author": "Essai, Zoé"},
    {"publisher": "Éditions Test"},
    {"year": 1999},
    {"isbn": "9782070368228"},
    {"language": "it"},
    {"licence": "CC BY 4.0"},
    {"url": "https://exemple.org/"},
    {"slug": "autre-adresse"},
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: next(iter(change)))
def test_what_is_exposed_moves_the_date(resource, committed, change):
    before = record(resource)

    with committed():
        vars(resource).update(change)
        resource.save()

    assert moved(resource, before)
    assert record(resource).content != before.content


@pytest.mark.parametrize("change", [{"loan_days": 12}, {"age_min_months": 6}, {"ean": "376"}])
def test_what_is_not_exposed_leaves_it(resource, committed, change):
    before = record(resource)

    with committed():
        vars(resource).update(change)
        resource.save()

    assert record(resource).datestamp == before.datestamp


def test_tags_and_themes_move_it(resource, committed):
    before = record(resource)
    with committed():
        resource.tags.add("doux")
        resource.save()
    assert "<dc:subject>doux</dc:subject>" in record(resource).content
    assert moved(resource, before)

    before = record(resource)
    with time_machine.travel(timezone.now() + timedelta(minutes=1)), committed():
        resource.themes = [ThemeFactory(key="jeu")]
        resource.save()
    assert moved(resource, before)


@pytest.mark.parametrize("word", ["theme", "type"])
def test_a_word_that_the_team_renames_moves_it(resource, committed, word):
    other = ResourceFactory(type=ResourceTypeFactory(key="video"), terms={"themes": []})
    Record.objects.follow([other.pk])
    before, beside = record(resource), record(other)
    term = resource.themes.get() if word == "theme" else resource.type

    with time_machine.travel(timezone.now() + timedelta(minutes=1)), committed():
        term.label = "Un autre mot"
        term.save()
        following.changed(term)

    assert ">Un autre mot<" in record(resource).content
    assert moved(resource, before)
    assert record(other).datestamp == beside.datestamp


def test_themes_that_become_one_move_it(resource, committed):
    before = record(resource)
    rest = ThemeFactory(key="repos", label="Repos", domain=DomainFactory(key="sante"))

    with committed():
        merge(resource.themes.get(), rest)
        following.changed(rest)

    assert ">Repos<" in record(resource).content
    assert record(resource).specs == ["theme:sante:repos", "type:ouvrage"]
    assert moved(resource, before)


def test_a_theme_that_changes_domain_moves_the_sets_and_the_date(resource, committed):
    before = record(resource)
    theme = resource.themes.get()

    with committed():
        theme.domain = DomainFactory(key="quotidien")
        theme.save()
        following.changed(theme)

    assert record(resource).content == before.content
    assert record(resource).specs == ["theme:quotidien:sommeil", "type:ouvrage"]
    assert list(Record.objects.in_set("theme:quotidien")) == [before]
    assert not Record.objects.in_set("theme:sante").exists()
    assert moved(resource, before)


@pytest.mark.parametrize(
    "hide",
    [
        lambda resource: resource.unpublish(),
        lambda resource: resource.delete(),
        lambda resource: Resource.objects.filter(pk=resource.pk).update(visibility="equipe"),
        lambda resource: Resource.objects.filter(pk=resource.pk).update(
            visibility="professionnels"
        ),
    ],
    ids=["unpublished", "deleted", "staff", "professionals"],
)
def test_what_is_no_longer_public_leaves_a_tombstone_for_ever(resource, committed, hide):
    pk, before = resource.pk, record(resource)
    assert "Siestes" in before.content

    with committed():
        hide(resource)
        assert Record.objects.with_standing().get(number=pk).gone  # at once, before it is followed
        call_command("tick")  # what a bulk update announced to nobody

    told = Record.objects.with_standing().get(number=pk)
    assert (told.deleted, told.content, told.specs) == (True, "", before.specs)
    assert told.datestamp > before.datestamp
    call_command("tick")
    assert Record.objects.filter(number=pk, deleted=True).exists()
    said = answer({"verb": ["ListRecords"], "metadataPrefix": ["oai_dc"]})
    assert "Siestes" not in said


def test_what_comes_back_bears_the_same_identifier(resource, committed):
    before = record(resource)
    with committed():
        resource.unpublish()
    assert record(resource).deleted

    with committed():
        resource.save_revision().publish()

    told = record(resource)
    assert (told.identifier, told.gone) == (before.identifier, False)


def test_an_identifier_survives_another_address_of_the_site(resource, settings):
    before = record(resource)
    settings.SITE_URL = "https://autre.example.org"

    call_command("rewrite_records")

    told = record(resource)
    assert told.identifier == before.identifier
    assert "https://autre.example.org/ressources/" in told.content
    assert moved(resource, before)


def test_a_draft_was_never_there():
    draft = ResourceFactory(live=False)

    assert Record.objects.follow([draft.pk]) == 0
    assert not Record.objects.exists()


def test_rewriting_what_says_the_same_changes_nothing(resource):
    before = record(resource)

    call_command("rewrite_records")

    assert record(resource).datestamp == before.datestamp


@pytest.mark.parametrize("number", [1, 3])
def test_following_costs_the_same_whatever_it_follows(django_assert_num_queries, number):
    theme = ThemeFactory()
    pks = [ResourceFactory(terms={"themes": [theme]}).pk for _ in range(number)]

    with django_assert_num_queries(13):
        assert Record.objects.follow(pks) == number
