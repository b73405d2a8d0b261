"""The growth rates of one place: in the latest whole year and since, and of all industry beside
those of its larger firms.
"""

from __future__ import annotations

from typing import Any

import pandas

from industry_report.data.dataset import Dataset, Observation
from industry_report.data.periods import Period
from industry_report.numbers import values
from industry_report.numbers.growth import DRIFT, VALUE_ADDED_GROWTH, since_january
from industry_report.numbers.quantity import Quantity, missing
from industry_report.words import NOTHING, Indicator, Phrase

#: Growth of all industry, small firms included.
ALL_INDUSTRY_GROWTH = "total_industrial_value_added_growth"

#: The growth rates that describe an industry, in the order of the report.
RATES = (
    VALUE_ADDED_GROWTH,
    "mining_value_added_growth",
    "manufacturing_value_added_growth",
    "utilities_value_added_growth",
    "high_tech_value_added_growth",
    "electronics_value_added_growth",
    "industrial_output_growth",
    "industrial_revenue_growth",
    "industrial_investment_growth",
    "industrial_profit_growth",
    "industrial_tax_growth",
)


def rates(rows: Dataset, region: str) -> pandas.DataFrame:
    """Growth rates: columns ``indicator``, ``year`` and ``latest`` with their periods beside them.

    ``year`` is the latest whole year known; without one the fullest months of the year of which
    most rates are known, or of an earlier one. ``latest`` is the fullest period of a later year.
    """
    last, found = latest_year(rows, region), []
    for indicator in (each for each in RATES if each in rows.codes.indicators):
        fullest = {row.period.end[0]: row for row in since_january(rows, region, indicator)}
        if not fullest:
            continue
        whole = [year for year, row in fullest.items() if row.period.kind == "year"]
        so_far = [year for year in fullest if last is None or year <= last.end[0]]
        base = max(whole or so_far, default=0)
        newest = max(fullest)
        pair = [fullest.get(base), fullest[newest] if newest > base else None]
        cells = (cell for row in pair for cell in _dated(row))
        found.append((Indicator(indicator), *cells))
    columns = ["indicator", "year", "year_period", "latest", "latest_period"]
    return pandas.DataFrame(found, columns=columns)


def _dated(row: Observation | None) -> tuple[Quantity, Phrase]:
    if row is None:
        return missing(NOTHING), NOTHING
    return row.quantity, Phrase("in-period", period=row.period)


def scopes(rows: Dataset, region: str) -> dict[str, Any]:
    """Growth of firms ``above`` scale and of ``every`` firm, and of ``secondary`` industry, in the
    latest whole ``period`` of the first, where the two differ by :data:`DRIFT`; else nothing.
    """
    found = values.best(rows, VALUE_ADDED_GROWTH, region)
    years = [row for row in found if row.period.kind == "year"]
    every = rows.find(ALL_INDUSTRY_GROWTH, region, years[-1].period) if years else None
    if every is None or abs(years[-1].value - every.value) < DRIFT:
        return {}
    known = rows.find("secondary_growth", region, every.period)
    secondary = Phrase("scopes-secondary", value=known.quantity) if known else NOTHING
    told = {"above": years[-1].quantity, "every": every.quantity, "secondary": secondary}
    return told | {"period": every.period}


def latest_year(rows: Dataset, region: str) -> Period | None:
    """The latest full year of which most of the rates are known; None when none is."""
    years = [
        row.period
        for each in RATES
        for row in rows.all(each, region, status="observed")
        if row.period.kind == "year"
    ]
    return max(years, key=lambda year: (years.count(year), year), default=None)
