"""The object on the shelf, with its code."""

from datetime import date

from django.db import models
from django.db.models import Exists, F, IntegerField, Max, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce, Least

from resources import wording
from resources.models.hold import Hold
from resources.models.item import Item
from resources.models.loan import Loan


def _sum(quantity):
    """Of the pieces of each copy: consumables are used up, and nobody counts them for hygiene."""
    pieces = Item.objects.filter(copy=OuterRef("pk")).exclude(kind=Item.Kind.CONSUMABLE)
    total = pieces.order_by().values("copy").annotate(n=Sum(quantity)).values("n")
    return Coalesce(Subquery(total, output_field=IntegerField()), 0)


class CopyQuerySet(models.QuerySet):
    def available(self):
        """On the shelf today for whoever comes: in service, clean, neither on loan nor set
        aside."""
        return (
            self.filter(status=Copy.Status.IN_SERVICE, dirty_since=None)
            .exclude(pk__in=Loan.objects.open().values("copy"))
            .exclude(pk__in=Hold.objects.ready().values("copy"))
        )

    def kept(self):
        """All but those that left the collection."""
        return self.exclude(status=Copy.Status.WITHDRAWN)

    def with_loan(self):
        """Says whether each is on loan and when it is due back, never to whom; and how many of its
        pieces are there."""
        loan = Loan.objects.open().filter(copy=OuterRef("pk"))
        return self.annotate(
            on_loan=Exists(loan),
            due_on=Subquery(loan.values("due_on")[:1]),
            set_aside=Exists(Hold.objects.ready().filter(copy=OuterRef("pk"))),
            pieces=_sum(F("quantity")),
            pieces_there=_sum(Least(Coalesce("present", "quantity"), "quantity")),
        )


class Copy(models.Model):
    class Status(models.TextChoices):
        IN_SERVICE = "in_service", "en service"
        REPAIR = "repair", "en réparation"
        RECALLED = "recalled", "bloqué par un rappel"
        MISSING = "missing", "introuvable"
        WITHDRAWN = "withdrawn", "retiré"

    class Condition(models.TextChoices):
        GOOD = "good", "bon état"
        WORN = "worn", "usé"
        DAMAGED = "damaged", "abîmé"

    resource = models.ForeignKey(
        "Resource", on_delete=models.PROTECT, related_name="copies", verbose_name="ressource"
    )
    code = models.CharField(
        "code",
        max_length=20,
        unique=True,
        error_messages={"unique": "Un autre exemplaire porte déjà ce code."},
    )
    kit = models.BooleanField(
        "malle",
        default=False,
        help_text="Une malle se réserve à des dates ; un livre ou un jeu s’attend dans une file.",
    )
    holder = models.ForeignKey(
        "vocabulary.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="organisme",
    )
    place = models.CharField("où il se trouve", max_length=200, blank=True)
    status = models.CharField("état", max_length=10, choices=Status, default=Status.IN_SERVICE)
    condition = models.CharField("usure", max_length=10, choices=Condition, default=Condition.GOOD)
    condition_note = models.CharField(
        "ce qui est abîmé",
        max_length=300,
        blank=True,
        help_text="L’objet et lui seul : jamais le nom de qui l’a emprunté.",
    )
    material = models.ForeignKey(
        "Material",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="matière",
        help_text="Elle dit combien de jours prend le nettoyage, comme celles du contenu.",
    )
    cleaned_on = models.DateField("nettoyé le", null=True, blank=True, editable=False)
    dirty_since = models.DateField("à nettoyer depuis le", null=True, blank=True, editable=False)
    note = models.CharField(
        "note", max_length=200, blank=True, help_text="Pour l’équipe : elle n’est jamais publique."
    )

    objects = CopyQuerySet.as_manager()

    on_loan: bool  # with_loan()
    due_on: date | None
    set_aside: bool
    pieces: int
    pieces_there: int

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
        if self.set_aside:
            return "mis de côté", "wait"
        if self.dirty_since:
            return "en cours de nettoyage", "wait"
        return "disponible", "ok"

    @property
    def hygiene(self):
        """What a borrower may see of a copy `with_loan()`: « nettoyée le 12 mars 2026, 24 pièces
        sur 24 »."""
        return wording.hygiene(self.kit, self.cleaned_on, self.pieces_there, self.pieces)

    @property
    def cleaning_days(self):
        """Days of work between a return and the next departure: those of its slowest material."""
        inside = self.items.aggregate(n=Max("material__days"))["n"] or 0
        return max(inside, self.material.days if self.material else 0)
