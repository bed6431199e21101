"""Figures of some sessions: who asked, who came, for how long. Read from the registrations and from
the ledger of presences, with no name; asked again, they are the same."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from events.models import Circle, Presence, Registration, Session
from events.models.registration import structure_mark
from events.month import midnight
from events.wording import month, upper_first, when
from reports.tables import Row, Table, is_few, mask
from vocabulary.models import Organisation

UNKNOWN = "non précisé"
Status = Registration.Status

# How a seat at a session that is over ended
CAME, EXCUSED, NO_SHOW, NOT_NOTED = "venues", "excusées", "absentes", "présence non notée"


@dataclass(frozen=True)
class Figures:
    """`steps`: month by month, or session by session. `minutes`: None where they are withheld."""

    held: int
    cancelled: int
    registrations: Table
    seats: Table
    people: Table
    audiences: Table
    communes: Table
    steps: Table
    structures: int
    walk_ins: int | None
    minutes: int | None

    @property
    def tables(self) -> tuple[Table, ...]:
        return (
            self.registrations,
            self.seats,
            self.people,
            self.audiences,
            self.communes,
            self.steps,
        )

    def masked(self) -> "Figures":
        """As they leave the house."""
        return replace(
            self,
            registrations=mask(self.registrations),
            seats=mask(self.seats),
            people=mask(self.people),
            audiences=mask(self.audiences),
            communes=mask(self.communes),
            steps=mask(self.steps),
            minutes=None if is_few(self.people.total) else self.minutes,
            walk_ins=None if is_few(self.walk_ins) else self.walk_ins,
        )


def between(first: date, last: date, organisation: Organisation | None = None) -> QuerySet[Session]:
    """The sessions that start in a period, both days included, and that somebody leads."""
    end = midnight(date.fromordinal(last.toordinal() + 1))
    rows = Session.objects.filter(starts_at__gte=midnight(first), starts_at__lt=end)
    if organisation is None:
        return rows
    theirs = Q(event__lead=organisation) | Q(event__co_leads=organisation)
    return Session.objects.filter(pk__in=rows.filter(theirs).order_by().values("pk"))


def for_funders(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """Without the groups that are nobody else’s business, not even as a number."""
    return (
        sessions.exclude(event__closed_group=True)
        .exclude(event__kind__practice_analysis=True)
        .exclude(event__circle__in=Circle.objects.filter(join=Circle.Join.CLOSED))
        .exclude(event__circle__in=Circle.objects.filter(public=False))
    )


def by_month(sessions: QuerySet[Session]) -> Figures:
    def label(session: Session) -> tuple[date, str]:
        first = timezone.localdate(session.starts_at).replace(day=1)
        return first, upper_first(month(first))

    return _figures(sessions, "Mois par mois", label)


def by_session(sessions: QuerySet[Session]) -> Figures:
    def label(session: Session) -> tuple[int, str]:
        return session.pk, upper_first(when(session))

    return _figures(sessions, "Séance par séance", label)


def _figures(
    sessions: QuerySet[Session], title: str, label: Callable[[Session], tuple[object, str]]
) -> Figures:
    rows = list(
        sessions.order_by("starts_at", "pk").only(
            "event", "starts_at", "ends_at", "whole_days", "status"
        )
    )
    kept = [row for row in rows if row.status != Session.Status.CANCELLED]
    registrations = list(
        Registration.objects.filter(session__in=sessions)
        .select_related("profession", "commune")
        .order_by("session__starts_at", "session", "pk")
    )
    there = list(Presence.objects.counted().filter(session__in=sessions).order_by("pk"))
    people = {line.person_id for line in there}
    said = _said(registrations, people)
    return Figures(
        held=len(kept),
        cancelled=len(rows) - len(kept),
        registrations=_statuses(registrations),
        seats=_seats(sessions, registrations, there),
        people=_people(sessions, people),
        audiences=_words("Publics", people, {who: row.profession for who, row in said.items()}),
        communes=_words("Communes", people, {who: row.commune for who, row in said.items()}),
        steps=_steps(title, rows, there, label),
        structures=_structures(registrations, people),
        walk_ins=len({(line.session_id, line.person_id) for line in there} - _pairs(registrations)),
        minutes=sum(line.minutes for line in there),
    )


def _statuses(registrations: list[Registration]) -> Table:
    found = Counter(row.status for row in registrations)
    rows = tuple(Row(status.label, found[status]) for status in Status if found[status])
    return Table("Inscriptions", rows, len(registrations))


def _seats(
    sessions: QuerySet[Session], registrations: list[Registration], there: list[Presence]
) -> Table:
    """What became of each seat of the sessions that are over and that took place."""
    over = sessions.filter(ends_at__lte=timezone.now()).exclude(status=Session.Status.CANCELLED)
    held = set(over.order_by().values_list("pk", flat=True))
    lines = Presence.objects.live().filter(session__in=over).order_by()
    noted: defaultdict[tuple[int, int | None], set[str]] = defaultdict(set)
    for session, person, status in lines.values_list("session", "person", "status"):
        noted[session, person].add(status)
    with_notes = {session for session, _ in noted}
    came = {(line.session_id, line.person_id) for line in there}
    found: Counter[str] = Counter()
    for row in registrations:
        if row.session_id in held and row.status == Status.SEATED:
            pair = (row.session_id, row.person_id)
            found[_ended(pair, came, noted[pair], row.session_id in with_notes)] += 1
    rows = tuple(Row(how, found[how]) for how in (CAME, EXCUSED, NO_SHOW, NOT_NOTED) if found[how])
    return Table("Places réservées, séances finies", rows, sum(found.values()))


def _ended(
    pair: tuple[int, int], came: set[tuple[int, int | None]], noted: set[str], is_noted: bool
) -> str:
    if pair in came:
        return CAME
    if Presence.Status.EXCUSED in noted:
        return EXCUSED
    return NO_SHOW if is_noted else NOT_NOTED


def _pairs(registrations: list[Registration]) -> set[tuple[int, int | None]]:
    return {(row.session_id, row.person_id) for row in registrations if row.is_live}


def _people(sessions: QuerySet[Session], people: set[int | None]) -> Table:
    """Who came, each once; new: the first session where they ever were is one of these."""
    theirs = Presence.objects.counted().filter(
        person__in=Presence.objects.counted().filter(session__in=sessions).values("person")
    )
    ours = set(sessions.order_by().values_list("pk", flat=True))
    first: dict[int | None, int] = {}
    order = ("session__starts_at", "session", "pk")
    for person, session in theirs.order_by(*order).values_list("person", "session"):
        first.setdefault(person, session)
    new = sum(session in ours for session in first.values())
    rows = (Row("nouvelles", new), Row("déjà venues", len(people) - new))
    return Table("Personnes venues", rows, len(people))


def _said(registrations: list[Registration], people: set[int | None]) -> dict[int, Registration]:
    """The last registration of each who came: what they say of themselves today."""
    return {row.person_id: row for row in registrations if row.person_id in people}


def _words(title: str, people: set[int | None], words: dict[int, object]) -> Table:
    labels = (str(words.get(person) or UNKNOWN) if person else UNKNOWN for person in people)
    return Table(title, _ranked(Counter(labels)), len(people))


def _ranked(found: Counter[str]) -> tuple[Row, ...]:
    ranked = sorted(found.items(), key=lambda item: (item[0] == UNKNOWN, -item[1], item[0]))
    return tuple(Row(label, count) for label, count in ranked)


def _structures(registrations: Iterable[Registration], people: set[int | None]) -> int:
    marks = {
        row.structure_mark or structure_mark(row.structure)
        for row in registrations
        if row.person_id in people
    }
    return len(marks - {""})


def _steps(
    title: str,
    sessions: list[Session],
    there: list[Presence],
    label: Callable[[Session], tuple[object, str]],
) -> Table:
    steps = {session.pk: label(session) for session in sessions}
    minutes: Counter[object] = Counter()
    people: defaultdict[object, set[int | None]] = defaultdict(set)
    for line in there:
        step = steps[line.session_id][0]
        minutes[step] += line.minutes
        people[step].add(line.person_id)
    labels = dict(steps.values())
    rows = tuple(Row(words, len(people[step]), minutes[step]) for step, words in labels.items())
    return Table(title, rows, timed=True)
