"""Forgetting people: when they ask for it, or when nothing has been heard of them for long.

What figures count stays, under nobody’s name (`Person.erased_at`). This app stands below all those
that know something of people: each says so in `AppConfig.ready`.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.models import Session as WebSession
from django.db import transaction
from django.db.models import ProtectedError, QuerySet
from django.utils import timezone

from accounts.models import Person, User

MONTH = timedelta(days=30)
BATCH = 50  # people erased at a time


class CannotErase(Exception):
    """Somebody still has to know who this is; `str()` says why, in French."""


class Memory:
    """What an app knows of people; each says what there is to do."""

    def since(self, moment: datetime) -> QuerySet:
        """The keys of the people with whom it has had to do since then."""
        return Person.objects.none().values("pk")

    def check(self, person: Person) -> None:
        """Raise CannotErase when they cannot be forgotten yet."""

    def consequences(self, person: Person) -> list[str]:
        """What would become of what it knows, in sentences for the team."""
        return []

    def give_back(self, person: Person, by: User | None) -> None:
        """Before they are forgotten, and on its own: what other people wait for."""

    def forget(self, person: Person) -> None:
        """Everything that names them, in the transaction that erases them."""


_memories: list[Memory] = []


def register(memory: Memory) -> None:
    _memories.append(memory)


def kept_since(what: str) -> datetime:
    """What is older has been kept long enough; `what`: a name in KEPT_MONTHS."""
    return timezone.now() - settings.KEPT_MONTHS[what] * MONTH


def check(person: Person) -> None:
    for memory in _memories:
        memory.check(person)


def consequences(person: Person) -> list[str]:
    return [sentence for memory in _memories for sentence in memory.consequences(person)]


def erase(person: Person, by: User | None = None) -> bool:
    """Whether they were still known. Seats go back to their line first, in transactions of their
    own: nobody holds a session’s row and a person’s in the other order than those who register."""
    check(person)
    for memory in _memories:
        memory.give_back(person, by)
    return _forget(person.pk)


def purge() -> int:
    """Erase those of whom nothing has been heard for long; returns how many."""
    moment = kept_since("people")
    rows = Person.objects.known().filter(created_at__lt=moment)
    rows = rows.exclude(user__last_login__gte=moment)
    for memory in _memories:
        rows = rows.exclude(pk__in=memory.since(moment))
    return sum(erase(person) for person in rows.order_by("pk")[:BATCH])


def forget_visits() -> None:
    """Sessions of the web that are over; Django leaves them in the table."""
    WebSession.objects.filter(expire_date__lt=timezone.now()).delete()


@transaction.atomic
def _forget(pk: int) -> bool:
    person = Person.objects.known().select_for_update().filter(pk=pk).first()
    if person is None:
        return False
    for memory in _memories:
        memory.forget(person)
    User.objects.public().filter(pk=person.user_id).delete()
    try:
        person.delete()
    except ProtectedError:  # figures count something of theirs
        nobody = {"email": None, "first_name": "", "last_name": "", "phone": "", "user": None}
        Person.objects.filter(pk=pk).update(**nobody, erased_at=timezone.now())
    return True
