"""What a slip of paper opens."""

from django import forms

from accounts.humans import Line


class SlipForm(forms.Form):
    code = Line(
        label="Code du billet",
        max_length=40,
        help_text="Neuf lettres et chiffres, comme 7K3-M9Q-4TX. Peu importent tirets, espaces "
        "et les majuscules.",
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages=dict.fromkeys(
            ["required", "max_length"], "Écrivez les neuf lettres et chiffres du billet."
        ),
    )
