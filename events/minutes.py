"""Minutes of a circle: a draft, then what its members read; a confidential group has none."""

from datetime import date

from django.utils import timezone

from accounts.models import Person
from events.models import Circle, Minutes
from events.refusal import Refused


class NoMinutes(Refused):
    sentence = "Un groupe d’analyse des pratiques n’a pas de compte rendu."


def write(
    circle: Circle,
    by: Person,
    *,
    title: str,
    met_on: date,
    body: str,
    publish: bool,
    minutes: Minutes | None = None,
) -> Minutes:
    """A draft, or what members read; published once, a text stays published."""
    if circle.confidential:
        raise NoMinutes
    row = minutes or Minutes(circle=circle, author=by)
    row.title, row.met_on, row.body, row.changed_at = title, met_on, body, timezone.now()
    if publish and row.published_at is None:
        row.published_at = row.changed_at
    row.save()
    return row
