"""Lending, taking back, prolonging. The only code that opens and closes a loan.

The resource's row is the ticket counter (`resources.counter`): whoever holds it decides alone.
"""

from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import Person, User
from resources import acts, bookings, checks, counter, holds, limits
from resources.bookings import ClosedDay
from resources.models import Act, Booking, Check, Copy, DayState, Hold, Loan, Structure
from resources.opening import DAY, Calendar
from resources.refusal import Avoidable, OnSiteOnly, OutOfService, Refused
from resources.wording import full_day

LONGEST = 365  # days
BACK = 60  # days: what was lent before that is not a slip of the pen


class OnLoan(Refused):
    def __init__(self, loan: Loan) -> None:
        super().__init__(f"Cet exemplaire est déjà prêté, depuis le {loan.lent_on:%d/%m/%Y}.")


class BadLength(Refused):
    def __init__(self) -> None:
        super().__init__(f"Un prêt dure de 1 à {LONGEST} jours.")


class BadDay(Refused):
    pass


class SetAside(Refused):
    def __init__(self, hold: Hold) -> None:
        super().__init__(
            "Cet exemplaire est mis de côté pour quelqu’un d’autre, jusqu’au "
            f"{hold.pick_up_until:%d/%m/%Y} : prenez-en un autre, ou entrez dans la file."
        )


class NotClean(Avoidable):
    def __init__(self, copy: Copy) -> None:
        super().__init__(
            f"Cet exemplaire n’a pas été nettoyé depuis son retour, le {copy.dirty_since:%d/%m/%Y} "
            ": nettoyez-le, puis notez-le."
        )


class AlreadyBack(Refused):
    def __init__(self, loan: Loan) -> None:
        super().__init__(f"Cet exemplaire a déjà été rendu, le {loan.returned_on:%d/%m/%Y}.")


class NoRenewal(Refused):
    pass


@transaction.atomic
def lend(
    copy: Copy,
    person: Person,
    days: int | None = None,
    *,
    structure: Structure | None = None,
    on: date | None = None,
    by: User | None = None,
    despite: bool = False,
) -> Loan:
    """Lend for so many days, or for as long as the resource is usually lent; what is due on a day
    when the desk is closed is due on the next open one. `on`: the day it left, if it was before
    today. `despite`: the rules that the team may set aside are, and the log says so."""
    copy = counter.hold_for(copy)
    start = _start(on)
    calendar = Calendar(start)
    broken = _check_lending(copy, person, structure, calendar, start, despite)
    due_on = calendar.on_or_after(start + _length(copy, days) * DAY)
    booking = None
    if copy.kit:
        booking = bookings.write(
            copy, person, start, due_on, calendar=calendar, structure=structure
        )
    return _hand_over(copy, person, structure, start, due_on, booking, by, broken)


@transaction.atomic
def lend_booked(
    booking: Booking, *, on: date | None = None, by: User | None = None, despite: bool = False
) -> Loan:
    """The kit leaves, for the dates it was booked for."""
    booking = Booking.objects.select_related("person", "structure", "copy").get(pk=booking.pk)
    copy = counter.hold_for(booking.copy)
    booking.refresh_from_db(fields=["status", "starts_on", "ends_on", "busy_until"])
    booking.copy = copy
    ready = booking.status in (Booking.Status.CONFIRMED, Booking.Status.PREPARED)
    if not ready or booking.person is None:
        raise bookings.NotNow(booking)
    start = _start(on)
    if start > booking.ends_on:
        raise BadDay(f"Cette réservation finissait le {booking.ends_on:%d/%m/%Y}.")
    calendar = Calendar(start)
    broken = _check_lending(
        copy, booking.person, booking.structure, calendar, start, despite, booked=True
    )
    if start != booking.starts_on:
        bookings.keep_until(booking, booking.ends_on, calendar, starts_on=start)
    return _hand_over(
        copy, booking.person, booking.structure, start, booking.ends_on, booking, by, broken
    )


@transaction.atomic
def take_back(loan: Loan, on: date | None = None, by: User | None = None) -> Loan:
    """It is back. What has a checklist is to be counted, now or later (`resources.checks`); what
    is to be cleaned waits for it; the rest goes to who waits first."""
    copy = counter.hold_for(loan.copy)
    loan = Loan.objects.select_related("booking").get(pk=loan.pk)
    loan.copy = copy
    if loan.returned_on:
        raise AlreadyBack(loan)
    today = timezone.localdate()
    day = on or today
    if not loan.lent_on <= day <= today:
        raise BadDay("Le retour se note entre le jour du prêt et aujourd’hui.")
    loan.returned_on = day
    loan.save(update_fields=["returned_on"])
    acts.about_loan(Act.What.RETURNED, loan, by)
    _log_backdating(loan, day, by)
    if copy.cleaning_days:
        copy.dirty_since = day
        copy.save(update_fields=["dirty_since"])
    if loan.booking:
        bookings.end(loan.booking, Booking.Status.RETURNED, day)
    checks.forget_uncounted(loan)
    checks.open_check(loan, Check.Moment.BACK, day, by)
    holds.serve(copy.resource)
    return loan


@transaction.atomic
def renew(loan: Loan, by: User | None = None) -> Loan:
    """Keep it for as long again, unless somebody waits for it."""
    copy = counter.hold_for(loan.copy)
    loan = Loan.objects.select_related("booking", "borrower", "structure").get(pk=loan.pk)
    loan.copy = copy
    today = timezone.localdate()
    calendar = Calendar(min(loan.due_on, today))
    _check_renewal(loan, calendar)
    due_on = calendar.on_or_after(max(loan.due_on, today) + (copy.resource.loan_days or 0) * DAY)
    if loan.booking:
        loan.booking.copy = copy
        bookings.keep_until(loan.booking, due_on, calendar)
    loan.due_on, loan.renewals = due_on, loan.renewals + 1
    loan.save(update_fields=["due_on", "renewals"])
    acts.about_loan(Act.What.RENEWED, loan, by, f"jusqu’au {due_on:%d/%m/%Y}")
    return loan


def _check_renewal(loan: Loan, calendar: Calendar) -> None:
    most = calendar.rules.renewals
    if loan.returned_on or loan.borrower is None:
        raise AlreadyBack(loan)
    if loan.copy.status != Copy.Status.IN_SERVICE:
        raise OutOfService(loan.copy.get_status_display())
    if holds.somebody_waits(loan.copy):
        raise NoRenewal(
            f"Quelqu’un attend cette ressource : rapportez-la le {full_day(loan.due_on)}. Vous "
            "pourrez la réserver de nouveau."
        )
    if loan.renewals >= most:
        raise NoRenewal(
            f"Ce prêt a déjà été prolongé {loan.renewals} fois, le maximum : rapportez-le le "
            f"{full_day(loan.due_on)}."
            if most
            else "Les prêts ne se prolongent pas."
        )
    if not loan.copy.resource.loan_days:
        raise OnSiteOnly
    limits.check_late(loan.borrower, loan.structure, calendar.rules)


def _start(on: date | None) -> date:
    today = timezone.localdate()
    start = on or today
    if start > today:
        raise BadDay("Un prêt ne se note pas d’avance : faites une réservation.")
    if start < today - BACK * DAY:
        raise BadDay(f"Un prêt se note {BACK} jours après coup au plus.")
    return start


def _length(copy: Copy, days: int | None) -> int:
    days = days if days is not None else copy.resource.loan_days
    if not copy.resource.loan_days or days is None:
        raise OnSiteOnly
    if not 1 <= days <= LONGEST:
        raise BadLength
    return days


def _check_lending(
    copy: Copy,
    person: Person,
    structure: Structure | None,
    calendar: Calendar,
    start: date,
    despite: bool,
    *,
    booked: bool = False,
) -> list[str]:
    """Raise what forbids it; the sentences of what was set aside."""
    if copy.status != Copy.Status.IN_SERVICE:
        raise OutOfService(copy.get_status_display())
    if loan := copy.loans.open().first():
        raise OnLoan(loan)
    if not copy.resource.loan_days:
        raise OnSiteOnly
    hold = holds.set_aside_for(copy)
    if hold and hold.person != person:
        raise SetAside(hold)
    broken = []
    for check in _rules(copy, person, structure, calendar, start, booked=booked):
        try:
            check()
        except Avoidable as refusal:
            if not despite:
                raise
            broken.append(str(refusal))
    return broken


def _rules(
    copy: Copy,
    person: Person,
    structure: Structure | None,
    calendar: Calendar,
    start: date,
    *,
    booked: bool,
) -> list[Callable[[], None]]:
    def open_that_day() -> None:
        state, why = calendar.day(start)
        if state == DayState.CLOSED:
            raise ClosedDay(start, why, calendar.on_or_after(start))

    def clean() -> None:
        if copy.dirty_since:
            raise NotClean(copy)

    def standing() -> None:
        if booked:
            limits.check_standing(person, structure, calendar.rules)
        else:
            limits.check_loan(person, structure, kit=copy.kit)

    return [open_that_day, clean, standing]


def _hand_over(
    copy: Copy,
    person: Person,
    structure: Structure | None,
    start: date,
    due_on: date,
    booking: Booking | None,
    by: User | None,
    broken: list[str],
) -> Loan:
    if booking:
        booking.status = Booking.Status.LENT
        booking.save()
    loan = Loan.objects.create(
        copy=copy,
        borrower=person,
        structure=structure,
        booking=booking,
        lent_on=start,
        due_on=due_on,
    )
    acts.about_loan(Act.What.LENT, loan, by)
    _log_backdating(loan, start, by)
    for sentence in broken:
        acts.about_loan(Act.What.DESPITE, loan, by, sentence)
    holds.collected(copy, person)
    checks.open_check(loan, Check.Moment.OUT, start, by)
    return loan


def _log_backdating(loan: Loan, day: date, by: User | None) -> None:
    if day < timezone.localdate():
        acts.about_loan(Act.What.BACKDATED, loan, by, f"au {day:%d/%m/%Y}")
