"""Sessions as iCalendar (RFC 5545 and 7986): text from a session, a calendar from texts.

Plain functions that read a session and ask no database: models keep the text beside the row, so
that a feed of thousands is a header, the joined texts and a footer.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar
from icalendar import Event as VEvent
from icalendar.prop import vDuration, vText
from wagtail.images.models import SourceImageIOError

from events import wording
from events.wording import NBSP

if TYPE_CHECKING:
    from events.models import Event, Session, Venue

PRODID = "-//Les colibris//Agenda//FR"
COLOUR = "teal"  # a name of CSS: RFC 7986 knows no others
REFRESH = timedelta(hours=1)  # how often we would like to be asked; Google does as it pleases
CANCELLED, POSTPONED = "ANNULÉ – ", "REPORTÉ – "  # in the title: Outlook ignores STATUS
BUSY = "Occupé"  # all that a calendar tells of a confidential meeting
WHEN = {"uid", "dtstamp", "created", "last-modified", "sequence", "dtstart", "dtend"}
WHEN |= {"status", "transp"}
BREAKS = re.compile("\r\n?|[\x85\u2028\u2029]")
CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")  # all but the line feed
PARIS = ZoneInfo("Europe/Paris")

# By hand: Outlook wants yearly rules with BYDAY, icalendar 7.3 generates an onset an hour late.
VTIMEZONE = """\
BEGIN:VTIMEZONE
TZID:Europe/Paris
BEGIN:DAYLIGHT
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
END:STANDARD
END:VTIMEZONE
""".replace("\n", "\r\n")

END = "END:VCALENDAR\r\n"


def feed(
    texts: Iterable[bytes], *, name: str, description: str, url: str, source: str = ""
) -> bytes:
    """A calendar to subscribe to. The same texts and words give the same bytes. Without a `source`
    the file does not say where it comes from: the address may be a secret."""
    body = b"".join(texts)
    calendar = _calendar()
    _add_text(calendar, "name", name)
    _add_text(calendar, "x-wr-calname", name)
    _add_text(calendar, "description", description)
    _add_text(calendar, "x-wr-caldesc", description)
    calendar.add("x-wr-timezone", PARIS.key)
    calendar.add("color", COLOUR)
    calendar.add("url", url)
    if source:
        calendar.add("source", source, parameters={"VALUE": "URI"})
    # The library forgets VALUE=DURATION, and this property has no other type to fall back on.
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    if revised := last_revision(body):
        calendar.add("last-modified", revised)
    return _assemble(calendar, body)


def download(text: bytes) -> bytes:
    """One session, to import. It has no name: Outlook would open a new calendar for it."""
    return _assemble(_calendar(), text)


def message(text: bytes, method: str) -> bytes:
    """One session, told to one person (RFC 5546): METHOD says what to do with it."""
    calendar = _calendar()
    calendar.add("method", method)
    return _assemble(calendar, text)


def last_revision(body: bytes) -> datetime | None:
    """The latest LAST-MODIFIED of these texts. No title can forge one: inside a text, a line break
    is written otherwise.

    >>> last_revision(b"UID:1\\r\\nLAST-MODIFIED:20260901T080000Z\\r\\nEND:VEVENT\\r\\n")
    datetime.datetime(2026, 9, 1, 8, 0, tzinfo=datetime.timezone.utc)
    >>> last_revision(b"")
    """
    # Split, not a regular expression: of 10 MB, 4 ms instead of 13.
    revisions = [after[:16] for after in body.split(b"\nLAST-MODIFIED:")[1:]]
    return datetime.strptime(max(revisions).decode(), "%Y%m%dT%H%M%S%z") if revisions else None


def vevent(session: "Session", revised: datetime, prefix: str = "", first: str = "") -> str:
    """The VEVENT of a session, the same text until the session is revised. `first`: the UID of the
    first session of the same event."""
    event = session.event
    cancelled = session.status == session.Status.CANCELLED
    component = VEvent()
    component.add("uid", session.uid)
    component.add(
        "dtstamp", revised
    )  # without METHOD, DTSTAMP means « last revised » (RFC 5545 3.8.7.2)
    component.add("created", session.created_at)
    component.add("last-modified", revised)
    component.add("sequence", session.sequence)
    _add_dates(component, session)
    component.add("summary", prefix + line(event.title))
    component.add("description", text(_description(session)))
    if place := location(session):
        component.add("location", place)
    if session.venue and session.venue.latitude is not None and session.venue.longitude is not None:
        component.add("geo", (float(session.venue.latitude), float(session.venue.longitude)))
    component.add("categories", [line(term.label) for term in (event.kind, *event.themes.all())])
    component.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    # An exhibition of three weeks keeps nobody busy for three weeks.
    component.add("transp", "TRANSPARENT" if cancelled or session.whole_days else "OPAQUE")
    component.add("class", "PUBLIC")
    component.add("url", address(session))
    if picture := _picture(event):
        component.add("image", picture, parameters={"VALUE": "URI", "DISPLAY": "BADGE"})
    if first and first != session.uid:
        component.add("related-to", first, parameters={"RELTYPE": "SIBLING"})
    return component.to_ical().decode()


def personal(
    text: str, *, standing: str, url: str, revised: datetime, prefix: str, status: str, join: str
) -> bytes:
    """The same VEVENT for somebody who registered: how they stand, the way to their own page and,
    when they may join from afar, the link that no public feed gives."""
    component = VEvent.from_ical(text)
    *facts, _registration = str(component["description"]).split("\n\n")
    words = [standing, *facts]
    if join:
        words.append(f"Pour vous connecter{NBSP}: {join}")
        labelled = {"VALUE": "URI", "FEATURE": "VIDEO", "LABEL": "Rejoindre la séance"}
        component.add("conference", line(join), parameters=labelled)
    words.append(f"Votre inscription{NBSP}: {url}")
    revised = max(revised, component.decoded("last-modified"))
    for name, value in {
        "summary": prefix + str(component["summary"]),
        "description": "\n\n".join(words),
        "url": url,
        "status": status,
        "transp": component["transp"] if status == "CONFIRMED" else "TRANSPARENT",
        "class": "PRIVATE",  # calendars are shared with colleagues
        "dtstamp": revised,
        "last-modified": revised,
    }.items():
        del component[name]
        component.add(name, value)
    return component.to_ical()


def of_circle(text: str, *, url: str) -> bytes:
    """The same VEVENT for the members of its circle, whose page it names: a closed group's meeting
    has no public one."""
    component = VEvent.from_ical(text)
    *facts, _registration = str(component["description"]).split("\n\n")
    facts.append(f"La page du cercle{NBSP}: {url}")
    for name, value in {"description": "\n\n".join(facts), "url": url, "class": "PRIVATE"}.items():
        del component[name]
        component.add(name, value)
    return component.to_ical()


def busy(text: bytes | str) -> bytes:
    """When, and nothing else: a confidential meeting, in calendars that colleagues may look at."""
    component = VEvent.from_ical(text)
    for name in [name for name in component if name.lower() not in WHEN]:
        del component[name]
    cancelled = component["status"] == "CANCELLED"
    component.add("summary", CANCELLED + BUSY if cancelled else BUSY)
    component.add("class", "PRIVATE")
    return component.to_ical()


def address(session: "Session") -> str:
    return settings.SITE_URL + session.get_absolute_url()


def line(value: str) -> str:
    """Text for one line: what could end it or drive a terminal is gone.

    >>> line("Éveil\\r\\nBEGIN:VEVENT\\x0b et\\x1b[31m  jeux ")
    'Éveil BEGIN:VEVENT et[31m jeux'
    """
    return " ".join(text(value).split())


def text(value: str) -> str:
    """Text for several lines, without the control characters that the library lets through.

    >>> text("Un\\r\\ndeux\\x0b\\x1b trois\\u2028quatre")
    'Un\\ndeux trois\\nquatre'
    """
    return CONTROLS.sub("", BREAKS.sub("\n", value).replace("\t", " "))


def _add_dates(component: VEvent, session: "Session") -> None:
    start, end = session.starts_at.astimezone(PARIS), session.ends_at.astimezone(PARIS)
    if session.whole_days:
        component.add("dtstart", start.date())
        component.add("dtend", _day_after(end))
        return
    if start.fold or end.fold:
        # The hour that comes twice, in October: local time would be read as the first one.
        start, end = start.astimezone(UTC), end.astimezone(UTC)
    component.add("dtstart", start)
    component.add("dtend", end)


def _day_after(end: datetime) -> date:
    """DTEND of whole days is exclusive, and so is the end of a session: midnight is the eve's."""
    return (end - timedelta(microseconds=1)).date() + timedelta(days=1)


def _description(session: "Session") -> str:
    parts = [
        _state(session),
        session.event.summary,
        _how(session),
        session.venue.access if session.venue else "",
        _registration(session),
    ]
    return "\n\n".join(part.strip() for part in parts if part.strip())


def _state(session: "Session") -> str:
    note = f"\n{session.status_note}" if session.status_note else ""
    if session.status == session.Status.CANCELLED:
        return f"Cette séance est annulée.{note}"
    if session.status == session.Status.POSTPONED and session.previous_starts_at:
        before = session.previous_starts_at.astimezone(PARIS)
        day = wording.full_day(before.date())
        return f"Cette séance, d’abord prévue le {day}, est reportée.{note}"
    return session.status_note


def _how(session: "Session") -> str:
    facts = [session.format.label, wording.price(session.event.price)]
    if session.children_welcome:
        facts.append("avec des enfants")
    return wording.upper_first(", ".join(wording.lower_first(fact) for fact in facts)) + "."


def _registration(session: "Session") -> str:
    if session.status == session.Status.CANCELLED:
        return f"Les autres séances{NBSP}: {address(session)}"
    policy = wording.upper_first(session.event.get_registration_display())
    return f"{policy}{NBSP}: {address(session)}"


def location(session: "Session") -> str:
    """The address, never the link to join: that one is for those who registered."""
    online = "en ligne" if session.format.remote else ""
    if not session.venue:
        return wording.upper_first(online)
    return ", ".join(filter(None, (place(session.venue, session.room), online and f"et {online}")))


def place(venue: "Venue", room: str) -> str:
    parts = [venue.name, room, venue.address]
    return ", ".join(line(part) for part in parts if part)


def _picture(event: "Event") -> str:
    if event.picture is None:
        return ""
    try:
        return event.picture.get_rendition("max-800x800").full_url
    except SourceImageIOError:  # the file is gone: no reason to refuse a change of date
        return ""


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODID)
    calendar.add("calscale", "GREGORIAN")
    return calendar


def _add_text(calendar: Calendar, name: str, value: str) -> None:
    # Typed: the library escapes no comma in properties that it does not know, NAME among them.
    calendar.add(name, vText(line(value)))


def _assemble(calendar: Calendar, body: bytes) -> bytes:
    header = calendar.to_ical().decode().removesuffix(END)
    return b"".join(((header + VTIMEZONE).encode(), body, END.encode()))
