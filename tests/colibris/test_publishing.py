"""What was to go online or offline at an hour does so by the clock, once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from wagtail.models import ModelLogEntry, Revision

from colibris import publishing
from events.models import Event
from tests.factories import EventFactory, SessionFactory

HOUR = timedelta(hours=1)
FEED = "/agenda/agenda.ics"


def scheduled(**hours):
    """A rendez-vous whose publication, or end, is chosen."""
    event = EventFactory(title="Danse", live="expire_at" in hours)
    SessionFactory(event=event, starts_at=timezone.now() + timedelta(days=9))
    for name, hour in hours.items():
        setattr(event, name, hour)
    event.save_revision().publish()
    return event


def acts(event):
    entries = ModelLogEntry.objects.for_instance(event)
    return list(entries.filter(action__endswith=".scheduled").values_list("action", flat=True))


def tick(capsys):
    call_command("tick")
    return capsys.readouterr().out


def test_a_rendez_vous_goes_online_at_its_hour_and_once(client, capsys):
    event = scheduled(go_live_at=timezone.now() + HOUR)

    assert (tick(capsys), b"Danse" in client.get(FEED).content) == ("", False)
    with time_machine.travel(timezone.now() + HOUR):
        assert tick(capsys) == "publications et retraits programmés : 1\n"
        assert b"Danse" in client.get(FEED).content
        assert tick(capsys) == ""

    assert acts(event) == ["wagtail.publish.scheduled"]


def test_a_rendez_vous_goes_offline_at_its_hour_and_once(client, capsys):
    event = scheduled(expire_at=timezone.now() + HOUR)

    assert (tick(capsys), b"Danse" in client.get(FEED).content) == ("", True)
    with time_machine.travel(timezone.now() + HOUR):
        assert tick(capsys) == "publications et retraits programmés : 1\n"
        assert b"Danse" not in client.get(FEED).content
        assert tick(capsys) == ""

    assert Event.objects.get(pk=event.pk).expired
    assert acts(event) == ["wagtail.unpublish.scheduled"]


def two_clocks(monkeypatch):
    """Both have read what is due before either writes; how many each published."""
    start, read = threading.Barrier(2), publishing._keys

    def read_together(rows):
        keys = read(rows)
        if rows.model is Revision:
            start.wait(30)
        return keys

    def run():
        try:
            return publishing.publish_due()
        finally:
            connection.close()

    monkeypatch.setattr(publishing, "_keys", read_together)
    with ThreadPoolExecutor(2) as pool:
        return sorted(future.result(60) for future in [pool.submit(run) for _ in range(2)])


on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite lets one writer in at a time"
)


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_two_clocks_publish_once(monkeypatch):
    event = scheduled(go_live_at=timezone.now() + HOUR)

    with time_machine.travel(timezone.now() + HOUR):
        assert two_clocks(monkeypatch) == [0, 1]

    assert acts(event) == ["wagtail.publish.scheduled"]


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_control_without_holding_the_row_two_clocks_publish_twice(monkeypatch):
    event = scheduled(go_live_at=timezone.now() + HOUR)

    def publish(_rows, pk):
        Revision.objects.get(pk=pk).publish(log_action="wagtail.publish.scheduled")
        return True

    monkeypatch.setattr(publishing, "_publish", publish)
    with time_machine.travel(timezone.now() + HOUR):
        assert two_clocks(monkeypatch) == [1, 1]

    assert acts(event) == ["wagtail.publish.scheduled"] * 2
