"""The agenda in other people's calendars and readers: what is in it, and what HTTP says of it."""

import gzip
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import icalendar
import pytest
import time_machine
import vobject
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.http import http_date

from events import editions, ical, planning
from events.models import Session
from identity.models import Identity
from tests.factories import (
    CommuneFactory,
    EventFactory,
    SessionFactory,
    ThemeFactory,
    VenueFactory,
)

FEED = "/agenda/agenda.ics"
NOW = datetime(2026, 9, 7, 8, 0, 0, 500000, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def place():
    identity = Identity.load()
    identity.name = "La volière"
    identity.save()
    return identity


def titles(response):
    """The titles of a feed, if both parsers find the same."""
    theirs = [
        str(event["summary"])
        for event in icalendar.Calendar.from_ical(response.content).walk("VEVENT")
    ]
    calendar = vobject.readOne(response.content.decode())
    assert [event.summary.value for event in calendar.contents.get("vevent", [])] == theirs
    return theirs


@pytest.fixture
def lapsed(monkeypatch):
    """As if each request came a minute after the one before."""
    monkeypatch.setattr(editions, "TAG_KEPT", 0)


def many(count):
    """Sessions in bulk, their texts a copy of the first one's: what they say does not matter."""
    template = session("Atelier")
    Session.objects.bulk_create(
        (
            Session(
                event=template.event,
                starts_at=template.starts_at,
                ends_at=template.ends_at,
                format=template.format,
                vevent=template.vevent,
            )
            for _ in range(1, count)
        ),
        batch_size=1000,
    )


def session(title, days=7, **fields):
    return SessionFactory(
        event__title=title, starts_at=timezone.now() + timedelta(days=days), **fields
    )


def test_the_feed_is_a_calendar_with_every_public_session_in_order(client, place):
    session("Demain", days=1)
    session("Hier", days=-1)

    response = client.get(FEED)

    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'inline; filename="colibris.ics"'
    assert titles(response) == ["Hier", "Demain"]


def test_the_calendar_says_whose_it_is_and_what_was_asked(client, place, settings):
    settings.SITE_URL = "https://example.org"
    ThemeFactory(key="langage", label="Langage")

    response = client.get(FEED, {"theme": "langage", "utm_source": "x"})

    calendar = icalendar.Calendar.from_ical(response.content)
    assert calendar["name"] == calendar["x-wr-calname"] == "La volière – Langage"
    assert calendar["url"] == "https://example.org/agenda/?theme=langage"
    assert calendar["source"] == "https://example.org/agenda/agenda.ics?theme=langage"
    assert calendar["refresh-interval"].params == {"VALUE": "DURATION"}
    for name in ("METHOD", "ATTENDEE", "ORGANIZER", "VALARM"):
        assert name.encode() not in response.content


def test_a_filter_keeps_what_answers_and_an_empty_one_is_an_empty_calendar(client):
    nice, cannes = CommuneFactory(key="nice"), CommuneFactory(key="cannes")
    CommuneFactory(key="grasse")
    session("À Nice", venue__commune=nice)
    session("À Cannes", venue__commune=cannes)

    assert titles(client.get(FEED, {"commune": "nice"})) == ["À Nice"]
    empty = client.get(FEED, {"commune": "grasse"})
    assert (empty.status_code, titles(empty)) == (200, [])


def test_unknown_parameters_are_ignored_and_nonsense_is_refused_in_french(client):
    session("Atelier")

    assert titles(client.get(FEED, {"fbclid": "x"})) == ["Atelier"]
    refused = client.get(FEED, {"du": "hier"})
    assert refused.status_code == 400
    assert refused["Content-Type"] == "text/plain; charset=utf-8"
    assert "n’est pas une date" in refused.content.decode()


def test_nothing_is_left_out_of_a_large_feed(client):
    template = session("Atelier")
    Session.objects.bulk_create(
        Session(
            event=template.event,
            starts_at=template.starts_at + timedelta(hours=n),
            ends_at=template.ends_at + timedelta(hours=n),
            format=template.format,
        )
        for n in range(1, 500)
    )
    planning.refresh(Session.objects.all())

    assert len(titles(client.get(FEED))) == 500


@pytest.mark.parametrize(("days", "expected"), [(-179, ["Passé"]), (-181, [])])
def test_the_past_stays_half_a_year(client, days, expected):
    session("Passé", days=days)

    assert titles(client.get(FEED)) == expected


@pytest.mark.parametrize(("days", "expected"), [(-6, ["ANNULÉ – Raté"]), (-8, [])])
def test_a_cancelled_session_leaves_some_days_after_its_date(client, days, expected):
    planning.cancel(session("Raté", days=days))

    assert titles(client.get(FEED)) == expected


@pytest.mark.parametrize(("days", "expected"), [(-179, ["Comptines"]), (-181, [])])
def test_words_find_the_past_that_the_feed_keeps(client, days, expected):
    session("Comptines", days=days)

    assert titles(client.get(FEED, {"q": "comptine"})) == expected
    assert "Comptines" not in client.get("/agenda/", {"q": "comptine"}).content.decode()


def test_what_is_no_longer_public_is_nowhere(client):
    event = EventFactory(title="Réservé")
    one = SessionFactory(event=event)
    alone = f"/agenda/seances/{one.uid}.ics"
    everywhere = [FEED, "/agenda/agenda.xml", f"{FEED}?q=réservé", alone]
    assert ["Réservé" in client.get(url).content.decode() for url in everywhere] == [True] * 4

    event.closed_group = True
    event.save()
    assert ["Réservé" in client.get(url).content.decode() for url in everywhere] == [False] * 4
    assert client.get(alone).status_code == 404

    event.closed_group = False
    event.save()
    assert client.get(alone).status_code == 200

    event.unpublish()
    assert ["Réservé" in client.get(url).content.decode() for url in everywhere] == [False] * 4
    assert client.get(alone).status_code == 404


def test_one_session_is_a_file_without_a_name(client):
    one = session("Seule")

    response = client.get(f"/agenda/seances/{one.uid}.ics")

    assert titles(response) == ["Seule"]
    assert "name" not in icalendar.Calendar.from_ical(response.content)
    assert "x-wr-calname" not in icalendar.Calendar.from_ical(response.content)


def test_a_session_that_does_not_exist_is_not_found(client):
    assert client.get("/agenda/seances/rien@example.org.ics").status_code == 404


# HTTP


def test_two_fetches_of_an_unchanged_feed_are_the_same_bytes(client, clock):
    session("Atelier")
    first = client.get(FEED)
    clock.shift(timedelta(hours=5))

    second = client.get(FEED)

    assert first.content == second.content
    assert first["ETag"] == second["ETag"]


def test_the_feed_may_be_kept_by_anybody_and_sets_nothing(client):
    response = client.get(FEED)

    assert response["Cache-Control"] == "public, max-age=300"
    assert response["Vary"] == "Accept-Encoding"
    assert not response.cookies


def test_head_says_what_get_would(client):
    session("Atelier")

    head, get = client.head(FEED), client.get(FEED)

    assert head.content == b""
    for name in ("ETag", "Last-Modified", "Content-Type", "Content-Length"):
        assert head[name] == get[name]


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_a_feed_is_only_read(client, method):
    assert getattr(client, method)(FEED).status_code == 405


OLD, FUTURE = http_date(0), http_date((NOW + timedelta(days=400)).timestamp())
MATRIX = [
    ({}, 200),
    ({"If-None-Match": "{etag}"}, 304),
    ({"If-None-Match": "W/{etag}"}, 304),
    ({"If-None-Match": '"autre", {etag}'}, 304),
    ({"If-None-Match": "*"}, 304),
    ({"If-None-Match": '"autre"'}, 200),
    ({"If-Modified-Since": "{date}"}, 304),
    ({"If-Modified-Since": OLD}, 200),
    ({"If-Modified-Since": FUTURE}, 304),
    ({"If-Modified-Since": "hier"}, 200),
    ({"If-Modified-Since": "Mon, 31 Feb 2031 08:00:00 GMT"}, 200),
    ({"If-None-Match": '"autre"', "If-Modified-Since": "{date}"}, 200),
    ({"If-None-Match": "{etag}", "If-Modified-Since": OLD}, 304),
    ({"If-None-Match": "{etag}", "If-Modified-Since": "hier"}, 304),
]


@pytest.mark.parametrize(("headers", "status"), MATRIX)
@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("remembered", [True, False])
def test_who_already_has_it_is_told_so(client, clock, headers, status, method, remembered):
    session("Atelier")
    clock.shift(timedelta(hours=1))
    fresh = client.get(FEED)
    headers = {
        name: value.format(etag=fresh["ETag"], date=fresh["Last-Modified"])
        for name, value in headers.items()
    }
    if not remembered:
        cache.clear()

    response = getattr(client, method)(FEED, headers=headers)

    assert response.status_code == status
    for name in ("ETag", "Last-Modified", "Cache-Control", "Vary"):
        assert response[name] == fresh[name]
    if status == 304:
        assert response.content == b""


def test_whoever_has_it_is_told_after_each_change(client, clock):
    """By date alone and by tag alone, through every kind of change, those of time included."""
    one = session("Atelier")
    cancelled = session("Raté", days=2)
    acts = [
        lambda: planning.change(one, room="Salle bleue"),
        lambda: setattr(one.event, "title", "Mieux") or one.event.save(),
        lambda: planning.cancel(cancelled),
        lambda: planning.postpone(one, *(NOW + timedelta(days=n) for n in (30, 31))),
        lambda: clock.move_to(NOW + timedelta(days=8)),  # « REPORTÉ » has been said
        lambda: clock.move_to(NOW + timedelta(days=10)),  # the cancelled one leaves
        lambda: session("Nouveau"),
        lambda: Session.objects.filter(pk=one.pk).delete(),
        lambda: clock.move_to(NOW + timedelta(days=198)),  # all the past has left
    ]
    for number, act in enumerate(acts):
        clock.shift(timedelta(minutes=1))
        known = client.get(FEED)
        by_date = {"If-Modified-Since": known["Last-Modified"]}
        by_tag = {"If-None-Match": known["ETag"]}
        assert client.get(FEED, headers=by_date).status_code == 304, number

        act()
        clock.shift(timedelta(seconds=1))

        assert client.get(FEED, headers=by_date).status_code == 200, number
        assert client.get(FEED, headers=by_tag).status_code == 200, number


def test_two_changes_in_one_second_are_both_seen_by_date(client, clock):
    one = session("Premier")
    known = client.get(FEED)
    planning.change(one, room="Salle bleue")

    clock.shift(timedelta(seconds=1))

    again = client.get(FEED, headers={"If-Modified-Since": known["Last-Modified"]})
    assert again.status_code == 200


def test_an_unchanged_feed_is_told_without_reading_a_session(client, place):
    session("Atelier")
    etag = client.get(FEED)["ETag"]

    with CaptureQueriesContext(connection) as queries:
        response = client.get(FEED, headers={"If-None-Match": etag})

    assert response.status_code == 304
    assert len(queries) == 2  # the date of the last change, the name of the place


def test_an_unchanged_feed_of_thousands_is_told_again_without_reading_a_text(
    client, place, lapsed, monkeypatch
):
    many(10_000)
    fresh = client.get(FEED)
    assert fresh.content.count(b"BEGIN:VEVENT") == 10_000
    written = []
    monkeypatch.setattr(ical, "feed", lambda *texts, **words: written.append(texts) or b"")

    with CaptureQueriesContext(connection) as queries:
        by_tag = client.get(FEED, headers={"If-None-Match": fresh["ETag"]})
        by_date = client.get(FEED, headers={"If-Modified-Since": fresh["Last-Modified"]})

    assert (by_tag.status_code, by_date.status_code) == (304, 304)
    assert by_tag["ETag"] == by_date["ETag"] == fresh["ETag"]
    assert len(queries) == 6  # the last change, the name of the place, which sessions; twice
    assert [query["sql"] for query in queries if "vevent" in query["sql"]] == []
    assert written == []


def test_a_filter_that_finds_other_sessions_is_told_though_no_session_changed(client, lapsed):
    """Rows that come and go without a word: only a reading of which they are can tell."""
    nice = CommuneFactory(key="nice")
    here, there, elsewhere = (session(f"Atelier {n}") for n in (1, 2, 3))
    Session.objects.filter(pk=here.pk).update(venue=VenueFactory(commune=nice))
    known = client.get(FEED, {"commune": "nice"})

    Session.objects.filter(pk=there.pk).update(venue=VenueFactory(commune=nice))
    headers = {"If-None-Match": known["ETag"]}
    assert titles(client.get(FEED, {"commune": "nice"}, headers=headers)) == [
        "Atelier 1",
        "Atelier 2",
    ]

    Session.objects.filter(pk=here.pk).update(venue=elsewhere.venue)
    assert titles(client.get(FEED, {"commune": "nice"}, headers=headers)) == ["Atelier 2"]


def test_a_finished_feed_is_kept_compressed_and_serves_everybody(client, place):
    session("Atelier")
    zipped = client.get(FEED, headers={"Accept-Encoding": "gzip"})

    with CaptureQueriesContext(connection) as queries:
        again = client.get(FEED, headers={"Accept-Encoding": "gzip"})
        plain = client.get(FEED)

    assert again.content == zipped.content
    assert plain.content == gzip.decompress(zipped.content)
    assert [query["sql"] for query in queries if "vevent" in query["sql"]] == []


def test_what_is_kept_of_a_feed_is_never_served_once_it_has_changed(client, place):
    one = session("Atelier")
    gzipped = {"Accept-Encoding": "gzip"}
    before = client.get(FEED, headers=gzipped)

    one.event.title = "Mieux"
    one.event.save()

    after = client.get(FEED, headers=gzipped)
    assert after["ETag"] != before["ETag"]
    assert gzip.decompress(after.content) == client.get(FEED).content
    assert titles(client.get(FEED)) == ["Mieux"]


def test_two_feeds_on_the_same_shelf_do_not_mix(client, place, monkeypatch):
    monkeypatch.setattr(editions, "SHELF", 1)
    nice = CommuneFactory(key="nice")
    session("À Nice", venue__commune=nice)
    session("À Cannes")
    gzipped = {"Accept-Encoding": "gzip"}

    for _ in range(2):
        everything = client.get(FEED, headers=gzipped)
        filtered = client.get(FEED, {"commune": "nice"}, headers=gzipped)

        assert gzip.decompress(everything.content).count(b"BEGIN:VEVENT") == 2
        assert gzip.decompress(filtered.content).count(b"BEGIN:VEVENT") == 1


def test_an_attacker_with_many_questions_fills_no_memory(client, place, monkeypatch):
    monkeypatch.setattr(editions, "SHELF", 4)
    session("Atelier")
    kept = []
    keep = cache.set
    monkeypatch.setattr(cache, "set", lambda key, *rest: kept.append(key) or keep(key, *rest))

    for number in range(30):
        client.get(FEED, {"q": f"mot{number}"}, headers={"Accept-Encoding": "gzip"})

    shelves = {key for key in kept if key.startswith("edition:shelf:")}
    assert shelves == {f"edition:shelf:{number}" for number in range(4)}


@pytest.mark.parametrize("count", [1, 3, 40])
def test_a_feed_asks_as_many_queries_however_long_it_is(client, place, count):
    theme = ThemeFactory(key="langage")
    for _ in range(count):
        SessionFactory(event=EventFactory(terms={"themes": [theme]}))

    with CaptureQueriesContext(connection) as queries:
        response = client.get(FEED)

    assert len(titles(response)) == count
    # The date of the last change, the name of the place, which sessions they are, their texts.
    assert len(queries) == 4


@pytest.mark.parametrize("count", [1, 3])
def test_a_filtered_feed_asks_one_query_more_for_the_words(client, place, count):
    theme = ThemeFactory(key="langage")
    for _ in range(count):
        SessionFactory(event=EventFactory(terms={"themes": [theme]}))

    with CaptureQueriesContext(connection) as queries:
        response = client.get(FEED, {"theme": "langage"})

    assert len(titles(response)) == count
    assert len(queries) == 5


def test_the_compressed_feed_is_the_same_one_under_another_tag(client):
    session("Atelier")
    plain = client.get(FEED)

    zipped = client.get(FEED, headers={"Accept-Encoding": "gzip, deflate"})

    assert zipped["Content-Encoding"] == "gzip"
    assert zipped["Vary"] == "Accept-Encoding"
    assert gzip.decompress(zipped.content) == plain.content
    assert zipped["ETag"] != plain["ETag"]
    assert int(zipped["Content-Length"]) == len(zipped.content)
    for headers in ({"Accept-Encoding": "gzip"}, {"Accept-Encoding": "gzip, br"}):
        headers["If-None-Match"] = zipped["ETag"]
        assert client.get(FEED, headers=headers).status_code == 304


# Atom


def entries(response):
    return ElementTree.fromstring(response.content).findall(f"{ATOM}entry")


def test_the_news_are_atom_with_the_same_filters(client, place, settings):
    settings.SITE_URL = "https://example.org"
    nice = CommuneFactory(key="nice", label="Nice")
    one = session("Éveil & musique", venue__commune=nice, event__slug="eveil")
    session("À Cannes")

    response = client.get("/agenda/agenda.xml", {"commune": "nice"})

    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(response.content)
    assert feed.findtext(f"{ATOM}title") == "La volière – À Nice"
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {
        "alternate": "https://example.org/agenda/?commune=nice",
        "self": "https://example.org/agenda/agenda.xml?commune=nice",
    }
    [entry] = entries(response)
    assert entry.findtext(f"{ATOM}title").startswith("Éveil & musique – ")
    assert entry.find(f"{ATOM}link").get("href").startswith("https://example.org/agenda/eveil/")
    assert entry.findtext(f"{ATOM}id") == f"urn:uuid:{one.uid.partition('@')[0]}"
    assert entry.findtext(f"{ATOM}updated") == one.changed_at.isoformat()


def test_the_latest_news_come_first_and_a_cancellation_is_news(client, clock):
    first = session("Premier")
    clock.shift(timedelta(hours=1))
    session("Second")
    clock.shift(timedelta(hours=1))
    planning.cancel(first)

    found = entries(client.get("/agenda/agenda.xml"))

    assert [entry.findtext(f"{ATOM}title").split(" –")[0] for entry in found] == [
        "ANNULÉ",
        "Second",
    ]


def test_news_are_escaped_whatever_the_title(client):
    session("</title><script>\x0b\x1b]]>&amp;", event__summary="<b>gras</b>\x0c")

    [entry] = entries(client.get("/agenda/agenda.xml"))

    assert entry.findtext(f"{ATOM}title").startswith("</title><script>]]>&amp; – ")
    assert "&lt;b&gt;gras&lt;/b&gt;" in entry.findtext(f"{ATOM}summary")


def test_unchanged_news_are_not_sent_again(client):
    session("Atelier")
    fresh = client.get("/agenda/agenda.xml")

    again = client.get("/agenda/agenda.xml", headers={"If-None-Match": fresh["ETag"]})

    assert again.status_code == 304


@pytest.mark.parametrize("count", [1, 3])
def test_news_ask_as_many_queries_however_many_they_are(client, place, count):
    SessionFactory.create_batch(count)

    with CaptureQueriesContext(connection) as queries:
        response = client.get("/agenda/agenda.xml")

    assert len(entries(response)) == count
    assert len(queries) == 3
