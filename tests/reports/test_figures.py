"""Figures: counted right, from the ledger, the same when asked again, and small ones withheld."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts import erasure
from events import attestations, hours, presence
from events.models import Circle, Presence, Registration, Session
from reports import figures
from reports.tables import LEAST, Row, Table, mask
from tests.factories import (
    AudienceFactory,
    CircleFactory,
    CommuneFactory,
    EventFactory,
    EventKindFactory,
    OrganisationFactory,
    PersonFactory,
    RegistrationFactory,
    SessionFactory,
    UserFactory,
)

PRESENT, LATE, LEFT_EARLY, EXCUSED, ABSENT, CLEARED = Presence.Status.values
YEAR = date(2026, 1, 1), date(2026, 12, 31)


def at(year, month, day, hour=9):
    return timezone.make_aware(datetime(year, month, day, hour))


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(at(2026, 11, 28), tick=False):
        yield


def session_on(start, **fields):
    return SessionFactory(starts_at=start, ends_at=start + timedelta(hours=2), **fields)


def seat(session, status="seated", noted=None, **fields):
    row = RegistrationFactory(session=session, status=status, **fields)
    if noted:
        presence.record(session, row.person, noted)
    return row


def counts(table):
    return {row.label: row.people for row in table.rows}


# What is counted


def test_the_seats_of_an_event_each_end_one_way():
    session = session_on(at(2026, 3, 2))
    for noted in (PRESENT, LATE, EXCUSED, ABSENT, None):
        seat(session, noted=noted and PRESENT)
        if noted and noted != PRESENT:
            person = session.registrations.order_by("-pk")[0].person
            presence.record(session, person, noted, minutes=30 if noted == LATE else None)
    seat(session, "waiting")
    seat(session, "cancelled")
    presence.welcome(session, first_name="Ada", last_name="Passage", by=UserFactory())
    seat(session_on(at(2026, 3, 3), event=session.event))  # nothing was noted there
    seat(session_on(at(2026, 12, 24), event=session.event))  # to come

    found = figures.by_session(session.event.sessions.all())

    assert counts(found.registrations) == {
        "place réservée": 7,
        "en liste d’attente": 1,
        "annulée": 1,
    }
    assert found.registrations.total == 9
    assert counts(found.seats) == {
        "venues": 2,
        "excusées": 1,
        "absentes": 2,
        "présence non notée": 1,
    }
    assert (found.held, found.cancelled, found.walk_ins) == (3, 0, 1)
    assert (found.people.total, found.minutes) == (3, 120 + 30 + 120)
    assert [(row.people, row.minutes) for row in found.steps.rows] == [(3, 270), (0, 0), (0, 0)]


def test_a_cancelled_session_is_counted_as_such_and_its_seats_are_nobody_s_absence():
    row = seat(session_on(at(2026, 3, 2)))
    Session.objects.update(status=Session.Status.CANCELLED)

    found = figures.by_session(Session.objects.filter(pk=row.session_id))

    assert (found.held, found.cancelled, found.seats.rows) == (0, 1, ())


def test_somebody_is_new_where_they_first_came_and_nowhere_else():
    old, new, never = PersonFactory.create_batch(3)
    seat(session_on(at(2025, 12, 31)), person=old, noted=PRESENT)
    for start in (at(2026, 1, 1), at(2026, 2, 1)):
        session = session_on(start)
        seat(session, person=old, noted=PRESENT)
        seat(session, person=new, noted=PRESENT)
        seat(session, person=never, noted=ABSENT)

    def people(first, last):
        return counts(figures.by_month(figures.between(first, last)).people)

    assert people(*YEAR) == {"nouvelles": 1, "déjà venues": 1}
    assert people(date(2026, 2, 1), date(2026, 2, 28)) == {"nouvelles": 0, "déjà venues": 2}


def test_who_came_is_counted_once_by_trade_commune_and_structure():
    assmat = AudienceFactory(key="assmat", label="Assistants maternels")
    nice, menton = CommuneFactory(label="Bourg"), CommuneFactory(label="Village")
    lea = PersonFactory()
    for start, commune in ((at(2026, 1, 5), nice), (at(2026, 1, 6), menton)):
        session = session_on(start)
        seat(
            session,
            person=lea,
            noted=PRESENT,
            profession=assmat,
            commune=commune,
            structure="Les Lutins",
        )
    seat(session, noted=PRESENT, profession=assmat, commune=menton, structure=" les  lutins")
    seat(session, noted=PRESENT, structure="La Farandole")
    seat(session, noted=ABSENT, profession=assmat, commune=nice, structure="Ailleurs")

    found = figures.by_month(figures.between(*YEAR))

    assert counts(found.audiences) == {"Assistants maternels": 2, "non précisé": 1}
    assert counts(found.communes) == {"Village": 2, "non précisé": 1}
    assert (found.people.total, found.structures) == (3, 2)


def test_a_period_holds_both_its_days_and_those_an_organisation_leads_or_co_leads():
    hetis, galice = OrganisationFactory(key="hetis"), OrganisationFactory(key="galice")
    led = session_on(at(2026, 1, 1, 0), event__lead=hetis)
    both = EventFactory(lead=galice, terms={"co_leads": [hetis, OrganisationFactory(key="x")]})
    co_led = session_on(at(2026, 12, 31, 23), event=both)
    other = session_on(at(2026, 6, 1), event__lead=galice)
    session_on(at(2025, 12, 31, 23), event__lead=hetis)
    session_on(at(2027, 1, 1, 0), event__lead=hetis)

    assert set(figures.between(*YEAR)) == {led, co_led, other}
    assert set(figures.between(*YEAR, hetis)) == {led, co_led}


@pytest.mark.parametrize("several", [1, 3])
def test_figures_cost_the_same_however_many(several, django_assert_num_queries):
    for number in range(several):
        session = session_on(at(2026, number + 1, 5))
        for _ in range(several):
            seat(session, noted=PRESENT, structure="Les Lutins")

    with django_assert_num_queries(7):
        found = figures.by_month(figures.between(*YEAR))

    assert found.people.total == several**2


# The same period, the same figures


def test_who_is_erased_and_what_is_forgotten_change_no_figure():
    session = session_on(at(2025, 3, 2))
    known = seat(session, noted=PRESENT, structure="Les Lutins", person=PersonFactory())
    seat(session, noted=PRESENT, structure="La Farandole")
    ada = presence.welcome(session, first_name="Ada", last_name="Passage", by=UserFactory()).person
    period = date(2025, 1, 1), date(2025, 12, 31)
    before = figures.by_month(figures.between(*period))
    assert (before.people.total, before.structures) == (3, 2)

    erasure.erase(known.person)
    erasure.erase(ada)
    with time_machine.travel(at(2026, 11, 29)):
        call_command("tick")

    assert set(Registration.objects.values_list("structure", flat=True)) == {""}
    assert figures.by_month(figures.between(*period)) == before


# What funders read


def closed_circle(**fields):
    return EventFactory(circle=CircleFactory(**fields))


@pytest.mark.parametrize(
    "event",
    [
        lambda: EventFactory(closed_group=True),
        lambda: EventFactory(kind=EventKindFactory(key="app", practice_analysis=True)),
        lambda: closed_circle(join=Circle.Join.CLOSED),
        lambda: closed_circle(public=False),
    ],
    ids=["closed group", "analyse des pratiques", "closed circle", "hidden circle"],
)
def test_a_closed_group_is_in_no_figure_that_leaves_the_house(event):
    open_one = session_on(at(2026, 3, 2), event=closed_circle())
    closed = session_on(at(2026, 3, 3), event=event())

    assert set(figures.between(*YEAR)) == {open_one, closed}
    assert set(figures.for_funders(figures.between(*YEAR))) == {open_one}


def test_small_counts_are_withheld_and_the_minutes_of_few_people_with_them():
    session = session_on(at(2026, 3, 2))
    for _ in range(6):
        seat(session, noted=PRESENT)
    for _ in range(3):
        seat(session, noted=ABSENT)
    seat(session_on(at(2026, 4, 2)), noted=PRESENT)

    found = figures.by_month(figures.between(*YEAR))
    outside = found.masked()

    assert counts(found.seats) == {"venues": 7, "absentes": 3}
    assert counts(outside.seats) == {"venues": None, "absentes": None}
    assert [(row.people, row.minutes) for row in found.steps.rows] == [(6, 720), (1, 120)]
    assert [(row.people, row.minutes) for row in outside.steps.rows] == [(None, None)] * 2
    assert (outside.people.total, outside.minutes) == (7, 840)


def test_where_few_people_came_nothing_is_said_of_their_hours():
    seat(session_on(at(2026, 4, 2)), noted=PRESENT)

    outside = figures.by_month(figures.between(*YEAR)).masked()

    assert (outside.people.total, outside.minutes) == (None, None)
    assert (outside.structures, outside.held) == (0, 1)


@given(st.lists(st.integers(0, 30), max_size=6))
def test_no_withheld_count_can_be_found_by_subtraction(numbers):
    rows = tuple(Row(str(place), number, 10) for place, number in enumerate(numbers))

    masked = mask(Table("", rows, sum(numbers)))

    shown = [row.people for row in masked.rows if row.people is not None]
    assert not [count for count in (*shown, masked.total or 0) if 0 < count < LEAST]
    hidden = len(numbers) - len(shown)
    others = sum(count > 0 for count in shown)
    if hidden == 1:  # alone and with nothing to hide behind: then the total says nothing either
        assert (others, masked.total) == (0, None)


# The ledger is the only source


class OneSource(TestCase):
    """Whatever was noted, corrected and noted again, at the door or by people themselves."""

    ACTS = st.lists(
        st.one_of(
            st.tuples(
                st.just("record"),
                st.integers(0, 2),  # who
                st.integers(0, 2),  # at which session
                st.integers(1, 2),  # at which half-day
                st.sampled_from(Presence.Status.values),
                st.integers(1, 210),
            ),
            st.tuples(st.just("welcome"), st.integers(0, 2), st.integers(0, 2), st.integers(1, 2)),
            st.tuples(st.just("check in"), st.integers(0, 2), st.integers(0, 2), st.integers(1, 2)),
        ),
        max_size=12,
    )

    @settings(max_examples=25)
    @given(ACTS)
    def test_attestations_booklets_and_statistics_agree(self, acts):
        days = [at(2025, 12, 30), at(2026, 1, 2), at(2026, 5, 4)]
        sessions = [SessionFactory(starts_at=d, ends_at=d + timedelta(hours=8)) for d in days]
        people = PersonFactory.create_batch(3)
        seats = {
            (who, which): RegistrationFactory(session=session, person=person)
            for which, session in enumerate(sessions)
            for who, person in enumerate(people)
            if (who, which) != (2, 2)  # who never registered for the last
        }
        door = UserFactory()
        with time_machine.travel(at(2026, 11, 1)) as clock:
            for kind, who, which, half, *how in acts:
                clock.shift(timedelta(seconds=1))
                _act(kind, sessions[which], people[who], seats.get((who, which)), half, how, door)
            attested = [attestations.of_person(person) for person in people]
            by_event = [figures.by_session(Session.objects.filter(pk=s.pk)) for s in sessions]
            by_year = {
                year: figures.by_month(figures.between(date(year, 1, 1), date(year, 12, 31)))
                for year in (2025, 2026)
            }
            booklets = [hours.booklets(person) for person in people]

        total = sum(one.minutes for rows in attested for one in rows)
        assert total == Presence.objects.attended().minutes()
        assert [sum(one.minutes for one in rows) for rows in attested] == [
            sum(booklet.minutes for booklet in rows) for rows in booklets
        ]
        assert [found.minutes for found in by_event] == [
            sum(one.minutes for rows in attested for one in rows if one.session == session)
            for session in sessions
        ]
        for year, found in by_year.items():
            yearly = [one for rows in booklets for one in rows if one.year == year]
            assert found.minutes == sum(booklet.minutes for booklet in yearly)
            assert found.people.total == len(yearly)
            assert sum(row.minutes for row in found.steps.rows) == found.minutes


def _act(kind, session, person, registration, half, how, door):
    """Refusals are part of the game: they write nothing."""
    try:
        if kind == "record":
            status, minutes = how
            presence.record(session, person, status, half_day=half, minutes=minutes, by=door)
        elif kind == "welcome":
            names = {"first_name": "A", "last_name": "B", "email": person.email}
            presence.welcome(session, **names, half_day=half, by=door)
        elif registration:
            presence.check_in(registration, half_day=half)
    except (presence.NotExpected, presence.AlreadyNoted):
        return
