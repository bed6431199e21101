"""What the desk has to do today: what goes out, what comes back, what waits to be fetched, counted,
cleaned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from accounts.models import User
from resources.models import Booking, Check, Copy, Hold, Loan

SHOWN = 40  # of each kind; the lists have the rest


@dataclass(frozen=True)
class Board:
    requests: Sequence[Booking]
    leaving: Sequence[Booking]
    coming: Sequence[Loan]
    ready: Sequence[Hold]
    to_count: Sequence[Check]
    to_settle: Sequence[Check]
    to_clean: Sequence[Copy]


def of(user: User, day: date) -> Board:
    """In a query for each kind; `named` says of each whether this user may read the name."""
    bookings, status = Booking.objects.for_desk(user), Booking.Status
    leaving = bookings.filter(starts_on__lte=day, status__in=[status.CONFIRMED, status.PREPARED])
    coming = Loan.objects.for_desk(user).open().filter(due_on__lte=day)
    checks = Check.objects.for_desk().order_by("day", "pk")
    return Board(
        requests=list(
            bookings.filter(status=status.REQUESTED).order_by("created_at", "pk")[:SHOWN]
        ),
        leaving=list(leaving.order_by("starts_on", "pk")[:SHOWN]),
        coming=list(coming.order_by("due_on", "pk")[:SHOWN]),
        ready=list(Hold.objects.for_desk(user).ready().order_by("pick_up_until", "pk")[:SHOWN]),
        to_count=list(checks.to_count()[:SHOWN]),
        to_settle=list(checks.to_settle()[:SHOWN]),
        to_clean=list(
            Copy.objects.kept()
            .exclude(dirty_since=None)
            .select_related("resource")
            .order_by("dirty_since", "pk")[:SHOWN]
        ),
    )
