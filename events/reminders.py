"""What time itself makes us write: a reminder a week before, one the day before, thanks the day
after and, weeks later, what came of it.

Asked every minute, from several places: the key of each letter is what makes it leave once.
Each has its day, and the next one for when the clock had stopped; those days never meet, so nobody
is reminded of a week after they were reminded of a day.
"""

from datetime import datetime, time, timedelta

from django.utils import timezone

from events import feedback, letters
from events.models import Registration, Session
from events.models.registration import RegistrationQuerySet

HOURS = range(9, 21)  # when a letter may arrive, in local time
DAY = timedelta(days=1)
LATEST = 1  # days after its own
AFTERWARDS = {letters.Kind.THANKS, letters.Kind.FEEDBACK}  # to who was there


def post_due(now: datetime | None = None) -> int:
    """Post what is due today; returns how many letters."""
    now = timezone.localtime(now)
    if now.hour not in HOURS:
        return 0
    return sum(
        _post(kind, _seated_on(now, moment, days - late), _midnight(now, -late))
        for kind, moment, days in due()
        for late in range(LATEST + 1)
    )


def due() -> list[tuple[letters.Kind, str, int]]:
    """What is written, and how many days before (or after, below zero) which end of a session."""
    return [
        (letters.Kind.WEEK_BEFORE, "starts_at", 7),
        (letters.Kind.DAY_BEFORE, "starts_at", 1),
        (letters.Kind.THANKS, "ends_at", -1),
        (letters.Kind.FEEDBACK, "ends_at", -(feedback.cold_delay().days + 1)),
    ]


def _seated_on(now: datetime, moment: str, days: int) -> RegistrationQuerySet:
    """Who has a seat at a session that starts, and has not yet, or that ended, that many days from
    today."""
    start = _midnight(now, days)
    between = {
        f"session__{moment}__gte": start,
        f"session__{moment}__lt": _midnight(now, days + 1),
    }
    if moment == "starts_at":
        between["session__starts_at__gt"] = now
    return (
        Registration.objects.seated()
        .filter(**between)
        .exclude(session__status=Session.Status.CANCELLED)
        .exclude(person__email=None)
    )


def _post(kind: letters.Kind, people: RegistrationQuerySet, due: datetime) -> int:
    """Nobody is reminded of what they asked for, or were written about, on the day when the letter
    is due, or since."""
    if kind in AFTERWARDS:
        people = people.there()
    settled = people.filter(created_at__lt=due).exclude(pk__in=letters.written_about(due))
    rows = settled.select_related("person", "session").order_by("session", "pk")
    return sum(letters.post_once(kind, seat, _occasion(seat)) for seat in rows)


def _occasion(seat: Registration) -> str:
    """A session that is put off is another occasion to be reminded."""
    return f"{timezone.localtime(seat.session.starts_at):%Y-%m-%d}"


def _midnight(now: datetime, days: int) -> datetime:
    return timezone.make_aware(datetime.combine(now.date() + days * DAY, time()))
