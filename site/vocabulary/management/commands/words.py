from django.core.management.base import BaseCommand

from vocabulary import words


class Command(BaseCommand):
    help = "Charge les mots de départ (thèmes, publics, types…) ; ne change rien de ce qui existe."

    def handle(self, **options):
        self.stdout.write(f"{words.load()} mots ajoutés.")
