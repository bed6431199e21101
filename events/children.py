"""Children who come along: how many and of what age, never who; and the places kept for them."""

from django.db.models import Sum

from events.models import Session
from events.refusal import Refused
from events.wording import plural


class NoPlaceForChildren(Refused):
    def __init__(self, left: int) -> None:
        super().__init__()
        few = f"Il ne reste que {left} {plural(left, 'place', 'places')} pour les enfants."
        self.sentence = few if left else "Il n’y a plus de place pour les enfants à cette séance."


class NotWithChildren(Refused):
    sentence = "Cette séance n’est pas prévue pour venir avec des enfants."


def places_left(session: Session) -> int | None:
    """None when there is no limit. Children of the line count too: whoever is seated comes with
    the children they have said."""
    if session.children_capacity is None:
        return None
    return max(0, session.children_capacity - coming(session))


def coming(session: Session) -> int:
    return session.registrations.live().aggregate(n=Sum("children_count"))["n"] or 0


def check(session: Session, count: int, before: int = 0) -> None:
    """To be called under the session's lock. `before`: how many of them have a place already."""
    if count <= before:
        return
    if not session.children_welcome:
        raise NotWithChildren
    left = places_left(session)
    if left is not None and left + before < count:
        raise NoPlaceForChildren(left + before)
