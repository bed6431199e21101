"""The groups of professionals that meet."""

from urllib.parse import urlencode

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from events.event_page import left_to_take
from events.forms.circles import CircleFilterForm
from events.models import Circle, Session


@require_safe
def circles(request):
    form = CircleFilterForm(request.GET)
    context = {
        "form": form,
        "circles": form.filter(Circle.objects.public()).for_listing().prefetch_related("audiences"),
        "errors": [(form[name].label, sentences) for name, sentences in form.errors.items()],
        "crumbs": [("Cercles", None)],
    }
    return render(request, "events/circles.html", context, status=400 if form.errors else 200)


@require_safe
def circle(request, slug):
    circle = get_object_or_404(Circle.objects.public().for_listing(), slug=slug)
    themes = list(circle.themes.all())
    coming = Session.objects.public().upcoming().filter(event__circle=circle).for_listing()
    context = {
        "circle": circle,
        "themes": themes,
        "themes_query": urlencode([("theme", theme.key) for theme in themes]),
        "sessions": coming,
        "cycle_open": left_to_take(coming) if circle.cycle else 0,
        "crumbs": [("Cercles", reverse("circles:circles")), (circle.title, None)],
    }
    return render(request, "events/circle.html", context)
