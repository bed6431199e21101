"""What each filter of the catalogue keeps.

A facet is one question (`theme`, `age`…). Its values are joined by OR, facets by AND.
`resources.counting` says how many resources each value would show, by the same conditions.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from django.conf.locale import LANG_INFO
from django.db import connection
from django.db.models import CharField, Exists, F, IntegerField, OuterRef, Q, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast
from taggit.models import Tag

from resources import wording
from resources.models import Copy, Resource
from vocabulary.models import (
    AgeRange,
    Audience,
    CharterPrinciple,
    ResourceAccess,
    ResourceType,
    Theme,
)

VOCABULARIES = {
    "theme": Theme,
    "type": ResourceType,
    "age": AgeRange,
    "public": Audience,
    "acces": ResourceAccess,
    "principe": CharterPrinciple,
}
TERMS = {  # where a resource keeps the terms of a vocabulary, and its tags
    "theme": "themes",
    "type": "type",
    "public": "audiences",
    "acces": "access",
    "principe": "principles",
    "tag": "tags",
}
TIMES = {  # key: minutes at most, and its words
    "5": (5, "5 minutes au plus"),
    "15": (15, "un quart d’heure au plus"),
    "30": (30, "une demi-heure au plus"),
    "sieste": (wording.NAP, "tient dans une sieste"),
    "60": (60, "une heure au plus"),
}
MEASURED = ["age", "disponible", "duree"]  # a condition for each value
NONE = Cast(Value(None), IntegerField())
FACETS = [*VOCABULARIES, "disponible", "duree", "langue", "tag"]


@dataclass(eq=False)
class Word:
    """A value of a facet."""

    facet: str
    key: str
    label: str
    pk: int = 0
    merged_into: int | None = None
    retired: bool = False
    rank: int = 0
    group: str = ""  # the domain of a theme
    lowest: int | None = None  # months, of an age
    highest: int | None = None  # months, of an age; minutes, of a time
    pks: set[int] = field(default_factory=set)  # the term's and those of what it absorbed


Words = dict[str, dict[str, Word]]  # facet → key (old keys too) → word
Chosen = dict[str, list[Word]]


def words() -> Words:
    """Every word of every facet, in one query."""
    first, *others = [_terms(facet, model) for facet, model in VOCABULARIES.items()]
    rows = [Word(*row) for row in first.union(*others, _tags(), all=True)]
    rows.sort(key=lambda word: (word.rank, word.label, word.pk))
    by_pk = {(word.facet, word.pk): word for word in rows}
    found: Words = {facet: {} for facet in FACETS}
    for row in rows:
        word = by_pk[row.facet, row.merged_into] if row.merged_into else row
        word.pks.add(row.pk)
        found[row.facet][row.key] = word
    for code in LANG_INFO:
        found["langue"][code] = language(code)
    for key, (minutes, label) in TIMES.items():
        found["duree"][key] = Word("duree", key, label, highest=minutes)
    found["disponible"]["1"] = Word("disponible", "1", "avec un exemplaire disponible")
    return found


def condition(chosen: Chosen, but: Iterable[str] = ()) -> Q:
    """What the facets keep together, some of them left out."""
    kept = Q()
    for facet, several in chosen.items():
        if several and facet not in but:
            kept &= keeps(facet, several)
    return kept


def keeps(facet: str, several: Iterable[Word]) -> Q:
    """What the values of one facet keep, joined by OR."""
    if facet in TERMS:
        return _having(facet, set().union(*(word.pks for word in several)))
    return reduce(or_, (measured(word) for word in several))


def _having(facet: str, pks: set[int]) -> Q:
    if facet == "type":
        return Q(type__in=pks)
    kept = _has(**{f"{TERMS[facet]}__in": pks})
    return kept | for_everyone() if facet == "public" else kept


def _has(**terms) -> Q:
    """Asked of each resource that is left, rather than a list of all that have it: a search leaves
    a thousand of a hundred thousand. And not a join: one with two of the terms would come twice."""
    return Q(Exists(Resource.objects.filter(pk=OuterRef("pk"), **terms)))


def for_everyone() -> Q:
    """What suits every profile, whether it names that profile or not."""
    return _has(audiences__everyone=True)


def measured(word: Word) -> Q:
    """The condition of a word that is no term of a resource."""
    match word.facet:
        case "age":
            return _aged(word.lowest, word.highest)
        case "duree":
            return Q(minutes__lte=word.highest)
        case "langue":
            return Q(language=word.key)
        case _:
            return Q(Exists(Copy.objects.available().filter(resource=OuterRef("pk"))))


def language(code: str) -> Word:
    """The word of a language, whichever it is."""
    return Word("langue", code, wording.language(code))


def _aged(lowest: int | None, highest: int | None) -> Q:
    """Ages that overlap; both upper ends are excluded, and a missing end is open."""
    if highest is None:
        return Q(for_adults=True)
    some_age = Q(age_min_months__isnull=False) | Q(age_max_months__isnull=False)
    starts_before = Q(age_min_months=None) | Q(age_min_months__lt=highest)
    ends_after = Q(age_max_months=None) | Q(age_max_months__gt=lowest)
    return some_age & starts_before & ends_after


def among(pks: list[int]) -> Q:
    """These resources, however many: one parameter, where a list would need one for each."""
    if connection.vendor == "postgresql":
        return Q(pk__in=RawSQL("SELECT unnest(%s::bigint[])", [pks]))
    return Q(pk__in=RawSQL("SELECT value FROM json_each(%s)", [json.dumps(pks)]))


def _terms(facet, model):
    position = F("domain__position") * 1000 + F("position") if model is Theme else F("position")
    return _rows(
        model.objects.all(),
        facet,
        rank=F("number") if model is CharterPrinciple else position,
        group=F("domain__label") if model is Theme else Value(""),
        **({"lowest": F("min_months"), "highest": F("max_months")} if model is AgeRange else {}),
    )


def _tags():
    """Those of what is public; asked tag by tag, for the first resource answers."""
    public = Resource.objects.public().filter(tagged_items__tag=OuterRef("pk"))
    return _rows(
        Tag.objects.filter(Exists(public)),
        "tag",
        code=F("slug"),
        said=F("name"),
        ref=F("pk"),
        successor=NONE,
        gone=Value(False),
    )


def _rows(queryset, facet, **columns):
    """A vocabulary in the columns of `Word`, which all of them share."""
    every = {
        "facet": Value(facet, CharField()),
        "code": F("key"),
        "said": F("label"),
        "ref": F("pk"),
        "successor": F("merged_into"),
        "gone": F("retired"),
        "rank": Value(0),
        "group": Value(""),
        "lowest": NONE,
        "highest": NONE,
    } | columns
    return queryset.order_by().annotate(**every).values_list(*every)
