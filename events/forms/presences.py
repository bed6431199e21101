"""Who was at the meeting of a circle, as its facilitator notes it."""

from django import forms

from events import half_days
from events.models import Presence

Status = Presence.Status
CHOICES = [(status, status.label) for status in (Status.PRESENT, Status.EXCUSED, Status.ABSENT)]


class PresencesForm(forms.Form):
    """A choice for each seat and each half-day; what is not chosen is not noted."""

    def __init__(self, *args, session, seats, **kwargs):
        super().__init__(*args, **kwargs)
        halves = half_days.of(session)
        standing = session.presences.live().filter(person__in=[seat.person_id for seat in seats])
        noted = {(row.person_id, row.half_day): row.status for row in standing}
        self.marks_of = {}
        for seat in seats:
            for half in halves:
                name = f"seat_{seat.pk}_{half.number}"
                part = f", {half.part}" if len(halves) > 1 else ""
                self.fields[name] = forms.ChoiceField(
                    label=f"{seat.full_name}{part}",
                    choices=CHOICES,
                    required=False,
                    widget=forms.RadioSelect,
                    error_messages={"invalid_choice": "Choisissez dans la liste."},
                )
                self.initial[name] = noted.get((seat.person_id, half.number))
                self.marks_of[name] = (seat, half.number)

    @property
    def marks(self):
        """What changes: a line of the ledger says something new."""
        said = ((name, self.cleaned_data[name]) for name in self.marks_of)
        return {
            self.marks_of[name]: status
            for name, status in said
            if status and status != self.initial[name]
        }
