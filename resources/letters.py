"""Letters of the lending desk: which there are, and their way into the outbox.

How they are written, when they leave, is resources.writing.
"""

from enum import StrEnum

from accounts.models import Person
from letters import outbox
from letters.models import Letter
from resources.models import Booking, Hold, Loan

LOAN, HOLD, BOOKING = "loan", "hold", "booking"


class LoanKind(StrEnum):
    DUE_SOON = "due_soon"
    DUE_TODAY = "due_today"
    LATE = "late"


class HoldKind(StrEnum):
    READY = "hold_ready"
    EXPIRED = "hold_expired"


class BookingKind(StrEnum):
    REQUESTED = "booking_requested"
    CONFIRMED = "booking_confirmed"
    DECLINED = "booking_declined"
    CANCELLED = "booking_cancelled"


def remind(kind: LoanKind, loan: Loan, occasion: str) -> bool:
    """Queue what time makes due, unless it was for this occasion; whether it was not."""
    key = f"{kind} {loan.pk} {loan.due_on} {occasion}".strip()
    return _post(LOAN, kind, loan.pk, loan.borrower, key=key) is not None


def post_hold(kind: HoldKind, hold: Hold) -> None:
    _post(HOLD, kind, hold.pk, hold.person)


def post_booking(kind: BookingKind, booking: Booking) -> None:
    _post(BOOKING, kind, booking.pk, booking.person)


def forget(matter: str, rows: list[int]) -> None:
    """What was written about these: it says to whom."""
    Letter.objects.filter(matter=matter, about__in=rows).delete()


def _post(
    matter: str, kind: str, about: int, person: Person | None, **columns: str
) -> Letter | None:
    """In the transaction of what it tells; who has no address gets none."""
    if person is None or not person.email:
        return None
    return outbox.post(matter, kind, about=about, person=person, address=person.email, **columns)
