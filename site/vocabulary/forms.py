"""What staff answer when two terms become one."""

from django import forms


class MergeForm(forms.Form):
    def __init__(self, *args, term, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["into"] = forms.ModelChoiceField(
            type(term).objects.filter(merged_into=None).exclude(pk=term.pk),
            label="Terme qui reste",
            empty_label="Choisissez…",
            error_messages={
                "required": "Choisissez le terme qui reste.",
                "invalid_choice": "Ce terme n’est plus proposé. Choisissez-en un autre.",
            },
        )
