"""XML as text, a value at a time: escaped, and without the characters that XML forbids."""

import re
from xml.sax.saxutils import escape, quoteattr

# https://www.w3.org/TR/xml/#charsets
ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def legal(text: object) -> str:
    r"""
    >>> legal("a\x00b\x0bc\ufffe")
    'abc'
    """
    return ILLEGAL.sub("", str(text))


def element(name: str, text: object = "", **attributes: object) -> str:
    """
    >>> element("dc:title", "Jeux & <cie>", lang="fr")
    '<dc:title lang="fr">Jeux &amp; &lt;cie&gt;</dc:title>'
    """
    return holding(name, escape(legal(text)), **attributes)


def holding(name: str, *elements: str, **attributes: object) -> str:
    """An element that holds others, which are written already."""
    said = "".join(f" {key}={quoteattr(legal(value))}" for key, value in attributes.items())
    return f"<{name}{said}>{''.join(elements)}</{name}>"
