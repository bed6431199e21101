"""Words to offer: to finish the one being typed, or to mend one that nothing answers.

Both come from what is public and found today: a suggestion always leads somewhere.
"""

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import Count, Min, Q, QuerySet

from search import asking, engines
from search.analysis import LONGEST_TOKEN, STOP_WORDS, analyse, held_together, pieces, words
from search.models import IndexEntry, IndexWord, Synonym

HYPHENS = {"-", "\u2010", "\u2011"}
Typed = tuple[str, int, int]  # a folded word, where it starts and ends in what was typed


def labels(text: str) -> dict[str, str]:
    """The words worth suggesting in a text, folded, with how they are written there.

    >>> labels("L’éveil des tout-petits en M.A.M.")
    {'eveil': 'éveil', 'tout petits': 'tout-petits', 'petits': 'petits', 'mam': 'MAM'}
    """
    found: dict[str, str] = {}
    before, between = "", ""
    for piece, is_word in pieces(text):
        if not is_word:
            between = piece
            continue
        folded = "".join(words(piece))
        if before and (between in HYPHENS or (between == " " and held_together(before, piece))):
            found.setdefault(
                f"{''.join(words(before))} {folded}", _written(before) + between + _written(piece)
            )
        if len(folded) > 2 and folded not in STOP_WORDS and not folded.isdigit():
            found.setdefault(folded, _written(piece))
        before = piece
    return {folded: label for folded, label in found.items() if len(folded) <= LONGEST_TOKEN}


def _written(piece: str) -> str:
    """Lower case, but for acronyms."""
    piece = piece.replace(".", "")
    return piece if piece.isupper() and len(piece) > 1 else piece.lower()


def suggest(text: str, kind: str | None = None, limit: int = 8) -> list[str]:
    """What was typed with its last word finished, the likeliest first; of one kind, or of all."""
    text = _clean(text)
    typed = _typed(text)
    if not typed or typed[-1][2] != len(text):
        return []
    last, start, _end = typed[-1]
    if len(typed) > 1:
        first, first_start, _end = typed[-2]
        if found := _finished(f"{first} {last}", text[:first_start], kind, limit):
            return found
    return _finished(last, text[:start], kind, limit)


def _finished(prefix: str, head: str, kind: str | None, limit: int) -> list[str]:
    """The words that start so, in the entries that answer what was typed before them."""
    rows = _alive(kind).filter(folded__startswith=prefix)
    if question := asking.ask(head):
        ids = engines.current().ranked(question, kind, asking.DEEPEST)
        rows = rows.filter(entry__in=ids)
    elif len(prefix) < 2:
        return []
    counted = rows.values_list("folded").annotate(Min("label"), n=Count("pk"))
    best: dict[tuple[str, ...], str] = {}  # singular and plural are one suggestion
    for folded, label, _n in counted.order_by("-n", "folded")[: limit * 3]:
        if folded != prefix:
            best.setdefault(tuple(analyse(folded)), label)
    return [head + label for label in list(best.values())[:limit]]


def mend(text: str, kind: str | None = None) -> str | None:
    """What was typed, its unknown words replaced by their nearest, when that finds something; of
    one kind, or of all."""
    text = _clean(text)
    mended, end = "", 0
    for word, start, stop in _typed(text)[: asking.MOST_WORDS]:
        mended += text[end:start] + (_nearest(word, kind) or text[start:stop])
        end = stop
    mended += text[end:]
    return mended if mended != text and _finds(mended, kind) else None


def _finds(text: str, kind: str | None) -> bool:
    return bool(asking.objects_of(kind, text).pks if kind else asking.find(text).total)


def _nearest(word: str, kind: str | None) -> str | None:
    """The label nearest to a word, or None: known already, too short, or like nothing here."""
    allowed = mistakes_allowed(word)
    if not allowed or word in STOP_WORDS:
        return None
    candidates = _known_words(kind, word[0], word[1])
    if word in candidates:
        return None
    distances = [(distance(word, other, allowed), other) for other in candidates]
    best = min(distances, key=lambda pair: pair[0], default=(allowed + 1, ""))
    return candidates[best[1]] if best[0] <= allowed else None


def _known_words(kind: str | None, *letters: str) -> dict[str, str]:
    """The words that start with one of these letters, commonest first, and how to write them."""
    start = reduce(or_, (Q(folded__startswith=letter) for letter in letters))
    rows = _alive(kind).filter(start).exclude(folded__contains=" ").values_list("folded")
    counted = rows.annotate(Min("label"), n=Count("pk")).order_by("-n", "folded")
    known = {folded: label for folded, label, _n in counted}
    for group in Synonym.objects.all():
        for line in group.lines():
            known |= {key: label for key, label in labels(line).items() if " " not in key}
    return known


def nearest(text: str, names: Iterable[str], limit: int = 3) -> list[str]:
    """The names (of themes…) that share a word with a text, or nearly."""
    typed = [word for word, _start, _end in _typed(_clean(text)) if mistakes_allowed(word)]
    found = []
    for name in names:
        inside = [other for other in labels(name) if " " not in other]
        gaps = [
            distance(word, other, mistakes_allowed(word))
            for word in typed
            for other in inside
            if distance(word, other, mistakes_allowed(word)) <= mistakes_allowed(word)
            or _same_root(word, other)
        ]
        if gaps:
            found.append((min(gaps), name))
    return [name for _gap, name in sorted(found, key=lambda pair: pair[0])[:limit]]


def _same_root(word: str, other: str) -> bool:
    return len(word) > 4 and len(other) > 4 and word[:5] == other[:5]


def mistakes_allowed(word: str) -> int:
    """One slip in a short word, two in a long one, none in a number or in two letters."""
    if len(word) < 3 or not word.isalpha():
        return 0
    return 1 if len(word) < 6 else 2


def distance(word: str, other: str, most: int) -> int:
    """Letters to add, drop, change or swap, counted up to `most` + 1.

    >>> distance("eviel", "eveil", 2), distance("doudou", "biberon", 2)
    (1, 3)
    """
    if abs(len(word) - len(other)) > most:
        return most + 1
    older: list[int] = []
    old = list(range(len(other) + 1))
    for i, letter in enumerate(word, start=1):
        new = [i]
        for j, candidate in enumerate(other, start=1):
            cost = min(old[j] + 1, new[j - 1] + 1, old[j - 1] + (letter != candidate))
            if i > 1 and j > 1 and letter == other[j - 2] and word[i - 2] == candidate:
                cost = min(cost, older[j - 2] + 1)
            new.append(cost)
        if min(new) > most:
            return most + 1
        older, old = old, new
    return min(old[-1], most + 1)


def _alive(kind: str | None) -> QuerySet[IndexWord]:
    entries = IndexEntry.objects.alive()
    return IndexWord.objects.filter(entry__in=entries.filter(kind=kind) if kind else entries)


def _clean(text: str) -> str:
    return text.replace("\0", "")[: asking.LONGEST_TEXT]


def _typed(text: str) -> list[Typed]:
    found, end = [], 0
    for piece, is_word in pieces(text):
        start, end = end, end + len(piece)
        if is_word and (folded := "".join(words(piece))):
            found.append((folded, start, end))
    return found
