"""What is inside a kit or a box, piece by piece."""

from django.db import models
from django.db.models import F, Q


class Material(models.Model):
    """What things are made of, and how long it takes to clean and dry them."""

    label = models.CharField(
        "matière",
        max_length=60,
        unique=True,
        error_messages={"unique": "Cette matière est déjà dans la liste."},
    )
    cleaning = models.CharField(
        "comment on la nettoie", max_length=200, blank=True, help_text="« Lavage à 60 °C »."
    )
    days = models.PositiveSmallIntegerField(
        "jours de nettoyage",
        default=1,
        help_text="Jours de travail entre un retour et le départ suivant.",
    )

    class Meta:
        verbose_name = "matière"
        ordering = ["label"]

    def __str__(self):
        return self.label


class Item(models.Model):
    """A line of the checklist of a copy."""

    class Kind(models.TextChoices):
        PIECE = "piece", "pièce"
        DOCUMENT = "document", "document"
        CONSUMABLE = "consumable", "consommable"

    copy = models.ForeignKey(
        "Copy", on_delete=models.CASCADE, related_name="items", verbose_name="exemplaire"
    )
    label = models.CharField("objet", max_length=150)
    kind = models.CharField("sorte", max_length=10, choices=Kind, default=Kind.PIECE)
    quantity = models.PositiveSmallIntegerField("quantité", default=1)
    present = models.PositiveSmallIntegerField(
        "présents", null=True, blank=True, editable=False
    )  # at the last count; nobody has counted yet: all of them
    material = models.ForeignKey(
        Material,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="matière",
    )
    position = models.PositiveSmallIntegerField("ordre", default=0)

    class Meta:
        verbose_name = "objet"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="item_quantity_is_positive",
                condition=Q(quantity__gt=0),
                violation_error_message="La quantité est d’au moins 1.",
            ),
            models.CheckConstraint(
                name="item_present_at_most_all",
                condition=Q(present=None) | Q(present__lte=F("quantity")),
                violation_error_message="Il ne peut pas y en avoir plus que prévu.",
            ),
        ]

    def __str__(self):
        return self.label

    @property
    def there(self):
        return self.quantity if self.present is None else min(self.present, self.quantity)
