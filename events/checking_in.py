"""Saying oneself that one is there: what the screen of the room shows, and for how long it opens.

The QR changes every half-minute and opens for two minutes: who is not in the room would need
somebody there to send it on at once. Who gives their address or the code of their slip is noted, if
they are expected; the answer is the same if they are not, or it would tell who registered.
"""

from contextlib import suppress

from django.core import signing

from accounts.models import normalise
from events import presence
from events.half_days import HalfDay
from events.models import Registration, Session, Slip
from events.refusal import Refused

SALT = "events.checking_in"
TURNS = 30  # seconds: how long a QR stays on the screen
OPENS = 120  # seconds: how long it lets in, for who is slow to take their phone out
STAYS = 15 * 60  # seconds: how long the page that it opened may be filled


class TooOld(Refused):
    sentence = "Ce carré a changé : lisez celui que l’écran de la salle montre maintenant."


def screen(session: Session, half: HalfDay) -> str:
    """What the address of the QR says, from now on."""
    return signing.dumps([session.pk, half.number], salt=SALT)


def enter(shown: str) -> str:
    """What opens the page for the time of filling it; TooOld when the QR has left the screen."""
    return signing.dumps(_read(shown, SALT, OPENS), salt=f"{SALT}.page")


def session_of(page: str) -> Session:
    pk, _ = _read(page, f"{SALT}.page", STAYS)
    return Session.objects.select_related("event").get(pk=pk)


def arrive(page: str, who: str) -> None:
    """Note whoever has this address or slip, if they have a seat. Refused when nobody at all could
    be noted now."""
    pk, half = _read(page, f"{SALT}.page", STAYS)
    presence.check(Session.objects.get(pk=pk), half)
    seat = _seat(pk, who)
    if seat is not None:
        with suppress(presence.AlreadyNoted):  # told to nobody: see above
            presence.check_in(seat, half_day=half)


def _seat(session: int, who: str) -> Registration | None:
    if "@" in who:
        rows = Registration.objects.seated().select_related("person", "session")
        return rows.filter(session=session, person__email=normalise(who)).first()
    slip = Slip.open(who)
    seated = slip and slip.status == Registration.Status.SEATED and slip.session_id == session
    return slip if seated else None


def _read(text: str, salt: str, seconds: int) -> list[int]:
    try:
        return signing.loads(text, salt=salt, max_age=seconds)
    except signing.BadSignature as error:
        raise TooOld from error
