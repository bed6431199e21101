"""A new rendez-vous of a kind starts from what the team wrote once."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import Event, EventTemplate, Session
from tests.factories import (
    EventFactory,
    EventFormatFactory,
    EventKindFactory,
    QuestionFactory,
    SessionFactory,
    UserFactory,
)

ADDRESS = "/gestion/agenda/rendez-vous/modele/"


@pytest.fixture
def template(alice):
    event = EventFactory(
        title="Modèle d’atelier",
        summary="Deux heures entre collègues.",
        lead=alice.organisation,
    )
    QuestionFactory(event=event, label="Votre commune ?")
    SessionFactory(event=event)
    return EventTemplate.objects.create(kind=event.kind, event=event, capacity=12, minutes=90)


@pytest.fixture
def desk(client, alice):
    client.force_login(alice)
    return client


def test_the_words_and_questions_are_there_and_no_session(desk, template):
    response = desk.post(ADDRESS, {"template": template.pk, "title": "Atelier pleurs"})

    made = Event.objects.get(title="Atelier pleurs")
    assert response.url == reverse("wagtailsnippets_events_event:edit", args=[made.pk])
    assert (made.summary, made.kind, made.live) == (
        "Deux heures entre collègues.",
        template.kind,
        False,
    )
    assert [question.label for question in made.questions.all()] == ["Votre commune ?"]
    assert made.sessions.count() == 0


def test_it_is_of_the_kind_that_was_chosen(desk, template):
    template.kind = EventKindFactory(key="soiree")
    template.save()

    desk.post(ADDRESS, {"template": template.pk, "title": "Soirée pleurs"})

    assert Event.objects.get(title="Soirée pleurs").kind.key == "soiree"


@pytest.mark.parametrize(
    ("data", "fields"),
    [({"title": ""}, ["template", "title"]), ({"template": "999999", "title": "x"}, ["template"])],
)
def test_a_kind_and_a_title_are_asked(desk, template, data, fields):
    page = desk.post(ADDRESS, data)

    assert (page.status_code, list(page.context["form"].errors)) == (422, fields)


def test_without_a_template_the_page_says_so(desk):
    assert "Aucun modèle encore." in desk.get(ADDRESS).content.decode()


def session_data(event, **changes):
    start = timezone.localtime(timezone.now() + timedelta(days=9)).replace(hour=19, minute=30)
    return {
        "event": event.pk,
        "starts_at": f"{start:%Y-%m-%d %H:%M}",
        "ends_at": "",
        "format": EventFormatFactory().pk,
        "reserved_seats": 0,
        "reserved_days": 7,
        **changes,
    }


def test_a_session_without_an_end_lasts_as_the_template_says(desk, template):
    event = EventFactory(kind=template.kind, lead=template.event.lead)

    desk.post(reverse("agenda_sessions:add"), session_data(event))

    session = event.sessions.get()
    assert session.ends_at - session.starts_at == timedelta(minutes=90)


def test_without_a_template_the_end_is_asked(desk, alice):
    event = EventFactory(lead=alice.organisation)

    page = desk.post(reverse("agenda_sessions:add"), session_data(event))

    assert page.context["form"].errors == {"ends_at": ["Dites quand la séance finit."]}
    assert Session.objects.count() == 0


def test_the_seats_of_the_template_are_proposed(desk, template):
    event = EventFactory(kind=template.kind)

    for name in ("agenda_sessions:add", "agenda_sessions:series"):
        page = desk.get(reverse(name), {"event": event.pk})
        assert page.context["form"]["capacity"].value() == 12


def test_a_series_without_an_end_lasts_as_the_template_says(desk, template):
    event = EventFactory(kind=template.kind, lead=template.event.lead)
    rule = {
        "event": event.pk,
        "rhythm": "w1",
        "weekday": "2",
        "start": f"{timezone.localdate() + timedelta(days=9)}",
        "count": "1",
        "start_time": "19:30",
        "format": EventFormatFactory().pk,
    }

    page = desk.post(reverse("agenda_sessions:series"), rule)
    form = page.context["form"]
    seen = {"shown": form.shown, "said": form.said, "kept": form.kept, "create": "1"}
    desk.post(reverse("agenda_sessions:series"), {**rule, **seen})

    assert f"{timezone.localtime(event.sessions.get().ends_at):%H:%M}" == "21:00"


def test_one_template_for_a_kind(desk, template):
    data = {"kind": template.kind.pk, "event": template.event.pk}

    page = desk.post(reverse("agenda_templates:add"), data)

    assert page.context["form"].errors == {"kind": ["Ce type a déjà un modèle."]}


def test_who_writes_uses_templates_and_only_the_agenda_team_keeps_them(client, template):
    client.force_login(UserFactory(role="rédaction"))

    assert client.get(ADDRESS).status_code == 200
    assert client.get(reverse("agenda_templates:add")).status_code == 302
    client.force_login(UserFactory(role="documentation"))
    assert client.post(ADDRESS, {"template": template.pk, "title": "x"}).status_code == 302
    assert Event.objects.count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(desk, alice, django_assert_num_queries, count):
    for number in range(count):
        event = EventFactory(kind=EventKindFactory(key=f"sorte-{number}"), lead=alice.organisation)
        EventTemplate.objects.create(kind=event.kind, event=event)
    desk.get("/gestion/agenda/modeles/")  # permissions and content types are known from here

    with django_assert_num_queries(11):
        page = desk.get("/gestion/agenda/modeles/")

    assert len(page.context["object_list"]) == count
