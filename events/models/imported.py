"""What came from other people's calendars: each reading, and which date became which session."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.urls import reverse


class CalendarImport(models.Model):
    """A calendar as it was read one day, and what it still proposes to the team."""

    made_at = models.DateTimeField("lu le", auto_now_add=True)
    made_by = models.ForeignKey(
        "accounts.User",
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="lu par",
    )
    source = models.CharField("d’où", max_length=500)
    name = models.CharField("nom de l’agenda", max_length=200, blank=True)
    proposals = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    problems = models.JSONField(default=list)
    known = models.PositiveIntegerField("dates déjà là", default=0)
    outside = models.PositiveIntegerField("hors de la période", default=0)
    left = models.PositiveIntegerField("à proposer une autre fois", default=0)

    class Meta:
        verbose_name = "import d’agenda"
        verbose_name_plural = "imports d’agendas"
        ordering = ["-made_at", "-pk"]

    def __str__(self):
        return self.name or self.source

    def get_absolute_url(self):
        return reverse("agenda_sessions:import_review", args=[self.pk])


class ImportedSession(models.Model):
    """A date of somebody else's calendar that is a session here: it never comes twice. Whoever
    deletes the session forgets it, and the date can be proposed again."""

    calendar_import = models.ForeignKey(
        CalendarImport, on_delete=models.SET_NULL, null=True, related_name="brought"
    )
    uid = models.CharField(max_length=255)
    recurrence = models.CharField(max_length=20, blank=True)
    session = models.OneToOneField("Session", on_delete=models.CASCADE, related_name="imported")
    facts = models.JSONField(
        default=dict, help_text="Ce que l’agenda en disait la dernière fois qu’on l’a suivi."
    )

    class Meta:
        verbose_name = "séance importée"
        verbose_name_plural = "séances importées"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["uid", "recurrence"],
                name="imported_once",
                violation_error_message="Cette date a déjà été importée.",
            )
        ]

    def __str__(self):
        return f"{self.uid} {self.recurrence}".strip()
