"""Topics and votes, dates and answers, and the step from a poll to sessions."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from events import polls, topics
from events.models import (
    Circle,
    DatePoll,
    Event,
    PollAnswer,
    Session,
    Topic,
    TopicVote,
)
from letters.models import Letter
from tests.factories import (
    CircleFactory,
    ClosureFactory,
    EventFactory,
    EventKindFactory,
    MemberFactory,
    PersonFactory,
    SessionFactory,
    VenueFactory,
)

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def circle():
    return CircleFactory(title="Les mardis", slug="mardis", venue=VenueFactory(name="La Maison"))


@pytest.fixture
def lea(circle):
    lea = PersonFactory(email="lea@example.org", first_name="Léa", last_name="Iris")
    MemberFactory(circle=circle, person=lea)
    return lea


@pytest.fixture
def browser(lea, sign_in):
    return sign_in("lea@example.org")


@pytest.fixture
def desk(circle, sign_in):
    person = PersonFactory(email="anouk@example.org", first_name="Anouk")
    MemberFactory(circle=circle, person=person, facilitator=True)
    return sign_in("anouk@example.org")


def at(rest=""):
    return f"/mon-espace/cercles/mardis/{rest}"


def text(answer):
    return " ".join(answer.text.replace("\xa0", " ").split())


def tomorrow(hour, days=1):
    day = timezone.localdate() + days * DAY
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour))


@pytest.fixture
def poll(circle):
    EventKindFactory(key="rencontre")
    slots = [(tomorrow(18, days), tomorrow(20, days)) for days in (7, 14)]
    return polls.open_poll(circle, "Prochaine rencontre", slots)


# Topics


def test_a_member_proposes_votes_and_withdraws(browser, lea, desk):
    browser.post(at("sujets/"), {"title": "Le sommeil des bébés"})

    topic = Topic.objects.get()
    assert (topic.proposed_by, topic.votes.count()) == (lea, 1)
    assert "1 voix, dont la vôtre" in text(browser.get(at()))
    assert "1 voix" in text(desk.get(at()))
    browser.post(at(f"sujets/{topic.pk}/retirer-ma-voix/"))
    assert topic.votes.count() == 0
    for _ in range(2):
        browser.post(at(f"sujets/{topic.pk}/voter/"))
    assert topic.votes.count() == 1


def test_the_most_wanted_topic_comes_first(circle, lea, browser):
    for title, votes in [("Peu", 0), ("Beaucoup", 2), ("Assez", 1)]:
        topic = Topic.objects.create(circle=circle, title=title)
        for person in PersonFactory.create_batch(votes):
            topics.vote(topic, person)

    shown = browser.get(at()).context["topics"]

    assert [(topic.title, topic.count) for topic in shown] == [
        ("Beaucoup", 2),
        ("Assez", 1),
        ("Peu", 0),
    ]


def test_the_same_topic_twice_is_one_topic_with_two_votes(browser, desk):
    browser.post(at("sujets/"), {"title": "Le sommeil"})
    desk.post(at("sujets/"), {"title": "le  SOMMEIL "})

    assert Topic.objects.get().votes.count() == 2


def test_an_empty_topic_gets_a_sentence_on_the_page_of_the_circle(browser):
    answer = browser.post(at("sujets/"), {"title": " "})

    assert answer.status_code == 422
    assert "Écrivez le sujet en quelques mots." in answer.text
    assert "Prochaines rencontres" in answer.text


def test_a_closed_topic_takes_no_vote_and_is_shown_no_more(browser, desk, circle, lea):
    topic = topics.propose(circle, "Le sommeil", lea)
    assert "Le sommeil" in browser.get(at()).text
    assert browser.post(at(f"sujets/{topic.pk}/clore/")).status_code == 404

    desk.post(at(f"sujets/{topic.pk}/clore/"))

    assert "Le sommeil" not in browser.get(at()).text
    answer = browser.post(at(f"sujets/{topic.pk}/voter/"))
    assert answer.status_code == 409
    assert "Ce sujet n’est plus proposé au vote." in answer.text


def test_nobody_votes_in_a_circle_that_is_not_theirs(browser):
    elsewhere = Topic.objects.create(circle=CircleFactory(), title="Ailleurs")

    assert browser.post(at(f"sujets/{elsewhere.pk}/voter/")).status_code == 404
    assert not TopicVote.objects.exists()


# Polls


def dates(**more):
    day = (timezone.localdate() + 7 * DAY).isoformat()
    return {"title": "Une date", "day_1": day, "start_1": "19:45", "end_1": "21:45", **more}


def test_a_facilitator_proposes_dates_and_every_member_is_asked(
    desk, lea, mailoutbox, django_capture_on_commit_callbacks
):
    second = (timezone.localdate() + 9 * DAY).isoformat()

    with django_capture_on_commit_callbacks(execute=True):
        answer = desk.post(at("dates/proposer/"), dates(day_2=second))

    assert answer.status_code == 302
    hours = [
        (timezone.localtime(slot.starts_at).hour, timezone.localtime(slot.ends_at).minute)
        for slot in DatePoll.objects.get().slots.all()
    ]
    assert hours == [(19, 45), (19, 45)]
    assert sorted(letter.to[0].split("<")[-1] for letter in mailoutbox) == [
        "anouk@example.org>",
        "lea@example.org>",
    ]
    assert "Quand se retrouver ?" in mailoutbox[0].subject.replace("\xa0", " ")


YESTERDAY = (timezone.localdate() - DAY).isoformat()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"title": ""}, "Donnez un titre."),
        ({"day_1": ""}, "Donnez une date."),
        ({"day_1": "31/02/2027x"}, "Donnez une date."),
        ({"day_1": YESTERDAY}, "Cette date est passée."),
        ({"end_1": "19:00"}, "La rencontre doit finir après avoir commencé."),
        ({"start_1": "25:99"}, "Donnez une heure, comme 19:45."),
    ],
)
def test_dates_that_make_no_poll_get_a_sentence(desk, typed, sentence):
    answer = desk.post(at("dates/proposer/"), dates(**typed))

    assert answer.status_code == 422
    assert sentence in answer.text
    assert not DatePoll.objects.exists()


def test_the_same_date_twice_is_refused(desk):
    answer = desk.post(at("dates/proposer/"), dates(day_2=dates()["day_1"]))

    assert "Cette date est déjà proposée." in answer.text


def test_a_member_answers_each_date_and_changes_their_mind(browser, poll, lea):
    first, second = poll.slots.all()

    browser.post(at(f"dates/{poll.pk}/"), {f"date_{first.pk}": "yes", f"date_{second.pk}": "no"})
    assert "1 oui, 0 si besoin, 0 non" in text(browser.get(at()))
    browser.post(at(f"dates/{poll.pk}/"), {f"date_{first.pk}": "maybe"})

    said = PollAnswer.objects.filter(person=lea).values_list("slot", "answer")
    assert dict(said) == {first.pk: "maybe", second.pk: "no"}
    form = browser.get(at(f"dates/{poll.pk}/")).context["form"]
    assert form[f"date_{first.pk}"].initial == "maybe"


def test_an_answer_that_is_none_gets_a_sentence(browser, poll):
    answer = browser.post(at(f"dates/{poll.pk}/"), {f"date_{poll.slots.first().pk}": "peut-être"})

    assert answer.status_code == 422
    assert "Choisissez oui, si besoin ou non." in answer.text
    assert not PollAnswer.objects.exists()


# Planning


def plan(desk, poll, **typed):
    said = {"slots": [poll.slots.first().pk], "title": "Rencontre du mardi", "capacity": "12"}
    return desk.post(at(f"dates/{poll.pk}/planifier/"), said | typed)


def test_a_date_becomes_a_session_and_voters_are_told_first(
    desk, poll, circle, lea, client, mailoutbox, django_capture_on_commit_callbacks
):
    MemberFactory(circle=circle, person=PersonFactory(email="muet@example.org"))
    polls.answer(poll, lea, {poll.slots.first(): "no"})
    mailoutbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        answer = plan(desk, poll)

    assert answer.status_code == 302
    session = Session.objects.get()
    slot = poll.slots.first()
    assert (session.starts_at, session.capacity, session.venue) == (
        slot.starts_at,
        12,
        circle.venue,
    )
    assert (slot.session, str(session.event)) == (session, "Rencontre du mardi")
    assert session.event.members_first
    assert session.opens_at is not None
    told = [(letter.to[0], letter.subject) for letter in mailoutbox]
    assert told == [("Léa Iris <lea@example.org>", "Les dates sont décidées – Les mardis")]
    assert "18 h" in mailoutbox[0].body.replace("\xa0", " ")
    posted = Letter.objects.get(kind="planned").queued_at
    assert posted - session.created_at < timedelta(seconds=60)  # in one transaction
    assert "Rencontre du mardi" in client.get("/agenda/").text
    assert "Quand se retrouver" not in desk.get(at()).text


def test_letters_and_sessions_happen_together_or_not_at_all(poll, lea, monkeypatch):
    polls.answer(poll, lea, {poll.slots.first(): "yes"})
    posted = Letter.objects.count()
    event = EventFactory.build(
        kind=EventFactory().kind, lead=poll.circle.lead, circle=poll.circle, slug="x"
    )

    def broken(*args, **kwargs):
        raise OSError("the disk is full")

    monkeypatch.setattr(polls.circle_letters, "post", broken)
    with pytest.raises(OSError, match="disk"):
        polls.plan(poll, [poll.slots.first()], event, format=poll.circle.format)

    assert not Session.objects.exists()
    assert Letter.objects.count() == posted
    poll.refresh_from_db()
    assert poll.closed_at is None


def test_planning_twice_plans_once(desk, poll):
    plan(desk, poll)

    answer = plan(desk, poll, title="Encore")

    assert answer.status_code == 409
    assert "Ce sondage est clos" in answer.text
    assert Session.objects.count() == 1


def test_several_dates_of_a_rendez_vous_that_exists(desk, poll, circle):
    event = EventFactory(circle=circle)
    slots = [slot.pk for slot in poll.slots.all()]

    plan(desk, poll, slots=slots, event=event.pk, title="")

    assert [session.event for session in Session.objects.all()] == [event, event]
    assert Event.objects.count() == 1


def test_the_sessions_of_a_closed_circle_are_public_nowhere(desk, poll, circle, client):
    plan(desk, poll, title="Vue de tous")
    assert "Vue de tous" in client.get("/agenda/").text
    Circle.objects.update(join=Circle.Join.CLOSED)
    slots = [(tomorrow(10, 20), tomorrow(12, 20))]

    plan(desk, polls.open_poll(circle, "Autre", slots), title="Vue de nous")

    assert Event.objects.get(title="Vue de nous").closed_group
    assert "Vue de nous" not in client.get("/agenda/").text
    assert "Vue de nous" in desk.get(at()).text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"slots": []}, "Retenez au moins une date."),
        ({"slots": ["999999"]}, "Retenez au moins une date."),
        ({"slots": ["x"]}, "Retenez au moins une date."),
        ({"title": ""}, "Donnez un titre, ou choisissez un rendez-vous."),
        ({"capacity": "0"}, "Donnez un nombre de places, de 1 à 500."),
        ({"event": "99999"}, "Choisissez un rendez-vous de la liste."),
    ],
)
def test_what_cannot_be_planned_gets_a_sentence(desk, poll, typed, sentence):
    answer = plan(desk, poll, **typed)

    assert answer.status_code == 422
    assert sentence in text(answer)
    assert not Session.objects.exists()


def test_what_the_dates_meet_is_said_and_names_nothing_that_is_not_public(desk, poll, circle):
    slot = poll.slots.first()
    for title, closed in [("Groupe secret", True), ("Atelier ouvert", False)]:
        SessionFactory(
            event=EventFactory(title=title, closed_group=closed),
            venue=circle.venue,
            starts_at=slot.starts_at,
        )
    day = timezone.localdate(slot.starts_at)
    ClosureFactory(first_day=day, last_day=day, reason="travaux")

    answer = plan(desk, poll)

    said = text(answer)
    assert answer.status_code == 422
    assert "Le lieu est fermé : travaux." in said
    assert "« Atelier ouvert »" in said
    assert "un autre rendez-vous" in said
    assert "Groupe secret" not in said
    seal = answer.context["form"].fields["despite"].widget.choices[0][0]
    assert plan(desk, poll, despite=[seal]).status_code == 302


def test_a_poll_can_be_given_up_without_any_session(desk, poll):
    desk.post(at(f"dates/{poll.pk}/abandonner/"))

    poll.refresh_from_db()
    assert poll.closed_at is not None
    assert not Session.objects.exists()


def test_a_topic_that_becomes_a_session_is_closed(desk, circle, lea):
    topic = topics.propose(circle, "Le sommeil", lea)
    form = desk.get(at(f"dates/proposer/?sujet={topic.pk}")).context["form"]
    assert form["title"].value() == "Le sommeil"

    desk.post(at(f"dates/proposer/?sujet={topic.pk}"), dates(title="Le sommeil"))
    EventKindFactory()
    poll = DatePoll.objects.get()
    plan(desk, poll, title="Le sommeil des bébés")

    topic.refresh_from_db()
    assert (poll.topic, topic.closed_at is None) == (topic, False)
    assert Session.objects.get().event.title == "Le sommeil des bébés"


@pytest.mark.parametrize("asked", ["", "0", "x", "9" * 30, "%00"])
def test_a_topic_that_is_none_is_ignored(desk, asked):
    assert desk.get(at(f"dates/proposer/?sujet={asked}")).status_code == 200
