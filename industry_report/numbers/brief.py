"""What is put before those who decide; each number is proved in the chapter named beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas

from industry_report.data.dataset import Dataset
from industry_report.data.ledger import DONE
from industry_report.data.periods import Period
from industry_report.numbers import gaps, grades, growth, leads, ledger, tasks
from industry_report.numbers.gaps import Gap
from industry_report.numbers.ledger import NOTHING_FOUND, Fate
from industry_report.numbers.quantity import Quantity
from industry_report.numbers.sections import Sections
from industry_report.words import NOTHING, Indicator, Phrase

#: What a place puts into growing, the first that is known.
EFFORT = ("rd_intensity", "rd_active_firm_share")
#: What else may be among the five numbers, the first ones that are known.
OTHERS = (*EFFORT, "high_tech_value_added_share", "high_tech_share", "gdp_growth", "gdp_per_capita")
MOST_NUMBERS = 5
#: What the first number tells already.
HEADED = (growth.VALUE_ADDED_GROWTH,)


@dataclass(frozen=True)
class Headline:
    """One number at the head of the report.

    Attributes:
        value: the number, or two. what: what it is, and what it is held against.
        grade: of its evidence.
        chapter: where it is proved; nothing where there are no chapters.
    """

    value: Quantity | Phrase
    what: Phrase
    grade: Phrase
    chapter: Phrase


def effort(rows: Dataset, place: str, others: Sequence[str]) -> Gap | None:
    """The first known of what a place puts into growing, against the nation; None without any."""
    found = (
        gaps.gap(rows, each, place, others) for each in EFFORT if each in rows.codes.indicators
    )
    return next((gap for gap in found if not gap.is_missing), None)


def verdict(
    compared: pandas.DataFrame, spent: Gap | None, at: tasks.Setting, became: Sequence[Fate] = ()
) -> list[Phrase]:
    """The clauses of the verdict, each with its period: how fast it grows, what it puts into that,
    and what became of the measures or, earlier, whether anybody answers for them.
    """
    found = _growth(compared, at)
    if spent is not None:
        bench = _bench(spent.region, at)
        if spent.two.period != spent.one.period:
            bench = Phrase("bench-when", bench=bench, when=spent.two.period)
        kind = f"verdict-effort-{spent.difference.way}"
        found.append(Phrase(kind, gap=spent, when=spent.one.period, bench=bench))
    if became:
        return [*found, Phrase("verdict-became", **_became(became))]
    done, total = tasks.accountable(at)
    if not done.is_missing:
        kind = "verdict-measures" if done.best else "verdict-no-measure"
        found.append(Phrase(kind, done=done, total=total))
    return found


def _growth(compared: pandas.DataFrame, at: tasks.Setting) -> list[Phrase]:
    """Growth beside the first other: over an unbroken run of years, else of the last alone."""
    latest = growth.latest(compared, at.rows)
    if not latest.leads:
        return []
    lead = latest.leads[0].values
    way, years = lead["difference"].way, leads.runs(compared, lead["region"])[0]
    told = {"when": latest.period, "bench": _bench(lead["region"], at)}
    if years.last.sign and len(years.leads) >= leads.ENOUGH_YEARS:
        told |= {"years": years.years, "months": years.months, "difference": lead["difference"]}
        return [Phrase(f"verdict-growth-years-{way}", **told)]
    return [Phrase(f"verdict-growth-{way}", **told)]


def _bench(region: str, at: tasks.Setting) -> Phrase:
    """What a place is held against, in words: the average of the nation, or another place."""
    if at.rows.codes.regions[region].level == "nation":
        return Phrase("bench-nation")
    return Phrase("bench-place", region=region)


def numbers(
    latest: growth.Comparison, at: tasks.Setting, local: Sections, became: Sequence[Fate] = ()
) -> list[Headline]:
    """The numbers of the brief, the most important first: those compared, else those alone."""
    rows, place = at.rows, at.region
    found = []
    if not latest.own.is_missing:
        behind = (*latest.own.rows, *_behind(latest))
        kind = "what-growth" if latest.leads else "what-growth-alone"
        what = Phrase(kind, it=latest, rest=_reversed(latest))
        found.append(Headline(latest.own, what, _grade(behind, rows), _chapter("situation", at)))
    compared = [
        gaps.gap(rows, each, place, at.others) for each in OTHERS if each in rows.codes.indicators
    ]
    known = [
        gap
        for gap in compared
        if not gap.is_missing and not _outdated(gap.indicator, gap.one.period, at)
    ]
    diagnosed = [_of_gap(gap, at) for gap in known]
    found += [*diagnosed[:2], *_industries(at, local), *_measures(at, became), *diagnosed[2:]]
    return (found or _alone(at))[:MOST_NUMBERS]


def _reversed(latest: growth.Comparison) -> Phrase:
    """That the place was behind in the last months alone, where it is ahead over all of them."""
    if latest.rest.id == "rest-down" and latest.leads[0].values["difference"].sign > 0:
        return Phrase("reversed", **latest.rest.values)
    return NOTHING


def _outdated(indicator: str, period: Period, at: tasks.Setting) -> bool:
    """Whether it is growth of so long ago that it says nothing of the vantage point."""
    pace = at.rows.codes.indicators[indicator].kind in gaps.PACE
    return pace and gaps.is_stale(period, at.as_of)


def _of_gap(gap: Gap, at: tasks.Setting) -> Headline:
    grade = _grade(gap.rows, at.rows, *gap.doubts)
    what = Phrase("what-size", gap=gap)
    if gap.size.id == "size-exact":
        other = gaps.otherwise(at.rows, gap, at.region, at.others)
        what = Phrase("what-gap", gap=gap, bench=_bench(gap.region, at), otherwise=other)
    return Headline(gap.own, what, grade, _chapter("diagnosis", at))


def _measures(at: tasks.Setting, became: Sequence[Fate]) -> Iterator[Headline]:
    """How many measures left a record or, before that is known, anybody can be held to."""
    chapter = _chapter("recommendations", at)
    done, total = tasks.accountable(at)
    if became:
        counts = _became(became)
        reasons = [reason for each in became if each.grade for reason in each.grade.reasons]
        grade = grades.of_reasons([*reasons, grades.JUDGEMENT]).told
        yield Headline(counts["seen"], Phrase("what-became", **counts), grade, chapter)
    elif not done.is_missing:
        judged = Phrase(f"grade-{grades.B}")
        yield Headline(done, Phrase("what-measures", total=total), judged, chapter)


def _became(became: Sequence[Fate]) -> dict[str, Quantity]:
    counts = ledger.tally(became)
    return {
        name: counts[name]
        for name in ("total", "seen", "proxies", DONE, "done_by_proxy", NOTHING_FOUND)
    }


def _chapter(name: str, at: tasks.Setting) -> Phrase:
    return Phrase(f"chapter-{name}") if at.model else NOTHING


def _industries(at: tasks.Setting, local: Sections) -> Iterator[Headline]:
    """Clusters reached of those wanted, or where a chain is expected to be strong and weak."""
    rows, place, chapter = at.rows, at.region, _chapter("situation", at)
    if at.model is None:
        return
    wanted = local.clusters or ""
    have, want = (rows.find(wanted, place, status=each) for each in ("observed", "target"))
    if have and want:
        what = Phrase("what-clusters", period=have.period, want=want.quantity)
        if local.clusters_named:
            what = Phrase("what-clusters-named", **what.values, named=local.clusters_named)
        yield Headline(have.quantity, what, _grade((have.id, want.id), rows), chapter)
        return
    shares = {stage.share: stage.name for stage in local.chain if stage.share}
    forecast = [row for id in shares for row in rows.all(id, place, status="forecast")]
    ahead = {row.period for row in forecast if not at.is_past(row.period)}
    for period in sorted(ahead):
        ends = [row for id in shares if (row := rows.find(id, place, period, "forecast"))]
        if len(ends) > 1:
            ends.sort(key=lambda row: -row.value)
            strong, weak = ends[0], ends[-1]
            value = Phrase("what-pair", strong=strong.quantity, weak=weak.quantity)
            names = {"strong": shares[strong.indicator], "weak": shares[weak.indicator]}
            what = Phrase("what-chain", period=period, **names)
            yield Headline(value, what, _grade((strong.id, weak.id), rows), chapter)
            return


def _alone(at: tasks.Setting) -> list[Headline]:
    """Figures that nothing is held against, the latest first, growth of long ago last."""
    rows = at.rows.where(region=at.region, status="observed")
    newest = {row.indicator: row for row in sorted(rows, key=lambda row: row.period.end)}
    rest = [row for row in newest.values() if row.indicator not in HEADED]
    rest.sort(key=lambda row: row.period.end, reverse=True)
    return [
        Headline(
            row.quantity,
            Phrase("what-own", indicator=Indicator(row.indicator), period=row.period),
            _grade((row.id,), at.rows),
            _chapter("situation", at),
        )
        for row in sorted(rest, key=lambda row: _outdated(row.indicator, row.period, at))
    ]


def _behind(latest: growth.Comparison) -> list[str]:
    return [row for lead in latest.leads for row in lead.values["difference"].rows]


def _grade(ids: Sequence[str], rows: Dataset, *reasons: str) -> Phrase:
    found = grades.of_ids(ids, rows, *reasons)
    return found.told if found else Phrase(f"grade-{grades.B}")
