"""From a misspelt search to a document that is cited, kept and shared."""

import re
from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.browser

PAGES = [
    "/ressources/?q=sommeil",
    "/ressources/?q=xyzxyz&theme=sommeil-rythmes",
    "/ressources/domaines/",
    "/ressources/charte/",
    "/ressources/selections/",
    "/ressources/selections/la-sieste-et-les-rythmes/",
    "/ressources/ma-liste/",
    "/ressources/alertes/?q=sommeil",
]


@pytest.mark.parametrize("path", PAGES)
def test_each_page_is_clean(page, clean, path):
    answer = page.goto(path)

    assert answer.status == 200
    assert page.locator("h1").count() == 1
    clean(page)


def test_a_misspelt_search_ends_with_a_document_cited_kept_and_shared(page, clean):
    page.goto("/ressources/?q=sommiel")
    page.get_by_role("link", name="sommeil", exact=True).click()
    page.locator("mark").first.wait_for()
    page.locator(".resource-card a").first.click()
    title = page.locator("h1").inner_text()

    with page.expect_download() as cited:
        page.get_by_role("link", name="RIS", exact=True).click()
    notice = cited.value.path().read_text("utf-8")
    assert title in notice

    page.get_by_role("button", name="Ajouter à ma liste").click()
    page.get_by_role("button", name="Retirer de ma liste").wait_for()
    page.get_by_role("link", name="Voir ma liste").click()
    page.get_by_role("heading", name=title).wait_for()
    clean(page)

    address = page.get_by_label("L’adresse de cette liste").input_value()
    shared = urlsplit(address)
    page.evaluate("localStorage.clear()")  # somebody else's browser
    page.goto(f"{shared.path}?{shared.query}")
    page.get_by_role("heading", name=title).wait_for()

    page.get_by_role("link", name=re.compile("^Retirer")).click()
    page.get_by_text("Votre liste est vide.").wait_for()
