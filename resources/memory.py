"""What the library knows of people, and for how long.

The name of who borrowed goes some months after the return *and* the closed check, everywhere it
went: the loan, its booking, the queue, what was remarked, the letters. Figures stay.
"""

from datetime import date, datetime
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.erasure import CannotErase, Memory, kept_since
from accounts.models import Person, User
from resources import bookings, holds, letters
from resources.models import (
    Booking,
    Check,
    CheckLine,
    Hold,
    Kept,
    Loan,
    SavedSearch,
    Structure,
    StructureMember,
)

BATCH = 200  # rows of each kind, at a time

UNNAMED = {"person": None, "first_name": "", "last_name": "", "message": "", "reply": ""}


class ListsMemory(Memory):
    """What somebody keeps in their list, and looks for, is theirs alone; it goes with them."""

    def since(self, moment: datetime) -> QuerySet:
        return Kept.objects.filter(kept_at__gte=moment).order_by().values("person")

    def forget(self, person: Person) -> None:
        Kept.objects.filter(person=person).delete()
        if person.email:
            SavedSearch.objects.filter(address=person.email).delete()


class LoansMemory(Memory):
    def since(self, moment: datetime) -> QuerySet:
        """Who is named by a structure is known for as long as it names them."""
        day = timezone.localdate(moment)
        out = Q(returned_on=None) | Q(returned_on__gte=day)
        current = Q(over_on=None) | Q(over_on__gte=day)
        known = [
            Loan.objects.filter(out).exclude(borrower=None).values("borrower"),
            Hold.objects.filter(current).exclude(person=None).values("person"),
            Booking.objects.filter(current).exclude(person=None).values("person"),
            StructureMember.objects.values("person"),
        ]
        theirs = [Q(pk__in=rows.order_by()) for rows in known]
        return Person.objects.filter(reduce(or_, theirs)).order_by().values("pk")

    def check(self, person: Person) -> None:
        loan = person.loans.open().select_related("copy__resource").first()
        if loan:
            raise CannotErase(
                f"Cette personne a encore un prêt en cours : « {loan.copy.resource} » "
                f"({loan.copy.code}). Notez d’abord son retour."
            )

    def consequences(self, person: Person) -> list[str]:
        ahead = person.holds.live().count() + person.bookings.ahead().count()
        if not ahead:
            return []
        if ahead == 1:
            return ["Une réservation de la bibliothèque sera annulée."]
        return [f"{ahead} réservations de la bibliothèque seront annulées."]

    def give_back(self, person: Person, by: User | None) -> None:
        for hold in person.holds.live():
            holds.cancel(hold, by)
        for booking in person.bookings.ahead():
            bookings.cancel(booking, by)

    def forget(self, person: Person) -> None:
        loans = Loan.objects.filter(borrower=person).exclude(returned_on=None)
        _silence(list(loans.values_list("pk", flat=True)))
        loans.update(borrower=None)
        Booking.objects.filter(person=person, status__in=Booking.OVER).update(**UNNAMED)
        Hold.objects.filter(person=person).exclude(status__in=Hold.LIVE).update(person=None)
        StructureMember.objects.filter(person=person).delete()
        if person.email:
            Structure.objects.filter(email__iexact=person.email).update(email="")


def purge() -> int:
    """Forget who had borrowed what, once it has long been back; returns how many loans."""
    day = timezone.localdate(kept_since("loans"))
    _forget_queue(day)
    return _forget_loans(day)


@transaction.atomic
def _forget_loans(day: date) -> int:
    unsettled = Check.objects.filter(loan=OuterRef("pk")).filter(
        Q(closed_on=None) | Q(closed_on__gte=day)
    )
    rows = Loan.objects.filter(returned_on__lt=day).exclude(borrower=None)
    rows = rows.filter(~Exists(unsettled)).order_by("pk")
    pks = list(rows.values_list("pk", flat=True)[:BATCH])
    _silence(pks)
    booked = Booking.objects.filter(loan__in=pks)
    letters.forget(letters.BOOKING, list(booked.values_list("pk", flat=True)))
    booked.update(**UNNAMED)
    return Loan.objects.filter(pk__in=pks).update(borrower=None)


def _forget_queue(day: date) -> None:
    """Bookings and holds that came to nothing, or to a loan that is forgotten too."""
    over = Hold.objects.filter(over_on__lt=day).exclude(person=None).order_by("pk")
    pks = list(over.values_list("pk", flat=True)[:BATCH])
    letters.forget(letters.HOLD, pks)
    Hold.objects.filter(pk__in=pks).update(person=None)
    unused = Booking.objects.filter(over_on__lt=day, loan=None).exclude(person=None).order_by("pk")
    pks = list(unused.values_list("pk", flat=True)[:BATCH])
    letters.forget(letters.BOOKING, pks)
    Booking.objects.filter(pk__in=pks).update(**UNNAMED)


def _silence(loans: list[int]) -> None:
    """Free text may name somebody, letters do; what was missing stays counted."""
    letters.forget(letters.LOAN, loans)
    Check.objects.filter(loan__in=loans).update(note="")
    CheckLine.objects.filter(check_of__loan__in=loans).update(remark="")
