"""The words that the agenda's filters name, looked up by their keys in one query."""

from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, F, IntegerField, Value
from django.db.models.functions import Coalesce

from events.models import Circle, Venue
from vocabulary.models import (
    Audience,
    Commune,
    Domain,
    EventFormat,
    EventKind,
    Organisation,
    Theme,
    TimeSlot,
)


@dataclass(frozen=True)
class Term:
    """A word of a vocabulary, as a filter names it."""

    key: str
    label: str
    pk: int
    rank: int = 0
    domain: bool = False  # a whole domain of themes


VOCABULARIES: dict[str, list[type[Any]]] = {
    "type": [EventKind],
    "theme": [Theme, Domain],
    "public": [Audience],
    "organisme": [Organisation],
    "lieu": [Venue],
    "commune": [Commune],
    "creneau": [TimeSlot],
    "format": [EventFormat],
    "cercle": [Circle],
}

LABELS = {Venue: "name", Circle: "title"}  # of those that are no vocabulary


def terms_for(asked: dict[str, list[str]]) -> dict[str, tuple[list[Term], list[str]]]:
    """{name: (terms, unknown keys)} for {name: keys}; the key of a merged word names its heir."""
    branches = [
        _named(name, model).filter(asked__in=keys)
        for name, keys in asked.items()
        for model in VOCABULARIES[name]
    ]
    found: dict[str, dict[str, Term]] = {name: {} for name in asked}
    # A theme is met before the domain of the same key, if there is one, and wins.
    for name, domain, asked_key, key, label, pk, rank in _union(branches):
        found[name].setdefault(asked_key, Term(key, label, pk, rank, bool(domain)))
    return {
        name: (_ordered(found[name].values()), [key for key in keys if key not in found[name]])
        for name, keys in asked.items()
    }


def _named(name, model):
    rows = model.objects.order_by()
    if model in LABELS:
        if model is Circle:
            rows = rows.public()  # of a closed one, nobody learns that it exists
        label = F(LABELS[model])
        today = {"key_": F("slug"), "label_": label, "pk_": F("pk"), "rank": _integer(0)}
        asked = F("slug")
    else:
        today = {
            "key_": Coalesce("merged_into__key", "key"),
            "label_": Coalesce("merged_into__label", "label"),
            "pk_": Coalesce("merged_into_id", "pk"),
            "rank": Coalesce("merged_into__position", "position"),
        }
        asked = F("key")
    return rows.annotate(
        facet=_text(name), domain_=_integer(model is Domain), asked=asked, **today
    ).values_list("facet", "domain_", "asked", "key_", "label_", "pk_", "rank")


def _union(branches) -> list[Any]:
    """One query for all; the domains last."""
    if not branches:
        return []
    first, *others = branches
    rows = first.union(*others, all=True) if others else first
    return sorted(rows, key=lambda row: row[1])


def _ordered(terms):
    return sorted(set(terms), key=lambda term: (term.domain, term.rank, term.label))


def _text(value):
    return Value(value, output_field=CharField())


def _integer(value):
    return Value(int(value), output_field=IntegerField())
