"""Who was there: the only code that writes the ledger of presences.

A line is never changed: another takes its place. Each click carries a key and the moment it was
made, for a phone may have been without a network: what arrives late is written once, and does not
undo what was noted after it.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import Person, User
from events import half_days, line
from events.half_days import HalfDay
from events.models import Attestation, Presence, Registration, Session
from events.models.registration import plain
from events.refusal import Refused
from events.wording import duration

Status = Presence.Status
UNANNOUNCED = "sans inscription"


class SessionCancelled(Refused):
    sentence = "Cette séance est annulée : il n’y a pas de présence à noter."


class NotYet(Refused):
    sentence = "La présence se note le jour même : cette demi-journée est à venir."


class NoSuchHalfDay(Refused):
    sentence = "Cette séance n’a pas cette demi-journée."


class NotExpected(Refused):
    sentence = "Cette personne n’est pas inscrite : notez-la comme venue sans inscription."


class MinutesNeeded(Refused):
    sentence = "Dites combien de minutes cette personne a été là."


class ImpossibleMinutes(Refused):
    def __init__(self, most: int) -> None:
        super().__init__()
        self.sentence = f"Cette demi-journée dure {most} minutes : écrivez un nombre de 1 à {most}."


class Forgotten(Refused):
    sentence = "Cette personne a été effacée depuis : la note ne nomme plus personne."


class AlreadyNoted(Refused):
    sentence = "Votre présence a déjà été notée par l’équipe."


@transaction.atomic
def record(
    session: Session,
    person: Person,
    status: str,
    *,
    half_day: int = 1,
    minutes: int | None = None,
    by: User | None = None,
    at: datetime | None = None,
    key: UUID | None = None,
) -> Presence:
    """Note that somebody expected was there or was not; returns the line, which does not stand if
    something was noted since. `minutes`: None for what the status and the clock say. `at`: when
    it was seen, now unless said. `key`: of the click; a key already written changes nothing."""
    session = line.counter(session)
    if known := _written(key):
        return known
    seat = session.registrations.live().filter(person=person).first()
    if seat is None and not session.presences.filter(person=person).exists():
        raise NotExpected
    return _write(session, person, seat, status, half_day, minutes, by, at, key)


@transaction.atomic
def welcome(
    session: Session,
    *,
    first_name: str,
    last_name: str,
    email: str = "",
    phone: str = "",
    half_day: int = 1,
    by: User,
    at: datetime | None = None,
    key: UUID | None = None,
) -> Presence:
    """Note somebody who came without registering. Who is known by this address stays themselves."""
    session = line.counter(session)
    if known := _written(key):
        return known
    names = {"first_name": first_name, "last_name": last_name, "phone": phone}
    people = Person.objects
    person = people.for_address(email, **names) if email else people.create(**names)
    seat = session.registrations.live().filter(person=person).first()
    return _write(session, person, seat, Status.PRESENT, half_day, None, by, at, key)


@transaction.atomic
def check_in(registration: Registration, *, half_day: int) -> Presence:
    """Somebody says, from their own phone, that they are there: the team's word is not undone."""
    session = line.counter(registration.session)
    standing = session.presences.live().filter(person=registration.person, half_day=half_day)
    if noted := standing.first():
        if noted.attended:
            return noted
        raise AlreadyNoted
    return record(session, registration.person, Status.PRESENT, half_day=half_day)


@dataclass(frozen=True)
class Expected:
    """Somebody on the list of a half-day, and what is noted of them, if anything."""

    person: Person
    name: str
    hint: str  # why they are on the list, unless they simply have a seat
    noted: Presence | None

    @property
    def status(self) -> str:
        return self.noted.status if self.noted else ""

    @property
    def attended(self) -> bool:
        return self.noted is not None and self.noted.attended

    @property
    def words(self) -> str:
        """« en retard, 1 h 15 de présence »"""
        if self.noted is None:
            return ""
        label = self.noted.get_status_display()
        partly = self.noted.status in (Status.LATE, Status.LEFT_EARLY)
        return f"{label}, {duration(self.noted.minutes)} de présence" if partly else label


def expected(session: Session, half_day: int) -> list[Expected]:
    """Who has a seat or waits for one, and who came to any half-day without; by name."""
    lines = list(session.presences.live().exclude(person=None).for_listing())
    seats = session.registrations.live().select_related("person")
    noted = {row.person_id: row for row in lines if row.half_day == half_day}
    people = {row.person_id: (row.person, row.full_name, UNANNOUNCED) for row in lines}
    for seat in seats:
        seated = seat.status == Registration.Status.SEATED
        hint = "" if seated else seat.get_status_display()
        people[seat.person_id] = (seat.person, seat.full_name, hint)
    rows = [Expected(*who, noted.get(pk)) for pk, who in people.items()]
    return sorted(rows, key=lambda row: (plain(row.person.last_name), plain(row.name)))


def seen(session: Session, noted: Presence) -> Expected:
    """How the person of this line stands today. Who came unannounced leaves the list with the note
    that put them on it; the answer to that click still names them."""
    if noted.person is None or noted.person.erased_at:
        raise Forgotten
    rows = expected(session, noted.half_day)
    found = (row for row in rows if row.person.pk == noted.person_id)
    gone = Expected(noted.person, noted.full_name, UNANNOUNCED, None)
    return next(found, gone)


def default_minutes(half: HalfDay, status: str, at: datetime) -> int:
    """What the status and the clock say: who arrives late stays until the end; who leaves early was
    there from the start. Seen outside these hours, only somebody can say."""
    if status == Status.PRESENT:
        return half.minutes
    if status not in Presence.ATTENDED:
        return 0
    if not half.starts_at < at < half.ends_at:
        raise MinutesNeeded
    late = status == Status.LATE
    there = half.ends_at - at if late else at - half.starts_at
    return max(1, round(there.total_seconds() / 60))


def _write(
    session: Session,
    person: Person,
    seat: Registration | None,
    status: str,
    half_day: int,
    minutes: int | None,
    by: User | None,
    at: datetime | None,
    key: UUID | None,
) -> Presence:
    now = timezone.now()
    at = min(at or now, now)  # a phone whose clock runs ahead does not note the future
    half = check(session, half_day, now)
    written = Presence(
        session=session,
        person=person,
        registration=seat,
        half_day=half_day,
        status=status,
        minutes=_minutes(half, status, minutes, at),
        recorded_by=by,
        recorded_at=at,
        **({"key": key} if key else {}),
    )
    standing = session.presences.filter(person=person, half_day=half_day, replaced_at=None).first()
    if standing and standing.recorded_at > at:
        written.replaced_at = standing.recorded_at
    elif standing and (standing.status, standing.minutes) == (status, written.minutes):
        return standing
    elif standing:
        standing.replaced_at = at
        standing.save(update_fields=["replaced_at"])
    written.save()
    if written.attended:
        Attestation.objects.get_or_create(session=session, person=person)
    return written


def check(session: Session, number: int, now: datetime | None = None) -> HalfDay:
    """The half-day, if somebody's presence can be noted at all."""
    if session.status == Session.Status.CANCELLED:
        raise SessionCancelled
    halves = half_days.of(session)
    if not 1 <= number <= len(halves):
        raise NoSuchHalfDay
    half = halves[number - 1]
    if timezone.localtime(now).date() < half.day:
        raise NotYet
    return half


def _minutes(half: HalfDay, status: str, minutes: int | None, at: datetime) -> int:
    if minutes is None or status not in Presence.ATTENDED:
        return default_minutes(half, status, at)
    if not 1 <= minutes <= half.minutes:
        raise ImpossibleMinutes(half.minutes)
    return minutes


def _written(key: UUID | None) -> Presence | None:
    return Presence.objects.filter(key=key).first() if key else None
