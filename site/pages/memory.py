"""What the contact page knows of people, and for how long."""

from accounts.erasure import Memory, kept_since
from accounts.models import Person
from pages.models import ContactMessage

BATCH = 200  # messages, at a time


class MessagesMemory(Memory):
    def forget(self, person: Person) -> None:
        if person.email:
            ContactMessage.objects.filter(email__iexact=person.email).delete()


def purge() -> int:
    """Forget the messages that are old; returns how many."""
    rows = ContactMessage.objects.filter(created_at__lt=kept_since("messages"))
    pks = list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
    return ContactMessage.objects.filter(pk__in=pks).delete()[0]
