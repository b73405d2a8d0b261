"""One rule for the place of figures, and one for the unit of a number: what names another place
than the folder's own, or gives a number a unit beside that of its column, is asked or left out.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from office_reading import read_rows

from industry_report.office import start
from industry_report.office.descriptor import DESCRIPTOR, Descriptor
from industry_report.office.messages import Messages
from industry_report.office.naming import Lists
from industry_report.office.reading import Reading
from industry_report.office.strangers import places_in

#: What a title or the name of a sheet says, and the place for which it is asked in the folder of
#: 云川县; "" where the figures are its own.
TITLES = {
    "云川经济开发区2024年主要指标": "云川经济开发区",
    "云川工业园区2025年1-9月主要经济指标": "云川工业园区",
    "云川县工业园区2025年1-9月主要经济指标": "云川县工业园区",
    "云川县石门镇2024年主要指标": "石门镇",
    "东山新区2024年主要指标": "东山新区",
    "石门街道2024年主要指标": "石门街道",
    "2024年主要指标（经济开发区）": "经济开发区",
    "2024年主要指标（全市）": "全市",
    "包头市2024年主要指标": "包头市",
    "内蒙古2024年主要指标": "内蒙古",
    "自治区2024年主要指标": "自治区",
    "全国2024年主要指标": "全国",
    "2024年全市主要经济指标": "全市",
    "全市2025年1-9月主要指标": "全市",
    "2025年1-9月全区主要经济指标": "全区",
    "我市2024年经济运行情况": "我市",
    "Yunchuan Industrial Park: January-September 2024": "Yunchuan Industrial Park",
    "Key Indicators of Baotou City, 2024": "Baotou City",
    "Dongshan District 2024": "Dongshan District",
    "Inner Mongolia: key indicators 2024": "inner mongolia",
    "Key indicators of Yunchuan County Industrial Park, 2024": "Yunchuan County Industrial Park",
    # plain ones
    "云川县2024年国民经济主要指标": "",
    "云川2024年主要指标": "",
    "2024年全县主要经济指标": "",
    "我县2024年经济运行情况": "",
    "内蒙古自治区云川县2024年主要指标": "",
    "2024年主要经济指标": "",
    "2024年城乡居民收入": "",
    "2024年全社会固定资产投资": "",
    "2024年全市场主体情况": "",
    "2024年地区生产总值及占全市比重": "",
    "2024年主要指标（不含农户）": "",
    "2024年各园区主要指标": "",
    "2024年工业园区个数": "",
    "2024年社区服务": "",
    "内蒙古自治区统计局2024年": "",
    "Yunchuan County: key indicators 2024": "",
    "Key Indicators of Yunchuan, 2024": "",
    "Key Indicators Yunchuan County 2024": "",
    "Industrial Parks and Above-Scale Firms, 2024": "",
    "Yunchuan County Bureau of Statistics, 2024": "",
}
#: Titles alone, without a period, in any folder: the places that they name.
NAMED = {
    "五原县2024年国民经济主要指标": ["五原县"],
    "表3 2024年五原县主要经济指标": ["五原县"],
    "巴彦淖尔市五原县": ["五原县"],
    "杭锦后旗": ["杭锦后旗"],
    "包头2024年工业": ["包头"],
    "鄂尔多斯市主要指标": ["鄂尔多斯市"],
    "三、石门镇": ["石门镇"],
    "工业园区2024年": ["工业园区"],
    "经济技术开发区主要指标": ["经济技术开发区"],
    "2024年各旗县区主要指标": [],
    "旗县区": [],
    "各乡镇2022年工业总产值情况表": [],
    "城镇居民收入": [],
    "地区生产总值": [],
    "分地区主要指标": [],
    "五原县统计局": [],
    "规模以上工业": [],
    "上市公司": [],
    "Sheet1": [],
}
#: Heads ("/" parts those of one column) and the values of a row; those that are the county's own.
HEADS = {
    "云川县/总量|云川县/增速|全市/总量|全市/增速": "1 2",
    "全市/总量|全市/增速|云川县/总量|云川县/增速": "3 4",
    "全县/总量|全县/增速|全市/总量|全市/增速": "1 2",
    "2024年/全市|2024年/全县": "2",
    "2024年/云川县|2024年/全市": "1",
    "总量|增速|全市": "1 2",
    "总量|增速|全市|增速": "1 2",
    "总量|全市|上年同期": "1",
    "总量|增速|包头市": "1 2",
    "云川县|全市": "1",
    "总量|增速|全市位次": "1 2",
    "总量|占全市比重（%）": "1 2",
}
#: Headings between rows, and the place that is asked for.
HEADINGS = {
    "一、全县/二、经济开发区": "经济开发区",
    "全县/三、石门镇": "石门镇",
    "全县/高新区": "高新区",
    "（一）县域/（二）全市": "全市",
    "一、工业/二、投资": "",
    "一、全县/二、城乡": "",
}
#: Name, unit, cell, line above the table, and the value that is read; "" where it is asked.
UNITS = [
    ("一般公共预算收入", "万元", "3.2万", "", ""),
    ("原煤产量", "万吨", "1.2亿", "", ""),
    ("进出口总额", "万美元", "1.2亿", "", ""),
    ("茶叶产业规模", "", "3.2万", "单位：万元", ""),
    ("地区生产总值", "亿元", "150亿", "", ""),
    ("人均地区生产总值", "", "63554", "单位：万元", ""),
    ("人均可支配收入", "", "36554", "单位：万元", ""),
    ("人均用电量", "", "6355", "单位：千瓦时", "6355 kWh"),
    ("人均地区生产总值指数", "", "104.6", "人均地区生产总值指数（上年=100）", "104.6 上年=100"),
    ("实际利用外资", "美元", "500万", "", "500 1e4 USD"),
    ("茶叶产业规模", "", "3.2万", "单位：元", "3.2 1e4 CNY"),
    ("人均地区生产总值", "", "63554", "单位：元", "63554 CNY"),
    ("人均地区生产总值", "元", "63554", "单位：万元", "63554 CNY"),
    ("地区生产总值", "", "150亿", "", "150 1e8 CNY"),
    ("常住人口", "人", "30.3万", "", "30.3 1e4 persons"),
    ("地区生产总值", "", "150", "Unit: 100 million yuan", "150 1e8 CNY"),
    ("地区生产总值", "", "1500000", "Units: 10,000 yuan", "1500000 1e4 CNY"),
]


@pytest.fixture(scope="module")
def descriptor(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("office")
    start.make(start.place_of("云川县", parent="内蒙古"), folder)
    return folder / "云川县" / DESCRIPTOR


def asked(reading: Reading) -> str:
    """The place for which an import asks, or ""; it finds nothing else wrong."""
    assert {one.kind for one in reading.mistakes} <= {"region.other"}
    return next((one.values["other"] for one in reading.mistakes), "")


HEAD, GDP = ["指标", "单位", "2024年"], ["地区生产总值", "亿元", "150.3"]


@pytest.mark.parametrize(("title", "other"), TITLES.items())
def test_the_place_of_titles_and_names_of_sheets(title, other, descriptor):
    rows = [["指标", "单位", "数值"], GDP]
    titled = read_rows(descriptor, [[title], *rows])
    assert [asked(titled), len(titled.rows)] == [other, 1]
    assert asked(read_rows(descriptor, rows, sheet=title)) == other
    assert asked(read_rows(descriptor, rows, file=f"{title}.xlsx")) == other


@pytest.mark.parametrize(("title", "places"), NAMED.items())
def test_the_places_that_a_title_names(title, places, descriptor):
    assert places_in(title, Lists(Descriptor(descriptor))) == places


@pytest.mark.parametrize(
    ("titles", "sheet", "file", "other"),
    [
        (["内蒙古统计年鉴2025", "云川县2024年主要指标"], "表", "a.xlsx", ""),
        (["内蒙古统计年鉴2025", "2024年主要指标"], "表", "云川县.xlsx", "内蒙古"),
        (["2024年全市主要指标"], "云川县", "a.xlsx", "全市"),
        (["云川县2024年主要指标"], "表", "包头市.xlsx", ""),
        (["填表单位：包头市统计局"], "表", "a.xlsx", ""),
        (["云川县2024年主要指标", "本县增速快于全市。"], "表", "a.xlsx", ""),
    ],
)
def test_titles_sheet_and_file_together(titles, sheet, file, other, descriptor):
    rows = [*([one] for one in titles), HEAD, GDP]
    assert asked(read_rows(descriptor, rows, sheet, file)) == other


def test_places_in_rows_leave_the_title_to_what_they_lie_in(descriptor):
    rows = [["包头市2024年分旗县区主要指标"], ["地区", "地区生产总值（亿元）"]]
    named = [["全市", "4500"], ["云川县", "150"], ["东山县", "90"]]
    assert asked(read_rows(descriptor, [*rows, *named])) == ""
    named[1][0] = "全县"
    assert asked(read_rows(descriptor, [*rows, *named])) == "包头市"


def test_a_further_table_of_another_place(descriptor):
    rows = [["云川县2024年"], HEAD, GDP, [], ["石门镇2024年"], HEAD, GDP]
    assert asked(read_rows(descriptor, rows)) == "石门镇"


@pytest.mark.parametrize(("heads", "own"), HEADS.items())
def test_the_place_of_columns(heads, own, descriptor):
    columns = [head.split("/") for head in heads.split("|")]
    depth = max(map(len, columns))
    above = [[one[at] if at < len(one) else "" for one in columns] for at in range(depth)]
    names = [["指标", "单位"], *[["", ""]] * (depth - 1)]
    values = ["地区生产总值", "亿元", *(str(at + 1) for at in range(len(columns)))]
    rows = [["2024年"], *(name + row for name, row in zip(names, above, strict=True)), values]
    reading = read_rows(descriptor, rows)
    assert not [Messages("zh").fault(one) for one in reading.mistakes]
    mine = [row.fields["value"] for row in reading.rows if row.fields["region"] == "yunchuan"]
    assert mine == own.split()
    told = reading.elsewhere or reading.columns or reading.skipped
    assert bool(told) == (len(mine) < len(columns))


@pytest.mark.parametrize(("headings", "other"), HEADINGS.items())
def test_the_place_of_headings_between_rows(headings, other, descriptor):
    first, second = headings.split("/")
    rows = [["2024年"], HEAD, [first], GDP, [second], ["工业总产值", "亿元", "100"]]
    assert asked(read_rows(descriptor, rows)) == other


#: Names of rows with their unit, and the place that is asked for.
ROWS = {
    ("其中：石门镇", "亿元"): "石门镇",
    ("河东乡", "亿元"): "河东乡",
    ("包头市地区生产总值", "亿元"): "包头市",
    ("开发区", "亿元"): "开发区",
    ("全市平均增速", "%"): "全市",
    ("Of which: Shimen Town", "亿元"): "Shimen Town",
    # plain ones
    ("云川县", "亿元"): "",
    ("建制镇", "个"): "",
    ("全县茶叶产值", "亿元"): "",
    ("城镇", "亿元"): "",
    ("工业园区", "个"): "",
    ("景区门票收入", "亿元"): "",
}


@pytest.mark.parametrize(("row", "other"), ROWS.items())
def test_the_place_that_a_row_is_named_after(row, other, descriptor):
    rows = [["2024年"], HEAD, GDP, [*row, "68.1"]]
    assert asked(read_rows(descriptor, rows)) == other


@pytest.mark.parametrize("name", ["全区地区生产总值", "全区生产总值"])
def test_a_row_of_what_the_place_lies_in_is_read_for_that(name, descriptor):
    (row,) = read_rows(descriptor, [["2024年"], HEAD, [name, "亿元", "26314.6"]]).rows
    assert [row.fields["region"], row.fields["indicator"]] == ["inner-mongolia", "gdp"]


@pytest.mark.parametrize(("name", "own"), [("全市生产总值", 0), ("全县生产总值", 1)])
def test_the_place_in_the_name_of_a_row(name, own, descriptor):
    reading = read_rows(descriptor, [["2024年"], HEAD, [name, "亿元", "3300"], GDP[:2] + ["3300"]])
    assert not reading.rows[1:] and [*reading.elsewhere] == ["全市"] * (1 - own)


def test_own_words_for_a_park(tmp_path):
    start.make(start.place_of("云川经济开发区", parent="内蒙古"), tmp_path)
    own = tmp_path / "云川经济开发区" / DESCRIPTOR
    for title in ("经济开发区2024年", "全区2024年主要指标", "开发区2024年主要指标"):
        assert asked(read_rows(own, [[title], HEAD, GDP])) == ""
    assert asked(read_rows(own, [["高新区2024年"], HEAD, GDP])) == "高新区"


@pytest.mark.parametrize(("name", "unit", "cell", "above", "value"), UNITS)
def test_the_unit_of_a_number(name, unit, cell, above, value, descriptor):
    reading = read_rows(descriptor, [["2024年"], [above], HEAD, [name, unit, cell]])
    found = [f"{row.fields['value']} {row.fields['unit']}" for row in reading.rows]
    kinds = {one.kind for one in reading.mistakes}
    assert found == ([value] if value else [])
    assert kinds <= {"unit.scale", "unit.missing"} and bool(kinds) != bool(value)


def test_units_in_an_english_line(descriptor):
    rows = [["Table 2-1 Gross domestic product"], ["Unit: 100 million yuan"]]
    rows += [["Year", "GDP", "Primary industry"], ["2022", "180.1", "30"], ["2023", "191.3", "31"]]
    found = [
        (row.fields["indicator"], row.fields["unit"]) for row in read_rows(descriptor, rows).rows
    ]
    assert found == [("gdp", "1e8 CNY"), ("primary_value_added", "1e8 CNY")] * 2


def test_a_title_that_is_of_amounts_a_head_has_their_unit(descriptor):
    rows = [["云川县人均地区生产总值（万元）"], ["年份", "数值"], ["2023年", "6.36"]]
    (row,) = read_rows(descriptor, rows).rows
    assert [row.fields["indicator"], row.fields["unit"]] == ["gdp_per_capita", "1e4 CNY"]
