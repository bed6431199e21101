"""What a circle keeps for its members: minutes, documents, resources of the catalogue."""

import uuid
from pathlib import PurePath

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.text import slugify


class Minutes(models.Model):
    """What was said at a meeting: a draft that its facilitators write, then a text for members."""

    circle = models.ForeignKey(
        "Circle", on_delete=models.CASCADE, related_name="minutes", verbose_name="cercle"
    )
    title = models.CharField("titre", max_length=200)
    met_on = models.DateField("rencontre du", default=timezone.localdate)
    body = models.TextField("compte rendu", max_length=50_000)
    author = models.ForeignKey(
        "accounts.Person",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="écrit par",
    )
    published_at = models.DateTimeField("publié le", null=True, blank=True)
    changed_at = models.DateTimeField("modifié le", default=timezone.now)

    class Meta:
        verbose_name = "compte rendu"
        verbose_name_plural = "comptes rendus"
        ordering = ["-met_on", "-pk"]

    def __str__(self):
        return self.title


def new_path(document, name):
    """Beside no other, and not to be guessed: its one address checks who may read it."""
    return f"cercles/{uuid.uuid4()}{PurePath(name).suffix.lower()}"


class CircleDocument(models.Model):
    """A file for members only: neither in the back office's documents nor in the search."""

    circle = models.ForeignKey(
        "Circle", on_delete=models.CASCADE, related_name="documents", verbose_name="cercle"
    )
    title = models.CharField("titre", max_length=150)
    file = models.FileField("fichier", upload_to=new_path, max_length=200)
    added_at = models.DateTimeField("ajouté le", default=timezone.now)

    class Meta:
        verbose_name = "document du cercle"
        verbose_name_plural = "documents des cercles"
        ordering = [Lower("title"), "pk"]

    def __str__(self):
        return self.title

    @property
    def filename(self):
        """How it is called by who keeps it."""
        return f"{slugify(self.title) or 'document'}{PurePath(str(self.file)).suffix}"


class CircleResource(models.Model):
    """A title of the catalogue, by its public address: what the search does not find any more is
    shown no more."""

    circle = models.ForeignKey(
        "Circle", on_delete=models.CASCADE, related_name="resources", verbose_name="cercle"
    )
    url = models.CharField("adresse", max_length=500)

    class Meta:
        verbose_name = "ressource du cercle"
        verbose_name_plural = "ressources des cercles"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_mention_of_a_resource",
                fields=["circle", "url"],
                violation_error_message="Cette ressource est déjà dans la liste.",
            ),
        ]

    def __str__(self):
        return self.url
