"""Whatever people and staff do, in whatever order, the line stays fair and its log true."""

from datetime import timedelta

import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import erasure
from events import approval, planning, registration
from events.models import Mode, Move, Registration, Session
from tests.factories import OrganisationFactory, PersonFactory, SessionFactory, UserFactory

PEOPLE = 6
SEATED, OFFERED, WAITING, CANCELLED, *_ = Registration.Status.values

somebody = st.integers(0, PEOPLE - 1)
mode = st.sampled_from(Mode)
capacities = st.one_of(st.none(), st.integers(min_value=0, max_value=4))
acts = st.one_of(
    st.tuples(st.just("register"), somebody, mode),
    st.tuples(st.just("register"), somebody, mode),  # a line is needed for the rest to matter
    st.tuples(st.just("team_adds"), somebody, mode),
    st.tuples(st.just("organisation_sends"), somebody, mode),
    st.tuples(st.just("cancel"), somebody),
    st.tuples(st.just("is_erased"), somebody),
    st.tuples(st.just("keep"), somebody),
    st.tuples(st.just("release"), somebody),
    st.tuples(st.just("change_mode"), somebody, mode),
    st.tuples(st.just("is_accepted"), somebody),
    st.tuples(st.just("is_declined"), somebody),
    st.tuples(st.just("hours_pass"), st.integers(1, 30)),
    st.tuples(st.just("registrations_close")),
    st.tuples(st.just("registrations_reopen")),
    st.tuples(st.just("is_called_off")),
    st.tuples(st.just("takes_place_after_all")),
    st.tuples(st.just("reserved_seats"), st.integers(0, 2)),
    st.tuples(st.just("capacity"), capacities),
    st.tuples(st.just("online_capacity"), capacities),
)
ADDS = {  # act: where it may add seats
    "capacity": Mode.ON_SITE,
    "reserved_seats": Mode.ON_SITE,
    "online_capacity": Mode.ONLINE,
}


WRITTEN = [
    *("capacity", "online_capacity", "reserved_seats", "reserve_released_at"),
    *("closes_at", "status"),
]


class Place:
    """A session, its people, and what they do."""

    def __init__(self, hybrid, capacity, reserved, waiting_line, asked, clock):
        self.clock = clock
        self.team = UserFactory()
        self.session = SessionFactory(
            event__approval=asked,
            hybrid=hybrid,
            capacity=capacity,
            online_capacity=capacity,
            reserved_seats=reserved,
            reserved_for=OrganisationFactory(),
            reserved_days=5,  # given back tomorrow
            waiting_line=waiting_line,
            starts_at=timezone.now() + timedelta(days=6),
        )
        self.people = PersonFactory.create_batch(PEOPLE)

    def register(self, n, mode, **how):
        try:
            registration.register(self.session, self.people[n], mode=mode, **how)
        except registration.Refused:
            return

    def team_adds(self, n, mode):
        self.register(n, mode, source=Registration.Source.STAFF)

    def organisation_sends(self, n, mode):
        self.register(n, mode, reserved=True)

    def cancel(self, n):
        for seat in self._of(n):
            registration.cancel(seat)

    def is_erased(self, n):
        """Another person takes their number."""
        erasure.erase(self.people[n])
        assert not self._of(n).exists()
        self.people[n] = PersonFactory()

    def keep(self, n):
        self._try(registration.keep, n)

    def release(self, n):
        self._try(registration.release, n)

    def change_mode(self, n, mode):
        self._try(registration.change_mode, n, mode)

    def is_accepted(self, n):
        self._try(approval.accept, n, self.team)

    def is_declined(self, n):
        self._try(approval.decline, n, self.team)

    def hours_pass(self, hours):
        self.clock.shift(timedelta(hours=hours))
        registration.lapse_offers()
        registration.release_reserves()

    def capacity(self, capacity):
        if capacity is None and self.session.reserved_seats:
            return  # some seats of a number that nobody knows
        planning.change(self.session, capacity=capacity)

    def online_capacity(self, capacity):
        planning.change(self.session, online_capacity=capacity)

    def reserved_seats(self, seats):
        if self.session.capacity is not None:
            planning.change(self.session, reserved_seats=seats)

    def registrations_close(self):
        planning.change(self.session, closes_at=timezone.now())

    def registrations_reopen(self):
        planning.change(self.session, closes_at=None)

    def is_called_off(self):
        planning.cancel(self.session)

    def takes_place_after_all(self):
        planning.restore(self.session)

    def _of(self, n):
        return self.session.registrations.live().filter(person=self.people[n])

    def _try(self, act, n, *how):
        for seat in self._of(n):
            try:
                act(seat, *how)
            except registration.Refused:
                return

    def state(self):
        """{mode: how its seats and its line stand}"""
        self.session.refresh_from_db(fields=WRITTEN)
        return {mode: self._state(mode) for mode in self.session.modes}

    def _state(self, mode):
        rows = self.session.registrations.attending(self.session, mode)
        return {
            "capacity": self.session.seats_for(mode),
            "reserve": self.session.has_reserve,
            "kept": self.session.kept(mode, rows.holding().filter(reserved=True).count()),
            "open": timezone.now() < self.session.closing
            and self.session.status != Session.Status.CANCELLED,
            "holding": set(rows.holding()),
            "offered": set(rows.offered()),
            "line": list(rows.waiting()),
            "passed": set(rows.waiting().filter(passed=True)),
        }


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    hybrid=st.booleans(),
    capacity=st.integers(min_value=0, max_value=3),
    reserved=st.sampled_from([0, 0, 1, 2]),
    waiting_line=st.sampled_from([True, True, True, False]),
    asked=st.sampled_from([False, False, True]),
    done=st.lists(acts, min_size=8, max_size=30),
)
def test_the_line_stays_fair_whatever_is_done(
    hybrid, capacity, reserved, waiting_line, asked, done
):
    with transaction.atomic(), time_machine.travel(timezone.now(), tick=False) as clock:
        place = Place(hybrid, capacity, reserved, waiting_line, asked, clock)
        before = place.state()
        for act, *what in done:
            seen = set(Move.objects.values_list("pk", flat=True))
            getattr(place, act)(*what)
            after = place.state()
            for mode in place.session.modes:
                given_back_to_all = before[mode]["reserve"] and not after[mode]["reserve"]
                adds = ADDS.get(act) == mode or given_back_to_all
                check_seats(before[mode], after[mode])
                check_turns(before[mode], after[mode], act, adds)
                moves = Move.objects.exclude(pk__in=seen)
                check_log(place.session, moves, before[mode], after[mode])
            before = after
        transaction.set_rollback(True)


def free(state):
    left = state["capacity"]
    return float("inf") if left is None else max(0, left - len(state["holding"]) - state["kept"])


def check_seats(before, after):
    """Seats are given within the capacity; a lowered one removes nobody, and gives none."""
    given_now = after["holding"] - before["holding"]
    if given_now and after["capacity"] is not None:
        assert len(after["holding"]) <= after["capacity"]
    # A free seat and somebody who would take it never coexist, until it is too late to come.
    if after["open"]:
        assert not free(after) or set(after["line"]) == after["passed"]


def check_turns(before, after, act, adds):
    stayed = [row for row in before["line"] if row in after["line"]]
    unmoved = [row for row in stayed if row not in after["passed"] - before["passed"]]

    # Who is left of the line stands as before, and whoever came or let a seat go stands behind;
    # whose request is accepted stands where they would have stood.
    assert [row for row in after["line"] if row in unmoved] == unmoved
    assert after["line"][: len(unmoved)] == unmoved or act == "is_accepted"
    assert [row.ticket for row in after["line"]] == sorted(row.ticket for row in after["line"])
    # Seats are offered to exactly the head of the line; a seat that somebody had gives their turn
    # back to those who let one go, an offer that was left does not.
    offered = after["offered"] - before["offered"]
    given_back = (before["holding"] - before["offered"]) - after["holding"]
    asleep = set() if given_back or adds else before["passed"]
    remained = offered | set(after["line"])
    turn = [row for row in before["line"] if row in remained and row not in asleep]
    assert offered == set(turn[: len(offered)])
    # Nobody else ever gets a seat from the line but by saying yes.
    seated = (after["holding"] - after["offered"]) - before["holding"]
    assert not seated & set(before["line"]) or act == "keep"


def check_log(session, moves, before, after):
    """Each change of state has its line, the last of which says where each person stands."""
    for row in session.registrations.all():
        last = row.moves.last()
        assert last.status == row.status
        assert last.act == {CANCELLED: "cancelled", OFFERED: "offered"}.get(row.status, last.act)
    changed = before["holding"] ^ after["holding"] | before["offered"] ^ after["offered"]
    changed |= set(before["line"]) ^ set(after["line"])
    assert {move.registration for move in moves} >= changed
