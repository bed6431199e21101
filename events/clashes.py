"""What a planned session meets: another one in its room or for its people, a day when the place is
closed, hours when its people are at work. It is said, never forbidden: a house has several rooms.
"""

from collections.abc import Iterable, Sequence
from datetime import date, time
from functools import reduce
from operator import or_

from django.db.models import Q, prefetch_related_objects
from django.utils import timezone

from events.holidays import public_holiday
from events.models import Session
from events.wording import A_MOMENT, lower_first, quoted, upper_first, when
from identity.models import Closure
from vocabulary.models import Audience

BUSY_FROM, BUSY_UNTIL = time(8), time(18)  # Monday to Friday, where children are looked after
SATURDAY = 6  # ISO weekday
NAMED = 4  # other sessions said one by one


def find(sessions: Sequence[Session], discreet: bool = False) -> list[list[str]]:
    """What each of these sessions meets, in sentences and in their order, in four queries.

    They stand as they would be written: unsaved, or changed in memory alone; a saved one does not
    meet the row that it replaces. `discreet`: what is not public is not named.
    """
    if not sessions:
        return []
    events = [session.event for session in sessions if session.event.pk]  # or it knows its own
    prefetch_related_objects(events, "audiences")
    others = [*_stored(sessions), *sessions]
    closures = _closures(sessions)
    return [
        [*_closed(session, closures), *_at_work(session), *_met(session, others, discreet)]
        for session in sessions
    ]


def _stored(sessions: Sequence[Session]) -> Iterable[Session]:
    moved = [session.pk for session in sessions if session.pk]
    spans = (Q(starts_at__lt=one.ends_at, ends_at__gt=one.starts_at) for one in sessions)
    return (
        Session.objects.exclude(status=Session.Status.CANCELLED)
        .exclude(pk__in=moved)
        .filter(reduce(or_, spans))
        .select_related("event", "venue")
        .prefetch_related("event__audiences")
        .order_by("starts_at", "pk")
    )


def _closures(sessions: Sequence[Session]) -> list[Closure]:
    first, last = zip(*map(_days, sessions), strict=True)
    return list(Closure.objects.meeting(min(first), max(last)))


def _closed(session: Session, closures: Iterable[Closure]) -> list[str]:
    days = _days(session)
    return [
        f"Le lieu est fermé : {closure.reason}." for closure in closures if closure.holds(*days)
    ]


def _at_work(session: Session) -> list[str]:
    busy = [audience for audience in session.event.audiences.all() if audience.busy_by_day]
    if not busy or session.whole_days or session.children_welcome or not _by_day(session):
        return []
    return [f"En semaine entre 8 h et 18 h, au travail auprès des enfants : {_listed(busy)}."]


def _by_day(session: Session) -> bool:
    """Whether it takes some of a working day."""
    start, end = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    if start.date() != end.date():
        return True
    worked = start.isoweekday() < SATURDAY and not public_holiday(start.date())
    return worked and start.time() < BUSY_UNTIL and end.time() > BUSY_FROM


def _met(session: Session, others: Iterable[Session], discreet: bool) -> list[str]:
    said = []
    for other in others:
        grounds = _grounds(session, other) if _at_once(session, other) else []
        if grounds:
            named = other.event.is_public or not discreet
            title = quoted(other.event.title) if named else "un autre rendez-vous"
            what = f"{title}, {when(other)}"
            room = f" ({other.room})" if other.room and other.venue_id == session.venue_id else ""
            said.append(f"{upper_first(' et '.join(grounds))} : {what}{room}.")
    more = len(said) - NAMED
    return said if more <= 0 else [*said[:NAMED], f"Et {more} de plus aux mêmes heures."]


def _at_once(session: Session, other: Session) -> bool:
    return (
        other is not session
        and session.starts_at < other.ends_at
        and other.starts_at < session.ends_at
    )


def _grounds(session: Session, other: Session) -> list[str]:
    rooms = {session.room.casefold().strip(), other.room.casefold().strip()}
    lasting = session.whole_days or other.whole_days  # an exhibition fills a room and nobody's day
    grounds = []
    if session.venue_id is not None and session.venue_id == other.venue_id:
        if len(rooms) == 1 and "" not in rooms:
            grounds.append("même salle")
        elif "" in rooms and not lasting:
            grounds.append("même lieu")
    shared = [] if lasting else _shared(session, other)
    if shared:
        grounds.append(f"même public ({_listed(shared)})")
    return grounds


def _shared(session: Session, other: Session) -> list[Audience]:
    """The audiences that both are for; what is for everybody is for those of the other one too."""
    ours, theirs = session.event.audiences.all(), other.event.audiences.all()
    both = [audience for audience in ours if audience in theirs]
    if both:
        return both
    if any(audience.everyone for audience in theirs):
        return list(ours)
    return list(theirs) if any(audience.everyone for audience in ours) else []


def _days(session: Session) -> tuple[date, date]:
    end = timezone.localdate(session.ends_at - A_MOMENT)
    return timezone.localdate(session.starts_at), end


def _listed(audiences: Sequence[Audience]) -> str:
    return ", ".join(lower_first(audience.label) for audience in audiences)
