"""Values of an import that cannot be right beside what their place lies in.

The rules of the dataset compare a value with the others of its series (``data/magnitudes.py``). A
row or column of which every value is wrong in the same way passes them: fractions typed as per
cent, a total in the wrong unit. Here it is compared with the whole that its place is a part of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from industry_report.data.errors import Fault
from industry_report.data.periods import month_number
from industry_report.data.regions import lies_in
from industry_report.data.units import shifted
from industry_report.office.descriptor import Descriptor, Record
from industry_report.office.messages import Messages
from industry_report.office.naming import Lists
from industry_report.office.reading import Key, Row
from industry_report.office.spans import end_of

#: Shares so much smaller than those of the whole may be fractions: 0.079 for 7.9 %.
FRACTION = 20
#: Growth in per cent beyond which somebody must have looked at it.
MOST_GROWTH = 100
#: What firms sell of their output in per cent is never so little.
SALES_RATIO, LEAST_SALES = "industrial_sales_ratio", 10
#: What every place has, and how many times that of the smallest county the nation has at most.
EVERYWHERE, MOST_TIMES = ("gdp", "population"), 10**6
#: Totals: what parts add up to. Profits and numbers of sectors do not, nor what is per head.
SUMMED = ("level", "count", "capacity")
NO_SUM = re.compile("均|每|单位(?!数)|利润|门类|行业数|门槛|下限|强度|价格|指数")
NO_AMOUNT = ("", "percent", "percentage points", "rank", "time", "days")

Doubt = tuple[list[Key], Fault]
Rows = dict[Key, dict[str, str]]


class Doubts:
    """What is doubtful about new rows of a dataset.

    Args:
        descriptor: with the records of all rows.
        rows: of the dataset, by key.
        say: how places and units are named.
    """

    def __init__(self, descriptor: Descriptor, rows: Rows, say: Messages) -> None:
        self.say = say
        self.sources = descriptor.records("source-list")
        self.codes, self.places = descriptor.codes, descriptor.records("regions")
        self.units = descriptor.records("units")
        self.indicators = descriptor.records("indicator-list")
        self.rows = rows
        self.series: dict[tuple[str, str], list[dict[str, str]]] = {}
        for fields in sorted(rows.values(), key=lambda fields: end_of(fields["period"])):
            self.series.setdefault((fields["region"], fields["indicator"]), []).append(fields)

    def of(self, new: Iterable[Row]) -> Iterator[Doubt]:
        """The keys of the rows in doubt, each time with what is said of them."""
        groups: dict[tuple[str, str], list[Row]] = {}
        new = [row for row in new if "checked" not in self.rows[row.key]["flag"].split()]
        yield from self._open(new)
        for row in new:
            groups.setdefault((row.fields["region"], row.fields["indicator"]), []).append(row)
        for (region, id), rows in groups.items():
            indicator, wholes = self.indicators[id], self._wholes(region, id)
            fractions = list(self._fraction(rows, indicator, wholes))
            yield from fractions
            for row in rows if not fractions else ():
                if one := self._size(row, indicator, wholes):
                    yield [row.key], one

    def _wholes(self, region: str, id: str) -> list[list[dict[str, str]]]:
        """The rows of an indicator of what a place lies in, the nearest first, by time."""
        parent = self.places[region].get("parent", "")
        above = [parent, *lies_in(parent, self.codes.regions)]
        return [self.series[place, id] for place in above if (place, id) in self.series]

    def _value(self, fields: dict[str, str]) -> Decimal:
        """A value in the unit of its indicator."""
        own = self.units[self.indicators[fields["indicator"]]["unit"]]
        return Decimal(shifted(fields["value"], Lists.shift(self.units[fields["unit"]], own) or 0))

    def _shown(self, fields: dict[str, str]) -> str:
        """A row of a whole as messages name it: 全国2025 5.9%."""
        place, amount = self.places[fields["region"]], self.say.amount(fields, self.units)
        label = self.say.label(place)
        return self.say("value_of", place=label, period=fields["period"], amount=amount)

    def _open(self, new: Iterable[Row]) -> Iterator[Doubt]:
        """The observations of a period that was not over when they were published; statistics of a
        month may come in the month itself. One that had not begun is a fault of any dataset.
        """
        found: dict[tuple[str, str], list[Row]] = {}
        for row in new:
            source, period = (self.rows[row.key][name] for name in ("source", "period"))
            month = self.sources[source]["published"]
            if row.fields["status"] == "observed" and period[:7] <= month < end_of(period):
                found.setdefault((period, month), []).append(row)
        for (period, month), rows in found.items():
            said = {"period": period, "month": month, "name": rows[0].label}
            yield [row.key for row in rows], Fault("period.open", rows[0].where, **said)

    def _fraction(
        self, rows: list[Row], indicator: Record, wholes: list[list[dict[str, str]]]
    ) -> Iterator[Doubt]:
        """Every value in per cent of which all are fractions of one."""
        if self.units[indicator["unit"]]["id"] != "%":
            return
        texts = [row.fields["value"] for row in rows]
        most = max(abs(Decimal(text)) for text in texts)
        sales = indicator["id"] == SALES_RATIO and most < LEAST_SALES
        # Published rates have one decimal: 0.3 % is one, 0.079 is none.
        exact = any(len(text.partition(".")[2]) > 1 for text in texts)
        if not sales and not (wholes and exact and 0 < most < 1):
            return
        beside = [] if sales else [_nearest(row, wholes[0]) for row in rows]
        if beside and max(abs(self._value(one)) for one in beside) < FRACTION * most:
            return
        for at, (row, text) in enumerate(zip(rows, texts, strict=True)):
            likely = f"{Decimal(text).scaleb(2).normalize():f}%"
            said = {"name": row.label, "text": text}
            if sales:
                found = Fault("size.sales", row.where, likely if most < 2 else "", **said)
            else:
                said |= {"like": likely, "whole": self._shown(beside[at])}
                found = Fault("size.fraction", row.where, likely, **said)
            yield [row.key], found

    def _size(
        self, row: Row, indicator: Record, wholes: list[list[dict[str, str]]]
    ) -> Fault | None:
        """What is wrong with the size of one value."""
        value, unit = self._value(row.fields), self.units[row.fields["unit"]]
        said = {"name": row.label, "text": self.say.amount(row.fields, self.units)}
        if indicator["kind"] == "growth" and abs(value) > MOST_GROWTH:
            return Fault("size.growth", row.where, **said)
        if indicator["kind"] not in SUMMED or NO_SUM.search(indicator["zh"]):
            return None
        counted = unit["dimension"] in ("count", "people") and unit["factor"] == 1
        if counted and Decimal(row.fields["value"]) % 1:
            return Fault("size.part", row.where, **said)
        if self.units[indicator["unit"]]["dimension"] in NO_AMOUNT:
            return None
        for whole in wholes:
            same = [one for one in whole if one["period"] == row.fields["period"]]
            most = max(same or whole, key=self._value)
            if value > self._value(most) > 0:
                return Fault("size.whole", row.where, **said, whole=self._shown(most))
        level = self.places[row.fields["region"]].get("level")
        if indicator["id"] in EVERYWHERE and wholes and level not in ("town", "park"):
            # What stands in a yearbook of sixty years was little once.
            first, last = wholes[-1][0], wholes[-1][-1]
            recent = end_of(row.fields["period"]) >= end_of(first["period"])
            if recent and self._value(last) > MOST_TIMES * value:
                return Fault("size.little", row.where, **said, whole=self._shown(last))
        return None


def _nearest(row: Row, others: Iterable[dict[str, str]]) -> dict[str, str]:
    """The one of other rows whose period is nearest to that of a row: of the same length, if any
    is.
    """
    period = row.fields["period"]
    end = month_number(end_of(period))

    def distance(other: dict[str, str]) -> tuple[bool, int]:
        text = other["period"]
        return len(text) != len(period), abs(month_number(end_of(text)) - end)

    return min(others, key=distance)
