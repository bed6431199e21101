"""Calendars at an address: public machines only, checked at each step, and little patience."""

import ipaddress
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events import fetching
from events.fetching import Unreachable, fetch, is_public

CALENDAR = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append((self.headers["Host"], self.path))
        self.server.answer(self)

    def log_message(self, *arguments):
        """Silence."""


@pytest.fixture
def server():
    """A web server on this machine: `answer(handler)` is what it does, `asked` what it heard."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.asked = []
    server.answer = lambda handler: says(handler, 200, CALENDAR)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def says(handler, status, body=b"", **headers):
    handler.send_response(status)
    for name, value in {"Content-Length": str(len(body)), **headers}.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


def at(server, path="/agenda.ics", host="agenda.example.org"):
    return f"http://{host}:{server.server_port}{path}"


def fetch_here(address):
    """As if this machine were a public one, whatever the name."""
    return fetch(
        address,
        resolve=lambda host, port: ["127.0.0.1"],
        allowed=lambda address: address == "127.0.0.1",
    )


def refused(address, **options):
    with pytest.raises(Unreachable) as refusal:
        fetch(address, **options)
    return str(refusal.value)


def test_a_calendar_is_read_from_the_machine_that_was_checked_under_its_own_name(server):
    assert fetch_here(at(server, "/a b.ics?cle=é")) == CALENDAR

    host = f"agenda.example.org:{server.server_port}"
    assert server.asked == [(host, "/a%20b.ics?cle=%C3%A9")]


def test_redirects_are_followed_and_their_number_is_bounded(server):
    def answer(handler):
        left = int(handler.path.strip("/"))
        if left:
            says(handler, 302, Location=f"/{left - 1}")
        else:
            says(handler, 200, CALENDAR)

    server.answer = answer

    assert fetch_here(at(server, "/3")) == CALENDAR
    with pytest.raises(Unreachable, match="sans fin"):
        fetch_here(at(server, "/4"))


@pytest.mark.parametrize(
    "elsewhere",
    [
        "http://10.0.0.1/",
        "http://[::1]/",
        "http://169.254.169.254/latest/",
        "//127.0.0.2/",
        "file:///etc/passwd",
    ],
)
def test_a_redirect_towards_a_private_network_is_not_followed(server, elsewhere):
    server.answer = lambda handler: says(handler, 302, Location=elsewhere)
    resolve = lambda host, port: ["127.0.0.1"] if host == "agenda.example.org" else [host]  # noqa: E731

    sentence = refused(at(server), resolve=resolve, allowed=lambda address: address == "127.0.0.1")

    assert sentence in (fetching.PRIVATE, fetching.NOT_AN_ADDRESS)
    assert len(server.asked) == 1


def test_without_leave_this_very_machine_is_refused_and_hears_nothing(server):
    for host in ("127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "0"):
        sentence = refused(at(server, host=host))
        assert sentence in (fetching.PRIVATE, fetching.NO_ANSWER), host

    assert server.asked == []


def test_a_name_that_answers_twice_differently_is_asked_once(server):
    """The name leads to a public machine when it is checked, and home when it is connected to."""
    answers = iter([["93.184.215.14"], ["127.0.0.1"]])
    asked = []

    def resolve(host, port):
        asked.append(host)
        return next(answers)

    connected = []

    def connect(address, timeout):
        connected.append(address)
        raise OSError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "create_connection", connect)
        refused(at(server), resolve=resolve)

    assert asked == ["agenda.example.org"]
    assert connected == [("93.184.215.14", server.server_port)]


def test_the_machine_at_the_other_end_is_checked_too(server):
    """What a proxy of the network would do to a public address."""
    real = socket.create_connection
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            socket, "create_connection", lambda address, timeout: real(("127.0.0.1", address[1]))
        )
        sentence = refused(at(server), resolve=lambda host, port: ["93.184.215.14"])

    assert sentence == fetching.PRIVATE
    assert server.asked == []


def test_one_private_address_among_several_is_enough_to_refuse():
    both = lambda host, port: ["93.184.215.14", "192.168.1.10"]  # noqa: E731

    assert refused("https://agenda.example.org/", resolve=both) == fetching.PRIVATE


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (401, "mot de passe"),
        (403, "pas public"),
        (404, "pas d’agenda"),
        (410, "plus"),
        (500, "ne répond pas"),
        (304, "ne répond pas"),
    ],
)
def test_a_refusal_is_a_sentence(server, status, sentence):
    server.answer = lambda handler: says(handler, status)

    with pytest.raises(Unreachable, match=sentence):
        fetch_here(at(server))


def test_a_calendar_too_big_is_left_before_its_end(server, monkeypatch):
    monkeypatch.setattr(fetching, "LIMIT", 1000)
    server.answer = lambda handler: says(handler, 200, b"x" * 1001)

    with pytest.raises(Unreachable, match="trop gros"):
        fetch_here(at(server))


def test_an_answer_that_drips_is_not_waited_for(server, monkeypatch):
    monkeypatch.setattr(fetching, "TIMEOUT", 0.5)
    stop = threading.Event()

    def drip(handler):
        handler.send_response(200)
        handler.end_headers()
        while not stop.wait(0.1):
            try:
                handler.wfile.write(b"x")
            except OSError:
                return

    server.answer = drip
    start = time.monotonic()
    try:
        with pytest.raises(Unreachable):
            fetch_here(at(server))
    finally:
        stop.set()

    assert time.monotonic() - start < 5


def test_an_answer_shorter_than_announced_is_not_taken_for_the_whole(server):
    server.answer = lambda handler: says(handler, 200, CALENDAR, **{"Content-Length": "5000"})

    with pytest.raises(Unreachable, match="ne répond pas"):
        fetch_here(at(server))


def test_https_is_never_spoken_in_clear(server):
    with pytest.raises(Unreachable, match="ne répond pas"):
        fetch_here(at(server).replace("http:", "https:"))

    assert server.asked == []


def test_a_machine_that_does_not_answer_is_a_sentence():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and does not listen
        with pytest.raises(Unreachable, match="ne répond pas"):
            fetch_here(f"http://agenda.example.org:{taken.getsockname()[1]}/")


def test_webcal_is_https():
    assert (
        fetching._parts("webcal://example.org/a.ics?b=c").geturl()
        == "https://example.org/a.ics?b=c"
    )


@pytest.mark.parametrize(
    "address",
    [
        "",
        "agenda",
        "agenda.example.org/a.ics",
        "ftp://example.org/a.ics",
        "file:///etc/passwd",
        "http://",
        "http://user:secret@example.org/",
        "http://[::1",
        "http://example.org:99999/",
        "http://exa mple.org/",
        "http://a\x00b/",
        f"http://{'a' * 64}.org/",
        "javascript:alert(1)",
    ],
)
def test_what_is_no_address_is_refused(address):
    assert refused(address, resolve=lambda host, port: pytest.fail(host)) == fetching.NOT_AN_ADDRESS


PRIVATE_NETWORKS = [
    *["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"],
    *["192.0.0.0/24", "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24"],
    *["203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"],
    *["::/128", "::1/128", "::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64"],
    *["2001::/32", "2001:db8::/32", "2002::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"],
]


@given(network=st.sampled_from(PRIVATE_NETWORKS), data=st.data())
def test_no_address_of_a_private_network_is_public(network, data):
    inside = ipaddress.ip_network(network)
    offset = data.draw(st.integers(0, inside.num_addresses - 1))

    assert not is_public(str(inside[offset]))


@given(st.ip_addresses(v=4))
def test_an_address_written_inside_another_is_never_a_way_round(address):
    for wrapped in (f"::ffff:{address}", f"64:ff9b::{address}", f"::{address}"):
        assert not is_public(wrapped)


@given(st.ip_addresses())
def test_what_is_public_is_global(address):
    if is_public(str(address)):
        assert address.is_global
        assert not address.is_multicast


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_a_sentence(text):
    refused(text, resolve=lambda host, port: [])
    refused(f"https://{text}", resolve=lambda host, port: [])
