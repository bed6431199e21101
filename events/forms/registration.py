"""What we ask of somebody who registers: as little as the day needs, and no account."""

import re

from django import forms
from django.core.validators import RegexValidator

from accounts.humans import HumanForm, Line
from accounts.models import normalise
from events import registration
from vocabulary.models import Audience, Commune

# A first name stands in letters: nobody must be able to send a message or a link by way of it.
plain_name = RegexValidator(
    re.compile(r"[\d@/\\:<>]|\.\w{2}"),
    "Écrivez un nom sans chiffre, sans adresse et sans lien.",
    inverse_match=True,
)


def typed(autocomplete, **attrs):
    return forms.TextInput({"autocomplete": autocomplete, **attrs})


class RegistrationForm(HumanForm):
    first_name = Line(
        label="Prénom",
        max_length=100,
        validators=[plain_name],
        widget=typed("given-name"),
        error_messages={"required": "Écrivez votre prénom."},
    )
    last_name = Line(
        label="Nom",
        max_length=100,
        validators=[plain_name],
        widget=typed("family-name"),
        error_messages={"required": "Écrivez votre nom."},
    )
    email = forms.EmailField(
        label="Adresse électronique",
        max_length=254,
        help_text="Nous y envoyons la confirmation, et le lien pour annuler si besoin.",
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages=dict.fromkeys(
            ["required", "invalid"],
            "Écrivez une adresse électronique complète, comme prenom.nom@exemple.fr.",
        ),
    )
    profession = forms.ModelChoiceField(
        Audience.objects.active().filter(everyone=False),
        label="Métier ou situation",
        empty_label="Choisissez…",
        error_messages=dict.fromkeys(
            ["required", "invalid_choice"], "Choisissez dans la liste ce qui vous va le mieux."
        ),
    )
    commune = forms.ModelChoiceField(
        Commune.objects.active(),
        label="Commune où vous travaillez",
        required=False,
        empty_label="Une autre commune, ou aucune",
        error_messages={"invalid_choice": "Choisissez une commune de la liste."},
    )
    structure = Line(
        label="Structure",
        max_length=200,
        required=False,
        help_text="Par exemple le nom de votre crèche, de votre MAM ou de votre relais.",
        widget=typed("organization"),
    )
    answer = Line(
        max_length=500,
        required=False,
        help_text="N’écrivez ni nom d’enfant ni information de santé.",
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, event, data=None):
        super().__init__(data)
        if event.question:
            self.fields["answer"].label = event.question
        else:
            del self.fields["answer"]

    def clean_email(self):
        address = normalise(self.cleaned_data["email"])
        if not address.isascii():
            raise forms.ValidationError("Écrivez l’adresse électronique sans lettre accentuée.")
        return address

    def ask(self, session):
        """Ask for a seat: see events.registration."""
        details = {**self.cleaned_data, "form_key": self.key}
        del details["website"], details["stamp"]
        return registration.ask(session, **details)
