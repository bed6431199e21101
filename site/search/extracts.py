"""Why a result answers: the passage that holds the words, when its title and summary do not."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from search.analysis import analyse, pieces
from search.models import ResultLine

BEFORE, LENGTH = 60, 240  # characters shown before the first word that answers, and in all
MORE = "…"


@dataclass(frozen=True)
class Extract:
    place: str  # said before it
    text: str


@lru_cache(maxsize=50_000)
def tokens_of(piece: str) -> frozenset[str]:
    return frozenset(analyse(piece))


def answering(text: str, tokens: frozenset[str]) -> Iterator[int]:
    """Where the words that answer start."""
    end = 0
    for piece, is_word in pieces(text):
        start, end = end, end + len(piece)
        if is_word and not tokens.isdisjoint(tokens_of(piece)):
            yield start


def why(line: ResultLine, tokens: frozenset[str]) -> Extract | None:
    """The passage to show, or None when what is always shown says enough."""
    if any(next(answering(text, tokens), None) is not None for text in (line.title, line.summary)):
        return None
    for place, text in (("Mots-clés", line.keywords), ("Dans le texte", line.text)):
        if (start := next(answering(text, tokens), None)) is not None:
            return Extract(place, passage(text, start))
    return None


def passage(text: str, start: int) -> str:
    """Some words around a place, cut between words.

    >>> passage("Un petit. " * 20 + "Le doudou tombe.", 203)
    '…petit. Un petit. Un petit. Un petit. Un petit. Un petit. Le doudou tombe.'
    """
    first = text.rfind(" ", 0, max(start - BEFORE, 0)) + 1 if start > BEFORE else 0
    last = first + LENGTH
    cut = text[first:last]
    if last < len(text):
        cut = cut.rsplit(" ", 1)[0] + MORE
    return (MORE if first else "") + cut
