"""What time itself makes us write about loans: before the return, on its day, after it.

Asked every minute, from several places: the key of each letter is what makes it leave once. Each
has its day, and the next one for when the clock had stopped. A loan that is prolonged has another
due date: its reminders come again.
"""

from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from resources import letters
from resources.letters import LoanKind
from resources.models import LendingRules, Loan
from resources.opening import DAY

HOURS = range(9, 21)  # when a letter may arrive, in local time
LATEST = 1  # days after its own
MOST = 4  # letters about one delay


def post_due(now: datetime | None = None) -> int:
    """Post what is due today; returns how many letters."""
    now = timezone.localtime(now)
    if now.hour not in HOURS:
        return 0
    rules, today = LendingRules.load(), now.date()
    before = rules.remind_before
    posted = 0
    for late in range(LATEST + 1):
        if before > late:
            # Who took it that day, or since, has just been told.
            soon = _due(today + (before - late) * DAY)
            soon = soon.filter(lent_on__lt=today - late * DAY)
            posted += _remind(LoanKind.DUE_SOON, soon)
    posted += _remind(LoanKind.DUE_TODAY, _due(today).filter(lent_on__lt=today))
    for number in range(1, MOST + 1):
        for late in range(LATEST + 1):
            if rules.remind_late > late:
                since = today - (number * rules.remind_late + late) * DAY
                posted += _remind(LoanKind.LATE, _due(since), f"{number}")
    return posted


def _due(day: date) -> QuerySet[Loan]:
    rows = Loan.objects.open().filter(due_on=day).exclude(borrower__email=None)
    return rows.select_related("borrower").order_by("pk")


def _remind(kind: LoanKind, loans: QuerySet[Loan], occasion: str = "") -> int:
    return sum(letters.remind(kind, loan, occasion) for loan in loans)
