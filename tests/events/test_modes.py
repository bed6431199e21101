"""A hybrid session: seats and a line for each way to attend, and people who change their mind."""

from datetime import timedelta

import pytest
import time_machine

from events import line, planning, registration
from events.models import Mode, Registration
from tests.factories import EventFormatFactory, PersonFactory, SessionFactory, UserFactory

ON_SITE, ONLINE = Mode.ON_SITE, Mode.ONLINE
SEATED, OFFERED, WAITING, CANCELLED, *_ = Registration.Status.values


def come(session, mode=ON_SITE):
    return registration.register(session, PersonFactory(), mode=mode)


def standing(*rows):
    for row in rows:
        row.refresh_from_db()
    return [(row.status, row.mode, row.place_in_line()) for row in rows]


@pytest.fixture
def session():
    return SessionFactory(hybrid=True, capacity=1, online_capacity=1)


def test_each_mode_has_its_seats_and_its_line(session):
    rows = [come(session), come(session), come(session, ONLINE), come(session, ONLINE)]

    assert standing(*rows) == [
        (SEATED, ON_SITE, None),
        (WAITING, ON_SITE, 1),
        (SEATED, ONLINE, None),
        (WAITING, ONLINE, 1),
    ]
    places = Registration.objects.all().places_in_line()
    assert places == {rows[1].pk: 1, rows[3].pk: 1}


def test_no_capacity_online_is_no_limit_online():
    session = SessionFactory(hybrid=True, capacity=1)

    assert line.places_left(session, ONLINE) is None
    assert line.places_left(session) is None
    assert [come(session, ONLINE).status for _ in range(3)] == [SEATED] * 3
    assert line.places_left(session, ON_SITE) == 1


def test_a_seat_given_back_goes_to_the_line_of_its_own_mode(session):
    _, waiting_there, seated_afar, waiting_afar = (
        come(session),
        come(session),
        come(session, ONLINE),
        come(session, ONLINE),
    )

    assert registration.cancel(seated_afar) == [waiting_afar]

    assert standing(waiting_there, waiting_afar) == [
        (WAITING, ON_SITE, 1),
        (OFFERED, ONLINE, None),
    ]


def test_who_let_a_seat_of_one_mode_go_is_not_asked_again_for_one_of_the_other(session):
    there, waiting_there, afar = come(session), come(session), come(session, ONLINE)
    registration.cancel(there)
    registration.release(waiting_there)

    assert registration.cancel(afar) == []

    waiting_there.refresh_from_db()
    assert waiting_there.passed


def test_somebody_with_a_seat_moves_to_a_free_one_and_theirs_goes_to_its_line(session):
    there, waiting = come(session), come(session)

    assert registration.change_mode(there, ONLINE) == [waiting]

    assert standing(there, waiting) == [(SEATED, ONLINE, None), (OFFERED, ON_SITE, None)]
    last = [(row.moves.last().act, row.moves.last().reason) for row in (there, waiting)]
    assert last == [("moved", ""), ("offered", "moved")]


def test_somebody_with_a_seat_keeps_it_when_the_other_mode_is_full(session):
    there, afar = come(session), come(session, ONLINE)

    with pytest.raises(registration.ModeFull, match="plus de place à distance"):
        registration.change_mode(there, ONLINE)

    assert standing(there, afar) == [(SEATED, ON_SITE, None), (SEATED, ONLINE, None)]


def test_a_seat_offered_to_the_other_line_is_not_free(session):
    there, afar, waiting_afar = come(session), come(session, ONLINE), come(session, ONLINE)
    registration.cancel(afar)
    assert standing(waiting_afar) == [(OFFERED, ONLINE, None)]

    with pytest.raises(registration.ModeFull):
        registration.change_mode(there, ONLINE)


def test_somebody_waiting_takes_a_free_seat_in_the_other_mode(session):
    _, waiting = come(session), come(session)

    registration.change_mode(waiting, ONLINE)

    assert standing(waiting) == [(SEATED, ONLINE, None)]


def test_somebody_waiting_goes_to_the_end_of_the_other_line(session):
    _, first_there, second_there = come(session), come(session), come(session)
    _, waiting_afar = come(session, ONLINE), come(session, ONLINE)

    registration.change_mode(first_there, ONLINE)

    assert standing(first_there, second_there, waiting_afar) == [
        (WAITING, ONLINE, 2),
        (WAITING, ON_SITE, 1),
        (WAITING, ONLINE, 1),
    ]


def test_who_is_offered_a_seat_may_take_a_free_one_in_the_other_mode(session):
    there, offered, next_there = come(session), come(session), come(session)
    registration.cancel(there)
    assert standing(offered) == [(OFFERED, ON_SITE, None)]

    assert registration.change_mode(offered, ONLINE) == [next_there]

    assert standing(offered, next_there) == [(SEATED, ONLINE, None), (OFFERED, ON_SITE, None)]
    assert offered.offer_expires_at is None


def test_asking_twice_for_the_same_mode_moves_nobody_twice(session):
    there = come(session)

    assert registration.change_mode(there, ONLINE) == []
    assert registration.change_mode(there, ONLINE) == []

    assert [move.act for move in there.moves.all()] == ["registered", "moved"]


def test_a_session_that_is_not_hybrid_has_one_mode_whatever_is_asked():
    session = SessionFactory(online=True, capacity=1)
    row = come(session, ON_SITE)

    assert (row.mode, row.attends) == (ONLINE, ONLINE)
    assert come(session, ONLINE).status == WAITING
    with pytest.raises(registration.OneWayOnly):
        registration.change_mode(row, ON_SITE)


def test_a_session_that_ceases_to_be_hybrid_has_one_line_in_the_order_of_all():
    session = SessionFactory(hybrid=True, capacity=1, online_capacity=1)
    rows = [come(session, mode) for mode in (ON_SITE, ONLINE, ONLINE, ON_SITE)]
    session.format = EventFormatFactory(key="presentiel")
    session.save()

    for row in rows:
        row.refresh_from_db()
    assert [row.attends for row in rows] == [ON_SITE] * 4
    assert line.places_left(session) == 0  # two seats are held of one: nobody is removed
    assert Registration.objects.all().places_in_line() == {rows[2].pk: 1, rows[3].pk: 2}
    assert registration.cancel(rows[0]) == []
    assert registration.cancel(rows[1]) == [rows[2]]


def test_without_a_line_the_full_mode_refuses_and_the_other_takes():
    session = SessionFactory(hybrid=True, capacity=1, online_capacity=1, waiting_line=False)
    come(session)

    with pytest.raises(registration.Full):
        come(session)
    assert come(session, ONLINE).status == SEATED


def test_after_the_closing_who_has_a_seat_may_still_come_from_afar_and_nobody_is_promoted(session):
    there, waiting = come(session), come(session)

    with time_machine.travel(session.starts_at - timedelta(minutes=30)):
        session.closes_at = session.starts_at - timedelta(days=1)
        session.save()
        assert registration.change_mode(there, ONLINE) == []
        with pytest.raises(registration.Closed):
            registration.change_mode(waiting, ONLINE)

    assert standing(there, waiting) == [(SEATED, ONLINE, None), (WAITING, ON_SITE, 1)]


def test_a_cancelled_or_past_session_is_not_attended_otherwise(session):
    there = come(session)
    with time_machine.travel(session.ends_at), pytest.raises(registration.Past):
        registration.change_mode(there, ONLINE)
    session.status = "cancelled"
    session.save()

    with pytest.raises(registration.SessionCancelled):
        registration.change_mode(there, ONLINE)


def test_seats_added_online_go_to_the_line_of_those_who_come_from_afar(session):
    _, waiting_there = come(session), come(session)
    _, waiting_afar = come(session, ONLINE), come(session, ONLINE)

    assert planning.change(session, online_capacity=2).offered_now == [waiting_afar]

    assert standing(waiting_there) == [(WAITING, ON_SITE, 1)]


def test_the_log_says_who_of_the_team_moved_somebody(session):
    there, staff = come(session), UserFactory()

    registration.change_mode(there, ONLINE, by=staff)

    assert there.moves.last().by == staff
