"""What becomes of a copy between two loans: cleaned, repaired, withdrawn, found again."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from resources import acts, counter, holds
from resources.models import Act, Copy
from resources.refusal import Refused


class StillOut(Refused):
    def __init__(self) -> None:
        super().__init__("Cet exemplaire est encore prêté : notez d’abord son retour.")


class SetAsideForSomebody(Refused):
    def __init__(self) -> None:
        super().__init__(
            "Cet exemplaire est mis de côté pour quelqu’un : annulez d’abord sa réservation."
        )


class NotThatDay(Refused):
    def __init__(self) -> None:
        super().__init__("Un nettoyage se note le jour même ou après coup, depuis le retour.")


@transaction.atomic
def clean(copy: Copy, by: User | None, on: date | None = None) -> Copy:
    """It is clean: whoever waits for it is served."""
    copy, today = counter.hold_for(copy), timezone.localdate()
    on = on or today
    if on > today or (copy.dirty_since and on < copy.dirty_since):
        raise NotThatDay
    copy.cleaned_on, copy.dirty_since = on, None
    copy.save(update_fields=["cleaned_on", "dirty_since"])
    acts.about_copy(Act.What.CLEANED, copy, by)
    holds.serve(copy.resource)
    return copy


def check_status(copy: Copy, status: str) -> None:
    """Raise what forbids it."""
    if status == Copy.Status.WITHDRAWN and copy.loans.open().exists():
        raise StillOut
    if status != Copy.Status.IN_SERVICE and holds.set_aside_for(copy):
        raise SetAsideForSomebody


@transaction.atomic
def change_status(copy: Copy, status: str, by: User | None, words: str = "") -> Copy:
    """Take a copy out of service, or back into it."""
    copy = counter.hold_for(copy)
    if copy.status == status:
        return copy
    check_status(copy, status)
    was, copy.status = copy.get_status_display(), status
    copy.save(update_fields=["status"])
    told = f"{was} → {copy.get_status_display()}"
    acts.about_copy(Act.What.STATUS, copy, by, f"{told} : {words}" if words else told)
    holds.serve(copy.resource)
    return copy
