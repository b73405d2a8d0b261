"""What titles, sheet names and remarks say of the columns is understood or asked, never passed
over: cumulative figures, plans, other times, and whose growth a column is.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from office_reading import read_rows

from industry_report.office import start
from industry_report.office.descriptor import DESCRIPTOR
from industry_report.office.messages import Messages
from industry_report.office.reading import Reading

#: Rows that "/" parts, of cells that "|" parts, the name of the sheet, and every figure that is
#: read: value, indicator, period and status; "?kind" is a question, "unsure" a figure left out.
CUMULATIVE = [
    ("2025年规上工业增加值累计增速（%）/指标|2月|3月/规上工业增加值|5.1|5.2", "表", "5.1 25:2/5.2 25:3"),
    ("规上工业增加值累计增速（%）/年份|2月|3月/2024|5|6/2025|7|8", "表", "5 24:2/6 24:3/7 25:2/8 25:3"),
    ("工业增加值累计增速/单位：%/指标|2025年2月|2025年3月/工业增加值|5.1|5.2", "表", "5.1 25:2/5.2 25:3"),
    ("2025年累计工业总产值（万元）/指标|2月|3月/工业总产值|100|150", "表", "100 25:2/150 25:3"),
    ("Cumulative growth, 2025 (%)/Indicator|Unit|Feb|Mar/GDP growth|%|5|6", "表", "5 25:2/6 25:3"),
    ("Year-to-date growth in 2025/Indicator|Unit|March 2025/GDP growth|%|5", "表", "5 25:3"),
    ("2025年工业/指标|单位|2月|3月/工业用电量|亿千瓦时|1|2", "累计", "1 25:2/2 25:3"),
    ("2025年工业/指标|单位|2月|3月/工业用电量|亿千瓦时|1|2", "本月", "1 2025-02/2 2025-03"),
    ("2025年工业/月份|工业用电量（亿千瓦时）/2月|1/3月|2", "累计", "1 25:2/2 25:3"),
    ("2025年工业/指标|单位|2月|1-3月/工业用电量|亿千瓦时|1|2", "累计", "2 25:3/unsure"),
    ("2025年当月及累计/指标|单位|3月/工业用电量|亿千瓦时|1", "表", "?file.unread/unsure"),
    ("2025年9月工业/指标|单位|9月/工业用电量|亿千瓦时|1", "累计", "?file.unread/unsure"),
    ("2025年1-9月累计/指标|单位|1-9月|9月/工业用电量|亿千瓦时|2|1", "表", "2 25:9/1 2025-09"),
    ("2025年累计/月份|当月（亿元）|累计（亿元）/3月|1|2", "表", "2 25:3/unsure"),
    ("2025年工业/指标|单位|2月|3月/工业用电量|亿千瓦时|1|2", "表", "1 2025-02/2 2025-03"),
]  # fmt: skip
BESIDE = [
    ("工业总产值/时间|当月值（亿元）|累计值（亿元）|同比增长（%）/2025年3月|1|4|5", "1 2025-03/4 25:3/unsure"),
    ("2025年工业总产值/单位：万元/月份|累计|同比/3月|4|5", "4 25:3/5 growth 25:3"),
    ("2025年工业总产值（万元）/月份|当月|累计|同比增长%/3月|1|4|5", "1 2025-03/4 25:3/unsure"),
    ("2025年工业总产值（万元）/月份|当月|累计|累计同比%/3月|1|4|5", "1 2025-03/4 25:3/5 growth 25:3"),
    ("2025年/月份|工业总产值（万元）|/|累计|同比（%）/3月|4|5", "4 25:3/5 growth 25:3"),
    ("2025年工业总产值（万元）/月份|累计|上年同期|同比（%）/3月|4|3|5", "4 25:3/3 24:3/5 growth 25:3"),
    ("工业总产值（万元）/时间|当月|同比%|累计|同比%/2025年3月|1|2|4|5", "1 2025-03/2 growth 2025-03/4 25:3/5 growth 25:3"),
    ("2025年/月份|工业总产值（万元）|同比（%）/3月|4|5", "4 2025-03/5 growth 2025-03"),
]  # fmt: skip
REMARKS = [
    ("累计|同比%|备注", "1|2|1-8月数据", "?period.remark"),
    ("累计|同比%|备注", "1|2|为1-8月", "?period.remark"),
    ("累计|备注", "1|2024年数", "?period.remark"),
    ("累计|备注", "1|数据滞后一个月", "?period.remark"),
    ("Value|Note", "1|Jan-Aug", "?period.remark"),
    ("Value|Note", "1|2024 figure", "?period.remark"),
    ("累计|备注", "1|截至8月", "?period.remark"),
    ("累计|备注", "1|截至9月底", "1 25:9"),
    ("累计|备注", "1|9月数", "?period.remark"),
    ("累计|备注", "1|1-9月快报数", "1 25:9"),
    ("1-9月|2024年全年|备注", "1|2|2024年为年报数", "1 25:9/2 2024"),
    ("累计|备注", "1|按2020年价格计算", "1 25:9"),
    ("累计|备注", "1|居住半年以上的人口", "1 25:9"),
    ("累计|备注", "1|2025年10月发布", "1 25:9"),
    ("累计|备注", "1|快报数", "1 25:9"),
    ("时期|数值|备注", "2024年全年|1|2023年有修订", "1 2024"),
]
PLANS = [
    ("“十四五”规划主要指标", "2020年|2025年", "?period.status"),
    ("“十四五”规划目标", "2020年|2025年", "?period.status"),
    ("Main targets of the Five-Year Plan", "2020|2025", "?period.status"),
    ("Targets", "2024|2025", "?period.status"),
    ("云川县2025年主要经济指标测算表", "2024年|2025年", "1 2024/?period.status"),
    ("Yunchuan: economic outlook 2025", "2024|2025", "1 2024/?period.status"),
    ("“十四五”规划主要指标", "2020年实际|2025年目标", "1 2020/2 2025 target"),
    ("“十四五”规划主要指标", "2020年|2025年目标", "1 2020/2 2025 target"),
    ("“十四五”规划主要指标", "2020年实际|2025年", "1 2020/2 2025 target"),
    ("Economic outlook 2025", "2024|2025 forecast", "1 2024/2 2025 forecast"),
    ("2026年主要预期目标", "2025年|2026年", "1 2025/2 2026 target"),
    ("2025年目标任务完成情况", "2024年|2025年", "1 2024/2 2025"),
    ("2025年主要指标", "2024年|2025年", "1 2024/2 2025"),
    ("主要目标", "2026年", "1 2026 target"),
]
GROWTHS = [
    ("年份|地区生产总值|第一产业|第二产业|增速（%）", "2024|9|2|3|5", "?name.growth"),
    ("年份|地区生产总值|人均地区生产总值（元）|增速（%）", "2024|9|2|5", "?name.growth"),
    ("乡镇|工业总产值|固定资产投资|增速", "石门镇|9|2|5", "?name.growth"),
    ("年份|工业总产值|规上工业企业数（户）|增速（%）", "2024|9|2|5", "?name.growth"),
    ("年份|规上工业企业数（户）|工业总产值|增速（%）", "2024|9|2|5", "5"),
    ("年份|地区生产总值|增速（%）|工业总产值|增速（%）", "2024|9|5|2|4", "5"),
    ("年份|地区生产总值|第一产业|地区生产总值增速（%）", "2024|9|2|5", "5"),
    ("年份|工业总产值|上年同期|增速（%）", "2024|9|8|5", "5"),
]


@pytest.fixture(scope="module")
def descriptor(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("office")
    start.make(start.place_of("云川县"), folder)
    return folder / "云川县" / DESCRIPTOR


def read(descriptor: Path, text: str, sheet: str = "表") -> Reading:
    rows = [row.split("|") for row in text.split("/")]
    return read_rows(descriptor, rows, sheet)


def said(reading: Reading) -> str:
    """The figures as the cases write them, and what is not read."""
    found = []
    for row in reading.rows:
        period, status = row.fields["period"], row.fields["status"]
        if "/" in period:
            period = f"{period[2:4]}:{int(period[-2:])}"
        kind = status if status != "observed" else ""
        found.append(" ".join(filter(None, [row.fields["value"], period, kind])))
    return "/".join(
        [*found, *(f"?{one.kind}" for one in reading.mistakes), *["unsure"] * bool(reading.unsure)]
    )


@pytest.mark.parametrize(("text", "sheet", "wanted"), CUMULATIVE)
def test_cumulative_in_a_title_or_sheet_name_is_of_its_months(text, sheet, wanted, descriptor):
    assert said(read(descriptor, text, sheet)) == wanted


@pytest.mark.parametrize(("text", "wanted"), BESIDE)
def test_what_stands_behind_cumulative_figures_by_month(text, wanted, descriptor):
    reading = read(descriptor, text)
    assert said(reading) == wanted.replace(" growth", "")
    growths = [row.fields["value"] for row in reading.rows if row.fields["unit"] == "%"]
    assert growths == [one.split()[0] for one in wanted.split("/") if " growth " in one]


@pytest.mark.parametrize(("heads", "row", "wanted"), REMARKS)
def test_a_remark_of_another_time_is_asked(heads, row, wanted, descriptor):
    text = f"2025年1-9月主要指标/指标|单位|{heads}/工业用电量|亿千瓦时|{row}"
    assert said(read(descriptor, text)) == wanted


@pytest.mark.parametrize(("title", "heads", "wanted"), PLANS)
def test_a_plan_in_a_title_is_asked_where_heads_do_not_settle_it(title, heads, wanted, descriptor):
    values = "|".join(str(at + 1) for at in range(len(heads.split("|"))))
    text = f"{title}/指标|单位|{heads}/地区生产总值|亿元|{values}"
    assert said(read(descriptor, text)) == wanted


@pytest.mark.parametrize(("heads", "row", "wanted"), GROWTHS)
def test_growth_behind_several_indicators_is_asked(heads, row, wanted, descriptor):
    reading = read(descriptor, f"2024年地区生产总值及增速/单位：亿元/{heads}/{row}")
    rows = [one.fields for one in reading.rows if one.fields["unit"] == "%"]
    asked = [f"?{one.kind}" for one in reading.mistakes]
    assert asked == [wanted] * wanted.startswith("?")
    assert [one["value"] for one in rows][:1] == [wanted] * (not asked)
    assert asked or "gdp" not in rows[0]["indicator"] or "地区生产总值" in heads


def test_growth_behind_a_difference_is_read_and_the_difference_left_out(descriptor):
    heads = "指标|单位|2024年|2023年|比上年增减|比上年增长%"
    reading = read(descriptor, f"2024年主要指标/{heads}/地区生产总值|亿元|197|191|6|5")
    assert said(reading) == "197 2024/191 2023/5 2024"
    assert list(reading.skipped) == ["比上年增减"]


@pytest.mark.parametrize(
    ("language", "says"), [("zh", "写明是哪一个的增速"), ("en", "whose growth")]
)
def test_the_question_says_what_settles_it(language, says, descriptor):
    reading = read(descriptor, "单位：亿元/年份|地区生产总值|第一产业|增速（%）/2024|9|2|5")
    said = Messages(language).fault(reading.mistakes[0])
    assert says in said
    assert "D2" in said
