"""Where somebody stands, in a few words and a tone to say them in."""

from events.models import Registration, Session
from events.wording import ordinal

STATES = {
    Registration.Status.SEATED: ("place réservée", "ok"),
    Registration.Status.OFFERED: ("place proposée : répondez", "wait"),
    Registration.Status.REQUESTED: ("demande à l’étude", "wait"),
    Registration.Status.DECLINED: ("demande non retenue", "stop"),
    Registration.Status.CANCELLED: ("inscription annulée", "stop"),
}


def standing(registration, place, past):
    """`place`: in the line, from 1; None for who does not wait."""
    if registration.session.status == Session.Status.CANCELLED:
        return "séance annulée", "stop"
    if past and registration.is_live:
        return _afterwards(registration), "plain"
    if place:
        return f"liste d’attente{_how(registration)}, {ordinal(place)} place", "wait"
    label, tone = STATES[registration.status]
    has_seat = registration.status == Registration.Status.SEATED
    return (f"{label}{_how(registration)}" if has_seat else label), tone


def _how(registration):
    return f" {registration.attends.label}" if registration.session.is_hybrid else ""


def _afterwards(registration):
    if registration.status == Registration.Status.REQUESTED:
        return "demande restée sans réponse"
    had_seat = registration.status == Registration.Status.SEATED
    return "passée" if had_seat else "restée en liste d’attente"
