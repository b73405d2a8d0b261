"""How a ratio moved across a revision of its denominator: a range over the vintages, never a point.

A share of GDP that was published before GDP was restated, and one published after, do not subtract.
What can be said is between what the move lies, by which denominator of the earlier year is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from industry_report.data import ratios
from industry_report.data.dataset import Dataset, Observation
from industry_report.numbers import grades
from industry_report.numbers.quantity import Interval, Quantity, rows_of
from industry_report.numbers.values import Value, nothing, published, quotient, remainder, segments
from industry_report.words import NOTHING, Indicator, Phrase


@dataclass(frozen=True)
class Crossing:
    """From the last value before a revision to the latest after it.

    Attributes:
        first, last: the two values, each as published on its own basis.
        by: how much lower (or higher) the later one is, from the least to the most that the
            vintages allow; missing where nothing was revised.
        bases: the vintages of the denominator that are known, the first release first. Which way
            it was revised is not said: a weak source's figure does not show that.
        levels: the first value by each of them.
        words: ``down``, ``up`` or ``open``: whether all vintages agree.
        grade: of the comparison as it is said: a C, for the vintages contradict one another and no
            source has both years on one basis.
    """

    first: Value
    last: Value
    by: Quantity
    bases: tuple[Observation, ...]
    levels: tuple[Quantity, ...]
    words: str
    grade: Phrase

    @property
    def is_missing(self) -> bool:
        """Whether nothing was revised."""
        return self.by.is_missing

    @property
    def seen(self) -> Phrase:
        """The vintages of the denominator, and which of them rest on weak sources."""
        if self.is_missing:
            return NOTHING
        first, *others = self.bases
        known = [Phrase(f"base-{_kind(row)}", value=row.quantity) for row in others]
        return Phrase("base-seen", since=self.first.when, first=first.quantity, others=known)

    @property
    def furthest(self) -> tuple[Quantity, Phrase]:
        """What the first value is by the base that moves it most, and by whose it is so; there are
        several.
        """
        published = self.first.quantity.best
        apart = [abs(level.best - published) for level in self.levels]
        place = apart.index(max(apart))
        row = self.bases[place]
        told = {"indicator": Indicator(row.indicator), "period": row.period}
        return self.levels[place], Phrase(f"recast-{_kind(row)}", **told)

    @property
    def moved(self) -> Phrase:
        """How far the later value lies from the earlier one."""
        bases = Quantity.exact(len({row.value for row in self.bases}), "")
        ends = {"since": self.first.when, "until": self.last.when}
        return Phrase(f"crossed-{self.words}", by=self.by, bases=bases, **ends)


def _kind(row: Observation) -> str:
    """Whether the source of a denominator is ``weak`` or not (``other``)."""
    return "weak" if row.confidence == "low" else "other"


def across(rows: Dataset, indicator: str, region: str) -> Crossing:
    """The move across the latest break of a yearly ratio; ``rows`` are all known, vintages too."""
    ratio = ratios.beside(rows.path, rows.codes).ratios.get(indicator)
    ends = _ends(rows, indicator, region)
    if ratio and ends:
        first, last = ends
        part = rows.find(ratio.of, region, first.period)
        wholes = rows.all(ratio.by, region, first.period, "observed")
        if part and len({row.value for row in wholes}) > 1:
            levels = [quotient(part.quantity, row.quantity, ratio.times) for row in wholes]
            levels = [level.to(first.quantity.unit) for level in levels]
            return _crossed(rows, first, last, levels, (part, *wholes))
    none = nothing(rows, indicator, region)
    return Crossing(none, none, none.quantity, (), (), "open", grades.NONE)


def spent(rows: Dataset, crossed: Crossing) -> list[Phrase]:
    """How the numerator of the ratio grew in its latest year, which no revision of the denominator
    touches; nothing where that is not known.
    """
    ratio = ratios.beside(rows.path, rows.codes).ratios.get(str(crossed.last.indicator))
    region, period = str(crossed.last.region), crossed.last.period
    row = ratio and rows.find(f"{ratio.of}_growth", region, period)
    if crossed.is_missing or not ratio or not row:
        return []
    grown = published(rows, row)
    told = {"value": grown.quantity, "when": grown.when, "rest": remainder(rows, grown)}
    return [Phrase("course-spent", what=Indicator(ratio.of), **told)]


def _ends(rows: Dataset, indicator: str, region: str) -> tuple[Value, Value] | None:
    """The last published value before the latest break, and the latest after it; None where nothing
    was revised or the latest is derived.
    """
    *earlier, latest = segments(rows, indicator, region) or [[]]
    before = [value for segment in earlier for value in segment if not value.derived]
    return (before[-1], latest[-1]) if before and not latest[-1].derived else None


def _crossed(
    rows: Dataset,
    first: Value,
    last: Value,
    levels: Sequence[Quantity],
    behind: Sequence[Observation],
) -> Crossing:
    """The move from what the first value may be by each denominator (``levels``); ``behind`` it
    stand the numerator and its denominators.
    """
    ids = rows_of([first.quantity, last.quantity, *(row.quantity for row in behind)])
    start = replace(_covering([first.quantity, *levels]), rows=ids)
    moved = last.quantity - start
    words = "open" if moved.way == "level" else moved.way
    if words == "down":
        moved = start - last.quantity
    grade = grades.together(behind, rows, "vintage", grades.CONTRADICTED)
    made = zip(behind[1:], levels, strict=True)
    released, levels = zip(*sorted(made, key=lambda each: each[0].known_from), strict=True)
    moved = replace(moved, grade=grade.letter)
    return Crossing(first, last, moved, released, levels, words, grade.told)


def _covering(values: Sequence[Quantity]) -> Quantity:
    """The first of some values, as uncertain as all of them are together."""
    low = min(each.interval.lo for each in values)
    high = max(each.interval.hi for each in values)
    return Quantity(values[0].best, Interval(low, high), values[0].unit)
