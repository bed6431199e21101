"""Fifty processes at once for five seats, and what would happen without the lock."""

import io
import multiprocessing
import threading
import time
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError, OperationalError, connection, connections, transaction
from django.db.models import Count
from django.utils import timezone

from accounts.models import Person
from events import asking, imports, line, registration
from events.models import Event, ImportedSession, Mode, Move, Registration, Session
from letters.models import Letter
from tests.events.test_imports import event, imports_of, of
from tests.factories import (
    EventFormatFactory,
    EventKindFactory,
    OrganisationFactory,
    PersonFactory,
    RegistrationFactory,
    SessionFactory,
)

PEOPLE, SEATS = 50, 5
PATIENCE = 120
"""Seconds that processes wait for each other: longer than a busy machine needs to start fifty."""

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite lets one writer in at a time"
    ),
    # PostgreSQL takes 100 connections by default: two of these at once would ask for more.
    pytest.mark.xdist_group("races"),
]

processes = multiprocessing.get_context("fork")


def all_at_once(act, rows):
    """What act(row) returned for each row, each in a process and a connection of its own.

    The first error of the rows, in their order, is raised here.
    """
    connections.close_all()  # a connection must not be shared with a child
    start = processes.Barrier(len(rows))
    outcomes = []

    def run(row, outcome):
        try:
            start.wait(PATIENCE)
            outcome.send((act(row), None))
        except Exception as error:
            outcome.send((None, error))
        finally:
            connections.close_all()

    for row in rows:
        receiver, sender = processes.Pipe(duplex=False)
        process = processes.Process(target=run, args=(row, sender), daemon=True)
        process.start()
        sender.close()
        outcomes.append((process, receiver))
    answers = [receiver.recv() for _, receiver in outcomes]
    for process, _ in outcomes:
        process.join(PATIENCE)
    errors = [error for _, error in answers if error]
    for error in sorted(errors, key=lambda error: isinstance(error, threading.BrokenBarrierError)):
        raise error
    return [answer for answer, _ in answers]


def statuses(session):
    rows = session.registrations.order_by("pk").values_list("status", flat=True)
    return [str(status) for status in rows]


def test_fifty_people_on_five_seats_seat_exactly_the_first_five():
    session = SessionFactory(capacity=SEATS)

    all_at_once(
        lambda person: registration.register(session, person), PersonFactory.create_batch(PEOPLE)
    )

    assert statuses(session) == ["seated"] * SEATS + ["waiting"] * (PEOPLE - SEATS)


def test_control_without_the_lock_the_same_fifty_people_all_get_a_seat(monkeypatch):
    """Everybody has counted before anybody commits: nobody sees the others."""
    monkeypatch.setattr(line, "_lock", lambda session: Session.objects.get(pk=session.pk))
    session = SessionFactory(capacity=SEATS)
    counted = processes.Barrier(PEOPLE)

    def register(person):
        with transaction.atomic():
            registration.register(session, person)
            counted.wait(PATIENCE)

    all_at_once(register, PersonFactory.create_batch(PEOPLE))

    assert statuses(session) == ["seated"] * PEOPLE


def test_one_person_clicking_everywhere_at_once_registers_once():
    session = SessionFactory(capacity=SEATS)
    form = {"email": "nina@example.org", "first_name": "Nina", "last_name": "Simone"}

    answers = all_at_once(lambda _: asking.ask([session], [form], form_key="same"), range(PEOPLE))

    assert answers == [[asking.Answer(session.pk, [None])]] * PEOPLE
    assert statuses(session) == ["seated"]


def test_seats_given_back_all_at_once_are_offered_to_as_many_people_of_the_line_in_order():
    session = SessionFactory(capacity=SEATS)
    rows = [registration.register(session, PersonFactory()) for _ in range(SEATS + PEOPLE)]

    promoted = all_at_once(registration.cancel, rows[:SEATS])

    assert sum(len(each) for each in promoted) == SEATS
    assert statuses(session) == (
        ["cancelled"] * SEATS + ["offered"] * SEATS + ["waiting"] * (PEOPLE - SEATS)
    )


def test_cancelling_one_registration_from_everywhere_gives_one_seat_back():
    session = SessionFactory(capacity=1)
    seat, first, second = (registration.register(session, PersonFactory()) for _ in range(3))
    copies = [Registration.objects.get(pk=seat.pk) for _ in range(PEOPLE)]

    all_at_once(registration.cancel, copies)

    assert list(session.registrations.offered()) == [first]
    assert list(session.registrations.waiting()) == [second]


def test_the_same_calendar_imported_by_several_people_at_once_comes_once():
    reading = imports_of(of(*(event(uid=str(n)) for n in range(3))))
    choices = {
        "lead": OrganisationFactory(),
        "kind": EventKindFactory(),
        "format": EventFormatFactory(),
        "venue": None,
    }
    readings = [imports.propose(reading, "a.ics", None) for _ in range(5)]

    results = all_at_once(lambda made: imports.bring_in(made, {0, 1, 2}, None, **choices), readings)

    assert sum(result.sessions for result in results) == 3
    assert sum(result.too_late for result in results) == 12
    counts = [model.objects.count() for model in (Event, Session, ImportedSession)]
    assert counts == [3, 3, 3]


def test_control_imported_without_waiting_for_each_other_it_comes_twice_or_fails(monkeypatch):
    """Everybody has looked before anybody writes: only the table is left to refuse."""
    monkeypatch.setattr(imports, "_alone", lambda made: made)
    looked = processes.Barrier(2)
    brought = imports._brought

    def look(uids):
        found = brought(uids)
        looked.wait(PATIENCE)
        return found

    monkeypatch.setattr(imports, "_brought", look)
    reading = imports_of(of(event()))
    choices = {
        "lead": OrganisationFactory(),
        "kind": EventKindFactory(),
        "format": EventFormatFactory(),
        "venue": None,
    }
    readings = [imports.propose(reading, "a.ics", None) for _ in range(2)]

    with pytest.raises((IntegrityError, OperationalError)):
        all_at_once(lambda made: imports.bring_in(made, {0}, None, **choices), readings)


def test_an_answer_and_the_end_of_the_delay_at_once_leave_one_person_with_the_seat():
    """Ten lapses and ten « je garde ma place » for each of three offers about to expire."""
    for _ in range(3):
        session = SessionFactory(capacity=1)
        seat, first, second = (registration.register(session, PersonFactory()) for _ in range(3))
        registration.cancel(seat)
        in_a_moment = timezone.now() + timedelta(milliseconds=40)
        Registration.objects.filter(pk=first.pk).update(offer_expires_at=in_a_moment)

        def keep_or_lapse(n, first=first):
            time.sleep(0.004 * n)
            if n % 2:
                return registration.lapse_offers()
            try:
                return registration.keep(Registration.objects.get(pk=first.pk))
            except registration.Refused:
                return None

        all_at_once(keep_or_lapse, range(20))

        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.status, second.status) in [("seated", "waiting"), ("waiting", "offered")]


def test_lapsing_from_everywhere_at_once_sends_each_offer_down_the_line_once():
    session = SessionFactory(capacity=1)
    seat, first, second = (registration.register(session, PersonFactory()) for _ in range(3))
    registration.cancel(seat)
    Registration.objects.offered().update(offer_expires_at=timezone.now())

    all_at_once(lambda _: registration.lapse_offers(), range(10))

    assert list(session.registrations.offered()) == [second]
    assert first.moves.filter(act=Move.Act.LAPSED).count() == 1


def test_people_who_all_change_mode_at_once_fill_exactly_the_free_seats_of_the_other_one():
    """Those who find no seat keep theirs; each seat that is left is offered to its own line."""
    session = SessionFactory(hybrid=True, capacity=PEOPLE // 2, online_capacity=SEATS)
    there = [registration.register(session, PersonFactory()) for _ in range(PEOPLE)]
    seated, waiting = there[: PEOPLE // 2], there[PEOPLE // 2 :]

    def move(row):
        try:
            return registration.change_mode(row, Mode.ONLINE)
        except registration.ModeFull:
            return None

    all_at_once(move, seated)

    rows = session.registrations
    assert rows.filter(mode=Mode.ONLINE, status="seated").count() == SEATS
    assert rows.filter(mode=Mode.ON_SITE, status="seated").count() == PEOPLE // 2 - SEATS
    assert list(rows.offered().order_by("ticket")) == waiting[:SEATS]


def test_a_newcomer_never_takes_the_seat_that_is_being_given_back():
    session = SessionFactory(capacity=SEATS)
    rows = [registration.register(session, PersonFactory()) for _ in range(SEATS * 2)]

    def leave_or_come(who):
        if isinstance(who, Registration):
            return registration.cancel(who)
        return registration.register(session, who)

    all_at_once(leave_or_come, [*rows[:SEATS], *PersonFactory.create_batch(SEATS)])

    assert statuses(session) == (["cancelled"] * SEATS + ["offered"] * SEATS + ["waiting"] * SEATS)


def test_two_clocks_that_tick_at_once_do_each_thing_once():
    noon = timezone.make_aware(timezone.datetime(2027, 3, 1, 12))
    past = noon - timedelta(days=30)
    for days in (1, 7):
        session = SessionFactory(starts_at=noon + timedelta(days=days), capacity=9)
        RegistrationFactory.create_batch(5, session=session, created_at=past)
    sessions = SessionFactory.create_batch(3, starts_at=noon + timedelta(days=20), capacity=1)
    for session in sessions:
        RegistrationFactory(session=session, status="offered", ticket=1, offer_expires_at=past)
        RegistrationFactory(session=session, status="waiting", ticket=2)
    Letter.objects.create(
        matter="x", kind="old", about=1, state="sent", queued_at=noon - timedelta(days=400)
    )
    unheard_of = PersonFactory(created_at=noon - timedelta(days=2000))
    long_over = SessionFactory(starts_at=noon - timedelta(days=1900))
    RegistrationFactory(session=long_over, person=unheard_of, created_at=long_over.starts_at)

    def tick(_):
        said = io.StringIO()
        with time_machine.travel(noon, tick=False):
            call_command("tick", stdout=said)
        return dict(line.split(" : ") for line in said.getvalue().splitlines())

    first, second = all_at_once(tick, range(2))

    def together(label):
        return int(first.get(label, 0)) + int(second.get(label, 0))

    assert together("rappels et remerciements") == 10
    assert together("personnes effacées") == 1
    kinds = Letter.objects.order_by("kind").values_list("kind").annotate(n=Count("pk"))
    assert list(kinds) == [("day_before", 5), ("lapse", 3), ("offer", 3), ("week_before", 5)]
    assert set(Letter.objects.values_list("state", "attempts")) == {("sent", 1)}
    assert Move.objects.filter(act=Move.Act.LAPSED).count() == 3
    assert [statuses(session) for session in sessions] == [["waiting", "offered"]] * 3
    assert list(Person.objects.exclude(erased_at=None)) == [unheard_of]
    assert tick(None) == {}
