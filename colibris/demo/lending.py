"""Lending: what is in the kits, who borrows, what goes out and comes back today."""

import random
from datetime import timedelta

from django.utils import timezone

from resources import bookings, care, checks, holds, loans
from resources.models import Check, Copy, Item, LendingRules, Loan, Material, Structure
from resources.opening import Calendar
from vocabulary.models import Commune, StructureType

DAY = timedelta(days=1)
BOOKS_LENT = 14
HOW_MANY = BOOKS_LENT + 2 + 4 + 6

MATERIALS = {
    "bois": ("Chiffon humide, puis séchage à l’air.", 1),
    "tissu": ("Lavage à 60 °C, séchage complet.", 2),
    "plastique": ("Eau savonneuse, rinçage.", 1),
    "mousse": ("Désinfection, puis séchage à plat.", 2),
    "papier": ("Vérification page à page.", 0),
}
GUIDE = ("Livret d’accompagnement", 1, "document", "papier")
WIPES = ("Lingettes de rinçage", 2, "consumable", None)

# a word of the title of a kit: what is inside
INSIDE = {
    "Motricité": [("Module en mousse", 8, "piece", "mousse"), ("Tunnel", 1, "piece", "tissu")],
    "symbolique": [("Dînette", 24, "piece", "plastique"), ("Déguisement", 6, "piece", "tissu")],
    "musical": [("Instrument", 15, "piece", "bois"), ("Paire de maracas", 3, "piece", "bois")],
    "Lecture": [("Album", 40, "piece", "papier"), ("Tapis de lecture", 1, "piece", "tissu")],
    "Nature": [("Loupe", 12, "piece", "plastique"), ("Panier", 6, "piece", "bois")],
    "Sensorielle": [("Coussin lesté", 4, "piece", "tissu"), ("Lampe", 3, "piece", "plastique")],
    "Poupées": [("Poupée", 12, "piece", "plastique"), ("Vêtement", 30, "piece", "tissu")],
    "Potager": [("Outil", 10, "piece", "bois"), ("Bac", 4, "piece", "plastique")],
}
STRUCTURES = [
    ("Crèche Les Galets (démo)", "eaje"),
    ("MAM des Trois Ormes (démo)", "mam"),
]


def lending(people):
    """Only the rules write: dates move with today, and fall on days when the desk is open."""
    _kits()
    rules = LendingRules.load()
    rules.hours = "mercredi 14 h – 18 h, samedi 9 h – 12 h"
    rules.save()
    structures = _structures(people)
    for act in (_books, _kit_loans, _queue, _bookings):
        yield from act(people, structures)


def _kits():
    materials = {
        label: Material.objects.create(label=label, cleaning=how, days=days)
        for label, (how, days) in MATERIALS.items()
    }
    kits = Copy.objects.filter(resource__type__key="malle").select_related("resource")
    kits.update(kit=True)
    for kit in kits:
        word = next(word for word in INSIDE if word in kit.resource.title)
        for position, (label, quantity, kind, material) in enumerate([*INSIDE[word], GUIDE, WIPES]):
            Item.objects.create(
                copy=kit,
                label=label,
                quantity=quantity,
                kind=kind,
                material=materials.get(material or ""),
                position=position,
            )
        care.clean(kit, None)


def _structures(people):
    types = {term.key: term for term in StructureType.objects.all()}
    commune = Commune.objects.order_by("pk").first()
    made = []
    for number, (name, kind) in enumerate(STRUCTURES):
        structure = Structure.objects.create(name=name, type=types.get(kind), commune=commune)
        structure.people.add(people[number], people[number + 10])
        made.append(structure)
    return made


def _books(people, structures):
    """Some out, one of them late; and some that came back."""
    rng = random.Random("loans")  # noqa: S311 (a draw, not a secret)
    today = timezone.localdate()
    copies = Copy.objects.filter(kit=False, resource__loan_days__isnull=False)
    for number, copy in enumerate(copies.select_related("resource").order_by("code")[:BOOKS_LENT]):
        person = people[20 + number]
        if number == 0:
            yield loans.lend(copy, person, days=21, on=today - 27 * DAY, despite=True)
        elif number == 1:  # due today, or on the next open day
            yield loans.lend(copy, person, days=21, on=today - 21 * DAY, despite=True)
        elif number % 2:
            loan = loans.lend(copy, person, on=today - 40 * DAY, despite=True)
            yield loans.take_back(loan, today - rng.randint(15, 30) * DAY)
        else:
            yield loans.lend(copy, person, on=today - rng.randint(1, 18) * DAY, despite=True)


def _kit_loans(people, structures):
    """One came back yesterday with two pieces less, one waits to be counted and cleaned."""
    today = timezone.localdate()
    first, second = Copy.objects.filter(kit=True).order_by("code")[:2]
    for kit, person, structure in ((first, people[0], structures[0]), (second, people[41], None)):
        loan = loans.lend(
            kit, person, days=14, structure=structure, on=today - 15 * DAY, despite=True
        )
        checks.count(Check.objects.get(loan=loan, moment="out"), {}, by=None)
        yield loans.take_back(loan, today - DAY)
    back = Check.objects.get(copy=first, moment="back")
    item = first.items.order_by("position")[0]
    few = {item.pk: checks.Counted(item.quantity - 2, remark="À racheter, ou à retrouver.")}
    checks.count(back, few, by=None)
    care.clean(first, None)


def _queue(people, structures):
    """Two who wait for what is out, one whose copy is set aside."""
    out = Loan.objects.open().filter(copy__kit=False).select_related("copy__resource")
    resource = out.order_by("pk").last().copy.resource
    for person in people[60:63]:
        yield holds.place(resource, person)
    free = Copy.objects.available().filter(kit=False, resource__loan_days__isnull=False)
    yield holds.place(
        free.select_related("resource").order_by("-code").first().resource, people[63]
    )


def _bookings(people, structures):
    """One that goes out today, others to come, one that the team is to confirm."""
    today = timezone.localdate()
    calendar = Calendar(today)
    kits = list(Copy.objects.filter(kit=True).order_by("code"))
    for number, kit in enumerate(kits[2:7]):
        start = calendar.on_or_after(today + number * 3 * DAY) if number else today
        end = calendar.on_or_after(start + 14 * DAY)
        booking = bookings.ask(
            kit,
            people[1 if number == 1 else 50 + number],
            start,
            end,
            structure=structures[1] if number == 1 else None,
            confirmed=number != 4,
            message="" if number != 4 else "Pour notre semaine du goût.",
            despite=True,
        )
        if number == 0:
            bookings.prepare(booking, None)
        yield booking
    end = calendar.on_or_after(today + 10 * DAY)
    booking = bookings.ask(kits[7], people[70], today, end, confirmed=True, despite=True)
    yield loans.lend_booked(booking, despite=True)
