"""What it takes to reach a target: the step each year, and whether a step of that size was seen.

A target is set by the place itself, by the source, by the level of a benchmark, or by an assumption
that the logic model states; what has no date of its own is to be reached by the end of a year that
the reader chooses. The time left runs from the vantage point, so that waiting makes nothing easier.
How fast indicators have moved is in ``paces``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING

from industry_report.data.dataset import Dataset, Observation
from industry_report.data.periods import Period, months_after
from industry_report.data.regions import lies_in
from industry_report.numbers import gaps, grades, paces, values
from industry_report.numbers.model_records import Kpi, LogicModel, Target
from industry_report.numbers.paces import UNKNOWN, Pace, yearly_growth, years_between
from industry_report.numbers.quantity import Quantity, missing
from industry_report.numbers.values import absent, published, row_called
from industry_report.words import NOTHING, Indicator, Phrase, Region

#: What a region without a logic model is measured by: never growth rates, which no one aims to
#: raise without end.
GENERAL = ("rd_intensity", "rd_active_firm_share", "high_tech_value_added_share")
#: Flows add up over a year, so that part of a year is no baseline for a yearly target.
FLOWS = ("level",)
#: The least time for which a change a year is worth reckoning.
LEAST_YEARS = 1
REACHED, EXPECTED, MISSED, OVERDUE = "reached", "expected", "missed", "overdue"
OPEN, WITHIN = "open", "within"
#: What was due and, as far as is known, not reached: a new target is needed.
PAST = MISSED, OVERDUE
NO_TARGET, NO_BASELINE = "no-target", "no-baseline"


@dataclass(frozen=True)
class Goal:
    """A level to be reached.

    Attributes:
        level: the value; missing where the figure that it refers to is not known.
        basis: who sets it, as of a ``Target``; "" where nobody does.
        by: the period by whose end it is due. dated: whether the source names it (else it is the
            reader's choice).
        reference: the region or indicator whose level it is, or None. period: that level's own
            period, or None. rebased: what supersedes the level beyond a break, or None.
        apart: whether the source of the level set it for another scope than the baseline has.
    """

    level: Quantity
    basis: str
    by: Period
    dated: bool = False
    reference: Region | Indicator | None = None
    period: Period | None = None
    rebased: values.Value | None = None
    apart: bool = False

    @property
    def is_open(self) -> bool:
        """Whether there is no level to be reached: none is known, or it stands on a basis on which
        nothing is published any more.
        """
        return self.level.is_missing or self.rebased is not None

    @property
    def said(self) -> Phrase | Quantity:
        """The level, and who says so or whose it is; a missing value where there is none."""
        if self.level.is_missing:
            return self.level
        if self.period is None:
            kind = f"goal-{self.basis}"
            if self.dated:
                kind += "-dated"
            return Phrase(kind, level=self.level, by=self.by)
        kind = "goal-benchmark"
        if isinstance(self.reference, Indicator):
            kind = f"goal-assumed-{self.level.status}"
        later = values.superseded(self.rebased, self.period)
        return Phrase(kind, level=self.level, whose=self.reference, period=self.period, later=later)

    @property
    def told(self) -> Phrase | Quantity:
        """The same with the deadline where the source names none: paces rest on it."""
        if self.level.is_missing or self.dated:
            return self.said
        return Phrase("goal-undated", goal=self.said, by=self.by)


@dataclass(frozen=True)
class Pathway:
    """The way from where an indicator stands to its goal.

    Attributes:
        indicator, direction: what is to move, ``up`` or ``down``.
        baseline: where it stands; missing when unknown. period: of the baseline, or None.
        goal: what is to be reached.
        state: ``reached``; ``expected`` (a forecast reaches it); ``missed`` (due, and a figure of
            that date or later falls short); ``overdue`` (due, and no figure of that date is
            known); ``open``; ``within`` (a cumulative figure of the year in which the goal is due:
            see ``outlook.due_this_year``); ``no-target`` or ``no-baseline``.
        gap, years: what is missing, and the years left from the vantage point, or from the date of
            a baseline that was forecast for later. Missing unless ``state`` is ``open``.
        step: the change per year that this takes (in the indicator's unit, ``pp`` for
            percentages), and
        rate: the same as a yearly rate in per cent, which a count since it began has not. Both
            missing where less than ``LEAST_YEARS`` are left, and for growth rates.
        own, other: the fastest pace of the region itself, and of any other region in the data;
            None when there is none.
        seen, seen_elsewhere: whether it, or another region, moved as fast; see ``paces.as_fast``.
        held: how many other places had the rate on average for as long, or None.
        recast: the way to the same goal where its level is reckoned by another vintage of the
            denominator, and by whose; or None.
        since: growth over some months, after the own pace and faster, or None.
        stale: whether the baseline is growth of so long ago that nothing can be held against it.
        weaker: newer figures from sources too weak for a baseline.
    """

    indicator: Indicator
    direction: str
    baseline: Quantity
    period: Period | None
    goal: Goal
    state: str
    gap: Quantity
    years: Quantity
    step: Quantity
    rate: Quantity
    own: Pace | None = None
    other: Pace | None = None
    seen: str = UNKNOWN
    seen_elsewhere: str = UNKNOWN
    held: paces.Held | None = None
    recast: tuple[Pathway, Phrase] | None = None
    since: Pace | None = None
    stale: bool = False
    weaker: tuple[Observation, ...] = ()

    @property
    def assumed(self) -> bool:
        """Whether nobody but this report set the goal."""
        return self.goal.basis == "assumption"

    @property
    def doubts(self) -> tuple[str, ...]:
        """What weakens the evidence beside its rows: see ``grades.REASONS``."""
        return (grades.JUDGEMENT,) if self.assumed else ()

    @property
    def ready(self) -> bool:
        """Whether there are a baseline and a target that is not past."""
        lacking = self.lacks_baseline or self.goal.is_open or self.goal.apart
        return not (lacking or self.state in PAST)

    @property
    def lacks_baseline(self) -> bool:
        """Whether no figure says where it stands, or only one of long ago."""
        return self.baseline.is_missing or self.stale

    @property
    def arrived(self) -> bool:
        """Whether the goal is reached, or a forecast reaches it."""
        return self.state in (REACHED, EXPECTED)

    @property
    def at_most(self) -> bool:
        """Whether the baseline is only a lower bound, so that at most so much is lacking."""
        return not self.gap.is_missing and self.gap.interval.lo.is_infinite()

    @property
    def start(self) -> Period:
        """The first month of the time left, which is known."""
        return months_after(self.goal.by.end, 1 - int(self.years.best * 12))

    @property
    def stand(self) -> Phrase | Quantity:
        """The baseline with its period and what kind of value it is."""
        stand = stands(self.baseline, self.period)
        if self.weaker:
            others = [stands(row.quantity, row.period) for row in self.weaker]
            return Phrase("stand-beside", stand=stand, others=others)
        return Phrase("stand-stale", stand=stand) if self.stale else stand

    @property
    def way(self) -> Phrase:
        """The yearly rate with its step; what is lacking in under a year; or how things stand."""
        if self.state != OPEN:
            return Phrase(f"state-{self.state}")
        if self.step.is_missing:
            return Phrase("lacking", gap=self.gap, by=self.goal.by)
        if self.step.interval.lo.is_infinite():
            words = "step-at-most" if self.rate.is_missing else "step-rate-at-most"
            return Phrase(words, step=upper(self.step), rate=upper(self.rate))
        words = "step" if self.rate.is_missing else "step-rate"
        return Phrase(words, step=self.step, rate=self.rate)

    @property
    def precedents(self) -> list[Phrase]:
        """Whether the region itself, and another one, moved as fast; empty where no step is due."""
        found = [(self.own, self.seen), (self.other, self.seen_elsewhere)]
        said = [pace.judged(seen) for pace, seen in found if pace is not None]
        if self.step.is_missing:
            return []
        if self.since is not None:
            said.insert(1, Phrase("pace-since", rate=self.since.rate, period=self.since.end))
        if self.held is not None:
            said.append(self.held.said)
        if self.recast is not None:
            path, base = self.recast
            said.append(Phrase("pace-recast", path=path, base=base, held=self.recast_held))
        return said or [Phrase("no-pace")]

    @property
    def recast_held(self) -> Phrase:
        """How many other places had the rate of ``recast``; nothing where that is not known."""
        if self.recast and self.recast[0].held:
            return Phrase("recast-held", path=self.recast[0])
        return NOTHING

    @property
    def lacks(self) -> Phrase:
        """What is missing of target and baseline."""
        if self.goal.rebased:
            return Phrase("lacks-basis")
        if self.goal.apart:
            return Phrase("lacks-scope")
        if self.state in PAST:
            return Phrase("lacks-new")
        if self.lacks_baseline and self.goal.level.is_missing:
            return Phrase("lacks-both")
        return Phrase("lacks-baseline" if self.lacks_baseline else "lacks-target")


def stands(value: Quantity, period: Period | None) -> Phrase | Quantity:
    """A value with its period and, if it is no observation, what it is."""
    if value.is_missing:
        return value
    return Phrase(f"stand-{value.status}", value=value, period=period)


def upper(value: Quantity) -> Quantity:
    """The upper bound of a value, rounded up to a whole number, so that it holds."""
    if value.is_missing or value.interval.hi.is_infinite():
        return value
    end = value.interval.hi.to_integral_value(ROUND_CEILING)
    return Quantity.exact(end, value.unit, value.rows)


def ready_and_lacking(paths: Sequence[Pathway]) -> tuple[list[Pathway], list[Pathway]]:
    """Those with a baseline and a target to run to, and those that lack one."""
    return [each for each in paths if each.ready], [each for each in paths if not each.ready]


# Baselines and goals


def baseline(
    rows: Dataset, indicator: str, region: str, statuses: Sequence[str] = ("observed", "forecast")
) -> Observation | None:
    """The latest row that says where an indicator stands, if any: an observation before others that
    end with it, and of flows (which add up over a year) whole years only.
    """
    found = _whole(rows, indicator, region, statuses)
    if not found:
        return None
    last = [row for row in found if row.period.end == found[-1].period.end]
    best = min(last, key=lambda row: statuses.index(row.status))
    return rows.find(indicator, region, best.period, best.status)


def weaker(everything: Dataset, path: Pathway, region: str) -> tuple[Observation, ...]:
    """What sources too weak for a baseline say of the time after it, the latest last."""
    found = _whole(everything, str(path.indicator), region, ("observed",))
    return tuple(row for row in found if path.period and row.period.end > path.period.end)


def _whole(
    rows: Dataset, indicator: str, region: str, statuses: Sequence[str]
) -> list[Observation]:
    """The rows of an indicator, of flows those of whole years."""
    flow = rows.codes.indicators[indicator].kind in FLOWS
    every = rows.all(indicator, region, status=statuses)
    return [row for row in every if not flow or row.period.kind == "year"]


def pathways(
    rows: Dataset,
    region: str,
    model: LogicModel | None,
    benchmarks: Sequence[str],
    target_year: int,
    as_of: str,
) -> list[Pathway]:
    """The way to every KPI of the model but those whose assumed goal is outlived; without one, to
    the benchmarks' level of ``GENERAL``.

    Args:
        rows: what was known at the vantage point.
        model: the region's logic model, or None.
        benchmarks: regions to measure up to where there is no model.
        target_year: when targets without a date are due (its end).
        as_of: the vantage point, from which the time left is counted.
    """
    if model is not None:
        goals_of = ((kpi, _model_goal(rows, region, model, kpi, target_year)) for kpi in model.kpis)
        found = (
            pathway(rows, kpi.indicator, region, goal, as_of, kpi.direction)
            for kpi, goal in goals_of
        )
        return [path for path in found if not _is_outlived(path, as_of)]
    known = [name for name in GENERAL if name in rows.codes.indicators]
    goals = {name: benchmark_goal(rows, name, region, benchmarks, target_year) for name in known}
    return [pathway(rows, name, region, goal, as_of) for name, goal in goals.items() if goal.basis]


def _is_outlived(path: Pathway, as_of: str) -> bool:
    """Whether a goal that only this report assumed fell due, or is a stock counted long ago
    together with the baseline that is a part of it.
    """
    counted = path.goal.period
    is_old = counted and counted == path.period and gaps.is_stale(counted, as_of)
    return path.assumed and (is_old or path.goal.by.end <= Period.parse(as_of).end)


def benchmark_goal(
    rows: Dataset, indicator: str, region: str, benchmarks: Sequence[str], target_year: int
) -> Goal:
    """The best level among the benchmarks, due by the end of ``target_year``; without a basis if
    none is known. Growth is no level, and no place is measured against its own parts.
    """
    entry, by = rows.codes.indicators[indicator], Period.parse(str(target_year))
    places = rows.codes.regions
    others = [each for each in benchmarks if region not in (each, *lies_in(each, places))]
    levels = (_level_of(rows, indicator, region, other) for other in others)
    found = [row for row in levels if row is not None and entry.kind != "growth"]
    if not found:
        return Goal(absent(rows, indicator, [*others, region][0]), "", by)
    found.sort(key=lambda row: row.value, reverse=entry.better != "lower")
    best = found[0]
    since = values.rebased(rows, values.published(rows, best))
    return Goal(best.quantity, "benchmark", by, False, Region(best.region), best.period, since)


def _level_of(rows: Dataset, indicator: str, region: str, other: str) -> Observation | None:
    """Another place's figure of the same period as the region's, else its latest."""
    own = baseline(rows, indicator, region, ("observed",))
    same = own and rows.find(indicator, other, own.period)
    return same or baseline(rows, indicator, other, ("observed",))


def _model_goal(rows: Dataset, region: str, model: LogicModel, kpi: Kpi, target_year: int) -> Goal:
    """The goal of a KPI: the article's, else the latest plan, else what the model takes."""
    target = kpi.target
    stated = rows.all(kpi.indicator, region, status=("target",))
    plans = [row for row in stated if row.source != model.source]
    if plans and not (target and target.basis == "article"):
        return Goal(plans[-1].quantity, "plan", plans[-1].period, True)
    due = str(target_year)
    if target and not target.region:
        due = _own_year(rows, region, kpi.indicator) or due
    found, stand = goal(rows, kpi.indicator, region, target, due), None
    if found.basis == "article":
        stand = baseline(rows, kpi.indicator, region)
    return replace(found, apart=stand is not None and "break" in stand.flags)


def goal(rows: Dataset, indicator: str, region: str, target: Target | None, due: str) -> Goal:
    """A file's goal, due by the end of ``due`` unless it says when; no basis where none."""
    if target is None:
        return Goal(absent(rows, indicator, region), "", Period.parse(due))
    by, dated = Period.parse(target.by or due), bool(target.by)
    if target.row:
        row = row_called(rows, region, target.row)
        level = row.quantity if row else absent(rows, indicator, region)
        own = row.period if row and not target.by else by
        return Goal(level, target.basis, own, True)
    if target.region:
        found = benchmark_goal(rows, indicator, region, [target.region], by.end[0])
        if found.basis:
            return replace(found, by=by)
        level = absent(rows, indicator, target.region)
        return Goal(level, target.basis, by, reference=Region(target.region))
    if target.indicator:
        level, period = _stand(rows, target.indicator, region)
        return Goal(level, target.basis, by, dated, Indicator(target.indicator), period)
    assert target.value is not None  # it names nothing else
    level = Quantity.exact(target.value, rows.codes.indicators[indicator].unit)
    for row in rows.all(indicator, region, status=("target",)):
        if row.value == target.value:  # as the source has it: "a thousand or more"
            level = row.quantity
    return Goal(level, target.basis, by, dated)


def _own_year(rows: Dataset, region: str, indicator: str) -> str:
    """The year of a share cumulated since January: by its end the whole is due; else ""."""
    row = baseline(rows, indicator, region)
    if row is None or rows.codes.indicators[indicator].unit != "%":
        return ""
    year = str(row.period.end[0])
    return year if within_year(row.period, year) else ""


# The way there


def pathway(
    rows: Dataset,
    indicator: str,
    region: str,
    goal: Goal,
    as_of: str,
    direction: str = "up",
    start: tuple[Quantity, Period | None] | None = None,
) -> Pathway:
    """What it takes to get from the baseline to ``goal`` after ``as_of``, and who has moved as
    fast. The baseline is the latest row, or ``start`` where that is given.
    """
    stand, period = start or _stand(rows, indicator, region)
    name, none = Indicator(indicator), missing(stand.label, stand.unit)
    if goal.level.is_missing:
        none = goal.level
    state = _state(stand, period, goal, direction, as_of)
    way = Pathway(name, direction, stand, period, goal, state, none, none, none, none)
    if period and paces.in_points(rows, indicator):
        way = replace(way, stale=gaps.is_stale(period, as_of))
    if state != OPEN or period is None:
        return way
    years = time_left(period, as_of, goal.by)
    way = replace(way, gap=goal.level - stand, years=years)
    # A growth rate that is to be higher is so at once or not at all: there are no steps to it.
    if years.best < LEAST_YEARS or paces.in_points(rows, indicator):
        return way
    step, rate = _shown(way.gap / years.best, goal.level, stand), none
    if not (paces.since_began(rows, indicator, period) or paces.is_few(rows, indicator, stand)):
        rate = yearly_growth(stand, goal.level, years.best)
    own, other = paces.fastest(rows, indicator, region, direction, stand)
    held = paces.held(rows, indicator, region, years.best, rate, direction, stand)
    return replace(
        way,
        step=step,
        rate=rate,
        own=own,
        other=other,
        seen=paces.seen(own, step, rate, direction),
        seen_elsewhere=paces.seen(other, step, rate, direction),
        held=held,
        since=paces.since(rows, indicator, region, own),
    )


def _shown(step: Quantity, *ends: Quantity) -> Quantity:
    """A change with no more digits than both of its ends show, but one."""
    most = max(1, min(each.bears for each in ends))
    return replace(step, decimals=most) if step.bears > most else step


def _stand(rows: Dataset, indicator: str, region: str) -> tuple[Quantity, Period | None]:
    """Where an indicator stands, and of when; a missing value and None where unknown."""
    row = baseline(rows, indicator, region)
    if row is None:
        return absent(rows, indicator, region), None
    return published(rows, row).quantity, row.period


def _state(start: Quantity, period: Period | None, goal: Goal, direction: str, as_of: str) -> str:
    if not goal.basis or (goal.is_open and period is not None):
        return NO_TARGET
    is_past = goal.by.end <= Period.parse(as_of).end
    if period is None or goal.apart:
        return OVERDUE if is_past else NO_BASELINE
    if _arrived(start, goal.level, direction):
        return EXPECTED if start.status == "forecast" else REACHED
    if not is_past:
        return WITHIN if within_year(period, str(goal.by)) else OPEN
    return MISSED if period.end >= goal.by.end else OVERDUE


def _arrived(start: Quantity, level: Quantity, direction: str) -> bool:
    """Whether a value is at a level or beyond it; printed alike counts, "nearly" does not."""
    low, best, high, aim = start.interval.lo, start.best, start.interval.hi, level.best
    if direction == "down":
        low, best, high, aim = -high, -best, -low, -aim
    return low >= aim or (best >= aim and high > aim)


def time_left(period: Period, as_of: str, by: Period) -> Quantity:
    """Years to the end of ``by``, from the vantage point or the date of a baseline ahead of it."""
    return years_between(max(period, Period.parse(as_of), key=lambda each: each.end), by)


def within_year(period: Period, year: str) -> bool:
    """Whether a period cumulates the months of a year from January, but not all of it."""
    whole = period.kind == "span" and str(period).startswith(f"{year}-01/{year}")
    return whole and period.months < 12
