"""Writing to those who registered: a preview, the number to confirm, a letter to each."""

import html

import pytest
from django.urls import reverse

from events import mailing, registration
from events.models import Message, Registration
from letters import outbox
from letters.models import Letter
from tests.factories import (
    OrganisationFactory,
    PersonFactory,
    RegistrationFactory,
    SessionFactory,
)

WORDS = {
    "to": "everyone",
    "subject": "Apportez un coussin",
    "body": "Bonjour {prénom},\n\nÀ {date}.",
}


@pytest.fixture
def session():
    """Nina and Ella have a seat, Miriam waits, Bessie cancelled; Ella has no address."""
    session = SessionFactory(event__lead=OrganisationFactory(key="hetis"))
    for name, status, email in [
        ("Nina", "seated", "nina@example.org"),
        ("Ella", "seated", None),
        ("Miriam", "waiting", "miriam@example.org"),
        ("Bessie", "cancelled", "bessie@example.org"),
    ]:
        person = PersonFactory(first_name=name, last_name="S.", email=email, phone="04 65 71 30 40")
        RegistrationFactory(session=session, person=person, status=status)
    return session


@pytest.fixture
def post(client, django_capture_on_commit_callbacks):
    def post(session, **typed):
        typed = WORDS | {"form_key": "a"} | typed
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(reverse("agenda_sessions:write", args=[session.pk]), typed)

    return post


@pytest.fixture
def send(post):
    """Read the preview, then confirm it."""

    def send(session, **typed):
        return post(session, confirmed=post(session, **typed).context["seal"], **typed)

    return send


def addresses(mailoutbox):
    return sorted(
        address.rpartition("<")[2].strip(">") for mail in mailoutbox for address in mail.to
    )


def test_the_preview_says_how_many_and_whom_to_call_and_sends_nothing(
    client, alice, session, post, mailoutbox
):
    client.force_login(alice)

    page = post(session)

    text = " ".join(html.unescape(page.text).split())
    assert page.status_code == 200
    assert "Envoyer à 2 personnes" in text
    assert [row.full_name for row in page.context["to_call"]] == ["Ella S."]
    assert "Bonjour Camille," in page.context["preview"]["text"]
    assert "Nina" not in page.context["preview"]["text"]
    assert mailoutbox == []
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("to", "written"),
    [
        ("everyone", ["miriam@example.org", "nina@example.org"]),
        ("seated", ["nina@example.org"]),
        ("line", ["miriam@example.org"]),
    ],
)
def test_each_gets_a_letter_of_their_own(client, alice, session, send, mailoutbox, to, written):
    client.force_login(alice)

    response = send(session, to=to)

    assert response.status_code == 302
    assert addresses(mailoutbox) == written
    for email in mailoutbox:
        assert (len(email.to), email.cc, email.bcc) == (1, [], [])
        assert email.subject == "Apportez un coussin"
    assert Message.objects.get().author == alice


def test_variables_are_filled_for_each_person(client, alice, session, send, mailoutbox):
    client.force_login(alice)

    send(session, to="seated", body="Bonjour {prénom} {nom}.")

    (email,) = mailoutbox
    assert email.body.startswith("Bonjour Nina S..\n")
    assert "/inscriptions/" in email.body


def test_somebody_who_registered_meanwhile_is_counted_before_anything_leaves(
    client, alice, session, post, mailoutbox
):
    client.force_login(alice)
    seal = post(session).context["seal"]
    RegistrationFactory(session=session)

    page = post(session, confirmed=seal)

    assert page.status_code == 200
    assert page.context["count"] == 3
    assert mailoutbox == []


def test_words_changed_after_the_preview_are_shown_before_they_leave(
    client, alice, session, post, mailoutbox
):
    client.force_login(alice)
    seal = post(session).context["seal"]

    page = post(session, body="Bonjour {prénom}, autre chose.", confirmed=seal)

    assert "autre chose." in page.context["preview"]["text"]
    assert mailoutbox == []


def test_a_double_click_sends_once(client, alice, session, send, mailoutbox):
    client.force_login(alice)

    send(session)
    send(session)

    assert len(mailoutbox) == 2
    assert Message.objects.count() == 1


def test_the_words_are_kept_once_and_no_letter_holds_them(client, alice, session, send):
    client.force_login(alice)

    send(session)

    message = Message.objects.get()
    page = client.get(reverse("agenda_sessions:write", args=[session.pk]))
    assert list(page.context["written"]) == [message]
    assert (message.subject, message.body) == (WORDS["subject"], WORDS["body"])
    assert list(Letter.objects.values_list("details", flat=True)) == [{}] * 2


def test_who_cancels_before_it_leaves_gets_nothing(alice, session, mailoutbox, settings):
    settings.QUEUE = True
    settings.TASKS = {**settings.TASKS, "letters": settings.QUEUED}
    mailing.send(session, alice, form_key="a", **WORDS)
    registration.cancel(Registration.objects.get(first_name="Nina"))
    mailoutbox.clear()

    for letter in Letter.objects.filter(kind="message").order_by("pk"):
        outbox.deliver.call(letter.pk)

    assert addresses(mailoutbox) == ["miriam@example.org"]


def test_a_session_where_nobody_has_an_address_offers_nothing_to_send(client, alice, post):
    session = SessionFactory(event__lead=OrganisationFactory(key="hetis"))
    client.force_login(alice)

    page = post(session)
    page = post(session, confirmed=page.context["seal"])

    assert page.status_code == 200
    assert "Personne ne recevrait ce message." in page.text
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"subject": ""}, "subject"),
        ({"body": " "}, "body"),
        ({"body": "Bonjour {prenom}"}, "body"),
        ({"to": "nobody"}, "to"),
        ({"subject": "x" * 151}, "subject"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(client, alice, session, post, typed, field):
    client.force_login(alice)

    page = post(session, confirmed="2", **typed)

    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert page.context["form"]["subject"].value() == (WORDS | typed)["subject"]
    assert not Message.objects.exists()


def test_only_those_who_read_the_names_write(
    client, alice, bob, charlie, session, post, mailoutbox
):
    client.force_login(bob)
    refused = post(session, confirmed="2")
    client.force_login(charlie)
    refused_too = post(session, confirmed="2")

    assert [refused.status_code, refused_too.status_code] == [302, 302]  # Wagtail shows the door
    assert mailoutbox == []
    client.force_login(alice)
    assert client.get(reverse("agenda_sessions:write", args=[session.pk])).status_code == 200


def test_a_hostile_message_stays_text(client, alice, session, send, mailoutbox):
    client.force_login(alice)

    send(session, to="seated", subject="A\r\nBcc: x@example.org", body="<script>")

    (email,) = mailoutbox
    assert email.message()["Bcc"] is None
    assert "<script" not in email.alternatives[0].content
