"""The page of a rendez-vous: its dates, what one can do about each, and nothing private."""

import json
import re
from datetime import datetime, timedelta

import pytest
from django.test import RequestFactory
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from events.models import Event, Session
from tests import factories
from tests.budgets import FRAME

QUERIES = FRAME + 7


def in_days(days):
    return timezone.now() + timedelta(days=days)


def linked_data(response):
    found = re.search(
        r'<script type="application/ld\+json">(.*?)</script>',
        response.content.decode(),
        re.DOTALL,
    )
    return json.loads(found[1])["@graph"]


def test_coming_sessions_come_first_and_past_ones_are_folded(client):
    event = factories.EventFactory()
    days = {n: factories.SessionFactory(event=event, starts_at=in_days(n)) for n in (9, 2, -3, -8)}

    response = client.get(event.get_absolute_url())

    assert response.context["coming"] == [days[2], days[9]]
    assert response.context["past"] == [days[-3], days[-8]]


@pytest.mark.parametrize(
    ("fields", "said", "invited"),
    [
        ({}, "10\xa0places restantes", True),
        (
            {"status": "cancelled", "status_note": "L’intervenante est souffrante."},
            "annulée",
            False,
        ),
        ({"capacity": 0}, "complet – liste d’attente", True),
        ({"capacity": 0, "waiting_line": False}, "complet", False),
    ],
)
def test_each_session_says_its_state_and_whether_one_can_register(client, fields, said, invited):
    session = factories.SessionFactory(**fields)

    response = client.get(session.event.get_absolute_url())

    assertContains(response, said)
    assertContains(response, session.get_registration_url(), count=int(invited))
    assertContains(response, fields.get("status_note", ""))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Inscription obligatoire"),
        ({"registration": "none", "once_a_year": True}, "Entrée libre"),
        (
            {"approval": True, "audience_only": True, "once_a_year": True, "no_overlap": True},
            "Inscription obligatoire, sur demande, réservée à ces publics, une fois par an, pas en "
            "même temps qu’un autre de vos rendez-vous",
        ),
    ],
)
def test_what_it_takes_to_register_is_said_before_the_form(client, fields, said):
    html = client.get(factories.EventFactory(**fields).get_absolute_url()).content.decode()

    (shown,) = re.findall(r"<dt>Inscription</dt>\s*<dd>\s*(.*?)\s*</dd>", html)
    assert shown == said


def test_a_postponed_session_says_when_it_was_to_be(client):
    session = factories.SessionFactory(
        status=Session.Status.POSTPONED,
        previous_starts_at=datetime(2020, 3, 3, 9, tzinfo=timezone.get_current_timezone()),
    )

    response = client.get(session.event.get_absolute_url())

    assertContains(response, "Prévue d’abord le mardi 3\xa0mars 2020, 9\xa0h.")


def test_the_link_to_join_is_nowhere(client):
    session = factories.SessionFactory(
        venue=None,
        format=factories.EventFormatFactory(key="en-ligne", remote=True, on_site=False),
        online_url="https://visio.example.org/secret",
    )

    response = client.get(session.event.get_absolute_url())

    assertContains(response, "Le lien pour se connecter est donné aux personnes inscrites.")
    assertNotContains(response, "visio.example.org")


def test_a_place_is_a_plain_link_to_a_map(client):
    venue = factories.VenueFactory(latitude="43.70400", longitude="7.26800")
    session = factories.SessionFactory(venue=venue)

    response = client.get(session.event.get_absolute_url())

    assertContains(
        response,
        'href="https://www.openstreetmap.org/?mlat=43.70400&amp;mlon=7.26800#map=17/43.70400/7.26800"',
    )
    assertNotContains(response, "<iframe")


def test_search_engines_read_each_coming_session(client):
    venue = factories.VenueFactory(name="La Maison", address="1 rue du Port")
    start = datetime(2036, 10, 14, 19, 45, tzinfo=timezone.get_current_timezone())
    event = factories.EventFactory(title="Jouer", lead__label="Galice")
    factories.SessionFactory(event=event, starts_at=start, venue=venue, capacity=10)
    factories.SessionFactory(event=event, starts_at=in_days(-3))

    (data,) = linked_data(client.get(event.get_absolute_url()))

    assert data["name"] == "Jouer"
    assert data["startDate"] == "2036-10-14T19:45:00+02:00"
    assert data["eventStatus"] == "https://schema.org/EventScheduled"
    assert data["location"] == [{"@type": "Place", "name": "La Maison", "address": "1 rue du Port"}]
    assert data["organizer"] == {"@type": "Organization", "name": "Galice"}
    assert data["remainingAttendeeCapacity"] == 10


TEN = datetime(2036, 10, 14, 10, tzinfo=timezone.get_current_timezone())
PLACE = {"@type": "Place", "name": "La Maison", "address": "1 rue du Port"}
HERE = {"key": "presentiel", "remote": False, "on_site": True}
ONLINE = {"key": "en-ligne", "remote": True, "on_site": False}
HYBRID = {"key": "hybride", "remote": True, "on_site": True}


def described(client, **fields):
    """What search engines read of one session, if it has all that they require (Google, « Event »:
    a name, a date with its offset, a place or an address online) and nothing empty."""
    venue = factories.VenueFactory(name="La Maison", address="1 rue du Port")
    format = factories.EventFormatFactory(**fields.pop("format", HERE))
    session = factories.SessionFactory(
        **{"starts_at": TEN, "venue": venue, "format": format, **fields}
    )
    (data,) = linked_data(client.get(session.event.get_absolute_url()))
    assert data["@type"] == "Event"
    assert data["name"] == session.event.title
    assert datetime.fromisoformat(data["startDate"]) <= datetime.fromisoformat(data["endDate"])
    assert data["location"]
    assert all(place.get("name") or place.get("url") for place in data["location"])
    assert [key for key, value in data.items() if value in (None, "", [], {})] == []
    return data


@pytest.mark.parametrize(
    ("fields", "status", "before"),
    [
        ({}, "EventScheduled", None),
        ({"status": "cancelled"}, "EventCancelled", None),
        (
            {"status": "postponed", "previous_starts_at": TEN - timedelta(days=7)},
            "EventRescheduled",
            "2036-10-07T10:00:00+02:00",
        ),
        ({"status": "postponed"}, "EventPostponed", None),
        (
            {"status": "cancelled", "previous_starts_at": TEN - timedelta(days=7)},
            "EventCancelled",
            "2036-10-07T10:00:00+02:00",
        ),
    ],
)
def test_search_engines_read_whether_it_happens(client, fields, status, before):
    data = described(client, **fields)

    assert data["eventStatus"] == f"https://schema.org/{status}"
    assert data.get("previousStartDate") == before
    assert data["startDate"] == "2036-10-14T10:00:00+02:00"


@pytest.mark.parametrize(
    ("fields", "attendance", "kinds"),
    [
        ({}, "Offline", [PLACE]),
        ({"format": ONLINE, "venue": None}, "Online", ["VirtualLocation"]),
        ({"format": HYBRID}, "Mixed", [PLACE, "VirtualLocation"]),
        ({"venue": None}, "Offline", [{"@type": "Place", "name": "Lieu précisé bientôt"}]),
    ],
)
def test_search_engines_read_where_and_never_how_to_join(client, fields, attendance, kinds):
    data = described(client, online_url="https://visio.example.org/secret", **fields)

    assert data["eventAttendanceMode"] == f"https://schema.org/{attendance}EventAttendanceMode"
    online = {"@type": "VirtualLocation", "url": data["url"]}
    assert data["location"] == [online if kind == "VirtualLocation" else kind for kind in kinds]
    assert "visio" not in json.dumps(data)


@pytest.mark.parametrize(
    ("fields", "availability"),
    [
        ({}, "InStock"),
        ({"capacity": None}, "InStock"),
        ({"capacity": 0}, "SoldOut"),
        ({"opens_at": TEN - timedelta(days=1)}, "PreOrder"),
        ({"closes_at": datetime(2020, 1, 1, tzinfo=TEN.tzinfo)}, "Discontinued"),
        ({"status": "cancelled"}, "Discontinued"),
    ],
)
def test_search_engines_read_whether_there_are_seats(client, fields, availability):
    offer = described(client, event__price="7.50", **fields)["offers"]

    assert offer["availability"] == f"https://schema.org/{availability}"
    assert (offer["price"], offer["priceCurrency"]) == ("7.50", "EUR")


def test_search_engines_read_days_without_hours(client):
    start = TEN.replace(hour=0)

    data = described(client, whole_days=True, starts_at=start, ends_at=start + timedelta(days=3))

    assert (data["startDate"], data["endDate"]) == ("2036-10-14", "2036-10-16")


def test_a_title_cannot_end_the_script_it_stands_in(client):
    title = "</script><script>alert(1)</script> & <b>"
    session = factories.SessionFactory(event__title=title)

    response = client.get(session.event.get_absolute_url())

    assertNotContains(response, "<script>alert")
    assert linked_data(response)[0]["name"] == title


def test_words_of_the_page_lead_to_the_filtered_agenda(client):
    theme = factories.ThemeFactory(key="langage")
    audience = factories.AudienceFactory(key="assmat")
    event = factories.EventFactory(terms={"themes": [theme], "audiences": [audience]})

    response = client.get(event.get_absolute_url())

    assertContains(response, 'href="/agenda/?theme=langage"')
    assertContains(response, 'href="/agenda/?public=assmat"')


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_the_sessions(client, django_assert_num_queries, count):
    event = factories.EventFactory()
    factories.SessionFactory.create_batch(count, event=event)
    client.get(event.get_absolute_url())

    with django_assert_num_queries(QUERIES):
        client.get(event.get_absolute_url())


def test_the_page_can_be_kept_for_everyone(client):
    session = factories.SessionFactory()

    response = client.get(session.event.get_absolute_url())

    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assertNotContains(response, "csrfmiddlewaretoken")


def test_the_back_office_previews_the_page_itself_with_its_draft():
    event = factories.EventFactory(title="Ancien titre")
    factories.SessionFactory(event=event)
    event.title = "Nouveau titre"

    response = event.make_preview_request(RequestFactory().get("/"), "")

    assertContains(response, "Nouveau titre")
    assertNotContains(response, "Ancien titre")


def test_a_rendez_vous_never_saved_can_be_previewed():
    event = Event(title="Brouillon", kind=factories.EventKindFactory(), summary="À venir")

    response = event.make_preview_request(RequestFactory().get("/"), "")

    assertContains(response, "Brouillon")
