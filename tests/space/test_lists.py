"""The resources that somebody keeps with their account."""

import pytest
from django.urls import reverse

from accounts import erasure
from resources import lists
from resources.models import Kept, Resource
from tests.factories import PersonFactory, ResourceFactory

MINE = reverse("space:my_list")


@pytest.fixture
def ana():
    return PersonFactory(email="ana@example.org")


@pytest.fixture
def browser(ana, sign_in):
    return sign_in(ana.email)


def test_a_list_is_kept_by_a_button_and_never_by_a_link(client, browser, ana):
    resource = ResourceFactory(title="Siestes")
    assert client.get(MINE).status_code == 302

    assert "Siestes" in browser.get(MINE, {"r": resource.slug}).text
    assert not Kept.objects.exists()

    browser.post(reverse("space:keep"), {"r": [resource.slug, resource.slug, "inconnu"]})
    browser.post(reverse("space:keep"), {"r": resource.slug})
    assert [row.title for row in lists.kept_by(ana)] == ["Siestes"]
    assert "Siestes" in browser.get(MINE).text

    Resource.objects.filter(pk=resource.pk).update(live=False)
    assert "Siestes" not in browser.get(MINE).text

    browser.post(reverse("space:let_go"), {"r": resource.slug})
    assert not Kept.objects.exists()


def test_a_list_is_nobody_else_s_and_goes_with_whoever_is_erased(browser, ana):
    resource, other = ResourceFactory(title="Siestes"), PersonFactory()
    lists.keep(other, [resource])
    lists.keep(ana, [resource])

    browser.post(reverse("space:let_go"), {"r": resource.slug})
    assert [row.person for row in Kept.objects.all()] == [other]

    erasure.erase(other)
    assert not Kept.objects.exists()
