"""The ledger of presences: what is noted, corrected, refused, and what hours are made of."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone

from accounts import erasure
from accounts.models import Person
from events import presence
from events.models import Presence, Registration, Session
from tests.factories import (
    PersonFactory,
    PresenceFactory,
    RegistrationFactory,
    SessionFactory,
    UserFactory,
)

PRESENT, LATE, LEFT_EARLY, EXCUSED, ABSENT, CLEARED = Presence.Status.values


def at(hour, minute=0):
    return timezone.make_aware(datetime(2026, 10, 1, hour, minute))


@pytest.fixture(autouse=True)
def _half_past_nine():
    with time_machine.travel(at(9, 30), tick=False):
        yield


@pytest.fixture
def session():
    """A day: 9 h to 17 h, lunch from 12 h 30 to 13 h 30."""
    return SessionFactory(starts_at=at(9), ends_at=at(17), capacity=10)


@pytest.fixture
def marie(session):
    return RegistrationFactory(session=session).person


@pytest.fixture
def door():
    """Who holds the phone at the door."""
    return UserFactory()


def live(session):
    return [(row.half_day, row.status, row.minutes) for row in session.presences.live()]


# What is noted


def test_somebody_present_was_there_for_the_whole_half_day(session, marie, door):
    noted = presence.record(session, marie, PRESENT, by=door)

    assert (noted.half_day, noted.status, noted.minutes) == (1, PRESENT, 210)
    assert (noted.recorded_by, noted.recorded_at) == (door, at(9, 30))
    assert noted.registration == session.registrations.get()


def test_who_arrives_late_was_there_from_then_on(session, marie):
    assert presence.record(session, marie, LATE).minutes == 180


def test_who_leaves_early_was_there_until_then(session, marie):
    assert presence.record(session, marie, LEFT_EARLY).minutes == 30


@pytest.mark.parametrize("status", [EXCUSED, ABSENT])
def test_who_was_not_there_has_no_minutes(session, marie, status):
    assert presence.record(session, marie, status, minutes=60).minutes == 0


def test_the_minutes_that_somebody_says_are_kept(session, marie):
    assert presence.record(session, marie, LATE, minutes=75).minutes == 75


def test_each_half_day_has_its_line(session, marie):
    presence.record(session, marie, PRESENT)
    presence.record(session, marie, ABSENT, half_day=2)

    assert live(session) == [(1, PRESENT, 210), (2, ABSENT, 0)]
    assert session.presences.attended().minutes() == 210


# Corrections


def test_a_correction_keeps_what_was_noted_by_whom_and_when(session, marie, door):
    colleague = UserFactory()
    presence.record(session, marie, ABSENT, by=door)
    with time_machine.travel(at(10), tick=False):
        presence.record(session, marie, LATE, by=colleague)

    first, second = session.presences.order_by("pk")
    assert (first.status, first.recorded_by, first.recorded_at) == (ABSENT, door, at(9, 30))
    assert first.replaced_at == at(10)
    assert (second.status, second.recorded_by, second.replaced_at) == (LATE, colleague, None)


def test_what_was_noted_by_mistake_is_cleared_and_stays_in_the_ledger(session, marie):
    presence.record(session, marie, PRESENT)

    presence.record(session, marie, CLEARED)

    assert live(session) == []
    assert session.presences.count() == 2


def test_noting_the_same_thing_again_adds_no_line(session, marie):
    first = presence.record(session, marie, PRESENT)

    assert presence.record(session, marie, PRESENT) == first
    assert session.presences.count() == 1


# A phone without a network


def test_a_click_that_arrives_twice_is_one_line(session, marie):
    key = uuid4()
    presence.record(session, marie, PRESENT, key=key)
    presence.record(session, marie, CLEARED)

    presence.record(session, marie, PRESENT, key=key)

    assert live(session) == []
    assert session.presences.count() == 2


def test_a_click_that_arrives_late_keeps_its_own_time(session, marie):
    noted = presence.record(session, marie, LATE, at=at(9, 10))

    assert (noted.recorded_at, noted.minutes) == (at(9, 10), 200)


def test_a_click_that_arrives_late_does_not_undo_what_was_noted_since(session, marie):
    presence.record(session, marie, LATE, at=at(9, 20))

    old = presence.record(session, marie, ABSENT, at=at(9, 5))

    assert live(session) == [(1, LATE, 190)]
    assert old.replaced_at == at(9, 20)


def test_a_phone_whose_clock_runs_ahead_does_not_note_the_future(session, marie):
    assert presence.record(session, marie, PRESENT, at=at(16)).recorded_at == at(9, 30)


# What is refused


@pytest.mark.parametrize(
    ("change", "arguments", "refusal"),
    [
        ({"status": Session.Status.CANCELLED}, {}, presence.SessionCancelled),
        ({"starts_at": at(9) + timedelta(days=1), "ends_at": at(17) + timedelta(days=1)}, {},
         presence.NotYet),
        ({}, {"half_day": 3}, presence.NoSuchHalfDay),
        ({}, {"half_day": 0}, presence.NoSuchHalfDay),
        ({}, {"status": LATE, "minutes": 211}, presence.ImpossibleMinutes),
        ({}, {"status": LATE, "minutes": 0}, presence.ImpossibleMinutes),
        ({}, {"status": LATE, "half_day": 2}, presence.MinutesNeeded),
    ],
)  # fmt: skip
def test_the_impossible_is_refused_and_nothing_is_written(
    session, marie, change, arguments, refusal
):
    assert presence.record(session, somebody_else(session), PRESENT)
    Session.objects.filter(pk=session.pk).update(**change)

    with pytest.raises(refusal):
        presence.record(session, marie, **{"status": PRESENT, **arguments})

    assert not session.presences.filter(person=marie).exists()


def somebody_else(session):
    """Somebody else who is expected."""
    return RegistrationFactory(session=session).person


def test_the_refusal_says_how_many_minutes_there_are(session, marie):
    with pytest.raises(presence.ImpossibleMinutes) as refusal:
        presence.record(session, marie, LATE, minutes=400)

    assert str(refusal.value) == (
        "Cette demi-journée dure 210 minutes : écrivez un nombre de 1 à 210."
    )


def test_a_stranger_is_not_noted_without_a_welcome(session, marie):
    cancelled = RegistrationFactory(session=session, status=Registration.Status.CANCELLED).person

    for person in (PersonFactory(), cancelled):
        with pytest.raises(presence.NotExpected):
            presence.record(session, person, PRESENT)


# Who came without registering


def test_who_came_without_registering_has_a_line_and_no_registration(session, door):
    noted = presence.welcome(session, first_name="Ada", last_name="Passage", by=door)

    assert (noted.full_name, noted.registration, noted.minutes) == ("Ada Passage", None, 210)
    assert session.registrations.count() == 0


def test_who_came_in_the_morning_is_expected_in_the_afternoon(session, door):
    noted = presence.welcome(session, first_name="Ada", last_name="Passage", by=door)

    assert presence.record(session, noted.person, PRESENT, half_day=2).half_day == 2


def test_a_welcome_that_arrives_twice_makes_one_person_known(session, door):
    key = uuid4()
    for _ in range(2):
        presence.welcome(session, first_name="Ada", last_name="Passage", by=door, key=key)

    assert Person.objects.filter(last_name="Passage").count() == 1
    assert session.presences.count() == 1


def test_who_is_welcomed_under_a_known_address_stays_themselves(session, marie, door):
    noted = presence.welcome(
        session, first_name="Autre", last_name="Nom", email=marie.email.upper(), by=door
    )

    assert (noted.person, noted.registration) == (marie, session.registrations.get())
    marie.refresh_from_db()
    assert marie.first_name == "Dominique"


# By oneself


def test_somebody_says_that_they_are_there(session, marie):
    noted = presence.check_in(session.registrations.get(), half_day=1)

    assert (noted.status, noted.minutes, noted.recorded_by) == (PRESENT, 210, None)


def test_saying_it_after_the_team_noted_it_changes_nothing(session, marie, door):
    noted = presence.record(session, marie, LATE, by=door)

    assert presence.check_in(session.registrations.get(), half_day=1) == noted


def test_nobody_undoes_what_the_team_noted(session, marie, door):
    presence.record(session, marie, ABSENT, by=door)

    with pytest.raises(presence.AlreadyNoted):
        presence.check_in(session.registrations.get(), half_day=1)

    assert live(session) == [(1, ABSENT, 0)]


# What the database itself refuses


def test_the_database_keeps_one_live_line_per_half_day():
    row = PresenceFactory()

    with pytest.raises(IntegrityError):
        PresenceFactory(registration=row.registration)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"minutes": 0}, "Qui était là l’était au moins une minute ; qui n’y était pas, aucune."),
        (
            {"status": ABSENT},
            "Qui était là l’était au moins une minute ; qui n’y était pas, aucune.",
        ),
        ({"minutes": 1441}, "Une présence ne dure pas plus de 24 heures."),
        ({"half_day": 0}, "La première demi-journée porte le numéro 1."),
    ],
)
def test_an_impossible_line_is_refused_in_french(fields, sentence):
    row = PresenceFactory()
    vars(row).update(fields)

    with pytest.raises(ValidationError) as refusal:
        row.validate_constraints()

    assert refusal.value.messages == [sentence]


def test_who_is_erased_stays_in_the_figures_as_nobody():
    row = PresenceFactory(registration=None, session=SessionFactory(), person=PersonFactory())

    erasure.erase(row.person)

    row = Presence.objects.get()
    assert (row.full_name, row.minutes) == ("personne effacée", 120)
    assert row.person.erased_at  # one among the others, or a report would count fewer people
