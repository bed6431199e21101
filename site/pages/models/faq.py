"""Questions people ask, in sections."""

import json

from django.utils.html import strip_tags
from django.utils.safestring import mark_safe
from wagtail.admin.panels import FieldPanel
from wagtail.rich_text import expand_db_html

from pages.blocks import QuestionBlocks
from pages.fields import StoryField
from pages.models.base import PublicPage, text_of


class FaqPage(PublicPage):
    sections = StoryField(QuestionBlocks(), blank=True, verbose_name="rubriques")

    template = "pages/faq.html"
    detail = "Questions fréquentes"
    parent_page_types = ["pages.HomePage", "pages.StandardPage"]
    subpage_types: list[str] = []
    page_description = "Des questions et leurs réponses, par rubriques."

    content_panels = [*PublicPage.content_panels, FieldPanel("sections")]

    class Meta:
        verbose_name = "questions fréquentes"
        verbose_name_plural = "questions fréquentes"

    def searched_text(self):
        return text_of(self, "sections")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["json_ld"] = self.json_ld()
        return context

    def json_ld(self):
        """The questions as schema.org says them, ready for a <script>: no tag can close it."""
        questions = {
            "@context": "https://schema.org",
            "@type": "FAQPage",
            "mainEntity": [
                {
                    "@type": "Question",
                    "name": question["question"],
                    "acceptedAnswer": {
                        "@type": "Answer",
                        "text": strip_tags(expand_db_html(question["answer"].source)).strip(),
                    },
                }
                for section in self.sections
                for question in section.value["questions"]
            ],
        }
        text = json.dumps(questions, ensure_ascii=False)
        return mark_safe(text.replace("<", r"\u003c"))  # noqa: S308  (nothing can open a tag)
