"""How much somebody may have at once, and when nothing more is lent: rules, each with a sentence
that says why and what to do.

A structure has limits of its own, whoever borrows in its name.
"""

from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from accounts.models import Person
from resources.models import Booking, Hold, LendingRules, Loan, Structure
from resources.refusal import Avoidable


class TooMany(Avoidable):
    pass


class TooLate(Avoidable):
    def __init__(self, since: date) -> None:
        super().__init__(
            f"Un prêt à ce nom est attendu depuis le {since:%d/%m/%Y} : rapportez-le d’abord, ou "
            "appelez-nous s’il y a une difficulté."
        )


class NotOfTheStructure(Avoidable):
    def __init__(self, structure: Structure) -> None:
        super().__init__(
            f"Cette personne n’est pas de celles que « {structure} » a désignées : ajoutez-la "
            "d’abord à la structure."
        )


def check_loan(person: Person, structure: Structure | None, *, kit: bool) -> None:
    """Raise what forbids one more loan."""
    rules = LendingRules.load()
    check_standing(person, structure, rules)
    ours = Loan.objects.open().filter(_borrowed(person, structure, "borrower"), copy__kit=kit)
    if kit:
        most, what = _limit(rules, structure, "kits"), "malle"
    else:
        most, what = _limit(rules, structure, "loans"), "exemplaire"
    if (count := ours.count()) >= most:
        raise TooMany(_sentence(count, what, "en prêt", most))


def check_hold(person: Person, structure: Structure | None) -> None:
    rules = LendingRules.load()
    check_standing(person, structure, rules)
    most = _limit(rules, structure, "holds")
    count = Hold.objects.live().filter(_borrowed(person, structure, "person")).count()
    if count >= most:
        raise TooMany(_sentence(count, "réservation", "en cours", most))


def check_booking(person: Person, structure: Structure | None) -> None:
    """Kits that are booked count as if they had left."""
    rules = LendingRules.load()
    check_standing(person, structure, rules)
    most = _limit(rules, structure, "kits")
    kept = [*Booking.AHEAD, Booking.Status.LENT]
    ours = Booking.objects.filter(_borrowed(person, structure, "person"), status__in=kept)
    if (count := ours.count()) >= most:
        raise TooMany(_sentence(count, "malle", "réservée ou en prêt", most))


def check_standing(person: Person, structure: Structure | None, rules: LendingRules) -> None:
    """Raise when nothing more is lent to them for now."""
    if structure and not structure.members.filter(person=person).exists():
        raise NotOfTheStructure(structure)
    check_late(person, structure, rules)


def check_late(person: Person, structure: Structure | None, rules: LendingRules) -> None:
    before = timezone.localdate() - timedelta(days=rules.late_days)
    late = Loan.objects.open().filter(_borrowed(person, structure, "borrower"), due_on__lt=before)
    if loan := late.order_by("due_on", "pk").first():
        raise TooLate(loan.due_on)


def _borrowed(person: Person, structure: Structure | None, column: str) -> Q:
    if structure:
        return Q(structure=structure)
    return Q(structure=None, **{column: person})


def _limit(rules: LendingRules, structure: Structure | None, what: str) -> int:
    return getattr(rules, f"{'structure' if structure else 'person'}_{what}")


def _sentence(count: int, what: str, how: str, most: int) -> str:
    if not most:
        return f"On ne prête pas de {what} à ce titre : adressez-vous à l’équipe."
    s = "s" if count > 1 else ""
    words = " ".join(
        word if word in ("en", "ou", "prêt", "cours") else word + s for word in how.split()
    )
    verb = "sont" if count > 1 else "est"
    return (
        f"À ce nom, {count} {what}{s} {verb} déjà {words}, le maximum : rapportez ou annulez ce "
        "qui ne sert plus, puis recommencez."
    )
