"""What search engines read of a rendez-vous: schema.org, and nothing that the page does not say."""

import json

from django.conf import settings
from django.utils import timezone
from django.utils.safestring import mark_safe

from events import wording

# Inside <script>, these would end it or begin something else.
ESCAPES = {ord(character): f"\\u{ord(character):04X}" for character in "<>&"}
STATUSES = {
    "planned": "EventScheduled",
    "postponed": "EventRescheduled",
    "cancelled": "EventCancelled",
}


def json_ld(event, sessions):
    """One Event for each session, in a <script> of type application/ld+json."""
    graph = [_session(event, session) for session in sessions]
    text = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False)
    return mark_safe(text.translate(ESCAPES))  # noqa: S308


def _session(event, session):
    url = settings.SITE_URL + session.get_absolute_url()
    data = {
        "@type": "Event",
        "@id": url,
        "url": url,
        "name": event.title,
        "description": event.summary,
        "inLanguage": "fr",
        "startDate": _moment(session, session.starts_at),
        "endDate": _moment(session, session.ends_at - wording.A_MOMENT * session.whole_days),
        "eventStatus": _schema(STATUSES[session.status]),
        "eventAttendanceMode": _schema(_attendance(session.format)),
        "location": _locations(session, url),
        "organizer": {"@type": "Organization", "name": event.lead.label},
        "isAccessibleForFree": not event.price,
        "offers": _offer(event, session, url),
    }
    if session.previous_starts_at:
        data["previousStartDate"] = _moment(session, session.previous_starts_at)
    if session.capacity is not None:
        data["maximumAttendeeCapacity"] = session.capacity
        data["remainingAttendeeCapacity"] = max(0, session.capacity - session.seats_taken)
    return data


def _moment(session, moment):
    moment = timezone.localtime(moment)
    return moment.date().isoformat() if session.whole_days else moment.isoformat()


def _attendance(format):
    if not format.remote:
        return "OfflineEventAttendanceMode"
    return "MixedEventAttendanceMode" if format.on_site else "OnlineEventAttendanceMode"


def _locations(session, url):
    places = []
    if session.venue:
        place = {"@type": "Place", "name": session.venue.name, "address": session.venue.address}
        if session.venue.latitude is not None and session.venue.longitude is not None:
            place["geo"] = {
                "@type": "GeoCoordinates",
                "latitude": float(session.venue.latitude),
                "longitude": float(session.venue.longitude),
            }
        places.append(place)
    if session.format.remote:
        # The link to join is given to who registers: the public address is that of the page.
        places.append({"@type": "VirtualLocation", "url": url})
    return places


def _offer(event, session, url):
    full = session.capacity is not None and session.seats_taken >= session.capacity
    return {
        "@type": "Offer",
        "url": url,
        "price": str(event.price),
        "priceCurrency": "EUR",
        "availability": _schema("SoldOut" if full else "InStock"),
    }


def _schema(name):
    return f"https://schema.org/{name}"
