"""What is known of an indicator: in all places, over time, beside another one; and of which places
and years there are values.

Values are those of the report: the best of several sources, as published, else derived as the
report derives them, so that a ranking here and a chart there cannot contradict each other. What was
known at the vantage point (``then``) comes first; what only ``rows`` know is marked ``LATER``.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import pandas

from industry_report.data.dataset import Dataset, Observation
from industry_report.data.periods import Period
from industry_report.numbers import growth
from industry_report.numbers.drifting import KNOWN, LATER
from industry_report.numbers.quantity import Quantity, missing
from industry_report.numbers.values import Value, values
from industry_report.words import NOTHING, Indicator, Phrase, Region, only_if

#: Lines that can be told apart, bars of a ranking, and places in an overview.
MOST_LINES, MOST_BARS, MOST_PLACES = 5, 12, 16
NOTHING_KNOWN = missing(Phrase("observations"))


class Ranked(NamedTuple):
    """A place with its value, whether the report derived it, and since when it is known."""

    place: Region
    value: Quantity
    derived: bool
    known: Phrase

    @property
    def label(self) -> Region | Phrase:
        """The place, marked where its value is derived."""
        return Phrase("derived", region=self.place) if self.derived else self.place


class Looked(NamedTuple):
    """A value, and since when it is known."""

    value: Value
    known: Phrase

    @property
    def mark(self) -> Phrase:
        """What is said behind a period whose value was published later."""
        return only_if(self.known == LATER, Phrase("hindsight-mark"))


def ranking(rows: Dataset, then: Dataset, indicator: str, period: str) -> list[Ranked]:
    """All places that have a value of an indicator in one period, from high to low."""
    found = []
    for region in rows.regions:
        for read, known in ((then, KNOWN), (rows, LATER)):
            published = read.find(indicator, region, period)
            value = published.quantity if published else derived(read, indicator, region, period)
            if value is not None:
                found.append(Ranked(Region(region), value, published is None, known))
                break
    return sorted(found, key=lambda each: -each.value.number)


def highest(found: Sequence[Ranked], region: str) -> pandas.DataFrame:
    """The highest places of a ranking and the chosen one: ``region``, ``value``, ``known``."""
    shown = [
        (each.label, each.value, each.known)
        for number, each in enumerate(found)
        if number < MOST_BARS or each.place == region
    ]
    nothing = [(NOTHING, NOTHING_KNOWN, KNOWN)]
    return pandas.DataFrame(shown or nothing, columns=["region", "value", "known"])


def key(marks: pandas.DataFrame, vantage: Period) -> Phrase:
    """What hollow marks are; nothing where there are none."""
    later = LATER in list(marks["known"])
    return only_if(later, Phrase("hollow-key", vantage=vantage))


def later_ones(rows: Dataset, vantage: Period) -> Phrase:
    """How many rows were published after the vantage point; nothing where none was."""
    count = Quantity.exact(len(rows.later(str(vantage))), "items")
    return only_if(count.best, Phrase("later-ones", count=count, vantage=vantage))


def placed(found: Sequence[Ranked], indicator: str, region: str) -> dict[str, object]:
    """The chosen place: its label as ``focus``, what is ``said`` of it, or a missing value."""
    for position, each in enumerate(found, 1):
        if each.place == region:
            told = {"indicator": Indicator(indicator), "region": each.place, "value": each.value}
            said = Phrase("ranked", **told, position=position, of=len(found))
            if len(found) == 1:
                said = Phrase("alone", **told)
            return {"focus": each.label, "said": said}
    return {"focus": Phrase(""), "said": NOTHING_KNOWN}


def derived(rows: Dataset, indicator: str, region: str, period: str) -> Quantity | None:
    """A value that no source states, as the report derives it: from the parts of a ratio, or from
    the lead over ``region`` that another place states; None where neither can be had."""
    for value in values(rows, indicator, region):
        if str(value.period) == period:
            return value.quantity
    if indicator != growth.VALUE_ADDED_GROWTH:
        return None  # no source states a lead in anything else
    for other in rows.all(indicator, status="observed"):
        if str(other.period) == period:
            implied = growth.growth_of(rows, region, other.region, period)
            if not implied.is_missing:
                return implied
    return None


def series_of(
    rows: Dataset, then: Dataset, indicator: str, places: Sequence[str]
) -> pandas.DataFrame:
    """A series: ``series``, ``period``, ``value``, ``segment`` (no line crosses a break) and
    ``known``; of the kind of period of which the first place has most values.
    """
    own = rows.all(indicator, places[0], status="observed")
    kinds = Counter(row.period.kind for row in own)
    every = max(("year", "span", "month"), key=kinds.__getitem__)
    found = [
        (Region(place), str(row.period), quantity, f"{place} {number}", known)
        for place in places[:MOST_LINES]
        for number, part in enumerate(rows.series(indicator, place, every))
        for row in part
        for quantity, known in [_first_known(row, then)]
    ]
    nothing = [(Region(places[0]), "", NOTHING_KNOWN, "", KNOWN)]
    columns = ["series", "period", "value", "segment", "known"]
    return pandas.DataFrame(found or nothing, columns=columns)


def _first_known(row: Observation, then: Dataset) -> tuple[Quantity, Phrase]:
    earlier = then.find(row.indicator, row.region, row.period)
    return (earlier.quantity, KNOWN) if earlier else (row.quantity, LATER)


def both(rows: Dataset, then: Dataset, one: str, two: str, period: str) -> pandas.DataFrame:
    """The places that have both indicators in a period: ``place``, ``one``, ``two``, ``known``."""
    other = {each.place: each for each in ranking(rows, then, two, period)}
    pairs = [
        (each.place, each.value, beside.value, each.known if beside.known == KNOWN else LATER)
        for each in ranking(rows, then, one, period)
        if (beside := other.get(each.place))
    ]
    nothing = [(Region(""), NOTHING_KNOWN, NOTHING_KNOWN, KNOWN)]
    return pandas.DataFrame(pairs or nothing, columns=["place", "one", "two", "known"])


def looked_up(rows: Dataset, then: Dataset, indicator: str, places: Iterable[str]) -> list[Looked]:
    """Every value of an indicator in some places, the latest first."""
    found = []
    for place in places:
        told = {each.period: Looked(each, LATER) for each in values(rows, indicator, place)}
        told |= {each.period: Looked(each, KNOWN) for each in values(then, indicator, place)}
        found += [told[period] for period in sorted(told, reverse=True)]
    return found


def plain(found: Iterable[Looked], unit: str) -> pandas.DataFrame:
    """Values for a file: ids, period, value with the ends of its interval, unit, whether derived
    and whether published later, and rows."""
    cells = [
        (*map(str, (each.region, each.indicator, each.period)), *_numbers(each.quantity), unit)
        + (each.derived, known == LATER, " ".join(each.quantity.rows))
        for each, known in found
    ]
    columns = ["region", "indicator", "period", "value", "low", "high", "unit"]
    return pandas.DataFrame(cells, columns=[*columns, "derived", "hindsight", "rows"])


def _numbers(quantity: Quantity) -> tuple[str, ...]:
    interval = quantity.interval
    return tuple(f"{number:f}" for number in (quantity.best, interval.lo, interval.hi))


def evidence_by_year(rows: Dataset, region: str, benchmarks: Sequence[str]) -> pandas.DataFrame:
    """How many values there are by ``place`` and ``year``: the region, its benchmarks, then those
    with most. A period of several years counts for its last; years are figures alone, for heads
    that stand close together.
    """
    ids: dict[tuple[str, int], list[str]] = defaultdict(list)
    totals: Counter[str] = Counter()
    for row in rows:
        ids[row.region, row.period.end[0]].append(row.id)
        totals[row.region] += 1
    named = [name for name in (region, *benchmarks) if name in totals]
    order = dict.fromkeys((*named, *(name for name, _ in totals.most_common())))
    places = list(order)[:MOST_PLACES]
    years = sorted({year for place, year in ids if place in places})
    records = [
        (Region(place), str(year), Quantity.exact(len(found), "items", found))
        for place in places
        for year in years
        if (found := ids.get((place, year), [])) or place == places[0]
    ]
    return pandas.DataFrame(records, columns=["place", "year", "count"])
