"""The team’s own screens, on a phone and on a desk; and the month that it puts elsewhere."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.steps import sign_in

pytestmark = pytest.mark.browser

# The forms with a rich text are Wagtail's own, whose editor bears no name.
SCREENS = [
    *("rendez-vous/", "rendez-vous/modele/", "seances/", "seances/new/", "seances/serie/"),
    *("seances/annee/", "seances/deplacer/", "seances/diffuser/", "seances/importer/"),
    *("inscriptions/", "lieux/", "cercles/", "modeles/", "fermetures/"),
]
OF_A_SESSION = [
    *("inscrits/", "inscrits/ajouter/", "ecrire/", "annuler/", "reporter/", "porte/", "ecran/"),
]


@pytest.fixture
def desk(page):
    """Who administers the place reads everything."""
    sign_in(page, "administration.galice")
    return page


def session_with_people(desk):
    """The addresses of a session to come, and of somebody who is registered to it."""
    desk.goto("/gestion/agenda/inscriptions/?status=seated")
    desk.locator("tbody a[href*='/inscrits/#']").first.click()
    person = desk.locator("main a[href*='/agenda/inscriptions/']").first.get_attribute("href")
    return re.sub(r"inscrits/.*", "", desk.url), person


def test_every_screen_of_the_team_is_clean(desk, clean):
    session, person = session_with_people(desk)
    screens = [f"/gestion/agenda/{path}" for path in SCREENS]
    for address in [*screens, *(session + path for path in OF_A_SESSION), person]:
        assert desk.goto(address).status == 200
        clean(desk)


def test_a_month_is_put_in_a_message_and_on_a_wall(desk, clean):
    desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.goto("/gestion/agenda/seances/diffuser/")
    desk.get_by_label("Mois").select_option(index=1)
    desk.get_by_role("button", name="Choisir").click()
    clean(desk)

    desk.get_by_role("button", name="Copier le message").click()

    desk.get_by_role("button", name="Message copié").wait_for()
    copied = desk.evaluate("navigator.clipboard.readText()")
    assert copied == desk.get_by_role("textbox", name="Le message").input_value()
    assert "Tout l’agenda" in copied
    poster = desk.get_by_role("link", name="Ouvrir l’affiche (PDF)").get_attribute("href")
    assert desk.request.get(poster).body().startswith(b"%PDF")
    expect(desk.get_by_role("textbox", name="Le message")).not_to_be_editable()


def test_the_qr_of_the_room_changes_by_itself(desk):
    session, _ = session_with_people(desk)
    desk.goto(f"{session}ecran/")
    before = desk.locator("[data-qr]").inner_html()
    assert "<svg" in before

    changed = "before => document.querySelector('[data-qr]').innerHTML !== before"
    desk.wait_for_function(changed, arg=before, timeout=60_000)

    assert "<svg" in desk.locator("[data-qr]").inner_html()
