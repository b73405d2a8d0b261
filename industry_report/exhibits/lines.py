"""Charts of lines: values over time."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import pandas
from matplotlib.axes import Axes

from industry_report.exhibits import describe, style
from industry_report.exhibits.drawing import (
    Drawing,
    are_later,
    canvas,
    distinct,
    plotted,
    present,
    styled,
)
from industry_report.exhibits.scale import at_tick
from industry_report.exhibits.sheet import extent

#: The markers of places that are neither what a chart is about nor the nation.
MARKERS = "D^vPX"
#: How much of the width is the lines; the rest is the names at their ends.
LINES_SHARE = 0.68


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
    names = distinct(data[series])
    points = pandas.DataFrame(
        {
            "series": data[series].map(str),
            "x": [periods.index(str(cell)) for cell in data[period]],
            "y": [cell.number for cell in data[value]],
            "segment": data[segment or series].map(str),
            "text": data[value].map(str),
            "later": are_later(data, known, later),
        }
    )
    looks = _looks(names, focus or names[0], nation)
    figure, axes = canvas(3.0)
    for name in names:
        _series(axes, points[points["series"] == name], looks[name])
    ends = points.drop_duplicates("series", keep="last")
    _name_ends(axes, ends, looks, shift=max(0.15, 0.02 * len(periods)))
    ticks = [_tick(text) for text in periods]
    axes.set_xticks(*_readable(ticks))
    axes.set_xlim(-0.3, len(periods) - 1 + max(1.2, 0.34 * len(periods)))
    axes.grid(axis="y")
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0, labelsize=style.note(), labelcolor=style.QUIET)
    times = 10.0 ** data[value].iloc[0].shift  # the scale is in the unit that labels are written in
    axes.yaxis.set_major_formatter(lambda height, _: at_tick(height * times))
    if points["y"].min() < 0:
        axes.axhline(0, color=style.QUIET, linewidth=0.8)
    else:
        axes.set_ylim(bottom=0)
    return Drawing(figure, plotted(data), describe.values("lines", data, [series, period], value))


def _looks(names: list[str], focus: str, nation: str) -> dict[str, dict[str, Any]]:
    """Colour, marker and width of the line of each series, by its role; others in their order."""
    others = [name for name in names if name not in (focus, nation)]
    looks: dict[str, dict[str, Any]] = {
        name: {"color": colour, "marker": marker, "linewidth": 1.4}
        for name, colour, marker in zip(others, style.OTHERS, MARKERS, strict=False)
    }
    looks[nation] = {"color": style.NATION, "marker": "s", "linewidth": 1.4}
    looks[focus] = {"color": style.FOCUS, "marker": "o", "linewidth": 2.2}
    return looks


def _series(axes: Axes, points: pandas.DataFrame, looks: dict[str, Any]) -> None:
    """The line of one series, in segments."""
    for _, segment in points.groupby("segment", sort=False):
        axes.plot(segment["x"], segment["y"], markersize=4, clip_on=False, **looks)
    hollow = points[points["later"]]
    if len(hollow):
        shape = looks | {"linestyle": "", "markersize": 4, "markerfacecolor": style.PAPER}
        axes.plot(hollow["x"], hollow["y"], clip_on=False, **shape)


def _axis_periods(periods: Iterable[str]) -> list[str]:
    """The places on the axis: years keep their distance, so that gaps show, others follow."""
    known = sorted(set(periods))
    if all(len(text) == 4 and text.isdigit() for text in known):
        return [str(year) for year in range(int(known[0]), int(known[-1]) + 1)]
    return known


def _readable(ticks: list[str]) -> tuple[list[int], list[str]]:
    """Places and texts of as many ticks as there is room for, the last one among them."""
    room = 72 * style.width() * LINES_SHARE / (max(map(extent, ticks)) * style.label() + 5)
    step = math.ceil(len(ticks) / room)
    shown = list(range(len(ticks) - 1, -1, -step))
    return shown, [ticks[place] for place in shown]


def _tick(period: str) -> str:
    """A period short enough for an axis: ``2022``, ``2022-07``, ``22/1–7``."""
    first, _, last = period.partition("/")
    if not last:
        return first
    return f"{first[2:4]}/{int(first[5:])}–{int(last[5:])}"


def _name_ends(
    axes: Axes, ends: pandas.DataFrame, looks: dict[str, dict[str, Any]], shift: float
) -> None:
    """Write each series' name ``shift`` beside its last point, pushed apart where they would
    collide."""
    low, high = axes.get_ylim()
    least = (high - min(low, 0)) * 0.075
    height = -math.inf
    for end in ends.sort_values("y", kind="stable").itertuples():
        height = max(end.y, height + least)
        axes.annotate(
            f"{end.series} {end.text}",
            (end.x, end.y),
            (end.x + shift, height),
            color=style.text_colour(looks[end.series]["color"]),
            size=style.label(),
            va="center",
            annotation_clip=False,
        )
