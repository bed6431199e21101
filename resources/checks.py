"""What is in a copy, counted when it leaves and when it comes back. The only code that writes a
check, and how many pieces are there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from files.models import Picture
from resources import acts, counter
from resources.models import Act, Check, CheckLine, CheckPhoto, Item, Loan
from resources.refusal import Refused


@dataclass(frozen=True)
class Counted:
    """What somebody counted of an object."""

    found: int
    already_missing: bool = False
    remark: str = ""


class AlreadyCounted(Refused):
    def __init__(self) -> None:
        super().__init__("Ce constat est déjà compté.")


class NotCounted(Refused):
    def __init__(self) -> None:
        super().__init__("Ce constat n’est pas encore compté.")


def open_check(loan: Loan, moment: Check.Moment, day: date, by: User | None) -> Check | None:
    """A check to count, now or later; None for a copy that has no checklist."""
    if not loan.copy.items.exists():
        return None
    return Check.objects.create(copy=loan.copy, loan=loan, moment=moment, day=day, by=by)


def forget_uncounted(loan: Loan) -> None:
    """Nobody counted it when it left: it is too late to."""
    loan.checks.filter(counted_at=None).delete()


@transaction.atomic
def count(
    check: Check,
    counted: Mapping[int, Counted],
    *,
    by: User | None,
    note: str = "",
    photos: Sequence[Picture] = (),
) -> Check:
    """Write down what was found; `counted`: by the key of the object, all there for the others.

    When nothing was lost it is closed at once; else the team closes it when that is settled.
    """
    counter.hold(check.copy.resource_id)
    check = Check.objects.select_related("copy__resource", "loan").get(pk=check.pk)
    if check.counted_at:
        raise AlreadyCounted
    items = list(check.copy.items.all())
    lines = [_line(check, item, counted.get(item.pk)) for item in items]
    CheckLine.objects.bulk_create(lines)
    Item.objects.bulk_update(items, ["present"])
    CheckPhoto.objects.bulk_create(CheckPhoto(check_of=check, picture=photo) for photo in photos)
    check.counted_at, check.note, check.by = timezone.now(), note, by
    lost = sum(line.lost for line in lines)
    if check.moment == Check.Moment.OUT or not (lost or note or photos):
        check.closed_on = timezone.localdate()
    check.save()
    there, all_ = sum(line.found for line in lines), sum(item.quantity for item in items)
    acts.about_loan(Act.What.COUNTED, check.loan, by, f"{there} sur {all_}")
    return check


@transaction.atomic
def settle(check: Check, by: User | None) -> Check:
    """Nothing more is expected of who had borrowed it."""
    counter.hold(check.copy.resource_id)
    check = Check.objects.select_related("copy", "loan").get(pk=check.pk)
    if not check.counted_at:
        raise NotCounted
    if not check.closed_on:
        check.closed_on = timezone.localdate()
        check.save(update_fields=["closed_on"])
        acts.about_loan(Act.What.SETTLED, check.loan, by)
    return check


@transaction.atomic
def refill(item: Item, by: User | None) -> None:
    """A piece was found, bought or made again: all of them are there."""
    counter.hold(item.copy.resource_id)
    item.present = item.quantity
    item.save(update_fields=["present"])
    acts.about_copy(Act.What.COUNTED, item.copy, by, f"{item} : au complet")


def _line(check: Check, item: Item, counted: Counted | None) -> CheckLine:
    expected = item.quantity
    counted = counted or Counted(item.there)
    item.present = min(counted.found, expected)
    return CheckLine(
        check_of=check,
        item=item,
        label=item.label,
        consumable=item.kind == Item.Kind.CONSUMABLE,
        expected=expected,
        found=item.present,
        already_missing=counted.already_missing and item.present < expected,
        remark=counted.remark,
    )
