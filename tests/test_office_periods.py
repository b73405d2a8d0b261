"""Which period and status heads and titles say, in both languages; what is not wholly understood
gives no figure.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from office_reading import read_rows

from industry_report.office import start
from industry_report.office.cells import Cell
from industry_report.office.descriptor import DESCRIPTOR, Descriptor
from industry_report.office.importing import Importer
from industry_report.office.messages import Messages
from industry_report.office.reading import Reading
from industry_report.office.saying import say_reading
from industry_report.office.sheets import Grid, read_grids

NINE = "2025-01/2025-09"
#: Titles and heads of a period that is plain: the same in both places.
PLAIN = {
    NINE: [
        "January to September 2025", "Jan. to Sept. 2025", "January through September 2025",
        "9 months to September 2025", "Nine months ended September 2025",
        "first nine months of 2025", "First three quarters of 2025", "2025 January-September",
        "01-09/2025", "Q1 to Q3 2025", "1Q-3Q 2025", "Jan 2025 to Sep 2025",
        "January 2025 – September 2025", "2025 (January to September)", "2025: Jan to Sep",
        "2025.1-9", "2025.01-09", "2025/1-9", "2025.1—2025.9", "2025年元至九月", "2025年元-9月",
        "2025年初至9月", "2025年首三季", "2025年前三季度", "2025年头九个月", "2025年一月至九月",
        "二〇二五年一至九月", "二○二五年1-9月", "2025年第三季度累计", "2025三季度累计",
        "2025年一至三季度", "2025年第1-3季度",
    ],
    "2025-01/2025-06": ["first half of 2025", "2025 first half", "1H2025", "2025年二季度累计"],
    "2025-04/2025-06": ["second quarter 2025", "2nd quarter of 2025", "2025年第二季度"],
    "2025-09": ["September 2025", "09/2025", "2025年九月", "2025/09"],
    "2025": ["full year 2025", "2025 full year", "2025年全年", "2025年第四季度累计"],
    "2024-10/2025-09": ["2024年10月至2025年9月", "October 2024 to September 2025"],
    "2024-07/2025-06": ["12 months to June 2025"],
    "2020-01/2025-12": ["2020 to 2025", "2020—2025年"],
}  # fmt: skip
#: What names a time that is not wholly understood, as title and as head.
UNREAD = [
    "January and February 2025", "2025-1-9", "2025年1-9", "2025年9月20日", "2025年三季度末",
    "2025年1月、2月", "2024/25", "2024-25", "FY2025", "9M 2025", "2025M9", "Sept 25",
    "quarter 3 of 2025", "half-year 2025", "2025年近三个月", "2025年1月至今", "2025年上旬",
    "2025年中", "2025年第9期", "2025年财年", "2025年1—9月、10月", "2025.9.30",
    "nine months to 30 September 2025", "2024年、2025年", "2025 and 2026",
]  # fmt: skip
#: The same in titles, where the words stand before a period or say of it when it was published.
UNREAD_TITLES = [
    "Main indicators by September 2025", "Main indicators as of September 2025",
    "Main indicators, year to September 2025", "since January 2025", "published October 2025",
    "Main indicators (published October 20, 2025)", "Main indicators, mid-2025",
    "主要指标（2025年10月20日发布）", "主要指标（发布日期：2025年10月）", "2025年统计月报（9）",
    "Monthly report No. 9, 2025", "Main indicators, 2025 year-to-date", "2025年Q3累计主要指标",
    "Main indicators, Q3 2025 (cumulative)", "Main indicators, 1-9 2025",
    "9月主要指标 2025年", "2025年全年及2026年一季度主要指标",
]  # fmt: skip


@pytest.fixture(scope="module")
def descriptor(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("office")
    start.make(start.place_of("云川县"), folder)
    return folder / "云川县" / DESCRIPTOR


def reading_of(descriptor: Path, *rows: list[str]) -> Reading:
    return read_rows(descriptor, rows)


def table_of(descriptor: Path, title: str, *heads: str) -> Reading:
    """A table of one row under a title."""
    values = [str(12.5 + at) for at in range(len(heads))]
    row = ["地区生产总值", "亿元", *values]
    return reading_of(descriptor, [title], ["指标", "单位", *heads], row)


def said(reading: Reading) -> list[tuple[str, ...]]:
    names = ("indicator", "period", "status")
    return [tuple(row.fields[name] for name in names) for row in reading.rows]


@pytest.mark.parametrize("period", PLAIN)
def test_a_plain_period_is_read(period, descriptor):
    for text in PLAIN[period]:
        ending = "Main indicators" if text.isascii() else "主要指标"
        for title, head in ((f"{ending}, {text}", "数值"), (f"{text} {ending}", "数值")):
            assert said(table_of(descriptor, title, head)) == [("gdp", period, "observed")], title
        assert said(table_of(descriptor, "主要指标", text)) == [("gdp", period, "observed")], text


def test_what_is_not_wholly_understood_gives_no_figure(descriptor):
    """Neither under its own part of the period nor under that of a title; it is named."""
    tables = [(f"{text} 主要指标", "数值") for text in UNREAD]
    tables += [(title, "数值") for title in UNREAD_TITLES]
    tables += [("云川县2023年主要指标", text) for text in UNREAD]
    for title, head in tables:
        reading = table_of(descriptor, title, head)
        assert said(reading) == [], (title, head)
        assert reading.unsure or reading.columns or reading.mistakes, (title, head)


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("2025年9月主要指标（2025年10月20日发布）", "2025-09"),
        ("Main indicators 2025 (published 20 October 2026)", "2025"),
        ("2025年前三季度主要指标（与2024年同期比较）", NINE),
        ("Main indicators 2025, compared with 2024", "2025"),
        ("2025年主要指标（按2020年价格计算）", "2025"),
        ("2025年规模以上（主营业务收入2000万元以上）工业指标", "2025"),
        ("年主营业务收入2000万元以上工业企业2025年指标", "2025"),
        ("2025年9月末主要指标", "2025-09"),
        ("云川统计月报2025年9月", "2025-09"),
    ],
)
def test_other_years_of_a_title_are_no_period(title, period, descriptor):
    assert said(table_of(descriptor, title, "数值")) == [("gdp", period, "observed")]


@pytest.mark.parametrize(
    ("title", "head", "periods"),
    [
        ("2025年主要指标", "本月", []),
        ("2025年主要指标", "1-本月累计", []),
        ("Main indicators 2025", "Year to date", []),
        ("2025年三季度主要指标", "累计", [NINE]),
        ("2025年7-9月主要指标", "累计", []),
        ("Main indicators, Q3 2025", "Cumulative", []),
        ("2025年上半年主要指标", "累计", ["2025-01/2025-06"]),
        ("2025年9月主要指标", "累计", [NINE]),
        ("2025年主要指标", "截至目前", []),
        ("2025年9月及1-9月主要指标", "本月", ["2025-09"]),
        ("2025年9月及1-9月主要指标", "1-9月累计", [NINE]),
        ("2025年9月及1-9月主要指标", "数值", []),
    ],
)
def test_a_column_that_does_not_fit_its_title(title, head, periods, descriptor):
    assert [period for _, period, _ in said(table_of(descriptor, title, head))] == periods


@pytest.mark.parametrize(
    ("title", "heads", "wanted"),
    [
        (
            "云川县2025年主要经济指标目标任务完成情况",
            ["年度目标", "1-9月完成", "同比增长%"],
            [("gdp", NINE, "observed"), ("gdp_growth", NINE, "observed")],
        ),
        (
            "云川县2025年主要预期目标",
            ["2025年1-9月完成", "同比增长%"],
            [("gdp", NINE, "observed"), ("gdp_growth", NINE, "observed")],
        ),
        (
            "云川县2025年主要预期目标",
            ["目标", "完成", "同比增长%", "完成率%"],
            [("gdp", "2025", "observed"), ("gdp_growth", "2025", "observed")],
        ),
        (
            "云川县2026年主要预期目标",
            ["2025年完成", "2026年目标", "2026年目标增长%"],
            [("gdp", "2025", "observed"), ("gdp", "2026", "target"), ("gdp_growth", "2026", "target")],
        ),
        ("2025年主要预期目标", ["上年完成"], [("gdp", "2024", "observed")]),
        ("云川县2025年主要预期目标", ["增长%"], [("gdp_growth", "2025", "target")]),
        ("云川县2025年目标完成情况表", ["数值"], [("gdp", "2025", "observed")]),
        (
            "Main indicators 2025",
            ["Actual 2024", "Target 2025", "Actual, Jan to Sep 2025"],
            [("gdp", "2024", "observed"), ("gdp", "2025", "target"), ("gdp", NINE, "observed")],
        ),
        (
            "Main targets for 2026",
            ["Result 2024", "Plan 2026"],
            [("gdp", "2024", "observed"), ("gdp", "2026", "planned")],
        ),
        ("Main indicators 2025", ["Ceiling 2024"], []),
        (
            "Main indicators",
            ["Jan to Sep 2025", "Same period of 2024"],
            [("gdp", NINE, "observed"), ("gdp", "2024-01/2024-09", "observed")],
        ),
    ],
)  # fmt: skip
def test_what_columns_say_of_status_and_year(title, heads, wanted, descriptor):
    assert said(table_of(descriptor, title, *heads)) == wanted


def test_a_name_with_a_year_of_its_own_is_not_of_the_title(descriptor):
    rows = [["2020年煤炭产量", "万吨", "40"], ["地区生产总值", "亿元", "50"]]
    reading = reading_of(descriptor, ["2025年主要指标"], ["指标", "单位", "数值"], *rows)
    assert said(reading) == [("gdp", "2025", "observed")]
    assert list(reading.unsure) == ["2020年煤炭产量"]


@pytest.mark.parametrize(
    ("name", "period"),
    [
        ("地区生产总值（一至六月）", ["2025-01/2025-06"]),
        ("GDP (January to September)", [NINE]),
        ("地区生产总值（上半年末）", []),
        ("GDP, first half", []),
        ("GDP", ["2025"]),
    ],
)
def test_a_part_of_the_year_in_a_name(name, period, descriptor):
    rows = [["2025年主要指标"], ["指标", "单位", "数值"], [name, "亿元", "40"]]
    assert [row.fields["period"] for row in reading_of(descriptor, *rows).rows] == period


@pytest.mark.parametrize(("heading", "period"), [("一、1-9月", [NINE]), ("一、截至9月", [])])
def test_a_heading_of_rows_that_says_a_part_of_the_year(heading, period, descriptor):
    row = ["地区生产总值", "亿元", "40"]
    rows = [["2025年主要指标"], ["指标", "单位", "数值"], [heading], row]
    assert [row.fields["period"] for row in reading_of(descriptor, *rows).rows] == period


def test_an_english_head_in_two_rows_is_no_translation(descriptor):
    rows = [["Indicator", "Unit", "2025", ""], ["", "", "Q1 to Q3", "Growth target"]]
    reading = reading_of(descriptor, *rows, ["GDP", "100 million yuan", "45", "50"])
    assert said(reading) == [("gdp", NINE, "observed")]


def test_a_day_may_end_a_month_as_well_as_the_year_so_far(descriptor, tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["时间", "规模以上工业增加值增速（%）"])
    for day in (date(2025, 3, 31), date(2025, 4, 1)):
        book.active.append([day, 8.1])
    book.save(tmp_path / "a.xlsx")
    importer = Importer(Descriptor(descriptor), Messages("zh"))
    reading = importer.read(read_grids(tmp_path / "a.xlsx")[0])
    assert said(reading) == [("industrial_value_added_growth", "2025-04", "observed")]
    assert ["2025-03-31" in text for text in reading.unsure] == [True]


@pytest.mark.parametrize(
    ("name", "noted"),
    [
        ("Industrial value added growth", True),
        ("Growth of industrial value added", False),
        ("GDP growth", False),
    ],
)
def test_a_name_that_may_be_that_of_another_indicator_is_noted(name, noted, descriptor, capsys):
    importer = Importer(Descriptor(descriptor), Messages("en"))
    rows = [["Indicator", "Unit", "2025"], [name, "%", "6.5"]]
    importer.read([Grid("a.xlsx", "Sheet", [[Cell(text) for text in row] for row in rows])])
    say_reading(Messages("en"), importer, "datapackage.json")
    assert ("write “Growth of industrial value added”" in capsys.readouterr().out) == noted


def test_a_unit_of_english_sheets(descriptor):
    row = ["Industrial electricity use", "million kWh", "420"]
    (found,) = reading_of(descriptor, ["Indicator", "Unit", "2025"], row).rows
    assert (found.fields["unit"], found.fields["value"]) == ("GWh", "420")


@pytest.mark.parametrize(
    ("name", "like"),
    [
        ("一般公共预算收入", None),
        ("进口总额", None),
        ("一般公共预算支出总额", "fiscal_expenditure"),
        ("General public budget revenue", None),
    ],
)
def test_no_name_is_likened_to_its_opposite(name, like, descriptor):
    found = Importer(Descriptor(descriptor), Messages("zh")).lists.similar(name, "1e8 CNY")
    assert (found and found["id"]) == like


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh", ["方向相反", "-3.1", "40按39.5至40.5"]), ("en", ["other way", "-3.1", "39.5 to 40.5"])],
)
def test_advice_names_the_direction_and_the_cell(language, words, descriptor, capsys):
    cells = [["指标", "单位", "2024年", "2025年"], ["单位GDP能耗下降率", "%", "3.1", "40"]]
    importer = Importer(Descriptor(descriptor), Messages(language))
    importer.read([Grid("a.xlsx", "表", [[Cell(text) for text in row] for row in cells])])
    say_reading(Messages(language), importer, "datapackage.json")
    printed = capsys.readouterr().out
    assert [word for word in words if word not in printed] == []


@pytest.mark.parametrize("name", ["昆都仑区", "包头市昆都仑区", "内蒙古自治区包头市昆都仑区"])
def test_a_place_is_known_behind_the_name_of_what_it_lies_in(name):
    assert start.place_of(name).listed == start.place_of("昆都仑区").listed != ""


def test_a_place_is_not_sought_behind_the_name_of_another():
    assert start.place_of("鄂尔多斯市昆都仑区").listed == ""
