"""Index everything public again; the search goes on answering meanwhile."""

from django.core.management.base import BaseCommand

from search import index
from search.kinds import BY_KEY
from search.models import IndexEntry

WIDTH = 30  # characters of the bar


class Command(BaseCommand):
    help = __doc__

    def handle(self, **options):
        for kind in index.sources():
            expected = IndexEntry.objects.filter(kind=kind).count()  # as many as last time
            done = 0
            for _kind, done in index.rebuild(kind):
                self._bar(BY_KEY[kind].many, done, max(expected, done))
            self.stdout.write(f"{BY_KEY[kind].many} : {done}")

    def _bar(self, label, done, expected):
        """Redrawn in place, for people only: a log keeps the last line of each kind."""
        if self.stdout.isatty():
            filled = WIDTH * done // expected
            bar = "█" * filled + "·" * (WIDTH - filled)
            self.stdout.write(f"\r{label} {bar} {done}\r", ending="")
            self.stdout.flush()
