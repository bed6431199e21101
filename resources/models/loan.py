"""A copy in somebody's hands."""

from django.db import models
from django.db.models import F, Q


class LoanQuerySet(models.QuerySet):
    def open(self):
        return self.filter(returned_on=None)


class Loan(models.Model):
    copy = models.ForeignKey(
        "Copy", on_delete=models.PROTECT, related_name="loans", verbose_name="exemplaire"
    )
    borrower = models.ForeignKey(
        "accounts.Person",
        on_delete=models.PROTECT,
        related_name="loans",
        verbose_name="emprunteur",
    )
    lent_on = models.DateField("prêté le")
    due_on = models.DateField("à rendre le")
    returned_on = models.DateField("rendu le", null=True, blank=True)

    objects = LoanQuerySet.as_manager()

    class Meta:
        verbose_name = "prêt"
        ordering = ["-lent_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_open_loan_per_copy",
                fields=["copy"],
                condition=Q(returned_on=None),
                violation_error_message="Cet exemplaire est déjà prêté.",
            ),
            models.CheckConstraint(
                name="loan_due_after_lent",
                condition=Q(due_on__gte=F("lent_on")),
                violation_error_message="Le retour est prévu après le prêt.",
            ),
            models.CheckConstraint(
                name="loan_returned_after_lent",
                condition=Q(returned_on=None) | Q(returned_on__gte=F("lent_on")),
                violation_error_message="Le retour vient après le prêt.",
            ),
        ]

    def __str__(self):
        return f"{self.copy} → {self.borrower}"
