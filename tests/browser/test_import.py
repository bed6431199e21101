"""The team brings a partner's calendar in, on a phone and on a desk."""

import pytest

pytestmark = pytest.mark.browser


def test_a_partners_calendar_becomes_drafts_to_review(desk, clean):
    width = desk.viewport_size["width"]
    desk.goto("/gestion/agenda/seances/importer/")
    desk.get_by_role("heading", name="Importer un agenda").wait_for()
    desk.locator("input[name=address]").fill("http://192.168.1.1/agenda.ics")
    desk.get_by_role("button", name="Lire cet agenda").click()
    desk.get_by_text("mène à un réseau privé").wait_for()
    clean(desk)

    answer = desk.request.get("/gestion/agenda/seances/importer/exemple.ics")
    example = answer.body().replace(b"UID:exemple", f"UID:{width}".encode())  # once each
    desk.locator("input[name=address]").fill("")
    desk.locator("input[name=file]").set_input_files(
        {"name": "exemple.ics", "mimeType": "text/calendar", "buffer": example}
    )
    desk.get_by_role("button", name="Lire cet agenda").click()
    desk.get_by_text("Sortie dont la date est illisible").wait_for()
    clean(desk)
    assert desk.locator("input[name=kept]:checked").count() == 6
    desk.locator("input[name=kept]").first.uncheck()
    desk.locator("select[name=kind]").select_option(index=1)
    desk.locator("select[name=format]").select_option(index=1)
    desk.get_by_role("button", name="Importer les dates cochées").click()

    desk.get_by_text("5 séances importées dans 2 brouillons").wait_for()
    assert desk.locator("input[name=kept]").count() == 1
