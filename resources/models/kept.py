"""A resource that somebody keeps in their own list."""

from django.db import models
from django.utils import timezone


class Kept(models.Model):
    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="kept")
    resource = models.ForeignKey("Resource", on_delete=models.CASCADE, related_name="+")
    kept_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "ressource gardée"
        verbose_name_plural = "ressources gardées"
        default_permissions = ()
        ordering = ["-kept_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "resource"], name="kept_once_by_each"),
        ]

    def __str__(self):
        return f"{self.resource}"  # nobody's name: logs quote it
