"""Four months after the return and the closed check, nothing says any more who had borrowed."""

from datetime import date, timedelta

import pytest
import time_machine
from django.apps import apps
from django.db import connection

from accounts import erasure
from accounts.models import Person
from resources import bookings, checks, holds, lists, loans, memory
from resources.checks import Counted
from resources.models import Act, Booking, Check, CheckLine, Hold, Loan
from tests.factories import (
    CopyFactory,
    ItemFactory,
    KitFactory,
    PersonFactory,
    ResourceFactory,
    StructureFactory,
    StructureMemberFactory,
    UserFactory,
)

TUESDAY = date(2027, 3, 2)
DAY = timedelta(days=1)
KEPT = 121 * DAY  # four months of thirty days, and one

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(TUESDAY, tick=False) as clock:
        yield clock


def found_in_the_database(person):
    """{table: how many rows} that name somebody: their names, address or phone in any text, or
    their key in any column that points to people."""
    words = [word.casefold() for word in ("Zéphyrine", "Quévauvilliers", "zephyrine@", "06 11 22")]
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            columns = [column[0] for column in cursor.description]
            keys = [columns.index(name) for name in pointing_to_people(table) if name in columns]
            rows = [
                row
                for row in cursor.fetchall()
                if any(word in str(row).casefold() for word in words)
                or any(row[key] == person.pk for key in keys)
            ]
            if rows:
                found[table] = len(rows)
    return found


def pointing_to_people(table):
    for model in apps.get_models(include_auto_created=True):
        if model._meta.db_table == table:
            for field in model._meta.concrete_fields:
                if field.related_model is Person:
                    yield field.column


@pytest.fixture
def zephyrine():
    return PersonFactory(
        first_name="Zéphyrine",
        last_name="Quévauvilliers",
        email="zephyrine@example.org",
        phone="06 11 22 33 44",
    )


@pytest.fixture
def loan(zephyrine):
    """A kit that she booked, borrowed, brought back with a cube missing; and a queue she left."""
    kit, alice = KitFactory(), UserFactory()
    cube = ItemFactory(copy=kit, quantity=24)
    names = {"first_name": "Zéphyrine", "last_name": "Quévauvilliers"}
    booking = bookings.ask(
        kit,
        zephyrine,
        TUESDAY,
        TUESDAY + 7 * DAY,
        confirmed=True,
        message="Appelez Zéphyrine au 06 11 22 33 44.",
        **names,
    )
    loan = loans.lend_booked(booking, by=alice)
    loans.take_back(loan, by=alice)
    missing = {cube.pk: Counted(22, remark="perdus par Mme Quévauvilliers")}
    note = "Zéphyrine rachètera les cubes."
    checks.count(Check.objects.get(moment="back"), missing, by=alice, note=note)
    holds.cancel(holds.place(CopyFactory(resource__loan_days=9).resource, zephyrine), alice)
    return loan


EVERYWHERE = {
    "accounts_person",
    "resources_loan",
    "resources_booking",
    "resources_hold",
    "resources_check",
    "resources_checkline",
    "letters_letter",
}


def test_after_anonymisation_a_search_of_the_whole_database_finds_nothing(loan, zephyrine, clock):
    assert set(found_in_the_database(zephyrine)) >= EVERYWHERE
    checks.settle(Check.objects.get(moment="back"), None)
    clock.shift(KEPT)

    assert memory.purge() == 1

    # Who she is, is still known for three years: no longer what she borrowed.
    assert set(found_in_the_database(zephyrine)) == {"accounts_person"}
    erasure.erase(zephyrine)
    assert found_in_the_database(zephyrine) == {}


def test_figures_stay(loan, clock):
    checks.settle(Check.objects.get(moment="back"), UserFactory())
    counts = [model.objects.count() for model in (Loan, Booking, Hold, Check, CheckLine, Act)]
    clock.shift(KEPT)

    memory.purge()

    assert counts == [
        model.objects.count() for model in (Loan, Booking, Hold, Check, CheckLine, Act)
    ]
    assert [line.lost for line in CheckLine.objects.all()] == [2]
    assert {act.by is not None for act in Act.objects.filter(loan=loan)} == {True}


def test_as_long_as_the_check_is_not_closed_the_team_knows_whom_to_ask(loan, clock):
    clock.shift(KEPT)
    assert memory.purge() == 0

    checks.settle(Check.objects.get(moment="back"), None)
    assert memory.purge() == 0
    clock.shift(KEPT - 2 * DAY)
    assert memory.purge() == 0

    clock.shift(3 * DAY)
    assert memory.purge() == 1
    loan.refresh_from_db()
    assert loan.borrower is None


def test_a_booking_that_came_to_nothing_is_forgotten_too(zephyrine, clock):
    booking = bookings.ask(KitFactory(), zephyrine, TUESDAY, TUESDAY + DAY)
    bookings.cancel(booking)
    clock.shift(KEPT)

    memory.purge()

    booking.refresh_from_db()
    assert (booking.person, booking.full_name) == (None, "")


def test_who_is_erased_gives_back_what_was_kept_for_them(zephyrine):
    book = CopyFactory(resource=ResourceFactory(loan_days=9)).resource
    holds.place(book, zephyrine)
    booking = bookings.ask(KitFactory(), zephyrine, TUESDAY, TUESDAY + DAY)
    next_one = holds.place(book, PersonFactory())
    StructureMemberFactory(
        structure=StructureFactory(email="zephyrine@example.org"), person=zephyrine
    )
    lists.keep(zephyrine, [book])
    assert erasure.consequences(zephyrine) == ["2 réservations de la bibliothèque seront annulées."]

    erasure.erase(zephyrine)

    next_one.refresh_from_db()
    booking.refresh_from_db()
    assert (next_one.status, booking.status) == ("ready", "cancelled")
    assert found_in_the_database(zephyrine) == {}


def test_who_has_something_at_home_is_not_erased(zephyrine):
    loans.lend(KitFactory(), zephyrine)

    with pytest.raises(erasure.CannotErase):
        erasure.erase(zephyrine)


def test_somebody_that_a_structure_names_is_not_forgotten(zephyrine, clock):
    StructureMemberFactory(person=zephyrine)

    assert zephyrine.pk in [row["pk"] for row in memory.LoansMemory().since(erasure.timezone.now())]
