"""Coming with children: numbers and ages, never a name, and no more than the places for them."""

import pytest
from django.db import connection
from django.urls import reverse

from accounts import humans
from accounts.models import Person
from events import asking, children, registration
from events.models import RegistrationLink, Session
from tests.events.test_race import PATIENCE, all_at_once, processes
from tests.factories import (
    AgeRangeFactory,
    AudienceFactory,
    PersonFactory,
    SessionFactory,
)


@pytest.fixture(autouse=True)
def _no_hurry(monkeypatch):
    monkeypatch.setattr(humans, "MIN_SECONDS", 0)


@pytest.fixture(autouse=True)
def _ages():
    AgeRangeFactory(key="bebes", label="0 à 12 mois", min_months=0, max_months=12)
    AgeRangeFactory(key="grands", label="1 à 3 ans", min_months=12, max_months=36, position=1)
    AgeRangeFactory(key="adulte", label="Pour les adultes")


@pytest.fixture
def session():
    return SessionFactory(children_welcome=True, children_capacity=4)


def send(client, session, **changes):
    form = {
        "first_name": "Nina",
        "last_name": "Simone",
        "email": "nina@example.org",
        "profession": AudienceFactory(key="assmat").pk,
        "stamp": humans.new_stamp(),
        **changes,
    }
    return client.post(session.get_registration_url(), form)


def bring(session, count, email="nina@example.org", key="a"):
    who = {"email": email, "first_name": "Nina", "last_name": "Simone"}
    (answer,) = asking.ask([session], [{**who, "children_count": count}], form_key=key)
    return answer.places


def text(answer):
    return " ".join(answer.content.decode().replace("\xa0", " ").split())


def test_a_visitor_says_how_many_children_of_what_age(client, session):
    send(client, session, enfants_bebes="1", enfants_grands="2")

    seat = session.registrations.get()
    assert seat.children == [
        {"age": "bebes", "label": "0 à 12 mois", "count": 1},
        {"age": "grands", "label": "1 à 3 ans", "count": 2},
    ]
    assert seat.children_count == 3


def test_the_form_asks_for_the_ages_of_children_where_they_are_welcome(client, session):
    page = client.get(session.get_registration_url())
    without = client.get(SessionFactory().get_registration_url())

    assert [field.label for field in page.context["form"].ages] == ["0 à 12 mois", "1 à 3 ans"]
    assert "ni nom, ni information de santé. Il reste 4 places pour les enfants." in text(page)
    assert without.context["form"].ages == []


def test_coming_alone_takes_no_place_of_a_child(client, session):
    session.children_capacity = 0
    session.save()

    page = client.get(session.get_registration_url())

    assert "Vous pouvez venir sans eux." in text(page)
    assert send(client, session, enfants_bebes="0").status_code == 302


def test_more_children_than_places_are_refused_with_a_sentence_and_nothing_is_lost(client, session):
    registration.register(session, PersonFactory(), children_count=3)

    answer = send(client, session, enfants_grands="2")

    assert answer.status_code == 409
    assert "Il ne reste que 1 place pour les enfants." in text(answer)
    assert answer.context["form"]["enfants_grands"].value() == "2"
    assert not Person.objects.filter(email="nina@example.org").exists()
    assert send(client, session, enfants_grands="1").status_code == 302


def test_when_there_is_none_left_the_sentence_says_so(session):
    registration.register(session, PersonFactory(), children_count=4)

    with pytest.raises(children.NoPlaceForChildren) as refusal:
        bring(session, 1)

    assert str(refusal.value) == "Il n’y a plus de place pour les enfants à cette séance."


def test_a_registered_address_is_refused_in_the_same_words_as_any_other(session):
    bring(session, 4, key="a")

    for email in ("nina@example.org", "autre@example.org"):
        with pytest.raises(children.NoPlaceForChildren):
            bring(session, 1, email=email, key="b")


def test_the_places_of_who_cancels_are_free_again(session):
    seat = registration.register(session, PersonFactory(), children_count=4)
    assert children.places_left(session) == 0

    registration.cancel(seat)

    assert children.places_left(session) == 4


def test_children_of_the_line_keep_their_places(session):
    session.capacity = 0
    session.save()
    registration.register(session, PersonFactory(), children_count=4)

    with pytest.raises(children.NoPlaceForChildren):
        bring(session, 1)


def test_without_a_limit_all_children_come(session):
    session.children_capacity = None
    session.save()

    assert bring(session, 40) == [None]


def test_children_are_not_brought_where_they_are_not_expected():
    with pytest.raises(children.NotWithChildren):
        bring(SessionFactory(), 1)


@pytest.mark.parametrize("wrong", ["-1", "13", "deux", "1.5", "9" * 5000, "\x00"])
def test_a_number_of_children_is_a_reasonable_one(client, session, wrong):
    answer = send(client, session, enfants_bebes=wrong)

    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "enfants_bebes": ["Écrivez un nombre entier, de 0 à 12."]
    }


def test_the_personal_page_says_who_comes_along_without_a_name(client, session):
    send(client, session, enfants_bebes="1", enfants_grands="1")

    token = RegistrationLink.issue(session.registrations.get())
    page = client.get(reverse("registrations:registration", args=[token]))

    assert "2 enfants (0 à 12 mois : 1, 1 à 3 ans : 1)" in text(page)


def test_the_team_reads_how_many_come_and_adds_a_family_by_phone(client, alice, session):
    session.event.lead = alice.organisation
    session.event.save()
    client.force_login(alice)
    met = {"first_name": "Rosa", "last_name": "Bonheur", "phone": "04 00 00 00 00"}
    add = reverse("agenda_sessions:add_person", args=[session.pk])

    too_many = client.post(add, {**met, "enfants_bebes": "5"})
    client.post(add, {**met, "enfants_bebes": "2"})
    page = text(client.get(reverse("agenda_sessions:people", args=[session.pk])))

    assert too_many.context["form"].non_field_errors() == [
        "Il ne reste que 4 places pour les enfants."
    ]
    assert "avec 2 enfants (0 à 12 mois)" in page
    assert "<dt>Enfants</dt> <dd>2 sur 4</dd>" in page


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time")
class TestRace:
    PEOPLE = 10

    def bring(self, session):
        def one(person):
            try:
                bring(session, 1, email=person.email, key=person.email)
            except children.NoPlaceForChildren:
                return False
            return True

        return all_at_once(one, PersonFactory.create_batch(self.PEOPLE))

    def test_children_racing_for_four_places_take_exactly_four(self, session):
        assert sorted(self.bring(session)) == [False] * 6 + [True] * 4

    def test_control_without_the_lock_they_all_come(self, session, monkeypatch):
        """Everybody has counted before anybody commits."""
        counted = processes.Barrier(self.PEOPLE)
        check = children.check

        def check_and_wait(row, count):
            check(row, count)
            counted.wait(PATIENCE)

        monkeypatch.setattr(Session.objects, "select_for_update", lambda **_: Session.objects)
        monkeypatch.setattr(children, "check", check_and_wait)

        assert self.bring(session) == [True] * self.PEOPLE
