"""What one domain shows of the others on the same themes, without knowing them.

This app stands below the domains: each says in `AppConfig.ready` what it may show to anybody.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from vocabulary.models import Theme

SHOWN = 4  # of each


@dataclass(frozen=True)
class Mention:
    title: str
    url: str
    detail: str


@dataclass(frozen=True)
class Shelf:
    slug: str  # of its heading
    title: str
    url: str  # to see them all
    mentions: list[Mention]


Show = Callable[[list[Theme], int], Shelf]
_shows: dict[str, Show] = {}


def register(name: str, show: Show) -> None:
    _shows[name] = show


def others(name: str, themes: Iterable[Theme]) -> list[Shelf]:
    """What the domains other than this one have on these themes; nothing empty."""
    themes = list(themes)
    if not themes:
        return []
    shelves = [show(themes, SHOWN) for other, show in _shows.items() if other != name]
    return [shelf for shelf in shelves if shelf.mentions]
