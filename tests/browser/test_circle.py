"""From a topic that a member proposes to a session that the facilitator plans."""

from datetime import timedelta

import pytest
from django.utils import timezone

from colibris.demo.circles import FACILITATED
from colibris.demo.people import VISITOR
from tests.browser.steps import ask_for_a_code, at, code_for, give

pytestmark = pytest.mark.browser


def enter(tab, place, address, circle):
    """By the public page of the circle, as people come."""
    tab.goto("/cercles/")
    tab.get_by_role("link", name=circle).click()
    tab.get_by_role("link", name="Rejoindre le cercle").click()
    ask_for_a_code(tab, address)
    give(tab, code_for(place, address))
    tab.wait_for_url("**/mon-espace/cercles/*/")


def test_from_a_proposed_topic_to_a_planned_session(visitor, clean, place):
    width = visitor().viewport_size["width"]
    member, address = visitor(), f"cercle-{width}@example.org"
    topic, day = f"Les siestes dehors ({width})", timezone.localdate() + timedelta(days=width // 4)

    enter(member, place, address, FACILITATED)
    clean(member)
    member.get_by_label("Prénom").fill("Lou")
    member.get_by_label("Nom", exact=True).fill("Cercle")
    member.get_by_label("Les autres membres peuvent lire mon nom").check()
    member.get_by_role("button", name="Rejoindre le cercle").click()
    clean(member)
    member.get_by_label("De quoi aimeriez-vous parler").fill(topic)
    member.get_by_role("button", name="Proposer ce sujet").click()
    assert member.get_by_role("button", name=f"Retirer ma voix : {topic}").is_visible()

    host = visitor()
    enter(host, place, VISITOR, FACILITATED)
    clean(host)
    host.get_by_role("button", name=f"Voter pour : {topic}").click()
    host.get_by_role("link", name=f"Proposer des dates pour : {topic}").click()
    assert host.get_by_label("Titre du sondage").input_value() == topic
    host.get_by_label("Date 1").fill(day.isoformat())
    host.get_by_label("De", exact=True).first.fill("20:00")
    host.get_by_label("À", exact=True).first.fill("22:00")
    clean(host)
    host.get_by_role("button", name="Ouvrir le sondage").click()
    host.wait_for_url("**/cercles/*/#dates")

    assert str(place.letters(address)[-1]["Subject"]).strip().startswith("Quand se retrouver")
    member.reload()
    poll = member.locator(".panel", has_text=topic)
    poll.get_by_label("oui", exact=True).check()
    clean(member)
    poll.get_by_role("button", name="Enregistrer mes réponses").click()

    host.reload()
    host.locator(".panel", has_text=topic).get_by_role("link", name="Planifier").click()
    host.get_by_label("1 oui, 0 si besoin, 0 non").check()
    clean(host)
    host.get_by_role("button", name="Créer les séances et prévenir").click()
    if host.get_by_label("Enregistrer quand même").count():  # the demo has an agenda of its own
        clean(host)
        host.get_by_label("Enregistrer quand même").check()
        host.get_by_role("button", name="Créer les séances et prévenir").click()
    host.wait_for_url("**/mon-espace/cercles/*/")
    clean(host)

    letter = place.letters(address)[-1]
    assert str(letter["Subject"]).strip().startswith("Les dates sont décidées")
    said = letter.get_body(("plain",)).get_content().replace("\xa0", " ")
    assert at(day, 20).replace("\xa0", " ").lower() in said.lower()
    member.goto("/agenda/?q=siestes")
    assert member.get_by_role("link", name=topic).first.is_visible()
