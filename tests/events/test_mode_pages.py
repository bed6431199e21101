"""Coming there or from afar: what people and the team choose, read and change."""

import json
import re

import pytest
from django.urls import reverse

from accounts import humans
from events import registration
from events.models import Mode
from tests.events.test_invitations import invited, part
from tests.events.test_registration_pages import link, text, typed
from tests.factories import OrganisationFactory, PersonFactory, SessionFactory

ON_SITE, ONLINE = Mode.ON_SITE, Mode.ONLINE


@pytest.fixture(autouse=True)
def _no_hurry(monkeypatch):
    monkeypatch.setattr(humans, "MIN_SECONDS", 0)


@pytest.fixture
def session():
    return SessionFactory(
        hybrid=True, capacity=1, online_capacity=3, event__lead=OrganisationFactory(key="hetis")
    )


def come(session, mode=ON_SITE):
    return registration.register(session, PersonFactory(), mode=mode)


def radios(page):
    found = re.findall(
        r'<input type="radio" name="mode" value="(\w+)"[^>]*>\s*([^<]+)</label>', page
    )
    return [(value, label.strip()) for value, label in found]


# The form


def test_the_form_asks_how_one_comes_with_the_seats_that_are_left(client, session):
    come(session)

    page = text(client.get(session.get_registration_url()))

    assert radios(page) == [
        ("on_site", "Sur place : complet, liste d’attente"),
        ("online", "À distance : 3 places libres"),
    ]


def test_a_session_of_one_kind_asks_nothing(client):
    assert radios(text(client.get(SessionFactory().get_registration_url()))) == []


@pytest.mark.parametrize("wrong", [{}, {"mode": ""}, {"mode": "by_train"}])
def test_who_does_not_say_how_is_asked_and_loses_nothing(client, session, wrong):
    answer = client.post(session.get_registration_url(), typed(**wrong))

    assert answer.status_code == 422
    assert "Dites si vous venez sur place ou à distance." in text(answer)
    assert 'value="nina@example.org"' in text(answer)
    assert not session.registrations.exists()


def test_what_was_chosen_is_kept_and_said(client, session):
    answer = client.post(session.get_registration_url(), typed(mode="online"), follow=True)

    assert session.registrations.get().mode == ONLINE
    assert "<strong>Votre place est réservée, à distance.</strong>" in text(answer)


def test_the_full_mode_leads_to_its_own_line(client, session):
    come(session)

    answer = client.post(session.get_registration_url(), typed(mode="on_site"), follow=True)

    assert "La séance est complète sur place" in text(answer)
    assert session.registrations.get(person__email="nina@example.org").status == "waiting"


def test_a_team_comes_in_the_same_way(client, session):
    colleague = {
        "collegue-1-first_name": "Miriam",
        "collegue-1-last_name": "Makeba",
        "collegue-1-email": "miriam@example.org",
        "collegue-1-profession": "",
    }

    client.post(session.get_registration_url(), typed(mode="online", **colleague))

    assert [row.mode for row in session.registrations.order_by("pk")] == [ONLINE, ONLINE]


# The page behind the link


def change(client, seat, mode):
    url = reverse("registrations:change_mode", args=[link(seat).split("/")[-2]])
    return client.post(url, {"mode": mode}, follow=True)


def test_somebody_moves_from_their_page_and_the_next_one_is_offered_their_seat(client, session):
    there, waiting = come(session), come(session)
    assert "Il reste 3 places à distance." in text(client.get(link(there)))

    page = text(change(client, there, "online"))

    assert "Vous participez à distance" in page
    waiting.refresh_from_db()
    assert waiting.status == "offered"


def test_a_full_mode_is_said_and_nothing_is_lost(client, session):
    there, *_ = come(session), *(come(session, ONLINE) for _ in range(3))
    page = text(client.get(link(there)))
    assert "Il n’y a plus de place à distance. Vous gardez la vôtre." in page
    assert "Participer à distance" not in page

    answer = change(client, there, "online")

    assert answer.status_code == 409
    assert "Il n’y a plus de place à distance : vous gardez la vôtre." in text(answer)
    there.refresh_from_db()
    assert (there.status, there.mode) == ("seated", ON_SITE)


@pytest.mark.parametrize("nonsense", ["", "by_train", "\x00"])
def test_a_mode_that_does_not_exist_changes_nothing(client, session, nonsense):
    there = come(session)

    answer = change(client, there, nonsense)

    assert answer.status_code == 200
    there.refresh_from_db()
    assert (there.status, there.mode) == ("seated", ON_SITE)


def test_looking_changes_nothing(client, session):
    there = come(session)
    url = reverse("registrations:change_mode", args=[link(there).split("/")[-2]])

    assert client.get(url, {"mode": "online"}).status_code == 302

    there.refresh_from_db()
    assert there.mode == ON_SITE


def test_a_session_of_one_kind_proposes_no_other(client):
    seat = registration.register(SessionFactory(), PersonFactory())

    assert "Vous participez" not in text(client.get(link(seat)))


def test_the_link_to_connect_is_for_those_who_come_from_afar(client, session, time_machine):
    there, afar = come(session), come(session, ONLINE)
    time_machine.move_to(session.starts_at)

    assert session.online_url in text(client.get(link(afar)))
    assert session.online_url not in text(client.get(link(there)))


# Letters and calendars


@pytest.fixture
def sent(mailbox, django_capture_on_commit_callbacks):
    def sent(act, *args, **kwargs):
        mailbox.received.clear()
        with django_capture_on_commit_callbacks(execute=True):
            act(*args, **kwargs)
        return list(mailbox.received)

    return sent


def test_the_letter_and_the_invitation_say_where_one_is_expected(sent, session):
    said = {}
    for mode in Mode:
        (letter,) = sent(registration.register, session, PersonFactory(), mode=mode)
        _, event = invited(letter)
        words = part(letter, "text/plain").get_content()
        said[mode] = (f"Vous participez {mode.label}." in words, str(event["LOCATION"]))
        assert ("CONFERENCE" in event, session.online_url in words) == (mode == ONLINE,) * 2

    venue = session.venue
    assert said == {
        ON_SITE: (True, f"{venue.name}, {venue.address}"),
        ONLINE: (True, "À distance"),
    }


def test_who_moves_gets_a_letter_that_revises_their_calendar(sent, session):
    there = come(session)

    (letter,) = sent(registration.change_mode, there, ONLINE)

    assert letter["Subject"].strip().startswith("Vous participez désormais à distance")
    method, event = invited(letter)
    assert (method, str(event["LOCATION"])) == ("REQUEST", "À distance")
    assert event["CONFERENCE"] == session.online_url


def test_search_engines_read_the_seats_of_each_mode(client, session):
    come(session)

    page = client.get(session.event.get_absolute_url()).content.decode()

    script = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    (data,) = json.loads(script[1])["@graph"]
    assert {name: n for name, n in data.items() if name.endswith("Capacity")} == {
        "maximumAttendeeCapacity": 4,
        "maximumPhysicalAttendeeCapacity": 1,
        "maximumVirtualAttendeeCapacity": 3,
        "remainingAttendeeCapacity": 3,
    }


# The team


def people(client, user, session):
    client.force_login(user)
    return text(client.get(reverse("agenda_sessions:people", args=[session.pk])))


def test_the_team_sees_the_seats_and_the_line_of_each_mode(client, alice, session):
    for mode in (ON_SITE, ON_SITE, ONLINE):
        come(session, mode)

    page = people(client, alice, session)

    assert "<dt>Places prises sur place</dt> <dd>1 sur 1</dd>" in page
    assert "<dt>Places prises à distance</dt> <dd>1 sur 3</dd>" in page
    assert "Liste d’attente sur place, dans l’ordre" in page
    assert "Liste d’attente à distance" not in page


def test_the_team_registers_somebody_from_afar(client, alice, session):
    client.force_login(alice)
    form = {"first_name": "Marie", "last_name": "Durand", "phone": "06 12 34 56 78"}

    client.post(
        reverse("agenda_sessions:add_person", args=[session.pk]), {**form, "mode": "online"}
    )

    assert session.registrations.get().mode == ONLINE


def test_the_team_moves_somebody_and_only_theirs(client, alice, bob, session):
    there = come(session)
    url = reverse("agenda_registrations:change_mode", args=[there.pk])
    client.force_login(bob)
    assert client.post(url, {"mode": "online"}).status_code == 404
    client.force_login(alice)

    page = text(client.post(url, {"mode": "online"}, follow=True))

    assert f"{there.full_name} participe à distance." in page
    there.refresh_from_db()
    assert (there.mode, there.moves.last().by) == (ONLINE, alice)
