"""Tile maps: places in their position to one another, all of one size."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pandas
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from industry_report.exhibits import describe, style
from industry_report.exhibits.drawing import Drawing, bare_canvas, plotted, present, styled
from industry_report.exhibits.sheet import broken, extent
from industry_report.numbers.quantity import Quantity

#: Inches: height of a tile, the gap between tiles, and the edge.
TILE, GAP, EDGE = 0.58, 0.05, 0.06
LINE = 1.2  # height of a line of text, in parts of its size
#: How much ink is in a tile, from the least to the greatest value; text turns to paper at one half.
STEPS = (0.06, 0.14, 0.24, 0.7, 0.82, 0.94)

#: Where a tile stands, in inches: left and upper edge, width and height.
Box = tuple[float, float, float, float]
#: What begins a syllable of a Latin name, but the first: a consonant before a vowel.
_SYLLABLE = re.compile("(?<=[A-Za-zü]{2})(?:[zcs]h|(?<![zcs])h|[b-df-gj-np-tv-z])(?=[aeiouü])")


@styled
def tiles(
    data: pandas.DataFrame, place: str, value: str, column: str, row: str, focus: str = ""
) -> Drawing:
    """A tile a ``place`` at its ``column`` and ``row``, with its name and its value.

    More ink is a greater value; what is below zero has a dashed edge, what is unknown is hatched.
    The tile named ``focus`` has an edge in the colour of the focus.
    """
    known = present(data, value)
    places = [
        (int(str(one)), int(str(two))) for one, two in zip(data[column], data[row], strict=True)
    ]
    columns, rows = (max(numbers) + 1 for numbers in zip(*places, strict=True))
    width = (style.width() - 2 * EDGE) / columns
    size = (width, _height(map(str, data[place]), width))
    figure = bare_canvas(rows * size[1] + 2 * EDGE)
    wide, high = figure.get_size_inches()
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, wide), ylim=(high, 0))
    axes.axis("off")
    most = max(cell.number for cell in known[value])
    for (x, y), record in zip(places, data.to_dict("records"), strict=True):
        box = (EDGE + x * size[0], EDGE + y * size[1], size[0] - GAP, size[1] - GAP)
        lines = [str(record[place]), _digits(record[value])]
        ink = _ink(record[value], most)
        marked = lines[0] == focus
        _tile(axes, box, _looks(record[value], ink), marked)
        _write(axes, box, lines, ink, marked)
    return Drawing(figure, plotted(data), describe.values("tiles", known, [place], value))


def _height(names: Iterable[str], width: float) -> float:
    """The height of tiles in inches: as much as the name with the most lines needs."""
    room = 72 * (width - 2 * GAP)
    most = max(_fitted(name, style.note(), room).count("\n") + 1 for name in names)
    text = LINE * (style.note() * most + style.label()) + 3
    return max(TILE, text / 72 + GAP)


def _ink(cell: Quantity, most: float) -> float:
    """The step of a value between zero and the greatest one."""
    if cell.is_missing or cell.number < 0 or most <= 0:
        return 0.0
    return STEPS[min(int(cell.number / most * len(STEPS)), len(STEPS) - 1)]


def _digits(cell: Quantity) -> str:
    """The value without its unit, which the words of the figure name."""
    if cell.is_missing:
        return "–"
    return f"{cell.number:.{cell.bears}f}".replace("-", "\u2212")


def _looks(cell: Quantity, ink: float) -> dict[str, Any]:
    """How a tile of such a value is painted."""
    if cell.is_missing:
        edge = {"edgecolor": style.REFERENCE, "linestyle": "--", "linewidth": 0.7}
        return {"facecolor": style.PAPER, "hatch": "//", "hatchcolor": style.NODATA} | edge
    if cell.number < 0:
        return {"facecolor": style.PAPER, "edgecolor": style.QUIET, "linestyle": "--"}
    return {"facecolor": style.NATION, "edgecolor": style.RULE, "alpha": ink}


def _tile(axes: Axes, box: Box, looks: dict[str, Any], marked: bool) -> None:
    layers = [looks]
    if marked:
        edge = {"facecolor": "none", "edgecolor": style.FOCUS, "linewidth": 2.4, "zorder": 4}
        layers = [{**looks, "zorder": 3}, edge]
    left, top, width, height = box
    for each in layers:
        shape = {"boxstyle": "round,pad=0,rounding_size=0.05", **each}
        axes.add_patch(FancyBboxPatch((left, top), width, height, **shape))


def _write(axes: Axes, box: Box, lines: list[str], ink: float, marked: bool) -> None:
    """Name and value, evenly down the tile; a name that is too long takes several lines."""
    left, top, width, height = box
    room, colour = 72 * (width - GAP), style.INK
    if ink > 0.5:
        colour = style.PAPER
    weights, sizes = ["bold" if marked else "normal", "bold"], [style.note(), style.label()]
    texts = [_fitted(text, points, room) for text, points in zip(lines, sizes, strict=True)]
    heights = [
        LINE * points * (text.count("\n") + 1) for text, points in zip(texts, sizes, strict=True)
    ]
    gap = (72 * height - sum(heights)) / (len(lines) + 1)
    middle, y = left + width / 2, 0.0
    looks: dict[str, Any] = {"ha": "center", "va": "center", "linespacing": LINE, "zorder": 5}
    for text, high, points, weight in zip(texts, heights, sizes, weights, strict=True):
        y += gap + high / 2
        axes.text(middle, top + y / 72, text, size=points, weight=weight, color=colour, **looks)
        y += high / 2


def _fitted(name: str, size: float, room: float) -> str:
    """A name in lines no wider than ``room`` points; a word that is wider in itself is divided."""
    return "\n".join(
        part for line in broken(name, room / size) for part in divided(line, room / size)
    )


def divided(word: str, room: float) -> list[str]:
    """A word in parts of at most ``room`` em with hyphens, where it has syllables: Shan-dong."""
    if extent(word) <= room:
        return [word]
    middle = len(word) / 2
    ends = [match.start() for match in _SYLLABLE.finditer(word)]
    end = min(ends, key=lambda at: abs(at - middle), default=0)
    if not end:
        return [word]
    return [*divided(f"{word[:end]}-", room), *divided(word[end:], room)]
