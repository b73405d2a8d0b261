"""What a published average over years says of a year whose own growth was not published."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from industry_report.data.dataset import Dataset, Observation
from industry_report.data.periods import Period
from industry_report.numbers.formula import MONTHS
from industry_report.numbers.growth import VALUE_ADDED_GROWTH, since_january
from industry_report.numbers.hindsight import DRIFT
from industry_report.numbers.quantity import Interval, Quantity
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
    """The bounds on the first unknown year within a published average; None where there is no
    average or no gap.

    The average is read as geometric: (1 + average) to the power of the years is the product of (1 +
        growth).
    """
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
    product = _product(row.quantity.interval, [each.quantity.interval for each in known], years)
    growth = product
    if len(unknown) == 2:
        growth = product.corners(_allowed(months[1]), lambda a, b: a / b)
    growth = growth.meet(_allowed(months[0])) or growth
    periods = [Period.parse(year) for year in unknown] + [NOTHING]
    return Bound(
        year=periods[0],
        other=periods[1],
        average=row.quantity,
        known=tuple(each.quantity for each in known),
        product=_percent(product, rows),
        growth=_percent(growth, rows),
        months=tuple(
            Phrase("months-known", period=each.period, value=each.quantity)
            for each in months
            if each
        ),
        drift=Quantity.exact(DRIFT, "pp"),
    )


def _product(average: Interval, known: Sequence[Interval], years: Sequence[str]) -> Interval:
    """The factor of the unknown years together."""
    whole = _factor(average)
    product = Interval(whole.lo ** len(years), whole.hi ** len(years))
    for each in known:
        product = product.corners(_factor(each), lambda a, b: a / b)
    return product


def _factor(percent: Interval) -> Interval:
    return Interval(1 + percent.lo / 100, 1 + percent.hi / 100)


def _percent(factor: Interval, rows: Iterable[str]) -> Quantity:
    ends = Interval((factor.lo - 1) * 100, (factor.hi - 1) * 100)
    return Quantity((ends.lo + ends.hi) / 2, ends, "%", tuple(dict.fromkeys(rows)))


def latest_months(published: Dataset, region: str, year: str) -> Observation | None:
    """The longest span of a year since its January, short of the whole."""
    spans = [
        row
        for row in since_january(published, region, VALUE_ADDED_GROWTH)
        if row.period.end[0] == int(year) and row.period.kind == "span"
    ]
    return next(reversed(spans), None)


def _allowed(row: Observation | None) -> Interval:
    """Factors that a whole year may have, given its months known."""
    if row is None:
        return Interval(Decimal(0), Decimal("Infinity"))
    return _factor(Interval(row.value - DRIFT, row.value + DRIFT))
