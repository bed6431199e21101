"""Words are added, renamed, ordered, merged and retired; their keys work for ever."""

from datetime import datetime

import pytest
from django.apps import apps
from django.urls import reverse

from accounts import roles
from tests.factories import (
    AudienceFactory,
    DomainFactory,
    EventFactory,
    EventKindFactory,
    ResourceFactory,
    ThemeFactory,
    UserFactory,
)
from vocabulary import words
from vocabulary.merging import CannotMerge, merge
from vocabulary.models import AgeRange, ExitReason, Theme, TimeSlot
from vocabulary.wagtail_hooks import VOCABULARIES


@pytest.fixture
def coordinator(client):
    user = UserFactory(role="coordination")
    client.force_login(user)
    return user


def test_the_starting_words_load_once():
    words.load()
    Theme.objects.filter(key="sommeil-rythmes").update(label="Sommeil")

    assert words.load() == 0
    assert Theme.objects.count() == 64
    assert Theme.objects.get(key="sommeil-rythmes").label == "Sommeil"
    assert AgeRange.objects.get(key="3-6a").max_months == 72
    assert ExitReason.objects.count() == 11
    assert ExitReason.objects.first().label == "Parcours terminé"


def test_every_vocabulary_starts_with_words_and_is_in_the_back_office_for_who_may_keep_it():
    names = {model.__name__.lower() for model in apps.get_app_config("vocabulary").get_models()}

    from_elsewhere = {"organisation", "commune"}  # a place's own
    assert {model.__name__.lower() for model in words.SECTIONS.values()} == (
        names - from_elsewhere - {"domain", "theme"}
    )
    assert {viewset.model._meta.model_name for viewset in VOCABULARIES} == names
    assert {name.removeprefix("vocabulary.") for name in roles.VOCABULARIES} == names


def test_a_merge_moves_events_and_resources_and_doubles_nothing():
    old, kept = ThemeFactory(key="dodo"), ThemeFactory(key="sommeil")
    both = EventFactory(terms={"themes": [old, kept]})
    one = ResourceFactory(terms={"themes": [old]})

    merge(old, kept)

    assert list(both.themes.all()) == [kept]
    assert list(one.themes.all()) == [kept]


def test_a_merge_moves_what_points_to_one_term():
    old, kept = EventKindFactory(key="causerie"), EventKindFactory(key="conference")
    event = EventFactory(kind=old)

    merge(old, kept)

    event.refresh_from_db()
    assert event.kind == kept


def test_an_old_key_leads_to_the_term_that_stays_even_after_two_merges():
    first, second, last = ThemeFactory(key="a"), ThemeFactory(key="b"), ThemeFactory(key="c")
    merge(first, second)
    merge(second, last)

    assert [list(Theme.objects.for_keys([key])) for key in "abc"] == [[last]] * 3
    assert list(Theme.objects.active()) == [last]


def test_unknown_keys_name_nothing():
    ThemeFactory(key="a")

    assert list(Theme.objects.for_keys(["zzz"])) == []


@pytest.mark.parametrize("pair", ["itself", "another vocabulary", "already merged"])
def test_some_terms_cannot_merge(pair):
    theme = ThemeFactory(key="a")
    other = {
        "itself": lambda: theme,
        "another vocabulary": AudienceFactory,
        "already merged": lambda: ThemeFactory(merged_into=ThemeFactory()),
    }[pair]()

    with pytest.raises(CannotMerge):
        merge(theme, other)


@pytest.mark.parametrize(
    ("when", "minutes", "slot"),
    [
        ("2026-10-13 19:45", 120, "soiree"),
        ("2026-10-13 13:15", 60, "semaine-13h"),
        ("2026-10-13 09:00", 420, "journee"),
        ("2026-10-17 09:30", 120, "samedi-matin"),
        ("2026-10-17 14:00", 180, "samedi"),
        ("2026-10-18 10:00", 120, None),
    ],
)
def test_a_slot_is_found_from_the_start_and_the_length(when, minutes, slot):
    words.load()

    found = TimeSlot.suiting(datetime.fromisoformat(when), minutes)

    assert (found and found.key) == slot


@pytest.mark.parametrize("vocabulary", VOCABULARIES, ids=lambda one: one.model.__name__)
def test_staff_open_each_vocabulary(client, coordinator, vocabulary):
    words.load()

    assert client.get(reverse(vocabulary.get_url_name("index"))).status_code == 200
    assert client.get(reverse(vocabulary.get_url_name("add"))).status_code == 200


def test_staff_rename_and_retire_a_term(client, coordinator):
    theme = ThemeFactory(key="a", label="Avant")
    edit = reverse("vocabulary_theme:edit", args=[theme.pk])

    answer = client.post(
        edit, {"label": "Après", "key": "a", "domain": theme.domain_id, "retired": "on"}
    )

    assert answer.status_code == 302
    theme.refresh_from_db()
    assert (theme.label, theme.retired) == ("Après", True)


def test_staff_merge_two_terms(client, coordinator):
    old, kept = ThemeFactory(key="a"), ThemeFactory(key="b")
    address = reverse("vocabulary_merge", args=["theme", old.pk])
    assert client.get(address).status_code == 200

    answer = client.post(address, {"into": kept.pk})

    assert answer.status_code == 302
    old.refresh_from_db()
    assert old.merged_into == kept


def test_a_merge_without_a_choice_says_what_to_do(client, coordinator):
    theme = ThemeFactory()

    answer = client.post(reverse("vocabulary_merge", args=["theme", theme.pk]), {"into": ""})

    assert answer.status_code == 422
    assert "Choisissez le terme qui reste." in answer.text


def test_nobody_deletes_a_term(client, coordinator):
    theme = ThemeFactory()

    client.post(reverse("vocabulary_theme:delete", args=[theme.pk]))

    assert Theme.objects.filter(pk=theme.pk).exists()


def test_a_receptionist_does_not_touch_the_words(client):
    client.force_login(UserFactory(role="accueil"))
    theme = ThemeFactory()

    answer = client.post(
        reverse("vocabulary_merge", args=["theme", theme.pk]), {"into": ThemeFactory().pk}
    )

    assert answer.status_code == 302
    theme.refresh_from_db()
    assert theme.merged_into is None


@pytest.mark.parametrize("terms", [1, 3])
def test_the_list_of_a_vocabulary_costs_the_same_however_long(
    client, coordinator, terms, django_assert_num_queries
):
    ThemeFactory.create_batch(terms, domain=DomainFactory())
    client.get(reverse("vocabulary_theme:index"))  # what Wagtail remembers afterwards

    with django_assert_num_queries(12):
        client.get(reverse("vocabulary_theme:index"))
