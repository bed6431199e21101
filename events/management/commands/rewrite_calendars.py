"""Rewrite what calendars show, after what no save of a session announces: another SITE_URL, a
renamed or merged term, a new version of the text."""

from django.core.management.base import BaseCommand

from events import planning
from events.models import Session


class Command(BaseCommand):
    help = __doc__

    def handle(self, **options):
        sessions = Session.objects.all()
        total = sessions.count()

        def show(seen):
            if self.stdout.isatty():
                self.stdout.write(f"\rséances relues : {seen} sur {total}", ending="")
                self.stdout.flush()

        changed = planning.refresh(sessions, after_batch=show)
        self.stdout.write(f"\rséances relues : {total} ; réécrites : {changed}")
