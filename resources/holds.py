"""The queue for the next copy. The only code that writes a hold.

Who waits is served in the order of the tickets, which only `move` changes, and the log says so.
"""

from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import Person, User
from resources import acts, counter, letters, limits
from resources.letters import HoldKind
from resources.models import Act, Copy, Hold, LendingRules, Resource, Structure
from resources.opening import DAY, Calendar
from resources.refusal import OnSiteOnly, Refused

Status = Hold.Status


class AlreadyInLine(Refused):
    def __init__(self) -> None:
        super().__init__("Cette ressource est déjà réservée à ce nom.")


class AlreadyBorrowed(Refused):
    def __init__(self) -> None:
        super().__init__("Cette ressource est déjà empruntée à ce nom.")


class BookedByDates(Refused):
    def __init__(self) -> None:
        super().__init__("Cette malle se réserve à des dates : choisissez-les dans son calendrier.")


class NoCopy(Refused):
    def __init__(self) -> None:
        super().__init__("Aucun exemplaire de cette ressource ne se prête.")


class Over(Refused):
    def __init__(self, hold: Hold) -> None:
        super().__init__(f"Cette réservation n’est plus en cours : {hold.get_status_display()}.")


@transaction.atomic
def place(
    resource: Resource,
    person: Person,
    *,
    structure: Structure | None = None,
    by: User | None = None,
    despite: bool = False,
) -> Hold:
    """Put somebody at the end of the queue; a copy that is free is set aside at once."""
    resource = counter.hold(resource.pk)
    lent = resource.copies.kept()
    if not resource.loan_days:
        raise OnSiteOnly
    if not lent.exists():
        raise NoCopy
    if not lent.filter(kit=False).exists():
        raise BookedByDates
    if resource.holds.live().filter(person=person).exists():
        raise AlreadyInLine
    if person.loans.open().filter(copy__resource=resource).exists():
        raise AlreadyBorrowed
    if not despite:
        limits.check_hold(person, structure)
    last = resource.holds.aggregate(n=Max("ticket"))["n"] or 0
    hold = Hold.objects.create(
        resource=resource, person=person, structure=structure, ticket=last + 1
    )
    acts.about_hold(Act.What.HELD, hold, by)
    serve(resource)
    hold.refresh_from_db()
    return hold


@transaction.atomic
def serve(resource: Resource) -> list[Hold]:
    """Set each free copy aside for who waits first; returns those who can come."""
    resource = counter.hold(resource.pk)
    free = resource.copies.available().filter(kit=False).order_by("code", "pk")
    return [
        _set_aside(hold, copy) for hold, copy in zip(resource.holds.waiting(), free, strict=False)
    ]


@transaction.atomic
def cancel(hold: Hold, by: User | None = None) -> None:
    """Whoever comes next is served."""
    hold = _hold(hold)
    if hold.status not in Hold.LIVE:
        raise Over(hold)
    _end(hold, Status.CANCELLED)
    acts.about_hold(Act.What.CANCELLED, hold, by)
    serve(hold.resource)


@transaction.atomic
def move(hold: Hold, place: int, by: User | None, why: str = "") -> None:
    """Put somebody at that place of the queue, from 1. The log keeps who did it and why."""
    hold = _hold(hold)
    if hold.status != Status.WAITING:
        raise Over(hold)
    line = list(hold.resource.holds.waiting())
    before = line.index(hold)
    after = min(max(place, 1), len(line)) - 1
    if before == after:
        return
    tickets = [row.ticket for row in line]
    line.insert(after, line.pop(before))
    for row, ticket in zip(line, tickets, strict=True):
        row.ticket = ticket
    Hold.objects.bulk_update(line, ["ticket"])
    words = f"de la place {before + 1} à la place {after + 1}"
    acts.about_hold(Act.What.MOVED, hold, by, f"{words} : {why}" if why else words)


def expire(today: date | None = None) -> int:
    """What nobody came for goes to the next of the queue; returns how many."""
    day = today or timezone.localdate()
    over = Hold.objects.ready().filter(pick_up_until__lt=day)
    return sum(_expire(hold, day) for hold in over.order_by("pick_up_until", "pk"))


def collected(copy: Copy, person: Person) -> None:
    """A copy is being lent to somebody, whose own hold ends; under the counter’s lock."""
    for hold in Hold.objects.live().filter(resource=copy.resource_id, person=person):
        _end(hold, Status.COLLECTED)


def set_aside_for(copy: Copy) -> Hold | None:
    return Hold.objects.ready().select_related("person").filter(copy=copy).first()


def somebody_waits(copy: Copy) -> bool:
    """Whether anybody waits for a copy of that title and has none set aside."""
    return Hold.objects.waiting().filter(resource=copy.resource_id).exists()


def _set_aside(hold: Hold, copy: Copy) -> Hold:
    today, rules = timezone.localdate(), LendingRules.load()
    hold.copy, hold.status, hold.ready_on = copy, Status.READY, today
    hold.pick_up_until = Calendar(today, rules).on_or_after(today + rules.pick_up_days * DAY)
    hold.save(update_fields=["copy", "status", "ready_on", "pick_up_until"])
    acts.about_hold(Act.What.SET_ASIDE, hold, None)
    letters.post_hold(HoldKind.READY, hold)
    return hold


@transaction.atomic
def _expire(hold: Hold, day: date) -> bool:
    hold = _hold(hold)
    if hold.status != Status.READY or (hold.pick_up_until or day) >= day:
        return False
    _end(hold, Status.EXPIRED)
    acts.about_hold(Act.What.EXPIRED, hold, None)
    letters.post_hold(HoldKind.EXPIRED, hold)
    serve(hold.resource)
    return True


def _end(hold: Hold, status: Hold.Status) -> None:
    hold.status, hold.over_on = status, timezone.localdate()
    hold.save(update_fields=["status", "over_on"])


def _hold(hold: Hold) -> Hold:
    """The row as it stands, the counter of its resource locked."""
    resource = counter.hold(hold.resource_id)
    hold = Hold.objects.select_related("person", "copy").get(pk=hold.pk)
    hold.resource = resource
    return hold
