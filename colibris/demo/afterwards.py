"""What comes after the sessions: hours shown to a director, questionnaires filled by most."""

import random
from datetime import timedelta

from django.utils import timezone

from accounts.models import Person, User
from colibris.demo.people import VISITOR
from events import directors, feedback, half_days, presence
from events.models import Feedback, FeedbackGiven, Presence, Session
from events.models.feedback import ITEMS, Moment

COMMENTS = [
    "J’ai apprécié le temps laissé aux échanges.",
    "Un peu court : j’aurais aimé un second rendez-vous.",
    "Des idées que j’ai essayées dès le lendemain.",
    "La salle était froide, l’accueil chaleureux.",
]
DIRECTOR = "pro-02@example.org"


def hours():
    """The visitor came to the last groups of analyse des pratiques, and shows these hours to a
    director; three colleagues show theirs to the visitor."""
    door = User.objects.filter(groups__name="accueil").order_by("pk")[0]
    visitor = Person.objects.get(email=VISITOR)
    groups = Session.objects.filter(
        ends_at__lt=timezone.now(), event__kind__practice_analysis=True
    ).exclude(status=Session.Status.CANCELLED)
    groups = groups.exclude(registrations=None)
    for session in groups.order_by("-starts_at", "pk")[:2]:
        half = half_days.of(session)[0]
        seen = half.starts_at + timedelta(minutes=2)
        presence.welcome(
            session,
            first_name=visitor.first_name,
            last_name=visitor.last_name,
            email=VISITOR,
            by=door,
            at=seen,
        )
    directors.share(visitor, DIRECTOR)
    there = Presence.objects.counted().filter(session__in=groups).exclude(person=visitor)
    known = Person.objects.filter(pk__in=there.values("person")).exclude(email=None)
    for person in known.order_by("pk")[:3]:
        directors.share(person, VISITOR)
        yield person


def questionnaires():
    """Two people in three answer à chaud; where weeks have passed, some of them à froid."""
    rng = random.Random("questionnaires")  # noqa: S311 (invented people, not a secret)
    now = timezone.now()
    held = Session.objects.filter(ends_at__lt=now).exclude(status=Session.Status.CANCELLED)
    held = held.exclude(event__confidential=True)
    for session in held.order_by("starts_at", "pk"):
        there = session.registrations.seated().there().order_by("pk")
        cold = session.ends_at + feedback.cold_delay() <= now
        for moment in [Moment.HOT, *([Moment.COLD] if cold else [])]:
            answering = [row for row in there if rng.random() < (0.4 if cold else 0.66)]
            FeedbackGiven.objects.bulk_create(
                FeedbackGiven(registration=row, moment=moment) for row in answering
            )
            Feedback.objects.bulk_create(_filled(session, moment, rng) for _ in answering)
        yield session


def _filled(session, moment, rng):
    scores = {item: rng.choices([2, 3, 4, 5], [1, 2, 5, 6])[0] for item in ITEMS}
    comment = rng.choice(COMMENTS) if rng.random() < 0.25 else ""
    return Feedback(session=session, moment=moment, comment=comment, **scores)
