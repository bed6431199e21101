"""Lending: one copy in one pair of hands, and a sentence for each refusal."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from resources import loans
from resources.models import Copy, Loan
from tests.factories import CopyFactory, LoanFactory, PersonFactory, ResourceFactory


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
        (lambda: lendable(status=Copy.Status.REPAIR), None, loans.OutOfService),
        (lambda: lendable(status=Copy.Status.WITHDRAWN), None, loans.OutOfService),
        (lambda: CopyFactory(resource=ResourceFactory(loan_days=None)), None, loans.OnSiteOnly),
        (lambda: CopyFactory(resource=ResourceFactory(loan_days=None)), 7, loans.OnSiteOnly),
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
