"""How fast the search answers on invented rows: `entries` to fill an index, `measure` to time it.

The words follow Zipf's law, as words do: the commonest is in most texts.
"""

import random
import time
from collections.abc import Iterator
from statistics import quantiles

from django.conf import settings

from search.asking import find
from search.index import Entry
from search.models import ResultLine
from search.suggestions import labels

TOP = 20  # results on a page
SYLLABLES = ["ba", "lou", "mi", "ton", "ra", "ché", "vel", "pi", "dor", "sa", "gué", "nar"]


def lexicon() -> list[str]:
    """The trade's own words first, the commonest, then invented ones."""
    trade = labels((settings.BASE_DIR / "site/vocabulary/words.yaml").read_text("utf-8"))
    invented = [a + b + c for a in SYLLABLES for b in SYLLABLES for c in SYLLABLES]
    return list(dict.fromkeys([*trade.values(), *invented]))


def entries(count: int, seed: int = 1) -> Iterator[Entry]:
    """`count` invented entries of a hundred words, always the same for a seed."""
    chance = random.Random(seed)  # noqa: S311
    words = lexicon()
    weights = [1 / (rank + 2) for rank in range(len(words))]
    for pk in range(1, count + 1):
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
    chance = random.Random(seed)  # noqa: S311
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
