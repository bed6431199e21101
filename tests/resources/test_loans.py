"""Lending: one copy in one pair of hands, and a sentence for each refusal."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from resources import bookings, care, checks, holds, limits, loans
from resources.checks import Counted
from resources.models import Act, Check, Copy, Item, LendingRules, Loan
from resources.refusal import OnSiteOnly, OutOfService
from tests.factories import (
    CopyFactory,
    ItemFactory,
    KitFactory,
    LoanFactory,
    MaterialFactory,
    PersonFactory,
    PictureFactory,
    ResourceFactory,
    StructureFactory,
    StructureMemberFactory,
    UserFactory,
)

TUESDAY = date(2027, 3, 2)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def tuesday():
    with time_machine.travel(TUESDAY, tick=False) as clock:
        yield clock


def lendable(**fields):
    return CopyFactory(resource=ResourceFactory(loan_days=21), **fields)


def test_a_copy_is_lent_for_the_usual_time():
    copy, person = lendable(), PersonFactory()

    loan = loans.lend(copy, person)

    today = timezone.localdate()
    assert (loan.copy, loan.borrower, loan.lent_on) == (copy, person, today)
    assert loan.due_on == today + timedelta(days=21)
    assert list(Copy.objects.available()) == []


def test_a_copy_may_be_lent_for_another_time():
    loan = loans.lend(lendable(), PersonFactory(), days=3)

    assert loan.due_on == timezone.localdate() + timedelta(days=3)


def test_a_copy_taken_back_can_be_lent_again():
    copy = lendable()
    first = loans.lend(copy, PersonFactory())

    loans.take_back(first)

    first.refresh_from_db()
    assert first.returned_on == timezone.localdate()
    assert loans.lend(copy, PersonFactory()).returned_on is None


@pytest.mark.parametrize(
    ("copy", "days", "refusal"),
    [
        (lambda: LoanFactory(copy=lendable()).copy, None, loans.OnLoan),
        (lambda: lendable(status=Copy.Status.REPAIR), None, OutOfService),
        (lambda: lendable(status=Copy.Status.WITHDRAWN), None, OutOfService),
        (lambda: CopyFactory(resource=ResourceFactory(loan_days=None)), None, OnSiteOnly),
        (lambda: CopyFactory(resource=ResourceFactory(loan_days=None)), 7, OnSiteOnly),
        (lendable, 0, loans.BadLength),
        (lendable, -1, loans.BadLength),
        (lendable, 366, loans.BadLength),
    ],
)
def test_what_cannot_be_lent_is_refused_with_a_sentence(copy, days, refusal):
    copy = copy()
    before = Loan.objects.count()

    with pytest.raises(refusal) as caught:
        loans.lend(copy, PersonFactory(), days)

    assert str(caught.value).endswith(".")
    assert Loan.objects.count() == before


def test_a_loan_ends_once():
    loan = loans.lend(lendable(), PersonFactory())
    loans.take_back(loan)

    with pytest.raises(loans.AlreadyBack):
        loans.take_back(loan)


def test_the_database_itself_refuses_two_open_loans_of_one_copy():
    loan = LoanFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        LoanFactory(copy=loan.copy)


def test_late_loans_are_those_whose_day_has_passed():
    today = timezone.localdate()
    LoanFactory(lent_on=today, due_on=today)
    late = LoanFactory(lent_on=today - timedelta(days=9), due_on=today - timedelta(days=1))
    LoanFactory(
        lent_on=today - timedelta(days=9), due_on=today - timedelta(days=1), returned_on=today
    )

    assert list(Loan.objects.late()) == [late]


def test_what_would_be_due_on_a_closed_day_is_due_on_the_next_open_one():
    assert loans.lend(lendable(), PersonFactory(), days=5).due_on == TUESDAY + 7 * DAY


def test_on_a_closed_day_nothing_leaves_unless_the_team_says_so(tuesday):
    tuesday.shift(5 * DAY)
    copy, person, alice = lendable(), PersonFactory(), UserFactory()

    with pytest.raises(bookings.ClosedDay) as caught:
        loans.lend(copy, person)
    assert "dimanche 7" in str(caught.value)

    loan = loans.lend(copy, person, by=alice, despite=True)
    act = Act.objects.get(what="despite")
    assert (act.loan, act.by, act.words) == (loan, alice, str(caught.value))


def test_what_left_before_today_is_noted_after_the_fact_and_logged():
    alice = UserFactory()
    loan = loans.lend(lendable(), PersonFactory(), on=TUESDAY - 3 * DAY, by=alice)
    loans.take_back(loan, on=TUESDAY - DAY, by=alice)

    loan.refresh_from_db()
    assert (loan.lent_on, loan.returned_on) == (TUESDAY - 3 * DAY, TUESDAY - DAY)
    acts = Act.objects.filter(what="backdated", by=alice).order_by("pk")
    assert [act.words for act in acts] == ["au 27/02/2027", "au 01/03/2027"]


@pytest.mark.parametrize("days", [1, -61])
def test_what_is_to_come_or_too_old_is_not_noted(days):
    with pytest.raises(loans.BadDay):
        loans.lend(lendable(), PersonFactory(), on=TUESDAY + days * DAY)


@pytest.mark.parametrize("days", [1, -4])
def test_a_return_is_noted_between_the_loan_and_today(days):
    loan = loans.lend(lendable(), PersonFactory(), on=TUESDAY - 3 * DAY)

    with pytest.raises(loans.BadDay):
        loans.take_back(loan, on=TUESDAY + days * DAY)


def test_a_loan_is_prolonged_for_as_long_again_and_so_many_times():
    loan = loans.lend(lendable(), PersonFactory())

    for _ in range(2):
        loans.renew(loan)

    loan.refresh_from_db()
    assert (loan.due_on, loan.renewals) == (TUESDAY + 63 * DAY, 2)
    with pytest.raises(loans.NoRenewal) as caught:
        loans.renew(loan)
    assert str(caught.value).startswith("Ce prêt a déjà été prolongé 2 fois, le maximum")


def test_a_late_loan_is_prolonged_from_today(tuesday):
    loan = loans.lend(lendable(), PersonFactory())
    tuesday.shift(28 * DAY)

    assert loans.renew(loan).due_on == TUESDAY + 49 * DAY


def test_nothing_is_prolonged_when_somebody_waits():
    loan = loans.lend(lendable(), PersonFactory())
    hold = holds.place(loan.copy.resource, PersonFactory())

    with pytest.raises(loans.NoRenewal) as caught:
        loans.renew(loan)
    assert str(caught.value).startswith("Quelqu’un attend cette ressource")

    holds.cancel(hold)
    assert loans.renew(loan).renewals == 1


def test_limits_are_those_of_the_person_or_of_the_structure():
    rules = LendingRules.load()
    rules.person_loans, rules.structure_loans = 1, 2
    rules.save()
    structure = StructureFactory()
    people = [StructureMemberFactory(structure=structure).person for _ in range(2)]
    loans.lend(lendable(), people[0])

    with pytest.raises(limits.TooMany) as caught:
        loans.lend(lendable(), people[0])
    assert str(caught.value).startswith("À ce nom, 1 exemplaire est déjà en prêt, le maximum")

    for person in people:
        loans.lend(lendable(), person, structure=structure)
    with pytest.raises(limits.TooMany) as caught:
        loans.lend(lendable(), people[0], structure=structure)
    assert "2 exemplaires sont déjà en prêt" in str(caught.value)


def test_a_copy_that_is_not_clean_waits(tuesday):
    copy = lendable(material=MaterialFactory(days=2))
    loans.take_back(loans.lend(copy, PersonFactory()))
    hold = holds.place(copy.resource, PersonFactory())

    assert hold.status == "waiting"
    with pytest.raises(loans.NotClean):
        loans.lend(copy, hold.person)

    tuesday.shift(DAY)
    care.clean(copy, None)
    hold.refresh_from_db()
    assert (hold.status, hold.copy) == ("ready", copy)


@pytest.mark.parametrize("days", [-1, 2])
def test_a_cleaning_is_noted_between_the_return_and_today(tuesday, days):
    copy = lendable(material=MaterialFactory())
    loans.take_back(loans.lend(copy, PersonFactory()))
    tuesday.shift(DAY)

    with pytest.raises(care.NotThatDay):
        care.clean(copy, None, TUESDAY + days * DAY)


def test_a_copy_that_leaves_the_collection_is_not_in_somebody_s_hands():
    loan = loans.lend(lendable(), PersonFactory())

    with pytest.raises(care.StillOut):
        care.change_status(loan.copy, Copy.Status.WITHDRAWN, None)

    loans.take_back(loan)
    holds.place(loan.copy.resource, PersonFactory())
    with pytest.raises(care.SetAsideForSomebody):
        care.change_status(loan.copy, Copy.Status.WITHDRAWN, None)


def test_a_copy_that_comes_back_from_repair_is_for_who_waits():
    copy = lendable(status=Copy.Status.REPAIR)
    hold = holds.place(copy.resource, PersonFactory())

    care.change_status(copy, Copy.Status.IN_SERVICE, UserFactory(), "roue recollée")

    hold.refresh_from_db()
    assert hold.status == "ready"
    act = Act.objects.get(what="status")
    assert act.words == "en réparation → en service : roue recollée"


# The checklist


@pytest.fixture
def kit():
    kit = KitFactory()
    for label, quantity, kind in [("cube", 24, "piece"), ("livret", 1, "document")]:
        ItemFactory(copy=kit, label=label, quantity=quantity, kind=kind)
    ItemFactory(copy=kit, label="savon", kind=Item.Kind.CONSUMABLE, quantity=2)
    return kit


def counted(kit, **found):
    """By label: how many, or a Counted."""
    items = {item.label: item.pk for item in kit.items.all()}
    return {items[label]: n if isinstance(n, Counted) else Counted(n) for label, n in found.items()}


def test_a_kit_is_counted_when_it_leaves_and_when_it_comes_back(kit):
    loan = loans.lend(kit, PersonFactory())
    out = Check.objects.get(moment="out")
    checks.count(out, counted(kit, cube=23), by=None)
    loans.take_back(loan)
    back = Check.objects.to_count().get()

    checks.count(back, {}, by=None)

    back.refresh_from_db()
    assert [(line.label, line.found) for line in back.lines.all()] == [
        ("cube", 23),
        ("livret", 1),
        ("savon", 2),
    ]
    copy = Copy.objects.with_loan().get(pk=kit.pk)
    assert copy.hygiene.replace("\N{NO-BREAK SPACE}", " ") == "24 pièces sur 25"


@pytest.mark.parametrize(
    ("found", "lost", "closed"),
    [
        ({}, 0, True),
        ({"savon": 0}, 0, True),  # used up
        ({"cube": 22}, 2, False),
        ({"cube": Counted(22, already_missing=True)}, 0, True),
    ],
)
def test_a_check_is_closed_unless_something_was_lost(kit, found, lost, closed):
    loans.take_back(loans.lend(kit, PersonFactory()))
    back = Check.objects.get(moment="back")

    checks.count(back, counted(kit, **found), by=None)

    back.refresh_from_db()
    assert sum(line.lost for line in back.lines.all()) == lost
    assert (back.closed_on == TUESDAY) == closed
    assert list(Check.objects.to_settle()) == ([] if closed else [back])


def test_what_was_remarked_is_settled_by_the_team(kit):
    loans.take_back(loans.lend(kit, PersonFactory()))
    back = Check.objects.get(moment="back")
    with pytest.raises(checks.NotCounted):
        checks.settle(back, None)
    photo = PictureFactory()
    checks.count(back, {}, by=None, note="Une roue est fêlée.", photos=[photo])
    with pytest.raises(checks.AlreadyCounted):
        checks.count(back, {}, by=None)

    checks.settle(back, UserFactory())

    back.refresh_from_db()
    assert back.closed_on == TUESDAY
    assert [row.picture for row in back.photos.all()] == [photo]


def test_more_than_there_should_be_counts_as_all(kit):
    loans.take_back(loans.lend(kit, PersonFactory()))

    checks.count(Check.objects.get(moment="back"), counted(kit, cube=99), by=None)

    assert kit.items.get(label="cube").there == 24


def test_what_was_bought_again_is_there_again(kit):
    Item.objects.filter(label="cube").update(present=20)

    checks.refill(kit.items.get(label="cube"), None)

    assert kit.items.get(label="cube").there == 24


def test_a_book_has_nothing_to_count():
    loans.take_back(loans.lend(lendable(), PersonFactory()))

    assert Check.objects.count() == 0
