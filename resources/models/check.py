"""Counting what a copy holds: when it leaves, when it comes back."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class CheckQuerySet(models.QuerySet):
    def to_count(self):
        """Received, and not counted yet."""
        return self.filter(counted_at=None)

    def to_settle(self):
        """Counted, and something was not as it should be."""
        return self.filter(closed_on=None).exclude(counted_at=None)

    def for_desk(self):
        return self.select_related("copy__resource", "loan")


class Check(models.Model):
    """Only resources.checks writes one. It is closed when everything was there, or when the team
    has settled what was not."""

    class Moment(models.TextChoices):
        OUT = "out", "au départ"
        BACK = "back", "au retour"

    copy = models.ForeignKey(
        "Copy", on_delete=models.PROTECT, related_name="checks", verbose_name="exemplaire"
    )
    loan = models.ForeignKey(
        "Loan", on_delete=models.PROTECT, related_name="checks", verbose_name="prêt"
    )
    moment = models.CharField("moment", max_length=10, choices=Moment)
    day = models.DateField("le", default=timezone.localdate)
    counted_at = models.DateTimeField("compté le", null=True, blank=True)
    closed_on = models.DateField("clos le", null=True, blank=True)
    note = models.TextField("remarque", max_length=1000, blank=True)
    by = models.ForeignKey(
        "accounts.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = CheckQuerySet.as_manager()

    class Meta:
        verbose_name = "constat"
        ordering = ["-day", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["loan", "moment"],
                name="one_check_each_way",
                violation_error_message="Ce constat est déjà fait.",
            ),
            models.CheckConstraint(
                name="closed_check_was_counted",
                condition=Q(closed_on=None) | Q(counted_at__isnull=False),
                violation_error_message="Un constat se compte avant de se clore.",
            ),
        ]

    def __str__(self):
        return f"{self.copy}, {self.get_moment_display()}, {self.day:%d/%m/%Y}"


class CheckLine(models.Model):
    """What was counted of one object; its words stay when the checklist changes."""

    check_of = models.ForeignKey(Check, on_delete=models.CASCADE, related_name="lines")
    item = models.ForeignKey("Item", on_delete=models.SET_NULL, null=True, related_name="+")
    label = models.CharField("objet", max_length=150)
    consumable = models.BooleanField("consommable", default=False)
    expected = models.PositiveSmallIntegerField("attendus")
    found = models.PositiveSmallIntegerField("trouvés")
    already_missing = models.BooleanField("manquait déjà", default=False)
    remark = models.CharField("remarque", max_length=200, blank=True)

    class Meta:
        verbose_name = "ligne de constat"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="found_at_most_what_was_expected",
                condition=Q(found__lte=F("expected")),
                violation_error_message="Il ne peut pas y en avoir plus que prévu.",
            )
        ]

    def __str__(self):
        return f"{self.label} : {self.found} sur {self.expected}"

    @property
    def lost(self):
        """How many are missing because of this loan."""
        used_up = self.consumable or self.already_missing
        return 0 if used_up else self.expected - self.found


class CheckPhoto(models.Model):
    check_of = models.ForeignKey(Check, on_delete=models.CASCADE, related_name="photos")
    picture = models.ForeignKey("files.Picture", on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = "photo d’un constat"
        ordering = ["pk"]

    def __str__(self):
        return str(self.picture)
