"""What a published average over years says of a year whose own growth was not published."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from industry_report.data.dataset import Dataset, Observation
from industry_report.data.periods import Period
from industry_report.numbers.formula import MONTHS
from industry_report.numbers.growth import VALUE_ADDED_GROWTH, since_january
from industry_report.numbers.hindsight import DRIFT
from industry_report.numbers.quantity import INFINITY, Interval, Quantity
from industry_report.words import NOTHING, Indicator, Phrase

#: The published average of each rate over several years.
AVERAGES = {
    VALUE_ADDED_GROWTH: "industrial_value_added_average_growth",
    "gdp_growth": "gdp_average_growth",
}


@dataclass(frozen=True)
class Bound:
    """What an average over years says of a year whose own growth was not published.

    Attributes:
        indicator: the growth.
        year: the year asked about; ``other`` is the one other year that is unknown too, or nothing.
        average: the published average growth over ``period``; ``known`` in words the growth of the
            years that are known or, of all but the last, their own published average.
        product: growth of the unknown years together, in per cent.
        growth: growth of ``year``, as an interval; beside an ``other`` given that no year's growth
            differs from that of its months known by more than ``DRIFT`` points.
        months: the periods known of ``year`` and of ``other``, each with its growth.
    """

    indicator: Indicator
    year: Period
    other: Period | Phrase
    period: Period
    average: Quantity
    known: Phrase
    product: Quantity
    growth: Quantity
    months: tuple[Phrase, ...]
    drift: Quantity


def bounds(published: Dataset, region: str) -> list[Bound]:
    """The bounds that averages set, of each rate that has any."""
    rates = [each for each in AVERAGES if AVERAGES[each] in published.codes.indicators]
    return [found for each in rates if (found := bound(published, region, each))]


def bound(published: Dataset, region: str, indicator: str = VALUE_ADDED_GROWTH) -> Bound | None:
    """The bounds on the first unknown year of a published average, read as geometric, if any."""
    row = published.find(AVERAGES[indicator], region)
    if row is None or row.period.months % MONTHS:
        return None
    years = [str(year) for year in range(row.period.start[0], row.period.end[0] + 1)]
    cells = {year: published.find(indicator, region, year) for year in years}
    known = [cell for cell in cells.values() if cell]
    unknown = [year for year in years if not cells[year]]
    if not 1 <= len(unknown) <= 2:
        return None
    told = Phrase("known-years", values=[each.quantity for each in known])
    if unknown == years[-1:] and (shorter := _shorter(published, row)):
        known = [shorter] * len(known)  # of the same release as the average
        told = Phrase("known-average", period=shorter.period, value=shorter.quantity)
    months = [latest_months(published, region, year, indicator) for year in unknown]
    rows = dict.fromkeys((row.id, *(each.id for each in (*known, *months) if each)))
    start = together = Quantity.exact(100, "")
    for _ in years:
        together = together.after(row.quantity)
    for each in known:
        together = together.before(each.quantity)
    within = together.growth_from(start).interval
    if len(unknown) == 2:
        one, other = map(_allowed, months)
        within = together.before(other).growth_from(start).interval
        within = within.meet(one.interval) or within
    first, *second = [Period.parse(year) for year in unknown]
    return Bound(
        indicator=Indicator(indicator),
        year=first,
        other=second[0] if second else NOTHING,
        period=row.period,
        average=row.quantity,
        known=told,
        product=replace(together.growth_from(start), rows=tuple(rows)),
        growth=Quantity((within.lo + within.hi) / 2, within, "%", tuple(rows)),
        months=tuple(map(_told, filter(None, months))),
        drift=Quantity.exact(DRIFT, "pp"),
    )


def _shorter(published: Dataset, whole: Observation) -> Observation | None:
    """The average of the same years but the last."""
    start, (year, month) = whole.period.start, whole.period.end
    return next(
        (
            row
            for row in published.all(whole.indicator, whole.region, status="observed")
            if (row.period.start, row.period.end) == (start, (year - 1, month))
        ),
        None,
    )


def _told(row: Observation) -> Phrase:
    words = "months-made" if "derived" in row.flags else "months-known"
    return Phrase(words, period=row.period, value=row.quantity)


def latest_months(
    published: Dataset, region: str, year: str, indicator: str = VALUE_ADDED_GROWTH
) -> Observation | None:
    """The longest span of a year since its January, short of the whole."""
    spans = [
        row
        for row in since_january(published, region, indicator)
        if row.period.end[0] == int(year) and row.period.kind == "span"
    ]
    return next(reversed(spans), None)


def _allowed(row: Observation | None) -> Quantity:
    """Growth that a whole year may have, in per cent, given that of its months known."""
    if row is None:
        return Quantity(Decimal(0), Interval(Decimal(-100), INFINITY), "%")
    return Quantity(row.value, Interval(row.value - DRIFT, row.value + DRIFT), "%")
