"""Saved searches: asked for, confirmed by whoever reads the letters, told once a day, stopped.

The only code that writes a `SavedSearch`. The links of its letters are signed and hold the row's
number: they need no second table, and stop working when the row is gone.
"""

from datetime import datetime, time, timedelta

from django.core import signing
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from accounts.models import normalise
from letters import outbox
from resources import alert_letters
from resources.forms.catalogue import CatalogueFilterForm
from resources.models import Resource, SavedSearch

SALT = "resources.alerts"
MOST = 20  # searches of an address
UNCONFIRMED = 3  # letters that a stranger may have sent to an address
PATIENCE = timedelta(days=7)  # for a confirmation
HOURS = range(9, 21)  # when a letter may arrive, in local time
TOLD = 30  # resources in a letter


def token(search: SavedSearch) -> str:
    return signing.dumps(search.pk, salt=SALT)


def find(token: str) -> SavedSearch | None:
    try:
        return SavedSearch.objects.filter(pk=signing.loads(token, salt=SALT)).first()
    except signing.BadSignature:
        return None


@transaction.atomic
def ask(address: str, query: str, words: str) -> None:
    """Write to the address, which alone can say yes. Whoever asks learns nothing of it: neither
    that it is known, nor that it has asked for enough."""
    address = normalise(address)
    theirs = SavedSearch.objects.filter(address=address)
    if theirs.filter(query=query).exists() or theirs.count() >= MOST:
        return
    if theirs.filter(confirmed_at=None).count() >= UNCONFIRMED:
        return
    search = SavedSearch.objects.create(address=address, query=query, words=words)
    outbox.post(
        alert_letters.MATTER,
        alert_letters.CONFIRM,
        about=search.pk,
        address=address,
        details={"token": token(search)},
    )


def confirm(search: SavedSearch) -> None:
    now = timezone.now()
    rows = SavedSearch.objects.filter(pk=search.pk, confirmed_at=None)
    rows.update(confirmed_at=now, told_until=now)


def stop(search: SavedSearch) -> None:
    search.delete()


def tell_due(now: datetime | None = None) -> int:
    """Write, once a day, to those whose search has something new; returns how many letters."""
    now = timezone.localtime(now)
    if now.hour not in HOURS:
        return 0
    today = timezone.make_aware(datetime.combine(now.date(), time()))
    due = SavedSearch.objects.confirmed().filter(told_until__lt=today).order_by("pk")
    return sum(_tell(pk, today, now) for pk in due.values_list("pk", flat=True))


@transaction.atomic
def _tell(pk: int, today: datetime, now: datetime) -> bool:
    rows = SavedSearch.objects.select_for_update(of=("self",))
    search = rows.filter(pk=pk, told_until__lt=today).first()
    if search is None:  # stopped, or told by another clock
        return False
    found = CatalogueFilterForm(QueryDict(search.query)).filter(Resource.objects.public())
    new = found.newest().filter(public_since__gt=search.told_until, public_since__lte=now)
    pks = list(new.values_list("pk", flat=True)[:TOLD])
    search.told_until = now
    search.save(update_fields=["told_until"])
    if not pks:
        return False
    letter = outbox.post(
        alert_letters.MATTER,
        alert_letters.NEWS,
        about=search.pk,
        address=search.address,
        key=f"alert-{search.pk}-{now:%Y-%m-%d}",
        details={"token": token(search), "resources": pks},
    )
    return letter is not None


def forget_unconfirmed() -> int:
    """Forget the addresses that never answered; returns how many."""
    late = SavedSearch.objects.filter(confirmed_at=None, asked_at__lt=timezone.now() - PATIENCE)
    return late.delete()[0]
