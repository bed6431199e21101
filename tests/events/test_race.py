"""Twenty people at once for five seats, and what would happen without the lock."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from events import registration
from events.models import Registration, Session
from tests.factories import PersonFactory, SessionFactory

PEOPLE, SEATS = 20, 5

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite lets one writer in at a time"
    ),
]


def all_at_once(act, rows):
    """act(row) for each row, each in a thread and a connection of its own."""
    start = threading.Barrier(len(rows))

    def run(row):
        try:
            start.wait(timeout=30)
            return act(row)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(rows)) as pool:
        return [future.result() for future in [pool.submit(run, row) for row in rows]]


def statuses(session):
    rows = session.registrations.order_by("pk").values_list("status", flat=True)
    return [str(status) for status in rows]


def test_twenty_people_on_five_seats_seat_exactly_the_first_five():
    session = SessionFactory(capacity=SEATS)

    all_at_once(
        lambda person: registration.register(session, person), PersonFactory.create_batch(PEOPLE)
    )

    assert statuses(session) == ["seated"] * SEATS + ["waiting"] * (PEOPLE - SEATS)


def test_control_without_the_lock_the_same_twenty_people_all_get_a_seat(monkeypatch):
    """Everybody has counted before anybody commits: nobody sees the others."""
    monkeypatch.setattr(registration, "_lock", lambda session: Session.objects.get(pk=session.pk))
    session = SessionFactory(capacity=SEATS)
    counted = threading.Barrier(PEOPLE)

    def register(person):
        with transaction.atomic():
            registration.register(session, person)
            counted.wait(timeout=30)

    all_at_once(register, PersonFactory.create_batch(PEOPLE))

    assert statuses(session) == ["seated"] * PEOPLE


def test_one_person_clicking_everywhere_at_once_registers_once():
    session = SessionFactory(capacity=SEATS)
    form = {"first_name": "Nina", "last_name": "Simone", "form_key": "same"}

    answers = all_at_once(
        lambda _: registration.ask(session, "nina@example.org", **form), range(PEOPLE)
    )

    assert answers == [None] * PEOPLE
    assert statuses(session) == ["seated"]


def test_seats_given_back_all_at_once_go_to_as_many_people_of_the_line_in_order():
    session = SessionFactory(capacity=SEATS)
    rows = [registration.register(session, PersonFactory()) for _ in range(SEATS + PEOPLE)]

    promoted = all_at_once(registration.cancel, rows[:SEATS])

    assert sum(len(each) for each in promoted) == SEATS
    assert statuses(session) == (
        ["cancelled"] * SEATS + ["seated"] * SEATS + ["waiting"] * (PEOPLE - SEATS)
    )


def test_cancelling_one_registration_from_everywhere_gives_one_seat_back():
    session = SessionFactory(capacity=1)
    seat, first, second = (registration.register(session, PersonFactory()) for _ in range(3))
    copies = [Registration.objects.get(pk=seat.pk) for _ in range(PEOPLE)]

    all_at_once(registration.cancel, copies)

    assert list(session.registrations.seated()) == [first]
    assert list(session.registrations.waiting()) == [second]
