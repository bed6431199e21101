"""Exports open in a spreadsheet without running anything, accents included."""

import csv
from datetime import UTC, datetime
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from events.exports import COLUMNS, as_csv, as_xlsx
from events.models import Registration
from tests.factories import PersonFactory, RegistrationFactory, SessionFactory


@pytest.fixture
def registration():
    return RegistrationFactory(
        session=SessionFactory(
            event__title="Atelier « pleurs »",
            venue__name="Maison d’Hélène",
            starts_at=datetime(2026, 10, 13, 17, 45, tzinfo=UTC),
        ),
        person=PersonFactory(
            first_name="Éléonore", last_name="=cmd|' /C calc'!A0", email="e@example.org"
        ),
        structure="+33 4 93; la crèche",
        children=[{"age": "1-2a", "label": "1 à 2 ans", "count": 2}],
        answers=[{"key": "a", "question": "=Une question ?", "answer": "@SUM(1)"}],
        created_at=datetime(2026, 1, 5, 8, 0, tzinfo=UTC),
    )


ROW = [
    "Atelier « pleurs »",
    "13/10/2026 19:45",
    "Maison d’Hélène",
    "place réservée",
    "sur place",
    "Éléonore",
    "'=cmd|' /C calc'!A0",
    "e@example.org",
    "",
    "",
    "",
    "'+33 4 93; la crèche",
    "2\xa0enfants (1 à 2 ans)",
    "sur le site",
    "05/01/2026 09:00",
    "'@SUM(1)",
]
TITLES = [*COLUMNS, "'=Une question ?"]


def test_csv_for_french_excel(registration):
    response = as_csv([registration], "atelier")

    assert response.content.startswith(b"\xef\xbb\xbf")
    text = response.content.decode("utf-8-sig")
    assert list(csv.reader(StringIO(text), delimiter=";")) == [TITLES, ROW]
    assert response["Content-Disposition"] == 'attachment; filename="atelier.csv"'
    assert response["Cache-Control"] == "no-store, private"


def test_xlsx_holds_text_and_no_formula(registration):
    response = as_xlsx([registration], "atelier")

    sheet = load_workbook(BytesIO(response.content)).active
    rows = [[cell.value or "" for cell in row] for row in sheet.rows]
    assert rows == [TITLES, ROW]
    assert {cell.data_type for row in sheet.rows for cell in row} <= {"s", "inlineStr", "n"}
    assert response["Content-Disposition"] == 'attachment; filename="atelier.xlsx"'


@pytest.mark.parametrize("count", [1, 3])
def test_an_export_takes_one_query(count, django_assert_num_queries):
    RegistrationFactory.create_batch(count)

    with django_assert_num_queries(1):
        response = as_csv(Registration.objects.for_listing(), "tout")

    assert response.content.decode("utf-8-sig").count("\r\n") == count + 1
