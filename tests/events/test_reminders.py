"""A reminder a week before, one the day before, thanks after: once, and never for nothing."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from events import letters, planning, registration, reminders
from identity.models import Identity
from letters import outbox
from letters.models import Letter
from tests.factories import PersonFactory, RegistrationFactory, SessionFactory

NOON = timezone.make_aware(datetime(2027, 3, 1, 12))  # a Monday
DAY = timedelta(days=1)
SITE = "https://lieu.example.org"


@pytest.fixture(autouse=True)
def _clock(settings):
    settings.SITE_URL = SITE
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def due(mailoutbox, django_capture_on_commit_callbacks):
    """due(moment): the letters that leave then."""

    def due(moment=NOON):
        mailoutbox.clear()
        with (
            time_machine.travel(moment, tick=False),
            django_capture_on_commit_callbacks(execute=True),
        ):
            reminders.post_due()
        return list(mailoutbox)

    return due


def seat(in_days, *, hours=2, asked=NOON - 30 * DAY, **fields):
    """A seat asked for a month ago, at a session in that many days, at two o’clock."""
    starts_at = NOON + in_days * DAY + timedelta(hours=2)
    session = SessionFactory(starts_at=starts_at, ends_at=starts_at + timedelta(hours=hours))
    return RegistrationFactory(**{"session": session, "created_at": asked} | fields)


@pytest.mark.parametrize(
    ("in_days", "subjects"),
    [
        (8, []),
        (7, ["Dans une semaine – Danse"]),
        (6, ["Dans une semaine – Danse"]),
        (5, []),
        (2, []),
        (1, ["Demain – Danse"]),
        (0, ["Aujourd’hui – Danse"]),
        (-1, ["Merci de votre présence – Danse"]),
        (-2, ["Merci de votre présence – Danse"]),
        (-3, []),
    ],
)
def test_each_letter_has_its_day_and_the_next_one_for_when_the_clock_had_stopped(
    due, in_days, subjects
):
    event = seat(in_days).session.event
    event.title = "Danse"
    event.save()

    assert [letter.subject for letter in due()] == subjects


def test_a_letter_leaves_once_however_often_the_clock_ticks(due):
    seat(7)
    seat(1)

    first, again, later = due(), due(), due(NOON + timedelta(hours=3))

    assert len(first) == 2
    assert (again, later) == ([], [])


def test_day_after_day_each_letter_leaves_once_and_in_order(due):
    event = seat(9).session.event
    event.title = "Danse"
    event.save()

    days = [[letter.subject for letter in due(NOON + n * DAY)] for n in range(14)]

    assert {n: subjects for n, subjects in enumerate(days) if subjects} == {
        2: ["Dans une semaine – Danse"],
        8: ["Demain – Danse"],
        10: ["Merci de votre présence – Danse"],
    }


def test_a_clock_that_slept_until_the_eve_reminds_of_the_eve_alone(due):
    event = seat(9).session.event
    event.title = "Danse"
    event.save()

    assert [letter.subject for letter in due(NOON + 8 * DAY)] == ["Demain – Danse"]
    assert due(NOON + 9 * DAY) == []


def test_a_session_that_has_begun_reminds_nobody_any_more(due):
    seat(0)

    assert due(NOON + timedelta(hours=2)) == []
    assert len(due(NOON + timedelta(hours=1, minutes=59))) == 1


def test_whoever_registered_the_day_before_is_not_caught_up(due):
    seat(0, asked=NOON - DAY)
    seat(6, asked=NOON - DAY)

    assert due() == []


@pytest.mark.parametrize(("hour", "count"), [(0, 0), (8, 0), (9, 1), (20, 1), (21, 0), (23, 0)])
def test_nobody_is_woken_up(due, hour, count):
    seat(1)

    assert len(due(NOON.replace(hour=hour))) == count


@pytest.mark.parametrize("status", ["waiting", "cancelled"])
def test_only_who_has_a_seat_is_reminded(due, status):
    seat(1, status=status)

    assert due() == []


def test_a_cancelled_session_reminds_and_thanks_nobody(due):
    for in_days in (7, 1, -1):
        row = seat(in_days).session
        row.status = row.Status.CANCELLED
        row.save()

    assert due() == []


def test_who_has_no_address_is_not_written_to(due):
    seat(1, person=PersonFactory(email=None))

    assert due() == []
    assert not Letter.objects.exists()


@pytest.mark.parametrize(("asked", "count"), [(NOON, 0), (NOON - DAY, 1)])
def test_who_registered_today_needs_no_reminder_today(due, asked, count):
    seat(1, asked=asked)

    assert len(due(NOON + timedelta(hours=4))) == count


def test_who_was_written_to_today_is_not_reminded_today(due, django_capture_on_commit_callbacks):
    row = seat(1)
    with django_capture_on_commit_callbacks(execute=True):
        planning.change(row.session, room="Salle rouge")

    assert due(NOON + timedelta(hours=5)) == []


def test_a_session_put_off_is_reminded_again_for_its_new_date(due):
    row = seat(1)
    due()
    moved = row.session.starts_at + 7 * DAY
    planning.postpone(row.session, moved, moved + timedelta(hours=2))

    (letter,) = due(NOON + 7 * DAY)

    assert letter.subject.startswith("Demain – ")


def test_the_day_before_is_a_day_of_the_calendar_even_when_the_clocks_change(due):
    eve = timezone.make_aware(datetime(2027, 3, 27, 9, 30))  # the night loses an hour
    starts_at = timezone.make_aware(datetime(2027, 3, 28, 23, 30))
    session = SessionFactory(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))
    seat(1, session=session)

    assert len(due(eve)) == 1


def test_a_reminder_leads_to_a_page_with_a_button_that_gives_the_seat_back(due):
    row = seat(1)
    (letter,) = due()
    (url,) = re.findall(rf"{SITE}(/inscriptions/\S+/annuler/)", letter.body)

    page = Client().get(url)
    row.refresh_from_db()
    assert (page.status_code, row.status) == (200, "seated")
    Client().post(url)

    row.refresh_from_db()
    assert row.status == "cancelled"
    html, mimetype = letter.alternatives[0]
    assert mimetype == "text/html"
    assert f'href="{SITE}{url}">Je ne viens plus</a>' in html


def test_a_reminder_says_where_the_link_to_connect_is_and_does_not_carry_it(due):
    session = SessionFactory(online=True, starts_at=NOON + DAY)
    seat(1, session=session)

    (letter,) = due()

    assert session.online_url
    for said in (letter.body, letter.alternatives[0][0]):
        assert "Le lien pour vous connecter est dans l’invitation" in said
        assert session.online_url not in said


def test_thanks_lead_to_the_agenda_to_the_questionnaire_and_to_nothing_that_is_over(due):
    seat(-1)

    (letter,) = due()

    assert f"{SITE}/agenda/\n" in letter.body
    for text in (letter.body, letter.alternatives[0][0]):
        links = re.findall(r"/inscriptions/[\w-]+/(\w*)", text)
        assert links == ["avis"]


def test_a_reminder_that_waited_too_long_in_the_queue_says_nothing_to_who_has_left(mailoutbox):
    row = seat(1)
    reminders.post_due()
    registration.cancel(row)
    mailoutbox.clear()

    outbox.deliver.call(Letter.objects.get(kind=letters.Kind.DAY_BEFORE).pk)

    assert mailoutbox == []
    assert Letter.objects.get(kind=letters.Kind.DAY_BEFORE).state == Letter.State.DROPPED


def test_reminders_cost_the_same_queries_to_find_whoever_is_found(django_assert_num_queries):
    Identity.load()
    seat(3)
    with django_assert_num_queries(9):
        reminders.post_due()
    for _ in range(3):
        seat(3)
    with django_assert_num_queries(9):
        reminders.post_due()


def test_tick_says_what_it_did_and_nothing_when_nothing_was_due(capsys):
    seat(1)

    call_command("tick")
    first = capsys.readouterr().out
    call_command("tick")
    again = capsys.readouterr().out

    assert first == "rappels et remerciements : 1\n"
    assert again == ""


def all_at_once(act, times):
    start = threading.Barrier(times)

    def run():
        try:
            start.wait(timeout=30)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return [future.result() for future in [pool.submit(run) for _ in range(times)]]


on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite lets one writer in at a time"
)


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_clocks_that_tick_together_remind_each_person_once(mailoutbox):
    for _ in range(5):
        seat(1)

    posted = all_at_once(reminders.post_due, 4)

    assert sum(posted) == 5
    assert len(mailoutbox) == 5


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_control_without_the_key_the_same_clocks_remind_everybody_several_times(
    mailoutbox, monkeypatch
):
    found = threading.Barrier(4)

    def post_without_key(kind, seat, occasion):
        found.wait(timeout=30)
        return letters._post(kind, seat) is not None

    monkeypatch.setattr(letters, "post_once", post_without_key)
    seat(1)

    posted = all_at_once(reminders.post_due, 4)

    assert posted == [1, 1, 1, 1]
    assert len(mailoutbox) == 4
