"""Ages, times and languages of the library, said in French. No model, no request."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language_info

SPACE = "\N{NO-BREAK SPACE}"
A_MINUTE = 200  # words
NAP = 45  # minutes: a cycle of sleep, and what somebody who minds it may count on


def ages(first: int | None, end: int | None, adults: bool = False) -> str:
    """For whom, from months; an open end is said as such.

    >>> ages(6, 24).replace(SPACE, " ")
    'de 6 mois à 2 ans'
    >>> ages(0, 36, adults=True).replace(SPACE, " ")
    'jusqu’à 3 ans et pour les adultes'
    >>> ages(None, None, adults=True)
    'pour les adultes'
    >>> ages(None, None)
    ''
    """
    children = _children(first or 0, end)
    if first is None and end is None:
        children = ""
    return " et ".join(filter(None, [children, "pour les adultes" if adults else ""]))


def _children(first: int, end: int | None) -> str:
    if end is None:
        return f"à partir de {age(first)}" if first else "dès la naissance"
    if first == 0:
        return f"jusqu’à {age(end)}"
    return f"de {age(first)} à {age(end)}"


def age(months: int) -> str:
    """An age as parents say it.

    >>> [age(n).replace(SPACE, " ") for n in (1, 18, 12, 24, 30)]
    ['1 mois', '18 mois', '1 an', '2 ans', '2 ans et demi']
    """
    years, rest = divmod(months, 12)
    if rest == 6 and years > 1:
        return f"{years}{SPACE}ans et demi"
    if rest or not years:
        return f"{months}{SPACE}mois"
    return f"{years}{SPACE}an{'s' if years > 1 else ''}"


def time(minutes: int | None) -> str:
    """How long it takes.

    >>> [time(n).replace(SPACE, " ") for n in (1, 45, 60, 95)]
    ['1 minute', '45 minutes', '1 heure', '1 h 35']
    """
    if not minutes:
        return ""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{minutes}{SPACE}minute{'s' if minutes > 1 else ''}"
    if rest:
        return f"{hours}{SPACE}h{SPACE}{rest:02}"
    return f"{hours}{SPACE}heure{'s' if hours > 1 else ''}"


def minutes_to_read(text: str) -> int | None:
    """At two hundred words a minute; None for what takes less than one.

    >>> minutes_to_read("mot " * 500), minutes_to_read("mot " * 150)
    (3, None)
    """
    words = len(text.split())
    return -(-words // A_MINUTE) if words >= A_MINUTE else None


def language(code: str) -> str:
    """The name of a language in French; its code when it has none here.

    >>> language("it"), language("oc")
    ('italien', 'oc')
    """
    try:
        return get_language_info(code)["name_translated"].lower()
    except KeyError:
        return code


def size(octets: int) -> str:
    """The weight of a file, in the units that people read on their computer.

    >>> [size(n).replace(SPACE, " ") for n in (0, 900, 2048, 1_500_000, 12_400_000)]
    ['1 ko', '1 ko', '2 ko', '1,5 Mo', '12 Mo']
    """
    thousands = max(1, round(octets / 1000))
    if thousands < 1000:
        return f"{thousands}{SPACE}ko"
    millions = octets / 1_000_000
    shown = f"{millions:.0f}" if millions >= 10 else f"{millions:.1f}".replace(".", ",")
    return f"{shown}{SPACE}Mo"


def hygiene(kit: bool, cleaned_on: date | None, there: int, pieces: int) -> str:
    """What a borrower may know before they take it home.

    >>> hygiene(True, date(2026, 3, 12), 24, 24).replace(SPACE, " ")
    'nettoyée le 12 mars 2026, 24 pièces sur 24'
    >>> hygiene(False, None, 3, 4).replace(SPACE, " ")
    '3 pièces sur 4'
    >>> hygiene(False, None, 0, 0)
    ''
    """
    cleaned = f"nettoyé{'e' if kit else ''} le {long_day(cleaned_on)}" if cleaned_on else ""
    s = "s" if there > 1 else ""
    counted = f"{there}{SPACE}pièce{s} sur{SPACE}{pieces}" if pieces else ""
    return ", ".join(filter(None, [cleaned, counted]))


def long_day(day: date) -> str:
    """
    >>> long_day(date(2026, 3, 1)).replace(SPACE, " ")
    '1er mars 2026'
    """
    first = "er" if day.day == 1 else ""
    return f"{day.day}{first}{SPACE}{date_format(day, 'F Y')}"


def full_day(day: date) -> str:
    """
    >>> full_day(date(2026, 3, 12)).replace(SPACE, " ")
    'jeudi 12 mars 2026'
    """
    return f"{date_format(day, 'l')} {long_day(day)}"
