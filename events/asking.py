"""The answer to a stranger's form: for one person or several, at one session or a whole cycle.

The screen must not tell whether an address was known: it says what newcomers would read, and a
letter tells whoever was registered already, or cannot be.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import transaction

from events import children, letters, line, refusal_letters, registration
from events.eligibility import NotEligible
from events.models import Mode, SentForm, Session
from events.refusal import Refused
from events.wording import plural

# Each: an address, names, the other columns of a registration; `sender`: who asks for a colleague
People = list[dict[str, Any]]
Place = int | None  # in the line, from 1; None for a seat


class Answer(NamedTuple):
    """What newcomers would get at one session: a place each, or one sentence for all."""

    session: int
    places: list[Place]
    refusal: str = ""
    mode: str = ""  # said where there is a choice
    asked: bool = False  # of the team, which answers by letter


class TooManyTogether(Refused):
    def __init__(self, left: int) -> None:
        super().__init__()
        self.sentence = (
            f"Il ne reste que {left} {plural(left, 'place', 'places')}, et cette séance n’a pas de "
            "liste d’attente. Inscrivez moins de personnes."
        )


def ask(sessions: Sequence[Session], people: People, *, form_key: str) -> list[Answer]:
    """All of these people or nobody, at each session on its own: a full date of a cycle does not
    close the others. Refused when every session refuses."""
    try:
        return _ask(sessions, people, form_key)
    except Refused:
        _remind(sessions, people)
        raise


@transaction.atomic
def _ask(sessions: Sequence[Session], people: People, form_key: str) -> list[Answer]:
    # Held from the first person to the last: nobody comes between them. In order: two forms for
    # the same cycle never wait for each other.
    pks = sorted(session.pk for session in sessions)
    counters = Session.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk")
    held = list(counters.select_related("event__circle", "format"))
    sent, is_new = SentForm.once(form_key, *pks, *(person["email"] for person in people))
    if is_new:
        sent.answer = _ask_each(sorted(held, key=lambda row: row.starts_at), people, form_key)
        sent.save()
    return [Answer(*answer) for answer in sent.answer]


def _ask_each(sessions: Sequence[Session], people: People, form_key: str) -> list[Answer]:
    answers, refusals = [], []
    for session in sessions:
        try:
            answers.append(_ask_at(session, people, form_key))
        except Refused as refusal:
            refusals.append(refusal)
            answers.append(Answer(session.pk, [], str(refusal)))
    if len(refusals) == len(sessions):
        raise refusals[0]
    return answers


@transaction.atomic
def _ask_at(session: Session, people: People, form_key: str) -> Answer:
    mode = session.mode_for(people[0].get("mode", Mode.ON_SITE))  # a team comes together
    reserved = len(people) if people[0].get("reserved") else 0
    registration.check_open(session, mode=mode, reserved=reserved)
    children.check(session, sum(person.get("children_count", 0) for person in people))
    asked = registration.is_asked(session, bool(reserved))
    seats_or_requests: list[Place] = [None] * len(people)
    places = seats_or_requests if reserved or asked else _places(session, mode, len(people))
    for person in _with_own_answers(session, people):
        _register(session, form_key, **person)
    return Answer(session.pk, places, mode=mode if session.is_hybrid else "", asked=asked)


def _with_own_answers(session: Session, people: People) -> People:
    """The form of a circle asks what each of its rendez-vous asks: each keeps its own answers."""
    if not any(person.get("answers") for person in people):
        return people
    own = set(session.event.questions.values_list("key", flat=True))
    return [
        {**person, "answers": [row for row in person.get("answers", []) if row["key"] in own]}
        for person in people
    ]


def _places(session: Session, mode: Mode, people: int) -> list[Place]:
    left = registration.places_left(session, mode)
    if left is None:
        return [None] * people
    if not session.waiting_line and left < people:
        raise TooManyTogether(left)
    # The line goes first, but for those who let these seats go.
    taken = min(left, line.due(session, mode).count())
    seated = min(left - taken, people)
    last = session.registrations.attending(session, mode).waiting().count() - taken
    return [None] * seated + [last + 1 + n for n in range(people - seated)]


def _register(session: Session, form_key: str, sender: str = "", **person: Any) -> None:
    try:
        registration.register_address(session, sender=sender, form_key=form_key, **person)
    except registration.AlreadyRegistered as already:
        if already.registration.form_key != form_key:
            letters.post(letters.Kind.REMINDER, already.registration, sender=sender)
    except NotEligible as refusal:
        refusal_letters.post(refusal, session, person["email"])


@transaction.atomic
def _remind(sessions: Sequence[Session], people: People) -> None:
    """A refusal is the same for everybody; who has a seat is told apart that it stands."""
    addresses = [person["email"] for person in people]
    for session in sessions:
        rows = session.registrations.live().filter(person__email__in=addresses)
        for registered in rows.order_by("pk"):
            letters.post(letters.Kind.REMINDER, registered)
