"""What visitors and staff click, on a phone and on a desk."""

import re

import pytest

from tests.browser.steps import personal_link, register

pytestmark = pytest.mark.browser

PAGES = [
    "/",
    "/agenda/",
    "/agenda/?vue=mois",
    "/agenda/abonnement/",
    "/agenda/encart/",
    "/agenda/encart/?apparence=sombre&nombre=20",
    "/cercles/",
    "/ressources/",
    "/recherche/?q=sommeil",
    "/recherche/",
    "/actualites/",
    "/metiers/",
    "/questions-frequentes/",
    "/contact/",
    "/mentions-legales/",
    "/confidentialite/",
    "/accessibilite/",
    "/plan-du-site/",
    "/composants/",
]


@pytest.mark.parametrize("path", PAGES)
def test_each_page_is_clean(page, clean, path):
    answer = page.goto(path)

    assert answer.status == 200
    assert page.locator("h1").count() == 1
    clean(page)


def test_a_partner_frames_the_list_in_a_narrow_column(page, clean, place):
    page.goto("/agenda/encart/")
    page.set_content(
        f'<!DOCTYPE html><html lang="fr"><title>Partenaire</title><main><h1>Partenaire</h1>'
        f'<iframe src="{place.url}/agenda/encart/?nombre=8" width="300" height="640"'
        f' title="Agenda"></iframe></main></html>'
    )
    frame = page.frame_locator("iframe")
    frame.locator("li h2 a").nth(7).wait_for()
    clean(page)
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.frames[1].evaluate(wide) <= 0
    with page.expect_popup() as opened:
        frame.locator("li h2 a").first.click()
    assert opened.value.url.startswith(f"{place.url}/agenda/")


def test_a_visitor_finds_a_session_registers_and_cancels(page, clean, place):
    width = page.viewport_size["width"]
    address = f"visite-{width}@example.org"
    page.goto("/agenda/?type=webinaire")
    page.locator("main h2 a, main h3 a").first.click()
    clean(page)
    title = page.locator("h1").inner_text()
    page.get_by_role("link", name=re.compile("inscri", re.IGNORECASE)).first.click()
    clean(page)
    page.get_by_role("button", name="S’inscrire", exact=True).click()
    page.get_by_text("Écrivez votre prénom.").first.wait_for()
    clean(page)
    register(page, "Noé Visiteur", address.upper())
    clean(page)
    [letter] = place.letters(address)
    assert title in letter.get_body(("plain",)).get_content()

    page.goto(personal_link(letter))
    clean(page)
    page.get_by_role("link", name="Annuler mon inscription").click()
    clean(page)
    page.get_by_role("button", name="Oui, annuler mon inscription").click()
    clean(page)
    assert page.locator(".notice__title").inner_text() == "Votre inscription est annulée."


def test_a_visitor_finds_a_resource(page, clean):
    page.goto("/")
    page.goto("/ressources/?type=fiche")
    page.locator("main h2 a, main h3 a").first.click()

    clean(page)
    assert page.locator("h1").count() == 1


def test_a_visitor_reads_the_news_and_a_metier(page, clean):
    for index in ("/actualites/", "/metiers/"):
        page.goto(index)
        page.locator("main h2 a, main h3 a").first.click()
        clean(page)


def test_a_search_finds_events_and_resources_whatever_the_accents(page, clean):
    page.goto("/recherche/?q=eveil")

    clean(page)
    assert page.locator("main a[href^='/agenda/']").count() > 0


def test_staff_sign_in_and_open_their_screens(desk):
    assert "Tableau de bord" in desk.title()
