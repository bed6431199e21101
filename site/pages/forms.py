"""What people send to the pages: a filter of the news, a message."""

from django import forms

from accounts.humans import HumanForm, Line
from vocabulary.models import Theme


class NewsFilterForm(forms.Form):
    """The query string of the news: a theme, a page number."""

    theme = forms.CharField(max_length=60, required=False)
    page = forms.IntegerField(
        min_value=1,
        required=False,
        error_messages={
            "invalid": "Ce numéro de page n’existe pas.",
            "min_value": "Les pages sont numérotées à partir de 1.",
        },
    )

    def clean_theme(self):
        key = self.cleaned_data["theme"]
        if not key:
            return None
        theme = Theme.objects.for_keys([key]).first()
        if theme is None:
            raise forms.ValidationError("Ce thème n’existe pas.")
        return theme

    def filter(self, news):
        """The news of the theme; all of them when the theme is not understood."""
        self.full_clean()
        theme = self.cleaned_data.get("theme")
        return news.about([theme.key]) if theme else news


class ContactForm(HumanForm):
    name = Line(
        label="Votre nom",
        max_length=100,
        widget=forms.TextInput({"autocomplete": "name"}),
        error_messages={"required": "Dites-nous à qui répondre."},
    )
    email = forms.EmailField(
        label="Votre adresse électronique",
        max_length=254,
        help_text="Elle ne sert qu’à vous répondre.",
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={
            "required": "Donnez une adresse à laquelle vous répondre.",
            "invalid": "Cette adresse n’est pas complète : elle s’écrit comme nom@exemple.fr.",
        },
    )
    subject = Line(
        label="Objet",
        max_length=150,
        error_messages={"required": "Dites en quelques mots de quoi il s’agit."},
    )
    message = forms.CharField(
        label="Votre message",
        max_length=5000,
        help_text="N’écrivez ni nom d’enfant ni détail de santé.",
        widget=forms.Textarea({"rows": 8}),
        error_messages={"required": "Le message est vide."},
    )

    @property
    def details(self):
        """What is kept of a valid form."""
        return {name: self.cleaned_data[name] for name in ("name", "email", "subject", "message")}
