"""A month of the agenda on a wall and in messages: what it says, and what it never shows."""

from datetime import datetime, timedelta
from io import BytesIO

import pytest
import time_machine
from django.utils import timezone
from pypdf import PdfReader

from events.forms import sharing as forms
from events.models import Session
from identity.models import Identity
from tests.factories import (
    AudienceFactory,
    CommuneFactory,
    EventFactory,
    EventKindFactory,
    OrganisationFactory,
    SessionFactory,
    UserFactory,
    VenueFactory,
)
from tests.pdf import Pdf

SCREEN = "/gestion/agenda/seances/diffuser/"
POSTER = f"{SCREEN}affiche.pdf"
SITE = "https://example.org"
A4 = (595, 842)  # points


def at(day, hour=19, minute=0, month=12):
    return timezone.make_aware(datetime(2026, month, day, hour, minute))


@pytest.fixture(autouse=True)
def _today(settings):
    settings.SITE_URL = SITE
    with time_machine.travel(at(20, month=11), tick=False):
        yield


@pytest.fixture
def desk(client, bob):
    client.force_login(bob)
    return client


@pytest.fixture
def venue():
    return VenueFactory(name="Maison bleue", commune=CommuneFactory(label="Exempleville"))


@pytest.fixture
def session(venue):
    return SessionFactory(
        event__title="Atelier « pleurs »",
        event__slug="pleurs",
        event__kind=EventKindFactory(key="soiree", label="Soirée"),
        venue=venue,
        starts_at=at(1, 19, 45),
        ends_at=at(1, 21, 45),
    )


def call_it(name):
    place = Identity.load()
    place.name = name
    place.save()


def poster(desk, **asked):
    answer = desk.get(POSTER, {"mois": "2026-12", **asked})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    return Pdf(answer.content)


def text(desk, **asked):
    answer = desk.get(SCREEN, {"mois": "2026-12", **asked})
    assert answer.status_code == 200
    return answer.context["text"].replace("\xa0", " ")


def lines(pdf):
    return pdf.text.replace("\xa0", " ").splitlines()


# The poster


def test_the_poster_says_the_month_and_each_session_with_its_day(desk, session):
    call_it("La ruche")

    found = poster(desk)

    said = [line.strip() for line in lines(found)]
    for line in (
        "La ruche",
        "Décembre 2026",
        "mardi",
        "1er",
        "Atelier « pleurs »",
        "19 h 45 – 21 h 45 · Soirée · Maison bleue, Exempleville",
        "Renseignements, inscriptions et suite de l’agenda : example.org/agenda/",
    ):
        assert line in said
    assert found.is_accessible
    assert found.title == "Agenda – décembre 2026"
    assert {"H1", "H2", "Figure", "Link", "P"} <= found.tags
    assert (len(found.pages), found.sizes) == (1, {A4})


def test_the_poster_shows_what_is_public_in_the_month_and_nothing_else(desk, session):
    hidden = {
        "Brouillon": {"event__live": False},
        "Groupe fermé": {"event__closed_group": True},
        "Le mois d’avant": {"starts_at": at(30, month=11)},
        "Le mois d’après": {"starts_at": at(31) + timedelta(days=1)},
        "Annulée": {"status": Session.Status.CANCELLED},
    }
    for title, matters in hidden.items():
        SessionFactory(event__title=title, **{"starts_at": at(12), **matters})
    assert Session.objects.count() == 1 + len(hidden)

    found = poster(desk)

    assert "pleurs" in found.text
    assert [title for title in hidden if title in found.text] == []


def test_a_cancelled_session_is_struck_and_said_when_one_wishes(desk, session):
    Session.objects.filter(pk=session.pk).update(status=Session.Status.CANCELLED)

    found = poster(desk, annulees="on")

    assert "Atelier « pleurs » (annulé)" in " ".join(" ".join(lines(found)).split())
    assert "pleurs" not in poster(desk).text


def test_what_lasts_says_its_days(desk, venue):
    SessionFactory(
        event__title="Exposition",
        whole_days=True,
        venue=venue,
        starts_at=at(28, 0, month=11),
        ends_at=at(4, 0),
    )

    said = " ".join(" ".join(lines(poster(desk))).split())

    assert "du 28 novembre au 3 décembre" in said
    assert "Exposition" in said


def test_the_poster_is_for_an_organisation_and_a_public_and_its_code_leads_there(desk, session):
    galice = OrganisationFactory(key="galice", label="Galice")
    assmat = AudienceFactory(key="assmat", label="Assistants maternels")
    EventFactory(title="Ailleurs", lead=galice)
    chosen = EventFactory(title="Le nôtre", lead=galice, terms={"audiences": [assmat]})
    SessionFactory(event=chosen, starts_at=at(8))

    answer = desk.get(POSTER, {"mois": "2026-12", "organisme": "galice", "public": "assmat"})

    found = Pdf(answer.content)
    assert "Le nôtre" in found.text
    assert "pleurs" not in found.text
    assert "Pour assistants maternels, avec Galice" in found.text.replace("\n", " ")
    assert f"{SITE}/agenda/?public=assmat&organisme=galice" in links(answer.content)
    assert answer.headers["Content-Disposition"] == (
        'inline; filename="agenda-decembre-2026-pour-assistants-maternels-avec-galice.pdf"'
    )


def links(content):
    return {
        note.get_object()["/A"]["/URI"]
        for page in PdfReader(BytesIO(content)).pages
        for note in page.get("/Annots", [])
    }


@pytest.mark.parametrize(("count", "pages"), [(0, 1), (3, 1), (20, 1), (60, 4)])
def test_few_sessions_fill_one_page_and_many_take_more(desk, venue, count, pages):
    for n in range(count):
        title = f"Rendez-vous numéro {n} : " + "ce que nous en faisons ensemble " * (n % 5)
        SessionFactory(event__title=title.strip(), venue=venue, starts_at=at(1 + n // 2))

    found = poster(desk)

    said = " ".join(found.text.split())
    assert [n for n in range(count) if f"Rendez-vous numéro {n} :" not in said] == []
    assert 1 <= len(found.pages) <= pages
    assert found.is_accessible


@pytest.mark.parametrize("title", ["#panic(1) *x*", "漢字 $y$", "\\ \" ' <b>", "الاسم", "x" * 200])
def test_whatever_a_title_holds_it_is_only_a_title(desk, session, title):
    SessionFactory(event__title=title, starts_at=at(8))

    found = poster(desk)

    assert found.is_accessible
    assert "pleurs" in found.text


def test_more_sessions_than_a_wall_can_hold_are_refused_with_a_way_out(desk, monkeypatch):
    monkeypatch.setattr(forms, "MOST", 2)
    event = EventFactory()
    SessionFactory.create_batch(3, event=event, starts_at=at(8))

    refused = desk.get(SCREEN, {"mois": "2026-12"})
    away = desk.get(POSTER, {"mois": "2026-12"})

    assert refused.status_code == 422
    assert "Ce mois compte plus de 2\xa0séances" in refused.content.decode()
    assert (away.status_code, away.url) == (302, f"{SCREEN}?mois=2026-12")


# The message


def test_the_message_says_each_session_and_where_to_register(desk, session):
    call_it("La ruche")
    free = EventFactory(
        title="Portes ouvertes", slug="portes", kind=session.event.kind, registration="none"
    )
    SessionFactory(
        event=free, online=True, starts_at=at(5, 10), ends_at=at(5, 12), format__label="En ligne"
    )

    assert text(desk) == (
        "La ruche – décembre 2026\n"
        "\n"
        "Mardi 1er décembre, 19 h 45 – 21 h 45\n"
        "Atelier « pleurs »\n"
        "Soirée – Maison bleue, Exempleville\n"
        f"S’inscrire : {SITE}/agenda/pleurs/{session.pk}/inscription/\n"
        "\n"
        "Samedi 5 décembre, 10 h – 12 h\n"
        "Portes ouvertes\n"
        "Soirée – En ligne\n"
        f"Entrée libre : {SITE}{free.sessions.get().get_absolute_url()}\n"
        "\n"
        f"Tout l’agenda : {SITE}/agenda/"
    )


def test_the_message_leaves_out_what_is_past_and_hidden(desk, session):
    SessionFactory(event__title="Brouillon", event__live=False, starts_at=at(20))
    assert "pleurs" in text(desk)

    with time_machine.travel(at(2), tick=False):
        later = text(desk)

    assert "pleurs" not in later
    assert "Brouillon" not in later


def test_a_cancelled_session_is_said_in_the_message_without_a_link(desk, session):
    Session.objects.filter(pk=session.pk).update(status=Session.Status.CANCELLED)

    said = text(desk, annulees="on")

    assert "ANNULÉ – Atelier « pleurs »\nSoirée – Maison bleue, Exempleville\n\nTout" in said
    assert "inscription/" not in said


# The screen


def test_the_message_can_be_selected_without_a_script(desk, session):
    html = " ".join(desk.get(SCREEN, {"mois": "2026-12"}).content.decode().split())

    assert '<textarea id="message" class="desk-message" rows="16" readonly' in html
    assert 'data-copy="message" data-done="Message copié" hidden>' in html
    assert f'href="{POSTER}?mois=2026-12"' in html


def test_a_month_without_sessions_says_so(desk, session):
    html = desk.get(SCREEN).content.decode()

    assert "Aucune séance publique en novembre 2026" in html
    assert "<textarea" not in html


@pytest.mark.parametrize(
    "asked",
    [{"mois": "2026-13"}, {"mois": "x" * 500}, {"organisme": "ailleurs"}, {"public": "inconnu"}],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(desk, asked):
    answer = desk.get(SCREEN, asked)

    assert answer.status_code == 422
    assert "Sélectionnez un choix valide" in answer.content.decode()
    assert desk.get(POSTER, asked).status_code == 302


@pytest.mark.parametrize("address", [SCREEN, POSTER])
def test_who_plans_nothing_is_sent_home_and_nothing_is_posted(client, desk, address):
    assert desk.post(address).status_code == 405
    client.force_login(UserFactory(role="documentation"))

    assert client.get(address).status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_a_month_costs_the_same_whatever_it_holds(desk, django_assert_num_queries, count):
    for day in range(1, count + 1):
        SessionFactory(starts_at=at(day))
    desk.get(SCREEN, {"mois": "2026-12"})

    with django_assert_num_queries(14):
        desk.get(SCREEN, {"mois": "2026-12"})
