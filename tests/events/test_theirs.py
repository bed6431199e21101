"""Who writes what: Alice’s organisation leads, Bob’s does not, Dora administers the place."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from events.models import Event, Session
from tests.factories import (
    AudienceFactory,
    EventFactory,
    EventFormatFactory,
    EventKindFactory,
    OrganisationFactory,
    SessionFactory,
    ThemeFactory,
    UserFactory,
    VenueFactory,
)

LIST = "wagtailsnippets_events_event:list"


@pytest.fixture
def dora():
    return UserFactory(role="administration")


@pytest.fixture
def event(alice):
    return EventFactory(title="Atelier pleurs", slug="pleurs", lead=alice.organisation)


@pytest.fixture
def session(event):
    return SessionFactory(event=event, venue=VenueFactory(), room="Bleue")


def dates(session):
    start = timezone.localtime(session.starts_at + timedelta(days=7))
    end = start + timedelta(hours=2)
    return {"starts_at": f"{start:%Y-%m-%d %H:%M}", "ends_at": f"{end:%Y-%m-%d %H:%M}"}


def arranged(session, **changes):
    """The form of a session as it is sent."""
    return {
        "event": session.event.pk,
        **dates(session),
        "format": EventFormatFactory().pk,
        "reserved_seats": 0,
        "reserved_days": 7,
        "room": "Verte",
        **changes,
    }


def written(event, **changes):
    """The form of a rendez-vous as it is sent."""
    return {
        "title": "Atelier rires",
        "slug": "rires",
        "kind": EventKindFactory().pk,
        "summary": "Une heure pour rire.",
        "body": rich_text("<p>Des jeux.</p>"),
        "picture": "",
        "themes": [ThemeFactory().pk],
        "audiences": [AudienceFactory().pk],
        "tags": "",
        "lead": event.lead.pk,
        "registration": "required",
        "offer_hours": "24",
        "price": "0",
        **nested_form_data({"questions": inline_formset([])}),
        **changes,
    }


def on_session(name):
    return lambda session: reverse(f"agenda_sessions:{name}", args=[session.pk])


def on_event(name):
    return lambda session: reverse(f"wagtailsnippets_events_event:{name}", args=[session.event.pk])


def bulk(session):
    address = reverse("wagtail_bulk_action", args=["events", "event", "delete"])
    return f"{address}?id={session.event.pk}"


ACTS = {
    "change a session": (on_session("edit"), lambda session: arranged(session)),
    "delete a session": (on_session("delete"), lambda session: {}),
    "cancel a session": (on_session("cancel"), lambda session: {"note": "grève"}),
    "postpone a session": (on_session("postpone"), dates),
    "change a rendez-vous": (
        on_event("edit"),
        lambda session: written(session.event, **{"action-publish": "1"}),
    ),
    "unpublish a rendez-vous": (on_event("unpublish"), lambda session: {}),
    "delete a rendez-vous": (on_event("delete"), lambda session: {}),
    "delete several": (bulk, lambda session: {}),
}


def as_it_is(session):
    """What is kept of them; None of what is no more."""
    event = Event.objects.filter(pk=session.event.pk).values("title", "live", "lead").first()
    row = Session.objects.filter(pk=session.pk).values("starts_at", "room", "status").first()
    return event, row


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", ["bob", "charlie"])
def test_what_another_organisation_leads_is_not_written(client, request, session, act, who):
    address, data = ACTS[act]
    before = as_it_is(session)
    client.force_login(request.getfixturevalue(who))

    answer = client.post(address(session), data(session))

    assert answer.status_code == 302
    assert as_it_is(session) == before


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", ["alice", "dora"])
def test_who_leads_or_administers_writes_it(client, request, session, act, who):
    address, data = ACTS[act]
    before = as_it_is(session)
    client.force_login(request.getfixturevalue(who))

    client.post(address(session), data(session))

    assert as_it_is(session) != before


@pytest.mark.parametrize("act", ["change a session", "cancel a session", "postpone a session"])
def test_who_co_leads_writes_it(client, bob, session, act):
    session.event.co_leads = [bob.organisation]
    session.event.save()
    address, data = ACTS[act]
    before = as_it_is(session)
    client.force_login(bob)

    client.post(address(session), data(session))

    assert as_it_is(session) != before


@pytest.mark.parametrize("name", ["agenda_sessions:add", "agenda_sessions:series"])
def test_sessions_are_added_to_what_one_s_organisation_leads(client, alice, bob, event, name):
    def offered(user):
        client.force_login(user)
        return list(client.get(reverse(name)).context["form"].fields["event"].queryset)

    assert offered(alice) == [event]
    assert offered(bob) == []


def test_nobody_adds_a_session_to_another_s(client, bob, session):
    client.force_login(bob)

    page = client.post(reverse("agenda_sessions:add"), arranged(session))

    assert list(page.context["form"].errors) == ["event"]
    assert Session.objects.count() == 1


def test_what_one_writes_is_led_by_one_s_organisation_or_with_it(client, alice, event):
    client.force_login(alice)
    other = OrganisationFactory(key="galice")
    edit = reverse("wagtailsnippets_events_event:edit", args=[event.pk])
    publish = {"action-publish": "1"}

    refused = client.post(edit, written(event, lead=other.pk, **publish))
    given = client.post(
        edit, written(event, lead=other.pk, co_leads=[alice.organisation.pk], **publish)
    )

    assert refused.context["form"].errors["lead"] == [
        "Votre organisme le mène, ou y participe : dites-le ici."
    ]
    assert given.status_code == 302
    assert Event.objects.get().lead == other


def test_an_administrator_gives_it_to_whom_they_like(client, dora, event):
    client.force_login(dora)
    other = OrganisationFactory(key="galice")
    edit = reverse("wagtailsnippets_events_event:edit", args=[event.pk])

    client.post(edit, written(event, lead=other.pk, **{"action-publish": "1"}))

    assert Event.objects.get().lead == other


def test_the_copy_of_another_s_rendez_vous_is_one_s_own(client, bob, event, alice):
    event.co_leads = [OrganisationFactory(key="caf")]
    event.save()
    client.force_login(bob)
    clone = reverse("wagtailsnippets_events_event:clone", args=[event.pk])

    answer = client.post(clone, {"title": "Atelier colères"})

    made = Event.objects.get(title="Atelier colères")
    assert (made.lead, list(made.co_leads.all())) == (bob.organisation, [])
    assert client.get(answer.url).status_code == 200
    event.refresh_from_db()
    assert event.lead == alice.organisation


def test_lists_and_screens_lead_to_no_form_that_would_be_refused(client, alice, bob, session):
    edit = reverse("wagtailsnippets_events_event:edit", args=[session.event.pk])
    people = reverse("agenda_sessions:people", args=[session.pk])

    def ways(user):
        client.force_login(user)
        words = ("Modifier la séance", "Reporter", "Annuler la séance", "Supprimer")
        screen = client.get(people).content.decode()
        return edit in client.get(reverse(LIST)).content.decode(), [
            word for word in words if f">{word}</a>" in screen
        ]

    assert ways(alice) == (
        True,
        ["Modifier la séance", "Reporter", "Annuler la séance", "Supprimer"],
    )
    assert ways(bob) == (False, [])
