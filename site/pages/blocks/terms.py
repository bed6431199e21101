"""Choices among the vocabularies: a block keeps the key, which survives renames and merges."""

from django import forms
from wagtail.blocks import FieldBlock

from vocabulary.models import Audience, EventKind, ResourceType, Theme


class TermBlock(FieldBlock):
    """The key of a term, or nothing. The terms are read to draw the form, never to show a page."""

    def __init__(self, model=None, **kwargs):
        self.field = forms.ChoiceField(choices=lambda: choices(model), required=False)
        super().__init__(**kwargs)

    def get_default(self):
        return ""

    def get_searchable_content(self, value):
        return []

    class Meta:
        icon = "tag"


def choices(model):
    return [("", "tous"), *((term.key, term.label) for term in model.objects.active())]


def kind_block():
    return TermBlock(EventKind, label="seulement ce type de rendez-vous")


def theme_block():
    return TermBlock(Theme, label="seulement ce thème")


def audience_block():
    return TermBlock(Audience, label="seulement ce public")


def resource_type_block():
    return TermBlock(ResourceType, label="seulement ce type de ressource")
