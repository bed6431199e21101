"""Joining a circle, and whom its facilitator invites."""

from django import forms

from accounts.humans import Line
from accounts.models import normalise
from events.forms.registration import plain_name, typed

STRUCTURE_HELP = (
    "Qui anime le groupe ne peut pas être de votre hiérarchie : c’est à cela que sert ce champ. "
    "Vide, si vous travaillez à votre compte."
)


def _name(label, autocomplete="off"):
    return Line(
        label=label,
        max_length=100,
        validators=[plain_name],
        widget=typed(autocomplete),
        error_messages={"required": f"Écrivez le {label.lower()}."},
    )


def structure_field(help_text=STRUCTURE_HELP):
    return Line(
        label="Établissement ou employeur", max_length=150, required=False, help_text=help_text
    )


class JoinForm(forms.Form):
    """Who signed in before they ever registered has no name yet: it is asked then."""

    first_name = _name("Prénom", "given-name")
    last_name = _name("Nom", "family-name")
    structure = structure_field()
    visible = forms.BooleanField(
        label="Les autres membres peuvent lire mon nom",
        required=False,
        help_text="Vous pourrez changer d’avis. La personne qui anime le cercle le lit toujours.",
    )

    def __init__(self, *args, circle, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person
        if str(person):
            del self.fields["first_name"], self.fields["last_name"]
        if circle.confidential:
            del self.fields["visible"]  # nobody reads names there but who facilitates
        else:
            del self.fields["structure"]

    def sign(self):
        """Give the person the names that they typed, and return what joining takes."""
        said = dict(self.cleaned_data)
        names = {name: said.pop(name) for name in ("first_name", "last_name") if name in said}
        if names:
            vars(self.person).update(names)
            self.person.save(update_fields=[*names])
        return said


class InviteForm(forms.Form):
    first_name = _name("Prénom")
    last_name = _name("Nom")
    email = forms.EmailField(
        label="Adresse électronique",
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "off"}),
        help_text="Nous y envoyons l’invitation ; elle seule l’ouvre.",
        error_messages=dict.fromkeys(
            ["required", "invalid"],
            "Écrivez une adresse électronique complète, comme prenom.nom@exemple.fr.",
        ),
    )

    def clean_email(self):
        address = normalise(self.cleaned_data["email"])
        if not address.isascii():
            raise forms.ValidationError("Écrivez l’adresse électronique sans lettre accentuée.")
        return address


class VisibleForm(forms.Form):
    visible = forms.BooleanField(label="Les autres membres peuvent lire mon nom", required=False)
