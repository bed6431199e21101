"""A circle taken whole: one form for its meetings, of whichever rendez-vous they are."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import humans
from events import registration
from events.models import Circle, Event, Registration, RegistrationLink
from tests.factories import (
    AudienceFactory,
    CircleFactory,
    EventFactory,
    PersonFactory,
    QuestionFactory,
    SessionFactory,
)

URL = "/cercles/premiers-pas/inscription/"


@pytest.fixture(autouse=True)
def _no_hurry(monkeypatch):
    monkeypatch.setattr(humans, "MIN_SECONDS", 0)


@pytest.fixture
def circle():
    return CircleFactory(title="Premiers pas", slug="premiers-pas", cycle=True)


@pytest.fixture
def events(circle):
    return [EventFactory(title=title, circle=circle) for title in ("Accueil", "Portage")]


@pytest.fixture
def sessions(events):
    """One past; then one rendez-vous, the other, and the first again."""
    rows = [(events[0], -7), (events[0], 7), (events[1], 14), (events[0], 21)]
    return [
        SessionFactory(event=event, starts_at=timezone.now() + timedelta(days=days), capacity=1)
        for event, days in rows
    ]


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


def test_one_form_takes_the_meetings_of_every_rendez_vous_of_the_circle(client, sessions):
    registration.register(sessions[2], PersonFactory())

    page = text(client.get(URL))
    answer = text(client.post(URL, typed(), follow=True))

    assert "Vous vous inscrivez à tout le cycle : les 3 séances qui restent." in page
    assert (page.count(" : Accueil "), page.count(" : Portage ")) == (2, 1)
    assert states(sessions) == [(1, "seated"), (2, "waiting"), (3, "seated")]
    assert answer.count("<strong>Votre place est réservée.</strong>") == 2
    assert answer.count("à la <strong>1re place</strong>") == 1
    assert (answer.count(" : Accueil "), answer.count(" : Portage ")) == (2, 1)


def test_whoever_comes_late_sees_and_takes_what_remains(client, sessions):
    sessions[1].closes_at = timezone.now() - timedelta(hours=1)
    sessions[1].save()

    page = text(client.get(URL))
    client.post(URL, typed())

    assert "les 2 séances qui restent" in page
    assert states(sessions) == [(2, "seated"), (3, "seated")]


def test_one_meeting_is_released_and_its_seat_goes_to_the_line(client, sessions):
    client.post(URL, typed())
    waiting = registration.register(sessions[2], PersonFactory())
    mine = sessions[2].registrations.get(first_name="Nina")
    url = reverse("registrations:registration", args=[RegistrationLink.issue(mine)])

    page = text(client.get(url))
    client.post(f"{url}annuler/")

    waiting.refresh_from_db()
    assert "Les autres séances du cycle" in page
    assert page.count(", Accueil : place réservée</li>") == 2
    assert waiting.status == Registration.Status.OFFERED
    assert states(sessions) == [(1, "seated"), (2, "cancelled"), (3, "seated")]


def test_each_rendez_vous_keeps_the_answers_to_its_own_questions(client, events, sessions):
    mine, theirs = (QuestionFactory(event=event, label=event.title) for event in events)
    answers = {f"question_{mine.key}": "oui", f"question_{theirs.key}": "non"}

    client.post(URL, typed(**answers))

    rows = Registration.objects.order_by("session__starts_at")
    assert [[(a["question"], a["answer"]) for a in row.answers] for row in rows] == [
        [("Accueil", "oui")],
        [("Portage", "non")],
        [("Accueil", "oui")],
    ]


def test_a_circle_of_which_one_rendez_vous_is_reserved_says_for_whom(client, events, sessions):
    events[1].audiences = [AudienceFactory(key="eje", label="EJE")]
    events[1].audience_only = True
    events[1].save()

    page, answer = client.get(URL), client.post(URL, typed())

    assert "Ce rendez-vous est réservé à ces publics :" in text(page)
    assert answer.status_code == 422
    assert "Ce rendez-vous est réservé à ces publics : EJE." in text(answer)
    assert not Registration.objects.exists()


def test_the_page_of_the_circle_offers_the_whole_while_two_meetings_remain(
    client, circle, sessions
):
    address = circle.get_absolute_url()
    whole = text(client.get(address))
    Circle.objects.update(cycle=False)
    single = text(client.get(address))

    assert "<strong>Ce cercle se suit en entier.</strong> Il reste 3 séances." in whole
    assert f'href="{URL}">S’inscrire à tout le cycle' in whole
    assert "tout le cycle" not in single
    assert client.get(URL).status_code == 404


def test_what_is_not_public_is_neither_listed_nor_taken(client, events, sessions):
    Event.objects.filter(pk=events[1].pk).update(live=False)

    page = text(client.get(URL))
    client.post(URL, typed())

    assert (page.count(" : Accueil "), page.count("Portage")) == (2, 0)
    assert states(sessions) == [(1, "seated"), (3, "seated")]


def test_one_meeting_alone_says_of_which_rendez_vous_it_is(client, events, sessions):
    Event.objects.filter(pk=events[0].pk).update(live=False)

    assert '<p class="lead">Portage</p>' in text(client.get(URL))


def test_a_hidden_circle_has_no_form(client, sessions):
    assert client.get(URL).status_code == 200

    Circle.objects.update(public=False)

    assert [client.get(URL).status_code, client.post(URL, typed()).status_code] == [404, 404]


def test_when_nothing_remains_or_the_answer_is_forged_one_is_led_to_the_circle(
    client, circle, sessions
):
    forged = client.get(f"{URL}merci/?reponse=x")
    for session in sessions:
        session.closes_at = timezone.now() - timedelta(days=30)
        session.save()

    assert forged.url == client.get(URL).url == circle.get_absolute_url()
    assert client.post(URL, typed()).url == circle.get_absolute_url()


def test_the_answer_of_one_form_opens_no_other_page(client, sessions):
    answer = client.post(URL, typed())
    query = answer.url.partition("?")[2]
    other = CircleFactory(slug="autre", cycle=True)

    assert client.get(answer.url).status_code == 200
    assert client.get(f"/cercles/autre/inscription/merci/?{query}").url == other.get_absolute_url()


@pytest.mark.parametrize("count", [2, 4])
def test_the_form_costs_the_same_however_many_meetings(
    client, events, count, django_assert_num_queries
):
    """One alone is shown as the form of a session, which says its seats."""
    for n in range(count):
        SessionFactory(event=events[0], starts_at=timezone.now() + timedelta(days=n + 1))

    with django_assert_num_queries(11):
        client.get(URL)
