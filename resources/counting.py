"""How many resources each word of the catalogue would show: one statement, whatever is asked.

`found` has a row for each resource that the words looked for keep, with a column for each facet in
force (`ok_…`) and for each word that no column of the database holds (`m…`). Every facet is counted
there under the conditions of the others. Django compiles these conditions from the very ones that
filter: a count is what the click shows.
"""

from django.db import connection
from django.db.models import BooleanField, Case, F, Q, QuerySet, Value, When

from resources.facets import (
    MEASURED,
    TERMS,
    Chosen,
    Word,
    Words,
    for_everyone,
    keeps,
    language,
    measured,
)

KEPT = {"id": F("pk"), "type_id": F("type"), "language": F("language")}
TERM = "COALESCE(term.merged_into_id, term.id)"


def _linked(field: str, vocabulary: str) -> tuple[str, str]:
    return (
        TERM,
        f"JOIN resources_resource_{field} link ON link.resource_id = found.id"
        f" JOIN vocabulary_{vocabulary} term ON term.id = link.{vocabulary}_id",
    )


GROUPED = {  # facet: what is counted, and where it is found
    "langue": ("found.language", ""),
    "type": (TERM, "JOIN vocabulary_resourcetype term ON term.id = found.type_id"),
    "theme": _linked("themes", "theme"),
    "public": _linked("audiences", "audience"),
    "acces": _linked("access", "resourceaccess"),
    "principe": _linked("principles", "charterprinciple"),
    "tag": ("link.tag_id", "JOIN resources_taggedresource link ON link.content_object_id=found.id"),
}
COUNTED = (
    "SELECT '{facet}' AS facet, CAST({value} AS TEXT) AS value, COUNT(DISTINCT found.id)"
    " FROM found {joins} WHERE {where} GROUP BY 2"
)


def counts(resources: QuerySet, words: Words, chosen: Chosen) -> tuple[int, dict[Word, int]]:
    """How many answer everything, and how many each word would show. The languages that are met
    join the words."""
    several = [word for facet in MEASURED for word in dict.fromkeys(words[facet].values())]
    rows = _rows(resources, several, {facet: some for facet, some in chosen.items() if some})
    for facet, value in rows:
        if facet == "langue" and value not in words[facet]:
            words[facet][value] = language(value)
    everywhere = rows.get(("everyone", ""), 0)
    counted = {
        word: rows.get((facet, str(word.pk) if facet in TERMS else word.key), 0)
        + (everywhere if facet == "public" else 0)
        for facet, known in words.items()
        for word in known.values()
    }
    return rows.get(("total", ""), 0), counted


def _rows(resources: QuerySet, several: list[Word], chosen: Chosen) -> dict[tuple[str, str], int]:
    """{(facet, value): resources}"""
    columns = {
        **KEPT,
        "everyone": _told(for_everyone()),
        **{f"ok_{facet}": _told(keeps(facet, some)) for facet, some in chosen.items()},
        **{f"m{number}": _told(measured(word)) for number, word in enumerate(several)},
    }
    rows = resources.order_by().values(**{f"_{name}": value for name, value in columns.items()})
    sql, parameters = rows.query.get_compiler(connection=connection, elide_empty=False).as_sql()
    branches = _branches(several, chosen)
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH found ({', '.join(columns)}) AS MATERIALIZED ({sql})"
            f" {' UNION ALL '.join(branches)}",
            parameters,
        )
        return {(facet, value or ""): n for facet, value, n in cursor.fetchall()}


def _branches(several: list[Word], chosen: Chosen) -> list[str]:
    def branch(facet, value, joins="", only="", but=None):
        kept = [f"found.ok_{other}" for other in chosen if other != (but or facet)]
        where = " AND ".join([*kept, *([only] if only else [])]) or "1 = 1"
        return COUNTED.format(facet=facet, value=value, joins=joins, where=where)

    return [
        branch("total", "''"),
        branch("everyone", "''", only="found.everyone", but="public"),
        *(
            branch(facet, value, joins, only="NOT found.everyone" if facet == "public" else "")
            for facet, (value, joins) in GROUPED.items()
        ),
        *(
            branch(word.facet, f"'{word.key}'", only=f"found.m{number}")
            for number, word in enumerate(several)
        ),
    ]


def _told(condition: Q) -> Case:
    told = When(condition, then=Value(True))
    return Case(told, default=Value(False), output_field=BooleanField())
