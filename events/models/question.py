"""What a rendez-vous asks of those who register, besides who they are."""

import secrets

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

YES_OR_NO = ["Oui", "Non"]


def new_key():
    return secrets.token_hex(4)


class Question(Orderable):
    """Part of its event's drafts. The key outlives them: rows of a draft have no number yet, and
    publishing gives them another one."""

    class Kind(models.TextChoices):
        TEXT = "text", "une réponse libre"
        CHOICE = "choice", "un choix dans une liste"
        YES_NO = "yes_no", "oui ou non"
        NUMBER = "number", "un nombre"

    event = ParentalKey("Event", on_delete=models.CASCADE, related_name="questions")
    key = models.CharField(max_length=8, editable=False, blank=True)
    label = models.CharField("question", max_length=200)
    kind = models.CharField("réponse attendue", max_length=10, choices=Kind, default=Kind.TEXT)
    choices = models.TextField(
        "choix proposés", max_length=1000, blank=True, help_text="Un par ligne, deux au moins."
    )
    required = models.BooleanField("réponse obligatoire", default=False)
    help_text = models.CharField("précision", max_length=200, blank=True)
    shown_if = models.CharField(
        "posée si",
        max_length=200,
        blank=True,
        help_text="Vide : posée à tout le monde. Sinon, la réponse à la dernière question posée à "
        "tout le monde au-dessus de celle-ci, par exemple « Oui ».",
    )

    class Meta(Orderable.Meta):
        verbose_name = "question"
        ordering = ["sort_order", "pk"]

    def __str__(self):
        return self.label

    def save(self, *args, **kwargs):
        self.key = self.key or new_key()
        super().save(*args, **kwargs)

    @property
    def options(self):
        """The answers it proposes; none when any is welcome."""
        if self.kind == self.Kind.YES_NO:
            return YES_OR_NO
        if self.kind == self.Kind.CHOICE:
            return list(dict.fromkeys(filter(None, map(str.strip, self.choices.splitlines()))))
        return []
