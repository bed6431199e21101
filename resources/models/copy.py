"""The object on the shelf, with its code."""

from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Subquery

from resources.models.loan import Loan


class CopyQuerySet(models.QuerySet):
    def available(self):
        """On the shelf today: in service and not on loan."""
        return self.filter(status=Copy.Status.IN_SERVICE).exclude(
            pk__in=Loan.objects.open().values("copy")
        )

    def kept(self):
        """All but those that left the collection."""
        return self.exclude(status=Copy.Status.WITHDRAWN)

    def with_loan(self):
        """Says whether each is on loan and when it is due back, never to whom."""
        loan = Loan.objects.open().filter(copy=OuterRef("pk"))
        return self.annotate(on_loan=Exists(loan), due_on=Subquery(loan.values("due_on")[:1]))


class Copy(models.Model):
    class Status(models.TextChoices):
        IN_SERVICE = "in_service", "en service"
        REPAIR = "repair", "en réparation"
        WITHDRAWN = "withdrawn", "retiré"

    resource = models.ForeignKey(
        "Resource", on_delete=models.PROTECT, related_name="copies", verbose_name="ressource"
    )
    code = models.CharField(
        "code",
        max_length=20,
        unique=True,
        error_messages={"unique": "Un autre exemplaire porte déjà ce code."},
    )
    holder = models.ForeignKey(
        "vocabulary.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="organisme",
    )
    place = models.CharField("où il se trouve", max_length=200, blank=True)
    status = models.CharField("état", max_length=10, choices=Status, default=Status.IN_SERVICE)
    note = models.CharField(
        "note", max_length=200, blank=True, help_text="Pour l’équipe : elle n’est jamais publique."
    )

    objects = CopyQuerySet.as_manager()

    on_loan: bool  # with_loan()
    due_on: date | None

    class Meta:
        verbose_name = "exemplaire"
        ordering = ["code"]

    def __str__(self):
        return f"{self.resource} [{self.code}]"

    @property
    def state(self):
        """What anybody may know of a copy `with_loan()`: words, and the tone of their badge."""
        if self.status != Copy.Status.IN_SERVICE:
            return self.get_status_display(), "stop"
        if self.on_loan:
            return "emprunté", "wait"
        if not self.resource.loan_days:
            return "à consulter sur place", "plain"
        return "disponible", "ok"
