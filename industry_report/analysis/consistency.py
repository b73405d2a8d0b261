"""A source checked against itself: what its figures imply for one another, within the rounding of what it printed.

Each relation says what is computed, from which printed figures, and whether it *holds*, is left *open* by the text, or
*contradicts* another statement. A printed figure stands for every value that rounds to it (interval arithmetic, Moore 1966), so
that two statements contradict each other only where no such values agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pandas

from industry_report import language
from industry_report.dataset import Dataset
from industry_report.language import Text, pick
from industry_report.quantity import Quantity

HOLDS, OPEN, CONTRADICTS = "holds", "open", "contradicts"

VERDICTS = {HOLDS: Text("成立", "holds"), OPEN: Text("存疑", "open"), CONTRADICTS: Text("矛盾", "contradicts")}


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
    """

    id: str
    locator: str
    subject: str
    formula: str
    result: Quantity
    other: Quantity
    verdict: str
    why: str


class Printed:
    """The figures of one source about one region, by indicator, and what other sources say of the same thing."""

    def __init__(self, rows: Dataset, region: str, source: str) -> None:
        self._rows, self._region, self._source = rows, region, source

    def __call__(self, indicator: str, period: str | None = None, status: str = "observed") -> Quantity:
        """What the source prints; its latest period unless one is named."""
        own = self._rows.where(indicator=indicator, region=self._region, source=self._source, status=status)
        found = [row for row in own if period in (None, str(row.period))]
        return max(found, key=lambda row: row.period).quantity if found else _nothing(indicator)

    def elsewhere(self, indicator: str, period: str, region: str | None = None) -> Quantity:
        """What another source prints for the same or another region."""
        others = self._rows.where(indicator=indicator, region=region or self._region, period=period, status="observed")
        found = [row for row in others if row.source != self._source]
        return found[0].quantity if found else _nothing(indicator)

    def period(self, indicator: str, status: str = "observed") -> str:
        """The latest period for which the source prints an indicator, or ""."""
        own = self._rows.where(indicator=indicator, region=self._region, source=self._source, status=status)
        return str(max(row.period for row in own)) if len(own) else ""


def _nothing(indicator: str) -> Quantity:
    return Quantity.missing("", indicator, indicator)


def agreement(result: Quantity, other: Quantity) -> str:
    """``holds`` where two values can be equal within their rounding, ``contradicts`` where they cannot, else ``open``."""
    if result.is_missing or other.is_missing:
        return OPEN
    return HOLDS if result.interval.overlaps(other.interval) else CONTRADICTS


def main_source(rows: Dataset, region: str) -> str:
    """The source with the most figures about a region; "" when there are none."""
    sources = [row.source for row in rows.where(region=region)]
    return max(dict.fromkeys(sources), key=sources.count, default="")


def relations(rows: Dataset, region: str, source: str = "") -> list[Relation]:
    """Every relation whose figures one source prints about ``region``, in the order of the text.

    Args:
        source: whose figures; without it the source with the most figures about the region.
    """
    source = source or main_source(rows, region)
    printed = Printed(rows, region, source)
    found = [relation for check in CHECKS for relation in check(printed)]
    return [relation for relation in found if not relation.result.is_missing]


def _relation(id: str, locator: str, zh: tuple[str, str, str], en: tuple[str, str, str], result: Quantity, verdict: str,
              other: Quantity | None = None) -> Relation:  # fmt: skip
    subject, formula, why = pick(zh, en)
    return Relation(id, locator, subject, formula, result, other or _nothing(id), verdict, why)


def _growth_elsewhere(v: Printed) -> Iterator[Relation]:
    """The growth of nation and region that the leads imply."""
    growth, period = v("industrial_value_added_growth"), v.period("industrial_value_added_growth")
    for id, lead, region, zh, en in (
        ("nation-growth", v("industrial_growth_lead_nation"), "china", "全国规上工业增速", "National industrial growth"),
        ("region-growth", v("industrial_growth_lead_region"), "inner-mongolia", "自治区规上工业增速",
         "Industrial growth of the autonomous region"),
    ):  # fmt: skip
        implied = growth - lead
        other = v.elsewhere("industrial_value_added_growth", period, region) if period else _nothing(id)
        found = not other.is_missing
        yield _relation(
            id, "1.1",
            (zh, f"{growth} − {lead}", f"公布值为{other}，两者相符" if found else "同期公布值在此时点未见，无从核对"),
            (en, f"{growth} − {lead}", f"published: {other}; they agree" if found else "no published value was found for the same months"),
            implied, agreement(implied, other), other,
        )  # fmt: skip


def _region_lead(v: Printed) -> Iterator[Relation]:
    """By how much the region leads the nation."""
    nation, region = v("industrial_growth_lead_nation"), v("industrial_growth_lead_region")
    yield _relation(
        "region-lead", "1.1",
        ("自治区高于全国", f"{nation} − {region}", "由两个差值推出，并非独立证据；自治区增速快于全国"),
        ("Lead of the autonomous region over the nation", f"{nation} − {region}",
         "follows from the two leads and is no independent evidence; the autonomous region outgrows the nation"),
        (nation - region).to("pp"), HOLDS,
    )  # fmt: skip


def _sector_weight(v: Printed) -> Iterator[Relation]:
    """How heavy manufacturing can be at most, when no sector shrank."""
    total, manufacturing = v("industrial_value_added_growth"), v("manufacturing_value_added_growth")
    weight = total.share_of(manufacturing)
    yield _relation(
        "manufacturing-weight", "1.1",
        ("制造业在上年同期增加值中的最大比重", f"{total} ÷ {manufacturing}",
         "三大门类均为正增长，制造业拉动不能超过总增速，故此为上限；实际比重原文未给出"),
        ("Greatest possible weight of manufacturing in last year's value added", f"{total} ÷ {manufacturing}",
         "all three sectors grew, so manufacturing cannot contribute more than the total; an upper bound, the weight itself is not stated"),
        weight, OPEN,
    )  # fmt: skip


def _growth_floor(v: Printed) -> Iterator[Relation]:
    """Manufacturing growth against the floor that the text claims."""
    growth, floor = v("manufacturing_value_added_growth"), v("manufacturing_growth_floor")
    margin = growth - floor.to("%")
    exact = Quantity.observed(str(floor.best), "", "%", floor.rows, "", "") if not floor.is_missing else floor
    yield _relation(
        "manufacturing-floor", "1.1",
        ("制造业增速高出所称下限", f"{growth} − {exact:raw}" if not margin.is_missing else "",
         "截至最新月份成立；此前各月增速原文未列"),
        ("Manufacturing growth above the floor claimed", f"{growth} − {exact:raw}" if not margin.is_missing else "",
         "holds for the latest months; earlier months are not printed"),
        growth - exact, HOLDS if not margin.is_missing and growth.best >= exact.best else OPEN,
    )  # fmt: skip


def _price_wedge(v: Printed) -> Iterator[Relation]:
    """Output value at current prices against value added at comparable prices."""
    output_growth = "industrial_output_growth"
    for period in _periods(v, output_growth):
        output, added = v(output_growth, period), v("industrial_value_added_growth", period)
        one = Quantity.exact(100, "%")
        wedge = ((output + one) / (added + one)).to("times")
        yield _relation(
            f"output-wedge-{period.replace('/', '-')}", "1.1",
            ("产值指数与增加值指数之比", f"(1 + {output}) ÷ (1 + {added})", "一为现价产值，一为可比价增加值，二者口径不同；差距提示价格上涨，但不能当作价格指数"),
            ("Output index over value-added index", f"(1 + {output}) ÷ (1 + {added})",
             "output is at current prices, value added at comparable prices; the wedge points to prices but is no deflator"),
            wedge, OPEN,
        )  # fmt: skip


def _periods(v: Printed, indicator: str) -> list[str]:
    own = v._rows.where(indicator=indicator, region=v._region, source=v._source, status="observed")
    return [str(row.period) for row in sorted(own, key=lambda row: row.period)]


def _annual_plan(v: Printed) -> Iterator[Relation]:
    """The annual plan behind the completion rate, against the same ratio of another month."""
    done, rate = v("key_project_investment_done"), v("key_project_completion_rate")
    plan, period = done.total_at(rate), "2022-01/2022-05"
    may = v.elsewhere("key_project_investment_done", period).total_at(
        v.elsewhere("key_project_completion_rate", period)
    )
    found = not may.is_missing
    yield _relation(
        "annual-plan", "1.3",
        ("年度计划投资", f"{done} ÷ {rate}", f"分母未说明；按前五个月数据反推为{may:range}，两者相符，应为年度计划" if found else "分母未说明，按年度计划理解"),
        ("Planned investment of the year", f"{done} ÷ {rate}",
         f"the denominator is not stated; the figures to May give {may:range}, which agrees: it is the year's plan" if found
         else "the denominator is not stated; read as the year's plan"),
        plan, agreement(plan, may), may,
    )  # fmt: skip


def _rare_earth_base(v: Printed) -> Iterator[Relation]:
    """Rare-earth output of the same months a year before."""
    output, growth = v("rare_earth_output"), v("rare_earth_output_growth")
    yield _relation(
        "rare-earth-last-year", "1.3",
        ("上年同期稀土产值", f"{output} ÷ (1 + {growth})", "为现价产值，增长一倍多含价格因素；可用上年公报核对，原文未列"),
        ("Rare-earth output of the same months a year before", f"{output} ÷ (1 + {growth})",
         "output at current prices, so the doubling includes prices; the text prints no earlier value to compare with"),
        output.before(growth), OPEN,
    )  # fmt: skip


def _rare_earth_forecast(v: Printed) -> Iterator[Relation]:
    """The forecast for the year against the pace so far."""
    output, forecast = v("rare_earth_output"), v("rare_earth_output", status="forecast")
    share = (
        output.share_of(Quantity.exact(forecast.best, forecast.unit, forecast.rows))
        if not forecast.is_missing
        else forecast
    )
    yield _relation(
        "rare-earth-forecast", "1.3",
        ("已完成全年预测的比重", f"{output} ÷ {forecast:raw}", "时间过去不到六成，完成已超六成；预测偏于保守" if not share.is_missing and share.best > 60 else "进度落后于时间"),
        ("Share of the year's forecast already reached", f"{output} ÷ {forecast:raw}",
         "ahead of the calendar: the forecast is on the cautious side" if not share.is_missing and share.best > 60 else "behind the calendar"),
        share, HOLDS,
    )  # fmt: skip


def _national_capacities(v: Printed) -> Iterator[Relation]:
    """The national capacities that the shares imply, and whether they fit one another."""
    implied = {}
    for stage, zh, en in PV_STAGES:
        capacity, share = v(f"{stage}_capacity", status="forecast"), v(f"{stage}_capacity_share", status="forecast")
        implied[stage] = capacity.total_at(share)
        yield _relation(
            f"national-{stage}", "1.3",
            (f"全国{zh}产能（预计年底）", f"{capacity:raw} ÷ {share:raw}", "由占比反推，原文未说明全国口径与来源"),
            (f"National {en} capacity expected for the end of the year", f"{capacity:raw} ÷ {share:raw}",
             "implied by the share; the text names no source for the national capacity"),
            implied[stage], OPEN,
        )  # fmt: skip
    for (first, zh1, en1), (second, zh2, en2) in zip(PV_STAGES[1:], PV_STAGES[2:], strict=False):
        verdict = agreement(implied[first], implied[second])
        fits = verdict == HOLDS
        yield _relation(
            f"national-{first}-{second}", "1.3",
            (f"全国{zh2}与{zh1}产能之比", f"{implied[second]:range} ÷ {implied[first]:range}", "两个环节的全国产能相当，可以衔接" if fits else "在四舍五入范围内也不相等，两环节的全国口径不一致，或全国下游确有缺口"),
            (f"National {en2} over {en1} capacity", f"{implied[second]:range} ÷ {implied[first]:range}",
             "the two stages fit each other" if fits else "unequal even within rounding: the national bases differ, or the nation lacks downstream capacity"),
            (implied[second] / implied[first]).to("times"), verdict if fits else OPEN, implied[first],
        )  # fmt: skip


PV_STAGES = (
    ("polysilicon", "多晶硅", "polysilicon"),
    ("ingot", "单晶拉棒", "ingot"),
    ("wafer", "切片", "wafer"),
    ("module", "组件", "module"),
)


def _local_chain(v: Printed) -> Iterator[Relation]:
    """How much of one stage's output the next stage in the city could take."""
    for (first, zh1, en1), (second, zh2, en2) in zip(PV_STAGES[1:], PV_STAGES[2:], strict=False):
        upstream, downstream = v(f"{first}_capacity", status="forecast"), v(f"{second}_capacity", status="forecast")
        yield _relation(
            f"local-{first}-{second}", "1.3",
            (f"本地{zh2}可消化的{zh1}产能", f"{downstream:raw} ÷ {upstream:raw}", "其余需外运加工：本地链条上游重、下游轻"),
            (f"Share of local {en1} capacity that local {en2} capacity can take", f"{downstream:raw} ÷ {upstream:raw}",
             "the rest leaves the city: the local chain is heavy upstream and light downstream"),
            downstream.share_of(upstream), HOLDS,
        )  # fmt: skip


def _clusters(v: Printed) -> Iterator[Relation]:
    """Cluster counts and classes."""
    large, small, stated = (
        v("clusters_100bn", status="target"),
        v("clusters_10bn", status="target"),
        v("clusters_total", status="target"),
    )
    large, small = (
        v(name) if cell.is_missing else cell for name, cell in (("clusters_100bn", large), ("clusters_10bn", small))
    )
    stated = v("clusters_total") if stated.is_missing else stated
    total = large + small
    yield _relation(
        "cluster-count", "1.3 · 3.3",
        ("两级产业集群合计", f"{large} + {small}", f"与对策部分所说{stated}一致" if not stated.is_missing else "对策部分未给出合计"),
        ("Clusters of both classes", f"{large} + {small}", f"agrees with the {stated} of the recommendations" if not stated.is_missing else "no total is stated"),
        total, agreement(total, stated), stated,
    )  # fmt: skip
    upper, lower = (_class_value(v, name) for name in ("cluster_class_100bn", "cluster_class_10bn"))
    least = (large * upper + small * lower).to("1e8 CNY")
    yield _relation(
        "cluster-total", "1.3",
        ("二十个集群全部达级后的最低总产值", f"{large} × {upper:raw} + {small} × {lower:raw}", "只是门槛之和，原文未给时限；目前仅钢铁集群过线"),
        ("Least total output once every cluster reaches its class", f"{large} × {upper:raw} + {small} × {lower:raw}",
         "a sum of thresholds without a deadline; so far only the steel cluster has passed its own"),
        least, OPEN,
    )  # fmt: skip


def _class_value(v: Printed, indicator: str) -> Quantity:
    for status in ("target", "planned", "observed"):
        found = v(indicator, status=status)
        if not found.is_missing:
            return Quantity.exact(found.best, found.unit, found.rows)
    return _nothing(indicator)


def _distance_to_class(v: Printed) -> Iterator[Relation]:
    """What the rare-earth and hydrogen clusters lack to the classes of the plan."""
    forecast, upper = v("rare_earth_output", status="forecast"), _class_value(v, "cluster_class_100bn")
    forecast = Quantity.exact(forecast.best, forecast.unit, forecast.rows) if not forecast.is_missing else forecast
    yield _relation(
        "rare-earth-class", "1.3",
        ("稀土集群距千亿级尚差", f"{upper:raw} − {forecast:raw}", "按年底预测计；预测为“突破”，故为最大差距"),
        ("What the rare-earth cluster lacks to its class", f"{upper:raw} − {forecast:raw}", "against the year-end forecast, which says “more than”: the gap is at most this"),
        upper - forecast, OPEN,
    )  # fmt: skip
    goal, lower = v("hydrogen_storage_output", status="target"), _class_value(v, "cluster_class_10bn")
    goal = v("hydrogen_storage_output", status="forecast") if goal.is_missing else goal
    yield _relation(
        "hydrogen-class", "1.3",
        ("储氢目标占百亿级门槛", f"{goal:raw} ÷ {lower:raw}", "年底目标距百亿级尚远"),
        ("Hydrogen-storage target against the smaller cluster class", f"{goal:raw} ÷ {lower:raw}", "the target for the year is far below the class"),
        goal.share_of(lower), HOLDS,
    )  # fmt: skip


def _hydrogen_projects(v: Printed) -> Iterator[Relation]:
    """Hydrogen projects named one by one against the number stated."""
    stated = v("hydrogen_projects")
    parts = [
        v("hydrogen_projects_in_production"),
        v("hydrogen_projects_under_construction"),
        v("hydrogen_projects_starting"),
    ]
    parts[2] = v("hydrogen_projects_starting", status="planned") if parts[2].is_missing else parts[2]
    named = parts[0] + parts[1] + parts[2]
    verdict = agreement(named, stated)
    yield _relation(
        "hydrogen-projects", "1.3",
        ("逐一列举的储氢项目", f"{parts[0]} + {parts[1]} + {parts[2]}", f"多于所称{stated}重点项目；除非部分项目不在其列" if verdict == CONTRADICTS else "与所称个数一致"),
        ("Hydrogen projects listed one by one", f"{parts[0]} + {parts[1]} + {parts[2]}",
         f"more than the {stated} stated, unless some of them are not key projects" if verdict == CONTRADICTS else "agrees with the number stated"),
        named, verdict, stated,
    )  # fmt: skip


def _project_sizes(v: Printed) -> Iterator[Relation]:
    """Mean size of the projects under way and of those signed."""
    for field, zh, en in (("pv", "光伏", "Photovoltaic"), ("wind", "风电", "Wind-equipment")):
        sizes = {}
        for suffix, kind_zh, kind_en in (("", "在建", "projects under way"), ("_signed", "签约", "projects signed")):
            count = v(f"{field}_projects{suffix}")
            amount = v(f"{field}_investment{suffix}", status="planned")
            amount = v(f"{field}_investment{suffix}") if amount.is_missing else amount
            sizes[suffix] = (amount / count).to("1e8 CNY")
            yield _relation(
                f"{field}-size{suffix.replace('_', '-')}", "1.3",
                (f"{zh}{kind_zh}项目平均规模", f"{amount} ÷ {count}", "签约为意向，与在建项目是否重叠原文未说明" if suffix else "总投资跨多个年度"),
                (f"{en} {kind_en}: mean size", f"{amount} ÷ {count}",
                 "signed amounts are intentions; whether they overlap with those under way is not said" if suffix else "total investment, spread over several years"),
                sizes[suffix], OPEN,
            )  # fmt: skip
        ratio = (sizes["_signed"] / sizes[""]).to("times")
        same = not ratio.is_missing and ratio.best < 1.2
        yield _relation(
            f"{field}-size-ratio", "1.3",
            (f"{zh}签约与在建平均规模之比", "签约 ÷ 在建", "规模相近" if same else "签约项目明显更大，兑现难度也更大"),
            (f"{en} projects: mean size signed over under way", "signed ÷ under way", "of similar size" if same else "signed projects are much larger, and harder to deliver"),
            ratio, HOLDS if same else OPEN,
        )  # fmt: skip


def _named_industries(v: Printed) -> Iterator[Relation]:
    """How many of the key projects belong to the three industries described."""
    parts, whole = [v("pv_projects"), v("wind_projects"), v("hydrogen_projects")], v("key_projects")
    named = parts[0] + parts[1] + parts[2]
    yield _relation(
        "named-projects", "1.3",
        ("光伏、风电、储氢占全部重点项目", f"({parts[0]} + {parts[1]} + {parts[2]}) ÷ {whole}", "按个数计只占少数；是否都在重点项目之列原文未说明"),
        ("Photovoltaic, wind and hydrogen among the key projects", f"({parts[0]} + {parts[1]} + {parts[2]}) ÷ {whole}",
         "a small part by number; whether all are counted among the key projects is not said"),
        named.share_of(whole), OPEN,
    )  # fmt: skip


def _shares_of_counts(v: Printed) -> Iterator[Relation]:
    """Shares within counts that the text gives without computing them."""
    pairs = (
        ("digital-done", "1.4", "digital_projects_done", "digital_projects", "已完成的数字化项目占比", "Digital projects completed",
         "累计口径，不等于当年进度", "cumulative since the start, not this year's progress"),
        ("national-pilots", "1.4", "national_smart_pilots", "digital_projects_done", "完成项目中的国家级示范企业", "National pilots among completed projects",
         "企业数与项目数单位不同，仅示比例", "firms against projects: an order of magnitude only"),
        ("national-platforms", "2.3", "national_platforms", "innovation_platforms", "国家级平台占比", "National-level platforms",
         "与“国家级偏少”的判断一致", "agrees with the statement that national-level platforms are few"),
        ("guarantee-loans", "1.5", "guarantee_fund_loans", "sme_loans_new", "助保金贷款占新增贷款", "Guarantee-fund loans among new loans",
         "新增贷款的范围与时段原文未说明", "scope and period of the new loans are not stated"),
    )  # fmt: skip
    for id, locator, part, whole, zh, en, why_zh, why_en in pairs:
        few, all_ = v(part), v(whole)
        yield _relation(
            id,
            locator,
            (zh, f"{few} ÷ {all_}", why_zh),
            (en, f"{few} ÷ {all_}", why_en),
            few.to(all_.unit).share_of(all_),
            HOLDS,
        )


def _fund_size(v: Printed) -> Iterator[Relation]:
    """Mean grant of the park fund."""
    fund, projects = v("park_fund"), v("park_fund_projects")
    yield _relation(
        "park-fund", "1.5",
        ("园区专项资金平均每个项目", f"{fund} ÷ {projects}", "平均额度小，适合补短板，不足以支撑大项目"),
        ("Park fund for each project", f"{fund} ÷ {projects}", "a small mean grant: fit for gaps, not for large projects"),
        (fund * 10000 / projects).to("1e4 CNY"), HOLDS,
    )  # fmt: skip


def _named_shares(v: Printed) -> Iterator[Relation]:
    """The two shares of the diagnosis, whose denominators are not stated."""
    high_tech, consumer = v("high_tech_share"), v("consumer_goods_share")
    yield _relation(
        "shares-without-base", "2.1",
        ("高技术与消费品合计占比", f"{high_tech} + {consumer}", "两项分母均未说明且可能重叠，合计仅作上限参考，其余为倚能倚重行业"),
        ("High-tech and consumer goods together", f"{high_tech} + {consumer}",
         "neither denominator is stated and the two may overlap: an upper bound; the rest is energy-intensive and heavy industry"),
        (high_tech + consumer).to("%"), OPEN,
    )  # fmt: skip


CHECKS: tuple[Callable[[Printed], Iterator[Relation]], ...] = (
    _growth_elsewhere, _region_lead, _sector_weight, _growth_floor, _price_wedge, _annual_plan, _rare_earth_base,
    _rare_earth_forecast, _national_capacities, _local_chain, _clusters, _distance_to_class, _hydrogen_projects, _project_sizes,
    _named_industries, _shares_of_counts, _fund_size, _named_shares,
)  # fmt: skip


def not_computed() -> list[tuple[str, str]]:
    """What must not be computed from the figures, and why, in the language of the run."""
    return [
        pick(("新增市场主体户均税费支持", "税费支持面向全部市场主体，不只是新增的"),
             ("Tax support for each new market entity", "the support goes to all market entities, not only to the new ones")),
        pick(("每个园区的5G基站数", "基站覆盖全市，各园区分布未知"),
             ("5G base stations for each industrial park", "the stations cover the whole city; how many stand in parks is unknown")),
        pick(("工业投资两年增速相乘", "一为全年，一为前七个月，基期与范围不同"),
             ("Two years' investment growth multiplied", "one is a full year, the other seven months: base and scope differ")),
        pick(("研发活动企业的家数", "规上工业企业总数原文未给"),
             ("Number of firms with R&D activity", "the number of above-scale firms is not printed")),
        pick(("有研发的企业人均或户均投入", "只说集中于少数大型企业，未给金额"),
             ("R&D spending for each active firm", "only “concentrated in a few large firms” is said, without an amount")),
        pick(("多晶硅可支撑的组件产能", "吨与吉瓦之间的单耗原文未给"),
             ("Module capacity that the polysilicon could feed", "the consumption per watt that links tonnes to gigawatts is not printed")),
    ]  # fmt: skip


def count(found: Sequence[Relation]) -> Quantity:
    """How many relations there are; missing where there are none."""
    if not found:
        return Quantity.missing("items", "可供相互校核的数字", "figures that can be checked against one another")
    return Quantity.exact(len(found), "")


def tally(found: Sequence[Relation]) -> str:
    """How often each verdict was given, in words."""
    numbers = {verdict: sum(each.verdict == verdict for each in found) for verdict in VERDICTS}
    return language.listed(
        pick(f"{VERDICTS[verdict].zh}{number}组", f"{number} {PLURALS[verdict]}") for verdict, number in numbers.items() if number
    )


PLURALS = {HOLDS: "hold", OPEN: "stay open", CONTRADICTS: "contradict one another"}


def table(found: Sequence[Relation], *parts: str) -> pandas.DataFrame:
    """Relations whose locator begins with one of ``parts``: columns ``subject``, ``formula``, ``result``, ``verdict``, ``why``."""
    chosen = [each for each in found if not parts or each.locator.startswith(parts)]
    cells = [(each.subject, each.formula, each.result, VERDICTS[each.verdict], each.why) for each in chosen]
    return pandas.DataFrame(cells, columns=["subject", "formula", "result", "verdict", "why"])


def not_computed_table(found: Sequence[Relation]) -> pandas.DataFrame:
    """What must not be computed, where anything was: columns ``what``, ``why``."""
    return pandas.DataFrame(not_computed() if found else [], columns=["what", "why"])
