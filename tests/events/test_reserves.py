"""Seats kept for an organisation: who may take them, until when, and what becomes of the others."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse

from accounts import humans
from events import line, registration
from events.models import Mode, Registration, ReserveLink, Session
from tests.events.test_registration_pages import text, typed
from tests.factories import OrganisationFactory, PersonFactory, SessionFactory

SEATED, OFFERED, WAITING, CANCELLED, *_ = Registration.Status.values


@pytest.fixture(autouse=True)
def _no_hurry(monkeypatch):
    monkeypatch.setattr(humans, "MIN_SECONDS", 0)


@pytest.fixture
def caf():
    return OrganisationFactory(key="caf", label="la Caf")


@pytest.fixture
def session(caf):
    """Three seats, two of them for the Caf until tomorrow."""
    return SessionFactory(
        capacity=3,
        reserved_seats=2,
        reserved_for=caf,
        reserved_days=6,
        event__lead=OrganisationFactory(key="hetis"),
    )


def come(session, **details):
    return registration.register(session, PersonFactory(), **details)


def standing(*rows):
    for row in rows:
        row.refresh_from_db()
    return [row.status for row in rows]


def listed(session):
    return Session.objects.for_listing().get(pk=session.pk)


# The rule


def test_reserved_seats_are_not_free_for_the_public(session):
    assert (line.places_left(session), line.reserve_left(session)) == (1, 2)

    rows = [come(session), come(session)]

    assert standing(*rows) == [SEATED, WAITING]
    assert line.reserve_left(session) == 2


def test_the_organisation_takes_them_and_no_more(session):
    rows = [come(session, reserved=True), come(session, reserved=True)]

    assert standing(*rows) == [SEATED, SEATED]
    with pytest.raises(registration.ReserveTaken, match="toutes prises"):
        come(session, reserved=True)
    assert line.places_left(session) == 1


def test_the_list_counts_as_the_counter_does(session):
    come(session, reserved=True)

    assert listed(session).free_seats() == {Mode.ON_SITE: line.places_left(session)}


def test_a_reserved_seat_given_back_stays_reserved(session):
    come(session)
    waiting, reserved = come(session), come(session, reserved=True)

    assert registration.cancel(reserved) == []

    assert standing(waiting) == [WAITING]
    assert line.reserve_left(session) == 2


def test_on_the_day_what_is_left_goes_to_the_line_once(session):
    come(session, reserved=True)
    come(session)
    first, second = come(session), come(session)

    with time_machine.travel(session.reserve_ends_at - timedelta(minutes=1)):
        assert registration.release_reserves() == 0
    with time_machine.travel(session.reserve_ends_at):
        call_command("tick")
        assert standing(first, second) == [OFFERED, WAITING]
        assert first.moves.last().reason == "shared"
        assert registration.release_reserves() == 0


def test_between_the_hour_and_the_clock_a_newcomer_does_not_pass_before_the_line(session):
    come(session)
    waiting = come(session)

    with time_machine.travel(session.reserve_ends_at):
        newcomer = come(session)

    assert standing(waiting, newcomer) == [OFFERED, SEATED]  # two seats came back, for two people


def test_once_they_are_given_back_they_are_reserved_no_more(session):
    with time_machine.travel(session.reserve_ends_at):
        with pytest.raises(registration.ReserveReleased):
            come(session, reserved=True)
        assert line.places_left(session) == 3
        assert listed(session).free_seats() == {Mode.ON_SITE: 3}


def test_a_session_that_is_put_off_does_not_take_them_back(session):
    with time_machine.travel(session.reserve_ends_at):
        registration.release_reserves()
        session.refresh_from_db()
        session.starts_at += timedelta(days=60)
        session.ends_at += timedelta(days=60)
        session.save()

        assert line.places_left(session) == 3


def test_in_a_hybrid_session_they_are_there(caf):
    session = SessionFactory(
        hybrid=True,
        capacity=2,
        online_capacity=2,
        reserved_seats=1,
        reserved_for=caf,
        reserved_days=1,
    )

    seat = come(session, reserved=True, mode=Mode.ONLINE)

    assert seat.mode == Mode.ON_SITE
    assert listed(session).free_seats() == {Mode.ON_SITE: 1, Mode.ONLINE: 2}
    registration.change_mode(seat, Mode.ONLINE)
    assert (seat.reserved, line.reserve_left(session)) == (False, 1)


# The link


def address(session):
    return reverse("events:reserved", args=[ReserveLink.issue(session)])


def test_whoever_holds_the_link_gets_a_reserved_seat(client, session):
    come(session)  # nothing is left for the public
    url = address(session)
    page = text(client.get(url))
    assert "Des places sont gardées pour la Caf." in page
    assert "Il en reste 2, jusqu’au" in page

    answer = client.post(url, typed(), follow=True)

    assert "<strong>Votre place est réservée.</strong>" in text(answer)
    seat = session.registrations.get(person__email="nina@example.org")
    assert (seat.status, seat.reserved) == (SEATED, True)


def test_the_public_form_reserves_nothing_whatever_it_sends(client, session):
    client.post(session.get_registration_url(), typed(reserved="on"))

    assert session.registrations.get().reserved is False


def test_when_they_are_all_taken_the_link_leads_to_the_public_form(client, session):
    for _ in range(2):
        come(session, reserved=True)

    page = text(client.get(address(session)))

    assert "Les places réservées sont toutes prises." in page
    assert f'href="{session.get_registration_url()}"' in page


def test_a_team_too_big_for_what_is_left_is_told_how_many(client, session):
    come(session, reserved=True)
    colleague = {
        "collegue-1-first_name": "Miriam",
        "collegue-1-last_name": "Makeba",
        "collegue-1-email": "miriam@example.org",
        "collegue-1-profession": "",
    }

    answer = client.post(address(session), typed(**colleague))

    assert answer.status_code == 409
    assert "Il ne reste que 1 place réservée." in text(answer)
    assert session.registrations.count() == 1


def test_a_new_link_closes_the_one_before_and_a_wrong_one_says_nothing(client, session):
    before = address(session)
    assert client.get(before).status_code == 200

    after = address(session)

    refused = client.get(before)
    assert (refused.status_code, client.get(after).status_code) == (404, 200)
    assert session.event.title not in text(refused)
    wrong = reverse("events:reserved", args=["faux"])
    assert text(client.get(wrong)).replace(wrong, before) == text(refused)
    assert ReserveLink.objects.filter(token_hash__in=after.split("/")).count() == 0


def test_the_page_of_the_link_is_kept_by_nobody(client, session):
    answer = client.get(address(session))

    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in answer.headers["Cache-Control"]


# The team


def test_the_team_makes_a_link_that_is_shown_once_and_closes_it(client, alice, session):
    client.force_login(alice)
    url = reverse("agenda_sessions:reserve", args=[session.pk])
    assert "/agenda/places/" not in text(client.get(url))

    shown = text(client.post(url))

    link = shown.split('value="http')[1].split('"')[0]
    path = "/" + link.split("/", 3)[3]
    assert client.get(path).status_code == 200
    assert "/agenda/places/" not in text(client.get(url))
    client.post(url, {"close": "1"})
    assert client.get(path).status_code == 404


def test_the_other_team_makes_no_link(client, alice, bob, session):
    url = reverse("agenda_sessions:reserve", args=[session.pk])
    client.force_login(alice)
    assert client.get(url).status_code == 200
    client.force_login(bob)

    assert client.post(url).status_code == 302
    assert not ReserveLink.objects.exists()


def test_the_team_registers_somebody_on_a_reserved_seat(client, alice, session):
    client.force_login(alice)
    form = {"first_name": "Marie", "last_name": "Durand", "phone": "06 12 34 56 78"}

    client.post(
        reverse("agenda_sessions:add_person", args=[session.pk]), {**form, "reserved": "on"}
    )

    assert session.registrations.get().reserved is True


def test_the_public_page_says_for_whom_and_until_when(client, session):
    url = session.event.get_absolute_url()

    assert "2 places sont réservées à la Caf jusqu’au" in text(client.get(url))
    assert "1 place restante" in text(client.get(url))
    with time_machine.travel(session.reserve_ends_at):
        assert "réservées à la Caf" not in text(client.get(url))
