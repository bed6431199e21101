"""What robots read: robots.txt and the sitemap, with nothing that is not public."""

from xml.etree import ElementTree

from wagtail.models import PageViewRestriction

from pages.models import StandardPage
from tests.factories import CircleFactory, EventFactory, ResourceFactory
from tests.pages.site import home, publish


def addresses(client):
    root = ElementTree.fromstring(client.get("/sitemap.xml").content)
    return [loc.text for loc in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]


def test_robots_are_told_what_to_leave_and_where_the_map_is(client):
    response = client.get("/robots.txt")

    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.text.splitlines() == [
        "User-agent: *",
        "Allow: /agenda/agenda.ics",
        "Allow: /agenda/agenda.xml",
        "Disallow: /gestion/",
        "Disallow: /inscriptions/",
        "Disallow: /mon-espace/",
        "Disallow: /recherche/",
        "",
        "Sitemap: http://localhost:8000/sitemap.xml",
    ]


def test_the_sitemap_names_everything_public_by_the_sites_own_name(client):
    EventFactory(slug="atelier")
    CircleFactory(slug="cercle")
    ResourceFactory(slug="livre")

    found = addresses(client)

    for path in ["/", "/agenda/", "/agenda/atelier/", "/cercles/cercle/", "/ressources/livre/"]:
        assert f"http://localhost:8000{path}" in found


def test_the_sitemap_and_the_plan_name_nothing_else(client):
    page = publish(home(), StandardPage(title="Réservée", slug="reservee"))
    below = publish(page, StandardPage(title="Dessous", slug="dessous"))
    draft = publish(home(), StandardPage(title="Brouillon", slug="brouillon"))
    hidden = [
        EventFactory(slug="ferme"),
        CircleFactory(slug="ferme"),
        ResourceFactory(slug="equipe"),
        page,
        below,
        draft,
    ]
    event, circle, resource = hidden[:3]
    before = addresses(client)
    assert all(f"http://localhost:8000{row.get_absolute_url()}" in before for row in hidden[:3])
    assert all(f"http://localhost:8000{row.url}" in before for row in hidden[3:])
    assert "Dessous" in client.get("/plan-du-site/").text

    event.closed_group = True
    event.save()
    circle.public = False
    circle.save()
    resource.visibility = "equipe"
    resource.save()
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    draft.unpublish()

    after = addresses(client)
    assert len(before) - len(after) == 6
    plan = client.get("/plan-du-site/").text
    assert [title for title in ("Réservée", "Dessous", "Brouillon") if title in plan] == []
