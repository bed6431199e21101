"""The agenda's query string as a form: one form for the page, the calendar feed and Atom."""

import re
from datetime import date, timedelta
from urllib.parse import urlencode

from django import forms
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.functional import cached_property

from events import facets
from events.models import Event
from events.month import midnight
from events.terms import VOCABULARIES, terms_for
from events.wording import day, days, in_town, lower_first, quoted, upper_first
from search import index

KEY = re.compile(r"[-a-zA-Z0-9_]{1,100}")
MONTH = re.compile(r"(?P<year>[0-9]{4})-(?P<month>0[1-9]|1[0-2])")
MOST_KEYS = 50  # of one filter: more is a mistake, or a machine's
FIRST_YEAR, LAST_YEAR = 2000, 2099  # dates outside are typing mistakes
NOTHING: tuple = (None, "", [])


class KeysField(forms.Field):
    """Keys of a vocabulary, as many as one likes: ?theme=langage&theme=ecrans."""

    widget = forms.MultipleHiddenInput

    def clean(self, value):
        value = [value] if isinstance(value, str) else value or []
        keys = list(dict.fromkeys(key for key in value if key))
        if len(keys) > MOST_KEYS:
            raise forms.ValidationError("Trop de valeurs à la fois.")
        for key in keys:
            if not KEY.fullmatch(key):
                raise forms.ValidationError("Cette valeur n’existe pas.")
        return keys


class DayField(forms.DateField):
    """2026-10-13, as browsers send it, or 13/10/2026, as people type it."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **kwargs):
        super().__init__(input_formats=["%Y-%m-%d", "%d/%m/%Y"], **kwargs)

    def to_python(self, value):
        try:
            day = super().to_python(value)
        except forms.ValidationError:
            day = date.min
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(
                f"{quoted(value)} n’est pas une date\xa0; écrivez-la comme 13/10/2026."
            )
        return day


class MonthField(forms.CharField):
    """?mois=2026-10, as the first day of that month."""

    def to_python(self, value):
        value = super().to_python(value)
        if not value:
            return None
        found = MONTH.fullmatch(value)
        if not found or not FIRST_YEAR <= int(found["year"]) <= LAST_YEAR:
            raise forms.ValidationError(
                f"{quoted(value)} n’est pas un mois\xa0; écrivez-le comme 2026-10."
            )
        return date(int(found["year"]), int(found["month"]), 1)


class YesNoField(forms.Field):
    """?enfants=oui; 1 and 0 are understood too."""

    def to_python(self, value):
        if value in (None, ""):
            return None
        try:
            return {"oui": True, "1": True, "non": False, "0": False}[value]
        except KeyError:
            raise forms.ValidationError("Répondez par oui ou par non.") from None


def events_where(**lookups):
    """Sessions of the events that answer: a subquery, because a join would double the rows."""
    return Q(event__in=Event.objects.filter(**lookups).values("pk"))


class AgendaFilterForm(forms.Form):
    """Which sessions. `data`: request.GET, or a dict of the same names. `since`: how far back words
    are looked for, for who shows the past."""

    q = forms.CharField(label="mots", max_length=200, required=False)
    type = KeysField(label="type", required=False)
    theme = KeysField(label="thème", required=False)
    public = KeysField(label="public", required=False)
    organisme = KeysField(label="organisme", required=False)
    lieu = KeysField(label="lieu", required=False)
    commune = KeysField(label="commune", required=False)
    creneau = KeysField(label="moment", required=False)
    format = KeysField(label="format", required=False)
    cercle = KeysField(label="cercle", required=False)
    enfants = YesNoField(label="enfants", required=False)
    du = DayField(label="du", required=False)
    au = DayField(label="au", required=False)

    def __init__(self, data=None, since=None):
        super().__init__(data if data is not None else {}, auto_id="filtre-%s")
        self.since = since

    def clean(self):
        cleaned = self.cleaned_data
        asked = {name: cleaned[name] for name in VOCABULARIES if cleaned.get(name)}
        for name, (known, unknown) in terms_for(asked).items():
            if unknown:
                self.add_error(name, f"{', '.join(map(quoted, unknown))} n’existe pas.")
            cleaned[name] = known  # what is understood is still applied
        if cleaned.get("du") and cleaned.get("au") and cleaned["au"] < cleaned["du"]:
            self.add_error("au", "La fin de la période précède son début.")
        return cleaned

    def filter(self, sessions):
        """The sessions that answer: one value of each filter at least, all the filters at once.

        Of a form with errors, the filters that are understood.
        """
        return sessions.filter(*self._conditions.values())

    def facets(self, sessions):
        """The choices that lead somewhere and the selected ones, counted as their click shows."""
        conditions = self._conditions

        def without(name):
            """A facet is counted without its own selection."""
            rest = {other: rule for other, rule in conditions.items() if other != name}
            return sessions.filter(*rest.values()).order_by()

        return facets.count(without, self._cleaned)

    def in_words(self):
        """What is asked, as a French phrase: « Atelier, à Nice, avec les enfants »."""
        return upper_first(", ".join(phrase for _, phrase in self._phrases()))

    def active(self):
        """Each active filter in words, with the query string of the agenda without it."""
        return [
            {
                "phrase": upper_first(phrase),
                "without": self.querystring(leave_out=names),
                "count": None,
            }
            for names, phrase in self._phrases()
        ]

    def ways_out(self, sessions):
        """The same, when nothing answers, with how many sessions each removal would show."""
        counts = {}
        for names, _ in self._phrases():
            kept = [rule for name, rule in self._conditions.items() if name not in names]
            counts[f"without_{names[0]}"] = Count("pk", filter=Q(*kept) or None)
        found = sessions.aggregate(**counts) if counts else {}
        ways = zip(self.active(), found.values(), strict=True)
        return [{**way, "count": count} for way, count in ways]

    def querystring(self, leave_out=()):
        """The filters that are understood, in one canonical order, with today's keys."""
        pairs = []
        for name, value in self._cleaned.items():
            if name in leave_out or value in NOTHING:
                continue
            if name in VOCABULARIES:
                pairs += [(name, term.key) for term in value]
            elif name == "enfants":
                pairs.append((name, "oui" if value else "non"))
            else:
                pairs.append((name, str(value)))
        return urlencode(pairs)

    @cached_property
    def _cleaned(self):
        self.is_valid()
        return {name: self.cleaned_data.get(name) for name in self.fields}

    @cached_property
    def _conditions(self):
        """A condition for each active filter."""
        return {
            name: self._where_words(value) if name == "q" else CONDITIONS[name](value)
            for name, value in self._cleaned.items()
            if value not in NOTHING
        }

    def _where_words(self, words):
        return Q(event__in=index.matching("event", words, self.since))

    def _phrases(self):
        """(filters said together, phrase) in the order of a sentence."""
        for name, value in self._cleaned.items():
            if value in NOTHING or (name == "au" and self._cleaned["du"]):
                continue
            if name == "du":
                yield ("du", "au"), _period(value, self._cleaned["au"])
            else:
                yield (name,), PHRASES[name](value)


class AgendaViewForm(forms.Form):
    """How the page shows them: a list or a month, and which one."""

    vue = forms.ChoiceField(choices=[("liste", "liste"), ("mois", "mois")], required=False)
    mois = MonthField(required=False)
    page = forms.IntegerField(min_value=1, max_value=100_000, required=False)


class EmbedForm(forms.Form):
    """How a partner's page shows them: how many sessions, and on which ground."""

    MOST, USUAL = 20, 5

    nombre = forms.IntegerField(
        label="nombre de séances",
        min_value=1,
        max_value=MOST,
        required=False,
        error_messages=dict.fromkeys(
            ["invalid", "min_value", "max_value"],
            f"Demandez un nombre de séances, de 1 à {MOST}.",
        ),
    )
    apparence = forms.ChoiceField(
        choices=[("auto", "auto"), ("claire", "claire"), ("sombre", "sombre")],
        required=False,
        error_messages={"invalid_choice": "Choisissez entre claire, sombre et auto."},
    )

    def clean_nombre(self):
        return self.cleaned_data["nombre"] or self.USUAL


def _where_theme(terms):
    domains = [term.pk for term in terms if term.domain]
    themes = [term.pk for term in terms if not term.domain]
    return _events(Q(themes__in=themes) | Q(themes__domain__in=domains))


def _where_public(terms):
    return _events(Q(audiences__in=_pks(terms)) | Q(audiences__everyone=True))


def _where_organisme(terms):
    return _events(Q(lead__in=_pks(terms)) | Q(co_leads__in=_pks(terms)))


def _events(condition):
    """Sessions of these events: a subquery, because a join would double the rows."""
    return Q(event__in=Event.objects.filter(condition).values("pk"))


def _pks(terms):
    return [term.pk for term in terms]


CONDITIONS = {
    "type": lambda terms: Q(event__kind__in=_pks(terms)),
    "theme": _where_theme,
    "public": _where_public,
    "organisme": _where_organisme,
    "lieu": lambda terms: Q(venue__in=_pks(terms)),
    "commune": lambda terms: Q(venue__commune__in=_pks(terms)),
    "creneau": lambda terms: Q(slot__in=_pks(terms)),
    "format": lambda terms: Q(format__in=_pks(terms)),
    "cercle": lambda circles: Q(event__circle__in=_pks(circles)),
    "enfants": lambda welcome: Q(children_welcome=welcome),
    "du": lambda first: Q(ends_at__gt=midnight(first)),
    "au": lambda last: Q(starts_at__lt=midnight(last + timedelta(days=1))),
}


def _one_of(terms, say=lower_first):
    return " ou ".join(say(term.label) for term in terms)


def _period(first, last):
    this_year = timezone.localdate().year
    if last is None:
        return f"à partir du {day(first, this_year)}"
    if first == last:
        return f"le {day(first, this_year)}"
    return days(first, last, this_year)


PHRASES = {
    "q": quoted,
    "type": _one_of,
    "theme": _one_of,
    "public": lambda terms: f"pour {_one_of(terms)}",
    "organisme": lambda terms: f"avec {_one_of(terms, say=str)}",
    "lieu": lambda terms: f"lieu\xa0: {_one_of(terms, say=str)}",
    "commune": lambda terms: _one_of(terms, say=in_town),
    "creneau": _one_of,
    "format": _one_of,
    "cercle": lambda circles: f"cercle\xa0: {_one_of(circles, say=str)}",
    "enfants": lambda welcome: "avec des enfants" if welcome else "entre adultes",
    "au": lambda last: f"jusqu’au {day(last, timezone.localdate().year)}",
}
