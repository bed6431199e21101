"""Free seats go to the head of the line: the one rule behind everything that frees a seat.

Whoever calls these functions holds the session's row (`counter`) and so counts seats alone.

A freed seat is offered for a time. Who lets it go, or does not answer, goes to the end of the line
and is not asked again about that same seat: it goes on down the line, and when everybody has let it
go it is free for whoever takes it first. A seat freed later is offered to everybody again.

Seats kept for an organisation are not free for the line, until the day when those that are left
are given back to everybody.

A hybrid session has two lines, one for each mode, and its people draw their tickets together.
"""

from datetime import datetime, timedelta

from django.db.models import Max
from django.utils import timezone

from accounts.models import User
from events import letters
from events.models import Mode, Move, Registration, Session
from events.models.registration import RegistrationQuerySet
from events.models.session import left

LAST_DAYS = timedelta(days=2)  # before a session, when people are asked to answer fast
SHORT_ANSWER = timedelta(hours=4)
BY_PHONE = timedelta(days=3)  # whom only a call can reach: a week-end, and a working day to call

STANDING = ["status", "mode", "reserved", "ticket", "passed", "offer_expires_at", "cancelled_at"]


def counter(session: Session) -> Session:
    """The session as it is now, its row held until the transaction ends; the offers that nobody
    answered in time have gone down the line, and so have the seats kept until now."""
    session = _lock(session)
    expired = session.registrations.offered().filter(offer_expires_at__lte=timezone.now())
    lapsed = list(expired.select_related("person").order_by("ticket", "pk"))
    for registration in lapsed:
        _send_to_the_end(registration, Move.Act.LAPSED)
        letters.post(letters.Kind.LAPSE, registration)
    if lapsed:
        _offer(session, Move.Reason.LAPSED)
    _release_reserve(session)
    return session


def places_left(session: Session, mode: Mode | None = None) -> int | None:
    """Free seats in this mode, or in any; None when there is no limit. An offered seat is not
    free, nor is one that is kept for an organisation."""
    places = 0
    for each in [mode] if mode else session.modes:
        free = _free(session, each)
        if free is None:
            return None
        places += free
    return places


def reserve_left(session: Session) -> int:
    """How many of the seats kept for an organisation its people may still take."""
    mode = session.modes[0]
    holding = _attending(session, mode).holding()
    kept = session.kept(mode, holding.filter(reserved=True).count())
    # A lowered capacity may leave fewer seats than there were to keep.
    return min(kept, left(session.seats_for(mode), holding.count()) or 0)


def people_over(session: Session, mode: Mode) -> int:
    """How many hold a seat beyond those there are: a lowered capacity removes nobody."""
    seats = session.seats_for(mode)
    if seats is None:
        return 0
    return max(0, _attending(session, mode).holding().count() - seats)


def due(session: Session, mode: Mode) -> RegistrationQuerySet:
    """Those to whom the next free seats go, in order."""
    return _attending(session, mode).waiting().filter(passed=False)


def is_free_for(registration: Registration, session: Session) -> bool:
    """Whether a seat is free that is nobody else's turn to take."""
    mode = session.mode_for(registration.mode)
    return places_left(session, mode) != 0 and due(session, mode).first() in (None, registration)


def has_room(session: Session, mode: Mode) -> bool:
    """Whether a seat is free there that nobody waits for."""
    return places_left(session, mode) != 0 and not due(session, mode).exists()


def is_their_turn(registration: Registration, session: Session) -> bool:
    """Whether a seat is free that nobody with an earlier ticket waits for."""
    mode = session.mode_for(registration.mode)
    before = due(session, mode).filter(ticket__lt=registration.ticket)
    return places_left(session, mode) != 0 and not before.exists()


def request(session: Session, registration: Registration, by: User | None = None) -> None:
    """A ticket and no seat, until the team has answered."""
    registration.ticket = _next_ticket(session)
    record(registration, Move.Act.REGISTERED, Registration.Status.REQUESTED, by=by)


def join(session: Session, registration: Registration, by: User | None = None) -> None:
    """A seat that is free for them, or the end of the line."""
    _offer(session, Move.Reason.ADDED)  # the line goes first, even to seats added a moment ago
    free = registration.reserved or is_free_for(registration, session)
    registration.ticket = _next_ticket(session)
    status = Registration.Status.SEATED if free else Registration.Status.WAITING
    record(registration, Move.Act.REGISTERED, status, by=by)


def move(
    session: Session, registration: Registration, mode: Mode, by: User | None
) -> list[Registration]:
    """To a free seat in the other mode, or to the end of its line; what they held goes to the line
    that they leave. Returns who is offered it."""
    before, left_mode = registration.status, session.mode_for(registration.mode)
    registration.mode, registration.reserved = mode, False
    if before == Registration.Status.REQUESTED:
        record(registration, Move.Act.MOVED, before, by=by)
        return []
    seated = is_free_for(registration, session)
    if not seated:
        registration.ticket = _next_ticket(session)
    registration.passed = False
    status = Registration.Status.SEATED if seated else Registration.Status.WAITING
    record(registration, Move.Act.MOVED, status, by=by)
    if before == Registration.Status.SEATED:
        return vacate(session, Move.Reason.MOVED, left_mode)
    return _offer(session, Move.Reason.MOVED)


def vacate(session: Session, reason: str, mode: Mode | None = None) -> list[Registration]:
    """Seats have become free, in this mode or in any, that nobody was offered yet: returns who is
    offered them."""
    for each in [mode] if mode else session.modes:
        _attending(session, each).waiting().filter(passed=True).update(passed=False)
    return _offer(session, reason)


def resume(session: Session) -> list[Registration]:
    """There is time again to answer: the seats freed since the closing are offered. Returns to
    whom."""
    return _offer(session, Move.Reason.REOPENED)


def pass_on(session: Session, registration: Registration, by: User | None) -> list[Registration]:
    """The offered seat goes to the next one, its first owner to the end of the line."""
    _send_to_the_end(registration, Move.Act.RELEASED, by)
    return _offer(session, Move.Reason.RELEASED)


def hand_down(session: Session) -> list[Registration]:
    """The offered seat of somebody who leaves goes on down the line."""
    return _offer(session, Move.Reason.CANCELLED)


def record(
    registration: Registration,
    act: str,
    status: str,
    *,
    reason: str = "",
    by: User | None = None,
) -> None:
    """Write where somebody now stands, and the line of the log that says how they came there."""
    registration.status = status
    if status != Registration.Status.OFFERED:
        registration.offer_expires_at = None
    registration.save(update_fields=STANDING if registration.pk else None)
    registration.moves.create(
        act=act, status=status, place=registration.place_in_line(), reason=reason, by=by
    )


def time_to_answer(session: Session, registration: Registration, now: datetime) -> datetime:
    """Until when an offer made now stands: never beyond the closing."""
    answer = timedelta(hours=session.event.offer_hours)
    if not registration.person.email:
        answer = max(answer, BY_PHONE)
    elif session.starts_at - now <= LAST_DAYS:
        answer = min(answer, SHORT_ANSWER)
    return min(now + answer, session.closing)


def _offer(session: Session, reason: str) -> list[Registration]:
    now = timezone.now()
    if session.status == Session.Status.CANCELLED or now >= session.closing:
        return []
    offered = []
    for mode in session.modes:
        # Counted after the lock: before it, another counter could be giving the same seat.
        heads = due(session, mode).select_related("person")[: places_left(session, mode)]
        for registration in heads:
            registration.offer_expires_at = time_to_answer(session, registration, now)
            record(registration, Move.Act.OFFERED, Registration.Status.OFFERED, reason=reason)
            letters.post(letters.Kind.OFFER, registration)
            offered.append(registration)
    return offered


def _free(session: Session, mode: Mode) -> int | None:
    seats = session.seats_for(mode)
    if seats is None:
        return None
    holding = _attending(session, mode).holding()
    reserved = holding.filter(reserved=True).count() if session.has_reserve else 0
    return left(seats, holding.count() + session.kept(mode, reserved))


def _release_reserve(session: Session) -> None:
    """On the day, the seats that are left of the reserve go to the line, once."""
    is_over = session.reserved_seats and not session.has_reserve
    if not is_over or session.reserve_released_at is not None:
        return
    session.reserve_released_at = timezone.now()
    Session.objects.filter(pk=session.pk).update(reserve_released_at=session.reserve_released_at)
    vacate(session, Move.Reason.SHARED, session.modes[0])


def _attending(session: Session, mode: Mode) -> RegistrationQuerySet:
    return session.registrations.attending(session, mode)


def _send_to_the_end(registration: Registration, act: str, by: User | None = None) -> None:
    registration.ticket = _next_ticket(registration.session)
    registration.passed = True
    record(registration, act, Registration.Status.WAITING, by=by)


def _next_ticket(session: Session) -> int:
    last = session.registrations.aggregate(last=Max("ticket"))["last"]
    return (last or 0) + 1


def _lock(session: Session) -> Session:
    # The session row is the ticket counter: whoever holds it counts seats alone.
    rows = Session.objects.select_for_update(of=("self",)).select_related("event", "format")
    return rows.get(pk=session.pk)
