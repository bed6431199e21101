"""What the desk prints: labels to stick, the slip that goes with a loan."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from identity.models import Identity
from printing import drawing
from printing.pdf import pdf
from resources.models import Copy, Item, LendingRules, Loan
from resources.wording import full_day, long_day

LABELS = 24  # on a sheet: 3 by 8, 70 × 37 mm, the commonest


def labels(copies: Sequence[Copy], first: int = 1) -> bytes:
    """A sheet; `first`: the first label of it that is still there, from 1."""
    return pdf(
        "labels",
        {
            "title": "Étiquettes",
            "house": Identity.load().name,
            "skip": first - 1,
            "labels": [
                {"code": copy.code, "title": copy.resource.title, "qr": drawing.qr(address(copy))}
                for copy in copies
            ],
        },
    )


def address(copy: Copy) -> str:
    """Where a label leads: the scan page, which proposes what is to be done."""
    return f"{settings.SITE_URL}{reverse('lending:scan')}?{urlencode({'code': copy.code})}"


def slip(loan: Loan, *, named: bool) -> bytes:
    """What the borrower takes home: when to bring it back, and what is inside."""
    place, rules = Identity.load(), LendingRules.load()
    copy = Copy.objects.with_loan().select_related("resource").get(pk=loan.copy_id)
    return pdf(
        "loan",
        {
            "title": f"Bordereau de prêt – {copy.code}",
            "house": place.name,
            "resource": copy.resource.title,
            "code": copy.code,
            "borrower": str(loan.borrower) if named and loan.borrower else "",
            "structure": str(loan.structure or ""),
            "lent": full_day(loan.lent_on),
            "due": full_day(loan.due_on),
            "hygiene": copy.hygiene,
            "condition": copy.condition_note,
            "items": [_item(item) for item in copy.items.select_related("material")],
            "hours": rules.hours,
            "contact": " · ".join(filter(None, [place.phone, place.email])),
            "where": " · ".join(filter(None, [place.address, place.town])),
            "space": settings.SITE_URL + "/mon-espace/",
            "today": long_day(timezone.localdate()),
        },
    )


def _item(item: Item) -> dict[str, Any]:
    material = item.material
    care = " : ".join(filter(None, [material.label, material.cleaning])) if material else ""
    return {
        "label": item.label,
        "kind": item.get_kind_display(),
        "quantity": item.quantity,
        "there": item.there,
        "care": care,
    }
