"""A rendez-vous made from another one."""

from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from events.forms.cloning import CloneForm
from events.forms.template import FromTemplateForm
from events.models import Event
from events.views import desk
from events.wording import plural, quoted

EVENTS = {"url": reverse_lazy("wagtailsnippets_events_event:list"), "label": "Rendez-vous"}


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("events.add_event", raise_exception=True)
def clone(request, pk):
    event = get_object_or_404(Event, pk=pk)
    form = CloneForm(request.POST or None, event=event, user=request.user)
    if form.is_valid() and form.is_confirmed():
        made = form.create(request.user)
        count = len(form.kept)
        dates = f", avec {count} {plural(count, 'séance', 'séances')}" if count else ""
        messages.success(request, f"{quoted(made)} est créé en brouillon{dates}.")
        return redirect("wagtailsnippets_events_event:edit", made.pk)
    crumbs = [
        EVENTS,
        {"url": reverse("wagtailsnippets_events_event:edit", args=[pk]), "label": str(event)},
    ]
    return desk.page(request, "clone", "Cloner", form=form, crumbs=crumbs, event=event)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("events.add_event", raise_exception=True)
def from_template(request):
    form = FromTemplateForm(request.POST or None)
    if form.is_valid():
        made = form.create(request.user)
        messages.success(request, f"{quoted(made)} est créé en brouillon, d’après son modèle.")
        return redirect("wagtailsnippets_events_event:edit", made.pk)
    return desk.page(request, "from_template", "D’après un modèle", form=form, crumbs=[EVENTS])
