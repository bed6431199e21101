"""« Je suis là »: the QR of the room opens for a moment, and tells nobody who is expected."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from events import checking_in, half_days, presence
from events.models import Presence, Registration, Session, Slip
from tests.factories import (
    OrganisationFactory,
    PersonFactory,
    RegistrationFactory,
    SessionFactory,
)

NOW = timezone.make_aware(timezone.datetime(2026, 10, 13, 14, 5))


@pytest.fixture(autouse=True)
def _five_past_two():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def session():
    lead = OrganisationFactory(key="hetis")
    return SessionFactory(event__lead=lead, starts_at=NOW - timedelta(minutes=5))


@pytest.fixture
def marie(session):
    return RegistrationFactory(session=session, person=PersonFactory(email="marie@example.org"))


@pytest.fixture
def shown(session):
    """What the QR of the screen says now."""
    return checking_in.screen(session, half_days.current(session))


def later(**delta):
    return time_machine.travel(NOW + timedelta(**delta), tick=False)


def scan(client, shown):
    return client.get(reverse("checking_in:enter", args=[shown]))


def noted(session):
    return [(row.person, row.recorded_by) for row in session.presences.attended()]


def test_the_screen_shows_another_qr_every_half_minute(client, alice, session):
    client.force_login(alice)
    address = reverse("agenda_sessions:room", args=[session.pk])
    now = client.get(address)
    with later(seconds=30):
        then = client.get(address)

    assert (
        '<noscript>\n<meta http-equiv="refresh" content="30">\n</noscript>' in now.content.decode()
    )
    assert now.context["address"] != then.context["address"]


@pytest.mark.parametrize("role", ["bob", "charlie"])
def test_only_the_team_that_leads_opens_the_screen(request, client, role, session):
    client.force_login(request.getfixturevalue(role))

    answer = client.get(reverse("agenda_sessions:room", args=[session.pk]))

    assert answer.url == reverse("wagtailadmin_home")


def test_who_scans_and_gives_their_address_is_noted_by_themselves(client, session, marie, shown):
    page = scan(client, shown).url
    assert noted(session) == []  # a page that is read notes nobody

    answer = client.post(page, {"who": " MARIE@example.org"})

    assert answer.status_code == 200
    assert noted(session) == [(marie.person, None)]
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_who_has_a_slip_gives_its_code(client, session, marie, shown):
    client.post(scan(client, shown).url, {"who": Slip.issue(marie)})

    assert noted(session) == [(marie.person, None)]


def test_the_answer_does_not_tell_who_is_expected(client, session, marie, shown):
    page = scan(client, shown).url
    absent = RegistrationFactory(session=session)
    presence.record(session, absent.person, Presence.Status.ABSENT)
    waiting = RegistrationFactory(session=session, status=Registration.Status.WAITING)
    elsewhere = RegistrationFactory()

    answers = [
        client.post(page, {"who": who})
        for who in (
            "marie@example.org",
            "personne@example.org",
            absent.person.email,
            waiting.person.email,
            elsewhere.person.email,
            Slip.issue(elsewhere),
            "000-000-000",
        )
    ]

    assert {(answer.status_code, answer.content) for answer in answers} == {
        (200, answers[0].content)
    }
    assert noted(session) == [(marie.person, None)]


def test_a_qr_that_left_the_screen_opens_nothing(client, session, marie, shown):
    with later(seconds=119):
        assert scan(client, shown).status_code == 302
    with later(seconds=122):
        answer = scan(client, shown)

    assert answer.status_code == 410
    assert "Ce carré a changé" in answer.content.decode()


def test_the_page_that_it_opened_leaves_a_quarter_of_an_hour(client, session, marie, shown):
    page = scan(client, shown).url

    with later(minutes=16):
        answer = client.post(page, {"who": "marie@example.org"})
    assert (answer.status_code, noted(session)) == (410, [])
    with later(minutes=14):
        client.post(page, {"who": "marie@example.org"})
    assert noted(session) == [(marie.person, None)]


@pytest.mark.parametrize("text", ["x", "1:2:3", "é", "a" * 500])
def test_what_nobody_signed_opens_nothing(client, text):
    for name in ("enter", "arrive"):
        assert client.get(reverse(f"checking_in:{name}", args=[text])).status_code == 410


@pytest.mark.parametrize("who", ["", "\x00", "x" * 300])
def test_nothing_written_is_said_in_words(client, session, shown, who):
    answer = client.post(scan(client, shown).url, {"who": who})

    assert answer.status_code == 422
    assert "Écrivez l’adresse de votre inscription" in answer.content.decode()


def test_a_cancelled_session_notes_nobody(client, session, marie, shown):
    page = scan(client, shown).url
    Session.objects.update(status=Session.Status.CANCELLED)

    answer = client.post(page, {"who": "marie@example.org"})

    assert (answer.status_code, noted(session)) == (409, [])


def test_an_address_is_not_tried_for_ever(client, session, shown):
    page = scan(client, shown).url

    answers = [client.post(page, {"who": "a@example.org"}).status_code for _ in range(11)]

    assert answers == [200] * 10 + [429]
