"""The days of the desk: open, for the team alone, closed; and the dates that follow from them.

An exceptional day says what it is; then a closure of the place, then a public holiday, then the
usual week.
"""

from datetime import date, timedelta

import holidays

from identity.models import Closure
from resources.models import DayState, ExceptionalDay, LendingRules
from resources.refusal import Refused
from resources.wording import full_day

DAY = timedelta(days=1)
FAR = 200  # days looked at before giving up: longer than any closure

_public = holidays.country_holidays("FR", language="fr")  # fills itself, year by year


class NeverOpens(Refused):
    def __init__(self, day: date) -> None:
        super().__init__(
            f"Aucun jour de prêt n’est prévu dans les mois qui suivent le {full_day(day)} : "
            "voyez les règles du prêt."
        )


class Calendar:
    """The days from `first` on, read in three queries. `rules`: those to follow, read if None."""

    def __init__(self, first: date, rules: LendingRules | None = None) -> None:
        self.rules = rules or LendingRules.load()
        self.exceptional = {row.day: row for row in ExceptionalDay.objects.filter(day__gte=first)}
        self.closures = list(Closure.objects.filter(last_day__gte=first))

    def state(self, day: date) -> DayState:
        return self.day(day)[0]

    def day(self, day: date) -> tuple[DayState, str]:
        """The state of a day, and why it is not the usual one."""
        if row := self.exceptional.get(day):
            return DayState(row.state), row.reason
        for closure in self.closures:
            if closure.holds(day, day):
                return DayState.CLOSED, closure.reason
        if name := _public.get(day):
            return DayState.CLOSED, name.replace("'", "’")
        return self.rules.usual(day), ""

    def is_open(self, day: date) -> bool:
        return self.state(day) == DayState.DESK

    def on_or_after(self, day: date) -> date:
        """The first day from this one on when the desk is open."""
        return self._first(day, {DayState.DESK})

    def after_work(self, day: date, days: int) -> date:
        """The end of so many days of work after this one; itself, for none."""
        for _ in range(days):
            day = self._first(day + DAY, {DayState.DESK, DayState.STAFF})
        return day

    def _first(self, day: date, states: set[DayState]) -> date:
        for ahead in range(FAR):
            if self.state(day + ahead * DAY) in states:
                return day + ahead * DAY
        raise NeverOpens(day)


def due_date(start: date, days: int) -> date:
    """When what leaves that day for so long is to come back: a day when the desk is open."""
    return Calendar(start).on_or_after(start + days * DAY)
