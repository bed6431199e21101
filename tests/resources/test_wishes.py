"""A list of wishes, which keeps nothing for anybody."""

import pytest

from resources import loans, wishes
from resources.models import Hold, Wish
from tests.factories import CopyFactory, PersonFactory

pytestmark = pytest.mark.django_db


def test_a_wish_is_noted_once_and_keeps_nothing_from_others():
    copy, person = CopyFactory(resource__loan_days=21), PersonFactory()

    for _ in range(2):
        wishes.add(person, copy.resource)

    assert list(person.wishes.all()) == [Wish.objects.get()]
    assert Hold.objects.count() == 0
    assert loans.lend(copy, PersonFactory(), despite=True).pk


def test_a_wish_is_given_up():
    copy, person = CopyFactory(), PersonFactory()
    wishes.add(person, copy.resource)

    assert wishes.remove(person, copy.resource)
    assert not wishes.remove(person, copy.resource)
