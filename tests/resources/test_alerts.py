"""Saved searches: told to nobody who did not say yes, once a day, and stopped in a click."""

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import erasure
from letters.models import Letter
from resources import alerts
from resources.models import Resource, SavedSearch
from tests.factories import PersonFactory, ResourceFactory, ThemeFactory

ASK = reverse("resources:alerts")
NOON = timezone.make_aware(datetime(2027, 3, 1, 12))
DAY = timedelta(days=1)
SITE = "https://lieu.example.org"


@pytest.fixture(autouse=True)
def _clock(settings):
    settings.SITE_URL = SITE
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def sleep():
    return ThemeFactory(key="sommeil", label="Sommeil")


@pytest.fixture
def sent(mailoutbox, django_capture_on_commit_callbacks):
    """sent(act): the letters that leave when it is done."""

    def sent(act, at=NOON):
        mailoutbox.clear()
        with time_machine.travel(at, tick=False), django_capture_on_commit_callbacks(execute=True):
            act()
        return list(mailoutbox)

    return sent


def ask(email="ana@example.org", query="theme=sommeil"):
    return Client(enforce_csrf_checks=True).post(f"{ASK}?{query}", {"email": email})


def link(letter):
    return re.search(rf"{SITE}(/ressources/alertes/\S+)", letter.body)[1]


def confirmed(sent):
    [letter] = sent(ask)
    Client(enforce_csrf_checks=True).post(link(letter))
    return SavedSearch.objects.get()


def publish(theme, title, at):
    return ResourceFactory(title=title, terms={"themes": [theme]}, first_published_at=at)


def test_nothing_is_told_before_the_address_has_answered(client, sleep, sent):
    [letter] = sent(lambda: ask("Ana@Example.org"))
    publish(sleep, "Siestes", NOON + DAY)
    assert letter.to == ["ana@example.org"]
    assert "Sommeil" in letter.body

    assert "Confirmer" in client.get(link(letter)).text  # a mail scanner opens it
    assert sent(alerts.tell_due, NOON + 2 * DAY) == []

    client.post(link(letter))
    assert SavedSearch.objects.get().confirmed_at


def test_what_is_new_is_told_once_and_only_what_is_new(sleep, sent):
    publish(sleep, "Ancienne", NOON - DAY)
    confirmed(sent)
    publish(sleep, "Nouvelle", NOON + timedelta(hours=1))
    ResourceFactory(title="Ailleurs", first_published_at=NOON + timedelta(hours=1))
    hidden = publish(sleep, "Secrète", NOON + timedelta(hours=1))
    Resource.objects.filter(pk=hidden.pk).update(visibility=Resource.Visibility.STAFF)

    assert sent(alerts.tell_due) == []  # the same day
    [letter] = sent(lambda: (alerts.tell_due(), alerts.tell_due()), NOON + DAY)

    assert "Nouvelle : https://lieu.example.org/ressources/" in letter.body
    for absent in ("Ancienne", "Ailleurs", "Secrète"):
        assert absent not in letter.body
    assert sent(alerts.tell_due, NOON + 2 * DAY) == []


def test_nobody_is_written_to_at_night(sleep, sent):
    confirmed(sent)
    publish(sleep, "Nouvelle", NOON + timedelta(hours=1))

    assert sent(alerts.tell_due, NOON + timedelta(hours=17)) == []
    assert len(sent(alerts.tell_due, NOON + DAY)) == 1


def test_a_mail_program_stops_it_in_one_click_without_a_cookie(sleep, sent):
    confirmed(sent)
    publish(sleep, "Nouvelle", NOON + timedelta(hours=1))
    [letter] = sent(alerts.tell_due, NOON + DAY)
    message = letter.message()
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = message["List-Unsubscribe"].strip("<>").removeprefix(SITE)
    program = Client(enforce_csrf_checks=True)

    assert program.get(address).status_code == 200
    assert SavedSearch.objects.exists()

    answer = program.post(
        address, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 200
    assert not SavedSearch.objects.exists()
    assert answer.cookies == {}
    assert program.post(address).status_code == 404


def test_a_letter_on_its_way_says_nothing_once_the_search_is_stopped(sleep, sent):
    search = confirmed(sent)
    publish(sleep, "Nouvelle", NOON + timedelta(hours=1))

    def told_then_stopped():
        alerts.tell_due()
        alerts.stop(search)

    assert sent(told_then_stopped, NOON + DAY) == []
    assert Letter.objects.filter(kind="news").exists()


@pytest.mark.parametrize("token", ["x", "1:abc", "%00", "a" * 500])
def test_a_forged_address_opens_nothing(client, sleep, sent, token):
    search = confirmed(sent)
    assert client.get(reverse("resources:alert", args=[alerts.token(search)])).status_code == 200

    assert client.get(f"/ressources/alertes/{token}/").status_code == 404
    assert client.post(f"/ressources/alertes/{token}/arreter/").status_code == 404
    assert SavedSearch.objects.exists()


def test_the_answer_tells_nobody_whether_an_address_is_known(sleep, sent):
    first = ask().text
    assert len(Letter.objects.all()) == 1

    assert ask().text == first
    assert len(Letter.objects.all()) == 1


def test_a_stranger_sends_few_letters_to_an_address(sleep, sent):
    for n in range(6):
        ask(query=f"q=sieste+{n}")

    assert Letter.objects.count() == alerts.UNCONFIRMED
    ask("bob@example.org")
    assert Letter.objects.count() == alerts.UNCONFIRMED + 1


def test_who_never_answered_is_forgotten(sleep, sent):
    ask()
    with time_machine.travel(NOON + 6 * DAY):
        assert alerts.forget_unconfirmed() == 0
    with time_machine.travel(NOON + 8 * DAY):
        assert alerts.forget_unconfirmed() == 1


def test_who_is_erased_is_written_to_no_more(sleep, sent):
    person = PersonFactory(email="ana@example.org")
    confirmed(sent)

    erasure.erase(person)

    assert not SavedSearch.objects.exists()


@pytest.mark.parametrize(
    ("query", "email", "status"),
    [
        ("", "ana@example.org", 400),
        ("theme=zzz", "ana@example.org", 400),
        ("q=" + "a" * 600, "ana@example.org", 400),
        ("theme=sommeil", "ana", 422),
        ("theme=sommeil", "", 422),
    ],
)
def test_what_makes_no_search_is_said(sleep, query, email, status):
    response = ask(email, query)

    assert response.status_code == status
    assert not SavedSearch.objects.exists()


def test_asking_sets_no_cookie(client, sleep):
    response = client.get(ASK, {"theme": "sommeil"})

    assert response.status_code == 200
    assert response.cookies == {}
