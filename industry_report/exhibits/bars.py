"""Charts of horizontal bars."""

from __future__ import annotations

import pandas
from matplotlib.axes import Axes

from industry_report.exhibits import describe, marks, style
from industry_report.exhibits.drawing import (
    Drawing,
    canvas,
    plotted,
    present,
    styled,
)

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
