"""Pages kept in front of Django: never an old one, never somebody else's.

The real WSGI application, asked through the standard library's judge of WSGI; the generation is a
link on the disk, or in the Redis that the tests are given.
"""

import gzip
import multiprocessing
import threading
import time
from dataclasses import dataclass
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection, transaction
from django.http import HttpResponse
from django.test import Client, TestCase
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from accounts.signing_in import BY_CODE, account_of
from colibris import page_cache
from colibris.generation import Link, Shared, generation, watch
from colibris.page_cache import PageCache
from events import planning, registration
from events.models import Event, RegistrationLink, Session
from letters.models import Letter
from tests.factories import (
    EventFactory,
    PersonFactory,
    RegistrationFactory,
    SessionFactory,
)

SESSION = django_settings.SESSION_COOKIE_NAME


@dataclass
class Answer:
    status: str
    headers: dict[str, str]
    body: bytes


def ask(application, path, method="GET", **environ):
    """What a WSGI server would be answered."""
    path, _, query = path.partition("?")
    environ = {"REQUEST_METHOD": method, "SCRIPT_NAME": "", "PATH_INFO": path, **environ}
    environ["QUERY_STRING"] = query
    environ.setdefault("HTTP_HOST", "localhost")
    setup_testing_defaults(environ)
    started = {}

    def start_response(status, headers, exc_info=None):
        started.update(status=status, headers=headers)
        return lambda data: None

    answer = validator(application)(environ, start_response)
    body = b"".join(answer)
    answer.close()
    return Answer(started["status"], dict(started["headers"]), body)


class Site:
    """The application with pages kept in front, which counts how often Django is asked."""

    def __init__(self):
        self.django = get_wsgi_application()
        self.rendered = 0
        self.kept = PageCache(self.count, generation(), {"q", "theme", "page"}, {SESSION})

    def count(self, environ, start_response):
        self.rendered += 1
        return self.django(environ, start_response)

    def get(self, path, **environ):
        return ask(self.kept, path, **environ)

    def fresh(self, path, **environ):
        return ask(self.django, path, **environ)


def committed():
    """What is written inside is committed at its end, as far as this site can tell."""
    return TestCase.captureOnCommitCallbacks(execute=True)


@pytest.fixture
def one_connection():
    """The handler closes a connection after its age, here the one that holds the test's own
    transaction; Django's test client does the same."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def site(settings, tmp_path, one_connection):
    settings.GENERATION = tmp_path / "generation"
    site = Site()
    site.get("/")  # the first generation is being made
    with connection.execute_wrapper(watch):
        yield site


def test_a_page_is_rendered_once_for_everybody(site):
    first = site.get("/agenda/")
    before = site.rendered

    again = [site.get("/agenda/") for _ in range(3)]

    assert site.rendered == before
    assert [answer.body for answer in again] == [first.body] * 3
    assert first.body == site.fresh("/agenda/").body


def publish(session):
    event = EventFactory(title="Publié à l’instant")
    SessionFactory(event=event)


def take_the_last_seat(session):
    registration.register(session, PersonFactory())


def cancel(session):
    planning.cancel(session)


def change_in_bulk(session):
    Event.objects.update(title="Un autre titre")


def write_sql(session):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE events_session SET status = 'cancelled'")


WRITES = [publish, take_the_last_seat, cancel, change_in_bulk, write_sql]


@pytest.mark.parametrize("write", WRITES, ids=lambda write: write.__name__)
def test_what_is_written_is_seen_at_the_next_request(site, write):
    session = SessionFactory(capacity=1, event__title="Comptines en famille")
    before = site.get("/agenda/").body
    assert "Comptines en famille" in before.decode()

    with committed():
        write(session)

    after = site.get("/agenda/").body
    assert after == site.fresh("/agenda/").body
    assert after != before


def test_what_is_rolled_back_renders_nothing_again(site):
    session = SessionFactory()
    site.get("/agenda/")
    before = site.rendered

    with committed(), transaction.atomic():
        cancel(session)
        transaction.set_rollback(True)
    site.get("/agenda/")

    assert site.rendered == before


def test_what_nobody_sees_renders_nothing_again(site):
    site.get("/agenda/")
    before = site.rendered

    with committed():
        Letter.objects.update(attempts=1)
    site.get("/agenda/")

    assert site.rendered == before


def test_what_was_rendered_while_somebody_wrote_is_not_served_again(site):
    """The generation is read before the page is rendered: a write in between makes it old."""
    site.kept.application = during(site.count, lambda: generation().move())
    site.get("/agenda/")
    site.kept.application = site.count
    before = site.rendered

    site.get("/agenda/")

    assert site.rendered == before + 1


def during(application, act):
    def rendering(environ, start_response):
        answer = application(environ, start_response)
        act()
        return answer

    return rendering


def test_a_page_is_rendered_again_after_a_minute(site, monkeypatch):
    monkeypatch.setattr(page_cache, "LIFETIME", -1)
    site.get("/agenda/")
    before = site.rendered

    site.get("/agenda/")

    assert site.rendered == before + 1


@pytest.mark.parametrize(
    ("path", "environ"),
    [
        ("/contact/", {}),  # a form to send
        ("/mon-espace/connexion/", {}),
        ("/inscriptions/", {}),
        ("/attestations/", {}),
        ("/sante", {}),
        ("/agenda/agenda.ics", {}),  # has an ETag of its own
        ("/nulle-part/", {}),
        ("/agenda/?utm_source=lettre", {}),
        (f"/agenda/?q={'a' * 200}", {}),
        ("/agenda/", {"HTTP_COOKIE": f"theme=sombre; {SESSION}=abc"}),
        ("/agenda/", {"HTTP_AUTHORIZATION": "Basic x"}),
    ],
)
def test_what_is_somebody_s_or_nothing_is_never_kept(site, path, environ):
    before = site.rendered

    answers = [site.get(path, **environ) for _ in range(2)]

    assert site.rendered == before + 2
    assert not site.kept.entries
    assert answers[0].status == site.fresh(path, **environ).status


def test_a_personal_page_is_never_kept(site):
    seat = RegistrationFactory(first_name="Nina", last_name="Secrète")
    address = f"/inscriptions/{RegistrationLink.issue(seat)}/"
    before = site.rendered

    answers = [site.get(address) for _ in range(2)]

    assert "Nina" in answers[0].body.decode()
    assert site.rendered == before + 2


def test_a_visitor_who_has_the_page_is_told_so_in_a_few_bytes(site):
    first = site.get("/agenda/")

    again = site.get("/agenda/", HTTP_IF_NONE_MATCH=f'"autre", W/{first.headers["ETag"]}')

    assert first.headers["Cache-Control"] == "private, no-cache"
    assert (again.status, again.body) == ("304 Not Modified", b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    with committed():
        publish(None)
    changed = site.get("/agenda/", HTTP_IF_NONE_MATCH=first.headers["ETag"])
    assert changed.status == "200 OK"


def test_a_page_is_kept_compressed_for_those_who_read_it_so(site):
    plain = site.get("/agenda/")
    packed = site.get("/agenda/", HTTP_ACCEPT_ENCODING="br, gzip")

    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert site.get("/agenda/").body == plain.body
    assert site.get("/agenda/", HTTP_ACCEPT_ENCODING="gzip").body == packed.body


def test_asked_for_its_headers_alone_a_page_has_those_of_the_whole(site):
    whole = site.get("/agenda/")

    head = site.get("/agenda/", method="HEAD")

    assert (head.status, head.body) == ("200 OK", b"")
    assert head.headers == whole.headers


def test_what_is_sent_is_never_answered_by_a_kept_page(site):
    site.get("/agenda/")
    before = site.rendered

    answer = site.get("/agenda/", method="POST", CONTENT_LENGTH="0")

    assert answer.status == "403 Forbidden"  # without a token
    assert site.rendered == before + 1


def test_the_pages_longest_unasked_leave_first(site, monkeypatch):
    monkeypatch.setattr(page_cache, "ENTRIES", 2)
    for path in ("/agenda/", "/ressources/", "/agenda/", "/cercles/"):
        site.get(path)
    before = site.rendered

    site.get("/agenda/")
    assert site.rendered == before
    site.get("/ressources/")
    assert site.rendered == before + 1


def test_those_who_ask_at_once_wait_for_one_rendering():
    arrived, rendered = threading.Barrier(8), []

    def slow(environ, start_response):
        rendered.append(environ["PATH_INFO"])
        time.sleep(0.2)  # seconds: the others are at the door
        start_response("200 OK", [("Content-Type", "text/plain")])
        return HttpResponse("une page")

    class Still:
        def current(self):
            return "toujours la même"

    kept = PageCache(slow, Still(), set(), set())
    bodies = []

    def visit():
        arrived.wait()
        bodies.append(ask(kept, "/").body)

    threads = [threading.Thread(target=visit) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert bodies == [b"une page"] * 8
    assert rendered == ["/"]


def test_another_process_moves_the_generation(tmp_path):
    link = Link(tmp_path / "generation")
    assert link.current() is None  # being made
    before = link.current()
    assert before == Link(tmp_path / "generation").current()

    mover = multiprocessing.get_context("spawn").Process(target=Link(link.path).move)
    mover.start()
    mover.join()

    assert mover.exitcode == 0
    assert link.current() not in (None, before)
    assert [path.name for path in tmp_path.iterdir()] == ["generation"]


def test_a_cache_that_was_emptied_never_says_an_old_generation():
    shared = Shared()
    shared.current()
    before = shared.current()

    cache.clear()

    assert shared.current() is None
    assert shared.current() not in (None, before)


# Whoever walks, in whatever order, anonymous visitors read what Django would tell them now.

PUBLIC = ["/", "/agenda/", "/agenda/atelier-du-soir/", "/ressources/", "/recherche/?q=atelier"]
PERSONAL = ["/mon-espace/", "/contact/", "/inscriptions/"]
DESK = ["/gestion/", "/gestion/agenda/seances/"]
STEPS = st.one_of(
    st.tuples(st.just("anonymous"), st.sampled_from(PUBLIC)),
    st.tuples(st.just("member"), st.sampled_from(PUBLIC + PERSONAL)),
    st.tuples(st.just("staff"), st.sampled_from(PUBLIC + DESK)),
    st.tuples(st.just("write"), st.sampled_from(["publish", "register", "cancel"])),
)
SECRETS = ["Nina", "nina@example.org", "Camille", "camille@example.org", "deconnexion", "logout"]


def cookie(user, backend):
    browser = Client()
    browser.force_login(user, backend)
    return f"{SESSION}={browser.cookies[SESSION].value}"


@hypothesis_settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=6, max_size=14))
def test_in_any_order_nobody_reads_an_old_page_or_somebody_else_s(site, alice, steps):
    with transaction.atomic():
        walk(site, alice, steps)
        transaction.set_rollback(True)
    site.kept.entries.clear()


def walk(site, alice, steps):
    cookies = {
        "anonymous": "",
        "member": cookie(account_of("nina@example.org"), BY_CODE),
        "staff": cookie(alice, "django.contrib.auth.backends.ModelBackend"),
    }
    event = EventFactory(title="Atelier du soir", slug="atelier-du-soir")
    sessions = [SessionFactory(event=event, capacity=2)]
    for who, what in steps:
        if who == "write":
            with committed():
                write(what, event, sessions)
            continue
        answer = site.get(what, HTTP_COOKIE=cookies[who])
        text = answer.body.decode()
        assert answer.status == "200 OK", (who, what)
        if who == "anonymous":
            assert text == site.fresh(what).body.decode()
            assert [secret for secret in SECRETS if secret in text] == []
        if what == "/mon-espace/":
            assert "nina@example.org" in text  # there was something to leak
        if what in DESK:
            assert "Camille" in text


def write(what, event, sessions):
    if what == "publish":
        sessions.append(SessionFactory(event=event, capacity=2))
    elif sessions[-1].status == Session.Status.CANCELLED:
        sessions[-1] = planning.restore(sessions[-1])
    elif what == "cancel":
        sessions[-1] = planning.cancel(sessions[-1])
    else:
        registration.register(sessions[-1], PersonFactory(first_name="Nina"))
