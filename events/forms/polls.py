"""Dates: those that a facilitator proposes, what each answers, and those that are planned."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property

from accounts.humans import Line
from events.cloning import free_slug
from events.forms.clashing import SaysClashes
from events.models import Event, PollAnswer, PollSlot, Session
from events.wording import when
from vocabulary.models import EventKind

DATES = 6  # in one poll: beyond, nobody answers
LONGEST = timedelta(hours=12)
KIND = "rencontre"  # what a meeting of a circle is, where the place has that word


class PollForm(forms.Form):
    title = Line(
        label="Titre du sondage", max_length=150, error_messages={"required": "Donnez un titre."}
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for number in range(1, DATES + 1):
            self.fields |= {
                f"day_{number}": forms.DateField(
                    label=f"Date {number}",
                    required=number == 1,
                    widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
                    error_messages=dict.fromkeys(["required", "invalid"], "Donnez une date."),
                ),
                f"start_{number}": _time("De", number),
                f"end_{number}": _time("À", number),
            }

    @property
    def rows(self):
        """The fields of each date."""
        return [[self[f"{name}_{n}"] for name in ("day", "start", "end")] for n in self._numbers]

    def clean(self):
        cleaned = self.cleaned_data
        seen = set()
        for number in self._numbers:
            if not cleaned.get(f"day_{number}") or self._wrong(number):
                continue
            starts_at, ends_at = self._times(number)
            if starts_at <= timezone.now():
                self.add_error(f"day_{number}", "Cette date est passée.")
            elif not timedelta(0) < ends_at - starts_at <= LONGEST:
                self.add_error(f"end_{number}", "La rencontre doit finir après avoir commencé.")
            elif starts_at in seen:
                self.add_error(f"day_{number}", "Cette date est déjà proposée.")
            seen.add(starts_at)
        return cleaned

    @property
    def slots(self):
        return [self._times(n) for n in self._numbers if self.cleaned_data.get(f"day_{n}")]

    def _times(self, number):
        """By the clock on the wall; without hours, those of the first date."""
        day = self.cleaned_data[f"day_{number}"]
        hours = (
            self.cleaned_data.get(f"{name}_{number}") or self.cleaned_data[f"{name}_1"]
            for name in ("start", "end")
        )
        return tuple(timezone.make_aware(datetime.combine(day, hour)) for hour in hours)

    def _wrong(self, number):
        names = [f"{name}_{n}" for n in (1, number) for name in ("start", "end")]
        return any(name in self.errors for name in names)

    _numbers = range(1, DATES + 1)


def _time(label, number):
    return forms.TimeField(
        label=label,
        required=number == 1,
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        error_messages=dict.fromkeys(["required", "invalid"], "Donnez une heure, comme 19:45."),
    )


class AnswersForm(forms.Form):
    """One choice for each date; a date may stay without an answer."""

    def __init__(self, *args, slots, said, **kwargs):
        """`said`: from PollAnswer.objects.of()."""
        super().__init__(*args, **kwargs)
        self.initial = {f"date_{slot}": answer for slot, answer in said.items()}
        self.slots = slots
        for slot in slots:
            self.fields[f"date_{slot.pk}"] = forms.ChoiceField(
                label=when(slot),
                choices=PollAnswer.Answer.choices,
                required=False,
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": "Choisissez oui, si besoin ou non."},
            )

    @property
    def rows(self):
        return [(slot, self[f"date_{slot.pk}"]) for slot in self.slots]

    @property
    def answers(self):
        said = ((slot, self.cleaned_data[f"date_{slot.pk}"]) for slot in self.slots)
        return {slot: answer for slot, answer in said if answer}


class PlanForm(SaysClashes):
    """Which dates become sessions, of which rendez-vous."""

    slots: Any = forms.ModelMultipleChoiceField(
        PollSlot.objects.none(),
        label="Dates retenues",
        widget=forms.CheckboxSelectMultiple,
        error_messages=dict.fromkeys(
            ["required", "invalid_choice", "invalid_pk_value"], "Retenez au moins une date."
        ),
    )
    event: Any = forms.ModelChoiceField(
        Event.objects.none(),
        label="Rendez-vous",
        required=False,
        empty_label="Un nouveau, sous le titre ci-dessous",
        error_messages={"invalid_choice": "Choisissez un rendez-vous de la liste."},
    )
    title = Line(label="Titre du nouveau rendez-vous", max_length=200, required=False)
    capacity = forms.IntegerField(
        label="Places",
        min_value=1,
        max_value=500,
        required=False,
        help_text="Vide : sans limite.",
        error_messages=dict.fromkeys(
            ["invalid", "min_value", "max_value"], "Donnez un nombre de places, de 1 à 500."
        ),
    )

    def __init__(self, *args, poll, slots, **kwargs):
        self.poll, self.circle = poll, poll.circle
        super().__init__(*args, **kwargs)
        self.initial["title"] = poll.topic.title if poll.topic else poll.title
        self.initial["capacity"] = self.circle.limit
        fields: dict[str, Any] = self.fields
        fields["slots"].queryset = slots
        fields["slots"].label_from_instance = _counted
        fields["event"].queryset = self.circle.events.filter(live=True)

    def clean_title(self):
        title = self.cleaned_data["title"]
        if not title and not self.data.get("event"):
            raise forms.ValidationError("Donnez un titre, ou choisissez un rendez-vous.")
        return title

    def clean_capacity(self):
        asked, limit = self.cleaned_data["capacity"], self.circle.limit
        if self.circle.confidential and (asked is None or asked > limit):
            raise forms.ValidationError(f"{limit} places au plus dans ce groupe.")
        return asked

    def clean(self):
        if not self.errors:
            self.say_clashes(*self._sessions(), discreet=True)

    @cached_property
    def meets_as(self):
        """The chosen one, or one that is in no table yet: for the members first, or for them
        alone."""
        chosen = self.cleaned_data["event"]
        if chosen:
            return chosen
        title, circle = self.cleaned_data["title"], self.circle
        event = Event(
            title=title,
            slug=free_slug(title),
            kind=_kind(circle),
            summary=circle.summary,
            lead=circle.lead,
            circle=circle,
            closed_group=not circle.is_public,
            members_first=circle.is_public,
        )
        event.themes = list(circle.themes.all())
        event.audiences = list(circle.audiences.all())
        event.principles = list(circle.principles.all())
        return event

    @property
    def columns(self):
        """What the sessions have in common."""
        circle = self.circle
        place = {"venue": circle.venue, "format": circle.format}
        return {**place, "capacity": self.cleaned_data["capacity"]}

    def _sessions(self):
        return [
            Session(
                event=self.meets_as, starts_at=slot.starts_at, ends_at=slot.ends_at, **self.columns
            )
            for slot in self.cleaned_data["slots"]
        ]


def _counted(slot):
    return f"{when(slot)} : {slot.yes} oui, {slot.maybe} si besoin, {slot.no} non"


def _kind(circle):
    """That of the circle's last rendez-vous."""
    last = circle.events.order_by("-pk").select_related("kind").first()
    kinds = EventKind.objects.active()
    return last.kind if last else kinds.filter(key=KIND).first() or kinds.order_by("pk")[0]
