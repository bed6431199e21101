"""Whole pages kept in memory, in front of Django (WSGI), for visitors who are nobody in particular.

An entry is stamped with the site's generation, read before it was rendered: an entry of another
generation is never served, so there is nothing to purge and no race between rendering and purging.
A lifetime bounds what no write announces: a session that ends, a registration that opens.

Never kept: what a view says is private or has validators of its own (the calendar feeds), what sets
a cookie or depends on one, an error, a page with a form to send (its stamp is one visitor's).
"""

import gzip
import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl

LIFETIME = 60  # seconds
ENTRIES = 1_000  # of some 10 kB: a process keeps 10 MB of pages
LARGEST = 512_000  # bytes
LONGEST_QUERY = 200  # characters
FORM = b'method="post"'
OF_A_304 = {"etag", "cache-control", "vary", "date", "expires", "content-location"}
REVALIDATE = "private, no-cache"  # what was published is seen at the next click

Headers = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Entry:
    """An answer, ready to be sent again. `until`: on the clock of `time.monotonic()`."""

    generation: str
    until: float
    headers: Headers
    etag: str
    body: bytes


class PageCache:
    """`application`: the WSGI application behind. `generation.current()`: a token, or None when it
    cannot be known. `parameters`: the names that a query string may have to be kept. `cookies`:
    the names of those that make a visitor somebody."""

    def __init__(self, application, generation, parameters: Iterable[str], cookies: Iterable[str]):
        self.application = application
        self.generation = generation
        self.parameters = frozenset(parameters)
        self.cookies = frozenset(cookies)
        self.entries: OrderedDict[tuple, Entry] = OrderedDict()
        self.locks = [threading.Lock() for _ in range(64)]  # two addresses may share one
        self.lock = threading.Lock()

    def __call__(self, environ, start_response):
        if not self._is_anybody_s(environ) or (token := self.generation.current()) is None:
            return self.application(environ, start_response)
        key = _key(environ)
        entry = self._find(key, token)
        if entry is None and environ["REQUEST_METHOD"] == "GET":
            with self.locks[hash(key) % len(self.locks)]:
                entry = self._find(key, token)  # somebody else may have rendered it meanwhile
                if entry is None:
                    answer = _Answer(self.application, environ)
                    if not answer.may_be_kept():
                        return answer.send(start_response)
                    entry = answer.entry(token)
                    self._keep(key, entry)
        if entry is None:
            return self.application(environ, start_response)
        return _serve(entry, environ, start_response)

    def _is_anybody_s(self, environ):
        query = environ.get("QUERY_STRING", "")
        return (
            environ["REQUEST_METHOD"] in ("GET", "HEAD")
            and "HTTP_AUTHORIZATION" not in environ
            and "HTTP_RANGE" not in environ
            and len(query) <= LONGEST_QUERY
            and self.parameters.issuperset(name for name, _ in parse_qsl(query, True))
            and self.cookies.isdisjoint(_cookies(environ))
        )

    def _find(self, key, token):
        with self.lock:
            entry = self.entries.get(key)
            if entry is None or entry.generation != token or entry.until < time.monotonic():
                return None
            self.entries.move_to_end(key)
            return entry

    def _keep(self, key, entry):
        with self.lock:
            self.entries[key] = entry
            self.entries.move_to_end(key)
            if len(self.entries) > ENTRIES:
                self.entries.popitem(last=False)


class _Answer:
    """What the application answers, before anything of it is sent."""

    def __init__(self, application, environ):
        self.body = application(environ, self._start)

    def _start(self, status, headers, exc_info=None):
        self.status, self.headers = status, headers

    def send(self, start_response):
        start_response(self.status, self.headers)
        return self.body

    def may_be_kept(self):
        """Only a Django response says whether it streams; anything else is taken to."""
        if not self.status.startswith("200 ") or getattr(self.body, "streaming", True):
            return False
        headers = {name.lower(): value.lower() for name, value in self.headers}
        if headers.keys() & {"set-cookie", "etag"}:
            return False
        if headers.get("vary", "accept-encoding") != "accept-encoding":
            return False
        if any(word in headers.get("cache-control", "") for word in ("private", "no-")):
            return False
        content = self.body.content
        if headers.get("content-encoding") == "gzip":
            content = gzip.decompress(content)
        return len(content) <= LARGEST and FORM not in content

    def entry(self, token):
        content = self.body.content
        self.body.close()
        etag = f'"{hashlib.sha1(content, usedforsecurity=False).hexdigest()}"'
        headers = [*self.headers, ("ETag", etag)]
        if not any(name.lower() == "cache-control" for name, _ in headers):
            headers.append(("Cache-Control", REVALIDATE))
        return Entry(token, time.monotonic() + LIFETIME, headers, etag, content)


def _key(environ):
    return (
        environ.get("HTTP_HOST"),
        environ.get("HTTP_X_FORWARDED_PROTO"),
        environ.get("wsgi.url_scheme"),
        environ.get("SCRIPT_NAME"),
        environ["PATH_INFO"],
        environ.get("QUERY_STRING"),
        "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""),
    )


def _cookies(environ):
    return (pair.partition("=")[0].strip() for pair in environ.get("HTTP_COOKIE", "").split(";"))


def _serve(entry, environ, start_response):
    """The entry, or only that the visitor has it already (RFC 9110 §13.1.2, §15.4.5)."""
    asked = environ.get("HTTP_IF_NONE_MATCH", "")
    known = {tag.strip().removeprefix("W/") for tag in asked.split(",")}
    if known & {entry.etag, "*"}:
        start_response(
            "304 Not Modified",
            [header for header in entry.headers if header[0].lower() in OF_A_304],
        )
        return []
    start_response("200 OK", list(entry.headers))
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [entry.body]
