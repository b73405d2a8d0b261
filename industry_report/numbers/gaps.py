"""One place held against others, in original units and with every difference of definition said.

A value is compared with the value of another place for the same period; where there is none, shares
and ratios are compared with the nearest one and the gap says so, growth rates are not compared at
all. Nothing is subtracted across a break in the statistics of one of the two: there the latest
period of both is compared instead, and nothing where they have none in common. Everything is taken
from the rows that are handed in: those known at the vantage point for a finding, all of them for
hindsight, never a mixture. A place is held against what it lies in and against places elsewhere,
never against its own parts.

How a place stands is told for shares and ratios (``ahead``, ``behind``). Growth tells pace, not
level, least of all after a low base: it is ``faster`` or ``slower``, and never a strength.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from industry_report.data import ratios
from industry_report.data.codes import Codes
from industry_report.data.dataset import Dataset
from industry_report.data.periods import Period, month_number
from industry_report.data.regions import lies_in
from industry_report.numbers import grades
from industry_report.numbers.quantity import INFINITY, Quantity
from industry_report.numbers.values import (
    Value,
    is_bound,
    less,
    nothing,
    rebased,
    segments,
    superseded,
    values,
)
from industry_report.words import NOTHING, Indicator, Phrase, Region, only_if

#: Kinds of indicator that can be held against a place of another size: how it is made up, and how
#: fast it moves.
COMPARABLE, PACE = ("share", "ratio"), ("growth",)
#: From the nation down: whom a sentence names first among several benchmarks.
RANKS = ("nation", "region", "province", "city", "league", "district", "county", "town", "park", "")
#: Two values no further apart than this are of about the same time, where one of them is undated.
NEAR_MONTHS = 12
#: Per cent of the other value within which a difference is none, where nobody chose another limit.
CLOSE = 10.0
#: A growth rate that ended longer ago than this says nothing of the present.
STALE_MONTHS = 12
FORWARD, BACKWARD = ("ahead", "faster"), ("behind", "slower")


@dataclass(frozen=True)
class Gap:
    """A value of one place against another's.

    Attributes:
        one, two: the two values.
        difference: one less two in original units (percentage points for percentages).
        verdict: ahead, behind (faster, slower for growth), level where rounding does not decide,
            undecided where a bound does not, unrated where no direction is better.
        caveats: how the definitions, periods or bases of the two differ; empty where they match.
        rebased: what supersedes the other value beyond a break, or None.
        is_share: whether it is a part of a whole, which never exceeds 100 %.
    """

    one: Value
    two: Value
    difference: Quantity
    verdict: str
    caveats: tuple[Phrase, ...] = ()
    rebased: Value | None = None
    is_share: bool = False

    @property
    def own(self) -> Quantity:
        """The place's own value."""
        return self.one.quantity

    @property
    def other(self) -> Quantity:
        """The value that it is held against."""
        return self.two.quantity

    @property
    def indicator(self) -> Indicator:
        """What is compared."""
        return self.one.indicator

    @property
    def when(self) -> Phrase:
        """The period of the own value."""
        return self.one.when

    @property
    def rows(self) -> tuple[str, ...]:
        """Ids of the rows of both."""
        return self.difference.rows

    @property
    def region(self) -> Region:
        """The place that it is held against."""
        return self.two.region

    @property
    def is_missing(self) -> bool:
        """Whether a value is missing."""
        return self.difference.is_missing

    @property
    def is_alike(self) -> bool:
        """Whether both are of one period, as their sources say; what is undated is of none, nor
        is what has a denominator of another year."""
        return self.one.period == self.two.period and all(
            _is_dated(each) and not of_denominators(each) for each in (self.one, self.two)
        )

    @property
    def is_close(self) -> bool:
        """Whether the two differ by at most :data:`CLOSE` per cent of the other."""
        return self.verdict != "unrated" and self.judged(CLOSE) == "close"

    @property
    def since(self) -> Phrase:
        """The period of the other value."""
        return self.two.when

    @property
    def doubts(self) -> tuple[str, ...]:
        """What weakens the evidence beside its rows: see ``grades.REASONS``."""
        found = {grades.DEFINITION: self.caveats, "derived": self.one.derived or self.two.derived}
        return tuple(reason for reason, holds in found.items() if holds)

    @property
    def against(self) -> Phrase:
        """The other place, with its period where that is not the own one."""
        if self.is_alike and not self.two.derived:
            return Phrase("region", region=self.region)
        return Phrase("place-when", region=self.region, when=self.since)

    @property
    def beside(self) -> Phrase:
        """The same in a chart, whose note says what is derived."""
        if self.one.period != self.two.period:
            when = Phrase("when", period=self.two.period)
        elif years := of_denominators(self.two):
            when = Phrase("of-denominator", period=years[0].values["period"])
        else:
            return Phrase("region", region=self.region)
        return Phrase("place-when", region=self.region, when=when)

    @property
    def turn(self) -> Phrase:
        """That the comparison turns with the month of the other value, or nothing."""
        return _retold(self.caveats, "month-decides", "month-turns")

    @property
    def supposed(self) -> Phrase:
        """That the other value rests on an undated one, taken for its period; or nothing."""
        return _retold(self.two.caveats, "undated", "if-dated")

    @property
    def dated(self) -> Phrase:
        """The period of the own value, or that its source does not say."""
        return self.when if _is_dated(self.one) else Phrase("no-date")

    @property
    def is_in_units(self) -> bool:
        """Whether it is told in original units, and not in times: the own value is dated."""
        return _is_dated(self.one) or self.is_missing or min(self.own.best, self.other.best) <= 0

    @property
    def size(self) -> Phrase:
        """How far apart: in original units, or in times where the own value is undated."""
        told = {"gap": self, "difference": self.difference}
        if self.is_in_units:
            return Phrase("size-exact", **told)
        times = self.own.best / self.other.best
        whole = int(max(times, 1 / times).to_integral_value())
        kind = "same" if whole == 1 else ("part" if times < 1 else "times")
        told["share"] = replace(self.own.share_of(self.other), decimals=0)
        return Phrase(f"size-{kind}", whole=whole, **told)

    @property
    def superseded(self) -> Phrase:
        """What supersedes the other value, as the end of a sentence; nothing where nothing does."""
        return superseded(self.rebased, self.two.period)

    @property
    def share(self) -> Decimal:
        """The difference in per cent of the other value, of a bound the least; 0 if undefined."""
        if self.is_missing or (Decimal(0) in self.other.interval and not is_capped(self.two)):
            return Decimal(0)
        share: Decimal = abs(self.difference.best * 100 / self.other.best)
        return share

    def judged(self, threshold: float) -> str:
        """The verdict where the gap exceeds ``threshold`` per cent, else close or undecided; of a
        share between 50 and 100 that is of what it lacks to 100: 98.8% done leaves 1.2%.
        """
        decided = self.verdict in (*FORWARD, *BACKWARD)
        whole = abs(self.other.best)
        if self.is_share and 50 < whole < 100:
            whole = 100 - whole
        beyond = Decimal(str(threshold)) / 100 * whole
        if decided and abs(self.difference.best) > beyond:
            return self.verdict
        return "undecided" if self.verdict == "undecided" else "close"


def _retold(caveats: Iterable[Phrase], id: str, words: str) -> Phrase:
    """The caveat with that id in other words; nothing where there is none."""
    return next((Phrase(words, **each.values) for each in caveats if each.id == id), NOTHING)


# pairs


def outside(codes: Codes, region: str, others: Iterable[str]) -> list[str]:
    """Whom a place may be held against: not itself, nor anything in it; the nation first."""
    kept = [name for name in others if region not in (name, *lies_in(name, codes.regions))]
    return sorted(kept, key=lambda name: RANKS.index(codes.regions[name].level))


def gap(rows: Dataset, indicator: str, region: str, others: Sequence[str]) -> Gap:
    """The gap to the first of ``others`` from the nation down, or a missing one."""
    first = outside(rows.codes, region, others)[:1]
    found = compare(rows, indicator, region, first)
    if found:
        return found[0]
    own = nothing(rows, indicator, region, *first)
    return Gap(own, replace(own, region=Region(*first)), own.quantity, "unrated")


def named(
    rows: Dataset, indicators: Mapping[str, str], region: str, others: Sequence[str]
) -> dict[str, Gap]:
    """The known gaps of indicators that a dataset's file names, by their names in it."""
    found = {name: gap(rows, id, region, others) for name, id in indicators.items()}
    return {name: each for name, each in found.items() if not each.is_missing}


def compare(rows: Dataset, indicator: str, region: str, others: Iterable[str]) -> list[Gap]:
    """The gaps of a place to others outside it.

    Of growth rates the latest common period is compared and nothing else, of anything else the
    latest value with the nearest one. Where ``others`` know the indicator only by its official
    stand-in, that is used and the gap says so.
    """
    own = values(rows, indicator, region)
    if not own:
        return []
    pairs = (_pair(rows, own, other) for other in outside(rows.codes, region, others))
    return [_gap(rows, *pair) for pair in pairs if pair]


def turned(rows: Dataset, first: Gap, region: str, others: Sequence[str]) -> list[Gap]:
    """The next benchmark by which a place stands the other way round than by the first, if any:
    what is low in one place may be high in another.
    """
    found = compare(rows, str(first.one.indicator), region, others)
    return [one for one in found if {one.verdict, first.verdict} == {"ahead", "behind"}][:1]


def outgrown(rows: Dataset, gap: Gap) -> Phrase:
    """That what the other's older share counts has grown since, of which no later share is known:
    over one period the place would be further behind.
    """
    ratio = ratios.beside(rows.path, rows.codes).ratios.get(str(gap.two.indicator))
    if ratio is None or gap.verdict != "behind" or gap.two.end >= gap.one.end:
        return NOTHING
    for run in segments(rows, ratio.of, str(gap.region)):
        known = {each.period: each for each in run if each.end <= gap.one.end}
        if gap.two.period in known and (last := max(known)) != gap.two.period:
            then = known[gap.two.period]
            rise = replace((known[last].quantity / then.quantity * 100 - 100).to("%"), decimals=0)
            told = {"indicator": then.indicator, "since": then.period, "until": last, "rise": rise}
            return only_if(rise.sign > 0, Phrase("gap-outgrown", region=gap.region, **told))
    return NOTHING


def _pair(rows: Dataset, own: list[Value], other: str) -> tuple[Value, Value, list[Value]] | None:
    """The own value and the other's that are held against one another, and what else the other has
    within the period under which an undated own value is entered.
    """
    indicator = own[-1].indicator
    stand_in = ratios.beside(rows.path, rows.codes).stand_ins.get(indicator, indicator)
    theirs = values(rows, indicator, other) or values(rows, stand_in, other)
    if not theirs:
        return None
    if rows.codes.indicators[indicator].kind in PACE:
        return next(((*pair, []) for pair in _of_one_period(own, theirs)), None)
    last, within = own[-1], []
    nearest = min(theirs, key=lambda value: _distance(value, last))
    if _is_broken(rows, last, nearest):  # published values before derived ones
        pairs = _of_one_period(own, theirs)
        pairs.sort(key=lambda pair: any(each.derived for each in pair))
        return next(((*pair, []) for pair in pairs), None)
    if not _is_dated(last):
        start, end = last.period.start, last.period.end
        within = [each for each in theirs if start <= each.period.start and each.period.end <= end]
    return last, nearest, within


def _of_one_period(own: Sequence[Value], theirs: Sequence[Value]) -> list[tuple[Value, Value]]:
    """The values of two places for one period, the latest first."""
    by_period = {value.period: value for value in theirs}
    return [(one, by_period[one.period]) for one in reversed(own) if one.period in by_period]


def _is_dated(value: Value) -> bool:
    return all(caveat.id != "undated" for caveat in value.caveats)


def of_denominators(held: Value | Gap) -> list[Phrase]:
    """That the denominator of a value, or of one of the two of a gap, is of another year."""
    return [each for each in held.caveats if each.id == "denominator"]


def _distance(value: Value, own: Value) -> tuple[bool, int, Period]:
    """How far a value is from the own one: of the same time first, then by months."""
    same = value.period == own.period and value.end == own.end
    return not same, abs(value.end - own.end), value.period


def _gap(rows: Dataset, one: Value, two: Value, within: Sequence[Value]) -> Gap:
    """The gap of two values; undecided where it would turn with another of those ``within``."""
    difference = less(one.quantity, two.quantity)
    caveats = [*_definitions(rows.codes, one, two), *_periods(one, two), *one.caveats, *two.caveats]
    verdict = _verdict(rows.codes, one.indicator, difference)
    way = difference.sign
    turned = [each for each in within if less(one.quantity, each.quantity).sign == -way]
    if turned and way:
        told = {"indicator": one.indicator, "region": two.region, "when": turned[-1].when}
        caveats.append(Phrase("month-decides", value=turned[-1].quantity, **told))
        verdict = "undecided"
    told_once = tuple(dict.fromkeys(caveats))
    is_share = rows.codes.indicators[one.indicator].kind == "share"
    return Gap(one, two, difference, verdict, told_once, rebased(rows, two), is_share)


def _is_broken(rows: Dataset, one: Value, two: Value) -> bool:
    """Whether a break in the statistics of one of both lies between the two."""
    runs = [segments(rows, str(each.indicator), str(each.region)) for each in (one, two)]
    edges = [run[0].end for found in runs for run in found[1:]]
    first, last = sorted((one.end, two.end))
    return any(first < edge <= last for edge in edges)


def _verdict(codes: Codes, indicator: str, difference: Quantity) -> str:
    entry = codes.indicators[indicator]
    if not entry.better:
        return "unrated"
    if difference.sign == 0 and is_bound(difference):
        return "undecided"
    if difference.sign == 0:
        return "level"
    better = (difference.sign == 1) == (entry.better == "higher")
    return (FORWARD if better else BACKWARD)[entry.kind in PACE]


def _definitions(codes: Codes, one: Value, two: Value) -> tuple[Phrase, ...]:
    """How two indicators differ by the code list; empty where they are one."""
    if one.indicator == two.indicator:
        return ()
    own, other = codes.indicators[one.indicator], codes.indicators[two.indicator]
    caveats = [Phrase("other-indicator", indicator=two.indicator)]
    if not (own.basis and own.scope):
        caveats.append(Phrase("no-definition"))
    elif (own.basis, own.scope) != (other.basis, other.scope):
        caveats.append(Phrase("other-basis"))
    return tuple(caveats)


def _periods(one: Value, two: Value) -> tuple[Phrase, ...]:
    """That the two are of different times, unless one is undated and the other near it."""
    near = abs(one.end - two.end) <= NEAR_MONTHS
    if one.period == two.period or (near and not _is_dated(one)):
        return ()
    told = {"one": one.region, "two": two.region, "first": one.period, "second": two.period}
    return (Phrase("periods", indicator=one.indicator, **told),)


# every indicator at once


def diagnose(
    rows: Dataset, region: str, others: Sequence[str], kinds: Sequence[str] = COMPARABLE
) -> list[Gap]:
    """The gaps, of like definitions as far as sources state them, of every indicator of these kinds
    that has a better direction; local ones are left out.
    """
    gaps = [each for id in _rated(rows, kinds) for each in compare(rows, id, region, others)]
    return [
        each
        for each in gaps
        if each.one.indicator == each.two.indicator
        if not any(caveat.id == "undefined" for caveat in each.caveats)
    ]


def unmatched(rows: Dataset, region: str, other: str) -> list[Indicator]:
    """The shares and ratios that :func:`diagnose` would compare, known of a place and not of the
    other.
    """
    return [
        Indicator(id)
        for id in _rated(rows, COMPARABLE)
        if values(rows, id, region) and not values(rows, id, other)
    ]


def _rated(rows: Dataset, kinds: Sequence[str]) -> list[str]:
    """The indicators of some kinds that have a better direction, local ones left out."""
    entries = [each for each in rows.codes.indicators.values() if each.kind in kinds]
    return [each.id for each in entries if each.better and not each.local]


def recent(gaps: Iterable[Gap], as_of: str) -> list[Gap]:
    """Those whose own value ended at most :data:`STALE_MONTHS` before the month ``as_of``."""
    return [each for each in gaps if not is_stale(each.one.period, as_of)]


def is_stale(period: Period, as_of: str, months: int = STALE_MONTHS) -> bool:
    """Whether what ended then, as growth, is too old to speak of the month ``as_of``."""
    return month_number(Period.parse(as_of).end) - month_number(period.end) > months


def newer(gaps: Iterable[Gap], known: Dataset) -> list[Gap]:
    """The gaps that rest on a value not known then; of a derived one the numerator decides."""
    before = {row.id for row in known}
    return [
        each
        for each in gaps
        if not {row for value in (each.one, each.two) for row in value.quantity.rows[:1]} <= before
    ]


def is_capped(value: Value) -> bool:
    """Whether of a value only an upper end is known, and that it is made of counts."""
    return value.derived and is_bound(value.quantity) and 0 < value.quantity.interval.hi < INFINITY


def notes(gaps: Iterable[Gap]) -> tuple[Phrase, ...]:
    """What must be said of these gaps, each thing once; that they match if nothing."""
    found = list(gaps)
    caveats = dict.fromkeys(caveat for each in found for caveat in each.caveats)
    later = dict.fromkeys(
        Phrase("superseded-note", value=each.two, since=each.rebased)
        for each in found
        if each.rebased
    )
    return (*(caveats or [Phrase("all-match")]), *later)
