"""A page of one's own: anything that has no type."""

from wagtail.admin.panels import FieldPanel

from pages.blocks import StoryBlocks
from pages.fields import StoryField
from pages.models.base import PublicPage, text_of


class StandardPage(PublicPage):
    story = StoryField(StoryBlocks(), blank=True, verbose_name="contenu")

    template = "pages/standard.html"
    parent_page_types = ["pages.HomePage", "pages.StandardPage"]
    subpage_types = ["pages.StandardPage", "pages.FaqPage"]
    page_description = "Une page libre, faite de blocs."

    content_panels = [*PublicPage.content_panels, FieldPanel("story")]

    class Meta:
        verbose_name = "page"

    def searched_text(self):
        return text_of(self, "story")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        below = self.get_children().live().public().specific(defer=True) if self.numchild else []
        context["below"] = below
        return context
