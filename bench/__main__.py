"""Requests per second and p99 of the main addresses, each beside a bare view of the same size:
rendered each time, then kept by the page cache; and what a first view weighs.

Everything is measured in this one run, on this machine: only the ratios mean something elsewhere.
The production server (granian) serves the demo content from a scratch database.
"""

import contextlib
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from bench.load import measure
from bench.weight import weigh

ROOT = Path(__file__).resolve().parent.parent
SCRATCH = ROOT / "var" / "bench"
SITE_PORT, BARE_PORT, KEPT_PORT = 8191, 8192, 8193
SECONDS = float(os.getenv("BENCH_SECONDS", "3"))
GRANIAN = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-log"]
GRANIAN += ["--workers", "1", "--blocking-threads", "2"]
FEEDS = (20, 1_000, 10_000)  # sessions
DOCUMENTS = 10_000  # of the search
RESOURCES = int(os.getenv("BENCH_RESOURCES", "100000"))  # of the catalogue

ENVIRONMENT = {
    **os.environ,
    "DJANGO_SETTINGS_MODULE": "colibris.settings",
    "DEBUG": "0",
    "DATABASE_URL": os.getenv("BENCH_DATABASE_URL", f"sqlite:///{SCRATCH / 'db.sqlite3'}"),
    "SITE_URL": f"http://127.0.0.1:{SITE_PORT}",
}


def main():
    shutil.rmtree(SCRATCH, ignore_errors=True)
    SCRATCH.mkdir(parents=True)
    say("Base de mesure : la démonstration.")
    manage("migrate", "--verbosity", "0")
    manage("demo")
    manage("collectstatic", "--no-input", "--verbosity", "0")
    with (
        serving("colibris.wsgi:application", SITE_PORT, PAGE_CACHE="0"),
        serving("colibris.wsgi:application", KEPT_PORT, PAGE_CACHE="1"),
        serving("bench.bare:application", BARE_PORT),
    ):
        say(f"{'':34}{'kB':>8}{'bare req/s':>12}" + f"{'req/s':>9}{'p99 ms':>9}{'ratio':>8}" * 2)
        say(f"{'':54}{'rendered each time':>26}{'kept':>26}")
        pages = run("-m", "bench.content", "pages")
        report(pages)
        say(f"Et {', '.join(map(str, FEEDS))} séances de plus.")
        report(run("-m", "bench.content", "feeds"))
        say("Première vue, compressée, et ce qu’elle demande.")
        for label, path in rows(pages):
            size, requests = weigh(f"http://127.0.0.1:{KEPT_PORT}", path)
            say(f"{label:34}{size / 1000:8.1f}{requests:4} requêtes")
        say(run("-m", "bench.search").strip())
    for database in filter(
        None, [ENVIRONMENT["DATABASE_URL"], os.getenv("BENCH_OTHER_DATABASE_URL")]
    ):
        say(catalogue(database).strip())


def rows(addresses):
    return [line.split("\t") for line in addresses.splitlines()]


def catalogue(database):
    """The cost of the catalogue on a database, which is filled with the demo content if it is
    another than the one measured so far."""
    environment = {**ENVIRONMENT, "DATABASE_URL": database}
    manage("migrate", "--verbosity", "0", environment=environment)
    manage("demo", environment=environment)
    say(f"Et {RESOURCES} ressources, sur {database.partition(':')[0]} (plusieurs minutes).")
    return run("-m", "bench.catalogue", "fill", environment=environment)


def report(addresses):
    for label, path in rows(addresses):
        figures = [measure(port, path, SECONDS) for port in (SITE_PORT, KEPT_PORT)]
        size = figures[0][2]
        bare, _, _ = measure(BARE_PORT, f"/?bytes={size}", SECONDS)
        say(
            f"{label:34}{size / 1000:8.1f}{bare:12.0f}"
            + "".join(f"{rate:9.0f}{p99:9.1f}{rate / bare:8.3f}" for rate, p99, _ in figures)
        )


@contextlib.contextmanager
def serving(application, port, **variables):
    server = subprocess.Popen(
        [*GRANIAN, "--port", str(port), application],
        cwd=ROOT,
        env={**ENVIRONMENT, **variables},
    )
    try:
        wait(f"http://127.0.0.1:{port}/sante?bytes=1", server)
        yield
    finally:
        server.terminate()
        server.wait()


def wait(address, server):
    for _ in range(100):
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            if server.poll() is not None:
                raise SystemExit("The server stopped.") from None
            time.sleep(0.2)
        else:
            return
    raise SystemExit("The server does not answer.")


def manage(*arguments, environment=ENVIRONMENT):
    run("manage.py", *arguments, environment=environment)


def run(*arguments, environment=ENVIRONMENT):
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout


def say(line):
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
