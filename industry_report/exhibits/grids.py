"""Tinted tables."""

from __future__ import annotations

from typing import Any

import numpy
import pandas
from matplotlib.colors import LinearSegmentedColormap, ListedColormap

from industry_report.exhibits import describe, style
from industry_report.exhibits.drawing import (
    Drawing,
    bare_canvas,
    distinct,
    plotted,
    present,
    styled,
)
from industry_report.exhibits.sheet import extent

#: Height of a row and of the heads, in inches; room beside the names, in points.
ROW, HEADS, SPACE = 0.25, 0.3, 10
#: How much of the colour covers the ground of the greatest value; the least has none. On that much
#: a number can be read, light and dark.
DEEPEST = 0.55


@styled
def heat(data: pandas.DataFrame, row: str, column: str, value: str) -> Drawing:
    """Tinted cells with a number in each, without its unit; rows and columns as they first come."""
    data = present(data, value)
    rows, columns = distinct(data[row]), distinct(data[column])
    numbers = numpy.full((len(rows), len(columns)), numpy.nan)
    for name, head, cell in zip(data[row], data[column], data[value], strict=True):
        numbers[rows.index(str(name)), columns.index(str(head))] = cell.number
    figure = bare_canvas(HEADS + ROW * len(rows))
    width, height = figure.get_size_inches()
    left = (max(map(extent, rows)) * style.label() + SPACE) / 72 / width
    axes = figure.add_axes((left, 0, 1 - left, 1 - HEADS / height))
    shades = [(style.FOCUS, 0.0), (style.FOCUS, DEEPEST)]
    for tints in (ListedColormap([style.BAND]), LinearSegmentedColormap.from_list("", shades)):
        axes.pcolormesh(numbers, cmap=tints, edgecolors=style.PAPER, linewidth=0.8)
    for (down, across), number in numpy.ndenumerate(numbers):
        if not numpy.isnan(number):
            looks: dict[str, Any] = {"ha": "center", "va": "center", "size": style.note()}
            axes.text(across + 0.5, down + 0.5, f"{number:,g}", **looks)
    axes.invert_yaxis()
    axes.xaxis.tick_top()
    axes.tick_params(length=0, labelsize=style.label())
    axes.tick_params(axis="x", labelsize=style.note())
    axes.set_xticks(numpy.arange(len(columns)) + 0.5, columns)
    axes.set_yticks(numpy.arange(len(rows)) + 0.5, rows)
    axes.spines[:].set_visible(False)
    return Drawing(figure, plotted(data), describe.values("heat", data, [row, column], value))
