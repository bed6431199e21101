"""Whom the team writes down: a member of a circle, or who facilitates it."""

from django import forms

from events import circles
from events.models import CircleMember

Role = CircleMember.Role


class MemberForm(forms.Form):
    first_name = forms.CharField(label="prénom", max_length=100)
    last_name = forms.CharField(label="nom", max_length=100)
    email = forms.EmailField(
        label="adresse électronique",
        help_text="Celle avec laquelle cette personne s’inscrit, et entre dans son espace.",
    )
    role = forms.ChoiceField(
        label="rôle",
        choices=Role.choices,
        initial=Role.MEMBER,
        help_text="Qui anime le cercle le fait depuis son espace, sans compte de l’équipe.",
    )
    structure = forms.CharField(
        label="établissement ou employeur",
        max_length=150,
        required=False,
        help_text="De qui anime un groupe d’analyse des pratiques : il n’est celui d’aucun membre. "
        "Vide, si cette personne travaille à son compte.",
    )

    def __init__(self, *args, circle, **kwargs):
        super().__init__(*args, **kwargs)
        self.circle = circle
        if circle.confidential:  # the team names who facilitates, who then invites
            del self.fields["role"]
        else:
            del self.fields["structure"]

    def save(self):
        """Joining twice changes nothing."""
        said = dict(self.cleaned_data)
        if said.pop("role", Role.FACILITATOR) == Role.FACILITATOR:
            return circles.appoint(self.circle, **said)
        return circles.enter(self.circle, **said)
