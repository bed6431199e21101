"""What all pages share: a summary, where they stand, what search knows of them."""

from http import HTTPMethod

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page, PageViewRestriction

from pages import indexing


class PublicPage(Page):
    """The thin base of every page type. Its panels: title, summary, then the type's own."""

    summary = models.TextField(
        "en une phrase",
        max_length=400,
        blank=True,
        help_text="Sous le titre, dans les listes et dans les résultats de recherche.",
    )

    line: list[Page]  # from the very root to its parent, when a visitor came by its address
    open_to_all = False  # known to be, by the same; Wagtail is asked otherwise
    shown_with: tuple[str, ...] = ()  # what its own query joins

    allowed_http_methods = [HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS]
    detail = "Page"  # the small line under a search result

    content_panels = [*Page.content_panels, FieldPanel("summary")]

    class Meta:
        abstract = True

    def save(self, *args, update_fields=None, **kwargs):
        """Wagtail names its fields when it notes a new draft: the words in memory are the draft's,
        and search knows what is published."""
        result = super().save(*args, update_fields=update_fields, **kwargs)
        if update_fields is None:
            indexing.refresh(self)
        return result

    @property
    def description(self):
        """What search engines and shared links say of the page."""
        return self.search_description or self.summary

    def searched_text(self):
        """The page's own text, without markup, for the search."""
        return ""

    def searched_words(self):
        """Themes, audiences and other names the page answers to."""
        return ""

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["crumbs"] = self.crumbs()
        return context

    def crumbs(self):
        """From under the home page to here."""
        line = getattr(self, "line", None) or self.get_ancestors()
        below_home = [(page.title, page.url) for page in line if page.depth > 2]
        return [*below_home, (self.title, None)]

    def get_view_restrictions(self):
        return (
            PageViewRestriction.objects.none()
            if self.open_to_all
            else super().get_view_restrictions()
        )


def text_of(page, *fields):
    """The text of some fields of a page, StreamFields and rich texts included.

    Only what is typed: what a window shows belongs to somebody else.
    """
    texts = []
    for name in fields:
        field, value = page._meta.get_field(name), getattr(page, name)
        if hasattr(field, "get_searchable_content"):
            texts += field.get_searchable_content(value)
        elif value:
            texts.append(str(value))
    return "\n".join(texts)
