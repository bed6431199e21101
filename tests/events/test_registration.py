"""The rules of the line, one sentence each."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Person
from events import planning, registration
from events.models import Event, Registration, Session
from tests.factories import (
    EventFactory,
    PersonFactory,
    RegistrationFactory,
    SessionFactory,
    UserFactory,
)

SEATED, WAITING = Registration.Status.SEATED, Registration.Status.WAITING
OFFERED = Registration.Status.OFFERED
STAFF = Registration.Source.STAFF


def soon(**delta):
    return timezone.now() + timedelta(**delta)


def test_the_last_seat_goes_to_the_first_asker_and_the_next_one_waits():
    session = SessionFactory(capacity=1)

    first = registration.register(session, PersonFactory())
    second = registration.register(session, PersonFactory())

    assert (first.status, second.status) == (SEATED, WAITING)


def test_cancelling_a_seat_offers_it_to_the_oldest_waiting_person():
    session = SessionFactory(capacity=1)
    seated = registration.register(session, PersonFactory())
    first_in_line = registration.register(session, PersonFactory())
    registration.register(session, PersonFactory())

    promoted = registration.cancel(seated)

    assert promoted == [first_in_line]
    assert list(session.registrations.offered()) == [first_in_line]


def test_leaving_the_line_promotes_nobody_and_moves_the_others_up():
    session = SessionFactory(capacity=1)
    registration.register(session, PersonFactory())
    first, second = (registration.register(session, PersonFactory()) for _ in range(2))

    promoted = registration.cancel(first)

    assert promoted == []
    assert second.place_in_line() == 1


def test_who_comes_back_after_cancelling_goes_to_the_end_of_the_line():
    session, person = SessionFactory(capacity=1), PersonFactory()
    mine = registration.register(session, person)
    registration.register(session, PersonFactory())
    other = registration.register(session, PersonFactory())
    registration.cancel(mine)

    again = registration.register(session, person)

    assert [row.place_in_line() for row in (other, again)] == [1, 2]


def test_cancelling_twice_gives_one_seat_back():
    session = SessionFactory(capacity=1)
    seated = registration.register(session, PersonFactory())
    first, second = (registration.register(session, PersonFactory()) for _ in range(2))
    stale = Registration.objects.get(pk=seated.pk)

    assert registration.cancel(seated) == [first]
    assert registration.cancel(stale) == []
    assert list(session.registrations.waiting()) == [second]


def test_the_moment_of_the_cancellation_is_kept():
    seat = registration.register(SessionFactory(), PersonFactory())

    registration.cancel(seat)

    seat.refresh_from_db()
    assert timezone.now() - seat.cancelled_at < timedelta(minutes=1)


def test_nobody_registers_twice_for_the_same_session():
    session, person = SessionFactory(), PersonFactory()
    first = registration.register(session, person)

    with pytest.raises(registration.AlreadyRegistered) as refusal:
        registration.register(session, person)

    assert refusal.value.registration == first
    assert str(refusal.value) == "Cette personne est déjà inscrite à cette séance."


def test_the_database_itself_refuses_a_second_live_registration():
    seat = RegistrationFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        RegistrationFactory(session=seat.session, person=seat.person)


def test_one_person_may_register_for_two_sessions_of_an_event():
    event, person = EventFactory(), PersonFactory()

    seats = [
        registration.register(session, person)
        for session in SessionFactory.create_batch(2, event=event)
    ]

    assert [seat.status for seat in seats] == [SEATED, SEATED]


def test_added_seats_go_to_the_line_before_any_newcomer():
    session = SessionFactory(capacity=1)
    registration.register(session, PersonFactory())
    first_in_line = registration.register(session, PersonFactory())
    session.capacity = 2
    session.save()

    newcomer = registration.register(session, PersonFactory())

    first_in_line.refresh_from_db()
    assert (first_in_line.status, newcomer.status) == (OFFERED, WAITING)


def test_a_raised_capacity_moves_the_line_in_its_order():
    session = SessionFactory(capacity=1)
    registration.register(session, PersonFactory())
    line = [registration.register(session, PersonFactory()) for _ in range(3)]

    assert planning.change(session, capacity=3).offered_now == line[:2]


def test_a_lowered_capacity_removes_nobody_and_the_next_free_seats_are_not_given():
    session = SessionFactory(capacity=3)
    seats = [registration.register(session, PersonFactory()) for _ in range(3)]
    waiting = registration.register(session, PersonFactory())

    assert planning.change(session, capacity=1).offered_now == []
    assert registration.cancel(seats[0]) == []
    assert registration.cancel(seats[1]) == []
    assert registration.cancel(seats[2]) == [waiting]


def test_without_a_capacity_everybody_has_a_seat():
    session = SessionFactory(capacity=None)

    seats = [registration.register(session, PersonFactory()) for _ in range(3)]

    assert {seat.status for seat in seats} == {SEATED}


def test_removing_the_limit_offers_a_seat_to_the_whole_line():
    session = SessionFactory(capacity=0)
    line = [registration.register(session, PersonFactory()) for _ in range(2)]

    assert planning.change(session, capacity=None).offered_now == line


def test_a_full_session_without_a_line_refuses_newcomers_and_keeps_no_trace_of_them():
    session = SessionFactory(capacity=1, waiting_line=False)
    registration.register(session, PersonFactory())

    with pytest.raises(registration.Full) as refusal:
        registration.register_address(session, "nina@example.org", "Nina", "Simone")

    assert str(refusal.value) == "Cette séance est complète, sans liste d’attente."
    assert not Person.objects.filter(email="nina@example.org").exists()


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"status": Session.Status.CANCELLED}, registration.SessionCancelled),
        ({"opens_at": soon(days=1)}, registration.NotYetOpen),
        ({"closes_at": soon(days=-1)}, registration.Closed),
        ({"starts_at": soon(minutes=-1)}, registration.Closed),
        ({"event__live": False}, registration.NotPublic),
        ({"event__closed_group": True}, registration.NotPublic),
        ({"event__registration": Event.RegistrationPolicy.NONE}, registration.FreeEntry),
    ],
)
def test_a_newcomer_is_refused(fields, refusal):
    session = SessionFactory(**fields)

    with pytest.raises(refusal) as raised:
        registration.register(session, PersonFactory())

    assert str(raised.value).endswith(".")
    assert not session.registrations.exists()


def test_a_postponed_session_takes_registrations_for_its_new_date():
    session = SessionFactory(status=Session.Status.POSTPONED)

    assert registration.register(session, PersonFactory()).status == SEATED


def test_the_rules_read_the_session_as_it_is_and_not_as_it_was_when_the_page_was_made():
    stale = SessionFactory()
    Session.objects.filter(pk=stale.pk).update(status=Session.Status.CANCELLED)

    with pytest.raises(registration.SessionCancelled):
        registration.register(stale, PersonFactory())


@pytest.mark.parametrize(
    "fields",
    [
        {"opens_at": soon(days=1)},
        {"closes_at": soon(days=-1)},
        {"event__live": False},
        {"event__closed_group": True},
    ],
)
def test_the_team_registers_people_outside_the_dates_and_in_closed_groups(fields):
    seat = registration.register(SessionFactory(**fields), PersonFactory(), source=STAFF)

    assert (seat.status, seat.source) == (SEATED, STAFF)


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"status": Session.Status.CANCELLED}, registration.SessionCancelled),
        ({"capacity": 0, "waiting_line": False}, registration.Full),
    ],
)
def test_the_team_is_held_by_the_seats_and_by_a_cancelled_session(fields, refusal):
    with pytest.raises(refusal):
        registration.register(SessionFactory(**fields), PersonFactory(), source=STAFF)


def test_the_team_registers_somebody_without_an_address(
    django_capture_on_commit_callbacks, mailoutbox
):
    person = PersonFactory(email=None, first_name="Rosa", last_name="Bonheur")

    with django_capture_on_commit_callbacks(execute=True) as letters:
        seat = registration.register(SessionFactory(), person, source=STAFF, structure="MAM")

    assert (seat.full_name, seat.structure, seat.status) == ("Rosa Bonheur", "MAM", SEATED)
    assert (letters, mailoutbox) == ([], [])


@pytest.mark.parametrize(
    "fields",
    [
        {"status": Session.Status.CANCELLED},
        {"starts_at": soon(minutes=-1)},
        {"closes_at": soon(minutes=-1)},
    ],
)
def test_no_seat_is_offered_when_it_is_no_use_any_more(fields):
    session = SessionFactory(capacity=1)
    seat = registration.register(session, PersonFactory())
    registration.register(session, PersonFactory())
    Session.objects.filter(pk=session.pk).update(**fields)

    assert registration.cancel(seat, by=UserFactory()) == []


def test_the_same_address_in_capitals_is_the_same_person():
    session = SessionFactory()
    registration.register_address(session, "nina@example.org", "Nina", "Simone")

    with pytest.raises(registration.AlreadyRegistered):
        registration.register_address(session, "NINA@Example.ORG", "Nina", "Simone")


def test_a_registration_keeps_the_names_typed_for_it_and_the_person_keeps_theirs():
    person = PersonFactory(email="nina@example.org", first_name="Nina", last_name="Simone")

    seat = registration.register_address(SessionFactory(), "nina@example.org", "Ni", "Na")

    person.refresh_from_db()
    assert seat.person == person
    assert (seat.full_name, str(person)) == ("Ni Na", "Nina Simone")
