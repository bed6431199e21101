"""Who lets the director of their structure read their hours of analyse des pratiques."""

from django.db import models
from django.utils import timezone


class HoursShare(models.Model):
    """A consent, for as long as the row is there: it is withdrawn by deleting it. It names an
    address and nobody: whoever proves it, in /mon-espace/, reads the hours and nothing else."""

    person = models.ForeignKey(
        "accounts.Person",
        on_delete=models.CASCADE,
        related_name="hours_shares",
        verbose_name="personne",
    )
    address = models.EmailField("adresse de la direction", db_index=True)
    since = models.DateTimeField("depuis le", default=timezone.now)

    class Meta:
        verbose_name = "partage des heures"
        verbose_name_plural = "partages des heures"
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_share_per_person_and_address",
                fields=["person", "address"],
                violation_error_message="Cette adresse voit déjà vos heures.",
            ),
        ]

    def __str__(self):
        return f"partage n° {self.pk}"
