"""Dots on a plane: places by two values."""

from __future__ import annotations

import pandas
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from industry_report.exhibits import describe, style
from industry_report.exhibits.drawing import (
    PIXELS,
    Drawing,
    are_later,
    bare_canvas,
    plotted,
    present,
    styled,
)
from industry_report.exhibits.labels import Box, Labels
from industry_report.exhibits.sheet import extent
from industry_report.numbers.quantity import Quantity
from industry_report.words import Phrase

HEIGHT = 3.6  # inches
EDGES = (0.11, 0.14, 0.86, 0.82)  # shares of the canvas: left, bottom, width, height
DOT, FOCUS_DOT = 4.5, 8.0  # points


@styled
def scatter(
    data: pandas.DataFrame,
    place: str,
    one: str,
    two: str,
    focus: str = "",
    known: str = "",
    later: str = "",
) -> Drawing:
    """A dot a ``place``, ``one`` across, ``two`` upwards; ``focus`` is coloured and named first,
    those of which the column ``known`` says ``later`` are hollow."""
    data = present(data, one, two)
    figure = bare_canvas(HEIGHT)
    axes = figure.add_axes(EDGES)
    axes.grid()
    axes.set_xlabel(one)
    axes.set_ylabel(two)
    axes.margins(0.08)
    names = [str(name) for name in data[place]]
    dots = list(zip(names, data[one], data[two], strict=True))
    hollow = are_later(data, known, later)
    for (name, across, upwards), open_ in zip(dots, hollow, strict=True):
        colour, size, above = style.QUIET, DOT, 2
        if name == focus:
            colour, size, above = style.FOCUS, FOCUS_DOT, 3
        fill = style.PAPER if open_ else colour
        axes.plot(across.number, upwards.number, "o", color=colour, mfc=fill, ms=size, zorder=above)
    _name(figure, axes, sorted(dots, key=lambda dot: dot[0] != focus), focus)
    said = (Phrase("chart-pair", name=name, one=one, two=two) for name, one, two in dots)
    return Drawing(figure, plotted(data), describe.marks("scatter", said))


def _name(
    figure: Figure, axes: Axes, dots: list[tuple[str, Quantity, Quantity]], focus: str
) -> None:
    """Names beside their dots, where they touch nothing."""
    axes.set(xlim=axes.get_xlim(), ylim=axes.get_ylim())  # settles where the dots are
    points = 72 / PIXELS
    wide, high = (72 * inches for inches in figure.get_size_inches())
    frame = axes.get_window_extent()
    bounds = Box(*(points * edge for edge in (frame.x0, -frame.y1, frame.x1, -frame.y0)))
    places = Labels(bounds)
    values = [(across.number, upwards.number) for _, across, upwards in dots]
    middles = [(points * x, -points * y) for x, y in axes.transData.transform(values)]
    for middle in middles:
        places.mark(*middle, DOT)
    for (name, *_), middle in zip(dots, middles, strict=True):
        size = style.label()
        found = places.beside(middle, (extent(name) * size, size), FOCUS_DOT / 2)
        if found is None:
            continue
        colour = style.FOCUS if name == focus else style.QUIET
        at = found[0] / wide, -found[1] / high
        axes.annotate(
            name, at, xycoords="figure fraction", color=colour, size=size, ha="center", va="center"
        )
