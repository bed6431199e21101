"""A person's seat, or place in the line, at a session."""

import hashlib
import secrets
import unicodedata

from django.db import models
from django.db.models import Count, Q
from django.utils import timezone

from events.models.event import Event


def plain(text):
    """
    >>> plain("Éléonore ŒUVRARD")
    'eleonore œuvrard'
    """
    return "".join(
        c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c)
    )


class RegistrationQuerySet(models.QuerySet):
    def live(self):
        return self.exclude(status=Registration.Status.CANCELLED)

    def seated(self):
        return self.filter(status=Registration.Status.SEATED)

    def waiting(self):
        """The line, first come first: keys are given one at a time, under the session's lock, and
        unlike the clocks of two machines they never disagree."""
        return self.filter(status=Registration.Status.WAITING).order_by("pk")

    def for_listing(self):
        """Everything a staff list or an export shows, in one query."""
        return self.select_related(
            "person", "profession", "commune", "session__event", "session__venue"
        )

    def visible_to(self, user):
        """The registrations whose names this member of staff may read."""
        return self.filter(session__event__in=Event.objects.names_visible_to(user))

    def counts(self):
        """How many are in each state, by its name: {"seated": 8, "waiting": 2, "cancelled": 1}."""
        return self.aggregate(
            **{
                status: Count("pk", filter=Q(status=status))
                for status in Registration.Status.values
            }
        )

    def matching(self, text):
        """Whose name, address or phone holds each of these words; accents and capitals aside,
        which SQLite alone cannot do."""
        words = plain(text).split()
        columns = ("first_name", "last_name", "person__email", "person__phone", "pk")
        found = [
            pk
            for *known, pk in self.order_by().values_list(*columns)
            if all(word in plain(" ".join(filter(None, known))) for word in words)
        ]
        return self.filter(pk__in=found)


class Registration(models.Model):
    """What somebody said for this session. Only events.registration writes its status."""

    class Status(models.TextChoices):
        SEATED = "seated", "place réservée"
        WAITING = "waiting", "en liste d’attente"
        CANCELLED = "cancelled", "annulée"

    class Source(models.TextChoices):
        SITE = "site", "sur le site"
        STAFF = "staff", "par l’équipe"

    session = models.ForeignKey(
        "Session", on_delete=models.PROTECT, related_name="registrations", verbose_name="séance"
    )
    person = models.ForeignKey(
        "accounts.Person",
        on_delete=models.PROTECT,
        related_name="registrations",
        verbose_name="personne",
    )
    status = models.CharField("état", max_length=10, choices=Status, editable=False)
    first_name = models.CharField("prénom", max_length=100)
    last_name = models.CharField("nom", max_length=100)
    profession = models.ForeignKey(
        "vocabulary.Audience",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="métier",
    )
    commune = models.ForeignKey(
        "vocabulary.Commune",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="commune",
    )
    structure = models.CharField("structure", max_length=200, blank=True)
    answer = models.CharField("réponse à la question", max_length=500, blank=True)
    source = models.CharField("origine", max_length=10, choices=Source, default=Source.SITE)
    form_key = models.CharField(
        max_length=32, blank=True, editable=False
    )  # the filled form it came from: sent twice, it is one request
    created_at = models.DateTimeField("demandée le", default=timezone.now, editable=False)
    cancelled_at = models.DateTimeField("annulée le", null=True, editable=False)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = "inscription"
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_live_registration_per_person",
                fields=["session", "person"],
                condition=~Q(status="cancelled"),
                violation_error_message="Cette personne est déjà inscrite.",
            ),
        ]
        indexes = [models.Index(fields=["session", "status"], name="registration_by_status")]

    def __str__(self):
        return f"{self.full_name} → {self.session} ({self.get_status_display()})"

    @property
    def is_live(self):
        return self.status != self.Status.CANCELLED

    @property
    def full_name(self):
        return f"{self.first_name} {self.last_name}"

    def place_in_line(self):
        """From 1; None for who is not waiting."""
        if self.status != self.Status.WAITING:
            return None
        return self.session.registrations.waiting().filter(pk__lte=self.pk).count()


class RegistrationLink(models.Model):
    """A way in to one registration. The token is in the letter; only its hash is here."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "lien personnel"
        verbose_name_plural = "liens personnels"

    def __str__(self):
        return f"lien de {self.registration}"

    @classmethod
    def issue(cls, registration):
        """A new token (256 random bits, URL-safe), to be put in a letter and never stored."""
        token = secrets.token_urlsafe(32)
        cls.objects.create(registration=registration, token_hash=cls.hash(token))
        return token

    @classmethod
    def open(cls, token):
        """The registration that a token opens, or None."""
        link = (
            cls.objects.filter(token_hash=cls.hash(token), revoked_at=None)
            .select_related(
                "registration__person",
                "registration__session__event",
                "registration__session__venue__commune",
            )
            .first()
        )
        return link and link.registration

    @staticmethod
    def hash(token):
        return hashlib.sha256(token.encode()).hexdigest()
