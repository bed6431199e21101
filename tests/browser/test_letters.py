"""The team reads what was sent, changes a letter's words, writes to those who registered."""

import pytest

pytestmark = pytest.mark.browser


def test_a_letter_that_failed_is_found_and_sent_again(desk, clean):
    desk.goto("/gestion/lettres/envoyees/")
    clean(desk)
    desk.goto("/gestion/lettres/envoyees/?state=failed")
    desk.locator("td.title a").first.click()
    desk.get_by_role("button", name="Envoyer de nouveau").wait_for()
    clean(desk)

    desk.get_by_role("button", name="Envoyer de nouveau").click()

    desk.locator(".messages").get_by_text("La lettre repart.").wait_for()
    assert desk.get_by_role("button", name="Envoyer de nouveau").count() == 0


def test_the_words_of_a_letter_are_read_again_before_they_are_kept(desk, clean):
    desk.goto("/gestion/lettres/textes/")
    clean(desk)
    desk.get_by_role("link", name="Remerciement, le lendemain").click()

    desk.get_by_label("Texte").fill("Merci, {prénom}.")
    desk.get_by_role("button", name="Aperçu").click()

    desk.frame_locator("iframe").get_by_text("Merci, Camille.").wait_for()
    clean(desk)


def test_the_team_writes_to_those_who_registered_and_reads_how_many_first(desk, clean):
    desk.goto("/gestion/lettres/envoyees/")
    desk.locator("td a[href*='/inscrits/']").first.click()
    desk.get_by_role("link", name="Écrire aux inscrits").click()
    desk.get_by_label("Objet").wait_for()
    clean(desk)
    desk.get_by_label("Objet").fill("Apportez un coussin")
    desk.get_by_role("button", name="Voir l’aperçu").click()
    send = desk.get_by_role("button", name="Envoyer à")
    send.wait_for()
    clean(desk)
    said = send.inner_text()
    send.click()

    count = said.split()[2]
    desk.locator(".messages").get_by_text(f"Votre message part vers {count} personne").wait_for()
