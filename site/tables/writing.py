"""Tables as files that a spreadsheet opens safely.

A cell that starts like a formula would be run by the program that opens the file: such a cell gets
an apostrophe in front, in every format. https://owasp.org/www-community/attacks/CSV_Injection
"""

import csv
from collections.abc import Iterable
from io import BytesIO, StringIO
from typing import Any

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST = 32_767  # characters that a cell of a spreadsheet may hold

Rows = Iterable[Iterable[Any]]


def harmless(value: Any) -> str:
    """
    >>> harmless("=HYPERLINK(A1)"), harmless("Marie"), harmless(None)
    ("'=HYPERLINK(A1)", 'Marie', '')
    """
    text = ILLEGAL_CHARACTERS_RE.sub("", "" if value is None else str(value))[: LONGEST - 1]
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text


def as_csv(headings: Iterable[Any], rows: Rows, name: str) -> HttpResponse:
    """What French Excel expects: semicolons, and a byte order mark to announce UTF-8."""
    text = StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(map(harmless, headings))
    writer.writerows(map(harmless, row) for row in rows)
    return download(text.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", f"{name}.csv")


def as_xlsx(headings: Iterable[Any], rows: Rows, name: str) -> HttpResponse:
    book = Workbook(write_only=True)
    fill(book.create_sheet("Liste"), headings, rows)
    return xlsx(book, name)


def fill(sheet: Any, headings: Iterable[Any], rows: Rows) -> None:
    """A sheet of a write-only book, whose first line is kept in sight."""
    sheet.freeze_panes = "A2"
    titles = [WriteOnlyCell(sheet, harmless(heading)) for heading in headings]
    for cell in titles:
        cell.font = Font(bold=True)
    sheet.append(titles)
    for row in rows:
        sheet.append([harmless(value) for value in row])


def xlsx(book: Workbook, name: str) -> HttpResponse:
    content = BytesIO()
    book.save(content)
    return download(content.getvalue(), XLSX_TYPE, f"{name}.xlsx")


FORMATS = {"csv": as_csv, "xlsx": as_xlsx}


def download(content: bytes, content_type: str, name: str) -> HttpResponse:
    """Lists may name people: nobody between the server and the reader keeps a copy."""
    return HttpResponse(
        content,
        content_type=content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store, private",
        },
    )
