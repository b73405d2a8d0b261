"""One region held against others, in original units and with every difference of definition said.

A value is compared with the value of another region for the same period; where there is none, shares and ratios are
compared with the nearest one and the gap says so, growth rates are not compared at all. Everything is taken from the rows
that are handed in: those known at the vantage point for a finding, all of them for hindsight, never a mixture of both. A
place is held against what it lies in and against places elsewhere, never against its own parts.

Three guards stand in code. Values whose definitions differ are never charted together without a note
(:func:`chart_frame` raises); no path crosses a break (:func:`path`); and growth is never computed from levels of
different sources, units or sides of a break (:func:`growth`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

import pandas

from industry_report.data.codes import Codes
from industry_report.data.dataset import Dataset, Observation, Period, month_number
from industry_report.data.errors import ReportError
from industry_report.language import Text, listed, period_text, pick
from industry_report.numbers.quantity import INFINITY, Interval, Quantity
from industry_report.numbers.quantity import compare as compare_words
from industry_report.numbers.situation import is_undated

#: Kinds of indicator that can be held against a region of another size: how a place is made up, and how fast it moves.
STRUCTURE, PACE = ("share", "ratio"), ("growth",)
#: Where a source's own figure has no namesake elsewhere: the official figure that comes nearest to it.
STAND_INS = {
    "high_tech_share": "high_tech_value_added_share",
    "consumer_goods_share": "consumer_goods_value_added_share",
}
#: From the nation down: whom to name first among several benchmarks.
LEVELS = ("nation", "region", "province", "city", "league", "district")
#: Two values no further apart than this are of about the same time, where one of them is undated.
NEAR_MONTHS = 12
#: A growth rate that ended longer ago than this says nothing of the present.
STALE_MONTHS = 12

NOWHERE = Text("", "")

AHEAD, BEHIND, LEVEL, OPEN = "ahead", "behind", "level", "open"
WORDS = {
    AHEAD: Text("占优", "ahead"),
    BEHIND: Text("落后", "behind"),
    LEVEL: Text("相当", "level"),
    OPEN: Text("仅列示", "not rated"),
}
UNDECIDED = Text("难以判定", "undecided")
#: Of growth rates: faster is not ahead, for a rate is high after a low base.
PACES = {AHEAD: Text("较快", "faster"), BEHIND: Text("较慢", "slower")}


class MixedBasis(ReportError):
    """Values of different definitions would stand on one axis without a note that says so."""


class NotComparable(ReportError):
    """Growth was asked for between two levels that are not of one series."""


class Ratio(NamedTuple):
    """How an indicator follows from two others: ``times`` × numerator ÷ denominator.

    ``years`` is how far the denominator's year may be from the numerator's; any distance is said as a caveat. What is
    known of both parts goes into the value: it is a bound where one of them is, and "about" where one of them is.
    """

    numerator: str
    denominator: str
    times: int = 1
    years: int = 0


#: Definitions in the code list: share of firms with R&D activity, R&D expenditure over GDP, stations over residents.
RATIOS = {
    "rd_active_firm_share": Ratio("rd_active_firms", "above_scale_firms", 100),
    "rd_intensity": Ratio("rd_expenditure", "gdp", 100),
    "5g_stations_per_10k": Ratio("5g_stations", "population", 1, 1),
}


@dataclass(frozen=True)
class Value:
    """A value of one indicator for one region and period.

    Attributes:
        place: the region's name.
        period: None when there is no value.
        derived: whether this report computed it, from other rows or as the dataset's own row says.
        caveats: what a reader must know of this value alone: undated, derived, only a bound.
        end: the last month that it can speak of, as a number: where its period ends, but not after its source was known.
    """

    region: str
    indicator: str
    place: Text
    period: Period | None
    quantity: Quantity
    derived: bool = False
    caveats: tuple[Text, ...] = ()
    end: int = 0

    @property
    def is_missing(self) -> bool:
        """Whether there is no value."""
        return self.quantity.is_missing

    @property
    def when(self) -> Text:
        """Its period in words, with a mark where no source has published it."""
        if self.period is None:
            return Text("", "")
        zh, en = self.date
        if self.derived:
            return Text(f"{zh}，本报告推算", f"{en}, derived by this report")
        return Text(zh, en)

    @property
    def date(self) -> Text:
        """Its period in words."""
        return Text("", "") if self.period is None else _period_texts(self.period)


@dataclass(frozen=True)
class Gap:
    """A region's value against another's.

    Attributes:
        own, other: the two values.
        difference: own less other in original units (percentage points for percentages).
        stands: ``ahead``, ``behind``, ``level`` (rounding does not decide) or ``open`` (no direction is better).
        trend: change of the difference since the earliest common year of the unbroken series; missing when there is none.
        since: that year, or "".
        caveats: how the definitions, periods or bases of the two differ; empty when they match.
    """

    own: Value
    other: Value
    difference: Quantity
    stands: str
    trend: Quantity
    since: str
    caveats: tuple[Text, ...]

    @property
    def is_missing(self) -> bool:
        """Whether either value is missing."""
        return self.difference.is_missing

    @property
    def matches(self) -> bool:
        """Whether definition, basis and period of the two are the same."""
        return not self.caveats

    def word(self, pace: bool = False) -> Text:
        """How the region stands, in a word; ``pace`` where growth is compared."""
        words = {**WORDS, **PACES} if pace else WORDS
        return UNDECIDED if self.is_undecided else words[self.stands]

    @property
    def phrase(self) -> str:
        """The difference in words: ``9.6 percentage points lower``; says "no data" by itself when it is missing."""
        size = f"{self.difference:abs}"
        alike = (
            ("高低难定", "not clearly higher or lower")
            if self.is_undecided
            else ("大致相当", "about the same")
        )
        return compare_words(
            self.difference,
            (f"高{size}", alike[0], f"低{size}"),
            (f"{size} higher", alike[1], f"{size} lower"),
        )

    @property
    def link(self) -> Text:
        """What joins :attr:`phrase` and the other place: in Chinese before the place, in English after the phrase."""
        if self.is_missing or self.difference.sign:
            return Text("比", "than in")
        return Text("与", "than in" if self.is_undecided else "as in")

    @property
    def is_undecided(self) -> bool:
        """Whether one of the two values is a bound that leaves open which of them is higher."""
        return self.stands == LEVEL and _is_bound(self.difference)

    @property
    def relative(self) -> Quantity:
        """The difference as a percentage of the other value's magnitude; missing where that may be zero."""
        if self.is_missing or Decimal(0) in self.other.quantity.interval:
            return Quantity.missing("%", *self.difference.label)
        return (self.difference.to("") * 100 / abs(self.other.quantity.best)).to("%")

    def exceeds(self, threshold: float) -> bool:
        """Whether the difference is decided and larger than ``threshold`` per cent of the other value."""
        if self.is_missing or self.stands == LEVEL:
            return False
        return abs(self.difference.best) > Decimal(str(threshold)) / 100 * abs(
            self.other.quantity.best
        )


# values


def values(rows: Dataset, indicator: str, region: str) -> list[Value]:
    """Every value for a region, published or derived from its two parts, by period; a published one comes first.

    A row that holds what this report derived gives way to the derivation from its parts, which shows what went in.
    """
    periods = dict.fromkeys(row.period for row in rows.all(indicator, region, status="observed"))
    found = [rows.find(indicator, region, period) for period in periods]
    published = [
        _published(row)
        for row in found
        if row.period.kind != "span" or row.period.start[0] == row.period.end[0]
    ]
    derived = {value.period.end: value for value in _derived(rows, indicator, region)}
    chosen = [
        derived.pop(value.period.end, None) or _with_parts(rows, value) if value.derived else value
        for value in published
    ]
    ends = {value.period.end for value in chosen}
    chosen += [value for end, value in derived.items() if end not in ends]
    return sorted(chosen, key=lambda value: value.period)


def _published(row: Observation) -> Value:
    place = _place(row.codes, row.region)
    return Value(
        row.region,
        row.indicator,
        place,
        row.period,
        row.quantity,
        _is_derived(row),
        _row_caveats(row),
        _end(row),
    )


def _with_parts(rows: Dataset, value: Value) -> Value:
    """A value of which the dataset says that it was derived, with the years of the parts that it must be made of."""
    ratio = RATIOS.get(value.indicator)
    wholes = _by_year(rows, ratio.denominator, value.region) if ratio else []
    parts = rows.find(ratio.numerator, value.region, value.period) if ratio else None
    if not (wholes and parts):
        return value
    whole = _of_nearest_year(wholes, value.period)
    caveats = _ratio_caveats(rows.codes, parts, whole)
    return replace(value, caveats=tuple(dict.fromkeys((*caveats, *value.caveats[1:]))))


def _of_nearest_year(rows: Sequence[Observation], period: Period) -> Observation:
    return min(rows, key=lambda row: abs(row.period.end[0] - period.end[0]))


def _is_derived(row: Observation) -> bool:
    return row.note.startswith("Derived")


def _end(row: Observation) -> int:
    return min(month_number(row.period.end), month_number(row.codes.sources[row.source].known_from))


def _row_caveats(row: Observation) -> tuple[Text, ...]:
    place = _place(row.codes, row.region)
    caveats = list(_undated(row))
    if _is_derived(row):
        caveats.append(
            Text(
                f"{place.zh}数值未见公布，由本报告据来源所载其他数据推算",
                f"{place.en}: not published, derived by this report from other figures of its source",
            )
        )
    if _is_bound(row.quantity):
        caveats.append(Text(f"{place.zh}数值仅为界限", f"{place.en}: a bound only"))
    return tuple(caveats)


def _is_bound(quantity: Quantity) -> bool:
    """Whether only a lower or an upper end is known."""
    return not quantity.is_missing and quantity.interval.width.is_infinite()


def _undated(row: Observation) -> tuple[Text, ...]:
    if not (is_undated(row) or "neither the year" in row.note):
        return ()
    (zh, en), place = _period_texts(row.period), _place(row.codes, row.region)
    return (
        Text(
            f"{place.zh}数值原文未注明日期，记在{zh}",
            f"{place.en}: undated in its source, entered under {en}",
        ),
    )


def _derived(rows: Dataset, indicator: str, region: str) -> list[Value]:
    """The values that follow from the two parts of a ratio, the denominator of the same or the nearest year."""
    if indicator not in RATIOS:
        return []
    ratio, entry = RATIOS[indicator], rows.codes.indicators[indicator]
    place = _place(rows.codes, region)
    wholes = _by_year(rows, ratio.denominator, region)
    derived = []
    for part in _by_year(rows, ratio.numerator, region):
        near = _of_nearest_year(wholes, part.period) if wholes else None
        if near is None or abs(near.period.end[0] - part.period.end[0]) > ratio.years:
            continue
        zh, en = _period_texts(part.period)
        name = Text(f"{entry.zh}，{place.zh}，{zh}", f"{entry.en}, {place.en}, {en}")
        quantity = _quotient(part.quantity, near.quantity, ratio.times).to(entry.unit, *name)
        caveats = _ratio_caveats(rows.codes, part, near)
        derived.append(
            Value(region, indicator, place, part.period, quantity, True, caveats, _end(part))
        )
    return derived


def _quotient(part: Quantity, whole: Quantity, times: int) -> Quantity:
    """``times`` one over the other, with what is known of both: a bound stays one, and so does "about"."""
    quotient = part * times / whole
    if _is_bound(part):
        return quotient
    if _is_bound(whole):  # anything down to nothing: only the upper end is known
        return replace(quotient, interval=Interval(-INFINITY, quotient.interval.hi))
    vague = {"about", "nearly"} & {part.qualifier, whole.qualifier}
    return replace(quotient, qualifier="about") if vague else quotient


def _by_year(rows: Dataset, indicator: str, region: str) -> list[Observation]:
    """The best row for each period that is no span, by period."""
    periods = dict.fromkeys(row.period for row in rows.all(indicator, region, status="observed"))
    return [rows.find(indicator, region, period) for period in periods if period.kind != "span"]


def _ratio_caveats(codes: Codes, part: Observation, whole: Observation) -> tuple[Text, ...]:
    top, bottom = codes.indicators[part.indicator], codes.indicators[whole.indicator]
    derived = Text(
        f"由本报告以{top.zh}除以{bottom.zh}推算",
        f"derived by this report: {_lower(top.en)} over {_lower(bottom.en)}",
    )
    place = _place(codes, part.region)
    caveats = [*_undated(part), derived]
    if _is_bound(part.quantity) or _is_bound(whole.quantity):
        caveats.append(Text(f"{place.zh}数值仅为界限", f"{place.en}: a bound only"))
    if whole.period.end[0] != part.period.end[0]:
        zh, en = _period_texts(whole.period)
        caveats.append(Text(f"{place.zh}的分母用{zh}数", f"{place.en}: denominator of {en}"))
    return tuple(caveats)


def _nearest(found: Sequence[Value], own: Value) -> Value | None:
    """The value for the same period, or the one nearest to it (the earlier of two)."""
    same = [value for value in found if value.period == own.period and value.end == own.end]
    return (
        same[0]
        if same
        else min(found, key=lambda value: (_distance(value, own), value.period), default=None)
    )


def _distance(one: Value, other: Value) -> int:
    return abs(one.end - other.end)


# gaps


def yardstick(codes: Codes, regions: Iterable[str]) -> str:
    """The benchmark that a sentence names first: the nation before regions before cities; "" when there is none."""
    return min(regions, key=lambda region: LEVELS.index(codes.regions[region].level), default="")


def gap(rows: Dataset, indicator: str, region: str, other: str) -> Gap:
    """The gap to one other region, or a missing one."""
    gaps = compare(rows, indicator, region, [other] if other else [])
    return gaps[-1] if gaps else _missing_gap(rows.codes, indicator, region, other)


def outside(codes: Codes, region: str, others: Iterable[str]) -> list[str]:
    """Those of ``others`` that a region may be held against: not itself, nor anything that lies in it."""
    return [name for name in others if region not in (name, *_lies_in(codes, name))]


def _lies_in(codes: Codes, region: str) -> list[str]:
    """What a region lies in, from the inside out."""
    found: list[str] = []
    parent = codes.regions[region].parent
    while parent in codes.regions and parent not in found:
        found.append(parent)
        parent = codes.regions[parent].parent
    return found


def compare(rows: Dataset, indicator: str, region: str, others: Iterable[str]) -> list[Gap]:
    """The gaps of a region to others outside it, in their order.

    Of growth rates the latest common period is compared and nothing else, of anything else the latest value with the
    nearest one. Where ``others`` know the indicator only by its official stand-in, that is used and the gap says so.
    """
    own = values(rows, indicator, region)
    if not own:
        return []
    found = (_pair(rows, own, other) for other in outside(rows.codes, region, others))
    return [_gap(rows, *pair) for pair in found if pair]


def _pair(rows: Dataset, own: list[Value], other: str) -> tuple[Value, Value] | None:
    """The region's value and the other's that are held against one another."""
    indicator = own[-1].indicator
    named = [name for name in (indicator, STAND_INS.get(indicator)) if name]
    theirs = next(filter(None, (values(rows, name, other) for name in named)), [])
    if rows.codes.indicators[indicator].kind == "growth":
        by_period = {value.period: value for value in theirs}
        common = [(one, by_period[one.period]) for one in own if one.period in by_period]
        return common[-1] if common else None
    near = _nearest(theirs, own[-1])
    return (own[-1], near) if near else None


def _gap(known: Dataset, own: Value, other: Value) -> Gap:
    codes = known.codes
    difference = _difference(own.quantity, other.quantity)
    better = codes.indicators[own.indicator].better
    sign = difference.sign
    stands = (
        OPEN
        if not better
        else LEVEL
        if sign == 0
        else AHEAD
        if (sign > 0) == (better == "higher")
        else BEHIND
    )
    steps = (
        path(known, own.indicator, own.region, other.region)
        if own.indicator == other.indicator
        else []
    )
    trend, since = Quantity.missing("pp", *difference.label), ""
    if steps and steps[0].period.end < own.period.end and own.period.kind == "year":
        trend, since = _difference(difference, steps[0].difference), str(steps[0].period)
    caveats = (
        *definition_caveats(codes, own.indicator, other.indicator),
        *_period_caveats(own, other),
        *own.caveats,
        *other.caveats,
    )
    return Gap(own, other, difference, stands, trend, since, tuple(dict.fromkeys(caveats)))


def _difference(one: Quantity, other: Quantity) -> Quantity:
    """One less the other, with no more digits than the coarser of the two shows."""
    difference = one - other
    if difference.is_missing or difference.interval.width.is_infinite():
        return difference
    return replace(difference, decimals=min(one.bears, other.bears, difference.bears))


def _missing_gap(codes: Codes, indicator: str, region: str, other: str) -> Gap:
    entry = codes.indicators[indicator]
    places = [codes.regions[name] for name in (region, other) if name]
    zh, en = "与".join(place.zh for place in places), " and ".join(place.en for place in places)
    nothing = Quantity.missing(entry.unit, f"{entry.zh}（{zh}）", f"{_lower(entry.en)} ({en})")
    own, away = (
        Value(name, indicator, _place(codes, name) if name else Text("", ""), None, nothing)
        for name in (region, other)
    )
    return Gap(own, away, nothing, OPEN, nothing, "", ())


def definition_caveats(codes: Codes, own: str, other: str) -> tuple[Text, ...]:
    """How two indicators differ in basis, scope and name, by the code list; empty when they are one."""
    one, two = codes.indicators[own], codes.indicators[other]
    if one.unit != two.unit:
        raise NotComparable(
            f"{own} is in {one.unit}, {other} in {two.unit}: no difference can be taken"
        )
    if own == other:
        return ()
    caveats = [
        Text(
            f"指标不同：参照为“{two.zh}”", f"another indicator: the benchmark is “{_lower(two.en)}”"
        )
    ]
    if not (one.basis and one.scope):
        caveats.append(
            Text(
                "本地数值未说明年份、计量和分母，口径可能不同",
                "the region's own figure names neither year nor measure nor denominator; the bases may differ",
            )
        )
    elif (one.basis, one.scope) != (two.basis, two.scope):
        caveats.append(Text("价格基础或统计范围不同", "prices or scope differ"))
    return tuple(caveats)


def _period_caveats(own: Value, other: Value) -> tuple[Text, ...]:
    """That the two are of different times, unless one is undated and the other within a year of it."""
    undated = any("未注明日期" in caveat.zh for caveat in own.caveats)
    if own.period == other.period or undated and _distance(own, other) <= NEAR_MONTHS:
        return ()
    (zh, en), (zh2, en2) = _period_texts(own.period), _period_texts(other.period)
    return (
        Text(
            f"{other.place.zh}为{zh2}数，{own.place.zh}为{zh}数，时期不同",
            f"periods differ: {en} for {own.place.en}, {en2} for {other.place.en}",
        ),
    )


# the way over time


@dataclass(frozen=True)
class Step:
    """Both values and their difference in one year."""

    period: Period
    own: Quantity
    other: Quantity
    difference: Quantity


def path(rows: Dataset, indicator: str, region: str, other: str) -> list[Step]:
    """The difference in every common year of the latest stretch in which neither series has a break."""
    own, away = (_latest_stretch(rows, indicator, name) for name in (region, other))
    both = [period for period in own if period in away]
    return [
        Step(period, own[period], away[period], _difference(own[period], away[period]))
        for period in both
    ]


def _latest_stretch(rows: Dataset, indicator: str, region: str) -> dict[Period, Quantity]:
    """Yearly values after the last break, published or derived, by period."""
    stretches = _stretches(rows, indicator, region)
    return {value.period: value.quantity for value in (stretches[-1] if stretches else [])}


def _stretches(rows: Dataset, indicator: str, region: str) -> list[list[Value]]:
    """Yearly values, published or derived, in stretches that no break divides.

    A break of the indicator's own rows divides, and one of its parts does where the value after it is derived from them.
    """
    own = _breaks(rows, indicator, region)
    names = RATIOS[indicator][:2] if indicator in RATIOS else ()
    parts = [edge for name in names for edge in _breaks(rows, name, region)]
    found: list[list[Value]] = []
    for value in values(rows, indicator, region):
        if value.period.kind != "year":
            continue
        edges = [*own, *parts] if value.derived else own
        last = found[-1][-1].period if found else None
        if last is None or any(last < edge <= value.period for edge in edges):
            found.append([])
        found[-1].append(value)
    return found


def _breaks(rows: Dataset, indicator: str, region: str) -> list[Period]:
    """Where a yearly series begins anew, by the flags of its rows."""
    return [part[0].period for part in rows.series(indicator, region, "year")[1:]]


def segments(rows: Dataset, indicator: str, regions: Iterable[str]) -> pandas.DataFrame:
    """Yearly values of several regions to draw as lines: columns place, period, value and segment, broken at every break."""
    records = [
        (_place(rows.codes, region), str(value.period), value.quantity, f"{region}-{number}")
        for region in regions
        for number, stretch in enumerate(_stretches(rows, indicator, region))
        for value in stretch
    ]
    return pandas.DataFrame(
        records or [_no_record(rows.codes, indicator, regions)],
        columns=["place", "period", "value", "segment"],
    )


def _no_record(codes: Codes, indicator: str, regions: Iterable[str]) -> tuple[object, ...]:
    nothing = _missing_gap(codes, indicator, next(iter(regions), ""), "").difference
    return nothing.label, "", nothing, ""


def growth(rows: Dataset, indicator: str, region: str, start: str, end: str) -> Quantity:
    """Growth of a level between two periods, in per cent.

    Raises:
        NotComparable: where a break lies between them, they are not of one kind of period, or come from different
            sources; counts may come from successive issues of a yearbook, amounts in money may not (they are revised).
    """
    first, last = (rows.find(indicator, region, period) for period in (start, end))
    if first is None or last is None:
        return _missing_gap(rows.codes, indicator, region, "").difference.to("%")
    entry = rows.codes.indicators[indicator]
    if entry.kind not in ("level", "count", "capacity"):
        raise NotComparable(f"{indicator} is no level: its growth cannot be computed")
    if first.period.kind != last.period.kind or first.period.months != last.period.months:
        raise NotComparable(f"{indicator}: {start} and {end} are not periods of one kind")
    if entry.kind != "count" and first.source != last.source:
        raise NotComparable(
            f"{indicator}, {region}: {start} is from {first.source}, {end} from {last.source}; vintages must not be mixed"
        )
    joined = [
        segment
        for segment in rows.series(indicator, region, first.period.kind)
        if first.period in (row.period for row in segment)
    ]
    if not any(last.period == row.period for segment in joined for row in segment):
        raise NotComparable(f"{indicator}, {region}: a break lies between {start} and {end}")
    return last.quantity.growth_from(first.quantity)


# every indicator at once


def diagnose(
    rows: Dataset, region: str, others: Sequence[str], kinds: Sequence[str] = STRUCTURE
) -> list[Gap]:
    """The gaps of every indicator of these kinds that has a better direction, from furthest behind to furthest ahead.

    Far is measured against the size of the other value. Local indicators and those of one region alone are left out,
    as are gaps whose definitions differ.
    """
    entries = [
        entry
        for entry in rows.codes.indicators.values()
        if entry.kind in kinds and entry.better and not entry.local
    ]
    gaps = [each for entry in entries for each in compare(rows, entry.id, region, others)]
    return sorted((each for each in gaps if each.own.indicator == each.other.indicator), key=_rank)


def recent(gaps: Iterable[Gap], as_of: str) -> list[Gap]:
    """Those whose own value ended at most :data:`STALE_MONTHS` before the month ``as_of``."""
    return [each for each in gaps if not _is_stale(each.own, as_of)]


def _is_stale(value: Value, as_of: str) -> bool:
    """Whether a growth rate is too old at the month ``as_of`` to speak of the present."""
    now = month_number(Period.parse(as_of).end)
    return now - month_number(value.period.end) > STALE_MONTHS


def _rank(each: Gap) -> float:
    """Furthest behind first, by the difference relative to the other value."""
    share = each.relative.number if not each.relative.is_missing else 0.0
    return {BEHIND: -abs(share), AHEAD: abs(share)}.get(each.stands, 0.0)


def extremes(gaps: Sequence[Gap], threshold: float, count: int = 2) -> list[Gap]:
    """For a chart: the ``count`` gaps furthest behind and the ``count`` furthest ahead, one of each indicator."""
    behind = _first(gaps, BEHIND, threshold)[:count]
    ahead = _first(reversed(gaps), AHEAD, threshold)[:count]
    return [*behind, *reversed([each for each in ahead if each not in behind])]


def _first(gaps: Iterable[Gap], stands: str, threshold: float) -> list[Gap]:
    """The first gap of each indicator that stands so, beyond the threshold."""
    found: dict[str, Gap] = {}
    for each in gaps:
        if each.stands == stands and each.exceeds(threshold):
            found.setdefault(each.own.indicator, each)
    return list(found.values())


def _distinct(gaps: Iterable[Gap]) -> list[str]:
    return list(dict.fromkeys(each.own.indicator for each in gaps))


class Tally(NamedTuple):
    """How many gaps there are, and how many are behind, ahead, close, or undecided because a value is only a bound."""

    total: Quantity
    behind: Quantity
    ahead: Quantity
    close: Quantity
    undecided: Quantity
    indicators: Quantity

    def results(self, pace: bool = False) -> str:
        """What the comparisons showed, in words; what never occurred is left out. ``pace`` where growth is compared."""
        words = {**WORDS, **PACES} if pace else WORDS
        told = (
            (self.behind, words[BEHIND]),
            (self.ahead, words[AHEAD]),
            (self.close, Text("差距不大", "about level")),
            (self.undecided, UNDECIDED),
        )
        known = [(number, word) for number, word in told if number.is_missing or number.sign]
        zh, en = (
            "，".join(f"{word.zh}{n}" for n, word in known),
            [f"{n:n} {word.en}" for n, word in known],
        )
        return pick(zh, listed(en))


def tally(gaps: Sequence[Gap], threshold: float, region: Text = NOWHERE) -> Tally:
    """Counts of gaps beyond ``threshold`` per cent; all missing when there is nothing to count."""
    if not gaps:
        nothing = Quantity.missing(
            "items", f"可比指标（{region.zh}）", f"comparable indicators ({region.en})"
        )
        return Tally(*[nothing] * 6)
    beyond = [each.stands for each in gaps if each.exceeds(threshold)]
    undecided = sum(each.is_undecided for each in gaps)
    behind, ahead = beyond.count(BEHIND), beyond.count(AHEAD)
    close = len(gaps) - behind - ahead - undecided
    rows = dict.fromkeys(row for each in gaps for row in each.difference.rows)
    counts = (len(gaps), behind, ahead, close, undecided, len(_distinct(gaps)))
    return Tally(*(Quantity.exact(count, "items", rows) for count in counts))


class Standing(NamedTuple):
    """A region's place among its siblings (regions with the same parent) in one indicator; 1 is best."""

    value: Value
    place: int
    among: int
    best: Value


def standings(rows: Dataset, region: str, least: int = 5, as_of: str = "") -> list[Standing]:
    """Where a region stands among its siblings, for the latest period that at least ``least`` of them have.

    A value that is only a bound has no place in an order. Growth that was old at ``as_of`` is left out.
    """
    codes = rows.codes
    parent = codes.regions[region].parent
    siblings = [entry.id for entry in codes.regions.values() if entry.parent == parent and parent]
    entries = [entry for entry in codes.indicators.values() if entry.better and not entry.local]
    found = [_standing(rows, entry.id, entry.better, region, siblings, least) for entry in entries]
    return [
        each
        for each in found
        if each and not (as_of and _is_pace(codes, each) and _is_stale(each.value, as_of))
    ]


def _is_pace(codes: Codes, found: Standing) -> bool:
    return codes.indicators[found.value.indicator].kind in PACE


def _standing(
    rows: Dataset, indicator: str, better: str, region: str, siblings: list[str], least: int
) -> Standing | None:
    periods = [row.period for row in rows.all(indicator, region, status="observed")]
    codes = rows.codes
    for period in sorted(set(periods), reverse=True):
        found = [rows.find(indicator, name, period) for name in siblings]
        present = [row for row in found if row and not _is_bound(row.quantity)]
        if len(present) >= least and region in [row.region for row in present]:
            ordered = sorted(present, key=lambda row: row.value, reverse=better == "higher")
            own = next(row for row in present if row.region == region)
            place = 1 + sum(
                (row.value > own.value) if better == "higher" else (row.value < own.value)
                for row in present
            )
            first, last = (
                Value(row.region, indicator, _place(codes, row.region), period, row.quantity)
                for row in (own, ordered[0])
            )
            return Standing(first, place, len(present), last)
    return None


# frames for charts and tables


def chart_frame(known: Dataset, gaps: Sequence[Gap], note: str = "") -> pandas.DataFrame:
    """The values behind gaps as marks of a chart: columns indicator, place (name and period) and value.

    Raises:
        MixedBasis: where values on one axis are of different definitions and no note says so.
    """
    mixed = [each for each in gaps if each.own.indicator != each.other.indicator]
    if mixed and not note.strip():
        one = mixed[0]
        raise MixedBasis(
            f"{one.own.indicator} and {one.other.indicator} would share an axis: a note must say how they differ"
        )
    records = []
    for name in _distinct(gaps):
        of_one = [found for found in gaps if found.own.indicator == name]
        periods = dict.fromkeys(found.own.period for found in of_one)
        for period in periods:
            alike = [found for found in of_one if found.own.period == period]
            title = _dated_title(known.codes, alike[0].own)
            records.append((title, alike[0].own.place, alike[0].own.quantity))
            records += [(title, _other_name(found), found.other.quantity) for found in alike]
    return pandas.DataFrame(records, columns=["indicator", "place", "value"])


def marks(
    known: Dataset, indicator: str, region: str, gaps: Sequence[Gap], note: str = ""
) -> pandas.DataFrame:
    """As :func:`chart_frame` for one indicator, with its missing value where there is no gap to draw."""
    if gaps:
        return chart_frame(known, gaps, note)
    nothing = _missing_gap(known.codes, indicator, region, "").difference
    return pandas.DataFrame([("", nothing.label, nothing)], columns=["indicator", "place", "value"])


def gap_table(
    codes: Codes, gaps: Sequence[Gap], threshold: float = 0, pace: bool = False
) -> pandas.DataFrame:
    """Gaps as rows: indicator with the period, own value, the benchmark, the difference, and how the region stands.

    ``pace`` where growth is compared.
    """
    records = []
    for each in gaps:
        entry = codes.indicators[each.own.indicator]
        zh, en = each.own.when
        beyond = each.exceeds(threshold)
        neither = (
            Text("差距不大", "about level") if each.stands in (AHEAD, BEHIND) else each.word(pace)
        )
        records.append(
            {
                "indicator": Text(f"{entry.zh}（{zh}）", f"{entry.en} ({en})"),
                "own": each.own.quantity,
                "benchmark": f"{_other_name(each)} {each.other.quantity}",
                "difference": f"{each.difference:+}",
                "stands": _with_trend(each, each.word(pace) if beyond else neither),
            }
        )
    return pandas.DataFrame(
        records, columns=["indicator", "own", "benchmark", "difference", "stands"]
    )


def _with_trend(found: Gap, word: Text) -> Text:
    """The judgement, and whether the distance grew or shrank where both are known for earlier years."""
    if found.trend.is_missing or not found.trend.sign or not found.difference.sign:
        return word
    wider = found.trend.sign == found.difference.sign
    year = period_text(found.since)
    zh, en = ("拉大", "wider") if wider else ("缩小", "narrower")
    return Text(f"{word.zh}，较{year.zh}{zh}", f"{word.en}, {en} than in {year.en}")


def _other_name(each: Gap) -> Text:
    """The other region, with the period where it is not the region's own."""
    if each.other.period == each.own.period and not each.other.derived:
        return each.other.place
    return _mark_name(each.other)


def newer(gaps: Iterable[Gap], known: Dataset) -> list[Gap]:
    """The gaps that rest on a value of either side that was not known at the vantage point.

    Of a derived value the numerator decides: a newer denominator alone makes no new finding.
    """
    return [
        found
        for found in gaps
        if any(
            value.quantity.rows[0]
            not in {row.id for row in known.all(_counted(value), value.region)}
            for value in (found.own, found.other)
        )
    ]


def _counted(value: Value) -> str:
    """The indicator of the row that a value is first of all about: its own, or its numerator."""
    return value.quantity.rows[0].split("/")[1]


def standing_table(codes: Codes, found: Iterable[Standing]) -> pandas.DataFrame:
    """Standings as rows: indicator with the period, own value, place among the siblings, who is first."""
    records = []
    for each in found:
        entry, (zh, en) = codes.indicators[each.value.indicator], each.value.when
        records.append(
            {
                "indicator": Text(f"{entry.zh}（{zh}）", f"{entry.en} ({en})"),
                "value": each.value.quantity,
                "place": Text(
                    f"第{each.place}位（共{each.among}个）", f"{each.place} of {each.among}"
                ),
                "best": f"{each.best.place} {each.best.quantity}",
            }
        )
    return pandas.DataFrame(records, columns=["indicator", "value", "place", "best"])


def parts(rows: Dataset, region: str, indicators: Sequence[str]) -> pandas.DataFrame:
    """Cluster outputs and class thresholds as marks of one chart: columns name and value, the largest first.

    Only whole years and points in time stand beside a yearly threshold; cumulative months are labelled with their span.
    """
    records = []
    for indicator in indicators:
        chosen = [
            rows.find(indicator, region, status=status)
            for status in ("observed", "forecast", "target")
        ]
        seen, expected, threshold = chosen
        if rows.codes.indicators[indicator].class_threshold:
            chosen = [threshold]
        else:
            chosen = [
                seen,
                expected if expected and (seen is None or expected.period > seen.period) else None,
            ]
        records += [
            (_mark_title(row), replace(row.quantity, status=row.status)) for row in chosen if row
        ]
    if all(cell.status == "target" for _, cell in records):
        records = [("", _missing_gap(rows.codes, indicators[-1], region, "").difference)]
    return pandas.DataFrame(records, columns=["name", "value"])


def _mark_title(row: Observation) -> Text:
    entry, (zh, en) = row.codes.indicators[row.indicator], _period_texts(row.period)
    if entry.class_threshold:
        return Text(entry.zh, entry.en)
    return Text(f"{entry.zh}（{zh}）", f"{entry.en} ({en})")


def note(gaps: Iterable[Gap]) -> Text:
    """What a chart or table of these gaps must say: every caveat once, with the place that it is about."""
    found = [caveat for each in gaps for caveat in each.caveats]
    unique = list(dict.fromkeys(found))
    if not unique:
        return Text("定义、时期和口径一致。", "Definition, period and basis match.")
    return Text(
        "；".join(each.zh for each in unique) + "。",
        _capital("; ".join(each.en for each in unique)) + ".",
    )


def _mark_name(value: Value) -> Text:
    place, when = value.place, value.when
    return Text(f"{place.zh}（{when.zh}）", f"{place.en} ({when.en})")


def _title(codes: Codes, indicator: str) -> Text:
    entry = codes.indicators[indicator]
    return Text(entry.zh, entry.en)


def _dated_title(codes: Codes, value: Value) -> Text:
    name, (zh, en) = _title(codes, value.indicator), value.when
    return Text(f"{name.zh}（{zh}）", f"{name.en} ({en})")


def _place(codes: Codes, region: str) -> Text:
    entry = codes.regions[region]
    return Text(entry.zh, entry.en)


def _period_texts(period: Period) -> Text:
    return period_text(str(period))


def _lower(text: str) -> str:
    """An English label for the middle of a sentence."""
    first = text.split(" ", 1)[0].replace("-", "")
    return (
        text
        if first[1:] != first[1:].lower() or not first.isalpha()
        else text[:1].lower() + text[1:]
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def in_sentence(label: str) -> str:
    """A label of the code list or the model for the middle of a sentence."""
    return _lower(label)


def growth_table(rows: Dataset, indicator: str, regions: Iterable[str]) -> pandas.DataFrame:
    """How a level grew over its latest two or more unbroken years: columns place, first, last and growth; only what may be computed."""
    records = []
    for region in regions:
        long = [part for part in rows.series(indicator, region, "year") if len(part) > 1]
        if not long:
            continue
        first, last = long[-1][0], long[-1][-1]
        grown = growth(rows, indicator, region, str(first.period), str(last.period))
        records.append((_place(rows.codes, region), _dated(first), _dated(last), grown))
    return pandas.DataFrame(records, columns=["place", "first", "last", "growth"])


def _dated(row: Observation) -> str:
    when = _period_texts(row.period)
    return pick(f"{row.quantity}（{when.zh}）", f"{row.quantity} ({when.en})")


def each(rows: Dataset, indicators: Iterable[str], region: str, others: Sequence[str]) -> list[Gap]:
    """The gaps of several indicators, in their order."""
    return [found for name in indicators for found in compare(rows, name, region, others)]


def with_value(
    rows: Dataset, indicator: str, region: str, others: Sequence[str]
) -> tuple[str, ...]:
    """``others`` and every further region that has a value of the year of the region's own latest one."""
    own = values(rows, indicator, region)
    if not own:
        return tuple(others)
    year = own[-1].period.end[0]
    names = [name for name in rows.regions if name not in (region, *others)]
    near = [
        name
        for name in names
        if any(value.period.end[0] == year for value in values(rows, indicator, name))
    ]
    return (*others, *near)


#: Output of clusters and the threshold of their class, for one chart.
CLUSTERS = ("cluster_class_100bn", "steel_cluster_output", "rare_earth_output", "pv_output")


def reached(rows: Dataset, region: str, indicators: Sequence[str]) -> dict[Text, bool | None]:
    """Whether each published output has reached the threshold of its class; None where a bound leaves it open.

    Only what was observed for a whole year or at a point in time counts, an expectation or some months do not.
    """
    codes, limit, found = rows.codes, None, {}
    for indicator in indicators:
        entry = codes.indicators[indicator]
        if entry.class_threshold:
            limit = rows.find(indicator, region, status=("target", "planned", "observed"))
            continue
        seen = [
            row
            for row in rows.all(indicator, region, status="observed")
            if row.period.kind != "span"
        ]
        if limit and seen:
            low, high = seen[-1].quantity.interval.lo, seen[-1].quantity.interval.hi
            short = False if high < limit.value else None
            found[Text(entry.zh, entry.en)] = True if low >= limit.value else short
    return found


def reached_words(found: Mapping[Text, bool | None]) -> str:
    """Which outputs have reached their class, in words; the missing value where nothing can be said of any."""
    there = [_lower(str(name)) for name, passed in found.items() if passed]
    if there:
        return pick(
            f"产值已达千亿级门槛的有{listed(there)}",
            f"at or above the threshold of their class: {listed(there)}",
        )
    if any(passed is False for passed in found.values()):
        return pick(
            "已公布年产值的均未达到千亿级门槛", "none has reached the threshold of its class"
        )
    return str(Quantity.missing("1e8 CNY", "产业集群年产值", "yearly output of clusters"))


def split(whole: Quantity, part: Quantity, place: Text) -> pandas.DataFrame:
    """Innovation platforms of national rank and the rest as parts of one bar: columns place, part and value."""
    names = (Text("国家级", "national"), Text("自治区级", "regional"))
    return pandas.DataFrame({"place": [place, place], "part": names, "value": [part, whole - part]})


def percent(number: float) -> Quantity:
    """A parameter given in per cent, to be mentioned in a sentence."""
    return Quantity.exact(Decimal(f"{number:g}"), "%")


@dataclass(frozen=True)
class Change:
    """How a yearly value moved over one unbroken stretch; ``difference`` is missing for fewer than two years.

    Attributes:
        since: the latest value on a later basis, which must not be subtracted from these; None where there is none.
    """

    first: Value
    last: Value
    difference: Quantity
    since: Value | None = None

    @property
    def words(self) -> str:
        """``fell by 0.37 percentage points``; says "no data" by itself when it is missing."""
        size = f"{self.difference:abs}"
        zh, en = (
            (f"提高{size}", "大致不变", f"下降{size}"),
            (f"rose by {size}", "hardly changed", f"fell by {size}"),
        )
        return compare_words(self.difference, zh, en)

    @property
    def rebased(self) -> str:
        """What stands on a later basis, in words, with that it cannot be compared; "" where there is nothing."""
        if self.since is None:
            return ""
        value, when = self.since.quantity, self.since.when
        return pick(
            f"；{when.zh}为{value}，其间基数作过修订，与此前各年不可直接相减",
            f"; {value} in {when.en} is on a revised basis and must not be subtracted from it",
        )


def change(rows: Dataset, indicator: str, region: str) -> Change:
    """From the first to the last year of the latest stretch without a break that has two years or more."""
    stretches = _stretches(rows, indicator, region)
    long = [stretch for stretch in stretches if len(stretch) > 1]
    if not long:
        nothing = _missing_gap(rows.codes, indicator, region, "")
        return Change(nothing.own, nothing.own, nothing.difference)
    first, last = long[-1][0], long[-1][-1]
    latest = stretches[-1][-1]
    since = latest if latest.period > last.period else None
    return Change(first, last, _difference(last.quantity, first.quantity), since)


def later_values(whole: Dataset, known: Dataset, indicator: str, region: str) -> list[Value]:
    """The values of a region that were not known at the vantage point."""
    before = {value.period for value in values(known, indicator, region)}
    return [value for value in values(whole, indicator, region) if value.period not in before]


def latest(rows: Dataset, indicator: str, region: str) -> Value:
    """The best row of the latest period, averages over years included."""
    row = rows.find(indicator, region)
    if row is None:
        return _missing_gap(rows.codes, indicator, region, "").own
    return Value(
        region,
        indicator,
        _place(rows.codes, region),
        row.period,
        row.quantity,
        _is_derived(row),
        _row_caveats(row),
        _end(row),
    )


def about(gaps: Iterable[Gap], indicator: str) -> list[Gap]:
    """The gaps of one indicator."""
    return [found for found in gaps if found.own.indicator == indicator]


def headline(codes: Codes, place: Text, gaps: Sequence[Gap]) -> str:
    """The title of a chart of these gaps: the one furthest behind and the one furthest ahead, as far as there are any."""
    behind = [found for found in gaps if found.stands == BEHIND][:1]
    ahead = [found for found in gaps if found.stands == AHEAD][-1:]
    if not (behind or ahead):
        return str(Quantity.missing("", "达到界限的差距", "differences beyond the limit"))
    zh, en = [], []
    for some, word in ((behind, "落后"), (ahead, "占优")):
        for one in some:
            name = _title(codes, one.own.indicator)
            zh.append(f"{word}最多的是{name.zh}（{one.link}{one.other.place}{one.phrase}）")
            stands = WORDS[one.stands].en
            en.append(
                f"furthest {stands} in {_lower(name.en)} ({one.phrase} {one.link} {one.other.place})"
            )
    return pick(f"{place.zh}" + "，".join(zh), f"{place.en}: " + "; ".join(en))


def values_note(rows: Dataset, indicator: str, region: str) -> Text:
    """What a chart of one region's values over time must say about how they came about."""
    yearly = [value for value in values(rows, indicator, region) if value.period.kind == "year"]
    found = dict.fromkeys(caveat for value in yearly for caveat in value.caveats)
    said = []
    if found:
        own = f"{rows.codes.regions[region].en}: "
        zh, en = (
            "；".join(each.zh for each in found),
            "; ".join(each.en.removeprefix(own) for each in found),
        )
        said.append(Text(f"部分年份{zh}。", f"Some years: {en}."))
    if any(
        later.period.end[0] - one.period.end[0] > 1
        for one, later in zip(yearly, yearly[1:], strict=False)
    ):
        said.append(Text("缺数的年份以直线相连。", "Missing years are joined by a straight line."))
    said.append(Text("统计口径改变处断线。", "Lines break where the statistics do."))
    return Text("".join(one.zh for one in said), " ".join(one.en for one in said))


def later_standings(whole: Dataset, known: Dataset, region: str) -> list[Standing]:
    """The standings that rest on a value which was not known at the vantage point."""
    before = {found.value.quantity.rows for found in standings(known, region)}
    return [found for found in standings(whole, region) if found.value.quantity.rows not in before]
