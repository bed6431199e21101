"""News: what happens at the place, dated, the newest first."""

from django.core.paginator import Paginator
from django.db import models
from django.utils import timezone
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import PageManager, PageQuerySet

from files.models import Picture
from navigation.readers import anybody
from pages.blocks import ArticleBlocks
from pages.fields import StoryField
from pages.forms import NewsFilterForm
from pages.models.base import PublicPage, text_of
from vocabulary.models import Theme

PER_PAGE = 12


class NewsIndexPage(PublicPage):
    template = "pages/news_index.html"
    max_count = 1
    parent_page_types = ["pages.HomePage"]
    subpage_types = ["pages.NewsPage"]
    page_description = "La liste des actualités."

    class Meta:
        verbose_name = "liste d’actualités"

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        form = NewsFilterForm(request.GET)
        news = form.filter(NewsPage.objects.recent().child_of(self))
        context["form"] = form
        context["themes"] = Theme.objects.filter(
            pk__in=NewsPage.objects.live().child_of(self).values("themes")
        )
        theme = form.cleaned_data.get("theme")
        context["query"] = f"theme={theme.key}" if theme else ""
        context["news"] = Paginator(news, PER_PAGE).get_page(form.cleaned_data.get("page"))
        return context

    def serve(self, request, *args, **kwargs):
        response = super().serve(request, *args, **kwargs)
        if not response.context_data["form"].is_valid():
            response.status_code = 400
        return response


class NewsQuerySet(PageQuerySet):
    def recent(self):
        """What anybody may read, the newest first, with all that a card shows."""
        return (
            self.filter(anybody())
            .select_related("picture")
            .prefetch_related("picture__renditions")
            .only("title", "url_path", "summary", "date", *Picture.on_a_card("picture"))
            .order_by("-date", "-pk")
        )

    def about(self, keys):
        themed = NewsPage.objects.filter(themes__in=Theme.objects.for_keys(keys))
        return self.filter(pk__in=themed.values("pk"))


class NewsPage(PublicPage):
    date = models.DateField("date", default=timezone.localdate)
    picture = models.ForeignKey(
        "files.Picture",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="image",
    )
    alternative = models.CharField(
        "ce que l’image dit",
        max_length=250,
        blank=True,
        help_text="Lu à qui ne la voit pas ; vide si elle ne fait que décorer.",
    )
    themes = ParentalManyToManyField(
        "vocabulary.Theme", blank=True, related_name="+", verbose_name="thèmes"
    )
    audiences = ParentalManyToManyField(
        "vocabulary.Audience", blank=True, related_name="+", verbose_name="publics"
    )
    story = StoryField(ArticleBlocks(), blank=True, verbose_name="texte")

    objects = PageManager.from_queryset(NewsQuerySet)()

    template = "pages/news.html"
    shown_with = ("picture",)
    detail = "Actualité"
    parent_page_types = ["pages.NewsIndexPage"]
    subpage_types: list[str] = []
    page_description = "Une actualité datée."

    content_panels = [
        *PublicPage.content_panels,
        FieldPanel("date"),
        MultiFieldPanel([FieldPanel("picture"), FieldPanel("alternative")], heading="Image"),
        FieldPanel("story"),
        MultiFieldPanel(
            [FieldPanel("themes"), FieldPanel("audiences")], heading="De quoi, pour qui"
        ),
    ]

    class Meta:
        verbose_name = "actualité"

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["index_url"] = self.get_parent().url
        context["others"] = list(NewsPage.objects.recent().sibling_of(self, inclusive=False)[:3])
        return context

    def searched_text(self):
        return text_of(self, "story")

    def searched_words(self):
        return ", ".join(str(term) for term in [*self.themes.all(), *self.audiences.all()])
