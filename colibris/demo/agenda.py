"""Events with their sessions, and circles."""

from datetime import date, timedelta

from django.utils import timezone
from django.utils.text import slugify

from colibris.demo import questions
from colibris.demo.calendar import suitable, times
from colibris.demo.files import picture
from events.models import Circle, Event, EventTemplate, Session, Venue
from identity.models import Closure
from vocabulary.models import (
    Audience,
    CharterPrinciple,
    EventFormat,
    EventKind,
    MeetupKind,
    Organisation,
    Theme,
    TimeSlot,
)

# How often a kind comes back, in days, and how many times, past ones included.
RHYTHMS = {
    "permanence": (7, 9),
    "matinee-eveil": (14, 6),
    "analyse-pratiques": (28, 6),
    "rencontre": (42, 3),
    "info-collective": (28, 4),
    "escape-game": (21, 3),
}
ONCE = (0, 1)

POLICIES = {
    "obligatoire": Event.RegistrationPolicy.REQUIRED,
    "conseillée": Event.RegistrationPolicy.ADVISED,
}
BOTH = "hybride"  # half of the seats there, half from afar
CANCELLED, POSTPONED = "EVT-19", "EVT-30"
ROOMS = {"VEN-01": "Salle Mimosa", "VEN-11": "Amphithéâtre"}


class Words:
    """Every vocabulary row the demo content names, by key."""

    def __init__(self):
        self.themes = {term.key: term for term in Theme.objects.all()}
        self.audiences = {term.key: term for term in Audience.objects.all()}
        self.principles = {term.number: term for term in CharterPrinciple.objects.all()}
        self.kinds = {term.key: term for term in EventKind.objects.all()}
        self.meetup_kinds = {term.key: term for term in MeetupKind.objects.all()}
        self.formats = {term.key: term for term in EventFormat.objects.all()}
        self.slots = {term.key: term for term in TimeSlot.objects.all()}
        self.organisations = {term.key: term for term in Organisation.objects.all()}
        self.venues = {venue.slug: venue for venue in Venue.objects.all()}
        self.closures = list(Closure.objects.all())

    def is_closed(self, day):
        return any(closure.holds(day, day) for closure in self.closures)

    def about(self, row):
        """The many-to-many words of an event or a circle."""
        return {
            "themes": [self.themes[key] for key in row["themes"]],
            "audiences": [self.audiences[key] for key in row["audiences"]],
            "principles": [self.principles[number] for number in row["charter"]],
        }


def events(content):
    words = Words()
    for number, row in enumerate(content["events"]):
        slug = slugify(row["title"])[:100]
        if not Event.objects.filter(slug=slug).exists():
            _event(row, slug, number, words)
        yield row["id"]


def templates():
    """An atelier and a soirée start from one that has worked."""
    for key, capacity, minutes in [("atelier", 12, 120), ("soiree", 30, 120)]:
        event = Event.objects.filter(kind__key=key).order_by("pk").first()
        if event and not EventTemplate.objects.filter(kind=event.kind).exists():
            EventTemplate.objects.create(
                kind=event.kind, event=event, capacity=capacity, minutes=minutes
            )


def _event(row, slug, number, words):
    galice, hetis = words.organisations["galice"], words.organisations["hetis"]
    hetis_leads = row["training"] or number % 3 == 0
    event = Event(
        title=row["title"],
        slug=slug,
        kind=words.kinds[row["kind"]],
        summary=row["summary"],
        body=_body(row),
        lead=hetis if hetis_leads else galice,
        picture=picture(row["id"], row["title"]),
        price=row["price_eur"],
        training=row["training"],
        closed_group=row["closed_group"],
        registration=POLICIES[row["registration"]],
        live=False,
    )
    event.cycle = row["kind"] in ("analyse-pratiques", "rencontre", "matinee-eveil")
    event.audience_only = row["kind"] == "journee-pedagogique"
    event.cancel_hours = 48 if row["training"] else None
    event.approval = row["kind"] == "visite"
    event.no_overlap = row["kind"] == "atelier"
    event.once_a_year = row["training"]
    for name, terms in words.about(row).items():
        setattr(event, name, terms)
    if number % 4 == 1:
        event.co_leads = [galice if hetis_leads else hetis]
    event.tags.add(
        *[theme.label.split(" ")[0].strip(",").lower() for theme in event.themes.all()][:2]
    )
    event.questions = questions.for_kind(row["kind"])
    event.save()
    Session.objects.bulk_create(_sessions(event, row, words))
    event.save_revision().publish()


def _body(row):
    thanks = (
        "<p>Venez comme vous êtes : il n’y a rien à préparer, et chaque expérience compte.</p>"
        "<p>L’accueil se fait un quart d’heure avant. Un café vous attend.</p>"
    )
    children = (
        "<p>Les enfants que vous accueillez sont les bienvenus, dans la limite des places.</p>"
        if row["children_welcome"]
        else ""
    )
    return f"<p>{row['summary']}</p>{thanks}{children}"


def _sessions(event, row, words):
    step, count = RHYTHMS.get(row["kind"], ONCE)
    first = timezone.localdate() + timedelta(days=row["offset_days"])
    already_held = count // 3
    days: list[date] = []
    for turn in range(count):
        wished = first + timedelta(days=step * (turn - already_held))
        day = suitable(wished, row["time_slot"], lambda day: day in days or words.is_closed(day))
        days.append(day)
        starts_at, ends_at = times(day, row["start"], row["duration_min"])
        session = Session(
            event=event,
            starts_at=starts_at,
            ends_at=ends_at,
            venue=None if row["format"] == "distance" else words.venues[row["venue"].lower()],
            room="" if row["format"] == "distance" else ROOMS.get(row["venue"], ""),
            format=words.formats[row["format"]],
            online_url=_online_url(event, words.formats[row["format"]]),
            time_slot=words.slots[row["time_slot"]],
            capacity=row["capacity"] // 2 if row["format"] == BOTH else row["capacity"],
            online_capacity=row["capacity"] // 2 if row["format"] == BOTH else None,
            waiting_line=row["waitlist"],
            children_welcome=row["children_welcome"],
            children_capacity=row["capacity"] if row["children_welcome"] else None,
        )
        if row["id"] == CANCELLED:
            session.status = Session.Status.CANCELLED
            session.status_note = "Le centre social est fermé ce jour-là pour travaux."
            session.sequence = 1
        elif row["id"] == POSTPONED:
            session.status = Session.Status.POSTPONED
            session.previous_starts_at = starts_at - timedelta(days=7)
            session.sequence = 1
        yield session


def _online_url(event, form):
    return f"https://visio.example.org/{event.slug[:40]}" if form.remote else ""


MEETINGS = {  # the rendez-vous that are a circle's
    "MTG-03": ["petit-dejeuner-des-directions"],
    "MTG-05": ["une-creche-dehors-sortie-accompagnee"],
    "MTG-08": ["comptines-en-plusieurs-langues"],
    "MTG-09": [
        "mes-cent-premiers-jours-en-creche",
        "prevenir-le-mal-de-dos-gestes-et-mobilier",
        "transmissions-dire-peu-dire-vrai-dire-bien",
    ],
}
TAKEN_WHOLE = "MTG-09"
MEMBERS_FIRST = "MTG-05"
JOINS = {"libre": Circle.Join.FREE, "sur demande": Circle.Join.REQUEST}


def circles(content):
    words = Words()
    for number, row in enumerate(content["meetups"]):
        circle, created = Circle.objects.get_or_create(
            slug=slugify(row["title"])[:100],
            defaults={
                "title": row["title"],
                "kind": words.meetup_kinds[row["kind"]],
                "summary": row["summary"],
                "lead": words.organisations["galice" if number % 3 else "hetis"],
                "rhythm": row["rhythm"],
                "time_slot": words.slots[row["time_slot"]],
                "venue": words.venues[row["venue"].lower()],
                "format": words.formats[row["format"]],
                "max_size": row["max_size"],
                "join": JOINS[row["join"]],
                "cycle": row["id"] == TAKEN_WHOLE,
            },
        )
        if created:
            for name, terms in words.about(row).items():
                getattr(circle, name).set(terms)
            circle.save()
            for event in Event.objects.filter(slug__in=MEETINGS.get(row["id"], [])):
                event.circle = circle
                event.members_first = row["id"] == MEMBERS_FIRST
                event.save_revision().publish()
                if event.members_first:  # opened an hour ago: the circle has two days
                    opened = timezone.now() - timedelta(hours=1)
                    event.sessions.upcoming().update(opens_at=opened)
        yield row["id"]
