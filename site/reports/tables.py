"""Counts of people in a table, and what is withheld of them outside the house. Plain Python."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

LEAST = 5  # people: of fewer, somebody could be recognised (product rule 9)


@dataclass(frozen=True)
class Row:
    """`people`: None where it is withheld, and the minutes with it."""

    label: str
    people: int | None
    minutes: int | None = None

    @property
    def withheld(self) -> "Row":
        return replace(self, people=None, minutes=None)


@dataclass(frozen=True)
class Table:
    """`total`: None where withheld, or where rows do not add up. `timed`: rows have minutes."""

    title: str
    rows: tuple[Row, ...]
    total: int | None = None
    timed: bool = False

    @property
    def most(self) -> int:
        """What the longest bar stands for."""
        return max((self.measure(row) for row in self.rows), default=0)

    @property
    def bars(self) -> list[tuple[Row, int]]:
        """Each row with the length of its bar, from 0 to 100."""
        most = self.most or 1
        return [(row, round(100 * self.measure(row) / most)) for row in self.rows]

    def measure(self, row: Row) -> int:
        return (row.minutes if self.timed else row.people) or 0


def mask(table: Table) -> Table:
    """Withhold every count from 1 to 4; and where that leaves a single hole, the smallest of the
    others too: it could be found by subtraction.

    >>> def counts(*numbers, total=None):
    ...     rows = tuple(Row(str(place), n, 60 * n) for place, n in enumerate(numbers))
    ...     masked = mask(Table("", rows, total))
    ...     return [row.people for row in masked.rows], masked.total
    >>> counts(12, 0, 5, total=17)
    ([12, 0, 5], 17)
    >>> counts(12, 3, 7, total=22)
    ([12, None, None], 22)
    >>> counts(12, 3, 4, total=19)
    ([12, None, None], 19)
    >>> counts(3, 0, total=3)
    ([None, 0], None)
    """
    few = {place for place, row in enumerate(table.rows) if is_few(row.people)}
    if len(few) == 1:
        few |= _smallest(table.rows, without=few)
    rows = tuple(row.withheld if place in few else row for place, row in enumerate(table.rows))
    return replace(table, rows=rows, total=None if is_few(table.total) else table.total)


def is_few(count: int | None) -> bool:
    return count is not None and 0 < count < LEAST


def _smallest(rows: Iterable[Row], without: set[int]) -> set[int]:
    shown = {place: row.people for place, row in enumerate(rows) if place not in without}
    others = sorted((count, place) for place, count in shown.items() if count)
    return {others[0][1]} if others else set()
