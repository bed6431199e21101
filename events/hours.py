"""The hours somebody spent here, by year, and what the law wants of them. Read from the ledger."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.utils import timezone

from accounts.models import Person
from events import attestations
from events.attestations import Statement
from events.models import Presence
from identity.models import Identity

HOUR = 60  # minutes
PERIOD = 4  # months: « deux heures par quadrimestre », code de la santé publique, R2324-37
PERIODS = ("de janvier à avril", "de mai à août", "de septembre à décembre")


@dataclass(frozen=True)
class Need:
    """Minutes spent, out of those that are due."""

    label: str
    minutes: int
    wanted: int

    @property
    def met(self) -> bool:
        return self.minutes >= self.wanted

    @property
    def missing(self) -> int:
        return max(0, self.wanted - self.minutes)


@dataclass(frozen=True)
class Practice:
    """Somebody’s analyse des pratiques over a year."""

    year: Need
    periods: tuple[Need, ...]


@dataclass(frozen=True)
class Booklet:
    """A year of somebody’s: each session where they were, the first first."""

    year: int
    statements: tuple[Statement, ...]

    @property
    def minutes(self) -> int:
        return sum(one.minutes for one in self.statements)

    @property
    def kinds(self) -> list[tuple[str, int]]:
        """The minutes of each kind, the longest first."""
        spent: Counter[str] = Counter()
        for one in self.statements:
            spent[str(one.session.event.kind)] += one.minutes
        return sorted(spent.items(), key=lambda pair: (-pair[1], pair[0]))


def booklets(person: Person) -> list[Booklet]:
    """By year, the last first; a session counts in the year when it starts."""
    years: defaultdict[int, list[Statement]] = defaultdict(list)
    for one in attestations.of_person(person):
        years[timezone.localtime(one.session.starts_at).year].insert(0, one)
    return [Booklet(year, tuple(rows)) for year, rows in sorted(years.items(), reverse=True)]


def practice(people: Collection[Person], year: int) -> dict[int, Practice]:
    """{key of a person: their analyse des pratiques that year}, in two queries for all."""
    rows = Presence.objects.counted().filter(
        person__in=people, session__event__kind__practice_analysis=True
    )
    spent: Counter[tuple[int, int]] = Counter()
    columns = ("person", "session__starts_at", "minutes")
    for person, starts_at, minutes in rows.order_by().values_list(*columns):
        start = timezone.localtime(starts_at)
        if start.year == year:
            spent[person, (start.month - 1) // PERIOD] += minutes
    place = Identity.load()
    a_year, a_period = place.practice_hours_a_year, place.practice_hours_a_period
    return {person.pk: _practice(person.pk, year, spent, a_year, a_period) for person in people}


def _practice(
    pk: int, year: int, spent: Counter[tuple[int, int]], a_year: int, a_period: int
) -> Practice:
    periods = tuple(
        Need(label, spent[pk, number], a_period * HOUR) for number, label in enumerate(PERIODS)
    )
    total = sum(period.minutes for period in periods)
    return Practice(Need(f"en {year}", total, a_year * HOUR), periods)
