"""What no log may hold: the personal links, which open a registration to whoever reads them."""

import logging
import re

PERSONAL = re.compile(r"(/inscriptions/)[^/?#\s\"']+")


def without_tokens(text):
    """
    >>> without_tokens("GET /inscriptions/s3cr3t/annuler/ HTTP/1.1")
    'GET /inscriptions/…/annuler/ HTTP/1.1'
    """
    return PERSONAL.sub(r"\1…", text)


class HideTokens(logging.Filter):
    def filter(self, record):
        record.msg, record.args = without_tokens(record.getMessage()), None
        return True
