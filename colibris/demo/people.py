"""Invented people: the staff of both organisations, professionals, their seats and loans."""

import random
from collections import Counter
from datetime import timedelta

from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.models import Person, User
from colibris.demo import questions
from events import half_days, presence, registration
from events.models import Mode, Move, Presence, Registration, Session
from events.models.session import left
from letters.models import Letter
from vocabulary.models import AgeRange, Audience, Commune, Organisation

PASSWORD = "colibris-demo"  # noqa: S105 (printed on the screen, for a demonstration only)
VISITOR = "pro-01@example.org"  # somebody whose space is worth a visit

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
HOW_MANY_LETTERS = 120

# Rendez-vous, by slug, whose next session is full, or nearly. Named, for the same ones to be so on
# whatever day the demo is loaded.
FULL = {
    "eveil-musical-sans-etre-musicien",
    "devenir-assistant-maternel-reunion-dinformation",
    "permanence-vae-sur-rendez-vous",
    "escape-game-une-journee-a-la-creche-session-decouverte",
    "ecrire-son-projet-daccueil-quand-on-exerce-seul",
    "petit-dejeuner-des-directions",
    "sous-les-feuilles-projection-et-debat",
    "troc-de-jeux-livres-et-idees-entre-professionnels",
}
ONE_SEAT_LEFT = {
    "fabriquer-un-panier-aux-tresors",
    "escape-game-une-journee-a-la-creche-session-prescripteurs",
    "mes-cent-premiers-jours-en-creche",
}
FEW = 3  # people at least, at every session: a door to hold, a list to read
SEATS_KEPT = "rencontre-inter-relais"


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
    rng = random.Random("professionals")  # noqa: S311 (invented people, not a secret)
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
    rng = random.Random("registrations")  # noqa: S311 (as above)
    professions = list(Audience.objects.active().filter(everyone=False)[:12])
    communes = list(Commune.objects.all())
    ages = list(AgeRange.objects.exclude(min_months=None))
    now = timezone.now()
    sessions = Session.objects.exclude(capacity=None).exclude(status=Session.Status.CANCELLED)
    sessions = sessions.select_related("event", "format").prefetch_related("event__questions")
    following = _following()
    for session in sessions.order_by("pk"):
        taken, line = Counter[Mode](), Counter[Mode]()
        wanted = _wanted(session, session.pk in following, rng)
        if session.is_hybrid and session.waiting_line:
            wanted = (session.capacity or 0) * 2  # most want to come there: a line, and seats afar
        asked = min(session.starts_at, now) - timedelta(days=6)
        seats: list[Registration] = []
        places: list[int | None] = []
        for rank, person in enumerate(rng.sample(people, min(wanted, len(people)))):
            mode = session.mode_for(Mode.ON_SITE if rank % 3 else Mode.ONLINE)
            seated = left(session.seats_for(mode), taken[mode]) != 0
            taken[mode] += seated
            line[mode] += not seated
            places.append(None if seated else line[mode])
            status = Registration.Status.SEATED if seated else Registration.Status.WAITING
            seats.append(
                Registration(
                    session=session,
                    person=person,
                    status=status,
                    mode=mode,
                    ticket=rank + 1,
                    first_name=person.first_name,
                    last_name=person.last_name,
                    profession=rng.choice(professions),
                    commune=rng.choice(communes),
                    structure=rng.choice(STRUCTURES),
                    **_children(session, ages, rank, rng),
                    answers=questions.answers(session.event, rng),
                    source=Registration.Source.SITE if person.email else Registration.Source.STAFF,
                    created_at=asked + timedelta(minutes=17 * rank),
                )
            )
        Move.objects.bulk_create(map(_registered, Registration.objects.bulk_create(seats), places))
        yield session


def _registered(seat, place):
    """The first line of somebody's log."""
    act = Move.Act.REGISTERED
    return Move(registration=seat, act=act, status=seat.status, place=place, at=seat.created_at)


def presences():
    """At past sessions nearly everybody came; somebody was late, somebody came unannounced."""
    rng = random.Random("presences")  # noqa: S311
    door = User.objects.filter(groups__name="accueil").order_by("pk")[0]
    held = Session.objects.filter(ends_at__lt=timezone.now())
    held = held.exclude(status=Session.Status.CANCELLED).exclude(registrations=None)
    for number, session in enumerate(held.order_by("starts_at", "pk")):
        seats = list(session.registrations.seated().select_related("person").order_by("pk"))
        for half in half_days.of(session):
            for seat in seats:
                _note(session, seat.person, half, door, rng)
            if number % 4 == 0:
                presence.welcome(
                    session,
                    first_name=rng.choice(FIRST_NAMES.split()),
                    last_name=rng.choice(LAST_NAMES.split()),
                    half_day=half.number,
                    by=door,
                    at=half.starts_at + timedelta(minutes=4),
                )
        yield session


def _note(session, person, half, door, rng):
    came = Presence.Status.PRESENT
    status = rng.choices([came, "late", "left_early", "excused", "absent"], [80, 6, 3, 6, 5])[0]
    early = timedelta(minutes=half.minutes - 20 if status == "left_early" else 10)
    seen = half.starts_at + early
    presence.record(session, person, status, half_day=half.number, by=door, at=seen)


def _children(session, ages, rank, rng):
    """One person in three comes with a child or two, within the places kept for them."""
    if not session.children_welcome or rank % 3 or (rank // 3 + 1) * 2 > session.children_capacity:
        return {}
    age, count = rng.choice(ages), rng.randint(1, 2)
    rows = [{"age": age.key, "label": age.label, "count": count}]
    return {"children": rows, "children_count": count}


def letters():
    """What was sent to those who registered last: some addresses do not exist, in the letters that
    each organisation reads."""
    recent = Registration.objects.exclude(person__email=None)
    recent = recent.select_related("person", "session__event")
    read = Counter[int]()
    for row in recent.order_by("-created_at", "-pk")[:HOW_MANY_LETTERS]:
        lead = row.session.event.lead_id
        read[lead] += 1
        failed = read[lead] % 12 == 4
        asked = row.created_at
        Letter.objects.create(
            matter="registration",
            kind="confirmation",
            about=row.pk,
            person=row.person,
            address=row.person.email or "",
            state=Letter.State.FAILED if failed else Letter.State.SENT,
            attempts=1,
            error="Le serveur a refusé la lettre (550)." if failed else "",
            queued_at=asked,
            sent_at=None if failed else asked + timedelta(seconds=20),
        )
        yield row


def requests():
    """At one coming visit, two people ask for a place."""
    visits = Session.objects.upcoming().filter(event__approval=True)
    session = visits.exclude(status=Session.Status.CANCELLED)[0]
    known = session.registrations.values("person")
    for person in Person.objects.exclude(pk__in=known).exclude(email=None).order_by("-pk")[:2]:
        registration.register(session, person)
    yield session


def reserves():
    """At one coming session, seats are kept for a relay, which has sent somebody."""
    relay = Organisation.objects.get(key="relais-demo")
    far = timezone.now() + timedelta(days=12)
    coming = Session.objects.filter(event__slug=SEATS_KEPT, starts_at__gt=far)
    session = coming.order_by("starts_at", "pk")[0]
    session.reserved_seats, session.reserved_for = 4, relay
    session.save()
    known = session.registrations.values("person")
    person = Person.objects.exclude(pk__in=known).exclude(email=None).order_by("pk")[0]
    registration.register(
        session, person, source=Registration.Source.STAFF, reserved=True, structure=relay.label
    )
    yield session


def offers():
    """At two full sessions somebody left: a seat is offered to the next one, who may be one whom
    only a call can reach; at another, an offer was let go."""
    full = Session.objects.filter(
        registrations__status=Registration.Status.WAITING, starts_at__gt=timezone.now()
    )
    for number, session in enumerate(full.order_by("starts_at", "pk").distinct()[:3]):
        mode = session.registrations.waiting()[0].mode
        seated = session.registrations.seated().filter(mode=mode).order_by("pk")
        registration.cancel(seated[0])
        if number == 2:
            offered = session.registrations.offered().get()
            registration.release(offered)
        yield session


def _following():
    """The key of the next session of each rendez-vous, which has not started."""
    coming = Session.objects.filter(starts_at__gt=timezone.now()).order_by("-starts_at", "-pk")
    return set(dict(coming.values_list("event", "pk")).values())  # the last one said is the first


def _wanted(session, is_next, rng):
    """How many people asked for a session: some are full with a line, some have one seat left."""
    some = rng.randint(FEW, session.capacity * 2 // 3)
    if is_next and session.event.slug in FULL:
        return session.capacity + (4 if session.waiting_line else 0)
    if is_next and session.event.slug in ONE_SEAT_LEFT:
        return session.capacity - 1
    return some
