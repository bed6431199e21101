"""Whatever people and staff do, in whatever order, the line stays fair."""

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events import registration
from events.models import Session
from tests.factories import PersonFactory, SessionFactory

PEOPLE = 6

capacities = st.one_of(st.none(), st.integers(min_value=0, max_value=4))
acts = st.one_of(
    st.tuples(st.just("register"), st.integers(0, PEOPLE - 1)),
    st.tuples(st.just("cancel"), st.integers(0, PEOPLE - 1)),
    st.tuples(st.just("capacity"), capacities),
)


def register(session, people, n):
    try:
        registration.register(session, people[n])
    except (registration.AlreadyRegistered, registration.Full):
        return


def cancel(session, people, n):
    for seat in session.registrations.live().filter(person=people[n]):
        registration.cancel(seat)


def change_capacity(session, _people, capacity):
    Session.objects.filter(pk=session.pk).update(capacity=capacity)
    registration.seat_the_line(session)


ACTS = {"register": register, "cancel": cancel, "capacity": change_capacity}


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(capacity=capacities, waiting_line=st.booleans(), done=st.lists(acts, max_size=25))
def test_the_line_stays_fair_whatever_is_done(capacity, waiting_line, done):
    with transaction.atomic():
        session = SessionFactory(capacity=capacity, waiting_line=waiting_line)
        people = PersonFactory.create_batch(PEOPLE)
        before = state(session)
        for act, what in done:
            ACTS[act](session, people, what)
            after = state(session)
            check(before, after)
            before = after
        transaction.set_rollback(True)


def state(session):
    session.refresh_from_db()
    return {
        "capacity": session.capacity,
        "seated": set(session.registrations.seated()),
        "waiting": list(session.registrations.waiting()),
        "people": [row.person_id for row in session.registrations.live()],
    }


def check(before, after):
    newly_seated = after["seated"] - before["seated"]
    has_free_seat = after["capacity"] is None or len(after["seated"]) < after["capacity"]

    # Seats are given within the capacity; a lowered one removes nobody, and gives none.
    if after["capacity"] is not None and newly_seated:
        assert len(after["seated"]) <= after["capacity"]
    # A free seat and a waiting line never coexist.
    assert not (has_free_seat and after["waiting"])
    # One live registration per person.
    assert len(after["people"]) == len(set(after["people"]))
    # The line keeps its order: who is left of it stands as before, newcomers behind.
    stayed = [row for row in before["waiting"] if row in after["waiting"]]
    assert after["waiting"][: len(stayed)] == stayed
    # Nobody is seated before who stood in front of them.
    promoted = [row for row in before["waiting"] if row in newly_seated]
    still_there = [row for row in before["waiting"] if row in promoted or row in stayed]
    assert still_there[: len(promoted)] == promoted
