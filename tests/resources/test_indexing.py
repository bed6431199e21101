"""The search index follows what the public may read of a resource."""

from datetime import timedelta

import pytest
from django.utils import timezone

from resources.indexing import entries
from resources.models import Resource
from search import index
from tests.factories import ResourceFactory, ThemeFactory


def found(query):
    return [Resource.objects.get(pk=pk).title for pk in index.matching("resource", query)]


def test_a_resource_is_found_by_all_that_describes_it():
    resource = ResourceFactory(
        title="Siestes",
        author="Ana Zélie",
        publisher="Éditions Quokka",
        body="<p>On y parle de <b>marionnettes</b>.</p>",
        terms={"themes": [ThemeFactory(label="Motricité libre")]},
    )
    resource.tags.add("tapis")
    resource.save()

    for query in ["siestes", "zelie", "quokka", "marionnette", "motricité", "tapis", "ouvrage"]:
        assert found(query) == ["Siestes"], query


def test_an_unpublished_resource_is_forgotten_and_found_again_when_published():
    resource = ResourceFactory(title="Siestes")
    resource.save_revision().publish()
    assert found("siestes") == ["Siestes"]

    resource.refresh_from_db()
    resource.unpublish()
    assert found("siestes") == []

    resource.latest_revision.publish()
    assert found("siestes") == ["Siestes"]


def test_a_hidden_or_deleted_resource_is_forgotten():
    resource, other = ResourceFactory(title="Siestes"), ResourceFactory(title="Siestes")
    assert found("siestes") == ["Siestes", "Siestes"]

    resource.visibility = Resource.Visibility.STAFF
    resource.save()
    assert index.matching("resource", "siestes") == [other.pk]

    other.delete()
    assert found("siestes") == []


def test_a_draft_beside_a_published_resource_is_not_found():
    resource = ResourceFactory(title="Siestes")
    resource.save_revision().publish()
    resource.title = "Ornithorynque"
    revision = resource.save_revision()

    assert found("siestes") == ["Siestes"]
    assert found("ornithorynque") == []

    revision.publish()
    assert found("ornithorynque") == ["Ornithorynque"]


def test_the_rebuild_lists_what_is_public():
    ResourceFactory(title="Siestes")
    ResourceFactory(title="Brouillon", live=False)

    assert [entry.title for entry in entries()] == ["Siestes"]


@pytest.mark.parametrize(
    "aged",
    [
        lambda today, other: {"review_on": today - timedelta(days=1)},
        lambda today, other: {"in_force_to": today - timedelta(days=1)},
        lambda today, other: {"replaced_by": other},
    ],
)
def test_what_is_to_be_read_again_or_no_longer_in_force_is_found_last(aged):
    today = timezone.localdate()
    text = ResourceFactory(title="L’arrêté des siestes")
    other = ResourceFactory(title="L’arrêté des siestes, suite", review_on=today)
    assert found("siestes arrêté")[0] == text.title

    for name, value in aged(today, other).items():
        setattr(text, name, value)
    text.save()

    assert found("siestes arrêté") == [other.title, text.title]
