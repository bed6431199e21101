"""What no log may hold: the personal links, the addresses of personal calendars, the links to
reserved seats and the codes of attestations, which open to whoever reads them."""

import logging
import re

PERSONAL = re.compile(
    r"(/inscriptions/|/mon-espace/agenda/|/agenda/places/|/attestations/|/presence/(?:ici/)?)[^/?#\s\"']+"
)


def without_tokens(text):
    """
    >>> without_tokens("GET /inscriptions/s3cr3t/annuler/ HTTP/1.1")
    'GET /inscriptions/…/annuler/ HTTP/1.1'
    >>> without_tokens("GET /mon-espace/agenda/s3cr3t.ics HTTP/1.1")
    'GET /mon-espace/agenda/… HTTP/1.1'
    >>> without_tokens("Not Found: /agenda/places/s3cr3t/")
    'Not Found: /agenda/places/…/'
    >>> without_tokens("POST /presence/ici/s3cr3t/ HTTP/1.1")
    'POST /presence/ici/…/ HTTP/1.1'
    """
    return PERSONAL.sub(r"\1…", text)


class HideTokens(logging.Filter):
    def filter(self, record):
        record.msg, record.args = without_tokens(record.getMessage()), None
        return True
