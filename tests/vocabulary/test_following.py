"""A word that the team changes is changed in what search knows and in what calendars read."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import Session
from pages.models import MetierIndexPage, MetierPage
from search.index import matching
from tests.factories import (
    AudienceFactory,
    CircleFactory,
    CommuneFactory,
    EventFactory,
    ResourceFactory,
    SessionFactory,
    ThemeFactory,
    TimeSlotFactory,
    UserFactory,
    VenueFactory,
)
from tests.pages.site import home, publish


@pytest.fixture
def edit(client, django_capture_on_commit_callbacks):
    """edit(term, label="Autre"): what coordination does on the screen of a word."""
    client.force_login(UserFactory(role="coordination"))

    def edit(term, **changes):
        name = term._meta.model_name
        fields = {field.name: field.value_from_object(term) for field in term._meta.fields}
        typed = {
            key: value for key, value in (fields | changes).items() if value not in (None, False)
        }
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(reverse(f"vocabulary_{name}:edit", args=[term.pk]), typed)
        assert answer.status_code == 302

    return edit


@pytest.fixture
def merge(client, edit, django_capture_on_commit_callbacks):
    def merge(term, into):
        address = reverse("vocabulary_merge", args=[term._meta.model_name, term.pk])
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(address, {"into": into.pk})
        assert answer.status_code == 302

    return merge


def everywhere(words):
    return [len(matching(kind, words)) for kind in ("event", "circle", "resource", "page")]


def categories(session):
    session.refresh_from_db()
    [line] = [line for line in session.vevent.splitlines() if line.startswith("CATEGORIES")]
    return line


@pytest.fixture
def used(client):
    """A theme used by a rendez-vous with a session, a circle, a resource and a page."""
    theme = ThemeFactory(label="Motricité")
    terms = {"themes": [theme]}
    session = SessionFactory(event=EventFactory(terms=terms))
    circle = CircleFactory()
    circle.themes.add(theme)
    circle.save()
    ResourceFactory(terms=terms)
    trades = publish(home(), MetierIndexPage(title="Tous", slug="metiers-a-suivre"))
    publish(trades, MetierPage(title="Éducatrice", slug="educatrice", themes=[theme]))
    assert everywhere("motricite") == [1, 1, 1, 1]
    assert "Motricité" in categories(session)
    return theme, session


def test_a_renamed_word_is_found_by_its_new_name_alone(edit, used):
    theme, session = used

    edit(theme, label="Acrobaties")

    assert everywhere("acrobaties") == [1, 1, 1, 1]
    assert everywhere("motricite") == [0, 0, 0, 0]
    assert ("Acrobaties" in categories(session), "Motricité" in categories(session)) == (
        True,
        False,
    )


def test_what_used_a_merged_word_is_found_by_the_one_that_stays(merge, used):
    theme, session = used

    merge(theme, into=ThemeFactory(label="Acrobaties"))

    assert everywhere("acrobaties") == [1, 1, 1, 1]
    assert everywhere("motricite") == [0, 0, 0, 0]
    assert "Acrobaties" in categories(session)


def test_a_retired_word_stays_with_what_uses_it(edit, used):
    theme, session = used

    edit(theme, retired="on")

    assert everywhere("motricite") == [1, 1, 1, 1]
    assert "Motricité" in categories(session)


def test_subscribed_calendars_are_told_of_the_new_word(client, edit, used):
    theme, _ = used
    before = client.get("/agenda/agenda.ics")

    edit(theme, label="Acrobaties")

    tag = {"If-None-Match": before.headers["ETag"]}
    assert client.get("/agenda/agenda.ics", headers=tag).status_code == 200
    assert "Acrobaties" in client.get("/agenda/agenda.ics").text


def test_only_what_uses_the_word_is_written_again(edit, used):
    theme, session = used
    other = SessionFactory()
    long_over = SessionFactory(event=session.event, starts_at=timezone.now() - timedelta(days=200))
    before = dict(Session.objects.values_list("pk", "changed_at"))

    edit(theme, label="Acrobaties")

    after = dict(Session.objects.values_list("pk", "changed_at"))
    assert {pk for pk in after if after[pk] != before[pk]} == {session.pk}
    assert {other.pk, long_over.pk} < set(after)


def test_a_renamed_town_is_followed_through_its_venues(edit):
    town = CommuneFactory(label="Antibes", insee="06004")
    venue = VenueFactory(commune=town)
    SessionFactory(venue=venue)
    CircleFactory(venue=venue)
    assert everywhere("antibes")[:2] == [1, 1]

    edit(town, label="Juan-les-Pins")

    assert everywhere("juan")[:2] == [1, 1]
    assert everywhere("antibes")[:2] == [0, 0]


def test_what_nobody_may_see_is_not_indexed_by_a_renaming(edit):
    audience = AudienceFactory(label="Cachottiers")
    EventFactory(terms={"audiences": [audience]}, live=False)
    ResourceFactory(terms={"audiences": [audience]}, live=False)

    edit(audience, label="Mystérieux")

    assert everywhere("mysterieux") == [0, 0, 0, 0]


def test_coming_sessions_leave_a_retired_slot_for_another(edit):
    every_day = {"weekdays": "1234567"}
    narrow = TimeSlotFactory(key="journee", min_minutes=60, **every_day)
    broad = TimeSlotFactory(key="toujours", min_minutes=0, **every_day)
    session = SessionFactory()
    assert session.slot == narrow

    edit(narrow, retired="on")

    session.refresh_from_db()
    assert session.slot == broad
