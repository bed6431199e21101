"""What somebody finds in their space: their registrations, wherever they came from."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from events import asking
from events.models import Registration, RegistrationLink, Session
from events.wording import moment
from tests.factories import (
    EventFactory,
    PersonFactory,
    RegistrationFactory,
    SessionFactory,
    VenueFactory,
)

SPACE = "/mon-espace/"


@pytest.fixture
def lea():
    return PersonFactory(email="lea@example.org", first_name="Léa")


@pytest.fixture
def browser(lea, sign_in):
    return sign_in("lea@example.org")


def session_in(days, title="Chanter", **columns):
    starts_at = timezone.now() + timedelta(days=days)
    return SessionFactory(event=EventFactory(title=title), starts_at=starts_at, **columns)


def lists(page):
    """{heading: [(title, badges…), …]}"""
    found = {}
    main = page[page.index("<main") : page.index("</main")].replace("\xa0", " ")
    for part in re.split(r"<h2>", main)[1:]:
        heading = re.sub(r" \(\d+\)", "", part[: part.index("</h2>")].strip())
        cards = re.findall(r'<h3 class="card__title">(.*?)</li>', part, re.DOTALL)
        found[heading] = [
            (
                re.search(r">([^<]+)</a>", card)[1],
                *(
                    badge.strip()
                    for badge in re.findall(
                        r'badge--\w+">(?:<svg.*?</svg>)?(.*?)</span>', card, re.DOTALL
                    )
                ),
            )
            for card in cards
        ]
    return found


def test_who_registered_by_address_before_finds_everything(client, sign_in):
    session = session_in(7, "Chanter avec les bébés")
    lea = {"email": "lea@example.org", "first_name": "Léa", "last_name": "Iris"}
    asking.ask([session], [lea], form_key="1")

    page = sign_in("LEA@example.org").get(SPACE).text

    assert lists(page) == {"À venir": [("Chanter avec les bébés", "place réservée")]}
    assert "Bonjour Léa." in page


def test_each_state_is_said_in_its_place(browser, lea):
    waiting = session_in(3, "Attendre")
    RegistrationFactory.create_batch(2, session=waiting, status=Registration.Status.WAITING)
    for session, status in [
        (session_in(1, "Venir"), "seated"),
        (waiting, "waiting"),
        (session_in(4, "Séance annulée", status=Session.Status.CANCELLED), "seated"),
        (session_in(5, "Reportée", status=Session.Status.POSTPONED), "seated"),
        (session_in(6, "Renoncer"), "cancelled"),
        (session_in(-9, "Hier"), "seated"),
        (session_in(-8, "Avoir attendu"), "waiting"),
    ]:
        RegistrationFactory(session=session, person=lea, status=status)

    assert lists(browser.get(SPACE).text) == {
        "À venir": [
            ("Venir", "place réservée"),
            ("Attendre", "liste d’attente, 3e place"),
            ("Séance annulée", "séance annulée"),
            ("Reportée", "place réservée", "séance reportée"),
        ],
        "Passées": [("Avoir attendu", "restée en liste d’attente"), ("Hier", "passée")],
        "Annulées": [("Renoncer", "inscription annulée")],
    }


def offered_to(lea, **session):
    until = timezone.now() + timedelta(hours=5)
    return RegistrationFactory(
        session=session_in(4, "Une place", capacity=1, **session),
        person=lea,
        status=Registration.Status.OFFERED,
        offer_expires_at=until,
    )


def test_an_offered_place_says_until_when_and_is_kept_with_one_button(browser, lea):
    seat = offered_to(lea)
    page = browser.get(SPACE).text.replace("\xa0", " ")
    until = moment(seat.offer_expires_at).replace("\xa0", " ")
    assert lists(page) == {"À venir": [("Une place", "place proposée : répondez")]}
    assert f"Cette place vous est gardée jusqu’au {until}." in page
    keep, release = re.findall(r'action="(/mon-espace/inscriptions/[^"]+)"', page)

    answer = browser.post(keep)

    seat.refresh_from_db()
    assert (answer.status_code, seat.status) == (302, "seated")
    assert "vous est gardée" not in browser.get(SPACE).text
    assert release == f"/mon-espace/inscriptions/{seat.pk}/liberer/"


def test_an_offered_place_is_let_go_with_the_other_button(browser, lea):
    seat = offered_to(lea)

    browser.post(f"/mon-espace/inscriptions/{seat.pk}/liberer/")

    seat.refresh_from_db()
    assert (seat.status, seat.passed) == ("waiting", True)


@pytest.mark.parametrize(
    "over", [{"offer_expires_at": timezone.now()}, {"session__status": Session.Status.CANCELLED}]
)
def test_an_offer_that_is_over_has_no_button(browser, lea, over):
    seat = offered_to(lea)
    assert "/garder/" in browser.get(SPACE).text
    for name, value in over.items():
        row = seat.session if name.startswith("session__") else seat
        setattr(row, name.removeprefix("session__"), value)
        row.save()

    assert "/garder/" not in browser.get(SPACE).text


def test_who_came_back_is_not_told_that_they_had_left(browser, lea):
    session = session_in(2, "Hésiter")
    RegistrationFactory(session=session, person=lea, status="cancelled")
    RegistrationFactory(session=session, person=lea, status="seated")

    assert lists(browser.get(SPACE).text) == {"À venir": [("Hésiter", "place réservée")]}


def test_who_left_twice_reads_it_once(browser, lea):
    session = session_in(2, "Hésiter")
    RegistrationFactory.create_batch(2, session=session, person=lea, status="cancelled")

    page = browser.get(SPACE).text

    assert lists(page)["Annulées"] == [("Hésiter", "inscription annulée")]


def test_an_empty_space_shows_the_way_to_the_agenda(browser):
    page = browser.get(SPACE).text

    assert lists(page) == {"À venir": []}
    assert "Rien de prévu pour le moment" in page
    assert 'href="/agenda/">Voir l’agenda' in page


def test_what_others_registered_for_is_not_there(browser, lea, sign_in):
    other = PersonFactory(email="autre@example.org")
    RegistrationFactory(session=session_in(1, "Chez l’autre"), person=other)
    assert "Chez l’autre" in sign_in("autre@example.org").get(SPACE).text

    assert "Chez l’autre" not in browser.get(SPACE).text


def test_the_rendez_vous_of_a_closed_group_is_there_for_who_is_registered(browser, lea):
    event = EventFactory(title="Entre nous", closed_group=True)
    RegistrationFactory(session=SessionFactory(event=event), person=lea)

    assert lists(browser.get(SPACE).text)["À venir"] == [("Entre nous", "place réservée")]


@pytest.mark.parametrize("number", [1, 3])
def test_the_space_costs_the_same_however_full(browser, lea, number, django_assert_num_queries):
    for n in range(number):
        session = SessionFactory(venue=VenueFactory())
        RegistrationFactory(session=session)
        RegistrationFactory(session=session, person=lea, status=Registration.Status.WAITING)
        RegistrationFactory(
            session=session_in(-n - 1), person=lea, status=Registration.Status.SEATED
        )
    browser.get(SPACE)

    with django_assert_num_queries(9):
        browser.get(SPACE)


def test_a_registration_opens_by_its_number_for_who_it_belongs_to(browser, lea):
    mine = RegistrationFactory(session=session_in(2, "Chanter"), person=lea)

    answer = browser.get(f"/mon-espace/inscriptions/{mine.pk}/")

    assert answer.status_code == 200
    assert "Votre place est réservée." in answer.text
    assert f'href="/mon-espace/inscriptions/{mine.pk}/annuler/"' in answer.text
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_one_cancels_from_the_space(browser, lea):
    mine = RegistrationFactory(session=session_in(2), person=lea)
    page = f"/mon-espace/inscriptions/{mine.pk}/annuler/"
    browser.handler.enforce_csrf_checks = True
    assert browser.post(page).status_code == 403
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', browser.get(page).text)[1]

    answer = browser.post(page, {"csrfmiddlewaretoken": token})

    assert (answer.status_code, answer.url) == (302, f"/mon-espace/inscriptions/{mine.pk}/")
    mine.refresh_from_db()
    assert mine.status == Registration.Status.CANCELLED


def test_nobody_else_opens_it(client, browser, lea, sign_in):
    mine = RegistrationFactory(session=session_in(2), person=lea)
    page = f"/mon-espace/inscriptions/{mine.pk}/annuler/"
    assert browser.get(page).status_code == 200

    stranger = sign_in("autre@example.org")

    assert stranger.get(page).status_code == 404
    assert stranger.post(page).status_code == 404
    answer = client.post(page)
    assert (answer.status_code, answer.url.partition("?")[0]) == (302, "/mon-espace/connexion/")
    mine.refresh_from_db()
    assert mine.status == Registration.Status.SEATED


@pytest.mark.parametrize("number", ["0", "9" * 30, "x", "-1", "1'--", "٣"])
def test_a_number_that_is_none_opens_nothing(browser, number):
    assert browser.get(f"/mon-espace/inscriptions/{number}/").status_code == 404


def test_a_number_is_no_personal_link(client, lea):
    mine = RegistrationFactory(session=session_in(2), person=lea)

    assert client.get(f"/inscriptions/{mine.pk}/").status_code == 404


def test_signing_in_leads_back_to_the_registration(client, ask, lea):
    mine = RegistrationFactory(session=session_in(2), person=lea)
    page = f"/mon-espace/inscriptions/{mine.pk}/"
    suite = client.get(page).url

    _, code = ask(client, "lea@example.org", suite=page)

    assert suite == f"/mon-espace/connexion/?suite=%2Fmon-espace%2Finscriptions%2F{mine.pk}%2F"
    assert client.post("/mon-espace/code/", {"code": code}).url == page


def test_a_page_behind_a_personal_link_still_sets_no_cookie(client, lea):
    token = RegistrationLink.issue(RegistrationFactory(session=session_in(2), person=lea))

    for page in (f"/inscriptions/{token}/", f"/inscriptions/{token}/annuler/"):
        answer = client.get(page)
        assert answer.status_code == 200
        assert answer.cookies == {}
        assert "csrfmiddlewaretoken" not in answer.text
