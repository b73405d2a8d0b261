"""Strips of dots: one place among its peers, one frame a measure."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import Any, NamedTuple

import pandas
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from industry_report.exhibits import describe, style
from industry_report.exhibits.drawing import (
    Drawing,
    bare_canvas,
    distinct,
    plotted,
    present,
    styled,
)
from industry_report.exhibits.labels import GAP, Box, Labels
from industry_report.exhibits.scale import at_tick
from industry_report.exhibits.sheet import broken, extent
from industry_report.words.language import WrittenQuantity

#: In heights of a label: a frame, the dots in it, what stands below them, a further line of a head,
#: from the line of the dots to names. Dots farther from that line than the first move the names;
#: beyond the second they overlap.
FRAME, DOTS, BELOW, LEADING, NAMES = 9.2, 3.5, 2.7, 1.3, 1.7
NEAR, FAR = 0.9, 3.0
BETWEEN, EDGE = 0.3, 0.1  # inches, between frames and at the edges
DOT, FOCUS_DOT, SQUARE = 5.5, 8.5, 6.0  # points
ROUND = 1.3 * SQUARE  # a dot that takes as much room as a square
SPACE = 4.0  # points, between two names
ANYWHERE = Box(-9e9, -9e9, 9e9, 9e9)

Mark = tuple[str, str, WrittenQuantity]  # place, role and value
Heights = tuple[list[float], list[float]]  # of what is upper, and of peers


class Strip(NamedTuple):
    """The marks of one frame."""

    own: list[Mark]
    upper: list[Mark]
    peers: list[Mark]

    @property
    def ends(self) -> tuple[float, float]:
        """What its axis begins and ends with: a little beyond the values."""
        numbers = [cell.number for part in self for *_, cell in part]
        low, high = min(numbers), max(numbers)
        room = 0.04 * ((high - low) or abs(high) or 1)
        return low - room, high + room

    def heights(self, points: float, nation: str) -> Heights:
        """How far above their line what is upper and the peers stand on so many ``points``, so that
        no square of the ``nation`` and no dot touches another or what the strip is about.
        """
        low, high = self.ends
        squares = [mark for mark in self.upper if mark[1] == nation]
        marks = [*self.own, *squares, *self.peers]
        sizes = [FOCUS_DOT] * len(self.own) + [ROUND] * len(squares) + [DOT] * len(self.peers)
        places = [(cell.number - low) / (high - low) * points for *_, cell in marks]
        heights = iter(fitted(swarm(list(zip(places, sizes, strict=True))), FAR * style.label()))
        for _ in self.own:
            next(heights)
        upper = [next(heights) if mark[1] == nation else 0.0 for mark in self.upper]
        return upper, list(heights)


def fitted(heights: Sequence[float], most: float) -> list[float]:
    """Heights no farther from the line than ``most``: where one is, all are set closer."""
    farthest = max([most, *map(abs, heights)])
    return [most / farthest * height for height in heights]


@styled
def strips(
    data: pandas.DataFrame,
    measure: str,
    place: str,
    role: str,
    value: str,
    focus: str = "",
    nation: str = "",
    above: str = "",
    width: str = style.WIDE,
) -> Drawing:
    """One frame a ``measure``, each with its own scale, one dot a ``place``.

    Only the place named ``focus`` has its value written. Of the others the lowest and the highest
    are named, and those whose ``role`` is ``nation`` (a square) or ``above`` (a tick).
    """
    data = present(data, value)
    names = distinct(data[measure])
    columns, wide = 1, style.broad()
    if width in (style.WIDE, style.SCREEN):
        columns = min(2, len(names))
    rows = -(-len(names) // columns)
    line = style.label() / 72
    each = (wide - 2 * EDGE - (columns - 1) * BETWEEN) / columns
    heads = {name: broken(name, each / line) for name in names}
    frames = {
        name: _strip(
            data[data[measure].map(str) == name][[place, role, value]], focus, above, nation
        )
        for name in names
    }
    heights = {name: strip.heights(72 * each, nation) for name, strip in frames.items()}
    near = NEAR * style.label()
    farthest = max(abs(height) for found in heights.values() for height in sum(found, [near]))
    more = farthest - near
    dots = DOTS * line + 2 * more / 72
    frame = (FRAME + LEADING * (max(map(len, heads.values())) - 1)) * line + 2 * more / 72
    figure = bare_canvas(rows * frame)
    figure.set_figwidth(wide)
    high = figure.get_figheight()
    for number, (name, head) in enumerate(heads.items()):
        row, column = divmod(number, columns)
        left = EDGE + column * (each + BETWEEN)
        bottom = high - (row + 1) * frame + BELOW * line
        axes = figure.add_axes((left / wide, bottom / high, each / wide, dots / high))
        _frame(axes, "\n".join(head), frames[name], heights[name], nation)
    spoken = data[data[place].map(str) == focus]
    said = describe.values("strips", spoken if len(spoken) else data, [measure, place], value)
    return Drawing(figure, plotted(data), said)


def _strip(part: pandas.DataFrame, focus: str, *upper: str) -> Strip:
    """The marks of a frame: those of the focus, of what is ``upper`` by role, of its peers."""
    marks = [(str(name), str(role), cell) for name, role, cell in part.itertuples(index=False)]
    own = [mark for mark in marks if mark[0] == focus]
    above = [mark for mark in marks if mark[1] in upper and mark not in own]
    return Strip(own, above, [mark for mark in marks if mark not in own and mark not in above])


def _frame(axes: Axes, head: str, strip: Strip, heights: Heights, nation: str) -> None:
    """One measure: its marks at these heights, a square for the ``nation``, ticks for the rest."""
    import seaborn  # slow to import

    extents = axes.get_window_extent()
    wide, high = (72 * pixels / axes.figure.dpi for pixels in (extents.width, extents.height))
    _axis(axes, head, wide, strip)
    axes.set(xlabel="", ylabel="", ylim=(-high / 2, high / 2), yticks=[])
    if strip.peers:
        seaborn.scatterplot(
            x=[cell.number for *_, cell in strip.peers],
            y=heights[1],
            color=style.REFERENCE,
            s=DOT**2,
            linewidth=0.5,
            edgecolor=style.PAPER,
            clip_on=False,
            ax=axes,
        )
    for (_, role, cell), height in zip(strip.upper, heights[0], strict=True):
        mark, size = ("s", SQUARE) if role == nation else ("|", 15)
        axes.plot(cell.number, height, mark, color=style.NATION, ms=size, mew=1.6, zorder=5)
    for *_, cell in strip.own:
        axes.plot(cell.number, 0, "o", color=style.FOCUS, ms=FOCUS_DOT, mec=style.PAPER, zorder=6)
    away = NAMES * style.label() + (high - DOTS * style.label()) / 2
    reach = away - style.note()  # names stand on no line of the grid
    axes.vlines(axes.get_xticks(), -reach, reach, color=style.RULE, linewidth=0.6, zorder=1)
    _name(strip, _Names(axes, wide, away), _Names(axes, wide, -away))


def swarm(dots: Sequence[tuple[float, float]]) -> list[float]:
    """Heights at which dots on one line (place and size, in points) do not touch: each as near to
    the line as those before it allow, the first on it.
    """
    placed: list[tuple[float, float, float]] = []
    for x, size in dots:
        near = [
            (y, (size + other) / 2, abs(x - at))
            for at, y, other in placed
            if abs(x - at) < (size + other) / 2
        ]
        shifts = [(y, sqrt(reach**2 - dx**2)) for y, reach, dx in near]
        heights = [0.0, *(y + sign * shift for y, shift in shifts for sign in (1, -1))]
        free = (
            height
            for height in sorted(heights, key=abs)
            if all(abs(height - y) >= shift - 1e-6 for y, shift in shifts)
        )
        placed.append((x, next(free), size))
    return [y for _, y, _ in placed]


def _axis(axes: Axes, head: str, points: float, strip: Strip) -> None:
    """The scale of a frame, in the unit in which such values are written, and its head.

    A tick whose figure would leave the canvas has none.
    """
    low, high = strip.ends
    times = 10.0 ** [cell for part in strip for *_, cell in part][0].shift
    axes.set_xlim(low, high)
    ticks = MaxNLocator(4).tick_values(low * times, high * times)
    inside = []
    for tick in ticks:
        at = (tick / times - low) / (high - low) * points
        half = extent(at_tick(tick)) * style.note() / 2 - 72 * EDGE
        if 0 <= at <= points and half <= at <= points - half:
            inside.append(tick)
    axes.set_xticks([tick / times for tick in inside], [at_tick(tick) for tick in inside])
    axes.tick_params(axis="x", length=0, pad=7, labelsize=style.note(), labelcolor=style.QUIET)
    axes.spines[:].set_visible(False)
    axes.set_title(head, loc="left", size=style.label(), color=style.INK, pad=11)


def _name(strip: Strip, over: _Names, under: _Names) -> None:
    """Names above the dots, without room there below; the focus below, with its value."""
    for name, _, cell in strip.own:
        under.write(f"{name} {cell}", cell.number, color=style.FOCUS, weight="bold")
    ordered = sorted([*strip.peers, *strip.own], key=lambda mark: mark[2].number)
    ends = [mark for mark in (*ordered[:1], *ordered[-1:]) if mark in strip.peers]
    named = [(style.NATION, mark) for mark in strip.upper] + [(style.QUIET, mark) for mark in ends]
    for colour, (name, _, cell) in named:
        if not over.write(name, cell.number, color=colour):
            under.write(name, cell.number, color=colour)


class _Names:
    """A row of names ``away`` points above the line of a strip that is ``points`` wide."""

    def __init__(self, axes: Axes, points: float, away: float) -> None:
        self.axes, self.points, self.away = axes, points, away
        self.labels = Labels(ANYWHERE)

    def write(self, text: str, number: float, **looks: Any) -> bool:
        """Write a name at a value or beside it; False where the strip has no room."""
        low, high = self.axes.get_xlim()
        at = (number - low) / (high - low) * self.points
        half = extent(text, looks.get("weight", "normal")) * style.note() / 2
        shifts = (half - SPACE, SPACE - half, half + SPACE, -half - SPACE)
        wanted = (at, *(at + shift for shift in shifts))
        inside = (min(max(each, half), max(half, self.points - half)) for each in wanted)
        place = self.labels.first(((x, 0.0) for x in inside), (2 * half + SPACE - GAP, 1))
        if place is None:
            return False
        settings = {"ha": "center", "va": "center", "size": style.note(), **looks}
        shift = (place[0] - at, self.away)
        self.axes.annotate(
            text, (number, 0), shift, textcoords="offset points", annotation_clip=False, **settings
        )
        return True
