"""What a report is asked about: a period, an organisation, and whether it leaves the house."""

from datetime import date

from django import forms
from django.utils import timezone
from wagtail.admin.widgets import AdminDateInput

from vocabulary.models import Organisation

AT_MOST = 5 * 366  # days
LATEST = 2099  # year
WRONG_DATE = dict.fromkeys(["required", "invalid"], "Écrivez une date comme 2026-10-13.")


class AudienceForm(forms.Form):
    """For whom: the team, or those outside, whom small counts are withheld from."""

    funders = forms.BooleanField(
        label="pour les financeurs",
        required=False,
        help_text="Sans les groupes fermés ni l’analyse des pratiques ; un nombre de personnes de "
        "1 à 4 n’est pas dit.",
    )


class PeriodForm(AudienceForm):
    du = forms.DateField(
        label="du",
        widget=AdminDateInput(),
        error_messages=WRONG_DATE,
    )
    au = forms.DateField(
        label="au",
        widget=AdminDateInput(),
        error_messages=WRONG_DATE,
    )
    organisme = forms.ModelChoiceField(
        Organisation.objects.active(),
        label="mené par",
        to_field_name="key",
        required=False,
        empty_label="tous",
        error_messages={"invalid_choice": "Choisissez un organisme de la liste."},
    )
    field_order = ["du", "au", "organisme", "funders"]

    def __init__(self, asked):
        """Nothing asked: this year."""
        year = timezone.localdate().year
        whole = {"du": date(year, 1, 1).isoformat(), "au": date(year, 12, 31).isoformat()}
        super().__init__({**whole, **asked.dict()})

    def clean(self):
        first, last = self.cleaned_data.get("du"), self.cleaned_data.get("au")
        if last and last.year > LATEST:
            self.add_error("au", f"Demandez une date d’avant {LATEST + 1}.")
        elif first and last and first > last:
            self.add_error("au", "La période doit finir après avoir commencé.")
        elif first and last and (last - first).days > AT_MOST:
            self.add_error("au", "Demandez cinq ans au plus.")
        return self.cleaned_data
