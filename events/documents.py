"""The PDFs of the agenda: tagged (PDF/UA-1), in French, A4.

A document is a template of `templates/pdf/` and the data that it shows, as plain words.
"""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from events import half_days, ical
from events.attestations import Statement
from events.half_days import HalfDay
from events.hours import Booklet, Need, Practice
from events.models import Session
from events.presence import UNANNOUNCED, expected
from events.wording import duration, full_day, hour, when
from identity.models import Identity
from printing import drawing
from printing.pdf import pdf

EMPTY_ROWS = 5  # for those who come without registering


def name(what: str, session: Session) -> str:
    day = timezone.localtime(session.starts_at).date()
    return slugify(f"{what} {session.event} {day}")


def sheet(session: Session) -> bytes:
    """What people sign on arriving: a page for each half-day, its rows, the trainer's."""
    return pdf(
        "sheet",
        {
            "title": f"Feuille d’émargement – {session.event.title}",
            "house": Identity.load().name,
            "event": session.event.title,
            "organisation": str(session.event.lead),
            "when": when(session),
            "place": ical.location(session),
            "training": session.event.training,
            "halves": [_half(session, half) for half in half_days.of(session)],
        },
    )


def _half(session: Session, half: HalfDay) -> dict[str, Any]:
    seated = [row for row in expected(session, half.number) if row.hint in ("", UNANNOUNCED)]
    return {
        "when": hours(half),
        "people": [row.name for row in seated],
        "empty": EMPTY_ROWS,
    }


def hours(half: HalfDay) -> str:
    """« mardi 13 octobre 2026, matin, 9 h – 12 h 30 »"""
    start, end = timezone.localtime(half.starts_at), timezone.localtime(half.ends_at)
    return f"{full_day(half.day)}, {half.part}, {hour(start)} – {hour(end, is_end=True)}"


def statements(several: Sequence[Statement]) -> bytes:
    """Attestations and certificates, a page each."""
    titles = {statement_title(one) for one in several}
    about = several[0].session.event.title
    return pdf(
        "statement",
        {
            "title": f"{' et '.join(sorted(titles))} – {about}",
            "house": Identity.load().name,
            "today": full_day(timezone.localdate()),
            "verify": settings.SITE_URL + reverse("attestations:ask"),
            "statements": [statement(one) | _proof(one) for one in several],
        },
    )


def booklet(one: Booklet, spent: Practice) -> bytes:
    """Somebody’s year, for an employer, an agrément or a VAE."""
    person = one.statements[-1].name  # as they last gave it
    return pdf(
        "booklet",
        {
            "title": f"Temps professionnels {one.year} – {person}",
            "house": Identity.load().name,
            "year": str(one.year),
            "name": person,
            "today": full_day(timezone.localdate()),
            "verify": settings.SITE_URL + reverse("attestations:ask"),
            "rows": [_row(statement) for statement in one.statements],
            "total": duration(one.minutes),
            "kinds": [[kind, duration(minutes)] for kind, minutes in one.kinds],
            "practice": [_need(need) for need in (*spent.periods, spent.year)],
            "practised": spent.year.minutes > 0,
        },
    )


def _row(one: Statement) -> list[str]:
    session = one.session
    kind, lead = str(session.event.kind), str(one.certified or session.event.lead)
    day = full_day(timezone.localdate(session.starts_at))
    return [day, session.event.title, kind, lead, duration(one.minutes), one.written_code]


def _need(need: Need) -> list[str]:
    return [need.label, duration(need.minutes), duration(need.wanted)]


def statement_title(one: Statement) -> str:
    return "Certificat de réalisation" if one.certified else "Attestation de présence"


def statement(one: Statement) -> dict[str, Any]:
    """What a document says, in words: the page that verifies it shows these and no others."""
    event = one.session.event
    return {
        "certificate": one.certified is not None,
        "issuer": str(one.certified or event.lead),
        "name": one.name,
        "event": event.title,
        "kind": str(event.kind),
        "place": ical.location(one.session),
        "lines": [[hours(half), duration(minutes)] for half, minutes in one.attended],
        "total": duration(one.minutes),
        "code": one.written_code,
    }


def _proof(one: Statement) -> dict[str, str]:
    address = settings.SITE_URL + reverse("attestations:attestation", args=[one.code])
    return {"address": address, "qr": drawing.qr(address)}
