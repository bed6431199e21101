"""The object on the shelf, with its code."""

from django.db import models

from resources.models.loan import Loan


class CopyQuerySet(models.QuerySet):
    def available(self):
        """On the shelf today: in service and not on loan."""
        return self.filter(status=Copy.Status.IN_SERVICE).exclude(
            pk__in=Loan.objects.open().values("copy")
        )


class Copy(models.Model):
    class Status(models.TextChoices):
        IN_SERVICE = "in_service", "en service"
        REPAIR = "repair", "en réparation"
        WITHDRAWN = "withdrawn", "retiré"

    resource = models.ForeignKey(
        "Resource", on_delete=models.PROTECT, related_name="copies", verbose_name="ressource"
    )
    code = models.CharField("code", max_length=20, unique=True)
    holder = models.ForeignKey(
        "vocabulary.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="organisme",
    )
    place = models.CharField("où il se trouve", max_length=200, blank=True)
    status = models.CharField("état", max_length=10, choices=Status, default=Status.IN_SERVICE)
    note = models.CharField("note", max_length=200, blank=True)

    objects = CopyQuerySet.as_manager()

    class Meta:
        verbose_name = "exemplaire"
        ordering = ["code"]

    def __str__(self):
        return f"{self.resource} [{self.code}]"
