"""Who this place is: what another territory changes to make the software its own."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

colour = RegexValidator(r"\A#[0-9a-f]{6}\Z", "Une couleur s’écrit comme #1f6f5c, en minuscules.")


@register_setting(icon="home", order=10)
class Identity(BaseGenericSetting, ClusterableModel):
    """One row. Every page reads it once: `Identity.load(request)`, or `settings` in a template."""

    class Status(models.TextChoices):
        PREFIGURATION = "prefiguration", "préfiguration"
        OPEN = "ouvert", "ouvert"

    class Conformity(models.TextChoices):
        """The three states of the RGAA."""

        NONE = "non", "non conforme"
        PARTIAL = "partielle", "partiellement conforme"
        FULL = "totale", "totalement conforme"

    name = models.CharField("nom", max_length=100, default="Lieu-ressource petite enfance")
    tagline = models.CharField("en une phrase", max_length=200, blank=True)
    status = models.CharField("état", max_length=20, choices=Status, default=Status.PREFIGURATION)
    demo = models.BooleanField(
        "données de démonstration", default=False, help_text="Affiche un bandeau qui le dit."
    )
    logo = models.ForeignKey(
        "files.Picture",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="logo",
        help_text="Sans logo, le colibri dessiné par le projet.",
    )
    accent = models.CharField(
        "couleur principale",
        max_length=7,
        blank=True,
        validators=[colour],
        help_text="Celle des liens et des boutons, comme #1f6f5c. Le site la fonce ou l’éclaircit "
        "ce qu’il faut pour que l’on lise, sur fond clair et sur fond sombre. Vide : la sienne.",
    )
    carriers = ParentalManyToManyField(
        "vocabulary.Organisation", blank=True, related_name="+", verbose_name="porté par"
    )
    address = models.CharField("adresse", max_length=200, blank=True)
    postal_code = models.CharField("code postal", max_length=10, blank=True)
    city = models.CharField("ville", max_length=100, blank=True)
    phone = models.CharField("téléphone", max_length=30, blank=True)
    email = models.EmailField(
        "adresse électronique",
        blank=True,
        help_text="Une boîte relevée : elle reçoit les messages du formulaire de contact.",
    )
    school_zone = models.CharField(
        "zone de vacances scolaires",
        max_length=1,
        choices=[("A", "zone A"), ("B", "zone B"), ("C", "zone C")],
        default="B",
    )
    publisher = models.CharField(
        "directeur ou directrice de la publication", max_length=200, blank=True
    )
    host = models.TextField("hébergeur (nom, adresse, téléphone)", blank=True)
    privacy_contact = models.CharField(
        "contact pour les données personnelles",
        max_length=200,
        blank=True,
        help_text="La personne ou l’adresse à qui demander ses données ; vide : l’adresse du lieu.",
    )

    feedback_days = models.PositiveSmallIntegerField(
        "questionnaire à froid : jours après la séance",
        default=42,
        validators=[MinValueValidator(7), MaxValueValidator(180)],
        help_text="Le questionnaire à chaud est proposé le lendemain.",
    )
    practice_hours_a_year = models.PositiveSmallIntegerField(
        "analyse des pratiques : heures par an",
        default=6,
        help_text="Par personne ; code de la santé publique, article R2324-37.",
    )
    practice_hours_a_period = models.PositiveSmallIntegerField(
        "analyse des pratiques : heures par période de quatre mois",
        default=2,
        help_text="Par personne ; le même article.",
    )

    conformity = models.CharField(
        "accessibilité : conformité au RGAA",
        max_length=10,
        choices=Conformity,
        default=Conformity.NONE,
        help_text="Dite au pied de chaque page, comme la loi le veut ; sans audit : non conforme.",
    )

    select_related = ["logo"]

    panels = [
        MultiFieldPanel(
            [FieldPanel(name) for name in ("name", "tagline", "status", "demo", "carriers")],
            heading="Le lieu",
        ),
        MultiFieldPanel([FieldPanel("logo"), FieldPanel("accent")], heading="Son visage"),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("address", "postal_code", "city", "phone", "email")],
            heading="Où et comment le joindre",
        ),
        FieldPanel("school_zone"),
        MultiFieldPanel(
            [
                FieldPanel(name)
                for name in ("feedback_days", "practice_hours_a_year", "practice_hours_a_period")
            ],
            heading="Après les rendez-vous",
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("publisher", "host", "privacy_contact", "conformity")],
            heading="Ce que disent les pages légales",
        ),
    ]

    class Meta:
        verbose_name = "identité du lieu"

    def __str__(self):
        return self.name

    @property
    def in_preparation(self):
        """The place is a project: every page says so."""
        return self.status == self.Status.PREFIGURATION

    @cached_property
    def carrier_list(self):
        """Who carries the place, read once for the footer and the legal pages."""
        return list(self.carriers.all())

    @property
    def town(self):
        return f"{self.postal_code} {self.city}".strip()


class ClosureQuerySet(models.QuerySet):
    def meeting(self, first, last):
        """Those that hold one of these days, both ends included."""
        return self.filter(first_day__lte=last, last_day__gte=first).order_by("first_day", "pk")


class Closure(models.Model):
    """Days when the place is closed: holidays of its team, works, a bridge."""

    first_day = models.DateField("du")
    last_day = models.DateField("au", db_index=True, help_text="Ce jour compris.")
    reason = models.CharField(
        "motif", max_length=100, help_text="En quelques mots, par exemple « congés d’été »."
    )

    objects = ClosureQuerySet.as_manager()

    class Meta:
        verbose_name = "fermeture"
        ordering = ["first_day", "pk"]
        constraints = [
            models.CheckConstraint(
                name="closure_ends_after_it_starts",
                condition=Q(last_day__gte=F("first_day")),
                violation_error_message="La fermeture doit finir après avoir commencé.",
            ),
        ]

    def __str__(self):
        return self.reason

    def holds(self, first, last):
        """Whether one of these days is in it, both ends included."""
        return self.first_day <= last and self.last_day >= first
