"""A resource as bibliographies write it: RIS, BibTeX, the Highwire tags of its page. No request.

RIS is what Zotero, Mendeley and EndNote all read: one TY first, one « ER  - » last, CRLF, UTF-8
without a byte order mark. BibTeX counts braces even where they are escaped, so a brace of the text
is written by its name.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings

from vocabulary.models import ResourceType

RIS_TYPE = "application/x-research-info-systems"
BIBTEX_TYPE = "application/x-bibtex"


@dataclass(frozen=True)
class Form:
    """What a kind of document is called by those who exchange notices."""

    ris: str
    bibtex: str
    schema: str  # schema.org
    dcmi: str  # https://www.dublincore.org/specifications/dublin-core/dcmi-type-vocabulary/


FORMS = {
    ResourceType.Citation.BOOK: Form("BOOK", "book", "Book", "Text"),
    ResourceType.Citation.REPORT: Form("RPRT", "techreport", "Report", "Text"),
    ResourceType.Citation.ARTICLE: Form("MGZN", "article", "Article", "Text"),
    ResourceType.Citation.WEBPAGE: Form("ELEC", "misc", "WebPage", "Text"),
    ResourceType.Citation.VIDEO: Form("VIDEO", "misc", "VideoObject", "MovingImage"),
    ResourceType.Citation.AUDIO: Form("SOUND", "misc", "AudioObject", "Sound"),
    ResourceType.Citation.OBJECT: Form("GEN", "misc", "CreativeWork", "PhysicalObject"),
}
# Who publishes, in the words of each kind of BibTeX entry
PUBLISHER = {"book": "publisher", "techreport": "institution", "article": "journal"}

NAMED = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{letter: f"\\{letter}" for letter in "&%$#_"},
}
NAMES = str.maketrans(NAMED)
NO_BRACE = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})  # an address is not escaped
# C0, C1, and what Python takes for the end of a line
UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def form(resource) -> Form:
    return FORMS[ResourceType.Citation(resource.type.cited_as)]


def authors(text: str) -> list[str]:
    """« Nom, Prénom » for a person, a whole name for anybody else; semicolons part them.

    >>> authors("Pikler, Emmi ; Ministère de la Famille ;")
    ['Pikler, Emmi', 'Ministère de la Famille']
    """
    return [name for part in text.split(";") if (name := one_line(part))]


def one_line(text: object) -> str:
    return " ".join(UNPRINTABLE.sub(" ", str(text)).split())


def address(resource) -> str:
    return settings.SITE_URL + resource.get_absolute_url()


def keywords(resource) -> list[str]:
    terms = [*resource.themes.all(), *resource.tags.all()]
    return list(dict.fromkeys(word for term in terms if (word := one_line(term))))


def ris(resources: Iterable) -> str:
    return "".join(map(_ris, resources))


def _ris(resource) -> str:
    lines = [(tag, one_line(value)) for tag, value in _ris_fields(resource) if value]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in lines) + "ER  - \r\n"


def _ris_fields(resource) -> Iterator[tuple[str, object]]:
    yield "TY", form(resource).ris
    yield "ID", resource.slug
    yield "TI", resource.title
    for name in authors(resource.author):
        yield "AU", name
    yield "PY", resource.year
    yield "PB", resource.publisher
    yield "SN", resource.isbn
    yield "LA", resource.language
    yield "AB", resource.summary
    for word in keywords(resource):
        yield "KW", word
    yield "M3", resource.type.label
    yield "UR", address(resource)


def bibtex(resources: Iterable) -> str:
    return "\n".join(map(_bibtex, resources))


def _bibtex(resource) -> str:
    kind = form(resource).bibtex
    fields = [
        ("title", f"{{{_escaped(resource.title)}}}"),  # twice: capitals are kept
        ("author", " and ".join(_bibtex_name(name) for name in authors(resource.author))),
        (PUBLISHER.get(kind, "howpublished"), _escaped(resource.publisher)),
        ("year", str(resource.year or "")),
        ("isbn", _escaped(resource.isbn)),
        ("language", _escaped(resource.language)),
        ("abstract", _escaped(resource.summary)),
        ("keywords", _escaped(", ".join(word.replace(",", " ") for word in keywords(resource)))),
        ("url", address(resource).translate(NO_BRACE)),
    ]
    lines = [f"  {name} = {{{value}}}" for name, value in fields if value]
    return "@{}{{{},\n{}\n}}\n".format(kind, resource.slug, ",\n".join(lines))


def _bibtex_name(name: str) -> str:
    """In braces, a whole name keeps its words together; « and » in it parts nobody."""
    family, comma, given = name.partition(",")
    if comma and family.strip() and given.strip():
        return f"{{{_escaped(family)}}}, {{{_escaped(given)}}}"
    return f"{{{_escaped(name)}}}"


def _escaped(text: object) -> str:
    return one_line(text).translate(NAMES)


def highwire(resource) -> list[tuple[str, str]]:
    """The meta tags that search engines of research and reference managers read on its page."""
    files = [file for file in resource.files.all() if file.kind == "pdf"]
    tags = [
        ("citation_title", resource.title),
        *(("citation_author", name) for name in authors(resource.author)),
        ("citation_publication_date", resource.year),
        ("citation_publisher", resource.publisher),
        ("citation_isbn", resource.isbn),
        ("citation_language", resource.language),
        *(("citation_keywords", word) for word in keywords(resource)),
        ("citation_abstract_html_url", address(resource)),
        *(("citation_pdf_url", settings.SITE_URL + file.document.url) for file in files[:1]),
    ]
    return [(name, one_line(value)) for name, value in tags if value]


def sentence(resource) -> str:
    """For whoever copies it by hand: « Pikler, Emmi. Se mouvoir en liberté. PUF, 1979. »"""
    names = " ; ".join(authors(resource.author))
    published = ", ".join(filter(None, [resource.publisher, str(resource.year or "")]))
    parts = [part.rstrip(".") for part in (names, resource.title, published) if part]
    return one_line(". ".join(parts)) + "."
