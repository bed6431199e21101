"""The query string of the catalogue."""

import unicodedata
from urllib.parse import urlencode

from django import forms
from django.db import models
from django.db.models import Count, F, Q

from resources import counting, facets
from resources.models import Resource
from search import asking, suggestions

TAGS_SHOWN = 30


class QueryField(forms.CharField):
    """Words to look for; any text at all is a question."""

    default_validators = []

    def to_python(self, value):
        return (super().to_python(value) or "").replace("\0", " ").strip()


class WordsField(forms.Field):
    """Values of a facet, by key; a merged term answers to its old keys."""

    widget = forms.SelectMultiple

    def __init__(self, label, *, unknown):
        super().__init__(label=label, required=False)
        self.unknown = unknown
        self.words: dict[str, facets.Word] = {}

    def to_python(self, value):
        keys = [key for key in value or [] if key]
        if not all(key in self.words for key in keys):
            raise forms.ValidationError(self.unknown)
        return list(dict.fromkeys(self.words[key] for key in keys))


class LanguagesField(WordsField):
    """Languages: those that have a name here, and those of a resource that anybody may see."""

    def to_python(self, value):
        for code in set(value or []).difference(self.words, [""]):
            if Resource.objects.public().filter(language=code).exists():
                self.words[code] = facets.language(code)
        return super().to_python(value)


class CatalogueFilterForm(forms.Form):
    """What the catalogue is asked for. Parameters that it does not know change nothing."""

    class Order(models.TextChoices):
        RELEVANCE = "pertinence", "les plus proches de la recherche"
        RECENT = "nouveautes", "les nouveautés"
        TITLE = "titre", "par titre"
        YEAR = "annee", "par année de parution"

    q = QueryField(label="Rechercher dans le catalogue", required=False)
    theme = WordsField("Thème", unknown="Ce thème n’existe pas dans le catalogue.")
    type = WordsField("Type", unknown="Ce type de ressource n’existe pas dans le catalogue.")
    age = WordsField("Âge", unknown="Cette tranche d’âge n’existe pas dans le catalogue.")
    public = WordsField("Public", unknown="Ce public n’existe pas dans le catalogue.")
    acces = WordsField("Accès", unknown="Cet accès n’existe pas dans le catalogue.")
    disponible = WordsField("Disponibilité", unknown="La disponibilité se demande par « 1 ».")
    duree = WordsField("Durée", unknown="Le catalogue ne connaît pas cette durée.")
    principe = WordsField("Charte nationale", unknown="La charte n’a pas ce principe.")
    langue = LanguagesField("Langue", unknown="Le catalogue ne connaît pas cette langue.")
    tag = WordsField("Étiquette", unknown="Cette étiquette n’existe pas dans le catalogue.")
    tri = forms.ChoiceField(
        label="Trier",
        required=False,
        choices=Order,
        error_messages={"invalid_choice": "Le catalogue ne sait pas trier ainsi."},
    )

    def __init__(self, data):
        super().__init__(data)
        self.words = facets.words()
        for name, field in self.fields.items():
            if isinstance(field, WordsField):
                field.words = self.words[name]
        self.full_clean()  # whatever is understood applies, even when something else is not
        self.query = self.cleaned_data.get("q", "")
        self.chosen = {facet: self.cleaned_data.get(facet) or [] for facet in facets.FACETS}

    def clean_q(self):
        query = self.cleaned_data["q"]
        self.answer = asking.objects_of("resource", query)
        self.matches = self.answer.pks
        return query

    @property
    def tokens(self):
        """What a result line marks."""
        return self.answer.question.tokens()

    def filter(self, resources):
        return self._searched(resources).filter(facets.condition(self.chosen))

    def _searched(self, resources):
        return resources.filter(facets.among(self.matches)) if self.query else resources

    def ranked(self, resources):
        """The pks of what is found, in the order asked for; of as many as are asked for, where the
        database can tell the order."""
        found = self.filter(resources)
        match self.order:
            case self.Order.RELEVANCE:
                kept = set(found.values_list("pk", flat=True))
                return [pk for pk in self.matches if pk in kept]
            case self.Order.TITLE:
                titles = found.order_by().values_list("title", "pk")
                return [pk for _, pk in sorted((_plain(title), pk) for title, pk in titles)]
            case self.Order.YEAR:
                found = found.order_by(F("year").desc(nulls_last=True), "title", "pk")
            case _:
                found = found.order_by("-created_at", "title", "pk")
        return found.values_list("pk", flat=True)

    @property
    def order(self):
        order = self.cleaned_data.get("tri")
        if order and (order != self.Order.RELEVANCE or self.query):
            return order
        return self.Order.RELEVANCE if self.query else self.Order.RECENT

    def orders(self):
        """The orders on offer: nothing is close to a search that nobody made."""
        return [
            {
                "label": order.label,
                "query": self.querystring(tri=order.value),
                "selected": order == self.order,
            }
            for order in self.Order
            if self.query or order != self.Order.RELEVANCE
        ]

    def facets(self, resources):
        """The facets that have something to offer, with the count that each click would show."""
        self.total, counts = counting.counts(self._searched(resources), self.words, self.chosen)
        shown = [self._facet(facet, counts) for facet in facets.FACETS]
        return [facet for facet in shown if facet["groups"]]

    def _facet(self, facet, counts):
        chosen = self.chosen[facet]
        offered = [
            word
            for word in dict.fromkeys(self.words[facet].values())
            if word in chosen or (counts[word] and not word.retired)
        ]
        if facet == "tag":
            offered.sort(key=lambda word: (word not in chosen, -counts[word], word.label))
            offered = offered[: max(TAGS_SHOWN, len(chosen))]
        groups: dict[str, list] = {}
        for word in offered:
            groups.setdefault(word.group, []).append(
                {
                    "value": word.key,
                    "label": word.label,
                    "count": counts[word],
                    "selected": word in chosen,
                }
            )
        return {
            "name": facet,
            "legend": self.fields[facet].label,
            "selected": len(chosen),
            "groups": list(groups.items()),
        }

    def in_words(self):
        """« doudou » · Ouvrage ou Album jeunesse · 1 à 2 ans"""
        said = [
            " ou ".join(word.label for word in several)
            for several in self.chosen.values()
            if several
        ]
        return " · ".join([quoted(self.query), *said] if self.query else said)

    def querystring(self, but=None, tri=None, q=None):
        """The filters in force; `but` leaves one out, `tri` asks for another order, `q` for other
        words."""
        words = q or self.query
        pairs = [("q", words)] if words and but != "q" else []
        for facet, several in self.chosen.items():
            pairs += [(facet, word.key) for word in several if word is not but]
        if tri := tri or self.cleaned_data.get("tri"):
            pairs.append(("tri", tri))
        return urlencode(pairs)

    def removals(self):
        """For each filter in force: its words, and the query string without it."""
        removals = [(quoted(self.query), "q")] if self.query else []
        removals += [(word.label, word) for several in self.chosen.values() for word in several]
        return [
            {"label": label, "but": but, "query": self.querystring(but=but)}
            for label, but in removals
        ]

    def ways_out(self, resources):
        """When nothing is found: the words that were meant; what would be found without each
        filter, and under the nearest themes, counted in one query."""
        themes = {word.label: word for word in self.words["theme"].values() if not word.retired}
        near = [themes[label] for label in suggestions.nearest(self.query, themes)]
        ways = [(way, self._without(way["but"])) for way in self.removals()]
        ways += [
            ({"label": word.label, "theme": word.key}, facets.keeps("theme", [word]))
            for word in near
        ]
        found = resources.aggregate(
            **{f"n{n}": Count("pk", filter=condition) for n, (_, condition) in enumerate(ways)}
        )
        counted = [way | {"count": found[f"n{n}"]} for n, (way, _) in enumerate(ways)]
        mended = suggestions.mend(self.query, "resource")
        return {
            "mended": {"label": mended, "query": self.querystring(q=mended)} if mended else None,
            "relaxed": [way for way in counted if way["count"] and "query" in way],
            "near": [way for way in counted if way["count"] and "theme" in way],
        }

    def _without(self, but):
        asked = facets.among(self.matches) if self.query and but != "q" else Q(pk__isnull=False)
        left = {
            facet: [word for word in several if word is not but]
            for facet, several in self.chosen.items()
        }
        return asked & facets.condition(left)


def quoted(text):
    return f"«\N{NO-BREAK SPACE}{text}\N{NO-BREAK SPACE}»"


def _plain(title):
    """A title without accents or capitals, as a library sorts it."""
    letters = unicodedata.normalize("NFKD", title.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
