"""Forty people at once for the fifteen places of a group; and a control, without the lock."""

import pytest
from django.db import connection, transaction

from events import circles
from events.models import Circle
from tests.events.test_race import PATIENCE, all_at_once, processes
from tests.factories import CircleFactory, MemberFactory, PersonFactory

PEOPLE, PLACES = 40, 15

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite lets one writer in at a time"
    ),
    pytest.mark.xdist_group("races"),
]


@pytest.fixture
def group():
    circle = CircleFactory(public=False, join=Circle.Join.CLOSED, confidential=True)
    MemberFactory(circle=circle, facilitator=True)
    return circle


def test_forty_people_written_down_at_once_make_a_group_of_fifteen(group):
    def enter(person):
        try:
            circles.enter(group, person.email)
        except circles.GroupFull:
            return False
        return True

    entered = all_at_once(enter, PersonFactory.create_batch(PEOPLE))

    assert sum(entered) == group.memberships.counted().count() == PLACES


def test_control_without_the_lock_the_same_forty_people_are_all_in(group, monkeypatch):
    """Everybody has counted before anybody commits: nobody sees the others."""
    monkeypatch.setattr(circles, "_lock", lambda circle: Circle.objects.get(pk=circle.pk))
    counted = processes.Barrier(PEOPLE)

    def enter(person):
        with transaction.atomic():
            circles.enter(group, person.email)
            counted.wait(PATIENCE)

    all_at_once(enter, PersonFactory.create_batch(PEOPLE))

    assert group.memberships.counted().count() == PEOPLE


def test_one_person_who_clicks_everywhere_at_once_is_one_member():
    circle = CircleFactory()
    person = PersonFactory()

    all_at_once(lambda _: circles.join(circle, person).pk, range(10))

    assert circle.memberships.count() == 1
