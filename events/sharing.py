"""A month of the agenda for those who do not come to the site: a poster for a wall, a message for
a group. Both show what anybody may see, and lead to the site for the rest."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from itertools import groupby
from typing import Any, NamedTuple

from django.conf import settings
from django.utils import timezone

from events.models import Session
from events.month import midnight
from events.wording import (
    A_MOMENT,
    WEEKDAYS,
    hour,
    invitation,
    month,
    seats,
    upper_first,
    when,
)
from identity.models import Identity
from printing import drawing
from printing.pdf import pdf

ACCENT = "#0a6a63"  # of a place that has no colour of its own: the one of css/main.css

BIRD = "colibris/static/icons/bird-light.svg"


class Month(NamedTuple):
    """What is shared. `words`: the filters as a phrase; `address`: the agenda with them."""

    first: date
    sessions: Sequence[Session]
    words: str
    address: str


def poster(shared: Month) -> bytes:
    """A PDF: one page as long as it can be read, then several."""
    place = Identity.load()
    return pdf(
        "poster",
        {
            "title": f"Agenda – {month(shared.first)}",
            "house": place.name,
            "accent": place.accent or ACCENT,
            "month": upper_first(month(shared.first)),
            "words": shared.words,
            "days": [
                {**dict(day), "sessions": [_entry(session) for session in sessions]}
                for day, sessions in groupby(shared.sessions, partial(_day, shared.first))
            ],
            "address": shared.address,
            "shown": shared.address.partition("?")[0].partition("://")[2],
            "bird": (settings.BASE_DIR / BIRD).read_text(),
            "qr": drawing.qr(shared.address),
            "contact": " · ".join(filter(None, [place.address, place.town, place.phone])),
            "demo": place.demo,
        },
    )


def message(shared: Month, now: datetime | None = None) -> str:
    """A text to paste: what is still to come, each with where to register."""
    now = now or timezone.now()
    head = [f"{Identity.load().name} – {month(shared.first)}", shared.words]
    coming = [_paragraph(one, now) for one in shared.sessions if one.starts_at > now]
    foot = f"Tout l’agenda\xa0: {shared.address}"
    return "\n\n".join(["\n".join(filter(None, head)), *coming, foot])


def _day(first: date, session: Session) -> tuple[tuple[str, str], ...]:
    """What stands beside it: « mardi », « 1er », or its days when it lasts. The month is the
    poster's, and the year."""
    if _lasts(session):
        return ("name", when(session, midnight(first))), ("number", "")
    start = timezone.localdate(session.starts_at)
    number = "1er" if start.day == 1 else str(start.day)
    return ("name", WEEKDAYS[start.weekday()]), ("number", number)


def _lasts(session: Session) -> bool:
    """Whole days, or more than one: it has no hours to say beside its title."""
    last = timezone.localdate(session.ends_at - A_MOMENT)
    return session.whole_days or timezone.localdate(session.starts_at) != last


def _entry(session: Session) -> dict[str, Any]:
    start, end = map(timezone.localtime, (session.starts_at, session.ends_at))
    about = [str(session.event.kind), _where(session)]
    if session.children_welcome:
        about.append("avec les enfants")
    if session.event.registration == "none":
        about.append("entrée libre")
    return {
        "hours": "" if _lasts(session) else f"{hour(start)} – {hour(end, is_end=True)}",
        "title": session.event.title,
        "about": " · ".join(about),
        "cancelled": session.status == Session.Status.CANCELLED,
    }


def _where(session: Session) -> str:
    if session.venue is None:
        return str(session.format)
    place = f"{session.venue.name}, {session.venue.commune}"
    return f"{place}, et à distance" if session.is_hybrid else place


def _paragraph(session: Session, now: datetime) -> str:
    cancelled = "ANNULÉ – " if session.status == Session.Status.CANCELLED else ""
    lines = [
        upper_first(when(session, now)),
        cancelled + session.event.title,
        f"{session.event.kind} – {_where(session)}",
    ]
    if not cancelled:
        lines.append(_way_in(session, now))
    return "\n".join(lines)


def _way_in(session: Session, now: datetime) -> str:
    """The form to register, or, where there is none, what the page of the rendez-vous says."""
    words = invitation(session, now)
    path = session.get_registration_url() if words else session.get_absolute_url()
    return f"{words or upper_first(seats(session, now)[0])}\xa0: {settings.SITE_URL}{path}"
