"""What members propose to speak of, and their votes: one each, withdrawn when one likes."""

from django.db import transaction
from django.utils import timezone

from accounts.models import Person
from events.models import Circle, Topic, TopicVote
from events.refusal import Refused


class TopicClosed(Refused):
    sentence = "Ce sujet n’est plus proposé au vote."


@transaction.atomic
def propose(circle: Circle, title: str, person: Person) -> Topic:
    """Whoever proposes a topic votes for it. The same words twice are one topic."""
    known = circle.topics.open().filter(title__iexact=title).first()
    topic = known or Topic.objects.create(circle=circle, title=title, proposed_by=person)
    vote(topic, person)
    return topic


def vote(topic: Topic, person: Person) -> None:
    """Voting twice is voting once."""
    _check_open(topic)
    TopicVote.objects.get_or_create(topic=topic, person=person)


def withdraw(topic: Topic, person: Person) -> None:
    _check_open(topic)
    TopicVote.objects.filter(topic=topic, person=person).delete()


def close(topic: Topic) -> None:
    """It was spoken of, or will not be."""
    Topic.objects.filter(pk=topic.pk, closed_at=None).update(closed_at=timezone.now())


def _check_open(topic: Topic) -> None:
    if topic.closed_at:
        raise TopicClosed
