"""The controlled words that both domains share: rows that staff name, order, merge and retire.

A key is a public promise (it stands in links and feeds): it never changes, and after a merge it
leads to the term that took its place.
"""

from django.db import models
from django.db.models import F, Q


class TermQuerySet(models.QuerySet):
    def active(self):
        """The terms on offer today."""
        return self.filter(retired=False, merged_into=None)

    def for_keys(self, keys):
        """The terms that these keys name, old keys included; unknown keys name nothing."""
        direct = Q(key__in=keys, merged_into=None)
        return self.filter(direct | Q(absorbed__key__in=keys, merged_into=None)).distinct()


class Term(models.Model):
    """A word of a vocabulary."""

    key = models.SlugField(
        "clé", max_length=60, unique=True, help_text="Figure dans les adresses : ne change jamais."
    )
    label = models.CharField("libellé", max_length=200)
    position = models.PositiveIntegerField("ordre", default=0)
    retired = models.BooleanField(
        "retiré", default=False, help_text="N’est plus proposé ; ce qui l’utilise le garde."
    )
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="absorbed",
        verbose_name="fusionné dans",
    )

    objects = TermQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["position", "label", "pk"]

    def __str__(self):
        return self.label

    @property
    def state(self):
        return "retiré" if self.retired else "proposé"


class Domain(Term):
    class Meta(Term.Meta):
        verbose_name = "domaine"


class Theme(Term):
    domain = models.ForeignKey(
        Domain, on_delete=models.PROTECT, related_name="themes", verbose_name="domaine"
    )

    class Meta(Term.Meta):
        verbose_name = "thème"
        ordering = ["domain__position", "position", "label", "pk"]


class Audience(Term):
    everyone = models.BooleanField(
        "tous les publics", default=False, help_text="Convient à chaque profil : « tous publics »."
    )
    busy_by_day = models.BooleanField(
        "accueille des enfants en journée",
        default=False,
        help_text="L’équipe est prévenue quand elle prévoit un rendez-vous pour ce public en "
        "semaine entre 8 h et 18 h, sauf si les enfants y sont bienvenus.",
    )

    class Meta(Term.Meta):
        verbose_name = "public"


class Organisation(Term):
    carrier = models.BooleanField(
        "porte le lieu", default=False, help_text="L’un des organismes qui mènent le lieu."
    )
    certified = models.BooleanField(
        "organisme de formation certifié",
        default=False,
        help_text="Peut établir un certificat de réalisation.",
    )
    url = models.URLField("site", blank=True)
    email = models.EmailField("adresse électronique", blank=True)

    class Meta(Term.Meta):
        verbose_name = "organisme"


class Commune(Term):
    """A town; the key is its name as a slug, the label its name."""

    insee = models.CharField("code Insee", max_length=5, unique=True)

    class Meta(Term.Meta):
        verbose_name = "commune"


class CharterPrinciple(Term):
    """Of the charte nationale d’accueil du jeune enfant (arrêté du 23 septembre 2021)."""

    number = models.PositiveSmallIntegerField("numéro", unique=True)
    text = models.TextField("texte")

    class Meta(Term.Meta):
        verbose_name = "principe de la charte"
        verbose_name_plural = "principes de la charte"
        ordering = ["number"]


class QualityPart(Term):
    class Meta(Term.Meta):
        verbose_name = "partie du référentiel qualité"
        verbose_name_plural = "parties du référentiel qualité"


class StructureType(Term):
    class Meta(Term.Meta):
        verbose_name = "type de structure"
        verbose_name_plural = "types de structure"


class AgeRange(Term):
    """An age band of children, in months, upper end excluded; no ends: about adults."""

    min_months = models.PositiveSmallIntegerField("de (mois)", null=True, blank=True)
    max_months = models.PositiveSmallIntegerField("à (mois, exclu)", null=True, blank=True)

    class Meta(Term.Meta):
        verbose_name = "tranche d’âge"
        verbose_name_plural = "tranches d’âge"
        constraints = [
            models.CheckConstraint(
                name="age_range_is_ordered",
                condition=Q(min_months=None, max_months=None) | Q(max_months__gt=F("min_months")),
                violation_error_message="La tranche d’âge doit finir après avoir commencé.",
            ),
        ]


class EventKind(Term):
    practice_analysis = models.BooleanField(
        "analyse des pratiques",
        default=False,
        help_text="Ses heures comptent parmi celles que le code de la santé publique (R2324-37) "
        "donne chaque année aux équipes des crèches.",
    )

    class Meta(Term.Meta):
        verbose_name = "type de rendez-vous"
        verbose_name_plural = "types de rendez-vous"


class EventFormat(Term):
    on_site = models.BooleanField("dans un lieu", default=True)
    remote = models.BooleanField("à distance", default=False)

    class Meta(Term.Meta):
        verbose_name = "format"


class MeetupKind(Term):
    class Meta(Term.Meta):
        verbose_name = "type de cercle"
        verbose_name_plural = "types de cercle"


class TimeSlot(Term):
    """When people are free: days of the week and hours of the start."""

    weekdays = models.CharField(
        "jours", max_length=7, default="12345", help_text="1 = lundi … 7 = dimanche."
    )
    starts_from = models.TimeField("débute à partir de", null=True, blank=True)
    starts_before = models.TimeField("débute avant", null=True, blank=True)
    min_minutes = models.PositiveSmallIntegerField("dure au moins (minutes)", default=0)

    class Meta(Term.Meta):
        verbose_name = "créneau"
        verbose_name_plural = "créneaux"

    @classmethod
    def suiting(cls, start, minutes):
        """The slot of what starts at `start` (local time): the most demanding one, or None."""
        slots = sorted(cls.objects.active(), key=lambda slot: (-slot.min_minutes, slot.position))
        return next((slot for slot in slots if slot.suits(start, minutes)), None)

    def suits(self, start, minutes):
        """Whether what starts at `start` (local time) and lasts `minutes` is in this slot."""
        return (
            str(start.isoweekday()) in self.weekdays
            and minutes >= self.min_minutes
            and (self.starts_from is None or start.time() >= self.starts_from)
            and (self.starts_before is None or start.time() < self.starts_before)
        )


class ResourceType(Term):
    class Citation(models.TextChoices):
        """What bibliographies, search engines and harvesters take it for."""

        BOOK = "livre", "un livre"
        REPORT = "rapport", "un guide, une brochure, un rapport"
        ARTICLE = "article", "un article"
        WEBPAGE = "page", "une page d’un site"
        VIDEO = "video", "une vidéo"
        AUDIO = "son", "un enregistrement sonore"
        OBJECT = "objet", "un objet : jeu, malle, matériel"

    cited_as = models.CharField(
        "se cite comme",
        max_length=10,
        choices=Citation,
        default=Citation.BOOK,
        help_text="Dans les bibliographies de qui cite une ressource, et chez qui moissonne.",
    )

    class Meta(Term.Meta):
        verbose_name = "type de ressource"
        verbose_name_plural = "types de ressource"


class ResourceAccess(Term):
    class Meta(Term.Meta):
        verbose_name = "accès"
        verbose_name_plural = "accès"


class Competence(Term):
    class Meta(Term.Meta):
        verbose_name = "compétence"


class ExitReason(Term):
    """Why somebody leaves a journey, for the figures that funders ask for."""

    class Meta(Term.Meta):
        verbose_name = "motif de sortie d’un parcours"
        verbose_name_plural = "motifs de sortie d’un parcours"
