"""How fast an indicator moved, against the pace that a promise needed.

The measure of Open SDG (``sdg-build``, ``ProgressMeasure``): compound growth a year from the last
figure before the promise to the latest, over the compound growth that reaches it when due. 100 % is
on the way, below 0 away from it. It takes two figures of one unbroken series, at least a year
apart; where there are none the reason is said. No steps lead to growth rates and ranks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from industry_report.data.dataset import Dataset, Observation
from industry_report.data.periods import month_number
from industry_report.numbers.outcomes import AHEAD, BEHIND, ESTIMATE, OPEN, Outcome, figures, said
from industry_report.numbers.paces import yearly_growth, years_between
from industry_report.numbers.quantity import Quantity, missing
from industry_report.words import Phrase

#: Kinds of indicator that move towards a promise step by step.
STEPWISE = ("level", "share", "ratio", "count", "capacity")
#: A pace that suffices, in per cent.
ALL = Decimal(100)


def with_pace(
    outcomes: Iterable[Outcome], published: Dataset, rows: Dataset, min_confidence: str = "medium"
) -> list[Outcome]:
    """The outcomes, each with its ``pace`` or why there is none. One without a verdict is looked up
    before its due date: ahead where a figure reaches it, behind where the pace does not suffice,
    else open, but never "missed"; figures of less confidence leave it open. ``published`` decides;
    ``rows`` may start a promise.
    """
    trusted = published.where(min_confidence=min_confidence)
    paced = [_with_pace(each, trusted, rows) for each in outcomes]
    return [_doubted(each, published) for each in paced]


def _doubted(outcome: Outcome, published: Dataset) -> Outcome:
    """An outcome that is known by no figure but weak ones of the time before it is due: open."""
    if outcome.evidence or "undated" in outcome.expectation.flags:
        return outcome
    weak = tuple(_before_due(outcome.expectation, published))
    return replace(outcome, latest=OPEN, evidence=weak) if weak else outcome


def _with_pace(outcome: Outcome, published: Dataset, rows: Dataset) -> Outcome:
    row = outcome.expectation
    if row.codes.indicators[row.indicator].kind not in STEPWISE:
        return replace(outcome, pace=_none("rate"))
    if "undated" in row.flags:
        return replace(outcome, pace=_none("undated"))
    seen = [each for each in outcome.evidence if each.period.kind != "span"]
    early = _before_due(row, published)
    pace = _reckoned(row, [*early, *seen], rows)
    if early and not outcome.evidence:
        last = early[-1]
        outcome = replace(outcome, latest=_before_it_is_due(row, last, pace), evidence=(last,))
    return replace(outcome, pace=pace)


def _none(reason: str) -> Quantity:
    return missing(Phrase(f"no-pace-{reason}"), "%")


def _before_due(row: Observation, published: Dataset) -> list[Observation]:
    """What other sources published after a promise was made of the time before it was due."""
    due = month_number(row.period.end)
    return [
        each
        for each in figures(row, published)
        if each.period.kind != "span" and month_number(each.period.end) < due
    ]


def _before_it_is_due(row: Observation, last: Observation, pace: Quantity) -> str:
    """The verdict at the latest date, which lies before the due date."""
    if "break" in last.flags:
        return OPEN  # of another scope than what was promised
    if last.quantity.interval.lo >= row.value:
        return AHEAD
    if pace.is_missing or pace.interval.hi >= ALL:
        return OPEN
    return BEHIND


def _reckoned(row: Observation, seen: Sequence[Observation], rows: Dataset) -> Quantity:
    """The pace up to the last of the figures that one series joins to the start."""
    starts = [(_start(row, last, rows), last) for last in reversed(seen)]
    for start, last in starts:
        if isinstance(start, Observation):
            return _pace(start, last, row)
    return _none(str(starts[0][0]) if starts else "later")


def _start(row: Observation, last: Observation, rows: Dataset) -> Observation | str:
    """The last figure before a promise in one series with ``last``; else why there is none."""
    every = [
        each
        for each in rows.all(row.indicator, row.region)
        if each.period.kind != "span"
        and not {"undated", "vintage"} & each.flags
        and (each.status == "observed" or _is_estimate(each))
    ]
    before = [
        each
        for each in every
        if month_number(each.period.end) <= said(row) and each.period.end < last.period.end
    ]
    if not before:
        return "start"
    # rows of one period come best evidence first, of which max() keeps the first
    start = max(before, key=lambda each: (each.period.end, each.status == "observed"))
    since, until = start.period.end, last.period.end
    if any("break" in each.flags and since < each.period.end <= until for each in every):
        return "broken"
    if month_number(until) - month_number(since) < 12:
        return "short"
    return start


def _is_estimate(row: Observation) -> bool:
    """Whether a forecast was made when its date was near: what is known of a year not yet over."""
    return row.status == "forecast" and said(row) >= month_number(row.period.end) - ESTIMATE


def _pace(start: Observation, last: Observation, aim: Observation) -> Quantity:
    """The pace so far in per cent of the pace needed; missing where nothing was needed."""
    if start.quantity.interval.width.is_infinite():
        return _none("bound")
    until_due, until_last = (years_between(start.period, each.period) for each in (aim, last))
    gap = aim.quantity - start.quantity
    better = start.codes.indicators[start.indicator].better
    towards = gap.best < 0 if better == "lower" else gap.best > 0
    if until_due.best <= 0 or not towards or 0 in gap.interval:
        return _none("needed")
    needed = yearly_growth(start.quantity, aim.quantity, until_due.best)
    made = yearly_growth(start.quantity, last.quantity, until_last.best)
    if needed.is_missing or made.is_missing:
        return _none("zero")
    pace = (made * 100 / needed).to("%")
    return _none("bound") if pace.interval.lo.is_infinite() else pace
