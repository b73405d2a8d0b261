"""A chart as drawn: the canvas, the rows that are drawn, and what they say in words."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas
from matplotlib import figure as matplotlib_figure
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.layout_engine import ConstrainedLayoutEngine

from industry_report.exhibits import style
from industry_report.numbers.quantity import Quantity
from industry_report.words import Phrase

MARGIN = 0.12  # inches, left and right of a drawing
#: Pixels per inch of the raster picture: half as many again as a screen has, so that it is sharp.
PIXELS = 144


@dataclass(frozen=True)
class Drawing:
    """A chart: its matplotlib figure without words around it, what is plotted (one row a mark), and
    what a reader who does not see it needs to know.
    """

    canvas: matplotlib_figure.Figure
    data: pandas.DataFrame
    description: Phrase


class NothingToDraw(Exception):
    """No mark of a chart has a value; ``missing`` are the labels of those asked for."""

    def __init__(self, missing: Iterable[str]) -> None:
        self.missing = list(dict.fromkeys(missing))
        super().__init__(", ".join(self.missing))


def styled(chart: Callable[..., Drawing]) -> Callable[..., Drawing]:
    """Let a chart function draw in the report's style, in the form that ``width`` names.

    A chart that differs between forms has an argument ``width`` of its own; the sizes of its text
    and its canvas follow the form anyhow.
    """
    told = "width" in inspect.signature(chart).parameters

    @functools.wraps(chart)
    def draw(*arguments: object, width: str = style.WIDE, **options: Any) -> Drawing:
        if told:
            options["width"] = width
        with style.settings(width):
            return chart(*arguments, **options)

    return draw


def canvas(height: float, **grid: Any) -> tuple[matplotlib_figure.Figure, Axes]:
    """An empty canvas, ``height`` inches high, and its axes, fitted to what surrounds them."""
    empty = bare_canvas(height, layout=ConstrainedLayoutEngine(w_pad=MARGIN, h_pad=0.04))
    return empty, empty.subplots(**grid)


def bare_canvas(height: float, **options: Any) -> matplotlib_figure.Figure:
    """An empty canvas, ``height`` inches high and as wide as its form, for a chart that places its
    axes itself: nothing is measured, which is three times as fast.
    """
    size = (style.width(), height)
    empty = matplotlib_figure.Figure(figsize=size, dpi=PIXELS, **options)
    FigureCanvasAgg(empty)
    return empty


def present(data: pandas.DataFrame, *values: str) -> pandas.DataFrame:
    """The rows in which every one of ``values`` is there; NothingToDraw where there are none."""
    keep = [
        all(not cell.is_missing for cell in row)
        for row in data[list(values)].itertuples(index=False)
    ]
    if not any(keep):
        cells = [cell for name in values for cell in data[name] if cell.is_missing]
        raise NothingToDraw(str(cell.label) for cell in cells)
    return data[keep].reset_index(drop=True)


def plotted(data: pandas.DataFrame) -> pandas.DataFrame:
    """The data as numbers, in the digits that they bear, and texts: what a chart shows, to be
    published beside it.
    """
    return pandas.DataFrame({name: _published(list(data[name])) for name in data})


def _published(cells: list[Any]) -> list[object]:
    if any(isinstance(cell, Quantity) for cell in cells):
        return [
            cell.number if cell.is_missing else round(cell.number, cell.bears) for cell in cells
        ]
    return [str(cell) for cell in cells]


def are_later(data: pandas.DataFrame, known: str, later: str) -> list[bool]:
    """Of each row whether its column ``known``, if there is one, says ``later``."""
    return [bool(known) and str(cell) == later for cell in data[known or data.columns[0]]]


def distinct(cells: Iterable[object]) -> list[str]:
    """The texts of a column in the order in which they first come."""
    return list(dict.fromkeys(map(str, cells)))


def in_forms(
    chart: Callable[..., Drawing], frame: pandas.DataFrame, options: Mapping[str, Any], width: str
) -> tuple[Drawing, dict[str, Drawing]]:
    """A chart in its wide form, and in the further ones that documents need, by their names."""
    drawing = chart(frame, **options)
    forms = style.further(width, drawing.canvas.get_figwidth())
    return drawing, {form: chart(frame, **options, width=form) for form in forms}
