"""The pages that the law asks for: written from the place's identity, completed by hand."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.panels import FieldPanel

from pages.blocks import ArticleBlocks
from pages.fields import StoryField
from pages.models.base import PublicPage, text_of


class LegalPage(PublicPage):
    class Subject(models.TextChoices):
        """The value is the address, which is a public promise."""

        NOTICE = "mentions-legales", "mentions légales"
        PRIVACY = "confidentialite", "données personnelles"
        ACCESSIBILITY = "accessibilite", "accessibilité"

    DESCRIPTIONS = {
        Subject.NOTICE: "Qui publie ce site, qui l’héberge, et à qui écrire.",
        Subject.PRIVACY: "Ce que ce site garde de vous, pourquoi, combien de temps, et vos droits.",
        Subject.ACCESSIBILITY: "Où en est l’accessibilité de ce site, et que faire si une page "
        "vous arrête.",
    }

    subject = models.CharField("sujet", max_length=20, choices=Subject)
    reviewed_on = models.DateField(
        "à jour au", null=True, blank=True, help_text="La date de votre dernière relecture."
    )
    story = StoryField(
        ArticleBlocks(),
        blank=True,
        verbose_name="complément",
        help_text="Sous le texte que le site écrit d’après l’identité du lieu.",
    )

    detail = "Informations légales"
    max_count = len(Subject)
    parent_page_types = ["pages.HomePage"]
    subpage_types: list[str] = []
    page_description = "Mentions légales, données personnelles ou accessibilité."

    content_panels = [
        *PublicPage.content_panels,
        FieldPanel("subject"),
        FieldPanel("reviewed_on"),
        FieldPanel("story"),
    ]

    class Meta:
        verbose_name = "page légale"
        verbose_name_plural = "pages légales"

    def clean(self):
        if self.subject and self.slug != self.subject:
            sentence = f"L’adresse de cette page est une promesse : elle reste « {self.subject} »."
            raise ValidationError({"slug": sentence})
        super().clean()

    @property
    def description(self):
        return super().description or self.DESCRIPTIONS[self.Subject(self.subject)]

    def get_template(self, request, *args, **kwargs):
        return f"pages/legal/{self.subject}.html"

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        return context | {"months": settings.KEPT_MONTHS}

    def searched_text(self):
        return text_of(self, "story")
