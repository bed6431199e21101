"""Invented people: the staff of both organisations, professionals, their seats and loans."""

import random
from datetime import timedelta

from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.models import Person, User
from events.models import Registration, Session
from resources.models import Copy, Loan
from vocabulary.models import Audience, Commune, Organisation

PASSWORD = "colibris-demo"  # noqa: S105 (printed on the screen, for a demonstration only)

ROLES = {
    "redaction": "rédaction",
    "agenda": "agenda",
    "documentation": "documentation",
    "accueil": "accueil",
    "coordination": "coordination",
    "administration": "administration",
}

# First names, then plants and birds: nobody's.
FIRST_NAMES = "Aïcha Bastien Camille Dalila Élodie Fanny Gaëlle Hugo Inès Joëlle Karim Léa"
LAST_NAMES = "Abricotier Cerisier Églantine Figuier Genêt Iris Jasmin Mésange Olivier Romarin Sauge"
STRUCTURES = ["", "", "Les Trois Galipettes (démo)", "La Farandole des Citrons (démo)"]
HOW_MANY = 90


def staff():
    """One account for each role in each organisation that carries the place."""
    for organisation in Organisation.objects.filter(carrier=True):
        for key, role in ROLES.items():
            email = f"{key}.{organisation.key}@example.org"
            if User.objects.filter(email=email).exists():
                continue
            user = User.objects.create_user(
                email,
                PASSWORD,
                first_name=role.capitalize(),
                last_name=organisation.label,
                organisation=organisation,
            )
            user.groups.add(Group.objects.get(name=role))
            yield user


def professionals():
    """Ninety people; one in fifteen has no e-mail."""
    rng = random.Random("professionals")  # noqa: S311
    people = []
    for number in range(HOW_MANY):
        email = None if number % 15 == 14 else f"pro-{number + 1:02}@example.org"
        people.append(
            Person(
                first_name=rng.choice(FIRST_NAMES.split()),
                last_name=rng.choice(LAST_NAMES.split()),
                email=email,
                phone="" if email else "04 65 71 30 40",
            )
        )
    return Person.objects.bulk_create(people)


def registrations(people):
    """Seats taken at the coming and past sessions; the most wanted ones are full, with a line."""
    rng = random.Random("registrations")  # noqa: S311
    professions = list(Audience.objects.active().filter(everyone=False)[:12])
    communes = list(Commune.objects.all())
    now = timezone.now()
    sessions = Session.objects.exclude(capacity=None).exclude(status=Session.Status.CANCELLED)
    for number, session in enumerate(sessions.order_by("starts_at", "pk")):
        capacity = session.capacity or 0
        wanted = _wanted(number, capacity, session.waiting_line, rng)
        asked = min(session.starts_at, now) - timedelta(days=6)
        seats = []
        for rank, person in enumerate(rng.sample(people, min(wanted, len(people)))):
            seated = rank < capacity
            status = Registration.Status.SEATED if seated else Registration.Status.WAITING
            seats.append(
                Registration(
                    session=session,
                    person=person,
                    status=status,
                    first_name=person.first_name,
                    last_name=person.last_name,
                    profession=rng.choice(professions),
                    commune=rng.choice(communes),
                    structure=rng.choice(STRUCTURES),
                    source=Registration.Source.SITE if person.email else Registration.Source.STAFF,
                    created_at=asked + timedelta(minutes=17 * rank),
                )
            )
        Registration.objects.bulk_create(seats)
        yield session


def _wanted(number, capacity, line, rng):
    """How many people asked for a session: some are full with a line, some have one seat left."""
    if number % 9 == 3:
        return capacity + (4 if line else 0)
    if number % 9 == 5:
        return capacity - 1
    return rng.randint(0, capacity * 2 // 3)


def loans(people):
    """A dozen copies out, one of them late, and some that came back."""
    rng = random.Random("loans")  # noqa: S311
    today = timezone.localdate()
    for number, copy in enumerate(Copy.objects.select_related("resource").order_by("code")[:24]):
        days = copy.resource.loan_days or 21
        lent_on = today - timedelta(days=rng.randint(1, 18))
        if number == 0:
            lent_on = today - timedelta(days=days + 5)
        elif number % 2:
            lent_on = today - timedelta(days=days + 40)
        returned = lent_on + timedelta(days=days - 2) if number % 2 else None
        Loan.objects.create(
            copy=copy,
            borrower=rng.choice(people),
            lent_on=lent_on,
            due_on=lent_on + timedelta(days=days),
            returned_on=returned,
        )
        yield copy
