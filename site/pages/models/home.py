"""The first page: in one screen, what this is, what comes soon, a document, which door."""

from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from pages.blocks import DoorBlocks, StoryBlocks
from pages.blocks.windows import coming
from pages.fields import StoryField
from pages.models.base import PublicPage, text_of
from vocabulary.models import CharterPrinciple

ADULTS_ARE_WELL_TREATED = 9  # the principle of the charte that the place is made for
SESSIONS = 3  # one row of cards


class HomePage(PublicPage):
    picture = models.ForeignKey(
        "files.Picture",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="image",
        help_text="Décorative : elle accompagne le titre. Vide : le dessin du projet.",
    )
    doors = StoryField(
        DoorBlocks(),
        blank=True,
        verbose_name="portes",
        help_text="Une par public : quatre se lisent d’un coup d’œil.",
    )
    principle = models.PositiveSmallIntegerField(
        "principe de la charte",
        null=True,
        blank=True,
        default=ADULTS_ARE_WELL_TREATED,
        help_text="Son numéro, de 1 à 10 ; il est cité mot pour mot. Vide : aucun.",
    )
    story = StoryField(StoryBlocks(), blank=True, verbose_name="la suite de la page")

    template = "pages/home.html"
    shown_with = ("picture",)
    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "pages.StandardPage",
        "pages.NewsIndexPage",
        "pages.MetierIndexPage",
        "pages.FaqPage",
        "pages.ContactPage",
        "pages.LegalPage",
    ]
    page_description = "La première page du site."

    content_panels = [
        *PublicPage.content_panels,
        FieldPanel("picture"),
        FieldPanel("doors"),
        MultiFieldPanel([FieldPanel("principle")], heading="Ce à quoi on croit"),
        FieldPanel("story"),
    ]

    class Meta:
        verbose_name = "page d’accueil"

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["sessions"] = list(coming()[:SESSIONS])
        context["principle"] = (
            CharterPrinciple.objects.filter(number=self.principle).first()
            if self.principle
            else None
        )
        return context

    def crumbs(self):
        return []

    def searched_text(self):
        return text_of(self, "doors", "story")
