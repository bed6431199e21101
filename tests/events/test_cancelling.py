"""Until when one gives one's seat back by oneself, and what one reads afterwards."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import erasure
from events import letters, registration
from events.models import Event, Registration, RegistrationLink, Session
from events.wording import moment
from identity.models import Identity
from tests.factories import PersonFactory, RegistrationFactory, SessionFactory, UserFactory


@pytest.fixture(autouse=True)
def _place():
    identity = Identity.load()
    identity.phone, identity.email = "04 00 00 00 01", "bonjour@lieu.example.org"
    identity.save()


@pytest.fixture
def seat():
    """A seat in three days, given back until two days before."""
    session = SessionFactory(
        starts_at=timezone.now() + timedelta(days=3), event__cancel_hours=48, capacity=1
    )
    return registration.register(session, PersonFactory())


@pytest.fixture
def late(seat):
    """The same, when the two days have begun."""
    Event.objects.update(cancel_hours=73)
    seat = Registration.objects.get()
    return reverse("registrations:registration", args=[RegistrationLink.issue(seat)])


def text(answer):
    return " ".join(answer.content.decode().replace("\xa0", " ").split())


def plain(words):
    return words.replace("\xa0", " ")


def test_until_the_deadline_the_page_says_until_when_and_cancels(client, seat):
    page = reverse("registrations:registration", args=[RegistrationLink.issue(seat)])
    until = plain(moment(seat.session.starts_at - timedelta(hours=48)))
    assert f"annulez avant le {until} : votre place servira." in text(client.get(page))

    assert client.post(f"{page}annuler/").status_code == 302

    seat.refresh_from_db()
    assert not seat.is_live


def test_after_it_the_page_says_how_to_warn_the_team_and_no_button(client, late):
    page = text(client.get(late))

    assert "Votre place est réservée." in page
    assert '<a href="tel:0400000001">04 00 00 00 01</a> ou' in page
    assert '<a href="mailto:bonjour@lieu.example.org">' in page
    assert f"{late}annuler/" not in page


@pytest.mark.parametrize("method", ["get", "post"])
def test_after_it_the_one_tap_page_of_the_reminders_says_the_same(client, late, method):
    answer = getattr(client, method)(f"{late}annuler/")

    seat = Registration.objects.get()
    until = plain(moment(seat.session.cancel_until))
    assert answer.status_code == 409
    assert f"Depuis le {until}, votre place ne s’annule plus ici." in text(answer)
    assert "dites-le-nous : appelez le" in text(answer)
    assert seat.status == Registration.Status.SEATED


def test_after_it_the_rule_itself_refuses_whoever_cancels_alone(late):
    with pytest.raises(registration.TooLateToCancel):
        registration.cancel(Registration.objects.get())


def test_the_team_is_not_held_by_it(late):
    registration.cancel(Registration.objects.get(), by=UserFactory())

    assert not Registration.objects.get().is_live


def test_who_is_forgotten_gives_their_seat_back_at_any_time(late):
    erasure.erase(Registration.objects.get().person)

    assert not Registration.objects.get().is_live


def test_one_leaves_the_line_at_any_time(client, late):
    waiting = registration.register(Session.objects.get(), PersonFactory())
    page = reverse("registrations:registration", args=[RegistrationLink.issue(waiting)])
    assert f"{page}annuler/" in text(client.get(page))

    assert client.post(f"{page}annuler/").status_code == 302

    waiting.refresh_from_db()
    assert not waiting.is_live


def test_without_a_deadline_one_cancels_until_the_start():
    session = SessionFactory(starts_at=timezone.now() + timedelta(minutes=1))
    early, late = RegistrationFactory.create_batch(2, session=session)

    registration.cancel(early)
    Session.objects.update(starts_at=timezone.now())
    late.session.refresh_from_db()

    assert (registration.may_cancel(late), late.session.cancel_until) == (
        False,
        late.session.starts_at,
    )
    with pytest.raises(registration.TooLateToCancel):
        registration.cancel(late)


def test_a_place_without_a_phone_says_to_write(client, late):
    Identity.objects.update(phone="")
    assert "dites-le-nous : écrivez à <a" in text(client.get(late))

    Identity.objects.update(email="")
    assert "répondez au dernier message" in text(client.get(late))


def test_the_form_warns_before_one_registers(client, seat):
    page = text(Client().get(seat.session.get_registration_url()))
    without = text(Client().get(SessionFactory().get_registration_url()))

    until = plain(moment(seat.session.cancel_until))
    assert f"Une place s’annule en ligne jusqu’au {until}." in page
    assert "s’annule en ligne" not in without


@pytest.mark.parametrize("kind", [letters.Kind.CONFIRMATION, letters.Kind.DAY_BEFORE])
def test_letters_say_until_when_and_then_how(
    seat, kind, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        letters.post(kind, seat)
    Event.objects.update(cancel_hours=73)
    with django_capture_on_commit_callbacks(execute=True):
        letters.post(kind, seat)

    before, after = (plain(letter.body) for letter in mailoutbox)
    until = plain(moment(seat.session.starts_at - timedelta(hours=48)))
    how = "Dites-le-nous : appelez le 04 00 00 00 01 ou répondez à ce message."
    assert (f"Vous pouvez annuler jusqu’au {until}." in before, how in before) == (True, False)
    assert ("Vous pouvez annuler" in after, how in after) == (False, True)
    assert ("/annuler/" in after, "Voir mon inscription" in after) == (False, True)
    assert how in plain(mailoutbox[1].alternatives[0].content)
