"""The team's screens: what was sent to whom, for those who may know; the words of each letter."""

import html
import re

import pytest
from django.urls import reverse

from events import writing
from events.letters import Kind
from events.models import Registration
from events.texts import (
    KINDS,
    LEFT_LINE,
    POSTPONED,
    REQUESTED,
    TEXTS,
    TODAY,
    VARIABLES,
    WAITING,
    WITHDRAWN,
)
from letters import outbox
from letters.models import Letter, LetterText
from letters.texts import Text
from pages.models import ContactMessage
from tests.factories import (
    OrganisationFactory,
    RegistrationFactory,
    UserFactory,
)

INDEX = reverse("letters:index")
TEXTS_PAGE = reverse("letter_texts:index")
THANKS = reverse("letter_texts:text", args=["registration", "thanks"])


@pytest.fixture
def dora():
    """Coordination: the words are theirs."""
    return UserFactory(role="coordination", organisation=OrganisationFactory(key="hetis"))


def written_to(first_name, *, lead="hetis", **columns):
    """A letter about a registration of somebody at a session of this organisation."""
    seat = RegistrationFactory(
        session__event__lead=OrganisationFactory(key=lead),
        session__event__title="Atelier pleurs",
        person__first_name=first_name,
        person__last_name="Simone",
    )
    return Letter.objects.create(
        **{
            "matter": "registration",
            "kind": "confirmation",
            "about": seat.pk,
            "person": seat.person,
            "address": seat.person.email,
            "state": Letter.State.SENT,
        }
        | columns
    )


def failed(**columns):
    error = "Le serveur a refusé la lettre (550)."
    return written_to("Nina", state=Letter.State.FAILED, attempts=1, error=error, **columns)


def page_of(letter):
    return reverse("letters:letter", args=[letter.pk])


def names(response):
    return sorted(letter.recipient for letter in response.context["object_list"])


# What was sent to whom


def test_the_list_says_to_whom_what_about_and_whether_it_left(client, alice):
    written_to("Nina")
    client.force_login(alice)

    page = html.unescape(client.get(INDEX).text)

    assert "Nina Simone" in page
    assert "confirmation" in page
    assert "Atelier pleurs – " in page
    assert "envoyée" in page


def test_each_organisation_reads_whom_its_own_letters_went_to(client, alice, bob):
    written_to("Nina")
    written_to("Ella", lead="galice")

    client.force_login(alice)
    assert names(client.get(INDEX)) == ["Nina Simone"]
    client.force_login(bob)
    assert names(client.get(INDEX)) == ["Ella Simone"]


def test_administrators_read_all_and_other_staff_nothing(client, charlie):
    written_to("Nina")
    written_to("Ella", lead="galice")

    client.force_login(UserFactory(role="administration"))
    assert names(client.get(INDEX)) == ["Ella Simone", "Nina Simone"]
    client.force_login(charlie)
    assert client.get(INDEX).status_code == 302


def test_a_letter_of_another_house_is_nowhere(client, bob):
    letter = failed()
    client.force_login(bob)

    assert client.get(page_of(letter)).status_code == 404
    assert client.post(reverse("letters:resend", args=[letter.pk])).status_code == 404
    letter.refresh_from_db()
    assert letter.state == Letter.State.FAILED


def test_forwarded_messages_are_seen_by_those_who_may_read_messages(client, alice):
    message = ContactMessage.objects.create(
        name="Marie", email="marie@example.org", subject="Une malle", message="…"
    )
    Letter.objects.create(
        matter="contact", kind="message", about=message.pk, address="bonjour@example.org"
    )

    client.force_login(alice)
    assert names(client.get(INDEX)) == []
    client.force_login(UserFactory(role="accueil", organisation=OrganisationFactory(key="hetis")))
    page = client.get(INDEX)
    assert names(page) == ["bonjour@example.org"]
    assert "Une malle" in page.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=ella", ["Ella Simone"]),
        ("q=ella@example.org", ["Ella Simone"]),
        ("state=failed", ["Ella Simone"]),
        ("kind=thanks", ["Nina Simone"]),
        ("queued_at_from=2099-01-01", []),
    ],
)
def test_the_list_narrows(client, alice, query, found):
    written_to("Nina", kind="thanks")
    written_to("Ella", state=Letter.State.FAILED, address="ella@example.org")
    client.force_login(alice)

    assert names(client.get(f"{INDEX}?{query}")) == found


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_list_costs_the_same_queries_whatever_its_length(
    client, alice, how_many, django_assert_num_queries
):
    for n in range(how_many):
        written_to(f"Nina {n}")
    client.force_login(alice)
    client.get(INDEX)

    with django_assert_num_queries(12):
        client.get(INDEX)


def test_a_letter_whose_subject_is_gone_is_still_listed(client):
    Letter.objects.create(
        matter="contact", kind="message", about=999, address="bonjour@example.org"
    )
    client.force_login(UserFactory(role="administration"))

    assert client.get(INDEX).status_code == 200


def test_a_letter_says_why_it_did_not_leave(client, alice):
    letter = failed()
    client.force_login(alice)

    page = client.get(page_of(letter))

    assert "Cette lettre n’est pas partie. Le serveur a refusé la lettre (550)." in " ".join(
        html.unescape(page.text).split()
    )
    assert "Envoyer de nouveau" in page.text


def test_a_letter_that_left_is_not_sent_again(client, alice, mailoutbox):
    letter = written_to("Nina")
    client.force_login(alice)

    page = client.get(page_of(letter))
    response = client.post(reverse("letters:resend", args=[letter.pk]), follow=True)

    assert "Envoyer de nouveau" not in page.text
    assert "Cette lettre n’avait pas échoué" in html.unescape(response.text)
    assert mailoutbox == []


def test_a_failed_letter_is_sent_again(
    client, alice, mailoutbox, django_capture_on_commit_callbacks
):
    letter = failed()
    client.force_login(alice)

    assert client.get(reverse("letters:resend", args=[letter.pk])).status_code == 405
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("letters:resend", args=[letter.pk]))

    (email,) = mailoutbox
    assert email.extra_headers["Message-ID"] == letter.message_id
    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == (Letter.State.SENT, 1)


def test_the_desk_of_the_door_reads_letters_and_sends_none_again(client):
    letter = failed()
    client.force_login(UserFactory(role="accueil", organisation=OrganisationFactory(key="hetis")))

    page = client.get(page_of(letter))
    response = client.post(reverse("letters:resend", args=[letter.pk]))

    assert page.status_code == 200
    assert "Envoyer de nouveau" not in page.text
    assert response.status_code == 302  # Wagtail shows the door
    letter.refresh_from_db()
    assert letter.state == Letter.State.FAILED


# The words


def test_every_letter_with_words_is_listed_with_its_subject(client, dora):
    client.force_login(dora)

    page = html.unescape(client.get(TEXTS_PAGE).text)

    for text in TEXTS.values():
        assert text.label in page
        assert text.subject in page


@pytest.mark.parametrize("role", ["agenda", "accueil", "documentation", "rédaction"])
def test_only_coordination_and_administration_change_the_words(client, role):
    client.force_login(UserFactory(role=role, organisation=OrganisationFactory()))
    typed = {"subject": "Merci", "body": "Merci."}

    answers = [client.get(TEXTS_PAGE), client.get(THANKS), client.post(THANKS, typed)]

    assert [answer.status_code for answer in answers] == [302, 302, 302]
    assert not LetterText.objects.exists()


@pytest.mark.parametrize("key", TEXTS)
def test_the_original_of_each_letter_passes_its_own_form_and_is_shown(client, dora, key):
    client.force_login(dora)
    url = reverse("letter_texts:text", args=["registration", key])

    page = client.get(url)
    form = page.context["form"]
    typed = {name: form[name].value() for name in ("subject", "body")}
    saved = client.post(url, typed)

    assert typed == {"subject": TEXTS[key].subject, "body": TEXTS[key].body}
    assert "Camille" in page.context["preview"]["text"]
    assert "Camille" in page.context["preview"]["html"]
    assert saved.status_code == 302


def test_a_preview_shows_the_new_words_and_keeps_nothing(client, dora):
    client.force_login(dora)

    page = client.post(THANKS, {"subject": "À {prénom}", "body": "Merci {prénom}.", "preview": "1"})

    assert page.status_code == 200
    assert page.context["preview"]["subject"] == "À Camille"
    assert "Merci Camille." in page.context["preview"]["text"]
    assert page.context["form"]["body"].value() == "Merci {prénom}."
    (frame,) = re.findall(r'sandbox\s+srcdoc="([^"]*)"', page.text)
    assert html.unescape(frame) == page.context["preview"]["html"]
    assert not LetterText.objects.exists()


def test_what_is_saved_is_what_leaves_and_the_original_can_come_back(
    client, dora, mailoutbox, django_capture_on_commit_callbacks
):
    client.force_login(dora)
    client.post(THANKS, {"subject": "À {prénom}", "body": "Bonsoir {prénom} {nom}.\n\nÀ bientôt."})
    letter = written_to("Nina", kind="thanks", state=Letter.State.QUEUED)

    outbox.deliver.call(letter.pk)
    (email,) = mailoutbox
    assert email.subject == "À Nina"
    assert email.body.startswith("Bonsoir Nina Simone.\n\nÀ bientôt.\n")

    client.post(reverse("letter_texts:forget", args=["registration", "thanks"]))
    assert LetterText.words("registration", "thanks") == TEXTS["thanks"]


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"body": "Bonjour {prenom}"}, "body", "{prenom} n’est pas une variable."),
        ({"body": "Bonjour {}"}, "body", "{} n’est pas une variable."),
        ({"body": "Bonjour {prénom"}, "body", "Une accolade est seule"),
        ({"body": "Bonjour }"}, "body", "Une accolade est seule"),
        ({"body": "{{prénom}}"}, "body", "Une accolade est seule"),
        ({"subject": "{date de naissance}"}, "subject", "{date de naissance} n’est pas"),
        ({"body": "  "}, "body", "Le texte est vide."),
        ({"subject": ""}, "subject", "Un courriel a besoin d’un objet."),
    ],
)
def test_what_nothing_would_fill_is_refused_with_a_sentence_and_not_lost(
    client, dora, typed, field, sentence
):
    client.force_login(dora)
    typed = {"subject": "Merci", "body": "Merci."} | typed

    page = client.post(THANKS, typed)

    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert page.context["form"].errors[field][0].startswith(sentence)
    assert page.context["form"][field].value() == typed[field]
    assert not LetterText.objects.exists()


@pytest.mark.parametrize("path", ["registration/nothing", "nothing/thanks", "contact/message"])
def test_a_letter_without_words_has_no_page(client, dora, path):
    client.force_login(dora)

    assert client.get(f"{TEXTS_PAGE}{path}/").status_code == 404


def test_each_kind_of_letter_has_a_name_and_words():
    """A message’s words are those of whoever writes it."""
    assert set(KINDS) == set(Kind)
    turns = {WAITING, REQUESTED, POSTPONED, TODAY, LEFT_LINE, WITHDRAWN}
    assert set(TEXTS) - turns == set(Kind) - {Kind.MESSAGE}


def test_every_variable_that_is_offered_is_filled():
    body = "\n".join(f"{name} = {{{name}}}" for name in VARIABLES)

    email = writing.preview("thanks", Text("Essai", "Essai", body))

    assert "{" not in email.body


@pytest.mark.parametrize(
    "hostile",
    [
        "{nom}",
        "<script>alert(1)</script>",
        "A\r\nBcc: x@example.org",
        "{lien} & <b>",
        "https://x.fr",
    ],
)
def test_a_hostile_name_stays_a_name(mailoutbox, hostile):
    LetterText.objects.create(
        matter="registration", key="thanks", subject="À {prénom}", body="Merci {prénom} <b>!"
    )
    letter = written_to("Nina", kind="thanks", state=Letter.State.QUEUED)
    seat = Registration.objects.get()
    seat.first_name = hostile
    seat.save()

    outbox.deliver.call(letter.pk)

    (email,) = mailoutbox
    message = email.message()
    assert message["Bcc"] is None
    assert email.subject == f"À {' '.join(hostile.split())}"
    page = email.alternatives[0].content
    assert "<script" not in page
    assert "<b>" not in page
    if "{" in hostile:
        assert hostile in email.body
