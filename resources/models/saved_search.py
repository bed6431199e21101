"""A search that somebody asked to be told about, by letter."""

from django.db import models
from django.utils import timezone


class SavedSearchQuerySet(models.QuerySet):
    def confirmed(self):
        return self.exclude(confirmed_at=None)


class SavedSearch(models.Model):
    """Somebody is only an address here, and nobody before that address has answered."""

    address = models.EmailField("adresse électronique")
    query = models.CharField(max_length=500)  # the filters, as the catalogue's own address has them
    words = models.CharField("recherche", max_length=500)
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)
    told_until = models.DateTimeField(default=timezone.now)  # what became public before is known

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        verbose_name = "recherche enregistrée"
        verbose_name_plural = "recherches enregistrées"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["address", "query"], name="one_search_for_an_address"),
        ]

    def __str__(self):
        return self.words  # nobody's address: logs quote it
