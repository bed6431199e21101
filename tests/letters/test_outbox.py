"""A letter is posted with what it tells, leaves once, and is tried again when it cannot leave."""

import smtplib
from datetime import timedelta

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from letters import matters, outbox
from letters.models import LEASE, Letter

State = Letter.State
LOCMEM = "django.core.mail.backends.locmem.EmailBackend"


def write(letter):
    return EmailMessage("Bonjour", "…", to=[letter.address]) if letter.about else None


@pytest.fixture(autouse=True)
def _matter(monkeypatch):
    matter = matters.Matter("Essai", {}, write, readable_by=None, describe=None)
    monkeypatch.setitem(matters._matters, "test", matter)


@pytest.fixture
def post(django_capture_on_commit_callbacks):
    """Post a letter and let the transaction end."""

    def post(**columns):
        with django_capture_on_commit_callbacks(execute=True):
            return outbox.post(
                "test", "hello", **{"about": 1, "address": "x@example.org"} | columns
            )

    return post


@pytest.fixture
def revive(django_capture_on_commit_callbacks):
    def revive():
        with django_capture_on_commit_callbacks(execute=True):
            return outbox.revive()

    return revive


class Failing(BaseEmailBackend):
    error: Exception

    def send_messages(self, messages):
        raise self.error


@pytest.fixture
def fail(settings):
    """fail(error): the mail server answers that to every letter."""

    def fail(error):
        Failing.error = error
        settings.EMAIL_BACKEND = f"{__name__}.Failing"

    return fail


def test_a_letter_leaves_under_the_message_id_chosen_when_it_was_posted(post, mailoutbox):
    letter = post()

    (email,) = mailoutbox
    assert email.to == ["x@example.org"]
    assert email.message()["Message-ID"] == letter.message_id
    letter.refresh_from_db()
    assert (letter.state, letter.attempts, letter.error) == (State.SENT, 1, "")
    assert letter.sent_at is not None


def test_what_is_undone_was_never_posted(mailoutbox):
    with transaction.atomic():
        outbox.post("test", "hello", about=1, address="x@example.org")
        transaction.set_rollback(True)

    assert not Letter.objects.exists()
    assert mailoutbox == []


def test_a_letter_with_a_key_is_posted_once(post, mailoutbox):
    first, again = post(key="rappel-1"), post(key="rappel-1")

    assert again is None
    assert list(Letter.objects.all()) == [first]
    assert len(mailoutbox) == 1


def test_a_letter_that_has_left_does_not_leave_again(post, mailoutbox):
    letter = post()

    outbox.deliver.call(letter.pk)

    assert len(mailoutbox) == 1


def test_a_letter_in_other_hands_is_left_alone(post, mailoutbox):
    letter = Letter.objects.create(
        matter="test", kind="hello", about=1, address="x@example.org", state=State.SENDING
    )

    outbox.deliver.call(letter.pk)

    assert mailoutbox == []


def test_what_has_nothing_to_say_any_more_is_dropped(post, mailoutbox):
    letter = post(about=0)

    letter.refresh_from_db()
    assert letter.state == State.DROPPED
    assert mailoutbox == []


def test_a_server_that_does_not_answer_is_asked_again_later_then_no_more(post, revive, fail):
    fail(ConnectionRefusedError())
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        letter = post()
    waits = []
    for _ in outbox.RETRIES:
        letter.refresh_from_db()
        assert letter.state == State.QUEUED
        with time_machine.travel(letter.due_at - timedelta(seconds=1), tick=False):
            assert revive() == 0
        with time_machine.travel(letter.due_at, tick=False):
            waits.append(letter.due_at - start)
            start = letter.due_at
            assert revive() == 1

    letter.refresh_from_db()
    assert waits == outbox.RETRIES
    assert (letter.state, letter.attempts) == (State.FAILED, 5)
    assert letter.error == "Le serveur n’a pas répondu."


def test_a_letter_that_was_late_leaves_under_the_same_message_id(
    post, revive, fail, settings, mailoutbox
):
    fail(smtplib.SMTPServerDisconnected("Connection unexpectedly closed"))
    letter = post()
    settings.EMAIL_BACKEND = LOCMEM

    with time_machine.travel(timezone.now() + outbox.RETRIES[0]):
        revive()

    (email,) = mailoutbox
    assert email.message()["Message-ID"] == letter.message_id
    letter.refresh_from_db()
    assert (letter.state, letter.attempts, letter.error) == (State.SENT, 2, "")


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (smtplib.SMTPRecipientsRefused({"x@example.org": (550, b"unknown")}), State.FAILED),
        (smtplib.SMTPRecipientsRefused({"x@example.org": (451, b"later")}), State.QUEUED),
        (smtplib.SMTPDataError(554, b"spam"), State.FAILED),
        (smtplib.SMTPAuthenticationError(535, b"password"), State.QUEUED),
        (smtplib.SMTPSenderRefused(553, b"no", "us@example.org"), State.QUEUED),
        (TimeoutError(), State.QUEUED),
        (RuntimeError("a fault of ours"), State.FAILED),
    ],
)
def test_only_what_is_about_this_letter_and_final_is_a_failure_at_once(post, fail, error, state):
    fail(error)

    letter = post()

    letter.refresh_from_db()
    assert letter.state == state
    assert letter.error != ""


def test_no_log_repeats_what_a_server_says_of_somebody(post, fail, caplog):
    fail(smtplib.SMTPRecipientsRefused({"x@example.org": (550, b"x@example.org unknown")}))

    letter = post()

    (record,) = caplog.records
    assert record.getMessage() == f"Letter {letter} did not leave: SMTPRecipientsRefused"
    assert "x@example.org" not in caplog.text
    letter.refresh_from_db()
    assert letter.error == "Le serveur a refusé la lettre (550)."


def test_a_failed_letter_is_sent_again_by_hand_and_only_a_failed_one(
    post, fail, settings, mailoutbox, django_capture_on_commit_callbacks
):
    fail(smtplib.SMTPDataError(554, b"spam"))
    letter = post()
    settings.EMAIL_BACKEND = LOCMEM

    with django_capture_on_commit_callbacks(execute=True):
        answers = [outbox.resend(letter), outbox.resend(letter)]

    assert answers == [True, False]
    (email,) = mailoutbox
    assert email.message()["Message-ID"] == letter.message_id
    letter.refresh_from_db()
    assert letter.state == State.SENT


def test_a_letter_whose_worker_died_is_taken_up_once_nobody_can_still_hold_it(revive, mailoutbox):
    letter = Letter.objects.create(
        matter="test", kind="hello", about=1, address="x@example.org", state=State.SENDING
    )

    early = revive()
    with time_machine.travel(timezone.now() + LEASE):
        late = revive()

    assert (early, late) == (0, 1)
    assert [email.extra_headers["Message-ID"] for email in mailoutbox] == [letter.message_id]


def test_in_a_queue_the_task_is_a_row_of_the_same_transaction(settings, mailoutbox):
    settings.QUEUE = True
    settings.TASKS = {**settings.TASKS, "letters": settings.QUEUED}

    with transaction.atomic():
        outbox.post("test", "hello", about=1, address="x@example.org")
        tasks_inside = DBTaskResult.objects.count()
        transaction.set_rollback(True)

    assert tasks_inside == 1
    assert not DBTaskResult.objects.exists()
    assert mailoutbox == []


def test_tasks_that_are_over_are_forgotten_after_a_day_and_those_that_wait_are_not(settings):
    settings.TASKS = {**settings.TASKS, "letters": settings.QUEUED}
    over, waiting = (outbox.deliver.enqueue(number) for number in (1, 2))
    two_days_ago = timezone.now() - timedelta(days=2)
    DBTaskResult.objects.filter(pk=over.id).update(status="SUCCESSFUL", started_at=two_days_ago)
    DBTaskResult.objects.filter(pk=waiting.id).update(enqueued_at=two_days_ago)

    outbox.forget_tasks()

    assert [str(pk) for pk in DBTaskResult.objects.values_list("pk", flat=True)] == [waiting.id]
