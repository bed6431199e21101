"""The pages that editors publish; what robots and lost people ask for."""

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from wagtail.models import Page, PageViewRestriction
from wagtail.views import serve

from navigation import home
from pages.indexing import public_pages

ROBOTS = """\
User-agent: *
Allow: /agenda/agenda.ics
Allow: /agenda/agenda.xml
Disallow: /gestion/
Disallow: /inscriptions/
Disallow: /mon-espace/
Disallow: /recherche/

Sitemap: {site}/sitemap.xml
"""


ON_THE_WAY = ("path", "depth", "title", "url_path", "alias_of", "content_type")


def page(request, path=""):
    """Wagtail's view of a page, which is found in two queries with who may read it: Wagtail asks
    for two at each level and three more."""
    request._wagtail_route_for_request = _route(request, path.split("/")[:-1])
    return serve(request, path)


def _route(request, slugs):
    """The deepest page on the way, which knows what is below it that is no page."""
    addresses = ["/", address := home.address(request)]  # the very root, the home page
    addresses += [f"{address}{'/'.join(slugs[:n])}/" for n in range(1, len(slugs) + 1)]
    restricted = Exists(PageViewRestriction.objects.filter(page=OuterRef("pk")))
    pages = Page.objects.filter(url_path__in=addresses).annotate(restricted=restricted)
    line = list(pages.only(*ON_THE_WAY).order_by("path"))
    if len(line) < 2:
        return None
    kind = line[-1].specific_class
    page = kind.objects.select_related(*getattr(kind, "shown_with", ())).get(pk=line[-1].pk)
    page.line = line[:-1]
    page._cached_parent_obj = line[-2]  # as Wagtail does on its way
    page.open_to_all = not any(one.restricted or one.alias_of_id for one in line)
    return page.route(request, slugs[len(line) - 2 :])


@require_safe
def robots(request):
    text = ROBOTS.format(site=settings.SITE_URL)
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


ROOMS = [
    ("Agenda", "/agenda/"),
    ("S’abonner à l’agenda", "/agenda/abonnement/"),
    ("Cercles", "/cercles/"),
    ("Ressources", "/ressources/"),
    ("Recherche", "/recherche/"),
    ("Mon espace", "/mon-espace/"),
]


@require_safe
def site_map(request):
    pages = [page for page in public_pages() if page.url]
    context = {"rooms": ROOMS, "pages": pages, "crumbs": [("Plan du site", None)]}
    return render(request, "pages/site_map.html", context)
