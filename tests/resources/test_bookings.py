"""Kits kept for fixed dates: open days, cleaning between two, a sentence for each refusal."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from resources import bookings, care, limits, loans
from resources.models import Act, Booking, Copy, LendingRules
from resources.refusal import OnSiteOnly, OutOfService
from tests.factories import (
    BookingFactory,
    ClosureFactory,
    CopyFactory,
    ItemFactory,
    KitFactory,
    LoanFactory,
    MaterialFactory,
    PersonFactory,
    ResourceFactory,
    StructureFactory,
    StructureMemberFactory,
    UserFactory,
)

TUESDAY = date(2027, 3, 2)
DAY = timedelta(days=1)
WEEK = 7 * DAY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tuesday():
    with time_machine.travel(TUESDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def kit():
    """What is inside takes two days to clean."""
    kit = KitFactory(code="MALLE-1")
    ItemFactory(copy=kit, material=MaterialFactory(days=1))
    ItemFactory(copy=kit, material=MaterialFactory(days=2))
    return kit


def ask(kit, start, end, **columns):
    return bookings.ask(kit, PersonFactory(), start, end, **columns)


def test_a_kit_is_kept_until_it_is_clean_again(kit):
    booking = ask(kit, TUESDAY + WEEK, TUESDAY + 2 * WEEK)

    assert booking.status == "requested"
    assert booking.busy_until == TUESDAY + 2 * WEEK + 2 * DAY


def test_cleaning_is_done_on_days_of_work(kit):
    saturday = TUESDAY + 11 * DAY

    assert ask(kit, TUESDAY + WEEK, saturday).busy_until == saturday + 3 * DAY


def test_names_are_kept_as_they_were_typed(kit):
    booking = ask(kit, TUESDAY, TUESDAY + WEEK, first_name="Ana", last_name="Durand")

    assert booking.full_name == "Ana Durand"
    assert str(booking.person) != "Ana Durand"


@pytest.mark.parametrize(
    ("start", "end", "taken"),
    [
        (7, 14, True),
        (0, 7, True),  # its cleaning would not be over
        (14, 21, True),  # back that very day
        (16, 21, True),  # not clean yet
        (17, 21, False),
        (0, 3, False),
    ],
)
def test_two_bookings_never_overlap_cleaning_included(kit, start, end, taken):
    ask(kit, TUESDAY + WEEK, TUESDAY + 2 * WEEK)

    if not taken:
        assert ask(kit, TUESDAY + start * DAY, TUESDAY + end * DAY).pk
        return
    with pytest.raises(bookings.Taken) as caught:
        ask(kit, TUESDAY + start * DAY, TUESDAY + end * DAY)
    said = str(caught.value).replace("\N{NO-BREAK SPACE}", " ")
    assert said.startswith("La malle est prise du 9 mars 2027 au 18 mars 2027, nettoyage compris")
    assert Booking.objects.count() == 1


@pytest.mark.skipif(connection.vendor != "postgresql", reason="a constraint of PostgreSQL")
def test_postgresql_itself_refuses_two_bookings_that_overlap(kit):
    first = BookingFactory(copy=kit)
    BookingFactory(copy=kit, starts_on=first.starts_on, status="cancelled", over_on=TUESDAY)
    BookingFactory(starts_on=first.starts_on)

    with pytest.raises(IntegrityError, match="bookings_apart"), transaction.atomic():
        BookingFactory(copy=kit, starts_on=first.ends_on)


def test_dates_given_back_can_be_taken(kit):
    booking = ask(kit, TUESDAY, TUESDAY + WEEK)

    bookings.cancel(booking)

    assert ask(kit, TUESDAY, TUESDAY + WEEK).pk


def test_a_form_sent_twice_makes_one_booking(kit):
    person = PersonFactory()
    first, second = (
        bookings.ask(kit, person, TUESDAY, TUESDAY + WEEK, form_key="same") for _ in range(2)
    )

    assert first == second


@pytest.mark.parametrize(
    ("kit", "start", "end", "refusal"),
    [
        (CopyFactory, 0, 7, bookings.NotAKit),
        (lambda: KitFactory(status=Copy.Status.WITHDRAWN), 0, 7, OutOfService),
        (lambda: KitFactory(status=Copy.Status.RECALLED), 0, 7, OutOfService),
        (lambda: KitFactory(resource=ResourceFactory(loan_days=None)), 0, 7, OnSiteOnly),
        (KitFactory, -1, 7, bookings.BadDates),
        (KitFactory, 7, 0, bookings.BadDates),
        (KitFactory, 0, 22, bookings.BadDates),
        (KitFactory, 181, 185, bookings.BadDates),
        (KitFactory, 5, 8, bookings.ClosedDay),  # a Sunday
        (KitFactory, 6, 8, bookings.ClosedDay),  # for the team alone
        (KitFactory, 0, 5, bookings.ClosedDay),
    ],
)
def test_what_cannot_be_booked_is_refused_with_a_sentence(kit, start, end, refusal):
    with pytest.raises(refusal) as caught:
        ask(kit(), TUESDAY + start * DAY, TUESDAY + end * DAY)

    assert str(caught.value).endswith(".")
    assert Booking.objects.count() == 0


def test_days_when_the_place_is_closed_may_lie_between(kit):
    ClosureFactory(first_day=TUESDAY + DAY, last_day=TUESDAY + 6 * DAY)

    assert ask(kit, TUESDAY, TUESDAY + WEEK).pk


def test_a_kit_handed_over_at_a_meeting_asks_only_that_the_place_is_not_closed(kit):
    monday = TUESDAY + 6 * DAY

    booking = ask(kit, monday, monday + WEEK, collect_at="Soirée jeux", return_at="Soirée jeux")

    assert booking.pk
    with pytest.raises(bookings.ClosedDay):
        ask(KitFactory(), TUESDAY + 5 * DAY, monday, collect_at="Soirée", return_at="Soirée")


def test_a_person_keeps_one_kit_and_a_structure_two():
    structure = StructureFactory()
    person = StructureMemberFactory(structure=structure).person
    dates = (TUESDAY, TUESDAY + WEEK)

    bookings.ask(KitFactory(), person, *dates)
    with pytest.raises(limits.TooMany) as caught:
        bookings.ask(KitFactory(), person, *dates)
    assert str(caught.value).startswith("À ce nom, 1 malle est déjà réservée ou en prêt")

    for _ in range(2):
        bookings.ask(KitFactory(), person, *dates, structure=structure)
    with pytest.raises(limits.TooMany) as caught:
        bookings.ask(KitFactory(), person, *dates, structure=structure)
    assert "2 malles sont déjà réservées ou en prêt" in str(caught.value)


def test_only_those_that_a_structure_names_book_for_it(kit):
    with pytest.raises(limits.NotOfTheStructure):
        ask(kit, TUESDAY, TUESDAY + WEEK, structure=StructureFactory())


def test_the_team_may_set_a_rule_aside(kit):
    sunday = TUESDAY + 5 * DAY

    assert ask(kit, sunday, sunday + DAY, despite=True).pk


def test_who_is_very_late_books_nothing_more(kit):
    person = PersonFactory()
    LoanFactory(borrower=person, lent_on=date(2027, 1, 5), due_on=TUESDAY - 15 * DAY)

    with pytest.raises(limits.TooLate) as caught:
        bookings.ask(kit, person, TUESDAY, TUESDAY + WEEK)
    assert "attendu depuis le 15/02/2027" in str(caught.value)

    rules = LendingRules.load()
    rules.late_days = 15
    rules.save()
    assert bookings.ask(kit, person, TUESDAY, TUESDAY + WEEK).pk


def test_from_a_request_to_a_clean_kit(kit, tuesday):
    alice = UserFactory()
    booking = ask(kit, TUESDAY, TUESDAY + WEEK)

    bookings.confirm(booking, alice)
    bookings.prepare(booking, alice)
    loan = loans.lend_booked(booking, by=alice)
    assert (loan.borrower, loan.lent_on, loan.due_on) == (booking.person, TUESDAY, TUESDAY + WEEK)
    tuesday.shift(WEEK)
    loans.take_back(loan, by=alice)
    booking.refresh_from_db()
    kit.refresh_from_db()
    assert (booking.status, booking.over_on, kit.dirty_since) == ("returned", *[TUESDAY + WEEK] * 2)
    with pytest.raises(bookings.Taken):
        ask(kit, TUESDAY + WEEK + 2 * DAY, TUESDAY + 2 * WEEK)

    care.clean(kit, alice)

    kit.refresh_from_db()
    assert (kit.dirty_since, kit.cleaned_on) == (None, TUESDAY + WEEK)
    assert ask(kit, TUESDAY + WEEK, TUESDAY + 2 * WEEK).pk
    acts = Act.objects.order_by("pk").values_list("what", "by")
    done = ["booked", "confirmed", "prepared", "lent", "returned", "cleaned", "booked"]
    assert list(acts) == [(what, None if what == "booked" else alice.pk) for what in done]


def test_a_request_that_is_declined_frees_its_dates_and_says_why(kit):
    booking = ask(kit, TUESDAY, TUESDAY + WEEK)

    bookings.decline(booking, None, reply="La malle part en réparation.")

    booking.refresh_from_db()
    assert (booking.status, booking.reply) == ("declined", "La malle part en réparation.")
    assert ask(kit, TUESDAY, TUESDAY + WEEK).pk


@pytest.mark.parametrize("act", [bookings.confirm, bookings.decline, bookings.prepare])
def test_each_state_has_its_acts(kit, act):
    booking = BookingFactory(copy=kit, status="lent")

    with pytest.raises(bookings.NotNow) as caught:
        act(booking, None)

    assert str(caught.value) == "Cette réservation est empruntée."


def test_a_kit_that_is_late_is_taken_today_and_until_it_would_be_clean(kit, tuesday):
    booking = ask(kit, TUESDAY, TUESDAY + WEEK, confirmed=True)
    loans.lend_booked(booking)
    tuesday.shift(9 * DAY)

    assert bookings.busy(kit, TUESDAY + 9 * DAY, TUESDAY + 9 * DAY) == [
        (TUESDAY, TUESDAY + 11 * DAY)
    ]


def test_a_kit_lent_at_the_desk_is_kept_for_its_dates(kit):
    loan = loans.lend(kit, PersonFactory())

    assert loan.booking.status == "lent"
    with pytest.raises(bookings.Taken):
        ask(kit, loan.due_on, loan.due_on + WEEK)


def test_a_kit_is_not_lent_over_somebody_s_booking(kit):
    ask(kit, TUESDAY + WEEK, TUESDAY + 2 * WEEK)

    with pytest.raises(bookings.Taken):
        loans.lend(kit, PersonFactory())
    assert loans.lend(kit, PersonFactory(), days=3).due_on == TUESDAY + 3 * DAY


def test_dates_change_as_long_as_nobody_else_has_them(kit):
    booking = ask(kit, TUESDAY, TUESDAY + 3 * DAY)
    ask(kit, TUESDAY + WEEK, TUESDAY + 2 * WEEK)

    bookings.change(booking, TUESDAY + DAY, TUESDAY + 3 * DAY, None)
    booking.refresh_from_db()
    assert (booking.starts_on, booking.ends_on) == (TUESDAY + DAY, TUESDAY + 3 * DAY)

    with pytest.raises(bookings.Taken):
        bookings.change(booking, TUESDAY + DAY, TUESDAY + WEEK, None)


def test_a_kit_is_kept_longer_unless_it_is_booked(kit):
    loan = loans.lend_booked(ask(kit, TUESDAY, TUESDAY + WEEK, confirmed=True))
    other = ask(kit, TUESDAY + 2 * WEEK, TUESDAY + 3 * WEEK)

    with pytest.raises(bookings.Taken):
        loans.renew(loan)

    bookings.cancel(other)
    loans.renew(loan)
    loan.refresh_from_db()
    assert loan.due_on == loan.booking.ends_on == TUESDAY + 4 * WEEK
