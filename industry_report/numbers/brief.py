"""What is put before those who decide; each number is proved in the chapter named beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas

from industry_report.data.dataset import Dataset
from industry_report.data.periods import Period
from industry_report.numbers import gaps, grades, growth, leads, ledger, tasks, values
from industry_report.numbers.gaps import Gap
from industry_report.numbers.ledger import Fate
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
        value: the number. what: what it is, and what it is held against.
        grade: of its evidence.
        chapter: where it is proved; nothing where there are no chapters.
    """

    value: Quantity
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
    latest: growth.Comparison, spent: Gap | None, at: tasks.Setting, became: Sequence[Fate] = ()
) -> list[Phrase]:
    """The clauses of the verdict: how fast it grows, what it puts into that, and how many measures
    left no record or, earlier, whether anybody answers for them. What limits them:
    :func:`caveats`.
    """
    found = []
    if latest.leads:
        lead = latest.leads[0].values
        told = {"it": latest, "region": lead["region"], "aim": _beside_aim(latest)}
        found.append(Phrase(f"verdict-growth-{lead['difference'].way}", **told))
    if spent is not None:
        told = {"name": Phrase(f"effort-{spent.indicator}"), "region": spent.region}
        told["when"] = NOTHING
        if spent.two.period != spent.one.period:
            told["when"] = Phrase("verdict-when", period=spent.two.period)
        found.append(Phrase(f"verdict-effort-{spent.difference.way}", **told))
    if became:
        return [*found, Phrase("verdict-became", **_became(became))]
    done, total = tasks.accountable(at)
    if not done.is_missing:
        kind = "verdict-measures" if done.best else "verdict-no-measure"
        found.append(Phrase(kind, done=done, total=total))
    return found


def _beside_aim(latest: growth.Comparison) -> Phrase:
    """How the growth compares with the target for the same year, as far as the year is known."""
    aim = latest.aim.values if latest.aim else {}
    if not aim or not isinstance(latest.period, Period):
        return NOTHING
    if latest.period.end[0] != aim["period"].end[0]:
        return NOTHING
    least = Quantity.exact(aim["value"].best, "%")
    return Phrase(f"verdict-aim-{(latest.own - least).way}")


def caveats(
    compared: pandas.DataFrame, latest: growth.Comparison, spent: Gap | None
) -> list[Phrase]:
    """What limits the clauses of the verdict, for the line below it."""
    found = []
    if latest.leads:
        run = leads.runs(compared, latest.leads[0].values["region"])[0]
        if run.last.sign and len(run.leads) >= leads.ENOUGH_YEARS:
            told = {"region": run.other, "years": run.years, "months": run.partial}
            found.append(Phrase(f"caveat-years-{run.last.way}", **told))
        found += [
            Phrase(f"caveat-{name}", **each.values)
            for name, each in (("aim", latest.aim), ("weaker", latest.weaker))
            if each
        ]
    if spent is not None:
        found.append(Phrase("caveat-effort", gap=spent))
    return found


def _bench(gap: Gap, at: tasks.Setting) -> Phrase:
    """What a place is held against, in words, with the period where that is another one."""
    kind = "nation" if at.rows.codes.regions[gap.region].level == "nation" else "place"
    whose = Phrase(f"bench-{kind}", region=gap.region)
    when = "bench" if gap.is_alike and not gap.two.derived else "bench-when"
    return Phrase(when, whose=whose, gap=gap)


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
    """The growth up to where the place fell behind, where it is ahead over all months."""
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
        told = {"otherwise": gaps.otherwise(at.rows, gap, at.region, at.others)}
        told["unseen"] = NOTHING
        if gaps.is_stale(gap.one.period, at.as_of):
            told["unseen"] = Phrase("unseen-since")
        what = Phrase("what-gap", gap=gap, bench=_bench(gap, at), **told)
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
    return {name: counts[name] for name in ("total", "seen", "proxies", *ledger.STATUSES)}


def _chapter(name: str, at: tasks.Setting) -> Phrase:
    return Phrase(f"chapter-{name}") if at.model else NOTHING


def _industries(at: tasks.Setting, local: Sections) -> Iterator[Headline]:
    """Clusters reached of those wanted, or where a chain is expected to be strong and weak."""
    rows, place, chapter = at.rows, at.region, _chapter("situation", at)
    if at.model is None:
        return
    wanted = local.clusters or ""
    have, want = (rows.find(wanted, place, status=each) for each in ("observed", "target"))
    there = [each for each in values.outputs(rows, place) if each.reached]
    if have and want and there:
        told = {"period": max(each.name.values["when"] for each in there), "want": want.quantity}
        what = Phrase("what-clusters", **told)
        if local.clusters_named:
            what = Phrase("what-clusters-named", **told, named=local.clusters_named)
        behind = [row for each in there for row in each.value.rows]
        number = Quantity.exact(len(there), "clusters", behind)
        yield Headline(number, what, _grade(behind, rows), chapter)
        return
    shares = {stage.share: stage.name for stage in local.chain if stage.share}
    forecast = [row for id in shares for row in rows.all(id, place, status="forecast")]
    ahead = {row.period for row in forecast if not at.is_past(row.period)}
    for period in sorted(ahead):
        ends = [row for id in shares if (row := rows.find(id, place, period, "forecast"))]
        if len(ends) > 1:
            ends.sort(key=lambda row: -row.value)
            strong, weak = ends[0], ends[-1]
            names = {"strong": shares[strong.indicator], "weak": shares[weak.indicator]}
            what = Phrase("what-chain", period=period, **names, value=weak.quantity)
            grade = _grade((strong.id, weak.id), rows)
            yield Headline(strong.quantity, what, grade, chapter)
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
