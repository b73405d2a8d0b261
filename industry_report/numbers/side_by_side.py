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
from industry_report.language import Text, pick
from industry_report.numbers import benchmarks, situation
from industry_report.numbers.quantity import Quantity

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
            found
            for place, found in enumerate(self.values)
            if place < MOST_BARS or found[0] == self.region
        ]
        if not shown:
            return pandas.DataFrame({"region": [""], "value": [_nothing()]})
        labels = [self._label(region, is_derived) for region, _, is_derived in shown]
        return pandas.DataFrame({"region": labels, "value": [value for _, value, _ in shown]})

    def _label(self, region: str, is_derived: bool) -> Text:
        entry = self.rows.codes.regions[region]
        if is_derived:
            return Text(f"{entry.zh}（推算）", f"{entry.en} (derived)")
        return Text(entry.zh, entry.en)

    @property
    def title(self) -> str:
        """What the ranking says of the chosen place; "no data" where that has no value."""
        order = [region for region, _, _ in self.values]
        if self.region not in order:
            return f"{_nothing()}"
        place = order.index(self.region)
        entry, label = (
            self.rows.codes.regions[self.region],
            self.rows.codes.indicators[self.indicator],
        )
        value, of = self.values[place][1], Quantity.exact(len(order), "places")
        if len(order) == 1:
            return pick(f"{label.zh}：{entry.zh}{value}", f"{label.en}: {entry.en} {value}")
        return pick(
            f"{label.zh}：{entry.zh}{value}，由高到低排在{of:n}个地区中的第{place + 1}位",
            f"{label.en}: {entry.en} {value}, number {place + 1} of {of:n} from the top",
        )


def derived(rows: Dataset, indicator: str, region: str, period: str) -> Quantity | None:
    """A value that no source states, as the report derives it: from the parts of a ratio, or from
    the lead over ``region`` that another place states; None where neither can be had."""
    for value in benchmarks.values(rows, indicator, region):
        if str(value.period) == period:
            return value.quantity
    for other in rows.all(indicator, status="observed"):
        if str(other.period) == period:
            implied = situation.growth_of(rows, region, other.region, period, indicator)
            if not implied.is_missing:
                return implied
    return None


def _nothing() -> Quantity:
    return Quantity.missing("", "观测值", "observations")
