"""Reading somebody else's calendar: where it is, then what is made of it."""

from datetime import timedelta
from typing import Any, cast
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from wagtail.admin.widgets import AdminDateInput

from events import imports
from events.fetching import Unreachable, fetch
from events.forms.desk import offer, offer_their_own
from events.importing import Reading, read
from events.models import Venue
from events.unpacking import LIMIT, Unreadable
from vocabulary.models import EventFormat, EventKind, Organisation

LONGEST = timedelta(days=3 * 366)
TOO_BIG = "Ce fichier est trop gros : 5 Mo au plus."


class SourceForm(forms.Form):
    file = forms.FileField(
        label="un fichier .ics",
        required=False,
        help_text="Ou le .zip que donne Google Agenda. 5 Mo au plus.",
        widget=forms.FileInput(attrs={"accept": ".ics,.ical,.zip,.gz,text/calendar"}),
    )
    address = forms.CharField(
        label="ou l’adresse d’un agenda publié",
        required=False,
        max_length=2000,
        help_text="Elle commence par https:// ou webcal://.",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    since = forms.DateField(label="du", widget=AdminDateInput)
    until = forms.DateField(
        label="au",
        widget=AdminDateInput,
        help_text="Les événements qui se répètent sont dépliés entre ces deux dates.",
    )

    reading: Reading

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.fields["since"].initial = today
        self.fields["until"].initial = today + timedelta(days=365)

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and file.size > LIMIT:
            raise ValidationError(TOO_BIG)
        return file

    def clean(self):
        cleaned = self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", "La fin de la période précède son début.")
        elif since and until and until - since > LONGEST:
            self.add_error("until", "Trois ans au plus à la fois.")
        if not self.errors:
            self._read()
        return cleaned

    @property
    def source(self):
        """Of an address, the host alone: the rest may be a secret of whoever gave it."""
        file = self.cleaned_data["file"]
        return file.name if file else urlsplit(self.cleaned_data["address"]).hostname

    def _read(self):
        file, address = self.cleaned_data["file"], self.cleaned_data["address"]
        if bool(file) == bool(address):
            both = "Un seul à la fois : le fichier ou l’adresse."
            self.add_error(None, both if file else "Choisissez un fichier, ou donnez une adresse.")
            return
        try:
            data = file.read(LIMIT + 1) if file else fetch(address)
            self.reading = read(
                data,
                self.cleaned_data["since"],
                self.cleaned_data["until"],
                timezone.get_default_timezone(),
            )
        except (Unreadable, Unreachable) as refusal:
            self.add_error("file" if file else "address", str(refusal))


class ChoiceForm(forms.Form):
    """What the calendar does not say, and which of its dates are wanted."""

    lead = forms.ModelChoiceField(label="mené par", queryset=Organisation.objects.all())
    kind = forms.ModelChoiceField(label="type", queryset=EventKind.objects.all())
    format = forms.ModelChoiceField(label="format", queryset=EventFormat.objects.all())
    venue = forms.ModelChoiceField(
        label="lieu",
        queryset=Venue.objects.all(),
        required=False,
        help_text="Pour les dates dont le lieu n’est pas l’un des vôtres.",
    )

    def __init__(self, *args, calendar_import, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["lead"].initial = user.organisation_id
        self.calendar_import, self.user = calendar_import, user
        self.proposals = imports.proposals(calendar_import)
        for name in ("lead", "kind", "format"):
            offer(self.fields[name], [])
        offer_their_own(self.fields["lead"], user)

        self.kept = {one.number for one in self.proposals if one.ticked}
        if self.is_bound:
            ticked = set(cast(QueryDict, self.data).getlist("kept"))
            self.kept = {one.number for one in self.proposals if str(one.number) in ticked}

    def clean(self):
        if not self.kept:
            raise ValidationError("Cochez au moins une date.")
        return self.cleaned_data

    def is_done(self):
        """Whether this very form was sent already: a double click is no mistake."""
        return "kept" in self.data and not self.kept

    @property
    def groups(self):
        """The dates under the event they belong to, in the order of the first ones."""
        venues = imports.Venues()
        groups: dict[str, dict[str, Any]] = {}
        for one in self.proposals:
            if one.entry.uid not in groups:
                venue = venues.named(one.entry.place)
                groups[one.entry.uid] = {"first": one.entry, "venue": venue, "dates": []}
            date = {"proposal": one, "ticked": one.number in self.kept}
            groups[one.entry.uid]["dates"].append(date)
        return list(groups.values())

    def save(self):
        return imports.bring_in(self.calendar_import, self.kept, self.user, **self.cleaned_data)
