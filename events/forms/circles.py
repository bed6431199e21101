"""What people ask of circles: which ones, and to belong to one."""

from django import forms
from django.db.models import Q

from events.forms.filters import KEY
from events.models import Circle
from vocabulary.models import Audience, Commune, MeetupKind, TimeSlot


class TermField(forms.ModelChoiceField):
    """A word of a vocabulary by its key; the key of a merged word names its heir."""

    def __init__(self, model, label, anything):
        self.terms = model.objects
        super().__init__(
            self.terms.active(),
            label=label,
            required=False,
            empty_label=anything,
            to_field_name="key",
        )

    def to_python(self, value):
        if value in self.empty_values:
            return None
        term = self.terms.for_keys([value]).first() if KEY.fullmatch(value) else None
        if term is None:
            raise forms.ValidationError("Cette valeur n’existe pas.")
        return term


class CircleFilterForm(forms.Form):
    """Which circles. `data`: request.GET."""

    type = TermField(MeetupKind, "type", "Tous les types")
    public = TermField(Audience, "public", "Tous les publics")
    commune = TermField(Commune, "commune", "Toutes les communes")
    creneau = TermField(TimeSlot, "moment", "Tous les moments")
    venir = forms.ChoiceField(
        label="pour venir",
        required=False,
        choices=[("", "Toutes les façons"), *Circle.Join.choices[:2]],
        error_messages={"invalid_choice": "Cette valeur n’existe pas."},
    )

    def __init__(self, data):
        super().__init__(data, auto_id="filtre-%s")

    def filter(self, circles):
        """The circles that answer; of a form with errors, to the filters that are understood."""
        self.is_valid()
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        return circles.filter(*(CONDITIONS[name](value) for name, value in asked.items()))

    @property
    def is_in_use(self):
        return any(self.data.get(name) for name in self.fields)


def _for(audience):
    # A subquery: a join would double the rows.
    met = Circle.objects.filter(Q(audiences=audience) | Q(audiences__everyone=True))
    return Q(pk__in=met.values("pk"))


CONDITIONS = {
    "type": lambda kind: Q(kind=kind),
    "public": _for,
    "commune": lambda commune: Q(venue__commune=commune),
    "creneau": lambda slot: Q(time_slot=slot),
    "venir": lambda join: Q(join=join),
}
