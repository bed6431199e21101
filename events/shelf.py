"""What the agenda shows beside whatever shares its themes: the next date of each rendez-vous."""

from urllib.parse import urlencode

from django.urls import reverse

from events import wording
from events.models import Event, Session
from vocabulary.shelves import Mention, Shelf

DATES = 40  # read to find the next one of each


def coming(themes, most):
    events = Event.objects.filter(themes__in=themes).values("pk")
    sessions = Session.objects.public().upcoming().filter(event__in=events)
    planned = sessions.exclude(status=Session.Status.CANCELLED).select_related("event")
    first: dict[int, Session] = {}
    for session in planned[:DATES]:
        first.setdefault(session.event_id, session)
    asked = urlencode([("theme", theme.key) for theme in themes])
    return Shelf(
        "rendez-vous",
        "Rendez-vous sur les mêmes thèmes",
        f"{reverse('events:agenda')}?{asked}",
        [
            Mention(session.event.title, session.get_absolute_url(), wording.when(session))
            for session in list(first.values())[:most]
        ],
    )
