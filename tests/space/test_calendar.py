"""One's own calendar: who reads it, what it says that the public feed does not, and its secrecy."""

import io
import logging
import re
from datetime import timedelta

import icalendar
import pytest
import time_machine
import vobject
from django.utils import timezone

from accounts.models import User
from events import registration
from events.models import Mode, Registration, Session
from events.models.session import PAST_STAYS
from space.models import PersonalFeed
from tests.factories import (
    EventFactory,
    EventFormatFactory,
    PersonFactory,
    RegistrationFactory,
    SessionFactory,
)

PAGE, NEW, CLOSE = (
    "/mon-espace/agenda/",
    "/mon-espace/agenda/nouvelle-adresse/",
    "/mon-espace/agenda/fermer/",
)
LINK = "https://visio.example.org/salle?pwd=a,b;c"


@pytest.fixture
def lea():
    return PersonFactory(email="lea@example.org")


@pytest.fixture
def browser(lea, sign_in):
    return sign_in("lea@example.org")


@pytest.fixture
def feed(browser):
    """The path of a calendar that has just been given an address."""
    return given(browser)


def given(browser):
    page = browser.post(NEW).text
    return re.search(r'value="http://localhost:8000(/mon-espace/agenda/\S+\.ics)"', page)[1]


def read(answer):
    """{title: VEVENT}, as two parsers understand them; they must agree on what matters."""
    theirs = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    others = vobject.readOne(answer.content.decode()).contents.get("vevent", [])
    for one, other in zip(theirs, others, strict=True):
        assert (str(one["uid"]), str(one["summary"]), str(one["status"])) == (
            other.uid.value,
            other.summary.value,
            other.status.value,
        )
        assert one.decoded("dtstart") == other.dtstart.value
    return {str(one["summary"]): one for one in theirs}


def session_in(days, title="Chanter", **columns):
    starts_at = timezone.now() + timedelta(days=days)
    return SessionFactory(event=EventFactory(title=title), starts_at=starts_at, **columns)


def webinar(days, title):
    distance = EventFormatFactory(key="distance", on_site=False, remote=True)
    return session_in(days, title, format=distance, venue=None, online_url=LINK)


def test_a_seat_is_an_event_of_the_public_feed_with_what_only_they_may_know(client, lea, feed):
    session = webinar(2, "Dormir, rêver")
    seat = RegistrationFactory(session=session, person=lea)
    [public] = icalendar.Calendar.from_ical(client.get("/agenda/agenda.ics").content).walk("VEVENT")

    [mine] = read(client.get(feed)).values()

    for name in (
        "uid",
        "summary",
        "dtstart",
        "dtend",
        "sequence",
        "categories",
        "status",
        "transp",
    ):
        assert mine[name].to_ical() == public[name].to_ical(), name
    own_page = f"http://localhost:8000/mon-espace/inscriptions/{seat.pk}/"
    assert (str(mine["url"]), str(mine["class"])) == (own_page, "PRIVATE")
    [conference] = mine.conferences
    assert (conference.uri, conference.label) == (LINK, "Rejoindre la séance")
    assert mine["conference"].params["VALUE"] == "URI"
    words = str(mine["description"]).replace("\xa0", " ").split("\n\n")
    assert words[0] == "Votre place est réservée."
    assert words[-2:] == [f"Pour vous connecter : {LINK}", f"Votre inscription : {own_page}"]
    assert "visio.example.org" not in client.get("/agenda/agenda.ics").text


def test_each_standing_is_said_in_the_title_and_the_status(client, lea, feed):
    for title, status in [("Venir", "seated"), ("Attendre", "waiting"), ("Renoncer", "cancelled")]:
        RegistrationFactory(session=webinar(1, title), person=lea, status=status)
    called_off = session_in(1, "Fermé", status=Session.Status.CANCELLED)
    RegistrationFactory(session=called_off, person=lea)

    found = read(client.get(feed))

    said = {name: (str(row["status"]), str(row["transp"])) for name, row in found.items()}
    assert said == {
        "Venir": ("CONFIRMED", "OPAQUE"),
        "EN ATTENTE – Attendre": ("TENTATIVE", "TRANSPARENT"),
        "ANNULÉ – Renoncer": ("CANCELLED", "TRANSPARENT"),
        "ANNULÉ – Fermé": ("CANCELLED", "TRANSPARENT"),
    }
    assert [name for name, row in found.items() if "conference" in row] == ["Venir"]


def test_the_rendez_vous_of_a_closed_group_is_in_their_own_calendar_only(client, lea, feed):
    event = EventFactory(title="Entre nous", closed_group=True)
    RegistrationFactory(session=SessionFactory(event=event), person=lea)

    assert list(read(client.get(feed))) == ["Entre nous"]
    assert "/agenda/" not in str(read(client.get(feed))["Entre nous"]["description"])
    assert "Entre nous" not in client.get("/agenda/agenda.ics").text


def test_who_left_and_came_back_is_there_once(client, lea, feed):
    session = session_in(1, "Hésiter")
    RegistrationFactory(session=session, person=lea, status=Registration.Status.SEATED)
    RegistrationFactory(session=session, person=lea, status=Registration.Status.CANCELLED)

    assert list(read(client.get(feed))) == ["Hésiter"]


def test_the_registrations_of_others_are_not_there(client, lea, feed, sign_in):
    other = PersonFactory(email="autre@example.org")
    RegistrationFactory(session=session_in(1, "Chez l’autre"), person=other)
    theirs = given(sign_in("autre@example.org"))
    assert list(read(client.get(theirs))) == ["Chez l’autre"]

    assert read(client.get(feed)) == {}


@pytest.mark.parametrize(
    ("status", "stays"), [("seated", PAST_STAYS), ("cancelled", timedelta(days=7))]
)
def test_the_past_leaves_after_a_while(client, lea, feed, status, stays):
    session = session_in(1)
    RegistrationFactory(session=session, person=lea, status=status)

    with time_machine.travel(session.ends_at + stays - timedelta(minutes=1)):
        assert len(read(client.get(feed))) == 1
    with time_machine.travel(session.ends_at + stays + timedelta(minutes=1)):
        assert read(client.get(feed)) == {}


def test_what_was_waited_for_in_vain_leaves_at_once(client, lea, feed):
    session = session_in(1)
    RegistrationFactory(session=session, person=lea, status=Registration.Status.WAITING)

    with time_machine.travel(session.ends_at + timedelta(minutes=1)):
        assert read(client.get(feed)) == {}


def test_a_postponed_session_says_so_for_a_week(client, lea, feed):
    session = session_in(30, "Chanter")
    RegistrationFactory(session=session, person=lea)
    session.status = Session.Status.POSTPONED
    session.save()

    assert list(read(client.get(feed))) == ["REPORTÉ – Chanter"]
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        assert list(read(client.get(feed))) == ["Chanter"]


def test_the_same_calendar_is_the_same_bytes_and_is_not_sent_twice(client, lea, feed):
    seat = RegistrationFactory(session=session_in(1), person=lea)
    first = client.get(feed)
    with time_machine.travel(timezone.now() + timedelta(hours=3)):
        again = client.get(feed, headers={"If-None-Match": first.headers["ETag"]})
        assert client.get(feed).content == first.content
    assert (again.status_code, again.content) == (304, b"")

    seat.status, seat.cancelled_at = Registration.Status.CANCELLED, timezone.now()
    seat.save()

    changed = client.get(feed, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != first.headers["ETag"]


def test_giving_up_ones_seat_is_a_revision(client, lea, feed):
    session = session_in(9)
    seat = RegistrationFactory(session=session, person=lea)
    later = timezone.now() + timedelta(days=1)
    seat.status, seat.cancelled_at = Registration.Status.CANCELLED, later
    seat.save()

    [mine] = read(client.get(feed)).values()

    assert mine.decoded("last-modified") == later.replace(microsecond=0)
    assert mine["dtstamp"].to_ical() == mine["last-modified"].to_ical()


def test_an_offer_the_answer_and_another_way_to_attend_are_revisions_too(client, lea, feed):
    hybrid = EventFormatFactory(key="hybride", on_site=True, remote=True)
    session = session_in(9, capacity=1, format=hybrid, online_url=LINK)
    first = registration.register(session, PersonFactory())
    mine = registration.register(session, lea)
    start, tags = timezone.now(), []

    def look(hours):
        """What has changed since the last look."""
        answer = client.get(feed, headers={"If-None-Match": tags[-1] if tags else '""'})
        tags.append(answer.headers["ETag"])
        assert client.get(feed, headers={"If-None-Match": tags[-1]}).status_code == 304
        [(title, event)] = read(answer).items()
        since = event.decoded("last-modified") - start.replace(microsecond=0)
        assert since == timedelta(hours=hours)
        return title.partition(" – ")[0], str(event["status"])

    with time_machine.travel(start, tick=False) as clock:
        assert look(0) == ("EN ATTENTE", "TENTATIVE")
        clock.shift(timedelta(hours=1))
        registration.cancel(first)
        assert look(1) == ("PLACE PROPOSÉE", "TENTATIVE")
        clock.shift(timedelta(hours=1))
        registration.keep(mine)
        assert look(2) == ("Chanter", "CONFIRMED")
        clock.shift(timedelta(hours=1))
        registration.change_mode(mine, Mode.ONLINE)
        assert look(3) == ("Chanter", "CONFIRMED")
    assert len(set(tags)) == 4


def test_it_is_kept_by_nobody_found_by_nobody_and_needs_no_cookie(client, feed):
    answer = client.get(feed)

    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "Last-Modified" not in answer.headers
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.cookies == {}
    assert client.head(feed).headers["ETag"] == answer.headers["ETag"]
    assert client.post(feed).status_code == 405


def test_the_calendar_does_not_say_its_own_address(client, lea, feed):
    RegistrationFactory(session=session_in(1), person=lea)
    token = feed.rpartition("/")[2].removesuffix(".ics")

    assert token not in client.get(feed).text.replace("\r\n ", "")


def test_the_address_is_shown_once_and_only_its_hash_is_kept(browser, lea):
    shown = given(browser)
    token = shown.rpartition("/")[2].removesuffix(".ics")

    assert token not in browser.get(PAGE).text
    [row] = PersonalFeed.objects.values_list("account__email", "token_hash")
    assert row == ("lea@example.org", PersonalFeed.hash(token))


def test_another_address_shuts_the_one_before(client, browser, feed):
    assert client.get(feed).status_code == 200

    other = given(browser)

    assert (client.get(feed).status_code, client.get(other).status_code) == (404, 200)


def test_a_closed_calendar_opens_no_more(client, browser, feed):
    answer = browser.post(CLOSE)

    assert (answer.status_code, answer.url) == (302, PAGE)
    assert client.get(feed).status_code == 404
    assert "Créer mon adresse" in browser.get(PAGE).text


def test_the_calendar_shuts_with_the_account(client, feed):
    User.objects.update(is_active=False)

    assert client.get(feed).status_code == 404


def test_a_corrected_address_shuts_the_calendar_of_whoever_had_the_other(
    client, lea, feed, sign_in
):
    RegistrationFactory(session=session_in(1, "Chanter"), person=lea)
    assert list(read(client.get(feed))) == ["Chanter"]

    lea.email = "lea.iris@example.org"
    lea.save()
    owner = sign_in("lea.iris@example.org")

    assert client.get(feed).status_code == 404
    assert list(read(client.get(given(owner)))) == ["Chanter"]


@pytest.mark.parametrize("path", [NEW, CLOSE])
def test_only_a_click_of_ones_own_changes_the_address(client, browser, feed, path):
    assert browser.get(path).status_code == 405
    assert client.post(path).status_code == 302
    browser.handler.enforce_csrf_checks = True
    assert browser.post(path).status_code == 403

    assert client.get(feed).status_code == 200


def test_no_log_holds_the_address(client, feed, monkeypatch):
    console = logging.getLogger("django.server").handlers[0]
    printed = io.StringIO()
    monkeypatch.setattr(console, "stream", printed)
    token = feed.rpartition("/")[2].removesuffix(".ics")
    for path in (f"/mon-espace/agenda/{token}x.ics", f"/mon-espace/agenda/{token}/"):
        assert client.get(path).status_code == 404

    logged = printed.getvalue()
    assert logged.count("Not Found: /mon-espace/agenda/…") == 2
    assert token not in logged


@pytest.mark.parametrize("token", ["x", "%00", "é" * 300, "a" * 5000])
def test_a_wrong_address_says_nothing(client, token):
    answer = client.get(f"/mon-espace/agenda/{token}.ics")

    assert answer.status_code == 404
    assert answer.text.startswith("Cette adresse n’ouvre rien")
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("number", [1, 3])
def test_the_calendar_costs_the_same_however_full(
    client, lea, feed, number, django_assert_num_queries
):
    for _ in range(number):
        RegistrationFactory(session=SessionFactory(), person=lea)
    client.get(feed)

    with django_assert_num_queries(4):
        client.get(feed)


def test_the_page_tells_how_to_add_it(browser):
    page = browser.post(NEW).text.replace("&nbsp;", " ").replace("\xa0", " ")

    for start in (
        'href="webcal://localhost:8000/mon-espace/agenda/',
        'href="https://calendar.google.com/calendar/r?cid=webcal',
        'href="https://outlook.live.com/calendar/0/addfromweb?url=',
        'href="https://outlook.office.com/calendar/0/addfromweb?url=',
    ):
        assert page.count(start) == 1
    assert "Google met 12 à 24 h à se mettre à jour" in page
