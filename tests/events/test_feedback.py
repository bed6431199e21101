"""The questionnaire: who fills it, once; under nobody's name; and what the answers say."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import erasure
from events import feedback, presence, reminders
from events.models import Feedback, FeedbackGiven, Presence, RegistrationLink, Session
from events.models.feedback import ITEMS, Moment
from identity.models import Identity
from tests.factories import PersonFactory, RegistrationFactory, SessionFactory

NOON = timezone.make_aware(datetime(2027, 3, 1, 12))
DAY = timedelta(days=1)
ALL_FIVE = dict.fromkeys(ITEMS, 5)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOON, tick=False):
        yield


def seat(days_ago=1, **fields):
    """At a session that ended that many days ago, at noon."""
    ends_at = NOON - days_ago * DAY
    session = SessionFactory(starts_at=ends_at - timedelta(hours=2), ends_at=ends_at)
    return RegistrationFactory(**{"session": session, "created_at": NOON - 200 * DAY} | fields)


def address(registration):
    return reverse("registrations:feedback", args=[RegistrationLink.issue(registration)])


# Which, and for whom


@pytest.mark.parametrize(
    ("days_ago", "moment"),
    [(-1, None), (0, "hot"), (41, "hot"), (42, "cold"), (131, "cold"), (132, None)],
)
def test_a_chaud_then_a_froid_then_nothing(days_ago, moment):
    assert feedback.waiting_for(seat(days_ago)) == moment


def test_the_delay_is_the_place_s():
    place = Identity.load()
    place.feedback_days = 20
    place.save()

    assert feedback.waiting_for(seat(20)) == Moment.COLD


def test_a_cancelled_session_asks_nothing():
    row = seat()
    Session.objects.update(status=Session.Status.CANCELLED)
    row.session.refresh_from_db()

    assert feedback.waiting_for(row) is None


def test_a_confidential_group_is_asked_nothing():
    row = seat()
    assert feedback.waiting_for(row) == Moment.HOT

    row.session.event.confidential = True

    assert feedback.waiting_for(row) is None


@pytest.mark.parametrize("status", ["waiting", "cancelled", "offered", "requested"])
def test_who_had_no_seat_is_asked_nothing(status):
    assert feedback.waiting_for(seat(status=status)) is None


def test_where_presences_were_noted_only_those_who_were_there_are_asked():
    came = seat()
    missed = RegistrationFactory(session=came.session)
    assert feedback.waiting_for(missed) == Moment.HOT

    presence.record(came.session, came.person, Presence.Status.PRESENT)

    assert feedback.waiting_for(came) == Moment.HOT
    assert feedback.waiting_for(missed) is None


# Once, and under nobody's name


def test_each_is_counted_once_a_moment():
    row = seat()
    feedback.give(row, ALL_FIVE, "Merci")

    with pytest.raises(feedback.AlreadyGiven):
        feedback.give(row, dict.fromkeys(ITEMS, 1), "Encore")
    with time_machine.travel(NOON + 60 * DAY):
        feedback.give(row, ALL_FIVE, "")

    assert sorted(Feedback.objects.values_list("moment", "comment")) == [
        ("cold", ""),
        ("hot", "Merci"),
    ]


def test_who_was_not_there_gives_none():
    with pytest.raises(feedback.NothingAsked):
        feedback.give(seat(status="cancelled"), ALL_FIVE, "")


def test_nothing_leads_from_an_answer_to_who_gave_it():
    row = seat()
    given = feedback.give(row, ALL_FIVE, "Très bien")

    columns = {field.name: field for field in Feedback._meta.get_fields()}

    assert set(columns) == {"id", "session", "moment", *ITEMS, "comment"}
    assert given.pk.version == 4  # drawn at random: no order tells who came first
    assert {field.name for field in FeedbackGiven._meta.get_fields()} == {
        *("id", "registration", "moment")
    }


@pytest.mark.parametrize("wrong", [0, 6])
def test_an_answer_is_on_the_scale_even_behind_the_form(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        feedback.give(seat(), {**ALL_FIVE, "item_3": wrong}, "")

    assert not FeedbackGiven.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_two_clicks_at_once_are_one_answer():
    row = seat()
    together = threading.Barrier(2)

    def click():
        together.wait()
        try:
            feedback.give(row, ALL_FIVE, "")
        except feedback.AlreadyGiven:
            return "already"
        finally:
            connection.close()
        return "given"

    with ThreadPoolExecutor(2) as pool:
        answers = [future.result() for future in [pool.submit(click) for _ in range(2)]]

    assert sorted(answers) == ["already", "given"]
    assert Feedback.objects.count() == 1


# The page


def test_somebody_answers_behind_their_link_and_reads_thanks():
    row = seat()
    url, page = address(row), Client()
    assert "Donner mon avis" in page.get(url.removesuffix("avis/")).content.decode()
    asked = page.get(url)
    assert (asked.status_code, Feedback.objects.count()) == (200, 0)
    for sentence in feedback.QUESTIONS[Moment.HOT]:
        assert sentence in asked.content.decode()

    answer = page.post(url, {**ALL_FIVE, "comment": "Un <b>beau</b> moment"}, follow=True)

    text = answer.content.decode()
    assert "Merci de votre avis" in text
    assert "Donner mon avis" not in text
    assert Feedback.objects.get().comment == "Un <b>beau</b> moment"
    assert page.post(url, ALL_FIVE).status_code == 302  # a second click
    assert Feedback.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [{"item_1": ""}, {"item_1": "6"}, {"item_5": "٣x"}, {"item_2": "1.5"}, {"comment": "x" * 2001}],
)
def test_what_cannot_be_kept_is_refused_and_nothing_typed_is_lost(change):
    row = seat()
    fields = {**ALL_FIVE, "item_4": 2, "comment": "Je garde ceci", **change}

    answer = Client().post(address(row), fields)

    text = answer.content.decode()
    assert answer.status_code == 422
    assert change.get("comment", "Je garde ceci") in text
    assert re.search(r'name="item_4" value="2"[^>]* checked', text)
    assert not Feedback.objects.exists()


def test_nobody_answers_for_somebody_else():
    row = seat()
    url = address(row)

    assert Client().get(url.replace("/avis/", "x/avis/")).status_code == 404
    home = reverse("my_registrations:feedback", args=[row.pk])
    assert Client().get(home).status_code == 302


# The letters


@pytest.fixture
def due(mailoutbox, django_capture_on_commit_callbacks):
    def due(moment=NOON):
        mailoutbox.clear()
        with (
            time_machine.travel(moment, tick=False),
            django_capture_on_commit_callbacks(execute=True),
        ):
            reminders.post_due()
        return list(mailoutbox)

    return due


def test_thanks_lead_to_the_questionnaire(due):
    row = seat(1)

    (letter,) = due()

    assert "Donner mon avis" in letter.body
    assert "/avis/" in letter.body
    feedback.give(row, ALL_FIVE, "")
    assert due() == []


def test_weeks_later_one_letter_asks_what_came_of_it(due):
    seat(43, person=PersonFactory(email="lea@example.org"))

    (letter,) = due()

    assert letter.subject.replace("\xa0", " ").startswith("Qu’en reste-t-il ?")
    assert "/avis/" in letter.body
    assert [due(), due(NOON + DAY)] == [[], []]


@pytest.mark.parametrize("days_ago", [41, 42, 45])
def test_it_leaves_on_its_day_or_the_next_and_on_no_other(due, days_ago):
    seat(days_ago)

    assert due() == []


def test_who_missed_the_session_or_has_answered_gets_none(due):
    row = seat(43)
    missed = RegistrationFactory(session=row.session, created_at=NOON - 200 * DAY)
    presence.record(row.session, missed.person, Presence.Status.ABSENT)
    presence.record(row.session, row.person, Presence.Status.PRESENT)

    (letter,) = due()

    assert row.person.email in letter.to[0]


# What is kept


def test_a_comment_is_forgotten_in_its_time_and_the_scale_stays(settings, capsys):
    settings.KEPT_MONTHS = {**settings.KEPT_MONTHS, "comments": 2, "registrations": 3}
    old, recent = seat(61), seat(59)
    for row in (old, recent):
        Feedback.objects.create(session=row.session, moment="hot", comment="!", **ALL_FIVE)

    call_command("tick")
    call_command("tick")

    assert capsys.readouterr().out.count("commentaires oubliés : 1") == 1
    assert [row.comment for row in Feedback.objects.order_by("session__ends_at")] == ["", "!"]
    assert {row.item_1 for row in Feedback.objects.all()} == {5}


def test_that_somebody_answered_is_forgotten_with_them_and_what_they_said_is_nobody_s():
    row = seat()
    feedback.give(row, ALL_FIVE, "")

    erasure.erase(row.person)

    assert (FeedbackGiven.objects.count(), Feedback.objects.count()) == (0, 1)


# What the answers say


def test_results_say_how_many_chose_each_step_and_the_mean():
    session = seat().session
    for number in (5, 5, 2):
        Feedback.objects.create(session=session, moment="hot", **dict.fromkeys(ITEMS, number))
    Feedback.objects.create(session=session, moment="cold", comment="Bien", **ALL_FIVE)
    Feedback.objects.create(session=seat().session, moment="hot", **ALL_FIVE)

    hot, cold = feedback.results(Session.objects.filter(pk=session.pk))

    assert (hot.count, cold.count) == (3, 1)
    assert {one.counts for one in hot.items} == {(0, 1, 0, 0, 2)}
    assert [one.mean for one in hot.items] == [4.0] * 5
    assert [one.sentence for one in cold.items] == list(feedback.QUESTIONS[Moment.COLD])
    assert cold.comments == ("Bien",)


def test_nobody_has_answered_no_results():
    assert feedback.results(Session.objects.filter(pk=seat().session_id)) == []
