"""How fast indicators have moved, in any region: what a step that a target takes is compared with.

A pace lies between two neighbours of one unbroken series of years, or of dates at least a year
apart, never across a break or between two vintages of an amount of money, be it of a derived
ratio's own parts. Published growth of the same amount is a pace, too, and so is the average of a
count since it began. All results have intervals.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeVar

from industry_report.data import ratios
from industry_report.data.dataset import Dataset, Observation
from industry_report.data.periods import Period, month_number
from industry_report.data.regions import lies_in
from industry_report.numbers import league, values
from industry_report.numbers.quantity import INFINITY, Interval, Quantity, missing
from industry_report.words import NOTHING, Indicator, Phrase, Region, only_if

#: From a smaller count than this, growth in per cent says nothing.
LEAST_COUNT = 100
#: Growth from less than this part of where a place stands is no precedent for it.
LEAST_BASE = Decimal("0.5")
YES, PERHAPS, NO, UNKNOWN = "yes", "perhaps", "no", "unknown"


@dataclass(frozen=True)
class Pace:
    """How fast an indicator moved in a region.

    From ``start`` to ``end``, two observations of one series; ``start`` is None where ``end``
    itself covers the time: a published growth rate, or a count since it began. ``rate`` is per
    year: in per cent of the level, in points for growth rates, or in the unit of the count;
    ``base`` is the level that it started from and ``step`` the yearly change in the indicator's own
    unit, where they are known; ``derived`` says whether this report worked out one of the two.
    """

    region: Region
    indicator: Indicator
    start: Period | None
    end: Period
    rate: Quantity
    base: Quantity | None = None
    step: Quantity | None = None
    derived: bool = False
    apart: Pace | None = None

    def is_from_less(self, stand: Quantity) -> bool:
        """Whether it is growth from a level far below ``stand``."""
        if self.base is None or stand.is_missing or self.rate.unit != "%":
            return False
        return bool(self.base.best < stand.best * LEAST_BASE)

    def judged(self, seen: str) -> Phrase:
        """The pace with the verdict on it."""
        if self.rate.sign == 0:
            return Phrase("pace-level", region=self.region, when=self.when, rate=self.least)
        if self.months <= 12 and seen in (YES, PERHAPS):
            seen += "-once"
        return Phrase(f"pace-{seen}", region=self.region, when=self.when, rate=self.rate)

    @property
    def least(self) -> Quantity:
        """The rate; where it cannot be told from none, the step."""
        if self.step and not self.rate.sign:
            return self.step
        return self.rate

    @property
    def when(self) -> Phrase:
        """From when to when, whether this report worked it out, and what is not counted."""
        if self.start is None:
            return Phrase("over", end=self.end)
        words = "between-made" if self.derived else "between"
        when = Phrase(words, start=self.start, end=self.end)
        if self.apart is None:
            return when
        rate = self.apart.rate if self.rate.sign else self.apart.step  # told in the unit of least
        return Phrase("between-apart", when=when, apart=self.apart, rate=rate)

    @property
    def months(self) -> int:
        """Over how many months it was held."""
        if self.start is None:
            return self.end.months
        return month_number(self.end.end) - month_number(self.start.end)


@dataclass(frozen=True)
class Held:
    """How many other places had a pace on average over as many years as a target takes.

    Attributes:
        over: from when to when, or over how many years at least within that time.
        kinds: in how many places of each kind that can be told. Not counted is what counted places
            lie in, nor what began from far less.
        left: how many places of those kinds began from far less.
        reached, open: how many of them had it, and for how many rounding decides.
        around: the fastest such pace of each place that the region lies in, the widest first.
    """

    over: Phrase
    kinds: tuple[Phrase, ...]
    left: Quantity
    reached: Quantity
    open: Quantity
    around: tuple[Pace, ...] = ()

    @property
    def undecided(self) -> Phrase:
        """For how many rounding decides; nothing where it does for none."""
        return only_if(self.open.best, Phrase("held-open", held=self))

    @property
    def without(self) -> Phrase:
        """How many are not counted, as they began from far less; nothing where none did."""
        return only_if(self.left.best, Phrase("held-left", held=self))

    @property
    def said(self) -> Phrase:
        """The counts, and the pace of the places around."""
        paces = [Phrase("held-around", pace=pace) for pace in self.around]
        around = only_if(paces, Phrase("held-beside", paces=paces))
        return Phrase("pace-held", held=self, around=around)


def held(
    rows: Dataset,
    indicator: str,
    region: str,
    years: Decimal,
    rate: Quantity,
    direction: str,
    stand: Quantity,
) -> Held | None:
    """Who else had ``rate``, per cent a year, on average over as many whole years as ``years`` has,
    but from far below ``stand``; None where that is a single one, or where nobody's series on one
    basis is as long.
    """
    least, places = int(years), rows.codes.regions
    sign = 1 if direction == "up" else -1
    spans = {each: _spans(rows, indicator, each, least) for each in rows.regions if each != region}
    best = {
        each: max(near, key=lambda pace: sign * pace.rate.best)
        for each, found in spans.items()
        if (near := [pace for pace in found if not pace.is_from_less(stand)])
    }
    wholes = {whole for each in best for whole in lies_in(each, places)}
    counted = {each: pace for each, pace in best.items() if each not in wholes}
    if least < 2 or rate.is_missing or not counted:
        return None
    answers = [as_fast(pace.rate, rate, direction) for pace in counted.values()]
    reached, open_ = (Quantity.exact(answers.count(each), "places") for each in (YES, PERHAPS))
    around = [best[each] for each in reversed(lies_in(region, places)) if each in best]
    kinds = tuple(league.kinds(rows.codes, counted))
    less = {each for each, found in spans.items() if found} - best.keys() - wholes
    left = Quantity.exact(len(less), "places")
    return Held(_over(least, list(counted.values())), kinds, left, reached, open_, tuple(around))


def _over(least: int, found: Sequence[Pace]) -> Phrase:
    """Over which time some paces were had."""
    times = {(pace.start, pace.end) for pace in found}
    start = min((pace.start or pace.end for pace in found), key=lambda period: period.end)
    end = max((pace.end for pace in found), key=lambda period: period.end)
    words = "held-span" if len(times) == 1 else "held-within"
    return Phrase(words, years=Quantity.exact(least, "years"), start=start, end=end)


def _spans(rows: Dataset, indicator: str, region: str, years: int) -> list[Pace]:
    """The paces on average over at least so many years of one basis."""
    found = []
    for segment in rows.series(indicator, region):
        for place, first in enumerate(segment):
            for last in segment[place + 1 :]:
                rate = _rate(rows, first, last)
                if rate is not None and years_between(first.period, last.period).best >= years:
                    found.append(_pace(last, rate, first))
    return [pace for pace in found if pace.rate.unit == "%"]


def since(rows: Dataset, indicator: str, region: str, own: Pace | None) -> Pace | None:
    """The latest published growth over some months that ended after ``own``, which no whole year
    shows yet; None without any, or where it was no faster.
    """
    found = [row for row in _published(rows, indicator, region) if row.period.months < 12]
    if own is None or not found or found[-1].period.end <= own.end.end:
        return None
    last = found[-1]
    return _pace(last, last.quantity) if last.quantity.best > own.rate.best else None


def paces(rows: Dataset, indicator: str) -> list[Pace]:
    """Every yearly pace of an indicator in every region; bounds and small counts give none, nor do
    some months of a year, which a whole year may not keep up.
    """
    found = (pace for region in rows.regions for pace in _of_region(rows, indicator, region))
    return [pace for pace in found if pace.months >= 12]


Timed = TypeVar("Timed", Observation, values.Value)


def _of_region(rows: Dataset, indicator: str, region: str) -> Iterator[Pace]:
    for every in ("year", "month"):
        for segment in rows.series(indicator, region, every):
            for first, last in _neighbours(segment):
                rate = _rate(rows, first, last)
                if rate is not None:
                    yield _pace(last, rate, first)
    yield from _of_ratio(rows, indicator, region)
    for row in _published(rows, indicator, region):
        yield _pace(row, row.quantity)
    for row in rows.all(indicator, region, status="observed"):
        if since_began(rows, indicator, row.period):
            yield _pace(row, row.quantity * 12 / row.period.months)


def _of_ratio(rows: Dataset, indicator: str, region: str, one_basis: bool = True) -> Iterator[Pace]:
    """The paces between values of which at least one is worked out: of one release, or not."""
    worked_out = {each.period: each for each in values.worked_out(rows, indicator, region)}
    for run in values.segments(rows, indicator, region):
        for early, late in _neighbours(run):
            if not (early.computed or late.computed):
                continue
            if are_of_one_release(rows, early, late) == one_basis:
                # both worked out, so that rounding makes no pace
                ends = (worked_out.get(each.period, each) for each in (early, late))
                rate = _change(rows, indicator, *ends)
                if rate is not None:
                    yield _pace(late, rate, early)


def _pace(row: values.Point, rate: Quantity, start: values.Point | None = None) -> Pace:
    since, base = (start.period, start.quantity) if start else (None, None)
    derived = start is not None and any(map(_is_derived, (start, row)))
    step = None
    if start:
        years = years_between(start.period, row.period).best
        step = values.less(row.quantity, start.quantity) / years
    names = Region(row.region), Indicator(row.indicator)
    return Pace(*names, since, row.period, rate, base, step, derived)


def _is_derived(point: values.Point) -> bool:
    return point.derived if isinstance(point, values.Value) else "derived" in point.flags


def _published(rows: Dataset, indicator: str, region: str) -> list[Observation]:
    """Published growth of the same amount: the id with ``_growth``, of the same basis."""
    entry = rows.codes.indicators[indicator]
    growth = rows.codes.indicators.get(f"{indicator}_growth")
    if growth is None or growth.kind != "growth" or growth.basis != entry.basis:
        return []
    found = rows.all(growth.id, region, status="observed")
    return [row for row in found if not row.quantity.interval.width.is_infinite()]


def _neighbours(segment: Sequence[Timed]) -> Iterator[tuple[Timed, Timed]]:
    """Each observation with the first one at least a year after it."""
    for place, first in enumerate(segment):
        start = month_number(first.period.end)
        later = [row for row in segment[place + 1 :] if month_number(row.period.end) - start >= 12]
        if later:
            yield first, later[0]


def _rate(rows: Dataset, first: Observation, last: Observation) -> Quantity | None:
    """The change a year between two observations; None where they do not bear it."""
    if not _are_of_one_vintage(first, last):
        return None
    return _change(rows, first.indicator, first, last)


def _are_of_one_vintage(first: Observation, last: Observation) -> bool:
    """Whether both were released alike: amounts of money in one source."""
    if "CNY" in first.unit and first.source != last.source:
        return False
    return ("revised" in first.flags) == ("revised" in last.flags)


def are_of_one_release(rows: Dataset, early: values.Value, late: values.Value) -> bool:
    """Whether what two values of a ratio are made of is of one vintage, as far as both are known
    of their own years; of others, and where none is worked out, they are.
    """
    if not (early.computed or late.computed):
        return True
    ratio = ratios.beside(rows.path, rows.codes).ratios[str(early.indicator)]
    for name in (ratio.of, ratio.by):
        first, last = (rows.find(name, str(early.region), one.period) for one in (early, late))
        if first and last and not _are_of_one_vintage(first, last):
            return False
    return True


def _change(
    rows: Dataset, indicator: str, first: values.Point, last: values.Point
) -> Quantity | None:
    """The change a year between two values of a series; None where they do not bear it."""
    start, end = first.quantity, last.quantity
    if start.interval.width.is_infinite() or end.interval.width.is_infinite():
        return None
    if is_few(rows, indicator, start):
        return None
    years = years_between(first.period, last.period).best
    if in_points(rows, indicator):
        return (end - start) / years
    rate = yearly_growth(start, end, years)
    return None if rate.is_missing else rate


def fastest(
    rows: Dataset, indicator: str, region: str, direction: str = "up", stand: Quantity | None = None
) -> tuple[Pace | None, Pace | None]:
    """The fastest pace of the region and of any other, but from far below ``stand``."""
    sign = 1 if direction == "up" else -1

    def speed(pace: Pace) -> Decimal:
        return sign * pace.rate.best

    found = [pace for pace in paces(rows, indicator) if speed(pace) > 0]
    own = max((pace for pace in found if pace.region == region), key=speed, default=None)
    if own:
        uncounted = _of_ratio(rows, indicator, region, one_basis=False)
        faster = [pace for pace in uncounted if speed(pace) > speed(own)]
        own = replace(own, apart=max(faster, key=speed, default=None))
    others = [pace for pace in found if pace.region != region]
    if stand is not None:
        others = [pace for pace in others if not pace.is_from_less(stand)]
    return own, max(others, key=speed, default=None)


def seen(pace: Pace | None, step: Quantity, rate: Quantity, direction: str) -> str:
    """Whether a pace was as fast as what is needed in its own unit."""
    if pace is None:
        return UNKNOWN
    return as_fast(pace.rate, rate if pace.rate.unit == "%" else step, direction)


def as_fast(pace: Quantity, needed: Quantity, direction: str = "up") -> str:
    """Whether it was as fast: ``yes``, ``no``, ``perhaps`` (rounding decides), ``unknown``."""
    if pace.is_missing or needed.is_missing:
        return UNKNOWN
    ahead, behind = pace.interval, needed.interval
    if direction == "down":
        ahead, behind = behind, ahead
    if ahead.lo >= behind.hi:
        return YES
    if ahead.hi < behind.lo:
        return NO
    return PERHAPS


def in_points(rows: Dataset, indicator: str) -> bool:
    """Whether the indicator is a growth rate, whose change is counted in points."""
    return rows.codes.indicators[indicator].kind == "growth"


def is_few(rows: Dataset, indicator: str, start: Quantity) -> bool:
    """Whether it is a count so small that growth in per cent says nothing."""
    return rows.codes.indicators[indicator].kind == "count" and start.best < LEAST_COUNT


def since_began(rows: Dataset, indicator: str, period: Period) -> bool:
    """Whether a count is given over several months: so many a year on average."""
    return rows.codes.indicators[indicator].kind == "count" and period.kind == "span"


def years_between(start: Period, end: Period) -> Quantity:
    """Years from the end of one period to the end of another, exact to the month."""
    months = month_number(end.end) - month_number(start.end)
    return Quantity.exact(Decimal(months) / 12, "years")


def averages(rows: Dataset, average: str, growth: str, region: str) -> dict[str, object] | None:
    """The published averages of ``growth`` over the years since the latest one begins (``found``),
    and that the rates of the single years make another, if so (``apart``); None without any.
    """
    known = rows.all(average, region, status="observed")
    found = [row for row in known if row.period.start == known[-1].period.start]
    if not found:
        return None
    told = [Phrase("average", value=row.quantity, period=row.period) for row in found]
    made = [(row, _made_of_years(rows, growth, row)) for row in found]
    apart = [
        Phrase("average-apart", made=one, period=row.period)
        for row, one in made
        if one is not None and not one.interval.overlaps(row.quantity.interval)
    ]
    return {"found": told, "apart": next(iter(apart), NOTHING)}


def _made_of_years(rows: Dataset, growth: str, average: Observation) -> Quantity | None:
    """The average that the published rates of its years make; None where one is not known."""
    first, last = average.period.start[0], average.period.end[0]
    years = [Period.parse(str(year)) for year in range(first, last + 1)]
    rates = [row.quantity for year in years if (row := rows.find(growth, average.region, year))]
    if len(rates) < len(years):
        return None
    start = level = Quantity.exact(100, "%")
    for rate in rates:
        level = level * (rate + 100) / 100
    return yearly_growth(start, level, Decimal(len(years)))


def yearly_growth(start: Quantity, end: Quantity, years: Decimal) -> Quantity:
    """Growth in per cent a year from one level to another; missing unless both are above zero."""
    for level in (start, end):
        if level.is_missing or level.interval.lo <= 0:
            return missing(level.label, "%")
    total = end.growth_from(start)
    low, high = (_per_year(bound, years) for bound in (total.interval.lo, total.interval.hi))
    if start.interval.hi.is_infinite():
        low = -INFINITY
    return Quantity(_per_year(total.best, years), Interval(low, high), "%", total.rows, total.label)


def _per_year(growth: Decimal, years: Decimal) -> Decimal:
    """The yearly rate that compounds to ``growth`` per cent over ``years``."""
    factor = 1 + growth / 100
    if not factor.is_finite():
        return growth
    if factor <= 0:
        return Decimal(-100)
    return ((factor.ln() / years).exp() - 1) * 100
