"""The agenda's nouns, one module per aggregate."""

from events.models.circle import Circle
from events.models.event import Event, TaggedEvent
from events.models.registration import Registration, RegistrationLink
from events.models.session import Session
from events.models.venue import Venue
from events.models.watermark import Watermark

__all__ = [
    "Circle",
    "Event",
    "Registration",
    "RegistrationLink",
    "Session",
    "TaggedEvent",
    "Venue",
    "Watermark",
]
