"""A chain: what each stage passes on to the next, and what leaves it.

The width of a ribbon is the capacity in the unit that most stages share; what the next stage does
not take leaves downwards. A stage in another unit is drawn without a width, one without data as a
dashed cell: what leads to it fades, and what leaves before it, nobody knows where to, is dashed.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import pandas

from industry_report.exhibits import describe, style
from industry_report.exhibits.drawing import Drawing, NothingToDraw, plotted, styled
from industry_report.exhibits.labels import Box, Labels
from industry_report.exhibits.sheet import Sheet
from industry_report.words.language import WrittenQuantity

#: Height of the largest stage in points, by form.
HEIGHTS = {style.WIDE: 130, style.HALF: 105, style.SCREEN: 130, style.PHONE: 150}
#: Width of a stage, and how far what leaves it swings out, in parts of the way to the next; how far
#: that falls, in parts of the height; slices of a fading.
CELL, OUT, FALL, SLICES = 0.4, 0.4, 0.17, 8
#: Least height of a stage in points, so that a small one is seen.
LEAST = 3.0


class Stage(NamedTuple):
    """A stage, and its place on the sheet; ``height`` is 0 where there is no width to draw."""

    name: str
    capacity: WrittenQuantity
    share: WrittenQuantity
    left: str
    x: float
    height: float


class Chain(NamedTuple):
    """The stages on their sheet, between two heights, and the labels there."""

    sheet: Sheet
    stages: Sequence[Stage]
    labels: Labels
    top: float
    bottom: float

    @property
    def step(self) -> float:
        """From one stage to the next."""
        return self.sheet.width / len(self.stages)


@styled
def flow(
    data: pandas.DataFrame,
    stage: str,
    capacity: str,
    share: str,
    left: str,
    nodata: str = "",
    unscaled: str = "",
    of_nation: str = "",
    width: str = style.WIDE,
) -> Drawing:
    """A stage a row of ``data``, upstream first: its ``share`` stands after the words
    ``of_nation``, ``left`` where the next does not take all; ``nodata`` or ``unscaled`` where it
    has no width.
    """
    known = data[[not cell.is_missing for cell in data[capacity]]]
    if known.empty:
        raise NothingToDraw([str(name) for name in data[stage]])
    sheet = Sheet()
    unit = known[capacity].iloc[-1].unit
    most = max(cell.number for cell in known[capacity] if cell.unit == unit)
    stages = _stages(sheet, data[[stage, capacity, share, left]], unit, HEIGHTS[width] / most)
    top = _heads(sheet, stages, of_nation)
    labels = Labels(Box(0, top, sheet.width, 9e9))
    chain = Chain(sheet, stages, labels, top, top + HEIGHTS[width])
    lowest = max(_cells(chain, nodata, unscaled), _ribbons(chain))
    said = describe.values("flow", known, [stage], capacity)
    return Drawing(sheet.close(lowest + 2), plotted(data), said)


def _stages(sheet: Sheet, data: pandas.DataFrame, unit: str, scale: float) -> list[Stage]:
    step = sheet.width / len(data)
    stages = []
    for place, (name, cell, part, left) in enumerate(data.itertuples(index=False)):
        height = 0.0
        if not cell.is_missing and cell.unit == unit:
            height = max(LEAST, cell.number * scale)
        stages.append(Stage(str(name), cell, part, str(left), step * (place + 0.5), height))
    return stages


def _heads(sheet: Sheet, stages: Sequence[Stage], of_nation: str) -> float:
    """Names, capacities and shares above the stages; gives the upper edge of these."""
    shares = [f"{of_nation}{each.share}" for each in stages if not each.share.is_missing]
    if sheet.extent(shares, sheet.note, "bold") > sheet.width / len(stages) - 4:
        of_nation = ""
    names = [each.name for each in stages]
    y = _line_up(sheet, stages, names, 0, size=sheet.label, weight="bold")
    values = ["" if each.capacity.is_missing else each.capacity.text for each in stages]
    y = _line_up(sheet, stages, values, y)
    shown = ["" if each.share.is_missing else f"{of_nation}{each.share}" for each in stages]
    return _line_up(sheet, stages, shown, y, weight="bold", role="focus") + 2


def _line_up(
    sheet: Sheet, stages: Sequence[Stage], texts: Sequence[str], y: float, **looks: Any
) -> float:
    """A text above each stage, all on the same lower line; gives their lower edge."""
    size, weight = float(looks.get("size", sheet.note)), str(looks.get("weight", "normal"))
    room = sheet.width / len(stages) - 4
    told = [sheet.broken(text, room, size, weight) for text in texts]
    bottom = y + max(sheet.height(text, size) for text in told)
    for each, text in zip(stages, told, strict=True):
        middle = bottom - sheet.height(text, size) / 2
        sheet.write(each.x, middle, text, ha="center", va="center", **looks)
    return bottom


def _cells(chain: Chain, nodata: str, unscaled: str) -> float:
    """The stages themselves; gives the lower edge of what is written about them."""
    sheet, _, labels, top, bottom = chain
    lowest, half = bottom, CELL * chain.step / 2
    for each in chain.stages:
        height, look = each.height or bottom - top, "forecast"
        if each.capacity.is_missing:
            height, look = 2.2 * sheet.note, "nodata"
            _place(chain, nodata, (each.x, top + height + 0.9 * sheet.note))
        elif each.capacity.status == "observed":
            look = "focus"
        sheet.boxes([(each.x - half, top, 2 * half, height)], look)
        if not each.height and not each.capacity.is_missing:
            told = sheet.broken(unscaled, chain.step)
            high = sheet.height(told, sheet.note)
            middle = bottom + 0.3 * sheet.note + 0.5 * high
            _place(chain, told, (each.x, middle))
            lowest = max(lowest, middle + 0.5 * high)
        labels.take(Box(each.x - half, top, each.x + half, top + height))
    return lowest


def _place(chain: Chain, text: str, at: tuple[float, float]) -> None:
    sheet = chain.sheet
    sheet.write(*at, text, ha="center", va="center", role="quiet")
    chain.labels.take(Box.around(at, (sheet.extent([text]), sheet.height(text, sheet.note))))


def _ribbons(chain: Chain) -> float:
    """What goes from stage to stage, and what leaves; gives the lower edge of all that."""
    sheet, step, top, lowest = chain.sheet, chain.step, chain.top, chain.bottom
    half, reach = CELL * step / 2, (1 - CELL) * step
    known = [each for each in chain.stages if not each.capacity.is_missing]
    for one, two in pairwise(known):
        start, end = one.x + half, two.x - half
        passed, unknown = min(one.height, two.height), two.x - one.x > 1.5 * step
        if passed and not unknown:
            sheet.ribbon((start, top), (end, top), passed, "passed", 0.5)
        else:
            height = passed or max(one.height, two.height)
            if one.height:
                _fade(sheet, (start, start + reach), top, height, rises=False)
            if two.height:
                _fade(sheet, (end - reach, end), top, height, rises=True)
        rest = one.height - passed
        if passed and rest > 0.5 and one.left:
            out = (start + OUT * step, top + passed + FALL * (chain.bottom - top))
            sheet.ribbon((start, top + passed), out, rest, "nodata" if unknown else "left")
            chain.labels.take(Box(start, top + passed, out[0], out[1] + rest))
            lowest = max(lowest, out[1] + rest, _leaves(chain, one.left, out, rest))
    return lowest + 2


def _fade(sheet: Sheet, ends: tuple[float, float], top: float, height: float, rises: bool) -> None:
    """A link that fades towards a stage whose width is not drawn, or that has no data."""
    slice_width = (ends[1] - ends[0]) / SLICES
    for number in range(SLICES):
        strength = (number + 1 if rises else SLICES - number) / SLICES
        x = ends[0] + number * slice_width
        sheet.ribbon((x, top), (x + slice_width, top), height, "passed", 0.5 * strength)


def _leaves(chain: Chain, text: str, out: tuple[float, float], rest: float) -> float:
    """What is said of what leaves, beside its end; gives the lower edge."""
    sheet = chain.sheet
    told = sheet.broken(text, min(sheet.width - out[0] - 6, 16 * sheet.note))
    width, height = sheet.extent([told]), sheet.height(told, sheet.note)
    x, middle = out[0] + 5 + width / 2, out[1] + rest / 2
    rows = (middle + step * sheet.note / 2 for step in (0, 1, 2, 3, 4, 6, 8, -1, -2))
    place = chain.labels.first(((x, y) for y in rows), (width, height))
    if place is None:
        return 0.0
    sheet.write(place[0] - width / 2, place[1], told, va="center")
    return place[1] + height / 2
