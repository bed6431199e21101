"""The PDFs, read by another program: what they say, and that everybody can read it."""

from datetime import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from events import documents
from events.models import Registration
from tests.factories import (
    OrganisationFactory,
    PersonFactory,
    RegistrationFactory,
    SessionFactory,
)
from tests.pdf import Pdf

A4 = (595, 842)  # points


def at(hour, minute=0):
    return timezone.make_aware(datetime(2026, 10, 13, hour, minute))


@pytest.fixture
def session():
    return SessionFactory(
        event__title="Atelier « pleurs »",
        event__slug="atelier-pleurs",
        event__lead=OrganisationFactory(key="hetis", label="Hétis"),
        starts_at=at(9),
        ends_at=at(17),
    )


def seat(session, name, status=Registration.Status.SEATED):
    first_name, _, last_name = name.partition(" ")
    person = PersonFactory(first_name=first_name, last_name=last_name)
    return RegistrationFactory(session=session, person=person, status=status)


# What people sign


def test_a_sheet_has_a_page_for_each_half_day_and_a_row_for_each_person(session):
    seat(session, "Marie Durand")
    seat(session, "Éric Œuvrard")
    seat(session, "Zoé Attente", Registration.Status.WAITING)

    sheet = Pdf(documents.sheet(session))

    assert len(sheet.pages) == 2
    parts = ("matin, 9 h – 12 h 30", "après-midi, 13 h 30 – 17 h")
    for page, part in zip(sheet.pages, parts, strict=True):
        lines = page.replace("\xa0", " ").splitlines()
        assert lines[0] == "Feuille d’émargement"
        assert lines[2] == f"mardi 13 octobre 2026, {part}"
        assert [line for line in lines if line[0].isdigit()] == [
            "1 Marie Durand",
            "2 Éric Œuvrard",
            *"34567",
        ]
        assert "Nom et qualité Signature" in lines
    assert "Zoé" not in sheet.text


def test_a_sheet_is_an_accessible_a4_page(session):
    seat(session, "Marie Durand")

    sheet = Pdf(documents.sheet(session))

    assert sheet.is_accessible
    assert sheet.title == "Feuille d’émargement – Atelier « pleurs »"
    assert {"H1", "H2", "P", "Table", "TH", "TD"} <= sheet.tags
    assert sheet.sizes == {A4}


@pytest.mark.parametrize(
    "name", ["#panic(1) *x*", "漢字 $y$", "\\ \" ' <b>", "الاسم الأول", "\N{GRINNING FACE} Ω"]
)
def test_whatever_people_typed_is_only_ever_a_name(session, name):
    seat(session, name)
    seat(session, "Marie Durand")

    sheet = Pdf(documents.sheet(session))

    assert sheet.is_accessible
    assert "Marie Durand" in sheet.text


def test_a_sheet_of_nobody_has_rows_to_fill(session):
    sheet = Pdf(documents.sheet(session))

    assert [line for line in sheet.pages[0].splitlines() if line[0].isdigit()] == [*"12345"]


def test_the_team_that_leads_prints_it_and_the_others_do_not(client, alice, bob, session):
    address = reverse("agenda_sessions:sheet", args=[session.pk])
    client.force_login(alice)
    answer = client.get(address)
    client.force_login(bob)

    assert client.get(address).status_code == 302
    assert answer.headers["Content-Type"] == "application/pdf"
    assert {"no-store", "private"} <= set(answer.headers["Cache-Control"].split(", "))
    assert answer.headers["Content-Disposition"] == (
        'inline; filename="emargement-atelier-pleurs-2026-10-13.pdf"'
    )
    assert Pdf(answer.content).is_accessible
