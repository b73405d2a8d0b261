"""Promises in per cent of what was expected, for a chart, and how they came out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence

import pandas

from industry_report.data.dataset import Dataset, Observation
from industry_report.data.periods import Period, month_number
from industry_report.numbers import values
from industry_report.numbers.formula import exactly
from industry_report.numbers.outcomes import (
    AHEAD,
    BEHIND,
    CONFLICTING,
    MET,
    MISSED,
    OPEN,
    Outcome,
    ends,
    sense,
    undecided,
)
from industry_report.numbers.sections import Sections
from industry_report.words import NOTHING, Indicator, Phrase, only_if

#: Where an undecided promise may stand by its last figure, in the order in which it is told.
STANDS = ("short", "reached", "floor", "ceiling", "apart")
#: What the axes of the drawing of promises show, and the verdict of what has no place on them.
AXES = {"year": Phrase("axis-year"), "whole": Phrase("axis-share"), "aside": Phrase("not-compared")}


def measured(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """The grades with readings that can be given in per cent of what was promised, by due date."""
    known = [
        each
        for each in outcomes
        if each.evidence and each.expected.best > 0 and each.expectation.entry.kind != "rank"
    ]
    return sorted(
        known, key=lambda each: ("undated" in each.expectation.flags, each.expectation.period)
    )


def parts(outcomes: Sequence[Outcome]) -> tuple[list[Outcome], list[Outcome]]:
    """Promises with an answer, and those without, to be drawn apart; of one kind all first."""
    answered = [each for each in outcomes if each.verdict != OPEN]
    waiting = [each for each in outcomes if each.verdict == OPEN]
    return (answered, waiting) if answered else (waiting, [])


def promises(outcomes: Iterable[Outcome]) -> pandas.DataFrame:
    """Promises, one row a reading, by the columns ``names``; ``share`` is in per cent of what was
    promised, a bound read as itself; the decisive reading is last, and others beyond a break are
    left out; of several kinds each is named. They stand by due date; where all are undecided, by
    where they stand.
    """
    outcomes = list(outcomes)
    kinds: dict[Indicator, set[str]] = {}
    for each in outcomes:
        kinds.setdefault(each.indicator, set()).add(each.status.id)
    grouped = [(NOTHING, each) for each in outcomes]
    if all(each.verdict == OPEN for each in outcomes):
        grouped = [(stand, each) for stand, some in _standing(outcomes) for each in some]
    cells = [
        cell
        for stand, each in grouped
        for cell in _readings(each, len(kinds[each.indicator]) > 1, stand)
    ]
    names = ["group", "promise", "made", "due", "seen", "share", "told", "status", "verdict"]
    return pandas.DataFrame(cells, columns=names)


def tally(
    outcomes: Sequence[Outcome], others: Sequence[Outcome], scopes: Container[str] = ()
) -> dict[str, object]:
    """Counts of promises: ``total``, ``decided`` when due, these in words as ``due``, all that as
    ``results``; ``judged``, those that are not ``open``, with their results (``verdicts``), and
    where the open ones stand (``leaning``, ``aside`` if drawn apart); how many among ``others`` no
    figure is known of (``unread``). Of those met it is said how many are of an indicator in
    ``scopes``, whose scope no source states.
    """
    counts = Counter(each.verdict for each in outcomes)
    met, decided = counts[MET], counts[MET] + counts[MISSED]
    how = "some" if met else "missed"
    if met == decided:
        how = "met" if met else "none"
    told: dict[str, object] = {"decided": decided, "met": met, "missed": counts[MISSED]}
    loose = sum(each.verdict == MET and each.indicator in scopes for each in outcomes)
    apart = only_if(loose, Phrase("promised-apart", count=loose))
    due = Phrase(f"promised-{how}", **told, apart=apart, besides=_besides(outcomes, MISSED))
    latest = {
        verdict: Phrase(
            f"promised-{verdict}", count=counts[verdict], besides=_besides(outcomes, verdict)
        )
        for verdict in (AHEAD, BEHIND, OPEN, CONFLICTING)
        if counts[verdict]
    }
    told |= {"total": len(outcomes), "judged": len(outcomes) - counts[OPEN]}
    told |= {"due": due, "results": [due, *latest.values()]}
    told["verdicts"] = [due, *(phrase for verdict, phrase in latest.items() if verdict != OPEN)]
    where, aside = undecided_stand(outcomes), NOTHING
    if 0 < counts[OPEN] < len(outcomes):
        aside = Phrase("promised-aside", count=counts[OPEN], standings=where)
    told |= {"open": counts[OPEN], "leaning": where, "aside": aside}
    return told | {"unread": len(undecided(others))}


def _besides(outcomes: Sequence[Outcome], verdict: str) -> Phrase:
    """What weakens a count: how many were read how long after they were due (missed ones are then
    inferred), or of those that are undecided, how many stand below what was expected.
    """
    some = [each for each in outcomes if each.verdict == verdict]
    if verdict == OPEN:
        short = sum(_stands(each) == "short" for each in some if each.evidence)
        return only_if(short, Phrase("promised-short", count=short))
    dated = [each for each in some if "undated" not in each.expectation.flags]
    months = [
        month_number(each.decisive.period.end) - month_number(each.expectation.period.end)
        for each in dated
    ]
    late = sorted(each for each in months if each > 0)
    if verdict not in (AHEAD, MISSED) or not late:
        return NOTHING
    every = len(late) == len(some)
    if verdict == MISSED:
        words = "promised-inferred-all" if every else "promised-inferred"
        return Phrase(words, count=len(late))
    which = Phrase("late-all") if every else Phrase("late-some", count=len(late))
    kind = "promised-late" if late[0] < late[-1] else "promised-late-alike"
    return Phrase(kind, count=len(late), which=which, first=late[0], last=late[-1])


def lowered(rows: Dataset, region: str, local: Sections, as_of: str) -> list[Phrase]:
    """Targets that were cut before they were due, the deepest cut first, after all whole years
    known of what they are for; last those that are only below one set for another scope. At the
    month ``as_of`` it is said of a target that has fallen due if there is no figure of that period.
    """
    found = [
        (local.scope(first) != local.scope(last), last.value / first.value, first, last)
        for first, last in _revised(rows, region)
        if first.value > last.value > 0
    ]
    ordered = sorted(found, key=lambda each: each[:2])
    return [_lowered(rows, first, last, local, as_of) for _, _, first, last in ordered]


def _revised(rows: Dataset, region: str) -> list[tuple[Observation, Observation]]:
    """The first and the last target for the same period where they were set at different times, of
    what had better be high.
    """
    made: dict[tuple[str, Period], list[Observation]] = {}
    targets = rows.where(region=region, status="target")
    for row in sorted(targets, key=lambda row: row.known_from):
        if row.entry.better == "higher" and "undated" not in row.flags:
            made.setdefault((row.indicator, row.period), []).append(row)
    ends = [(targets[0], targets[-1]) for targets in made.values()]
    return [(first, last) for first, last in ends if first.known_from < last.known_from]


def _lowered(
    rows: Dataset, first: Observation, last: Observation, local: Sections, as_of: str
) -> Phrase:
    """A target that was cut, or is below one for another scope, after the years known of its
    indicator.
    """
    whose = local.scope(first)
    seen = values.best(rows, first.indicator, first.region)
    years = [row for row in seen if row.period.kind == "year"]
    floors = bool(years) and all(values.is_bound(row.quantity) for row in years)
    return Phrase(
        "lowered" if whose == local.scope(last) else "lowered-apart",
        whose=whose or NOTHING,
        indicator=Indicator(first.indicator),
        known=_course(years),
        floors=only_if(floors, Phrase("lowered-floors")),
        period=first.period,
        first=first.quantity,
        since=Period.parse(first.known_from[:4]),
        last=last.quantity,
        unread=only_if(unread(rows, first, as_of), Phrase("lowered-unread", period=first.period)),
    )


def unread(rows: Dataset, target: Observation, as_of: str) -> bool:
    """Whether a target has fallen due by the month ``as_of`` and no figure as late is known: never
    one without a date, nor the name of a class, which aims at nothing.
    """
    if "undated" in target.flags or target.entry.class_threshold:
        return False
    seen = values.best(rows, target.indicator, target.region)
    is_due = target.period.end <= Period.parse(as_of).end
    return is_due and all(row.period.end < target.period.end for row in seen)


def _course(years: Sequence[Observation]) -> list[Phrase]:
    """The values of some years; one that several share is told once."""
    if len(years) > 1 and len({(row.value, row.qualifier) for row in years}) == 1:
        periods = [row.period for row in years]
        return [Phrase("course-alike", periods=periods, value=years[0].quantity)]
    return [Phrase("course-value", period=row.period, value=row.quantity) for row in years]


def running(outcomes: Iterable[Outcome]) -> list[Phrase]:
    """Where the latest growth that was aimed at for a year stands by its months known, if no figure
    of the whole year is.
    """
    aimed = [
        each
        for each in outcomes
        if each.expectation.entry.kind == "growth"
        and each.expectation.status == "target"
        and "undated" not in each.expectation.flags
        and each.decisive.period.kind == "span"
    ]
    if not aimed:
        return []
    year = max((each.expectation.period for each in aimed), key=lambda period: period.end)
    aimed = [each for each in aimed if each.expectation.period == year]
    below = [_aimed(each) for each in aimed if _stands(each) == "short"]
    others = [_aimed(each) for each in aimed if _stands(each) != "short"]
    how = "none"
    if below:
        how = "some" if others else "all"
    return [Phrase(f"aims-{how}", year=year, below=below, others=others)]


def _aimed(each: Outcome) -> Phrase:
    seen = each.decisive
    told = {"value": seen.quantity, "period": seen.period, "target": each.expected}
    words = "aimed-fell" if seen.quantity.sign < 0 else "aimed"
    return Phrase(words, indicator=each.indicator, **told)


def undecided_stand(outcomes: Sequence[Outcome]) -> list[Phrase]:
    """How many of the undecided stand where by their last figure; none that are none."""
    return [stand for stand, _ in _standing(outcomes)]


def _standing(outcomes: Iterable[Outcome]) -> list[tuple[Phrase, list[Outcome]]]:
    """The undecided with a later figure by where they stand, which a phrase says and counts."""
    found: dict[str, list[Outcome]] = {kind: [] for kind in STANDS}
    for each in outcomes:
        if each.verdict == OPEN and each.evidence:
            found[_stands(each)].append(each)
    return [
        (Phrase(f"standing-{kind}", count=len(some)), some) for kind, some in found.items() if some
    ]


def _stands(each: Outcome) -> str:
    """Where the last figure stands, of :data:`STANDS`; a bound on that side tells nothing, nor does
    one of another scope.
    """
    if "break" in each.decisive.flags:
        return "apart"
    worst, best = ends(each.decisive, each.expectation)
    better = sense(each.expectation) * (each.decisive.value - each.expectation.value)
    kind, end = ("short", best) if better < 0 else ("reached", worst)
    if end.is_infinite():
        return "floor" if each.decisive.quantity.interval.hi.is_infinite() else "ceiling"
    return kind


def _readings(each: Outcome, several: bool, stand: Phrase) -> Iterator[tuple[object, ...]]:
    """The rows of a promise; where ``several`` kinds of it are drawn, its name says which it is.
    Below a head of where it may ``stand`` its name says when it is due, and it has no verdict but
    that it is not compared.
    """
    row, dated = each.expectation, "undated" not in each.expectation.flags
    made, due = row.known_from, ""
    group = Phrase("due-never")
    if dated:
        due = _month(row.period)
        group = Phrase("due-in", year=Period.parse(str(row.period.end[0])))
    last = each.decisive
    value = Phrase("found", value=last.quantity, period=last.period)
    told = Phrase("promise-told", grade=each, last=value)
    verdict = Phrase(f"read-{each.verdict}")
    name: object = each.indicator
    if several:
        name = Phrase("of-kind", name=each.indicator, kind=each.status)
    if stand != NOTHING:
        name, group = Phrase("of-kind", name=name, kind=group), stand
        verdict = AXES["aside"] if _stands(each) == "apart" else NOTHING
    drawn = [row for row in each.evidence if row is last or "break" not in row.flags]
    for found in sorted(drawn, key=lambda found: found is last):
        share = found.quantity.share_of(exactly(each.expected))
        seen = _month(found.period)
        yield group, name, made, due, seen, share, told, each.status, verdict


def _month(period: Period) -> str:
    """The month in which a period ends, as the dataset writes it."""
    return f"{period.end[0]}-{period.end[1]:02}"
