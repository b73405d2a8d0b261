"""The pace that a goal takes beside the best one seen: a dumbbell for each indicator.

Another place's pace is a small grey dot that carries that place's name, so that nobody's pace
stands under another's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas

from industry_report.exhibits import describe
from industry_report.exhibits.drawing import Drawing, plotted, present, styled
from industry_report.exhibits.scale import Scale
from industry_report.exhibits.sheet import LEADING, Sheet
from industry_report.words.language import WrittenQuantity

#: Marker of each look, and its size in points.
SIGNS = {"target": ("D", 7), "forecast": ("D", 7), "focus": ("o", 9), "reference": ("o", 6)}
#: What a goal takes.
NEEDED = ("target", "forecast")
#: Another place's pace that is so many times as fast as the others ends in a triangle.
BEYOND = 1.6
#: Share of a wide sheet that the names of indicators take at most, and the space beside them.
NAMES, SPACE = 0.3, 16
#: Lines of text that a row takes, and how many of them stand above its marks.
LINES, ABOVE = 4.6, 1.7


class Mark(NamedTuple):
    """A rate on its row: what it is, how it is painted, and its value with its words."""

    kind: str
    look: str
    rate: WrittenQuantity

    told = property(lambda self: f"{self.kind} {self.rate}", doc="What is written beside it.")


@styled
def pace(
    data: pandas.DataFrame, indicator: str, kind: str, rate: str, looks: Mapping[str, str]
) -> Drawing:
    """Yearly rates, a row of ``data`` a mark.

    ``looks`` gives the look of each kind: "target" or "forecast" for what is needed, "focus" for
    the place's own best. Any other kind is the name of a place: "reference".
    """
    data = present(data, rate)
    rows = {
        name: [
            Mark(one, looks.get(one, "reference"), cell)
            for one, cell in zip(part[kind], part[rate], strict=True)
        ]
        for name, part in data.groupby(indicator, sort=False)
    }
    sheet = Sheet()
    left = 0.0
    if not sheet.narrow:
        left = min(NAMES * sheet.width, sheet.extent(rows, sheet.label)) + SPACE
    scale = _scale(sheet, left, [mark for row in rows.values() for mark in row])
    line, y = LEADING * sheet.note, 0.0
    for name, marks in rows.items():
        middle = _name(sheet, name, left, y) + ABOVE * line
        scale.grid(sheet, middle - ABOVE * line, middle + (LINES - ABOVE) * line)
        _row(sheet, scale, middle, marks)
        y = middle + (LINES - ABOVE) * line
    said = describe.values("pace", data, [indicator, kind], rate)
    return Drawing(sheet.close(scale.figures(sheet, y)), plotted(data), said)


def _scale(sheet: Sheet, left: float, marks: Sequence[Mark]) -> Scale:
    """From zero to the fastest of the place itself and its goals; others as far as they fit."""
    own = [mark.rate.number for mark in marks if mark.look != "reference"]
    limit = BEYOND * max(own, default=0) or max(mark.rate.number for mark in marks)
    shown = [min(mark.rate.number, limit) for mark in marks]
    return Scale.over(left, sheet.width - SPACE, shown)


def _name(sheet: Sheet, name: str, left: float, y: float) -> float:
    """The name of a row, beside its marks or above them; gives the upper edge of the marks."""
    if left:
        line = LEADING * sheet.note
        told = sheet.broken(name, left - SPACE, sheet.label)
        middle = y + ABOVE * line
        sheet.write(left - SPACE, middle, told, ha="right", va="center", size=sheet.label)
        return y
    told = sheet.broken(name, sheet.width, sheet.label)
    height = LEADING * sheet.label * (told.count("\n") + 1)
    sheet.write(0, y + height / 2, told, va="center", size=sheet.label)
    return y + height


def _row(sheet: Sheet, scale: Scale, y: float, marks: Sequence[Mark]) -> None:
    """What is needed above its mark, what was seen below: the own pace first, then others'."""
    _dumbbell(sheet, scale, y, marks)
    taken: list[tuple[float, float]] = []
    for mark in sorted(marks, key=lambda mark: list(SIGNS).index(mark.look)):
        weight = "bold" if mark.look == "focus" else "normal"
        role = {"focus": "focus", "reference": "quiet"}.get(mark.look, "ink")
        x = scale.within(sheet, mark.rate.number, mark.told, weight=weight)
        line = -1.1
        if mark.look not in NEEDED:
            half = sheet.extent([mark.told], weight=weight) / 2 + 3
            line = 1.2 + _touches(taken, x - half, x + half)
            taken.append((x - half, x + half))
        at = y + line * LEADING * sheet.note
        sheet.write(x, at, mark.told, ha="center", role=role, weight=weight)
        sign, size = SIGNS[mark.look]
        if mark.rate.number > scale.high:
            sign = ">"
        sheet.mark(scale.x(mark.rate.number), y, sign, size, mark.look)


def _touches(taken: Sequence[tuple[float, float]], left: float, right: float) -> bool:
    """Whether a text between two places would touch one that stands."""
    return any(left < end and start < right for start, end in taken)


def _dumbbell(sheet: Sheet, scale: Scale, y: float, marks: Sequence[Mark]) -> None:
    """The line from the own pace to the one needed, thick where that is faster."""
    needed = [mark.rate.number for mark in marks if mark.look in NEEDED]
    own = [mark.rate.number for mark in marks if mark.look == "focus"]
    if not (needed and own):
        return
    goal, best = scale.x(needed[0]), scale.x(own[0])
    sheet.line((goal, y), (best, y))
    if best < goal:
        sheet.boxes([(best, y - 2.5, goal - best, 5)], "span")
