"""How many sessions each choice of a filter leads to, counted in one query.

A count is what the click shows. Values are ORed inside a facet, so each facet is counted without
its own selection.
"""

from dataclasses import dataclass

from django.db.models import CharField, Count, F, IntegerField, Q, Value

from events.models import Event
from vocabulary.models import Audience

LEGENDS = {
    "public": "Pour qui",
    "creneau": "À quel moment",
    "commune": "Commune",
    "theme": "Thème",
    "type": "Type de rendez-vous",
    "format": "Sur place ou en ligne",
    "enfants": "Avec des enfants",
    "lieu": "Lieu",
    "organisme": "Mené par",
}
CHILDREN = {True: ("oui", "Les enfants sont bienvenus"), False: ("non", "Entre adultes")}
EVERYONE = "everyone"
COUNT = Count("pk")


@dataclass
class Choice:
    key: str
    label: str
    rank: tuple = (0, 0)
    n: int = 0
    selected: bool = False


def count(without, selected):
    """The facets as `components/facet.html` takes them.

    `without(name)`: the sessions under all the filters but this one. `selected`: the form's
    cleaned data. A choice is shown when it leads somewhere, or is selected.
    """
    first, *others = _branches(without, selected)
    tables: dict[str, dict[str, Choice]] = {name: {} for name in (*LEGENDS, EVERYONE)}
    for name, key, label, rank, subrank, n in first.union(*others, all=True):
        if key:  # an online session has no place, some hours suit no slot
            choice = tables[name].setdefault(key, Choice(key, label, (rank, subrank)))
            choice.n += n
    for_everyone = sum(choice.n for choice in tables.pop(EVERYONE).values())
    for choice in tables["public"].values():
        choice.n += for_everyone
    for name, table in tables.items():
        for chosen in _selected(name, selected.get(name)):
            table.setdefault(chosen.key, chosen).selected = True
    return [
        {"name": name, "legend": LEGENDS[name], "choices": shown}
        for name, table in tables.items()
        if (shown := _shown(table))
    ]


def _branches(without, selected):
    """One small count each, of the same six columns."""
    yield _by("type", without("type"), "event__kind")
    yield _by("theme", without("theme"), "event__themes", rank="event__themes__domain__position")
    if domains := [term.pk for term in selected["theme"] or [] if term.domain]:
        themes = without("theme").filter(event__themes__domain__in=domains)
        yield _by("theme", themes, "event__themes__domain", rank=-1, n=Count("pk", distinct=True))
    yield from _public(without("public"))
    yield _by("organisme", without("organisme"), "event__lead")
    with_others = without("organisme").annotate(co_lead=F("event__co_leads"))
    yield _by("organisme", with_others.exclude(co_lead=F("event__lead")), "event__co_leads")
    yield _rows("lieu", without("lieu"), F("venue__slug"), F("venue__name"))
    yield _by("commune", without("commune"), "venue__commune")
    yield _by("creneau", without("creneau"), "slot")
    yield _by("format", without("format"), "format")
    yield _rows("enfants", without("enfants").filter(children_welcome=True), *CHILDREN[True])


def _public(sessions):
    """What suits everyone suits each profile, whether an event names that profile or not."""
    for_everyone = Q(event__in=Event.objects.filter(audiences__everyone=True).values("pk"))
    yield _by("public", sessions.exclude(for_everyone), "event__audiences")
    yield _rows(EVERYONE, sessions.filter(for_everyone), EVERYONE, "")
    profiles = Audience.objects.active().order_by()
    yield _rows("public", profiles, F("key"), F("label"), F("position"), n=Value(0))


def _by(name, sessions, path, rank=0, n=COUNT):
    """Counted by the term at the end of a path."""
    rank = F(rank) if isinstance(rank, str) else rank
    key, label, subrank = (F(f"{path}__{column}") for column in ("key", "label", "position"))
    return _rows(name, sessions, key, label, rank, subrank, n)


def _rows(name, rows, key, label, rank=0, subrank=0, n=COUNT):
    columns = {
        "facet_": _text(name),
        "key_": _text(key),
        "label_": _text(label),
        "rank_": _number(rank),
        "subrank_": _number(subrank),
    }
    return rows.values(**columns).annotate(n_=n).values_list(*columns, "n_")


def _selected(name, value):
    if name == "enfants":
        return [] if value is None else [Choice(*CHILDREN[value])]
    return [Choice(term.key, term.label, (term.rank, 0)) for term in value or []]


def _shown(table):
    choices = [choice for choice in table.values() if choice.n or choice.selected]
    return [
        {"value": c.key, "label": c.label, "count": c.n, "selected": c.selected}
        for c in sorted(choices, key=lambda c: (c.rank, c.label))
    ]


def _text(value):
    return Value(value, output_field=CharField()) if isinstance(value, str) else value


def _number(value):
    return Value(value, output_field=IntegerField()) if isinstance(value, int) else value
