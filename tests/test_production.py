"""PRODUCTION=1 names what is missing, and serves for real with what it asks for."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request

import dj_database_url
import pytest
from django.conf import settings
from django.db import connection

from tests.production import VARIABLES, manage

REQUIRED = sorted(VARIABLES.keys() - {"PRODUCTION"})


@pytest.mark.parametrize("name", REQUIRED)
def test_each_missing_variable_stops_the_start_with_its_name(name):
    rest = {other: value for other, value in VARIABLES.items() if other != name}

    answer = manage("check", **rest)

    assert answer.returncode == 1
    assert f"{name} must be set when PRODUCTION=1" in answer.stderr


def test_a_flag_that_is_neither_0_nor_1_stops_the_start():
    answer = manage("check", PRODUCTION="yes")

    assert "PRODUCTION='yes': expected 0 or 1" in answer.stderr


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def production(tmp_path):
    """A production server on a database of its own; yields a function that reads an address,
    and the variables it runs with."""
    if connection.vendor != "postgresql" or "REDIS_URL" not in os.environ:
        pytest.skip("needs PostgreSQL and Redis: DATABASE_URL and REDIS_URL name them")
    database = f"{connection.settings_dict['NAME']}_production"
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{database}"')
        cursor.execute(f'CREATE DATABASE "{database}"')
    address = os.environ["DATABASE_URL"]
    name = dj_database_url.parse(address)["NAME"]
    variables = {
        **VARIABLES,
        "DATABASE_URL": address.removesuffix(name) + database,
        "REDIS_URL": os.environ["REDIS_URL"],
    }
    port = free_port()
    log = (tmp_path / "server.log").open("w+")
    server = subprocess.Popen(  # noqa: S603 (our own command)
        [sys.executable, "manage.py", "serve", "--port", str(port), "--workers", "2"],
        cwd=settings.BASE_DIR,
        env={**os.environ, **variables},
        stdout=log,
        stderr=subprocess.STDOUT,
    )

    def read(path):
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}{path}",
            headers={"Host": "colibris.example.org", "X-Forwarded-Proto": "https"},
        )
        return urllib.request.urlopen(request, timeout=20)

    try:
        for _ in range(600):
            if server.poll() is not None:
                break
            with contextlib.suppress(OSError), read("/sante"):
                break
            time.sleep(0.2)
        log.seek(0)
        assert server.poll() is None, log.read()
        yield read, variables
    finally:
        server.terminate()
        server.wait(timeout=20)
        log.close()
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')


@pytest.mark.django_db(transaction=True)
def test_production_serves_the_place_on_postgresql_and_redis(production):
    read, variables = production
    for path in ("/", "/agenda/", "/sante"):
        with read(path) as answer:
            assert answer.status == 200, path
            assert answer.headers["Strict-Transport-Security"].startswith("max-age=") or (
                path == "/sante"
            )
            assert "Set-Cookie" not in answer.headers
    with read("/") as home:
        page = home.read().decode()
    stylesheet = page.split('rel="stylesheet" href="')[1].split('"')[0]
    with read(stylesheet) as answer:
        assert "immutable" in answer.headers["Cache-Control"]

    renames = "from identity.models import Identity as I; I.objects.update(name='Les martinets')"
    for _ in range(8):  # each worker has the page
        with read("/") as home:
            assert "Les martinets" not in home.read().decode()
    assert manage("shell", "--command", renames, **variables).returncode == 0
    for _ in range(8):
        with read("/") as home:
            assert "Les martinets" in home.read().decode(), "a worker served an old page"
