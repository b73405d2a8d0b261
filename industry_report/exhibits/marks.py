"""What several kinds of chart have in common: labels at marks, quiet axes, legends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from matplotlib.axes import Axes
from matplotlib.patches import Patch

from industry_report.exhibits import style
from industry_report.numbers.quantity import Quantity
from industry_report.words.language import WrittenQuantity


def bar(
    axes: Axes, place: float, cell: Quantity, height: float, colour: str, left: float = 0
) -> None:
    """A horizontal bar for a value at ``place`` on the upright axis."""
    axes.barh(place, cell.number, left=left, height=height, **style.bar_style(cell.status, colour))


def write(
    axes: Axes, text: str, at: tuple[float, float], shift: tuple[float, float], **looks: object
) -> None:
    """A text ``shift`` points away from a place in the units of the axes."""
    settings = {"va": "center", "size": style.label()} | looks
    axes.annotate(text, at, shift, textcoords="offset points", **settings)


def write_at_end(axes: Axes, cell: Quantity, place: float, **looks: object) -> None:
    """The value of a bar, written just beyond its end."""
    shift, side = (4, 0), "left"
    if cell.number < 0:
        shift, side = (-4, 0), "right"
    write(axes, str(cell), (cell.number, place), shift, ha=side, **looks)


def name_rows(axes: Axes, names: Sequence[str]) -> None:
    """Names down the upright axis, the first on top."""
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.tick_params(axis="y", length=0)
    axes.spines["bottom"].set_visible(False)


def scale(axes: Axes, cells: Iterable[Quantity], below: float, above: float) -> None:
    """Reach from the least to the greatest value and zero, with room for the labels.

    ``below`` and ``above`` are shares of that distance; there is no room below where nothing is
    negative. Figures at the scale are left out: each value is written at its mark.
    """
    numbers = [0.0, *(cell.number for cell in cells)]
    low, high = min(numbers), max(numbers)
    spread = (high - low) or 1.0
    if low < 0:
        low -= below * spread
    axes.set_xlim(low, high + above * spread)
    axes.set_xticks([])
    axes.axvline(0, color=style.QUIET, linewidth=0.8)


def value_axis(axes: Axes, which: str) -> None:
    """A quiet axis for values that are written beside their marks: grid lines, no spine."""
    axes.grid(axis=which)
    axes.spines[{"x": "bottom", "y": "left"}[which]].set_visible(False)
    axes.tick_params(axis=which, length=0, labelsize=style.note(), labelcolor=style.QUIET)


def status_keys(cells: Iterable[WrittenQuantity], colour: str) -> list[Patch]:
    """What a legend shows for each status; nothing when all values are observed."""
    kinds = {cell.status: cell.status_name for cell in cells}
    if list(kinds) == ["observed"]:
        return []
    return [Patch(label=name, **style.bar_style(kind, colour)) for kind, name in kinds.items()]
