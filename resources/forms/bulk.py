"""What to do to the resources that were ticked."""

from typing import cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from wagtail.admin.widgets import AdminDateInput

from resources import bulk
from resources.forms.desk import ThemesField
from resources.models import Resource
from vocabulary.models import Audience, CharterPrinciple, ResourceAccess

AS_IT_IS = ("", "comme elle est")


class BulkForm(forms.Form):
    """`confirmed` once what would happen has been seen."""

    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def edits(self):
        """A list of `bulk.Edit`."""
        raise NotImplementedError

    def answers(self):
        """What was typed, for the form that confirms it."""
        typed = cast(QueryDict, self.data)
        names = [name for name in self.fields if name != "confirmed"]
        return [(name, value) for name in names for value in typed.getlist(name) if value]


class ThemesForm(BulkForm):
    act = forms.ChoiceField(
        label="Que faire", choices=bulk.Act, widget=forms.RadioSelect, initial=bulk.Act.ADD
    )
    themes = ThemesField()

    def clean(self):
        chosen = self.cleaned_data.get("themes")
        replacing = self.cleaned_data.get("act") == bulk.Act.REPLACE
        if chosen and replacing and len(chosen) > bulk.MOST_THEMES:
            self.add_error("themes", f"Une ressource a {bulk.MOST_THEMES} thèmes au plus.")
        return self.cleaned_data

    def edits(self):
        answers = self.cleaned_data
        return [bulk.Edit("themes", list(answers["themes"]), answers["act"])]


def words(model, label):
    return forms.ModelMultipleChoiceField(
        model.objects.active(), label=label, required=False, widget=forms.CheckboxSelectMultiple
    )


class FieldsForm(BulkForm):
    """What is left empty stays as it is."""

    WORDS = ("audiences", "access", "principles")
    VALUES = ("visibility", "language", "licence", "loan_days", "review_on")

    visibility = forms.ChoiceField(
        label="Visible par", required=False, choices=[AS_IT_IS, *Resource.Visibility.choices]
    )
    language = forms.RegexField(
        r"\A[a-z]{2,3}\Z",
        label="Langue",
        required=False,
        help_text="Code ISO 639-1 : fr, en, it…",
        error_messages={"invalid": "Deux ou trois lettres minuscules, comme « fr »."},
    )
    licence = forms.CharField(label="Licence", required=False, max_length=100)
    loan_days = forms.IntegerField(
        label="Durée du prêt (jours)", required=False, min_value=1, max_value=365
    )
    review_on = forms.DateField(label="À relire le", required=False, widget=AdminDateInput)
    act = forms.ChoiceField(
        label="Des mots cochés ci-dessous",
        choices=bulk.Act,
        widget=forms.RadioSelect,
        initial=bulk.Act.ADD,
    )
    audiences = words(Audience, "Publics")
    access = words(ResourceAccess, "Accès")
    principles = words(CharterPrinciple, "Principes de la charte")

    def clean(self):
        if not self.errors and not self.edits():
            raise ValidationError("Choisissez au moins une chose à changer.")
        return self.cleaned_data

    def edits(self):
        answers = self.cleaned_data
        values = [bulk.Edit(name, answers[name]) for name in self.VALUES if answers[name]]
        several = [
            bulk.Edit(name, list(answers[name]), answers["act"])
            for name in self.WORDS
            if answers[name]
        ]
        return values + several
