"""What the catalogue of the Bibliothèque nationale de France knows of an ISBN: SRU, UNIMARC.

https://api.bnf.fr/fr/api-sru-catalogue-general – an answer is a list of records in MarcXchange; of
a title reissued, the most recent one is kept. Off where `BNF_SRU` is empty; whatever fails is said
in a sentence, and the form is filled in by hand.
"""

import re
import urllib.request
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPException
from urllib.parse import urlencode

from django.conf import settings

TIMEOUT = 5  # seconds: somebody waits
LARGEST = 2_000_000  # bytes
MARC = "{info:lc/xmlns/marcxchange-v2}"
SRW = "{http://www.loc.gov/zing/srw/}"
ROLES_OF_AUTHORS = {"", "070", "440", "730", "340", "205", "080"}
"""UNIMARC relators: author, illustrator, translator, editor, contributor, prefacer; or unsaid."""
LANGUAGES = {
    "fre": "fr",
    "eng": "en",
    "ita": "it",
    "spa": "es",
    "ger": "de",
    "por": "pt",
    "ara": "ar",
    "oci": "oc",
    "rus": "ru",
    "tur": "tr",
    "pol": "pl",
    "ukr": "uk",
    "chi": "zh",
    "jpn": "ja",
}
NON_SORTING = re.compile("[\x88\x89\x98\x9c]")  # around the article of a title


class Unanswered(Exception):
    """No notice; `str()` says why, and what to do."""


@dataclass(frozen=True)
class Notice:
    title: str
    author: str
    publisher: str
    year: int | None
    language: str
    summary: str


def is_on() -> bool:
    return bool(settings.BNF_SRU)


def look_up(isbn: str) -> Notice:
    """The notice of this ISBN (thirteen digits)."""
    if not is_on():
        raise Unanswered("La recherche par ISBN n’est pas en service ici.")
    return read(_fetch(isbn))


def _fetch(isbn: str) -> bytes:
    query = {
        "version": "1.2",
        "operation": "searchRetrieve",
        "query": f'bib.isbn all "{isbn}"',
        "recordSchema": "unimarcxchange",
        "maximumRecords": "5",
    }
    address = f"{settings.BNF_SRU}?{urlencode(query)}"
    try:
        # S310: the address is a setting of the place, and never what somebody typed.
        with urllib.request.urlopen(address, timeout=TIMEOUT) as answer:  # noqa: S310
            return answer.read(LARGEST)
    except (OSError, HTTPException, ValueError):
        raise Unanswered(
            "Le catalogue de la BnF ne répond pas. Remplissez la notice à la main."
        ) from None


def read(answer: bytes) -> Notice:
    if b"<!DOCTYPE" in answer or b"<!ENTITY" in answer:
        raise _unreadable()
    try:
        root = ET.fromstring(answer)  # noqa: S314 - neither a DTD nor an entity
    except ET.ParseError:
        raise _unreadable() from None
    if root.tag != f"{SRW}searchRetrieveResponse" or root.find(f".//{SRW}diagnostics") is not None:
        raise _unreadable()
    notices = [notice for record in root.iter(f"{MARC}record") for notice in _notice(record)]
    if not notices:
        raise Unanswered("La BnF n’a pas de notice pour cet ISBN. Remplissez-la à la main.")
    return max(notices, key=lambda notice: notice.year or 0)


def _unreadable() -> Unanswered:
    return Unanswered("La réponse de la BnF n’a pas pu être lue. Remplissez la notice à la main.")


def _notice(record: ET.Element) -> Iterator[Notice]:
    title = _first(record, "200", "a")
    if not title:
        return
    subtitle = _first(record, "200", "e")
    yield Notice(
        title=(f"{title} : {subtitle}" if subtitle else title)[:200],
        author=" ; ".join(_authors(record))[:200],
        publisher=_first(record, ("210", "214"), "c")[:200],
        year=_year(_first(record, ("210", "214"), "d")),
        language=LANGUAGES.get(_first(record, "101", "a"), "fr"),
        summary=_first(record, "330", "a")[:1000],
    )


def _authors(record: ET.Element) -> Iterator[str]:
    """Persons as « Nom, Prénom », then bodies under their whole name."""
    for field in _fields(record, ("700", "701", "702")):
        if _subfield(field, "4") in ROLES_OF_AUTHORS:
            yield ", ".join(filter(None, [_subfield(field, "a"), _subfield(field, "b")]))
    for field in _fields(record, ("710", "711", "712")):
        if _subfield(field, "4") in ROLES_OF_AUTHORS:
            yield ". ".join(filter(None, [_subfield(field, "a"), _subfield(field, "b")]))


def _year(text: str) -> int | None:
    """« DL 2021 », « cop. 1998 », « [2004] »."""
    found = re.search(r"(?<!\d)(1[5-9]|20)\d\d(?!\d)", text, re.ASCII)
    return int(found[0]) if found else None


def _fields(record: ET.Element, tags: tuple[str, ...]) -> Iterator[ET.Element]:
    for field in record.iterfind(f"{MARC}datafield"):
        if field.get("tag") in tags:
            yield field


def _first(record: ET.Element, tags: str | tuple[str, ...], code: str) -> str:
    tags = (tags,) if isinstance(tags, str) else tags
    return next(filter(None, (_subfield(field, code) for field in _fields(record, tags))), "")


def _subfield(field: ET.Element, code: str) -> str:
    for subfield in field.iterfind(f"{MARC}subfield"):
        if subfield.get("code") == code:
            return " ".join(NON_SORTING.sub("", subfield.text or "").split())
    return ""
