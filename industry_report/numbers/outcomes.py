"""Forecasts, targets and plans graded against what was published later, by rules fixed beforehand.

Every expectation has two verdicts, one for its due date and one for the latest date known (see
:func:`judge`):

1. for the due date an outcome of the very period that was expected decides; without one, a stock
   (capacity, count) that is below after it was due was below when due;
2. for the latest date, capacities, counts, amounts and shares are held against their latest figure;
   an amount or a growth rate whose year is not over is judged by the months known only where the
   rest of the year can hardly change it. Such a figure is ahead or behind *at that date*: one that
   is above months late does not tell when, and behind before the due date is not missed;
3. stocks do not usually shrink: above and later below means that the sources conflict, and nothing
   follows for the due date;
4. only what a source published grades, nothing derived from it;
5. what a source gives as "about" decides only where it would do so :data:`formula.ROUGH` per cent
   higher or lower, too;
6. weak figures, of low confidence or undated, can show a conflict or raise a doubt, they cannot
   decide: a later one that speaks against a verdict at the latest date leaves it open, and so may
   a bound; one by which a stock was still below after it was due is shown beside the later figure
   that had reached it.

The source of an expectation does not grade itself, another forecast is no outcome, and a figure of
a period that was over when it was made is its start. Whoever grades should fix the rules before
looking (BuzzFeed News, "Grading the election forecasts", 2016).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from industry_report.data.dataset import Dataset, Observation
from industry_report.data.periods import Period, month_number
from industry_report.numbers.formula import MONTHS, ROUGH
from industry_report.numbers.grades import CONTRADICTED
from industry_report.numbers.growth import DRIFT, since_january
from industry_report.numbers.quantity import Quantity, missing
from industry_report.words import NOTHING, Indicator, Phrase, only_if

MET, MISSED = "met", "missed"
AHEAD, BEHIND = "ahead", "behind"
OPEN, CONFLICTING, UNKNOWN = "open", "conflicting", "unknown"

#: The order in which verdicts are counted.
VERDICTS = (MET, MISSED, AHEAD, BEHIND, OPEN, CONFLICTING, UNKNOWN)

#: What a verdict rests on: the results of the very period, or figures of another date.
ANSWERS = {MET: "results", MISSED: "results", AHEAD: "figures", BEHIND: "figures"}

STATUSES = ("forecast", "target", "planned")
FORECAST = Phrase("forecast")
STOCKS = ("capacity", "count")


#: Per cent by which a plain figure may be missed and still count as reached; bounds ("more than",
#: "at least") have none.
TOLERANCE = Decimal(2)
#: Months before the due date from which a forecast is an estimate and no expectation.
ESTIMATE = 1
#: Months for which an expectation without a date counts as open.
UNDATED = 12


@dataclass(frozen=True)
class Outcome:
    """An expectation and what became of it.

    Attributes:
        expectation: the forecast, target or plan.
        at_due: ``met``, ``missed``, ``conflicting`` or ``unknown``: by the outcome of the very
            period expected, or by a stock that was below later.
        latest: ``ahead``, ``behind``, ``open``, ``conflicting`` or ``unknown``: by the latest
            figure of another date.
        evidence: the rows that were looked at, by period.
        aside: of a share, that the verdict for its numerator is another one; else nothing.
        pace: the pace so far in per cent of the pace needed; where ``required`` has none, a missing
            one with the reason.
        disputed: whether a later weak figure speaks against what the trusted ones say.
    """

    expectation: Observation
    at_due: str
    latest: str
    evidence: tuple[Observation, ...]
    aside: Phrase = NOTHING
    pace: Quantity = missing(NOTHING, "%")
    disputed: bool = False

    @property
    def doubts(self) -> tuple[str, ...]:
        """Reasons beyond its rows why its evidence is no better."""
        doubtful = self.disputed or CONFLICTING in (self.at_due, self.latest)
        return (CONTRADICTED,) if doubtful else ()

    @property
    def paced(self) -> Phrase:
        """The pace in words, of a bound at most so much; or why there is none."""
        if self.pace.is_missing:
            return self.pace.label
        most = self.pace.interval.hi
        if self.expectation.quantity.interval.hi.is_finite() or most.is_infinite():
            return Phrase("paced", pace=self.pace)
        whole = replace(Quantity.exact(most, "%", self.pace.rows), decimals=0)
        return Phrase("paced-at-most", pace=whole)

    @property
    def verdict(self) -> str:
        """The verdict for the due date where there is one, else that for the latest date."""
        if self.at_due == UNKNOWN:
            return self.latest
        return self.at_due

    @property
    def decisive(self) -> Observation:
        """The figure that the verdict rests on, of trusted ones where a weak one disputes them;
        there is evidence.
        """
        if self.at_due == UNKNOWN:
            trusted = [row for row in self.evidence if not _is_weak(row)]
            return (self.disputed and trusted or self.evidence)[-1]
        of_due = _of_due(self.expectation, self.evidence)
        told = [row for row in of_due if _reached(row, self.expectation) is not None]
        return told[-1] if told else _below_later(self.expectation, self.evidence)[0]

    @property
    def indicator(self) -> Indicator:
        """What is expected."""
        return Indicator(self.expectation.indicator)

    @property
    def status(self) -> Phrase:
        """The status of the expectation."""
        return Phrase(self.expectation.status)

    @property
    def due(self) -> Phrase:
        """The period for which it is expected."""
        if "undated" in self.expectation.flags:
            return Phrase("undated")
        return Phrase("due", period=self.expectation.period)

    @property
    def expected(self) -> Quantity:
        """What is expected."""
        return self.expectation.quantity

    @property
    def found(self) -> list[Phrase]:
        """What was found, with its dates."""
        return [Phrase("found", value=row.quantity, period=row.period) for row in self.evidence]

    @property
    def at_due_stands(self) -> Phrase:
        """The verdict for the due date in words."""
        return Phrase(f"at-due-{self.at_due}")

    @property
    def latest_stands(self) -> Phrase:
        """The verdict for the latest date in words."""
        return Phrase(f"latest-{self.latest}")


def expectations(rows: Dataset, region: str, since: str = "") -> list[Observation]:
    """The forecasts, targets and plans for a region that were not due before ``since``; nothing is
    looked up.

    Class labels ("of the 100-billion class") are definitions, not expectations, and a forecast that
    was published when the date was near is an estimate. Where several sources repeat one
    expectation, the best of them stands for all.
    """
    found: dict[tuple[object, ...], Observation] = {}
    for row in rows.where(region=region, status=STATUSES):
        due, made = month_number(row.period.end), said(row)
        dated = "undated" not in row.flags
        estimate = dated and row.status == "forecast" and made >= due - ESTIMATE
        class_label = row.entry.class_threshold
        until = due if dated else made + UNDATED
        if class_label or estimate or (since and until < month_number(since)):
            continue
        best = rows.find(row.indicator, region, row.period, row.status)
        told = best if best and best.value == row.value else row
        found.setdefault((row.indicator, str(row.period), row.status, row.value), told)
    order = list(rows.codes.indicators)
    return sorted(found.values(), key=lambda row: (order.index(row.indicator), row.period))


def said(row: Observation) -> int:
    """The month since which a row could be known."""
    return month_number(row.known_from)


def judged(
    expected: Iterable[Observation], later: Dataset, min_confidence: str = "medium"
) -> list[Outcome]:
    """What became of each expectation, by what was published later."""
    return [judge(row, later, min_confidence) for row in expected]


def decided(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """The outcomes for which a later figure was found, be it open or conflicting."""
    return [each for each in outcomes if each.verdict != UNKNOWN]


def undecided(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """The outcomes without any later figure."""
    return [each for each in outcomes if each.verdict == UNKNOWN]


def judge(expectation: Observation, later: Dataset, min_confidence: str = "medium") -> Outcome:
    """What became of one expectation, when due and at the latest date (see the module)."""
    everything = figures(expectation, later)
    trusted = figures(expectation, later.where(min_confidence=min_confidence))
    trusted = [row for row in trusted if "undated" not in row.flags]
    at_due, outcome = _at_due(expectation, trusted)
    since_due = [*_of_due(expectation, everything), *_after(expectation, everything)]
    if not outcome and not _shrinks(expectation, since_due):
        outcome = _below_later(expectation, trusted)
        at_due = MISSED if outcome else at_due
    latest, seen = _latest(expectation, trusted)
    if not outcome and not seen and everything:
        latest, seen = _doubt(expectation, everything)
    against, below = [], []
    if not outcome and latest in (AHEAD, BEHIND):
        against = _against(expectation, everything, (latest, seen))
        latest = OPEN if against else latest
    if not outcome and latest == AHEAD:
        below = _below_later(expectation, everything)
    shown = (*outcome, *below, *seen, *against)
    evidence = sorted({row.id: row for row in shown}.values(), key=lambda row: row.period)
    return Outcome(expectation, at_due, latest, tuple(evidence), disputed=bool(against))


def figures(expectation: Observation, later: Dataset) -> list[Observation]:
    """What other sources observed and published after the expectation; nothing derived, nor of a
    period that was over when it was made: that is where it started.
    """
    found = later.all(expectation.indicator, expectation.region, status="observed")
    made = said(expectation)
    start = min(made, month_number(expectation.period.end))
    return [
        row
        for row in found
        if row.source != expectation.source
        and said(row) > made
        and month_number(row.period.end) >= start
        and "derived" not in row.flags
    ]


def _is_weak(row: Observation) -> bool:
    """Whether a figure decides nothing: of low confidence, or of a date that its source lacks."""
    return row.confidence == "low" or "undated" in row.flags


def _reached(row: Observation, expectation: Observation) -> bool | None:
    """Whether a figure reaches an expectation; None where a bound or an "about" does not tell."""
    slack = abs(expectation.value) * TOLERANCE / 100
    if expectation.qualifier in ("over", "at_least"):
        slack = Decimal(0)
    better = sense(expectation)
    limit = better * expectation.value - slack
    worst, best = ends(row, expectation)
    around = abs(row.value) * ROUGH / 100 if row.qualifier == "about" else 0
    if better * row.value >= limit:
        return True if worst.is_finite() and better * row.value - around >= limit else None
    return False if best.is_finite() and better * row.value + around < limit else None


def sense(expectation: Observation) -> int:
    """1 where more is better, else −1."""
    return -1 if expectation.entry.better == "lower" else 1


def ends(row: Observation, expectation: Observation) -> tuple[Decimal, Decimal]:
    """The worst and the best value that a figure may stand for, times the ``sense``."""
    interval = row.quantity.interval
    worst, best = sorted(sense(expectation) * end for end in (interval.lo, interval.hi))
    return worst, best


def _at_due(
    expectation: Observation, figures: Sequence[Observation]
) -> tuple[str, list[Observation]]:
    """The verdict by figures of the very period: all sources agree, or they conflict."""
    rows = _of_due(expectation, figures)
    reached = (_reached(row, expectation) for row in rows)
    verdicts = {one for one in reached if one is not None}
    if not verdicts or "undated" in expectation.flags:
        return UNKNOWN, []
    if len(verdicts) > 1:
        return CONFLICTING, rows
    return MET if True in verdicts else MISSED, rows


def _of_due(expectation: Observation, figures: Iterable[Observation]) -> list[Observation]:
    """The figures of the very period expected."""
    periods = {str(expectation.period)}
    is_stock, is_month = expectation.entry.kind in STOCKS, expectation.period.kind == "month"
    if expectation.period.end[1] == MONTHS and (is_stock or is_month):
        year = expectation.period.end[0]
        periods |= {f"{year}", f"{year}-{MONTHS}"}
    return [row for row in figures if str(row.period) in periods]


def _latest(
    expectation: Observation, figures: Sequence[Observation]
) -> tuple[str, list[Observation]]:
    """The verdict after the due date, or by the months known of a year that is not over."""
    after = _after(expectation, figures)
    if after and expectation.entry.kind != "growth":
        if any("break" in row.flags for row in after):
            return OPEN, after[-1:]  # of another scope than what was expected
        if expectation.entry.kind not in STOCKS:
            after = after[-1:]
        elif _shrinks(expectation, after):
            return CONFLICTING, after
        return _ahead_or_behind(_reached(after[-1], expectation)), after
    months = _months_known(expectation, figures)
    if not months or _at_due(expectation, figures)[1]:
        return UNKNOWN, []
    return _pace(expectation, months[-1]), months[-1:]


def _after(expectation: Observation, figures: Sequence[Observation]) -> list[Observation]:
    """Whole years and ends of months after the due date; all of them where there is none."""
    due = month_number(expectation.period.end)
    return [
        row
        for row in figures
        if row.period.kind != "span"
        and (month_number(row.period.end) > due or "undated" in expectation.flags)
    ]


def _shrinks(expectation: Observation, after: Sequence[Observation]) -> bool:
    """Whether a stock is said to have reached what was expected and later to be below it."""
    reached = [_reached(row, expectation) for row in after]
    return True in reached and False in reached[reached.index(True) :]


def _below_later(expectation: Observation, figures: Sequence[Observation]) -> list[Observation]:
    """The figures after the due date with which a stock that was to grow is still below, so that it
    was below when due; none across a break.
    """
    after = _after(expectation, figures)
    dated, grows = "undated" not in expectation.flags, sense(expectation) > 0
    if expectation.entry.kind not in STOCKS or not (dated and grows):
        return []
    if any("break" in row.flags for row in after):
        return []
    return [row for row in after if _reached(row, expectation) is False]


def _ahead_or_behind(reached: bool | None) -> str:
    if reached is None:
        return OPEN
    return AHEAD if reached else BEHIND


def _months_known(expectation: Observation, figures: Sequence[Observation]) -> list[Observation]:
    """The cumulative figures since January of the year expected, the longest last."""
    year = expectation.period.end[0]
    known = [
        row
        for row in figures
        if row.period.kind == "span" and row.period.start == (year, 1) and row.period.end[0] == year
    ]
    if expectation.period.kind != "year":
        return []
    return sorted(known, key=lambda row: row.period.months)


def _pace(expectation: Observation, row: Observation) -> str:
    """The months known against the whole year: growth must differ by more than it may drift; an
    amount is ahead only once it has reached the whole, for the calendar does not tell how much.
    """
    kind = expectation.entry.kind
    if kind == "growth":
        margin = row.value - expectation.value
        return OPEN if abs(margin) < DRIFT else _ahead_or_behind(margin > 0)
    done = kind == "level" and row.quantity.interval.lo >= expectation.value
    return AHEAD if done else OPEN


def _doubt(
    expectation: Observation, figures: Sequence[Observation]
) -> tuple[str, list[Observation]]:
    """Weak figures alone: a conflict where they show one, else nothing is decided."""
    after = _after(expectation, figures)
    if expectation.entry.kind in STOCKS and _shrinks(expectation, after):
        return CONFLICTING, after
    return (OPEN, after[-1:]) if after else (UNKNOWN, [])


def _against(
    expectation: Observation, figures: Sequence[Observation], latest: tuple[str, list[Observation]]
) -> list[Observation]:
    """The last of the later figures of any confidence that would judge otherwise; else none."""
    verdict, seen = latest
    other, found = _latest(expectation, figures)
    later = [row for row in found if row.period.end > seen[-1].period.end]
    return later[-1:] if other != verdict else []


# what is shown


def thresholds() -> list[dict[str, object]]:
    """The thresholds, to be shown before anything is looked up: ``rule``, ``value``."""
    return [
        {"rule": Phrase("rule-tolerance"), "value": Quantity.exact(TOLERANCE, "%")},
        {"rule": Phrase("rule-drift"), "value": Quantity.exact(DRIFT, "pp")},
        {"rule": Phrase("rule-about"), "value": Quantity.exact(ROUGH, "%")},
    ]


def with_numerators(outcomes: Sequence[Outcome], numerators: Mapping[str, str]) -> list[Outcome]:
    """The outcomes, those of shares with what became of their numerator where that differs: a share
    may rise although less was built than expected.

    Args:
        outcomes: of expectations.
        numerators: the indicator of the numerator of each share.
    """
    found = {_same(each, each.expectation.indicator): each for each in outcomes}
    return [
        _beside(each, found.get(_same(each, numerators.get(each.indicator)))) for each in outcomes
    ]


def _same(outcome: Outcome, indicator: str | None) -> tuple[object, ...]:
    """What tells an expectation from others, with another indicator."""
    row = outcome.expectation
    return indicator, str(row.period), row.status, row.source


def _beside(outcome: Outcome, numerator: Outcome | None) -> Outcome:
    if numerator is None or numerator.latest in (outcome.latest, UNKNOWN):
        return outcome
    stands = numerator.latest_stands
    return replace(outcome, aside=Phrase("numerator", indicator=numerator.indicator, stands=stands))


def by_due(outcomes: Iterable[Outcome], as_of: str) -> tuple[list[Outcome], list[Outcome]]:
    """The outcomes of expectations due by ``as_of``, or never dated; and those still open."""
    parts: tuple[list[Outcome], list[Outcome]] = [], []
    for each in outcomes:
        row = each.expectation
        is_open = "undated" not in row.flags and row.period.end > Period.parse(as_of).end
        parts[is_open].append(each)
    return parts


def name_of(which: str) -> Phrase:
    """What a group of outcomes is: ``known``, ``due``, ``pending`` or ``newer``."""
    return Phrase(f"grades-{which}")


def counted(outcomes: Sequence[Outcome]) -> list[Phrase]:
    """How often each verdict was given, and on how many figures where several share one."""
    told = []
    for verdict in VERDICTS:
        if given := [each for each in outcomes if each.verdict == verdict]:
            shared = _shared(given, ANSWERS.get(verdict, ""))
            told.append(Phrase(f"graded-{verdict}", count=len(given), shared=shared))
    return told


def _shared(given: Sequence[Outcome], answers: str) -> Phrase:
    """On how many ``results`` or later ``figures`` they rest; nothing where each has its own."""
    figures = {each.decisive.id for each in given if answers}
    several = answers and len(figures) != len(given)
    return only_if(several, Phrase(f"graded-{answers}", answers=len(figures)))


def afterwards(later: Dataset, region: str, indicators: Iterable[str]) -> list[dict[str, object]]:
    """Later figures: ``indicator``, ``period``, ``value``, the fullest of each year."""
    found = []
    for indicator in indicators:
        fullest = {row.period.end[0]: row for row in since_january(later, region, indicator)}
        for row in fullest.values():
            cells = {"indicator": Indicator(indicator), "period": row.period}
            found.append(cells | {"value": row.quantity})
    return found
