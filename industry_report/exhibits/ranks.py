"""Ranked dots with their range: what comes first, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping

import pandas

from industry_report.exhibits import describe
from industry_report.exhibits.drawing import Drawing, plotted, present, styled
from industry_report.exhibits.scale import Scale
from industry_report.exhibits.sheet import LEADING, Sheet

#: Height of a row, in parts of the size of its text.
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
    most: float,
    least: float,
    enough: str,
) -> Drawing:
    """Values with their ranges in the order of ``data``, a row each, below the heads of groups.

    ``looks`` gives the look of each verdict, which is written beside its row. The scale reaches
    from 1 to ``most``, the highest level; a line stands at ``least``, from which on it is
    ``enough``.
    """
    data = present(data, value)
    sheet = Sheet()
    weight = {"weight": "bold"}
    left = min(NAMES * sheet.width, sheet.extent(data[label], sheet.label)) + SPACE
    right = sheet.extent(data[verdict], **weight) + SPACE
    scale = Scale.over(left, sheet.width - right, [most], start=1)
    row, y = ROW * sheet.note, LEADING * sheet.note + 2
    sheet.write(scale.within(sheet, least, enough), y / 2 - 2, enough, ha="center", role="target")
    top = y
    for name, part in data.groupby(group, sort=False):
        sheet.write(0, y + row / 2, name, size=sheet.label, weight="bold")
        y += row
        scale.grid(sheet, y, y + row * len(part))
        for one in part.to_dict("records"):
            cell, look = one[value], looks[one[verdict]]
            middle = y + row / 2
            low, high = (scale.x(float(end)) for end in (cell.interval.lo, cell.interval.hi))
            sheet.boxes([(low, middle - THICK / 2, high - low, THICK)], "span")
            sheet.mark(scale.x(cell.number), middle, "o", DOT, look)
            sheet.write(left - SPACE, middle, one[label], ha="right", size=sheet.label)
            sheet.write(sheet.width, middle, one[verdict], ha="right", **weight)
            y += row
        y += 0.3 * row
    sheet.line((scale.x(least), top), (scale.x(least), y), role="target", linewidth=1.2)
    table = plotted(data).assign(
        low=[float(cell.interval.lo) for cell in data[value]],
        high=[float(cell.interval.hi) for cell in data[value]],
    )
    said = describe.values("ranks", data, [group, label], value)
    return Drawing(sheet.close(scale.figures(sheet, y)), table, said)
