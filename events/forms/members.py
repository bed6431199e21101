"""A member of a circle, as the team writes them down."""

from django import forms

from accounts.models import Person


class MemberForm(forms.Form):
    first_name = forms.CharField(label="prénom", max_length=100)
    last_name = forms.CharField(label="nom", max_length=100)
    email = forms.EmailField(
        label="adresse électronique",
        help_text="Celle avec laquelle cette personne s’inscrira.",
    )

    def join(self, circle):
        """Joining twice changes nothing."""
        names = {name: self.cleaned_data[name] for name in ("first_name", "last_name")}
        person = Person.objects.for_address(self.cleaned_data["email"], **names)
        return circle.memberships.get_or_create(person=person)[0]
