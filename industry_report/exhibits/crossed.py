"""A matrix from tidy data: one row for each crossing of a row and a column."""

from __future__ import annotations

import pandas

from industry_report.exhibits import style
from industry_report.exhibits.charts import matrix
from industry_report.exhibits.figure import Drawing


def crossed(
    data: pandas.DataFrame,
    problem: str,
    line: str,
    link: str,
    weak: str,
    strong: str,
    width: str = style.WIDE,
) -> Drawing:
    """Which lines answer which problems; ``link`` holds ``weak``, ``strong`` or nothing."""
    wide = data.pivot(index=problem, columns=line, values=link)
    wide = wide.reindex(index=data[problem].unique(), columns=data[line].unique())
    return matrix(wide, {"": "", weak: weak, strong: strong}, link, width=width)
