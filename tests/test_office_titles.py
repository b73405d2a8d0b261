"""One rule for the period of a table: what titles, heads, sheet and file say of time agrees, or the
import asks. Each case is a small sheet and the period of each of its figures, or the question.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from office_reading import read_rows

from industry_report.office import start
from industry_report.office.descriptor import DESCRIPTOR
from industry_report.office.messages import Messages
from industry_report.office.reading import Reading

#: Titles (lines that "/" parts), heads and the periods that are read: 24:9 is January to September
#: 2024, 25:7-9 a quarter.
READ = [
    ("", "2023年|2024年", "2023 2024"),
    ("", "2024|2023|增长%", "2024 2023 2024"),
    ("2024年主要经济指标", "数值|增长%", "2024 2024"),
    ("2024年主要经济指标", "2024年|2023年|增长%", "2024 2023 2024"),
    ("2024年主要经济指标", "1-9月|9月", "24:9 2024-09"),
    ("2024年主要经济指标", "1-9月累计|同比增长（%）", "24:9 24:9"),
    ("云川县2025年1-9月主要经济指标", "1-9月累计|同比增长（%）", "25:9 25:9"),
    ("云川县2025年9月统计月报", "本月|累计", "2025-09 25:9"),
    ("云川县统计月报/2025年9月", "本月|1-9月累计", "2025-09 25:9"),
    ("云川统计月报2025年9月/2025年1-9月主要指标", "本月|累计", "2025-09 25:9"),
    ("2025年目标任务完成情况表（截至9月底）", "1-9月完成|去年同期", "25:9 24:9"),
    ("2025年主要经济指标/（1-9月）", "数值|增长%", "25:9 25:9"),
    ("云川县2025年主要经济指标/2025年1-9月", "数值", "25:9"),
    ("2024年主要经济指标/（2025年3月编印）", "1-9月|9月", "24:9 2024-09"),
    ("2024年主要经济指标/制表时间：2025年3月", "1-9月|全年", "24:9 2024"),
    ("2024年主要经济指标/报送日期 2025年3月", "1-9月", "24:9"),
    ("Key indicators 2024/Compiled March 2025", "Jan-Sep|Full year", "24:9 2024"),
    ("2024年主要经济指标/2025年3月20日", "1-9月", "24:9"),
    ("2024年主要经济指标/审定于2025年3月", "数值", "2024"),
    ("2025年9月主要指标（2025年10月20日发布）", "数值", "2025-09"),
    ("2024年主要经济指标/数据来源：云川统计年鉴2025", "数值", "2024"),
    ("2024年主要经济指标/全县比2023年增长5.2%，快于全市。", "数值", "2024"),
    ("2024年主要经济指标/2024年3月", "1-9月", "24:9"),
    ("全县2023年9月情况" * 20 + "/2024年主要经济指标", "数值", "2024"),
    ("文号：国统字〔2024〕106号/有效期至：2026年6月/2025年1-9月", "数值", "25:9"),
    ("Key indicators 2024, compared with 2023", "Value", "2024"),
    ("Key indicators 2024/20 March 2025", "Value", "2024"),
    ("云川统计年鉴2025", "2023年|2024年", "2023 2024"),
    ("Yunchuan Statistical Yearbook 2025", "2023|2024", "2023 2024"),
    ("云川县统计月报 2025年第9期", "2025年1-9月|2025年9月", "25:9 2025-09"),
    ("云川县2025年第9期统计月报/2025年1-9月", "数值|同比%", "25:9 25:9"),
    ("2024年1-9月主要经济指标", "2024年1-9月|2024年全年", "24:9 2024"),
    ("2024年1-9月主要经济指标", "2023年末|1-9月", "2023 24:9"),
    ("2025年1-9月主要经济指标", "2025年目标|1-9月完成", "2025:target 25:9"),
    ("2024年上半年主要经济指标", "上半年|上年同期|增长%", "24:6 23:6 24:6"),
    ("2020—2024年主要指标", "2020年|2024年", "2020 2024"),
    ("2025年三季度主要经济指标", "本季|累计|累计同比%", "25:7-9 25:9 25:9"),
    ("2025年三季度主要经济指标", "一季度|前三季度", "25:3 25:9"),
    ("2025年第三季度主要经济指标", "数值", "25:7-9"),
    ("2025年第三季度主要经济指标", "本季", "25:7-9"),
    ("2025年主要经济指标", "二季度|三季度|三季度增长%", "25:4-6 25:7-9 25:7-9"),
    ("2025年主要经济指标", "三季度|1-9月", "25:7-9 25:9"),
    ("2025年一季度主要经济指标", "数值|增速%", "25:3 25:3"),
    ("Quarterly bulletin, 2025", "Q1|Q1–Q3", "25:3 25:9"),
    ("2025年1-9月工业经济运行", "本期|上年同期|增减%", "25:9 24:9 25:9"),
    ("2024年1-12月", "累计|同比±%", "2024 2024"),
    ("2024年主要经济指标/1-12月", "2024年|2023年", "2024 2023"),
    ("", "2024年1-12月累计|2023年全年", "2024 2023"),
    ("2025年工业经济运行月报表（9月）", "当月|累计", "2025-09 25:9"),
    ("2025年10月12日 云川县统计局", "2023年|2024年", "2023 2024"),
    ("", "2024年1-9月|2025年1-9月|全年预期目标", "24:9 25:9 2025:target"),
    ("", "Plan 2025|Actual H1 2025|Actual H1 2024", "2025:planned 25:6 24:6"),
    ("2025年9月末金融机构存贷款", "本月末余额", "2025-09"),
    ("表1 2024年与2025年上半年对比", "2024年上半年|2025年上半年", "24:6 25:6"),
]  # fmt: skip
#: Those of which all figures are asked for.
ASKED = [
    ("2024年上半年主要经济指标", "2024年|2023年|增长%"),
    ("2024年1-9月主要经济指标", "2024年|2023年"),
    ("2024年9月主要经济指标", "2024年|2023年"),
    ("2024年前三季度主要经济指标", "2024年度"),
    ("First half of 2024: key indicators", "2024|2023"),
    ("January–September 2024", "2024|Change %"),
    ("2024年主要经济指标/2025年3月", "1-9月|9月"),
    ("2024年主要经济指标/统计局2025年3月修订", "数值"),
    ("2025年主要经济指标（2025年9月）", "数值"),
    ("2024年主要经济指标（2025年3月）", "1-9月"),
    ("2024年主要经济指标/2024年11月", "累计|数值"),
    ("2024年9月主要经济指标/2024年10月", "本月|累计"),
    ("2024年主要经济指标/第9期", "1-9月"),
    ("2023年主要经济指标/2024年主要经济指标", "数值"),
    ("2024年1月", "1-12月"),
    ("2025年10月12日 云川县统计局", "1-9月|增长%"),
    ("云川县统计月报 2025年第9期/2025年10月", "累计|同比%"),
    ("云川县统计月报 2025年第1期", "1-12月"),
    ("云川县统计月报 2025年第9期（2025年10月）", "累计"),
    ("云川统计年鉴2024", "数值|增长%"),
    ("云川统计手册2024", "1-9月"),
    ("Yunchuan Statistical Yearbook 2024", "Value"),
    ("2025年三季度主要经济指标", "总量"),
    ("2025年二季度/主要经济指标", "上年同期"),
    ("1-9月主要经济指标", "2025年|2024年|增长%"),
    ("Fiscal revenue, first nine months", "2025|2024"),
    ("2024年与2025年上半年对比", "2024年|2025年"),
    ("Yunchuan in figures 2024", "Value"),
    ("Year-to-date indicators 2024", "2024|2023"),
    ("2024年累计主要指标", "2024年|2023年"),
    ("2025年主要指标/2025年1月1日—9月30日", "数值"),
    ("As of 30 September 2025", "Value"),
    ("Key indicators, half-year report 2025", "2025|2024"),
    ("2025年半年度主要指标", "2025年|2024年"),
    ("截至2025年9月底主要指标", "数值"),
    ("2025年招商引资进度表（截至9月底）", "数值"),
    ("云川县情 2025版", "数值"),
    ("云川统计月报2025年9月/2025年1-9月主要指标", "数值"),
]  # fmt: skip


@pytest.fixture(scope="module")
def descriptor(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("office")
    start.make(start.place_of("云川县"), folder)
    return folder / "云川县" / DESCRIPTOR


def table(titles: str, heads: str) -> list[list[str]]:
    names = heads.split("|")
    row = ["地区生产总值", "亿元", *(str(12.5 + at) for at in range(len(names)))]
    return [*([text] for text in titles.split("/") if text), ["指标", "单位", *names], row]


def periods(reading: Reading) -> list[str]:
    """The periods of all figures, with a status that is not ``observed``."""
    rows = sorted((row.fields for row in reading.rows), key=lambda row: float(row["value"]))
    kinds = (f":{row['status']}" if row["status"] != "observed" else "" for row in rows)
    return [row["period"] + kind for row, kind in zip(rows, kinds, strict=True)]


def whole(text: str) -> str:
    """A period of a case as the dataset writes it."""
    year, _, months = text.partition(":")
    if len(year) > 2:
        return text
    first, _, last = months.rpartition("-")
    return f"20{year}-{int(first or 1):02}/20{year}-{int(last):02}"


@pytest.mark.parametrize(("titles", "heads", "wanted"), READ)
def test_what_agrees_is_read(titles, heads, wanted, descriptor):
    reading = read_rows(descriptor, table(titles, heads))
    assert not [Messages("zh").fault(one) for one in reading.mistakes]
    assert periods(reading) == [whole(one) for one in wanted.split()]


@pytest.mark.parametrize(("titles", "heads"), ASKED)
def test_what_does_not_agree_is_asked_once(titles, heads, descriptor):
    reading = read_rows(descriptor, table(titles, heads))
    assert [one.kind for one in reading.mistakes] == ["period.asked"]
    assert reading.mistakes[0].values["text"] == "、".join(heads.split("|"))
    assert not reading.rows
    assert {why for _, why in reading.without} == {"columns"}


@pytest.mark.parametrize(
    ("rows", "sheet", "file", "wanted"),
    [
        (
            [["时间", "GDP（亿元）"], ["2023年", "12"], ["2024年", "13"]],
            "表",
            "a.xlsx",
            "2023 2024",
        ),
        (
            [["2024年1-9月"], ["时间", "GDP（亿元）"], ["2023年", "12"], ["2024年", "13"]],
            *("表", "a.xlsx", ""),
        ),
        ([["指标", "单位", "数值"], ["GDP", "亿元", "12"]], "2024年", "a.xlsx", "2024"),
        (
            [["2024年主要指标"], ["指标", "单位", "2024年"], ["GDP", "亿元", "12"]],
            *("上半年", "a.xlsx", ""),
        ),
        (
            [["单位：亿元", "", "2024年1-9月"], ["指标", "单位", "数值"], ["GDP", "亿元", "12"]],
            *("表", "a.xlsx", "24:9"),
        ),
        (
            [
                *(["2024年上半年"], ["指标", "单位", "上半年"], ["GDP", "亿元", "12"], []),
                *(["指标", "单位", "2024年"], ["常住人口", "万人", "20"]),
            ],
            *("表", "a.xlsx", "24:6"),
        ),
        ([["指标", "单位", "数值"], ["GDP", "亿元", "12"]], "表", "2024年.xlsx", "2024"),
        ([["指标", "单位", "数值"], ["GDP", "亿元", "12"]], "表", "统计年鉴2024.xlsx", ""),
        ([["指标", "单位", "2024年"], ["GDP", "亿元", "12"]], "2024年上半年", "a.xlsx", ""),
        (
            [["2025年主要指标"], ["指标", "单位", "本月", "累计"], ["GDP", "亿元", "12", "13"]],
            *("9月", "a.xlsx", "2025-09 25:9"),
        ),
        (
            [["2025年主要指标"], ["指标", "单位", "数值"], ["GDP", "亿元", "12"]],
            *("9月", "a.xlsx", ""),
        ),
        (
            [["制表：统计局", "", "2025年3月"], ["指标", "单位", "2024年"], ["GDP", "亿元", "12"]],
            *("表", "a.xlsx", "2024"),
        ),
    ],
)
def test_rows_sheet_and_file_under_the_same_rule(rows, sheet, file, wanted, descriptor):
    reading = read_rows(descriptor, rows, sheet, file)
    assert periods(reading) == [whole(one) for one in wanted.split()]
    asked = not wanted or len(rows) > 5
    assert [one.kind for one in reading.mistakes] == ["period.asked"] * asked


@pytest.mark.parametrize("heads", ["三季度", "2025年三季度|2024年三季度", "三季度|同比%"])
def test_a_quarter_alone_may_be_meant_with_those_before_it(heads, descriptor):
    assert read_rows(descriptor, table("2025年主要经济指标", heads)).rows == []


def test_this_period_below_a_month_is_the_month_or_the_year_so_far(descriptor):
    reading = read_rows(descriptor, table("2025年9月规模以上工业", "本期|上年同期|增速%"))
    assert (reading.rows, list(reading.unsure)) == ([], ["本期"])


@pytest.mark.parametrize(("language", "head"), [("zh", "表头写明"), ("en", "in the heads")])
def test_the_question_names_the_cells_and_what_settles_it(language, head, descriptor):
    (mistake,) = read_rows(descriptor, table("2024年主要指标/2025年3月", "1-9月|数值")).mistakes
    said = Messages(language).fault(mistake)
    for part in ("C3", "A1“2024年主要指标”", "A2“2025年3月”", "1-9月、数值", head):
        assert part.replace("“", " “") in said or part in said


@pytest.mark.parametrize(
    ("heads", "name"),
    [
        (["增加值增速（%）", "占规模以上工业比重（%）"], "采矿业增加值占规模以上工业比重"),
        (["增加值（亿元）", "占规模以上工业比重（%）"], "采矿业增加值占规模以上工业比重"),
    ],
)
def test_a_share_behind_a_growth_is_of_what_grows(heads, name, descriptor):
    rows = [["2024年规模以上工业分行业"], ["行业", *heads], ["采矿业", "5.1", "30.2"]]
    assert read_rows(descriptor, rows).rows[1].label == name


@pytest.mark.parametrize(("unit", "read_"), [("%", 1), ("亿元", 0)])
def test_a_target_in_per_cent_is_none_of_a_level(unit, read_, descriptor):
    rows = [["2025年1-9月"], ["指标", "单位", "全年预期目标%"], ["固定资产投资", unit, "6"]]
    assert len(read_rows(descriptor, rows).rows) == read_


@pytest.mark.parametrize(
    ("sheet", "title", "head", "asked"),
    [
        ("2024年", "2025年主要指标", "数值", True),
        ("8月", "2025年1-9月主要指标", "累计", True),
        ("2024年", "主要指标", "2025年", True),
        ("9月", "2025年1-9月主要指标", "累计", False),
        ("10月", "2025年1-9月主要指标", "累计", False),
        ("2026年", "2025年主要指标", "数值", False),
        ("2024年", "主要指标", "2024年", False),
    ],
)
def test_the_name_of_a_sheet_that_was_copied_is_asked(sheet, title, head, asked, descriptor):
    rows = [[title], ["指标", "单位", head], ["用电量", "亿千瓦时", "12"]]
    kinds = [one.kind for one in read_rows(descriptor, rows, sheet).mistakes]
    assert kinds == ["period.sheet"] * asked
