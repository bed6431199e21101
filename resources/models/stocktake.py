"""Going round the shelves: which copies are there, which are not."""

from django.db import models
from django.utils import timezone


class Stocktake(models.Model):
    """Only resources.stocktaking writes one. One at a time for an organisation."""

    holder = models.ForeignKey(
        "vocabulary.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="organisme",
    )
    started_at = models.DateTimeField("commencé le", default=timezone.now, editable=False)
    closed_at = models.DateTimeField("fini le", null=True, blank=True, editable=False)
    by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = "inventaire"
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["holder"],
                name="one_stocktake_at_a_time",
                condition=models.Q(closed_at=None),
                violation_error_message="Un inventaire de cet organisme est déjà en cours.",
            )
        ]

    def __str__(self):
        return f"{self.holder}, {timezone.localtime(self.started_at):%d/%m/%Y}"


class Sighting(models.Model):
    """A copy that was seen."""

    stocktake = models.ForeignKey(Stocktake, on_delete=models.CASCADE, related_name="sightings")
    copy = models.ForeignKey("Copy", on_delete=models.CASCADE, related_name="sightings")
    at = models.DateTimeField("vu le", default=timezone.now)

    class Meta:
        verbose_name = "exemplaire vu"
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["stocktake", "copy"], name="seen_once_in_a_stocktake")
        ]

    def __str__(self):
        return str(self.copy_id)
