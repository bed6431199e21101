"""A file of notices that somebody brought: what it holds, what became of it."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone


class NoticeImport(models.Model):
    class State(models.TextChoices):
        CHECKED = "verifie", "vérifié"
        APPLIED = "importe", "importé"
        UNDONE = "annule", "annulé"

    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="par",
    )
    made_at = models.DateTimeField("le", default=timezone.now)
    source = models.CharField("fichier", max_length=200)
    state = models.CharField("état", max_length=10, choices=State, default=State.CHECKED)
    published = models.BooleanField("publier aussitôt", default=False)
    headings = models.JSONField("première ligne", default=list)
    lines = models.JSONField("lignes à corriger", default=list)  # [number, cells]
    notices = models.JSONField("notices justes", default=list)  # until they are imported
    problems = models.JSONField("erreurs", default=list)
    total = models.PositiveIntegerField("notices", default=0)
    followed = models.PositiveIntegerField("notices que la recherche connaît", default=0)
    last_followed = models.PositiveBigIntegerField("clé de la dernière", default=0)

    class Meta:
        verbose_name = "import de notices"
        verbose_name_plural = "imports de notices"
        ordering = ["-made_at", "-pk"]

    def __str__(self):
        return self.source

    def get_absolute_url(self):
        return reverse("resources_imports:review", args=[self.pk])

    @property
    def is_following(self):
        """Imported and published, and search does not know everything of it yet."""
        return self.state == self.State.APPLIED and self.followed < self.total


class ImportedNotice(models.Model):
    """Which resource came from which file, to be able to take it back."""

    notice_import = models.ForeignKey(
        NoticeImport, on_delete=models.CASCADE, related_name="imported", verbose_name="import"
    )
    resource = models.OneToOneField(
        "Resource", on_delete=models.CASCADE, related_name="imported", verbose_name="ressource"
    )

    class Meta:
        verbose_name = "notice importée"
        verbose_name_plural = "notices importées"

    def __str__(self):
        return str(self.resource)
