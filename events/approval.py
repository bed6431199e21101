"""Requests that the team answers, where a rendez-vous asks: each keeps its ticket until then, and
holds no seat."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from events import letters, line
from events.models import Move, Registration, Session
from events.refusal import Refused
from events.registration import Full, Past, SessionCancelled, is_past


class AlreadyAnswered(Refused):
    sentence = "Cette demande n’attend plus de réponse."


@transaction.atomic
def accept(registration: Registration, by: User) -> None:
    """A seat, if one is free that nobody before them waits for, or the line at the place of their
    ticket. Accepting twice changes nothing."""
    session = _at_the_counter(registration)
    if registration.status in Registration.IN_LINE:
        return
    _check_answerable(registration)
    if session.status == Session.Status.CANCELLED:
        raise SessionCancelled
    if is_past(session):
        raise Past
    free = line.is_their_turn(registration, session)
    if not free and not session.waiting_line:
        raise Full
    status = Registration.Status.SEATED if free else Registration.Status.WAITING
    line.record(registration, Move.Act.ACCEPTED, status, by=by)
    letters.post(letters.Kind.CONFIRMATION, registration)


@transaction.atomic
def decline(registration: Registration, by: User, note: str = "") -> None:
    """With a sentence for them, if the team has one. Declining twice changes nothing."""
    _at_the_counter(registration)
    if registration.status == Registration.Status.DECLINED:
        return
    _check_answerable(registration)
    registration.cancelled_at = timezone.now()
    line.record(registration, Move.Act.DECLINED, Registration.Status.DECLINED, by=by)
    letters.post(letters.Kind.DECLINE, registration, note=note)


def _check_answerable(registration: Registration) -> None:
    if registration.status != Registration.Status.REQUESTED:
        raise AlreadyAnswered


def _at_the_counter(registration: Registration) -> Session:
    session = line.counter(registration.session)
    registration.refresh_from_db(fields=line.STANDING)
    return session
