"""Tables that people filled in, from CSV or XLSX: rows of plain text, with the line each is on."""

import csv
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

LIMIT = 10 * 1024 * 1024  # bytes
UNPACKED = 200 * 1024 * 1024  # bytes: an XLSX is a ZIP, and a small one may hide a huge one
ENCODINGS = ("utf-8-sig", "cp1252")  # what French Excel writes: one or the other
BROKEN = (
    InvalidFileException,
    zipfile.BadZipFile,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    OSError,
    SyntaxError,  # what is no XML
)


class Unreadable(Exception):
    """The file is no table; `str()` says why to whoever sent it."""


@dataclass(frozen=True)
class Table:
    headings: list[str]
    rows: list[tuple[int, list[str]]]  # the line in the file, then a cell for each heading


def read(content: bytes, name: str, most: int) -> Table:
    """The first sheet; lines that hold nothing are passed over."""
    if len(content) > LIMIT:
        raise Unreadable("Ce fichier est trop gros : 10 Mo au plus.")
    lines = _lines_of_xlsx(content) if content.startswith(b"PK") else _lines_of_csv(content, name)
    numbered = ((number, line) for number, line in enumerate(lines, 1) if any(line))
    first = next(numbered, None)
    if first is None:
        raise Unreadable("Ce fichier est vide.")
    headings = _without_tail(first[1])
    rows: list[tuple[int, list[str]]] = []
    for number, line in numbered:
        if len(rows) == most:
            raise Unreadable(f"Ce fichier a plus de {most} lignes : partagez-le en plusieurs.")
        rows.append((number, (line + [""] * len(headings))[: len(headings)]))
    return Table(headings, rows)


def _lines_of_csv(content: bytes, name: str) -> Iterator[list[str]]:
    if name.lower().endswith((".xls", ".ods", ".pdf", ".doc", ".docx")) or b"\0" in content:
        raise Unreadable(
            "Enregistrez ce tableau au format CSV ou XLSX, puis déposez-le de nouveau."
        )
    text = _decoded(content)
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    try:
        for line in csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True):
            yield [_plain(cell) for cell in line]
    except csv.Error:
        raise Unreadable(
            "Ce fichier CSV est mal formé : un guillemet n’est pas refermé. "
            "Enregistrez-le de nouveau depuis votre tableur."
        ) from None


def _decoded(content: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("Ce fichier n’est pas du texte : enregistrez-le au format « CSV UTF-8 ».")


def _lines_of_xlsx(content: bytes) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            if sum(each.file_size for each in archive.infolist()) > UNPACKED:
                raise Unreadable("Ce classeur est trop gros une fois ouvert.")
        book = load_workbook(BytesIO(content), read_only=True, data_only=True)
        for line in book.worksheets[0].iter_rows(values_only=True):
            yield _without_tail([_plain(cell) for cell in line])
    except IndexError:
        raise Unreadable("Ce classeur n’a pas de feuille.") from None
    except BROKEN:
        raise Unreadable("Ce classeur est abîmé : enregistrez-le de nouveau.") from None


def _plain(cell: Any) -> str:
    """What one reads in the cell; the apostrophe of `writing.harmless` is taken back."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    text = str(cell).replace("\0", "").strip()
    if text.startswith("'") and text[1:].lstrip(" ").startswith(("=", "+", "-", "@")):
        return text[1:]
    return text


def _without_tail(line: list[str]) -> list[str]:
    while line and not line[-1]:
        line.pop()
    return line
