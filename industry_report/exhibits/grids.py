"""Tinted tables."""

from __future__ import annotations

import pandas

from industry_report.exhibits import describe, style
from industry_report.exhibits.drawing import (
    Drawing,
    canvas,
    distinct,
    plotted,
    present,
    styled,
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
