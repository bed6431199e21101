"""What visitors and staff click, on a phone and on a desk."""

import re

import pytest

from colibris.demo.people import PASSWORD

pytestmark = pytest.mark.browser

PAGES = [
    "/",
    "/agenda/",
    "/agenda/?vue=mois",
    "/agenda/abonnement/",
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
    clean()


def test_a_visitor_finds_a_session_registers_and_cancels(page, clean, place):
    width = page.viewport_size["width"]
    address = f"visite-{width}@example.org"
    page.goto("/agenda/?type=webinaire")
    page.locator("main h2 a, main h3 a").first.click()
    clean()
    title = page.locator("h1").inner_text()
    page.get_by_role("link", name=re.compile("inscri", re.IGNORECASE)).first.click()
    clean()
    page.get_by_role("button", name=re.compile("inscri", re.IGNORECASE)).click()
    assert page.get_by_label(re.compile("Prénom")).is_visible()
    page.get_by_label("Prénom", exact=True).fill("Noé")
    page.get_by_label("Nom", exact=True).fill("Visiteur")
    page.get_by_label(re.compile("lectronique|Courriel")).fill(address.upper())
    for name in ("profession", "commune"):
        page.locator(f"select[name$={name}]").select_option(index=1)
    page.wait_for_timeout(3000)
    page.get_by_role("button", name=re.compile("inscri", re.IGNORECASE)).click()
    page.wait_for_url(re.compile("confirmation|merci"))
    clean()
    letters = place.letters(address)
    assert len(letters) == 1
    body = letters[0].get_body(("plain",)).get_content()
    assert title in body

    page.goto(re.search(r"https?://\S+/inscriptions/\S+/", body)[0])
    clean()
    page.get_by_role("link", name="Annuler mon inscription").click()
    clean()
    page.get_by_role("button", name="Oui, annuler mon inscription").click()
    clean()
    assert page.locator(".notice__title").inner_text() == "Votre inscription est annulée."


def test_a_visitor_finds_a_resource(page, clean):
    page.goto("/")
    page.goto("/ressources/?type=fiche")
    page.locator("main h2 a, main h3 a").first.click()

    clean()
    assert page.locator("h1").count() == 1


def test_a_visitor_reads_the_news_and_a_metier(page, clean):
    for index in ("/actualites/", "/metiers/"):
        page.goto(index)
        page.locator("main h2 a, main h3 a").first.click()
        clean()


def test_a_search_finds_events_and_resources_whatever_the_accents(page, clean):
    page.goto("/recherche/?q=eveil")

    clean()
    assert page.locator("main a[href^='/agenda/']").count() > 0


def test_staff_sign_in_and_open_their_screens(page):
    page.goto("/gestion/")
    page.get_by_label(re.compile("lectronique|mail", re.IGNORECASE)).fill(
        "coordination.galice@example.org"
    )
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("form button[type=submit]").click()
    page.wait_for_url(re.compile("/gestion/$"))

    assert "Tableau de bord" in page.title()
