"""Charts of horizontal bars."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas
from matplotlib.axes import Axes

from industry_report.exhibits import describe, marks, style
from industry_report.exhibits.drawing import (
    Drawing,
    canvas,
    distinct,
    plotted,
    present,
    styled,
)
from industry_report.numbers.quantity import Quantity

BAR_INCHES = 0.34


@styled
def bars(
    data: pandas.DataFrame, label: str, value: str, focus: str = "", mark: float | None = None
) -> Drawing:
    """Bars in the order given, the value written at each end.

    The one labelled ``focus`` is coloured.
    ``mark`` draws a line across the bars at a value that they are to be seen against.
    """
    data = present(data, value)
    figure, axes = canvas(0.45 + BAR_INCHES * len(data))
    _bars_on(axes, data, label, value, focus)
    if mark is not None:
        axes.axvline(mark, color=style.TARGET, linewidth=1.6, zorder=3)
    keys = marks.status_keys(data[value], style.FOCUS)
    if keys:
        axes.legend(handles=keys, loc="lower right", bbox_to_anchor=(1, 1), ncols=len(keys))
    return Drawing(figure, plotted(data), describe.values("bars", data, [label], value))


def _bars_on(axes: Axes, data: pandas.DataFrame, label: str, value: str, focus: str) -> None:
    cells, names = list(data[value]), [str(name) for name in data[label]]
    for place, (name, cell) in enumerate(zip(names, cells, strict=True)):
        colour, weight = style.QUIET, "normal"
        if name == focus:
            weight = "bold"
        if focus in ("", name):
            colour = style.FOCUS
        marks.bar(axes, place, cell, 0.68, colour)
        marks.write_at_end(axes, cell, place, weight=weight)
    marks.name_rows(axes, names)
    axes.spines["left"].set_visible(False)
    marks.scale(axes, cells, below=0.16, above=0.2)


@styled
def panels(
    data: pandas.DataFrame,
    panel: str,
    label: str,
    value: str,
    focus: str = "",
    shared: bool = False,
) -> Drawing:
    """Small multiples of bars, one panel a measure, each on a scale of its own (units may differ).

    With ``shared`` all panels have one scale: for one measure in several periods.
    """
    data = present(data, value)
    names = distinct(data[panel])
    parts = [data[data[panel].map(str) == name].reset_index(drop=True) for name in names]
    height = sum(0.42 + BAR_INCHES * len(part) for part in parts)
    ratios = [0.5 + len(part) for part in parts]
    figure, grid = canvas(height, nrows=len(parts), squeeze=False, height_ratios=ratios)
    for axes, name, part in zip(grid[:, 0], names, parts, strict=True):
        _bars_on(axes, part, label, value, focus)
        axes.set_title(name, loc="left", size=style.head(), weight="bold")
    if shared:
        _share_scale(grid[:, 0])
    return Drawing(figure, plotted(data), describe.values("panels", data, [panel, label], value))


def _share_scale(grid: Sequence[Axes]) -> None:
    lows, highs = zip(*(axes.get_xlim() for axes in grid), strict=True)
    for axes in grid:
        axes.set_xlim(min(lows), max(highs))


@styled
def grouped(data: pandas.DataFrame, label: str, group: str, value: str) -> Drawing:
    """Clusters of bars: one cluster a ``label``, one colour a ``group`` (at most five)."""
    data = present(data, value)
    labels, groups = distinct(data[label]), distinct(data[group])
    figure, axes = canvas(0.6 + 0.26 * len(data) + 0.12 * len(labels))
    step = 1 / (len(groups) + 0.6)
    for row in data.to_dict("records"):
        member = groups.index(str(row[group]))
        place = labels.index(str(row[label])) + (member - (len(groups) - 1) / 2) * step
        marks.bar(axes, place, row[value], step * 0.9, style.SERIES[member])
        marks.write_at_end(axes, row[value], place, size=style.note())
    marks.name_rows(axes, labels)
    marks.scale(axes, data[value], below=0.2, above=0.25)
    unlike = [cell for cell in data[value] if cell.status != "observed"]
    keys = marks.series_keys(groups) + marks.status_keys(unlike, style.QUIET)
    marks.legend(axes, keys, len(keys))
    return Drawing(figure, plotted(data), describe.values("grouped", data, [label, group], value))


@styled
def stacked(data: pandas.DataFrame, label: str, part: str, value: str) -> Drawing:
    """Parts of a whole: one bar a ``label``, one segment a ``part``, each with its value."""
    data = present(data, value)
    labels, parts = distinct(data[label]), distinct(data[part])
    figure, axes = canvas(0.7 + 0.5 * len(labels))
    ends = dict.fromkeys(labels, 0.0)
    sums = data[value].map(lambda cell: cell.number).groupby(data[label].map(str)).sum()
    for row in data.to_dict("records"):
        name, cell = str(row[label]), row[value]
        colour = style.SERIES[parts.index(str(row[part]))]
        wide = cell.number > 0.09 * sums.max()
        _segment(axes, labels.index(name), cell, ends[name], colour, wide)
        ends[name] += cell.number
    marks.name_rows(axes, labels)
    axes.set_ylim(len(labels) - 0.5, -0.7)
    axes.set_xlim(0, sums.max() * 1.06)
    axes.set_xticks([])
    marks.legend(axes, marks.series_keys(parts), min(4, len(parts)))
    return Drawing(figure, plotted(data), describe.values("stacked", data, [label, part], value))


def _segment(axes: Axes, place: int, cell: Quantity, start: float, colour: str, wide: bool) -> None:
    """One part of a stacked bar: its value inside where it is wide enough, else above its end."""
    solid = cell.status == "observed"
    looks = style.bar_style(cell.status, colour)
    if solid:
        looks["edgecolor"] = style.PAPER
    axes.barh(place, cell.number, left=start, height=0.55, **looks)
    if not wide:
        marks.write(axes, str(cell), (start + cell.number, place), (4, 21), color=colour)
        return
    text: dict[str, Any] = {"color": style.PAPER}
    if not solid:  # hatching must not run through the figures
        text = {"color": colour, "bbox": {"facecolor": style.PAPER, "linewidth": 0, "pad": 1.5}}
    marks.write(axes, str(cell), (start + cell.number / 2, place), (0, 0), ha="center", **text)
