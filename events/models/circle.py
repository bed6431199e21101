"""A group of professionals that meets."""

from datetime import datetime

from django.db import models
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone

from events import indexing
from events.models.session import Session


class CircleQuerySet(models.QuerySet):
    def public(self):
        return self.filter(public=True).exclude(join=Circle.Join.CLOSED)

    def for_listing(self):
        """Everything a card shows, in one query; not the audiences, which not every list says."""
        coming = Session.objects.public().upcoming().exclude(status=Session.Status.CANCELLED)
        coming = coming.filter(event__circle=OuterRef("pk"))
        rows = self.select_related("kind", "lead", "venue__commune", "format", "time_slot")
        return rows.annotate(next_starts_at=Subquery(coming.values("starts_at")[:1]))

    def for_index(self):
        return self.for_listing().prefetch_related("themes", "audiences")


class Circle(models.Model):
    class Join(models.TextChoices):
        FREE = "libre", "libre"
        REQUEST = "demande", "sur demande"
        CLOSED = "ferme", "groupe fermé"

    title = models.CharField("titre", max_length=200)
    slug = models.SlugField("adresse", max_length=100, unique=True)
    kind = models.ForeignKey(
        "vocabulary.MeetupKind", on_delete=models.PROTECT, related_name="+", verbose_name="type"
    )
    summary = models.TextField("en une phrase", max_length=400)
    themes = models.ManyToManyField(
        "vocabulary.Theme", blank=True, related_name="circles", verbose_name="thèmes"
    )
    audiences = models.ManyToManyField(
        "vocabulary.Audience", blank=True, related_name="circles", verbose_name="publics"
    )
    principles = models.ManyToManyField(
        "vocabulary.CharterPrinciple",
        blank=True,
        related_name="circles",
        verbose_name="principes de la charte",
    )
    lead = models.ForeignKey(
        "vocabulary.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="mené par",
    )
    rhythm = models.CharField("rythme", max_length=100, blank=True)
    time_slot = models.ForeignKey(
        "vocabulary.TimeSlot",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="créneau",
    )
    venue = models.ForeignKey(
        "Venue",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="circles",
        verbose_name="lieu",
    )
    format = models.ForeignKey(
        "vocabulary.EventFormat", on_delete=models.PROTECT, related_name="+", verbose_name="format"
    )
    max_size = models.PositiveSmallIntegerField("taille du groupe", null=True, blank=True)
    cycle = models.BooleanField(
        "se prend en entier",
        default=False,
        help_text="On peut s’inscrire d’un coup à toutes ses rencontres à venir, quel que soit "
        "leur rendez-vous, puis en libérer une.",
    )
    join = models.CharField("pour venir", max_length=10, choices=Join, default=Join.FREE)
    public = models.BooleanField(
        "public", default=True, help_text="Décoché : ne paraît nulle part sur le site public."
    )

    next_starts_at: datetime | None  # of its next public meeting, from for_listing()

    objects = CircleQuerySet.as_manager()

    class Meta:
        verbose_name = "cercle"
        ordering = ["title", "pk"]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        indexing.refresh_circles(Circle.objects.filter(pk=self.pk))

    def get_absolute_url(self):
        return reverse("circles:circle", args=[self.slug])

    def delete(self, *args, **kwargs):
        indexing.forget("circle", self.pk)
        return super().delete(*args, **kwargs)

    @property
    def is_public(self):
        return self.public and self.join != Circle.Join.CLOSED


class CircleMember(models.Model):
    """Somebody who belongs to a circle."""

    circle = models.ForeignKey(
        Circle, on_delete=models.CASCADE, related_name="memberships", verbose_name="cercle"
    )
    person = models.ForeignKey(
        "accounts.Person",
        on_delete=models.CASCADE,
        related_name="memberships",
        verbose_name="personne",
    )
    since = models.DateField("depuis le", default=timezone.localdate)

    class Meta:
        verbose_name = "membre"
        ordering = ["person__last_name", "person__first_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_membership_per_person",
                fields=["circle", "person"],
                violation_error_message="Cette personne est déjà membre du cercle.",
            ),
        ]

    def __str__(self):
        return f"{self.person}, {self.circle}"
