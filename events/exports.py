"""Lists of registrations as files that a spreadsheet opens safely.

A cell that starts like a formula would be run by the program that opens the file: such a cell gets
an apostrophe in front, in every format. https://owasp.org/www-community/attacks/CSV_Injection
"""

import csv
from collections.abc import Iterable
from datetime import datetime
from io import BytesIO, StringIO
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from events.models import Registration

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")

COLUMNS = [
    "rendez-vous",
    "séance",
    "lieu",
    "état",
    "prénom",
    "nom",
    "adresse électronique",
    "téléphone",
    "métier",
    "commune",
    "structure",
    "réponse à la question",
    "origine",
    "demandée le",
]


def harmless(value: Any) -> str:
    """
    >>> harmless("=HYPERLINK(A1)"), harmless("Marie"), harmless(None)
    ("'=HYPERLINK(A1)", 'Marie', '')
    """
    text = ILLEGAL_CHARACTERS_RE.sub("", "" if value is None else str(value))
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text


def row(registration: Registration) -> list[str]:
    session, person = registration.session, registration.person
    return [
        harmless(value)
        for value in (
            session.event.title,
            _local(session.starts_at),
            session.venue,
            registration.get_status_display(),
            registration.first_name,
            registration.last_name,
            person.email,
            person.phone,
            registration.profession,
            registration.commune,
            registration.structure,
            registration.answer,
            registration.get_source_display(),
            _local(registration.created_at),
        )
    ]


def as_csv(registrations: Iterable[Registration], name: str) -> HttpResponse:
    """What French Excel expects: semicolons, and a byte order mark to announce UTF-8."""
    text = StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(COLUMNS)
    writer.writerows(row(registration) for registration in registrations)
    return _file(text.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", f"{name}.csv")


def as_xlsx(registrations: Iterable[Registration], name: str) -> HttpResponse:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Inscriptions")
    sheet.freeze_panes = "A2"
    headings = [WriteOnlyCell(sheet, title) for title in COLUMNS]
    for cell in headings:
        cell.font = Font(bold=True)
    sheet.append(headings)
    for registration in registrations:
        sheet.append(row(registration))
    content = BytesIO()
    book.save(content)
    return _file(
        content.getvalue(),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        f"{name}.xlsx",
    )


FORMATS = {"csv": as_csv, "xlsx": as_xlsx}


def _local(instant: datetime) -> str:
    return f"{timezone.localtime(instant):%d/%m/%Y %H:%M}"


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    """Names and addresses: nobody between the server and the reader keeps a copy."""
    return HttpResponse(
        content,
        content_type=content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store, private",
        },
    )
