"""Rendez-vous in the back office: drafted, read again, published, in the words of today."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from events.models import Event
from tests.factories import (
    AudienceFactory,
    EventFactory,
    EventKindFactory,
    OrganisationFactory,
    RegistrationFactory,
    ThemeFactory,
    UserFactory,
)

LIST = "wagtailsnippets_events_event:list"
ADD = "wagtailsnippets_events_event:add"


def sign_in(client, role):
    user = UserFactory(role=role, organisation=OrganisationFactory(key="hetis"))
    client.force_login(user)
    return client


@pytest.fixture
def filled():
    """The form as a member of the team sends it."""
    return {
        "title": "Dire non sans crier",
        "slug": "dire-non",
        "kind": EventKindFactory().pk,
        "summary": "Une heure pour s’entraîner.",
        "body": rich_text("<p>Des exemples et des jeux.</p>"),
        "picture": "",
        "themes": [ThemeFactory().pk],
        "audiences": [AudienceFactory().pk],
        "tags": "limites, émotions",
        "lead": OrganisationFactory(key="hetis").pk,
        "registration": "required",
        "offer_hours": "24",
        **nested_form_data({"questions": inline_formset([])}),
        "price": "0",
    }


def states(client):
    page = client.get(reverse(LIST)).content.decode()
    words = ("en relecture", "brouillon", "programmé", "publié, modifié depuis", "publié")
    return [word for word in words if f">{word}<" in page.replace("\n", "").replace("  ", "")]


def test_an_editor_writes_a_draft_and_cannot_publish_it(client, filled):
    client = sign_in(client, "rédaction")

    client.post(reverse(ADD), {**filled, "action-publish": "1"})

    event = Event.objects.get()
    assert (event.live, event.title) == (False, "Dire non sans crier")
    assert Event.objects.public().count() == 0


def test_the_agenda_team_publishes_with_themes_and_tags(client, filled):
    sign_in(client, "agenda").post(reverse(ADD), {**filled, "action-publish": "1"})

    event = Event.objects.public().get()
    assert [theme.pk for theme in event.themes.all()] == filled["themes"]
    assert sorted(event.tags.names()) == ["limites", "émotions"]


def test_publication_can_be_scheduled(client, filled):
    tomorrow = timezone.localtime() + timedelta(days=1)
    client = sign_in(client, "agenda")

    client.post(
        reverse(ADD),
        {**filled, "go_live_at": f"{tomorrow:%Y-%m-%d %H:%M}", "action-publish": "1"},
    )

    assert Event.objects.public().count() == 0
    assert Event.objects.for_desk().get().scheduled
    assert states(client) == ["programmé"]


def test_a_text_is_read_again_before_it_is_published(client, filled):
    client = sign_in(client, "rédaction")

    client.post(reverse(ADD), {**filled, "action-submit": "1"})

    assert Event.objects.get().current_workflow_state.workflow.name == "Relecture"
    assert Event.objects.for_desk().get().in_workflow
    assert states(client) == ["en relecture"]


def test_a_change_to_a_published_text_waits_for_its_publication(client, filled):
    client = sign_in(client, "agenda")
    client.post(reverse(ADD), {**filled, "action-publish": "1"})
    event = Event.objects.get()

    edit = reverse("wagtailsnippets_events_event:edit", args=[event.pk])
    client.post(edit, {**filled, "title": "Savoir dire non"})

    assert Event.objects.get().title == "Dire non sans crier"
    assert states(client) == ["publié, modifié depuis"]


def test_the_preview_shows_what_is_typed(client, filled):
    event = EventFactory(lead_id=filled["lead"], live=False)
    client = sign_in(client, "agenda")
    preview = reverse("wagtailsnippets_events_event:preview_on_edit", args=[event.pk])

    client.post(preview, filled)
    page = client.get(preview)

    assert page.status_code == 200
    assert "Dire non sans crier" in page.content.decode()
    assert Event.objects.get().title == event.title


def test_an_address_taken_is_said_and_nothing_typed_is_lost(client, filled):
    EventFactory(slug="dire-non")

    page = sign_in(client, "agenda").post(reverse(ADD), {**filled, "action-publish": "1"})

    assert list(page.context["form"].errors) == ["slug"]
    assert "Une heure pour s’entraîner." in page.content.decode()


def test_the_leading_organisation_is_not_its_own_partner(client, filled):
    page = sign_in(client, "agenda").post(
        reverse(ADD), {**filled, "co_leads": [filled["lead"]], "action-publish": "1"}
    )

    assert list(page.context["form"].errors) == ["co_leads"]


def test_retired_words_are_kept_and_no_longer_proposed(client):
    kept, old, new = ThemeFactory(retired=True), ThemeFactory(retired=True), ThemeFactory()
    event = EventFactory(lead=OrganisationFactory(key="hetis"), terms={"themes": [kept]})
    edit = reverse("wagtailsnippets_events_event:edit", args=[event.pk])

    page = sign_in(client, "agenda").get(edit)

    offered = [
        pk for _, themes in page.context["form"].fields["themes"].choices for pk, _ in themes
    ]
    assert sorted(offered) == sorted([kept.pk, new.pk])
    assert old.pk not in offered


def test_editors_see_no_way_to_sessions_that_they_may_not_open(client, filled):
    event = RegistrationFactory(session__event__lead_id=filled["lead"]).session.event
    edit = reverse("wagtailsnippets_events_event:edit", args=[event.pk])
    sessions = f"{reverse('agenda_sessions:index')}?event={event.pk}"
    assert sessions in sign_in(client, "agenda").get(edit).content.decode()

    page = sign_in(client, "rédaction").get(edit)

    assert page.status_code == 200
    assert sessions not in page.content.decode()


@pytest.mark.parametrize("how", ["delete", "bulk"])
def test_an_event_with_people_stays_whatever_the_way(client, filled, how):
    event = RegistrationFactory(session__event__lead_id=filled["lead"]).session.event
    addresses = {
        "delete": reverse("wagtailsnippets_events_event:delete", args=[event.pk]),
        "bulk": reverse("wagtail_bulk_action", args=["events", "event", "delete"])
        + f"?id={event.pk}",
    }

    response = sign_in(client, "agenda").post(addresses[how])

    assert response.url == reverse(LIST)
    assert Event.objects.filter(pk=event.pk).exists()


def test_an_event_without_people_is_deleted(client, filled):
    event = EventFactory(lead_id=filled["lead"])

    sign_in(client, "agenda").post(reverse("wagtailsnippets_events_event:delete", args=[event.pk]))

    assert not Event.objects.exists()
