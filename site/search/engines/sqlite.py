"""SQLite: an FTS5 table `search_tokens`, whose rowid is the entry's id, ranked by BM25."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection
from django.utils import timezone

if TYPE_CHECKING:
    from search.asking import Question, Slot

Row = tuple[int, list[str], list[str], list[str], list[str]]

ALIVE = """
    FROM search_tokens CROSS JOIN search_indexentry entry ON entry.id = search_tokens.rowid
    WHERE search_tokens MATCH %s AND (entry.expires_at IS NULL OR entry.expires_at > %s)
"""
BEST_FIRST = """
    ORDER BY bm25(search_tokens, 10, 6, 3, 1) * iif(entry.stale_from <= %s, 0.7, 1), entry.id
"""


def write(rows: Sequence[Row]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT OR REPLACE INTO search_tokens (rowid, title, keywords, summary, body)"
            " VALUES (%s, %s, %s, %s, %s)",
            [(pk, *(" ".join(tokens) for tokens in fields)) for pk, *fields in rows],
        )


def forget(ids: Iterable[int]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany("DELETE FROM search_tokens WHERE rowid = %s", [(pk,) for pk in ids])


def counts(question: "Question") -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT entry.kind, count(*) {ALIVE} GROUP BY entry.kind",
            [_match(question), _now()],
        )
        return dict(cursor.fetchall())


def ranked(question: "Question", kind: str | None, limit: int) -> list[int]:
    return _ranked("entry.id", question, kind, limit)


def ranked_objects(
    question: "Question", kind: str, limit: int, since: datetime | None = None
) -> list[int]:
    return _ranked("entry.object_pk", question, kind, limit, since)


def _ranked(
    column: str, question: "Question", kind: str | None, limit: int, since: datetime | None = None
) -> list[int]:
    of_kind, kinds = ("AND entry.kind = %s", [kind]) if kind else ("", [])
    now = _now()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {column} {ALIVE} {of_kind} {BEST_FIRST} LIMIT %s",
            [_match(question), _stored(since) if since else now, *kinds, now, limit],
        )
        return [pk for (pk,) in cursor.fetchall()]


def _now() -> str | None:
    return _stored(timezone.now())


def _stored(instant: datetime) -> str | None:
    return connection.ops.adapt_datetimefield_value(instant)


def _match(question: "Question") -> str:
    """An FTS5 expression; tokens are [a-z0-9]+, so that quoting them is all there is to do."""
    return " OR ".join(
        "(" + " AND ".join(_slot(slot) for slot in way) + ")" for way in question.ways()
    )


def _slot(slot: "Slot") -> str:
    return "(" + " OR ".join(f'"{" ".join(phrase)}"' for phrase in slot) + ")"
