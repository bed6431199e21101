"""The team plans dates from a rule, adds people who phone, and sees the line move."""

from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.steps import at, choose, see_dates

pytestmark = pytest.mark.browser

EVENT = "La cuisine des tout-petits"


def told(desk, sentence):
    expect(desk.get_by_role("status")).to_contain_text(sentence)


def phone(desk, name, number):
    """Register somebody who is on the phone."""
    desk.get_by_role("link", name="Ajouter une personne").click()
    first_name, last_name = name.split()
    desk.get_by_label("Prénom").fill(first_name)
    desk.get_by_label("Nom*", exact=True).fill(last_name)
    desk.get_by_label("téléphone").fill(number)
    desk.get_by_role("button", name="Inscrire cette personne").click()


def names(desk, region):
    people = desk.get_by_role("region", name=region, exact=True)
    return people.get_by_role("rowheader")


def downloaded(desk, link):
    with desk.expect_download() as file:
        desk.get_by_role("link", name=link).click()
    return file.value.path().read_bytes()


def last_names(rows):
    titles, *people = rows
    return [row[titles.index("nom")] for row in people]


def test_dates_are_read_before_they_are_made_and_people_are_added_by_phone(desk, clean):
    start = timezone.localdate() + timedelta(days=60 if desk.viewport_size["width"] == 360 else 61)
    desk.goto("/gestion/agenda/seances/")
    desk.get_by_role("link", name="Créer une série").click()
    clean(desk)
    choose(desk, "Rendez-vous", EVENT)
    desk.get_by_label("jour*", exact=True).select_option(index=start.weekday())
    desk.get_by_label("heure de début").fill("18:00")
    desk.get_by_label("heure de fin").fill("20:00")
    desk.get_by_label("à partir du").fill(start.isoformat())
    desk.get_by_label("ou nombre de séances").fill("3")
    choose(desk, "Format", "En présence")
    see_dates(desk, seats=1)
    kept = desk.locator("input[name=kept]:checked")
    expect(kept).to_have_count(3)
    clean(desk)
    first = date.fromisoformat(kept.first.input_value())
    kept.last.uncheck()
    desk.get_by_role("button", name="Créer les séances cochées").click()
    told(desk, "2 séances créées.")

    desk.locator("a[href$='/inscrits/']", has_text=at(first, 18)).click()
    people = desk.url
    clean(desk)
    phone(desk, "Yvonne Premier", "04 65 71 30 41")
    told(desk, "Yvonne Premier : place réservée.")
    phone(desk, "Zoé Second", "04 65 71 30 42")
    told(desk, "Zoé Second : en liste d’attente.")
    expect(names(desk, "Liste d’attente, dans l’ordre")).to_have_text(["Zoé Second"])
    clean(desk)

    desk.get_by_role("link", name="Modifier la séance").click()
    desk.get_by_label("Places", exact=True).fill("2")
    desk.get_by_role("button", name="Enregistrer").click()
    told(desk, "Une place est proposée à Zoé Second, à appeler (04 65 71 30 42)")
    expect(names(desk, "Places proposées, qui attendent une réponse")).to_have_text(["Zoé Second"])
    clean(desk)
    desk.get_by_role("link", name="Zoé Second").first.click()
    clean(desk)
    desk.get_by_role("button", name="Elle garde la place").click()
    told(desk, "Zoé Second a une place.")

    desk.goto(people)
    expect(names(desk, "Inscrits")).to_have_text(["Yvonne Premier", "Zoé Second"])
    workbook = openpyxl.load_workbook(BytesIO(downloaded(desk, "Télécharger la liste (XLSX)")))
    assert last_names(workbook.active.values) == ["Premier", "Second"]
    text = downloaded(desk, "Télécharger la liste (CSV)").decode("utf-8-sig")
    assert last_names(line.split(";") for line in text.splitlines()) == ["Premier", "Second"]
