"""Search knows the pages that anybody may read, whatever an editor does to them."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from pages import indexing
from pages.models import MetierIndexPage, MetierPage, StandardPage
from search.index import matching
from search.models import IndexEntry
from tests.pages.site import home, publish


@pytest.fixture
def page():
    text = [{"type": "text", "value": "<p>On y parle de <b>trottinette</b>.</p>"}]
    return publish(home(), StandardPage(title="Sorties", slug="sorties", story=text))


def found(words="trottinette"):
    return matching("page", words)


def address(page):
    return IndexEntry.objects.get(kind="page", object_pk=page.pk).line.url


def test_a_published_page_is_found_by_its_text(page):
    assert found() == [page.pk]


def test_a_draft_is_not_found_until_it_is_published():
    draft = StandardPage(title="Trottinette", slug="trottinette", live=False)
    home().add_child(instance=draft)
    revision = draft.save_revision()
    assert found() == []

    revision.publish()

    assert found() == [draft.pk]


def test_a_change_is_found_once_published_and_not_before(page):
    page.title = "Draisienne"
    revision = page.save_revision()
    assert found("draisienne") == []

    revision.publish()

    assert found("draisienne") == [page.pk]


def test_an_unpublished_page_is_forgotten(page):
    assert found() == [page.pk]

    Page.objects.get(pk=page.pk).unpublish()  # as scheduled unpublication does, without its type

    assert found() == []


def test_a_page_published_or_expired_by_the_clock_is_indexed_as_well(page):
    later = StandardPage(title="Monocycle", slug="monocycle", live=False)
    home().add_child(instance=later)
    later.go_live_at = timezone.now() - timedelta(minutes=1)
    later.save_revision(approved_go_live_at=later.go_live_at)
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    assert (found("monocycle"), found()) == ([], [page.pk])

    call_command("publish_scheduled")

    assert (found("monocycle"), found()) == ([later.pk], [])


def test_a_deleted_page_is_forgotten_with_those_below(page):
    below = publish(page, StandardPage(title="Trottinette d’hiver", slug="hiver"))
    assert set(found()) == {page.pk, below.pk}

    Page.objects.get(pk=page.pk).delete()

    assert found() == []


def test_a_moved_page_is_found_at_its_new_address(page):
    section = publish(home(), StandardPage(title="Dehors", slug="dehors"))
    below = publish(page, StandardPage(title="Trottinette d’hiver", slug="hiver"))

    Page.objects.get(pk=page.pk).move(section, pos="last-child")

    assert address(page) == "/dehors/sorties/"
    assert address(below) == "/dehors/sorties/hiver/"


def test_a_page_that_changes_its_address_takes_those_below_along(
    page, django_capture_on_commit_callbacks
):
    below = publish(page, StandardPage(title="Trottinette d’hiver", slug="hiver"))
    page.refresh_from_db()
    page.slug = "promenades"

    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()

    assert address(page) == "/promenades/"
    assert address(below) == "/promenades/hiver/"


def test_a_private_page_and_those_below_are_forgotten_until_they_open_again(page):
    below = publish(page, StandardPage(title="Trottinette d’hiver", slug="hiver"))
    assert set(found()) == {page.pk, below.pk}

    restriction = PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert found() == []

    restriction.delete()
    assert set(found()) == {page.pk, below.pk}


def test_a_trade_is_found_by_its_code():
    index = publish(home(), MetierIndexPage(title="Métiers", slug="metiers"))
    trade = publish(index, MetierPage(title="Assistant maternel", slug="assmat", rome="K1303"))

    assert found("K1303") == [trade.pk]


def test_the_rebuild_lists_what_is_public(page):
    private = publish(home(), StandardPage(title="Réservée", slug="reservee"))
    PageViewRestriction.objects.create(page=private, restriction_type="login")

    titles = [entry.title for entry in indexing.entries()]

    assert titles == [
        "Un lieu pour celles et ceux qui accueillent les tout-petits",
        "Actualités",
        "Nous écrire",
        "Mentions légales",
        "Données personnelles",
        "Accessibilité",
        "Sorties",
    ]
