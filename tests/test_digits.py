"""The dataset agrees with itself wherever something in it can know a value: a second source, a sum, a
ratio, a growth rate, its neighbours in time. So a wrong digit shows without the accepted copy."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "benchmarks"))
import digits  # noqa: E402

#: What was measured, rounded down: rows with a witness, and wrong first digits of all rows caught.
WITNESSED, FIRST_DIGITS = 0.73, 0.64
#: Rows that a witness denies and that are right all the same: sources that contradict one another, a
#: GDP that was revised, years that did move that far.
KNOWN = Path(__file__).parent / "benchmarks" / "contradicted.txt"


@pytest.fixture(scope="module")
def found() -> digits.Witnesses:
    return digits.Witnesses()


@pytest.fixture(scope="module")
def before(found) -> dict[str, set[str]]:
    """The kinds of witnesses that deny each row."""
    return digits.contradicted(found)


def test_no_row_contradicts_another_but_those_that_are_known(before):
    known = set(KNOWN.read_text(encoding="utf-8").splitlines())
    denied = {f"{row} {kind}" for row, kinds in before.items() for kind in kinds}
    assert sorted(denied - known) == [], "a digit of these rows, or of those beside them, is wrong"
    assert sorted(known - denied) == [], "these agree: take them out of the list"


def test_for_two_thirds_of_the_rows_something_else_knows_the_value(found):
    table = digits.caught(found)
    assert (table["witnesses"] != "").mean() >= WITNESSED
    assert table["first"].mean() >= FIRST_DIGITS


#: A row as it begins, its first digit, a wrong one, and what knows better.
WRONG = [
    ("guangdong,rd_expenditure,2021,", "4", "9", "sum"),
    ("baotou,gdp,2021,", "3", "8", "growth"),
    ("baotou,industrial_growth_lead_nation,2022-01/2022-07,", "1", "7", "lead"),
    ("baotou,population,2012,", "2", "7", "people"),
    ("baotou,gdp_average_growth,2021-01/2024-12,", "8", "3", "mean"),
]


def test_a_wrong_digit_is_denied(before, tmp_path):
    for path in digits.DATA.iterdir():
        shutil.copy(path, tmp_path)
    path = tmp_path / "indicators.csv"
    text = path.read_text(encoding="utf-8")
    for row, old, new, _ in WRONG:
        assert f"\n{row}{old}" in text
        text = text.replace(f"\n{row}{old}", f"\n{row}{new}", 1)
    path.write_text(text, encoding="utf-8")
    denied = digits.contradicted(digits.Witnesses(tmp_path))
    found = {one: kinds - before.get(one, set()) for one, kinds in denied.items()}
    for row, _, _, kind in WRONG:
        begin = row.replace(",", "/")
        assert any(one.startswith(begin) and kind in kinds for one, kinds in found.items()), row
