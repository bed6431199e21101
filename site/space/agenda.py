"""Somebody's registrations as a calendar, and the meetings of a circle as its members': the
sessions of the public feed, under the same UID, and what is said to nobody else.

People share their calendars: a confidential meeting says there that they are busy, and no more.
"""

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.urls import reverse

from events import ical, invitations
from events.models import Move, Registration, Session
from events.models.session import CANCELLED_STAYS

Status = Registration.Status

# standing: (what stands before the title, STATUS, a sentence)
WORDS = {
    Status.SEATED: ("", "CONFIRMED", "Votre place est réservée."),
    Status.OFFERED: ("PLACE PROPOSÉE – ", "TENTATIVE", "Une place vous est gardée : répondez."),
    Status.WAITING: ("EN ATTENTE – ", "TENTATIVE", "Vous êtes en liste d’attente."),
    Status.REQUESTED: ("DEMANDE – ", "TENTATIVE", "Votre demande attend la réponse de l’équipe."),
    Status.DECLINED: (ical.CANCELLED, "CANCELLED", "Votre demande n’a pas pu être retenue."),
    Status.CANCELLED: (ical.CANCELLED, "CANCELLED", "Votre inscription est annulée."),
}
SESSION_CANCELLED = ("", "CANCELLED", "Cette séance est annulée.")  # its title says so already


def texts(person, now):
    """The VEVENTs, in order. What was cancelled, or waited for in vain, leaves after its date."""
    sessions = Session.objects.in_calendars(now)
    moves = Move.objects.filter(registration=OuterRef("pk")).order_by("-at")
    rows = Registration.objects.filter(person=person, session__in=sessions).for_page()
    rows = rows.annotate(moved_at=Subquery(moves.values("at")[:1]))
    latest = {}  # whoever left and came back has come back
    for row in sorted(rows, key=lambda row: (row.session.starts_at, row.is_live, row.pk)):
        latest[row.session_id] = row
    return [_text(row, now) for row in latest.values() if _stays(row, now)]


def of_circle(circle, now):
    """The VEVENTs of its meetings, in order."""
    sessions = Session.objects.in_calendars(now).filter(event__circle=circle, event__live=True)
    page = settings.SITE_URL + reverse("space:circle", args=[circle.slug])
    for session in sessions.order_by("starts_at", "pk"):
        text = session.text(now)
        yield ical.busy(text) if circle.confidential else ical.of_circle(text, url=page)


def _stays(row, now):
    over = row.session.ends_at <= now
    if not row.is_live:
        return row.session.ends_at > now - CANCELLED_STAYS
    return row.status == Status.SEATED or not over


def _text(row, now):
    session = row.session
    called_off = session.status == Session.Status.CANCELLED
    prefix, status, sentence = SESSION_CANCELLED if called_off else WORDS[row.status]
    if session.is_hybrid and row.is_live and not called_off:
        sentence += f" Vous participez {row.attends.label}."
    said = ical.personal(
        session.text(now),
        standing=sentence,
        url=settings.SITE_URL + reverse("my_registrations:registration", args=[row.pk]),
        revised=max(filter(None, (row.created_at, row.cancelled_at, row.moved_at))),
        prefix=prefix,
        status=status,
        join="" if called_off else invitations.join_address(row),
    )
    return ical.busy(said) if session.event.confidential else said
