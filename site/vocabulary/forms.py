"""What staff answer when two terms become one."""

from django import forms


class MergeForm(forms.Form):
    into = forms.ModelChoiceField(
        None,
        label="Terme qui reste",
        empty_label="Choisissez…",
        error_messages={
            "required": "Choisissez le terme qui reste.",
            "invalid_choice": "Ce terme n’est plus proposé. Choisissez-en un autre.",
        },
    )

    def __init__(self, *args, term, **kwargs):
        super().__init__(*args, **kwargs)
        others = type(term).objects.filter(merged_into=None).exclude(pk=term.pk)
        self.fields["into"].queryset = others
