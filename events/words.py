"""What the agenda writes again when a word of the vocabularies changes."""

from django.db.models import Q
from django.utils import timezone

from events import indexing
from events.models import Circle, Event, Session, Venue
from vocabulary.following import using
from vocabulary.models import Term, TimeSlot


def follow(term: Term) -> None:
    """The texts of what calendars still show, and what search knows."""
    venues = using(Venue, term)
    events = Q(pk__in=using(Event, term)) | Q(sessions__venue__in=venues)
    indexing.refresh_events(Event.objects.filter(events).distinct())
    circles = Q(pk__in=using(Circle, term)) | Q(venue__in=venues)
    indexing.refresh_circles(Circle.objects.filter(circles))
    now = timezone.now()
    sessions = (
        Q(pk__in=using(Session, term)) | Q(venue__in=venues) | Q(event__in=using(Event, term))
    )
    if isinstance(term, TimeSlot):  # which slot a session falls in depends on all of them
        sessions = Q(ends_at__gt=now)
    rows = Session.objects.in_calendars(now).filter(sessions)
    if rows.exists():
        rows.rewrite()
