"""By what a task is judged: from where to where an indicator is to move, how fast and by when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import cast

from industry_report.data import ratios
from industry_report.data.dataset import Dataset, Observation
from industry_report.data.periods import Period, months_after
from industry_report.numbers import crossing, evidence, grades, paces, targets, values
from industry_report.numbers.evidence import Evidence
from industry_report.numbers.model_records import LogicModel
from industry_report.numbers.quantity import Quantity
from industry_report.numbers.targets import OPEN, OVERDUE, Pathway
from industry_report.numbers.task_records import Measured
from industry_report.words import NOTHING, Indicator, Phrase, only_if

#: Growth a year of the denominator of a ratio that this report assumes to show what a target takes.
GROWTHS = Decimal(4), Decimal(6)
NO_FIGURE, NO_GOAL = Phrase("no-figure"), Phrase("no-goal")
#: What an indicator is good for: none of these; the target is this report's; it is due before tasks
#: begin, so that they cannot move it; it was due by the vantage point, so that a new one is needed;
#: target or sound baseline are missing.
STATES = RUNNING, ASSUMED, EARLY, EXPIRED, INCOMPLETE = (
    *("running", "assumed", "early", "expired", "incomplete"),
)


@dataclass(frozen=True)
class Setting:
    """What tasks are worked out from.

    Attributes:
        rows: what was known at the vantage point. region, as_of: the place, and that month.
        others: whom the place is compared with.
        model: its logic model, or None.
        everything: what was known, weak sources included; None where these are not told.
        start: the month in which tasks begin, if it is named; else the one after the vantage point.
    """

    rows: Dataset
    region: str
    as_of: str
    others: Sequence[str]
    model: LogicModel | None
    everything: Dataset | None = None
    start: str = ""

    @cached_property
    def evidence(self) -> list[Evidence]:
        """What the data say of every symptom of the model."""
        return evidence.examine(self.model, self.rows, self.region, self.others, self.as_of)

    def row(self, name: str) -> Quantity:
        """The value of the row that a file names, be its source weak; missing where it is not
        known yet.
        """
        for rows in (self.rows, self.everything):
            found = rows and values.row_called(rows, self.region, name)
            if found:
                return found.quantity
        return values.absent(self.rows, name.split("/")[0], self.region)

    def weaker(self, path: Pathway) -> tuple[Observation, ...]:
        """Figures newer than the baseline whose sources are too weak to replace it."""
        return targets.weaker(self.everything, path, self.region) if self.everything else ()

    def is_past(self, by: Period) -> bool:
        """Whether what is due by then is due at the vantage point."""
        return by.end <= Period.parse(self.as_of).end

    def is_early(self, by: Period) -> bool:
        """Whether what is due by then is due before tasks begin."""
        return by.end <= Period.parse(self.eve).end

    @property
    def eve(self) -> str:
        """The last month before tasks begin, never before the vantage point."""
        return max(self.as_of, str(months_after(self.start or self.as_of, -1)))

    def month(self, number: int) -> Period:
        """The month with this number: that in which tasks begin is the first."""
        return months_after(self.eve, number)


@dataclass(frozen=True)
class Aim:
    """By what a task is judged, from where to where.

    Attributes:
        label: of the indicator. stand: its baseline with its period and grade.
        goal: the level with its basis, or what has to come before one.
        has_level: whether the goal is a level.
        state: one of ``STATES``.
        pace: the step that this takes each year and whether the place itself has moved as fast;
            nothing where no step is due. others: how many other places did; of growth, which has
            no step, what the year before rests on.
        extra: what the target takes more of every year; nothing where that is not told.
        published: when its first figure is due; None where there is one or none is asked for.
    """

    label: object
    stand: Phrase
    goal: Phrase
    has_level: bool = False
    state: str = INCOMPLETE
    pace: Phrase = NOTHING
    others: Phrase = NOTHING
    extra: Phrase = NOTHING
    published: Period | None = None

    @property
    def short(self) -> Phrase:
        """From where to where, for a cell."""
        words = "task-from-to" if self.has_level else "task-then"
        return Phrase(words, label=self.label, stand=self.stand, goal=self.goal)

    @property
    def said(self) -> Phrase:
        """The same with the pace and who had it."""
        return Phrase("task-aim", aim=self.short, pace=self.pace, others=self.others)


def aim(measured: Measured, at: Setting) -> Aim:
    """By what an indicator of a task is judged."""
    if measured.needed:
        by = at.month(measured.published) if measured.published else None
        asked = Phrase("task-publish", by=by) if by else NO_GOAL
        return Aim(measured.needed, NO_FIGURE, asked, published=by)
    path = path_of(measured, at)
    stand, goal = _stand(measured, path, at), path.goal
    if goal.rebased:
        renewed = Phrase("task-goal-rebased", whose=goal.reference, since=goal.rebased)
        return Aim(path.indicator, stand, renewed)
    weaker = next(reversed(at.weaker(path)), None)
    if weaker and at.everything:
        stand = Phrase("task-besides", stand=stand, other=_weak(weaker, at.everything))
    if goal.level.is_missing:
        return Aim(path.indicator, stand, NO_GOAL)
    said, state = _goal(measured, path, weaker, at), _state(measured, path, at)
    pace = _pace(measured, path, at)
    others = _others(path)
    if pace == NOTHING:
        others = _rest(path, at)
    return Aim(path.indicator, stand, said, True, state, pace, others, _extra(measured, path, at))


def _stand(measured: Measured, path: Pathway, at: Setting) -> Phrase:
    """Where an indicator stands, and how well that is known."""
    derived = ("derived",) if measured.share or measured.part else ()
    grade = grades.of_ids(path.baseline.rows, at.rows, *derived)
    if grade is None:
        return NO_FIGURE
    when = Phrase("when-derived" if "derived" in grade.reasons else "when", period=path.period)
    if path.goal.rebased:
        when = Phrase("when-before", when=when)
    beside = _beside(measured, path, at)
    when = Phrase("task-when", when=when, grade=grade.told, beside=beside)
    stand = Phrase(f"stand-{path.baseline.status}", value=path.baseline, period=when)
    return Phrase("task-caveat", stand=stand, caveat=measured.caveat) if measured.caveat else stand


def _beside(measured: Measured, path: Pathway, at: Setting) -> Phrase:
    """The average that the source of the baseline states; nothing where another source does."""
    row = values.row_called(at.rows, at.region, measured.beside) if measured.beside else None
    if row is None or not any(id.endswith(f"/{row.source}") for id in path.baseline.rows):
        return NOTHING
    return Phrase("task-same-source", value=row.quantity, period=row.period)


def _weak(row: Observation, rows: Dataset) -> Phrase:
    """A figure of a weak source, with its period and grade."""
    when = Phrase("task-when", when=row.period, grade=grades.grade(row, rows).told, beside=NOTHING)
    return Phrase(f"stand-{row.status}", value=row.quantity, period=when)


def _goal(measured: Measured, path: Pathway, weaker: Observation | None, at: Setting) -> Phrase:
    """The level to be reached with its basis; of what is due, whether a figure says how it ended,
    be it that of a ``weaker`` source; and what is due before tasks begin.
    """
    said = cast(Phrase, path.goal.said)  # its level is known
    if measured.target and measured.target.basis == "benchmark":
        said = Phrase("task-goal-by", goal=said, by=path.goal.by)
    if not at.is_past(path.goal.by):
        if at.is_early(path.goal.by):
            return Phrase("task-goal-early", goal=said)
        return said
    ended = weaker is not None and weaker.period.end >= path.goal.by.end
    if ended or not (path.baseline.is_missing or path.state == OVERDUE):
        return Phrase("task-goal-past", goal=said)
    return Phrase("task-goal-past-unknown", goal=said, vantage=Period.parse(at.as_of))


def _state(measured: Measured, path: Pathway, at: Setting) -> str:
    """What an indicator whose goal is a level is good for."""
    if at.is_past(path.goal.by):
        return EXPIRED
    if at.is_early(path.goal.by):
        return EARLY
    if path.baseline.is_missing or measured.caveat:
        return INCOMPLETE
    return ASSUMED if path.assumed else RUNNING


def _pace(measured: Measured, path: Pathway, at: Setting) -> Phrase:
    """What the target takes each year, and from when: growth has no steps, nor has what is due."""
    if path.state != OPEN or path.step.is_missing:
        return NOTHING
    seen = Phrase(f"task-precedent-{path.seen}")
    if path.own and path.seen == paces.NO:
        needed = path.rate if path.own.rate.unit == "%" else path.step
        seen = Phrase("task-precedent-no", needed=needed, own=path.own)
    known, eve = cast(Period, path.period), Period.parse(at.eve)  # of a baseline
    held = only_if(known.end < eve.end, Phrase("task-held", when=known))
    unsure = only_if(measured.unsure, Phrase("task-unsure", reason=measured.unsure))
    recast = NOTHING
    if path.recast:
        way, base = path.recast
        recast = Phrase("task-recast", path=way, base=base)
    told = {"path": path, "held": held, "seen": seen, "unsure": unsure, "recast": recast}
    return Phrase(f"task-pace-{path.direction}", **told)


def _others(path: Pathway) -> Phrase:
    """How many other places had the pace, and that by another vintage of the denominator."""
    held = Phrase("task-held-elsewhere", path=path, recast=path.recast_held)
    return only_if(path.held, held)


def _extra(measured: Measured, path: Pathway, at: Setting) -> Phrase:
    """How much more of its numerator a year the target of a ratio takes: by the denominator of the
    baseline's own period, and by that of the target's year at each of :data:`GROWTHS`; nothing
    where the file does not ask or no step is due.
    """
    ratio = ratios.beside(at.rows.path, at.rows.codes).ratios.get(str(path.indicator))
    if measured.extra is None or ratio is None or path.state != OPEN:
        return NOTHING
    whole = at.rows.find(ratio.by, at.region, path.period)
    if whole is None:
        return NOTHING
    due = path.goal.by.end[0]
    years = due - whole.period.end[0]
    amount, less, more = (
        replace(
            (path.goal.level * (1 + growth / 100) ** years - path.baseline)
            * whole.quantity
            / ratio.times,
            unit=whole.unit,
        )
        for growth in (Decimal(0), *GROWTHS)
    )
    slow, fast = (Quantity.exact(growth, "%") for growth in GROWTHS)
    told = {"label": measured.extra, "amount": amount, "less": less, "more": more}
    told |= {"slow": slow, "fast": fast, "due": Period.parse(str(due)), "period": path.period}
    return Phrase("task-extra", whole=Indicator(ratio.by), **told)


def _rest(path: Pathway, at: Setting) -> Phrase:
    """That the year before a growth is what a total leaves; nothing where it is not."""
    row = at.rows.find(str(path.indicator), at.region, path.period) if path.period else None
    if row:
        return values.remainder(at.rows, values.published(at.rows, row))
    return NOTHING


def path_of(measured: Measured, at: Setting) -> Pathway:
    """The way from where an indicator of a task stands to its target."""
    name = cast(str, measured.indicator)  # it is not needed
    goal = targets.goal(at.rows, name, at.region, measured.target, at.as_of)
    start = None
    if named := measured.share or measured.part:
        part, whole = (values.row_called(at.rows, at.region, name) for name in named)
        if part and whole and measured.share:
            start = part.quantity.share_of(whole.quantity), part.period
        elif part and whole:
            amount = part.quantity * whole.quantity / 100
            start = replace(amount, unit=whole.unit, qualifier="about"), part.period
    path = way(name, goal, at, measured.direction, start)
    crossed = crossing.across(at.everything or at.rows, name, at.region)
    ends = (crossed.first.quantity.rows, crossed.last.quantity.rows)
    if crossed.is_missing or ends != (goal.level.rows, path.baseline.rows):
        return path
    level, base = crossed.furthest
    recast = way(name, replace(goal, level=level), at, measured.direction, start)
    if recast.state == OPEN:
        return replace(path, recast=(recast, base))
    return path


def way(
    name: str,
    goal: targets.Goal,
    at: Setting,
    direction: str,
    start: tuple[Quantity, Period | None] | None = None,
) -> Pathway:
    """The way to a goal from when tasks begin; to one due before that, from the vantage point."""
    since = at.as_of if at.is_early(goal.by) else at.eve  # before it is due
    return targets.pathway(at.rows, name, at.region, goal, since, direction, start)
