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

TAG_KEPT = 60  # seconds: bounds what no write announces, a renamed term for example
GZIP_LEVEL = 3  # 10,000 sessions


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
        self, write: Callable[[], bytes], what: object, content_type: str, filename: str
    ) -> HttpResponse:
        """The feed, or « not modified ». `what` tells this feed from the others."""
        key = "edition:" + _hash(repr((content_type, what, self.changed)).encode())
        tag, body = cache.get(key), b""
        if tag is None:
            body = write()
            cache.set(key, tag := _hash(body), TAG_KEPT)
        response = HttpResponse(
            content_type=f"{content_type}; charset=utf-8",
            headers={
                "Content-Disposition": f'inline; filename="{filename}"',
                "Cache-Control": "public, max-age=300",
                "Vary": "Accept-Encoding",
                "ETag": self._etag(tag),
            },
        )
        if self.last_modified is not None:
            response["Last-Modified"] = http_date(self.last_modified)
        answer = get_conditional_response(
            self.request, response["ETag"], self.last_modified, response
        )
        if answer is response:
            self._fill(response, body or write())
        return answer or response

    def _fill(self, response: HttpResponse, body: bytes) -> None:
        response["ETag"] = self._etag(_hash(body))  # the bytes that leave, whatever was remembered
        if self._zipped:
            body = gzip.compress(body, GZIP_LEVEL, mtime=0)
            response["Content-Encoding"] = "gzip"
        response.content = body

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
