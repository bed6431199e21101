"""What a click at the door says: about somebody expected, somebody's code, or somebody new."""

from datetime import timedelta

from django import forms
from django.utils import timezone

from accounts.humans import Line
from accounts.models import Person
from events import door_codes, presence
from events.models import Presence

A_WEEK = 7 * 24 * 3600 * 1000  # milliseconds: no phone stays without a network for longer

UNKNOWN_CODE = "Ce code n’est pas celui d’une inscription à cette séance."


class Click(forms.Form):
    """`age`: how long ago it was made, in milliseconds. `key`: what makes it one, sent twice."""

    half_day = forms.IntegerField(min_value=1, max_value=1000)
    age = forms.IntegerField(required=False, min_value=0, max_value=A_WEEK)
    key = forms.UUIDField(required=False)

    def __init__(self, data, session):
        super().__init__(data)
        self.session = session

    @property
    def sentence(self):
        """What is wrong, on one line."""
        return " ".join(str(text) for texts in self.errors.values() for text in texts)

    def moment(self):
        cleaned = self.cleaned_data
        return {
            "half_day": cleaned["half_day"],
            "at": timezone.now() - timedelta(milliseconds=cleaned["age"] or 0),
            "key": cleaned["key"],
        }


class NoteForm(Click):
    person = forms.ModelChoiceField(
        Person.objects.all(),
        error_messages=dict.fromkeys(
            ["required", "invalid_choice"], "Cette personne n’est pas sur la liste."
        ),
    )
    status = forms.ChoiceField(
        choices=Presence.Status.choices,
        error_messages=dict.fromkeys(
            ["required", "invalid_choice"], "Choisissez ce qu’il faut noter."
        ),
    )
    minutes = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=24 * 60,
        error_messages=dict.fromkeys(
            ["invalid", "min_value", "max_value"], "Écrivez les minutes en chiffres."
        ),
    )

    def note(self, by):
        cleaned = self.cleaned_data
        return presence.record(
            self.session,
            cleaned["person"],
            cleaned["status"],
            minutes=cleaned["minutes"],
            by=by,
            **self.moment(),
        )


class CodeForm(Click):
    code = Line(max_length=500)

    def clean_code(self):
        registration = door_codes.read(self.cleaned_data["code"])
        if registration is None or registration.session_id != self.session.pk:
            raise forms.ValidationError(UNKNOWN_CODE)
        self.registration = registration
        return self.cleaned_data["code"]

    def note(self, by):
        person = self.registration.person
        return presence.record(
            self.session, person, Presence.Status.PRESENT, by=by, **self.moment()
        )


class WelcomeForm(Click):
    first_name = Line(
        max_length=100, error_messages={"required": "Écrivez le prénom de la personne."}
    )
    last_name = Line(max_length=100, error_messages={"required": "Écrivez son nom."})
    email = forms.EmailField(
        required=False,
        max_length=254,
        error_messages={"invalid": "Écrivez une adresse électronique complète, ou aucune."},
    )

    def note(self, by):
        names = {name: self.cleaned_data[name] for name in ("first_name", "last_name", "email")}
        return presence.welcome(self.session, by=by, **names, **self.moment())


def read(data, session):
    """The form that this click filled."""
    kind = NoteForm if "person" in data else CodeForm if "code" in data else WelcomeForm
    return kind(data, session)
