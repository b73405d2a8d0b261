"""What is known of one indicator in several places, over time and beside another indicator.

Values are those of the report: the best of several sources, as published, else derived as the
report derives them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import pandas

from industry_report.data.dataset import Dataset
from industry_report.numbers import side_by_side
from industry_report.numbers.quantity import Quantity, missing
from industry_report.numbers.values import Value, values
from industry_report.words import Phrase, Region

#: Lines that can be told apart.
MOST_LINES = 5


def over_time(rows: Dataset, indicator: str, places: Sequence[str]) -> pandas.DataFrame:
    """The series of an indicator: columns ``series``, ``period``, ``value`` and ``segment``.

    It is of one kind of period, of which the first place has most values: years, months, or spans
    within a year. A line never crosses a break in a series.
    """
    own = rows.all(indicator, places[0], status="observed")
    kinds = Counter(row.period.kind for row in own)
    every = max(("year", "span", "month"), key=kinds.__getitem__)
    found = [
        (Region(place), str(row.period), row.quantity, f"{place} {piece}")
        for place in places[:MOST_LINES]
        for piece, part in enumerate(rows.series(indicator, place, every))
        for row in part
    ]
    nothing = [(Region(places[0]), "", missing(Phrase("observations")), "")]
    return pandas.DataFrame(found or nothing, columns=["series", "period", "value", "segment"])


def both(rows: Dataset, one: str, two: str, period: str) -> pandas.DataFrame:
    """The places that have both indicators in a period: columns ``place``, ``one``, ``two``."""
    found = {
        indicator: {
            place: value
            for place, value, _ in side_by_side.Ranking(rows, None, indicator, period).values
        }
        for indicator in (one, two)
    }
    pairs = [
        (Region(place), value, found[two][place])
        for place, value in found[one].items()
        if place in found[two]
    ]
    nothing = missing(Phrase("observations"))
    return pandas.DataFrame(
        pairs or [(Region(""), nothing, nothing)], columns=["place", "one", "two"]
    )


def known(rows: Dataset, indicator: str, places: Iterable[str]) -> list[Value]:
    """Every value of an indicator in some places, the latest first."""
    return [value for place in places for value in reversed(values(rows, indicator, place))]


def plain(found: Iterable[Value], unit: str) -> pandas.DataFrame:
    """Values for a file: ids, period, value with the ends of its interval, unit, and rows."""
    cells = [
        (*map(str, (each.region, each.indicator, each.period)), *_numbers(each.quantity), unit)
        + (each.derived, " ".join(each.quantity.rows))
        for each in found
    ]
    columns = ["region", "indicator", "period", "value", "low", "high", "unit", "derived", "rows"]
    return pandas.DataFrame(cells, columns=columns)


def _numbers(quantity: Quantity) -> tuple[str, ...]:
    interval = quantity.interval
    return tuple(f"{number:f}" for number in (quantity.best, interval.lo, interval.hi))
