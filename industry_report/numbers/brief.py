"""What is put before those who decide; each number is proved in the chapter named beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import cast

import pandas

from industry_report.data.dataset import Dataset
from industry_report.data.periods import Period
from industry_report.numbers import gaps, grades, growth, leads, logic_model, situation, tasks
from industry_report.numbers.gaps import Gap
from industry_report.numbers.model_records import LogicModel
from industry_report.numbers.quantity import Quantity
from industry_report.numbers.sections import Sections
from industry_report.words import NOTHING, Indicator, Phrase, only_if

#: What a place puts into growing, the first that is known.
EFFORT = ("rd_intensity", "rd_active_firm_share")
#: What else may be among the five numbers, the first ones that are known.
OTHERS = (*EFFORT, "high_tech_value_added_share", "high_tech_share", "gdp_growth", "gdp_per_capita")
MOST_NUMBERS = 5
#: What a measure says that somebody can be held to.
ANSWERABLE = ("deadline", "authority")
#: What the first number tells already.
HEADED = (growth.VALUE_ADDED_GROWTH,)


@dataclass(frozen=True)
class Headline:
    """One number at the head of the report.

    Attributes:
        value: the number. what: what it is, and when. beside: what it is held against.
        grade: of its evidence.
        chapter: where it is proved; nothing where there are no chapters.
    """

    value: Quantity
    what: Phrase
    beside: Phrase
    grade: Phrase
    chapter: Phrase


def beside(at: tasks.Setting) -> Gap | None:
    """What stands second after growth: the first of ``OTHERS`` that is known of the place and of
    the nation for one period; None without any.
    """
    same = (gap for gap in _known(at) if gap.one.indicator == gap.two.indicator)
    return next((gap for gap in same if gap.is_alike), None)


def _known(at: tasks.Setting) -> list[Gap]:
    """The known gaps of ``OTHERS`` to the nation, without growth of long ago."""
    indicators = at.rows.codes.indicators
    found = (gaps.gap(at.rows, each, at.region, at.others) for each in OTHERS if each in indicators)
    return [
        gap
        for gap in found
        if not gap.is_missing and not _outdated(gap.indicator, gap.one.period, at)
    ]


def verdict(
    latest: growth.Comparison, spent: Gap | None, at: tasks.Setting, article: bool
) -> list[Phrase]:
    """The clauses of the verdict: whether it grows faster and its lead shrank, or that nothing is
    known of the last year; whether it puts more into that than others in the same year; and of the
    ``article`` alone whether anybody answers for its measures. The figures, and what limits them:
    :func:`limits`.
    """
    found, year = [], 0
    newest = latest.newer.values.get("period", latest.period)
    if isinstance(newest, Period) and _outdated(growth.VALUE_ADDED_GROWTH, newest, at):
        found.append(Phrase("verdict-growth-old", period=newest))
    elif latest.leads:
        lead, year = latest.leads[0].values, cast(Period, latest.period).end[0]
        way = "shrank" if latest.shrank else lead["difference"].way
        since = latest.before.values.get("since")
        found.append(Phrase(f"verdict-growth-{way}", it=latest, region=lead["region"], since=since))
    if spent is not None and spent.indicator in EFFORT:
        name = Phrase(f"effort-{spent.indicator}")
        if spent.one.period.end[0] != year:
            name = Phrase("effort-dated", name=name, when=spent.when)
        told = {"name": name, "region": spent.region}
        found.append(Phrase(f"verdict-effort-{spent.difference.way}", **told))
    if article and at.model is not None:
        named, total = _answered(at)
        kind = "verdict-measures" if named.best else "verdict-no-measure"
        found.append(Phrase(kind, named=named, total=total))
    return found


def _answered(at: tasks.Setting) -> tuple[Quantity, Quantity]:
    """How many measures of how many name a deadline or a public body."""
    measures = cast(LogicModel, at.model).measures  # where there are measures
    named = [one for one in measures if any(logic_model.ELEMENTS[each](one) for each in ANSWERABLE)]
    named_, total = (Quantity.exact(len(each), "actions") for each in (named, measures))
    return named_, total


def limits(
    latest: growth.Comparison, spent: Gap | None, at: tasks.Setting, local: Sections
) -> list[Phrase]:
    """The figures behind the verdict and what limits them, also by documents of the next year that
    would tell of the whole one but were not obtained; without any figures that there are none.
    """
    unread = NOTHING
    if latest.aim:
        next_year = str(latest.aim.values["period"].end[0] + 1)
        if absent := local.lacked(at.region, at.as_of, next_year):
            unread = Phrase("aim-unread", documents=absent)
    told = {"it": latest, "unread": unread}
    found = [Phrase("limit-growth", **told, lead=each) for each in latest.leads[:1]]
    if not (latest.leads or latest.own.is_missing):
        found.append(Phrase("limit-growth-alone", **told))
    if spent is not None:
        found.append(Phrase("limit-effort", gap=spent))
    return found or [Phrase("limit-none")]


def bound(listed: Sequence[tasks.Worked]) -> list[Phrase]:
    """The tasks that superiors have set; of one without a figure also that its pace is unknown."""
    return [
        Phrase("bound-blind" if one.is_blind else "bound-task", task=one)
        for one in listed
        if one.need == "mandated"
    ]


def shelved(cut: Sequence[Phrase], listed: Sequence[tasks.Worked]) -> list[Phrase]:
    """The task that mentions the target that was cut deepest, where it says what is not to be
    decided yet.
    """
    about = {each.values["indicator"] for each in cut[:1]}
    return [
        Phrase("cut-task", task=one, indicator=each)
        for one in listed
        for each in about & {Indicator(row.split("/")[0]) for row in one.task.values.values()}
        if one.hold
    ]


def needed(listed: Sequence[tasks.Worked]) -> list[Phrase]:
    """The pace that the targets of the tasks take, where one is still running; what another basis
    would make of it is told in the chapter.
    """
    aims = [aim for one in listed for aim in one.aims if aim.pace]
    plain = [Phrase(aim.pace.id, **{**aim.pace.values, "recast": NOTHING}) for aim in aims]
    return [
        Phrase("pace-needed", aim=aim, pace=pace) for aim, pace in zip(aims, plain, strict=True)
    ]


def run_of_years(compared: pandas.DataFrame, latest: growth.Comparison) -> list[Phrase]:
    """That it was faster, or slower, in every year that can be compared, if it was."""
    if not latest.leads:
        return []
    run = leads.runs(compared, latest.leads[0].values["region"])[0]
    if not run.last.sign or len(run.leads) < leads.ENOUGH_YEARS:
        return []
    told = {"region": run.other, "years": run.years, "months": run.partial}
    return [Phrase(f"caveat-years-{run.last.way}", **told)]


def _bench(gap: Gap, at: tasks.Setting) -> Phrase:
    """What a place is held against, in words, with the period where that is another one."""
    kind = "nation" if at.rows.codes.regions[gap.region].level == "nation" else "place"
    whose = Phrase(f"bench-{kind}", region=gap.region)
    when = "bench" if gap.is_alike and not gap.two.derived else "bench-when"
    return Phrase(when, whose=whose, gap=gap)


def _near(gap: Gap, at: tasks.Setting) -> Phrase:
    """Beside the nation the region that a place lies in, in the latest year known of both; nothing
    where that is only a lead: the grade of the number would not hold for it.
    """
    if at.rows.codes.regions[gap.region].level != "nation":
        return NOTHING
    others = [each for each in at.others if each != gap.region]
    found = gaps.compare(at.rows, gap.indicator, at.region, others)
    firm = (gap for gap in found[:1] if _grade(gap.rows, at.rows, *gap.doubts).id != "grade-C")
    return next((Phrase("near", gap=gap) for gap in firm), NOTHING)


def numbers(
    latest: growth.Comparison,
    at: tasks.Setting,
    local: Sections,
    article: bool,
    cut: Sequence[Phrase] = (),
) -> list[Headline]:
    """The numbers of the brief, the most important first: those compared, else those alone."""
    known = _known(at)
    exact = [gap for gap in known if gap.is_in_units]
    found = [_of_gap(gap, at) for gap in exact if gap.indicator in EFFORT]
    found += _projects(at, local)
    if at.model:  # industries of the wanted size, or where a chain is strong and weak
        found += [*_of_size(at, local), *_along_chain(at, local)][:1]
    found += _cut(at, cut)
    if article and at.model:
        named, total = _answered(at)
        judged = Phrase(f"grade-{grades.B}")
        found.append(_headline("measures", named, judged, "recommendations", at, total=total))
    found += [_of_gap(gap, at) for gap in exact or known if gap.indicator not in EFFORT]
    if not (found or latest.leads):
        found += _alone(at)
    return [*_grown(latest, at), *found][:MOST_NUMBERS]


def _grown(latest: growth.Comparison, at: tasks.Setting) -> Iterator[Headline]:
    """The latest growth, beside the first of the others."""
    if not latest.own.is_missing:
        leads = latest.leads[:1]
        behind = [row for lead in leads for row in lead.values["difference"].rows]
        grade = _grade((*latest.own.rows, *behind), at.rows)
        yield _headline("growth", latest.own, grade, "situation", at, it=latest, leads=leads)


def _outdated(indicator: str, period: Period, at: tasks.Setting) -> bool:
    """Whether it is growth of so long ago that it says nothing of the vantage point."""
    pace = at.rows.codes.indicators[indicator].kind in gaps.PACE
    return pace and gaps.is_stale(period, at.as_of)


def _headline(
    kind: str, number: Quantity, grade: Phrase, chapter: str, at: tasks.Setting, **told: object
) -> Headline:
    """A number with what texts of this ``kind`` say of it; chapters are those of a policy text."""
    what, beside = Phrase(f"what-{kind}", **told), Phrase(f"beside-{kind}", **told)
    where = only_if(at.model, Phrase(f"chapter-{chapter}"))
    return Headline(number, what, beside, grade, where)


def _of_gap(gap: Gap, at: tasks.Setting) -> Headline:
    grade = _grade(gap.rows, at.rows, *gap.doubts)
    made = _headline("gap", gap.own, grade, "diagnosis", at, when=gap.dated, gap=gap)
    if not gap.is_in_units:
        return replace(made, beside=Phrase("beside-size", gap=gap))
    told = {"outgrown": gaps.outgrown(at.rows, gap), "near": _near(gap, at)}
    kind = "beside-bases" if gap.rebased else "beside-gap"
    return replace(made, beside=Phrase(kind, gap=gap, bench=_bench(gap, at), **told))


def _projects(at: tasks.Setting, local: Sections) -> Iterator[Headline]:
    """How far the year's key projects are, while the year runs."""
    done = situation.progress(at.rows, at.region, local)
    for one in situation.running(done, at.as_of):
        value = cast(Quantity, one["done"])
        yield _headline("projects", value, _grade(value.rows, at.rows), "situation", at, **one)


def _cut(at: tasks.Setting, cut: Sequence[Phrase]) -> Iterator[Headline]:
    """The target that was cut deepest, or is the furthest below one for another scope."""
    for each in cut[:1]:
        first, last = each.values["first"], each.values["last"]
        grade = _grade((*first.rows, *last.rows), at.rows)
        made = _headline("cut", last, grade, "situation", at, **each.values)
        beside = "beside-cut-apart" if each.id == "lowered-apart" else "beside-cut"
        known = each.values["known"]
        latest = only_if(known, Phrase("cut-latest", known=known))
        yield replace(made, beside=Phrase(beside, **each.values, latest=latest))


def _of_size(at: tasks.Setting, local: Sections) -> Iterator[Headline]:
    """How many industries have reached the class that clusters are wanted in."""
    row = at.rows.find(local.clusters or "", at.region)
    if row is None:
        return
    number, grade = replace(row.quantity, unit="industries"), _grade((row.id,), at.rows)
    made = _headline("clusters", number, grade, "situation", at, period=row.period)
    if local.clusters_named:
        made = replace(made, beside=Phrase("beside-named", named=local.clusters_named))
    yield made


def _along_chain(at: tasks.Setting, local: Sections) -> Iterator[Headline]:
    """The stage of a chain with the largest share of the nation expected, beside the smallest."""
    stages = {stage.share: stage.name for stage in local.chain if stage.share}
    expected = [row for id in stages for row in at.rows.all(id, at.region, status="forecast")]
    for period in sorted({row.period for row in expected if not at.is_past(row.period)}):
        shares = [at.rows.find(id, at.region, period, "forecast") for id in stages]
        ordered = sorted((row for row in shares if row), key=lambda row: row.value)
        weak, strong = ordered[0], ordered[-1]
        if weak.value == strong.value:
            continue  # of one stage alone, or no stage is stronger
        told: dict[str, object] = {"period": period, "value": weak.quantity}
        told |= {"strong": stages[strong.indicator], "weak": stages[weak.indicator]}
        grade = _grade((strong.id, weak.id), at.rows)
        yield _headline("chain", strong.quantity, grade, "situation", at, **told)


def _alone(at: tasks.Setting) -> Iterator[Headline]:
    """Figures that nothing is held against, the latest first, growth of long ago last."""
    rows = at.rows.where(region=at.region, status="observed")
    newest = {row.indicator: row for row in sorted(rows, key=lambda row: row.period.end)}
    rest = [row for row in newest.values() if row.indicator not in HEADED]
    rest.sort(key=lambda row: row.period.end, reverse=True)
    rest.sort(key=lambda row: _outdated(row.indicator, row.period, at))
    for row in rest:
        told = {"indicator": Indicator(row.indicator), "period": row.period}
        grade = _grade((row.id,), at.rows)
        made = _headline("own", row.quantity, grade, "situation", at, **told)
        yield replace(made, beside=NOTHING)


def _grade(ids: Sequence[str], rows: Dataset, *reasons: str) -> Phrase:
    found = grades.of_ids(ids, rows, *reasons)
    return found.told if found else Phrase(f"grade-{grades.B}")
