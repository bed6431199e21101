"""A title of the catalogue, digital or physical."""

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from taggit.models import ItemBase
from wagtail.fields import RichTextField
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    Orderable,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
)


class TaggedResource(ItemBase):
    tag = models.ForeignKey("taggit.Tag", on_delete=models.CASCADE, related_name="tagged_resources")
    content_object = ParentalKey("Resource", on_delete=models.CASCADE, related_name="tagged_items")


class ResourceQuerySet(models.QuerySet):
    def public(self):
        """What anybody may see."""
        return self.filter(live=True, visibility=Resource.Visibility.PUBLIC)

    def for_listing(self):
        """Everything a card shows, but for what `prefetch_related` adds at a fixed cost."""
        return self.select_related("type", "cover").prefetch_related("access")


class Resource(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    ClusterableModel,
):
    class Visibility(models.TextChoices):
        PUBLIC = "public", "tout le monde"
        PROFESSIONALS = "professionnels", "professionnels connectés"
        STAFF = "equipe", "équipe"

    title = models.CharField("titre", max_length=200)
    slug = models.SlugField("adresse", max_length=100, unique=True)
    type = models.ForeignKey(
        "vocabulary.ResourceType", on_delete=models.PROTECT, related_name="+", verbose_name="type"
    )
    summary = models.TextField("résumé", max_length=1000)
    body = RichTextField("présentation", blank=True)
    author = models.CharField("auteur", max_length=200, blank=True)
    publisher = models.CharField("éditeur", max_length=200, blank=True)
    year = models.PositiveSmallIntegerField("année", null=True, blank=True)
    isbn = models.CharField("ISBN", max_length=20, blank=True)
    ean = models.CharField("code-barres (EAN)", max_length=20, blank=True)
    language = models.CharField(
        "langue", max_length=10, default="fr", help_text="Code ISO 639-1 : fr, en, it…"
    )
    licence = models.CharField("licence", max_length=100, blank=True)
    url = models.URLField("adresse en ligne", max_length=500, blank=True)
    minutes = models.PositiveSmallIntegerField(
        "durée (minutes)", null=True, blank=True, help_text="De lecture, d’écoute ou de jeu."
    )
    age_min_months = models.PositiveSmallIntegerField("de (mois)", null=True, blank=True)
    age_max_months = models.PositiveSmallIntegerField("à (mois)", null=True, blank=True)
    for_adults = models.BooleanField("pour les adultes", default=False)
    themes = ParentalManyToManyField(
        "vocabulary.Theme", related_name="resources", verbose_name="thèmes", help_text="De 1 à 3."
    )
    audiences = ParentalManyToManyField(
        "vocabulary.Audience", blank=True, related_name="resources", verbose_name="publics"
    )
    principles = ParentalManyToManyField(
        "vocabulary.CharterPrinciple",
        blank=True,
        related_name="resources",
        verbose_name="principes de la charte",
    )
    quality_parts = ParentalManyToManyField(
        "vocabulary.QualityPart",
        blank=True,
        related_name="resources",
        verbose_name="référentiel qualité",
    )
    access = ParentalManyToManyField(
        "vocabulary.ResourceAccess", blank=True, related_name="resources", verbose_name="accès"
    )
    tags = ClusterTaggableManager(through=TaggedResource, blank=True, verbose_name="étiquettes")
    cover = models.ForeignKey(
        "files.Picture",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="couverture",
    )
    visibility = models.CharField(
        "visible par", max_length=20, choices=Visibility, default=Visibility.PUBLIC
    )
    loan_days = models.PositiveSmallIntegerField("durée du prêt (jours)", null=True, blank=True)
    review_on = models.DateField("à relire le", null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="resource")
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="resource",
        for_concrete_model=False,
    )

    objects = ResourceQuerySet.as_manager()

    class Meta:
        verbose_name = "ressource"
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                name="resource_ages_are_ordered",
                condition=Q(age_min_months=None)
                | Q(age_max_months=None)
                | Q(age_max_months__gt=F("age_min_months")),
                violation_error_message="La tranche d’âge doit finir après avoir commencé.",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def revisions(self):
        return self._revisions

    def get_absolute_url(self):
        return reverse("resources:resource", args=[self.slug])


class ResourceFile(Orderable):
    """A file of a resource, to preview and download."""

    resource = ParentalKey(Resource, on_delete=models.CASCADE, related_name="files")
    document = models.ForeignKey(
        "files.Document", on_delete=models.PROTECT, related_name="+", verbose_name="fichier"
    )
    label = models.CharField("libellé", max_length=200, blank=True)
    licence = models.CharField("licence", max_length=100, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = "fichier"

    def __str__(self):
        return self.label or self.document.title
