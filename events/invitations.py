"""Invitations by e-mail (iTIP, RFC 5546 and 6047): the session in the calendar of who has a seat.

One UID, that of the feed; a SEQUENCE that never goes back for one person. Who waits gets none, and
nobody is told of the end of what they never had.
"""

from dataclasses import dataclass
from email.utils import parseaddr

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from icalendar import Component, vCalAddress
from icalendar import Event as VEvent

from events import ical
from events.models import Invitation, Mode, Registration, Session
from events.wording import NBSP, upper_first
from identity.models import Identity

REQUEST, CANCEL = "REQUEST", "CANCEL"
FILE = "invite.ics"


@dataclass(frozen=True)
class Message:
    method: str
    text: str

    def attach(self, email):
        """To the letter, as what it says in another way, and as a file for who prefers one."""
        email.attach_alternative(self.text, f"text/calendar; method={self.method}")
        email.attach(FILE, self.text.encode(), "application/ics")


def message(registration: Registration) -> Message | None:
    """What the calendar of this person must be told now; None when it has nothing to know.

    Asked again, it says the same under a higher number: the last one said is the one that counts.
    """
    session = registration.session
    comes = (
        registration.status == Registration.Status.SEATED
        and session.status != Session.Status.CANCELLED
    )
    sequence = _next(registration, comes)
    if sequence is None:
        return None
    method = REQUEST if comes else CANCEL
    event = _event(registration, sequence, comes)
    return Message(method, ical.message(event.to_ical(), method).decode())


@transaction.atomic
def _next(registration: Registration, comes: bool) -> int | None:
    """The number of the next message, counted by one worker at a time."""
    session = registration.session
    about = Invitation.objects.filter(session=session, person=registration.person_id)
    row = about.select_for_update().first()
    if row is None:
        if not comes:
            return None
        row = Invitation(session=session, person_id=registration.person_id, sequence=-1)
    elif not comes and not row.standing:
        return None
    row.sequence = max(session.sequence, row.sequence + 1)
    row.standing = comes
    row.save()
    return row.sequence


def join_address(registration: Registration) -> str:
    """Where who has a seat from afar connects; empty for everybody else."""
    seated = registration.status == Registration.Status.SEATED
    return registration.session.online_url if seated and registration.attends == Mode.ONLINE else ""


def _event(registration: Registration, sequence: int, comes: bool) -> Component:
    """The VEVENT of the feed, with what is only said to one person; of a confidential meeting, when
    it is and no more."""
    session = registration.session
    event = VEvent.from_ical(session.vevent)
    _put(event, "sequence", sequence)
    _put(event, "dtstamp", timezone.now())
    if not comes:
        _put(event, "status", "CANCELLED")
        _put(event, "transp", "TRANSPARENT")
        _put(event, "summary", ical.CANCELLED + ical.line(session.event.title))
    if not session.event.is_public:  # a closed group's event has no public address
        event.pop("url", None)
        _put(event, "description", ical.text(session.event.summary))
    if session.is_hybrid:
        _say_mode(event, registration)
    if comes and (address := join_address(registration)):
        _add_joining(event, address)
    if session.event.confidential:
        event = VEvent.from_ical(ical.busy(event.to_ical()))
    event.add("organizer", _organizer())
    event.add("attendee", _attendee(registration))
    return event


def _put(event: Component, name: str, value) -> None:
    event.pop(name, None)
    event.add(name, value)


def _say_mode(event: Component, registration: Registration) -> None:
    """Where this person is: the public feed names both places."""
    mode, venue = registration.attends, registration.session.venue
    place = mode.label
    if venue and mode == Mode.ON_SITE:
        place = ical.place(venue, registration.session.room)
    _put(event, "location", upper_first(place))
    _put(event, "description", f"{event['description']}\n\nVous participez {mode.label}.")


def _add_joining(event: Component, address: str) -> None:
    words = f"{event['description']}\n\nPour vous connecter{NBSP}: {address}"
    _put(event, "description", words)
    parameters = {"VALUE": "URI", "FEATURE": "VIDEO", "LABEL": "Rejoindre la séance"}
    event.add("conference", address, parameters=parameters)


def _organizer() -> vCalAddress:
    """A mailbox that people read: some programs write to it."""
    identity = Identity.load()
    mailbox = identity.email or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return _calendar_address(mailbox, identity.name)


def _attendee(registration: Registration) -> vCalAddress:
    """Already accepted: registering was the answer."""
    attendee = _calendar_address(registration.person.email or "", registration.full_name)
    attendee.params["CUTYPE"] = "INDIVIDUAL"
    attendee.params["ROLE"] = "REQ-PARTICIPANT"
    attendee.params["PARTSTAT"] = "ACCEPTED"
    attendee.params["RSVP"] = "FALSE"
    return attendee


def _calendar_address(mailbox: str, name: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{mailbox}")
    address.params["CN"] = ical.line(name).replace('"', "’")  # a parameter holds no quote
    return address
