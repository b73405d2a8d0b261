"""Charts of horizontal bars."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas
from matplotlib.axes import Axes

from industry_report.exhibits import describe, style
from industry_report.exhibits.drawing import Drawing, are_later, canvas, plotted, present, styled
from industry_report.numbers.quantity import Quantity

BAR_INCHES = 0.34
#: Room for the labels below zero and beyond the greatest value, as shares of the scale.
BELOW, ABOVE = 0.16, 0.2


@styled
def bars(
    data: pandas.DataFrame,
    label: str,
    value: str,
    focus: str = "",
    known: str = "",
    later: str = "",
) -> Drawing:
    """Bars in the order given, the value at each end; the one labelled ``focus`` is coloured, those
    of which the column ``known`` says ``later`` are hollow."""
    data = present(data, value)
    figure, axes = canvas(0.45 + BAR_INCHES * len(data))
    cells, names = list(data[value]), [str(name) for name in data[label]]
    hollow = are_later(data, known, later)
    for place, (name, cell) in enumerate(zip(names, cells, strict=True)):
        colour, weight = style.QUIET, "normal"
        if name == focus:
            weight = "bold"
        if focus in ("", name):
            colour = style.FOCUS
        looks: dict[str, Any] = {"color": colour}
        if hollow[place]:
            looks = {"facecolor": style.PAPER, "edgecolor": colour}
        axes.barh(place, cell.number, height=0.68, **looks)
        _write(axes, cell, place, weight)
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.tick_params(axis="y", length=0)
    axes.spines[["left", "bottom"]].set_visible(False)
    _scale(axes, [cell.number for cell in cells])
    return Drawing(figure, plotted(data), describe.values("bars", data, [label], value))


def _write(axes: Axes, cell: Quantity, place: float, weight: str) -> None:
    """The value of a bar, just beyond its end."""
    shift, side = (4, 0), "left"
    if cell.number < 0:
        shift, side = (-4, 0), "right"
    looks: dict[str, Any] = {"ha": side, "va": "center", "size": style.label(), "weight": weight}
    at = (cell.number, place)
    axes.annotate(str(cell), at, shift, textcoords="offset points", **looks)


def _scale(axes: Axes, numbers: Iterable[float]) -> None:
    """From the least to the greatest value and zero, without figures: each stands at its mark."""
    numbers = [0.0, *numbers]
    low, high = min(numbers), max(numbers)
    spread = (high - low) or 1.0
    if low < 0:
        low -= BELOW * spread
    axes.set_xlim(low, high + ABOVE * spread)
    axes.set_xticks([])
    axes.axvline(0, color=style.QUIET, linewidth=0.8)
