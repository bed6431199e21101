"""The agenda's nouns, one module per aggregate."""

from events.models.attestation import Attestation
from events.models.circle import Circle
from events.models.event import Event, TaggedEvent
from events.models.feedback import Feedback, FeedbackGiven
from events.models.hours_share import HoursShare
from events.models.imported import CalendarImport, ImportedSession
from events.models.invitation import Invitation
from events.models.member import CircleMember
from events.models.message import Message
from events.models.minutes import CircleDocument, CircleResource, Minutes
from events.models.mode import Mode
from events.models.poll import DatePoll, PollAnswer, PollSlot
from events.models.presence import Presence
from events.models.question import Question
from events.models.registration import Move, Registration, RegistrationLink
from events.models.reserve import ReserveLink
from events.models.sent_form import SentForm
from events.models.session import Session
from events.models.slip import Slip
from events.models.template import EventTemplate
from events.models.topic import Topic, TopicVote
from events.models.venue import Venue
from events.models.watermark import Watermark

__all__ = [
    "Attestation",
    "CalendarImport",
    "Circle",
    "CircleDocument",
    "CircleMember",
    "CircleResource",
    "DatePoll",
    "Event",
    "EventTemplate",
    "Feedback",
    "FeedbackGiven",
    "HoursShare",
    "ImportedSession",
    "Invitation",
    "Message",
    "Minutes",
    "Mode",
    "Move",
    "PollAnswer",
    "PollSlot",
    "Presence",
    "Question",
    "Registration",
    "RegistrationLink",
    "ReserveLink",
    "SentForm",
    "Session",
    "Slip",
    "TaggedEvent",
    "Topic",
    "TopicVote",
    "Venue",
    "Watermark",
]
