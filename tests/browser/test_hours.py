"""From a registration to the door, and from the door to a document that anybody verifies."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.steps import (
    ask_for_a_code,
    at,
    code_for,
    give,
    move,
    personal_link,
    plan,
    register,
    sign_in,
)
from tests.pdf import Pdf

pytestmark = pytest.mark.browser

TITLE = "Permanence contrat de travail et mensualisation"
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def come(desk, people, name):
    """They are noted at the door of a session that is going on, and then it is over."""
    now = timezone.now()
    desk.goto(people)
    move(desk, now - 2 * HOUR, now + HOUR)
    desk.get_by_role("link", name="Tenir la porte").click()
    row = desk.locator("[data-person]", has_text=name)
    row.get_by_role("button", name=re.compile("^Présence")).click()
    expect(desk.locator("[data-network]")).to_have_text("Tout est envoyé.")
    desk.reload()
    expect(row).to_have_attribute("data-status", "present")
    desk.goto(people)
    move(desk, now - 2 * HOUR, now - MINUTE)


def verify(employer, clean, code, name):
    employer.goto("/attestations/")
    employer.get_by_label("Code").fill(code.lower())
    employer.get_by_role("button", name="Vérifier").click()
    expect(employer.locator("main")).to_contain_text("Ce document est valable.")
    expect(employer.locator("h1")).to_have_text(name)
    expect(employer.locator("main")).to_contain_text("3 h")
    clean(employer)


def test_from_a_registration_to_the_door_to_the_verified_attestation(visitor, clean, place):
    desk, page = visitor(), visitor()
    width = page.viewport_size["width"]
    address, name = f"heures-{width}@example.org", "Nour Matin" if width == 360 else "Nour Soir"
    day = timezone.localdate() + timedelta(days=44 if width == 360 else 45)
    sign_in(desk, "administration.galice")
    plan(desk, TITLE, day, seats=2)
    people = desk.url

    page.goto(f"/agenda/?q=mensualisation&du={day}&au={day}")
    page.locator(".session-card", has_text=at(day, 10)).get_by_role("link").click()
    page.get_by_role("link", name="S’inscrire").filter(has_text=at(day, 10)).click()
    register(page, name, address)
    link = personal_link(place.letters(address)[-1])

    come(desk, people, name)

    page.goto(link)
    clean(page)
    expect(page.get_by_role("heading", name="Votre présence")).to_contain_text("3 h")
    file = page.get_by_role("link", name="Mon attestation de présence").get_attribute("href")
    document = Pdf(page.request.get(file).body())
    assert document.is_accessible
    code = re.search(r"Code : ([0-9A-Z-]{14})", document.text.replace("\xa0", " "))[1]

    verify(visitor(), clean, code, name)

    page.get_by_role("link", name="Donner mon avis").click()
    clean(page)
    for group in page.locator("main fieldset").all():
        group.get_by_label("plutôt oui").check()
    page.get_by_role("button", name="Donner mon avis").click()
    expect(page.locator("main")).to_contain_text("Merci de votre avis")

    page.goto("/mon-espace/")
    ask_for_a_code(page, address)
    give(page, code_for(place, address))
    page.get_by_role("link", name="Mes heures, année par année").click()
    expect(page.locator("main")).to_contain_text(TITLE)
    clean(page)
    yearly = page.get_by_role("link", name="Mon relevé").get_attribute("href")
    assert code in Pdf(page.request.get(yearly).body()).text

    desk.get_by_role("link", name="Bilan du rendez-vous").click()
    expect(desk.locator(".desk-counts")).to_contain_text("Personnes venues")
    clean(desk)


def test_figures_of_a_period_and_the_hours_of_a_team_are_clean(desk, page, clean, place):
    desk.goto("/gestion/bilans/")
    expect(desk.locator(".desk-chart").first).to_be_visible()
    clean(desk)
    desk.get_by_label("pour les financeurs").check()
    desk.get_by_role("button", name="Calculer").click()
    expect(desk.locator("main")).to_contain_text("non dit")
    clean(desk)

    page.goto("/mon-espace/equipe/")
    ask_for_a_code(page, "pro-01@example.org")
    give(page, code_for(place, "pro-01@example.org"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Les heures de mon équipe")
    expect(page.get_by_role("heading", level=3).first).to_be_visible()
    clean(page)
    page.goto("/mon-espace/heures/")
    expect(page.get_by_role("link", name="Mon relevé").first).to_be_visible()
    clean(page)
