"""Lending and taking back. The only code that opens and closes a loan.

The copy's row is the ticket counter: whoever holds it decides alone.
"""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import Person
from resources.models import Copy, Loan

LONGEST = 365  # days


class Refused(Exception):
    """What was asked cannot be; `str()` says why to whoever stands at the desk."""


class OnLoan(Refused):
    def __init__(self, loan: Loan) -> None:
        super().__init__(f"Cet exemplaire est déjà prêté, depuis le {loan.lent_on:%d/%m/%Y}.")


class OutOfService(Refused):
    def __init__(self, copy: Copy) -> None:
        super().__init__(f"Cet exemplaire ne se prête pas : il est {copy.get_status_display()}.")


class OnSiteOnly(Refused):
    def __init__(self) -> None:
        super().__init__("Cette ressource se consulte sur place : elle ne s’emprunte pas.")


class BadLength(Refused):
    def __init__(self) -> None:
        super().__init__(f"Un prêt dure de 1 à {LONGEST} jours.")


class AlreadyBack(Refused):
    def __init__(self, loan: Loan) -> None:
        super().__init__(f"Cet exemplaire a déjà été rendu, le {loan.returned_on:%d/%m/%Y}.")


@transaction.atomic
def lend(copy: Copy, person: Person, days: int | None = None) -> Loan:
    """Lend for so many days, or for as long as the resource is usually lent."""
    copy = _lock(copy)
    if copy.status != Copy.Status.IN_SERVICE:
        raise OutOfService(copy)
    if loan := copy.loans.open().first():
        raise OnLoan(loan)
    days = days if days is not None else copy.resource.loan_days
    if not copy.resource.loan_days or days is None:
        raise OnSiteOnly
    if not 1 <= days <= LONGEST:
        raise BadLength
    today = timezone.localdate()
    return Loan.objects.create(
        copy=copy, borrower=person, lent_on=today, due_on=today + timedelta(days=days)
    )


@transaction.atomic
def take_back(loan: Loan, on: date | None = None) -> Loan:
    _lock(loan.copy)
    loan = Loan.objects.get(pk=loan.pk)
    if loan.returned_on:
        raise AlreadyBack(loan)
    loan.returned_on = on or timezone.localdate()
    loan.save(update_fields=["returned_on"])
    return loan


def _lock(copy: Copy) -> Copy:
    rows = Copy.objects.select_related("resource").select_for_update(of=("self",))
    return rows.get(pk=copy.pk)
