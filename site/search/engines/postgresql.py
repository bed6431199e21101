"""PostgreSQL: a tsvector column `tokens` beside the entry's own, which Django never reads.

The vector is written by us, position by position: no configuration of the server has a say.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection
from django.utils import timezone

if TYPE_CHECKING:
    from search.asking import Question, Slot

Row = tuple[int, list[str], list[str], list[str], list[str]]

ALIVE = """
    FROM search_indexentry
    WHERE tokens @@ %s::tsquery AND (expires_at IS NULL OR expires_at > %s)
"""
# weights of the body, the summary, the keywords, the title: 1, 3, 6, 10
BEST_FIRST = """
    SELECT pk FROM candidates
    ORDER BY ts_rank('{0.1, 0.3, 0.6, 1.0}', tokens, %s::tsquery, 1)
        * CASE WHEN stale_from <= %s THEN 0.7 ELSE 1 END DESC, pk
"""


def write(rows: Sequence[Row]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE search_indexentry entry SET tokens = new.tokens::tsvector"
            " FROM unnest(%s::bigint[], %s::text[]) AS new(id, tokens) WHERE entry.id = new.id",
            [[row[0] for row in rows], [_vector(row[1:]) for row in rows]],
        )


def forget(ids: Iterable[int]) -> None:
    """The column goes with its row."""


def counts(question: "Question") -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT kind, count(*) {ALIVE} GROUP BY kind",
            [_query(question), timezone.now()],
        )
        return dict(cursor.fetchall())


def ranked(question: "Question", kind: str | None, limit: int) -> list[int]:
    return _ranked("id", question, kind, limit)


def ranked_objects(
    question: "Question", kind: str, limit: int, since: datetime | None = None
) -> list[int]:
    return _ranked("object_pk", question, kind, limit, since)


def _ranked(
    column: str, question: "Question", kind: str | None, limit: int, since: datetime | None = None
) -> list[int]:
    """Ranking reads whole vectors: no more than `limit` of them. When that many answer, those that
    do by their title come first, so that the best are among the ranked."""
    pks = _candidates(column, _query(question), kind, limit, since)
    if len(pks) < limit:
        return pks
    titles = _candidates(column, _query(question, weight=":A"), kind, limit, since)
    return list(dict.fromkeys([*titles, *pks]))[:limit]


def _candidates(
    column: str, query: str, kind: str | None, limit: int, since: datetime | None
) -> list[int]:
    of_kind, kinds = ("AND kind = %s", [kind]) if kind else ("", [])
    candidates = f"SELECT {column} AS pk, tokens, stale_from {ALIVE} {of_kind} LIMIT %s"
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH candidates AS MATERIALIZED ({candidates}) {BEST_FIRST}",
            [query, since or now, *kinds, limit, query, now],
        )
        return [pk for (pk,) in cursor.fetchall()]


def _query(question: "Question", weight: str = "") -> str:
    """A tsquery; tokens are [a-z0-9]+, so that quoting them is all there is to do."""
    return " | ".join(
        "(" + " & ".join(_slot(slot, weight) for slot in way) + ")" for way in question.ways()
    )


def _slot(slot: "Slot", weight: str) -> str:
    phrases = (" <-> ".join(f"'{token}'{weight}" for token in phrase) for phrase in slot)
    return "(" + " | ".join(f"({phrase})" for phrase in phrases) + ")"


def _vector(fields: Sequence[list[str]]) -> str:
    """The fields one after the other, with a gap that no expression spans."""
    positions: dict[str, list[str]] = defaultdict(list)
    position = 0
    for weight, tokens in zip("ABCD", fields, strict=True):
        for token in tokens:
            position += 1
            positions[token].append(f"{position}{weight}")
        position += 1
    return " ".join(f"'{token}':{','.join(places)}" for token, places in positions.items())
