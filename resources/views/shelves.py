"""The other ways into the catalogue: selections, domains, the charter's principles."""

from itertools import groupby

from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from resources.models import Resource, Selection
from vocabulary import shelves
from vocabulary.models import CharterPrinciple, Domain, Theme

SHOWN = 12  # resources on the page of a domain or of a principle


def _crumbs(*ends):
    return [("Accueil", "/"), ("Ressources", reverse("resources:catalogue")), *ends]


@require_safe
def selections(request):
    rows = [row for row in Selection.objects.public().for_listing() if row.shown]
    context = {"selections": rows, "crumbs": _crumbs(("Sélections", None))}
    return render(request, "resources/selections.html", context)


@require_safe
def selection(request, slug):
    rows = Selection.objects.public().prefetch_related("items")
    return render(request, "resources/selection.html", get_object_or_404(rows, slug=slug).as_page())


def _counted(terms, path):
    """Terms, each with how many resources anybody may see of it."""
    seen = Q(**{f"{path}__in": Resource.objects.public()})
    return terms.annotate(shown=Count(path, filter=seen, distinct=True))


@require_safe
def domains(request):
    themes = _counted(Theme.objects.active().select_related("domain"), "resources")
    shown = [theme for theme in themes if theme.shown]
    context = {
        "domains": [(domain, list(some)) for domain, some in groupby(shown, lambda t: t.domain)],
        "crumbs": _crumbs(("Domaines", None)),
    }
    return render(request, "resources/domains.html", context)


@require_safe
def domain(request, key):
    found = get_object_or_404(Domain.objects.for_keys([key]))
    themes = list(_counted(Theme.objects.active().filter(domain=found), "resources"))
    new = Resource.objects.public().filter(themes__in=themes).distinct().newest().for_listing()
    context = {
        "domain": found,
        "themes": [theme for theme in themes if theme.shown],
        "resources": list(new[:SHOWN]),
        "shelves": shelves.others("resource", themes),
        "crumbs": _crumbs(("Domaines", reverse("resources:domains")), (found.label, None)),
    }
    return render(request, "resources/domain.html", context)


@require_safe
def principles(request):
    context = {
        "principles": _counted(CharterPrinciple.objects.active(), "resources"),
        "crumbs": _crumbs(("Charte nationale", None)),
    }
    return render(request, "resources/principles.html", context)


@require_safe
def principle(request, key):
    found = get_object_or_404(CharterPrinciple.objects.for_keys([key]))
    of_it = Resource.objects.public().filter(principles=found)
    context = {
        "principle": found,
        "count": of_it.count(),
        "resources": list(of_it.newest().for_listing()[:SHOWN]),
        "crumbs": _crumbs(
            ("Charte nationale", reverse("resources:principles")), (found.label, None)
        ),
    }
    return render(request, "resources/principle.html", context)
