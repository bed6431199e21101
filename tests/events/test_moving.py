"""Several sessions moved at once: what becomes of each and who is told is read beforehand."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from events.models import Registration, Session
from letters.models import Letter
from tests.factories import (
    EventFactory,
    PersonFactory,
    RegistrationFactory,
    SessionFactory,
    UserFactory,
    VenueFactory,
)

ADDRESS = "/gestion/agenda/seances/deplacer/"


@pytest.fixture(autouse=True)
def _september():
    with time_machine.travel(datetime(2026, 9, 1, 8, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def sessions(alice):
    """Three Tuesday evenings of a rendez-vous that Alice's organisation leads."""
    event = EventFactory(title="Atelier pleurs", lead=alice.organisation)
    first = timezone.make_aware(datetime(2026, 10, 6, 19, 45))
    venue = VenueFactory(name="La Ruche")
    return [
        SessionFactory(event=event, venue=venue, starts_at=first + timedelta(weeks=week))
        for week in range(3)
    ]


@pytest.fixture
def desk(client, alice):
    client.force_login(alice)
    return client


def keys(sessions):
    return [str(session.pk) for session in sessions]


def confirmed(page, data, **changes):
    """What the browser sends back when « Déplacer » is pressed."""
    form = page.context["form"]
    return {**data, "shown": form.shown, "said": form.said, "create": "1", **changes}


def move(desk, data):
    return desk.post(ADDRESS, confirmed(desk.post(ADDRESS, data), data))


def local(session):
    session.refresh_from_db()
    return f"{timezone.localtime(session.starts_at):%d/%m %H:%M}"


def test_three_sessions_move_by_a_week_and_keep_their_hour(desk, sessions):
    response = move(desk, {"kept": keys(sessions), "days": "21"})

    assert response.url == reverse("agenda_sessions:index")
    assert [local(session) for session in sessions] == [
        "27/10 19:45",  # the clocks have changed in between
        "03/11 19:45",
        "10/11 19:45",
    ]
    assert {(session.status, session.sequence) for session in sessions} == {("postponed", 1)}


def test_the_number_of_people_is_read_before_anything_moves(desk, sessions):
    marie = PersonFactory()
    for session in sessions[:2]:
        RegistrationFactory(session=session, person=marie)
    RegistrationFactory(session=sessions[0], status=Registration.Status.WAITING)
    RegistrationFactory(session=sessions[0], status=Registration.Status.CANCELLED)
    paul = RegistrationFactory(session=sessions[1], person__email=None)
    RegistrationFactory(session=sessions[2])

    page = desk.post(ADDRESS, {"kept": keys(sessions[:2]), "minutes": "60"})

    form = page.context["form"]
    assert (form.written_to, form.to_call) == (2, [paul])
    assert "2\xa0personnes à prévenir par courriel" in page.content.decode()
    assert [line.detail for line in form.lines] == [
        "Mardi 6\xa0octobre, 20\xa0h\xa045\xa0– 22\xa0h\xa045 – La Ruche – 2 personnes inscrites",
        "Mardi 13\xa0octobre, 20\xa0h\xa045\xa0– 22\xa0h\xa045 – La Ruche – 2 personnes inscrites",
        "",
    ]
    assert [local(session) for session in sessions] == [
        "06/10 19:45",
        "13/10 19:45",
        "20/10 19:45",
    ]
    assert Letter.objects.count() == 0


def test_each_registration_gets_a_letter_and_keeps_its_seat(desk, sessions):
    seats = [RegistrationFactory(session=session) for session in sessions[:2]]

    move(desk, {"kept": keys(sessions[:2]), "minutes": "-30"})

    told = Letter.objects.filter(kind="session_changed").values_list("about", flat=True)
    assert sorted(told) == sorted(seat.pk for seat in seats)
    assert {seat.session.registrations.get().status for seat in seats} == {"seated"}
    assert [local(session) for session in sessions] == [
        "06/10 19:15",
        "13/10 19:15",
        "20/10 19:45",
    ]


def test_an_hour_or_a_place_is_no_postponement(desk, sessions):
    other = VenueFactory(name="Le Nid")
    Session.objects.filter(pk=sessions[0].pk).update(room="Salle bleue")

    move(desk, {"kept": keys(sessions), "venue": other.pk})

    for session in sessions:
        session.refresh_from_db()
    assert {(s.venue, s.room, s.status, s.sequence) for s in sessions} == {
        (other, "", "planned", 1)
    }


def test_what_nobody_has_read_yet_is_not_said_to_be_postponed(desk, sessions):
    event = sessions[0].event
    event.live = False
    event.save()

    move(desk, {"kept": keys(sessions), "days": "1"})

    assert {Session.objects.get(pk=session.pk).status for session in sessions} == {"planned"}


def test_what_a_moved_session_meets_is_said(desk, sessions):
    SessionFactory(
        event__title="Comptines",
        venue=sessions[0].venue,
        starts_at=sessions[0].starts_at + timedelta(days=1),
    )

    page = desk.post(ADDRESS, {"kept": keys(sessions[:1]), "days": "1"})

    said = page.context["form"].lines[0].clashes
    assert [sentence.partition(" : ")[0] for sentence in said] == ["Même lieu"]
    assert said[0] in page.content.decode()


def test_somebody_who_registers_meanwhile_is_read_too(desk, sessions):
    data = {"kept": keys(sessions), "days": "7"}
    page = desk.post(ADDRESS, data)
    RegistrationFactory(session=sessions[0])

    again = desk.post(ADDRESS, confirmed(page, data))

    assert again.status_code == 422
    assert again.context["form"].written_to == 1
    assert local(sessions[0]) == "06/10 19:45"


@pytest.mark.parametrize("change", [{"days": "14"}, {"minutes": "15"}])
def test_what_was_not_previewed_is_not_done(desk, sessions, change):
    data = {"kept": keys(sessions), "days": "7"}
    page = desk.post(ADDRESS, data)

    again = desk.post(ADDRESS, confirmed(page, data, **change))

    assert again.status_code == 422
    assert local(sessions[0]) == "06/10 19:45"


def test_another_session_ticked_since_the_preview_is_previewed_first(desk, sessions):
    data = {"kept": keys(sessions[:1]), "days": "7"}
    page = desk.post(ADDRESS, data)

    again = desk.post(ADDRESS, confirmed(page, data, kept=keys(sessions)))

    assert again.status_code == 422
    assert [line.ticked for line in again.context["form"].lines] == [True, True, True]
    assert local(sessions[0]) == "06/10 19:45"


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "__all__"),
        ({"days": "0"}, "__all__"),
        ({"days": "mardi"}, "days"),
        ({"days": "400"}, "days"),
        ({"minutes": "9999"}, "minutes"),
        ({"days": "-60"}, "days"),
        ({"venue": "999999"}, "venue"),
    ],
)
def test_what_makes_no_sense_is_said_and_the_ticks_stay(desk, sessions, data, field):
    page = desk.post(ADDRESS, {"kept": keys(sessions[:2]), "create": "1", **data})

    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
    assert [line.ticked for line in page.context["form"].lines] == [True, True, False]
    assert local(sessions[0]) == "06/10 19:45"


def test_at_least_one_session_is_ticked(desk, sessions):
    page = desk.post(ADDRESS, {"days": "7", "kept": "x"})

    assert page.context["form"].non_field_errors() == ["Cochez au moins une séance."]


def test_past_and_cancelled_sessions_are_not_there(desk, sessions):
    def listed():
        return [line.value for line in desk.get(ADDRESS).context["form"].lines]

    assert listed() == keys(sessions)
    Session.objects.filter(pk=sessions[0].pk).update(status=Session.Status.CANCELLED)
    Session.objects.filter(pk=sessions[1].pk).update(starts_at=timezone.now())

    assert listed() == keys(sessions[2:])


def test_the_list_is_narrowed(desk, sessions):
    lead = sessions[0].event.lead
    other = SessionFactory(starts_at=sessions[0].starts_at, event__lead=lead)

    def listed(**asked):
        return [line.value for line in desk.get(ADDRESS, asked).context["form"].lines]

    assert listed(event=other.event.pk) == [str(other.pk)]
    assert listed(venue=sessions[0].venue.pk) == keys(sessions)
    assert listed(since="2026-10-13", until="2026-10-13") == [str(sessions[1].pk)]
    assert listed(since="n’importe quoi") == listed()
    assert listed(event="9" * 30) == listed()


def test_an_empty_agenda_says_so(desk):
    assert "Aucune séance à venir" in desk.get(ADDRESS).content.decode()


def test_the_other_team_finds_nothing_to_move_unless_it_co_leads(client, bob, sessions):
    client.force_login(bob)
    event = sessions[0].event

    refused = client.post(ADDRESS, {"kept": keys(sessions), "days": "7"})
    event.co_leads = [bob.organisation]
    event.save()
    page = client.post(ADDRESS, {"kept": keys(sessions), "days": "7"})

    assert refused.context["form"].lines == []
    assert [line.ticked for line in page.context["form"].lines] == [True] * 3


@pytest.mark.parametrize("role", ["accueil", "documentation", "rédaction"])
def test_who_plans_nothing_moves_nothing(client, alice, sessions, role):
    client.force_login(UserFactory(role=role, organisation=alice.organisation))

    response = client.post(ADDRESS, {"kept": keys(sessions), "days": "7"})

    assert (response.status_code, response.url) == (302, reverse("wagtailadmin_home"))
    assert local(sessions[0]) == "06/10 19:45"


@pytest.mark.parametrize("count", [1, 3])
def test_a_preview_costs_the_same_whatever_moves(desk, sessions, django_assert_num_queries, count):
    for session in sessions:
        RegistrationFactory.create_batch(count, session=session, person__email=None)
    SessionFactory(starts_at=sessions[0].starts_at + timedelta(days=1))
    data = {"kept": keys(sessions[:count]), "days": "1"}
    desk.post(ADDRESS, data)

    with django_assert_num_queries(18):
        desk.post(ADDRESS, data)
