"""Everything that is due, for a clock to call every minute."""

from django.core.management.base import BaseCommand

import events.memory
import letters.memory
import pages.memory
import resources.memory
import resources.reading
from accounts import erasure
from events import registration, reminders
from letters import outbox
from resources.models import Record


class Command(BaseCommand):
    help = "Fait ce qui est dû ; sans risque chaque minute, et en deux endroits à la fois."

    def handle(self, **options):
        for label, act in ACTS:
            if count := act():
                self.stdout.write(f"{label} : {count}")
        outbox.forget_tasks()
        erasure.forget_visits()


ACTS = [
    ("séances dont une offre est restée sans réponse", registration.lapse_offers),
    ("séances dont des places réservées sont rendues à tous", registration.release_reserves),
    ("rappels et remerciements", reminders.post_due),
    ("lettres remises dans la file", outbox.revive),
    ("notices moissonnées rattrapées", Record.objects.catch_up),
    ("inscriptions allégées", events.memory.purge),
    ("lettres oubliées", letters.memory.purge),
    ("messages oubliés", pages.memory.purge),
    ("prêts rendus anonymes", resources.memory.purge),
    ("personnes effacées", erasure.purge),
    ("fichiers lus pour la recherche", resources.reading.read_due),
]
