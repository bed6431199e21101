"""A code is read: what is it, and what is to be done with it? One thing is proposed, the next one.

Reading a code changes nothing: somebody still presses the button.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from urllib.parse import parse_qs, urlsplit

from resources.models import Booking, Check, Copy, Hold, Loan, Sighting, Stocktake


class Next(StrEnum):
    STOP = "stop"  # it must not leave
    FOUND = "found"  # it was looked for
    TAKE_BACK = "take_back"
    COUNT = "count"
    CLEAN = "clean"
    COLLECT = "collect"  # it is set aside for somebody
    PREPARE = "prepare"
    LEAVE = "leave"  # it was booked for today
    LEND = "lend"


@dataclass(frozen=True)
class Proposal:
    copy: Copy
    next: Next
    loan: Loan | None = None
    check: Check | None = None
    hold: Hold | None = None
    booking: Booking | None = None
    stocktake: Stocktake | None = None  # under way, and this copy not seen yet


def code_of(text: str) -> str:
    """What was typed, or the code in the address that a label’s QR holds.

    What cannot be printed, NUL among it, is in no code and in no database.

    >>> code_of(" malle-1 "), code_of("https://x.fr/gestion/pret/scanner/?code=MALLE-1%00")
    ('malle-1', 'MALLE-1')
    """
    code = text.strip()
    if code.startswith(("http://", "https://")):
        try:
            code = parse_qs(urlsplit(code).query).get("code", [""])[0]
        except ValueError:
            return ""
    return "".join(filter(str.isprintable, code))


def find(text: str) -> Copy | None:
    code = code_of(text)
    rows = Copy.objects.with_loan().select_related("resource", "holder")
    return rows.filter(code__iexact=code).first() if code else None


def propose(copy: Copy, day: date) -> Proposal:
    counting = Stocktake.objects.filter(holder=copy.holder_id, closed_at=None).first()
    if counting and Sighting.objects.filter(stocktake=counting, copy=copy).exists():
        counting = None
    what, about = _next(copy, day)
    return Proposal(copy, what, stocktake=counting, **about)


def _next(copy: Copy, day: date) -> tuple[Next, dict]:
    if loan := copy.loans.open().select_related("borrower").first():
        return Next.TAKE_BACK, {"loan": loan}
    if copy.status == Copy.Status.MISSING:
        return Next.FOUND, {}
    if copy.status != Copy.Status.IN_SERVICE:
        return Next.STOP, {}
    if check := copy.checks.to_count().filter(moment=Check.Moment.BACK).first():
        return Next.COUNT, {"check": check}
    if copy.dirty_since:
        return Next.CLEAN, {}
    return _leaving(copy, day)


def _leaving(copy: Copy, day: date) -> tuple[Next, dict]:
    """What is on its shelf, clean: for whom?"""
    if hold := copy.holds.ready().select_related("person").first():
        return Next.COLLECT, {"hold": hold}
    status = Booking.Status
    booked = copy.bookings.filter(starts_on__lte=day, ends_on__gte=day)
    if booking := booked.filter(status=status.CONFIRMED).first():
        return Next.PREPARE, {"booking": booking}
    if booking := booked.filter(status=status.PREPARED).first():
        return Next.LEAVE, {"booking": booking}
    return Next.LEND, {}
