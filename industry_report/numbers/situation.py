"""The present state of a region's industry as tables ready to show: growth beside others, progress against time, counts.

Everything here narrows and compares; nothing is recomputed across periods, vintages or scopes. Values that the dataset does
not give stay missing, so that the report can say so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas

from industry_report import language
from industry_report.data.dataset import Dataset, Observation, Period
from industry_report.language import Text, pick
from industry_report.numbers.logic_model import LogicModel
from industry_report.numbers.quantity import Quantity, compare, missing_in

VALUE_ADDED_GROWTH = "industrial_value_added_growth"

#: The growth rates that describe a region's industry, in the order of the report.
RATES = (
    VALUE_ADDED_GROWTH,
    "mining_value_added_growth",
    "manufacturing_value_added_growth",
    "utilities_value_added_growth",
    "high_tech_value_added_growth",
    "electronics_value_added_growth",
    "industrial_output_growth",
    "industrial_revenue_growth",
    "industrial_investment_growth",
    "industrial_profit_growth",
    "industrial_tax_growth",
)

#: Where a source prints only by how much a region leads another, the other's rate follows from the lead.
LEADS = {
    "china": "industrial_growth_lead_nation",
    "inner-mongolia": "industrial_growth_lead_region",
}

BASES = {
    "comparable": Text("可比价格（实际增长）", "At comparable prices (real growth)"),
    "nominal": Text("现价（名义增长）", "At current prices (nominal growth)"),
}

PV_STAGES = (
    ("polysilicon", Text("多晶硅料", "Polysilicon")),
    ("ingot", Text("单晶拉棒", "Ingot pulling")),
    ("wafer", Text("切片", "Wafers")),
    ("module", Text("光伏组件", "Modules")),
)

#: Single figures of each section, with their status.
HISTORY = (("industrial_history_years", "observed"), ("pillar_industries", "observed"))
BASES_PLANNED = (
    ("wind_base_class", "planned"),
    ("pv_base_class", "planned"),
    ("csp_base_class", "planned"),
)
CLUSTERS = (
    ("clusters_100bn", "target"),
    ("clusters_10bn", "target"),
    ("key_projects", "observed"),
    ("key_project_size_class", "observed"),
    ("key_project_investment_done", "observed"),
    ("key_project_completion_rate", "observed"),
)
RARE_EARTH = (
    ("rare_earth_output", "observed"),
    ("rare_earth_output_growth", "observed"),
    ("rare_earth_local_conversion_rate", "observed"),
    ("rare_earth_output", "forecast"),
)
HYDROGEN = (
    ("hydrogen_projects", "observed"),
    ("hydrogen_projects_in_production", "observed"),
    ("hydrogen_projects_under_construction", "observed"),
    ("hydrogen_projects_starting", "planned"),
    ("hydrogen_material_scale", "planned"),
    ("hydrogen_bottle_scale", "planned"),
    ("hydrogen_storage_output", "target"),
)
DIGITAL = (
    ("5g_stations", "observed"),
    ("industrial_parks", "observed"),
    ("digital_projects", "observed"),
    ("digital_projects_done", "observed"),
    ("national_smart_pilots", "observed"),
)
BUSINESS = (
    ("business_measures", "observed"),
    ("new_market_entities", "observed"),
    ("tax_support", "observed"),
    ("park_fund_projects", "observed"),
    ("park_fund", "observed"),
    ("sme_loans_new", "observed"),
    ("guarantee_fund_loans", "observed"),
)

MONTHS = 12

STATUS_NAMES = {
    "observed": Text("", ""),
    "forecast": Text("预计", "forecast"),
    "target": Text("目标", "target"),
    "planned": Text("计划", "planned"),
}


def nothing(rows: Dataset, indicator: str, region: str) -> Quantity:
    """A missing value that names the indicator and the region; what is peculiar to some regions is not named elsewhere."""
    entry, place = rows.codes.indicators.get(indicator), rows.codes.regions.get(region)
    if entry is None or place is None:
        return Quantity.missing("", indicator, indicator)
    if entry.local and not rows.all(indicator, region):
        return Quantity.missing(
            entry.unit,
            "个别地区特有产业的指标",
            "indicators of industries peculiar to some regions",
        )
    return Quantity.missing(
        entry.unit, f"{entry.zh}（{place.zh}）", f"{language.lower_first(entry.en)} ({place.en})"
    )


def value(
    rows: Dataset, indicator: str, region: str, period: str | None = None, status: str = "observed"
) -> Quantity:
    """The value in ``rows``, or a missing one that says what is missing."""
    found = rows.find(indicator, region, period, status)
    return found.quantity if found else nothing(rows, indicator, region)


def name(rows: Dataset, region: str) -> Text:
    """A region's name."""
    entry = rows.codes.regions[region]
    return Text(entry.zh, entry.en)


def main_source(rows: Dataset, region: str) -> str:
    """The source with the most figures about a region; "" when there are none."""
    sources = [row.source for row in rows.where(region=region)]
    return max(dict.fromkeys(sources), key=sources.count, default="")


def statements(model: LogicModel | None, locator: str) -> pandas.DataFrame:
    """What the source says of the present in one section: columns ``topic``, ``text``; empty without a model."""
    found = model.statements(locator) if model else ()
    return pandas.DataFrame(
        {
            "topic": [_headed(said.topic.label) for said in found],
            "text": [said.text for said in found],
        },
        columns=["topic", "text"],
    )


def _headed(label: Text) -> Text:
    """A label as the head of a row: English begins with a capital."""
    return Text(label.zh, label.en[:1].upper() + label.en[1:])


def comparable_periods(
    rows: Dataset, region: str, others: Sequence[str], indicator: str = VALUE_ADDED_GROWTH
) -> list[str]:
    """For each year the one period for which most of the regions have a value (the longest of equals), by year.

    Growth since January is comparable only over the same months, so that every comparison keeps to one period.
    """
    best: dict[int, tuple[int, Period]] = {}
    for row in rows.all(indicator, region, status="observed"):
        period = row.period
        if period.kind == "month" or period.start[0] != period.end[0] or period.start[1] != 1:
            continue
        known = sum(
            not growth_of(rows, other, region, str(period), indicator).is_missing
            for other in others
        )
        best[period.end[0]] = max(best.get(period.end[0], (-1, period)), (known, period))
    return [str(best[year][1]) for year in sorted(best)]


def growth_of(
    rows: Dataset, other: str, region: str, period: str, indicator: str = VALUE_ADDED_GROWTH
) -> Quantity:
    """Growth of ``other`` in a period: as published, else as the lead that ``region`` states over it implies."""
    published = value(rows, indicator, other, period)
    if (
        not published.is_missing
        or indicator != VALUE_ADDED_GROWTH
        or other not in LEADS
        or other == region
    ):
        return published
    lead = value(rows, LEADS[other], region, period)
    implied = value(rows, indicator, region, period) - lead
    return (
        published if implied.is_missing else implied.to("%", published.label.zh, published.label.en)
    )


def beside(
    rows: Dataset,
    region: str,
    others: Sequence[str],
    periods: Sequence[str] | None = None,
    indicator: str = VALUE_ADDED_GROWTH,
) -> pandas.DataFrame:
    """An indicator of a region and of others in periods of the same months: columns ``period``, ``region``, ``value``.

    Without ``periods`` those of :func:`comparable_periods`.
    """
    chosen = comparable_periods(rows, region, others, indicator) if periods is None else periods
    cells = [
        (
            language.period_label(period),
            str(name(rows, place)),
            growth_of(rows, place, region, period, indicator),
        )
        for period in chosen
        for place in (region, *others)
    ]
    if not cells:
        cells = [("", str(name(rows, region)), nothing(rows, indicator, region))]
    return pandas.DataFrame(cells, columns=["period", "region", "value"])


def leads(
    rows: Dataset,
    region: str,
    others: Sequence[str],
    period: str,
    indicator: str = VALUE_ADDED_GROWTH,
) -> str:
    """In words how far a region is above or below others in a period; "no data" where none of them is known."""
    own = value(rows, indicator, region, period)
    parts = []
    for other in others:
        difference = own - growth_of(rows, other, region, period, indicator)
        if difference.is_missing:
            continue
        place = name(rows, other)
        if difference.sign == 0:
            parts.append(pick(f"与{place.zh}基本持平", f"level with {place.en}"))
        else:
            word = compare(difference, ("高于", "", "低于"), ("above", "", "below"))
            parts.append(
                pick(f"{word}{place.zh}{difference:abs}", f"{difference:abs} {word} {place.en}")
            )
    absent = nothing(rows, indicator, others[0] if others else region)
    if not parts:
        return str(absent)
    return "、".join(parts) if language.current() == "zh" else language.listed(parts)


def latest_period(
    rows: Dataset, region: str, others: Sequence[str], indicator: str = VALUE_ADDED_GROWTH
) -> str:
    """The latest period in which a region can be compared, else the latest known; "" when the indicator is unknown."""
    periods = comparable_periods(rows, region, others, indicator)
    known = [
        period
        for period in periods
        if any(not growth_of(rows, other, region, period, indicator).is_missing for other in others)
    ]
    return next(iter(reversed(known or periods)), "")


def rates(rows: Dataset, region: str, indicators: Sequence[str] = RATES) -> pandas.DataFrame:
    """Growth rates of a region: columns ``indicator``, ``year`` and ``latest`` with their periods beside them.

    ``year`` is the latest full year, ``latest`` the latest months since January of a later year.
    """
    found = []
    for indicator in indicators:
        entry = rows.codes.indicators.get(indicator)
        known = rows.all(indicator, region, status="observed")
        years = [row for row in known if row.period.kind == "year"]
        year = years[-1] if years else None
        spans = [
            row
            for row in known
            if row.period.kind == "span" and (not year or row.period.end > year.period.end)
        ]
        span = rows.find(indicator, region, spans[-1].period) if spans else None
        if entry and (year or span):
            found.append(
                (Text(entry.zh, entry.en), *_dated(rows, year, region), *_dated(rows, span, region))
            )
    columns = ["indicator", "year", "year_period", "latest", "latest_period"]
    return pandas.DataFrame(found, columns=columns)


def _dated(rows: Dataset, row: Observation | None, region: str) -> tuple[Quantity, str]:
    if row is None:
        return nothing(rows, VALUE_ADDED_GROWTH, region), ""
    best = rows.find(row.indicator, region, row.period)
    return best.quantity, language.period_label(str(row.period))


def rates_by_basis(
    rows: Dataset, region: str, year: str, indicators: Sequence[str] = RATES
) -> pandas.DataFrame:
    """Growth rates of one year: columns ``basis``, ``indicator``, ``value``, real and nominal growth kept apart."""
    cells = []
    for basis, label in BASES.items():
        for indicator in indicators:
            entry, found = rows.codes.indicators[indicator], value(rows, indicator, region, year)
            if (entry.basis or "nominal") == basis and not found.is_missing:
                cells.append((str(label), pick(entry.zh, entry.en), found))
    cells = cells or [("", "", nothing(rows, VALUE_ADDED_GROWTH, region))]
    return pandas.DataFrame(cells, columns=["basis", "indicator", "value"])


def latest_year(rows: Dataset, region: str, indicators: Sequence[str] = RATES) -> str:
    """The latest full year of which most of the rates are known; "" when none is."""
    years = [
        str(row.period)
        for each in indicators
        for row in rows.all(each, region, status="observed")
        if row.period.kind == "year"
    ]
    return max(years, key=lambda year: (years.count(year), year)) if years else ""


def elapsed(period: str) -> Quantity:
    """How much of the year has passed at the end of a period since January, in per cent."""
    months = Period.parse(period).end[1]
    return (Quantity.exact(100 * months, "%") / MONTHS).to("%", "已过时间", "Time elapsed")


def progress(
    rows: Dataset, region: str, indicator: str = "key_project_completion_rate"
) -> pandas.DataFrame:
    """A completion rate against the time elapsed: columns ``period``, ``done``, ``elapsed``, ``ahead``, by period."""
    cells = []
    for row in rows.all(indicator, region, status="observed"):
        due = elapsed(str(row.period))
        if row.period.kind == "span":
            lead = replace((row.quantity - due).to("pp"), decimals=row.quantity.decimals)
            cells.append((language.period_label(str(row.period)), row.quantity, due, lead))
    empty = nothing(rows, indicator, region)
    return pandas.DataFrame(
        cells or [("", empty, empty, empty)], columns=["period", "done", "elapsed", "ahead"]
    )


class Pace:
    """Output so far against what is expected of the whole year.

    Attributes:
        done: cumulative output; ``period`` says since when, ``months`` how many months it covers.
        expected: forecast or target for the same year.
        share: ``done`` as a percentage of ``expected`` read as an exact figure.
        elapsed: percentage of the year that has passed.
        monthly: output a month so far.
        required: output a month that the rest of the year needs.
    """

    def __init__(
        self, rows: Dataset, region: str, indicator: str, status: str = "forecast"
    ) -> None:
        absent = nothing(rows, indicator, region)
        found = [
            row
            for row in rows.all(indicator, region, status="observed")
            if row.period.kind == "span"
        ]
        row = rows.find(indicator, region, found[-1].period) if found else None
        year = str(row.period.end[0]) if row else ""
        self.period = str(row.period) if row else ""
        self.months = row.period.months if row else 0
        self.done = row.quantity if row else absent
        self.expected = value(rows, indicator, region, year, status) if row else absent
        whole = exactly(self.expected)
        self.share = self.done.share_of(whole) if row else absent
        self.elapsed = elapsed(self.period) if row else absent
        self.monthly = (self.done / self.months).to(f"{self.done.unit}/month") if row else absent
        left = MONTHS - self.months
        self.required = (
            ((whole - self.done) / left).to(f"{self.done.unit}/month") if row and left else absent
        )

    @property
    def ahead(self) -> Quantity:
        """Lead over the calendar in percentage points."""
        lead = (self.share - self.elapsed).to("pp")
        return lead if lead.is_missing else replace(lead, decimals=self.share.bears)


def exactly(found: Quantity) -> Quantity:
    """A bound such as "more than 600" read as the figure itself, where a threshold is meant."""
    if found.is_missing:
        return found
    return Quantity.exact(found.best, found.unit, found.rows, found.label.zh, found.label.en)


def pace_frame(pace: Pace) -> pandas.DataFrame:
    """Cumulative output beside its forecast, and the monthly pace beside the one required: ``panel``, ``label``, ``value``."""
    total, month = pick("累计产值", "Output"), pick("月均产值", "Output a month")
    so_far = language.period_label(pace.period) if pace.period else ""
    return pandas.DataFrame(
        [
            (total, so_far, pace.done),
            (total, pick("全年", "whole year"), pace.expected),
            (month, pick(f"{so_far}实际", f"{so_far}, actual"), pace.monthly),
            (month, pick("其余月份所需", "needed in the months left"), pace.required),
        ],
        columns=["panel", "label", "value"],
    )


def chain(rows: Dataset, region: str, status: str = "forecast") -> pandas.DataFrame:
    """The photovoltaic chain: columns ``stage``, ``capacity``, ``share``, ``national`` (capacity that the two imply) and
    ``period`` (of the capacity).

    All of it from the region's main source: capacities and shares of different sources and dates must not be combined.
    """
    cells, rows = [], rows.where(source=main_source(rows, region))
    for stage, label in PV_STAGES:
        capacity = value(rows, f"{stage}_capacity", region, status=status)
        share = value(rows, f"{stage}_capacity_share", region, status=status)
        row = rows.find(f"{stage}_capacity", region, status=status)
        cells.append(
            (
                str(label),
                f"{label}{pick('（', ' (')}{capacity:raw}{pick('）', ')')}",
                capacity,
                share,
                capacity.total_at(share),
                language.period_label(str(row.period)) if row else "",
            )
        )
    return pandas.DataFrame(
        cells, columns=["stage", "label", "capacity", "share", "national", "period"]
    )


def projects(rows: Dataset, region: str) -> pandas.DataFrame:
    """Projects under way and signed by industry: columns ``industry``, ``kind``, ``number``, ``investment``, ``size``."""
    industries = (
        ("pv", Text("光伏装备", "Photovoltaics")),
        ("wind", Text("风电装备", "Wind equipment")),
    )
    kinds = (("", Text("实施", "under way")), ("_signed", Text("签约", "signed")))
    cells = []
    for industry, label in industries:
        for suffix, kind in kinds:
            number = value(rows, f"{industry}_projects{suffix}", region)
            planned = value(rows, f"{industry}_investment{suffix}", region, status="planned")
            cells.append((str(label), str(kind), number, planned, (planned / number).to("1e8 CNY")))
    return pandas.DataFrame(cells, columns=["industry", "kind", "number", "investment", "size"])


def parts_of(
    rows: Dataset, region: str, part: str, whole: str, names: tuple[Text, Text]
) -> pandas.DataFrame:
    """A count split in a part and the rest: columns ``whole``, ``part``, ``value``."""
    few, every = value(rows, part, region), value(rows, whole, region)
    entry = rows.codes.indicators[whole]
    title = pick(entry.zh, entry.en)
    return pandas.DataFrame(
        [(title, str(names[0]), few), (title, str(names[1]), every - few)],
        columns=["whole", "part", "value"],
    )


def facts(rows: Dataset, region: str, indicators: Sequence[tuple[str, str]]) -> pandas.DataFrame:
    """Single figures: columns ``indicator`` (with its status unless observed), ``value``, ``period``.

    ``indicators`` are pairs of slug and status; figures that are not known are left out. The region's main source comes
    first: these sections tell what it says.
    """
    cells = []
    own = rows.where(source=main_source(rows, region))
    for indicator, status in indicators:
        row = own.find(indicator, region, status=status) or rows.find(
            indicator, region, status=status
        )
        if row is not None:
            entry = rows.codes.indicators[indicator]
            mark = STATUS_NAMES[status]
            label = (
                Text(f"{entry.zh}（{mark.zh}）", f"{entry.en} ({mark.en})")
                if mark.zh
                else Text(entry.zh, entry.en)
            )
            cells.append((label, row.quantity, when(row)))
    if not cells:
        cells = [(Text("", ""), nothing(rows, indicators[0][0], region), "")]
    return pandas.DataFrame(cells, columns=["indicator", "value", "period"])


def when(row: Observation) -> str:
    """The period of a row in words, or that its source gives none."""
    return (
        pick("未注明", "not stated")
        if "undated" in row.flags
        else language.period_label(str(row.period))
    )


#: The two parts of the digitisation projects.
DIGITAL_PARTS = (Text("基本建成", "largely complete"), Text("推进中", "under way"))


def newer_words(
    rows: Dataset, region: str, period: str, indicator: str = VALUE_ADDED_GROWTH
) -> str:
    """A clause with the latest figure where one is known after ``period``; "" where there is none."""
    periods = comparable_periods(rows, region, (), indicator)
    if not periods or periods[-1] == period:
        return ""
    latest, when = value(rows, indicator, region, periods[-1]), language.period_label(periods[-1])
    return pick(
        f"；最近一期（{when}）为{latest}，未见同期比较值",
        f"; the latest figure is {latest} ({when}), without one to compare it with",
    )


def chain_words(frame: pandas.DataFrame) -> str:
    """Where along the chain the region is strong, by the shares of its first and last stages."""
    first, last = frame["share"].iloc[0], frame["share"].iloc[-1]
    return compare(
        first - last,
        ("上游强、下游弱", "上下游相当", "上游弱、下游强"),
        (
            "strong upstream, weak downstream",
            "alike up and down the chain",
            "weak upstream, strong downstream",
        ),
    )


def ahead_words(difference: Quantity) -> str:
    """How a share done compares with the calendar, in words."""
    if difference.is_missing:
        return str(difference)
    if difference.sign == 0:
        return pick("与时间进度持平", "level with the calendar")
    return compare(
        difference,
        (f"快于时间进度{difference:abs}", "", f"慢于时间进度{difference:abs}"),
        (f"{difference:abs} ahead of the calendar", "", f"{difference:abs} behind the calendar"),
    )


def origin(model: LogicModel | None, rows: Dataset) -> str:
    """Where the statements come from: the note under a table of them."""
    source = rows.codes.sources.get(model.source) if model else None
    return (
        pick(
            f"据《{source.title_zh}》整理，文字为本报告重述。",
            f"After “{source.title_en}”, in this report's words.",
        )
        if source
        else ""
    )


def periods_in(frame: pandas.DataFrame) -> str:
    """The periods of a comparison, listed."""
    return language.listed(dict.fromkeys(frame["period"]))


def largest(frame: pandas.DataFrame) -> pandas.Series:
    """The row with the greatest value; the first where all are missing."""
    known = [place for place, cell in enumerate(frame["value"]) if not cell.is_missing]
    return frame.iloc[max(known, key=lambda place: frame["value"].iloc[place].best) if known else 0]


def first_to_last(frame: pandas.DataFrame) -> str:
    """The national capacities of a chain in words."""
    stop = pick("，", ", ")
    return stop.join(
        f"{row.stage}{pick('', ' ')}{row.national:range}" for row in frame.itertuples()
    )


def comparison(
    rows: Dataset, region: str, others: Sequence[str], indicator: str = VALUE_ADDED_GROWTH
) -> str:
    """In how many of the comparable periods a region was ahead of each of the others, in words."""
    parts = []
    for other in others:
        gaps = [
            value(rows, indicator, region, period)
            - growth_of(rows, other, region, period, indicator)
            for period in comparable_periods(rows, region, others, indicator)
        ]
        known = [gap for gap in gaps if not gap.is_missing]
        ahead, place = sum(gap.sign > 0 for gap in known), name(rows, other)
        if known:
            parts.append(_ahead_in(ahead, len(known), place))
    absent = nothing(rows, indicator, others[0] if others else region)
    return pick("，", ", ").join(parts) if parts else str(absent)


def _ahead_in(ahead: int, known: int, place: Text) -> str:
    if known == 1:
        return pick(
            f"唯一可比的时段{'快' if ahead else '不快'}于{place.zh}",
            f"{'faster' if ahead else 'not faster'} than {place.en} in the only comparable period",
        )
    if ahead in (0, known):
        return pick(
            f"{known}个可比时段均{'快' if ahead else '不快'}于{place.zh}",
            f"{'faster' if ahead else 'not faster'} than {place.en} in all {known} comparable periods",
        )
    return pick(
        f"与{place.zh}可比的{known}个时段中{ahead}个较快",
        f"faster than {place.en} in {ahead} of {known} comparable periods",
    )


def pace_words(pace: Pace, as_of: str) -> str:
    """What the rest of the year needs, or needed once the year is over at ``as_of``, beside the pace so far."""
    if pace.required.is_missing:
        return str(pace.required)
    over = pace.period and as_of[:4] > pace.period[:4]
    slack = (pace.monthly - pace.required).sign
    only = "只需" if slack > 0 else "须达"
    needs = "needed" if over else "needs"
    before = pick("此前月均", "before") if over else pick("已有月均", "so far")
    return pick(
        f"{'当年' if over else ''}其余月份月均{only}{pace.required}，{before}为{pace.monthly}",
        f"the rest of the year {needs} {pace.required}, against {pace.monthly} {before}",
    )


def by_period(frame: pandas.DataFrame) -> pandas.DataFrame:
    """A comparison as a table: a row for each period, a column for each region; unknown values stay missing."""
    places = list(dict.fromkeys(frame["region"]))
    cells = {(row.period, row.region): row.value for row in frame.itertuples()}
    records = [
        [period, *(cells[period, place] for place in places)]
        for period in dict.fromkeys(frame["period"])
    ]
    return pandas.DataFrame(records, columns=["period", *places])


def fullest(pairs: Sequence[tuple[str, str]], most: int = 5) -> list[tuple[str, str]]:
    """The first findings whose values are known, at most ``most``; all of them where none is, so that it can be said."""
    known = [pair for pair in pairs if not missing_in(pick(*pair))]
    return known[:most] or list(pairs)
