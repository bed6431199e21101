"""A title of the catalogue, digital or physical."""

import mimetypes

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce
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

from files.models import Picture
from resources import citations, indexing, json_ld, wording
from resources.models.record import Record
from vocabulary import shelves

RELATED_SHOWN = 6
ON_A_CARD = [
    *("title", "slug", "author", "year", "summary", "type__label"),
    *Picture.on_a_card("cover"),
]


class TaggedResource(ItemBase):
    tag = models.ForeignKey("taggit.Tag", on_delete=models.CASCADE, related_name="tagged_resources")
    content_object = ParentalKey("Resource", on_delete=models.CASCADE, related_name="tagged_items")


class ResourceQuerySet(models.QuerySet):
    def public(self):
        """What anybody may see."""
        return self.filter(live=True, visibility=Resource.Visibility.PUBLIC)

    def for_page(self):
        """Everything its own page shows, at a fixed number of queries."""
        rows = self.select_related("type", "cover", "checked_by__organisation")
        return rows.prefetch_related(
            "cover__renditions",
            "themes",
            "audiences",
            "principles",
            "quality_parts",
            "access",
            "tags",
            "files__document__reading",
        )

    def for_citing(self):
        """What a citation says, at a fixed number of queries."""
        return self.select_related("type").prefetch_related("themes", "tags")

    def for_exporting(self):
        """What a line of a spreadsheet says, at a fixed number of queries."""
        return self.for_citing().prefetch_related("audiences", "access")

    def for_harvesting(self):
        """What its record says, at a fixed number of queries."""
        return self.select_related("type").prefetch_related("themes__domain", "tags")

    def for_listing(self):
        """What a card shows and nothing more, at a fixed number of queries."""
        return (
            self.select_related("type", "cover")
            .prefetch_related("access", "cover__renditions")
            .only(*ON_A_CARD)
        )

    def newest(self):
        """The last that became public first."""
        since = Coalesce("first_published_at", "created_at")
        return self.annotate(public_since=since).order_by("-public_since", "title", "pk")

    def related_to(self, resource):
        """The others that share its themes, those that share most of them first."""
        return (
            self.filter(themes__in=[theme.pk for theme in resource.themes.all()])
            .exclude(pk=resource.pk)
            .annotate(shared=Count("themes", distinct=True))
            .order_by("-shared", "title", "pk")
        )


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
        "durée (minutes)",
        null=True,
        blank=True,
        help_text="De lecture, d’écoute ou de jeu. Vide : celle de la présentation.",
    )
    age_min_months = models.PositiveSmallIntegerField("de (mois)", null=True, blank=True)
    age_max_months = models.PositiveSmallIntegerField("à (mois)", null=True, blank=True)
    for_adults = models.BooleanField("pour les adultes", default=False)
    safety_age_months = models.PositiveSmallIntegerField(
        "âge de sécurité (mois)",
        null=True,
        blank=True,
        help_text="L’âge minimal que le fabricant indique, comme 36 : il ne dit rien de l’intérêt.",
    )
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
    quality_sheet = models.CharField(
        "fiche du référentiel qualité",
        max_length=100,
        blank=True,
        help_text="Son numéro ou son titre, tel que le référentiel l’écrit.",
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
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="à relire par",
    )
    checked_on = models.DateField("vérifiée le", null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="vérifiée par",
    )
    in_force_from = models.DateField("en vigueur depuis le", null=True, blank=True)
    in_force_to = models.DateField("en vigueur jusqu’au", null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="replaces",
        verbose_name="remplacée par",
    )
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
            models.CheckConstraint(
                name="resource_in_force_is_ordered",
                condition=Q(in_force_from=None)
                | Q(in_force_to=None)
                | Q(in_force_to__gte=F("in_force_from")),
                violation_error_message="Un texte cesse d’être en vigueur après l’avoir été.",
            ),
            models.CheckConstraint(
                name="resource_replaced_by_another",
                condition=Q(replaced_by=None) | ~Q(replaced_by=F("id")),
                violation_error_message="Un texte est remplacé par un autre que lui-même.",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def revisions(self):
        return self._revisions

    def get_absolute_url(self):
        return reverse("resources:resource", args=[self.slug])

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        indexing.follow(self.pk)
        Record.objects.follow_later([self.pk])

    def delete(self, *args, **kwargs):
        pk, cover = self.pk, self.cover
        deleted = super().delete(*args, **kwargs)
        if cover and not Resource.objects.filter(cover=cover).exists():
            cover.renditions.all().delete()  # made again wherever else the picture is shown
        indexing.follow(pk)
        Record.objects.follow_later([pk])
        return deleted

    @property
    def ages_in_words(self):
        """« de 6 mois à 2 ans », « pour les adultes »."""
        return wording.ages(self.age_min_months, self.age_max_months, self.for_adults)

    @property
    def safety_in_words(self):
        """« à partir de 3 ans, selon le fabricant »."""
        months = self.safety_age_months
        return f"à partir de {wording.age(months)}, selon le fabricant" if months else ""

    @property
    def time_in_words(self):
        """« 15 minutes »."""
        return wording.time(self.minutes)

    @property
    def checking_organisation(self):
        """Who vouches for it, in the public's eyes: a house, never somebody's name."""
        return self.checked_by.organisation if self.checked_by else None

    @property
    def fits_a_nap(self):
        return self.minutes is not None and self.minutes <= wording.NAP

    @property
    def language_in_words(self):
        return wording.language(self.language)

    def as_page(self):
        """Everything its page shows, for readers and for the preview of a draft."""
        copies = list(self.copies.kept().with_loan().select_related("holder"))
        for copy in copies:
            copy.resource = self
        catalogue = reverse("resources:catalogue")
        return {
            "resource": self,
            "files": self.files.all(),
            "copies": copies,
            "available": any(copy.state[1] == "ok" for copy in copies),
            "next_return": min((copy.due_on for copy in copies if copy.due_on), default=None),
            "to_review": self.review_on is not None and self.review_on < timezone.localdate(),
            "successor": self.replaced_by_id
            and Resource.objects.public().filter(pk=self.replaced_by_id).first(),
            "out_of_force": self.in_force_to is not None
            and self.in_force_to < timezone.localdate(),
            "shelves": shelves.others("resource", self.themes.all()),
            "today": timezone.localdate(),
            "related": Resource.objects.public().related_to(self).for_listing()[:RELATED_SHOWN],
            "json_ld": json_ld.script(self),
            "highwire": citations.highwire(self),
            "citation": citations.sentence(self),
            "crumbs": [
                ("Accueil", "/"),
                ("Ressources", catalogue),
                (self.type.label, f"{catalogue}?type={self.type.key}"),
                (self.title, None),
            ],
        }

    def get_preview_template(self, request, mode_name):
        return "resources/resource.html"

    def get_preview_context(self, request, mode_name):
        return {**super().get_preview_context(request, mode_name), **self.as_page()}


class ResourceFile(Orderable):
    """A file of a resource, to preview and download."""

    class Accessibility(models.TextChoices):
        UNKNOWN = "", "non vérifiée"
        FULL = "oui", "accessible"
        PARTIAL = "partielle", "partiellement accessible"
        NONE = "non", "non accessible"

    resource = ParentalKey(Resource, on_delete=models.CASCADE, related_name="files")
    document = models.ForeignKey(
        "files.Document", on_delete=models.PROTECT, related_name="+", verbose_name="fichier"
    )
    label = models.CharField("libellé", max_length=200, blank=True)
    licence = models.CharField("licence", max_length=100, blank=True)
    accessibility = models.CharField(
        "accessibilité",
        max_length=10,
        blank=True,
        choices=Accessibility,
        default=Accessibility.UNKNOWN,
        help_text="Balisé, sous-titré ou transcrit : ce qu’un lecteur d’écran peut en lire.",
    )

    class Meta(Orderable.Meta):
        verbose_name = "fichier"

    def __str__(self):
        return self.label or self.document.title

    @property
    def media_type(self):
        return mimetypes.guess_type(self.document.filename)[0] or "application/octet-stream"

    @property
    def kind(self):
        """How a browser shows it: audio, video, image, pdf, or nothing of that."""
        family = self.media_type.partition("/")[0]
        return "pdf" if self.media_type == "application/pdf" else family

    @property
    def is_a_picture_of_text(self):
        """A PDF that has been read and said nothing."""
        reading = getattr(self.document, "reading", None)
        return reading is not None and reading.state == "image"

    @property
    def weight(self):
        """« 1,2 Mo »; nothing when the file is gone, which the page says."""
        try:
            return wording.size(self.document.file_size or self.document.file.size)
        except OSError:
            return ""
