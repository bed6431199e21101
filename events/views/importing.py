"""The team brings in somebody else's calendar: where it is, what it holds, what is kept of it."""

from datetime import datetime, time, timedelta

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from events import imports
from events.forms.importing import ChoiceForm, SourceForm
from events.models import CalendarImport, Event
from events.views.desk import page
from events.wording import plural

PERMISSIONS = ["events.add_event", "events.add_session"]
allowed = permission_required(PERMISSIONS, raise_exception=True)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@allowed
def start(request):
    form = SourceForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        made = imports.propose(form.reading, form.source, request.user)
        return redirect(made)
    return page(request, "import", "Importer un agenda", form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@allowed
def review(request, pk):
    made = get_object_or_404(CalendarImport.objects.select_related("made_by"), pk=pk)
    form = ChoiceForm(request.POST or None, calendar_import=made, user=request.user)
    if request.method == "POST" and form.is_done():
        return redirect(made)
    if form.is_valid():
        _say(request, form.save())
        return redirect(made)
    context = {
        "made": made,
        "drafts": Event.objects.filter(sessions__imported__calendar_import=made).distinct(),
    }
    return page(request, "import_review", "Ce que contient cet agenda", form=form, **context)


@require_safe
@allowed
def example(request):
    """A calendar to try with: its dates are always to come."""
    monday = timezone.localdate() + timedelta(days=14 - timezone.localdate().weekday())
    days = {
        f"day_{n}": datetime.combine(monday + timedelta(days=n), time(), None) for n in range(5)
    }
    text = render_to_string("events/desk/example.ics", days)
    return HttpResponse(
        text.replace("\n", "\r\n"),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="exemple.ics"'},
    )


def _say(request, result):
    if result.sessions:
        drafts = len(result.events)
        messages.success(
            request,
            f"{result.sessions} {plural(result.sessions, 'séance importée', 'séances importées')} "
            f"dans {drafts} {plural(drafts, 'brouillon', 'brouillons')} : "
            "relisez, complétez, publiez.",
        )
    if result.followed:
        followed = plural(result.followed, "changement suivi", "changements suivis")
        messages.success(request, f"{result.followed} {followed}.")
    if result.too_late:
        gone = plural(result.too_late, "date était déjà importée", "dates étaient déjà importées")
        messages.warning(request, f"{result.too_late} {gone}.")
