"""How many children come along, by age: numbers and nothing else."""

from django import forms

from vocabulary.models import AgeRange

MOST = 12  # of one age: nobody brings a whole class
WRONG = f"Écrivez un nombre entier, de 0 à {MOST}."


class BringsChildren(forms.Form):
    """`add_children` after the form's own fields; without it, nobody is brought."""

    _ages: dict[str, AgeRange] = {}

    def add_children(self, before=()):
        """`before`: the children they said they would bring."""
        said = {row["age"]: row["count"] for row in before}
        ages = AgeRange.objects.active().exclude(min_months=None)
        ages |= AgeRange.objects.filter(key__in=said)
        self._ages = {f"enfants_{age.key}": age for age in ages}
        for name, age in self._ages.items():
            self.fields[name] = forms.IntegerField(
                label=age.label,
                required=False,
                initial=said.get(age.key),
                min_value=0,
                max_value=MOST,
                widget=forms.NumberInput({"inputmode": "numeric", "min": 0, "max": MOST}),
                error_messages=dict.fromkeys(["invalid", "min_value", "max_value"], WRONG),
            )

    @property
    def ages(self):
        return [self[name] for name in self._ages]

    @property
    def children(self):
        """The columns of a registration."""
        rows = [
            {"age": age.key, "label": age.label, "count": count}
            for name, age in self._ages.items()
            if (count := self.cleaned_data[name])
        ]
        return {"children": rows, "children_count": sum(row["count"] for row in rows)}
