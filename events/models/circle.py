"""A group of professionals that meets."""

from django.db import models
from django.urls import reverse

from events import indexing


class CircleQuerySet(models.QuerySet):
    def public(self):
        return self.filter(public=True).exclude(join=Circle.Join.CLOSED)

    def for_listing(self):
        """Everything a card shows, in one query."""
        return self.select_related("kind", "lead", "venue__commune", "format", "time_slot")

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
    join = models.CharField("pour venir", max_length=10, choices=Join, default=Join.FREE)
    public = models.BooleanField(
        "public", default=True, help_text="Décoché : ne paraît nulle part sur le site public."
    )

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
