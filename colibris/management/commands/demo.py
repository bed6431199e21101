"""The demonstration content, loaded once; refuses to mix with a real place's."""

import yaml
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from accounts.models import Person
from colibris.demo import (
    afterwards,
    agenda,
    circles,
    lending,
    library,
    pages,
    people,
    places,
    scale,
)
from events.models import Event, Registration, Session
from identity.models import Identity
from resources.models import Resource
from search import index
from vocabulary import words


class Command(BaseCommand):
    help = "Charge le contenu de démonstration, entièrement inventé."

    def add_arguments(self, parser):
        parser.add_argument(
            "--if-empty", action="store_true", help="ne fait rien si la base a déjà du contenu"
        )
        parser.add_argument(
            "--scale",
            type=int,
            default=1,
            metavar="N",
            help="N fois les séances, les inscriptions et les ressources, pour les mesures",
        )

    def handle(self, *, if_empty, scale, **options):
        holds_content = Event.objects.exists() or Resource.objects.exists()
        if if_empty and (holds_content or Person.objects.exists()):
            return
        if not Identity.load().demo and (holds_content or Person.objects.exists()):
            raise CommandError(
                "Cette base contient déjà de vrais contenus : la démonstration n’y a pas sa place. "
                "Choisissez une base vide (DATABASE_URL)."
            )
        if scale < 1:
            raise CommandError("--scale attend un nombre à partir de 1.")
        with override_settings(EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend"):
            self.load()  # nobody writes to invented people
        self.multiply(scale)

    @transaction.atomic
    def load(self):
        text = (settings.BASE_DIR / "colibris" / "demo" / "content.yaml").read_text("utf-8")
        content = yaml.safe_load(text)
        words.load()
        places.organisations()
        places.communes(content)
        places.identity(content)
        places.closures()
        self.walk("lieux", places.venues(content), len(content["venues"]))
        self.walk("rendez-vous", agenda.events(content), len(content["events"]))
        agenda.templates()
        self.walk("cercles", agenda.circles(content), len(content["meetups"]))
        circles.analysis_group()
        self.walk("ressources", library.resources(content), len(content["resources"]))
        self.walk("sélections", library.selections(), len(library.SELECTIONS))
        self.walk("pages", pages.tree(content), pages.count(content))
        self.walk("comptes de l’équipe", people.staff(), 12)
        if not Person.objects.exists():
            crowd = people.professionals()
            self.walk("inscriptions", people.registrations(crowd), Session.objects.count())
            held = Session.objects.filter(ends_at__lt=timezone.now())
            self.walk("présences", people.presences(), held.count())
            self.walk("heures montrées", afterwards.hours(), 3)
            self.walk("questionnaires", afterwards.questionnaires(), held.count())
            self.walk("lettres", people.letters(), people.HOW_MANY_LETTERS)
            lives = circles.lives(crowd, people.VISITOR)
            self.walk("vie des cercles", lives, len(content["meetups"]) + 1)
            self.walk("places proposées", people.offers(), 3)
            self.walk("places réservées", people.reserves(), 1)
            self.walk("demandes", people.requests(), 1)
            self.walk("prêts", lending.lending(crowd), lending.HOW_MANY)

    def multiply(self, times):
        if times == 1 or Resource.objects.filter(slug__endswith=f"-{times}").exists():
            return
        self.walk("séances × N", scale.sessions(times), times - 1)
        self.walk("ressources × N", scale.resources(times), times - 1)
        self.walk("recherche", index.rebuild(), "…")
        counts = (Session, Registration, Resource)
        self.stdout.write(
            ", ".join(f"{m.objects.count()} {m._meta.verbose_name_plural}" for m in counts)
        )

    def walk(self, label, steps, total):
        """Go through the steps; say how far, in place on a terminal and once elsewhere."""
        done = 0
        live = self.stdout.isatty()
        for done, _ in enumerate(steps, start=1):
            if live:
                self.stdout.write(f"\r  {label} : {done}/{total}", ending="")
        self.stdout.write(f"\r  {label} : {done}/{total}" if live else f"  {label} : {done}")
