"""What robots and lost people ask for: robots.txt, the map of the site."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pages.indexing import public_pages

ROBOTS = f"""\
User-agent: *
Allow: /agenda/agenda.ics
Allow: /agenda/agenda.xml
Disallow: /gestion/
Disallow: /inscriptions/
Disallow: /recherche/

Sitemap: {settings.SITE_URL}/sitemap.xml
"""


@require_safe
def robots(request):
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")


ROOMS = [
    ("Agenda", "/agenda/"),
    ("S’abonner à l’agenda", "/agenda/abonnement/"),
    ("Cercles", "/cercles/"),
    ("Ressources", "/ressources/"),
    ("Recherche", "/recherche/"),
]


@require_safe
def site_map(request):
    pages = [page for page in public_pages() if page.url]
    context = {"rooms": ROOMS, "pages": pages, "crumbs": [("Plan du site", None)]}
    return render(request, "pages/site_map.html", context)
