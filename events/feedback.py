"""The questionnaire, à chaud then à froid: who may fill it, what it asks, what the answers say.

À chaud from the end of the session; some weeks later, when people know what it changed, à froid.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from events.models import Feedback, FeedbackGiven, Registration, Session
from events.models.feedback import ITEMS, MOST, Moment
from events.refusal import Refused
from identity.models import Identity

COLD_STAYS = timedelta(days=90)  # open, after the letter that asks

QUESTIONS = {
    Moment.HOT: (
        "L’accueil et l’organisation m’ont convenu.",
        "Le contenu répondait à ce que j’attendais.",
        "L’animation m’a permis de participer.",
        "J’ai échangé utilement avec d’autres professionnels.",
        "Ce que j’ai appris me servira dans mon travail.",
    ),
    Moment.COLD: (
        "Je me suis servi de ce que j’ai appris.",
        "Ma pratique auprès des enfants a changé.",
        "J’en ai parlé avec des collègues ou des parents.",
        "Je me sens moins seul ou moins seule dans mon métier.",
        "Je conseillerais ce rendez-vous à un ou une collègue.",
    ),
}
SCALE = (
    (1, "pas du tout"),
    (2, "plutôt non"),
    (3, "en partie"),
    (4, "plutôt oui"),
    (5, "tout à fait"),
)


class NothingAsked(Refused):
    sentence = "Aucun questionnaire ne vous attend pour cette séance."


class AlreadyGiven(Refused):
    sentence = "Vous avez déjà donné votre avis sur cette séance. Merci."


def cold_delay() -> timedelta:
    return timedelta(days=Identity.load().feedback_days)


def moment_of(session: Session, now: datetime | None = None) -> Moment | None:
    """Which questionnaire is open; None before the end of the session and long after it. What is
    said in a confidential group stays there."""
    if session.event.confidential:
        return None
    now, cold = now or timezone.now(), session.ends_at + cold_delay()
    if session.status == Session.Status.CANCELLED or now < session.ends_at:
        return None
    if now < cold:
        return Moment.HOT
    return Moment.COLD if now < cold + COLD_STAYS else None


def waiting_for(registration: Registration) -> Moment | None:
    """The questionnaire that this person may fill today, if any."""
    moment = moment_of(registration.session)
    if moment is None or not _was_there(registration) or _has_given(registration, moment):
        return None
    return moment


def check(registration: Registration) -> Moment:
    moment = moment_of(registration.session)
    if moment is None or not _was_there(registration):
        raise NothingAsked
    if _has_given(registration, moment):
        raise AlreadyGiven
    return moment


@transaction.atomic
def give(registration: Registration, scores: Mapping[str, int], comment: str) -> Feedback:
    """Keep what somebody says, once; that they said it, and what they said, apart."""
    Registration.objects.select_for_update().get(pk=registration.pk)
    moment = check(registration)
    FeedbackGiven.objects.create(registration=registration, moment=moment)
    said = {item: scores[item] for item in ITEMS}
    return registration.session.feedback.create(moment=moment, comment=comment, **said)


@dataclass(frozen=True)
class Answers:
    """What was answered to one sentence: how many chose each step of the scale."""

    sentence: str
    counts: tuple[int, ...]

    @property
    def mean(self) -> float:
        points = sum(step * count for step, count in enumerate(self.counts, start=1))
        return points / sum(self.counts)


@dataclass(frozen=True)
class Results:
    moment: Moment
    count: int
    items: tuple[Answers, ...]
    comments: tuple[str, ...]


def results(sessions: QuerySet[Session]) -> list[Results]:
    """Of the questionnaires that were filled, in one query."""
    rows = list(Feedback.objects.filter(session__in=sessions).order_by("pk"))
    return [found for moment in Moment if (found := _results(moment, rows)).count]


def _results(moment: Moment, rows: list[Feedback]) -> Results:
    ours = [row for row in rows if row.moment == moment]
    items = tuple(
        Answers(sentence, _counts([getattr(row, item) for row in ours]))
        for item, sentence in zip(ITEMS, QUESTIONS[moment], strict=True)
    )
    return Results(moment, len(ours), items, tuple(row.comment for row in ours if row.comment))


def _counts(scores: list[int]) -> tuple[int, ...]:
    return tuple(scores.count(step) for step in range(1, MOST + 1))


def _was_there(registration: Registration) -> bool:
    return Registration.objects.seated().there().filter(pk=registration.pk).exists()


def _has_given(registration: Registration, moment: Moment) -> bool:
    return FeedbackGiven.objects.filter(registration=registration, moment=moment).exists()
