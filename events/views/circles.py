"""The groups of professionals that meet."""

from urllib.parse import urlencode

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from events.models import Circle, Session


@require_safe
def circles(request):
    context = {"circles": Circle.objects.public().for_listing(), "crumbs": [("Cercles", None)]}
    return render(request, "events/circles.html", context)


@require_safe
def circle(request, slug):
    circle = get_object_or_404(Circle.objects.public().for_listing(), slug=slug)
    themes = list(circle.themes.all())
    context = {
        "circle": circle,
        "themes": themes,
        "themes_query": urlencode([("theme", theme.key) for theme in themes]),
        "sessions": Session.objects.public().upcoming().filter(event__circle=circle).for_listing(),
        "crumbs": [("Cercles", reverse("circles:circles")), (circle.title, None)],
    }
    return render(request, "events/circle.html", context)
