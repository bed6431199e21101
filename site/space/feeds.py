"""How a calendar whose address is a secret is answered."""

import hashlib

from django.http import HttpResponse
from django.utils.cache import get_conditional_response

from events import ical


def answer(request, texts, *, name, description, url, filename):
    """The calendar, or 304 when its reader has these very bytes."""
    body = ical.feed(texts, name=name, description=description, url=url)
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response = HttpResponse(
        body,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'inline; filename="{filename}"', "ETag": etag},
    )
    return get_conditional_response(request, etag=etag, response=response)


def nothing():
    return HttpResponse(
        "Cette adresse n’ouvre rien : elle a été changée, fermée ou mal copiée.\n",
        status=404,
        content_type="text/plain; charset=utf-8",
    )
