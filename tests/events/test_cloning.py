"""A rendez-vous made from another one has its words and its rhythm, and none of its people."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from events import cloning
from events.models import Event, Session
from tests.factories import (
    AudienceFactory,
    ClosureFactory,
    EventFactory,
    OrganisationFactory,
    QuestionFactory,
    RegistrationFactory,
    SessionFactory,
    ThemeFactory,
    UserFactory,
)


@pytest.fixture(autouse=True)
def _september():
    with time_machine.travel(datetime(2026, 9, 1, 8, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def event():
    terms = {"themes": [ThemeFactory(key="langage")], "audiences": [AudienceFactory(key="assmat")]}
    event = EventFactory(title="Atelier pleurs", slug="atelier-pleurs", price=12, terms=terms)
    event.tags.add("pleurs")
    event.save()
    QuestionFactory(event=event, label="Combien d’enfants accueillez-vous ?")
    return event


@pytest.fixture
def session(event):
    """A Tuesday evening, before the clocks change; somebody is registered."""
    starts_at = timezone.make_aware(datetime(2026, 10, 13, 19, 45))
    session = SessionFactory(
        event=event,
        starts_at=starts_at,
        closes_at=starts_at - timedelta(days=1),
        room="Salle bleue",
        capacity=12,
        sequence=3,
    )
    RegistrationFactory(session=session)
    return session


def staff(client, role):
    user = UserFactory(role=role, organisation=OrganisationFactory(key="hetis"))
    client.force_login(user)
    return user


def address(event):
    return reverse("wagtailsnippets_events_event:clone", args=[event.pk])


def asked_for(page, data, **changes):
    """What the browser sends back when « Créer » is pressed."""
    form = page.context["form"]
    seen = {"shown": form.shown, "said": form.said, "kept": form.kept}
    return {**data, **seen, "create": "1", **changes}


# What is copied


def test_the_words_the_terms_and_the_questions_come_along(event):
    made = Event.objects.get(pk=cloning.clone(event, "Atelier colères", UserFactory()).pk)

    assert (made.title, made.slug, made.price) == ("Atelier colères", "atelier-coleres", 12)
    assert [theme.key for theme in made.themes.all()] == ["langage"]
    assert [audience.key for audience in made.audiences.all()] == ["assmat"]
    assert [tag.name for tag in made.tags.all()] == ["pleurs"]
    asked, copied = event.questions.get(), made.questions.get()
    assert (copied.label, copied.key == asked.key) == (asked.label, False)
    assert Event.objects.get(pk=event.pk).questions.get() == asked


def test_it_is_a_draft_whatever_the_other_one_is(event, client):
    event.save_revision().publish()
    assert client.get("/agenda/atelier-pleurs/").status_code == 200

    made = cloning.clone(event, "Atelier colères", UserFactory())

    assert (made.live, made.first_published_at, made.locked) == (False, None, False)
    assert client.get("/agenda/atelier-coleres/").status_code == 404
    assert made.latest_revision.as_object().title == "Atelier colères"


def test_the_last_draft_is_what_is_copied(event):
    event.summary = "Une phrase que personne n’a encore publiée."
    event.save_revision()

    made = cloning.clone(event, "Atelier colères", UserFactory())

    assert made.summary == "Une phrase que personne n’a encore publiée."
    assert Event.objects.get(pk=event.pk).summary != made.summary


def test_two_of_the_same_title_have_two_addresses(event):
    slugs = [cloning.clone(event, "Atelier pleurs", UserFactory()).slug for _ in range(2)]

    assert slugs == ["atelier-pleurs-2", "atelier-pleurs-3"]


def test_a_title_without_a_letter_has_an_address_too(event):
    assert cloning.clone(event, "¿ ?", UserFactory()).slug == "rendez-vous"


def test_sessions_keep_their_hours_across_the_change_of_clocks(event, session):
    made = cloning.clone(event, "Atelier colères", UserFactory(), [session], days=28)

    copy = made.sessions.get()
    local = [timezone.localtime(getattr(copy, name)) for name in ("starts_at", "closes_at")]
    assert [f"{when:%d/%m %H:%M}" for when in local] == ["10/11 19:45", "09/11 19:45"]
    assert (copy.room, copy.capacity, copy.venue) == ("Salle bleue", 12, session.venue)
    assert (copy.sequence, copy.status) == (0, Session.Status.PLANNED)
    assert copy.uid != session.uid
    assert "Atelier col" in copy.vevent


def test_nobody_is_registered_to_the_copy(event, session):
    assert session.registrations.count() == 1

    made = cloning.clone(event, "Atelier colères", UserFactory(), [session], days=28)

    assert made.sessions.get().registrations.count() == 0


# The screen


def test_a_postponed_session_is_cloned_as_planned_and_a_cancelled_one_is_not(
    client, event, session
):
    Session.objects.filter(pk=session.pk).update(status=Session.Status.POSTPONED)
    SessionFactory(event=event, status=Session.Status.CANCELLED)
    staff(client, "agenda")
    data = {"title": "Atelier colères", "with_sessions": "on", "start": "2026-11-10"}

    page = client.post(address(event), data)
    client.post(address(event), asked_for(page, data))

    made = Event.objects.get(title="Atelier colères")
    assert [session.status for session in made.sessions.all()] == ["planned"]


def test_without_its_sessions_one_click_is_enough(client, event, session):
    user = staff(client, "agenda")

    response = client.post(address(event), {"title": "Atelier colères"})

    made = Event.objects.get(title="Atelier colères")
    assert response.url == reverse("wagtailsnippets_events_event:edit", args=[made.pk])
    assert (made.sessions.count(), made.latest_revision.user) == (0, user)


def test_the_dates_are_seen_before_anything_is_created(client, event, session):
    SessionFactory(event=event, starts_at=session.starts_at + timedelta(days=14))
    ClosureFactory(first_day=date(2026, 11, 24), reason="travaux")
    staff(client, "agenda")
    data = {"title": "Atelier colères", "with_sessions": "on", "start": "2026-11-10"}

    page = client.post(address(event), data)

    lines = page.context["form"].lines
    assert [(line.label.partition(",")[0], line.reason, line.ticked) for line in lines] == [
        ("mardi 10\xa0novembre", "", True),
        ("mardi 24\xa0novembre", "lieu fermé", False),
    ]
    assert Event.objects.count() == 1
    client.post(address(event), asked_for(page, data))
    assert Event.objects.get(title="Atelier colères").sessions.count() == 1


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"title": "Atelier", "with_sessions": "on"}, "start"),
        ({"title": "Atelier", "with_sessions": "on", "start": "demain"}, "start"),
    ],
)
def test_what_makes_no_sense_is_said(client, event, session, data, field):
    staff(client, "agenda")

    page = client.post(address(event), data)

    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
    assert Event.objects.count() == 1


def test_dates_that_nobody_saw_are_not_created(client, event, session):
    staff(client, "agenda")
    data = {"title": "Atelier colères", "with_sessions": "on", "start": "2026-11-10"}
    page = client.post(address(event), data)

    other_day = client.post(address(event), asked_for(page, data, start="2026-12-01"))

    assert other_day.status_code == 422
    assert Event.objects.count() == 1


def test_looking_creates_nothing(client, event):
    staff(client, "agenda")

    page = client.get(address(event), {"title": "Atelier colères", "create": "1"})

    assert page.status_code == 200
    assert Event.objects.count() == 1


def test_who_writes_but_plans_nothing_clones_the_words_alone(client, event, session):
    staff(client, "agenda")
    assert "with_sessions" in client.get(address(event)).context["form"].fields
    staff(client, "rédaction")

    page = client.get(address(event))
    data = {"title": "Atelier colères", "with_sessions": "on", "start": "2026-11-10"}
    client.post(address(event), {**data, "create": "1", "kept": str(session.pk)})

    assert list(page.context["form"].fields) == ["title"]
    assert Event.objects.get(title="Atelier colères").sessions.count() == 0


def test_the_documents_team_clones_nothing(client, event):
    staff(client, "documentation")

    response = client.post(address(event), {"title": "Atelier colères"})

    assert (response.status_code, response.url) == (302, reverse("wagtailadmin_home"))
    assert Event.objects.count() == 1


def test_the_button_is_where_one_edits(client, event):
    event.lead = staff(client, "agenda").organisation
    event.save()

    page = client.get(reverse("wagtailsnippets_events_event:edit", args=[event.pk]))

    assert page.content.decode().count(f'href="{address(event)}"') == 1


@pytest.mark.parametrize("count", [1, 3])
def test_a_preview_costs_the_same_whatever_its_length(
    client, event, session, django_assert_num_queries, count
):
    for week in range(1, count):
        SessionFactory(event=event, starts_at=session.starts_at + timedelta(weeks=week))
    staff(client, "agenda")
    data = {"title": "Atelier colères", "with_sessions": "on", "start": "2026-11-10"}
    client.post(address(event), data)

    with django_assert_num_queries(16):
        client.post(address(event), data)
