"""The door: who is expected, who opens it, what a click says and how it is answered."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from accounts import erasure
from accounts.models import Person
from events import door_codes, presence
from events.models import Presence, Registration, Slip
from tests.factories import (
    OrganisationFactory,
    PersonFactory,
    RegistrationFactory,
    SessionFactory,
)

PRESENT, LATE, LEFT_EARLY, EXCUSED, ABSENT, CLEARED = Presence.Status.values
JSON = {"Accept": "application/json"}


@pytest.fixture
def session():
    """It started half an hour ago, for two hours."""
    return SessionFactory(
        event__lead=OrganisationFactory(key="hetis"),
        starts_at=timezone.now() - timedelta(minutes=30),
        capacity=5,
    )


def seat(session, first_name, last_name, status="seated"):
    person = PersonFactory(first_name=first_name, last_name=last_name)
    return RegistrationFactory(session=session, person=person, status=status)


@pytest.fixture
def marie(session):
    return seat(session, "Marie", "Durand")


@pytest.fixture
def address(session):
    return reverse("agenda_sessions:door", args=[session.pk])


def click(registration, status, **fields):
    return {"person": registration.person_id, "status": status, "half_day": 1, **fields}


def live(session):
    return [(row.full_name, row.status) for row in session.presences.live().for_listing()]


# Who opens it


def test_the_team_that_leads_reads_who_is_expected(client, alice, session, marie, address):
    client.force_login(alice)

    page = client.get(address)

    assert page.status_code == 200
    assert [row.name for row in page.context["rows"]] == ["Marie Durand"]
    assert page.headers["Permissions-Policy"] == "camera=(self)"
    assert "no-store" in page.headers["Cache-Control"]


@pytest.mark.parametrize("role", ["bob", "charlie"])
def test_nobody_else_opens_it_nor_notes_anything(request, client, role, session, marie, address):
    client.force_login(request.getfixturevalue(role))

    answers = [client.get(address), client.post(address, click(marie, PRESENT))]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert {answer.url for answer in answers} == {reverse("wagtailadmin_home")}
    assert not session.presences.exists()


def test_a_stranger_is_asked_to_sign_in(client, session, marie, address):
    answer = client.post(address, click(marie, PRESENT), headers=JSON)

    assert (answer.status_code, session.presences.count()) == (302, 0)


@pytest.mark.parametrize("people", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    client, alice, session, address, people, django_assert_num_queries
):
    for number in range(people):
        row = seat(session, "Ada", f"Nom {number}")
        presence.record(session, row.person, PRESENT)
    client.force_login(alice)
    client.get(address)

    with django_assert_num_queries(10):
        client.get(address)


# Who is on the list


def test_the_line_and_who_came_without_registering_are_on_the_list(session, marie, alice):
    seat(session, "Zoé", "Attente", Registration.Status.WAITING)
    seat(session, "Paul", "Parti", Registration.Status.CANCELLED)
    presence.welcome(session, first_name="Éric", last_name="Élan", by=alice)

    assert [(row.name, row.hint, row.status) for row in presence.expected(session, 1)] == [
        ("Zoé Attente", "en liste d’attente", ""),
        ("Marie Durand", "", ""),
        ("Éric Élan", "sans inscription", PRESENT),
    ]


# A click, without a script


def test_a_click_notes_and_comes_back_to_the_person(client, alice, session, marie, address):
    client.force_login(alice)

    answer = client.post(address, click(marie, PRESENT))

    assert answer.status_code == 302
    assert answer.url == f"{address}?demi-journee=1#personne-{marie.person_id}"
    assert live(session) == [("Marie Durand", PRESENT)]
    assert session.presences.get().recorded_by == alice


def test_what_cannot_be_noted_is_said_on_the_page(client, alice, session, marie, address):
    client.force_login(alice)

    answer = client.post(address, click(marie, LATE, minutes="500"))

    assert answer.status_code == 409
    assert "Cette demi-journée dure 120 minutes" in answer.content.decode()
    assert live(session) == []


# A click, with a script


def test_a_click_is_answered_with_how_things_stand(client, alice, session, marie, address):
    client.force_login(alice)

    answer = client.post(address, click(marie, LATE, minutes="45", key=uuid4().hex), headers=JSON)

    assert answer.json() == {
        "person": marie.person_id,
        "half_day": 1,
        "name": "Marie Durand",
        "status": LATE,
        "words": "en retard, 45\xa0min de présence",
        "hint": "",
    }


def test_a_click_sent_twice_is_one_line(client, alice, session, marie, address):
    client.force_login(alice)
    sent = click(marie, PRESENT, key=uuid4().hex)

    answers = [client.post(address, sent, headers=JSON).json() for _ in range(2)]

    assert answers[0] == answers[1]
    assert session.presences.count() == 1


def test_a_click_made_an_hour_ago_is_dated_of_then(client, alice, session, marie, address):
    client.force_login(alice)

    client.post(address, click(marie, PRESENT, age=10 * 60 * 1000), headers=JSON)

    ago = timezone.now() - session.presences.get().recorded_at
    assert timedelta(minutes=10) <= ago < timedelta(minutes=11)


def test_a_late_click_is_told_what_was_noted_since(client, alice, session, marie, address):
    client.force_login(alice)
    client.post(address, click(marie, EXCUSED), headers=JSON)

    answer = client.post(address, click(marie, PRESENT, age=60_000), headers=JSON)

    assert answer.json()["status"] == EXCUSED


def test_who_comes_without_registering_is_noted_once(client, alice, session, address):
    client.force_login(alice)
    sent = {"first_name": "Ada", "last_name": "Passage", "half_day": 1, "key": uuid4().hex}

    answers = [client.post(address, sent, headers=JSON).json() for _ in range(2)]

    assert answers[0] == answers[1]
    assert (answers[0]["name"], answers[0]["hint"]) == ("Ada Passage", "sans inscription")
    assert live(session) == [("Ada Passage", PRESENT)]


def test_who_came_without_registering_and_is_cleared_leaves_the_list(
    client, alice, session, marie, address
):
    """The click is answered, or the phone would send it again for ever."""
    client.force_login(alice)
    fields = {"first_name": "Ada", "last_name": "Lovelace", "half_day": 1}
    ada = client.post(address, fields, headers=JSON).json()
    assert len(client.get(address).context["rows"]) == 2
    clear = {"person": ada["person"], "status": CLEARED, "half_day": 1, "key": uuid4().hex}

    answers = [client.post(address, clear, headers=JSON) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json() == ada | {"status": "", "words": ""}
    assert [row.name for row in client.get(address).context["rows"]] == ["Marie Durand"]
    again = clear | {"status": PRESENT, "key": uuid4().hex}
    assert client.post(address, again, headers=JSON).json()["status"] == PRESENT


def test_a_click_sent_again_about_somebody_erased_since_is_refused(
    client, alice, session, marie, address
):
    client.force_login(alice)
    key = uuid4().hex
    fields = {"first_name": "Ada", "last_name": "Lovelace", "half_day": 1, "key": key}
    ada = Person.objects.get(pk=client.post(address, fields, headers=JSON).json()["person"])
    erasure.erase(ada)

    answer = client.post(address, fields, headers=JSON)

    assert (answer.status_code, answer.json()) == (409, {"refusal": presence.Forgotten.sentence})
    assert str(session.presences.get().person) == "personne effacée"


@pytest.mark.parametrize("wrong", ["", "0", "999999999", "x" * 501, "1:faux", "\x00", "٣"])
def test_a_code_of_nobody_here_is_refused(client, alice, session, marie, address, wrong):
    client.force_login(alice)

    answer = client.post(address, {"code": wrong, "half_day": 1}, headers=JSON)

    assert answer.status_code == 422
    assert answer.json()["refusal"]
    assert live(session) == []


def test_the_code_of_another_session_is_refused(client, alice, address, marie):
    client.force_login(alice)
    elsewhere = RegistrationFactory()

    answer = client.post(
        address, {"code": door_codes.shown(elsewhere), "half_day": 1}, headers=JSON
    )

    assert answer.json() == {"refusal": "Ce code n’est pas celui d’une inscription à cette séance."}


@pytest.mark.parametrize("shown", [door_codes.shown, lambda row: f" {row.pk} ", Slip.issue])
def test_a_qr_a_number_or_a_slip_notes_its_person(client, alice, session, marie, address, shown):
    client.force_login(alice)

    answer = client.post(address, {"code": shown(marie), "half_day": 1}, headers=JSON)

    assert (answer.status_code, answer.json()["name"]) == (200, "Marie Durand")
    assert live(session) == [("Marie Durand", PRESENT)]


HOSTILE = [
    {"person": "abc", "status": PRESENT, "half_day": 1},
    {"person": "9" * 30, "status": PRESENT, "half_day": 1},
    {"status": "x", "half_day": 1},
    {"half_day": "-1", "first_name": "A", "last_name": "B"},
    {"half_day": "1", "first_name": "\x00", "last_name": "B"},
    {"half_day": "1", "first_name": "A", "last_name": "B", "email": "pas une adresse"},
    {"half_day": "1", "first_name": "A", "last_name": "B", "age": "-5"},
    {"half_day": "1", "first_name": "A", "last_name": "B", "key": "pas une clé"},
    {},
]


@pytest.mark.parametrize("fields", HOSTILE, ids=json.dumps)
def test_a_hostile_click_is_refused_in_words(client, alice, session, marie, address, fields):
    client.force_login(alice)

    answer = client.post(address, fields, headers=JSON)

    assert answer.status_code == 422
    assert answer.json()["refusal"].endswith((".", "!", "?"))
    assert live(session) == []


# What a person shows


def test_a_qr_tells_only_whose_registration_it_is(marie):
    text = door_codes.shown(marie)

    assert door_codes.read(text) == marie
    assert text.partition(":")[0] == str(marie.pk)
    assert door_codes.read(f"{marie.pk + 1}:{text.partition(':')[2]}") is None
    assert door_codes.read(signing.Signer().sign(marie.pk)) is None


def test_what_keeps_the_page_on_the_phone_names_nobody(client, alice, session, marie):
    client.force_login(alice)

    script = client.get(reverse("agenda_sessions:door_worker"))

    assert script.headers["Content-Type"].startswith("text/javascript")
    assert "Durand" not in script.content.decode()
