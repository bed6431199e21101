"""The menus that staff order: the head of every page, its foot, and the legal line."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable

from navigation.readers import anybody

address = RegexValidator(
    r"\A(/(?!/)|https?://|mailto:|tel:|#)\S*\Z",
    "Une adresse commence par « / » pour une page du site, ou par « https:// ».",
)


class Menu(ClusterableModel):
    class Place(models.TextChoices):
        MAIN = "main", "menu principal"
        FOOTER = "footer", "pied de page"
        LEGAL = "legal", "mentions, tout en bas"

    place = models.CharField("emplacement", max_length=10, choices=Place, unique=True)

    panels = [
        FieldPanel("place", read_only=True),
        InlinePanel(
            "items",
            heading="Entrées",
            label="entrée",
            help_text="Sans aucune entrée, le site propose son menu habituel.",
        ),
    ]

    class Meta:
        verbose_name = "menu"
        ordering = ["pk"]

    def __str__(self):
        return self.get_place_display()


class MenuItemQuerySet(models.QuerySet):
    def public(self):
        """The items that lead somewhere open to all: no draft, no private page."""
        return self.filter(Q(page=None) | anybody("page__"))

    def for_links(self):
        """What a link shows, in one query."""
        items = self.select_related("page", "menu").order_by("sort_order", "pk")
        return items.only("label", "address", "menu__place", "page__title", "page__url_path")


class MenuItem(Orderable):
    menu = ParentalKey(Menu, on_delete=models.CASCADE, related_name="items")
    label = models.CharField(
        "libellé", max_length=60, blank=True, help_text="Vide : le titre de la page."
    )
    page = models.ForeignKey(
        "wagtailcore.Page",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="page",
    )
    address = models.CharField(
        "ou adresse",
        max_length=300,
        blank=True,
        validators=[address],
        help_text="Par exemple /agenda/ ou https://www.exemple.fr/.",
    )

    objects = MenuItemQuerySet.as_manager()

    panels = [FieldPanel("page"), FieldPanel("address"), FieldPanel("label")]

    class Meta(Orderable.Meta):
        verbose_name = "entrée de menu"
        verbose_name_plural = "entrées de menu"

    def __str__(self):
        return self.label or (self.page.title if self.page else self.address)

    def clean(self):
        if bool(self.page) == bool(self.address):
            raise ValidationError("Choisissez une page ou donnez une adresse : l’une ou l’autre.")
        if self.address and not self.label:
            raise ValidationError({"label": "Une adresse a besoin d’un libellé."})

    @property
    def url(self):
        return self.page.url if self.page else self.address
