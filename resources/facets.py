"""What each filter of the catalogue keeps, and how many resources each of its values would show.

A facet is one question (`theme`, `age`…). Its values are joined by OR, facets by AND, and a value
is counted under the selections of the other facets: a count is what the click shows, because the
conditions that count are the very ones that filter.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from django.conf.locale import LANG_INFO
from django.db import connection
from django.db.models import CharField, Count, F, IntegerField, Q, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Coalesce
from taggit.models import Tag

from resources import wording
from resources.models import Copy, Resource, TaggedResource
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
PATHS = {  # where a resource keeps the values that are counted by grouping
    "theme": "themes",
    "type": "type",
    "public": "audiences",
    "acces": "access",
    "principe": "principles",
    "tag": "tags",
}
MINUTES = {
    5: "5 minutes au plus",
    15: "un quart d’heure au plus",
    30: "une demi-heure au plus",
    60: "une heure au plus",
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
    highest: int | None = None
    pks: set[int] = field(default_factory=set)  # the term's and those of what it absorbed


Words = dict[str, dict[str, Word]]  # facet → key (old keys too) → word
Chosen = dict[str, list[Word]]


def words() -> Words:
    """Every word of every facet, in one query."""
    first, *others = [_terms(facet, model) for facet, model in VOCABULARIES.items()]
    rows = [Word(*row) for row in first.union(*others, _tags(), _languages(), all=True)]
    rows.sort(key=lambda word: (word.rank, word.label, word.pk))
    by_pk = {(word.facet, word.pk): word for word in rows}
    found: Words = {facet: {} for facet in FACETS}
    for row in rows:
        word = by_pk[row.facet, row.merged_into] if row.merged_into else row
        word.pks.add(row.pk)
        found[row.facet][row.key] = word
    for code in {*LANG_INFO, *found["langue"]}:
        found["langue"][code] = Word("langue", code, wording.language(code))
    for minutes, label in MINUTES.items():
        found["duree"][str(minutes)] = Word("duree", str(minutes), label)
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
    if facet in PATHS:
        return _having(facet, set().union(*(word.pks for word in several)))
    return reduce(or_, (_measured(word) for word in several))


def _having(facet: str, pks: set[int]) -> Q:
    kept = Q(**{f"{PATHS[facet]}__in": pks})
    if facet == "public":
        kept |= Q(audiences__everyone=True)
    # A subquery and not a join: a resource with two of the values must not come twice.
    return Q(pk__in=Resource.objects.filter(kept).values("pk"))


def _measured(word: Word) -> Q:
    match word.facet:
        case "age":
            return _aged(word.lowest, word.highest)
        case "duree":
            return Q(minutes__lte=int(word.key))
        case "langue":
            return Q(language=word.key)
        case _:
            return Q(pk__in=Copy.objects.available().values("resource"))


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


def counts(resources: QuerySet, words: Words, chosen: Chosen) -> dict[Word, int]:
    """How many resources each word would show, in two queries."""
    every = {word for several in words.values() for word in several.values()}
    measured = [word for word in every if word.facet in MEASURED]
    return {
        **_grouped(resources, every.difference(measured), chosen),
        **_aggregated(resources, measured, chosen),
    }


def _grouped(resources, several, chosen):
    queries = []
    for facet in [*PATHS, "langue"]:
        kept = resources.filter(condition(chosen, but=[facet]))
        if facet == "public":
            everyone = Q(pk__in=Resource.objects.filter(audiences__everyone=True).values("pk"))
            queries.append(_by_value(kept.filter(everyone), "everyone", Value("")))
            kept = kept.exclude(everyone)
        queries.append(_by_value(kept, facet, _value(facet)))
    found = {(facet, value): n for facet, value, n in queries[0].union(*queries[1:], all=True)}
    everywhere = found.get(("everyone", ""), 0)
    return {
        word: found.get((word.facet, word.key if word.facet == "langue" else str(word.pk)), 0)
        + (everywhere if word.facet == "public" else 0)
        for word in several
    }


def _by_value(resources, facet, value):
    return (
        resources.order_by()
        .annotate(facet=Value(facet, CharField()), value=Cast(value, CharField()))
        .values("facet", "value")
        .annotate(n=Count("pk", distinct=True))
        .values_list("facet", "value", "n")
    )


def _value(facet):
    if facet in ("langue", "tag"):
        return F("language" if facet == "langue" else "tags")
    return Coalesce(f"{PATHS[facet]}__merged_into", PATHS[facet])


def _aggregated(resources, several, chosen):
    """The words that no column holds: each is a condition, and all are counted in one pass."""
    kept = resources.filter(condition(chosen, but=MEASURED))
    conditions = {
        facet: condition({other: chosen.get(other, []) for other in MEASURED if other != facet})
        for facet in MEASURED
    }
    found = kept.aggregate(
        **{
            f"n{number}": Count("pk", filter=_measured(word) & conditions[word.facet])
            for number, word in enumerate(several)
        }
    )
    return {word: found[f"n{number}"] for number, word in enumerate(several)}


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
    tagged = TaggedResource.objects.filter(content_object__in=Resource.objects.public())
    return _rows(
        Tag.objects.filter(pk__in=tagged.values("tag")),
        "tag",
        code=F("slug"),
        said=F("name"),
        ref=F("pk"),
        successor=NONE,
        gone=Value(False),
    )


def _languages():
    code = F("language")
    return _rows(
        Resource.objects.public().distinct(),
        "langue",
        code=code,
        said=code,
        ref=Value(0),
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
