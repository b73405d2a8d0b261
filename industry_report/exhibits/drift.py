"""Measures over time, one panel each on one time axis: how they drift apart.

The axis is true to time: a whole year stands at its end, January to July at the end of July. Whole
years that follow one another are joined; nothing leads over years that were not published, past the
parts of them that were, nor joins two segments. What was published after the vantage point stands
on a tinted band, or, of earlier periods, is hollow.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from copy import deepcopy
from itertools import pairwise
from typing import Any, NamedTuple

import pandas

from industry_report.exhibits import describe, style
from industry_report.exhibits.courses import Line, Panel, Point, panels_of
from industry_report.exhibits.drawing import Drawing, distinct, plotted, present, styled
from industry_report.exhibits.labels import FAINT, LINE, STRAY, TAKEN, Box, Labels, apart
from industry_report.exhibits.scale import Scale, at_tick, moment
from industry_report.exhibits.sheet import LEADING, Sheet

#: Height of a panel in points, by form, and of one that stands alone.
HEIGHTS = {style.WIDE: 62, style.HALF: 128, style.SCREEN: 62, style.PHONE: 136}
ALONE = 150
#: Between a mark and its label, in points.
GAP = 2.5
#: How far labels may reach below a panel, in points.
BELOW = 2
#: Of a line with more whole years not every value is written, nor on a narrow sheet.
MOST_TOLD, FEW_TOLD = 16, 3
#: The edge in the colour of the page of a mark that stands on that of another place, in points.
HALO = 0.5
#: Years before the first point and after the last.
BEFORE, AFTER = 0.25, 0.12
#: How a role is drawn: marker, its size for whole years and for parts of one, width of the line.
LOOKS = {
    "focus": ("o", 7.0, 5.2, 2.4),
    "nation": ("s", 4.6, 3.2, 1.7),
    "reference": ("o", 4.6, 3.2, 1.4),
}
TEXTS = {"focus": "focus", "nation": "nation", "reference": "quiet"}
#: Years before the last one at which a line that ends there has its name at that point.
EARLY = 1
#: Where a mark stands on the sheet, and how wide it is.
Mark = tuple[tuple[float, float], float]


class Plot(NamedTuple):
    """A panel as it is drawn, and the labels there; ``band`` is where the tinted band begins, and
    where the panel ends.
    """

    sheet: Sheet
    panel: Panel
    axis: Scale
    labels: Labels
    band: tuple[float, float]


@styled
def drift(
    data: pandas.DataFrame,
    measure: str,
    place: str,
    period: str,
    value: str,
    when: str,
    segment: str,
    known: str,
    made: str,
    focus: str = "",
    nation: str = "",
    later: str = "",
    since: str = "",
    after: str = "",
    width: str = style.WIDE,
) -> Drawing:
    """A panel a ``measure``, a line a ``place``.

    Args:
        data: one row a point; ``period`` as the dataset writes it, ``when`` as a reader reads it
            behind the value, ``segment`` names the years that compare, ``known`` says when
            it was published, ``made`` is written behind a value that was derived.
        focus, nation: the place that it is about, and the nation.
        later: what ``known`` says of points published after the vantage point.
        since: the vantage point, as a month of the dataset; without one there is no band.
        after: what is written on the band.
    """
    data = present(data, value)
    names = [measure, place, period, value, when, segment, known, made]
    sheet, roles = Sheet(broad=True), {focus: "focus", nation: "nation"}
    height = HEIGHTS[width] if len(distinct(data[measure])) > 1 else ALONE
    panels = panels_of(data[names], roles, (later, moment(since)), height, sheet)
    axis = _axis(sheet, panels, since)
    last = panels[-1]
    for panel in panels:
        hint = after if panel is last else ""
        _panel(sheet, panel, axis, moment(since), hint)
    y = last.bottom + 1.1 * sheet.label
    for year, text in axis.years(sheet, sheet.label):
        x = axis.within(sheet, year, text, size=sheet.label)
        sheet.write(x, y, text, ha="center", role="quiet", size=sheet.label)
    said = describe.values("drift", data, [measure, place, period], value)
    return Drawing(sheet.close(last.bottom + 2 * sheet.label), plotted(data), said)


def _axis(sheet: Sheet, panels: Sequence[Panel], since: str) -> Scale:
    """From the first point to the end of the last year, between figures and names."""
    points = [point for panel in panels for line in panel.lines for point in line.points]
    left = max(sheet.extent(map(at_tick, panel.ticks(sheet))) for panel in panels) + 5
    ends = [point.at for point in points]
    end = max(math.ceil(max(ends)), moment(since) + 0.5 * bool(since)) + AFTER
    beside = [
        (panel, line)
        for panel in panels
        for line in panel.lines
        if not _is_early(sheet, panel, line, end)
    ]
    names = [text for panel, line in beside for text in _ends(sheet, panel, line)]
    right = sheet.width - sheet.extent(names, sheet.label, "bold") - 8
    return Scale(left, right, min(ends) - BEFORE, end)


def _ends(sheet: Sheet, panel: Panel, line: Line) -> list[str]:
    """Name and last value at the end of a line, with its period where lines end with different
    ones or it is a part of a year; before it that of the months the focus ends with, alone on a
    narrow sheet, where a period stands below: that of the focus always, that of another where it
    is another one or not that of its last mark.
    """
    final = line.points[-1]
    points = [final]
    if line.end is not final and not line.end.whole:
        points.insert(0, line.end)
    if sheet.narrow:
        own, told = next((each for each in panel.lines if each.role == "focus"), line), points[0]
        is_said = line is own or told is not final or told.period != own.end.period
        return [f"{line.name} {told.told}".strip(), *[told.when.strip()] * is_said]
    is_said = not line.end.whole or len({each.points[-1].period for each in panel.lines}) > 1
    return [f"{line.name} {each.told}{each.when * is_said}".strip() for each in points]


def _is_early(sheet: Sheet, panel: Panel, line: Line, end: float) -> bool:
    """Whether a line ends so long before the axis that its name stands at its last point; on a
    narrow sheet, which has little room there, so long before the others of its panel.
    """
    last = max(each.points[-1].at for each in panel.lines) if sheet.narrow else math.floor(end)
    return line.points[-1].at <= math.ceil(last) - EARLY


def _panel(sheet: Sheet, panel: Panel, axis: Scale, since: float, after: str) -> None:
    """A panel with its band and grid; what it is about is drawn over all else."""
    labels = Labels(Box(axis.left, panel.top, sheet.width, panel.bottom + BELOW))
    band = axis.x(since) if since else sheet.width, axis.right
    plot = Plot(sheet, panel, axis, labels, band)
    sheet.write(axis.left, panel.top - sheet.label, panel.head, role="quiet", size=sheet.label)
    _ground(plot, since)
    _name(plot)
    ordered = sorted(panel.lines, key=lambda line: list(LOOKS).index(line.role))
    for line in ordered:
        _join(plot, line)
    _dots(plot, ordered)
    early = [line for line in panel.lines if _is_early(sheet, panel, line, axis.high)]
    named = _name_together(plot, early)
    for line in ordered:  # what the chart is about has its values before others have their names
        if line in early and line not in named:
            _name_within(plot, line)
        _write(plot, line)
    if since and after:
        _write_after(plot, after)


def _ground(plot: Plot, since: float) -> None:
    """The band from the vantage point on, and the grid; labels keep off both."""
    sheet, panel, axis, labels, _ = plot
    axis.band(sheet, since, panel.top, panel.bottom)
    for tick in panel.ticks(sheet):
        y = panel.y(tick)
        sheet.line((axis.left, y), (axis.right, y), zorder=1.5)
        sheet.write(axis.left - 4, y, at_tick(tick), ha="right", role="quiet")
        labels.avoid([(axis.left, y), (axis.right, y)], FAINT)
    if since:
        x = axis.x(since)
        labels.take(Box(x, panel.top, x, panel.bottom))


def _join(plot: Plot, line: Line) -> None:
    """The years of a line that follow one another."""
    front = 2.5 + 0.1 * (line.role == "focus")
    *_, width = LOOKS[line.role]
    for one, two in pairwise(point for point in line.points if point.whole):
        ends = [(plot.axis.x(each.at), plot.panel.y(each.cell.number)) for each in (one, two)]
        if one.segment == two.segment and two.period.end[0] - one.period.end[0] == 1:
            plot.sheet.line(*ends, role=line.role, zorder=front, linewidth=width, linestyle="-")
            plot.labels.avoid(ends)


def _dots(plot: Plot, ordered: Sequence[Line]) -> None:
    """The marks of lines, each edged with paper on others; those of the focus, which are larger,
    over the others, but below one that they would hide.
    """
    dots = [
        (line, point.hollow, mark)
        for line in ordered
        for point, mark in zip(line.points, _marks(plot, line), strict=True)
    ]
    others = [mark for line, _, mark in dots if line.role != "focus"]
    dots.sort(key=lambda dot: dot[0].role == "focus" and not _hides(dot[2], others))
    below: list[Mark] = []
    for line, hollow, (at, size) in dots:
        if any(math.dist(at, place) < (size + across) / 2 + 1 for place, across in below):
            plot.sheet.dot(*at, LOOKS[line.role][0], size + 2 * HALO, "paper")
        plot.sheet.dot(*at, LOOKS[line.role][0], size, line.role, hollow=hollow)
        plot.labels.mark(*at, size, line.name)
        below.append((at, size))


def _hides(mark: Mark, others: Sequence[Mark]) -> bool:
    """Whether a mark with its edge would cover another one wholly."""
    at, size = mark
    return any(math.dist(at, place) <= (size - across) / 2 + HALO for place, across in others)


def _marks(plot: Plot, line: Line) -> list[Mark]:
    """The marks of a line."""
    _, size, small, _ = LOOKS[line.role]
    many = sum(point.whole for point in line.points) > MOST_TOLD
    return [
        (
            (plot.axis.x(point.at), plot.panel.y(point.cell.number)),
            size if point.whole and not many else small,
        )
        for point in line.points
    ]


def _name_together(plot: Plot, early: Sequence[Line]) -> list[Line]:
    """The lines that end at one moment before the axis does and have their names one below the
    other behind it, in the order of their marks; none where there is no room.
    """
    sheet, named = plot.sheet, list[Line]()
    for end in {line.points[-1].at for line in early}:
        lines = [line for line in early if line.points[-1].at == end]
        texts = ["\n".join(_ends(sheet, plot.panel, line)) for line in lines]
        marks = [_marks(plot, line)[-1] for line in lines]
        sizes = [
            (_extent(sheet, line, text)[0], sheet.height(text, sheet.label))
            for line, text in zip(lines, texts, strict=True)
        ]
        far = max(across for _, across in marks) / 2 + GAP + 1
        places = plot.labels.column([at for at, _ in marks], sizes, far) if len(lines) > 1 else None
        for line, text, place in zip(lines, texts, places or (), strict=False):
            _put(plot, line, text, place)
            named.append(line)
    return named


def _name_within(plot: Plot, line: Line) -> None:
    """The name with the last value at its point; without room there alone at one before, and the
    value, with its period where that is said, at its point if there is room for both.
    """
    last, *before = reversed(_marks(plot, line))
    ends = _ends(plot.sheet, plot.panel, line)
    told = "\n".join(ends)
    if _label(plot, line, last, told, LINE):
        return
    value = "\n".join(text.removeprefix(line.name).strip() for text in ends)
    rows = line.name.replace(" ", "\n")
    names = [(mark, name) for name in dict.fromkeys((line.name, rows)) for mark in before]
    for named in names:  # of the two the longer has its room first
        trial, both = deepcopy(plot.labels), ((last, value), named)
        if all([_place(plot.sheet, trial, line, *each, LINE) for each in both]):
            for each in both:
                _label(plot, line, *each, LINE)
            return
    for most in (LINE, STRAY, TAKEN):
        for mark, text in ((last, told), *names):
            if _label(plot, line, mark, text, most):
                return


def _write(plot: Plot, line: Line) -> None:
    """The values of the focus; of others those told of them, where they stand on no line."""
    most = TAKEN if line.role == "focus" else LINE
    told = {id(point) for point in _told(plot.sheet, line)}
    for point, mark in zip(line.points, _marks(plot, line), strict=True):
        if id(point) in told:
            _label(plot, line, mark, point.told, most)


def _label(plot: Plot, line: Line, mark: Mark, text: str, most: int) -> bool:
    """Whether there was room to write a text of a line beside one of its points that costs less
    than ``most``.
    """
    place = _place(plot.sheet, plot.labels, line, mark, text, most)
    if place:
        _put(plot, line, text, place)
    return place is not None


def _place(
    sheet: Sheet, labels: Labels, line: Line, mark: Mark, text: str, most: int
) -> tuple[float, float] | None:
    """The middle of such a text; a name stands behind its point if it can."""
    named = _is_name(line, text)
    at, across = mark
    far = across / 2 + GAP + named
    alone = text.split() == line.name.split()
    return labels.beside(at, _extent(sheet, line, text), far, most, named, line.name, alone)


def _size(sheet: Sheet, line: Line, text: str) -> float:
    """Of names and what is said of the focus larger than of the values of others."""
    return sheet.label if line.role == "focus" or _is_name(line, text) else sheet.note


def _is_name(line: Line, text: str) -> bool:
    """Whether a text of a line, maybe in several rows, has its name."""
    return line.name in text.replace("\n", " ")


def _extent(sheet: Sheet, line: Line, text: str) -> tuple[float, float]:
    """Width and height of a text of a line."""
    size = _size(sheet, line, text)
    height = 1.05 * size + LEADING * size * text.count("\n")
    return sheet.extent([text], size, _weight(line)), height


def _put(plot: Plot, line: Line, text: str, place: tuple[float, float]) -> None:
    """Write a text of a line at a place, on a ground of its own."""
    sheet, (start, end) = plot.sheet, plot.band
    _, height = size = _extent(sheet, line, text)
    box = Box.around(place, size)
    for look, low, high in (("clear", 0, start), ("clear-band", start, end)):
        left, right = max(box.left, low), min(box.right, high)
        if left < right:
            sheet.boxes([(left, box.top, right - left, height)], look)
    looks = _looks(line) | {"size": _size(sheet, line, text)}
    sheet.write(*place, text, ha="center", **looks)


def _weight(line: Line) -> str:
    return "bold" if line.role == "focus" else "normal"


def _looks(line: Line) -> dict[str, Any]:
    """How the texts of a line are set."""
    return {"role": TEXTS[line.role], "weight": _weight(line)}


def _told(sheet: Sheet, line: Line) -> list[Point]:
    """The whole years whose values are written, the end apart, which is written with the name: of
    a long line the first and the lowest and highest, on a narrow sheet of those that were
    published; of others the first, not on a narrow sheet, and what compares with the last of the
    focus. Of parts of a year the rows behind the chart have the values.
    """
    whole = [point for point in line.points if point.whole and point is not line.points[-1]]
    if line.role != "focus":
        first = whole[: int(not sheet.narrow)]
        return first + [point for point in whole if point is line.end and point not in first]
    if sheet.narrow:
        whole = [point for point in whole if not point.made] or whole
    if len(whole) <= (FEW_TOLD if sheet.narrow else MOST_TOLD):
        return whole

    def height(point: Point) -> float:
        return point.cell.number

    chosen = {id(one) for one in (whole[0], min(whole, key=height), max(whole, key=height))}
    return [one for one in whole if id(one) in chosen]


def _write_after(plot: Plot, after: str) -> None:
    """What the band is, where it has room, at the bottom first."""
    sheet, panel, axis, labels, (left, _) = plot
    after = sheet.broken(after, axis.right - left - 6)
    width, height = sheet.extent([after]), sheet.height(after, sheet.note)
    start, middle = left + 4 + width / 2, (panel.top + panel.bottom) / 2
    edge = height / 2 + 2
    rows = [panel.bottom - edge, panel.top + edge, middle, middle + height, middle - height]
    places = [(x, y) for y in rows for x in (start, axis.right - width / 2 - 2)]
    if place := labels.first(places, (width, height)):
        sheet.write(*place, after, role="later", ha="center", va="center")


def _name(plot: Plot) -> None:
    """The names of the lines that reach the edge, each with its last value: that of the focus at
    the height of its point, others as near to theirs as it leaves room. Nothing leads to them,
    which would cross the marks of others.
    """
    sheet, panel, axis, labels, _ = plot
    lines = [line for line in panel.lines if not _is_early(sheet, panel, line, axis.high)]
    height, x = LEADING * sheet.label, axis.right + 6
    told = [_ends(sheet, panel, line) for line in lines]
    sizes = [height * len(rows) for rows in told]
    wanted = [panel.y(line.points[-1].cell.number) - height / 2 for line in lines]
    own = next((at for at, line in enumerate(lines) if line.role == "focus"), 0)
    ends = panel.top - height / 2, panel.bottom + height / 2
    for line, rows, top in zip(lines, told, apart(wanted, sizes, ends, own), strict=True):
        for row, text in enumerate(rows):
            sheet.write(x, top + (row + 0.5) * height, text, size=sheet.label, **_looks(line))
        labels.take(Box(x, top, sheet.width, top + len(rows) * height))
