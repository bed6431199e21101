"""What a new rendez-vous of a kind starts from: one that staff wrote once."""

from django.core.validators import MinValueValidator
from django.db import models


class EventTemplateQuerySet(models.QuerySet):
    def of(self, event):
        """The one for an event's kind, or None."""
        return self.filter(kind=event.kind_id).first() if event else None


class EventTemplate(models.Model):
    """The text, the questions and the conditions are those of `event`, published or not."""

    kind = models.OneToOneField(
        "vocabulary.EventKind",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name="type de rendez-vous",
        error_messages={"unique": "Ce type a déjà un modèle."},
    )
    event = models.ForeignKey(
        "Event",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name="rendez-vous qui sert de modèle",
        help_text="Un brouillon écrit pour cela, ou un vrai rendez-vous : son texte, ses "
        "publics, ses questions et ses conditions sont repris.",
    )
    capacity = models.PositiveSmallIntegerField(
        "places", null=True, blank=True, help_text="Proposées à chaque nouvelle séance."
    )
    minutes = models.PositiveSmallIntegerField(
        "durée (minutes)",
        null=True,
        blank=True,
        validators=[MinValueValidator(5)],
        help_text="Celle d’une séance dont on ne dit pas la fin.",
    )

    objects = EventTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = "modèle"
        ordering = ["kind__position", "kind__label", "pk"]

    def __str__(self):
        return self.kind.label
