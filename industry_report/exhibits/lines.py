"""Charts of lines: values over time."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import pandas

from industry_report.exhibits import describe
from industry_report.exhibits.drawing import Drawing, are_later, distinct, plotted, present, styled
from industry_report.exhibits.labels import FAINT, LINE, TAKEN, Box, Labels, apart
from industry_report.exhibits.scale import Scale, at_tick, round_values
from industry_report.exhibits.sheet import Sheet

#: Roles and markers of places that are neither what a chart is about nor the nation.
OTHERS = tuple(zip(("reference", "later", "forecast", "target", "quiet"), "D^vPX", strict=True))
#: Roles of texts that are not those of their marks, which are too pale for a text.
TEXTS = {"reference": "quiet", "forecast": "ink"}
#: Height of the lines and width of a mark and of its edge on others, in points.
HEIGHT, DOT, HALO = 180, 4.0, 0.5
#: Between a mark and its name, and between the first mark and the edge, in points.
GAP, EDGE = 3.5, 8
#: Share of the width that the names at the right take at most; how many ticks there are at most.
NAMES, TICKS = 0.4, 8
#: Shares of the width that a row of a name among the lines takes at most, the best first.
ROWS = (1, NAMES, 0.25, 0.15)


class Look(NamedTuple):
    """How a series is drawn."""

    role: str
    sign: str
    width: float = 1.4


class Plot(NamedTuple):
    """Where periods and values stand on a sheet, and the labels there."""

    sheet: Sheet
    x: Scale
    y: Scale
    labels: Labels

    def at(self, point: tuple[int, float]) -> tuple[float, float]:
        """Where a point (number of its period, value) stands."""
        return self.x.x(point[0]), self.y.x(point[1])


@styled
def lines(
    data: pandas.DataFrame,
    period: str,
    value: str,
    series: str,
    segment: str = "",
    focus: str = "",
    nation: str = "",
    known: str = "",
    later: str = "",
) -> Drawing:
    """One line a series, named at its end, which never joins two values of ``segment``. ``focus``
    (without a name the first) and ``nation`` have looks of their own; markers of which the column
    ``known`` says ``later`` are hollow.
    """
    data = present(data, value)
    periods = _axis_periods(map(str, data[period]))
    times = 10.0 ** data[value].iloc[0].shift  # the scale is in the unit that labels are written in
    points = pandas.DataFrame(
        {
            "series": data[series].map(str),
            "x": [periods.index(str(cell)) for cell in data[period]],
            "y": [cell.number * times for cell in data[value]],
            "segment": data[segment or series].map(str),
            "name": [
                f"{name} {cell}" for name, cell in zip(data[series], data[value], strict=True)
            ],
            "later": are_later(data, known, later),
        }
    )
    looks = _looks(distinct(data[series]), focus, nation)
    ends = points.drop_duplicates("series", keep="last")
    plot = _plot(points, ends[ends["x"] == len(periods) - 1]["name"], len(periods))
    _ground(plot, [_tick(text) for text in periods])
    for name in looks:
        _join(plot, points[points["series"] == name], looks[name])
    _dots(plot, points, looks)
    last = ends["x"] == len(periods) - 1
    _name_beside(plot, ends[last], looks)
    _name_within(plot, ends[~last], looks)
    bottom = plot.y.left + 2.2 * plot.sheet.label
    said = describe.values("lines", data, [series, period], value)
    return Drawing(plot.sheet.close(bottom), plotted(data), said)


def _looks(names: list[str], focus: str, nation: str) -> dict[str, Look]:
    """How each series is drawn, by its role; what the chart is about last, over the others."""
    own = focus or names[0]
    others = [name for name in names if name not in (own, nation)]
    looks = {name: Look(*look) for name, look in zip(others, OTHERS, strict=False)}
    looks |= {nation: Look("nation", "s"), own: Look("focus", "o", 2.2)}
    return {name: look for name, look in looks.items() if name in names}


def _plot(points: pandas.DataFrame, beside: Iterable[str], count: int) -> Plot:
    """The place of the lines between the figures of the axis and the names ``beside`` them."""
    sheet = Sheet()
    low, high = min(0.0, *points["y"]), max(points["y"])
    spare = 0.06 * ((high - low) or 1)
    top = sheet.label / 2
    y = Scale(top + HEIGHT, top, low - spare * (low < 0), high + spare)
    left = sheet.extent(map(at_tick, _ticks(y))) + 5
    names = min(sheet.extent(beside, sheet.label), NAMES * sheet.width)
    x = Scale(left + EDGE, sheet.width - names - 2 * GAP, 0, max(1, count - 1))
    return Plot(sheet, x, y, Labels(Box(left, 0, sheet.width, y.left)))


def _ticks(y: Scale) -> list[float]:
    return round_values(y.low, y.high, TICKS)


def _ground(plot: Plot, periods: Sequence[str]) -> None:
    """The grid and its figures, the periods below."""
    sheet, x, y = plot.sheet, plot.x, plot.y
    left, right = x.left - EDGE, x.right + GAP
    for tick in _ticks(y):
        ends = [(left, y.x(tick)), (right, y.x(tick))]
        sheet.line(*ends)
        sheet.write(left - 4, y.x(tick), at_tick(tick), ha="right", role="quiet")
        plot.labels.avoid(ends, FAINT)
    sheet.line((left, y.x(0)), (right, y.x(0)), role="quiet", linewidth=0.8, zorder=1.5)
    room = (x.right - x.left) / (sheet.extent(periods, sheet.label) + 5)
    for place in range(len(periods) - 1, -1, -math.ceil(len(periods) / room)):
        at, below = x.x(place), y.left + 1.2 * sheet.label
        sheet.write(at, below, periods[place], ha="center", role="quiet", size=sheet.label)


def _join(plot: Plot, points: pandas.DataFrame, look: Look) -> None:
    """The line of one series, in segments."""
    front = 2 + 0.1 * (look.role == "focus")
    for _, segment in points.groupby("segment", sort=False):
        for ends in itertools.pairwise(map(plot.at, zip(segment["x"], segment["y"], strict=True))):
            plot.sheet.line(*ends, role=look.role, linewidth=look.width, zorder=front)
            plot.labels.avoid(ends)


def _dots(plot: Plot, points: pandas.DataFrame, looks: Mapping[str, Look]) -> None:
    """The marks of all series, one of the last edged with paper where it lies on others."""
    below: list[tuple[float, float]] = []
    for name, look in looks.items():
        own = points[points["series"] == name]
        marks = [plot.at(each) for each in zip(own["x"], own["y"], strict=True)]
        for mark, later in zip(marks, own["later"], strict=True):
            if any(math.dist(mark, other) < 2 * DOT for other in below):
                plot.sheet.dot(*mark, look.sign, DOT + 2 * HALO, "paper")
            plot.sheet.dot(*mark, look.sign, DOT, look.role, hollow=later)
            plot.labels.mark(*mark, DOT, name)
        below += marks


def _name_beside(plot: Plot, ends: pandas.DataFrame, looks: Mapping[str, Look]) -> None:
    """The names of the series that reach the right edge: that of the focus at the height of its
    mark, the others as near to theirs as it leaves room, above it or below.
    """
    sheet = plot.sheet
    names = [sheet.broken(name, NAMES * sheet.width, sheet.label) for name in ends["name"]]
    sizes = [sheet.height(name, sheet.label) for name in names]
    wanted = [plot.y.x(y) - size / 2 for y, size in zip(ends["y"], sizes, strict=True)]
    roles = [looks[name].role for name in ends["series"]]
    fixed = max(range(len(roles)), key=lambda at: roles[at] == "focus", default=0)
    tops = apart(wanted, sizes, (0, plot.y.left + sheet.label), fixed)
    left = plot.x.right + 2 * GAP
    for name, role, top, size in zip(names, roles, tops, sizes, strict=True):
        box = Box(left, top, left + sheet.extent([name], sheet.label), top + size)
        plot.labels.take(box)
        _write(sheet, name, role, box)


def _name_within(plot: Plot, ends: pandas.DataFrame, looks: Mapping[str, Look]) -> None:
    """The names of the series that end before, each beside its last mark, in as few rows as find a
    place off all lines; without one on a line, or on what is there.
    """
    for end in ends.itertuples():
        sheet, at = plot.sheet, plot.at((end.x, end.y))
        rows = distinct(sheet.broken(end.name, part * sheet.width, sheet.label) for part in ROWS)
        for most, text in itertools.product((LINE, TAKEN, 2 * TAKEN), rows):
            size = sheet.extent([text], sheet.label), sheet.height(text, sheet.label)
            far = DOT / 2 + GAP
            place = plot.labels.beside(at, size, far, most, True, end.series, alone=True)
            if place:
                _write(sheet, text, looks[end.series].role, Box.around(place, size))
                break


def _write(sheet: Sheet, name: str, role: str, box: Box) -> None:
    """A name on a ground of its own."""
    sheet.boxes([(box.left, box.top, box.right - box.left, box.bottom - box.top)], "clear")
    middle = (box.top + box.bottom) / 2
    sheet.write(box.left, middle, name, role=TEXTS.get(role, role), size=sheet.label)


def _axis_periods(periods: Iterable[str]) -> list[str]:
    """The places on the axis: years keep their distance, so that gaps show, others follow."""
    known = sorted(set(periods))
    if all(len(text) == 4 and text.isdigit() for text in known):
        return [str(year) for year in range(int(known[0]), int(known[-1]) + 1)]
    return known


def _tick(period: str) -> str:
    """A period short enough for an axis: ``2022``, ``2022-07``, ``22/1–7``."""
    first, _, last = period.partition("/")
    if not last:
        return first
    return f"{first[2:4]}/{int(first[5:])}–{int(last[5:])}"
