"""What circles keep of people, for how long, and what is left of who is erased."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import erasure
from accounts.erasure import MONTH
from events import memory, polls, topics
from events.models import CircleMember, DatePoll, Minutes, PollAnswer, Topic, TopicVote
from tests.factories import (
    CircleFactory,
    EventFactory,
    MemberFactory,
    PersonFactory,
    RegistrationFactory,
)

State = CircleMember.State
NOW = timezone.now()


@pytest.fixture
def nina():
    """She proposed, voted, answered and wrote."""
    nina = PersonFactory(email="nina@example.org")
    circle = CircleFactory()
    MemberFactory(circle=circle, person=nina)
    topics.propose(circle, "Le sommeil", nina)
    poll = polls.open_poll(circle, "Dates", [(NOW + timedelta(days=1), NOW + timedelta(days=2))])
    polls.answer(poll, nina, {poll.slots.get(): "yes"})
    Minutes.objects.create(circle=circle, title="Mardi", body="…", author=nina)
    return nina


def test_who_is_erased_leaves_the_words_and_takes_the_rest(nina):
    erasure.erase(nina)

    left = [model.objects.count() for model in (CircleMember, TopicVote, PollAnswer)]
    assert left == [0, 0, 0]
    assert (Topic.objects.get().proposed_by, Minutes.objects.get().author) == (None, None)


def test_the_team_reads_beforehand_what_circles_forget(nina):
    said = " ".join(erasure.consequences(nina))

    assert "1 cercle l’oublie, avec ses voix" in said


def test_the_team_that_erases_somebody_reads_no_confidential_title():
    circle = CircleFactory(public=False, confidential=True)
    for title, group in [("Ouverte", None), ("Scellée", circle)]:
        seat = RegistrationFactory(session__event=EventFactory(title=title, circle=group))
        said = " ".join(erasure.consequences(seat.person))
        assert (title in said, "Une rencontre confidentielle" in said) == (
            (True, False) if group is None else (False, True)
        )


def test_who_left_is_forgotten_a_year_later_and_who_stays_is_not():
    old, recent = NOW.date() - 13 * MONTH, NOW.date() - 11 * MONTH
    for state in (State.LEFT, State.MEMBER):
        for since in (old, recent):
            MemberFactory(state=state, since=since)

    memory.purge()

    kept = CircleMember.objects.order_by("state", "since").values_list("state", "since")
    assert list(kept) == [(State.LEFT, recent), (State.MEMBER, old), (State.MEMBER, recent)]


def test_answers_and_votes_are_forgotten_a_year_after_they_served():
    circle = CircleFactory()
    for months in (13, 11):
        closed = NOW - months * MONTH
        DatePoll.objects.create(circle=circle, title=f"{months}", closed_at=closed)
        topic = Topic.objects.create(circle=circle, title=f"{months}", closed_at=closed)
        TopicVote.objects.create(topic=topic, person=PersonFactory())

    memory.purge()

    assert DatePoll.objects.get().title == TopicVote.objects.get().topic.title == "11"
    assert Topic.objects.count() == 2
