"""The door held on a phone whose network comes and goes."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.steps import sign_in

pytestmark = pytest.mark.browser

SENT = "Tout est envoyé."


@pytest.fixture
def door(page):
    """The door of the last session where several people are expected, as an administrator reads it:
    other tests have sessions of one person, in the same place."""
    sign_in(page, "administration.galice")
    page.goto("/gestion/agenda/seances/?period=passees")
    links = page.locator("table a[href$='/inscrits/']")
    for people in [link.get_attribute("href") for link in links.all()]:
        page.goto(people)
        page.get_by_role("link", name="Tenir la porte").click()
        expect(page.locator("[data-network]")).to_have_text(SENT)
        if page.locator("[data-person]").count() > 2:
            return page
    pytest.fail("the demo has no session where several people came")


def clear(row):
    """Nothing is noted of this person, whatever was."""
    button = row.get_by_role("button", name=re.compile("^Effacer"))
    if button.is_visible():
        button.click()
    expect(row.get_by_role("button", name=re.compile("^Présence"))).to_be_visible()


def present(row):
    row.get_by_role("button", name=re.compile("^Présence")).click()


def test_what_is_ticked_without_a_network_is_kept_and_sent_once(door, clean):
    """Two people, one of them unannounced, and the page itself reloaded while offline."""
    page, network = door, door.locator("[data-network]")
    width = page.viewport_size["width"]
    first = page.locator("[data-person]").first
    name = first.locator("[data-name]").inner_text()
    clear(first)
    expect(network).to_have_text(SENT)
    clean(page)
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function(
        "async () => Boolean(await caches.match(location.href, { ignoreVary: true }))"
    )

    page.context.set_offline(True)
    present(first)
    page.locator("summary", has_text="Venue sans inscription").click()
    page.get_by_label("Prénom").fill("Ada")
    page.get_by_label("Nom", exact=True).fill(f"Passage {width}")
    page.locator("[name=first_name]").locator("xpath=ancestor::form").get_by_role(
        "button", name="Noter la présence"
    ).click()

    expect(network).to_contain_text("2 notes gardées sur ce téléphone")
    expect(first).to_have_attribute("data-status", "present")
    page.reload()
    first = page.locator("[data-person]", has_text=name).first
    expect(network).to_contain_text("2 notes gardées sur ce téléphone")
    expect(first).to_have_attribute("data-status", "present")
    expect(page.locator("[data-name]", has_text=f"Passage {width}")).to_have_count(1)
    clean(page)

    page.context.set_offline(False)
    expect(network).to_have_text(SENT, timeout=20_000)
    page.reload()
    expect(page.locator("[data-person]", has_text=name).first).to_have_attribute(
        "data-status", "present"
    )
    came = page.locator("[data-person]", has_text=f"Ada Passage {width}")
    expect(came).to_have_count(1)
    expect(came).to_have_attribute("data-status", "present")

    clear(came)  # they leave the list with the only note that put them on it
    expect(network).to_have_text(SENT)
    expect(page.locator("[data-complaints]")).to_be_empty()
    page.reload()
    expect(came).to_have_count(0)


def test_a_name_is_found_as_it_is_typed_and_a_refusal_is_said(door, clean):
    page = door
    row = page.locator("[data-person]").last
    name = row.locator("[data-name]").inner_text()
    clear(row)

    page.get_by_label("Chercher un nom").fill(name.upper())
    expect(row).to_be_visible()
    assert page.locator("[data-person]:visible").count() < page.locator("[data-person]").count()
    row.locator("summary").click()
    row.get_by_label("Minutes de présence").fill("1439")
    row.get_by_role("button", name="En retard").click()

    refusal = page.locator("[data-complaints]")
    expect(refusal).to_contain_text(re.compile(f"{name} : Cette demi-journée dure"))
    expect(row).to_have_attribute("data-status", "")
    clean(page)
