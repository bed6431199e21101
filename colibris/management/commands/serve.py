"""The production server: migrations, static files, then granian in front of Django."""

import os
import sys

from django.core.management import call_command
from django.core.management.base import BaseCommand

BLOCKING_THREADS = 2  # a worker; more only queue behind Python's lock
BACKPRESSURE = 16  # requests a worker holds; the others wait in the socket


class Command(BaseCommand):
    help = "Sert le site en production, derrière un serveur qui termine TLS."

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", default=os.getenv("PORT", "8000"))
        parser.add_argument("--workers", default=str(os.cpu_count() or 1))

    def handle(self, *, host, port, workers, **options):
        call_command("migrate", verbosity=1, interactive=False)
        call_command("collectstatic", verbosity=1, interactive=False)
        server = [sys.executable, "-m", "granian", "--interface", "wsgi"]
        server += ["--host", host, "--port", port, "--workers", workers]
        server += ["--blocking-threads", str(BLOCKING_THREADS)]
        server += ["--backpressure", str(BACKPRESSURE), "--respawn-failed-workers"]
        server += ["colibris.wsgi:application"]
        os.execv(sys.executable, server)  # noqa: S606 (granian takes this process's place)
