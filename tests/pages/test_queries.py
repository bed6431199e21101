"""A page costs the same whatever it lists: literal counts, with one item and with three."""

import pytest

from pages.models import MetierIndexPage, MetierPage, NewsIndexPage, NewsPage, StandardPage
from tests.factories import CircleFactory, SessionFactory, ThemeFactory
from tests.pages.site import every_block, home, picture, publish

ONE_AND_THREE = pytest.mark.parametrize("count", [1, 3])


@ONE_AND_THREE
def test_home(client, django_assert_num_queries, count):
    SessionFactory.create_batch(count)
    client.get("/")

    with django_assert_num_queries(8):
        client.get("/")


@ONE_AND_THREE
def test_the_list_of_news(client, django_assert_num_queries, count):
    index = NewsIndexPage.objects.get()
    for n in range(count):
        news = NewsPage(title=f"Nouvelle {n}", slug=f"n-{n}", picture=picture())
        news.themes = [ThemeFactory()]
        publish(index, news)
    client.get("/actualites/")

    with django_assert_num_queries(10):
        client.get("/actualites/")


@ONE_AND_THREE
def test_a_page_of_news(client, django_assert_num_queries, count):
    index = NewsIndexPage.objects.get()
    for n in range(count + 1):
        publish(index, NewsPage(title=f"Nouvelle {n}", slug=f"n-{n}", picture=picture()))
    client.get("/actualites/n-0/")

    with django_assert_num_queries(10):
        client.get("/actualites/n-0/")


@ONE_AND_THREE
def test_the_list_of_trades(client, django_assert_num_queries, count):
    index = publish(home(), MetierIndexPage(title="Métiers", slug="metiers"))
    for n in range(count):
        publish(index, MetierPage(title=f"Métier {n}", slug=f"m-{n}", picture=picture()))
    client.get("/metiers/")

    with django_assert_num_queries(8):
        client.get("/metiers/")


@ONE_AND_THREE
def test_a_trade(client, django_assert_num_queries, count):
    theme = ThemeFactory()
    index = publish(home(), MetierIndexPage(title="Métiers", slug="metiers"))
    for n in range(count + 1):
        publish(index, MetierPage(title=f"Métier {n}", slug=f"m-{n}", themes=[theme]))
    SessionFactory.create_batch(count, event__terms={"themes": [theme]})
    client.get("/metiers/m-0/")

    with django_assert_num_queries(11):
        client.get("/metiers/m-0/")


@ONE_AND_THREE
def test_every_block_at_once(client, django_assert_num_queries, count):
    SessionFactory.create_batch(count)
    CircleFactory.create_batch(count)
    for n in range(count):
        news = NewsPage(title=f"Nouvelle {n}", slug=f"n-{n}", picture=picture())
        publish(NewsIndexPage.objects.get(), news)
    publish(home(), StandardPage(title="Tout", slug="tout", story=every_block()))
    client.get("/tout/")

    with django_assert_num_queries(14):
        client.get("/tout/")


@ONE_AND_THREE
def test_the_plan_of_the_site(client, django_assert_num_queries, count):
    for n in range(count):
        publish(home(), StandardPage(title=f"Page {n}", slug=f"p-{n}"))
    client.get("/plan-du-site/")

    with django_assert_num_queries(11):
        client.get("/plan-du-site/")


@ONE_AND_THREE
def test_the_sitemap(client, django_assert_num_queries, count):
    for n in range(count):
        publish(home(), StandardPage(title=f"Page {n}", slug=f"p-{n}"))
    client.get("/sitemap.xml")

    with django_assert_num_queries(10):
        client.get("/sitemap.xml")
