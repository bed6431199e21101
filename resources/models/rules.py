"""When the desk lends, how much and for how long: what a place decides, in one row."""

from django.core.validators import MinValueValidator
from django.db import models
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


class DayState(models.TextChoices):
    DESK = "desk", "prêt ouvert"
    STAFF = "staff", "équipe seule"
    CLOSED = "closed", "fermé"


WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _day(label, state=DayState.DESK):
    return models.CharField(label, max_length=10, choices=DayState, default=state)


def _number(label, default, help_text="", least=0):
    return models.PositiveSmallIntegerField(
        label, default=default, help_text=help_text, validators=[MinValueValidator(least)]
    )


@register_setting(icon="date")
class LendingRules(BaseGenericSetting):
    monday = _day("lundi", DayState.STAFF)
    tuesday = _day("mardi")
    wednesday = _day("mercredi")
    thursday = _day("jeudi")
    friday = _day("vendredi")
    saturday = _day("samedi")
    sunday = _day("dimanche", DayState.CLOSED)
    hours = models.CharField(
        "heures du prêt",
        max_length=200,
        blank=True,
        help_text="Comme on les lit : « mercredi 14 h – 18 h, samedi 9 h – 12 h ».",
    )
    pick_up_days = _number(
        "jours pour venir chercher une réservation", 7, "Reportés au jour d’ouverture suivant.", 1
    )
    renewals = _number("prolongations d’un prêt", 2, "0 : un prêt ne se prolonge pas.")
    horizon_days = _number("réserver une malle, jours à l’avance au plus", 180, least=1)
    person_loans = _number("une personne : exemplaires à la fois", 5, least=1)
    person_kits = _number("une personne : malles à la fois", 1)
    person_holds = _number("une personne : réservations en file", 5)
    structure_loans = _number("une structure : exemplaires à la fois", 15, least=1)
    structure_kits = _number("une structure : malles à la fois", 2)
    structure_holds = _number("une structure : réservations en file", 10)
    late_days = _number(
        "jours de retard avant de ne plus prêter",
        14,
        "Au-delà, rien n’est prêté à ce nom avant le retour. Il n’y a pas d’amende.",
    )
    remind_before = _number("rappeler un retour, jours avant", 3, "0 : pas de rappel avant.")
    remind_late = _number(
        "relancer un retard, tous les", 7, "En jours, quatre fois au plus ; 0 : pas de relance."
    )

    panels = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel(day) for day in WEEK[:4]]),
                FieldRowPanel([FieldPanel(day) for day in WEEK[4:]]),
                FieldPanel("hours"),
            ],
            heading="La semaine",
            help_text="Un prêt commence et finit un jour où le prêt est ouvert ; l’équipe nettoie "
            "et prépare aussi les jours « équipe seule ». Les fermetures et les jours fériés sont "
            "fermés, sauf jour particulier.",
        ),
        MultiFieldPanel(
            [
                FieldPanel(name)
                for name in ("pick_up_days", "renewals", "horizon_days", "late_days")
            ],
            heading="Délais",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel(f"{who}_{what}") for what in ("loans", "kits", "holds")])
                for who in ("person", "structure")
            ],
            heading="Limites",
        ),
        MultiFieldPanel(
            [FieldPanel("remind_before"), FieldPanel("remind_late")], heading="Rappels"
        ),
    ]

    class Meta:
        verbose_name = "règles du prêt"

    def __str__(self):
        return "règles du prêt"

    def usual(self, day):
        """The state of such a day of the week."""
        return DayState(getattr(self, WEEK[day.weekday()]))


class ExceptionalDay(models.Model):
    """A day that is not like the same day of other weeks."""

    day = models.DateField(
        "jour", unique=True, error_messages={"unique": "Ce jour est déjà dans la liste."}
    )
    state = models.CharField("ce jour-là", max_length=10, choices=DayState)
    reason = models.CharField("motif", max_length=100, blank=True)

    class Meta:
        verbose_name = "jour particulier"
        verbose_name_plural = "jours particuliers"
        ordering = ["day"]

    def __str__(self):
        return f"{self.day:%d/%m/%Y}"
