"""Which time slot a session is in: the one that staff chose, or the first that suits its hours."""

from datetime import timedelta

from django.db.models import Case, CharField, F, Q, Value, When

from vocabulary.models import TimeSlot


def on_offer():
    """The slots, the most demanding first: a whole day is more than a morning."""
    return list(TimeSlot.objects.active().order_by("-min_minutes", "position", "pk"))


def slot_key(slots):
    """The key of a session's slot, in the database; empty when no slot suits it."""
    chosen = When(time_slot__isnull=False, then=F("time_slot__key"))
    suited = [When(suits(slot), then=Value(slot.key)) for slot in slots]
    return Case(chosen, *suited, default=Value(""), output_field=CharField())


def suits(slot):
    """`TimeSlot.suits`, said to the database."""
    length = timedelta(minutes=slot.min_minutes)
    hours = Q(starts_at__iso_week_day__in=[int(day) for day in slot.weekdays])
    hours &= Q(ends_at__gte=F("starts_at") + length)
    if slot.starts_from:
        hours &= Q(starts_at__time__gte=slot.starts_from)
    if slot.starts_before:
        hours &= Q(starts_at__time__lt=slot.starts_before)
    return hours
