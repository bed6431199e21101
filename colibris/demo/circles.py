"""The life of the circles: who belongs to them, what they speak of, when they could meet."""

import random
from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.text import slugify

from events.models import (
    Circle,
    CircleMember,
    CircleResource,
    DatePoll,
    Event,
    Minutes,
    PollAnswer,
    PollSlot,
    Registration,
    Session,
    Topic,
    TopicVote,
)
from events.models.circle import ANALYSIS_GROUP
from resources.models import Resource

GROUP = "Groupe d’analyse des pratiques – accueil collectif, groupe A"
FACILITATED = "Les assmats du mardi soir"  # by the visitor whose space is worth a look
MEMBERS = 7
TOPICS = [
    "Poser un cadre sans hausser le ton",
    "Le sommeil des plus grands",
    "Parler d’argent avec les parents",
    "Sortir par tous les temps",
]
SAID = """Nous étions huit. Chacune a raconté une situation de la semaine ; nous en avons gardé deux pour la discussion.

Ce que nous retenons : dire peu et dire vrai à l’heure des retrouvailles, et s’appuyer sur une collègue quand on doute.

La prochaine fois, qui le souhaite apporte un livre ou un jeu."""
ANSWERS = [PollAnswer.Answer.YES, PollAnswer.Answer.MAYBE, PollAnswer.Answer.NO]


def analysis_group():
    """A thirteenth circle that no public page shows: that of a rendez-vous that is a closed group."""
    event = Event.objects.get(slug=slugify(GROUP)[:100])
    circle, created = Circle.objects.get_or_create(
        slug="analyse-des-pratiques-groupe-a",
        defaults={
            "title": "Analyse des pratiques, groupe A",
            "kind": Circle.objects.order_by("pk")[0].kind,
            "summary": event.summary,
            "lead": event.lead,
            "rhythm": "Un jeudi sur quatre",
            "venue": event.sessions.order_by("pk")[0].venue,
            "format": event.sessions.order_by("pk")[0].format,
            "join": Circle.Join.CLOSED,
            "public": False,
            "confidential": True,
        },
    )
    if created:
        event.circle = circle
        event.save_revision().publish()


def lives(people, visitor):
    """Each circle has members, one of whom runs it; `visitor`: somebody who belongs to several."""
    rng = random.Random("circles")  # noqa: S311 (invented people, not a secret)
    host = next(person for person in people if person.email == visitor)
    titles = list(Resource.objects.filter(live=True).order_by("pk")[:12])
    for number, circle in enumerate(Circle.objects.order_by("pk")):
        if circle.confidential:
            _group(circle, people, host)
        else:
            _circle(circle, number, people, host, titles[number % len(titles)], rng)
        yield circle


def _circle(circle, number, people, host, title, rng):
    members = rng.sample([person for person in people if person.email and person != host], MEMBERS)
    if circle.title == FACILITATED:
        members.insert(0, host)
    elif number % 4 == 0:
        members.append(host)
    CircleMember.objects.bulk_create(
        CircleMember(
            circle=circle,
            person=person,
            role=CircleMember.Role.MEMBER if rank else CircleMember.Role.FACILITATOR,
            state=_state(circle, rank, person == host),
            visible=rank % 3 != 2,
        )
        for rank, person in enumerate(members)
    )
    Minutes.objects.create(
        circle=circle,
        title="Ce que nous nous sommes dit",
        met_on=timezone.localdate() - timedelta(days=24),
        body=SAID,
        author=members[0],
        published_at=timezone.now() - timedelta(days=22),
    )
    if number % 4 == 0:
        Minutes.objects.create(circle=circle, title="Notes à relire", body=SAID, author=members[0])
    CircleResource.objects.create(circle=circle, url=title.get_absolute_url())
    for words in rng.sample(TOPICS, 2):
        topic = Topic.objects.create(circle=circle, title=words, proposed_by=members[1])
        voters = rng.sample(members[:5], rng.randint(1, 4))
        TopicVote.objects.bulk_create(TopicVote(topic=topic, person=one) for one in voters)
    if circle.title == FACILITATED:
        _poll(circle, members[1:5])


def _state(circle, rank, is_host):
    """Where one asks to join, the last one has just asked."""
    asking = circle.join == Circle.Join.REQUEST and rank == MEMBERS - 1 and not is_host
    return CircleMember.State.ASKED if asking else CircleMember.State.MEMBER


def _group(circle, people, host):
    """Those who have a seat at its next meeting; who facilitates works elsewhere."""
    coming = Session.objects.upcoming().filter(event__circle=circle)[:1]
    seats = Registration.objects.seated().filter(session__in=coming).exclude(person=host)
    members = [seat.person for seat in seats.select_related("person")][: ANALYSIS_GROUP - 1]
    facilitator = next(
        person for person in people if person.email and person not in [*members, host]
    )
    rows = [(person, CircleMember.Role.MEMBER, "Les Trois Galipettes (démo)") for person in members]
    rows.append((host, CircleMember.Role.MEMBER, ""))
    rows.append((facilitator, CircleMember.Role.FACILITATOR, "Cabinet Mésange (démo)"))
    CircleMember.objects.bulk_create(
        CircleMember(circle=circle, person=person, role=role, structure=structure)
        for person, role, structure in rows
    )


def _poll(circle, voters):
    """Open, in three weeks’ time: some have answered."""
    poll = DatePoll.objects.create(circle=circle, title="Notre rencontre d’avant les vacances")
    first = timezone.localdate() + timedelta(days=21)
    for step in range(3):
        day = datetime.combine(first + timedelta(days=7 * step), time(20))
        starts_at = timezone.make_aware(day)
        slot = PollSlot.objects.create(
            poll=poll, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2)
        )
        PollAnswer.objects.bulk_create(
            PollAnswer(slot=slot, person=person, answer=ANSWERS[(rank + step) % 3])
            for rank, person in enumerate(voters)
        )
