"""What the search finds of the agenda follows what is public, with no gap."""

from datetime import timedelta

import pytest
from django.forms import model_to_dict, modelform_factory
from django.utils import timezone

from events.forms.desk import CircleForm
from events.models import Circle, Event
from search import index
from tests import factories


def test_a_rendez_vous_is_found_by_its_words_and_those_of_its_vocabularies():
    theme = factories.ThemeFactory(label="Motricité libre")
    venue = factories.VenueFactory(commune__label="Antibes")
    event = factories.EventFactory(
        title="Grimper", body="<p>Un parcours</p>", terms={"themes": [theme]}
    )
    factories.SessionFactory(event=event, venue=venue)

    found = [
        index.matching("event", words) for words in ("grimper", "motricite", "antibes", "parcours")
    ]

    assert found == [[event.pk]] * 4


@pytest.mark.parametrize("fields", [{"live": False}, {"closed_group": True}])
def test_what_is_withdrawn_is_no_longer_found(fields):
    event = factories.EventFactory(title="Grimper")
    assert index.matching("event", "grimper") == [event.pk]

    for name, value in fields.items():
        setattr(event, name, value)
    event.save()

    assert index.matching("event", "grimper") == []


def test_publishing_and_unpublishing_are_followed():
    event = factories.EventFactory(title="Ancien", live=False)
    event.title = "Grimper"
    revision = event.save_revision()
    assert index.matching("event", "grimper") == []

    revision.publish()
    assert index.matching("event", "grimper") == [event.pk]

    Event.objects.get().unpublish()
    assert index.matching("event", "grimper") == []


def test_the_draft_of_a_published_rendez_vous_is_not_found():
    event = factories.EventFactory(title="Grimper")

    event.title = "Escalader"
    event.save_revision()

    assert index.matching("event", "escalader") == []
    assert index.matching("event", "grimper") == [event.pk]


def test_a_rendez_vous_is_not_found_after_its_last_session():
    session = factories.SessionFactory(event__title="Grimper")
    assert index.matching("event", "grimper") == [session.event.pk]

    session.starts_at = timezone.now() - timedelta(days=3)
    session.ends_at = session.starts_at + timedelta(hours=2)
    session.save()

    assert index.matching("event", "grimper") == []


def test_what_is_deleted_is_forgotten():
    event = factories.EventFactory(title="Grimper")
    circle = factories.CircleFactory(title="Grimper")

    event.delete()
    circle.delete()

    assert index.matching("event", "grimper") == index.matching("circle", "grimper") == []


def test_a_circle_is_found_with_its_themes_until_it_closes():
    circle = factories.CircleFactory()
    circle.themes.add(factories.ThemeFactory(label="Motricité libre"))
    circle.save()
    assert index.matching("circle", "motricité") == [circle.pk]

    circle.join = Circle.Join.CLOSED
    circle.save()

    assert index.matching("circle", "motricité") == []


def test_the_themes_that_staff_choose_for_a_circle_are_found_at_once():
    circle = factories.CircleFactory()
    theme = factories.ThemeFactory(label="Motricité libre")
    fields = ["title", "slug", "kind", "summary", "lead", "format", "join", "public", "time_slot"]
    form_class = modelform_factory(
        Circle, form=CircleForm, fields=[*fields, "themes", "audiences", "principles"]
    )
    form = form_class(
        {**model_to_dict(circle, fields), "time_slot": "", "themes": [theme.pk]}, instance=circle
    )
    assert form.errors == {}

    form.save()

    assert index.matching("circle", "motricité") == [circle.pk]


def test_the_index_can_be_made_again_from_nothing():
    event = factories.EventFactory(title="Grimper")
    circle = factories.CircleFactory(title="Grimper")
    factories.EventFactory(title="Grimper", live=False)
    index.remove("event", event.pk)

    for kind in ("event", "circle"):
        list(index.rebuild(kind))

    assert index.matching("event", "grimper") == [event.pk]
    assert index.matching("circle", "grimper") == [circle.pk]


@pytest.mark.parametrize("count", [1, 3])
def test_making_it_again_costs_the_same(django_assert_num_queries, count):
    factories.SessionFactory.create_batch(count)

    with django_assert_num_queries(8):
        entries = list(index._sources["event"]())

    assert len(entries) == count


def test_dates_to_come_are_those_that_will_take_place():
    event = factories.EventFactory()
    coming = factories.SessionFactory(event=event)
    factories.SessionFactory(event=event, status="cancelled")
    factories.SessionFactory(event=event, starts_at=timezone.now() - timedelta(days=3))

    (entry,) = index._sources["event"]()

    assert entry.dates == [coming.starts_at.isoformat()]
