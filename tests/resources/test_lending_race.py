"""Processes that all want one kit, one copy, one place in a queue; and what no lock would do."""

import multiprocessing
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from resources import bookings, counter, holds, loans
from resources.models import Booking, Copy, ExceptionalDay, Hold, Loan, Resource
from resources.refusal import Refused
from tests.events.test_race import PATIENCE, all_at_once
from tests.factories import CopyFactory, KitFactory, PersonFactory, ResourceFactory

PEOPLE = 20
DAY = timedelta(days=1)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite lets one writer in at a time"
    ),
    pytest.mark.xdist_group("races"),
]

processes = multiprocessing.get_context("fork")


@pytest.fixture
def days():
    """Two days when the desk is open, whatever today is."""
    start = timezone.localdate() + 10 * DAY
    end = start + 7 * DAY
    for day in (timezone.localdate(), start, end):
        ExceptionalDay.objects.create(day=day, state="desk")
    return start, end


def unlocked(resource_pk):
    return Resource.objects.get(pk=resource_pk)


def answer(act):
    """« yes », or the name of the refusal."""
    try:
        act()
    except (Refused, IntegrityError) as error:
        return type(error).__name__
    return "yes"


def test_twenty_people_who_book_one_kit_at_once_book_it_once(days):
    kit = KitFactory()

    answers = all_at_once(
        lambda person: answer(lambda: bookings.ask(kit, person, *days)),
        PersonFactory.create_batch(PEOPLE),
    )

    assert sorted(answers) == ["Taken"] * (PEOPLE - 1) + ["yes"]
    assert Booking.objects.count() == 1


def everybody_looks_first(monkeypatch, number):
    """Nobody writes before everybody has seen that the kit is free."""
    monkeypatch.setattr(counter, "hold", unlocked)
    looked, look = processes.Barrier(number), bookings.refuse_taken

    def refuse_taken(*args, **kwargs):
        look(*args, **kwargs)
        looked.wait(PATIENCE)

    monkeypatch.setattr(bookings, "refuse_taken", refuse_taken)


def test_control_without_the_lock_the_constraint_alone_is_left_to_refuse(days, monkeypatch):
    everybody_looks_first(monkeypatch, PEOPLE)
    kit = KitFactory()

    answers = all_at_once(
        lambda person: answer(lambda: bookings.ask(kit, person, *days)),
        PersonFactory.create_batch(PEOPLE),
    )

    assert sorted(answers) == ["IntegrityError"] * (PEOPLE - 1) + ["yes"]


def test_control_without_either_the_same_people_all_have_the_kit(days, monkeypatch):
    everybody_looks_first(monkeypatch, PEOPLE)
    kit = KitFactory()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s",
            ["bookings_apart"],
        )
        [constraint] = cursor.fetchone()
        cursor.execute("ALTER TABLE resources_booking DROP CONSTRAINT bookings_apart")
    try:
        all_at_once(
            lambda person: answer(lambda: bookings.ask(kit, person, *days)),
            PersonFactory.create_batch(PEOPLE),
        )
        assert Booking.objects.filter(copy=kit, starts_on=days[0]).count() == PEOPLE
    finally:
        Booking.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(
                f"ALTER TABLE resources_booking ADD CONSTRAINT bookings_apart {constraint}"
            )


def test_one_copy_asked_for_everywhere_is_lent_once(days):
    copy = CopyFactory(resource=ResourceFactory(loan_days=21))

    answers = all_at_once(
        lambda person: answer(lambda: loans.lend(copy, person, despite=True)),
        PersonFactory.create_batch(PEOPLE),
    )

    assert sorted(answers) == ["OnLoan"] * (PEOPLE - 1) + ["yes"]


def test_a_copy_that_comes_back_is_set_aside_for_one_of_those_who_come(days):
    copy = CopyFactory(resource=ResourceFactory(loan_days=21))
    loan = loans.lend(copy, PersonFactory(), despite=True)

    def come_or_bring_back(who):
        if isinstance(who, Loan):
            loans.take_back(who)
        else:
            holds.place(copy.resource, who)

    all_at_once(come_or_bring_back, [*PersonFactory.create_batch(PEOPLE), loan])

    queue = Hold.objects.order_by("ticket")
    assert [hold.status for hold in queue] == ["ready"] + ["waiting"] * (PEOPLE - 1)
    assert len({hold.ticket for hold in queue}) == PEOPLE


def test_bookings_holds_and_returns_of_one_title_never_wait_for_each_other_in_a_circle(days):
    """Every rule locks one row, that of the resource: there is nothing to deadlock on."""
    resource = ResourceFactory(loan_days=21)
    kit = KitFactory(resource=resource)
    copies = CopyFactory.create_batch(5, resource=resource)
    lent = [loans.lend(copy, PersonFactory(), despite=True) for copy in copies]

    def act(row):
        with transaction.atomic():
            if isinstance(row, Loan):
                loans.take_back(row)
            elif row.pk % 2:
                holds.place(resource, row)
            else:
                answer(lambda: bookings.ask(kit, row, *days))

    all_at_once(act, [*lent, *PersonFactory.create_batch(10)])

    assert Loan.objects.open().count() == 0
    assert Booking.objects.count() == 1
    assert Hold.objects.ready().count() == 5
    assert Copy.objects.available().filter(kit=False).count() == 0
