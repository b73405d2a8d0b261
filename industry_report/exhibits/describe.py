"""Charts in words: what stands in for the picture where it cannot be seen."""

from __future__ import annotations

from collections.abc import Iterable

import pandas

from industry_report.language import pick
from industry_report.numbers.quantity import Quantity

STATUS_NAMES = {
    "observed": ("实际", "actual"),
    "forecast": ("预计", "forecast"),
    "target": ("目标", "target"),
    "planned": ("计划", "planned"),
}
#: What each kind of chart is called before its description.
KINDS = {
    "bars": ("条形图：", "Bar chart: "),
    "panels": ("分组条形图：", "Bar charts: "),
    "grouped": ("分组条形图：", "Grouped bar chart: "),
    "lines": ("折线图：", "Line chart: "),
    "ranges": ("区间图：", "Intervals: "),
    "progress": ("进度图：", "Progress: "),
    "stacked": ("堆积条形图：", "Stacked bars: "),
    "heat": ("热力图：", "Heat map: "),
}
#: A chart of more marks is described by its ends.
MOST_SPOKEN = 14


def status_name(status: str) -> str:
    """What values of a status are called in a legend."""
    return pick(*STATUS_NAMES[status])


def listing(kind: str, parts: Iterable[str]) -> str:
    """The description of a chart of that kind, mark by mark."""
    return pick(*KINDS[kind]) + pick("；", "; ").join(parts) + pick("。", ".")


def values(kind: str, data: pandas.DataFrame, names: list[str], value: str) -> str:
    """The description of a chart whose marks are named by the columns ``names``.

    A chart of many marks is described by how many there are, the lowest and the highest.
    """
    rows = [(" ".join(str(row[name]) for name in names), row[value]) for _, row in data.iterrows()]
    if len(rows) > MOST_SPOKEN:
        return pick(*KINDS[kind]) + _extremes(rows)
    return listing(kind, (f"{name} {cell}{_status(cell)}" for name, cell in rows))


def _extremes(rows: list[tuple[str, Quantity]]) -> str:
    ordered = sorted(rows, key=lambda row: row[1].number)
    (lowest, least), (highest, most) = ordered[0], ordered[-1]
    return pick(
        f"共{len(rows)}个值，最低{lowest}（{least}），最高{highest}（{most}）。",
        f"{len(rows)} values, from {lowest} ({least}) to {highest} ({most}).",
    )


def _status(cell: Quantity) -> str:
    if cell.status == "observed":
        return ""
    name = status_name(cell.status)
    return pick(f"（{name}）", f" ({name})")


def matrix(data: pandas.DataFrame, names: dict[str, str]) -> str:
    """The description of a matrix of marks: its size, and how often each mark occurs."""
    counts = {key: int((data == key).to_numpy().sum()) for key in names if key}
    rows, columns = data.shape
    size = pick(f"矩阵图，{rows}行{columns}列：", f"Matrix of {rows} rows and {columns} columns: ")
    said = pick("；", "; ").join(f"{names[key]} {count}" for key, count in counts.items())
    return size + said + pick("。", ".")
