"""A calendar at an address that somebody typed: public machines only, little patience, little room.

Whoever may import could otherwise make the site ask what only the site can reach: the network it
stands in. Names are resolved once and the address that was checked is the one connected to, so that
no name can answer twice differently; each redirect is checked again.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from events.unpacking import LIMIT

TIMEOUT = 10  # seconds for everything, answers that drip included
REDIRECTS = 3
PORTS = {"http": 80, "https": 443}
CHUNK = 65536
SAFE = "/?&=%:;,+$!*'()@~#[]-._"  # of an address, what stays as it was typed

# What a public address can hide: ways into IPv4, addresses for books and tests.
HIDING = [
    ipaddress.ip_network(network)
    for network in (
        "64:ff9b::/96",  # NAT64 (RFC 6052)
        "64:ff9b:1::/48",  # NAT64 at home (RFC 8215)
        "2002::/16",  # 6to4
        "2001::/23",  # Teredo and other protocols
        "2001:db8::/32",  # documentation
        "3fff::/20",  # documentation (RFC 9637)
        "192.0.0.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "198.18.0.0/15",  # benchmarks
    )
]
UNICAST = ipaddress.ip_network("2000::/3")  # all of IPv6 that is given to anybody


class Unreachable(Exception):
    """The calendar could not be had; its text is the sentence to show."""


NOT_AN_ADDRESS = (
    "Cette adresse n’en est pas une : copiez celle qui commence par https:// ou webcal://."
)
PRIVATE = "Cette adresse mène à un réseau privé : seul un agenda publié sur Internet peut être lu."
NO_ANSWER = "Cette adresse ne répond pas. Vérifiez-la, ou téléchargez le fichier et déposez-le ici."
TOO_BIG = "Cet agenda est trop gros : 5 Mo au plus."
REFUSED = {
    401: "Cet agenda demande un mot de passe : demandez son adresse publique, ou « secrète ».",
    403: "Cet agenda n’est pas public : demandez son adresse publique, ou « secrète ».",
    404: "Il n’y a pas d’agenda à cette adresse.",
    410: "Cet agenda n’existe plus.",
}


def is_public(address: str) -> bool:
    """Whether anybody on the Internet could reach this machine.

    >>> [is_public(one) for one in ("93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c")]
    [True, True]
    >>> [is_public(one) for one in ("10.0.0.1", "127.0.0.1", "169.254.169.254", "::1", "fe80::1%2")]
    [False, False, False, False, False]
    >>> [is_public(one) for one in ("::ffff:93.184.215.14", "64:ff9b::a00:1", "100.64.0.1", "nom")]
    [False, False, False, False]
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if any(ip in network for network in HIDING if network.version == ip.version):
        return False
    if ip.version == 6 and ip not in UNICAST:
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def fetch(
    address: str,
    *,
    resolve: Callable[[str, int], list[str]] | None = None,
    allowed: Callable[[str], bool] = is_public,
) -> bytes:
    """The bytes at this address. Raises Unreachable. `resolve` and `allowed`: for tests, which have
    no Internet."""
    for _ in range(REDIRECTS + 1):
        parts = _parts(address)
        ip = _pick((resolve or _resolve)(parts.hostname or "", _port(parts)), allowed)
        status, location, body = _ask(parts, ip, allowed)
        if status in (301, 302, 303, 307, 308) and location:
            address = urljoin(parts.geturl(), location)
            continue
        if status == 200:
            return body
        raise Unreachable(REFUSED.get(status, NO_ANSWER))
    raise Unreachable("Cette adresse renvoie sans fin à une autre.")


def _parts(address: str) -> SplitResult:
    try:
        parts = urlsplit(address.strip())
        if parts.scheme in ("webcal", "webcals"):
            parts = parts._replace(scheme="https")
        host = _host(parts)
        understood = parts.scheme in PORTS and host and parts.port != 0 and "@" not in parts.netloc
    except ValueError:  # UnicodeError is one
        raise Unreachable(NOT_AN_ADDRESS) from None
    if not understood or any(character <= " " or character == "\x7f" for character in host):
        raise Unreachable(NOT_AN_ADDRESS)
    return parts


def _port(parts: SplitResult) -> int:
    return parts.port or PORTS[parts.scheme]


def _resolve(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unreachable(NO_ANSWER) from None
    return [str(one[4][0]) for one in found]


def _pick(ips: list[str], allowed: Callable[[str], bool]) -> str:
    """One private address among several is enough to refuse: no public site has any."""
    if not ips:
        raise Unreachable(NO_ANSWER)
    if not all(allowed(ip) for ip in ips):
        raise Unreachable(PRIVATE)
    return next((ip for ip in ips if ":" not in ip), ips[0])


def _ask(parts: SplitResult, ip: str, allowed: Callable[[str], bool]) -> tuple[int, str, bytes]:
    """(status, where it redirects to, body), from this machine and no other."""
    deadline = time.monotonic() + TIMEOUT
    try:
        with closing(_connect(parts, ip)) as connected:
            if not allowed(connected.getpeername()[0]):
                raise Unreachable(PRIVATE)
            hang_up = threading.Timer(deadline - time.monotonic(), _hang_up, [connected])
            hang_up.start()
            try:
                if isinstance(connected, ssl.SSLSocket):
                    connected.do_handshake()
                answer = _read(parts, connected)
            finally:
                hang_up.cancel()
    except (OSError, http.client.HTTPException, ValueError):
        raise Unreachable(NO_ANSWER) from None
    if time.monotonic() >= deadline:  # cut short: it would read as a whole answer
        raise Unreachable(NO_ANSWER)
    return answer


def _connect(parts: SplitResult, ip: str) -> socket.socket:
    connected = socket.create_connection((ip, _port(parts)), timeout=TIMEOUT)
    if parts.scheme == "http":
        return connected
    context = ssl.create_default_context()
    return context.wrap_socket(
        connected, server_hostname=_host(parts), do_handshake_on_connect=False
    )


def _read(parts: SplitResult, connected: socket.socket) -> tuple[int, str, bytes]:
    kinds = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}
    connection = kinds[parts.scheme](_host(parts), _port(parts))
    connection.sock = connected  # set beforehand, it asks no name of anybody
    path = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
    headers = {
        "Accept": "text/calendar, */*;q=0.1",
        "Accept-Encoding": "identity",
        "User-Agent": "LesColibris/1 (import iCalendar)",
    }
    connection.request("GET", quote(path, safe=SAFE), headers=headers)
    with connection.getresponse() as answer:
        body = _limited(answer) if answer.status == 200 else b""
        return answer.status, answer.headers.get("Location", ""), body


def _host(parts: SplitResult) -> str:
    return (parts.hostname or "").encode("idna").decode()


def _limited(answer: http.client.HTTPResponse) -> bytes:
    body = b""
    while chunk := answer.read(CHUNK):
        body += chunk
        if len(body) > LIMIT:
            raise Unreachable(TOO_BIG)
    if answer.length:
        raise http.client.IncompleteRead(body, answer.length)
    return body


def _hang_up(connected: socket.socket) -> None:
    with suppress(OSError):  # gone already
        connected.shutdown(socket.SHUT_RDWR)
