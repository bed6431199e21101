"""Who was there, when and for how long: a ledger, and the only source of hours."""

import uuid

from django.db import models
from django.db.models import Q, Sum
from django.utils import timezone

from events.models.event import Event


class PresenceQuerySet(models.QuerySet):
    def live(self):
        """What stands today: corrections aside, and what was noted by mistake."""
        return self.filter(replaced_at=None).exclude(status=Presence.Status.CLEARED)

    def attended(self):
        """Those who were there, at least for a while."""
        return self.filter(replaced_at=None, status__in=Presence.ATTENDED)

    def counted(self):
        """What hours are made of, wherever they are said: who was there, at a session that is
        over."""
        return self.attended().filter(session__ends_at__lte=timezone.now())

    def minutes(self):
        return self.aggregate(n=Sum("minutes"))["n"] or 0

    def visible_to(self, user):
        """The lines whose names this member of staff may read."""
        return self.filter(session__event__in=Event.objects.names_visible_to(user))

    def for_statements(self):
        """Everything an attestation says, in two queries."""
        return (
            self.select_related(
                "person",
                "registration",
                "session__event__kind",
                "session__event__lead",
                "session__venue__commune",
                "session__format",
            )
            .prefetch_related("session__event__co_leads")
            .order_by("session", "person__last_name", "person__first_name", "person", "half_day")
        )

    def for_listing(self):
        return self.select_related("person", "registration", "recorded_by").order_by(
            "half_day", "person__last_name", "person__first_name", "pk"
        )


class Presence(models.Model):
    """One line of the ledger. Only events.presence writes here: a line is never changed, another
    one takes its place, and the first says since when it does not stand any more."""

    class Status(models.TextChoices):
        PRESENT = "present", "présence"
        LATE = "late", "en retard"
        LEFT_EARLY = "left_early", "départ avant la fin"
        EXCUSED = "excused", "absence excusée"
        ABSENT = "absent", "absence"
        CLEARED = "cleared", "note effacée"

    ATTENDED = (Status.PRESENT, Status.LATE, Status.LEFT_EARLY)

    session = models.ForeignKey(
        "Session", on_delete=models.PROTECT, related_name="presences", verbose_name="séance"
    )
    person = models.ForeignKey(
        "accounts.Person",
        on_delete=models.PROTECT,
        null=True,
        related_name="presences",
        verbose_name="personne",
    )  # who is erased stays in the figures, as nobody, and as one
    registration = models.ForeignKey(
        "Registration",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="presences",
        verbose_name="inscription",
        help_text="Vide : la personne est venue sans s’être inscrite.",
    )
    half_day = models.PositiveSmallIntegerField(
        "demi-journée", default=1, help_text="La combientième de la séance, à partir de 1."
    )
    status = models.CharField("présence", max_length=10, choices=Status)
    minutes = models.PositiveSmallIntegerField("minutes de présence", default=0)
    recorded_by = models.ForeignKey(
        "accounts.User",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="notée par",
        help_text="Vide : la personne elle-même.",
    )
    recorded_at = models.DateTimeField("notée le", default=timezone.now)
    replaced_at = models.DateTimeField("corrigée le", null=True, blank=True)
    key = models.UUIDField(
        default=uuid.uuid4, unique=True, editable=False
    )  # the click it came from: sent twice, it is one line

    objects = PresenceQuerySet.as_manager()

    class Meta:
        verbose_name = "présence"
        ordering = ["session", "half_day", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_live_presence_per_half_day",
                fields=["session", "person", "half_day"],
                condition=Q(replaced_at=None),
                violation_error_message="La présence de cette personne est déjà notée.",
            ),
            models.CheckConstraint(
                name="presence_has_minutes_when_attended",
                condition=(
                    Q(status__in=["present", "late", "left_early"], minutes__gt=0)
                    | Q(status__in=["excused", "absent", "cleared"], minutes=0)
                ),
                violation_error_message="Qui était là l’était au moins une minute ; qui n’y était "
                "pas, aucune.",
            ),
            models.CheckConstraint(
                name="presence_is_within_a_day",
                condition=Q(minutes__lte=24 * 60),
                violation_error_message="Une présence ne dure pas plus de 24 heures.",
            ),
            models.CheckConstraint(
                name="presence_half_day_starts_at_one",
                condition=Q(half_day__gte=1),
                violation_error_message="La première demi-journée porte le numéro 1.",
            ),
        ]

    def __str__(self):
        return f"{self.get_status_display()} – {self.session_id}, demi-journée {self.half_day}"

    @property
    def full_name(self):
        """As they gave it for this session: nobody else can rename them."""
        if self.registration:
            return self.registration.full_name
        return str(self.person or "personne effacée")

    @property
    def attended(self):
        return self.status in self.ATTENDED
