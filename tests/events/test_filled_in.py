"""The form of who signed in is filled in, and nobody else's is."""

import pytest
from django.test import Client

from accounts import signing_in
from accounts.models import Person
from tests.factories import (
    AudienceFactory,
    CommuneFactory,
    EventFactory,
    PersonFactory,
    RegistrationFactory,
    SessionFactory,
    UserFactory,
)


def signed_in(address):
    browser = Client()
    browser.force_login(signing_in.account_of(address), signing_in.BY_CODE)
    return browser


def filled(answer):
    form = answer.context["form"]
    return {
        name: form[name].value()
        for name in ("first_name", "last_name", "email", "profession", "commune", "structure")
        if form[name].value()
    }


@pytest.fixture
def session():
    return SessionFactory()


@pytest.fixture
def lea():
    """She registered twice; the last time, she had another trade."""
    lea = PersonFactory(email="lea@example.org", first_name="Léa", last_name="Martin")
    RegistrationFactory(person=lea, profession=AudienceFactory(key="eje"))
    RegistrationFactory(
        person=lea,
        profession=AudienceFactory(key="assmat"),
        commune=CommuneFactory(key="saorge"),
        structure="MAM des Oliviers",
    )
    return lea


def test_who_signed_in_finds_what_they_wrote_the_last_time(session, lea):
    page = signed_in("lea@example.org").get(session.get_registration_url())

    assert filled(page) == {
        "first_name": "Léa",
        "last_name": "Martin",
        "email": "lea@example.org",
        "profession": AudienceFactory(key="assmat").pk,
        "commune": CommuneFactory(key="saorge").pk,
        "structure": "MAM des Oliviers",
    }
    assert "Relisez-le." in page.text


def test_that_page_is_kept_nowhere_and_the_page_of_strangers_is_empty(client, session, lea):
    url = session.get_registration_url()
    theirs, strangers = signed_in("lea@example.org").get(url), client.get(url)

    assert "no-store" in theirs["Cache-Control"]
    assert "private" in theirs["Cache-Control"]
    assert filled(strangers) == {}
    assert "no-store" not in strangers["Cache-Control"]
    assert "Martin" in theirs.text
    assert "Martin" not in strangers.text
    assert "Relisez-le." not in strangers.text


def test_the_form_of_a_cycle_is_filled_in_too(lea):
    session = SessionFactory(event=EventFactory(cycle=True, slug="cycle"))

    page = signed_in("lea@example.org").get("/agenda/cycle/cycle/inscription/")

    assert page.context["sessions"] == [session]
    assert filled(page)["last_name"] == "Martin"


def test_a_password_proves_no_address_and_fills_nothing_in(client, session, lea):
    staff = UserFactory(email="lea@example.org")
    Person.objects.filter(pk=lea.pk).update(user=staff)
    client.force_login(staff, "django.contrib.auth.backends.ModelBackend")

    assert filled(client.get(session.get_registration_url())) == {}


def test_who_never_registered_finds_their_address(session):
    page = signed_in("ada@example.org").get(session.get_registration_url())

    assert filled(page) == {"email": "ada@example.org"}


def test_a_trade_that_is_offered_no_more_is_chosen_again(session):
    ada = PersonFactory(email="ada@example.org")
    RegistrationFactory(person=ada, profession=AudienceFactory(key="vieux", retired=True))

    page = signed_in("ada@example.org").get(session.get_registration_url())

    assert "selected" not in str(page.context["form"]["profession"])


def test_rooms_for_colleagues_stay_empty(session, lea):
    browser = signed_in("lea@example.org")
    typed = {"first_name": "Léa", "last_name": "Autre", "ajouter": "1"}

    page = browser.post(session.get_registration_url(), typed)

    assert filled(page) == {"first_name": "Léa", "last_name": "Autre"}
    (colleague,) = page.context["form"].colleagues
    assert colleague["last_name"].value() is None
