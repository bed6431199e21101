"""How fast the search answers on invented rows: fills the index and prints one line.

The words follow Zipf's law, as words do: the commonest is in most texts.
"""

import random
import sys
import time
from collections.abc import Iterator
from statistics import quantiles

import django

django.setup()

from django.conf import settings  # noqa: E402 (models need the settings)

from bench.__main__ import DOCUMENTS  # noqa: E402 (as above)
from search.asking import find  # noqa: E402 (as above)
from search.index import Entry, put_many  # noqa: E402 (as above)
from search.models import ResultLine  # noqa: E402 (as above)
from search.suggestions import labels  # noqa: E402 (as above)

FIRST = 10**9  # the number of an invented object: no real one is so high
ASKED = 200  # questions
TOP = 20  # results on a page
SYLLABLES = ["ba", "lou", "mi", "ton", "ra", "ché", "vel", "pi", "dor", "sa", "gué", "nar"]


def lexicon() -> list[str]:
    """The trade's own words first, the commonest, then invented ones."""
    trade = labels((settings.BASE_DIR / "site/vocabulary/words.yaml").read_text("utf-8"))
    invented = [a + b + c for a in SYLLABLES for b in SYLLABLES for c in SYLLABLES]
    return list(dict.fromkeys([*trade.values(), *invented]))


def entries(count: int, seed: int = 1) -> Iterator[Entry]:
    """`count` invented entries of a hundred words, always the same for a seed."""
    chance = random.Random(seed)  # noqa: S311 (invented words, not a secret)
    words = lexicon()
    weights = [1 / (rank + 2) for rank in range(len(words))]
    for pk in range(FIRST, FIRST + count):
        text = chance.choices(words, weights, k=100)
        yield Entry(
            kind=chance.choice(["event", "circle", "resource", "resource", "page"]),
            pk=pk,
            url=f"/{pk}/",
            title=" ".join(text[:6]),
            keywords=", ".join(text[6:16]),
            summary=" ".join(text[16:40]),
            body=" ".join(text[40:]),
        )


def queries(count: int, seed: int = 2) -> list[str]:
    """Questions of one and two words, common ones more often."""
    chance = random.Random(seed)  # noqa: S311 (invented words, not a secret)
    words = lexicon()
    weights = [1 / (rank + 2) for rank in range(len(words))]
    return [" ".join(chance.choices(words, weights, k=1 + n % 2)) for n in range(count)]


def measure(asked: list[str]) -> dict[str, float]:
    """Milliseconds to count by kind, rank and read one page of results: median, p95, worst."""
    times = []
    for query in asked:
        start = time.perf_counter()
        found = find(query)
        list(ResultLine.objects.filter(pk__in=found.ids[:TOP]))
        times.append((time.perf_counter() - start) * 1000)
    cuts = quantiles(times, n=20)
    return {"median": cuts[9], "p95": cuts[18], "worst": max(times)}


if __name__ == "__main__":
    put_many(entries(DOCUMENTS))
    measure(queries(20))  # the first ones read the disk
    times = measure(queries(ASKED))
    sys.stdout.write(
        f"recherche dans {DOCUMENTS} documents de plus : médiane {times['median']:.1f} ms,"
        f" p95 {times['p95']:.1f} ms, la pire {times['worst']:.1f} ms\n"
    )
