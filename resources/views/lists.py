"""One's own list: its address holds it; `lists.js` keeps it on the device."""

from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from resources import lists


@require_safe
def my_list(request):
    wanted = [slug for value in request.GET.getlist("r") for slug in value.split()]
    rows = lists.shown(wanted)
    for row in rows:
        row.without = lists.query(rows, but=row)
    context = {
        "resources": rows,
        "missing": len(set(wanted)) - len(rows),
        "query": lists.query(rows),
        "site_url": settings.SITE_URL,
        "crumbs": [
            ("Accueil", "/"),
            ("Ressources", reverse("resources:catalogue")),
            ("Ma liste", None),
        ],
    }
    return render(request, "resources/my_list.html", context)
