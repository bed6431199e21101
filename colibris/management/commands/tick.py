"""Everything that is due, for a clock to call every minute."""

import logging

from django.core.management.base import BaseCommand, CommandError

import events.memory
import letters.memory
import pages.memory
import resources.alerts
import resources.memory
import resources.reading
import resources.reminders
from accounts import erasure
from colibris import publishing
from events import registration, reminders
from letters import outbox
from resources import holds, imports
from resources.models import Record

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Fait ce qui est dû ; sans risque chaque minute, et en deux endroits à la fois."

    def handle(self, **options):
        failed = [label for label, act in ACTS if not self.does(label, act)]
        if failed:
            raise CommandError(f"n’ont pas pu se faire : {', '.join(failed)}")

    def does(self, label, act):
        """Whether it was done: what cannot be does not keep the rest from people."""
        try:
            count = act()
        except Exception:
            log.exception("tick: %s", label)
            return False
        if count:
            self.stdout.write(f"{label} : {count}")
        return True


ACTS = [
    ("séances dont une offre est restée sans réponse", registration.lapse_offers),
    ("séances dont des places réservées sont rendues à tous", registration.release_reserves),
    ("rappels et remerciements", reminders.post_due),
    ("réservations non retirées", holds.expire),
    ("rappels de retour", resources.reminders.post_due),
    ("lettres remises dans la file", outbox.revive),
    ("publications et retraits programmés", publishing.publish_due),
    ("notices importées, dites à la recherche", imports.follow_due),
    ("notices moissonnées rattrapées", Record.objects.catch_up),
    ("inscriptions allégées", events.memory.purge),
    ("commentaires oubliés", events.memory.purge_comments),
    ("lettres oubliées", letters.memory.purge),
    ("messages oubliés", pages.memory.purge),
    ("prêts rendus anonymes", resources.memory.purge),
    ("personnes effacées", erasure.purge),
    ("tâches oubliées", outbox.forget_tasks),
    ("visites oubliées", erasure.forget_visits),
    ("nouveautés d’une recherche", resources.alerts.tell_due),
    ("recherches jamais confirmées", resources.alerts.forget_unconfirmed),
    ("fichiers lus pour la recherche", resources.reading.read_due),
]
