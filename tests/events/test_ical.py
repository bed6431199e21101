"""The text of a session in calendars, read back by two parsers that do not know each other."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from hypothesis import example, given
from hypothesis import strategies as st
from wagtail.images.tests.utils import get_test_image_file

from events import ical
from events.models import Session
from files.models import Picture
from tests.factories import EventFactory, SessionFactory, VenueFactory

PARIS = ZoneInfo("Europe/Paris")
WORDS = {"name": "Le lieu – agenda", "description": "Tout.", "url": "https://example.org/agenda/"}


def calendar(*texts):
    texts = [text.encode() for text in texts]
    return ical.feed(texts, **WORDS, source="https://example.org/agenda/agenda.ics")


def read(data):
    """One VEVENT, as both parsers understand it."""
    [theirs] = icalendar.Calendar.from_ical(data).walk("VEVENT")
    [other] = vobject.readOne(data.decode()).vevent_list
    return theirs, other


def lines(session):
    return session.vevent.replace("\r\n ", "").split("\r\n")


def test_a_session_says_everything_a_calendar_can_show(settings):
    settings.SITE_URL = "https://example.org"
    event = EventFactory(title="Éveil musical", slug="eveil-musical", summary="Chanter, taper.")
    venue = VenueFactory(
        name="Maison, la", address="1 rue X, Nice", latitude="43.70000", longitude="7.26000"
    )

    session = SessionFactory(
        event=event,
        venue=venue,
        room="Salle 2",
        starts_at=datetime(2026, 10, 13, 17, 45, tzinfo=UTC),
        ends_at=datetime(2026, 10, 13, 19, 45, tzinfo=UTC),
        created_at=datetime(2026, 9, 1, 8, tzinfo=UTC),
        changed_at=datetime(2026, 9, 2, 8, tzinfo=UTC),
    )

    url = f"https://example.org/agenda/eveil-musical/#seance-{session.pk}"
    assert lines(session) == [
        "BEGIN:VEVENT",
        "SUMMARY:Éveil musical",
        "DTSTART;TZID=Europe/Paris:20261013T194500",
        "DTEND;TZID=Europe/Paris:20261013T214500",
        "DTSTAMP:20260902T080000Z",
        f"UID:{session.uid}",
        "SEQUENCE:0",
        "CATEGORIES:Atelier",
        "CLASS:PUBLIC",
        "CREATED:20260901T080000Z",
        "DESCRIPTION:Chanter\\, taper.\\n\\nPresentiel\\, gratuit.\\n\\n"
        f"Inscription obligatoire\xa0: {url}",
        "GEO:43.7;7.26",
        "LAST-MODIFIED:20260902T080000Z",
        "LOCATION:Maison\\, la\\, Salle 2\\, 1 rue X\\, Nice",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        f"URL:{url}",
        "END:VEVENT",
        "",
    ]


def test_the_uid_is_that_of_the_place_on_the_day_of_creation_and_stays(settings):
    settings.SITE_URL = "https://colibris.example.org"
    session = SessionFactory()
    uid = session.uid

    settings.SITE_URL = "https://ailleurs.example.org"
    session.save()

    assert uid.endswith("@colibris.example.org")
    assert f"UID:{uid}" in lines(session)


class Dressed(SimpleNamespace):
    Status = Session.Status


def dressed(session=None, **fields):
    """A session with everything it needs to be put into words, and no database."""
    start = datetime(2026, 10, 13, 17, 45, tzinfo=UTC)
    event = SimpleNamespace(
        title="Atelier",
        summary="",
        price=0,
        kind=SimpleNamespace(label="Atelier"),
        themes=SimpleNamespace(all=list),
        picture=None,
        get_registration_display=lambda: "entrée libre",
    )
    for name in ("title", "summary"):
        setattr(event, name, fields.pop(name, getattr(event, name)))
    defaults = {
        "event": event,
        "uid": "1@example.org",
        "venue": None,
        "room": "",
        "format": SimpleNamespace(label="Présentiel", remote=False),
        "whole_days": False,
        "children_welcome": False,
        "status": Session.Status.PLANNED,
        "status_note": "",
        "sequence": 0,
        "created_at": start,
        "starts_at": session.starts_at if session else start,
        "ends_at": session.ends_at if session else start + timedelta(hours=2),
        "get_absolute_url": lambda: "/agenda/atelier/#seance-1",
    }
    return Dressed(**{**defaults, **fields})


@pytest.mark.parametrize("year", [2026, 2027, 2038])
@pytest.mark.parametrize("month", [3, 10])
def test_both_parsers_read_the_instant_across_both_clock_changes(year, month):
    last_sunday = max(day for day in range(25, 32) if date(year, month, day).isoweekday() == 7)
    midnight = datetime(year, month, last_sunday, tzinfo=UTC) - timedelta(hours=4)
    instants = [midnight + timedelta(minutes=30 * n) for n in range(24)]
    sessions = [
        Session(starts_at=start, ends_at=start + timedelta(minutes=30)) for start in instants
    ]

    data = calendar(
        *(
            ical.vevent(dressed(session), start)
            for session, start in zip(sessions, instants, strict=True)
        )
    )

    theirs = icalendar.Calendar.from_ical(data).walk("VEVENT")
    other = vobject.readOne(data.decode()).vevent_list
    assert [event["dtstart"].dt.astimezone(UTC) for event in theirs] == instants
    assert [event.dtstart.value.astimezone(UTC) for event in other] == instants
    assert [event["dtend"].dt.astimezone(UTC) for event in theirs] == [s.ends_at for s in sessions]
    assert [event.dtend.value.astimezone(UTC) for event in other] == [s.ends_at for s in sessions]


@pytest.mark.parametrize(
    ("start", "end", "first", "after"),
    [
        (
            "2026-10-25T00:00+02:00",
            "2026-10-26T00:00+01:00",
            date(2026, 10, 25),
            date(2026, 10, 26),
        ),
        (
            "2026-10-24T00:00+02:00",
            "2026-10-26T00:00+01:00",
            date(2026, 10, 24),
            date(2026, 10, 26),
        ),
        ("2026-03-02T09:00+01:00", "2026-03-27T18:00+01:00", date(2026, 3, 2), date(2026, 3, 28)),
    ],
)
def test_whole_days_are_dates_and_their_end_is_the_day_after(start, end, first, after):
    session = dressed(
        whole_days=True,
        starts_at=datetime.fromisoformat(start),
        ends_at=datetime.fromisoformat(end),
    )

    theirs, other = read(calendar(ical.vevent(session, session.created_at)))

    assert (theirs["dtstart"].dt, theirs["dtend"].dt) == (first, after)
    assert (other.dtstart.value, other.dtend.value) == (first, after)
    assert theirs["transp"] == "TRANSPARENT"


def test_a_session_may_last_until_another_day():
    session = dressed(
        starts_at=datetime(2026, 3, 28, 9, tzinfo=PARIS),
        ends_at=datetime(2026, 3, 29, 17, tzinfo=PARIS),
    )

    theirs, other = read(calendar(ical.vevent(session, session.created_at)))

    assert theirs["dtend"].dt - theirs["dtstart"].dt == timedelta(days=1, hours=8)  # on the clock
    assert theirs["dtend"].dt.astimezone(UTC) == session.ends_at
    assert other.dtend.value.astimezone(UTC) == session.ends_at


hostile = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from('\r\n\x00\x0b\x0c\x1b\x85\u2028\\;,:"nN\t éà’🐦'),
    ),
    max_size=200,
)


@given(title=hostile, note=hostile, room=hostile)
@example(title="Jeux\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:Faux", note="", room="")
@example(title="\\n \\, \\;", note="\\N", room="\\\\")
@example(title="🐦" * 40, note="é" * 100, room=",;:")
def test_a_hostile_text_is_one_event_with_the_text_cleaned(title, note, room):
    session = dressed(title=title, summary=note, status_note=note, room=room)

    data = calendar(ical.vevent(session, session.created_at))

    theirs, other = read(data)
    assert theirs["summary"] == ical.line(title)
    assert other.summary.value == ical.line(title)
    assert theirs["description"] == other.description.value
    assert max(len(row) for row in data.split(b"\r\n")) <= 75
    assert data.count(b"\n") == data.count(b"\r") == data.count(b"\r\n")


def test_a_filter_in_words_is_escaped_in_the_name_of_the_calendar():
    data = ical.feed(
        [],
        name="Le lieu – ateliers, à Nice ; le soir",
        description="a\r\nEND:VCALENDAR",
        url="https://example.org/agenda/?type=atelier&commune=nice",
        source="https://example.org/agenda/agenda.ics?type=atelier&commune=nice",
    )

    assert data.decode().replace("\r\n ", "").split("\r\n")[:15] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Les colibris//Agenda//FR",
        "CALSCALE:GREGORIAN",
        "DESCRIPTION:a END:VCALENDAR",
        "X-WR-CALDESC:a END:VCALENDAR",
        "NAME:Le lieu – ateliers\\, à Nice \\; le soir",
        "X-WR-CALNAME:Le lieu – ateliers\\, à Nice \\; le soir",
        "COLOR:teal",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "SOURCE;VALUE=URI:https://example.org/agenda/agenda.ics?type=atelier&commune=nice",
        "URL:https://example.org/agenda/?type=atelier&commune=nice",
        "X-PUBLISHED-TTL:PT1H",
        "X-WR-TIMEZONE:Europe/Paris",
        "BEGIN:VTIMEZONE",
    ]


def test_an_empty_calendar_is_a_calendar():
    assert vobject.readOne(calendar().decode()).contents.get("vevent") is None
    assert icalendar.Calendar.from_ical(calendar()).walk("VEVENT") == []


def test_a_calendar_was_last_revised_when_its_latest_session_was():
    first, last = datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 9, 2, tzinfo=UTC)

    data = calendar(ical.vevent(dressed(), last), ical.vevent(dressed(uid="2@x"), first))

    assert icalendar.Calendar.from_ical(data)["last-modified"].dt == last


def test_a_download_has_no_name_because_outlook_would_open_a_calendar_for_it():
    data = ical.download(ical.vevent(dressed(), datetime(2026, 9, 1, tzinfo=UTC)).encode())

    assert b"NAME:" not in data.replace(b"TZNAME:", b"")
    assert read(data)[0]["summary"] == "Atelier"


def test_the_link_to_join_is_in_no_text():
    session = SessionFactory(
        online_url="https://visio.example.org/secret", format__remote=True, format__key="distance"
    )

    assert "visio" not in session.vevent
    assert "LOCATION:En ligne" not in lines(session)  # it has a venue too


def test_sessions_of_one_event_name_their_first():
    first = SessionFactory()
    second = SessionFactory(event=first.event)

    assert f"RELATED-TO;RELTYPE=SIBLING:{first.uid}" in lines(second)
    assert "RELATED-TO" not in first.vevent

    first.delete()

    second.refresh_from_db()
    assert "RELATED-TO" not in second.vevent


def test_the_picture_is_shown_and_its_loss_stops_nothing(settings, tmp_path):
    settings.SITE_URL = settings.WAGTAILADMIN_BASE_URL = "https://example.org"
    settings.MEDIA_ROOT = tmp_path
    file = get_test_image_file(filename="eveil.png")
    event = EventFactory(picture=Picture.objects.create(title="Éveil", file=file))
    session = SessionFactory(event=event)

    image = "IMAGE;DISPLAY=BADGE;VALUE=URI:https://example.org/media/images/eveil.max-800x800.png"
    assert image in lines(session)

    event.picture.renditions.all().delete()
    (tmp_path / event.picture.file.name).unlink()
    event.save()

    session.refresh_from_db()
    assert "IMAGE" not in session.vevent
