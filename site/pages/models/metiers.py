"""The trades of early childhood, one page each, and their list."""

from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable, PageManager, PageQuerySet

from files.models import Picture
from navigation.readers import anybody
from pages.blocks import ArticleBlocks
from pages.blocks.windows import address, coming, latest
from pages.fields import StoryField
from pages.models.base import PublicPage, text_of

STRONG = 3  # the weight of a competence at the heart of a trade
WINDOW = 3  # sessions and resources beside a trade


class MetierIndexPage(PublicPage):
    story = StoryField(ArticleBlocks(), blank=True, verbose_name="sous la liste")

    template = "pages/metier_index.html"
    max_count = 1
    parent_page_types = ["pages.HomePage"]
    subpage_types = ["pages.MetierPage"]
    page_description = "La liste des fiches métiers."

    content_panels = [*PublicPage.content_panels, FieldPanel("story")]

    class Meta:
        verbose_name = "liste de métiers"

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["metiers"] = list(MetierPage.objects.child_of(self).for_listing())
        return context

    def searched_text(self):
        return text_of(self, "story")


class MetierQuerySet(PageQuerySet):
    def for_listing(self):
        return (
            self.filter(anybody())
            .select_related("picture")
            .prefetch_related("picture__renditions")
            .only("title", "url_path", "summary", "level", *Picture.on_a_card("picture"))
            .order_by("path")
        )

    def for_links(self):
        return self.filter(anybody()).only("title", "url_path").order_by("path")


def lines_field(label):
    return models.TextField(label, blank=True, help_text="Une par ligne.")


class MetierPage(PublicPage):
    class Degree(models.TextChoices):
        LOW = "faible", "faible"
        MEDIUM = "moyenne", "moyenne"
        HIGH = "forte", "forte"

    picture = models.ForeignKey(
        "files.Picture",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="image",
        help_text="Décorative. Jamais d’enfant que l’on puisse reconnaître.",
    )
    rome = models.CharField(
        "code ROME",
        max_length=5,
        blank=True,
        validators=[RegexValidator(r"\A[A-N]\d{4}\Z", "Un code ROME s’écrit comme K1303.")],
    )
    level = models.CharField("diplôme ou niveau", max_length=200, blank=True)
    where = lines_field("où l’exercer")
    missions = lines_field("missions")
    conditions = models.TextField("conditions de travail", blank=True)
    access = lines_field("comment y accéder")
    evolution = lines_field("et après")
    said = models.CharField(
        "l’idée reçue", max_length=200, blank=True, help_text="Sans guillemets : la page les met."
    )
    truth = models.TextField("en réalité", blank=True)
    at_home = models.BooleanField("s’exerce chez soi", default=False)
    autonomy = models.CharField("autonomie", max_length=10, choices=Degree, blank=True)
    team = models.CharField("travail en équipe", max_length=10, choices=Degree, blank=True)
    hours = models.CharField("horaires", max_length=100, blank=True)
    studies = models.CharField("durée des études", max_length=100, blank=True)
    themes = ParentalManyToManyField(
        "vocabulary.Theme",
        blank=True,
        related_name="+",
        verbose_name="thèmes",
        help_text="Les rendez-vous et les ressources de ces thèmes paraissent sous la fiche.",
    )
    story = StoryField(ArticleBlocks(), blank=True, verbose_name="pour aller plus loin")

    objects = PageManager.from_queryset(MetierQuerySet)()

    template = "pages/metier.html"
    shown_with = ("picture",)
    detail = "Fiche métier"
    parent_page_types = ["pages.MetierIndexPage"]
    subpage_types: list[str] = []
    page_description = "Un métier : missions, conditions, accès, suite."

    content_panels = [
        *PublicPage.content_panels,
        FieldPanel("picture"),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("rome", "level", "where", "missions", "conditions")],
            heading="Le métier",
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("access", "evolution")], heading="Y venir, en évoluer"
        ),
        MultiFieldPanel(
            [FieldPanel("said"), FieldPanel("truth")], heading="Une idée reçue, et la réalité"
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("at_home", "autonomy", "team", "hours", "studies")],
            heading="Ce qu’il demande",
        ),
        MultiFieldPanel(
            [
                HelpPanel("<p>De 0 (peu demandée) à 3 (au cœur du métier).</p>"),
                InlinePanel("strengths", label="compétence"),
            ],
            heading="Profil",
        ),
        FieldPanel("themes"),
        FieldPanel("story"),
    ]

    class Meta:
        verbose_name = "fiche métier"
        verbose_name_plural = "fiches métiers"

    @property
    def where_list(self):
        return self.where.splitlines()

    @property
    def mission_list(self):
        return self.missions.splitlines()

    @property
    def access_list(self):
        return self.access.splitlines()

    @property
    def evolution_list(self):
        return self.evolution.splitlines()

    def searched_text(self):
        return text_of(
            self,
            *("level", "where", "missions", "conditions", "access", "evolution"),
            *("said", "truth", "hours", "studies", "story"),
        )

    def searched_words(self):
        return ", ".join(filter(None, [self.rome, *(str(theme) for theme in self.themes.all())]))

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        keys = [theme.key for theme in self.themes.all()]
        context["has_themes"] = bool(keys)
        context["strengths"] = self.strengths.select_related("competence").order_by(
            "-weight", "competence__position", "pk"
        )
        context["sessions"] = list(coming(themes=keys)[:WINDOW]) if keys else []
        context["resources"] = list(latest(themes=keys)[:WINDOW]) if keys else []
        context["agenda_url"] = address("/agenda/", theme=keys)
        context["catalogue_url"] = address("/ressources/", theme=keys)
        context["others"] = MetierPage.objects.sibling_of(self, inclusive=False).for_links()
        return context


class MetierStrength(Orderable):
    """How much of a competence the trade asks; the discovery path reads these weights."""

    page = ParentalKey(MetierPage, on_delete=models.CASCADE, related_name="strengths")
    competence = models.ForeignKey(
        "vocabulary.Competence",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="compétence",
    )
    weight = models.PositiveSmallIntegerField("poids", validators=[MaxValueValidator(STRONG)])

    panels = [FieldPanel("competence"), FieldPanel("weight")]

    class Meta(Orderable.Meta):
        verbose_name = "compétence du métier"
        verbose_name_plural = "compétences du métier"
        constraints = [
            models.UniqueConstraint(
                name="a_competence_once_per_metier",
                fields=["page", "competence"],
                violation_error_message="Cette compétence est déjà dans le profil.",
            ),
        ]

    def __str__(self):
        return f"{self.competence} : {self.weight}"

    @property
    def at_heart(self):
        return self.weight == STRONG
