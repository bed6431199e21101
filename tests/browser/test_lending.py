"""The lending desk: a kit from its booking to its cleaning, a book from the queue to the hand."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from events.wording import full_day
from tests.browser.steps import sign_in

pytestmark = pytest.mark.browser

KIT, BOOK = "09-1", "Mille et un pas : observer la motricité libre"


def open_today(desk):
    """The desk is open, whatever the day of the test."""
    today = timezone.localdate()
    desk.goto("/gestion/pret/jours/")
    if desk.get_by_role("link", name=full_day(today).partition(" ")[2]).count():
        return
    desk.goto("/gestion/pret/jours/new/")
    desk.get_by_label("Jour*", exact=True).fill(today.isoformat())
    desk.get_by_label("Ce jour-là").select_option("desk")
    desk.get_by_role("button", name="Créer").click()
    desk.wait_for_url("**/pret/jours/")


def scan(desk, code):
    desk.goto("/gestion/pret/scanner/")
    desk.get_by_label("Code, tapé ou lu sur l’étiquette").fill(code.lower())
    desk.get_by_role("button", name="Que faire ?").click()


def say_who(desk, first_name, width):
    desk.get_by_label("Adresse électronique").fill(f"{first_name}-{width}@example.org".lower())
    desk.get_by_label("Prénom").fill(first_name)
    desk.get_by_label("Nom*", exact=True).fill(f"Essai {width}")


def test_a_kit_goes_from_its_booking_to_its_cleaning(desk, clean, place):
    width = desk.viewport_size["width"]
    today = timezone.localdate().isoformat()
    open_today(desk)
    scan(desk, KIT)
    clean(desk)
    desk.get_by_role("link", name="Le réserver").click()
    desk.get_by_label("Du*", exact=True).fill(today)
    desk.get_by_label("Au*", exact=True).fill(today)
    say_who(desk, "Malia", width)
    desk.get_by_role("button", name="Réserver", exact=True).click()
    desk.get_by_role("button", name="Prête à partir").click()
    clean(desk)
    [letter] = place.letters(f"malia-{width}@example.org")
    assert str(letter["Subject"]).strip().startswith("Votre malle est réservée")

    desk.goto("/gestion/pret/")
    line = desk.get_by_role("region", name="Sort aujourd’hui").get_by_role("listitem")
    line.filter(has_text=f"Essai {width}").get_by_role("button", name="Remettre").click()
    expect(desk.get_by_role("heading", name="Malle Motricité")).to_be_visible()
    clean(desk)
    desk.get_by_role("button", name="Enregistrer le constat").click()
    expect(desk.get_by_text("Le constat est fait : tout est là.")).to_be_visible()

    scan(desk, KIT)
    desk.get_by_role("link", name="Le reprendre").click()
    clean(desk)
    desk.get_by_role("button", name="Noter le retour").click()
    desk.get_by_label("Combien : Tunnel").fill("0")
    desk.get_by_label("manquait déjà : Tunnel").check()
    desk.get_by_role("button", name="Enregistrer le constat").click()
    expect(desk.get_by_text("Tunnel : 0 sur 1, manquait déjà")).to_be_visible()

    desk.goto("/gestion/pret/")
    clean(desk)
    line = desk.get_by_role("region", name="À nettoyer").get_by_role("listitem")
    line.filter(has_text=KIT).get_by_role("button", name="C’est propre").click()
    scan(desk, KIT)
    expect(desk.get_by_text(re.compile("nettoyée le"))).to_be_visible()
    expect(desk.get_by_role("link", name="Le prêter")).to_be_visible()


def test_a_book_goes_from_the_queue_to_the_hand_of_who_waited(page, clean, place):
    """Seen by an administrator, who reads the names of both organisations."""
    desk, width = page, page.viewport_size["width"]
    sign_in(desk, "administration.galice")
    code = {360: "01-1", 1280: "01-2"}[width]
    open_today(desk)
    desk.goto("/gestion/pret/files/reserver/")
    desk.get_by_label("Ressource").select_option(label=BOOK)
    say_who(desk, "Attia", width)
    desk.get_by_role("button", name="Réserver", exact=True).click()
    expect(desk.get_by_role("heading", name="La file")).to_be_visible()
    clean(desk)
    assert place.letters(f"attia-{width}@example.org") == []

    scan(desk, code)
    desk.get_by_role("link", name="Le reprendre").click()
    desk.get_by_role("button", name="Noter le retour").click()
    desk.wait_for_url("**/documentation/prets/")
    [letter] = place.letters(f"attia-{width}@example.org")
    assert str(letter["Subject"]).strip().startswith("Votre réservation vous attend")

    scan(desk, code)
    expect(desk.get_by_text(f"Mis de côté pour Attia Essai {width}")).to_be_visible()
    desk.get_by_role("button", name="Remettre").click()
    scan(desk, code)
    expect(desk.get_by_text(f"Prêté à Attia Essai {width}")).to_be_visible()
