"""Who belongs to a circle: the only code that writes memberships.

A group of analyse des pratiques has fifteen members at most, counted under a lock, and whoever
facilitates it declares an employer that no member declares.
"""

from django.db import transaction
from django.utils import timezone

from accounts.models import Person
from events import circle_letters
from events.models import Circle, CircleMember
from events.refusal import Refused
from search.analysis import analyse

State, Role = CircleMember.State, CircleMember.Role
Kind = circle_letters.Kind


class GroupFull(Refused):
    def __init__(self, limit: int) -> None:
        super().__init__()
        self.sentence = f"Le groupe est complet : {limit} personnes au plus."


class ByInvitation(Refused):
    sentence = "Ce cercle se rejoint sur l’invitation de la personne qui l’anime."


class NotIndependent(Refused):
    sentence = (
        "Qui anime un groupe d’analyse des pratiques n’est pas de la hiérarchie de ses membres : "
        "cet établissement est déjà celui de l’autre."
    )


class NoLongerAsking(Refused):
    sentence = "Cette demande n’attend plus de réponse."


@transaction.atomic
def join(
    circle: Circle, person: Person, *, visible: bool = False, structure: str = ""
) -> CircleMember:
    """A member at once, or somebody who asks, as the circle has it; who was invited is welcome
    everywhere. Joining twice changes nothing."""
    circle = _lock(circle)
    row = _row(circle, person)
    if row.belongs or row.state == State.ASKED:
        return row
    row.visible, row.structure = visible, structure
    if row.state == State.INVITED:
        return _admit(row)
    if not circle.is_public:
        raise ByInvitation
    if circle.join == Circle.Join.REQUEST:
        return _ask(row)
    return _admit(row)


@transaction.atomic
def accept(member: CircleMember) -> CircleMember:
    """Somebody who asked; they are told by letter."""
    _lock(member.circle)
    row = _asking(member)
    _admit(row)
    circle_letters.post(Kind.ACCEPTED, row.circle, row.person)
    return row


@transaction.atomic
def refuse(member: CircleMember) -> None:
    """They are told by letter, and nothing of the request is kept."""
    _lock(member.circle)
    row = _asking(member)
    row.delete()
    circle_letters.post(Kind.REFUSED, row.circle, row.person)


@transaction.atomic
def invite(circle: Circle, email: str, **names: str) -> CircleMember:
    """A place is kept until they answer, from a page that only this address opens. Who had asked is
    accepted; who belongs to it already stays as they are."""
    circle = _lock(circle)
    row = _row(circle, Person.objects.for_address(email, **names))
    if row.belongs or row.state == State.INVITED:
        return row
    if row.state == State.ASKED:
        return accept(row)
    _check_room(row)
    _write(row, State.INVITED)
    circle_letters.post(Kind.INVITATION, circle, row.person)
    return row


@transaction.atomic
def enter(circle: Circle, email: str, **names: str) -> CircleMember:
    """The team writes down somebody who told them so."""
    circle = _lock(circle)
    row = _row(circle, Person.objects.for_address(email, **names))
    return row if row.belongs else _admit(row)


@transaction.atomic
def appoint(circle: Circle, email: str, structure: str = "", **names: str) -> CircleMember:
    """Somebody facilitates the circle from their own space: no account of the back office."""
    circle = _lock(circle)
    row = _row(circle, Person.objects.for_address(email, **names))
    if row.facilitates:
        return row
    row.role, row.structure = Role.FACILITATOR, structure or row.structure
    _admit(row)
    circle_letters.post(Kind.APPOINTED, circle, row.person)
    return row


@transaction.atomic
def leave(member: CircleMember) -> None:
    """By themselves, or shown out by who facilitates. Whoever asked or was invited, and gives it
    up, leaves no trace."""
    _lock(member.circle)
    row = member.circle.memberships.filter(pk=member.pk).first()
    if row is None or row.state == State.LEFT:
        return
    if not row.belongs:
        row.delete()
        return
    row.role, row.visible = Role.MEMBER, False
    _write(row, State.LEFT)


def be_seen(member: CircleMember, visible: bool) -> None:
    """Whether the other members may read their name."""
    CircleMember.objects.filter(pk=member.pk).update(visible=visible)


def _lock(circle: Circle) -> Circle:
    """Whoever counts a circle's members counts alone."""
    return Circle.objects.select_for_update(of=("self",)).get(pk=circle.pk)


def _row(circle: Circle, person: Person) -> CircleMember:
    """What stands between them, or a row that is in no table yet."""
    row = circle.memberships.filter(person=person).select_related("person").first()
    return row or CircleMember(circle=circle, person=person, state=State.LEFT)


def _asking(member: CircleMember) -> CircleMember:
    rows = CircleMember.objects.asking().select_related("circle", "person")
    row = rows.filter(pk=member.pk).first()
    if row is None:
        raise NoLongerAsking
    return row


def _ask(row: CircleMember) -> CircleMember:
    _write(row, State.ASKED)
    for facilitator in row.circle.memberships.facilitators().select_related("person"):
        circle_letters.post(Kind.REQUEST, row.circle, facilitator.person, member=row.pk)
    return row


def _admit(row: CircleMember) -> CircleMember:
    _check_room(row)
    _check_independent(row)
    return _write(row, State.MEMBER)


def _write(row: CircleMember, state: str) -> CircleMember:
    row.state, row.since = state, timezone.localdate()
    row.save()
    return row


def _check_room(row: CircleMember) -> None:
    limit = row.circle.limit
    if limit is None or row.role == Role.FACILITATOR:
        return
    if row.circle.memberships.counted().exclude(pk=row.pk).count() >= limit:
        raise GroupFull(limit)


def _check_independent(row: CircleMember) -> None:
    """Compared as the search compares words: neither case, nor accents, nor plurals."""
    employer = analyse(row.structure)
    if not row.circle.confidential or not employer:
        return
    others = row.circle.memberships.members().exclude(pk=row.pk)
    if row.role == Role.FACILITATOR:
        others = others.filter(role=Role.MEMBER)
    else:
        others = others.filter(role=Role.FACILITATOR)
    declared = others.order_by().values_list("structure", flat=True)
    if any(analyse(structure) == employer for structure in declared):
        raise NotIndependent
