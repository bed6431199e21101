"""A list of one's own, which keeps nothing for anybody: no queue, no date."""

from accounts.models import Person
from resources.models import Resource, Wish


def add(person: Person, resource: Resource) -> Wish:
    return Wish.objects.get_or_create(person=person, resource=resource)[0]


def remove(person: Person, resource: Resource) -> bool:
    """Whether it was there."""
    return bool(Wish.objects.filter(person=person, resource=resource).delete()[0])
