"""The code written at the foot of an attestation."""

from django import forms

from accounts.humans import Line


class CodeForm(forms.Form):
    code = Line(
        label="Code du document",
        max_length=40,
        help_text="Douze lettres et chiffres, au pied du document. Majuscules et tirets ne "
        "comptent pas.",
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
        error_messages=dict.fromkeys(
            ["required", "max_length"], "Écrivez les douze lettres et chiffres du code."
        ),
    )
