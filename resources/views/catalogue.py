"""The catalogue and its pages."""

from django.core.paginator import InvalidPage, Paginator
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from resources.forms.catalogue import CatalogueFilterForm
from resources.models import Resource
from search import index

PAGE = 20  # resources


class Counted(Paginator):
    """Pages of what has been counted already."""

    def __init__(self, pks, total):
        super().__init__(pks, PAGE)
        self.count = total


@require_safe
def catalogue(request):
    form = CatalogueFilterForm(request.GET)
    resources = Resource.objects.public()
    complaints = [sentence for sentences in form.errors.values() for sentence in sentences]
    shown = form.facets(resources)
    paginator = Counted(form.ranked(resources), form.total)
    try:
        page = paginator.page(request.GET.get("page") or 1)
    except InvalidPage:
        page = paginator.page(1)
        complaints.append(_no_such_page(paginator))
    rows = resources.for_listing().in_bulk(list(page.object_list))
    page.object_list = [rows[pk] for pk in page.object_list if pk in rows]
    lines = index.lines("resource", rows) if form.query else {}
    for row in page.object_list:
        row.line = lines.get(row.pk)
    context = {
        "form": form,
        "page": page,
        "facets": shown,
        "orders": form.orders(),
        "removals": form.removals(),
        "complaints": complaints,
        "ways_out": {} if paginator.count else form.ways_out(resources),
        "suggestions": f"{reverse('search:suggestions')}?type=ressources",
        "crumbs": [("Accueil", "/"), ("Ressources", None)],
    }
    return render(request, "resources/catalogue.html", context, status=400 if complaints else 200)


def _no_such_page(paginator):
    if paginator.num_pages == 1:
        return "Cette page n’existe pas : tout tient sur une seule."
    return f"Cette page n’existe pas : le catalogue en compte {paginator.num_pages} ici."


@require_safe
def resource(request, slug):
    found = get_object_or_404(Resource.objects.public().for_page(), slug=slug)
    return render(request, "resources/resource.html", found.as_page())
