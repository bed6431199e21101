"""What the team writes to those who registered for a session: its own words, kept once."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class Message(models.Model):
    class To(models.TextChoices):
        EVERYONE = "everyone", "toutes les personnes inscrites, liste d’attente comprise"
        SEATED = "seated", "celles qui ont une place"
        LINE = "line", "la liste d’attente"

    session = models.ForeignKey("Session", on_delete=models.CASCADE, related_name="messages")
    to = models.CharField("à", max_length=10, choices=To)
    subject = models.CharField("objet", max_length=150)
    body = models.TextField("texte", max_length=5000)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    form_key = models.CharField(max_length=32, unique=True)  # a form sent twice is one message

    class Meta:
        verbose_name = "message aux inscrits"
        verbose_name_plural = "messages aux inscrits"
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return self.subject
