"""Where sessions happen."""

from django.db import models, transaction

from events.models.session import Session


class Venue(models.Model):
    name = models.CharField("nom", max_length=200)
    slug = models.SlugField("clé", max_length=100, unique=True)
    structure_type = models.ForeignKey(
        "vocabulary.StructureType",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name="type de structure",
    )
    commune = models.ForeignKey(
        "vocabulary.Commune", on_delete=models.PROTECT, related_name="+", verbose_name="commune"
    )
    address = models.CharField("adresse complète", max_length=300)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    capacity = models.PositiveSmallIntegerField("places assises", null=True, blank=True)
    rooms = models.TextField("salles", blank=True, help_text="Une par ligne.")
    access = models.TextField(
        "accès", blank=True, help_text="Transports, plain-pied, boucle magnétique…"
    )
    summary = models.TextField("en une phrase", blank=True)
    phone = models.CharField("téléphone", max_length=30, blank=True)
    email = models.EmailField("adresse électronique", blank=True)

    class Meta:
        verbose_name = "lieu"
        verbose_name_plural = "lieux"
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name

    @transaction.atomic
    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        Session.objects.filter(venue=self.pk).rewrite()
