"""What editors may do: the tree stays sane, blocks refuse what would harm, previews show."""

from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.models import Page

from pages.blocks.links import CallBlock
from pages.blocks.media import PictureBlock
from pages.models import (
    ContactPage,
    FaqPage,
    HomePage,
    LegalPage,
    MetierIndexPage,
    MetierPage,
    NewsIndexPage,
    NewsPage,
    StandardPage,
)
from tests.factories import UserFactory
from tests.pages.site import home, picture, publish


def cleaned(block, value):
    return block.clean(block.to_python(value))


def test_a_picture_says_something_or_only_decorates():
    block, image = PictureBlock(), picture()

    assert cleaned(block, {"picture": image.pk, "alternative": "Un jardin"})["picture"] == image
    assert cleaned(block, {"picture": image.pk, "decorative": True})["picture"] == image
    for wrong in ({}, {"alternative": "Un jardin", "decorative": True}):
        with pytest.raises(StructBlockValidationError):
            cleaned(block, {"picture": image.pk} | wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"address": "javascript:alert(1)"},
        {"address": "//example.org"},
        {"address": "agenda/"},
        {"address": "/agenda/", "page": "home"},
    ],
)
def test_a_button_leads_to_one_place(wrong):
    block, words = CallBlock(), {"title": "Venez", "label": "Voir"}
    assert cleaned(block, words | {"address": "/agenda/"}).href == "/agenda/"
    assert cleaned(block, words | {"page": home().pk}).href == "/"
    if wrong.get("page"):
        wrong = wrong | {"page": home().pk}

    with pytest.raises(StructBlockValidationError):
        cleaned(block, words | wrong)


def test_a_button_to_an_unpublished_page_is_not_shown(client):
    target = publish(home(), StandardPage(title="Bientôt", slug="bientot"))
    value = {"title": "Venez", "label": "Voir la page", "page": target.pk, "address": ""}
    page = publish(
        home(), StandardPage(title="Ici", slug="ici", story=[{"type": "call", "value": value}])
    )
    assert "Voir la page" in client.get(page.url).text

    target.unpublish()

    assert "Voir la page" not in client.get(page.url).text


def test_the_tree_has_one_home_and_each_page_its_place():
    assert HomePage.allowed_parent_page_models() == [Page]
    assert MetierPage.allowed_parent_page_models() == [MetierIndexPage]
    assert NewsPage.allowed_parent_page_models() == [NewsIndexPage]
    assert NewsPage.allowed_subpage_models() == []
    for once in (HomePage, NewsIndexPage, ContactPage, LegalPage):
        assert not once.can_create_at(home().get_parent())
        assert not once.can_create_at(home())
    assert StandardPage.can_create_at(home())
    assert FaqPage.can_create_at(home())


def test_the_address_of_a_legal_page_is_a_promise():
    page = LegalPage.objects.get(subject="mentions-legales")
    page.slug = "mentions"

    with pytest.raises(ValidationError, match="L’adresse de cette page est une promesse"):
        page.save()


@pytest.mark.parametrize(
    "model",
    [
        HomePage,
        StandardPage,
        NewsIndexPage,
        NewsPage,
        MetierIndexPage,
        MetierPage,
        FaqPage,
        ContactPage,
    ],
)
def test_a_preview_shows_the_page_before_it_exists(model):
    page = model(title="En préparation", slug="en-preparation")
    page.path, page.depth = "000100010099", 3

    response = page.make_preview_request()

    assert response.status_code == 200
    assert "En préparation" in response.rendered_content


@pytest.mark.parametrize("subject", LegalPage.Subject.values)
def test_a_legal_page_has_a_preview(subject):
    response = LegalPage.objects.get(subject=subject).make_preview_request()

    assert response.status_code == 200


def test_no_word_of_a_block_is_frozen_into_a_migration():
    """To the migrations a story is JSON: better labels and new blocks leave them alone."""
    out = StringIO()

    call_command("makemigrations", "pages", check=True, dry_run=True, stdout=out)

    assert out.getvalue() == "No changes detected in app 'pages'\n"
    assert StandardPage._meta.get_field("story").deconstruct()[1] == "django.db.models.JSONField"


EDITED = [HomePage, NewsIndexPage, ContactPage, LegalPage]


@pytest.mark.parametrize("model", EDITED)
def test_every_first_page_opens_in_the_back_office(client, model):
    client.force_login(UserFactory(is_superuser=True))

    response = client.get(f"/gestion/pages/{model.objects.first().pk}/edit/")

    assert response.status_code == 200


@pytest.mark.parametrize(
    ("model", "parent"),
    [
        ("standardpage", HomePage),
        ("newspage", NewsIndexPage),
        ("metierindexpage", HomePage),
        ("faqpage", HomePage),
    ],
)
def test_every_type_of_page_can_be_begun(client, model, parent):
    client.force_login(UserFactory(is_superuser=True))

    response = client.get(f"/gestion/pages/add/pages/{model}/{parent.objects.get().pk}/")

    assert response.status_code == 200


def test_writers_draft_and_coordination_publishes(client):
    alice = UserFactory(role="rédaction")
    bob = UserFactory(role="coordination")
    charlie = UserFactory(role="agenda")
    page = home()

    may = {
        name: (
            page.permissions_for_user(user).can_edit(),
            page.permissions_for_user(user).can_publish(),
        )
        for name, user in {"alice": alice, "bob": bob, "charlie": charlie}.items()
    }

    assert may == {"alice": (True, False), "bob": (True, True), "charlie": (False, False)}
