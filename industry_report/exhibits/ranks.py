"""Ranked dots with their range: what comes first, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pandas

from industry_report.exhibits import describe
from industry_report.exhibits.drawing import Drawing, plotted, present, styled
from industry_report.exhibits.progress import bound_sign
from industry_report.exhibits.scale import Scale
from industry_report.exhibits.sheet import ASIDE, LEADING, Sheet
from industry_report.words.language import WrittenQuantity

#: Height of a row on a wide sheet, in parts of the size of its text.
ROW = 2.0
#: Share of a wide sheet that the names of the rows take at most, and the space beside them.
NAMES, SPACE = 0.5, 12
#: The diameter of a dot, and the thickness of a range, in points.
DOT, THICK = 8, 3.5


@styled
def ranks(
    data: pandas.DataFrame,
    group: str,
    label: str,
    value: str,
    verdict: str,
    looks: Mapping[str, str],
    least: float,
    enough: str,
    told: str = "",
    block: str = "",
    start: float = 0,
    most: float = 0,
) -> Drawing:
    """Values with their ranges in the order of ``data``, a row each, below the heads of groups.

    ``looks`` gives the look of each verdict; ``told`` is written beside the row, which is the
    verdict unless it is named. A bound is a triangle that points to where the value may lie.
    Where ``block`` is not empty its rows stand below a head of their own.
    The scale reaches from ``start`` to the tick at ``most`` or beyond, and a line stands at
    ``least``, the value from which on it is ``enough``.
    """
    data = present(data, value)
    told = told or verdict
    sheet = Sheet()
    left, right = float(DOT), sheet.width - 2 * DOT
    if not sheet.narrow:
        left = min(NAMES * sheet.width, sheet.extent(data[label], sheet.label)) + SPACE
        right = sheet.width - sheet.extent(map(str, data[told]), weight="bold") - SPACE
    shown = [*(cell.number for cell in data[value]), least, most or least]
    scale = Scale.over(left, right, shown, start).reaching(sheet, max(shown))
    y = LEADING * sheet.note + 2
    sheet.write(scale.within(sheet, least, enough), y / 2 - 2, enough, ha="center", role="target")
    heads = list(map(str, data[block])) if block else [""] * len(data)
    for head, rows in data.groupby(heads, sort=False):
        y = _block(sheet, head, y)
        for name, part in rows.groupby(group, sort=False):
            y = _head(sheet, name, y)
            for one in part.to_dict("records"):
                words = (one[label], str(one[told]))
                y = _row(sheet, scale, y, words, one[value], looks[one[verdict]], least)
            y += 0.3 * ROW * sheet.note
    ends = {
        f"{value} ≥": [_finite(cell.interval.lo) for cell in data[value]],
        f"{value} ≤": [_finite(cell.interval.hi) for cell in data[value]],
    }
    said = describe.values("ranks", data, [group, label], value)
    return Drawing(sheet.close(scale.figures(sheet, y)), plotted(data).assign(**ends), said)


def _block(sheet: Sheet, head: str, y: float) -> float:
    """The head of a block below a rule, which one without a name does not have; gives its edge."""
    if not head:
        return y
    height = 1.6 * LEADING * sheet.label
    sheet.line((0, y), (sheet.width, y), role="quiet")
    sheet.write(0, y + height / 2, head, role="quiet", size=sheet.label)
    return y + height


def _head(sheet: Sheet, name: str, y: float) -> float:
    """The head of a group, in as many lines as it takes; gives its lower edge."""
    looks: dict[str, Any] = {"size": sheet.label, "weight": "bold"}
    lines = sheet.broken(name, sheet.width, **looks)
    height = sheet.height(lines, sheet.label) + 2
    sheet.write(0, y + height / 2, lines, va="center", **looks)
    return y + height


def _row(
    sheet: Sheet,
    scale: Scale,
    y: float,
    words: tuple[str, str],
    cell: WrittenQuantity,
    look: str,
    least: float,
) -> float:
    """The name of a row, its range with a dot, and what is told of it: beside, on a narrow sheet
    above the range; gives the lower edge.
    """
    row, name = ROW * sheet.note, words[0]
    bottom, beside, looks = y + row, scale.left - SPACE, {"ha": "right", "size": sheet.label}
    top = y
    if sheet.narrow:
        room = sheet.width - sheet.extent(words[1:], weight="bold") - SPACE
        name, beside, looks = sheet.broken(name, room), 0, {"va": "center"}
        top += row + LEADING * sheet.note * name.count("\n") - 1
        bottom = top + 1 + 1.4 * DOT
        y += (top - y - row + 1) / 2
    sheet.write(beside, y + row / 2, name, **looks)
    sheet.write(sheet.width, y + row / 2, words[1], ha="right", weight="bold")
    middle = (top + bottom) / 2
    scale.grid(sheet, top, bottom)
    sheet.line(
        (scale.x(least), top), (scale.x(least), bottom), role="target", linewidth=1.2, zorder=2.5
    )
    low, high = (scale.x(float(end)) for end in (cell.interval.lo, cell.interval.hi))
    sheet.boxes([(low, middle - THICK / 2, high - low, THICK)], "range")
    sign = bound_sign(cell)
    if (sign, look) == ("o", "nation"):  # as everywhere, a square
        sign = "s"
    sheet.mark(scale.x(cell.number) + ASIDE.get(sign, 0) * DOT, middle, sign, DOT, look)
    return bottom


def _finite(end: Decimal) -> float:
    """An end of an interval, NaN where there is no bound."""
    number = float(end)
    if math.isinf(number):
        return math.nan
    return number
