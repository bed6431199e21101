"""A feed over HTTP: same edition, same bytes; whoever holds it is told so cheaply (RFC 9110)."""

import gzip
import hashlib
import re
from calendar import timegm
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from events.models import Session
from events.models.session import SessionQuerySet

TAG_KEPT = 60  # seconds: bounds what no write announces, a renamed term for example
ROWS_KEPT = 3600  # seconds a tag is found again by its rows: as often as calendars come to ask
SHELF = 32  # feeds kept compressed, each of half a megabyte for 10,000 sessions
BIG = 1_000_000  # bytes from which a fast compression matters more than a good one


@dataclass(frozen=True)
class Edition:
    request: HttpRequest
    now: datetime
    changed: datetime | None

    @classmethod
    def current(cls, request: HttpRequest) -> "Edition":
        """Ask before the feed is written: it may then be younger than its date, never older."""
        now = timezone.now()
        return cls(request, now, Session.objects.last_change(now))

    def answer(
        self,
        write: Callable[[], bytes],
        what: object,
        content_type: str,
        filename: str,
        sessions: SessionQuerySet | None = None,
    ) -> HttpResponse:
        """The feed, or « not modified ». `what` tells this feed from the others; `sessions`, for
        a feed made of their stored texts alone, spares reading these texts again."""
        feed = Feed(_hash(repr((content_type, what, self.changed)).encode()), write, sessions)
        response = HttpResponse(
            content_type=f"{content_type}; charset=utf-8",
            headers={
                "Content-Disposition": f'inline; filename="{filename}"',
                "Cache-Control": "public, max-age=300",
                "Vary": "Accept-Encoding",
                "ETag": self._etag(feed.tag()),
            },
        )
        if self.last_modified is not None:
            response["Last-Modified"] = http_date(self.last_modified)
        answer = get_conditional_response(
            self.request, response["ETag"], self.last_modified, response
        )
        if answer is response:
            self._fill(response, feed)
        return answer or response

    def _fill(self, response: HttpResponse, feed: "Feed") -> None:
        if self._zipped:
            response["Content-Encoding"] = "gzip"
        response.content = feed.zipped() if self._zipped else feed.body()
        response["ETag"] = self._etag(feed.tag())  # the bytes that leave, whatever was remembered

    @property
    def last_modified(self) -> int | None:
        if self.changed is None:
            return None
        # A second that is not over may see another change, which the same date would hide.
        return timegm(min(self.changed, self.now - timedelta(seconds=1)).utctimetuple())

    @property
    def _zipped(self) -> bool:
        return takes_gzip(self.request.headers.get("Accept-Encoding", ""))

    def _etag(self, digest: str) -> str:
        """Strong, so one tag for the bytes and another for their compressed form."""
        return f'"{digest}-gzip"' if self._zipped else f'"{digest}"'


class Feed:
    """The bytes of an edition: written once, and not at all while what is kept of them will do."""

    def __init__(
        self, key: str, write: Callable[[], bytes], sessions: SessionQuerySet | None
    ) -> None:
        self._key, self._sessions, self._write = f"edition:{key}", sessions, write
        self._place = f"edition:shelf:{int(key, 16) % SHELF}"
        self._tag: str | None = None
        self._body: bytes | None = None

    def tag(self) -> str:
        self._tag = self._tag or cache.get(self._key)
        if self._tag is None:
            self._tag = self._tag_by_rows(self._sessions)
            cache.set(self._key, self._tag, TAG_KEPT)
        return self._tag

    def body(self) -> bytes:
        if self._body is None:
            if zipped := self._on_the_shelf():
                self._body = gzip.decompress(zipped)
            else:
                self._body = self._write()
                self._tag = _hash(self._body)
        return self._body

    def zipped(self) -> bytes:
        zipped = self._on_the_shelf()
        if zipped is None:
            body = self.body()
            zipped = gzip.compress(body, 1 if len(body) > BIG else 6, mtime=0)
            cache.set(self._place, (self._tag, zipped), ROWS_KEPT)
        return zipped

    def _tag_by_rows(self, sessions: SessionQuerySet | None) -> str:
        """Texts change with the watermark, which is in the key; a filter may find other rows."""
        if sessions is None:
            return _hash(self.body())
        rows = f"{self._key}:{_hash(repr(sessions.fingerprint()).encode())}"
        # The stubs leave room for a None that get_or_set gives only when its default is None.
        return cache.get_or_set(rows, lambda: _hash(self.body()), ROWS_KEPT)  # type: ignore[return-value]

    def _on_the_shelf(self) -> bytes | None:
        tag, zipped = cache.get(self._place, (None, None))
        return zipped if tag == self._tag else None


def takes_gzip(accepted: str) -> bool:
    """
    >>> [takes_gzip(header) for header in ("br, gzip", "gzip;q=0.5", "GZIP", "*")]
    [True, True, True, False]
    >>> [takes_gzip(header) for header in ("", "identity", "gzip;q=0", "gzip; q=0.0, br", "xgzip")]
    [False, False, False, False, False]
    """
    for offer in accepted.lower().split(","):
        coding, _, quality = offer.partition(";")
        if coding.strip() == "gzip":
            return not re.fullmatch(r"\s*q=0(\.0*)?\s*", quality)
    return False


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:32]
