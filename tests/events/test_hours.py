"""Somebody's hours, year by year; what the law wants; who else may read it."""

from datetime import datetime

import pytest
import time_machine
from django.utils import timezone

from accounts import erasure
from events import attestations, directors, documents, hours, presence
from events.models import HoursShare, Presence
from identity.models import Identity
from tests.factories import (
    EventFactory,
    EventKindFactory,
    OrganisationFactory,
    PersonFactory,
    RegistrationFactory,
    SessionFactory,
)
from tests.pdf import Pdf

PRESENT, LATE, LEFT_EARLY, EXCUSED, ABSENT, CLEARED = Presence.Status.values


def at(year, month, day, hour=9):
    return timezone.make_aware(datetime(year, month, day, hour))


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(at(2026, 11, 28), tick=False):
        yield


@pytest.fixture
def practice_kind():
    return EventKindFactory(key="app", label="Analyse des pratiques", practice_analysis=True)


@pytest.fixture
def marie():
    return PersonFactory(first_name="Marie", last_name="Durand", email="marie@example.org")


def attend(person, start, title="Atelier", kind=None, ends=11, status=PRESENT, minutes=None):
    """Noted at the door, by the rules."""
    event = EventFactory(
        title=title,
        lead=OrganisationFactory(key="hetis", label="Hétis"),
        kind=kind or EventKindFactory(key="atelier", label="Atelier"),
    )
    session = SessionFactory(event=event, starts_at=start, ends_at=start.replace(hour=ends))
    RegistrationFactory(
        session=session,
        person=person,
        first_name=person.first_name,
        last_name=person.last_name,
    )
    presence.record(session, person, status, minutes=minutes)
    return session


# The booklet


def test_a_booklet_has_the_sessions_of_a_year_in_order_and_each_year_its_own(marie):
    attend(marie, at(2026, 10, 13), "Pleurs")
    attend(marie, at(2026, 3, 2), "Jeux")
    attend(marie, at(2025, 12, 31, 22), "Réveillon", ends=23)
    attend(PersonFactory(), at(2026, 3, 2), "À quelqu’un d’autre")

    found = hours.booklets(marie)

    assert [
        (one.year, one.minutes, [str(row.session.event) for row in one.statements]) for one in found
    ] == [(2026, 240, ["Jeux", "Pleurs"]), (2025, 60, ["Réveillon"])]


def test_a_booklet_says_what_the_attestations_say(marie):
    attend(marie, at(2026, 3, 2), status=LEFT_EARLY, minutes=35)

    (booklet,) = hours.booklets(marie)

    assert booklet.minutes == 35
    assert list(booklet.statements) == attestations.of_person(marie)


@pytest.mark.parametrize("status", [EXCUSED, ABSENT, CLEARED])
def test_who_was_not_there_spent_no_hours(marie, status):
    session = attend(marie, at(2026, 3, 2))
    assert hours.booklets(marie)

    presence.record(session, marie, status)

    assert hours.booklets(marie) == []


def test_a_session_that_is_not_over_does_not_count_yet(marie):
    attend(marie, at(2026, 11, 28, 8), ends=12)
    assert hours.booklets(marie) == []

    with time_machine.travel(at(2026, 11, 28, 12)):
        assert [one.minutes for one in hours.booklets(marie)] == [240]


def test_the_kinds_of_a_year_add_up_the_longest_first(marie, practice_kind):
    attend(marie, at(2026, 3, 2))
    attend(marie, at(2026, 4, 2), kind=practice_kind, ends=13)
    attend(marie, at(2026, 5, 2))

    (booklet,) = hours.booklets(marie)

    assert booklet.kinds == [("Analyse des pratiques", 240), ("Atelier", 240)]
    assert sum(minutes for _, minutes in booklet.kinds) == booklet.minutes


def words(text):
    return " ".join(text.replace("\xa0", " ").split())


def test_the_document_lists_each_session_with_a_code_that_can_be_verified(marie, practice_kind):
    attend(marie, at(2026, 3, 2), "Jeux")
    attend(marie, at(2026, 4, 2), "Groupe A", practice_kind)
    (booklet,) = hours.booklets(marie)

    document = Pdf(documents.booklet(booklet, hours.practice([marie], 2026)[marie.pk]))

    assert document.is_accessible
    assert document.title == "Temps professionnels 2026 – Marie Durand"
    assert {"H1", "H2", "Table", "TH", "TD"} <= document.tags
    text = words(document.text)
    assert "Marie Durand a pris part aux rendez-vous suivants." in text
    assert "lundi 2 mars 2026 Jeux Atelier Hétis 2 h" in text
    assert "Durée totale de présence 4 h" in text
    assert "de janvier à avril 2 h 2 h" in text
    for one in booklet.statements:
        assert one.written_code in text
        assert attestations.find(one.code) == one


def test_a_document_without_practice_analysis_does_not_speak_of_it(marie):
    attend(marie, at(2026, 3, 2))
    (booklet,) = hours.booklets(marie)

    document = Pdf(documents.booklet(booklet, hours.practice([marie], 2026)[marie.pk]))

    assert "Analyse des pratiques" not in document.text


# What the law wants


def test_practice_analysis_is_counted_by_year_and_by_four_months(marie, practice_kind):
    attend(marie, at(2026, 1, 1), kind=practice_kind, ends=12)
    attend(marie, at(2026, 4, 30), kind=practice_kind, ends=10)
    attend(marie, at(2026, 5, 1), kind=practice_kind, ends=10)
    attend(marie, at(2026, 9, 1))  # of another kind
    attend(marie, at(2025, 12, 31), kind=practice_kind)

    spent = hours.practice([marie], 2026)[marie.pk]

    assert [(need.minutes, need.met, need.missing) for need in spent.periods] == [
        (240, True, 0),
        (60, False, 60),
        (0, False, 120),
    ]
    assert (spent.year.minutes, spent.year.wanted, spent.year.missing) == (300, 360, 60)


def test_the_thresholds_are_the_place_s(marie, practice_kind):
    attend(marie, at(2026, 1, 1), kind=practice_kind, ends=12)
    place = Identity.load()
    place.practice_hours_a_year, place.practice_hours_a_period = 3, 4
    place.save()

    spent = hours.practice([marie], 2026)[marie.pk]

    assert (spent.year.met, spent.periods[0].met, spent.periods[0].missing) == (True, False, 60)


@pytest.mark.parametrize("count", [1, 3])
def test_the_hours_of_many_cost_those_of_one(count, practice_kind, django_assert_num_queries):
    people = PersonFactory.create_batch(count)
    for person in people:
        attend(person, at(2026, 3, 2), kind=practice_kind)
    Identity.load()

    with django_assert_num_queries(2):
        found = hours.practice(people, 2026)

    assert {spent.year.minutes for spent in found.values()} == {120}


# Who else may read it


@pytest.fixture
def director():
    return PersonFactory(email="direction@example.org")


def test_hours_are_read_by_whom_one_names_until_one_withdraws(marie, director):
    assert list(directors.readable_by(director)) == []

    share = directors.share(marie, " Direction@Example.org ")
    assert list(directors.readable_by(director)) == [marie]
    assert list(directors.readable_by(PersonFactory())) == []

    directors.withdraw(marie, share.pk)
    assert list(directors.readable_by(director)) == []
    assert not HoursShare.objects.exists()


def test_the_same_address_twice_is_one_consent(marie):
    assert directors.share(marie, "d@example.org") == directors.share(marie, "D@example.org")


def test_one_does_not_name_oneself_nor_everybody(marie):
    with pytest.raises(directors.OneselfIsNoDirector):
        directors.share(marie, "marie@example.org")
    for number in range(directors.AT_ONCE):
        directors.share(marie, f"d{number}@example.org")

    with pytest.raises(directors.TooManyDirectors):
        directors.share(marie, "encore@example.org")


def test_nobody_withdraws_for_somebody_else(marie, director):
    share = directors.share(marie, director.email)

    directors.withdraw(director, share.pk)

    assert list(directors.readable_by(director)) == [marie]


@pytest.mark.parametrize("gone", ["marie", "director"])
def test_who_is_erased_shares_and_reads_nothing(gone, marie, director, practice_kind):
    attend(marie, at(2026, 3, 2), kind=practice_kind)
    directors.share(marie, director.email)

    erasure.erase({"marie": marie, "director": director}[gone])

    assert not HoursShare.objects.exists()


def test_somebody_without_an_address_reads_nobody_s_hours(marie):
    directors.share(marie, "direction@example.org")

    assert list(directors.readable_by(PersonFactory(email=None))) == []
