"""Growth and structure over the years, beside other regions, never across a break in the statistics."""

from __future__ import annotations

from collections.abc import Sequence

import pandas

from industry_report import language
from industry_report.data.dataset import Dataset, Observation
from industry_report.language import pick
from industry_report.numbers import situation
from industry_report.numbers.quantity import compare

#: What tells how a region's economy went on, in the order of the report.
CONTEXT = (
    "industrial_value_added_growth",
    "gdp_growth",
    "secondary_growth",
    "fixed_asset_investment_growth",
    "industrial_investment_growth",
    "industrial_output",
    "rare_earth_output",
    "pv_output",
    "rd_intensity",
)


#: Years that a line needs at least.
FEWEST = 3


def lines(rows: Dataset, regions: Sequence[str], indicator: str) -> pandas.DataFrame:
    """One indicator over whole years: columns ``period``, ``region``, ``value``, ``segment``.

    A segment ends at every break in the statistics and wherever a year is missing: a line drawn within segments claims
    nothing about years that are not there.
    """
    cells = []
    for region in regions:
        for segment in rows.series(indicator, region, every="year"):
            for part, run in enumerate(_runs(segment)):
                mark = f"{region} {segment[0].period} {part}"
                cells += [
                    (str(row.period), str(situation.name(rows, region)), row.quantity, mark)
                    for row in run
                ]
    if not cells:
        cells = [("", "", situation.nothing(rows, indicator, regions[0] if regions else ""), "")]
    return pandas.DataFrame(cells, columns=["period", "region", "value", "segment"])


def _runs(segment: Sequence[Observation]) -> list[list[Observation]]:
    """Consecutive years."""
    runs: list[list[Observation]] = []
    for row in segment:
        if not runs or row.period.end[0] != runs[-1][-1].period.end[0] + 1:
            runs.append([])
        runs[-1].append(row)
    return runs


def drawable(frame: pandas.DataFrame, region: str) -> bool:
    """Whether a region, by its name in ``frame``, has an unbroken stretch of three years: fewer say nothing as a line."""
    own = frame[frame["region"] == region]
    return bool((own.groupby("segment").size() >= FEWEST).any())


def levels(rows: Dataset, region: str, indicators: Sequence[str]) -> pandas.DataFrame:
    """Levels of whole years as first published: columns ``year`` and one for each indicator.

    Levels of different years come from different releases; no growth may be computed from them.
    """
    years = sorted(
        {
            str(row.period)
            for each in indicators
            for row in rows.all(each, region, status="observed")
            if row.period.kind == "year"
        }
    )
    columns = {
        each: [situation.value(rows, each, region, year) for year in years] for each in indicators
    }
    return pandas.DataFrame({"year": years} | columns)


def title(rows: Dataset, region: str, indicator: str) -> str:
    """What a chart of one indicator over the years says: the change over the last unbroken stretch, else the latest value."""
    entry, place = rows.codes.indicators[indicator], situation.name(rows, region)
    segments = rows.series(indicator, region, every="year")
    if not segments:
        return str(situation.nothing(rows, indicator, region))
    first, last = segments[-1][0], segments[-1][-1]
    start, end = language.period_label(str(first.period)), language.period_label(str(last.period))
    if first is last:
        return pick(
            f"{end}{place.zh}{entry.zh}为{last.quantity}",
            f"{entry.en} in {place.en}: {last.quantity} in {end}",
        )
    word = compare(
        last.quantity - first.quantity,
        ("升至", "仍为", "降至"),
        ("rose from", "stayed between", "fell from"),
    )
    to = "and" if word.startswith("stayed") else "to"
    return pick(
        f"{place.zh}{entry.zh}由{start}的{first.quantity}{word}{end}的{last.quantity}",
        f"{entry.en} in {place.en} {word} {first.quantity} in {start} {to} {last.quantity} in {end}",
    )
