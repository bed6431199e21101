"""« Bilans » in the back office: figures, never a name; comments where one may read names."""

from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events import feedback
from events.models import Event
from events.wording import days, full_day
from reports import figures, spreadsheets
from reports.forms import AudienceForm, PeriodForm
from reports.tables import LEAST

HOME = {"url": reverse_lazy("wagtailadmin_home"), "label": "Accueil"}
PERIOD = {"url": reverse_lazy("reports:period"), "label": "Bilans"}


@require_safe
@never_cache
@permission_required("events.view_session", raise_exception=True)
def period(request):
    form = PeriodForm(request.GET)
    if not form.is_valid():
        return _page(request, "period", "Bilan d’une période", [HOME], form, status=400)
    asked = form.cleaned_data
    sessions = figures.between(asked["du"], asked["au"], asked["organisme"])
    about = [
        ("Période", days(asked["du"], asked["au"])),
        ("Mené par", str(asked["organisme"] or "tous les organismes")),
    ]
    found = _asked(form, figures.by_month, sessions)
    name = slugify(f"bilan {asked['du']} {asked['au']} {'financeurs' * asked['funders']}")
    return _answer(request, "Bilan d’une période", [HOME], form, found, about, name)


@require_safe
@never_cache
@permission_required("events.view_session", raise_exception=True)
def event(request, pk):
    open_ones = Event.objects.filter(confidential=False)  # fifteen people are easily recognised
    event = get_object_or_404(open_ones.select_related("lead", "kind"), pk=pk)
    form = AudienceForm(request.GET)
    form.full_clean()
    found = _asked(form, figures.by_session, event.sessions.all())
    about = [("Rendez-vous", event.title), ("Mené par", str(event.lead))]
    return _answer(
        request,
        "Bilan d’un rendez-vous",
        [HOME, PERIOD],
        form,
        found,
        about,
        slugify(f"bilan {event}"),
        event=event,
        outside=form.cleaned_data["funders"],
        results=_results(event, form.cleaned_data["funders"]),
        reads_comments=Event.objects.names_visible_to(request.user).filter(pk=pk).exists()
        and not form.cleaned_data["funders"],
    )


def _asked(form, steps, sessions):
    if not form.cleaned_data["funders"]:
        return steps(sessions)
    return steps(figures.for_funders(sessions)).masked()


def _results(event, funders):
    """Of the questionnaires; outside, only where enough people answered."""
    sessions = figures.for_funders(event.sessions.all()) if funders else event.sessions.all()
    least = LEAST if funders else 1
    return [found for found in feedback.results(sessions) if found.count >= least]


def _answer(request, title, crumbs, form, found, about, name, **context):
    about = [*about, ("Chiffres du", full_day(timezone.localdate()))]
    if form.cleaned_data["funders"]:
        about.append(("Pour les financeurs", str(form.fields["funders"].help_text)))
    if request.GET.get("format") == "xlsx":
        return spreadsheets.answer(found, about, name)
    context |= {"figures": found, "about": about, "headlines": spreadsheets.headlines(found)}
    template = "event" if "event" in context else "period"
    return _page(request, template, title, crumbs, form, **context)


def _page(request, template, title, crumbs, form, status=200, **context):
    query = request.GET.copy()
    query["format"] = "xlsx"
    context |= {
        "title": title,
        "header_title": title,
        "header_icon": "table",
        "breadcrumbs_items": [*crumbs, {"url": "", "label": title}],
        "session": None,
        "form": form,
        "spreadsheet": f"?{query.urlencode()}",
    }
    return TemplateResponse(request, f"reports/{template}.html", context, status=status)
