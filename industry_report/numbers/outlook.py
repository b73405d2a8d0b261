"""What targets mean for the running year and some sums ("to get there, it takes …", which is no
forecast), and how indicators moved afterwards. All results have intervals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from industry_report.data import ratios
from industry_report.data.dataset import Dataset, Observation
from industry_report.data.periods import Period, month_number
from industry_report.numbers import targets
from industry_report.numbers.formula import MONTHS, elapsed, lead, share
from industry_report.numbers.paces import years_between
from industry_report.numbers.quantity import Quantity, missing
from industry_report.numbers.sections import Sections
from industry_report.numbers.targets import Goal, Pathway
from industry_report.words import Indicator, Phrase

# Within the year


@dataclass(frozen=True)
class SoFar:
    """What is done of a year's amount, against the part of the year that has passed; a bound ("more
    than") is carried.

    Attributes:
        period: of what is done, the latest since January.
        done, expected: cumulative amount, and the amount for the whole year.
        share: ``done`` in per cent of ``expected``; ``passed`` of the year; ``lead`` the one over
            the other, in points.
        monthly, needed: a month so far, and in each of the months left.
    """

    indicator: Indicator
    period: Period
    done: Quantity
    expected: Quantity
    share: Quantity
    passed: Quantity
    lead: Quantity
    monthly: Quantity
    needed: Quantity

    @property
    def whole(self) -> Phrase:
        """What is due, and whether it is a target or a forecast."""
        return Phrase(f"due-{self.expected.status}", due=self.expected)


def due_this_year(
    rows: Dataset, region: str, as_of: str, local: Sections, paths: Sequence[Pathway] = ()
) -> list[SoFar]:
    """What is done, as the latest figure since January, of every amount due within the year: a
    target or forecast for it, or a goal of ``paths`` that falls due in it.
    """
    year, found = as_of[:4], []
    for indicator, entry in rows.codes.indicators.items():
        done = _cumulative(rows, indicator, region, year)
        if done is None or entry.kind in ("growth", "share", "capacity", "rank"):
            continue
        plans = reversed(rows.all(indicator, region, year, ("target", "forecast")))
        dues = {row.value: row.quantity for row in plans}
        for path in paths:
            if path.indicator == indicator and path.state == targets.WITHIN:
                dues.setdefault(path.goal.level.best, path.goal.level)
        found += [_so_far(done, dues[value], local) for value in sorted(dues)]
    return found


def against_forecasts(rows: Dataset, region: str, as_of: str, local: Sections) -> list[SoFar]:
    """The outputs that ``local`` names against their forecasts for the year, where known."""
    found = []
    for indicator in local.paces:
        done = _cumulative(rows, indicator, region, as_of[:4])
        expected = rows.find(indicator, region, as_of[:4], "forecast")
        if done and expected:
            found.append(_so_far(done, expected.quantity, local))
    return found


def _cumulative(rows: Dataset, indicator: str, region: str, year: str) -> Observation | None:
    """The latest cumulative figure of a year, the best of its period."""
    every = rows.all(indicator, region, status="observed")
    spans = [row.period for row in every if targets.within_year(row.period, year)]
    return rows.find(indicator, region, spans[-1]) if spans else None


def _so_far(row: Observation, expected: Quantity, local: Sections) -> SoFar:
    done, months = row.quantity, row.period.months
    part, passed = share(done, expected), elapsed(row, local)
    return SoFar(
        indicator=Indicator(row.indicator),
        period=row.period,
        done=done,
        expected=expected,
        share=part,
        passed=passed,
        lead=lead(part, passed),
        monthly=done / months,
        needed=(expected - done) / (MONTHS - months),
    )


# Scenarios


def next_class(rows: Dataset, region: str, due: int, as_of: str) -> Pathway | None:
    """The way of an output to the nearest threshold above it, else of one that reached it."""
    ways = []
    for threshold, outputs in ratios.beside(rows.path, rows.codes).classes.items():
        stated = rows.all(threshold, region)
        if not stated:
            continue
        for output in outputs:
            level = Quantity.exact(stated[-1].value, stated[-1].unit, (stated[-1].id,))
            goal = Goal(level, "article", Period.parse(str(due)))
            ways.append(targets.pathway(rows, output, region, goal, as_of))
    known = [way for way in ways if way.state == targets.OPEN or way.arrived]

    def nearest(way: Pathway) -> tuple[bool, Decimal]:
        return way.state == targets.OPEN, way.baseline.best / way.goal.level.best

    return max(known, key=nearest, default=None)


def starting(way: Pathway) -> Quantity:
    """Per cent of those not doing it yet that must start each year: net, of a constant whole."""
    if way.step.is_missing:
        return way.step
    without = Quantity.exact(100, "%") - way.baseline
    return way.step.to("%").share_of(without.to("%"))


# Hindsight


@dataclass(frozen=True)
class Move:
    """How an indicator moved since; ``step`` a year, missing over less; ``towards``: whether it
    went the wanted way, None where rounding, a bound or a start that was forecast leaves that open.
    """

    indicator: Indicator
    before: Phrase | Quantity
    after: Phrase | Quantity
    step: Quantity
    towards: bool | None

    @property
    def verdict(self) -> Phrase:
        """Which way it went."""
        if self.towards is None:
            return Phrase("moved-little")
        return Phrase("moved-well" if self.towards else "moved-badly")


def moves(
    everything: Dataset, known: Dataset, region: str, as_of: str, paths: Sequence[Pathway]
) -> list[Move]:
    """How the indicators of ``paths`` moved after ``as_of`` along one unbroken series: from the
    last period ended by then, or the forecast of the time, to the latest observation.
    """
    found = [(path, _ends(everything, known, region, as_of, path.indicator)) for path in paths]
    return [_moved(path, *ends) for path, ends in found if ends is not None]


def _ends(
    everything: Dataset, known: Dataset, region: str, as_of: str, indicator: str
) -> tuple[Observation, Observation] | None:
    """The observations between which an indicator moved."""
    limit = month_number(as_of)
    money = "CNY" in everything.codes.indicators[indicator].unit
    for every in ("year", "month"):
        for segment in everything.series(indicator, region, every):
            starts = [one for one, two in pairwise(segment) if _end(one) <= limit < _end(two)]
            if starts and not (money and starts[0].source != segment[-1].source):
                return starts[0], segment[-1]
    start = targets.baseline(known, indicator, region)
    if start is None:
        return None
    later = _after(everything, start, limit)
    return (start, later[-1]) if later else None


def _after(everything: Dataset, start: Observation, limit: int) -> list[Observation]:
    """What was observed after a baseline outside any series, up to the next break."""
    observed = everything.all(start.indicator, start.region, status="observed")
    breaks = [_end(row) for row in observed if "break" in row.flags and _end(row) > limit]
    same = [row for row in observed if not breaks or _end(row) < min(breaks)]
    is_part = everything.codes.indicators[start.indicator].kind in ("share", "ratio")
    kinds = set()
    if start.status != "observed":
        kinds = {start.period.kind}
    elif is_part and start.period.kind == "span":
        kinds = {"month", "year"}
    return [
        row
        for row in same
        if row.period.kind in kinds and _end(row) >= max(_end(start), limit) and row.id != start.id
    ]


def _end(row: Observation) -> int:
    return month_number(row.period.end)


def directions(found: Sequence[Move], paths: Sequence[Pathway]) -> dict[str, object]:
    """How many indicators there are, can be ``followed``, and moved which way (``ways``)."""
    counts = {"indicators": len(paths), "followed": len(found)}
    told = {name: Quantity.exact(count, "indicators") for name, count in counts.items()}
    words = {"well": True, "badly": False, "level": None}
    ways = {word: sum(move.towards is way for move in found) for word, way in words.items()}
    return told | {"ways": [Phrase(f"ways-{word}", count=n) for word, n in ways.items() if n]}


def _moved(path: Pathway, first: Observation, last: Observation) -> Move:
    years = years_between(first.period, last.period).best
    change = last.quantity - first.quantity
    step, towards = missing(change.label, change.unit), None
    if years >= targets.LEAST_YEARS:
        step = change / years
    if "undefined" in first.flags | last.flags or first.status == "forecast":
        step = missing(change.label, change.unit)
    elif change.sign:
        towards = (change.sign > 0) == (path.direction == "up")
    before, after = (targets.stands(row.quantity, row.period) for row in (first, last))
    return Move(path.indicator, before, after, step, towards)
