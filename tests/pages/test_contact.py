"""The contact page keeps what is written, sends it on, and lets nothing be smuggled in."""

import time
from datetime import UTC, datetime

import pytest
import time_machine
from django.core import mail
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.humans import new_stamp
from identity.models import Identity
from pages.models import ContactMessage
from tests.factories import UserFactory

TYPED = {
    "name": "Marie Durand",
    "email": "marie@example.org",
    "subject": "Une malle",
    "message": "Bonjour,\n\nla malle musique est-elle libre ?",
}


@pytest.fixture
def stamp():
    """Of a page opened a minute ago."""
    a_minute_ago = datetime.fromtimestamp(time.time() - 60, UTC)
    with time_machine.travel(a_minute_ago, tick=False):
        return new_stamp()


@pytest.fixture
def place():
    identity = Identity.load()
    identity.name, identity.email = "La Maison", "bonjour@example.org"
    identity.save()
    return identity


def test_a_message_is_kept_and_sent_on(client, stamp, place, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post("/contact/", TYPED | {"stamp": stamp})

    assert (response.status_code, response.url) == (302, "/contact/merci/")
    kept = ContactMessage.objects.get()
    assert {name: getattr(kept, name) for name in TYPED} == TYPED | {
        "message": "Bonjour,\n\nla malle musique est-elle libre ?"
    }
    (letter,) = mail.outbox
    assert letter.to == ["bonjour@example.org"]
    assert letter.reply_to == ["marie@example.org"]
    assert letter.subject == "[La Maison] Une malle"
    assert "la malle musique est-elle libre ?" in letter.body


def test_the_sender_is_thanked(client):
    response = client.get("/contact/merci/")

    assert response.status_code == 200
    assert "Votre message est bien arrivé" in response.text


def test_a_mail_server_that_fails_loses_nothing(
    client, stamp, place, settings, django_capture_on_commit_callbacks
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1  # nobody listens there

    with django_capture_on_commit_callbacks(execute=True):
        response = client.post("/contact/", TYPED | {"stamp": stamp})

    assert response.status_code == 302
    assert ContactMessage.objects.count() == 1


def test_without_an_address_of_the_place_the_message_waits_in_the_back_office(
    client, stamp, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/contact/", TYPED | {"stamp": stamp})

    assert ContactMessage.objects.count() == 1
    assert mail.outbox == []


@pytest.mark.parametrize("missing", TYPED)
def test_what_is_missing_is_said_and_nothing_is_lost(client, stamp, missing):
    response = client.post("/contact/", TYPED | {"stamp": stamp, missing: ""})

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [missing]
    for name, typed in TYPED.items():
        if name != missing:
            assert response.context["form"][name].value() == typed
    assert ContactMessage.objects.count() == 0


def test_an_address_that_is_not_one_is_said(client, stamp):
    response = client.post("/contact/", TYPED | {"stamp": stamp, "email": "marie@"})

    assert response.status_code == 422
    assert "elle s’écrit comme nom@exemple.fr" in response.text


def test_a_robot_that_fills_every_field_is_refused(client, stamp):
    response = client.post("/contact/", TYPED | {"stamp": stamp, "website": "https://spam"})

    assert response.status_code == 422
    assert ContactMessage.objects.count() == 0


def test_a_form_sent_at_once_is_refused(client):
    response = client.post("/contact/", TYPED | {"stamp": new_stamp()})

    assert response.status_code == 422
    assert ContactMessage.objects.count() == 0


def test_too_many_messages_are_refused_with_a_sentence(client, stamp):
    for _ in range(60):
        client.post("/contact/", TYPED | {"stamp": stamp, "message": ""})
    kept = ContactMessage.objects.count()

    response = client.post("/contact/", TYPED | {"stamp": stamp})

    assert response.status_code == 429
    assert "Trop d’envois" in response.text
    assert response.context["form"]["message"].value() == TYPED["message"]
    assert ContactMessage.objects.count() == kept == 0


def test_headers_cannot_be_smuggled_in(client, stamp, place, django_capture_on_commit_callbacks):
    smuggled = "Bonjour\r\nBcc: tous@example.org"

    with django_capture_on_commit_callbacks(execute=True):
        client.post("/contact/", TYPED | {"stamp": stamp, "subject": smuggled, "name": smuggled})

    (letter,) = mail.outbox
    assert letter.subject == "[La Maison] Bonjour Bcc: tous@example.org"
    assert letter.recipients() == ["bonjour@example.org"]
    assert "\nBcc:" not in letter.message().as_string()


hostile = st.text(max_size=6000) | st.sampled_from(
    ["\x00", "a\r\nTo: b@c.d", "\u2028", "\ud7ff", "{{ 7 }}", "<script>", "a@b.c\r\nCc: d@e.f", "​"]
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(typed=st.fixed_dictionaries(dict.fromkeys([*TYPED, "website"], hostile)))
def test_whatever_is_typed_is_answered(place, typed, django_capture_on_commit_callbacks):
    stamp = "not-a-stamp"

    with django_capture_on_commit_callbacks(execute=True):
        response = Client().post("/contact/", typed | {"stamp": stamp})

    assert response.status_code in (302, 422, 429)


def test_staff_mark_a_message_as_handled(client):
    message = ContactMessage.objects.create(**TYPED)
    staff = UserFactory(is_superuser=True)
    client.force_login(staff)
    assert "Une malle" in client.get("/gestion/messages/").text

    response = client.post(f"/gestion/messages/edit/{message.pk}/", {"handled": "on"})

    assert response.status_code == 302
    message.refresh_from_db()
    assert (message.handled, message.handled_by) == (True, staff)


def test_staff_change_nothing_of_what_was_written(client):
    message = ContactMessage.objects.create(**TYPED)
    client.force_login(UserFactory(is_superuser=True))

    client.post(f"/gestion/messages/edit/{message.pk}/", {"message": "Autre chose"})

    message.refresh_from_db()
    assert message.message == TYPED["message"]


def test_nobody_writes_a_message_from_the_back_office(client):
    client.force_login(UserFactory(is_superuser=True))

    assert client.get("/gestion/messages/new/").status_code == 302


def test_messages_waiting_can_be_listed_alone(client):
    ContactMessage.objects.create(**TYPED)
    done = ContactMessage.objects.create(**TYPED | {"subject": "Déjà répondu"})
    ContactMessage.objects.filter(pk=done.pk).update(handled_at=done.created_at)
    client.force_login(UserFactory(is_superuser=True))
    assert "Déjà répondu" in client.get("/gestion/messages/").text

    text = client.get("/gestion/messages/?unhandled=true").text

    assert "Une malle" in text
    assert "Déjà répondu" not in text


def test_staff_read_the_message_as_it_was_written_and_answer_it(client):
    message = ContactMessage.objects.create(**TYPED | {"message": "Bonjour,\n<b>libre ?</b>"})
    client.force_login(UserFactory(is_superuser=True))

    text = client.get(f"/gestion/messages/edit/{message.pk}/").text

    assert "Bonjour,<br>&lt;b&gt;libre ?&lt;/b&gt;" in text
    assert '<a href="mailto:marie@example.org">marie@example.org</a>' in text
