"""What people do in more than one visit."""

import re

from django.utils import timezone
from playwright.sync_api import expect

from accounts.humans import MIN_SECONDS
from colibris.demo.people import PASSWORD
from events.wording import full_day

# Milliseconds since the page came, and with it the stamp of its form.
READ_FOR = 'performance.now() - performance.getEntriesByType("navigation")[0].responseEnd'


def sign_in(tab, account):
    """Somebody of the team, by « role.organisation »."""
    tab.goto("/gestion/login/")
    tab.locator("input[name=username]").fill(f"{account}@example.org")
    tab.locator("input[type=password]").fill(PASSWORD)
    tab.locator("form button[type=submit]").click()
    tab.wait_for_url("**/gestion/")


def register(tab, name, address, label="S’inscrire"):
    """Fill in the registration form on the screen, and send it."""
    say_who(tab, name, address)
    send(tab, label)
    tab.wait_for_url(re.compile("/merci/"))


def say_who(tab, name, address, profession="Assistants maternels"):
    first_name, last_name = name.split()
    tab.get_by_label("Prénom", exact=True).first.fill(first_name)
    tab.get_by_label("Nom", exact=True).first.fill(last_name)
    tab.get_by_label("Adresse électronique").first.fill(address)
    tab.get_by_label("Métier ou situation").first.select_option(label=profession)
    tab.get_by_label("Commune où vous travaillez").select_option(index=1)


def send(tab, label):
    """No sooner than somebody would: the form refuses what is filled in faster."""
    tab.wait_for_timeout(max(0, MIN_SECONDS * 1000 - tab.evaluate(READ_FOR)))
    tab.get_by_role("button", name=label, exact=True).click()


def personal_link(letter):
    body = letter.get_body(("plain",)).get_content()
    return re.search(r"https?://\S+/inscriptions/\S+/", body)[0]


def code_for(place, address):
    last = place.letters(address)[-1].get_body(("plain",)).get_content()
    return re.search(r"^(\d{6})\s*$", last, re.MULTILINE)[1]


def ask_for_a_code(page, address):
    page.get_by_label("Adresse électronique").fill(address)
    page.get_by_role("button", name="Recevoir un code").click()
    page.wait_for_url(re.compile("/mon-espace/code/$"))


def give(page, code):
    page.get_by_label("Code à six chiffres").fill(code)
    page.get_by_role("button", name="Entrer").click()


def plan(desk, event, day, seats):
    """One session of this rendez-vous on that day, from 10 to 12; then its people, nobody yet."""
    desk.goto("/gestion/agenda/seances/serie/")
    choose(desk, "Rendez-vous", event)
    for days in ("jours fériés", "vacances scolaires", "jours de fermeture du lieu"):
        desk.get_by_label(f"écarter les {days}").uncheck()
    desk.get_by_label("jour*", exact=True).select_option(index=day.weekday())
    desk.get_by_label("heure de début").fill("10:00")
    desk.get_by_label("heure de fin").fill("12:00")
    desk.get_by_label("à partir du").fill(day.isoformat())
    desk.get_by_label("ou nombre de séances").fill("1")
    choose(desk, "Format", "En présence")
    see_dates(desk, seats)
    desk.get_by_role("button", name="Créer les séances cochées").click()
    desk.locator("a[href$='/inscrits/']", has_text=at(day, 10)).click()


def choose(tab, label, text):
    """In a list, what bears this text (a no-break space is a space)."""
    field = tab.get_by_label(label)
    field.select_option(field.locator("option", has_text=text).get_attribute("value"))


def at(day, hour):
    """How every page begins to say when a session is."""
    return f"{full_day(day, timezone.localdate().year)}, {hour} h"


def see_dates(desk, seats):
    """The last field of the series, sent from there: a calendar may still hide the button."""
    desk.get_by_label("Places", exact=True).fill(str(seats))
    desk.get_by_label("Places", exact=True).press("Enter")
    desk.get_by_role("heading", name="Les dates").wait_for()


def move(desk, start, end):
    """The session on the screen, at other hours: whatever else is on then is read first."""
    desk.get_by_role("link", name="Modifier la séance").click()
    for name, moment in (("starts_at", start), ("ends_at", end)):
        field = desk.locator(f"input[name={name}]")
        field.fill(f"{timezone.localtime(moment):%Y-%m-%d %H:%M}")
        field.press("Escape")
    desk.get_by_role("button", name="Enregistrer").click()
    despite = desk.get_by_label("Enregistrer quand même")
    people = desk.get_by_role("region", name="Inscrits", exact=True)
    expect(people.or_(despite).first).to_be_visible()
    if despite.is_visible():
        despite.check()
        desk.get_by_role("button", name="Enregistrer").click()
    desk.wait_for_url(re.compile("/inscrits/$"))
