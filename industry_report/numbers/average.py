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
from industry_report.words import NOTHING, Phrase

AVERAGE = "industrial_value_added_average_growth"


@dataclass(frozen=True)
class Bound:
    """What an average over years says of a year whose own growth was not published.

    Attributes:
        year: the year asked about; ``other`` is the one other year that is unknown too, or nothing.
        average: the published average growth; ``known`` the growth of the years that are known.
        product: growth of the unknown years together, in per cent.
        growth: growth of ``year``, as an interval, given that no year's growth differs from that of
            its months known by more than ``DRIFT`` points.
        months: the periods known of ``year`` and of ``other``, each with its growth.
    """

    year: Period
    other: Period | Phrase
    average: Quantity
    known: tuple[Quantity, ...]
    product: Quantity
    growth: Quantity
    months: tuple[Phrase, ...]
    drift: Quantity


def bound(published: Dataset, region: str) -> Bound | None:
    """The bounds on the first unknown year of a published average, read as geometric, if any."""
    row = published.find(AVERAGE, region)
    if row is None or row.period.months % MONTHS:
        return None
    years = [str(year) for year in range(row.period.start[0], row.period.end[0] + 1)]
    cells = {year: published.find(VALUE_ADDED_GROWTH, region, year) for year in years}
    known = [cell for cell in cells.values() if cell]
    unknown = [year for year in years if not cells[year]]
    if not 1 <= len(unknown) <= 2:
        return None
    months = [latest_months(published, region, year) for year in unknown]
    rows = [row.id, *(each.id for each in (*known, *months) if each)]
    start = together = Quantity.exact(100, "")
    for _ in years:
        together = together.after(row.quantity)
    for each in known:
        together = together.before(each.quantity)
    alone = together
    if len(unknown) == 2:
        alone = together.before(_allowed(months[1]))
    growth = alone.growth_from(start)
    within = growth.interval.meet(_allowed(months[0]).interval) or growth.interval
    first, *second = [Period.parse(year) for year in unknown]
    return Bound(
        year=first,
        other=second[0] if second else NOTHING,
        average=row.quantity,
        known=tuple(each.quantity for each in known),
        product=replace(together.growth_from(start), rows=tuple(rows)),
        growth=Quantity((within.lo + within.hi) / 2, within, "%", tuple(rows)),
        months=tuple(
            Phrase(
                "months-made" if "derived" in each.flags else "months-known",
                period=each.period,
                value=each.quantity,
            )
            for each in months
            if each
        ),
        drift=Quantity.exact(DRIFT, "pp"),
    )


def latest_months(published: Dataset, region: str, year: str) -> Observation | None:
    """The longest span of a year since its January, short of the whole."""
    spans = [
        row
        for row in since_january(published, region, VALUE_ADDED_GROWTH)
        if row.period.end[0] == int(year) and row.period.kind == "span"
    ]
    return next(reversed(spans), None)


def _allowed(row: Observation | None) -> Quantity:
    """Growth that a whole year may have, in per cent, given that of its months known."""
    if row is None:
        return Quantity(Decimal(0), Interval(Decimal(-100), INFINITY), "%")
    return Quantity(row.value, Interval(row.value - DRIFT, row.value + DRIFT), "%")
