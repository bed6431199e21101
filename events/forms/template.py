"""A new rendez-vous that starts from the template of its kind."""

from datetime import timedelta

from django import forms

from events import cloning
from events.models import EventTemplate


class FromTemplateForm(forms.Form):
    template = forms.ModelChoiceField(
        EventTemplate.objects.select_related("kind", "event"),
        label="type de rendez-vous",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez un type."},
    )
    title = forms.CharField(label="titre", max_length=200)

    def create(self, by):
        template = self.cleaned_data["template"]
        return cloning.clone(template.event, self.cleaned_data["title"], by, kind=template.kind)


def ends_at_of(event, starts_at):
    """When a session of it ends if nobody says so, or None."""
    template = EventTemplate.objects.of(event)
    if template is None or not template.minutes or not starts_at:
        return None
    return starts_at + timedelta(minutes=template.minutes)
