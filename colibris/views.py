"""What belongs to no domain: health, the place's colour and icons, the page of components."""

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from colibris.specimens import specimens
from colibris.theme import stylesheet
from identity.models import Identity

YEAR = 365 * 24 * 3600  # seconds


@require_safe
def health(request):
    """200 only when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain", headers={"Cache-Control": "no-store"})


@require_safe
@cache_control(public=True, max_age=YEAR, immutable=True)
def theme(request, accent):
    """The colour is in the address, so the answer never changes."""
    return HttpResponse(stylesheet(f"#{accent}"), content_type="text/css")


@require_safe
@cache_control(public=True, max_age=3600)
def manifest(request):
    """What a phone needs to keep the site among its applications."""
    identity = Identity.load(request)
    return JsonResponse(
        {
            "name": identity.name,
            "short_name": identity.name,
            "lang": "fr",
            "start_url": "/",
            "display": "browser",
            "background_color": "#faf6ee",
            "theme_color": "#faf6ee",
            "icons": [
                {"src": static("icons/favicon.svg"), "type": "image/svg+xml", "sizes": "any"},
                {"src": static("icons/touch.png"), "type": "image/png", "sizes": "180x180"},
            ],
        },
        content_type="application/manifest+json",
    )


@require_safe
def components(request):
    """Every component in all its states, for those who build pages; not in production."""
    if not settings.DEBUG:
        raise Http404
    return render(request, "colibris/components.html", specimens())
