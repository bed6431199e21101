"""Organisations, communes, venues and the place's own identity."""

from django.utils import timezone
from django.utils.text import slugify

from colibris.demo import calendar
from events.models import Venue
from identity.models import Closure, Identity
from vocabulary.models import Commune, Organisation, StructureType

ORGANISATIONS = [
    ("hetis", "Hétis", True, True),
    ("galice", "Galice", True, False),
    ("relais-demo", "Relais petite enfance des Deux Vallons (démo)", False, False),
    ("mediatheque-demo", "Médiathèque du Cours aux Palmiers (démo)", False, False),
]

ACCESS = {
    "pmr": "accessible en fauteuil roulant",
    "boucle-magnetique": "boucle magnétique",
    "tram": "tramway à proximité",
    "bus": "arrêt de bus à proximité",
    "train": "gare à proximité",
    "plain-pied": "de plain-pied",
    "terrain-stabilise": "terrain stabilisé",
}


def identity(content):
    """The place itself, said to be a demonstration."""
    place = content["venues"][0]
    me = Identity.load()
    if me.demo:
        return
    me.demo = True
    me.name = "Les colibris"
    me.tagline = "Le lieu-ressource des professionnels de la petite enfance"
    me.address = place["address"].split(",")[0]
    me.postal_code = place["postal_code"]
    me.city = place["commune"]
    me.phone = place["phone"]
    me.feedback_days = 21  # the demo goes back a month: both questionnaires have answers
    me.email = "bonjour@example.org"
    me.publisher = "À compléter par le lieu (démonstration)"
    me.host = "À compléter par le lieu (démonstration)"
    me.privacy_contact = "donnees@example.org"
    me.carriers = Organisation.objects.filter(carrier=True)
    me.save()


def closures():
    """The holidays of a team, in winter and in summer; those of before stay, for past sessions."""
    for reason, first, last in calendar.closures(timezone.localdate()):
        Closure.objects.get_or_create(reason=reason, first_day=first, last_day=last)


def organisations():
    for position, (key, label, carrier, certified) in enumerate(ORGANISATIONS, start=1):
        defaults = {
            "label": label,
            "carrier": carrier,
            "certified": certified,
            "position": position,
        }
        Organisation.objects.get_or_create(key=key, defaults=defaults)


def communes(content):
    for position, row in enumerate(content["territories"]["communes"], start=1):
        Commune.objects.get_or_create(
            insee=row["insee"],
            defaults={"key": slugify(row["name"]), "label": row["name"], "position": position},
        )


def venues(content):
    kinds = {kind.key: kind for kind in StructureType.objects.all()}
    towns = {town.insee: town for town in Commune.objects.all()}
    for row in content["venues"]:
        yield Venue.objects.get_or_create(
            slug=row["id"].lower(),
            defaults={
                "name": row["name"],
                "structure_type": kinds[row["structure_type"]],
                "commune": towns[row["insee"]],
                "address": row["address"],
                "latitude": row["latitude"],
                "longitude": row["longitude"],
                "capacity": row["capacity"],
                "rooms": "\n".join(row["rooms"]),
                "access": ", ".join(ACCESS[key] for key in row["accessibility"]).capitalize(),
                "summary": row["summary"],
                "phone": row["phone"],
                "email": row["email"],
            },
        )
