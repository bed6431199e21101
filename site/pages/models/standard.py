"""A page of one's own: anything that has no type."""

from wagtail.admin.panels import FieldPanel

from navigation.readers import anybody
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
        context["below"] = self.get_children().filter(anybody()).specific() if self.numchild else []
        return context
