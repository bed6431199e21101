"""When a circle could meet: dates are proposed, answered, and become sessions in one step.

Who answered is told in the transaction that plans: their letters are posted before anybody can read
the new dates in the agenda.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Person
from events import circle_letters, planning, topics
from events.models import Circle, DatePoll, Event, PollAnswer, PollSlot, Session, Topic
from events.refusal import Refused

Kind = circle_letters.Kind


class PollClosed(Refused):
    sentence = "Ce sondage est clos : ses dates sont déjà décidées."


@transaction.atomic
def open_poll(
    circle: Circle,
    title: str,
    slots: Iterable[tuple[datetime, datetime]],
    topic: Topic | None = None,
) -> DatePoll:
    """Every member is asked by letter."""
    poll = DatePoll.objects.create(circle=circle, title=title, topic=topic)
    PollSlot.objects.bulk_create(
        PollSlot(poll=poll, starts_at=starts_at, ends_at=ends_at) for starts_at, ends_at in slots
    )
    for member in circle.memberships.members().select_related("person"):
        circle_letters.post(Kind.POLL, circle, member.person, poll=poll.pk)
    return poll


@transaction.atomic
def answer(poll: DatePoll, person: Person, answers: Mapping[PollSlot, str]) -> None:
    """Their answer to each of these dates; the last one counts."""
    _lock(poll)
    for slot, said in answers.items():
        PollAnswer.objects.update_or_create(slot=slot, person=person, defaults={"answer": said})


@transaction.atomic
def plan(poll: DatePoll, slots: Iterable[PollSlot], event: Event, **columns: Any) -> list[Session]:
    """One session for each of these dates, of a rendez-vous that exists or is made for them; the
    poll is closed, and its topic with it. `columns`: what the sessions have in common."""
    row = _lock(poll)
    if event.pk is None:
        event.save()
        event.save_revision().publish()
    now = timezone.now()
    sessions = []
    for slot in slots:
        times = {"starts_at": slot.starts_at, "ends_at": slot.ends_at}
        slot.session = planning.create(event, **times, opens_at=now, **columns)
        slot.save(update_fields=["session"])
        sessions.append(slot.session)
    _close(row)
    for person in voters(row):
        circle_letters.post(Kind.PLANNED, row.circle, person, sessions=[s.pk for s in sessions])
    return sessions


@transaction.atomic
def give_up(poll: DatePoll) -> None:
    """No date suits: the topic stays."""
    DatePoll.objects.filter(pk=poll.pk, closed_at=None).update(closed_at=timezone.now())


def check_open(poll: DatePoll) -> None:
    if poll.closed_at:
        raise PollClosed


def voters(poll: DatePoll) -> Iterable[Person]:
    """Who answered, whatever they answered, and is still a member."""
    members = poll.circle.memberships.members().values("person")
    answered = PollAnswer.objects.filter(slot__poll=poll).values("person")
    return Person.objects.filter(pk__in=answered).filter(pk__in=members)


def _lock(poll: DatePoll) -> DatePoll:
    rows = DatePoll.objects.select_for_update(of=("self",)).select_related("circle", "topic")
    row = rows.get(pk=poll.pk)
    check_open(row)
    return row


def _close(poll: DatePoll) -> None:
    poll.closed_at = timezone.now()
    poll.save(update_fields=["closed_at"])
    if poll.topic:
        topics.close(poll.topic)
