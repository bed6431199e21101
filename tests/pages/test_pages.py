"""Each type of page answers, full and empty."""

import pytest

from pages.blocks import ArticleBlocks, DoorBlocks, QuestionBlocks, StoryBlocks
from pages.models import FaqPage, MetierIndexPage, MetierPage, NewsIndexPage, NewsPage, StandardPage
from tests.factories import CircleFactory, ResourceFactory, SessionFactory, ThemeFactory
from tests.pages.site import every_block, home, publish


@pytest.mark.parametrize(
    ("address", "heading"),
    [
        ("/", "Un lieu pour celles et ceux qui accueillent les tout-petits"),
        ("/actualites/", "Actualités"),
        ("/contact/", "Nous écrire"),
        ("/mentions-legales/", "Mentions légales"),
        ("/confidentialite/", "Données personnelles"),
        ("/accessibilite/", "Accessibilité"),
        ("/plan-du-site/", "Plan du site"),
    ],
)
def test_an_empty_site_already_has_a_face(client, address, heading):
    response = client.get(address)

    assert response.status_code == 200
    assert f"<h1>{heading}</h1>" in response.text


def test_a_page_shows_each_of_its_blocks(client):
    SessionFactory(event__title="Soirée jeux")
    ResourceFactory(title="Le livre des berceuses")
    CircleFactory(title="Le cercle du samedi")
    news = NewsPage(title="On ouvre", slug="on-ouvre", summary="Samedi.")
    publish(NewsIndexPage.objects.get(), news)
    page = publish(home(), StandardPage(title="Tout", slug="tout", story=every_block()))

    text = client.get(page.url).text

    for words in [
        "Un texte.",
        'alt="Un jardin en pente"',
        "Il faut du temps.",
        "Venez",
        "En deux temps",
        "Le guide",
        "Camille Exemple",
        "Parce que.",
        "thèmes",
        "Tramway 1",
        "Un film",
        "Soirée jeux",
        "Le livre des berceuses",
        "Le cercle du samedi",
        "On ouvre",
    ]:
        assert words in text


def test_windows_with_nothing_behind_them_say_so(client):
    page = publish(home(), StandardPage(title="Tout", slug="tout", story=every_block()))

    text = client.get(page.url).text

    for words in [
        "Rien à l’agenda pour le moment",
        "Aucune ressource pour le moment",
        "Aucun cercle pour le moment",
        "Pas d’actualité pour le moment",
    ]:
        assert words in text


def test_the_palettes_stay_small_enough_to_choose_from():
    palettes = [ArticleBlocks(), DoorBlocks(), QuestionBlocks(), StoryBlocks()]

    assert max(len(palette.child_blocks) for palette in palettes) == 15


def test_a_trade_says_what_it_asks_and_where_to_meet_it(client):
    theme = ThemeFactory(key="decouverte-metiers")
    SessionFactory(event__title="Portes ouvertes", event__terms={"themes": [theme]})
    SessionFactory(event__title="Hors sujet")
    ResourceFactory(title="Huit métiers", terms={"themes": [theme]})
    index = publish(home(), MetierIndexPage(title="Les métiers", slug="metiers"))
    trade = MetierPage(
        title="Assistant maternel",
        slug="assistant-maternel",
        summary="Accueillir chez soi.",
        rome="K1303",
        where="À son domicile\nEn maison d’assistants maternels",
        missions="Assurer la sécurité\nProposer du jeu libre",
        said="C’est juste garder des enfants.",
        truth="Un métier d’observation.",
        themes=[theme],
    )
    publish(index, trade)

    text = client.get(trade.url).text

    assert "À son domicile · En maison d’assistants maternels" in text
    assert "<li>Proposer du jeu libre</li>" in text
    assert "Portes ouvertes" in text
    assert "Hors sujet" not in text
    assert "Huit métiers" in text
    assert "Assistant maternel" in client.get(index.url).text


def test_a_faq_opens_without_javascript_and_speaks_to_search_engines(client):
    questions = [{"question": "Faut-il payer ?", "answer": "<p>Non. </script><b>Rien</b></p>"}]
    section = {"type": "section", "value": {"title": "Venir", "questions": questions}}
    page = publish(home(), FaqPage(title="Questions", slug="questions", sections=[section]))

    text = client.get(page.url).text

    assert "<summary>Faut-il payer ?</summary>" in text
    assert '"@type": "FAQPage"' in text
    script = text.split('<script type="application/ld+json">')[1].split("</script>")[0]
    assert script.endswith("}")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_page_is_only_read(client, method):
    assert getattr(client, method)("/").status_code == 405


def test_public_pages_set_no_cookie(client):
    for address in ["/", "/actualites/", "/mentions-legales/", "/plan-du-site/", "/sitemap.xml"]:
        assert client.get(address).cookies == {}
