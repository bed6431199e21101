"""What the library knows of people, and for how long."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.erasure import CannotErase, Memory, kept_since
from accounts.models import Person
from resources.models import Loan


class LoansMemory(Memory):
    def since(self, moment: datetime) -> QuerySet:
        recent = Q(returned_on=None) | Q(returned_on__gte=timezone.localdate(moment))
        return Loan.objects.filter(recent).exclude(borrower=None).order_by().values("borrower")

    def check(self, person: Person) -> None:
        loan = person.loans.open().select_related("copy__resource").first()
        if loan:
            raise CannotErase(
                f"Cette personne a encore un prêt en cours : « {loan.copy.resource} » "
                f"({loan.copy.code}). Notez d’abord son retour."
            )

    def forget(self, person: Person) -> None:
        person.loans.exclude(returned_on=None).update(borrower=None)


def purge() -> int:
    """Forget who had borrowed what, once it has long been back; returns how many loans."""
    day = timezone.localdate(kept_since("loans"))
    return Loan.objects.filter(returned_on__lt=day).exclude(borrower=None).update(borrower=None)
