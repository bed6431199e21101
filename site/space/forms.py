"""What signing in asks: an address, then the code sent to it."""

import re

from django import forms

from accounts.humans import Line
from accounts.models import normalise


class AddressForm(forms.Form):
    email = forms.EmailField(
        label="Adresse électronique",
        max_length=254,
        help_text="Celle de vos inscriptions. Nous y envoyons un code à six chiffres.",
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages=dict.fromkeys(
            ["required", "invalid"],
            "Écrivez une adresse électronique complète, comme prenom.nom@exemple.fr.",
        ),
    )

    def clean_email(self):
        address = normalise(self.cleaned_data["email"])
        if not address.isascii():
            raise forms.ValidationError("Écrivez l’adresse électronique sans lettre accentuée.")
        return address


class DirectorForm(forms.Form):
    address = forms.EmailField(
        label="Adresse électronique de la direction",
        max_length=254,
        help_text="Celle avec laquelle cette personne ouvre son propre espace ici.",
        widget=forms.EmailInput({"autocomplete": "off"}),
        error_messages=dict.fromkeys(
            ["required", "invalid"],
            "Écrivez une adresse électronique complète, comme direction@exemple.fr.",
        ),
    )


class CodeForm(forms.Form):
    code = Line(
        label="Code à six chiffres",
        max_length=20,
        widget=forms.TextInput(
            {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        ),
        error_messages=dict.fromkeys(
            ["required", "max_length"], "Écrivez les six chiffres du code."
        ),
    )

    def clean_code(self):
        """People copy spaces and dots with it."""
        code = re.sub(r"\D", "", self.cleaned_data["code"])
        if not re.fullmatch(r"[0-9]{6}", code):
            raise forms.ValidationError("Écrivez les six chiffres du code.")
        return code
