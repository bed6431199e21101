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
from events.wording import children_in_words

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")

COLUMNS = [
    "rendez-vous",
    "séance",
    "lieu",
    "état",
    "participation",
    "prénom",
    "nom",
    "adresse électronique",
    "téléphone",
    "métier",
    "commune",
    "structure",
    "enfants",
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


def asked(registrations: Iterable[Registration]) -> dict[str, str]:
    """The questions that these people answered, by key, in the words of the last time."""
    return {answer["key"]: answer["question"] for row in registrations for answer in row.answers}


def headings(questions: dict[str, str]) -> list[str]:
    return [*COLUMNS, *map(harmless, questions.values())]


def row(registration: Registration, questions: dict[str, str]) -> list[str]:
    session, person = registration.session, registration.person
    answers = {answer["key"]: answer["answer"] for answer in registration.answers}
    return [
        harmless(value)
        for value in (
            session.event.title,
            _local(session.starts_at),
            session.venue,
            registration.get_status_display(),
            registration.attends.label,
            registration.first_name,
            registration.last_name,
            person.email,
            person.phone,
            registration.profession,
            registration.commune,
            registration.structure,
            children_in_words(registration.children),
            registration.get_source_display(),
            _local(registration.created_at),
            *(answers.get(key) for key in questions),
        )
    ]


def as_csv(registrations: Iterable[Registration], name: str) -> HttpResponse:
    """What French Excel expects: semicolons, and a byte order mark to announce UTF-8."""
    rows = list(registrations)
    questions = asked(rows)
    text = StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(headings(questions))
    writer.writerows(row(registration, questions) for registration in rows)
    return _file(text.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", f"{name}.csv")


def as_xlsx(registrations: Iterable[Registration], name: str) -> HttpResponse:
    rows = list(registrations)
    questions = asked(rows)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Inscriptions")
    sheet.freeze_panes = "A2"
    titles = [WriteOnlyCell(sheet, title) for title in headings(questions)]
    for cell in titles:
        cell.font = Font(bold=True)
    sheet.append(titles)
    for registration in rows:
        sheet.append(row(registration, questions))
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
