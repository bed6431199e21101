"""Several sessions moved at once: which ones, how, and whom it touches before it is done."""

from copy import copy
from datetime import timedelta
from functools import cached_property

from django import forms
from django.utils import timezone

from events import planning
from events.clashes import find
from events.forms.clashing import sealed
from events.forms.filters import DayField
from events.forms.preview import Line, PreviewsDates
from events.models import Event, Registration, Session, Venue
from events.month import midnight
from events.wording import plural, upper_first, when

MOST = 100  # sessions at once, the first ones
A_YEAR = 366  # days
HALF_A_DAY = 720  # minutes


class SessionsToMoveForm(forms.Form):
    """Which sessions are listed, among those that have not begun."""

    since = DayField(label="du", required=False)
    until = DayField(label="au", required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        ahead = self._ahead()
        events = Event.objects.filter(pk__in=ahead.values("event"))
        venues = Venue.objects.filter(pk__in=ahead.values("venue"))
        self.fields = {
            "event": forms.ModelChoiceField(
                events, label="rendez-vous", required=False, empty_label="tous"
            ),
            "venue": forms.ModelChoiceField(
                venues, label="lieu", required=False, empty_label="tous"
            ),
            **self.fields,
        }

    def sessions(self):
        """In order, with what their line says; of a form with errors, what is understood."""
        self.is_valid()
        asked = {name: self.cleaned_data.get(name) for name in self.fields}
        lookups = {
            "event": asked["event"],
            "venue": asked["venue"],
            "starts_at__gte": asked["since"] and midnight(asked["since"]),
            "starts_at__lt": asked["until"] and midnight(asked["until"] + timedelta(days=1)),
        }
        kept = {name: value for name, value in lookups.items() if value}
        rows = self._ahead().filter(**kept).select_related("event", "venue", "format")
        return list(rows.order_by("starts_at", "pk")[:MOST])

    def _ahead(self):
        theirs = Event.objects.writable_by(self.user)
        ahead = Session.objects.filter(starts_at__gt=timezone.now(), event__in=theirs)
        return ahead.exclude(status=Session.Status.CANCELLED)


class MoveForm(PreviewsDates, forms.Form):
    days = forms.IntegerField(
        label="jours",
        required=False,
        min_value=-A_YEAR,
        max_value=A_YEAR,
        help_text="7 : une semaine plus tard ; -1 : la veille.",
    )
    minutes = forms.IntegerField(
        label="minutes",
        required=False,
        min_value=-HALF_A_DAY,
        max_value=HALF_A_DAY,
        help_text="60 : une heure plus tard ; -30 : une demi-heure plus tôt.",
    )
    venue = forms.ModelChoiceField(
        Venue.objects.all(), label="lieu", required=False, empty_label="le même"
    )
    room = forms.CharField(
        label="salle",
        max_length=100,
        required=False,
        help_text="Vide : la même, ou aucune si le lieu change.",
    )

    def __init__(self, *args, sessions, **kwargs):
        super().__init__(*args, **kwargs)
        self.listed = sessions
        chosen = set(self.data.getlist("kept")) if self.is_bound else set()
        self.chosen = [session for session in sessions if str(session.pk) in chosen]
        self.lines = [
            Line(str(one.pk), f"{when(one)} – {one.event}", ticked=str(one.pk) in chosen)
            for one in sessions
        ]

    def clean(self):
        super().clean()
        if self.errors:
            return
        if not any(self.cleaned_data.values()):
            self.add_error(
                None, "Dites ce qui change : des jours, des minutes, un lieu, une salle."
            )
        elif not self.chosen:
            self.add_error(None, "Cochez au moins une séance.")
        elif any(session.starts_at <= timezone.now() for session in self.moved):
            self.add_error("days", "À cette date, une des séances serait déjà passée.")
        else:
            self._preview()

    @property
    def shown(self):
        return sealed([(line.value, line.label, line.detail) for line in self.lines if line.ticked])

    @property
    def said(self):
        """The people are counted too: somebody may have registered since they were read."""
        people = sorted(row.pk for row in self._registrations) if self.is_previewed else []
        return sealed([super().said, people])

    @property
    def is_previewed(self):
        return self.is_bound and not self.errors and bool(self.chosen)

    @cached_property
    def moved(self):
        """Each session as it would be, unsaved."""
        rows = []
        for session in self.chosen:
            row = copy(session)
            for name, value in self._changes(session).items():
                setattr(row, name, value)
            rows.append(row)
        return rows

    @property
    def written_to(self):
        """How many people a letter warns."""
        return len({row.person_id for row in self._registrations if row.person.email})

    @property
    def to_call(self):
        """Those whom only the team can warn."""
        return [row for row in self._registrations if not row.person.email]

    def move(self):
        return planning.move([(session, self._changes(session)) for session in self.chosen])

    def _changes(self, session):
        """What is written of it: dates by the clock on the wall, and another place."""
        asked = self.cleaned_data
        changes = planning.shifted(session, asked["days"] or 0, asked["minutes"] or 0)
        if asked["venue"]:
            changes |= {"venue": asked["venue"], "room": asked["room"]}
        elif asked["room"]:
            changes["room"] = asked["room"]
        return changes

    def _preview(self):
        people = [row.session_id for row in self._registrations]
        previewed = {
            str(after.pk): (self._in_words(after, people.count(after.pk)), tuple(sentences))
            for after, sentences in zip(self.moved, find(self.moved), strict=True)
        }
        for number, line in enumerate(self.lines):
            if line.ticked:
                detail, sentences = previewed[line.value]
                self.lines[number] = line._replace(detail=detail, clashes=sentences)

    def _in_words(self, after, people):
        place = ", ".join(filter(None, [str(after.venue or ""), after.room]))
        warned = f"{people} {plural(people, 'personne inscrite', 'personnes inscrites')}"
        return " – ".join(filter(None, [upper_first(when(after)), place, warned]))

    @cached_property
    def _registrations(self):
        rows = Registration.objects.live().filter(session__in=self.chosen)
        return list(rows.select_related("person").order_by("session", "ticket", "pk"))
