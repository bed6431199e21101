"""What somebody said when they registered, said again: only the last answer is kept."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from events import children, line
from events.models import Registration, Session
from events.refusal import Refused
from events.registration import SessionCancelled


class TooLate(Refused):
    sentence = "Les inscriptions sont closes : l’équipe prépare la séance avec vos réponses."


class NotRegistered(Refused):
    sentence = "Votre inscription est annulée : il n’y a plus rien à répondre."


def may_answer(registration: Registration) -> bool:
    """Whether something is asked of them that they may still change."""
    session = registration.session
    try:
        _check(registration, session)
    except Refused:
        return False
    brings = session.children_welcome or bool(registration.children)
    return brings or session.event.questions.exists()


@transaction.atomic
def answer_again(
    registration: Registration,
    *,
    answers: Sequence[dict[str, str]],
    asked: Sequence[str],
    **brought: Any,
) -> None:
    """`asked`: the keys of the questions that were answered; what was said to a question that is
    asked no more stays. `brought`: the children columns, as many as their places allow."""
    session = line.counter(registration.session)
    registration.refresh_from_db(fields=["status", "answers", "children", "children_count"])
    _check(registration, session)
    if brought:
        children.check(session, brought["children_count"], before=registration.children_count)
    others = [answer for answer in registration.answers if answer["key"] not in asked]
    columns = {"answers": [*others, *answers], **brought}
    if all(getattr(registration, name) == value for name, value in columns.items()):
        return
    vars(registration).update(columns, answered_at=timezone.now())
    registration.save(update_fields=[*columns, "answered_at"])


def _check(registration: Registration, session: Session) -> None:
    if not registration.is_live:
        raise NotRegistered
    if session.status == Session.Status.CANCELLED:
        raise SessionCancelled
    if timezone.now() >= session.closing:
        raise TooLate
