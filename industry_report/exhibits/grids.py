"""Charts of cells: matrices of marks, and tinted tables."""

from __future__ import annotations

import pandas
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from industry_report.exhibits import describe, style
from industry_report.exhibits.drawing import (
    Drawing,
    NothingToDraw,
    canvas,
    distinct,
    plotted,
    present,
    styled,
)

MARKERS = "os^D"
#: Inches a row; a long matrix is set closer, as it has to fit on a page.
ROW_INCHES, CLOSE_INCHES, LONG = 0.3, 0.21, 15


@styled
def matrix(data: pandas.DataFrame, names: dict[str, str], title_of_columns: str = "") -> Drawing:
    """A matrix of marks, with the rows and columns of ``data``.

    Its cells are keys of ``names``, which are in rising strength; "" leaves a cell empty.
    """
    if data.empty:
        raise NothingToDraw([title_of_columns])
    row_inches = ROW_INCHES
    if len(data) > LONG:
        row_inches = CLOSE_INCHES
    heads = 0.085 * max(len(str(name)) for name in data.columns)
    figure, axes = canvas(1.0 + row_inches * len(data) + heads)
    looks = _looks([key for key in names if key])
    for y, (_, row) in enumerate(data.iterrows()):
        for x, cell in enumerate(row):
            if cell in looks:
                axes.scatter(x, y, **looks[cell])
    _name_cells(axes, data)
    _legend(axes, looks, names)
    table = data.map(lambda cell: names.get(cell, "")).rename_axis("").reset_index()
    table.columns = [str(name) for name in table.columns]
    return Drawing(figure, table, describe.matrix(data, names))


def _looks(keys: list[str]) -> dict[str, dict[str, object]]:
    """Marker, size and colour of each key: the weakest of several is grey."""
    looks = {
        key: {"marker": MARKERS[place], "s": 46 + 34 * place, "color": style.FOCUS}
        for place, key in enumerate(keys)
    }
    if len(keys) > 1:
        looks[keys[0]]["color"] = style.QUIET
    return looks


def _name_cells(axes: Axes, data: pandas.DataFrame) -> None:
    """Names of rows on the left, of columns on top and slanted, a thin grid, no box."""
    axes.set_xticks(
        range(len(data.columns)),
        [str(name) for name in data.columns],
        rotation=50,
        ha="left",
        rotation_mode="anchor",
        size=style.note(),
    )
    axes.xaxis.tick_top()
    axes.set_yticks(range(len(data)), [str(name) for name in data.index], size=style.label())
    axes.set_xlim(-0.6, len(data.columns) - 0.4)
    axes.set_ylim(len(data) - 0.4, -0.6)
    axes.grid(linewidth=0.5)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)


def _legend(axes: Axes, looks: dict[str, dict[str, object]], names: dict[str, str]) -> None:
    handles = [
        Line2D([], [], linestyle="", marker=look["marker"], color=look["color"], label=names[key])
        for key, look in looks.items()
    ]
    axes.legend(
        handles=handles,
        loc="upper left",
        bbox_to_anchor=(0, -0.01),
        ncols=len(handles),
        fontsize=style.label(),
    )


@styled
def heat(data: pandas.DataFrame, row: str, column: str, value: str) -> Drawing:
    """Tinted cells with the value written in each; gaps stay white.

    Rows and columns stand in the order in which they first come.
    """
    import seaborn  # slow to import, and only explorations draw this

    data = present(data, value)
    rows, columns = distinct(data[row]), distinct(data[column])
    cells = data.assign(row=data[row].map(str), column=data[column].map(str))
    grid = cells.pivot(index="row", columns="column", values=value).reindex(rows)[columns]
    figure, axes = canvas(0.6 + 0.27 * len(rows))
    seaborn.heatmap(
        grid.map(lambda cell: cell.number, na_action="ignore").astype(float),
        ax=axes,
        annot=grid.map(str, na_action="ignore").fillna(""),
        fmt="",
        annot_kws={"size": style.note()},
        cmap=seaborn.light_palette(style.FOCUS, as_cmap=True),
        cbar=False,
        linewidths=0.8,
        linecolor=style.PAPER,
    )
    axes.set(xlabel="", ylabel="")
    axes.xaxis.tick_top()
    axes.tick_params(length=0, labelsize=style.label())
    axes.set_xticks(axes.get_xticks(), columns, rotation=0)
    axes.set_yticks(axes.get_yticks(), rows, rotation=0)
    return Drawing(figure, plotted(data), describe.values("heat", data, [row, column], value))
