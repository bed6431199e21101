"""Going round the shelves. The only code that writes a stocktake.

What was not seen, and is not in somebody’s hands, is said missing when it ends; seen again, it is
back in service.
"""

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from accounts.models import User
from resources import acts, care
from resources.models import Act, Copy, Loan, Sighting, Stocktake
from resources.refusal import Refused
from vocabulary.models import Organisation


class AlreadyCounting(Refused):
    def __init__(self) -> None:
        super().__init__("Un inventaire de cet organisme est déjà en cours : finissez-le d’abord.")


class Finished(Refused):
    def __init__(self) -> None:
        super().__init__("Cet inventaire est fini.")


class Withdrawn(Refused):
    def __init__(self) -> None:
        super().__init__(
            "Cet exemplaire est retiré du fonds : ôtez-le de l’étagère, il n’est pas compté."
        )


class NotOurs(Refused):
    def __init__(self, holder: Organisation) -> None:
        super().__init__(f"Cet exemplaire est à {holder} : il n’est pas de cet inventaire.")


@transaction.atomic
def start(holder: Organisation, by: User | None) -> Stocktake:
    Organisation.objects.select_for_update(of=("self",)).get(pk=holder.pk)
    if Stocktake.objects.filter(holder=holder, closed_at=None).exists():
        raise AlreadyCounting
    return Stocktake.objects.create(holder=holder, by=by)


@transaction.atomic
def see(stocktake: Stocktake, copy: Copy, by: User | None) -> bool:
    """Whether it had not been seen yet."""
    stocktake = _under_way(stocktake)
    if copy.holder_id != stocktake.holder_id:
        raise NotOurs(copy.holder)
    if copy.status == Copy.Status.WITHDRAWN:
        raise Withdrawn
    _, is_new = Sighting.objects.get_or_create(stocktake=stocktake, copy=copy)
    if is_new:
        acts.about_copy(Act.What.SEEN, copy, by)
    if copy.status == Copy.Status.MISSING:
        care.change_status(copy, Copy.Status.IN_SERVICE, by, "vu à l’inventaire")
    return is_new


def unseen(stocktake: Stocktake) -> QuerySet[Copy]:
    """What should stand on the shelves and was not seen."""
    lent = Loan.objects.open().filter(copy=OuterRef("pk"))
    seen = Sighting.objects.filter(stocktake=stocktake, copy=OuterRef("pk"))
    rows = Copy.objects.kept().filter(holder=stocktake.holder_id).select_related("resource")
    return rows.filter(~Exists(lent), ~Exists(seen)).order_by("code", "pk")


def finish(stocktake: Stocktake, by: User | None) -> int:
    """How many are missing."""
    _close(stocktake)
    return sum(_missing(copy, by) for copy in unseen(stocktake))


@transaction.atomic
def _close(stocktake: Stocktake) -> None:
    stocktake = _under_way(stocktake)
    stocktake.closed_at = timezone.now()
    stocktake.save(update_fields=["closed_at"])


def _missing(copy: Copy, by: User | None) -> bool:
    """What is set aside for somebody is not declared missing: they would wait for nothing."""
    if copy.status != Copy.Status.IN_SERVICE:
        return False
    try:
        care.change_status(copy, Copy.Status.MISSING, by, "non vu à l’inventaire")
    except care.SetAsideForSomebody:
        return False
    return True


def _under_way(stocktake: Stocktake) -> Stocktake:
    stocktake = Stocktake.objects.select_for_update(of=("self",)).get(pk=stocktake.pk)
    if stocktake.closed_at:
        raise Finished
    return stocktake
