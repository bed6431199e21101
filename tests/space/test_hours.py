"""« Mes temps professionnels » : one's own, and those that one was let to read."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from events import directors, presence
from events.models import HoursShare, Presence
from tests.factories import (
    EventKindFactory,
    PersonFactory,
    RegistrationFactory,
    SessionFactory,
)

HOURS, TEAM, DIRECTION = (
    "/mon-espace/heures/",
    "/mon-espace/equipe/",
    "/mon-espace/heures/direction/",
)


@pytest.fixture
def lea():
    return PersonFactory(email="lea@example.org", first_name="Léa", last_name="Iris")


@pytest.fixture
def browser(lea, sign_in):
    return sign_in("lea@example.org")


def attend(person, title="Groupe A", practice=True):
    """Two hours, some days ago in this year or the last."""
    start = timezone.now() - timedelta(days=2)
    session = SessionFactory(
        event__title=title,
        event__kind=EventKindFactory(key=f"k{practice:d}", practice_analysis=practice),
        starts_at=start,
    )
    RegistrationFactory(session=session, person=person)
    presence.record(session, person, Presence.Status.PRESENT)
    return session


def test_somebody_reads_their_hours_and_takes_them_away(browser, lea):
    attend(lea, "Chanter", practice=False)
    attend(PersonFactory(), "À quelqu’un d’autre")
    year = timezone.localdate(timezone.now() - timedelta(days=2)).year

    page = browser.get(HOURS)
    document = browser.get(f"{HOURS}{year}.pdf")

    assert page.status_code == 200
    text = page.content.decode().replace("\xa0", " ")
    assert "Chanter" in text
    assert f"{year} : 2 h" in text
    assert "À quelqu’un d’autre" not in text
    assert document.headers["Content-Type"] == "application/pdf"
    assert "no-store" in document.headers["Cache-Control"]
    assert "Chanter" in PdfReader(BytesIO(document.content)).pages[0].extract_text()
    assert browser.get(f"{HOURS}1999.pdf").status_code == 404


def test_who_came_without_registering_finds_their_attestation_here_and_nobody_else_does(
    browser, lea, sign_in
):
    session = SessionFactory(starts_at=timezone.now() - timedelta(days=1))
    presence.welcome(session, first_name="L", last_name="I", email=lea.email, by=None)
    code = lea.attestations.get().code
    other = sign_in(PersonFactory(email="autre@example.org").email)

    address = f"{HOURS}attestations/{code}.pdf"

    assert browser.get(address).headers["Content-Type"] == "application/pdf"
    assert other.get(address).status_code == 404
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize("address", [HOURS, TEAM, f"{HOURS}2026.pdf"])
def test_a_stranger_is_asked_who_they_are(address):
    answer = Client().get(address)

    assert (answer.status_code, answer.url.split("?")[0]) == (302, "/mon-espace/connexion/")


def test_a_director_reads_totals_and_nothing_else_while_one_consents(browser, lea, sign_in):
    session = attend(lea)
    director = sign_in(PersonFactory(email="direction@example.org").email)
    assert "Léa Iris" not in director.get(TEAM).content.decode()

    answer = browser.post(DIRECTION, {"address": "Direction@example.org"})

    assert (answer.status_code, answer.url) == (302, f"{HOURS}#direction")
    assert "direction@example.org" in browser.get(HOURS).content.decode()
    team = director.get(TEAM).content.decode().replace("\xa0", " ")
    assert "<h3>Léa Iris</h3>" in team
    assert "2 h" in team
    for secret in (session.event.title, lea.email, str(session.event.lead)):
        assert secret not in team

    share = HoursShare.objects.get()
    director.post(f"{DIRECTION}{share.pk}/retirer/")  # it is not theirs
    assert "Léa Iris" in director.get(TEAM).content.decode()
    browser.post(f"{DIRECTION}{share.pk}/retirer/")
    assert "Léa Iris" not in director.get(TEAM).content.decode()


def test_reading_shares_nothing(browser, lea):
    for address in (DIRECTION, f"{DIRECTION}1/retirer/"):
        assert browser.get(address).status_code == 405

    assert not HoursShare.objects.exists()


@pytest.mark.parametrize(
    ("typed", "status", "sentence"),
    [
        ("", 422, "Écrivez une adresse électronique complète"),
        ("direction", 422, "Écrivez une adresse électronique complète"),
        ("x" * 300 + "@example.org", 422, "254"),
        ("lea@example.org", 409, "C’est votre propre adresse"),
    ],
)
def test_an_address_that_cannot_be_is_refused_in_words(browser, typed, status, sentence):
    answer = browser.post(DIRECTION, {"address": typed})

    assert answer.status_code == status
    assert sentence in answer.content.decode().replace("\xa0", " ")
    assert not HoursShare.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_cost_the_same_however_long(
    browser, lea, count, sign_in, django_assert_num_queries
):
    people = PersonFactory.create_batch(count)
    for person in people:
        attend(lea)
        attend(person)
        directors.share(person, lea.email)
    for page in (HOURS, TEAM):
        browser.get(page)

    with django_assert_num_queries(13):
        browser.get(HOURS)
    with django_assert_num_queries(12):
        browser.get(TEAM)
