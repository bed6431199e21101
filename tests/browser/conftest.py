"""A real browser in front of a real server with the demo content, in processes of their own."""

import email
import email.policy
import os
import re
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
from playwright.sync_api import sync_playwright

# Playwright runs an event loop in this thread; Django would refuse its database there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

WIDTHS = (360, 1280)
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

    def __init__(self, url, log):
        self.url, self.log = url, log

    def letters(self, to):
        """The e-mails sent to an address, oldest first, as a mail program reads them."""
        printed = self.log.read_text("utf-8", "replace")
        found = re.split(r"^-{79}$", printed, flags=re.MULTILINE)
        parsed = [
            email.message_from_bytes(
                letter[letter.index("Content-Type: ") :].encode(), policy=email.policy.default
            )
            for letter in found
            if "Content-Type: " in letter
        ]
        return [letter for letter in parsed if to in str(letter["To"])]


@pytest.fixture(scope="session")
def place(tmp_path_factory, django_db_blocker, chromium):
    """The demo content on a database of its own, served like `make run` does."""
    folder = tmp_path_factory.mktemp("place")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    variables = {
        **os.environ,
        "PORT": str(port),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",
        "MEDIA_ROOT": str(folder / "media"),
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
            yield Place(f"http://127.0.0.1:{port}", log)
        finally:
            server.terminate()
            server.wait(timeout=20)


def _wait(server, address, log):
    for _ in range(600):
        assert server.poll() is None, log.read_text()
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            time.sleep(0.3)
        else:
            return
    pytest.fail(f"{address} does not answer")


@pytest.fixture(params=WIDTHS, ids=lambda width: f"{width}px")
def page(request, chromium, place):
    """A fresh visitor, on a phone and on a desk. Errors in the page fail the test."""
    context = chromium.new_context(
        viewport={"width": request.param, "height": 800}, base_url=place.url, locale="fr-FR"
    )
    tab = context.new_page()
    errors = []
    tab.on("pageerror", lambda error: errors.append(str(error)))

    def failed(asked):
        if asked.failure != "net::ERR_ABORTED":  # a picture still on its way when one leaves
            errors.append(f"{asked.url}: {asked.failure}")

    def asked_elsewhere(asked):
        if not asked.url.startswith((place.url, "data:")):
            errors.append(asked.url)

    tab.on("requestfailed", failed)
    tab.on("request", asked_elsewhere)
    yield tab
    context.close()
    assert errors == []


@pytest.fixture
def clean(page):
    """Ask axe about the page, in light and in dark, and that it needs no sideways scrolling."""

    def check():
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found = Axe().run(page).response["violations"]
            assert found == [], (page.url, scheme, [(v["id"], v["nodes"][0]) for v in found])
        page.emulate_media(color_scheme="light")
        overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(overflow) <= 0, f"{page.url} scrolls sideways"

    return check
