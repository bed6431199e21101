"""A report as a file that a spreadsheet opens: a sheet of figures, then one for each table."""

from collections.abc import Sequence

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from reports.figures import Figures
from reports.tables import LEAST, Table
from tables.writing import harmless, xlsx

WITHHELD = f"moins de {LEAST}, ou non dit"

Cell = str | int | float


def answer(figures: Figures, about: Sequence[tuple[str, str]], name: str) -> HttpResponse:
    """`about`: what these figures are of, in words, at the head of the first sheet."""
    book = Workbook(write_only=True)
    _sheet(book, "Bilan", ("", ""), [*about, *headlines(figures)])
    for table in figures.tables:
        timed = ("minutes",) if table.timed else ()
        _sheet(book, table.title[:31], ("", "personnes", *timed), _rows(table))
    return xlsx(book, name)


def headlines(figures: Figures) -> list[tuple[str, Cell]]:
    return [
        ("Séances tenues ou prévues", figures.held),
        ("Séances annulées", figures.cancelled),
        ("Inscriptions", said(figures.registrations.total)),
        ("Personnes venues", said(figures.people.total)),
        ("dont sans inscription (venues)", said(figures.walk_ins)),
        ("Structures", figures.structures),
        ("Minutes de présence", said(figures.minutes)),
    ]


def said(number: int | None) -> Cell:
    return WITHHELD if number is None else number


def _rows(table: Table) -> list[tuple[Cell, ...]]:
    rows = [
        (row.label, said(row.people), *((said(row.minutes),) if table.timed else ()))
        for row in table.rows
    ]
    total = [("total", said(table.total))] if not table.timed else []
    return [*rows, *total]


def _sheet(
    book: Workbook, title: str, headings: Sequence[str], rows: Sequence[Sequence[Cell]]
) -> None:
    sheet = book.create_sheet(title)
    heads = [WriteOnlyCell(sheet, heading) for heading in headings]
    for cell in heads:
        cell.font = Font(bold=True)
    sheet.append(heads)
    for row in rows:
        sheet.append([harmless(cell) if isinstance(cell, str) else cell for cell in row])
