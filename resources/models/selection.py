"""A selection: resources that the team chose and put in order, with a text that says why."""

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.fields import RichTextField
from wagtail.models import DraftStateMixin, Orderable, PreviewableMixin, RevisionMixin

from resources.models.resource import Resource


class SelectionQuerySet(models.QuerySet):
    def public(self):
        return self.filter(live=True)

    def for_listing(self):
        """How many of its resources anybody may see."""
        seen = Q(items__resource__in=Resource.objects.public())
        return self.annotate(shown=Count("items", filter=seen)).order_by("-created_at", "-pk")


class Selection(DraftStateMixin, RevisionMixin, PreviewableMixin, ClusterableModel):
    title = models.CharField("titre", max_length=200)
    slug = models.SlugField("adresse", max_length=100, unique=True)
    summary = models.TextField("résumé", max_length=500, help_text="Ce qu’on lit dans les listes.")
    body = RichTextField("présentation", blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="selection")

    objects = SelectionQuerySet.as_manager()

    shown: int  # for_listing()

    class Meta:
        verbose_name = "sélection"
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return self.title

    @property
    def revisions(self):
        return self._revisions

    def get_absolute_url(self):
        return reverse("resources:selection", args=[self.slug])

    def as_page(self):
        """Its text and what anybody may see of its resources, each with the team's note."""
        items = list(self.items.all())
        keys = [item.resource_id for item in items]
        rows = Resource.objects.public().for_listing().in_bulk(keys)
        chosen = [(rows[item.resource_id], item.note) for item in items if item.resource_id in rows]
        return {
            "selection": self,
            "chosen": chosen,
            "keys": [row.slug for row, _ in chosen],
            "crumbs": [
                ("Accueil", "/"),
                ("Ressources", reverse("resources:catalogue")),
                ("Sélections", reverse("resources:selections")),
                (self.title, None),
            ],
        }

    def get_preview_template(self, request, mode_name):
        return "resources/selection.html"

    def get_preview_context(self, request, mode_name):
        return {**super().get_preview_context(request, mode_name), **self.as_page()}


class SelectionItem(Orderable):
    selection = ParentalKey(Selection, on_delete=models.CASCADE, related_name="items")
    resource = models.ForeignKey(
        Resource, on_delete=models.CASCADE, related_name="selected", verbose_name="ressource"
    )
    note = models.CharField("pourquoi elle", max_length=300, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = "ressource choisie"

    def __str__(self):
        return str(self.resource)
