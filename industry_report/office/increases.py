"""Columns of growth whose figures may be amounts: 增长 of 6.4 beside 51.9 and 58.3."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from industry_report.office import amounts, terms
from industry_report.office.amounts import Amount
from industry_report.office.cells import Cell
from industry_report.office.columns import Column, Name
from industry_report.office.heads import COUNTED
from industry_report.office.spans import year_before

PERCENT_SAID = re.compile("[%％]|百分")
#: Growth that may be a rate or a number, of what is counted in these units.
COUNTED_GROWTH = re.compile("(?:同?比?|[比较](?:上年|去年)(?:同期)?)(?:增长|增加)|比上年")
COUNTS = {"家", "个", "户", "万户", "人", "万人", "件", "座", "台", "项"}
#: What is a rate by its name.
RATE = re.compile("[速率]|速度|rate", re.IGNORECASE)
#: What is said of amounts as often as of rates, as 同比 and 增幅 are not.
GREW = re.compile("增长$")


def is_counted(name: str, unit: str) -> bool:
    """Whether a name or a unit says that things are counted: 企业数, 家."""
    counted = COUNTED.search(terms.bare(name)) is not None
    return counted or not COUNTS.isdisjoint((unit, *terms.brackets(name)))


def may_be_number(texts: Sequence[str], number: str) -> str:
    """The one of some words for a growth that may be a number as well as a rate of what is counted,
    where the ``number`` is whole; or "".
    """
    words = (one for one in texts if COUNTED_GROWTH.fullmatch(terms.bare(one)))
    return next(words, "") if number.lstrip("+-").isdigit() else ""


def may_be_amounts(
    rows: Sequence[Sequence[Cell]],
    columns: Mapping[int, Column],
    names: Mapping[int, Name],
    in_amounts: bool,
) -> set[int]:
    """The columns of growth that do not say that they are in per cent and that, by the levels of
    their year and of the year before, may be the difference of these. Without both of these levels
    they may be one where the title says that the table is ``in_amounts``.

    A rate in real terms fits neither the difference nor the rate of the levels.
    """
    found = set()
    for number, column in columns.items():
        if not column.growth or PERCENT_SAID.search("".join((*column.texts, column.unit))):
            continue
        pair = _levels(number, columns, names)
        if any(map(RATE.search, column.texts[-1:])):
            continue
        if pair is None:
            found |= {number} if in_amounts and GREW.search(column.texts[-1]) else set()
            continue
        fits = {_fit(row, number, *pair) for row in rows} - {None}
        if (True, False) in fits or fits == {(True, True)}:
            found.add(number)
    return found


def _levels(
    number: int, columns: Mapping[int, Column], names: Mapping[int, Name]
) -> tuple[int, int] | None:
    """The columns of what a growth is of, the year before and its own; None without both."""
    growth = columns[number]
    if growth.moment is None:
        return None
    levels = {}
    for at, one in columns.items():
        of_it = (one.region, names[at].text) == (growth.region, names[number].text)
        if of_it and one.moment and not (one.growth or one.skip or one.is_share):
            levels[one.moment.period] = at
    before, now = year_before(growth.moment.period), growth.moment.period
    return (levels[before], levels[now]) if {before, now} <= levels.keys() else None


def _fit(row: Sequence[Cell], *columns: int) -> tuple[bool, bool] | None:
    """Whether a growth is the difference of two levels, and whether it is their rate, as far as
    their digits tell; None where a row does not tell it. ``columns`` are those of the three.
    """
    words = [cell.text for at, cell in enumerate(row) if at not in columns]
    if max(columns) >= len(row) or any(map(_is_of_rate, words)):
        return None
    cells = [row[at] for at in columns]
    growth, first, second = (amounts.amount(cell.text) for cell in cells)
    if not (growth and first and second) or growth.unit or cells[0].unit:
        return None
    if not (growth.digits and first.digits and second.digits) or Decimal(first.digits) <= 0:
        return None
    change, before, now = (Decimal(one.digits) for one in (growth, first, second))
    if change == 0 or first.unit != second.unit:
        return None
    own, one, other = (_rounding(amount) for amount in (growth, first, second))
    rate = (now / before - 1) * 100
    off = own + (other + one * abs(now / before)) / before * 100
    return abs(change - (now - before)) <= own + one + other, abs(change - rate) <= off


def _is_of_rate(text: str) -> bool:
    """Whether a label says that its row is in per cent, or that of a rate."""
    return PERCENT_SAID.search(text) is not None or terms.is_rate(terms.bare(text))


def _rounding(amount: Amount) -> Decimal:
    """How far a number may be from the true one."""
    return Decimal(1).scaleb(-len(amount.digits.partition(".")[2])) / 2
