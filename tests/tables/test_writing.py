"""A table that is exported runs nothing in the spreadsheet that opens it."""

import pytest

from tables.writing import harmless


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "  ="])
def test_a_cell_never_starts_like_a_formula(start):
    assert harmless(f"{start}1+1") == f"'{start}1+1"


def test_a_character_that_no_spreadsheet_may_hold_is_dropped():
    assert harmless("Jean\x00 \x0bPaul") == "Jean Paul"
