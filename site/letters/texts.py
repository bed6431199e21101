"""The words of letters: a subject and paragraphs in plain text, with {variables}.

They say the same in the text and in the HTML of a letter. What fills them is never read as text of
ours: a name that holds braces or tags stays a name.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.html import urlize
from django.utils.safestring import SafeString, mark_safe

VARIABLE = re.compile(r"\{([^{}\n]*)\}")


@dataclass(frozen=True)
class Text:
    label: str  # what staff call this letter
    subject: str
    body: str


def unknown(text: str, known: Mapping[str, str]) -> list[str]:
    """The variables of a text that nothing will fill.

    >>> unknown("Bonjour {prénom}, {nimporte} {prénom}", {"prénom": "…"})
    ['nimporte']
    """
    return [name for name in dict.fromkeys(VARIABLE.findall(text)) if name not in known]


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text, each variable replaced once: what replaces it is not read again.

    >>> fill("Bonjour {prénom} {x}", {"prénom": "{nom}", "nom": "Simone"})
    'Bonjour {nom} {x}'
    """
    return VARIABLE.sub(lambda found: values.get(found[1], found[0]), text)


def paragraphs(text: str, values: Mapping[str, str]) -> list[str]:
    """The filled paragraphs; one that its variables leave empty is not there.

    >>> paragraphs("Bonjour {prénom},\\n\\n{x}\\n\\nÀ bientôt.", {"prénom": "A", "x": ""})
    ['Bonjour A,', 'À bientôt.']
    """
    return [said for part in _parts(text) if (said := fill(part, values).strip())]


def html_paragraphs(text: str, values: Mapping[str, str]) -> list[SafeString]:
    """The same, escaped; addresses are links.

    >>> html_paragraphs("<b> {prénom}\\n{lien}", {"prénom": "<i>", "lien": "https://x.fr/"})
    ['&lt;b&gt; &lt;i&gt;<br><a href="https://x.fr/">https://x.fr/</a>']
    """
    return [
        mark_safe(urlize(said, autoescape=True).replace("\n", "<br>"))  # noqa: S308 (escaped by urlize)
        for said in paragraphs(text, values)
    ]


def _parts(text: str) -> list[str]:
    return re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
