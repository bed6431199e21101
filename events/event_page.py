"""What the page of a rendez-vous shows: on the site, and in the back office's preview."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from events.structured import json_ld
from events.wording import invitation

PAST_SHOWN = 20  # sessions


def context(event):
    sessions = list(event.sessions.for_listing()) if event.pk else []  # a preview may be unsaved
    for session in sessions:
        session.event = event  # what is previewed, not what is stored
    now = timezone.now()
    coming = [session for session in sessions if session.ends_at > now]
    past = [session for session in sessions if session.ends_at <= now]
    return {
        "event": event,
        "coming": coming,
        "cycle_open": left_to_take(coming) if event.cycle and event.is_public else 0,
        "past": past[::-1][:PAST_SHOWN],
        "venues": _venues(coming),
        "json_ld": json_ld(event, coming),
        "crumbs": [("Agenda", reverse("events:agenda")), (event.title, None)],
    }


def left_to_take(coming):
    """How many dates of a cycle can still be taken together; 0 when it is not worth a form."""
    left = len([session for session in coming if invitation(session)])
    return left if left > 1 else 0


def _venues(sessions):
    return list({session.venue.pk: session.venue for session in sessions if session.venue}.values())


def map_url(venue):
    """A plain link for who wants it: our pages load no map from elsewhere."""
    if venue.latitude is None or venue.longitude is None:
        return f"https://www.openstreetmap.org/search?{urlencode({'query': venue.address})}"
    place = urlencode({"mlat": venue.latitude, "mlon": venue.longitude})
    return f"https://www.openstreetmap.org/?{place}#map=17/{venue.latitude}/{venue.longitude}"
