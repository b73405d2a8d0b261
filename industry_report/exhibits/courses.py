"""What is drawn of measures over time: a panel each, a line a place, a point a period."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas

from industry_report.data.periods import Period
from industry_report.exhibits.drawing import distinct
from industry_report.exhibits.scale import moment, round_values
from industry_report.exhibits.sheet import Sheet
from industry_report.words.language import WrittenQuantity

#: Space between panels, in points.
BETWEEN = 10


class Point(NamedTuple):
    """A mark: its place on the time axis in years, its value, and how it is drawn."""

    at: float
    cell: WrittenQuantity
    period: Period
    segment: str
    hollow: bool
    when: str
    made: str

    @property
    def told(self) -> str:
        """Its value, with the mark of one that was derived."""
        return f"{self.cell.text}{self.made}"

    @property
    def whole(self) -> bool:
        """Whether it is a whole year."""
        return self.period.kind == "year"


class Line(NamedTuple):
    """The points of one place in one panel."""

    name: str
    role: str
    points: list[Point]
    end: Point


class Panel(NamedTuple):
    """One measure: its lines, and its place on the sheet."""

    head: str
    lines: list[Line]
    top: float
    bottom: float
    low: float
    high: float

    def y(self, value: float) -> float:
        """Where a value stands."""
        share = (value - self.low) / (self.high - self.low)
        return self.bottom - share * (self.bottom - self.top)

    def ticks(self, sheet: Sheet) -> list[float]:
        """Round values at which the panel has room for a figure."""
        most = max(2, int((self.bottom - self.top) / (2 * sheet.label)))
        return round_values(self.low, self.high, most)


def panels_of(
    data: pandas.DataFrame,
    roles: dict[str, str],
    later: tuple[str, float],
    height: float,
    sheet: Sheet,
) -> list[Panel]:
    """A panel a measure, one below the other."""
    panels, y = [], 0.0
    for head in distinct(data.iloc[:, 0]):
        lines = _lines(data[data.iloc[:, 0].map(str) == head], roles, later)
        values = [point.cell.number for line in lines for point in line.points]
        low, high = min(0.0, *values), max(values)
        spare = 0.16 * ((high - low) or 1)  # above the highest mark, and below one under zero
        top = y + 1.7 * sheet.label
        panels.append(Panel(head, lines, top, top + height, low - spare * (low < 0), high + spare))
        y = top + height + BETWEEN
    return panels


def _lines(data: pandas.DataFrame, roles: dict[str, str], later: tuple[str, float]) -> list[Line]:
    """The lines of one measure, a place each."""
    points: dict[str, list[Point]] = {}
    for row in data.itertuples(index=False):
        points.setdefault(str(row[1]), []).append(_point(row, later))
    own = next((some for name, some in points.items() if roles.get(name) == "focus"), [])
    return [
        Line(name, roles.get(name, "reference"), some, _end(some, own))
        for name, some in points.items()
    ]


def _point(row: Sequence[Any], later: tuple[str, float]) -> Point:
    """One row. It is hollow where it was published later and is not on the band."""
    _, _, period, cell, when, segment, known, made = row
    at, (word, since) = moment(str(period)), later
    hollow = bool(word) and str(known) == word and at <= since
    return Point(at, cell, Period.parse(str(period)), str(segment), hollow, str(when), str(made))


def _end(points: Sequence[Point], own: Sequence[Point]) -> Point:
    """The point that compares with the end of the focus: that of its period, else the last."""
    same = (point for point in points if own and point.period == own[-1].period)
    return next(same, points[-1])
