"""Signing in by the code of a real letter, and what one does in one's space."""

import re

import pytest

from tests.browser.steps import ask_for_a_code, code_for, give, register

pytestmark = pytest.mark.browser


def another(code):
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_who_registered_by_address_signs_in_by_a_code_and_cancels(page, clean, place):
    address = f"espace-{page.viewport_size['width']}@example.org"
    page.goto("/agenda/?type=webinaire")
    page.locator("main h2 a, main h3 a").first.click()
    title = page.locator("h1").inner_text()
    page.get_by_role("link", name="S’inscrire").first.click()
    register(page, "Lou Espace", address)
    page.goto("/mon-espace/")
    clean(page)
    ask_for_a_code(page, address)
    clean(page)
    give(page, code_for(place, address))
    page.wait_for_url(re.compile("/mon-espace/$"))
    clean(page)
    assert page.locator("main .card__title").all_inner_texts() == [title]

    page.get_by_role("link", name="Recevoir ces rendez-vous dans mon calendrier").click()
    clean(page)
    page.get_by_role("button", name="Créer mon adresse").click()
    clean(page)
    calendar = page.get_by_label("copiez cette adresse").input_value()
    assert "BEGIN:VEVENT" in page.request.get(calendar).text()
    page.goto("/mon-espace/agenda/")
    clean(page)

    page.goto("/mon-espace/")
    page.get_by_role("link", name=title).click()
    clean(page)
    page.get_by_role("link", name="Annuler mon inscription").click()
    clean(page)
    page.get_by_role("button", name="Oui, annuler mon inscription").click()
    assert page.locator(".notice__title").inner_text() == "Votre inscription est annulée."
    assert "/mon-espace/inscriptions/" in page.url
    assert "STATUS:CANCELLED" in page.request.get(calendar).text()

    page.goto("/mon-espace/")
    clean(page)
    page.get_by_role("button", name="Me déconnecter").click()
    assert page.get_by_role("button", name="Recevoir un code").is_visible()


def test_three_wrong_codes_get_a_sentence(page, clean, place):
    address = f"erreur-{page.viewport_size['width']}@example.org"
    page.goto("/mon-espace/connexion/")
    ask_for_a_code(page, address)
    wrong = another(code_for(place, address))

    for _ in range(2):
        give(page, wrong)
        assert "Ce code n’est pas le bon." in page.get_by_role("alert").inner_text()
    clean(page)
    give(page, wrong)

    assert "Le code donné était faux trois fois" in page.get_by_role("alert").inner_text()
    clean(page)
