"""Lists of the library as files: CSV and XLSX for spreadsheets, RIS and BibTeX to cite."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from django.http import HttpResponse

from resources import citations, notices
from resources.models import Resource
from tables import writing

BATCH = 500  # resources read at once


def _table(write: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    def written(resources: Iterable, name: str) -> HttpResponse:
        headings = [*notices.HEADINGS, "page"]
        rows = ([*notices.row(each), citations.address(each)] for each in resources)
        return write(headings, rows, name)

    return written


def ris(resources: Iterable, name: str) -> HttpResponse:
    text = citations.ris(resources).encode()
    return writing.download(text, f"{citations.RIS_TYPE}; charset=utf-8", f"{name}.ris")


def bibtex(resources: Iterable, name: str) -> HttpResponse:
    text = citations.bibtex(resources).encode()
    return writing.download(text, f"{citations.BIBTEX_TYPE}; charset=utf-8", f"{name}.bib")


FORMATS = {
    "csv": _table(writing.as_csv),
    "xlsx": _table(writing.as_xlsx),
    "ris": ris,
    "bib": bibtex,
}


def in_order(pks: Iterable[int]) -> Iterator[Any]:
    """These resources, a batch at a time, in the order of the list."""
    rest = iter(pks)
    while batch := list(islice(rest, BATCH)):
        rows = Resource.objects.for_exporting().in_bulk(batch)
        yield from (rows[pk] for pk in batch if pk in rows)


COPY_COLUMNS: dict[str, Callable[[Any], Any]] = {
    "code": lambda copy: copy.code,
    "ressource": lambda copy: copy.resource.title,
    "organisme": lambda copy: copy.holder,
    "où": lambda copy: copy.place,
    "état": lambda copy: copy.state[0],
    "retour prévu": lambda copy: copy.due_on and f"{copy.due_on:%d/%m/%Y}",
    "note": lambda copy: copy.note,
}
LOAN_COLUMNS: dict[str, Callable[[Any], Any]] = {
    "exemplaire": lambda loan: loan.copy.code,
    "ressource": lambda loan: loan.copy.resource.title,
    "emprunté par": lambda loan: loan.borrower if loan.named else "",
    "prêté le": lambda loan: f"{loan.lent_on:%d/%m/%Y}",
    "à rendre le": lambda loan: f"{loan.due_on:%d/%m/%Y}",
    "rendu le": lambda loan: loan.returned_on and f"{loan.returned_on:%d/%m/%Y}",
    "état": lambda loan: loan.state[0],
}


def listed(columns: dict[str, Callable[[Any], Any]], rows: Iterable, kind: str, name: str):
    """A list of the back office, `columns` by `rows`, as « csv » or « xlsx »."""
    cells = ([says(each) for says in columns.values()] for each in rows)
    return writing.FORMATS[kind](columns, cells, name)
