"""The pace that a goal takes beside the best one seen: a dumbbell for each indicator; the small
grey dot of another place carries its name.
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
#: Lines of text from the edge of a row to the middle of its first text and from that of its last
#: text to the other edge, and how far apart texts are: room for the marks.
ABOVE, BELOW, APART = 0.6, 1.6, 1.12


class Mark(NamedTuple):
    """A rate on its row: what it is, how it is painted, and its value with its words."""

    kind: str
    look: str
    rate: WrittenQuantity

    @property
    def told(self) -> str:
        """What is written beside it."""
        return f"{self.kind} {self.rate}"


class Told(NamedTuple):
    """A text of a row: its middle, half its width, and its line, counted up or down from the
    marks."""

    told: str
    x: float
    half: float
    line: int
    role: str
    weight: str


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
        texts = _texts(sheet, scale, marks)
        above = ABOVE - APART * min(-1, *(text.line for text in texts))
        below = BELOW + APART * max(1, *(text.line for text in texts))
        middle = _name(sheet, name, left, y, above) + above * line
        scale.grid(sheet, middle - above * line, middle + below * line)
        _row(sheet, scale, middle, marks)
        for text in texts:
            at = middle + APART * text.line * line
            looks = {"role": text.role, "weight": text.weight}
            sheet.write(text.x, at, text.told, ha="center", **looks)
        y = middle + below * line
    said = describe.values("pace", data, [indicator, kind], rate)
    return Drawing(sheet.close(scale.figures(sheet, y)), plotted(data), said)


def _scale(sheet: Sheet, left: float, marks: Sequence[Mark]) -> Scale:
    """From zero to the fastest of the place itself and its goals; others as far as they fit."""
    own = [mark.rate.number for mark in marks if mark.look != "reference"]
    limit = BEYOND * max(own, default=0) or max(mark.rate.number for mark in marks)
    shown = [min(mark.rate.number, limit) for mark in marks]
    return Scale.over(left, sheet.width - SPACE, shown).reaching(sheet, max(shown))


def _name(sheet: Sheet, name: str, left: float, y: float, above: float) -> float:
    """The name of a row, beside its marks or above them; gives the upper edge of the marks."""
    if left:
        line = LEADING * sheet.note
        told = sheet.broken(name, left - SPACE, sheet.label)
        middle = y + above * line
        sheet.write(left - SPACE, middle, told, ha="right", va="center", size=sheet.label)
        return y
    told = sheet.broken(name, sheet.width, sheet.label)
    height = LEADING * sheet.label * (told.count("\n") + 1)
    sheet.write(0, y + height / 2, told, va="center", size=sheet.label)
    return y + height


def _texts(sheet: Sheet, scale: Scale, marks: Sequence[Mark]) -> list[Told]:
    """What is needed above its mark, what was seen below: the own pace first, then others'; each
    on the first line on which it touches no other."""
    texts: list[Told] = []
    for mark in sorted(marks, key=lambda mark: list(SIGNS).index(mark.look)):
        weight = "bold" if mark.look == "focus" else "normal"
        role = {"focus": "focus", "reference": "quiet"}.get(mark.look, "ink")
        x = scale.within(sheet, mark.rate.number, mark.told, weight=weight)
        half = sheet.extent([mark.told], weight=weight) / 2 + 3
        step = -1 if mark.look in NEEDED else 1
        line = step
        while any(text.line == line and abs(text.x - x) < text.half + half for text in texts):
            line += step
        texts.append(Told(mark.told, x, half, line, role, weight))
    return texts


def _row(sheet: Sheet, scale: Scale, y: float, marks: Sequence[Mark]) -> None:
    """The marks; one beyond the scale is a triangle at its end."""
    _dumbbell(sheet, scale, y, marks)
    for mark in sorted(marks, key=lambda mark: list(SIGNS).index(mark.look)):
        sign, size = SIGNS[mark.look]
        if mark.rate.number > scale.high:
            sign = ">"
        sheet.mark(scale.x(mark.rate.number), y, sign, size, mark.look)


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
