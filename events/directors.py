"""Letting the director of one’s structure read one’s hours of analyse des pratiques, and no more.

Somebody names an address; who proves it reads, in their own space, the hours of those who named it.
The site writes to nobody about it: a stranger’s address brings them nothing.
"""

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import Person, normalise
from events.models import HoursShare
from events.refusal import Refused

AT_ONCE = 3  # addresses: nobody has more directors


class OneselfIsNoDirector(Refused):
    sentence = "C’est votre propre adresse : vous voyez déjà vos heures."


class TooManyDirectors(Refused):
    sentence = f"Vos heures sont déjà visibles de {AT_ONCE} adresses : retirez-en une d’abord."


@transaction.atomic
def share(person: Person, address: str) -> HoursShare:
    """Let who proves this address read their hours; said twice, it is one consent."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    address = normalise(address)
    if address == person.email:
        raise OneselfIsNoDirector
    if known := person.hours_shares.filter(address=address).first():
        return known
    if person.hours_shares.count() >= AT_ONCE:
        raise TooManyDirectors
    return person.hours_shares.create(address=address)


def withdraw(person: Person, pk: int) -> None:
    """From now on, that address reads nothing of theirs."""
    person.hours_shares.filter(pk=pk).delete()


def readable_by(director: Person) -> QuerySet[Person]:
    """Who named the address that this person has proven, by name."""
    if not director.email:  # nobody named no address: a join would find all who named none
        return Person.objects.none()
    rows = Person.objects.known().filter(hours_shares__address=director.email)
    return rows.order_by("last_name", "first_name", "pk")
