"""Who has just arrived, in their own words."""

from django import forms

from accounts.humans import Line


class ArrivalForm(forms.Form):
    who = Line(
        label="Adresse électronique de votre inscription, ou code de votre billet",
        max_length=254,
        widget=forms.TextInput({"autocomplete": "email", "inputmode": "email"}),
        error_messages=dict.fromkeys(
            ["required", "max_length"],
            "Écrivez l’adresse de votre inscription, ou le code de votre billet.",
        ),
    )
