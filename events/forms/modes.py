"""How somebody comes to a hybrid session: there or from afar, with what is left of each."""

from django import forms

from events.models import Mode
from events.wording import NBSP, plural, upper_first

REQUIRED = "Dites si vous venez sur place ou à distance."


class ModeForm(forms.Form):
    """The other way to attend, as a button says it."""

    mode = forms.TypedChoiceField(choices=Mode, coerce=Mode)


class ChoosesMode(forms.Form):
    """`add_mode` after the form's own fields; without it, there is nothing to choose."""

    def add_mode(self, sessions):
        """`sessions`: from with_seats_taken(); what is left is said of one session only."""
        if not any(session.is_hybrid for session in sessions):
            return
        self.fields["mode"] = forms.TypedChoiceField(
            label="Comment venez-vous ?",
            choices=_choices(sessions),
            coerce=Mode,
            widget=forms.RadioSelect,
            error_messages=dict.fromkeys(["required", "invalid_choice"], REQUIRED),
        )

    @property
    def mode(self):
        """The column of a registration."""
        return {"mode": self.cleaned_data["mode"]} if "mode" in self.fields else {}


def _choices(sessions):
    if len(sessions) > 1:
        return [(mode.value, upper_first(mode.label)) for mode in Mode]
    (session,) = sessions
    line = session.waiting_line
    return [
        (mode.value, f"{upper_first(mode.label)}{_left(left, line)}")
        for mode, left in session.free_seats().items()
    ]


def _left(left, line):
    """
    >>> [_left(n, True).replace(NBSP, " ") for n in (None, 2)]
    ['', ' : 2 places libres']
    >>> [_left(0, line).replace(NBSP, " ") for line in (True, False)]
    [' : complet, liste d’attente', ' : complet']
    """
    if left is None:
        return ""
    if left:
        return f"{NBSP}: {left}{NBSP}{plural(left, 'place libre', 'places libres')}"
    return f"{NBSP}: complet{', liste d’attente' if line else ''}"
