"""Sessions as an Atom feed (RFC 4287), for those who read news rather than calendars."""

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html

from events import ical, wording


def feed(sessions, *, name, description, url, source):
    """What was announced or changed last comes first."""
    document = Atom1Feed(
        title=ical.line(name),
        link=url,
        description="",
        subtitle=ical.line(description),
        language=settings.LANGUAGE_CODE,
        feed_url=source,
        feed_guid=source,
    )
    for session in sessions:
        document.add_item(**_entry(session))
    return document.writeString("utf-8").encode()


def _entry(session):
    event = session.event
    # The year is said if it is not that of the announcement: a text that does not change by itself.
    when = wording.when(session, now=session.changed_at)
    return {
        "title": ical.line(f"{_prefix(session)}{event.title} – {when}"),
        "link": ical.address(session),
        "unique_id": f"urn:uuid:{session.uid.partition('@')[0]}",
        "pubdate": session.created_at,
        "updateddate": session.changed_at,
        "author_name": ical.line(event.lead.label),
        "categories": [ical.line(event.kind.label)],
        "description": format_html("<p>{}</p><p>{}</p>", _place(session), ical.text(event.summary)),
    }


def _prefix(session):
    if session.status == session.Status.CANCELLED:
        return ical.CANCELLED
    return ical.POSTPONED if session.status == session.Status.POSTPONED else ""


def _place(session):
    return ical.location(session) or session.format.label
