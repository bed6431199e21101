"""Requests per second and p99 of the main addresses, each beside a bare view of the same size.

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

ROOT = Path(__file__).resolve().parent.parent
SCRATCH = ROOT / "var" / "bench"
SITE_PORT, BARE_PORT = 8191, 8192
SECONDS = float(os.getenv("BENCH_SECONDS", "3"))
GRANIAN = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-log"]
GRANIAN += ["--workers", "1", "--blocking-threads", "2"]
FEEDS = (20, 1_000, 10_000)  # sessions
DOCUMENTS = 10_000  # of the search

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
        serving("colibris.wsgi:application", SITE_PORT),
        serving("bench.bare:application", BARE_PORT),
    ):
        say(f"{'':34}{'kB':>8}{'req/s':>9}{'p99 ms':>9}{'bare req/s':>12}{'ratio':>8}")
        report(run("-m", "bench.content", "pages"))
        say(f"Et {', '.join(map(str, FEEDS))} séances de plus.")
        report(run("-m", "bench.content", "feeds"))
        say(run("-m", "bench.search").strip())


def report(addresses):
    for line in addresses.splitlines():
        label, path = line.split("\t")
        rate, p99, size = measure(SITE_PORT, path, SECONDS)
        bare, _, _ = measure(BARE_PORT, f"/?bytes={size}", SECONDS)
        say(f"{label:34}{size / 1000:8.1f}{rate:9.0f}{p99:9.1f}{bare:12.0f}{rate / bare:8.3f}")


@contextlib.contextmanager
def serving(application, port):
    server = subprocess.Popen(
        [*GRANIAN, "--port", str(port), application],
        cwd=ROOT,
        env=ENVIRONMENT,
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


def manage(*arguments):
    run("manage.py", *arguments)


def run(*arguments):
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=ENVIRONMENT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout


def say(line):
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
