"""What goes online and offline at the hour that the team chose: pages, rendez-vous, resources.

One row at a time, held: Wagtail's own command reads them all first, and two clocks that call it
together would do everything twice, even to what an editor has just published again.
"""

from django.apps import apps
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import DraftStateMixin, Page, Revision


def publish_due() -> int:
    """Withdraw what has expired, publish what has waited for its hour; returns how many. To be
    called every minute, in several places at once if need be."""
    now = timezone.now()
    over = [model.objects.filter(live=True, expire_at__lte=now) for model in _drafted()]
    ready = Revision.objects.filter(approved_go_live_at__lte=now).order_by("approved_go_live_at")
    done = [_withdraw(rows, pk) for rows in over for pk in _keys(rows)]
    return sum(done + [_publish(ready, pk) for pk in _keys(ready)])


def _drafted() -> list[type[DraftStateMixin]]:
    """The tables of what has drafts; that of pages, and none of its types."""
    models = [model for model in apps.get_models() if issubclass(model, DraftStateMixin)]
    return [model for model in models if model is Page or not issubclass(model, Page)]


def _keys(rows: QuerySet) -> list[int]:
    return list(rows.values_list("pk", flat=True))


@transaction.atomic
def _withdraw(rows: QuerySet, pk: int) -> bool:
    row = rows.select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        return False
    row.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    return True


@transaction.atomic
def _publish(rows: QuerySet, pk: int) -> bool:
    revision = rows.select_for_update(of=("self",)).filter(pk=pk).first()
    if revision is None:
        return False
    revision.publish(log_action="wagtail.publish.scheduled")
    return True
