"""What a dataset says of one indicator of one place: published or derived, and how it moved.

A value that follows from others is known no better than they are: a bound stays a bound, "about"
stays "about", and a denominator of another year is said. No series is joined, and nothing
subtracted, across a break.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeVar, cast

from industry_report.data import ratios
from industry_report.data.dataset import Dataset, Observation
from industry_report.data.periods import Period, month_number
from industry_report.data.ratios import Ratio
from industry_report.data.validation import STATUSES
from industry_report.numbers.formula import MONTHS
from industry_report.numbers.quantity import INFINITY, Interval, Quantity, missing
from industry_report.words import NOTHING, Indicator, Phrase, Region, of, only_if


@dataclass(frozen=True)
class Value:
    """A value of one indicator for one region and period.

    Attributes:
        period: None where the value is missing, which the type leaves out: who reads it has asked
            ``is_missing``. Only ``when`` and a table for analysts, which show nothing then, do not.
        derived: whether this report computed it, from other rows or as the dataset's own row says.
        caveats: what a reader must know of this value alone: undated, derived, only a bound.
        end: the last month that it can speak of, as a number: where its period ends, but not after
            its source was known.
        computed: whether no row of the dataset states it: it follows from others.
    """

    region: Region
    indicator: Indicator
    period: Period
    quantity: Quantity
    derived: bool = False
    caveats: tuple[Phrase, ...] = ()
    end: int = 0
    computed: bool = False

    @property
    def is_missing(self) -> bool:
        """Whether there is no value."""
        return self.quantity.is_missing

    @property
    def when(self) -> Phrase:
        """Its period, with a mark where no source has published it."""
        if self.period is None:
            return NOTHING
        return Phrase("when-derived" if self.derived else "when", period=self.period)


#: A value of a series: as a row has it, or as it is told.
Point = Observation | Value
Each = TypeVar("Each")


def is_bound(quantity: Quantity) -> bool:
    """Whether only a lower or an upper end is known."""
    return not quantity.is_missing and quantity.interval.width.is_infinite()


def aged(when: Phrase, period: Period, as_of: str) -> Phrase:
    """A period with its age at the month ``as_of`` where that is above a year."""
    months = month_number(as_of) - month_number(period.end)
    if months <= MONTHS:
        return when
    return Phrase("aged", when=when, months=Quantity.exact(months, "months"))


# published and derived

#: The share of one sector, its amount, all of them, and with the part what that consists of.
SHARE, PART, WHOLE = "secondary_share", "secondary_value_added", "gdp"
REST = ("primary_value_added", "tertiary_value_added")


def values(rows: Dataset, indicator: str, region: str) -> list[Value]:
    """Every value by period: the published one, else the one that follows from a ratio."""
    found = {value.period: value for value in worked_out(rows, indicator, region)}
    found |= {row.period: published(rows, row) for row in best(rows, indicator, region)}
    within_a_year = (
        value
        for period, value in found.items()
        if period.kind != "span" or period.start[0] == period.end[0]
    )
    return sorted(within_a_year, key=lambda value: value.period)


def best(rows: Dataset, indicator: str, region: str) -> list[Observation]:
    """The best observed row of every period."""
    periods = dict.fromkeys(row.period for row in rows.all(indicator, region, status="observed"))
    found = (rows.find(indicator, region, period) for period in periods)
    return [row for row in found if row]


def nothing(rows: Dataset, indicator: str, region: str, *others: str) -> Value:
    """The value that is not there; one that it would be held against may be named with it."""
    entry = rows.codes.indicators.get(indicator)
    quantity = missing(of(indicator, region, *others), getattr(entry, "unit", ""))
    return Value(Region(region), Indicator(indicator), cast(Period, None), quantity)


def absent(rows: Dataset, indicator: str, region: str) -> Quantity:
    """A missing value that says of what and where; of local industries elsewhere it names none."""
    entry = rows.codes.indicators.get(indicator)
    if entry and entry.local and not rows.all(indicator, region):
        return missing(Phrase("local-only"), entry.unit)
    return missing(of(indicator, region), getattr(entry, "unit", ""))


def row_called(rows: Dataset, region: str, name: str) -> Observation | None:
    """The row named ``indicator/period`` or ``indicator/period/status``; a period of several months
    holds a slash, too: ``rd_expenditure/2021-01/2024-12``.
    """
    indicator, *parts = name.split("/")
    status = parts.pop() if parts and parts[-1] in STATUSES else "observed"
    return rows.find(indicator, region, "/".join(parts), status)


def latest(rows: Dataset, indicator: str, region: str) -> Value:
    """The best row of the latest period, averages over years included."""
    row = rows.find(indicator, region)
    if row is None:
        return nothing(rows, indicator, region)
    return published(rows, row)


def published(rows: Dataset, row: Observation) -> Value:
    """A row as a value, with what a reader must know of it."""
    region, indicator = Region(row.region), Indicator(row.indicator)
    derived, caveats = "derived" in row.flags, list(_undated(row))
    if "undefined" in row.flags:
        caveats.append(Phrase("undefined", region=region, indicator=indicator))
    if derived:
        caveats += _made_of(rows, row)
    if is_bound(row.quantity):
        caveats.append(Phrase("bound", region=region, indicator=indicator))
    value = Value(region, indicator, row.period, row.quantity, derived, tuple(caveats), _end(row))
    parts, _ = by_total(rows, value)  # known as closely as they are, not as its digits say
    return replace(value, quantity=replace(value.quantity, interval=parts.interval))


def _end(row: Observation) -> int:
    return min(month_number(row.period.end), month_number(row.known_from))


def _undated(row: Observation) -> tuple[Phrase, ...]:
    if "undated" in row.flags:
        told = {"region": Region(row.region), "indicator": Indicator(row.indicator)}
        return (Phrase("undated", period=row.period, **told),)
    return ()


def _made_of(rows: Dataset, row: Observation) -> list[Phrase]:
    """What a row that this report derived was made of, as far as the ratios tell."""
    ratio = ratios.beside(rows.path, rows.codes).ratios.get(row.indicator)
    if ratio:
        part = rows.find(ratio.of, row.region, row.period)
        whole = _nearest_year(best(rows, ratio.by, row.region), row.period)
        if part and whole:
            return _ratio_caveats(ratio, part, whole)
    told = {"region": Region(row.region), "indicator": Indicator(row.indicator)}
    return [Phrase("derived", **told)]


def by_total(rows: Dataset, growth: Value) -> tuple[Quantity, Phrase]:
    """A yearly growth of what a ratio is a ratio of, and from which published total of years it is
    derived: then with the interval that the rounding of the total and of all parts leaves. The
    growth as it is, and nothing, where it is not derived so.
    """
    known, region = ratios.beside(rows.path, rows.codes).ratios, str(growth.region)
    of_growth = (id for id, each in known.items() if f"{each.of}_growth" == growth.indicator)
    ratio = next(of_growth, "") if growth.derived else ""
    made = known.get(ratio)
    total = _total(rows, growth, made.of) if made else None
    if made is None or total is None:
        return growth.quantity, NOTHING
    year, before = growth.period, growth.period.end[0] - 1
    told = {"year": year, "before": Period.parse(str(before)), "total": published(rows, total)}
    share, whole = (rows.find(each, region, year) for each in (ratio, made.by))
    years = range(total.period.start[0], before)
    others = [row for each in years if (row := rows.find(made.of, region, str(each)))]
    if not (share and whole) or len(others) < len(years):
        return growth.quantity, Phrase("spent-by-total", **told)
    last = share.quantity * whole.quantity / made.times
    first = total.quantity - last
    for row in others:
        first = first - row.quantity
    within = last * 100 / first - 100
    found = replace(growth.quantity, interval=within.interval, rows=within.rows)
    return found, Phrase("spent-by-total", **told)


def shares(rows: Dataset, region: str) -> dict[Period, Quantity]:
    """The share of the secondary sector by period, published or of one source's amounts."""
    made = {period: share for (period, _), share in made_shares(rows, region).items()}
    return made | {row.period: row.quantity for row in best(rows, SHARE, region)}


def made_shares(rows: Dataset, region: str) -> dict[tuple[Period, str], Quantity]:
    """The share of the secondary sector by period and the source whose amounts make it."""
    found: dict[tuple[Period, str], Quantity] = {}
    for row in rows.all(PART, region, status="observed"):
        of_source = rows.where(region=region, source=row.source, status="observed")
        beside = {each.indicator: each.quantity for each in of_source if each.period == row.period}
        if WHOLE not in beside and all(each in beside for each in REST):
            beside[WHOLE] = sum((beside[each] for each in REST), row.quantity)
        if WHOLE in beside:
            found[row.period, row.source] = row.quantity.share_of(beside[WHOLE])
    return found


def remainder(rows: Dataset, growth: Value) -> Phrase:
    """That the year before a derived yearly growth is what a published total of years leaves;
    nothing where it is not derived so.
    """
    amount = str(growth.indicator).removesuffix("_growth")
    total = _total(rows, growth, amount) if growth.derived else None
    if total is None:
        return NOTHING
    before = Period.parse(str(growth.period.end[0] - 1))
    return Phrase("spent-remainder", year=before, period=total.period)


def _total(rows: Dataset, growth: Value, of: str) -> Observation | None:
    """The published total of years that a yearly growth and the year before it lie in."""
    start = (growth.period.start[0] - 1, growth.period.start[1])
    spans = rows.all(of, str(growth.region), status="observed")
    end = growth.period.end
    return next((row for row in spans if row.period.start < start and end <= row.period.end), None)


def worked_out(rows: Dataset, indicator: str, region: str) -> list[Value]:
    """Values that follow from a ratio, the denominator of the same or the nearest year."""
    ratio = ratios.beside(rows.path, rows.codes).ratios.get(indicator)
    if ratio is None:
        return []
    unit, wholes, found = rows.codes.indicators[indicator].unit, _dated(rows, ratio.by, region), []
    for part in _dated(rows, ratio.of, region):
        whole = _nearest_year(wholes, part.period)
        if whole is None or _years_between(part.period, whole.period) > ratio.years:
            continue
        quantity = quotient(part.quantity, whole.quantity, ratio.times).to(unit)
        quantity = replace(quantity, label=of(indicator, region))
        caveats = (*_undated(part), *_undated(whole), *_ratio_caveats(ratio, part, whole))
        made = Value(Region(region), Indicator(indicator), part.period, quantity, derived=True)
        found.append(replace(made, caveats=caveats, end=_end(part), computed=True))
    return found


def _dated(rows: Dataset, indicator: str, region: str) -> list[Observation]:
    """The best row of every period that is a year or a point in time."""
    return [row for row in best(rows, indicator, region) if row.period.kind != "span"]


def _nearest_year(rows: Sequence[Observation], period: Period) -> Observation | None:
    return min(rows, key=lambda row: _years_between(row.period, period), default=None)


def _years_between(one: Period, other: Period) -> int:
    return abs(one.end[0] - other.end[0])


def _ratio_caveats(ratio: Ratio, part: Observation, whole: Observation) -> list[Phrase]:
    region = Region(part.region)
    caveats = [Phrase("ratio", top=Indicator(ratio.of), bottom=Indicator(ratio.by))]
    if is_bound(part.quantity) or is_bound(whole.quantity):
        caveats.append(Phrase("bound", region=region, indicator=Indicator(part.indicator)))
    if _years_between(part.period, whole.period):
        told = {"region": region, "indicator": Indicator(ratio.by)}
        caveats.append(Phrase("denominator", period=whole.period, **told))
    return caveats


def quotient(part: Quantity, whole: Quantity, times: int = 1) -> Quantity:
    """``times`` one over the other: a bound stays a bound, "about" stays "about"."""
    result = part * times / whole
    if is_bound(part):
        return result
    if is_bound(whole):  # anything down to nothing: only the upper end is known
        return replace(result, interval=Interval(-INFINITY, result.interval.hi))
    if {"about", "nearly"} & {part.qualifier, whole.qualifier}:
        return replace(result, qualifier="about")
    return result


def less(one: Quantity, two: Quantity) -> Quantity:
    """One less the other, with no more digits than the coarser of the two shows."""
    difference = one - two
    if difference.is_missing or is_bound(difference):
        return difference
    return replace(difference, decimals=min(one.bears, two.bears, difference.bears))


# over time


def segments(rows: Dataset, indicator: str, region: str) -> list[list[Value]]:
    """Yearly values in segments that no break divides, be it of the indicator or, where the value
    after it is derived, of its parts.
    """
    own, parts = breaks(rows, indicator, region), list[Period]()
    if ratio := ratios.beside(rows.path, rows.codes).ratios.get(indicator):
        parts = breaks(rows, ratio.of, region) + breaks(rows, ratio.by, region)

    def apart(before: Value, value: Value) -> bool:
        edges = [*own, *parts] if value.derived else own
        return any(before.period < edge <= value.period for edge in edges)

    yearly = [value for value in values(rows, indicator, region) if value.period.kind == "year"]
    return parted(yearly, apart)


def parted(found: Iterable[Each], apart: Callable[[Each, Each], bool]) -> list[list[Each]]:
    """What follows one another in parts: a new one begins where two neighbours are ``apart``."""
    parts: list[list[Each]] = []
    for each in found:
        if not parts or apart(parts[-1][-1], each):
            parts.append([])
        parts[-1].append(each)
    return parts


def breaks(rows: Dataset, indicator: str, region: str) -> list[Period]:
    """Where a yearly series begins anew, by the flags of its rows."""
    return [part[0].period for part in rows.series(indicator, region, "year")[1:]]


@dataclass(frozen=True)
class Moved:
    """How a yearly value moved over one unbroken segment; ``since`` is the latest value on a later
    basis, which must not be subtracted from these, or None.
    """

    first: Value
    last: Value
    difference: Quantity
    since: Value | None = None

    @property
    def is_missing(self) -> bool:
        """Whether it is unknown."""
        return self.difference.is_missing

    @property
    def basis(self) -> Phrase:
        """That a later value stands on another basis; nothing where there is none."""
        return only_if(self.since, Phrase("rebased", since=self.since))

    @property
    def aside(self) -> Phrase:
        """The same as the end of a sentence."""
        return only_if(self.since, Phrase("besides", said=self.basis))


def rebased(rows: Dataset, value: Value) -> Value | None:
    """The latest year's value where a break lies between: it supersedes, never compares."""
    *earlier, last = segments(rows, value.indicator, value.region) or [[]]
    if any(each.period == value.period for run in earlier for each in run):
        return last[-1]
    return None


def superseded(since: Value | None, period: Period) -> Phrase:
    """What supersedes a value of this period, as an aside; nothing where nothing does."""
    return only_if(since, Phrase("superseded", since=since, period=period))


def moved(rows: Dataset, indicator: str, region: str) -> Moved:
    """From the first to the last year of the latest unbroken segment of two years or more."""
    found = segments(rows, indicator, region)
    long = [segment for segment in found if len(segment) > 1]
    if not long:
        none = nothing(rows, indicator, region)
        return Moved(none, none, none.quantity)
    first, last = long[-1][0], long[-1][-1]
    whole = Moved(first, last, less(last.quantity, first.quantity))
    if found[-1] == long[-1]:
        return whole
    return replace(whole, since=found[-1][-1])


class Classed(NamedTuple):
    """An output held against the threshold of its class; ``reached`` is None where no value of a
    whole year or a point in time decides.
    """

    indicator: Indicator
    period: Period
    value: Quantity
    reached: bool | None

    @property
    def said(self) -> Phrase:
        """The output with its period and whether it was observed."""
        told = {"indicator": self.indicator, "period": self.period, "value": self.value}
        return Phrase(f"output-{self.value.status}", **told)


def outputs(rows: Dataset, region: str) -> list[Classed]:
    """Outputs whose class has a threshold; an expectation of a later period stands beside what was
    observed, and reaches nothing.
    """
    found = []
    for threshold, indicators in ratios.beside(rows.path, rows.codes).classes.items():
        limit = rows.find(threshold, region, status=("target", "planned", "observed"))
        if limit:
            found += [each for name in indicators for each in _output(rows, name, region, limit)]
    return found


def _output(rows: Dataset, indicator: str, region: str, limit: Observation) -> list[Classed]:
    seen, expected = (rows.find(indicator, region, status=s) for s in ("observed", "forecast"))
    if seen and expected and expected.period <= seen.period:
        expected = None
    return [_against(rows, row, limit) for row in (seen, expected) if row]


def _against(rows: Dataset, row: Observation, limit: Observation) -> Classed:
    value, reached = published(rows, row), None
    if row.status == "observed" and row.period.kind != "span":
        if value.quantity.interval.lo >= limit.value:
            reached = True
        elif value.quantity.interval.hi < limit.value:
            reached = False
    return Classed(value.indicator, row.period, value.quantity, reached)


def classed(found: Sequence[Classed]) -> list[Phrase]:
    """Each output once, by whether it has reached its class, for a sentence."""
    kinds = {
        "classes-reached": [each.said for each in found if each.reached],
        "classes-short": [each.said for each in found if each.reached is False],
        "classes-open": [each.said for each in found if each.reached is None],
    }
    return [Phrase(id, outputs=some) for id, some in kinds.items() if some]
