"""One command from nothing to a place that one can visit: what `make run` calls."""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from colibris.demo import people
from identity.models import Identity


class Command(BaseCommand):
    help = "Prépare la base, charge la démonstration si elle est vide, puis sert le site."

    def handle(self, **options):
        self.stdout.write("Préparation de la base…")
        call_command("migrate", verbosity=1, interactive=False)
        call_command("demo", if_empty=True)
        self.stdout.write(self.welcome())
        call_command("runserver", settings.PORT, use_reloader=False)

    def welcome(self):
        lines = ["", f"  Le site         {settings.SITE_URL}/"]
        lines.append(f"  Le back office  {settings.SITE_URL}/gestion/")
        if Identity.load().demo:
            roles = ", ".join(people.ROLES)
            lines += [
                "",
                "  Comptes de démonstration : <rôle>.<organisme>@example.org",
                f"  Rôles : {roles}",
                f"  Mot de passe de tous : {people.PASSWORD}",
                "",
                f"  Un espace       {settings.SITE_URL}/mon-espace/ (adresse : {people.VISITOR} ;",
                "                  le code s’affiche ici avec les lettres)",
            ]
        return "\n".join([*lines, ""])
