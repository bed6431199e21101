"""From the agenda to a seat, the long ways: the line and its offer, a team, a family, a cycle."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.steps import at, personal_link, plan, register, say_who, send

pytestmark = pytest.mark.browser


@pytest.fixture
def width(page):
    return page.viewport_size["width"]


@pytest.fixture
def day(width):
    """A day of this browser's own: the two widths share one place."""
    return timezone.localdate() + timedelta(days=40 if width == 360 else 41)


def told(tab, sentence):
    expect(tab.locator(".notice__title")).to_have_text(sentence)


def test_who_waits_is_offered_a_freed_seat_and_keeps_it(
    page, visitor, desk, clean, place, day, width
):
    title = "Permanence contrat de travail et mensualisation"
    first, second = f"premiere-{width}@example.org", f"seconde-{width}@example.org"
    plan(desk, title, day, seats=1)
    early = visitor()
    early.goto(f"/agenda/?q=mensualisation&du={day}&au={day}")
    early.locator(".session-card", has_text=at(day, 10)).get_by_role("link").click()
    early.get_by_role("link", name="S’inscrire").filter(has_text=at(day, 10)).click()
    register(early, "Ada Première", first)

    page.goto(f"/agenda/?q=mensualisation&du={day}&au={day}")
    card = page.locator(".session-card", has_text=at(day, 10))
    expect(card.locator(".badge")).to_have_text("complet – liste d’attente")
    clean(page)
    card.get_by_role("link").click()
    clean(page)
    join = page.get_by_role("link", name="Rejoindre la liste d’attente")
    join.filter(has_text=at(day, 10)).click()
    told(page, "Cette séance est complète.")
    clean(page)
    register(page, "Berthe Seconde", second, "Rejoindre la liste d’attente")
    expect(page.locator(".lead")).to_contain_text("à la 1re place")
    clean(page)

    [waits] = place.letters(second)
    page.goto(personal_link(waits))
    told(page, "Vous êtes en liste d’attente, à la 1re place.")
    clean(page)

    early.goto(personal_link(place.letters(first)[-1]))
    early.get_by_role("link", name="Annuler mon inscription").click()
    early.get_by_role("button", name="Oui, annuler mon inscription").click()
    told(early, "Votre inscription est annulée.")

    [_, offer] = place.letters(second)
    page.goto(personal_link(offer))
    page.get_by_role("heading", name="Une place vous est gardée jusqu’au").wait_for()
    clean(page)
    page.get_by_role("button", name="Je garde ma place").click()
    told(page, "Votre place est réservée.")
    clean(page)
    [_, _, confirmed] = place.letters(second)
    invitation = next(p for p in confirmed.walk() if p.get_content_type() == "text/calendar")
    assert invitation.get_param("method") == "REQUEST"
    desk.reload()
    seated = desk.get_by_role("region", name="Inscrits").get_by_role("rowheader")
    expect(seated).to_have_text(["Berthe Seconde"])


def test_a_team_of_three_registers_in_one_form(page, clean, place, width):
    addresses = [f"equipe-{n}-{width}@example.org" for n in range(3)]
    page.goto("/agenda/?type=journee-pedagogique")
    page.locator("main h3 a").first.click()
    page.get_by_role("link", name="S’inscrire").first.click()
    say_who(page, "Claire Équipe", addresses[0], profession="Directions et responsables d’EAJE")
    page.get_by_label("Combien de personnes compte votre équipe ?").fill("3")
    meal = page.get_by_role("group", name="Que préférez-vous pour le déjeuner ?")
    page.get_by_label("Non", exact=True).check()
    expect(meal).to_be_hidden()
    page.get_by_label("Oui", exact=True).check()
    meal.get_by_label("Un repas végétarien").check()
    for number, more in enumerate(["Inscrire aussi des collègues", "Ajouter un autre collègue"], 1):
        page.get_by_role("button", name=more).click()
        colleague = page.get_by_role("group", name=f"Collègue {number}")
        colleague.get_by_label("Prénom").fill("Dina")
        colleague.get_by_label("Nom", exact=True).fill("Équipe")
        colleague.get_by_label("Adresse électronique").fill(addresses[number])
    expect(meal.get_by_label("Un repas végétarien")).to_be_checked()
    clean(page)

    send(page, "S’inscrire")

    page.get_by_text("Vos 3 places sont réservées.").wait_for()
    clean(page)
    links = [personal_link(letter) for to in addresses for letter in place.letters(to)]
    assert len(set(links)) == 3
    page.goto(links[0])
    told(page, "Votre place est réservée.")
    expect(page.get_by_role("definition").filter(has_text="Un repas végétarien")).to_be_visible()
    clean(page)
    page.goto(links[2])
    expect(page.get_by_text("Inscription de Dina Équipe")).to_be_visible()


def test_a_family_takes_a_cycle_whole_and_releases_one_date(page, clean, place, width):
    address = f"famille-{width}@example.org"
    page.goto("/agenda/?q=motricité")
    page.locator("main h3 a").first.click()
    clean(page)
    page.get_by_role("link", name="S’inscrire à tout le cycle").click()
    say_who(page, "Hélène Famille", address)
    ages = page.get_by_role("group", name="Venez-vous avec des enfants")
    ages.get_by_label("1 à 2 ans").fill("1")
    clean(page)

    send(page, "S’inscrire")

    page.get_by_role("heading", name="C’est noté").wait_for()
    clean(page)
    dates = page.locator("main section h2").all_inner_texts()
    links = [personal_link(letter) for letter in place.letters(address)]
    assert len(links) == len(dates) > 1
    page.goto(links[0])
    told(page, "Votre place est réservée.")
    clean(page)
    page.get_by_role("link", name="Annuler mon inscription").click()
    page.get_by_role("button", name="Oui, annuler mon inscription").click()
    told(page, "Votre inscription est annulée.")

    for link in links[1:]:
        page.goto(link)
        told(page, "Votre place est réservée.")
        expect(page.get_by_text(f"{dates[0]} : annulée")).to_be_visible()
