"""The themes of many resources change at once, and no draft is lost or published by the way."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from resources import bulk
from resources.bulk import Act
from resources.models import Resource
from search import index
from tests.factories import ResourceFactory, ThemeFactory, UserFactory


@pytest.fixture
def sleep():
    return ThemeFactory(key="sommeil", label="Sommeil")


@pytest.fixture
def play():
    return ThemeFactory(key="jeu", label="Marionnettes")


def published(*several, **fields):
    resource = ResourceFactory(terms={"themes": list(several)}, **fields)
    resource.save_revision().publish()
    return Resource.objects.get(pk=resource.pk)


def change(resource, act, *several, user=None):
    user = user or UserFactory(is_superuser=True)
    plan = bulk.plan([resource], [bulk.Edit("themes", list(several), act)], user)
    bulk.apply(plan, user)
    return plan[0]


def keys(resource):
    return sorted(theme.key for theme in resource.themes.all())


def on_the_site(resource):
    return keys(Resource.objects.get(pk=resource.pk))


def in_the_draft(resource):
    return keys(Resource.objects.get(pk=resource.pk).get_latest_revision_as_object())


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        (Act.ADD, ["jeu", "sommeil"]),
        (Act.REPLACE, ["jeu"]),
        (Act.REMOVE, ["sommeil"]),
    ],
)
def test_what_is_published_changes_on_the_site_and_in_its_history(sleep, play, act, expected):
    before = [sleep, play] if act == Act.REMOVE else [sleep]
    resource = published(*before)

    change(resource, act, play)

    assert on_the_site(resource) == expected
    assert in_the_draft(resource) == expected
    fresh = Resource.objects.get(pk=resource.pk)
    assert (fresh.live, fresh.has_unpublished_changes) == (True, False)


def test_search_follows(sleep, play):
    resource = published(sleep)
    assert index.matching("resource", "marionnettes") == []

    change(resource, Act.ADD, play)

    assert index.matching("resource", "marionnettes") == [resource.pk]


def test_a_draft_beside_what_is_published_stays_a_draft_and_keeps_its_text(sleep, play):
    resource = published(sleep, title="Publié")
    resource.title = "En travaux"
    resource.save_revision()

    change(Resource.objects.get(pk=resource.pk), Act.ADD, play)

    fresh = Resource.objects.get(pk=resource.pk)
    assert (fresh.title, fresh.live, fresh.has_unpublished_changes) == ("Publié", True, True)
    assert on_the_site(resource) == ["jeu", "sommeil"]
    assert in_the_draft(resource) == ["jeu", "sommeil"]
    assert fresh.get_latest_revision_as_object().title == "En travaux"


def test_the_themes_of_a_draft_are_its_own(sleep, play):
    food = ThemeFactory(key="repas")
    resource = published(sleep)
    resource.themes = [food]
    resource.save_revision()

    change(Resource.objects.get(pk=resource.pk), Act.ADD, play)

    assert on_the_site(resource) == ["jeu", "sommeil"]
    assert in_the_draft(resource) == ["jeu", "repas"]


def test_what_was_never_published_stays_so(sleep, play):
    resource = ResourceFactory(live=False, terms={"themes": [sleep]})
    resource.save_revision()

    change(Resource.objects.get(pk=resource.pk), Act.ADD, play)

    assert not Resource.objects.get(pk=resource.pk).live
    assert in_the_draft(resource) == ["jeu", "sommeil"]


def test_a_resource_keeps_from_one_to_three_themes(sleep, play):
    others = ThemeFactory.create_batch(2)
    full, lone = published(sleep, *others), published(play)

    assert change(full, Act.ADD, play).refused == "elle aurait 4 thèmes, et 3 au plus sont permis"
    assert change(lone, Act.REMOVE, play).refused == "elle n’aurait plus de thème"

    assert len(on_the_site(full)) == 3
    assert on_the_site(lone) == ["jeu"]


def test_what_is_locked_or_scheduled_is_left_alone(sleep, play):
    locked = published(sleep)
    Resource.objects.filter(pk=locked.pk).update(locked=True, locked_by=UserFactory())
    scheduled = published(sleep)
    scheduled.go_live_at = timezone.now() + timedelta(days=1)
    scheduled.save_revision().publish()

    for resource in (locked, scheduled):
        plan = change(Resource.objects.get(pk=resource.pk), Act.ADD, play)
        assert plan.refused == "elle est verrouillée ou sa publication est programmée"
        assert on_the_site(resource) == ["sommeil"]


def test_nothing_to_change_makes_no_version(sleep):
    resource = published(sleep)
    versions = resource.revisions.count()

    plan = change(resource, Act.ADD, sleep)

    assert (plan.changes, plan.refused) == (False, "")
    assert resource.revisions.count() == versions


def test_the_screen_says_how_many_before_it_changes_anything(client, sleep, play):
    client.force_login(UserFactory(is_superuser=True))
    one, two = published(sleep), published(play)
    address = (
        reverse("wagtail_bulk_action", args=["resources", "resource", "themes"])
        + f"?id={one.pk}&id={two.pk}"
    )
    answers = {"act": "ajouter", "themes": [play.pk]}

    assert client.get(address).status_code == 200
    seen = client.post(address, answers)

    assert [change.resource for change in seen.context["changing"]] == [one]
    assert "1 ressource changera" in " ".join(seen.content.decode().split())
    assert on_the_site(one) == ["sommeil"]

    client.post(address, {**answers, "confirmed": "1"})

    assert on_the_site(one) == ["jeu", "sommeil"]
    assert on_the_site(two) == ["jeu"]


def test_the_screen_asks_for_themes(client, sleep):
    client.force_login(UserFactory(is_superuser=True))
    resource = published(sleep)
    address = reverse("wagtail_bulk_action", args=["resources", "resource", "themes"])

    response = client.post(f"{address}?id={resource.pk}", {"act": "remplacer"})

    assert response.context["form"].errors == {"themes": ["Choisissez de un à trois thèmes."]}
    assert on_the_site(resource) == ["sommeil"]
