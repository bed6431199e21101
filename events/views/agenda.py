"""What is on: the agenda as a list or as a month, and each rendez-vous."""

from urllib.parse import urlencode

from csp.decorators import csp_replace
from django.core.paginator import EmptyPage, Paginator
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from events import event_page, month
from events.forms.filters import AgendaFilterForm, AgendaViewForm, EmbedForm
from events.models import Event, Session

PAGE = 20  # sessions


@require_safe
def agenda(request):
    form, view = AgendaFilterForm(request.GET), AgendaViewForm(request.GET)
    understood = form.is_valid() & view.is_valid()
    show = _month if view.cleaned_data.get("vue") == "mois" else _list
    status, shown = show(form, view.cleaned_data)
    context = {
        **shown,
        "form": form,
        "errors": [
            (bound[name].label, sentences)
            for bound in (form, view)
            for name, sentences in bound.errors.items()
        ],
        "in_words": form.in_words(),
        "query": form.querystring(),
        "list_url": _url(form.querystring()),
        "clear_url": _url(""),
        "month_url": _url(form.querystring(), vue="mois"),
        "crumbs": [("Agenda", None)],
    }
    return render(request, "events/agenda.html", context, status=status if understood else 400)


def _list(form, asked):
    sessions = Session.objects.public().upcoming()
    paginator = Paginator(form.filter(sessions).for_cards(), PAGE)
    status = 200
    try:
        page = paginator.page(asked.get("page") or 1)
    except EmptyPage:  # the list is shorter than it was: the last page, but not for machines
        page, status = paginator.page(paginator.num_pages), 404
    active = form.active() if paginator.count else form.ways_out(sessions)
    return status, {
        "page": page,
        "weeks": None,
        "first": None,
        "count": paginator.count,
        "active": [{**way, "url": _url(way["without"])} for way in active],
        "facets": form.facets(sessions),
    }


def _month(form, asked):
    first = asked.get("mois") or timezone.localdate().replace(day=1)
    start, end = month.bounds(first)
    sessions = Session.objects.public().filter(starts_at__lt=end, ends_at__gt=start)
    found = list(form.filter(sessions).for_cards().order_by("starts_at", "pk"))
    active = form.active() if found else form.ways_out(sessions)

    def url(query, first=first):
        return _url(query, vue="mois", mois=f"{first:%Y-%m}")

    return 200, {
        "page": None,
        "first": first,
        "weeks": month.weeks(first, found),
        "count": len(found),
        "before": (month.preceding(first), url(form.querystring(), month.preceding(first))),
        "after": (month.following(first), url(form.querystring(), month.following(first))),
        "active": [{**way, "url": url(way["without"])} for way in active],
        "facets": form.facets(sessions),
    }


def _url(query, **shown):
    return "?" + "&".join(filter(None, [query, urlencode(shown)]))


@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["http:", "https:"]})
@cache_control(public=True, max_age=300)
def embed(request):
    """The list in the page of a partner: the one page that others may frame; it sets nothing and
    asks nothing, there is nothing in it to be tricked into clicking."""
    form, shown = AgendaFilterForm(request.GET), EmbedForm(request.GET)
    understood = form.is_valid() & shown.is_valid()
    sessions = form.filter(Session.objects.public().upcoming()).for_cards()
    context = {
        "sessions": sessions[: shown.cleaned_data.get("nombre", EmbedForm.USUAL)],
        "scheme": shown.cleaned_data.get("apparence", ""),
        "sentences": [sentence for bound in (form, shown) for sentence in _sentences(bound)],
        "in_words": form.in_words(),
        "query": form.querystring(),
    }
    response = render(request, "events/embed.html", context, status=200 if understood else 400)
    response.headers["X-Robots-Tag"] = "noindex"  # it is the agenda again, without the site
    return response


def _sentences(form):
    return [sentence for sentences in form.errors.values() for sentence in sentences]


@require_safe
def event(request, slug):
    event = get_object_or_404(Event.objects.public().for_page(), slug=slug)
    return render(request, "events/event.html", event_page.context(event))
