"""A copy in somebody's hands."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone


class LoanQuerySet(models.QuerySet):
    def open(self):
        return self.filter(returned_on=None)

    def late(self):
        return self.open().filter(due_on__lt=timezone.localdate())

    def for_desk(self, user):
        """What the list of the team shows; `named` says whether this user may read the name."""
        named = Loan.objects.visible_to(user).filter(pk=OuterRef("pk"))
        rows = self.select_related("copy__resource", "borrower", "structure")
        return rows.annotate(named=Exists(named))

    def visible_to(self, user):
        """The loans whose borrower this member of staff may read: those of the copies that their
        organisation holds; administrators see all."""
        if user.has_perm("accounts.see_every_name"):
            return self
        return self.filter(copy__holder=user.organisation_id or 0)


class Loan(models.Model):
    copy = models.ForeignKey(
        "Copy", on_delete=models.PROTECT, related_name="loans", verbose_name="exemplaire"
    )
    borrower = models.ForeignKey(
        "accounts.Person",
        on_delete=models.PROTECT,
        null=True,
        related_name="loans",
        verbose_name="emprunteur",
    )  # nobody any more, once it has long been back
    structure = models.ForeignKey(
        "Structure",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="loans",
        verbose_name="structure",
    )
    booking = models.OneToOneField(
        "Booking",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="loan",
        verbose_name="réservation",
    )  # a kit always has one
    lent_on = models.DateField("prêté le")
    due_on = models.DateField("à rendre le")
    returned_on = models.DateField("rendu le", null=True, blank=True)
    renewals = models.PositiveSmallIntegerField("prolongations", default=0, editable=False)

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
                name="open_loan_has_a_borrower",
                condition=Q(borrower__isnull=False) | Q(returned_on__isnull=False),
                violation_error_message="Un prêt en cours a un emprunteur.",
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
        # Without the borrower: logs and messages quote it to people who may not read names.
        return f"{self.copy}, {self.lent_on:%d/%m/%Y}"

    @property
    def state(self):
        """(words, tone)"""
        if self.returned_on:
            return "rendu", "plain"
        if self.due_on < timezone.localdate():
            return "en retard", "stop"
        return "en cours", "ok"
