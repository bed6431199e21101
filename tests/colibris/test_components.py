import re

import pytest
from django.conf import settings
from django.template import engines
from django.test import override_settings

from tests.factories import PictureFactory

COMPONENTS = sorted((settings.BASE_DIR / "templates" / "components").glob("*.html"))


@pytest.fixture
def picture(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return PictureFactory()


@pytest.fixture
def page(client, settings, monkeypatch, picture):
    """The page of components, where an undefined variable is written out."""
    settings.DEBUG = True
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "«undefined: %s»")
    return client.get("/composants/")


def test_every_component_is_on_the_page_of_components(page):
    shown = {template.name for template in page.templates}
    assert {f"components/{path.name}" for path in COMPONENTS} - shown == set()


def test_no_variable_is_undefined(page):
    assert re.findall(r"«undefined: .*?»", page.content.decode()) == []


def test_the_page_of_components_is_not_served_in_production(client, page):
    assert page.status_code == 200
    with override_settings(DEBUG=False):
        assert client.get("/composants/").status_code == 404


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_a_component_opens_with_its_contract(path):
    assert re.match(r"\{# [A-ZÉ].+[^ ] #\}\n", path.read_text())
