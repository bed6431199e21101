"""What can be attested of somebody’s presence: hours, read from the ledger and nothing else."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.models import Person
from events import half_days
from events.half_days import HalfDay
from events.models import Attestation, Event, Presence, Registration, Session
from events.models.attestation import CODE_LENGTH
from events.models.slip import tidy
from vocabulary.models import Organisation

GROUP = 4  # letters of a code between two hyphens


@dataclass(frozen=True)
class Statement:
    """Somebody was at a session: the half-days where they were, with their minutes."""

    session: Session
    name: str
    attended: tuple[tuple[HalfDay, int], ...]
    code: str
    certified: Organisation | None  # in whose name a training is certified

    @property
    def minutes(self) -> int:
        return sum(minutes for _, minutes in self.attended)

    @property
    def written_code(self) -> str:
        """« 7QF2-9M4X-K0TZ »"""
        return "-".join(self.code[n : n + GROUP] for n in range(0, CODE_LENGTH, GROUP))


def of_session(session: Session) -> list[Statement]:
    """By name; none before the session is over."""
    return _statements(session.attestations.all())


def of_person(person: Person) -> list[Statement]:
    """Theirs, the last first."""
    found = _statements(person.attestations.all())
    return sorted(found, key=lambda one: (one.session.starts_at, one.session.pk), reverse=True)


def of_code(person: Person, code: str) -> Statement | None:
    """Theirs, of this code."""
    return next(iter(_statements(person.attestations.filter(code=code))), None)


def of_registration(registration: Registration) -> Statement | None:
    rows = Attestation.objects.filter(session=registration.session, person=registration.person)
    return next(iter(_statements(rows)), None)


def find(text: str) -> Statement | None:
    """What a code attests, as people type it; None for a code that never was, or whose presence
    was corrected since."""
    return next(iter(_statements(Attestation.objects.filter(code=tidy(text)))), None)


def _statements(attestations: QuerySet[Attestation]) -> list[Statement]:
    """Those whose session is over and whose presence stands, by name, in three queries."""
    codes = {(row.session_id, row.person_id): row.code for row in attestations}
    rows = (
        Presence.objects.counted()
        .for_statements()
        .filter(
            session__in={session for session, _ in codes},
            person__in={person for _, person in codes},
        )
    )
    found: defaultdict[tuple[int, int | None], list[Presence]] = defaultdict(list)
    for row in rows:
        found[row.session_id, row.person_id].append(row)
    return [_statement(lines, codes[pair]) for pair, lines in found.items() if pair in codes]


def _statement(lines: list[Presence], code: str) -> Statement:
    session = lines[0].session
    halves = half_days.of(session)
    # A session made shorter since keeps the hours that were noted.
    attended = tuple((halves[min(row.half_day, len(halves)) - 1], row.minutes) for row in lines)
    certified = _certifier(session.event)
    return Statement(session, lines[0].full_name, attended, code, certified)


def _certifier(event: Event) -> Organisation | None:
    """The certified organisation that leads or co-leads this training, if it is one."""
    leads = [event.lead, *event.co_leads.all()] if event.training else []
    return next((organisation for organisation in leads if organisation.certified), None)
