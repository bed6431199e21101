"""A group of professionals that meets."""

from datetime import datetime

from django.db import models, transaction
from django.db.models import Count, OuterRef, Q, Subquery
from django.urls import reverse

from events import indexing
from events.models.session import Session

# « Groupes de quinze professionnels maximum » (code de la santé publique, article R2324-37).
ANALYSIS_GROUP = 15


class CircleQuerySet(models.QuerySet):
    def public(self):
        return self.filter(public=True).exclude(join=Circle.Join.CLOSED)

    def for_listing(self):
        """Everything a card shows, in one query; not the audiences, which not every list says."""
        coming = Session.objects.public().upcoming().exclude(status=Session.Status.CANCELLED)
        coming = coming.filter(event__circle=OuterRef("pk"))
        rows = self.select_related("kind", "lead", "venue__commune", "format", "time_slot")
        return rows.annotate(next_starts_at=Subquery(coming.values("starts_at")[:1]))

    def for_desk(self):
        """What the team's list shows: how many belong to it, and never who."""
        belongs = Q(memberships__state="member")
        return self.select_related("kind", "lead").annotate(
            members=Count("memberships", filter=belongs)
        )

    def names_visible_to(self, user):
        """The circles whose members this member of staff may read by name. Of a confidential group
        only its facilitator may: not even an administrator."""
        circles = self.filter(confidential=False)
        if user.has_perm("accounts.see_every_name"):
            return circles
        return circles.filter(lead=user.organisation_id) if user.organisation_id else self.none()

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

    confidential = models.BooleanField(
        "groupe d’analyse des pratiques",
        default=False,
        help_text="Confidentiel : quinze personnes au plus, que seule connaît la personne qui "
        "l’anime ; ni page publique, ni compte rendu. Ses rendez-vous sont ceux d’un groupe fermé.",
    )

    next_starts_at: datetime | None  # of its next public meeting, from for_listing()

    objects = CircleQuerySet.as_manager()

    class Meta:
        verbose_name = "cercle"
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                name="confidential_circle_is_not_public",
                condition=Q(confidential=False) | Q(public=False),
                violation_error_message="Un groupe d’analyse des pratiques ne paraît pas sur le "
                "site : décochez « public ».",
            ),
        ]

    def __str__(self):
        return self.title

    @transaction.atomic
    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        if self.confidential:
            for event in self.events.filter(confidential=False):
                event.save()  # which closes it
        indexing.refresh_circles(Circle.objects.filter(pk=self.pk))

    def get_absolute_url(self):
        return reverse("circles:circle", args=[self.slug])

    def get_space_url(self):
        """Its page for members, and for those who would be."""
        return reverse("space:circle", args=[self.slug])

    def delete(self, *args, **kwargs):
        indexing.forget("circle", self.pk)
        return super().delete(*args, **kwargs)

    @property
    def limit(self):
        """How many members at most, whoever facilitates apart; None without limit."""
        if not self.confidential:
            return self.max_size
        return min(ANALYSIS_GROUP, self.max_size or ANALYSIS_GROUP)

    @property
    def is_public(self):
        return self.public and self.join != Circle.Join.CLOSED
