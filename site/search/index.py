"""The index of everything public: what the domains put in, what queries find.

The domains import this module, never the other way round: an app registers a source (for the
rebuild) and puts or removes its entries whenever something public changes.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from django.db import connection, transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from search import asking, engines
from search.analysis import analyse
from search.models import IndexEntry, IndexWord, ResultLine
from search.suggestions import labels

BATCH = 500  # entries written at once
LONGEST_TEXT = 20_000  # characters kept to take extracts from
MOST_TOKENS = 4000  # per field: a tsvector holds 1 MB and counts positions up to 16,383


@dataclass(frozen=True)
class Entry:
    """One public object, as search sees it. Plain text everywhere, no markup."""

    kind: str  # "page", "event", "circle" or "resource"
    pk: int
    url: str  # path from the root, as get_absolute_url gives it
    title: str
    keywords: str = ""  # themes, audiences, kind, tags, author…
    summary: str = ""
    body: str = ""
    attached: str = ""  # the text of its files, found like the body
    detail: str = ""  # the small line under the title of a result
    dates: list[str] = field(default_factory=list)  # ISO 8601 starts to come, for events
    expires_at: str | None = None  # ISO 8601; not found any more after that
    stale_from: str | None = None  # ISO 8601; found after the others from then on


_sources: dict[str, Callable[[], Iterable[Entry]]] = {}


def register(kind: str, entries: Callable[[], Iterable[Entry]]) -> None:
    """Say once, in AppConfig.ready, how to list everything public of a kind."""
    _sources[kind] = entries


def put(entry: Entry) -> None:
    """Index an object, or index it again."""
    put_many([entry])


def put_many(entries: Iterable[Entry]) -> None:
    """Index many objects, a batch at a time, each batch in one transaction."""
    rest = iter(entries)
    while batch := list(islice(rest, BATCH)):
        _put_batch({(entry.kind, entry.pk): entry for entry in batch}.values())


def remove(kind: str, pk: int) -> None:
    """Forget an object: unpublished, hidden or deleted."""
    _forget(IndexEntry.objects.filter(kind=kind, object_pk=pk))


def remove_many(kind: str, pks: Iterable[int]) -> None:
    rest = iter(pks)
    while batch := list(islice(rest, BATCH)):
        _forget(IndexEntry.objects.filter(kind=kind, object_pk__in=batch))


def matching(kind: str, query: str, since: datetime | None = None) -> list[int]:
    """The pks of this kind that answer a query, best first; with `since`, those too that expired
    after it. Never raises, whatever the text."""
    return asking.objects_of(kind, query, since).pks


def lines(kind: str, pks: Iterable[int]) -> dict[int, ResultLine]:
    """What results show of these objects."""
    rows = ResultLine.objects.filter(entry__kind=kind, entry__object_pk__in=list(pks))
    return {line.entry.object_pk: line for line in rows.select_related("entry")}


def sources() -> list[str]:
    """The kinds that know how to list what is public."""
    return sorted(_sources)


def rebuild(*kinds: str) -> Iterator[tuple[str, int]]:
    """Index everything public again, of some kinds or of all; say (kind, how many) by the batch.

    The search goes on answering meanwhile, and what is published meanwhile stays.
    """
    for kind in kinds or sources():
        started, done = timezone.now(), 0
        rest = iter(_sources[kind]())
        while batch := list(islice(rest, BATCH)):
            put_many(batch)
            done += len(batch)
            yield kind, done
        _forget(IndexEntry.objects.filter(kind=kind, indexed_at__lt=started))


@transaction.atomic
def _put_batch(entries: Iterable[Entry]) -> None:
    rows = IndexEntry.objects.bulk_create(
        [
            IndexEntry(
                kind=entry.kind,
                object_pk=entry.pk,
                expires_at=_instant(entry.expires_at),
                stale_from=_instant(entry.stale_from),
            )
            for entry in entries
        ],
        update_conflicts=True,
        unique_fields=["kind", "object_pk"],
        update_fields=["expires_at", "stale_from", "indexed_at"],
    )
    pairs = list(zip(rows, entries, strict=True))
    ResultLine.objects.bulk_create(
        [
            ResultLine(
                entry=row,
                url=entry.url,
                title=_plain(entry.title)[:500],
                summary=_plain(entry.summary),
                keywords=_plain(entry.keywords),
                text=_plain(f"{entry.body}\n{entry.attached}").strip()[:LONGEST_TEXT],
                detail=_plain(entry.detail)[:500],
                dates=entry.dates,
            )
            for row, entry in pairs
        ],
        update_conflicts=True,
        unique_fields=["entry"],
        update_fields=["url", "title", "summary", "keywords", "text", "detail", "dates"],
    )
    IndexWord.objects.filter(entry__in=rows).delete()
    _write_words(
        (row.pk, folded, label)
        for row, entry in pairs
        for folded, label in labels(f"{entry.title}\n{entry.keywords}").items()
    )
    engines.current().write(
        [
            (
                row.pk,
                *(
                    analyse(text)[:MOST_TOKENS]
                    for text in (
                        entry.title,
                        entry.keywords,
                        entry.summary,
                        f"{entry.body}\n{entry.attached}",
                    )
                ),
            )
            for row, entry in pairs
        ]
    )


def _write_words(rows: Iterable[tuple[int, str, str]]) -> None:
    """Some fifteen rows an entry: a model instance for each would double a rebuild."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO search_indexword (entry_id, folded, label) VALUES (%s, %s, %s)", list(rows)
        )


@transaction.atomic
def _forget(rows) -> None:
    ids = list(rows.values_list("pk", flat=True))
    engines.current().forget(ids)
    for start in range(0, len(ids), BATCH):
        IndexEntry.objects.filter(pk__in=ids[start : start + BATCH]).delete()


def _plain(text: str) -> str:
    """PostgreSQL keeps no NUL."""
    return text.replace("\0", "")


def _instant(text: str | None) -> datetime | None:
    instant = parse_datetime(text) if text else None
    return timezone.make_aware(instant) if instant and timezone.is_naive(instant) else instant
