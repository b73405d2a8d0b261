"""What it takes to reach a target: the step each year, what is due by now, and whether a step of that size was seen.

A target is set by the place itself, by the source, by the level of a benchmark, or by an assumption that the logic
model states; what has no date of its own is to be reached by the end of a year that the reader chooses. The time left
runs from the vantage point, so that waiting makes nothing easier. The pace that this takes is compared with the paces in
the data: changes between two observations of one unbroken series, never across a break or between two vintages of an
amount of money, published growth of the same amount, and averages of a count since it began. All results have intervals.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from industry_report.data.dataset import Dataset, Observation, Period, month_number
from industry_report.language import Text
from industry_report.numbers.logic_model import Kpi, LogicModel
from industry_report.numbers.quantity import INFINITY, Interval, Quantity

SOURCES = {
    "plan": Text("本市文件", "the city's own plans"),
    "article": Text("原文", "article"),
    "benchmark": Text("对标", "benchmark"),
    "assumption": Text("本报告假设", "this report's assumption"),
    "": Text("未设目标", "no target"),
}
#: What a region without a logic model is measured by: never growth rates, which no one aims to raise without end.
GENERAL = ("rd_intensity", "rd_active_firm_share", "high_tech_value_added_share")
#: From a smaller count than this, growth in per cent says nothing.
LEAST_COUNT = 100
#: Flows add up over a year, so that part of a year is no baseline for a yearly target.
FLOWS = ("level",)
#: The least time for which a change a year is worth reckoning.
LEAST_YEARS = 1
NO_NOTE = Text("", "")
YES, PERHAPS, NO, UNKNOWN = "yes", "perhaps", "no", "unknown"
REACHED, EXPECTED, MISSED, OVERDUE = "reached", "expected", "missed", "overdue"
OPEN, WITHIN = "open", "within"
NO_TARGET, NO_BASELINE = "no target", "no baseline"


@dataclass(frozen=True)
class Goal:
    """A level to be reached.

    Attributes:
        level: the value; missing where the figure that it refers to is not known.
        source: ``plan`` (the place's own), ``article``, ``benchmark``, ``assumption`` or "" (no target).
        by: the period by whose end it is due. dated: whether the source names it (else it is the reader's choice).
        reference: id of the region or indicator whose level it is, or "". period: that level's own period, or "".
    """

    level: Quantity
    source: str
    by: str
    dated: bool = False
    reference: str = ""
    period: str = ""


@dataclass(frozen=True)
class Pace:
    """How fast an indicator moved in a region.

    From ``start`` to ``end``, two observations of one series; ``start`` is "" where ``end`` itself covers the time: a
    published growth rate, or a count since it began. ``rate`` is per year: in per cent of the level, in points for
    growth rates, or in the unit of the count.
    """

    region: str
    indicator: str
    start: str
    end: str
    rate: Quantity


@dataclass(frozen=True)
class Pathway:
    """The way from where an indicator stands to its goal.

    Attributes:
        indicator, direction: what is to move, ``up`` or ``down``.
        baseline: where it stands; missing when unknown. period: of the baseline, or "".
        goal: what is to be reached.
        state: ``reached``; ``expected`` (a forecast reaches it); ``missed`` (due, and a figure of that date or later
            falls short); ``overdue`` (due, and no figure of that date is known); ``open``; ``within`` (a cumulative
            figure of the year in which the goal is due: see :func:`progress`); ``no target`` or ``no baseline``.
        gap, years: what is missing, and the years left from the vantage point, or from the date of a baseline that was
            forecast for later. Missing unless ``state`` is ``open``.
        step: the change per year that this takes (in the indicator's unit, ``pp`` for percentages), and
        rate: the same as a yearly rate in per cent, which a count since it began has not. Both missing where less than
            ``LEAST_YEARS`` are left, and for growth rates.
        own, other: the fastest pace of the region itself, and of any other region in the data; None when there is none.
        seen, seen_elsewhere: ``yes``, ``perhaps``, ``no`` or ``unknown``: whether it, or another region, moved as fast.
        note: what the model says about the target.
    """

    indicator: str
    direction: str
    baseline: Quantity
    period: str
    goal: Goal
    state: str
    gap: Quantity
    years: Quantity
    step: Quantity
    rate: Quantity
    own: Pace | None
    other: Pace | None
    seen: str
    seen_elsewhere: str
    note: Text

    @property
    def assumed(self) -> bool:
        """Whether nobody but this report set the goal."""
        return self.goal.source == "assumption"


@dataclass(frozen=True)
class Progress:
    """What is done of a year's amount, against the part of the year that has passed.

    Attributes:
        done, due: cumulative amount and the amount for the whole year.
        achieved, elapsed: both in per cent. lead: their difference in points.
        pace, needed: per month so far, and per month for the rest of the year (``pp`` for percentages).
    """

    indicator: str
    period: str
    done: Quantity
    due: Quantity
    achieved: Quantity
    elapsed: Quantity
    lead: Quantity
    pace: Quantity
    needed: Quantity


@dataclass(frozen=True)
class Move:
    """How an indicator moved after the vantage point; ``before`` may be a forecast made at the time."""

    indicator: str
    direction: str
    before: Quantity
    before_period: str
    after: Quantity
    after_period: str
    step: Quantity
    towards: bool | None


# Baselines and goals


def baseline(
    rows: Dataset, indicator: str, region: str, statuses: Sequence[str] = ("observed", "forecast")
) -> Observation | None:
    """The latest row that says where an indicator stands, an observation if two end together; None when there is none.

    Of flows (amounts that add up over a year) only whole years count.
    """
    flow = rows.codes.indicators[indicator].kind in FLOWS
    found = [
        row
        for row in rows.all(indicator, region, status=statuses)
        if not flow or row.period.kind == "year"
    ]
    if not found:
        return None
    last = [row for row in found if row.period.end == found[-1].period.end]
    status = next(status for status in statuses if any(row.status == status for row in last))
    period = next(row.period for row in last if row.status == status)
    return rows.find(indicator, region, period, status)


def pathways(
    rows: Dataset,
    region: str,
    model: LogicModel | None,
    benchmarks: Sequence[str],
    target_year: int,
    as_of: str,
) -> list[Pathway]:
    """The way to every KPI of the model, or without a model to the benchmarks' level of the indicators in ``GENERAL``.

    Args:
        rows: what was known at the vantage point.
        model: the region's logic model, or None.
        benchmarks: regions to measure up to where there is no model.
        target_year: when targets without a date are due (its end).
        as_of: the vantage point, from which the time left is counted.
    """
    if model is not None:
        made = [
            (
                kpi.indicator,
                kpi.direction,
                _model_goal(rows, region, model, kpi, target_year),
                kpi.note,
            )
            for kpi in model.kpis
        ]
    else:
        goals = {
            indicator: benchmark_goal(rows, indicator, region, benchmarks, target_year)
            for indicator in GENERAL
            if indicator in rows.codes.indicators
        }
        made = [
            (indicator, "up", goal, NO_NOTE) for indicator, goal in goals.items() if goal.source
        ]
    return [
        pathway(rows, indicator, region, goal, as_of, direction, note)
        for indicator, direction, goal, note in made
    ]


def benchmark_goal(
    rows: Dataset, indicator: str, region: str, benchmarks: Sequence[str], target_year: int
) -> Goal:
    """The best level among the benchmarks, due by the end of ``target_year``; a goal without source if none is known.

    The benchmark's figure is that of the baseline's own period where there is one, else its latest. A growth rate is no
    level to be reached, and a place is never measured against a part of itself.
    """
    entry = rows.codes.indicators[indicator]
    own = baseline(rows, indicator, region, ("observed",))
    others = [other for other in benchmarks if not _lies_in(rows, other, region)]
    found = []
    for other in others if entry.kind != "growth" else []:
        same = rows.find(indicator, other, own.period) if own else None
        row = same or baseline(rows, indicator, other, ("observed",))
        if row is not None:
            found.append(row)
    if not found:
        where = others[0] if own and others else region
        return Goal(absent(rows, indicator, where), "", str(target_year))
    best = (min if entry.better == "lower" else max)(found, key=lambda row: row.value)
    return Goal(best.quantity, "benchmark", str(target_year), False, best.region, str(best.period))


def _lies_in(rows: Dataset, place: str, region: str) -> bool:
    """Whether a place is the region or lies in it."""
    while place and place != region:
        place = rows.codes.regions[place].parent
    return place == region


def _model_goal(rows: Dataset, region: str, model: LogicModel, kpi: Kpi, target_year: int) -> Goal:
    """The goal of a KPI: the article's own, else the place's latest plan, else what the model takes instead."""
    target = kpi.target
    if target is not None and target.source == "article":
        return _stated_goal(rows, region, kpi, target_year)
    plans = rows.all(kpi.indicator, region, status=("target",))
    if plans := [row for row in plans if row.source != model.source]:
        latest = plans[-1]
        return Goal(latest.quantity, "plan", str(latest.period), True)
    if target is None:
        return Goal(absent(rows, kpi.indicator, region), "", str(target_year))
    if target.benchmark:
        goal = benchmark_goal(rows, kpi.indicator, region, [target.benchmark], target_year)
        if goal.source:
            return goal
        level = absent(rows, kpi.indicator, target.benchmark)
        return Goal(level, target.source, str(target_year), False, target.benchmark)
    return _stated_goal(rows, region, kpi, target_year)


def _stated_goal(rows: Dataset, region: str, kpi: Kpi, target_year: int) -> Goal:
    """The goal that a model gives as a value, or as the latest level of another indicator of the region."""
    target = kpi.target
    by, dated = target.by or _own_year(rows, region, kpi) or str(target_year), bool(target.by)
    if target.indicator:
        row = baseline(rows, target.indicator, region)
        level = row.quantity if row else absent(rows, target.indicator, region)
        return Goal(
            level, target.source, by, dated, target.indicator, str(row.period) if row else ""
        )
    unit = rows.codes.indicators[kpi.indicator].unit
    behind = [
        row.id
        for row in rows.all(kpi.indicator, region, status=("target",))
        if row.value == target.value
    ]
    return Goal(Quantity.exact(target.value, unit, behind), target.source, by, dated)


def _own_year(rows: Dataset, region: str, kpi: Kpi) -> str:
    """The year of a share that is cumulated since January: by its end the whole is due. "" for anything else."""
    row = baseline(rows, kpi.indicator, region)
    if row is None or rows.codes.indicators[kpi.indicator].unit != "%":
        return ""
    year = str(row.period)[:4]
    return year if _since_january(row.period, year) else ""


def absent(rows: Dataset, indicator: str, region: str) -> Quantity:
    """A missing value that says of what and where."""
    entry, place = rows.codes.indicators[indicator], rows.codes.regions[region]
    if entry.local and not rows.all(indicator, region):
        return Quantity.missing(
            entry.unit,
            "个别地区特有产业的指标",
            "indicators of industries peculiar to some regions",
        )
    return Quantity.missing(entry.unit, f"{entry.zh}（{place.zh}）", f"{entry.en} ({place.en})")


# The way there


def pathway(
    rows: Dataset,
    indicator: str,
    region: str,
    goal: Goal,
    as_of: str,
    direction: str = "up",
    note: Text = NO_NOTE,
) -> Pathway:
    """What it takes to get from the baseline to ``goal`` after ``as_of``, and whether any region has moved as fast."""
    row = baseline(rows, indicator, region)
    start = row.quantity if row else absent(rows, indicator, region)
    nothing = Quantity.missing(start.unit, *(goal.level if goal.level.is_missing else start).label)
    gap = years = step = rate = nothing
    state = _state(start, row, goal, direction, as_of)
    if state == OPEN:
        gap = goal.level - start
        years = time_left(row, as_of, goal.by)
        # A growth rate that is to be higher is so at once or not at all: there are no steps to it.
        if years.best >= LEAST_YEARS and not _in_points(rows, indicator):
            step = gap / years.best
            rate = _rate(rows, row, start, goal.level, years.best)
    seen = paces(rows, indicator)
    forward = 1 if direction == "up" else -1
    own, other = (
        max(group, key=lambda pace: forward * pace.rate.best, default=None)
        for group in _divided(seen, region)
    )
    return Pathway(
        indicator=indicator,
        direction=direction,
        baseline=start,
        period=str(row.period) if row else "",
        goal=goal,
        state=state,
        gap=gap,
        years=years,
        step=step,
        rate=rate,
        own=own,
        other=other,
        seen=_seen(own, step, rate, direction),
        seen_elsewhere=_seen(other, step, rate, direction),
        note=note,
    )


def _divided(found: Iterable[Pace], region: str) -> tuple[list[Pace], list[Pace]]:
    """The paces of the region itself, and those of the others."""
    own, others = [], []
    for pace in found:
        (own if pace.region == region else others).append(pace)
    return own, others


def _seen(pace: Pace | None, step: Quantity, rate: Quantity, direction: str) -> str:
    """Whether a pace was as fast as what is needed in its own unit."""
    if pace is None:
        return UNKNOWN
    return as_fast(pace.rate, rate if pace.rate.unit == "%" else step, direction)


def _rate(
    rows: Dataset, row: Observation, start: Quantity, level: Quantity, years: Decimal
) -> Quantity:
    """The yearly rate in per cent; missing for counts since they began."""
    if _since_began(rows, row):
        return Quantity.missing("%", *start.label)
    return yearly_growth(start, level, years)


def _since_began(rows: Dataset, row: Observation) -> bool:
    """Whether a row counts what there was over several months, so that so many a year were added on average."""
    return rows.codes.indicators[row.indicator].kind == "count" and row.period.kind == "span"


def _state(start: Quantity, row: Observation | None, goal: Goal, direction: str, as_of: str) -> str:
    if not goal.source:
        return NO_TARGET
    if row is None:
        return NO_BASELINE
    if goal.level.is_missing:
        return NO_TARGET
    if _arrived(start, goal.level, direction):
        return EXPECTED if start.status == "forecast" else REACHED
    due, now = month_number(Period.parse(goal.by).end), month_number(as_of)
    if now < due:
        cumulative = row.period.kind == "span" and _since_january(row.period, goal.by)
        return WITHIN if cumulative else OPEN
    return MISSED if month_number(row.period.end) >= due else OVERDUE


def _arrived(start: Quantity, level: Quantity, direction: str) -> bool:
    """Whether a value is at a level or beyond it; printed alike counts, "nearly" does not."""
    if direction == "down":
        return start.interval.hi <= level.best or (
            start.best <= level.best and start.interval.lo < level.best
        )
    return start.interval.lo >= level.best or (
        start.best >= level.best and start.interval.hi > level.best
    )


def time_left(row: Observation, as_of: str, by: str) -> Quantity:
    """Years from the vantage point, or from the date of a baseline that lies ahead of it, to the end of ``by``."""
    return years_between(max(str(row.period), as_of, key=lambda text: _last_month(text)), by)


def _last_month(period: str) -> int:
    return month_number(Period.parse(period).end)


def years_between(start: str, end: str) -> Quantity:
    """Years from the end of one period to the end of another, exact to the month."""
    return Quantity.exact(Decimal(_last_month(end) - _last_month(start)) / 12, "years")


def yearly_growth(start: Quantity, end: Quantity, years: Decimal) -> Quantity:
    """The growth in per cent a year that leads from one level to another, both above zero; missing otherwise."""
    if start.is_missing or end.is_missing:
        return (start if start.is_missing else end).to("%")
    if start.interval.lo <= 0 or end.interval.lo <= 0:
        return Quantity.missing("%", *start.label)
    total = end.growth_from(start)
    if start.interval.hi.is_infinite():
        bound = Interval(-INFINITY, _per_year(total.interval.hi, years))
        return Quantity(_per_year(total.best, years), bound, "%", total.rows, total.label)
    low, high = (_per_year(bound, years) for bound in (total.interval.lo, total.interval.hi))
    return Quantity(_per_year(total.best, years), Interval(low, high), "%", total.rows, total.label)


def _per_year(growth: Decimal, years: Decimal) -> Decimal:
    """The yearly rate that compounds to ``growth`` per cent over ``years``."""
    factor = 1 + growth / 100
    if not factor.is_finite():
        return growth
    return ((factor.ln() / years).exp() - 1) * 100 if factor > 0 else Decimal(-100)


# Precedents


def paces(rows: Dataset, indicator: str) -> list[Pace]:
    """Every yearly pace of an indicator that ``rows`` show, in every region.

    A pace lies between two neighbours of one unbroken series of years, or of dates at least a year apart; amounts of
    money are revised, so that both must be from one source; bounds and counts below ``LEAST_COUNT`` give none. Where
    growth of the same amount is published by itself (the indicator's id with ``_growth``, of the same basis), each such
    figure is a pace, and so is the average of a count that is given for several months.
    """
    found = []
    for region in rows.regions:
        for every in ("year", "month"):
            for segment in rows.series(indicator, region, every):
                found += [pace for a, b in _neighbours(segment) if (pace := _pace(rows, a, b))]
        found += _published(rows, indicator, region)
        found += [
            Pace(region, indicator, "", str(row.period), row.quantity * 12 / row.period.months)
            for row in rows.all(indicator, region, status="observed")
            if _since_began(rows, row)
        ]
    return found


def _published(rows: Dataset, indicator: str, region: str) -> list[Pace]:
    """Growth over the same time of the year before, as published; bounds give none."""
    entry, growth = rows.codes.indicators[indicator], f"{indicator}_growth"
    other = rows.codes.indicators.get(growth)
    if other is None or other.kind != "growth" or other.basis != entry.basis:
        return []
    return [
        Pace(region, growth, "", str(row.period), row.quantity)
        for row in rows.all(growth, region, status="observed")
        if not row.quantity.interval.width.is_infinite()
    ]


def _neighbours(segment: list[Observation]) -> Iterable[tuple[Observation, Observation]]:
    """Each observation with the first one at least a year after it."""
    for place, first in enumerate(segment):
        start = month_number(first.period.end)
        later = [row for row in segment[place + 1 :] if month_number(row.period.end) - start >= 12]
        if later:
            yield first, later[0]


def _pace(rows: Dataset, first: Observation, last: Observation) -> Pace | None:
    start, end = first.quantity, last.quantity
    unit = rows.codes.indicators[first.indicator].unit
    if (
        "CNY" in unit
        and first.source != last.source
        or ("revised" in first.flags) != ("revised" in last.flags)
    ):
        return None
    if start.interval.width.is_infinite() or end.interval.width.is_infinite():
        return None
    if rows.codes.indicators[first.indicator].kind == "count" and start.best < LEAST_COUNT:
        return None
    years = years_between(str(first.period), str(last.period)).best
    rate = (
        (end - start) / years
        if _in_points(rows, first.indicator)
        else yearly_growth(start, end, years)
    )
    if rate.is_missing:
        return None
    return Pace(first.region, first.indicator, str(first.period), str(last.period), rate)


def _in_points(rows: Dataset, indicator: str) -> bool:
    """Whether the indicator is a growth rate: its change is counted in points, never in per cent of itself."""
    return rows.codes.indicators[indicator].kind == "growth"


def as_fast(seen: Quantity, needed: Quantity, direction: str = "up") -> str:
    """Whether a pace was as fast as needed: ``yes``, ``no``, ``perhaps`` where rounding decides, else ``unknown``."""
    if seen.is_missing or needed.is_missing:
        return UNKNOWN
    ahead = (
        (seen.interval, needed.interval) if direction == "up" else (needed.interval, seen.interval)
    )
    if ahead[0].lo >= ahead[1].hi:
        return YES
    return NO if ahead[0].hi < ahead[1].lo else PERHAPS


# Within the year


def progress(
    rows: Dataset, region: str, as_of: str, paths: Sequence[Pathway] = ()
) -> list[Progress]:
    """What is done of every amount that is due within the year of ``as_of``, for all indicators that have both.

    Due is a ``target`` or ``forecast`` for the whole year, or the goal of one of ``paths`` that falls due in it; done
    is the latest cumulative figure since January.
    """
    year = as_of[:4]
    found = []
    for indicator, entry in rows.codes.indicators.items():
        if entry.kind in ("growth", "share", "capacity", "rank"):
            continue
        spans = [
            row
            for row in rows.all(indicator, region, status="observed")
            if _since_january(row.period, year)
        ]
        if spans:
            plans = reversed(rows.all(indicator, region, year, ("target", "forecast")))
            dues = {row.value: row.quantity for row in plans}
            dues |= {
                path.goal.level.best: path.goal.level
                for path in paths
                if path.indicator == indicator
                and path.state == WITHIN
                and path.goal.level.best not in dues
            }
            found += [_progress(spans[-1], dues[value]) for value in sorted(dues)]
    return found


def _since_january(period: Period, year: str) -> bool:
    return (
        period.kind == "span" and str(period).startswith(f"{year}-01/{year}") and period.months < 12
    )


def _progress(done: Observation, whole: Quantity) -> Progress:
    so_far = done.quantity
    months = done.period.months
    achieved = so_far.share_of(whole)
    if whole.interval.hi.is_infinite():  # of "more than 600" at most so much is done
        achieved = replace(achieved, interval=Interval(-INFINITY, achieved.interval.hi))
    elapsed = elapsed_share(str(done.period))
    unit = "pp" if so_far.unit == "%" else so_far.unit
    return Progress(
        indicator=done.indicator,
        period=str(done.period),
        done=so_far,
        due=whole,
        achieved=achieved,
        elapsed=elapsed,
        lead=achieved - elapsed,
        pace=(so_far / months).to(unit),
        needed=((whole - so_far) / (12 - months)).to(unit),
    )


def elapsed_share(period: str) -> Quantity:
    """The part of its year that had passed by the end of a period, in per cent (shown to one decimal)."""
    months = Period.parse(period).end[1]
    share = Decimal(months) * 100 / 12
    return Quantity(share, Interval.exactly(share), "%", decimals=1)


# Scenarios


@dataclass(frozen=True)
class Participation:
    """What it takes to lift the share of firms that do something to the best level among the benchmarks.

    Attributes:
        share, period: where the region stands, in per cent, and when.
        goal: the level to be reached, whose it is and by when.
        gap, yearly: difference in points, and points a year: of all firms, so many per cent must start each year.
        conversion: the same as a share of the firms that do not do it yet, in per cent a year on average.
        reached: whether there is no gap.
    """

    share: Quantity
    period: str
    goal: Goal
    gap: Quantity
    yearly: Quantity
    conversion: Quantity
    reached: bool


def participation(
    rows: Dataset,
    indicator: str,
    region: str,
    benchmarks: Sequence[str],
    target_year: int,
    as_of: str,
) -> Participation:
    """How many firms must start each year for a share of firms to reach that of the benchmarks by ``target_year``.

    It takes the number of firms as constant and counts net: firms that stop have to be replaced as well. The result is
    missing where a value is, and where there is no gap or no time left.
    """
    goal = benchmark_goal(rows, indicator, region, benchmarks, target_year)
    way = pathway(rows, indicator, region, goal, as_of)
    without = Quantity.exact(100, "%") - way.baseline
    conversion = way.step if way.step.is_missing else way.step.to("%").share_of(without.to("%"))
    return Participation(
        way.baseline, way.period, way.goal, way.gap, way.step, conversion, way.state == REACHED
    )


def restated(before: Participation, after: Participation) -> bool:
    """Whether later figures put the goal somewhere else, so that the answer changes."""
    return (
        not (after.yearly.is_missing or before.yearly.is_missing)
        and before.goal.level.rows != after.goal.level.rows
    )


@dataclass(frozen=True)
class Balance:
    """What one link of a chain lacks against the link that feeds it.

    ``missing``: capacity to be added; ``times``: how many times today's that is in total; ``covered``: per cent of what
    arrives that the link can take. ``period``: of both capacities, or "".
    """

    indicator: str
    source: str
    period: str
    capacity: Quantity
    supply: Quantity
    missing: Quantity
    times: Quantity
    covered: Quantity


def balance(rows: Dataset, region: str, supply: str, links: Sequence[str]) -> list[Balance]:
    """For each of ``links`` what it would take to absorb the capacity of ``supply`` in the region (same unit).

    All are read at the latest date for which every one of them has an observation or forecast; capacities of different
    dates are never set against each other.
    """
    every = {name: _standings(rows, name, region) for name in (supply, *links)}
    common = set.intersection(*(set(dates) for dates in every.values()))
    at = max(common) if common else None
    feeding, *own = (
        dates[at].quantity if common else absent(rows, name, region)
        for name, dates in every.items()
    )
    period = str(every[supply][at].period) if common else ""
    return [
        _balanced(link, supply, period, capacity, feeding)
        for link, capacity in zip(links, own, strict=True)
    ]


def _standings(rows: Dataset, indicator: str, region: str) -> dict[tuple[int, int], Observation]:
    """Where an indicator stands at each date, observed if possible, else as forecast."""
    found = rows.all(indicator, region, status=("forecast",)) + rows.all(
        indicator, region, status=("observed",)
    )
    return {row.period.end: rows.find(indicator, region, row.period, row.status) for row in found}


def _balanced(link: str, supply: str, period: str, own: Quantity, feeding: Quantity) -> Balance:
    lacking = replace(feeding - own, status=own.status)
    if not _positive(own, feeding):
        return Balance(link, supply, period, own, feeding, lacking, lacking, lacking)
    times, covered = (feeding / own).to("times"), own.share_of(feeding)
    return Balance(link, supply, period, own, feeding, lacking, times, covered)


def _positive(*values: Quantity) -> bool:
    return all(not value.is_missing and value.interval.lo > 0 for value in values)


@dataclass(frozen=True)
class Climb:
    """What a yearly amount must gain to reach a threshold.

    Attributes:
        level: the amount of the latest whole year, or what is forecast for the current one. period: which year.
        annualised: the cumulative figure of that year at an even pace over twelve months. span: its months, or "".
        threshold: what is to be reached. lacking, lacking_at_pace: what is missing from either.
        rate: yearly growth from ``level`` to the threshold in the time left.
    """

    level: Quantity
    period: str
    annualised: Quantity
    span: str
    threshold: Quantity
    lacking: Quantity
    lacking_at_pace: Quantity
    rate: Quantity

    @property
    def reached(self) -> bool:
        """Whether the level is at the threshold or above it."""
        if self.level.is_missing or self.threshold.is_missing:
            return False
        return self.level.interval.lo >= self.threshold.best

    @property
    def at_most(self) -> bool:
        """Whether the level is only a lower bound, so that at most so much is lacking."""
        return not self.lacking.is_missing and self.lacking.interval.lo.is_infinite()


def stated(rows: Dataset, indicator: str, region: str) -> Observation | None:
    """The latest row of an indicator, whatever its status; None when there is none."""
    found = rows.all(indicator, region)
    return found[-1] if found else None


def climb(
    rows: Dataset, indicator: str, region: str, threshold: Quantity, by: str, as_of: str
) -> Climb:
    """What ``indicator`` must add to reach ``threshold`` by the end of ``by``.

    A level that is only a lower bound ("more than") makes what is lacking an upper bound.
    """
    row = baseline(rows, indicator, region)
    level = row.quantity if row else absent(rows, indicator, region)
    year = str(row.period)[:4] if row else ""
    spans = [
        row
        for row in rows.all(indicator, region, status="observed")
        if _since_january(row.period, year)
    ]
    annualised = (
        spans[-1].quantity * 12 / spans[-1].period.months
        if spans
        else absent(rows, indicator, region)
    )
    years = time_left(row, as_of, by).best if row else Decimal(0)
    rate = (
        yearly_growth(level, threshold, years) if years > 0 else Quantity.missing("%", *level.label)
    )
    span = str(spans[-1].period) if spans else ""
    return Climb(
        level=level,
        period=str(row.period) if row else "",
        annualised=annualised,
        span=span,
        threshold=threshold,
        lacking=threshold - level,
        lacking_at_pace=threshold - annualised,
        rate=rate,
    )


# Hindsight


def moves(
    everything: Dataset, known: Dataset, region: str, as_of: str, paths: Sequence[Pathway]
) -> list[Move]:
    """How the indicators of ``paths`` moved after ``as_of``, as far as one unbroken series shows.

    The start is the last observation of a period that had ended by ``as_of`` (published then or later), or the forecast
    that was the baseline; the end is the latest observation after it. Indicators without both are left out.
    """
    found = [_move(everything, known, region, as_of, path) for path in paths]
    return [move for move in found if move is not None]


def _move(
    everything: Dataset, known: Dataset, region: str, as_of: str, path: Pathway
) -> Move | None:
    limit = month_number(as_of)
    for every in ("year", "month"):
        for segment in everything.series(path.indicator, region, every):
            before = [row for row in segment if _end(row) <= limit]
            after = [row for row in segment if _end(row) > limit]
            money = "CNY" in everything.codes.indicators[path.indicator].unit
            if before and after and not (money and before[-1].source != after[-1].source):
                return _moved(path, before[-1], after[-1])
    start = baseline(known, path.indicator, region)
    if start is None or start.status == "observed":
        return None
    observed = everything.all(path.indicator, region, status="observed")
    broken = any("break" in row.flags and _end(row) > limit for row in observed)
    later = [
        row for row in observed if _end(row) >= _end(start) and row.period.kind == start.period.kind
    ]
    return _moved(path, start, later[-1]) if later and not broken else None


def _end(row: Observation) -> int:
    return month_number(row.period.end)


def _moved(path: Pathway, first: Observation, last: Observation) -> Move:
    years = years_between(str(first.period), str(last.period)).best
    change = last.quantity - first.quantity
    step = change / years if years >= 1 else Quantity.missing(change.unit, *change.label)
    towards = None if change.sign == 0 else (change.sign > 0) == (path.direction == "up")
    before, after = str(first.period), str(last.period)
    return Move(
        path.indicator, path.direction, first.quantity, before, last.quantity, after, step, towards
    )
