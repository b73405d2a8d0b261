"""Strips of dots: one place among its peers, one frame a measure."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import Any

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
from industry_report.numbers.quantity import Quantity
from industry_report.words.language import WrittenQuantity

#: In heights of a label: a frame, the dots in it, what stands below them, a further line of a head.
FRAME, DOTS, BELOW, LEADING = 9.2, 3.5, 2.7, 1.3
BETWEEN, EDGE = 0.3, 0.1  # inches, between frames and at the edges
DOT, FOCUS_DOT = 5.5, 8.5  # points
SPACE = 4.0  # points, between two names
ANYWHERE = Box(-9e9, -9e9, 9e9, 9e9)


#: Place, role and value.
_Dot = tuple[str, str, Quantity]


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
    columns = 1
    if width == style.WIDE and len(names) > 1:
        columns = 2
    rows = -(-len(names) // columns)
    line = style.label() / 72
    each = (style.width() - 2 * EDGE - (columns - 1) * BETWEEN) / columns
    heads = {name: broken(name, each / line) for name in names}
    frame = FRAME + LEADING * (max(map(len, heads.values())) - 1)
    figure = bare_canvas(rows * frame * line)
    wide, high = figure.get_size_inches()
    for number, (name, head) in enumerate(heads.items()):
        row, column = divmod(number, columns)
        left = EDGE + column * (each + BETWEEN)
        bottom = high - ((row + 1) * frame - BELOW) * line
        axes = figure.add_axes((left / wide, bottom / high, each / wide, DOTS * line / high))
        part = data[data[measure].map(str) == name]
        _frame(axes, "\n".join(head), each * 72, part[[place, role, value]], (focus, nation, above))
    spoken = data[data[place].map(str) == focus]
    said = describe.values("strips", spoken if len(spoken) else data, [measure, place], value)
    return Drawing(figure, plotted(data), said)


def _frame(
    axes: Axes, head: str, points: float, part: pandas.DataFrame, looks: tuple[str, str, str]
) -> None:
    """One measure: ``part`` has place, role and value, ``looks`` focus, nation and above."""
    import seaborn  # slow to import

    focus, nation, above = looks
    marks = [(str(name), str(role), cell) for name, role, cell in part.itertuples(index=False)]
    own = [mark for mark in marks if mark[0] == focus]
    upper = [mark for mark in marks if mark[1] in (nation, above) and mark not in own]
    peers = [mark for mark in marks if mark not in own and mark not in upper]
    _axis(axes, head, points, [cell for *_, cell in marks])
    axes.set(xlabel="", ylabel="", ylim=(-1, 1), yticks=[])
    low, high = axes.get_xlim()
    dots = [((cell.number - low) / (high - low) * points, FOCUS_DOT) for *_, cell in own]
    dots += [((cell.number - low) / (high - low) * points, DOT) for *_, cell in peers]
    heights = apart(dots)[len(own) :]
    if peers:
        seaborn.scatterplot(
            x=[cell.number for *_, cell in peers],
            y=[2 * height / (DOTS * style.label()) for height in heights],
            color=style.REFERENCE,
            s=DOT**2,
            linewidth=0.5,
            edgecolor=style.PAPER,
            clip_on=False,
            ax=axes,
        )
    for _, role, cell in upper:
        mark, size = ("s", 6) if role == nation else ("|", 15)
        axes.plot(cell.number, 0, mark, color=style.NATION, ms=size, mew=1.6, zorder=5)
    looks_of_own: dict[str, Any] = {
        "color": style.FOCUS,
        "ms": FOCUS_DOT,
        "mec": style.PAPER,
        "zorder": 6,
    }
    for *_, cell in own:
        axes.plot(cell.number, 0, "o", **looks_of_own)
    _name(axes, points, own, upper, peers)


def apart(dots: Sequence[tuple[float, float]]) -> list[float]:
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


def _axis(axes: Axes, head: str, points: float, cells: Sequence[WrittenQuantity]) -> None:
    """The scale of a frame, in the unit in which such values are written, and its head.

    A tick whose figure would leave the canvas has none.
    """
    numbers, times = [cell.number for cell in cells], 10.0 ** cells[0].shift
    low, high = min(numbers), max(numbers)
    room = 0.04 * ((high - low) or abs(high) or 1)
    axes.set_xlim(low - room, high + room)
    ticks = MaxNLocator(4).tick_values((low - room) * times, (high + room) * times)
    inside = []
    for tick in ticks:
        at = (tick / times - low + room) / (high - low + 2 * room) * points
        half = extent(at_tick(tick)) * style.note() / 2 - 72 * EDGE
        if 0 <= at <= points and half <= at <= points - half:
            inside.append(tick)
    axes.set_xticks([tick / times for tick in inside], [at_tick(tick) for tick in inside])
    axes.grid(axis="x")
    axes.tick_params(axis="x", length=0, pad=7, labelsize=style.note(), labelcolor=style.QUIET)
    axes.spines[:].set_visible(False)
    axes.set_title(head, loc="left", size=style.label(), color=style.INK, pad=11)


def _name(axes: Axes, points: float, own: list[_Dot], upper: list[_Dot], peers: list[_Dot]) -> None:
    """Names above the dots, those of what is above first; the focus below, with its value. What
    finds no room above the dots goes below, or is left out.
    """
    over, under = _Names(axes, points, 1), _Names(axes, points, -1)
    for name, _, cell in own:
        under.write(f"{name} {cell}", cell.number, color=style.FOCUS, weight="bold")
    for name, _, cell in upper:
        if not over.write(name, cell.number, color=style.NATION):
            under.write(name, cell.number, color=style.NATION)
    ordered = sorted([*peers, *own], key=lambda mark: mark[2].number)
    for mark in (*ordered[:1], *ordered[-1:]):
        if mark in peers:
            over.write(mark[0], mark[2].number, color=style.QUIET)


class _Names:
    """A row of names above (``side`` 1) or below (-1) the dots of a strip, ``points`` wide."""

    def __init__(self, axes: Axes, points: float, side: int) -> None:
        self.axes, self.points, self.side = axes, points, side
        self.labels = Labels(ANYWHERE)

    def write(self, text: str, number: float, **looks: Any) -> bool:
        """Write a name at a value, else beside it, never beyond the ends of the strip; False where
        there is no room.
        """
        low, high = self.axes.get_xlim()
        at = (number - low) / (high - low) * self.points
        half = extent(text, looks.get("weight", "normal")) * style.note() / 2
        wanted = (at, at + half - SPACE, at - half + SPACE)
        inside = (min(max(each, half), max(half, self.points - half)) for each in wanted)
        place = self.labels.first(((x, 0.0) for x in inside), 2 * half + SPACE - GAP, 1)
        if place is None:
            return False
        settings = {"ha": "center", "va": "center", "size": style.note(), **looks}
        shift = (place[0] - at, self.side * 1.7 * style.label())
        self.axes.annotate(
            text,
            (number, 0),
            shift,
            textcoords="offset points",
            annotation_clip=False,
            **settings,
        )
        return True
