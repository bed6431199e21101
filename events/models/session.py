"""One dated occurrence of an event: the thing people register for."""

import uuid

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone


def new_uid():
    return str(uuid.uuid4())


class SessionQuerySet(models.QuerySet):
    def public(self):
        """The sessions of events that anybody may see."""
        return self.filter(event__live=True, event__closed_group=False)

    def upcoming(self):
        return self.filter(ends_at__gte=timezone.now()).order_by("starts_at", "pk")

    def with_seats_taken(self):
        from events.models.registration import Registration  # noqa: PLC0415

        seated = (
            Registration.objects.filter(session=OuterRef("pk"), status=Registration.Status.SEATED)
            .order_by()
            .values("session")
            .annotate(n=Count("pk"))
            .values("n")
        )
        return self.annotate(seats_taken=Coalesce(Subquery(seated), 0))

    def for_listing(self):
        """Everything a card shows, in one query."""
        return self.with_seats_taken().select_related(
            "event__kind", "event__lead", "event__picture", "venue__commune", "format", "time_slot"
        )


class Session(models.Model):
    class Status(models.TextChoices):
        PLANNED = "planned", "prévue"
        POSTPONED = "postponed", "reportée"
        CANCELLED = "cancelled", "annulée"

    uid = models.CharField(max_length=60, default=new_uid, unique=True, editable=False)
    event = models.ForeignKey(
        "Event", on_delete=models.CASCADE, related_name="sessions", verbose_name="rendez-vous"
    )
    starts_at = models.DateTimeField("début", db_index=True)
    ends_at = models.DateTimeField("fin", db_index=True)
    whole_days = models.BooleanField(
        "journées entières", default=False, help_text="Une exposition, par exemple : sans heures."
    )
    venue = models.ForeignKey(
        "Venue",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sessions",
        verbose_name="lieu",
    )
    room = models.CharField("salle", max_length=100, blank=True)
    format = models.ForeignKey(
        "vocabulary.EventFormat", on_delete=models.PROTECT, related_name="+", verbose_name="format"
    )
    online_url = models.URLField(
        "lien de connexion",
        max_length=500,
        blank=True,
        help_text="Jamais public : il n’est donné qu’aux inscrits.",
    )
    time_slot = models.ForeignKey(
        "vocabulary.TimeSlot",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="créneau",
        help_text="Vide : déduit de l’horaire.",
    )
    capacity = models.PositiveSmallIntegerField(
        "places", null=True, blank=True, help_text="Vide : sans limite."
    )
    waiting_line = models.BooleanField("liste d’attente", default=True)
    children_welcome = models.BooleanField("avec des enfants", default=False)
    status = models.CharField("état", max_length=10, choices=Status, default=Status.PLANNED)
    status_note = models.CharField(
        "précision", max_length=200, blank=True, help_text="Dite avec l’état, par exemple le motif."
    )
    opens_at = models.DateTimeField("ouverture des inscriptions", null=True, blank=True)
    closes_at = models.DateTimeField("clôture des inscriptions", null=True, blank=True)
    previous_starts_at = models.DateTimeField("date d’avant le report", null=True, editable=False)

    # The calendar feed: RFC 5545 SEQUENCE, LAST-MODIFIED and the VEVENT itself, ready to join.
    sequence = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    vevent = models.TextField(editable=False, default="")

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = "séance"
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="session_ends_after_start",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message="La séance doit finir après avoir commencé.",
            ),
            models.CheckConstraint(
                name="session_registration_opens_before_it_closes",
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                violation_error_message="Les inscriptions doivent fermer après avoir ouvert.",
            ),
        ]

    def __str__(self):
        return f"{self.event} – {timezone.localtime(self.starts_at):%d/%m/%Y %H:%M}"

    def get_absolute_url(self):
        return f"{self.event.get_absolute_url()}#seance-{self.pk}"

    def get_registration_url(self):
        return reverse("events:register", args=[self.event.slug, self.pk])
