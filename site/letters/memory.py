"""What the outbox knows of people, and for how long."""

from django.db.models import Q

from accounts.erasure import Memory, kept_since
from accounts.models import Person
from letters.models import Letter
from letters.outbox import UNSENT

BATCH = 500  # letters, at a time


class LettersMemory(Memory):
    def forget(self, person: Person) -> None:
        """Those that have not left yet too: there is nobody to write to any more."""
        theirs = Q(person=person)
        if person.email:
            theirs |= Q(address__iexact=person.email)
        Letter.objects.filter(theirs).delete()


def purge() -> int:
    """Forget what was written to whom, once it is old; returns how many letters."""
    rows = Letter.objects.filter(queued_at__lt=kept_since("letters")).exclude(state__in=UNSENT)
    pks = list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
    return Letter.objects.filter(pk__in=pks).delete()[0]
