"""What is measured: `pages` of the demo content; `feeds`, a venue with N sessions for each N.

Prints a line for each address to measure: its name, a tab, its path.
"""

import sys
from datetime import timedelta

import django

django.setup()

from django.utils import timezone  # noqa: E402

from bench.__main__ import FEEDS  # noqa: E402
from events import planning  # noqa: E402
from events.models import Event, Session, Venue  # noqa: E402
from resources.models import Resource  # noqa: E402


def fill(venue, count):
    model = Session.objects.public().upcoming().first()
    missing = count - venue.sessions.count()
    start = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=1)
    Session.objects.bulk_create(
        [
            Session(
                event_id=model.event_id,
                format_id=model.format_id,
                venue=venue,
                capacity=12,
                starts_at=start + timedelta(hours=n),
                ends_at=start + timedelta(hours=n + 2),
            )
            for n in range(missing)
        ],
        batch_size=1000,
    )
    planning.refresh(venue.sessions.filter(vevent=""))


def pages():
    event = Event.objects.public().filter(sessions__ends_at__gte=timezone.now()).first()
    resource = Resource.objects.public().first()
    return [
        ("accueil", "/"),
        ("agenda", "/agenda/"),
        ("un rendez-vous", event.get_absolute_url()),
        ("ressources", "/ressources/"),
        ("une ressource", resource.get_absolute_url()),
        ("recherche", "/recherche/?q=motricit%C3%A9+libre"),
    ]


def feeds():
    town = Venue.objects.first().commune
    addresses = []
    for count in FEEDS:
        venue, _ = Venue.objects.get_or_create(
            slug=f"mesure-{count}",
            defaults={"name": f"Mesure {count}", "commune": town, "address": "Mesure"},
        )
        fill(venue, count)
        addresses.append((f"flux, {count} séances", f"/agenda/agenda.ics?lieu={venue.slug}"))
    return [*addresses, (f"agenda, {sum(FEEDS)} séances de plus", "/agenda/")]


if __name__ == "__main__":
    addresses = {"pages": pages, "feeds": feeds}[sys.argv[1]]()
    sys.stdout.writelines(f"{label}\t{path}\n" for label, path in addresses)
