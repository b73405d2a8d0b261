"""A source checked against itself: what its figures imply for one another, within the rounding of what it printed.

Each relation says what is computed, from which printed figures, and whether it *holds*, is left *open* by the text, or
*contradicts* another statement. A printed figure stands for every value that rounds to it (interval arithmetic, Moore 1966), so
that two statements contradict each other only where no such values agree. Where another source published the value by the
vantage point, the comparison is with that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import pandas

from industry_report import language
from industry_report.data.dataset import Dataset, Observation
from industry_report.language import Text, pick
from industry_report.numbers import situation
from industry_report.numbers.quantity import Quantity, compare
from industry_report.numbers.situation import PV_STAGES, exactly

HOLDS, OPEN, CONTRADICTS = "holds", "open", "contradicts"

VERDICTS = {
    HOLDS: Text("成立", "holds"),
    OPEN: Text("存疑", "open"),
    CONTRADICTS: Text("矛盾", "contradicts"),
}
PLURALS = {HOLDS: "hold", OPEN: "stay open", CONTRADICTS: "contradict another statement"}

REGION, NATION = "inner-mongolia", "china"


@dataclass(frozen=True)
class Relation:
    """One implication of the printed figures.

    Attributes:
        id: name of the relation.
        locator: where the figures stand in the source.
        subject: what is computed, in the language of the run.
        formula: how, with the figures as printed.
        result: the computed value.
        other: what it is compared with; missing where there is nothing to compare with.
        verdict: ``holds``, ``open`` or ``contradicts``.
        why: the reason for the verdict, in the language of the run.
        part: the group of relations it belongs to, a key of :data:`CHECKS`.
    """

    id: str
    locator: str
    subject: str
    formula: str
    result: Quantity
    other: Quantity
    verdict: str
    why: str
    part: str = ""


class Printed:
    """The figures of one source about one region, by indicator, and what other sources say of the same thing."""

    def __init__(self, rows: Dataset, region: str, source: str) -> None:
        self.rows, self.region, self.source = rows, region, source

    def row(
        self, indicator: str, period: str | None = None, status: str = "observed"
    ) -> Observation | None:
        """The source's own row; its latest period unless one is named."""
        own = [
            row
            for row in self.rows.all(indicator, self.region, period, status)
            if row.source == self.source
        ]
        return own[-1] if own else None

    def __call__(
        self, indicator: str, period: str | None = None, status: str = "observed"
    ) -> Quantity:
        """What the source prints; its latest period unless one is named."""
        found = self.row(indicator, period, status)
        return found.quantity if found else _nothing(indicator)

    def first(self, indicator: str, *statuses: str) -> Quantity:
        """What the source prints, under the first of several statuses that it uses."""
        found = [
            cell
            for cell in (self(indicator, status=status) for status in statuses)
            if not cell.is_missing
        ]
        return found[0] if found else _nothing(indicator)

    def elsewhere(
        self, indicator: str, period: str | None = None, region: str | None = None
    ) -> Quantity:
        """What another source published for the same or another region, best evidence first; the latest without ``period``."""
        place = region or self.region
        found = [
            row
            for row in self.rows.all(indicator, place, period, "observed")
            if row.source != self.source
        ]
        if not found:
            return _nothing(indicator)
        latest = max(row.period.end for row in found)
        return next(row for row in found if row.period.end == latest).quantity

    def periods(self, indicator: str) -> list[str]:
        """The periods for which the source prints an indicator, by their end."""
        own = self.rows.all(indicator, self.region, status="observed")
        return [str(row.period) for row in own if row.source == self.source]

    def period(self, indicator: str) -> str:
        """The latest of :meth:`periods`, or ""."""
        return next(reversed(self.periods(indicator)), "")


def _nothing(indicator: str) -> Quantity:
    return Quantity.missing("", indicator, indicator)


def agreement(result: Quantity, other: Quantity) -> str:
    """``holds`` where two values can be equal within their rounding, ``contradicts`` where they cannot, else ``open``."""
    if result.is_missing or other.is_missing:
        return OPEN
    return HOLDS if result.interval.overlaps(other.interval) else CONTRADICTS


def relations(rows: Dataset, region: str, source: str = "") -> list[Relation]:
    """Every relation whose figures one source prints about ``region``, in the order of :data:`CHECKS`.

    Args:
        source: whose figures; without it the source with the most figures about the region.
    """
    printed = Printed(rows, region, source or situation.main_source(rows, region))
    found = [
        replace(relation, part=part)
        for part, checks in CHECKS.items()
        for check in checks
        for relation in check(printed)
    ]
    return [relation for relation in found if not relation.result.is_missing]


def _relation(
    id: str,
    locator: str,
    subject: Text,
    formula: str,
    result: Quantity,
    verdict: str,
    why: Text,
    other: Quantity | None = None,
) -> Relation:
    return Relation(
        id, locator, str(subject), formula, result, other or _nothing(id), verdict, str(why)
    )


def _published(verdict: str, other: Quantity) -> Text:
    """Why a value that another source published confirms a relation, or does not."""
    if other.is_missing:
        return Text(
            "报告时点未见同期公布值，无从核对",
            "no published value for the same period was known at the vantage point",
        )
    if verdict == HOLDS:
        return Text(f"另有公布值{other}，两者相符", f"published elsewhere: {other}; the two agree")
    return Text(f"另有公布值{other}，两者不符", f"published elsewhere: {other}; the two disagree")


# --- growth ---------------------------------------------------------------------------------------------------------


def _growth_elsewhere(v: Printed) -> Iterator[Relation]:
    """The growth of nation and region that the leads imply."""
    growth, period = v(situation.VALUE_ADDED_GROWTH), v.period(situation.VALUE_ADDED_GROWTH)
    subjects = {
        NATION: Text("全国规上工业增速", "National industrial growth"),
        REGION: Text("自治区规上工业增速", "Industrial growth of the autonomous region"),
    }
    for region, subject in subjects.items():
        lead = v(situation.LEADS[region])
        implied = growth - lead
        other = v.elsewhere(situation.VALUE_ADDED_GROWTH, period, region)
        verdict = agreement(implied, other)
        yield _relation(
            f"growth-{region}",
            "1.1",
            subject,
            f"{growth} − {lead}",
            implied,
            verdict,
            _published(verdict, other),
            other,
        )


def _region_lead(v: Printed) -> Iterator[Relation]:
    """By how much the region leads the nation, according to the two leads."""
    nation, region = v(situation.LEADS[NATION]), v(situation.LEADS[REGION])
    lead = (nation - region).to("pp")
    word = compare(lead, ("快于", "接近", "慢于"), ("outgrows", "keeps pace with", "lags"))
    yield _relation(
        "region-lead",
        "1.1",
        Text("自治区与全国增速之差", "The autonomous region over the nation"),
        f"{nation} − {region}",
        lead,
        OPEN,
        Text(
            f"由两个差值推出，自治区{word}全国；并非独立证据",
            f"follows from the two leads: the region {word} the nation; no independent evidence",
        ),
    )


def _sector_weight(v: Printed) -> Iterator[Relation]:
    """How heavy manufacturing can be at most, when no sector shrank."""
    total, manufacturing = v(situation.VALUE_ADDED_GROWTH), v("manufacturing_value_added_growth")
    if v("growing_sectors").is_missing:
        return
    weight = total.share_of(manufacturing)
    verdict = OPEN if weight.is_missing or weight.best <= 100 else CONTRADICTS
    yield _relation(
        "manufacturing-weight",
        "1.1",
        Text("制造业占上年增加值的最大比重", "Greatest possible weight of manufacturing"),
        f"{total} ÷ {manufacturing}",
        weight,
        verdict,
        Text(
            "各门类均增长，故制造业的拉动不超过总增速；这是上限，实际比重未给出",
            "no sector shrank, so manufacturing contributes no more than the total: an upper bound; the weight is not printed",
        ),
    )


def _growth_floor(v: Printed) -> Iterator[Relation]:
    """Manufacturing growth against the floor that the text claims."""
    growth, floor = v("manufacturing_value_added_growth"), exactly(v("manufacturing_growth_floor"))
    margin = (growth - floor).to("pp")
    holds = not margin.is_missing and margin.interval.lo >= 0
    yield _relation(
        "manufacturing-floor",
        "1.1",
        Text("制造业增速高出所称下限", "Manufacturing growth above the floor claimed"),
        f"{growth} − {floor}",
        margin,
        HOLDS if holds else CONTRADICTS,
        Text(
            "最新累计增速在下限之上；此前各月未列" if holds else "最新累计增速低于所称下限",
            "true of the latest months; the earlier ones are not printed"
            if holds
            else "the latest months are below the floor",
        ),
    )


def _price_wedge(v: Printed) -> Iterator[Relation]:
    """Output value at current prices against value added at comparable prices."""
    for period in v.periods("industrial_output_growth"):
        output, added = (
            v("industrial_output_growth", period),
            v(situation.VALUE_ADDED_GROWTH, period),
        )
        whole, when = Quantity.exact(100, "%"), language.period_label(period)
        yield _relation(
            f"output-wedge-{period.replace('/', '-')}",
            "1.1",
            Text(
                f"产值指数与增加值指数之比（{when}）",
                f"Output index over value-added index ({when})",
            ),
            f"(1 + {output}) ÷ (1 + {added})",
            ((output + whole) / (added + whole)).to("times"),
            OPEN,
            Text(
                "产值为现价，增加值为可比价；差距含价格和增加值率的变化，不是价格指数",
                "output is at current, value added at comparable prices; the wedge holds prices and margins and is no deflator",
            ),
        )


def _slower_or_faster(v: Printed) -> Iterator[Relation]:
    """The months of this year against the whole of the last: whether growth picked up."""
    periods = v.periods(situation.VALUE_ADDED_GROWTH)
    if len(periods) < 2:
        return
    now, before = (
        v(situation.VALUE_ADDED_GROWTH, periods[-1]),
        v(situation.VALUE_ADDED_GROWTH, periods[-2]),
    )
    difference = (now - before).to("pp")
    yield _relation(
        "growth-change",
        "1.1",
        Text(
            "本期累计增速与上年全年增速之差", "Growth this year over growth of the whole last year"
        ),
        f"{now} − {before}",
        difference,
        OPEN,
        Text(
            "两段时间月份不同，只说明方向，不能当作加速幅度",
            "the months differ: a direction, not the size of an acceleration",
        ),
    )


# --- key projects ---------------------------------------------------------------------------------------------------


def _annual_plan(v: Printed) -> Iterator[Relation]:
    """The annual plan behind the completion rate, against what another month implies."""
    done, rate = v("key_project_investment_done"), v("key_project_completion_rate")
    plan, year = done.total_at(rate), v.period("key_project_completion_rate")[:4]
    rows = v.rows.all("key_project_completion_rate", v.region, status="observed")
    earlier = [
        row for row in rows if row.source != v.source and str(row.period).startswith(f"{year}-01/")
    ]
    period = str(earlier[-1].period) if year and earlier else ""
    other = v.elsewhere("key_project_investment_done", period).total_at(
        v.elsewhere("key_project_completion_rate", period)
    )
    verdict = agreement(plan, other)
    if other.is_missing:
        why = Text(
            "分母未说明，按年度计划理解，无从核对",
            "the denominator is not stated; read as the plan of the year, unconfirmed",
        )
    else:
        when = language.period_label(period)
        fits = verdict == HOLDS
        why = Text(
            f"由{when}的公布数反推为{other:range}，两者{'相符，分母应为年度计划' if fits else '不符，分母或已调整'}",
            f"the figures for {when} imply {other:range}: {'the same plan of the year' if fits else 'another denominator'}",
        )
    yield _relation(
        "annual-plan",
        "1.3",
        Text("完成率的分母", "What the completion rate divides by"),
        f"{done} ÷ {rate}",
        plan,
        verdict,
        why,
        other,
    )


def _against_calendar(v: Printed) -> Iterator[Relation]:
    """Completion against the time elapsed."""
    rate, period = v("key_project_completion_rate"), v.period("key_project_completion_rate")
    if not period:
        return
    passed = situation.elapsed(period)
    lead = replace((rate - passed).to("pp"), decimals=rate.decimals)
    yield _relation(
        "completion-calendar",
        "1.3",
        Text("完成率与时间进度之差", "Completion rate over the time elapsed"),
        f"{rate} − {passed}",
        lead,
        HOLDS if lead.sign > 0 else OPEN,
        Text(
            f"{situation.ahead_words(lead)}；投资并非按月均匀发生",
            f"{situation.ahead_words(lead)}; investment is not even over the months",
        ),
    )


def _project_size(v: Printed) -> Iterator[Relation]:
    """Mean plan of a key project against the size that makes a project a key one."""
    done, rate, number = (
        v("key_project_investment_done"),
        v("key_project_completion_rate"),
        v("key_projects"),
    )
    least = exactly(v("key_project_size_class"))
    size = (done.total_at(rate) / number).to("1e8 CNY") if not number.is_missing else number
    verdict = (
        OPEN
        if size.is_missing or least.is_missing
        else HOLDS
        if size.interval.lo >= least.best
        else CONTRADICTS
    )
    yield _relation(
        "key-project-size",
        "1.3",
        Text("重点项目平均年度计划投资", "Mean yearly plan of a key project"),
        f"{done} ÷ {rate} ÷ {number}",
        size,
        verdict,
        Text(
            f"不低于入选门槛{least}" if verdict == HOLDS else "与入选门槛不符或门槛未给出",
            f"not below the threshold of {least}"
            if verdict == HOLDS
            else "below the threshold, or no threshold printed",
        ),
    )


def _named_industries(v: Printed) -> Iterator[Relation]:
    """How many of the key projects belong to the three industries described."""
    parts, whole = [v("pv_projects"), v("wind_projects"), v("hydrogen_projects")], v("key_projects")
    share = (parts[0] + parts[1] + parts[2]).share_of(whole)
    yield _relation(
        "named-projects",
        "1.3",
        Text(
            "光伏、风电、储氢占重点项目个数",
            "Photovoltaic, wind and hydrogen among the key projects",
        ),
        f"({parts[0]} + {parts[1]} + {parts[2]}) ÷ {whole}",
        share,
        OPEN,
        Text(
            "是否都计入重点项目未说明；若计入，其余项目未分行业列出",
            "whether all are counted is not said; the industries of the rest are not listed",
        ),
    )


def _projects_against_plan(v: Printed) -> Iterator[Relation]:
    """Total investment of two industries against one year's plan for all."""
    pv, wind = v("pv_investment", status="planned"), v("wind_investment", status="planned")
    plan = v("key_project_investment_done").total_at(v("key_project_completion_rate"))
    times = ((pv + wind) / plan).to("times") if not plan.is_missing else plan
    more = not times.is_missing and times.interval.lo > 1
    yield _relation(
        "total-against-plan",
        "1.3",
        Text(
            "光伏、风电总投资相当于全部年度计划",
            "Photovoltaic and wind totals over the plan of the year",
        ),
        f"({pv} + {wind}) ÷ {plan}",
        times,
        OPEN,
        Text(
            "总投资大于全部重点项目的年度计划，只能分多年完成，年度安排未列"
            if more
            else "总投资跨年度，年度安排未列",
            "more than the whole plan of the year: it must take several years, and the yearly parts are not printed"
            if more
            else "totals run over several years whose parts are not printed",
        ),
    )


def _project_sizes(v: Printed) -> Iterator[Relation]:
    """Mean size of the projects under way and of those signed."""
    for field, name in (("pv", Text("光伏", "Photovoltaics")), ("wind", Text("风电", "Wind"))):
        sizes = []
        for suffix, kind in (("", Text("实施", "under way")), ("_signed", Text("签约", "signed"))):
            number, amount = (
                v(f"{field}_projects{suffix}"),
                v.first(f"{field}_investment{suffix}", "planned", "observed"),
            )
            sizes.append((amount / number).to("1e8 CNY"))
            yield _relation(
                f"{field}-size{suffix.replace('_', '-')}",
                "1.3",
                Text(
                    f"{name.zh}{kind.zh}项目平均规模", f"{name.en}: mean size of projects {kind.en}"
                ),
                f"{amount} ÷ {number}",
                sizes[-1],
                OPEN,
                Text(
                    "签约为意向；与实施项目是否重叠未说明",
                    "intentions; whether they overlap with projects under way is not said",
                )
                if suffix
                else Text(
                    "总投资跨多个年度，无可对照的数",
                    "total over several years; nothing to compare with",
                ),
            )
        ratio = (sizes[1] / sizes[0]).to("times") if not sizes[0].is_missing else sizes[0]
        alike = not ratio.is_missing and abs(ratio.best - 1) * 100 <= ALIKE
        yield _relation(
            f"{field}-size-ratio",
            "1.3",
            Text(f"{name.zh}签约与实施平均规模之比", f"{name.en}: mean size signed over under way"),
            f"{sizes[1]} ÷ {sizes[0]}",
            ratio,
            HOLDS if alike else OPEN,
            Text(
                "规模相近，签约金额与在手项目相称",
                "of similar size: what is signed is in proportion to what is under way",
            )
            if alike
            else Text(
                "平均规模相差较大，原文未解释", "sizes differ much, and the text does not say why"
            ),
        )


#: Mean sizes within this many per cent of each other count as alike.
ALIKE = 20


def _hydrogen_projects(v: Printed) -> Iterator[Relation]:
    """Hydrogen projects named one by one against the number stated."""
    stated, parts = (
        v("hydrogen_projects"),
        [
            v("hydrogen_projects_in_production"),
            v("hydrogen_projects_under_construction"),
            v.first("hydrogen_projects_starting", "planned", "observed"),
        ],
    )
    named = parts[0] + parts[1] + parts[2]
    verdict = agreement(named, stated)
    yield _relation(
        "hydrogen-projects",
        "1.3",
        Text("逐一列举的储氢项目", "Hydrogen projects listed one by one"),
        f"{parts[0]} + {parts[1]} + {parts[2]}",
        named,
        verdict,
        Text(
            f"与所称{stated}重点项目不符，除非部分项目不在其列",
            f"{stated} are stated; the list differs, unless some of it are not key projects",
        )
        if verdict == CONTRADICTS
        else Text("与所称个数一致", "agrees with the number stated"),
        stated,
    )


# --- rare earths and clusters ---------------------------------------------------------------------------------------


def _rare_earth_base(v: Printed) -> Iterator[Relation]:
    """Rare-earth output of the same months a year before, against what is known of that year."""
    output, growth, period = (
        v("rare_earth_output"),
        v("rare_earth_output_growth"),
        v.period("rare_earth_output"),
    )
    before = output.before(growth)
    if before.is_missing:
        return
    year = str(int(period[:4]) - 1)
    found = v.rows.find("rare_earth_output", v.region, year, ("observed", "forecast"))
    whole = found.quantity if found else _nothing("rare_earth_output")
    fits = not whole.is_missing and before.interval.hi < whole.interval.lo
    why = Text("为现价产值；未见可对照的上年数", "at current prices; nothing known to compare with")
    if found:
        share = before.share_of(exactly(whole))
        why = Text(
            f"占上年全年所报{whole}的{share}，{'可以并存' if fits else '不能并存'}；均为现价",
            f"{share} of the {whole} reported for that whole year: {'compatible' if fits else 'incompatible'}; current prices",
        )
    yield _relation(
        "rare-earth-last-year",
        "1.3",
        Text("上年同期稀土产值", "Rare-earth output of the same months a year before"),
        f"{output} ÷ (1 + {growth})",
        before,
        OPEN if not found else HOLDS if fits else CONTRADICTS,
        why,
        whole,
    )


def _rare_earth_month(v: Printed) -> Iterator[Relation]:
    """What two cumulative figures of different sources imply for the months between them."""
    period, output = v.period("rare_earth_output"), v("rare_earth_output")
    rows = [
        row
        for row in v.rows.all("rare_earth_output", v.region, status="observed")
        if period
        and row.source != v.source
        and str(row.period).startswith(f"{period[:4]}-01/")
        and row.period.end < v.row("rare_earth_output").period.end
    ]
    if not rows:
        return
    earlier = rows[-1]
    last, first = output - earlier.quantity, earlier.quantity / earlier.period.months
    months = v.row("rare_earth_output").period.months - earlier.period.months
    pace = (last / months).to("1e8 CNY/month")
    when = language.period_label(str(earlier.period))
    word = compare(pace - first, ("高于", "接近", "低于"), ("above", "close to", "below"))
    verdict = HOLDS if last.interval.lo > 0 else CONTRADICTS
    yield _relation(
        "rare-earth-months-between",
        "1.3",
        Text(f"{when}之后的月均稀土产值", f"Rare-earth output a month after {when}"),
        f"({output} − {earlier.quantity}) ÷ {months}",
        pace,
        verdict,
        Text(
            f"两个来源的累计数可以衔接；{word}此前月均{first.to('1e8 CNY/month')}，含价格因素",
            f"the sources' running totals fit; {word} the {first.to('1e8 CNY/month')} before, prices included",
        ),
    )


def _rare_earth_forecast(v: Printed) -> Iterator[Relation]:
    """The forecast for the year against the pace so far."""
    output, forecast, period = (
        v("rare_earth_output"),
        exactly(v("rare_earth_output", status="forecast")),
        v.period("rare_earth_output"),
    )
    share = output.share_of(forecast)
    if share.is_missing:
        return
    lead = replace((share - situation.elapsed(period)).to("pp"), decimals=1)
    yield _relation(
        "rare-earth-forecast",
        "1.3",
        Text("已达全年预测的比重", "Share of the year's forecast reached"),
        f"{output} ÷ {forecast}",
        share,
        HOLDS if lead.sign > 0 else OPEN,
        Text(
            f"{situation.ahead_words(lead)}，按此进度可以实现",
            f"{situation.ahead_words(lead)}: within reach at this pace",
        )
        if lead.sign > 0
        else Text(
            f"{situation.ahead_words(lead)}，后几个月须加快",
            f"{situation.ahead_words(lead)}: the months left must do better",
        ),
    )


def _clusters(v: Printed) -> Iterator[Relation]:
    """Cluster counts and classes."""
    large, small, stated = (
        v.first(name, "target", "observed")
        for name in ("clusters_100bn", "clusters_10bn", "clusters_total")
    )
    total = large + small
    verdict = agreement(total, stated)
    why = (
        {
            HOLDS: Text("与对策部分所称总数一致", "agrees with the total in the recommendations"),
            CONTRADICTS: Text(f"与对策部分所称{stated}不一致", f"the recommendations say {stated}"),
            OPEN: Text("未给出总数，无从核对", "no total is printed"),
        }[verdict]
        if not total.is_missing
        else Text("", "")
    )
    yield _relation(
        "cluster-count",
        "1.3 · 3.3",
        Text("两级产业集群合计", "Clusters of both classes"),
        f"{large} + {small}",
        total,
        verdict,
        why,
        stated,
    )
    upper, lower = (
        exactly(v.first(name, "target", "planned", "observed"))
        for name in ("cluster_class_100bn", "cluster_class_10bn")
    )
    least = (large * upper + small * lower).to("1e8 CNY")
    least = least if least.is_missing else replace(least, decimals=-3)
    yield _relation(
        "cluster-total",
        "1.3",
        Text("各集群全部达级的最低总产值", "Least output once every cluster reaches its class"),
        f"{large} × {upper} + {small} × {lower}",
        least,
        OPEN,
        Text(
            "只是门槛之和，期限和现有规模均未给出",
            "a sum of thresholds; neither a date nor the present size is printed",
        ),
    )
    steel = v("steel_cluster_output")
    margin = (steel - upper).to("1e8 CNY")
    enough = not margin.is_missing and margin.best >= 0
    yield _relation(
        "steel-class",
        "2.1",
        Text("钢铁集群超出上一级门槛", "The steel cluster above its class"),
        f"{steel} − {upper}",
        margin,
        HOLDS if enough else CONTRADICTS,
        Text(
            "已达到该级门槛，超出多少未说明" if enough else "未达到所称等级",
            "at its class; by how much it is above is not said"
            if enough
            else "below the class claimed",
        ),
    )


def _distance_to_class(v: Printed) -> Iterator[Relation]:
    """What the rare-earth and hydrogen clusters lack to the classes of the plan."""
    forecast, upper = (
        v("rare_earth_output", status="forecast"),
        exactly(v.first("cluster_class_100bn", "target", "planned", "observed")),
    )
    yield _relation(
        "rare-earth-class",
        "1.3",
        Text("稀土集群距上一级门槛", "What the rare-earth cluster lacks to the larger class"),
        f"{upper} − {forecast}",
        upper - forecast,
        OPEN,
        Text(
            "按年末预测的下限计，是最大差距；稀土是否列入该级未说明",
            "against the lower bound of the forecast, so at most this; whether rare earths belong to that class is not said",
        ),
    )
    goal, lower = (
        v.first("hydrogen_storage_output", "target", "forecast"),
        exactly(v.first("cluster_class_10bn", "target", "planned", "observed")),
    )
    yield _relation(
        "hydrogen-class",
        "1.3",
        Text("储氢目标相当于下一级门槛", "Hydrogen-storage target against the smaller class"),
        f"{goal} ÷ {lower}",
        goal.share_of(lower),
        OPEN,
        Text(
            "储氢是否列入该级未说明；若列入，年末目标只是起步",
            "whether hydrogen belongs to that class is not said; if so, the target is only a start",
        ),
    )


# --- the photovoltaic chain -----------------------------------------------------------------------------------------


def _national_capacities(v: Printed) -> Iterator[Relation]:
    """The national capacities that the shares imply, beside what was published, and whether they fit one another."""
    implied = {}
    for stage, name in PV_STAGES:
        capacity = v(f"{stage}_capacity", status="forecast")
        share = v(f"{stage}_capacity_share", status="forecast")
        implied[stage] = capacity.total_at(share)
        published = v.elsewhere(f"{stage}_capacity", region=NATION)
        why = Text(
            "由占比反推；全国口径和来源未说明",
            "implied by the share; the text names neither scope nor source of the national figure",
        )
        if not (published.is_missing or implied[stage].is_missing):
            times = (implied[stage] / published).to("times")
            when = v.rows.find(f"{stage}_capacity", NATION).period
            why = Text(
                f"为{language.period_label(str(when))}公布值{published}的{times}，须在此后新增其差额，口径未说明",
                f"{times} the {published} published for {language.period_label(str(when))}; the difference had to be added since",
            )
        yield _relation(
            f"national-{stage}",
            "1.3",
            Text(
                f"全国{name.zh}产能（年末预计）",
                f"National capacity, {name.en.lower()} (end of year)",
            ),
            f"{capacity:raw} ÷ {share:raw}",
            implied[stage],
            OPEN,
            why,
            published,
        )
    for (first, one), (second, two) in zip(PV_STAGES[1:], PV_STAGES[2:], strict=False):
        if implied[first].is_missing or implied[second].is_missing:
            continue
        fits = agreement(implied[first], implied[second]) == HOLDS
        yield _relation(
            f"national-{first}-{second}",
            "1.3",
            Text(
                f"全国{two.zh}与{one.zh}产能之比",
                f"National capacity: {two.en.lower()} over {one.en.lower()}",
            ),
            f"{implied[second]:range} ÷ {implied[first]:range}",
            (implied[second] / implied[first]).to("times"),
            HOLDS if fits else OPEN,
            Text(
                "两环节在四舍五入范围内相等，可以衔接"
                if fits
                else "四舍五入范围内也不相等：或口径不一，或全国下游产能较小",
                "equal within rounding: the stages fit"
                if fits
                else "unequal even within rounding: different definitions, or less capacity downstream",
            ),
            implied[first],
        )


def _local_chain(v: Printed) -> Iterator[Relation]:
    """How much of one stage's output the next stage in the city could take."""
    for (first, one), (second, two) in zip(PV_STAGES[1:], PV_STAGES[2:], strict=False):
        upstream, downstream = (
            v(f"{first}_capacity", status="forecast"),
            v(f"{second}_capacity", status="forecast"),
        )
        share = downstream.share_of(upstream)
        less = not share.is_missing and share.interval.hi < 100
        yield _relation(
            f"local-{first}-{second}",
            "1.3",
            Text(
                f"本地{two.zh}相当于{one.zh}产能",
                f"Local {two.en.lower()} over local {one.en.lower()}",
            ),
            f"{downstream:raw} ÷ {upstream:raw}",
            share,
            HOLDS if less else OPEN,
            Text(
                "下游装不下上游，与“整体处于中低端”的判断相符" if less else "下游产能不小于上游",
                "downstream cannot take it all, in line with the statement that the chain is low in value"
                if less
                else "downstream is no smaller than upstream",
            ),
        )


def _polysilicon_leap(v: Printed) -> Iterator[Relation]:
    """The polysilicon expected in the city against the whole region's a year before."""
    capacity = v("polysilicon_capacity", status="forecast")
    base = v.elsewhere("polysilicon_capacity", region=NATION)
    share = v.elsewhere("polysilicon_capacity_share", region=REGION)
    before = (base * share / 100).to(base.unit)
    times = (capacity / before).to("times") if not before.is_missing else before
    if times.is_missing:
        return
    when = language.period_label(str(v.rows.find("polysilicon_capacity", NATION).period))
    yield _relation(
        "polysilicon-leap",
        "1.3",
        Text(
            f"多晶硅预计产能相当于{when}全自治区",
            f"Polysilicon expected, over the whole region in {when}",
        ),
        f"{capacity:raw} ÷ ({base:raw} × {share:raw})",
        times,
        OPEN,
        Text(
            "短期内成倍扩张，能否按期建成无从核对",
            "a multiple within a short time; whether it can be built on time cannot be checked",
        ),
    )


# --- digitisation, support, structure -------------------------------------------------------------------------------


def _parts_of_wholes(v: Printed) -> Iterator[Relation]:
    """Counts and amounts that are parts of others: none may exceed its whole."""
    pairs = (
        (
            "digital-done",
            "1.4",
            "digital_projects_done",
            "digital_projects",
            Text("已建成的数字化项目占比", "Digitisation projects completed"),
            Text("累计口径，不等于当年进度", "cumulative, not progress of one year"),
        ),
        (
            "national-pilots",
            "1.4",
            "national_smart_pilots",
            "digital_projects_done",
            Text("建成项目中的国家级示范企业", "National pilots among completed projects"),
            Text("企业与项目单位不同，仅示量级", "firms against projects: an order of magnitude"),
        ),
        (
            "national-platforms",
            "2.3",
            "national_platforms",
            "innovation_platforms",
            Text("国家级平台占比", "National-level platforms"),
            Text("与“国家级偏少”的说法相符", "in line with the statement that they are few"),
        ),
        (
            "guarantee-loans",
            "1.5",
            "guarantee_fund_loans",
            "sme_loans_new",
            Text("助保金贷款占新增贷款", "Guarantee-fund loans among new loans"),
            Text("新增贷款的范围与时段未说明", "scope and period of the new loans are not stated"),
        ),
    )
    for id, locator, part, whole, subject, remark in pairs:
        few, all_ = v(part), v(whole)
        share = few.to(all_.unit).share_of(all_) if not all_.is_missing else all_
        fits = share.is_missing or share.interval.lo <= 100
        why = (
            Text(f"部分不超过整体；{remark.zh}", f"the part does not exceed the whole; {remark.en}")
            if fits
            else Text("部分超过整体", "the part exceeds the whole")
        )
        yield _relation(
            id, locator, subject, f"{few} ÷ {all_}", share, HOLDS if fits else CONTRADICTS, why
        )


def _regional_platforms(v: Printed) -> Iterator[Relation]:
    """The platforms of regional rank that are left."""
    whole, national = v("innovation_platforms"), v("national_platforms")
    rest = whole - national
    yield _relation(
        "regional-platforms",
        "2.3",
        Text("自治区级平台个数", "Platforms of regional rank"),
        f"{whole} − {national}",
        rest,
        OPEN,
        Text(
            "总数只含两级，故为余数；原文未单列",
            "the total covers two ranks, so this is the remainder; not printed itself",
        ),
    )


def _fund_size(v: Printed) -> Iterator[Relation]:
    """Mean grant of the park fund."""
    fund, number = v("park_fund"), v("park_fund_projects")
    mean = (fund * 10000 / number).to("1e4 CNY")
    yield _relation(
        "park-fund",
        "1.5",
        Text("园区专项资金平均每个项目", "Park fund for each project"),
        f"{fund} ÷ {number}",
        mean,
        OPEN,
        Text(
            "只是平均数，项目间差别和覆盖比例未给出",
            "a mean only; neither the spread nor the coverage is printed",
        ),
    )


def _unbased_shares(v: Printed) -> Iterator[Relation]:
    """The two shares of the diagnosis, whose denominators are not stated."""
    high_tech, consumer = v("high_tech_share"), v("consumer_goods_share")
    rest = (Quantity.exact(100, "%") - high_tech - consumer).to("%")
    yield _relation(
        "shares-without-base",
        "2.1",
        Text("高技术、消费品以外的比重", "What is neither high-tech nor consumer goods"),
        f"100% − {high_tech} − {consumer}",
        rest,
        OPEN,
        Text(
            "两项占比的分母未说明且可能重叠，仅示下限",
            "the denominators are not stated and the two may overlap: a lower bound",
        ),
    )


Check = Callable[[Printed], Iterator[Relation]]

#: The relations by part, in the order of the report.
CHECKS: dict[str, tuple[Check, ...]] = {
    "growth": (
        _growth_elsewhere,
        _region_lead,
        _slower_or_faster,
        _sector_weight,
        _growth_floor,
        _price_wedge,
    ),
    "projects": (
        _annual_plan,
        _against_calendar,
        _project_size,
        _named_industries,
        _projects_against_plan,
        _project_sizes,
        _hydrogen_projects,
    ),
    "clusters": (
        _rare_earth_base,
        _rare_earth_month,
        _rare_earth_forecast,
        _clusters,
        _distance_to_class,
    ),
    "photovoltaics": (_national_capacities, _local_chain, _polysilicon_leap),
    "support": (_parts_of_wholes, _regional_platforms, _fund_size, _unbased_shares),
}


def not_computed(v: Printed) -> list[tuple[str, str]]:
    """What must not be computed from the figures that the source prints, and why, in the language of the run."""
    traps = {
        "tax_support": (
            Text("新增市场主体户均税费支持", "Tax support for each new market entity"),
            Text(
                "税费支持面向全部市场主体，不只是新增的",
                "the support goes to all market entities, not only to the new ones",
            ),
        ),
        "industrial_parks": (
            Text("每个园区的5G基站数", "5G base stations for each industrial park"),
            Text(
                "基站覆盖全市，各园区分布未知",
                "the stations cover the whole city; how many stand in parks is unknown",
            ),
        ),
        "industrial_tax_growth": (
            Text("年度与累计投资增速连乘", "Yearly and cumulative investment growth multiplied"),
            Text("基期、月份与范围都不同", "base, months and scope all differ"),
        ),
        "rd_active_firm_share": (
            Text(
                "有研发活动企业的家数与户均经费",
                "Number of firms with R&D activity, and spending for each",
            ),
            Text(
                "规上工业企业总数和经费金额未给出",
                "neither the number of above-scale firms nor an amount is printed",
            ),
        ),
        "polysilicon_capacity": (
            Text("多晶硅可支撑的组件产能", "Module capacity that the polysilicon could feed"),
            Text(
                "吨与吉瓦之间的单耗未给出",
                "the consumption that links tonnes to gigawatts is not printed",
            ),
        ),
        "pv_investment_signed": (
            Text("实施与签约项目投资之和", "Investment under way plus investment signed"),
            Text("两者可能重叠", "the two may overlap"),
        ),
    }
    statuses = ("observed", "forecast", "planned")
    return [
        (str(what), str(why))
        for indicator, (what, why) in traps.items()
        if not v.first(indicator, *statuses).is_missing
    ]


# --- tables ---------------------------------------------------------------------------------------------------------


def count(found: Sequence[Relation]) -> Quantity:
    """How many relations there are; missing where there are none."""
    if not found:
        return Quantity.missing(
            "", "可供相互校核的数字", "figures that can be checked against one another"
        )
    return Quantity.exact(len(found), "relations")


def tally(found: Sequence[Relation]) -> str:
    """How often each verdict was given, in words."""
    numbers = {verdict: sum(each.verdict == verdict for each in found) for verdict in VERDICTS}
    given = [(verdict, number) for verdict, number in numbers.items() if number]
    if language.current() == "zh":
        return "、".join(f"{VERDICTS[verdict].zh}{number}组" for verdict, number in given)
    return language.listed(
        f"{number} {VERDICTS[verdict].en if number == 1 else PLURALS[verdict]}"
        for verdict, number in given
    )


def table(found: Sequence[Relation], *parts: str) -> pandas.DataFrame:
    """Relations of some parts as shown: columns ``subject``, ``computed``, ``verdict``, ``why``."""
    cells = [
        (each.subject, f"{each.formula} = {each.result}", str(VERDICTS[each.verdict]), each.why)
        for each in found
        if each.part in parts
    ]
    return pandas.DataFrame(cells, columns=["subject", "computed", "verdict", "why"])


def rows_of(found: Sequence[Relation], *parts: str) -> list[str]:
    """Ids of the rows that the relations of some parts rest on."""
    chosen = [each for each in found if not parts or each.part in parts]
    return list(
        dict.fromkeys(row for each in chosen for row in (*each.result.rows, *each.other.rows))
    )


def contradicted(found: Sequence[Relation]) -> str:
    """What the contradicting relations are about, in brackets behind the tally; "" where there are none."""
    subjects = [each.subject for each in found if each.verdict == CONTRADICTS]
    if not subjects:
        return ""
    return (
        f"（{'；'.join(subjects)}）"
        if language.current() == "zh"
        else f" ({'; '.join(each[:1].lower() + each[1:] for each in subjects)})"
    )


def not_computed_table(rows: Dataset, region: str, source: str = "") -> pandas.DataFrame:
    """What must not be computed: columns ``what``, ``why``; empty where the source prints nothing that would tempt."""
    traps = not_computed(Printed(rows, region, source or situation.main_source(rows, region)))
    return pandas.DataFrame(traps, columns=["what", "why"])


def said_twice(rows: Dataset, region: str, source: str = "") -> pandas.DataFrame:
    """Figures that the source and others give for the same thing: columns ``indicator``, ``period``, ``own``, ``others``, ``verdict``."""
    own_source, cells = source or situation.main_source(rows, region), []
    for row in rows.where(region=region, source=own_source):
        others = [
            each
            for each in rows.all(row.indicator, region, row.period, row.status)
            if each.source != own_source
        ]
        for other in others:
            entry = rows.codes.indicators[row.indicator]
            status = situation.STATUS_NAMES[row.status]
            mark = pick(f"（{status.zh}）", f" ({status.en})") if row.status != "observed" else ""
            same = agreement(row.quantity, other.quantity)
            publisher = rows.codes.sources[other.source]
            cells.append(
                (
                    f"{pick(entry.zh, entry.en)}{mark}",
                    language.period_label(str(row.period)),
                    row.quantity,
                    other.quantity,
                    pick(publisher.publisher_zh, publisher.publisher_en),
                    str(SAME[same]),
                )
            )
    return pandas.DataFrame(
        cells, columns=["indicator", "period", "own", "other", "publisher", "verdict"]
    )


SAME = {
    HOLDS: Text("一致", "agree"),
    CONTRADICTS: Text("不一致", "differ"),
    OPEN: Text("无法判断", "undecided"),
}
