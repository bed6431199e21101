"""A real browser in front of a real server with the demo content, in processes of their own."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

import dj_database_url
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import connection
from playwright.sync_api import expect, sync_playwright

from tests.browser.steps import sign_in
from tests.mailbox import Mailbox

# Playwright runs an event loop in this thread; Django would refuse its database there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

expect.set_options(timeout=30_000)  # milliseconds: a busy machine is slow, not wrong

WIDTHS = (360, 1280)
EXPECTED_FAILURES = (
    "net::ERR_ABORTED",  # a picture still on its way when one leaves
    "net::ERR_INTERNET_DISCONNECTED",  # the test itself took the network away
)
# A button on its way from one colour to another has the contrast of neither.
COLOURS_SETTLED = """() => Promise.allSettled(
    document.getAnimations()
        .filter((each) => each instanceof CSSTransition).map((each) => each.finished)
).then(() => null)"""
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "chrome")


def pytest_collection_modifyitems(items):
    """One worker runs them all: they share the server and what happens on it."""
    for item in items:
        if item.path.is_relative_to(settings.BASE_DIR / "tests" / "browser"):
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(autouse=True)
def _database():
    """The place under test has its own database, in its own process."""


@pytest.fixture(scope="session")
def chromium():
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        if os.getenv("CI") == "true":
            pytest.fail("CI=true wants a browser, and no Chromium is on the PATH")
        pytest.skip("no Chromium on the PATH")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


class Place:
    """The site as served: its address, and the letters it has sent."""

    def __init__(self, url, mailbox):
        self.url, self.mailbox = url, mailbox

    def letters(self, to):
        """The e-mails received at an address, oldest first."""
        return [letter for letter in self.mailbox.received if to in str(letter["To"])]


@pytest.fixture(scope="session")
def place(tmp_path_factory, django_db_blocker, chromium):
    """The demo content on a database of its own, served like `make run` does."""
    folder = tmp_path_factory.mktemp("place")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    mailbox = Mailbox()
    mailbox.start()
    variables = {
        **os.environ,
        "PORT": str(port),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",
        "MEDIA_ROOT": str(folder / "media"),
        "EMAIL_HOST": mailbox.hostname,
        "EMAIL_PORT": str(mailbox.port),
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
    }
    if connection.vendor == "postgresql":
        name = f"{connection.settings_dict['NAME']}_browser"
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{name}"')
        address = os.environ["DATABASE_URL"]
        used = dj_database_url.parse(address)["NAME"]
        variables["DATABASE_URL"] = address.removesuffix(used) + name
    log = folder / "server.log"
    with log.open("w") as output:
        server = subprocess.Popen(
            [sys.executable, "manage.py", "start"],
            cwd=settings.BASE_DIR,
            env=variables,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait(server, f"http://127.0.0.1:{port}/sante", log)
            yield Place(f"http://127.0.0.1:{port}", mailbox)
        finally:
            server.terminate()
            server.wait(timeout=20)
            mailbox.stop()


def _wait(server, address, log):
    for _ in range(2000):
        assert server.poll() is None, log.read_text()
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            time.sleep(0.3)
        else:
            return
    pytest.fail(f"{address} does not answer")


@pytest.fixture(params=WIDTHS, ids=lambda width: f"{width}px")
def visitor(request, chromium, place):
    """visitor(): somebody with a browser of their own, on a phone and on a desk. Errors in the
    pages they see fail the test."""
    contexts, errors = [], []

    def failed(asked):
        if asked.failure not in EXPECTED_FAILURES:
            errors.append(f"{asked.url}: {asked.failure}")

    def asked_elsewhere(asked):
        if not asked.url.startswith((place.url, "data:")):
            errors.append(asked.url)

    def visitor():
        context = chromium.new_context(
            viewport={"width": request.param, "height": 800}, base_url=place.url, locale="fr-FR"
        )
        contexts.append(context)
        tab = context.new_page()
        tab.on("pageerror", lambda error: errors.append(str(error)))
        tab.on("requestfailed", failed)
        tab.on("request", asked_elsewhere)
        return tab

    yield visitor
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def page(visitor):
    return visitor()


@pytest.fixture
def desk(visitor):
    """The coordination of one organisation, signed in."""
    tab = visitor()
    sign_in(tab, "coordination.galice")
    return tab


@pytest.fixture
def clean():
    """clean(tab): ask axe about the page, in light and in dark, and that it needs no sideways
    scrolling."""

    def check(tab):
        tab.wait_for_load_state()
        for scheme in ("light", "dark"):
            tab.emulate_media(color_scheme=scheme)
            tab.evaluate(COLOURS_SETTLED)
            found = Axe().run(tab).response["violations"]
            assert found == [], (tab.url, scheme, [(v["id"], v["nodes"][0]) for v in found])
        tab.emulate_media(color_scheme="light")
        overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert tab.evaluate(overflow) <= 0, f"{tab.url} scrolls sideways"

    return check
