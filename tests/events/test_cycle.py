"""A cycle taken whole: one form, one registration for each date that remains."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import humans
from events import registration
from events.models import Event, Registration, RegistrationLink
from tests.factories import AudienceFactory, EventFactory, PersonFactory, SessionFactory


@pytest.fixture(autouse=True)
def _no_hurry(monkeypatch):
    monkeypatch.setattr(humans, "MIN_SECONDS", 0)


@pytest.fixture
def event():
    return EventFactory(title="Analyse des pratiques", slug="analyse", cycle=True)


@pytest.fixture
def sessions(event):
    """One past, three to come."""
    days = [-7, 7, 14, 21]
    return [
        SessionFactory(event=event, starts_at=timezone.now() + timedelta(days=n), capacity=1)
        for n in days
    ]


URL = "/agenda/analyse/cycle/inscription/"


def typed(**changes):
    return {
        "first_name": "Nina",
        "last_name": "Simone",
        "email": "nina@example.org",
        "profession": AudienceFactory(key="assmat").pk,
        "stamp": humans.new_stamp(),
        **changes,
    }


def text(answer):
    return " ".join(answer.content.decode().replace("\xa0", " ").split())


def states(sessions):
    rows = Registration.objects.filter(first_name="Nina").order_by("session__starts_at")
    return [(sessions.index(row.session), row.status) for row in rows]


def test_one_form_takes_every_date_that_remains_each_on_its_own(
    client, sessions, mailoutbox, django_capture_on_commit_callbacks
):
    registration.register(sessions[2], PersonFactory())

    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(URL, typed(), follow=True)

    assert states(sessions) == [(1, "seated"), (2, "waiting"), (3, "seated")]
    assert len(set(Registration.objects.filter(first_name="Nina").values_list("form_key"))) == 1
    assert text(answer).count("<strong>Votre place est réservée.</strong>") == 2
    assert text(answer).count("à la <strong>1re place</strong>") == 1
    assert len([letter for letter in mailoutbox if "nina@" in letter.to[0]]) == 3


def test_the_form_lists_what_remains(client, sessions):
    page = client.get(URL)

    assert page.context["sessions"] == sessions[1:]
    assert "Vous vous inscrivez à tout le cycle : les 3 séances qui restent." in text(page)


def test_a_date_that_takes_nobody_does_not_close_the_others(client, sessions):
    sessions[2].waiting_line = False
    sessions[2].save()
    registration.register(sessions[2], PersonFactory())

    client.post(URL, typed())

    assert states(sessions) == [(1, "seated"), (3, "seated")]


def test_a_cycle_form_sent_twice_is_one_request(
    client, sessions, mailoutbox, django_capture_on_commit_callbacks
):
    form = typed()

    with django_capture_on_commit_callbacks(execute=True):
        first, second = (client.post(URL, form, follow=True) for _ in range(2))

    assert text(first) == text(second)
    assert (Registration.objects.count(), len(mailoutbox)) == (3, 3)


def test_one_date_is_released_and_goes_to_its_line(client, sessions):
    client.post(URL, typed())
    waiting = registration.register(sessions[1], PersonFactory())
    mine = sessions[1].registrations.get(first_name="Nina")

    url = reverse("registrations:registration", args=[RegistrationLink.issue(mine)])
    page = text(client.get(url))
    client.post(f"{url}annuler/")

    waiting.refresh_from_db()
    assert "Les autres séances du cycle" in page
    assert page.count("place réservée</li>") == 2
    assert waiting.status != Registration.Status.WAITING
    assert states(sessions) == [(1, "cancelled"), (2, "seated"), (3, "seated")]


def test_the_event_page_offers_the_whole_cycle_while_two_dates_remain(client, event, sessions):
    whole = text(client.get(event.get_absolute_url()))
    Event.objects.update(cycle=False)
    single = text(client.get(event.get_absolute_url()))

    assert f'href="{URL}">S’inscrire à tout le cycle' in whole
    assert "Il reste 3 séances." in whole
    assert "tout le cycle" not in single
    assert client.get(URL).status_code == 404


def test_when_nothing_remains_one_is_led_to_the_rendez_vous(client, event, sessions):
    event.sessions.update(closes_at=timezone.now() - timedelta(days=30))

    assert client.get(URL).url == event.get_absolute_url()
    assert client.post(URL, typed()).url == event.get_absolute_url()


def test_a_hidden_cycle_has_no_form(client, event, sessions):
    assert client.get(URL).status_code == 200

    Event.objects.update(live=False)

    assert [client.get(URL).status_code, client.post(URL, typed()).status_code] == [404, 404]


def test_a_forged_answer_leads_to_the_rendez_vous(client, event, sessions):
    assert client.get("/agenda/analyse/cycle/merci/?reponse=x").url == event.get_absolute_url()


def test_robots_hurry_and_errors_are_answered_as_on_any_form(client, sessions, monkeypatch):
    trapped = client.post(URL, typed(website="https://example.org"))
    wrong = client.post(URL, typed(email="nina@"))
    more = client.post(URL, typed(ajouter="1"))
    monkeypatch.setattr(humans, "MIN_SECONDS", 2)
    hurried = client.post(URL, typed())

    assert [answer.status_code for answer in (trapped, wrong, more, hurried)] == [
        422,
        422,
        200,
        422,
    ]
    assert humans.TOO_FAST.replace("\xa0", " ") in text(hurried)
    assert not Registration.objects.exists()


def test_too_many_cycles_for_one_address_are_refused(client, sessions):
    for _ in range(10):
        client.post(URL, typed())

    assert client.post(URL, typed()).status_code == 429
