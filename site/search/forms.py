"""The query string of the search."""

from django import forms

from search.asking import LONGEST_TEXT
from search.kinds import BY_SLUG, KINDS


class WordsField(forms.CharField):
    """Anything may be typed: what cannot be read is left out rather than refused."""

    def to_python(self, value):
        text = (super().to_python(value) or "").replace("\0", "")
        return text.encode(errors="ignore").decode()[:LONGEST_TEXT]


class SearchForm(forms.Form):
    q = WordsField(
        label="Que cherchez-vous ?",
        required=False,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "maxlength": LONGEST_TEXT,
                "autocomplete": "off",
                "enterkeyhint": "search",
            }
        ),
    )
    type = forms.ChoiceField(
        label="type",
        required=False,
        choices=[("", "Tout"), *((kind.slug, kind.many) for kind in KINDS)],
        error_messages={"invalid_choice": "Ce type de résultat n’existe pas : les voici tous."},
    )
    page = forms.IntegerField(
        label="page",
        required=False,
        min_value=1,
        error_messages={
            "invalid": "Le numéro de page s’écrit en chiffres : voici la première.",
            "min_value": "Les pages se comptent à partir de 1 : voici la première.",
        },
    )

    @property
    def kind(self):
        """The kind asked for, None for all."""
        return BY_SLUG.get(self.cleaned_data.get("type", ""))
