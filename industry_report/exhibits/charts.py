"""The kinds of chart in the report: each draws exactly the rows it is given and describes them in words.

Every function takes a tidy data frame, one row a mark, whose value columns hold :class:`~industry_report.numbers.quantity.Quantity`
objects, and the names of the columns to use. Rows whose value is missing are left out of the drawing and of the data; when
none is left, :class:`NothingToDraw` says which values were missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps

import pandas
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from industry_report import language
from industry_report.exhibits import style
from industry_report.exhibits.figure import MARGIN, WIDTH_INCHES, Drawing
from industry_report.numbers.quantity import Quantity

BAR_INCHES = 0.34
STATUS_NAMES = {
    "observed": ("实际", "actual"),
    "forecast": ("预计", "forecast"),
    "target": ("目标", "target"),
    "planned": ("计划", "planned"),
}


class NothingToDraw(Exception):
    """No mark of a chart has a value.

    Attributes:
        missing: labels of the values that were asked for.
    """

    def __init__(self, missing: Iterable[str]) -> None:
        self.missing = list(dict.fromkeys(missing))
        super().__init__(", ".join(self.missing))


def _styled(chart: Callable[..., Drawing]) -> Callable[..., Drawing]:
    """Run a chart function in the report's style."""

    @wraps(chart)
    def draw(*arguments: object, **options: object) -> Drawing:
        with style.settings():
            return chart(*arguments, **options)

    return draw


def present(data: pandas.DataFrame, *values: str) -> pandas.DataFrame:
    """The rows in which every one of ``values`` is there; :class:`NothingToDraw` when there are none."""
    keep = [
        all(not cell.is_missing for cell in row)
        for row in data[list(values)].itertuples(index=False)
    ]
    if not any(keep):
        cells = [cell for name in values for cell in data[name] if cell.is_missing]
        raise NothingToDraw(str(cell.label) for cell in cells)
    return data[keep].reset_index(drop=True)


def plotted(data: pandas.DataFrame) -> pandas.DataFrame:
    """The data as numbers and texts: what a chart shows, to be published beside it."""
    columns = {}
    for name in data:
        cells = list(data[name])
        is_value = any(isinstance(cell, Quantity) for cell in cells)
        columns[name] = (
            [cell.number for cell in cells] if is_value else [str(cell) for cell in cells]
        )
    return pandas.DataFrame(columns)


def _canvas(height: float, **grid: object) -> tuple[Figure, Axes]:
    canvas = Figure(figsize=(WIDTH_INCHES, height), layout="constrained")
    canvas.get_layout_engine().set(w_pad=MARGIN, h_pad=0.04)
    return canvas, canvas.subplots(**grid)


def _statuses(data: pandas.DataFrame, value: str) -> list[str]:
    return [cell.status for cell in data[value]]


def _status_name(status: str) -> str:
    return language.pick(*STATUS_NAMES[status])


def _suffix(cell: Quantity) -> str:
    return (
        ""
        if cell.status == "observed"
        else language.pick(f"（{_status_name(cell.status)}）", f" ({_status_name(cell.status)})")
    )


def _spoken(data: pandas.DataFrame, names: list[str], value: str) -> str:
    """The marks in words, at most a dozen; a longer chart is described by its ends and extremes."""
    rows = [(" ".join(str(row[name]) for name in names), row[value]) for _, row in data.iterrows()]
    if len(rows) > 14:
        ordered = sorted(rows, key=lambda row: row[1].number)
        lowest, highest = ordered[0], ordered[-1]
        return language.pick(
            f"共{len(rows)}个值，最低{lowest[0]}（{lowest[1]}），最高{highest[0]}（{highest[1]}）。",
            f"{len(rows)} values, from {lowest[0]} ({lowest[1]}) to {highest[0]} ({highest[1]}).",
        )
    joined = language.pick("；", "; ").join(f"{name} {cell}{_suffix(cell)}" for name, cell in rows)
    return joined + language.pick("。", ".")


def _legend_of_statuses(axes: Axes, statuses: Iterable[str], colour: str) -> None:
    kinds = list(dict.fromkeys(statuses))
    if kinds != ["observed"]:
        handles = [
            Patch(label=_status_name(kind), **style.bar_style(kind, colour)) for kind in kinds
        ]
        axes.legend(
            handles=handles,
            loc="lower right",
            bbox_to_anchor=(1, 1),
            ncols=len(kinds),
            frameon=False,
            fontsize=8,
        )


@_styled
def bars(
    data: pandas.DataFrame, label: str, value: str, focus: str = "", mark: float | None = None
) -> Drawing:
    """Horizontal bars in the order given, the value written at each end; the bar labelled ``focus`` is coloured.

    ``mark`` draws a line across the bars at a value that they are to be seen against.
    """
    data = present(data, value)
    canvas, axes = _canvas(0.45 + BAR_INCHES * len(data))
    _bars_on(axes, data, label, value, focus)
    if mark is not None:
        axes.axvline(mark, color=style.SECOND, linewidth=1.6, zorder=3)
    _legend_of_statuses(axes, _statuses(data, value), style.FOCUS)
    kind = language.pick("条形图：", "Bar chart: ")
    return Drawing(canvas, plotted(data), kind + _spoken(data, [label], value))


def _bars_on(axes: Axes, data: pandas.DataFrame, label: str, value: str, focus: str) -> None:
    cells, names = list(data[value]), [str(name) for name in data[label]]
    for place, (name, cell) in enumerate(zip(names, cells, strict=True)):
        colour = style.FOCUS if not focus or name == focus else style.GREY
        axes.barh(place, cell.number, height=0.68, **style.bar_style(cell.status, colour))
        shift, align = (4, "left") if cell.number >= 0 else (-4, "right")
        axes.annotate(
            str(cell),
            (cell.number, place),
            (shift, 0),
            textcoords="offset points",
            va="center",
            ha=align,
            size=8.5,
            weight="bold" if name == focus else "normal",
        )
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.tick_params(axis="y", length=0)
    axes.spines["bottom"].set_visible(False)
    low, high = (
        min(0.0, *(cell.number for cell in cells)),
        max(0.0, *(cell.number for cell in cells)),
    )
    spread = (high - low) or 1.0
    axes.set_xlim(low - (0.16 * spread if low < 0 else 0), high + 0.2 * spread)
    axes.axvline(0, color=style.GREY, linewidth=0.8)
    axes.set_xticks([])
    axes.spines["left"].set_visible(False)


@_styled
def panels(
    data: pandas.DataFrame,
    panel: str,
    label: str,
    value: str,
    focus: str = "",
    shared: bool = False,
) -> Drawing:
    """Small multiples of horizontal bars, one panel a measure, each on a scale of its own (units may differ).

    With ``shared`` all panels have one scale: for one measure in several periods.
    """
    data = present(data, value)
    names = list(dict.fromkeys(str(name) for name in data[panel]))
    parts = [
        data[[str(name) == wanted for name in data[panel]]].reset_index(drop=True)
        for wanted in names
    ]
    height = sum(0.42 + BAR_INCHES * len(part) for part in parts)
    canvas, grid = _canvas(
        height, nrows=len(parts), squeeze=False, height_ratios=[0.5 + len(part) for part in parts]
    )
    for axes, name, part in zip(grid[:, 0], names, parts, strict=True):
        _bars_on(axes, part, label, value, focus)
        axes.set_title(name, loc="left", size=9.5, weight="bold")
    if shared:
        limits = [axes.get_xlim() for axes in grid[:, 0]]
        for axes in grid[:, 0]:
            axes.set_xlim(min(low for low, _ in limits), max(high for _, high in limits))
    kind = language.pick("分组条形图：", "Bar charts: ")
    return Drawing(canvas, plotted(data), kind + _spoken(data, [panel, label], value))


@_styled
def grouped(data: pandas.DataFrame, label: str, group: str, value: str) -> Drawing:
    """Clusters of horizontal bars: one cluster a ``label``, one colour a ``group`` (at most five)."""
    data = present(data, value)
    labels = list(dict.fromkeys(map(str, data[label])))
    groups = list(dict.fromkeys(map(str, data[group])))
    canvas, axes = _canvas(0.6 + 0.26 * len(data) + 0.12 * len(labels))
    step = 1 / (len(groups) + 0.6)
    top = max(abs(cell.number) for cell in data[value])
    for _, row in data.iterrows():
        place = (
            labels.index(str(row[label]))
            + (groups.index(str(row[group])) - (len(groups) - 1) / 2) * step
        )
        cell, colour = row[value], style.SERIES[groups.index(str(row[group]))]
        axes.barh(place, cell.number, height=step * 0.9, **style.bar_style(cell.status, colour))
        shift, align = (4, "left") if cell.number >= 0 else (-4, "right")
        axes.annotate(
            str(cell),
            (cell.number, place),
            (shift, 0),
            textcoords="offset points",
            va="center",
            ha=align,
            size=8,
        )
    axes.set_yticks(range(len(labels)), labels)
    axes.invert_yaxis()
    axes.tick_params(axis="y", length=0)
    lowest = min(0.0, min(cell.number for cell in data[value]))
    axes.set_xlim(lowest - (0.2 * top if lowest < 0 else 0), top * 1.25)
    axes.axvline(0, color=style.GREY, linewidth=0.8)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    handles = [Patch(color=style.SERIES[place], label=name) for place, name in enumerate(groups)]
    kinds = [kind for kind in dict.fromkeys(_statuses(data, value)) if kind != "observed"]
    handles += [
        Patch(label=_status_name(kind), **style.bar_style(kind, style.GREY)) for kind in kinds
    ]
    axes.legend(
        handles=handles,
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=len(handles),
        frameon=False,
        fontsize=8,
        borderaxespad=0.2,
        handlelength=1.2,
    )
    kind = language.pick("分组条形图：", "Grouped bar chart: ")
    return Drawing(canvas, plotted(data), kind + _spoken(data, [label, group], value))


@_styled
def lines(
    data: pandas.DataFrame, period: str, value: str, series: str, segment: str = ""
) -> Drawing:
    """One line a series over the periods in their order, named at its end; a line never joins two values of ``segment``."""
    data = present(data, value)
    periods = _axis_periods(map(str, data[period]))
    names = list(dict.fromkeys(map(str, data[series])))
    canvas, axes = _canvas(3.0)
    ends = []
    for place, name in enumerate(names):
        own = data[[str(cell) == name for cell in data[series]]]
        colour, marker = style.SERIES[place], "osD^v"[place]
        for _, part in own.groupby(segment, sort=False) if segment else [(None, own)]:
            xs = [periods.index(str(cell)) for cell in part[period]]
            axes.plot(
                xs,
                [cell.number for cell in part[value]],
                color=colour,
                marker=marker,
                markersize=4,
                linewidth=2.2 if place == 0 else 1.4,
                clip_on=False,
            )
        last = own.iloc[-1]
        ends.append(
            (periods.index(str(last[period])), last[value].number, f"{name} {last[value]}", colour)
        )
    _name_ends(axes, ends)
    axes.set_xticks(range(len(periods)), [_tick(text) for text in periods])
    axes.set_xlim(-0.3, len(periods) - 1 + max(1.2, 0.34 * len(periods)))
    style.value_axis(axes, "y")
    axes.axhline(0, color=style.GREY, linewidth=0.8) if min(
        cell.number for cell in data[value]
    ) < 0 else axes.set_ylim(bottom=0)
    kind = language.pick("折线图：", "Line chart: ")
    return Drawing(canvas, plotted(data), kind + _spoken(data, [series, period], value))


def _axis_periods(periods: Iterable[str]) -> list[str]:
    """The places on the axis: years keep their distance, so that a gap in a series shows; other periods follow one another."""
    known = sorted(set(periods))
    if all(len(text) == 4 and text.isdigit() for text in known):
        return [str(year) for year in range(int(known[0]), int(known[-1]) + 1)]
    return known


def _tick(period: str) -> str:
    """A period short enough for an axis: ``2022``, ``22-07``, ``22/1–7``."""
    first, _, last = period.partition("/")
    return f"{first[2:4]}/{int(first[5:])}–{int(last[5:])}" if last else first


def _name_ends(axes: Axes, ends: list[tuple[int, float, str, str]]) -> None:
    """Write each series' name beside its last point, pushed apart where they would collide."""
    low, high = axes.get_ylim()
    least = (high - min(low, 0)) * 0.075
    height = float("-inf")
    for x, y, text, colour in sorted(ends, key=lambda end: end[1]):
        height = max(y, height + least)
        axes.annotate(
            text,
            (x, y),
            (x + 0.15, height),
            color=colour,
            size=8.5,
            va="center",
            annotation_clip=False,
        )


@_styled
def ranges(data: pandas.DataFrame, label: str, value: str, unit_axis: str = "") -> Drawing:
    """Intervals: from the least to the greatest value that the evidence allows, the best value marked."""
    data = present(data, value)
    canvas, axes = _canvas(0.6 + BAR_INCHES * 1.15 * len(data))
    finite = [
        end
        for cell in data[value]
        for end in (cell.interval.lo, cell.interval.hi)
        if end.is_finite()
    ]
    top = float(max(finite + [cell.best for cell in data[value]]))
    for place, cell in enumerate(data[value]):
        low = float(cell.interval.lo) if cell.interval.lo.is_finite() else 0.0
        high = float(cell.interval.hi) if cell.interval.hi.is_finite() else top * 1.12
        axes.plot(
            [low, high],
            [place, place],
            color=style.FOCUS,
            linewidth=5,
            alpha=0.45,
            solid_capstyle="butt",
        )
        axes.plot(cell.number, place, marker="o", color=style.FOCUS, markersize=6)
        axes.annotate(
            f"{cell:range}",
            (high, place),
            (6, 0),
            textcoords="offset points",
            va="center",
            size=8.5,
        )
    axes.set_yticks(range(len(data)), [str(name) for name in data[label]])
    axes.set_ylim(len(data) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    style.value_axis(axes)
    axes.set_xlim(0, top * 1.4)
    axes.set_xlabel(unit_axis, loc="left", size=8)
    low, high = (
        [float(getattr(cell.interval, end)) for cell in data[value]] for end in ("lo", "hi")
    )
    table = (
        plotted(data)
        .assign(low=low, high=high)
        .replace([float("inf"), float("-inf")], float("nan"))
    )
    spoken = [f"{name} {cell:range}" for name, cell in zip(data[label], data[value], strict=True)]
    kind = language.pick("区间图：", "Intervals: ")
    return Drawing(
        canvas, table, kind + language.pick("；", "; ").join(spoken) + language.pick("。", ".")
    )


@_styled
def progress(data: pandas.DataFrame, label: str, value: str, reference: str) -> Drawing:
    """Done against due, in per cent: a bar for what is done, a marked line for where it should be (``reference``)."""
    data = present(data, value, reference)
    canvas, axes = _canvas(0.75 + 0.45 * len(data))
    for place, row in enumerate(data.to_dict("records")):
        axes.barh(place, 100, height=0.6, color=style.PALE)
        axes.barh(
            place, row[value].number, height=0.36, **style.bar_style(row[value].status, style.FOCUS)
        )
        axes.plot(
            [row[reference].number] * 2,
            [place - 0.38, place + 0.38],
            color=style.SECOND,
            linewidth=2.5,
        )
        # beside the bar when its end has passed the mark, so that the mark does not cross the figure
        ahead = row[value].number > row[reference].number
        axes.annotate(
            str(row[value]),
            (row[value].number, place),
            (4 if ahead else -4, 0),
            textcoords="offset points",
            va="center",
            ha="left" if ahead else "right",
            color=style.INK if ahead else "white",
            size=8.5,
            weight="bold",
        )
        axes.annotate(
            str(row[reference]),
            (row[reference].number, place - 0.38),
            (0, 2),
            textcoords="offset points",
            va="bottom",
            ha="center",
            color=style.SECOND,
            size=8,
        )
    axes.set_yticks(range(len(data)), [str(name) for name in data[label]])
    axes.set_ylim(len(data) - 0.5, -0.75)
    axes.set_xlim(0, 100)
    axes.set_xticks([0, 25, 50, 75, 100], ["0", "25", "50", "75", "100%"])
    axes.tick_params(axis="y", length=0)
    axes.spines["bottom"].set_visible(False)
    handles = [
        Patch(color=style.FOCUS, label=value),
        Line2D([], [], color=style.SECOND, linewidth=2.5, label=reference),
    ]
    axes.legend(
        handles=handles,
        loc="lower left",
        bbox_to_anchor=(0, 1.02),
        ncols=2,
        frameon=False,
        fontsize=8,
    )
    spoken = [
        f"{row[label]} {value} {row[value]}, {reference} {row[reference]}"
        for row in data.to_dict("records")
    ]
    kind = language.pick("进度图：", "Progress: ")
    return Drawing(
        canvas,
        plotted(data),
        kind + language.pick("；", "; ").join(spoken) + language.pick("。", "."),
    )


@_styled
def stacked(data: pandas.DataFrame, label: str, part: str, value: str) -> Drawing:
    """Parts of a whole: one bar a ``label``, one segment a ``part``, each with its value."""
    data = present(data, value)
    labels = list(dict.fromkeys(map(str, data[label])))
    parts = list(dict.fromkeys(map(str, data[part])))
    canvas, axes = _canvas(0.7 + 0.5 * len(labels))
    ends = dict.fromkeys(labels, 0.0)
    whole = max(
        sum(row[value].number for _, row in data.iterrows() if str(row[label]) == name)
        for name in labels
    )
    for _, row in data.iterrows():
        name, cell, colour = str(row[label]), row[value], style.SERIES[parts.index(str(row[part]))]
        place = labels.index(name)
        solid = (
            cell.status == "observed"
        )  # the others are drawn by their edge and hatching, on white
        axes.barh(
            place,
            cell.number,
            left=ends[name],
            height=0.55,
            **(style.bar_style(cell.status, colour) | ({"edgecolor": "white"} if solid else {})),
        )
        wide = cell.number > 0.09 * whole
        x = ends[name] + (cell.number / 2 if wide else cell.number)
        axes.annotate(
            str(cell),
            (x, place),
            (0 if wide else 4, 0 if wide else 21),
            textcoords="offset points",
            va="center",
            ha="center" if wide else "left",
            color="white" if wide and solid else colour,
            bbox=None
            if solid or not wide
            else {"facecolor": "white", "edgecolor": "none", "pad": 1.5},
            size=8.5,
        )
        ends[name] += cell.number
    axes.set_yticks(range(len(labels)), labels)
    axes.set_ylim(len(labels) - 0.5, -0.7)
    axes.tick_params(axis="y", length=0)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.set_xlim(0, whole * 1.06)
    handles = [Patch(color=style.SERIES[place], label=name) for place, name in enumerate(parts)]
    axes.legend(
        handles=handles,
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=min(4, len(parts)),
        frameon=False,
        fontsize=8,
    )
    kind = language.pick("堆积条形图：", "Stacked bars: ")
    return Drawing(canvas, plotted(data), kind + _spoken(data, [label, part], value))


@_styled
def matrix(data: pandas.DataFrame, names: dict[str, str], title_of_columns: str = "") -> Drawing:
    """A matrix of marks: rows and columns as in ``data``, whose cells are keys of ``names`` in rising strength ("" = none)."""
    keys = [key for key in names if key]
    if data.empty:
        raise NothingToDraw([title_of_columns])
    row_inches = 0.3 if len(data) <= 15 else 0.21  # a long matrix has to fit on a page
    canvas, axes = _canvas(
        1.0 + row_inches * len(data) + 0.085 * max(len(str(name)) for name in data.columns)
    )
    marks = {
        key: dict(
            marker="os^D"[place],
            s=46 + 34 * place,
            color=style.SERIES[1 if place == 0 and len(keys) > 1 else 0],
        )
        for place, key in enumerate(keys)
    }
    for y, (_, row) in enumerate(data.iterrows()):
        for x, cell in enumerate(row):
            if cell in marks:
                axes.scatter(x, y, **marks[cell])
    axes.set_xticks(
        range(len(data.columns)),
        [str(name) for name in data.columns],
        rotation=50,
        ha="left",
        rotation_mode="anchor",
        size=8,
    )
    axes.xaxis.tick_top()
    axes.set_yticks(range(len(data)), [str(name) for name in data.index], size=8.5)
    axes.set_xlim(-0.6, len(data.columns) - 0.4)
    axes.set_ylim(len(data) - 0.4, -0.6)
    axes.grid(color=style.PALE, linewidth=0.5)
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
    handles = [
        Line2D(
            [],
            [],
            linestyle="",
            marker=marks[key]["marker"],
            color=marks[key]["color"],
            label=names[key],
        )
        for key in keys
    ]
    axes.legend(
        handles=handles,
        loc="upper left",
        bbox_to_anchor=(0, -0.01),
        ncols=len(keys),
        frameon=False,
        fontsize=8.5,
    )
    counts = {key: int((data == key).to_numpy().sum()) for key in keys}
    said = language.pick("；", "; ").join(f"{names[key]} {count}" for key, count in counts.items())
    size = language.pick(
        f"矩阵图，{len(data)}行{len(data.columns)}列：",
        f"Matrix of {len(data)} rows and {len(data.columns)} columns: ",
    )
    table = data.map(lambda cell: names.get(cell, "")).rename_axis("").reset_index()
    table.columns = [str(name) for name in table.columns]
    return Drawing(canvas, table, size + said + language.pick("。", "."))


@_styled
def heat(data: pandas.DataFrame, row: str, column: str, value: str) -> Drawing:
    """Tinted cells with the value written in each, rows and columns in the order in which they first come; gaps stay white."""
    import seaborn  # slow to import, and only explorations draw this

    data = present(data, value)
    rows, columns = (list(dict.fromkeys(map(str, data[name]))) for name in (row, column))
    cells = {(str(line[row]), str(line[column])): line[value] for _, line in data.iterrows()}
    found = [[cells.get((one, other)) for other in columns] for one in rows]
    numbers = pandas.DataFrame(
        [[float("nan") if cell is None else cell.number for cell in line] for line in found]
    )
    texts = pandas.DataFrame(
        [["" if cell is None else str(cell) for cell in line] for line in found]
    )
    canvas, axes = _canvas(0.6 + 0.27 * len(rows))
    tints = seaborn.light_palette(style.FOCUS, as_cmap=True)
    seaborn.heatmap(
        numbers,
        ax=axes,
        annot=texts,
        fmt="",
        annot_kws={"size": 8},
        cmap=tints,
        cbar=False,
        linewidths=0.8,
        linecolor="white",
        xticklabels=columns,
        yticklabels=rows,
    )
    axes.xaxis.tick_top()
    axes.tick_params(length=0, labelsize=8.5)
    axes.set_xticklabels(columns, rotation=0)
    axes.set_yticklabels(rows, rotation=0)
    kind = language.pick("热力图：", "Heat map: ")
    return Drawing(canvas, plotted(data), kind + _spoken(data, [row, column], value))
