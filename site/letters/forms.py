"""How the team narrows the list of letters, and puts one in its own words."""

import re
from typing import ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django_filters import ChoiceFilter, DateFromToRangeFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from letters import matters
from letters.models import Letter, LetterText
from letters.texts import VARIABLE, unknown


class LetterFilters(WagtailFilterSet):
    kind = ChoiceFilter(label="sorte", choices=matters.kinds)
    state = ChoiceFilter(label="état", choices=Letter.State.choices, widget=forms.RadioSelect)
    queued_at = DateFromToRangeFilter(label="dates", widget=DateRangePickerWidget)

    class Meta:
        model = Letter
        fields: ClassVar[list[str]] = []


class TextForm(forms.ModelForm):
    """`variables`: those that this letter can fill."""

    class Meta:
        model = LetterText
        fields = ["subject", "body"]
        widgets: ClassVar = {
            "subject": forms.TextInput({"class": "letter-subject"}),
            "body": forms.Textarea({"rows": 14}),
        }
        help_texts: ClassVar = {
            "body": "Du texte simple ; une ligne vide sépare deux paragraphes. La date, le lieu et "
            "les boutons s’ajoutent d’eux-mêmes à la suite.",
        }
        error_messages: ClassVar = {
            "subject": {"required": "Un courriel a besoin d’un objet."},
            "body": {"required": "Le texte est vide."},
        }

    def __init__(self, *args, variables, **kwargs):
        super().__init__(*args, **kwargs)
        self.variables = variables

    def clean_subject(self):
        return known(on_one_line(self.cleaned_data["subject"]), self.variables)

    def clean_body(self):
        return known(self.cleaned_data["body"].replace("\r\n", "\n").strip(), self.variables)


def on_one_line(text):
    """Without its line breaks; the no-break spaces of French stay."""
    return re.sub(r"[ \t]*[\r\n]+[ \t]*", " ", text)


def known(text, variables):
    """The text, when something will fill each of its variables."""
    if names := unknown(text, variables):
        ours = ", ".join(f"{{{name}}}" for name in variables)
        raise ValidationError(f"{{{names[0]}}} n’est pas une variable. Celles-ci le sont : {ours}.")
    rest = VARIABLE.sub("", text)
    if "{" in rest or "}" in rest:
        raise ValidationError(
            "Une accolade est seule : une variable s’écrit entre accolades, comme {prénom}."
        )
    return text
