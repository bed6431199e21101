"""The catalogue and its pages."""

from django.core.paginator import InvalidPage, Paginator
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from resources.forms.catalogue import CatalogueFilterForm
from resources.models import Resource

PAGE = 20  # resources


@require_safe
def catalogue(request):
    form = CatalogueFilterForm(request.GET)
    resources = Resource.objects.public()
    complaints = [sentence for sentences in form.errors.values() for sentence in sentences]
    paginator = Paginator(form.ranked(resources), PAGE)
    try:
        page = paginator.page(request.GET.get("page") or 1)
    except InvalidPage:
        page = paginator.page(1)
        complaints.append(_no_such_page(paginator))
    rows = resources.for_listing().in_bulk(list(page.object_list))
    page.object_list = [rows[pk] for pk in page.object_list if pk in rows]
    context = {
        "form": form,
        "page": page,
        "facets": form.facets(resources),
        "orders": form.orders(),
        "removals": form.removals(),
        "complaints": complaints,
        "relaxed": [] if paginator.count else form.relaxed(resources),
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
