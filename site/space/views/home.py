"""One's registrations: what comes, what is past, what was cancelled."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from events.models import Registration
from space.standing import standing
from space.views.doors import theirs


@require_safe
@theirs
def home(request, person):
    now = timezone.now()
    mine = Registration.objects.filter(person=person)
    places = mine.places_in_line()
    rows = list(mine.for_page().order_by("session__starts_at", "pk"))
    for row in rows:
        row.past = row.session.ends_at <= now
        row.standing = standing(row, places.get(row.pk), row.past)
    live = [row for row in rows if row.is_live]
    held = {row.session_id for row in live}
    # Whoever cancelled, came back and cancelled again reads it once.
    given_up = {row.session_id: row for row in rows if row.session_id not in held}
    context = {
        "person": person,
        "coming": [row for row in live if not row.past],
        "past": [row for row in reversed(live) if row.past],
        "cancelled": list(reversed(given_up.values())),
        "crumbs": [("Mon espace", None)],
    }
    return render(request, "space/home.html", context)
