"""When the calendars were last changed, kept apart from what they show.

A deleted row takes its date away with it: if the date of a feed were the latest of its rows, it
would go back, and whoever asks « anything since? » would be told no for ever.
"""

from datetime import timedelta

from django.db import models, transaction
from django.utils import timezone

A_MOMENT = timedelta(microseconds=1)  # the finest step of a stored date


class Watermark(models.Model):
    """One row for all feeds. It only rises."""

    moved_at = models.DateTimeField()

    class Meta:
        verbose_name = "dernier changement des calendriers"
        verbose_name_plural = verbose_name

    def __str__(self):
        return f"{self.moved_at:%d/%m/%Y %H:%M:%S}"

    @classmethod
    @transaction.atomic
    def move(cls):
        """Something that calendars show has changed, has gone or has come."""
        mark, is_new = cls.objects.select_for_update().get_or_create(
            pk=1, defaults={"moved_at": timezone.now()}
        )
        if not is_new:
            # Read the clock once the row is ours, and do not trust it: it may be another machine's.
            mark.moved_at = max(timezone.now(), mark.moved_at + A_MOMENT)
            mark.save()


class WatchedQuerySet(models.QuerySet):
    """Rows that calendars show: deleting them in bulk is a change too."""

    def delete(self):
        deleted = super().delete()
        Watermark.move()
        return deleted

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]
