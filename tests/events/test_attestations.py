"""Attestations: hours of the ledger, for who was there, that anybody can check and nobody guess."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts import erasure
from events import attestations, documents, presence, reminders
from events.models import Attestation, Presence, RegistrationLink
from tests.factories import (
    EventFactory,
    OrganisationFactory,
    PersonFactory,
    RegistrationFactory,
    SessionFactory,
)
from tests.pdf import Pdf

PRESENT, LATE, LEFT_EARLY, EXCUSED, ABSENT, CLEARED = Presence.Status.values
ASK = reverse("attestations:ask")


def at(day, hour, minute=0):
    return timezone.make_aware(datetime(2026, 10, day, hour, minute))


@pytest.fixture(autouse=True)
def _the_day_after(settings):
    settings.SITE_URL = "https://lieu.example.org"
    with time_machine.travel(at(14, 10), tick=False):
        yield


@pytest.fixture
def session():
    """A day, yesterday: 9 h to 17 h, two half-days of 3 h 30."""
    return SessionFactory(
        event__title="Atelier pleurs",
        event__slug="atelier-pleurs",
        event__lead=OrganisationFactory(key="hetis", label="Hétis", certified=True),
        starts_at=at(13, 9),
        ends_at=at(13, 17),
        venue__name="Salle du puits",
    )


def seat(session, name="Marie Durand", **person):
    first_name, _, last_name = name.partition(" ")
    person = PersonFactory(first_name=first_name, last_name=last_name, **person)
    return RegistrationFactory(session=session, person=person, created_at=at(1, 9))


@pytest.fixture
def marie(session):
    """She came in the morning, and left at 15 h."""
    row = seat(session, email="marie@example.org")
    presence.record(session, row.person, PRESENT, half_day=1)
    presence.record(session, row.person, LEFT_EARLY, half_day=2, minutes=90)
    return row


def words(text):
    """As printed, no-break spaces and ends of lines aside."""
    return "\n".join(line.rstrip() for line in text.replace("\xa0", " ").splitlines())


# What it says


def test_it_says_the_hours_that_were_noted(session, marie):
    statement = attestations.of_registration(marie)
    document = Pdf(documents.statements([statement]))

    assert statement.minutes == 300
    assert document.is_accessible
    assert document.title == "Attestation de présence – Atelier pleurs"
    assert words(document.text).splitlines() == [
        "Lieu-ressource petite enfance",
        "Attestation de présence",
        "Hétis atteste que Marie Durand a pris part au rendez-vous :",
        "Atelier pleurs",
        "Atelier",
        "Salle du puits, 1 rue de l’Exemple, 00000 Exempleville",
        "Demi-journée Durée",
        "mardi 13 octobre 2026, matin, 9 h – 12 h 30 3 h 30",
        "mardi 13 octobre 2026, après-midi, 13 h 30 – 17 h 1 h 30",
        "Durée totale de présence 5 h",
        "Fait le mercredi 14 octobre 2026.",
        "Nom, qualité et signature :",
        f"Code : {statement.written_code}",
        "Ce document se vérifie à l’adresse https://lieu.example.org/attestations/. La page de",
        "vérification dit ce que dit ce document, et rien de plus.",
        "Lieu-ressource petite enfance, page 1 sur 1",
    ]


def test_a_training_is_certified_in_the_name_of_the_certified_organisation(session, marie):
    event = session.event
    event.training, event.lead = True, OrganisationFactory(key="galice", label="Galice")
    event.co_leads = [OrganisationFactory(key="hetis")]
    event.save()

    document = Pdf(documents.statements([attestations.of_registration(marie)]))

    assert document.title == "Certificat de réalisation – Atelier pleurs"
    assert "Hétis, organisme de formation certifié, atteste que Marie Durand" in document.text
    assert "Galice" not in document.text


def test_a_training_that_nobody_certified_leads_has_an_attestation(session, marie):
    session.event.training, session.event.lead = True, OrganisationFactory(certified=False)
    session.event.save()

    assert attestations.of_registration(marie).certified is None


@pytest.mark.parametrize("status", [EXCUSED, ABSENT, CLEARED])
def test_who_was_not_there_has_none(session, marie, status):
    other = seat(session, "Paul Parti")
    presence.record(session, other.person, PRESENT, at=at(13, 9, 5))
    assert attestations.of_registration(other)

    presence.record(session, other.person, status)

    assert attestations.of_registration(other) is None
    assert attestations.of_registration(marie)


def test_there_is_none_before_the_session_is_over(session, marie):
    assert attestations.of_registration(marie)

    with time_machine.travel(at(13, 16), tick=False):
        assert attestations.of_registration(marie) is None


def test_a_session_has_a_page_for_each_of_those_who_were_there(session, marie):
    absent = seat(session, "Paul Parti")
    presence.record(session, absent.person, ABSENT)
    presence.welcome(session, first_name="Ada", last_name="Passage", by=None)

    document = Pdf(documents.statements(attestations.of_session(session)))

    assert [words(page).splitlines()[2].split(" atteste que ")[1] for page in document.pages] == [
        "Marie Durand a pris part au rendez-vous :",
        "Ada Passage a pris part au rendez-vous :",
    ]


@pytest.mark.parametrize("people", [1, 3])
def test_attestations_cost_the_same_for_one_and_for_three(
    session, people, django_assert_num_queries
):
    for number in range(people):
        presence.record(session, seat(session, f"Ada Nom{number}").person, PRESENT)

    with django_assert_num_queries(3):
        assert len(attestations.of_session(session)) == people


# Who gets it


def test_the_person_finds_it_on_their_page(client, session, marie):
    token = RegistrationLink.issue(marie)
    address = reverse("registrations:attestation", args=[token])

    page = client.get(reverse("registrations:registration", args=[token]))
    answer = client.get(address)

    assert f'href="{address}"' in page.content.decode()
    assert answer.headers["Content-Type"] == "application/pdf"
    assert {"no-store", "private"} <= set(answer.headers["Cache-Control"].split(", "))
    assert "Marie Durand" in Pdf(answer.content).text


def test_who_was_not_there_finds_none_on_theirs(client, session, marie):
    token = RegistrationLink.issue(seat(session, "Paul Parti"))
    address = reverse("registrations:attestation", args=[token])

    page = client.get(reverse("registrations:registration", args=[token]))

    assert address not in page.content.decode()
    assert client.get(address).status_code == 404


def test_the_team_that_leads_prints_them_all_and_the_others_none(
    client, alice, bob, charlie, session, marie
):
    address = reverse("agenda_sessions:attestations", args=[session.pk])
    client.force_login(alice)
    assert "Marie Durand" in Pdf(client.get(address).content).text

    for stranger in (bob, charlie):
        client.force_login(stranger)
        assert client.get(address).url == reverse("wagtailadmin_home")


def test_the_team_is_told_when_there_is_none_yet(client, alice, session):
    client.force_login(alice)

    answer = client.get(reverse("agenda_sessions:attestations", args=[session.pk]), follow=True)

    assert "Il n’y a pas encore d’attestation" in answer.content.decode()


def test_thanks_carry_it_to_who_was_there_and_are_not_sent_to_who_was_not(
    session, marie, mailoutbox, django_capture_on_commit_callbacks
):
    presence.record(session, seat(session, "Paul Parti", email="paul@example.org").person, ABSENT)

    with django_capture_on_commit_callbacks(execute=True):
        reminders.post_due()

    assert [letter.to for letter in mailoutbox] == [["Marie Durand <marie@example.org>"]]
    assert "Mon attestation de présence" in mailoutbox[0].body
    assert "/inscriptions/" in mailoutbox[0].body


# Checking it


def test_anybody_reads_what_the_document_says_and_nothing_else(client, session, marie):
    statement = attestations.of_registration(marie)

    answer = client.post(ASK, {"code": statement.written_code.lower()}, follow=True)

    page = words(answer.content.decode())
    for line in ("Marie Durand", "Atelier pleurs", "Hétis", "3 h 30", "1 h 30", "5 h"):
        assert line in page
    assert "marie@example.org" not in page
    assert answer.context["says"] == documents.statement(statement)
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert {"no-store", "private"} <= set(answer.headers["Cache-Control"].split(", "))


def test_a_code_is_read_whatever_the_hand_that_copied_it(session, marie):
    Attestation.objects.update(code="10A0V2ABCDEF")

    assert attestations.find(" loAo-v2ab cdef ").name == "Marie Durand"


def test_every_wrong_code_has_the_same_answer(client, session, marie):
    right = attestations.of_registration(marie).code
    assert client.get(reverse("attestations:attestation", args=[right])).status_code == 200
    absent = seat(session, "Paul Parti")
    presence.record(session, absent.person, PRESENT, at=at(13, 9))
    presence.record(session, absent.person, ABSENT)
    corrected = Attestation.objects.get(person=absent.person).code

    answers = [
        client.post(ASK, {"code": code}) for code in (corrected, "0" * 12, "AAAA-BBBB", "é'\"<")
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
    said = {answer.context["refusal"] for answer in answers}
    assert said == {
        "Ce code n’est celui d’aucun document valable. Relisez-le, ou demandez à la personne une "
        "copie à jour."
    }


@pytest.mark.parametrize("typed", ["", "\x00", "x" * 41])
def test_a_code_that_cannot_be_one_is_refused_in_words(client, typed):
    answer = client.post(ASK, {"code": typed})

    assert answer.status_code == 422
    assert "Écrivez les douze lettres et chiffres du code." in answer.content.decode()


def test_codes_are_not_tried_by_the_hundred(client):
    answers = [client.post(ASK, {"code": "0" * 12}).status_code for _ in range(61)]

    assert answers == [404] * 60 + [429]


def test_who_is_forgotten_has_no_attestation_any_more(session, marie):
    code = Attestation.objects.get().code
    assert attestations.find(code)

    erasure.erase(marie.person)

    assert attestations.find(code) is None


# The ledger is the only source


class OneSource(TestCase):
    """Whatever was noted, corrected and noted again."""

    ACTS = st.lists(
        st.tuples(
            st.integers(0, 2),  # who
            st.integers(0, 1),  # at which session
            st.integers(1, 2),  # at which half-day
            st.sampled_from(Presence.Status.values),
            st.integers(1, 210),
        ),
        max_size=12,
    )

    @settings(max_examples=20)
    @given(ACTS)
    def test_attestations_and_figures_agree(self, acts):
        event = EventFactory()
        sessions = [
            SessionFactory(event=event, starts_at=at(day, 9), ends_at=at(day, 17))
            for day in (12, 13)
        ]
        people = [PersonFactory() for _ in range(3)]
        for session in sessions:
            for person in people:
                RegistrationFactory(session=session, person=person)
        with time_machine.travel(at(14, 10)) as clock:
            expected = {}
            for who, which, half, status, minutes in acts:
                clock.shift(timedelta(seconds=1))
                line = presence.record(
                    sessions[which], people[who], status, half_day=half, minutes=minutes
                )
                expected[who, which, half] = line.minutes

            by_session = [
                sum(one.minutes for one in attestations.of_session(session)) for session in sessions
            ]
            by_person = [
                sum(one.minutes for one in attestations.of_person(person)) for person in people
            ]

        assert by_session == [
            sum(n for (_, at_, _), n in expected.items() if at_ == which) for which in (0, 1)
        ]
        assert by_person == [
            sum(n for (one, _, _), n in expected.items() if one == who) for who in (0, 1, 2)
        ]
        assert Presence.objects.attended().minutes() == sum(expected.values())
