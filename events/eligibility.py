"""Who a rendez-vous is for: small conditions, each with its reason.

What the form says (a trade) is answered on the screen. What only the history of an address tells
(another seat, a circle) is answered by letter: the screen must not say who exists.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Person
from events.models import Event, Registration, Session
from events.refusal import Refused
from events.wording import day, hour
from vocabulary.models import Audience

MEMBERS_FIRST = timedelta(hours=48)  # after the opening
A_YEAR = timedelta(days=365)  # before and after


class Condition(NamedTuple):
    """One reason why an address may not be registered, in words for anybody."""

    concerns: Callable[[Session], bool]
    is_broken: Callable[[Session, Person], bool]
    reason: Callable[[Session], str]


class NotEligible(Refused):
    def __init__(self, name: str, session: Session) -> None:
        super().__init__()
        self.name = name
        self.sentence = HISTORY[name].reason(session)


def audience_refusal(event: Event, profession: Audience | None) -> str:
    """Why somebody of this trade cannot come; empty when they can."""
    audiences = reserved_for(event)
    if not audiences or profession in audiences:
        return ""
    return f"Ce rendez-vous est réservé à ces publics : {', '.join(map(str, audiences))}."


def reserved_for(event: Event) -> list[Audience]:
    """The audiences that it keeps to; none when it is for everybody."""
    if not event.audience_only:
        return []
    audiences = list(event.audiences.all())
    return [] if any(audience.everyone for audience in audiences) else audiences


def check(session: Session, person: Person) -> None:
    for name in broken(session, person):
        raise NotEligible(name, session)


def broken(session: Session, person: Person) -> list[str]:
    """The conditions that this person does not meet, by name."""
    return [
        name
        for name, condition in HISTORY.items()
        if condition.concerns(session) and condition.is_broken(session, person)
    ]


def depends_on_history(session: Session) -> bool:
    """Whether the screen can promise nothing, to anybody."""
    return any(condition.concerns(session) for condition in HISTORY.values())


def members_first_until(session: Session) -> datetime | None:
    """Until when the members of the circle come first; None when they do not, or no longer."""
    event = session.event
    if not event.members_first or event.circle_id is None or session.opens_at is None:
        return None
    until = session.opens_at + MEMBERS_FIRST
    return until if timezone.now() < until else None


def _others(session: Session, person: Person) -> QuerySet[Registration]:
    rows = Registration.objects.live().filter(person=person)
    return rows.exclude(session=session).exclude(session__status=Session.Status.CANCELLED)


def _came_this_year(session: Session, person: Person) -> bool:
    start = session.starts_at
    near = (start - A_YEAR, start + A_YEAR)
    others = _others(session, person).filter(session__event=session.event_id)
    return others.filter(session__starts_at__range=near).exists()


def _is_elsewhere(session: Session, person: Person) -> bool:
    others = _others(session, person).filter(session__starts_at__lt=session.ends_at)
    return others.filter(session__ends_at__gt=session.starts_at).exists()


def _is_no_member(session: Session, person: Person) -> bool:
    circle = session.event.circle
    return circle is None or not circle.memberships.members().filter(person=person).exists()


def _members_first(session: Session) -> str:
    until = members_first_until(session)
    if until is None:
        return "Les inscriptions étaient d’abord réservées aux membres du cercle."
    local = timezone.localtime(until)
    return (
        "Les inscriptions sont d’abord réservées aux membres du cercle, jusqu’au "
        f"{day(local, timezone.localdate().year)}, {hour(local)}."
    )


HISTORY = {
    "once_a_year": Condition(
        concerns=lambda session: session.event.once_a_year,
        is_broken=_came_this_year,
        reason=lambda _: (
            "Ce rendez-vous se suit une fois par an, et une inscription existe déjà pour une autre "
            "date."
        ),
    ),
    "no_overlap": Condition(
        concerns=lambda session: session.event.no_overlap,
        is_broken=_is_elsewhere,
        reason=lambda _: "Une autre inscription existe déjà aux mêmes heures.",
    ),
    "members_first": Condition(
        concerns=lambda session: members_first_until(session) is not None,
        is_broken=_is_no_member,
        reason=_members_first,
    ),
}
