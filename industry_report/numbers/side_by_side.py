"""All places that have a value of an indicator in one period, from high to low.

Values are those of the report: as published, else derived as the report derives them, so that a
ranking here and a chart there cannot contradict each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pandas

from industry_report.data.dataset import Dataset
from industry_report.numbers import growth, values
from industry_report.numbers.quantity import Quantity, missing
from industry_report.words import Indicator, Phrase, Region

MOST_BARS = 12


@dataclass(frozen=True)
class Ranking:
    """The places beside one another, as seen from one of them.

    Attributes:
        rows: the observations to draw on.
        region, indicator, period: what is chosen; None where there is nothing to choose from.
    """

    rows: Dataset
    region: str | None
    indicator: str | None
    period: str | None

    @cached_property
    def values(self) -> list[tuple[str, Quantity, bool]]:
        """Slug, value and whether it is derived, of every place that has one, from high to low."""
        if not (self.indicator and self.period):
            return []
        return sorted(self._known(), key=lambda found: -found[1].number)

    def _known(self) -> Iterator[tuple[str, Quantity, bool]]:
        for region in self.rows.regions:
            published = self.rows.find(self.indicator, region, self.period)
            if published is not None:
                yield region, published.quantity, False
                continue
            value = derived(self.rows, self.indicator, region, self.period)
            if value is not None:
                yield region, value, True

    @property
    def frame(self) -> pandas.DataFrame:
        """The highest places and the chosen one: columns ``region`` and ``value``."""
        shown = [
            (_label(region, is_derived), value)
            for place, (region, value, is_derived) in enumerate(self.values)
            if place < MOST_BARS or region == self.region
        ]
        return pandas.DataFrame(shown or [("", _nothing())], columns=["region", "value"])

    @property
    def focus(self) -> Region | Phrase:
        """The chosen place as the frame names it."""
        names = [_label(region, derived) for region, _, derived in self.values]
        chosen = [
            name for name, found in zip(names, self.values, strict=True) if found[0] == self.region
        ]
        return next(iter(chosen), Phrase(""))

    @property
    def said(self) -> Phrase | Quantity:
        """What the ranking says of the chosen place; a missing value where that has none."""
        order = [region for region, _, _ in self.values]
        if self.region not in order:
            return _nothing()
        place = order.index(self.region)
        values = {
            "indicator": Indicator(self.indicator),
            "region": Region(self.region),
            "value": self.values[place][1],
        }
        if len(order) == 1:
            return Phrase("alone", **values)
        return Phrase("ranked", **values, position=place + 1, of=len(order))


def _label(region: str, is_derived: bool) -> Region | Phrase:
    if is_derived:
        return Phrase("derived", region=Region(region))
    return Region(region)


def derived(rows: Dataset, indicator: str, region: str, period: str) -> Quantity | None:
    """A value that no source states, as the report derives it: from the parts of a ratio, or from
    the lead over ``region`` that another place states; None where neither can be had."""
    for value in values.values(rows, indicator, region):
        if str(value.period) == period:
            return value.quantity
    if indicator != growth.VALUE_ADDED_GROWTH:
        return None
    for other in rows.all(indicator, status="observed"):
        if str(other.period) == period:
            implied = growth.growth_of(rows, region, other.region, period)
            if not implied.is_missing:
                return implied
    return None


def _nothing() -> Quantity:
    return missing(Phrase("observations"))
