"""A personal list: in its address (`?r=…`), on the device, or with the account of who signed in."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.db import transaction

from accounts.models import Person
from resources.models import Kept, Resource

LONGEST = 100  # resources


def shown(slugs: Iterable[str]) -> list[Resource]:
    """Those that anybody may see, in the order of the list; what no longer is is left out."""
    wanted = list(dict.fromkeys(slug.replace("\0", "") for slug in slugs))[:LONGEST]
    rows = {
        row.slug: row for row in Resource.objects.public().for_listing().filter(slug__in=wanted)
    }
    return [rows[slug] for slug in wanted if slug in rows]


def query(resources: Iterable[Resource], but: Resource | None = None) -> str:
    """The query string that holds a list."""
    return urlencode([("r", row.slug) for row in resources if row != but])


def kept_by(person: Person) -> list[Resource]:
    """What somebody keeps, the last first, of what anybody may see."""
    keys = list(Kept.objects.filter(person=person).values_list("resource", flat=True)[:LONGEST])
    rows = Resource.objects.public().for_listing().in_bulk(keys)
    return [rows[key] for key in keys if key in rows]


@transaction.atomic
def keep(person: Person, resources: Iterable[Resource]) -> None:
    """Add these to somebody's list; those that are there already stay where they are."""
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    room = LONGEST - Kept.objects.filter(person=person).count()
    held = set(Kept.objects.filter(person=person).values_list("resource", flat=True))
    new = [row for row in resources if row.pk not in held][: max(room, 0)]
    Kept.objects.bulk_create([Kept(person=person, resource=row) for row in new])


def let_go(person: Person, slug: str) -> None:
    Kept.objects.filter(person=person, resource__slug=slug).delete()
