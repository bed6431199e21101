"""A rendez-vous made from another one: a title, and the dates of its sessions if one likes."""

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin.widgets import AdminDateInput

from events import cloning
from events.forms.preview import Line, PreviewsDates
from events.holidays import public_holiday, school_holiday
from events.models import Session
from events.wording import full_day, when
from identity.models import Closure, Identity

MOST = 100  # sessions at once, the last ones


class CloneForm(PreviewsDates, forms.Form):
    title = forms.CharField(
        label="titre",
        max_length=200,
        help_text="Celui du nouveau rendez-vous, qui reste en brouillon jusqu’à ce que vous l’ayez "
        "relu et publié.",
    )
    with_sessions = forms.BooleanField(
        label="avec ses séances",
        required=False,
        help_text="Les mêmes lieux, heures et places, à d’autres dates. Jamais les inscriptions.",
    )
    start = forms.DateField(
        label="date de la première séance",
        required=False,
        widget=AdminDateInput,
        help_text="Les suivantes gardent le même écart.",
    )

    def __init__(self, *args, event, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.event, self.lines = event, []
        self.fields["title"].initial = event.title
        if user.has_perm("events.add_session") and self.sessions:
            first = full_day(timezone.localdate(self.sessions[0].starts_at))
            self.fields["start"].help_text += f" La première était le {first}."
        else:
            del self.fields["with_sessions"], self.fields["start"]

    @cached_property
    def sessions(self):
        """The last ones that were not cancelled, in order."""
        kept = self.event.sessions.exclude(status=Session.Status.CANCELLED)
        rows = kept.select_related("venue", "format", "time_slot").order_by("-starts_at", "-pk")
        return list(rows[:MOST])[::-1]

    @property
    def wants_sessions(self):
        return self.cleaned_data.get("with_sessions", False)

    def clean(self):
        super().clean()
        if not self.wants_sessions or self.errors:
            return
        if not self.cleaned_data["start"]:
            self.add_error("start", "Dites quand a lieu la première séance.")
        else:
            planned = [cloning.planned(session, self._days) for session in self.sessions]
            self.show(list(map(self._line, self.sessions, planned)), planned)

    def is_confirmed(self):
        return super().is_confirmed() if self.wants_sessions else True

    def create(self, by):
        chosen = [session for session in self.sessions if str(session.pk) in self.kept]
        days = self._days if chosen else 0
        return cloning.clone(self.event, self.cleaned_data["title"], by, chosen, days)

    @property
    def shown(self):
        return f"{self.cleaned_data['start']} {super().shown}"

    @property
    def _days(self):
        first = timezone.localdate(self.sessions[0].starts_at)
        return (self.cleaned_data["start"] - first).days

    def _line(self, session, planned):
        reason = self._reason_to_skip(planned)
        return Line(str(session.pk), when(planned), reason=reason, ticked=not reason)

    def _reason_to_skip(self, planned):
        day = timezone.localdate(planned.starts_at)
        if planned.starts_at <= timezone.now():
            return "date passée"
        closed = any(closure.holds(day, day) for closure in self._closures)
        return public_holiday(day) or school_holiday(day, self._zone) or "lieu fermé" * closed

    @cached_property
    def _zone(self):
        return Identity.load().school_zone

    @cached_property
    def _closures(self):
        return list(Closure.objects.filter(last_day__gte=self.cleaned_data["start"]))
