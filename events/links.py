"""The ways in to somebody's registration: what the team sends or prints, and takes back."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from events import letters
from events.models import Move, Registration, Slip
from events.refusal import Refused


class NoAddress(Refused):
    sentence = "Cette personne n’a pas d’adresse électronique."


@transaction.atomic
def send(registration: Registration, by: User) -> None:
    """A new link by letter; those sent before still open."""
    if not registration.person.email:
        raise NoAddress
    letters.post(letters.Kind.LINK, registration)
    _note(registration, Move.Act.LINK_SENT, by)


@transaction.atomic
def print_slip(registration: Registration, by: User) -> str:
    """The code of a new slip, in groups of three signs; that of the one before opens nothing."""
    _note(registration, Move.Act.SLIP, by)
    return Slip.issue(registration)


@transaction.atomic
def revoke(registration: Registration, by: User) -> None:
    """Whatever opened the page opens nothing any more, and is answered like a wrong link."""
    registration.links.filter(revoked_at=None).update(revoked_at=timezone.now())
    Slip.objects.filter(registration=registration).delete()
    _note(registration, Move.Act.REVOKED, by)


def _note(registration: Registration, act: str, by: User) -> None:
    registration.moves.create(act=act, status=registration.status, by=by)
