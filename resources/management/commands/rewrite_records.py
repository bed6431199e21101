"""Rewrite what harvesters are told, after what no save of a resource announces: another SITE_URL,
a new version of the text. Only records that change get a new date."""

from django.core.management.base import BaseCommand

from resources.models import Record, Resource


class Command(BaseCommand):
    help = __doc__

    def handle(self, **options):
        known = Record.objects.values_list("number", flat=True)
        public = Resource.objects.public().values_list("pk", flat=True)
        pks = sorted({*known, *public})
        changed = Record.objects.follow(pks)
        self.stdout.write(f"notices relues : {len(pks)} ; réécrites : {changed}")
