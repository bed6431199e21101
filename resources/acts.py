"""The log of the desk: written in the transaction of what it tells, and never changed."""

from accounts.models import User
from resources.models import Act, Booking, Copy, Hold, Loan


def about_copy(what: Act.What, copy: Copy, by: User | None, words: str = "") -> Act:
    return Act.objects.create(
        what=what, by=by, words=words[:300], resource_id=copy.resource_id, copy=copy
    )


def about_loan(what: Act.What, loan: Loan, by: User | None, words: str = "") -> Act:
    return Act.objects.create(
        what=what,
        by=by,
        words=words[:300],
        resource_id=loan.copy.resource_id,
        copy_id=loan.copy_id,
        loan=loan,
    )


def about_hold(what: Act.What, hold: Hold, by: User | None, words: str = "") -> Act:
    return Act.objects.create(
        what=what,
        by=by,
        words=words[:300],
        resource_id=hold.resource_id,
        copy_id=hold.copy_id,
        hold=hold,
    )


def about_booking(what: Act.What, booking: Booking, by: User | None, words: str = "") -> Act:
    return Act.objects.create(
        what=what,
        by=by,
        words=words[:300],
        resource_id=booking.copy.resource_id,
        copy_id=booking.copy_id,
        booking=booking,
    )
