"""Figures of another month, sector, year or place than a name alone says."""

from __future__ import annotations

from pathlib import Path

import pytest
from office_reading import read_rows

from industry_report.office import start
from industry_report.office.descriptor import DESCRIPTOR


@pytest.fixture(scope="module")
def descriptor(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("office")
    start.make(start.place_of("云川县", parent="内蒙古"), folder)
    return folder / "云川县" / DESCRIPTOR


#: Months as numbers, and how many of them are read; the others are asked as one question.
MONTHS = {
    "2025.7|2025.8|2025.9|2025.1": 3,
    "2024.8|2024.9|2024.1|2024.11|2024.12": 4,
    "2024.12|2024.11|2024.1|2024.9": 3,
    "2024.1|2025.1": 0,
    "2025.1": 0,
    "2024.8|2024.9|2024.10|2024.11": 4,
    "2025.1|2025.2|2025.3": 3,
    "2025.3|2025.2|2025.1": 3,
    "2024.12|2025.1": 2,
    "2025.1|2025.4": 2,
    "2025.1|2025.7": 1,
    "2025.01|2025.10": 2,
    "2025年1月|2025年10月": 2,
}


@pytest.mark.parametrize(("months", "read_"), MONTHS.items())
def test_october_as_a_number_is_asked(months, read_, descriptor):
    heads = months.split("|")
    values = [str(at + 1) for at in range(len(heads))]
    across = [["指标", "单位", *heads], ["茶叶产量", "吨", *values]]
    down = [["时间", "茶叶产量（吨）"], *map(list, zip(heads, values, strict=True))]
    for rows in (across, down):
        reading = read_rows(descriptor, rows)
        assert len(reading.rows) == read_
        asked = ["period.october"] * (read_ < len(heads))
        assert [one.kind for one in reading.mistakes] == asked


HEAD = "指标|单位|数值"
#: A title, lines of cells, and what is read: name, period, value.
ROWS = {
    "last year, and growth below it": (
        ["2024年", HEAD, "茶叶产值|亿元|118", "上年同期|亿元|110", "同比增长|%|7.4"],
        ["茶叶产值 2024 118", "茶叶产值 2023 110", "茶叶产值增速 2024 7.4"],
    ),
    "last year of months": (
        ["2024年1-9月", HEAD, "茶叶产值|亿元|118", "去年同期|亿元|110"],
        ["茶叶产值 2024-01/2024-09 118", "茶叶产值 2023-01/2023-09 110"],
    ),
    "last year in a column of its own": (
        ["2024年", "指标||单位|数值", "茶叶产值|完成|亿元|118", "|上年同期|亿元|110"],
        ["茶叶产值 2024 118", "茶叶产值 2023 110"],
    ),
    "last year without months": (
        ["2024年1-9月", HEAD, "茶叶产值|亿元|118", "上年|亿元|110"],
        ["茶叶产值 2024-01/2024-09 118"],
    ),
    "last year of a target": (
        ["", "指标|单位|2026年目标", "茶叶产值|亿元|118", "上年同期|亿元|110"],
        ["茶叶产值 2026 118"],
    ),
    "a part of a row of firms": (
        ["2024年", HEAD, "民营企业|家|5", "#利润总额|亿元|15"],
        ["民营企业 2024 5", "民营利润总额 2024 15"],
    ),
    "a category that goes on": (
        ["2024年", "类别|指标|单位|2024年", "工业|总产值|亿元|162", "|利润总额|亿元|8"]
        + ["建筑业|总产值|亿元|31", "|利润总额|亿元|1"],
        ["工业总产值 2024 162", "利润总额 2024 8", "建筑业总产值 2024 31", "建筑业利润总额 2024 1"],
    ),
    "last year of nothing": (
        ["2024年", HEAD, "上年同期|亿元|110", "茶叶产值|亿元|118"],
        ["茶叶产值 2024 118"],
    ),
    "a month of what stands before it": (
        ["2025年9月", "行业|1-9月产值（万元）|同比（%）|其中：9月（万元）", "采茶业|951|8.8|102"],
        [
            *("采茶业产值 2025-01/2025-09 951", "采茶业产值增速 2025-01/2025-09 8.8"),
            "采茶业产值 2025-09 102",
        ],
    ),
    "a sum below months": (
        ["2025年", "月份|茶叶产值（亿元）", "3月|9.5", "4月|9.6", "合计|19.1"],
        ["茶叶产值 2025-03 9.5", "茶叶产值 2025-04 9.6"],
    ),
    "an average below years": (
        ["", "年份|茶叶产值（亿元）", "2023年|9.5", "2024年|9.6", "“十四五”年均|9.1"],
        ["茶叶产值 2023 9.5", "茶叶产值 2024 9.6"],
    ),
    "years over the right of their columns": (
        ["", "|||2024年||2025年", "指标|单位|产值|增速%|产值|增速%", "茶叶|亿元|176|5.9|186|5.3"],
        ["茶叶产值 2024 176", "茶叶产值增速 2024 5.9"]
        + ["茶叶产值 2025 186", "茶叶产值增速 2025 5.3"],
    ),
    "a month over the first of its columns, and the year so far": (
        [
            "",
            "||2026年9月|||2026年1-9月|",
            "指标|单位|数值|增速%|数值|增速%",
            "茶叶产值|亿元|1|2|3|4",
        ],
        ["茶叶产值 2026-09 1", "茶叶产值增速 2026-09 2"]
        + ["茶叶产值 2026-01/2026-09 3", "茶叶产值增速 2026-01/2026-09 4"],
    ),
    "branches below an index": (
        ["", "指标|2024年", "地区生产总值指数（上年=100）|106.1", "第一产业|104.4"],
        ["地区生产总值指数 2024 106.1", "地区生产总值指数·第一产业 2024 104.4"],
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_what_a_row_says_of_the_rows_above(name, descriptor):
    (title, *lines), wanted = ROWS[name]
    reading = read_rows(descriptor, [[title], *(line.split("|") for line in lines)])
    assert not reading.mistakes
    rows = ((row.label, row.fields["period"], row.fields["value"]) for row in reading.rows)
    assert [" ".join(one) for one in rows] == wanted
    values = sum(part.replace(".", "").isdigit() for line in lines for part in line.split("|"))
    assert len(wanted) == values or reading.passed or reading.unsure


#: A title (":" parts it from the name of the sheet), names of rows as they stand in it, and the
#: names under which figures are kept; "?" where it is asked.
SECTORS = {
    "2024年规上服务业情况": ("利润总额|规上企业数|营业收入增速", "规上服务业利润总额|规上服务业企业数|规上服务业营业收入增速"),
    "2024年主要指标:规上服务业": ("利润总额", "规上服务业利润总额"),
    "2024年主要指标（规模以上服务业）": ("利润总额", "规上服务业利润总额"),
    "2024年建筑业企业主要指标": ("总产值|利润总额", "建筑业总产值|建筑业利润总额"),
    "2024年限额以上批发和零售业": ("销售额|利润总额", "限上批发和零售业销售额|限上批发和零售业利润总额"),
    "2024年房地产开发企业经营情况": ("利润总额", "房地产开发利润总额"),
    "2024年民营经济发展情况": ("固定资产投资|税收收入", "民营固定资产投资|民营税收收入"),
    "2024年规模以上工业主要指标": ("工业增加值|工业总产值|企业数|总产值增速|利润总额", "industrial_value_added|above_scale_industrial_output|above_scale_firms|industrial_output_growth|industrial_profit"),
    "2024年规模以上工业": ("工业投资增速|工业用电量|工业销售产值", "industrial_investment_growth|industrial_electricity|规上工业销售产值"),
    "Industrial enterprises above designated size, 2024": ("Industrial value added|Industrial output", "industrial_value_added|above_scale_industrial_output"),
    "2024年规模以上工业能源消费": ("原煤消费量|全社会用电量|工业用水量|原煤产量", "规上工业·原煤消费量|全社会用电量|规上工业·用水量|原煤产量"),
    "2024年分行业产值（规上）": ("采矿业产值", "规上·采矿业产值"),
    "2024年规模以上工业主要产品产量": ("原煤产量", "原煤产量"),
    "2024年规上工业和固定资产投资": ("到位资金", "到位资金"),
    "2024年工业和服务业主要指标": ("利润总额", "?"),
    "2024年农业、工业主要指标": ("利润总额|工业利润总额", "?|industrial_profit"),
    # plain ones
    "2024年主要指标": ("利润总额|固定资产投资", "industrial_profit|fixed_asset_investment"),
    "2024年工业主要指标": ("利润总额增速|工业增加值", "industrial_profit_growth|total_industrial_value_added"),
    "2024年规上服务业主要指标": ("规上工业利润总额", "industrial_profit"),
    "2024年工业增加值和固定资产投资情况": ("固定资产投资", "fixed_asset_investment"),
    "2024年主要指标（不含农户）": ("利润总额", "industrial_profit"),
}  # fmt: skip


@pytest.mark.parametrize("title", SECTORS)
def test_a_name_alone_is_of_the_sector_of_its_title(title, descriptor):
    names, wanted = (text.split("|") for text in SECTORS[title])
    line, _, sheet = title.partition(":")
    for name, kept in zip(names, wanted, strict=True):
        unit = "%" if name.endswith("增速") else "家" if name.endswith("数") else "亿元"
        unit = "亿千瓦时" if name.endswith("量") else unit
        rows = [[line], ["指标", "单位", "2024年"], [name, unit, "11"]]
        reading = read_rows(descriptor, rows, sheet or "表")
        assert [one.kind for one in reading.mistakes] == ["name.scope"] * (kept == "?")
        named = [{row.fields["indicator"], row.label} for row in reading.rows]
        assert all(kept in one for one in named) and bool(named) == (kept != "?")


def test_headings_of_rows_say_the_sector_until_the_next(descriptor):
    lines = [
        *("2024年", HEAD, "一、规模以上工业", "利润总额|亿元|6", "税收收入|亿元|5"),
        *("二、规模以上服务业", "利润总额|亿元|1", "三、固定资产投资|亿元|7", "利润总额增速|%|8"),
    ]
    reading = read_rows(descriptor, [line.split("|") for line in lines])
    labels = ["利润总额", "税收收入", "规上服务业利润总额", "固定资产投资", "利润总额增速"]
    assert [row.label for row in reading.rows] == labels


@pytest.mark.parametrize(
    ("above", "name", "asked"),
    [
        ("规上服务业营业收入", "利润总额", True),
        ("服务业增加值", "规上企业数", True),
        ("规上服务业营业收入", "产销率", False),
        ("规上工业营业收入", "利润总额", False),
        ("固定资产投资", "利润总额", False),
        ("服务业税收占比", "利润总额", False),
    ],
)
def test_a_name_alone_below_a_row_of_another_sector(above, name, asked, descriptor):
    unit = {"利润总额": "亿元", "规上企业数": "家", "产销率": "%"}[name]
    first = [above, "%" if above.endswith("比") else "亿元", "15"]
    rows = [["2024年"], HEAD.split("|"), first, ["常住人口", "万人", "20"], [name, unit, "9"]]
    reading = read_rows(descriptor, rows)
    assert [one.kind for one in reading.mistakes] == ["name.scope"] * asked
    assert len(reading.rows) == 3 - asked


def test_places_down_under_a_title_of_services(descriptor):
    rows = [["2024年各镇规上服务业企业情况"], ["镇", "利润总额（万元）"], ["石门镇", "6100"]]
    assert read_rows(descriptor, rows).rows[0].label == "规上服务业利润总额"


#: Titles and heads of years down by quarters, and the periods of the first row; "" where it is asked.
QUARTERS = {
    ("云川县分季度地区生产总值（亿元）", "一季度|上半年|前三季度|全年"): "3 6 9 2023",
    ("Quarterly GDP of Yunchuan County, 100 million yuan", "Q1|H1|Q1-Q3|Full year"): "3 6 9 2023",
    ("Yunchuan County: quarterly GDP (100 million yuan)", "Q1|Q2|Q3|Q4|Total"): "3 4-6 7-9 10-12 2023",
    ("云川县分季度地区生产总值（亿元）", "一季度|二季度|三季度|四季度|合计"): "3 4-6 7-9 10-12 2023",
    ("云川县分季度地区生产总值（亿元）", "数值"): "",
    ("Quarterly GDP of Yunchuan County, 100 million yuan", "Value"): "",
}  # fmt: skip


@pytest.mark.parametrize(("title", "heads"), QUARTERS)
def test_years_by_quarters(title, heads, descriptor):
    names = heads.split("|")
    first = "Year" if title.isascii() else "年份"
    rows = [[title], [first, *names], ["2023", *(str(at + 26) for at, _ in enumerate(names))]]
    reading = read_rows(descriptor, rows)
    wanted = []
    for part in QUARTERS[title, heads].split():
        start, _, end = part.rpartition("-")
        span = f"2023-{int(start or 1):02}/2023-{int(end):02}"
        wanted.append(part if part == "2023" else span)
    found = [(row.fields["indicator"], row.fields["period"]) for row in reading.rows]
    assert found == [("gdp", one) for one in wanted]
    assert [one.kind for one in reading.mistakes] == ["period.asked"] * (not wanted)
