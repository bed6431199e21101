"""Sessions made from a rule: dates are proposed first, and created once they are ticked."""

from datetime import date, datetime, timedelta
from functools import cached_property

from django import forms
from django.db import transaction
from django.utils import timezone
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput, AdminTimeInput

from events import planning, recurrence
from events.forms.desk import offer, offer_events
from events.forms.preview import Line, PreviewsDates
from events.forms.template import ends_at_of
from events.holidays import SCHOOL_DATES_END, public_holiday, school_holiday
from events.models import Session
from events.wording import WEEKDAYS, day, full_day
from identity.models import Closure, Identity

MAX_DATES = 100  # in one go: two years of a weekly session

# "w": every n weeks; "m": the nth weekday of the month
RHYTHMS = [
    ("w1", "chaque semaine"),
    *((f"w{n}", f"toutes les {n} semaines") for n in (2, 3, 4, 6, 8)),
    ("m1", "chaque mois, le premier"),
    ("m2", "chaque mois, le deuxième"),
    ("m3", "chaque mois, le troisième"),
    ("m4", "chaque mois, le quatrième"),
    (f"m{recurrence.LAST}", "chaque mois, le dernier"),
]


class SeriesForm(PreviewsDates, WagtailAdminModelForm):
    weekday = forms.TypedChoiceField(
        label="jour", coerce=int, choices=list(enumerate(WEEKDAYS, start=1))
    )
    rhythm = forms.ChoiceField(label="rythme", choices=RHYTHMS)
    start = forms.DateField(label="à partir du", widget=AdminDateInput)
    until = forms.DateField(label="jusqu’au", required=False, widget=AdminDateInput)
    count = forms.IntegerField(
        label="ou nombre de séances",
        required=False,
        min_value=1,
        max_value=MAX_DATES,
        help_text="Les dates écartées ne comptent pas.",
    )
    start_time = forms.TimeField(label="heure de début", widget=AdminTimeInput)
    end_time = forms.TimeField(
        label="heure de fin",
        required=False,
        widget=AdminTimeInput,
        help_text="Vide : d’après la durée du modèle de son type.",
    )
    skip_public_holidays = forms.BooleanField(
        label="écarter les jours fériés", required=False, initial=True
    )
    skip_school_holidays = forms.BooleanField(required=False, initial=True)
    skip_closures = forms.BooleanField(
        label="écarter les jours de fermeture du lieu", required=False, initial=True
    )
    closes_days = forms.IntegerField(
        label="clôture des inscriptions, en jours avant la séance",
        required=False,
        min_value=1,
        max_value=60,
        help_text="Vide : quand la séance commence.",
    )

    class Meta(WagtailAdminModelForm.Meta):
        model = Session
        fields = [
            "event",
            "venue",
            "room",
            "format",
            "online_url",
            "capacity",
            "online_capacity",
            "waiting_line",
            "children_welcome",
            "children_capacity",
        ]

    GROUPS = {
        "Le rythme": [
            "event",
            "rhythm",
            "weekday",
            "start_time",
            "end_time",
            "start",
            "until",
            "count",
            "skip_public_holidays",
            "skip_school_holidays",
            "skip_closures",
        ],
        "Ce que les séances ont en commun": [
            "format",
            "venue",
            "room",
            "online_url",
            "capacity",
            "online_capacity",
            "closes_days",
            "waiting_line",
            "children_welcome",
            "children_capacity",
        ],
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.lines = []
        self.zone = Identity.load().school_zone
        self.fields[
            "skip_school_holidays"
        ].label = f"écarter les vacances scolaires (zone {self.zone})"
        offer(self.fields["format"], [])
        offer_events(self.fields["event"], self.for_user)

    def clean(self):
        super().clean()
        cleaned = self.cleaned_data
        start, until = cleaned.get("start"), cleaned.get("until")
        start_time, end_time = cleaned.get("start_time"), self._end_time()
        if not until and not cleaned.get("count") and not {"until", "count"} & self.errors.keys():
            self.add_error("until", "Dites quand la série s’arrête : une date ou un nombre.")
        if start and until and until < start:
            self.add_error("until", "La série s’arrête avant de commencer.")
        if start_time and end_time and end_time <= start_time:
            self.add_error("end_time", "La séance doit finir après avoir commencé.")
        if not self.errors:
            self._propose()
        return cleaned

    def _end_time(self):
        """The one that is said, or the one that the template of its kind gives."""
        asked = self.cleaned_data
        start, end = asked.get("start_time"), asked.get("end_time")
        if start and not end and "end_time" not in self.errors:
            found = ends_at_of(asked.get("event"), datetime.combine(date.min, start))
            end = asked["end_time"] = found and found.time()
            if end is None:
                self.add_error("end_time", "Dites quand la séance finit.")
        return end

    @property
    def groups(self):
        return [
            {"legend": legend, "fields": [self[name] for name in names]}
            for legend, names in self.GROUPS.items()
        ]

    @transaction.atomic
    def create(self):
        kept = map(date.fromisoformat, self.kept)
        return [planning.create(**self._shared, **self._times(day)) for day in kept]

    @property
    def shown(self):
        times = [
            self.cleaned_data[name].isoformat("minutes") for name in ("start_time", "end_time")
        ]
        return " ".join([*times, super().shown])

    @property
    def unknown_school_dates(self):
        """The sentence to read when the ministry has not published that far ("" otherwise)."""
        asked = self.cleaned_data["skip_school_holidays"]
        if not asked or not self.lines or self._last_day <= SCHOOL_DATES_END:
            return ""
        return (
            f"Les vacances scolaires ne sont connues que jusqu’au {day(SCHOOL_DATES_END)} : après "
            "cette date, aucune séance n’est écartée pour cette raison. Revenez sur ces dates "
            "quand le calendrier sera paru."
        )

    @property
    def _last_day(self):
        return date.fromisoformat(self.lines[-1].value)

    def _propose(self):
        proposals = recurrence.propose(
            self._walk(),
            until=self.cleaned_data["until"],
            count=self.cleaned_data["count"],
            reason=self._reason_to_skip,
        )
        if not proposals:
            self.add_error("until", "Aucune date ne correspond à cette règle.")
        elif len(proposals) > MAX_DATES:
            self.add_error("until", f"Plus de {MAX_DATES} dates : arrêtez la série plus tôt.")
        else:
            planned = [Session(**self._shared, **self._times(one.day)) for one in proposals]
            self.show([self._line(proposal) for proposal in proposals], planned)

    def _walk(self):
        start, weekday = self.cleaned_data["start"], self.cleaned_data["weekday"]
        kind, n = self.cleaned_data["rhythm"][0], int(self.cleaned_data["rhythm"][1:])
        if kind == "w":
            return recurrence.weekly(start, weekday, every=n)
        return recurrence.monthly(start, weekday, nth=n)

    def _reason_to_skip(self, day):
        starts_at = self._times(day)["starts_at"]
        if starts_at in self._existing:
            return "cette séance existe déjà"
        if starts_at <= timezone.now():
            return "date passée"
        public = self.cleaned_data["skip_public_holidays"] and public_holiday(day)
        school = self.cleaned_data["skip_school_holidays"] and school_holiday(day, self.zone)
        closed = any(closure.holds(day, day) for closure in self._closures)
        return public or school or ("lieu fermé" if closed else "")

    def _line(self, proposal):
        return Line(
            value=proposal.day.isoformat(),
            label=full_day(proposal.day),
            reason=proposal.reason,
            taken=self._times(proposal.day)["starts_at"] in self._existing,
            ticked=not proposal.reason,
        )

    def _times(self, day):
        """By the clock on the wall: 19 h 45 stays 19 h 45 when summer time ends."""
        starts_at, ends_at = (
            timezone.make_aware(datetime.combine(day, self.cleaned_data[name]))
            for name in ("start_time", "end_time")
        )
        notice = self.cleaned_data["closes_days"]
        closes_at = starts_at - timedelta(days=notice) if notice else None
        return {"starts_at": starts_at, "ends_at": ends_at, "closes_at": closes_at}

    @cached_property
    def _existing(self):
        sessions = Session.objects.filter(event=self.cleaned_data["event"])
        return set(sessions.values_list("starts_at", flat=True))

    @property
    def _shared(self):
        return {name: self.cleaned_data[name] for name in self._meta.fields}

    @cached_property
    def _closures(self):
        """From the first day on: nobody plans closures further than they are known."""
        if not self.cleaned_data["skip_closures"]:
            return []
        return list(Closure.objects.filter(last_day__gte=self.cleaned_data["start"]))
