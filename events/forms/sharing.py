"""Which month of the agenda is put on a wall or in a message, and for whom."""

from datetime import date
from functools import cached_property

from django import forms
from django.utils import timezone

from events import month, sharing, subscribing
from events.forms.filters import AgendaFilterForm
from events.models import Session
from events.wording import month as month_in_words
from vocabulary.models import Audience, EventKind, Organisation

MONTHS = 12  # from this one
MOST = 200  # sessions: five pages, and more than anybody reads on a wall


def this_month():
    return timezone.localdate().replace(day=1)


def coming_months():
    first = this_month()
    for _ in range(MONTHS):
        yield f"{first:%Y-%m}", month_in_words(first)
        first = month.following(first)


class SharingForm(forms.Form):
    """`data`: request.GET. The names are those of the agenda's own filters."""

    mois = forms.ChoiceField(label="mois", choices=coming_months, required=False)
    organisme = forms.ModelChoiceField(
        Organisation.objects.active(),
        label="organisme",
        to_field_name="key",
        required=False,
        empty_label="tous",
    )
    public = forms.ModelChoiceField(
        Audience.objects.active(),
        label="public",
        to_field_name="key",
        required=False,
        empty_label="tous",
    )
    type = forms.ModelChoiceField(
        EventKind.objects.active(),
        label="type",
        to_field_name="key",
        required=False,
        empty_label="tous",
    )
    annulees = forms.BooleanField(
        label="avec les séances annulées", required=False, help_text="Elles sont dites annulées."
    )

    def clean(self):
        super().clean()
        if not self.errors and len(self.shared.sessions) > MOST:
            self.add_error(
                None,
                f"Ce mois compte plus de {MOST}\xa0séances\xa0: choisissez un organisme, un public "
                "ou un type.",
            )

    @cached_property
    def shared(self):
        """Of a valid form: the public sessions of the month, in order."""
        chosen = self.cleaned_data["mois"]
        first = date.fromisoformat(f"{chosen}-01") if chosen else this_month()
        asked = {name: self.cleaned_data[name] for name in ("organisme", "public", "type")}
        filters = AgendaFilterForm({name: term.key for name, term in asked.items() if term})
        start, end = month.bounds(first)
        rows = Session.objects.public().filter(starts_at__lt=end, ends_at__gt=start)
        if not self.cleaned_data["annulees"]:
            rows = rows.exclude(status=Session.Status.CANCELLED)
        found = filters.filter(rows).for_listing().order_by("starts_at", "pk")
        address = subscribing.site_address("events:agenda", filters)
        return sharing.Month(first, list(found[: MOST + 1]), filters.in_words(), address)
