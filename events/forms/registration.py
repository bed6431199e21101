"""What we ask of somebody who registers: as little as the day needs, and no account."""

import re

from django import forms
from django.core.validators import RegexValidator

from accounts.humans import HumanForm, Line
from accounts.models import normalise
from events import eligibility
from events.forms.children import BringsChildren
from events.forms.modes import ChoosesMode
from events.forms.questions import AsksQuestions
from vocabulary.models import Audience, Commune

COLLEAGUES = range(1, 8)  # a team of eight, its sender included
EMAIL_HELP = "Nous y envoyons la confirmation, et le lien pour annuler si besoin."
TWICE = "Cette adresse est déjà dans ce formulaire : chaque personne a la sienne."
DETAILS = ["first_name", "last_name", "email", "profession", "commune", "structure"]

# A first name stands in letters: nobody must be able to send a message or a link by way of it.
plain_name = RegexValidator(
    re.compile(r"[\d@/\\:<>]|\.\w{2}"),
    "Écrivez un nom sans chiffre, sans adresse et sans lien.",
    inverse_match=True,
)


def typed(autocomplete, **attrs):
    return forms.TextInput({"autocomplete": autocomplete, **attrs})


class WhoForm(forms.Form):
    """Somebody who comes."""

    first_name = Line(
        label="Prénom",
        max_length=100,
        validators=[plain_name],
        widget=typed("given-name"),
        error_messages={"required": "Écrivez votre prénom."},
    )
    last_name = Line(
        label="Nom",
        max_length=100,
        validators=[plain_name],
        widget=typed("family-name"),
        error_messages={"required": "Écrivez votre nom."},
    )
    email = forms.EmailField(
        label="Adresse électronique",
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages=dict.fromkeys(
            ["required", "invalid"],
            "Écrivez une adresse électronique complète, comme prenom.nom@exemple.fr.",
        ),
    )
    profession = forms.ModelChoiceField(
        Audience.objects.active().filter(everyone=False),
        label="Métier ou situation",
        empty_label="Choisissez…",
        error_messages=dict.fromkeys(
            ["required", "invalid_choice"], "Choisissez dans la liste ce qui vous va le mieux."
        ),
    )

    def clean_email(self):
        address = normalise(self.cleaned_data["email"])
        if not address.isascii():
            raise forms.ValidationError("Écrivez l’adresse électronique sans lettre accentuée.")
        return address


class ColleagueForm(WhoForm):
    """Somebody else of the same team; a row that may stay empty."""

    profession = forms.ModelChoiceField(
        Audience.objects.active().filter(everyone=False),
        label="Métier ou situation",
        required=False,
        empty_label="Le même que vous",
        error_messages={"invalid_choice": "Choisissez dans la liste."},
    )

    def __init__(self, data, number, initial=None):
        super().__init__(
            data,
            prefix=f"collegue-{number}",
            initial=initial,
            empty_permitted=True,
            use_required_attribute=False,
        )
        self.title = f"Collègue {number}"
        self.fields["first_name"].error_messages["required"] = "Écrivez son prénom."
        self.fields["last_name"].error_messages["required"] = "Écrivez son nom."
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"  # it would write the sender's own name

    @property
    def mistakes(self):
        for name, errors in self.errors.items():
            for error in errors:
                yield f"{self.title}, {self[name].label.lower()} : {error}"


class RegistrationForm(AsksQuestions, BringsChildren, ChoosesMode, WhoForm, HumanForm):
    commune = forms.ModelChoiceField(
        Commune.objects.active(),
        label="Commune où vous travaillez",
        required=False,
        empty_label="Une autre commune, ou aucune",
        error_messages={"invalid_choice": "Choisissez une commune de la liste."},
    )
    structure = Line(
        label="Structure",
        max_length=200,
        required=False,
        help_text="Par exemple le nom de votre crèche, de votre MAM ou de votre relais.",
        widget=typed("organization"),
    )

    def __init__(self, sessions, data=None, again=None, person=None, reserved=False):
        """For one session, or for all those of a cycle or a circle. `again`: what was typed so far,
        to be drawn again with room for one more colleague. `person`: who fills it, if they signed
        in. `reserved`: to the seats kept for an organisation, which are all of one mode."""
        super().__init__(data)
        self.is_filled_in = person is not None
        if person:
            self._fill_in(person)
        self.fields["email"].help_text = EMAIL_HELP
        self.events = {session.event_id: session.event for session in sessions}.values()
        self.reserved = reserved
        if not reserved:
            self.add_mode(sessions)
        if all(session.children_welcome for session in sessions):
            self.add_children()
        for event in self.events:
            self.add_questions(event)
        typed = again if data is None else data
        rows = [n for n in COLLEAGUES if typed and f"collegue-{n}-email" in typed]
        self.colleagues = [ColleagueForm(data, n) for n in rows]
        if again is not None:
            self._draw_again(again)

    def _fill_in(self, person):
        """With what they said the last time."""
        names = ("email", "first_name", "last_name")
        self.initial.update({name: getattr(person, name) for name in names})
        if last := person.registrations.order_by("-pk").first():
            self.initial.update(
                profession=last.profession_id,
                commune=last.commune_id,
                structure=last.structure,
            )

    def _draw_again(self, typed):
        for form in (self, *self.colleagues):
            names = {name: form.add_prefix(name) for name in form.fields}
            form.initial.update({n: typed[key] for n, key in names.items() if key in typed})
        if self.has_room:
            row = ColleagueForm(None, len(self.colleagues) + 1)
            row.fields["first_name"].widget.attrs["autofocus"] = True
            self.colleagues.append(row)

    @property
    def has_room(self):
        return len(self.colleagues) < len(COLLEAGUES)

    @property
    def about_you(self):
        first = ["mode"] if "mode" in self.fields else []
        return [self[name] for name in ("website", "stamp", *first, *DETAILS)]

    def clean(self):
        self._check_trade(self, self.cleaned_data.get("profession"))
        addresses = [self.cleaned_data.get("email")]
        for row in self.colleagues:
            if row.is_valid() and row.has_changed():
                self._check_trade(row, row.cleaned_data["profession"])
                if row.cleaned_data.get("email") in addresses:
                    row.add_error("email", TWICE)
                else:
                    addresses.append(row.cleaned_data["email"])
            for mistake in row.mistakes:
                self.add_error(None, mistake)
        return super().clean()

    def _check_trade(self, form, profession):
        for event in self.events if profession else []:
            if refusal := eligibility.audience_refusal(event, profession):
                form.add_error("profession", refusal)

    @property
    def people(self):
        """Each with an address, names and the other columns of a registration; colleagues with
        who sends the form for them."""
        me = {name: self.cleaned_data[name] for name in DETAILS}
        shared = {name: me[name] for name in ("profession", "commune", "structure")} | self.seat
        shared["sender"] = f"{me['first_name']} {me['last_name']}"
        rows = [row.cleaned_data for row in self.colleagues if row.has_changed()]
        colleagues = [
            {**row, **shared, "profession": row["profession"] or me["profession"]} for row in rows
        ]
        return [{**me, **self.seat, **self.children, "answers": self.answers}, *colleagues]

    @property
    def seat(self):
        """The columns that say which seats are asked for, the same for a whole team."""
        return {"reserved": True} if self.reserved else self.mode
