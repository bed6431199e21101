"""What somebody says of a session: five sentences on a scale, and a comment."""

from django import forms

from events.feedback import QUESTIONS, SCALE
from events.models.feedback import ITEMS

COMMENT = 2000  # signs


class FeedbackForm(forms.Form):
    def __init__(self, moment, data=None):
        super().__init__(data)
        for item, sentence in zip(ITEMS, QUESTIONS[moment], strict=True):
            self.fields[item] = forms.TypedChoiceField(
                label=sentence,
                choices=SCALE,
                coerce=int,
                widget=forms.RadioSelect,
                error_messages=dict.fromkeys(
                    ["required", "invalid_choice"], "Choisissez l’une des cinq réponses."
                ),
            )
        self.fields["comment"] = forms.CharField(
            label="Un commentaire",
            required=False,
            max_length=COMMENT,
            help_text="Lu par l’équipe qui mène le rendez-vous. Ne nommez personne, et aucun "
            "enfant.",
            widget=forms.Textarea({"rows": 5}),
            error_messages={"max_length": f"Écrivez {COMMENT} signes au plus."},
        )

    @property
    def scores(self):
        return {item: self.cleaned_data[item] for item in ITEMS}
