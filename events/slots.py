"""Which time slot a session is in: the one that staff chose, or the first that its hours suit.

It is worked out when the session is written and kept in its row: filters and counts read a column.
"""

from datetime import timedelta

from django.utils import timezone

from vocabulary.models import TimeSlot


def on_offer():
    """The slots, the most demanding first: a whole day is more than a morning."""
    return list(TimeSlot.objects.active().order_by("-min_minutes", "position", "pk"))


def slot_id(session, slots):
    if session.time_slot_id:
        return session.time_slot_id
    start = timezone.localtime(session.starts_at)
    minutes = (session.ends_at - session.starts_at) / timedelta(minutes=1)
    return next((slot.pk for slot in slots if slot.suits(start, minutes)), None)
