"""The queue for the next copy: who is served, in which order, until when."""

from datetime import date, timedelta

import pytest
import time_machine
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from resources import holds, lists, loans
from resources.models import Act, Copy, Hold
from tests.factories import (
    CopyFactory,
    KitFactory,
    LoanFactory,
    PersonFactory,
    ResourceFactory,
    UserFactory,
)

TUESDAY = date(2027, 3, 2)
DAY = timedelta(days=1)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tuesday():
    with time_machine.travel(TUESDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def book():
    return ResourceFactory(loan_days=21)


def out(book):
    """A copy of this book, in somebody's hands."""
    return LoanFactory(copy=CopyFactory(resource=book))


def test_who_asks_for_a_copy_that_is_out_waits(book):
    out(book)

    hold = holds.place(book, PersonFactory())

    assert (hold.status, hold.copy, hold.pick_up_until) == ("waiting", None, None)


def test_a_free_copy_is_set_aside_at_once_until_an_open_day(book):
    copy = CopyFactory(resource=book)

    hold = holds.place(book, PersonFactory())

    assert (hold.status, hold.copy, hold.ready_on) == ("ready", copy, TUESDAY)
    assert hold.pick_up_until == TUESDAY + 7 * DAY
    assert list(Copy.objects.available()) == []


def test_what_comes_back_goes_to_who_waits_first(book):
    loan = out(book)
    first, second = (holds.place(book, PersonFactory()) for _ in range(2))

    loans.take_back(loan)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, first.copy, second.status) == ("ready", loan.copy, "waiting")


def test_what_is_set_aside_is_lent_to_that_person_and_to_nobody_else(book):
    copy = CopyFactory(resource=book)
    hold = holds.place(book, PersonFactory())

    with pytest.raises(loans.SetAside) as caught:
        loans.lend(copy, PersonFactory())
    assert "jusqu’au 09/03/2027" in str(caught.value)

    loans.lend(copy, hold.person)
    hold.refresh_from_db()
    assert (hold.status, hold.over_on) == ("collected", TUESDAY)


def test_what_nobody_came_for_goes_to_the_next(book, tuesday):
    copy = CopyFactory(resource=book)
    first, second = (holds.place(book, PersonFactory()) for _ in range(2))

    assert holds.expire(first.pick_up_until) == 0
    tuesday.shift(8 * DAY)
    assert holds.expire() == 1
    assert holds.expire() == 0

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status, second.copy) == ("expired", "ready", copy)


def test_a_hold_that_is_cancelled_serves_the_next(book):
    CopyFactory(resource=book)
    first, second = (holds.place(book, PersonFactory()) for _ in range(2))

    holds.cancel(first)

    second.refresh_from_db()
    assert second.status == "ready"
    with pytest.raises(holds.Over):
        holds.cancel(first)


@pytest.mark.parametrize(
    ("resource", "refusal"),
    [
        (lambda: CopyFactory(resource=ResourceFactory(loan_days=None)).resource, "OnSiteOnly"),
        (lambda: ResourceFactory(loan_days=21), "NoCopy"),
        (lambda: CopyFactory(resource__loan_days=21, status="withdrawn").resource, "NoCopy"),
        (lambda: KitFactory().resource, "BookedByDates"),
    ],
)
def test_what_cannot_be_waited_for_is_refused_with_a_sentence(resource, refusal):
    with pytest.raises(getattr(holds, refusal)) as caught:
        holds.place(resource(), PersonFactory())

    assert str(caught.value).endswith(".")
    assert Hold.objects.count() == 0


def test_nobody_waits_twice_nor_for_what_they_have(book):
    loan, person = out(book), PersonFactory()
    holds.place(book, person)

    with pytest.raises(holds.AlreadyInLine):
        holds.place(book, person)
    with pytest.raises(holds.AlreadyBorrowed):
        holds.place(book, loan.borrower)


def test_the_team_moves_somebody_and_the_log_says_who_and_why(book):
    out(book)
    first, second, third = (holds.place(book, PersonFactory()) for _ in range(3))
    alice = UserFactory()

    holds.move(third, 1, alice, "atelier du 12 mars")

    assert list(book.holds.waiting()) == [third, first, second]
    act = Act.objects.get(what="moved")
    assert (act.hold, act.by) == (third, alice)
    assert act.words == "de la place 3 à la place 1 : atelier du 12 mars"


def test_what_somebody_keeps_in_their_list_holds_nothing(book):
    copy, person = CopyFactory(resource=book), PersonFactory()

    lists.keep(person, [book])

    assert lists.kept_by(person) == [book]
    assert Hold.objects.count() == 0
    assert loans.lend(copy, PersonFactory()).pk


def test_a_move_to_the_same_place_says_nothing(book):
    out(book)
    hold = holds.place(book, PersonFactory())

    holds.move(hold, 99, None)

    assert not Act.objects.filter(what="moved").exists()


class Queue(RuleBasedStateMachine):
    """Whatever is done at the desk, in whatever order: who stands before whom only ever changes by
    an act that the log keeps."""

    @initialize()
    def open(self):
        self.clock = time_machine.travel(TUESDAY, tick=False)
        self.clock.start()
        self.book = ResourceFactory(loan_days=21)
        for _ in range(2):
            CopyFactory(resource=self.book)
        self.order = []

    def teardown(self):
        if hasattr(self, "clock"):
            self.clock.stop()

    def line(self):
        return list(self.book.holds.waiting().values_list("pk", flat=True))

    def check(self):
        """Those who still wait stand as they stood; newcomers come after them."""
        now = self.line()
        assert now == [pk for pk in self.order if pk in now] + [
            pk for pk in now if pk not in self.order
        ]
        self.order = now

    @rule()
    def ask(self):
        holds.place(self.book, PersonFactory(), despite=True)
        self.check()

    @rule(n=st.integers(0, 20))
    @precondition(lambda self: self.book.holds.live().exists())
    def cancel(self, n):
        live = list(self.book.holds.live().order_by("pk"))
        holds.cancel(live[n % len(live)])
        self.check()

    @rule()
    def collect(self):
        for hold in self.book.holds.ready():
            loans.lend(hold.copy, hold.person, despite=True)
        self.check()

    @rule()
    def bring_back(self):
        for copy in self.book.copies.all():
            if loan := copy.loans.open().first():
                loans.take_back(loan)
        self.check()

    @rule()
    def expire(self):
        holds.expire(TUESDAY + 30 * DAY)
        self.check()

    @rule(n=st.integers(0, 20), place=st.integers(-2, 20))
    @precondition(lambda self: bool(self.line()))
    def move(self, n, place):
        line, before = self.line(), Act.objects.filter(what="moved").count()
        holds.move(Hold.objects.get(pk=line[n % len(line)]), place, None)
        now = self.line()
        assert sorted(now) == sorted(line)
        assert (now != line) == (Act.objects.filter(what="moved").count() == before + 1)
        self.order = now


class TestQueue(Queue.TestCase, TestCase):
    settings = settings(max_examples=15, stateful_step_count=15, deadline=None)
