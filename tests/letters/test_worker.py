"""The worker of the queue, for real: its process, a mail server, the signal nobody can catch."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from events import letters
from letters import outbox
from letters.models import Letter
from tests.factories import RegistrationFactory, SessionFactory

HOW_MANY = 100
DEATHS = (37, 71)  # the letters after which the worker dies

pytestmark = pytest.mark.django_db(transaction=True)


class Place:
    """manage.py in processes of its own, on the rows of this test."""

    def __init__(self, address, mailbox):
        self.environment = {
            **os.environ,
            "DATABASE_URL": address,
            "QUEUE": "1",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(mailbox.port),
        }

    def start(self, *command):
        return subprocess.Popen(  # noqa: S603 (our own command)
            [sys.executable, "manage.py", *command],
            cwd=settings.BASE_DIR,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    def worker(self):
        return self.start("db_worker", "--backend", "letters", "--batch", "--no-startup-delay")

    def run(self, process):
        _, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors


@pytest.fixture
def open_place(mailbox, tmp_path):
    """open_place(): from here on, the rows of this test are those of other processes too."""

    def open_place():
        if connection.vendor == "postgresql":
            server = os.environ["DATABASE_URL"].rpartition("/")[0]
            return Place(f"{server}/{connection.settings_dict['NAME']}", mailbox), execute
        path = tmp_path / "db.sqlite3"
        with closing(sqlite3.connect(path)) as copy:
            connection.connection.backup(copy)  # the test's own database is in memory

        def execute_on_copy(sql, *values):
            with closing(sqlite3.connect(path, timeout=30)) as rows:
                found = rows.execute(sql.replace("%s", "?"), values).fetchall()
                rows.commit()
                return found

        return Place(f"sqlite:///{path}", mailbox), execute_on_copy

    def execute(sql, *values):
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall() if cursor.description else []

    return open_place


def confirmations(how_many, settings):
    """That many letters in the queue."""
    settings.QUEUE = True
    settings.TASKS = {**settings.TASKS, "letters": settings.QUEUED}
    session = SessionFactory(capacity=None)
    for seat in RegistrationFactory.create_batch(how_many, session=session):
        letters.post(letters.Kind.CONFIRMATION, seat)


def states(execute):
    return dict(execute("SELECT state, count(*) FROM letters_letter GROUP BY state"))


def test_killed_twice_the_worker_loses_no_letter_and_repeats_only_those_in_flight(
    mailbox, open_place, settings
):
    confirmations(HOW_MANY, settings)
    place, execute = open_place()

    for death in DEATHS:
        worker = place.worker()
        # Received, and dead before it hears so: the worst moment.
        mailbox.on_letter = lambda count, worker=worker, death=death: (
            os.kill(worker.pid, signal.SIGKILL) if count == death else None
        )
        worker.communicate(timeout=120)
        assert worker.returncode == -signal.SIGKILL
        assert len(mailbox.received) == death
    assert states(execute) == {"sent": 69, "sending": 2, "queued": 29}

    # Ten minutes later, when nobody can still hold them.
    past = timezone.now() - timedelta(seconds=1)
    execute(
        "UPDATE letters_letter SET due_at = %s WHERE state = 'sending'",
        past.isoformat(sep=" ") if connection.vendor == "sqlite" else past,
    )
    place.run(place.start("tick"))
    place.run(place.worker())

    assert states(execute) == {"sent": HOW_MANY}
    copies = mailbox.copies()
    assert len(copies) == HOW_MANY
    assert sum(copies.values()) == HOW_MANY + len(DEATHS)
    assert {mailbox.received[death - 1]["Message-ID"] for death in DEATHS} == {
        message_id for message_id, count in copies.items() if count > 1
    }


def test_two_workers_and_a_queue_that_names_each_letter_twice_send_each_once(
    mailbox, open_place, settings
):
    confirmations(30, settings)
    for pk in Letter.objects.values_list("pk", flat=True):
        outbox.deliver.enqueue(pk)
    place, execute = open_place()

    for worker in [place.worker() for _ in range(2)]:
        place.run(worker)

    assert states(execute) == {"sent": 30}
    assert sorted(mailbox.copies().values()) == [1] * 30
