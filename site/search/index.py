"""The index of everything public: what the domains put in, what queries find.

The domains import this module, never the other way round: an app registers a source (for the
rebuild) and puts or removes its entries whenever something public changes.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field


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
    detail: str = ""  # the small line under the title of a result
    dates: list[str] = field(default_factory=list)  # ISO 8601 starts to come, for events
    expires_at: str | None = None  # ISO 8601; not found any more after that


_sources: dict[str, Callable[[], Iterable[Entry]]] = {}


def register(kind: str, entries: Callable[[], Iterable[Entry]]) -> None:
    """Say once, in AppConfig.ready, how to list everything public of a kind."""
    _sources[kind] = entries


def put(entry: Entry) -> None:
    """Index an object, or index it again."""


def remove(kind: str, pk: int) -> None:
    """Forget an object: unpublished, hidden or deleted."""


def matching(kind: str, query: str) -> list[int]:
    """The pks of this kind that answer a query, best first. Never raises, whatever the text."""
    return []
