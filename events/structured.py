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
CAPACITIES = {
    "on_site": "maximumPhysicalAttendeeCapacity",
    "online": "maximumVirtualAttendeeCapacity",
}
TO_COME = "Lieu précisé bientôt"  # search engines want a place


def json_ld(event, sessions):
    """One Event for each session, in a <script> of type application/ld+json."""
    graph = [_session(event, session) for session in sessions]
    text = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False)
    return mark_safe(text.translate(ESCAPES))  # noqa: S308


def _session(event, session):
    url = settings.SITE_URL + session.get_absolute_url()
    status = STATUSES[session.status]
    if status == "EventRescheduled" and not session.previous_starts_at:
        status = "EventPostponed"  # without the old date, nobody can say « rescheduled »
    data = {
        "@type": "Event",
        "@id": url,
        "url": url,
        "name": event.title,
        "description": event.summary,
        "inLanguage": "fr",
        "startDate": _moment(session, session.starts_at),
        "endDate": _moment(session, session.ends_at - wording.A_MOMENT * session.whole_days),
        "eventStatus": _schema(status),
        "eventAttendanceMode": _schema(_attendance(session.format)),
        "location": _locations(session, url),
        "organizer": _organizer(event.lead),
        "isAccessibleForFree": not event.price,
        "offers": _offer(event, session, url),
    }
    if status != "EventScheduled" and session.previous_starts_at:
        data["previousStartDate"] = _moment(session, session.previous_starts_at)
    return data | _capacities(session)


def _capacities(session):
    """How many may come, in all and in each way of a hybrid session; nothing of what has no
    limit."""
    seats = {mode: session.seats_for(mode) for mode in session.modes}
    data = {}
    if None not in seats.values():
        data["maximumAttendeeCapacity"] = sum(seats.values())
        data["remainingAttendeeCapacity"] = sum(session.free_seats().values())
    if session.is_hybrid:
        data |= {CAPACITIES[mode]: n for mode, n in seats.items() if n is not None}
    return data


def _moment(session, moment):
    if session.whole_days:
        return timezone.localtime(moment).date().isoformat()
    return _instant(moment)


def _attendance(format):
    if not format.remote:
        return "OfflineEventAttendanceMode"
    return "MixedEventAttendanceMode" if format.on_site else "OnlineEventAttendanceMode"


def _locations(session, url):
    places = []
    if session.format.on_site or session.venue:
        place = _place(session.venue) if session.venue else {"@type": "Place", "name": TO_COME}
        places.append(place)
    if session.format.remote:
        # The link to join is given to who registers: the public address is that of the page.
        places.append({"@type": "VirtualLocation", "url": url})
    return places


def _place(venue):
    place = {"@type": "Place", "name": venue.name, "address": venue.address}
    if venue.latitude is not None and venue.longitude is not None:
        place["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": float(venue.latitude),
            "longitude": float(venue.longitude),
        }
    return place


def _organizer(lead):
    organizer = {"@type": "Organization", "name": lead.label}
    return {**organizer, "url": lead.url} if lead.url else organizer


def _offer(event, session, url):
    offer = {
        "@type": "Offer",
        "url": url,
        "price": str(event.price),
        "priceCurrency": "EUR",
        "availability": _schema(_availability(session)),
    }
    if session.opens_at:
        offer["validFrom"] = _instant(session.opens_at)
    if session.closes_at:
        offer["validThrough"] = _instant(session.closes_at)
    return offer


def _availability(session):
    now = timezone.now()
    if session.status == "cancelled" or (session.closes_at and session.closes_at <= now):
        return "Discontinued"
    if session.opens_at and session.opens_at > now:
        return "PreOrder"
    has_seats = any(left is None or left for left in session.free_seats().values())
    return "InStock" if has_seats else "SoldOut"


def _instant(moment):
    return timezone.localtime(moment).isoformat()


def _schema(name):
    return f"https://schema.org/{name}"
