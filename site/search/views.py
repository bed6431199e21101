"""The search page, and the words offered while one types."""

from django.core.paginator import EmptyPage, Paginator
from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from search import asking, suggestions
from search.forms import SearchForm
from search.kinds import KINDS
from search.models import ResultLine
from vocabulary.models import Theme

PER_PAGE = 20


@require_safe
def search(request):
    form = SearchForm(request.GET)
    valid = form.is_valid()
    text = form.cleaned_data.get("q", "")
    found = asking.find(text, form.kind.key if form.kind else None)
    context = {
        "form": form,
        "text": text,
        "found": found,
        "kind": form.kind,
        "tabs": _tabs(found, form.kind),
        "page": _page(found, form.cleaned_data.get("page") or 1),
        "tokens": found.question.tokens(),
        "crumbs": [("Recherche", None)],
    }
    if not found.total:
        context |= _ways_out(text)
    return render(request, "search/search.html", context, status=200 if valid else 400)


@require_safe
def suggest(request):
    """The last word finished, as JSON, for the script of the search page."""
    form = SearchForm(request.GET)
    form.is_valid()
    kind = form.kind.key if form.kind else None
    words = suggestions.suggest(form.cleaned_data.get("q", ""), kind)
    return JsonResponse({"suggestions": words}, headers={"X-Robots-Tag": "noindex"})


def _tabs(found, current):
    """One tab per kind that answers, the current one always; « Tout » first."""
    tabs = [{"kind": None, "count": found.total, "current": current is None}]
    for kind in KINDS:
        count = found.counts.get(kind.key, 0)
        if count or kind == current:
            tabs.append({"kind": kind, "count": count, "current": kind == current})
    return tabs


def _page(found, number):
    """A page of result lines, in the order of the ids."""
    try:
        page = Paginator(found.ids, PER_PAGE).page(number)
    except EmptyPage:
        raise Http404("Cette page de résultats n’existe pas.") from None
    lines = ResultLine.objects.select_related("entry").in_bulk(page.object_list)
    page.object_list = [lines[pk] for pk in page.object_list if pk in lines]
    return page


def _ways_out(text):
    """Where to go when nothing was asked or nothing answers."""
    themes = list(Theme.objects.active().select_related("domain"))
    near = suggestions.nearest(text, [theme.label for theme in themes])
    return {
        "mended": suggestions.mend(text),
        "near": near,
        "ideas": [] if near else [theme.label for theme in _one_per_domain(themes)],
    }


def _one_per_domain(themes):
    first: dict[int, Theme] = {}
    for theme in themes:
        first.setdefault(theme.domain_id, theme)
    return first.values()
