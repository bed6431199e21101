"""How many sessions each choice of a filter leads to, counted in one statement.

A count is what the click shows. Values are ORed inside a facet, so each facet is counted without
its own selection. Sessions are first put in groups that every facet counts whole (some dozens of
groups, however many sessions), then each facet joins the groups to its words. It is SQL because
composing these queries with the ORM took ten times what the database takes to answer them.
"""

from dataclasses import dataclass

from django.db import connection
from django.db.models import Count

from events.models import Circle

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
    "cercle": "Cercle",
}
CHILDREN = {True: ("oui", "Les enfants sont bienvenus"), False: ("non", "Entre adultes")}
EVERYONE = "everyone"
GROUP = ("event_id", "venue_id", "slot_id", "format_id", "children_welcome")

EVENT = "JOIN events_event event ON event.id = found.event_id"
TERM = "term.key, term.label, 0, term.position"
FOR_EVERYONE = """(
    SELECT link.event_id FROM events_event_audiences link
    JOIN vocabulary_audience audience ON audience.id = link.audience_id WHERE audience.everyone
)"""
# Facet; key, label, rank and rank among equals of a choice; what leads from the groups to it.
BRANCHES = [
    ("type", TERM, f"{EVENT} JOIN vocabulary_eventkind term ON term.id = event.kind_id"),
    (
        "theme",
        "term.key, term.label, domain.position, term.position",
        """JOIN events_event_themes link ON link.event_id = found.event_id
        JOIN vocabulary_theme term ON term.id = link.theme_id
        JOIN vocabulary_domain domain ON domain.id = term.domain_id""",
    ),
    (
        "public",
        TERM,
        f"""JOIN events_event_audiences link ON link.event_id = found.event_id
        JOIN vocabulary_audience term ON term.id = link.audience_id
        WHERE found.event_id NOT IN {FOR_EVERYONE}""",
    ),
    # Whatever profiles are selected, these events are kept: counted under all the filters.
    (EVERYONE, f"'{EVERYONE}', '', 0, 0", f"WHERE found.event_id IN {FOR_EVERYONE}"),
    ("organisme", TERM, f"{EVENT} JOIN vocabulary_organisation term ON term.id = event.lead_id"),
    (
        "organisme",
        TERM,
        f"""{EVENT} JOIN events_event_co_leads link ON link.event_id = event.id
        JOIN vocabulary_organisation term ON term.id = link.organisation_id
        WHERE link.organisation_id <> event.lead_id""",
    ),
    ("lieu", "term.slug, term.name, 0, 0", "JOIN events_venue term ON term.id = found.venue_id"),
    (
        "commune",
        TERM,
        """JOIN events_venue venue ON venue.id = found.venue_id
        JOIN vocabulary_commune term ON term.id = venue.commune_id""",
    ),
    ("creneau", TERM, "JOIN vocabulary_timeslot term ON term.id = found.slot_id"),
    ("format", TERM, "JOIN vocabulary_eventformat term ON term.id = found.format_id"),
    (
        "cercle",
        "term.slug, term.title, 0, 0",
        f"""{EVENT} JOIN circles ON circles.id = event.circle_id
        JOIN events_circle term ON term.id = circles.id""",
    ),
    ("enfants", "'{}', '{}', 0, 0".format(*CHILDREN[True]), "WHERE found.children_welcome"),
]
DOMAINS = """JOIN (
        SELECT DISTINCT theme_link.event_id, theme.domain_id FROM events_event_themes theme_link
        JOIN vocabulary_theme theme ON theme.id = theme_link.theme_id
    ) link ON link.event_id = found.event_id
    JOIN vocabulary_domain term ON term.id = link.domain_id WHERE term.id IN ({})"""
COUNTED = "SELECT '{}', {}, SUM(found.n) FROM {} found {} GROUP BY 2, 3, 4, 5"
# What suits everyone suits each profile, whether an event names that profile or not.
PROFILES = """SELECT 'public', key, label, 0, position, 0 FROM vocabulary_audience
    WHERE NOT retired AND merged_into_id IS NULL"""


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
    tables: dict[str, dict[str, Choice]] = {name: {} for name in (*LEGENDS, EVERYONE)}
    for name, key, label, rank, subrank, n in _rows(without, selected):
        choice = tables[name].setdefault(key, Choice(key, label, (rank, subrank)))
        choice.n += int(n)
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


def _rows(without, selected):
    """(facet, key, label, rank, rank among equals, sessions)."""
    chosen = [name for name in LEGENDS if selected.get(name) not in (None, [])]
    sources = {"under_all": without(None), **{f"without_{name}": without(name) for name in chosen}}
    tables = {
        f"{source} ({', '.join(GROUP)}, n)": sessions.values(*GROUP).annotate(n=Count("pk"))
        for source, sessions in sources.items()
    } | {"circles (id)": Circle.objects.public().order_by().values("pk")}
    branches = BRANCHES
    if domains := [term.pk for term in selected["theme"] or [] if term.domain]:
        columns = "term.key, term.label, -1, term.position"
        branches = [*BRANCHES, ("theme", columns, DOMAINS.format(", ".join(map(str, domains))))]
    counts = [
        COUNTED.format(name, columns, f"without_{name}" if name in chosen else "under_all", joins)
        for name, columns, joins in branches
    ]
    with_, parameters = _with(tables)
    with connection.cursor() as cursor:
        cursor.execute(f"{with_} {' UNION ALL '.join([*counts, PROFILES])}", parameters)
        return cursor.fetchall()


def _with(tables):
    """Querysets as named tables, and the parameters of them all."""
    parts, parameters = [], []
    for name, queryset in tables.items():
        compiler = queryset.query.get_compiler(connection=connection, elide_empty=False)
        sql, values = compiler.as_sql()
        parts.append(f"{name} AS MATERIALIZED ({sql})")
        parameters.extend(values)
    return f"WITH {', '.join(parts)}", parameters


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
