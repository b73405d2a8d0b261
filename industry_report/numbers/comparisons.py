"""The comparisons of a place as a whole: as a table, how many showed what, and where it is furthest
behind or ahead.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

import pandas

from industry_report.data.dataset import Dataset
from industry_report.numbers import grades
from industry_report.numbers.gaps import BACKWARD, FORWARD, Gap, is_capped, of_denominators
from industry_report.numbers.quantity import INFINITY, Interval, Quantity, counted, missing
from industry_report.numbers.values import rebased
from industry_report.words import NOTHING, Phrase, Region, only_if

#: So many ends of a comparison are named, without saying which is furthest.
FEW = 2
#: The look of each verdict in a chart.
LOOKS = {
    Phrase(verdict): look
    for look, verdicts in {
        "focus": ("behind", "slower"),
        "nation": ("ahead", "faster"),
        "open": ("close", "undecided"),
    }.items()
    for verdict in verdicts
}
#: Verdicts in the order in which they are counted; ``close`` is within a threshold, ``undecided``
#: is for want of a bound.
VERDICTS = (*BACKWARD, *FORWARD, "close", "undecided")


def frame(gaps: Iterable[Gap], threshold: float) -> pandas.DataFrame:
    """Gaps as rows, the furthest behind first: ``gap``, ``indicator``, ``verdict`` (``stands`` in
    words), ``doubts``, and ``weight``: per cent of the other value, below 0 where behind.
    """
    records = []
    for each in gaps:
        verdict = each.judged(threshold)
        sign = (each.verdict in FORWARD) - (each.verdict in BACKWARD)
        weight = float(sign * each.share)
        cells = (each, each.indicator, verdict, Phrase(verdict), weight, each.doubts)
        records.append(cells)
    columns = ["gap", "indicator", "verdict", "stands", "weight", "doubts"]
    made = pandas.DataFrame(records, columns=columns, dtype=object)
    return made.sort_values("weight", kind="stable", ignore_index=True)


class Tally(NamedTuple):
    """How many comparisons there are, of how many indicators, what they showed, what those of one
    period showed and how many others there are (``alike``), and how many are of grade A, without
    any caveat.
    """

    total: Quantity
    indicators: Quantity
    results: tuple[Phrase, ...]
    plain: Quantity
    alike: Phrase = NOTHING

    @property
    def is_missing(self) -> bool:
        """Whether there are none."""
        return self.total.is_missing

    @property
    def sound(self) -> Phrase:
        """How many are of grade A without any caveat, in words."""
        return Phrase("plain-some" if self.plain.best else "plain-none", plain=self.plain)


def tally(found: pandas.DataFrame, region: str, rows: Dataset) -> Tally:
    """Counts of the verdicts of a :func:`frame`, graded by ``rows``; missing of none."""
    if found.empty:
        none = missing(Phrase("no-comparables", region=Region(region)))
        return Tally(none, none, (), none)
    indicators = Quantity.exact(found["indicator"].nunique(), "indicators")
    plain = counted([each for each in found["gap"] if _is_plain(each, rows)])
    same = found.loc[[each.is_alike for each in found["gap"]]]
    rest = found.loc[[not each.is_alike for each in found["gap"]]]
    told = {"number": counted(same["gap"]), "results": _results(same), "rest": counted(rest["gap"])}
    years = [each for each in rest["gap"] if of_denominators(each)]
    told["years"] = only_if(years, Phrase("alike-years", number=counted(years)))
    alike = Phrase(f"alike-{'all' if rest.empty else 'some' if len(same) else 'none'}", **told)
    return Tally(counted(found["gap"]), indicators, tuple(_results(found)), plain, alike)


def _results(found: pandas.DataFrame) -> list[Phrase]:
    """How many comparisons have each verdict, none that never occurred."""
    numbers = {
        verdict: counted(part["gap"]) for verdict, part in found.groupby("verdict", sort=False)
    }
    return [
        Phrase("counted", number=numbers[verdict], verdict=Phrase(verdict))
        for verdict in VERDICTS
        if verdict in numbers
    ]


def _is_plain(gap: Gap, rows: Dataset) -> bool:
    """Whether it is of grade A, without a caveat, and superseded on neither side."""
    grade = grades.of_ids(gap.rows, rows, *gap.doubts)
    if gap.caveats or gap.rebased or rebased(rows, gap.one):
        return False
    return grade is not None and grade.letter == grades.A


def relative(found: pandas.DataFrame) -> pandas.DataFrame:
    """Own values in per cent of the others' for a :func:`frame`: one scale for all indicators.

    Columns: ``block``, which sets those of different periods apart, after the others;
    ``indicator`` with its period, ``against`` (the other place), ``share``, ``verdict``, a key of
    :data:`LOOKS`, and ``difference`` in original units. What may be zero or below is left out, for
    it has no share; of an upper bound on the other the share is a lower one.
    """
    records = []
    pairs = zip(found["gap"], found["stands"], strict=True)
    for each, stands in sorted(pairs, key=lambda pair: not pair[0].is_alike):
        share = _share(each)
        if not share.is_missing:
            when = Phrase("when", period=each.one.period)
            head = Phrase("indicator-when", indicator=each.indicator, when=when)
            told = Phrase("signed", value=each.difference)
            block = NOTHING if each.is_alike else Phrase("other-periods")
            records.append((block, head, each.beside, share, stands, told))
    columns = ["block", "indicator", "against", "share", "verdict", "difference"]
    return pandas.DataFrame(records, columns=columns, dtype=object)


def _share(gap: Gap) -> Quantity:
    """The own value in per cent of the other; missing where one of them may be below zero."""
    own, other = gap.own, gap.other
    if own.interval.lo > 0 and other.interval.lo > 0:
        return own.share_of(other)
    most = other.interval.hi
    if own.interval.lo <= 0 or not is_capped(gap.two):
        return missing(NOTHING, "%")
    least = own.share_of(replace(other, best=most, interval=Interval.exactly(most)))
    return replace(least, interval=Interval(least.interval.lo, INFINITY))


def ends(found: pandas.DataFrame) -> list[Phrase]:
    """Who is behind and ahead in a :func:`frame`, of the same period if there is any, else with
    both periods. Of more than :data:`FEW` only the furthest. Where none is, who is about level.
    """
    of = {name: list(part["gap"]) for name, part in found.groupby("verdict", sort=False)}
    of["ahead"] = of.get("ahead", [])[::-1]
    for alike in (True, False):
        for verdicts in (("behind", "ahead"), ("close",)):
            sides = {
                name: [one for one in of.get(name, []) if one.is_alike or not alike]
                for name in verdicts
            }
            told = [_end(name, some) for name, some in sides.items() if some]
            if told:
                return [Phrase("ends-alike", ends=told)] if alike else told
    return []


def _end(verdict: str, furthest: Sequence[Gap]) -> Phrase:
    """Gaps with one verdict, the furthest first, one an indicator."""
    first: dict[str, Gap] = {}
    for each in furthest:
        first.setdefault(each.indicator, each)
    items = [Phrase("end", gap=each, also=_also(each, furthest)) for each in first.values()]
    if len(items) <= FEW:
        return Phrase(f"all-{verdict}", items=items)
    return Phrase(f"furthest-{verdict}", items=items[:1])


def _also(first: Gap, others: Iterable[Gap]) -> list[Phrase]:
    """Whom else a place is behind, or ahead of, by the same own value."""
    same = [each for each in others if each.one is first.one and each is not first]
    return [Phrase("end-also", gap=each) for each in same]
