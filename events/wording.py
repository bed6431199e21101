"""What the agenda says of its sessions, in French: dates, hours, seats, prices.

Pure functions; the no-break spaces (U+00A0) are those of printed French.
"""

from datetime import date, datetime, timedelta

from django.utils import timezone

NBSP = "\xa0"
WEEKDAYS = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
MONTHS = [
    *["janvier", "février", "mars", "avril", "mai", "juin"],
    *["juillet", "août", "septembre", "octobre", "novembre", "décembre"],
]
A_MOMENT = timedelta(microseconds=1)


def when(session, now=None):
    """When a session happens; the year is said when it is not this one.

    >>> from types import SimpleNamespace
    >>> def at(start, end, whole_days=False):
    ...     start, end = (timezone.make_aware(datetime.fromisoformat(x)) for x in (start, end))
    ...     session = SimpleNamespace(starts_at=start, ends_at=end, whole_days=whole_days)
    ...     return when(session, now=timezone.make_aware(datetime(2026, 9, 1))).replace(NBSP, " ")
    >>> at("2026-10-13T19:45", "2026-10-13T21:45")
    'mardi 13 octobre, 19 h 45 – 21 h 45'
    >>> at("2026-10-16T20:00", "2026-10-17T00:00")
    'vendredi 16 octobre, 20 h – minuit'
    >>> at("2027-03-03T09:00", "2027-03-05T17:00")
    'du mercredi 3 mars 2027, 9 h, au vendredi 5 mars 2027, 17 h'
    >>> at("2026-12-01T00:00", "2026-12-02T00:00", whole_days=True)
    'mardi 1er décembre'
    >>> at("2026-12-01T00:00", "2026-12-04T00:00", whole_days=True)
    'du 1er au 3 décembre'
    """
    now = timezone.localtime(now)
    start, end = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    first, last = start.date(), (end - A_MOMENT).date()  # ends are excluded: midnight is the eve's
    if session.whole_days:
        return days(first, last, now.year)
    if first == last:
        return f"{full_day(first, now.year)}, {hour(start)}{NBSP}– {hour(end, is_end=True)}"
    return (
        f"du {full_day(first, now.year)}, {hour(start)}, "
        f"au {full_day(end.date(), now.year)}, {hour(end)}"
    )


def hour(moment: datetime, is_end: bool = False) -> str:
    """
    >>> [hour(datetime(2026, 1, 1, *t)).replace(NBSP, " ") for t in ((9, 0), (13, 5), (0, 0))]
    ['9 h', '13 h 05', '0 h']
    """
    if is_end and (moment.hour, moment.minute) == (0, 0):
        return "minuit"
    return f"{moment.hour}{NBSP}h" + (f"{NBSP}{moment.minute:02}" if moment.minute else "")


def duration(minutes: int) -> str:
    """
    >>> [duration(n).replace(NBSP, " ") for n in (45, 60, 125, 0)]
    ['45 min', '1 h', '2 h 05', '0 min']
    """
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}{NBSP}min"
    return f"{hours}{NBSP}h" + (f"{NBSP}{rest:02}" if rest else "")


def moment(instant: datetime) -> str:
    """
    >>> from datetime import UTC
    >>> moment(datetime(2020, 10, 13, 17, 45, tzinfo=UTC)).replace(NBSP, " ")
    'mardi 13 octobre 2020, 19 h 45'
    """
    local = timezone.localtime(instant)
    return f"{full_day(local.date(), timezone.localdate().year)}, {hour(local)}"


def day(when: date, this_year: int | None = None) -> str:
    """
    >>> day(date(2026, 10, 1), 2026).replace(NBSP, " "), day(date(2026, 10, 2)).replace(NBSP, " ")
    ('1er octobre', '2 octobre 2026')
    """
    number = "1er" if when.day == 1 else when.day
    year = "" if when.year == this_year else f" {when.year}"
    return f"{number}{NBSP}{MONTHS[when.month - 1]}{year}"


def full_day(when: date, this_year: int | None = None) -> str:
    """
    >>> full_day(date(2026, 10, 13), 2026).replace(NBSP, " ")
    'mardi 13 octobre'
    """
    return f"{WEEKDAYS[when.weekday()]} {day(when, this_year)}"


def days(first: date, last: date, this_year: int | None = None) -> str:
    """
    >>> days(date(2026, 3, 30), date(2026, 4, 2), 2026).replace(NBSP, " ")
    'du 30 mars au 2 avril'
    >>> days(date(2026, 12, 30), date(2027, 1, 2), 2026).replace(NBSP, " ")
    'du 30 décembre 2026 au 2 janvier 2027'
    """
    if first == last:
        return full_day(first, this_year)
    if first.year != last.year:
        this_year = None
    if (first.year, first.month) == (last.year, last.month):
        return f"du {'1er' if first.day == 1 else first.day} au {day(last, this_year)}"
    start = day(first, last.year if first.year == last.year else this_year)
    return f"du {start} au {day(last, this_year)}"


def month(first: date) -> str:
    """
    >>> month(date(2026, 10, 1))
    'octobre 2026'
    """
    return f"{MONTHS[first.month - 1]} {first.year}"


def seats(session, now=None):
    """The state of a session in a few words, and the tone to say them in.

    The session comes from `Session.objects.with_seats_taken()`, with its format.
    """
    now = now or timezone.now()
    if session.status == "cancelled":
        return "annulée", "stop"
    if session.ends_at <= now:
        return "passée", "plain"
    label, tone = _registration_state(session, now)
    if session.status == "postponed":
        return f"reportée, {label}", "wait"
    return label, tone


def _registration_state(session, now):
    if session.starts_at <= now:
        return "en ce moment", "accent"
    if session.event.registration == "none":
        return "entrée libre", "ok"
    if session.opens_at and session.opens_at > now:
        opening = timezone.localtime(session.opens_at)
        this_year = timezone.localtime(now).year
        return f"inscriptions dès le {day(opening, this_year)}, {hour(opening)}", "wait"
    if session.closes_at and session.closes_at <= now:
        return "inscriptions closes", "stop"
    return _seats_left(session)


def _seats_left(session):
    free = session.free_seats()
    if not any(left is None or left for left in free.values()):
        return (
            ("complet – liste d’attente", "wait") if session.waiting_line else ("complet", "stop")
        )
    if set(free.values()) == {None}:
        advised = session.event.registration == "advised"
        return ("inscription conseillée" if advised else "sur inscription"), "ok"
    if len(free) == 1:
        (left,) = free.values()
        return f"{left}{NBSP}{plural(left, 'place restante', 'places restantes')}", "ok"
    return ", ".join(seats_in(mode, left) for mode, left in free.items()), "ok"


def seats_in(mode, left):
    """What is left in one mode of a hybrid session; None without limit.

    >>> from events.models import Mode
    >>> [seats_in(Mode.ONLINE, left).replace(NBSP, " ") for left in (None, 0, 1, 2)]
    ['à distance sans limite', 'complet à distance', '1 place à distance', '2 places à distance']
    """
    if left is None:
        return f"{mode.label} sans limite"
    if not left:
        return f"complet {mode.label}"
    return f"{left}{NBSP}{plural(left, 'place', 'places')} {mode.label}"


def invitation(session, now=None):
    """The words of the link to register; empty when nobody can."""
    now = now or timezone.now()
    if session.status == "cancelled" or session.event.registration == "none":
        return ""
    if session.starts_at <= now or (session.closes_at and session.closes_at <= now):
        return ""
    if session.opens_at and session.opens_at > now:
        return ""
    if any(left is None or left for left in session.free_seats().values()):
        return "Demander une place" if session.event.approval else "S’inscrire"
    return "Rejoindre la liste d’attente" if session.waiting_line else ""


def price(amount):
    """
    >>> from decimal import Decimal
    >>> [price(Decimal(x)).replace(NBSP, " ") for x in ("0", "12.00", "7.50", "1250")]
    ['gratuit', '12 €', '7,50 €', '1 250 €']
    """
    if not amount:
        return "gratuit"
    euros = f"{amount:,.2f}".replace(",", NBSP).replace(".", ",").removesuffix(",00")
    return f"{euros}{NBSP}€"


def children_in_words(rows):
    """
    >>> children_in_words([])
    ''
    >>> rows = [{"label": "6 à 12 mois", "count": 1}, {"label": "1 à 2 ans", "count": 2}]
    >>> children_in_words(rows[:1]).replace(NBSP, " "), children_in_words(rows).replace(NBSP, " ")
    ('1 enfant (6 à 12 mois)', '3 enfants (6 à 12 mois : 1, 1 à 2 ans : 2)')
    """
    total = sum(row["count"] for row in rows)
    if not total:
        return ""
    ages = [row["label"] for row in rows]
    if len(rows) > 1:
        ages = [f"{row['label']}{NBSP}: {row['count']}" for row in rows]
    return f"{total}{NBSP}{plural(total, 'enfant', 'enfants')} ({', '.join(ages)})"


def ordinal(n):
    """
    >>> [ordinal(n) for n in (None, 1, 2, 21)]
    ['', '1re', '2e', '21e']
    """
    if n is None:
        return ""
    return "1re" if n == 1 else f"{n}e"


def plural(n, one, many):
    """In French, zero and one are singular."""
    return one if n < 2 else many


def lower_first(label):
    """The label inside a sentence; acronyms keep their capitals.

    >>> lower_first("Équipes de MAM"), lower_first("PMI, Caf et communes"), lower_first("")
    ('équipes de MAM', 'PMI, Caf et communes', '')
    """
    if label[1:2].isupper():
        return label
    return label[:1].lower() + label[1:]


def upper_first(phrase):
    """
    >>> upper_first("à Nice")
    'À Nice'
    """
    return phrase[:1].upper() + phrase[1:]


def quoted(words):
    return f"«{NBSP}{words}{NBSP}»"


def in_town(name):
    """
    >>> [in_town(name) for name in ("Nice", "Le Cannet", "Les Adrets", "La Trinité")]
    ['à Nice', 'au Cannet', 'aux Adrets', 'à La Trinité']
    """
    if name.startswith("Le "):
        return f"au {name[3:]}"
    if name.startswith("Les "):
        return f"aux {name[4:]}"
    return f"à {name}"
