"""A form that says what the planned sessions meet, and goes on once that was read."""

import hashlib
from itertools import chain

from django import forms

from events import clashes


class SaysClashes(forms.Form):
    """The box stands for these very sentences: when others come up, it is unticked."""

    despite = forms.Field(label="Malgré cela", required=False, widget=forms.MultipleHiddenInput)

    def say_clashes(self, *sessions, discreet=False):
        """`discreet`: to who is not of the team, and so must not read of closed groups."""
        met = [] if self.errors else clashes.find(sessions, discreet=discreet)
        sentences = list(chain.from_iterable(met))
        seal = sealed(sentences)
        if not sentences or seal in (self.cleaned_data.get("despite") or []):
            return
        self.fields["despite"].widget = forms.CheckboxSelectMultiple(
            choices=[(seal, "Enregistrer quand même")]
        )
        for sentence in sentences:
            self.add_error("despite", sentence)


def sealed(sentences):
    return hashlib.sha256(repr(sentences).encode()).hexdigest()[:32]
