"""The cells of a table: how a column is aligned."""

from decimal import Decimal

import pytest

from industry_report.cells import alignment
from industry_report.words.phrase import Number, Said

ONE = Decimal(1)


def said(text: str) -> Said:
    """Words, or a number: bare, or with words after it."""
    digits = text.split(" ")[0]
    numbers = (Number(0, len(digits), "", ONE, ONE, ()),) if digits[:1].isdigit() else ()
    return Said(text, numbers, ("value",) if text == "none" else ())


@pytest.mark.parametrize(
    ("column", "side"),
    [
        (["5%", "7%", "9%"], "right"),
        (["5%", "none", "none"], "right"),  # what is missing is a dash
        (["5%", "7 (2021)", "8 (2022)"], "right"),
        (["5%", "no base figure"], "right"),
        (["5%", "no base figure", "only a bound"], "left"),
        (["7 (2021)", "8 (2022)"], "left"),
        (["words"], "left"),
        ([], "left"),
    ],
)
def test_a_column_of_numbers_stands_right_unless_more_cells_are_words(column, side):
    assert alignment(map(said, column)) == side
