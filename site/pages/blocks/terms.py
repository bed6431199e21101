"""Choices among the vocabularies: a block keeps the key, which survives renames and merges."""

from wagtail.blocks import ChoiceBlock

from vocabulary.models import Audience, EventKind, ResourceType, Theme


def choices(model):
    """The terms on offer, read when the form is drawn."""
    return lambda: [(term.key, term.label) for term in model.objects.active()]


def term_block(model, label):
    return ChoiceBlock(choices=choices(model), required=False, label=label)


def kind_block():
    return term_block(EventKind, "seulement ce type de rendez-vous")


def theme_block():
    return term_block(Theme, "seulement ce thème")


def audience_block():
    return term_block(Audience, "seulement ce public")


def resource_type_block():
    return term_block(ResourceType, "seulement ce type de ressource")
