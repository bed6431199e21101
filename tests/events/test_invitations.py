"""Invitations as calendars receive them: through a mail server, read by other programs."""

from datetime import UTC, datetime, timedelta

import icalendar
import pytest
import time_machine
import vobject
from django.utils import timezone

from events import planning, registration
from events.models import Mode, Registration
from identity.models import Identity
from tests.factories import PersonFactory, SessionFactory, VenueFactory

SITE = "https://lieu.example.org"


@pytest.fixture(autouse=True)
def _place(settings):
    settings.SITE_URL = SITE
    settings.DEFAULT_FROM_EMAIL = "lettres@lieu.example.org"
    place = Identity.load()
    place.name, place.email = "Le Nid", "bonjour@lieu.example.org"
    place.save()


@pytest.fixture
def sent(mailbox, django_capture_on_commit_callbacks):
    """sent(act, …): the letters that this act sends, as they arrive."""

    def sent(act, *args, **kwargs):
        mailbox.received.clear()
        with django_capture_on_commit_callbacks(execute=True):
            act(*args, **kwargs)
        return list(mailbox.received)

    return sent


def nina(**fields):
    return PersonFactory(
        **{"first_name": "Nina", "last_name": "Simone", "email": "nina@example.org", **fields}
    )


def tree(part):
    """The MIME tree, by content type."""
    if part.is_multipart():
        return part.get_content_type(), [tree(child) for child in part.iter_parts()]
    return part.get_content_type()


def part(letter, content_type):
    (found,) = [p for p in letter.walk() if p.get_content_type() == content_type]
    return found


def invited(letter):
    """The calendar in a letter: its METHOD and its only VEVENT."""
    calendar = icalendar.Calendar.from_ical(part(letter, "text/calendar").get_content())
    (event,) = calendar.walk("VEVENT")
    return str(calendar["METHOD"]), event


def told(letters):
    """What the calendar of each letter says to do, under which number."""
    return [(method, int(event["SEQUENCE"])) for method, event in map(invited, letters)]


def text(letter):
    return letter.get_body(("plain",)).get_content().replace("\xa0", " ").replace("\r\n", "\n")


def test_the_letter_is_a_text_a_page_and_an_invitation_then_a_file(sent):
    (letter,) = sent(registration.register, SessionFactory(), nina())

    assert tree(letter) == (
        "multipart/mixed",
        [
            ("multipart/alternative", ["text/plain", "text/html", "text/calendar"]),
            "application/ics",
        ],
    )
    calendar, file = part(letter, "text/calendar"), part(letter, "application/ics")
    assert calendar["Content-Type"].params["method"] == "REQUEST"
    assert calendar["Content-Type"].params["charset"] == "utf-8"
    assert file.get_filename() == "invite.ics"
    lines = calendar.get_content().splitlines()
    assert lines.count("METHOD:REQUEST") == 1
    assert lines == file.get_content().decode().splitlines()


def test_the_invitation_is_the_session_of_the_feed_for_one_person_who_has_accepted(sent):
    session = SessionFactory(event__title="Dire non, sans crier", venue__name="Les Oliviers")

    (letter,) = sent(registration.register, session, nina())

    method, event = invited(letter)
    assert method == "REQUEST"
    assert event["UID"] == session.uid
    assert event["SEQUENCE"] == session.sequence == 0
    assert event["SUMMARY"] == "Dire non, sans crier"
    assert event["STATUS"] == "CONFIRMED"
    assert event["LOCATION"].startswith("Les Oliviers, ")
    assert event["DTSTART"].dt == session.starts_at.replace(microsecond=0)
    assert event["ORGANIZER"] == "mailto:bonjour@lieu.example.org"
    assert event["ORGANIZER"].params["CN"] == "Le Nid"
    assert event["ATTENDEE"] == "mailto:nina@example.org"
    assert dict(event["ATTENDEE"].params) == {
        "CN": "Nina Simone",
        "CUTYPE": "INDIVIDUAL",
        "PARTSTAT": "ACCEPTED",
        "ROLE": "REQ-PARTICIPANT",
        "RSVP": "FALSE",
    }


def test_another_reader_understands_the_same(sent):
    session = SessionFactory(event__title="Dire non, sans crier")

    (letter,) = sent(registration.register, session, nina())

    calendar = vobject.readOne(part(letter, "text/calendar").get_content())
    assert calendar.method.value == "REQUEST"
    assert calendar.vevent.uid.value == session.uid
    assert calendar.vevent.dtstart.value == session.starts_at.replace(microsecond=0)
    assert calendar.vevent.attendee.value == "mailto:nina@example.org"
    assert calendar.vevent.attendee.params["RSVP"] == ["FALSE"]
    assert calendar.vtimezone.tzid.value == "Europe/Paris"


def test_no_line_of_an_invitation_is_too_long_or_lost_on_the_way(sent):
    session = SessionFactory(event__summary="É" * 300, event__title="Ô" * 150)

    (letter,) = sent(registration.register, session, nina(first_name="Ï" * 60))

    content = part(letter, "text/calendar").get_payload(decode=True)
    assert max(len(line) for line in content.splitlines()) <= 75
    assert invited(letter)[1]["SUMMARY"] == "Ô" * 150


def test_who_waits_is_invited_only_with_the_seat(sent):
    session = SessionFactory(capacity=1)
    seat = registration.register(session, PersonFactory())

    (waiting,) = sent(registration.register, session, nina())
    leaving, offered = sent(registration.cancel, seat)
    (seated,) = sent(registration.keep, session.registrations.get(status="offered"))

    assert tree(waiting) == ("multipart/alternative", ["text/plain", "text/html"])
    assert tree(offered) == ("multipart/alternative", ["text/plain", "text/html"])
    assert told([seated]) == [("REQUEST", 0)]
    # Registered without a letter to leave in this test, nobody had invited who leaves.
    assert tree(leaving) == ("multipart/alternative", ["text/plain", "text/html"])


def test_who_leaves_the_line_is_told_nothing_to_put_in_a_calendar(sent):
    session = SessionFactory(capacity=0)
    waiting = registration.register(session, nina())

    (letter,) = sent(registration.cancel, waiting)

    assert tree(letter) == ("multipart/alternative", ["text/plain", "text/html"])


def test_a_seat_given_back_leaves_the_calendar(sent):
    session = SessionFactory(event__title="Dire non")
    sent(registration.register, session, nina())

    (letter,) = sent(registration.cancel, Registration.objects.get())

    method, event = invited(letter)
    assert (method, event["SEQUENCE"], event["UID"]) == ("CANCEL", 1, session.uid)
    assert (event["STATUS"], event["TRANSP"]) == ("CANCELLED", "TRANSPARENT")
    assert event["SUMMARY"] == "ANNULÉ – Dire non"
    assert event["ORGANIZER"] == "mailto:bonjour@lieu.example.org"
    assert event["ATTENDEE"] == "mailto:nina@example.org"
    assert part(letter, "text/calendar")["Content-Type"].params["method"] == "CANCEL"


def test_a_cancelled_session_leaves_the_calendars_of_those_who_had_a_seat(sent):
    session = SessionFactory(capacity=1)
    sent(registration.register, session, nina())
    sent(registration.register, session, PersonFactory())

    seated, waiting = sent(planning.cancel, session)

    assert told([seated]) == [("CANCEL", 1)]
    assert invited(seated)[1]["SUMMARY"].startswith("ANNULÉ – ")
    assert not invited(seated)[1]["SUMMARY"].startswith("ANNULÉ – ANNULÉ")
    assert tree(waiting) == ("multipart/alternative", ["text/plain", "text/html"])


@time_machine.travel(datetime(2026, 12, 1, tzinfo=UTC))  # days of the same year are said without it
def test_a_session_that_moves_moves_in_the_calendar_and_the_text_says_from_where_to_where(sent):
    start = timezone.make_aware(timezone.datetime(2027, 3, 2, 9))
    session = SessionFactory(
        starts_at=start, ends_at=start + timedelta(hours=2), venue__name="Les Oliviers"
    )
    sent(registration.register, session, nina())
    moved = start + timedelta(days=1)

    (letter,) = sent(
        planning.change,
        session,
        starts_at=moved,
        ends_at=moved + timedelta(hours=3),
        venue=VenueFactory(name="La Source", address="2 rue Haute, 00000 Exempleville"),
    )

    method, event = invited(letter)
    assert (method, event["SEQUENCE"], event["UID"]) == ("REQUEST", 1, session.uid)
    assert event["DTSTART"].dt == moved
    assert "Date : mardi 2 mars 2027, 9 h – 11 h → mercredi 3 mars 2027, 9 h – 12 h\n" in text(
        letter
    )
    assert (
        "Lieu : Les Oliviers, 1 rue de l’Exemple, 00000 Exempleville → "
        "La Source, 2 rue Haute, 00000 Exempleville" in text(letter)
    )


def test_what_did_not_change_is_not_said_to_have(sent):
    session = SessionFactory(room="Salle bleue")
    sent(registration.register, session, nina())

    (letter,) = sent(planning.change, session, room="Salle rouge")

    assert "Date :" not in text(letter)
    assert text(letter).count("→") == 1


def test_a_seat_taken_again_after_it_was_given_back_is_told_under_a_higher_number(sent):
    session, person = SessionFactory(), nina()
    history = []

    def do(act, *args, **fields):
        history.extend(told(sent(act, *args, **fields)))

    do(registration.register, session, person)
    do(registration.cancel, Registration.objects.get())
    do(registration.register, session, person)
    do(planning.change, session, room="Salle rouge")
    do(registration.cancel, session.registrations.live().get())
    do(registration.register, session, person)
    do(planning.cancel, session)

    assert history == [
        ("REQUEST", 0),
        ("CANCEL", 1),
        ("REQUEST", 2),
        ("REQUEST", 3),
        ("CANCEL", 4),
        ("REQUEST", 5),
        ("CANCEL", 6),
    ]


def test_a_session_that_moved_before_somebody_came_starts_at_the_number_of_the_feed(sent):
    session = SessionFactory()
    for room in ("A", "B", "C"):
        session = planning.change(session, room=room)

    (letter,) = sent(registration.register, session, nina())

    assert told([letter]) == [("REQUEST", 3)]


def test_the_address_to_connect_is_in_the_invitations_of_those_who_have_a_seat(sent):
    session = SessionFactory(capacity=1, online=True)

    (seated,) = sent(registration.register, session, nina())
    (waiting,) = sent(registration.register, session, PersonFactory())
    (cancelled,) = sent(registration.cancel, session.registrations.seated().get())[:1]

    event = invited(seated)[1]
    assert event["CONFERENCE"] == "https://visio.example.org/salle"
    assert event["CONFERENCE"].params["VALUE"] == "URI"
    assert "Pour vous connecter\xa0: https://visio.example.org/salle" in event["DESCRIPTION"]
    assert "visio.example.org" not in waiting.as_string()
    assert "CONFERENCE" not in invited(cancelled)[1]
    assert "visio.example.org" not in session.vevent


def test_a_new_address_to_connect_is_told_to_those_from_afar_and_to_nobody_else(sent):
    session = SessionFactory(hybrid=True, online_capacity=1)
    sent(registration.register, session, nina(), mode=Mode.ONLINE)
    sent(registration.register, session, PersonFactory(), mode=Mode.ONLINE)  # waits
    sent(registration.register, session, PersonFactory(), mode=Mode.ON_SITE)

    (letter,) = sent(planning.change, session, online_url="https://visio.example.org/nouvelle")

    assert letter["To"].addresses[0].addr_spec == "nina@example.org"
    assert told([letter]) == [("REQUEST", 1)]
    assert invited(letter)[1]["CONFERENCE"] == "https://visio.example.org/nouvelle"
    assert "Connexion : un nouveau lien, plus bas et dans l’invitation jointe" in text(letter)
    assert "Pour vous connecter : https://visio.example.org/nouvelle" in text(letter)


def test_a_new_address_is_told_once_with_the_new_date(sent):
    session = SessionFactory(online=True)
    sent(registration.register, session, nina())
    later = session.starts_at + timedelta(days=1)

    (letter,) = sent(
        planning.change,
        session,
        online_url="https://visio.example.org/nouvelle",
        starts_at=later,
        ends_at=later + timedelta(hours=2),
    )

    assert invited(letter)[1]["CONFERENCE"] == "https://visio.example.org/nouvelle"


def test_a_closed_groups_invitation_gives_no_public_address(sent):
    session = SessionFactory(event__closed_group=True, event__summary="Entre nous.")

    (letter,) = sent(registration.register, session, nina(), source=Registration.Source.STAFF)

    event = invited(letter)[1]
    assert f"{SITE}/agenda/" in session.vevent
    assert f"{SITE}/agenda/" not in part(letter, "text/calendar").get_content()
    assert event["DESCRIPTION"] == "Entre nous."


@pytest.mark.parametrize(
    "hostile", ['Anne "Nana"', "Anne\r\nATTENDEE:mailto:x@example.org", "A;RSVP=TRUE:mailto:x", "İ"]
)
def test_nothing_in_a_name_makes_a_line_or_a_parameter(sent, hostile):
    (letter,) = sent(registration.register, SessionFactory(), nina(), first_name=hostile)

    event = invited(letter)[1]
    assert event["ATTENDEE"] == "mailto:nina@example.org"
    assert event["ATTENDEE"].params["RSVP"] == "FALSE"
    assert event["ATTENDEE"].params["CN"].endswith(" Simone")
    vobject.readOne(part(letter, "text/calendar").get_content())


def test_a_place_without_a_mailbox_organises_from_the_address_it_sends_from(sent):
    place = Identity.load()
    place.email = ""
    place.save()

    (letter,) = sent(registration.register, SessionFactory(), nina())

    assert invited(letter)[1]["ORGANIZER"] == "mailto:lettres@lieu.example.org"
