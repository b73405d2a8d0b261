"""How fast an indicator moved, against the pace that a promise needed.

The measure of Open SDG (``sdg-build``, ``ProgressMeasure``): change a year from the last figure
known when the promise was made to the latest, over the change a year that would reach it when due.
100 % is on the way, below 0 away from it. It is reckoned where both figures stand in one unbroken
series, and never for growth rates and ranks, to which no steps lead.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from industry_report.data.dataset import Dataset, Observation, month_number
from industry_report.numbers.hindsight import AHEAD, BEHIND, OPEN, Grade
from industry_report.numbers.paces import years_between
from industry_report.numbers.quantity import Quantity

#: Kinds of indicator that move towards a promise step by step.
STEPWISE = ("level", "share", "ratio", "count", "capacity")
#: A pace that suffices, in per cent.
ALL = Decimal(100)


def with_pace(
    graded: Iterable[Grade], published: Dataset, rows: Dataset, min_confidence: str = "medium"
) -> list[Grade]:
    """The grades, each with its ``pace`` where that can be reckoned.

    One without a verdict is looked up once more: a figure before its due date tells how far it
    came. It is ahead where the figure reaches it or the pace suffices, behind where the pace does
    not, else open; none of that is "missed".

    Args:
        published: what may decide, as for the grades.
        rows: everything known, for the figure from which a promise started.
    """
    trusted = published.where(min_confidence=min_confidence)
    return [_with_pace(each, trusted, rows) for each in graded]


def _with_pace(grade: Grade, published: Dataset, rows: Dataset) -> Grade:
    row = grade.expectation
    stepwise = row.codes.indicators[row.indicator].kind in STEPWISE
    if not stepwise or "undated" in row.flags:
        return grade
    seen = [each for each in grade.evidence if each.period.kind != "span"]
    early = [] if grade.evidence else _before_due(row, published)
    if not (seen or early):
        return grade
    last = (seen or early)[-1]
    start = _start(row, last, rows)
    pace = None if start is None else _pace(start, last, row)
    if early:
        grade = replace(grade, latest=_standing(row, last, pace), evidence=(last,))
    return grade if pace is None else replace(grade, pace=pace)


def _before_due(row: Observation, published: Dataset) -> list[Observation]:
    """What other sources observed after a promise was made and before it was due."""
    said = month_number(row.codes.sources[row.source].known_from)
    return [
        each
        for each in published.all(row.indicator, row.region, status="observed")
        if each.source != row.source
        and each.period.kind != "span"
        and said < month_number(each.period.end) < month_number(row.period.end)
    ]


def _standing(row: Observation, last: Observation, pace: Quantity | None) -> str:
    """The verdict at the latest date, which lies before the due date."""
    if "break" in last.flags:
        return OPEN  # of another scope than what was promised
    if last.quantity.interval.lo >= row.value:
        return AHEAD
    if pace is None or ALL in pace.interval:
        return OPEN
    return AHEAD if pace.interval.lo > ALL else BEHIND


def _start(row: Observation, last: Observation, rows: Dataset) -> Observation | None:
    """The last figure known when a promise was made, if the series runs unbroken to ``last``."""
    said = month_number(row.codes.sources[row.source].known_from)
    every = [
        each
        for each in rows.all(row.indicator, row.region, status="observed")
        if each.period.kind != "span" and not {"undated", "vintage"} & each.flags
    ]
    before = [
        each
        for each in every
        if month_number(each.period.end) <= said and each.period.end < last.period.end
    ]
    if not before:
        return None
    start = rows.find(row.indicator, row.region, before[-1].period)
    if _broken(every, start, last):
        return None
    return start


def _broken(every: Sequence[Observation], start: Observation, last: Observation) -> bool:
    """Whether a new series begins between two figures."""
    return any(
        "break" in each.flags and start.period.end < each.period.end <= last.period.end
        for each in every
    )


def _pace(start: Observation, last: Observation, aim: Observation) -> Quantity | None:
    """The pace so far in per cent of the pace needed; None where nothing was needed."""
    until_due, until_last = (years_between(start.period, each.period) for each in (aim, last))
    gap = aim.quantity - start.quantity
    better = start.codes.indicators[start.indicator].better
    towards = gap.best < 0 if better == "lower" else gap.best > 0
    if until_due.best <= 0 or not towards or 0 in gap.interval:
        return None
    needed = gap / until_due.best
    made = (last.quantity - start.quantity) / until_last.best
    return (made * 100 / needed).to("%")
