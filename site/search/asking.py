"""A question put to the index: the words typed, what each may stand for, how many must be there."""

from collections.abc import Container
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import combinations

from search import engines, synonyms
from search.analysis import analyse, held_together
from search.synonyms import Phrase

LONGEST_TEXT = 200  # characters read of what was typed
MOST_WORDS = 8  # at least half of eight is seventy ways to answer
ENOUGH = 3  # hits; with fewer, half of the words will do
DEEPEST = 1000  # results ranked and shown: fifty pages of twenty

Slot = tuple[Phrase, ...]


@dataclass(frozen=True)
class Question:
    """Each slot is a word, or an expression that has synonyms; any phrase of it will do."""

    slots: tuple[Slot, ...]
    needed: int

    def __bool__(self) -> bool:
        return bool(self.slots)

    def ways(self) -> list[tuple[Slot, ...]]:
        """The sets of slots of which each is an answer."""
        return list(combinations(self.slots, self.needed))

    def halved(self) -> "Question":
        return replace(self, needed=(len(self.slots) + 1) // 2)

    def tokens(self) -> frozenset[str]:
        """Every token that may have matched: what a result line marks."""
        return frozenset(token for slot in self.slots for phrase in slot for token in phrase)


@dataclass(frozen=True)
class Found:
    question: Question
    counts: dict[str, int] = field(default_factory=dict)  # by kind, zeros left out
    ids: list[int] = field(default_factory=list)  # of index entries, best first
    loose: bool = False  # some words are missing from some of them

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True)
class Answer:
    """What one kind of objects answers."""

    question: Question
    pks: list[int] = field(default_factory=list)  # of the objects, best first
    loose: bool = False  # some words are missing from some of them


def ask(text: str) -> Question:
    """The question in a text, however badly typed."""
    tokens = analyse(text[:LONGEST_TEXT])
    known = synonyms.load() if tokens else {}
    slots: list[Slot] = []
    while tokens:
        phrase = _first_phrase(tokens, known)
        slots.append(tuple(known.get(phrase, [phrase])))
        tokens = tokens[len(phrase) :]
    slots = list(dict.fromkeys(slots))[:MOST_WORDS]
    return Question(tuple(slots), needed=len(slots))


def _first_phrase(tokens: list[str], known: Container[Phrase]) -> Phrase:
    """The longest expression that has synonyms, else a compound, else a word."""
    for length in range(len(tokens), 1, -1):
        if (phrase := tuple(tokens[:length])) in known:
            return phrase
    return tuple(tokens[:2]) if held_together(*tokens[:2]) else (tokens[0],)


def find(text: str, kind: str | None = None) -> Found:
    """What answers, whole answers first; `counts` is of every kind whatever the kind asked."""
    strict = ask(text)
    if not strict:
        return Found(strict)
    engine = engines.current()
    counts = engine.counts(strict)
    ids = engine.ranked(strict, kind, DEEPEST)
    loose = strict.halved()
    if sum(counts.values()) >= ENOUGH or loose == strict:
        return Found(strict, counts, ids)
    more = engine.ranked(loose, kind, DEEPEST)
    return Found(loose, engine.counts(loose), _first([*ids, *more]), loose=len(more) > len(ids))


def objects_of(kind: str, text: str, since: datetime | None = None) -> Answer:
    """The objects of one kind that answer, best first; with `since`, those too that expired after
    it."""
    strict = ask(text)
    if not strict:
        return Answer(strict)
    rank = engines.current().ranked_objects
    pks = rank(strict, kind, DEEPEST, since)
    loose = strict.halved()
    if len(pks) >= ENOUGH or loose == strict:
        return Answer(strict, pks)
    more = _first([*pks, *rank(loose, kind, DEEPEST, since)])
    return Answer(loose, more, loose=len(more) > len(pks))


def _first(pks: list[int]) -> list[int]:
    return list(dict.fromkeys(pks))[:DEEPEST]
