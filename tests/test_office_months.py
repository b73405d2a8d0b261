"""A month above, and words below it that say another period: no figure is filed under the month."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from office_reading import read_rows

from industry_report.office import start
from industry_report.office.descriptor import DESCRIPTOR, Descriptor
from industry_report.office.importing import Importer
from industry_report.office.messages import Messages
from industry_report.office.reading import Reading

SO_FAR = [
    "累计", "自年初累计", "年初至本月累计", "本年累计", "累计完成", "1-本月累计", "1—本月累计",
    "1-本月", "1至本月", "1～本月", "1-本月(累计)", "年初至今", "1-10月", "前10个月", "year to date",
]  # fmt: skip
#: Words that no list has, or that mean several things.
UNKNOWN = [
    "截至目前", "自年初以来", "1-本旬", "年内", "1-本月末合计", "完成（自年初）", "数值（1月以来）",
    "本年", "year so far", "合计", "1—本期", "8月止", "本月（累计）", "（至今）", "今年以来", "甲数",
]  # fmt: skip
ROW = ["地区生产总值", "亿元"]
#: Tables of a value 125.4 and its growth 6.3: below a period, beside a month, in three rows …
SHAPES = {
    "two rows": [["指标", "单位", "{p}", "{g}"], ["", "", "{w}", ""], [*ROW, "125.4", "6.3"]],
    "growth below": [["指标", "单位", "{p}", ""], ["", "", "{w}", "{g}"], [*ROW, "125.4", "6.3"]],
    "behind the month": [
        ["指标", "单位", "{p}", "", "{g}"],
        ["", "", "本月", "{w}", ""],
        [*ROW, "-", "125.4", "6.3"],
    ],
    "all below": [
        ["指标", "单位", "{p}", "", ""],
        ["", "", "本月", "{w}", "{g}"],
        [*ROW, "-", "125.4", "6.3"],
    ],
    "three rows": [
        ["指标", "单位", "{p}", "{g}"],
        ["", "", "完成", ""],
        ["", "", "{w}", ""],
        [*ROW, "125.4", "6.3"],
    ],
    "title": [["{p}主要经济指标"], ["指标", "单位", "{w}", "{g}"], [*ROW, "125.4", "6.3"]],
    "title and month": [
        ["{p}主要经济指标"],
        ["指标", "单位", "本月", "{w}", "{g}"],
        [*ROW, "-", "125.4", "6.3"],
    ],
}
REFUSED = SHAPES | {
    "one row": [["指标", "单位", "{p}{w}", "{g}"], [*ROW, "125.4", "6.3"]],
    "before the month": [
        ["指标", "单位", "{p}", "", "{g}"],
        ["", "", "{w}", "本月", ""],
        [*ROW, "125.4", "-", "6.3"],
    ],
}
#: The same where no head says it: in a label, a cell of a period, a heading of rows, a title, or
#: below the month of a table whose rows are places, periods or products.
BESIDE = {
    "brackets": [["指标", "单位", "{p}"], ["地区生产总值（{w}）", "亿元", "125.4"]],
    "brackets of an own name": [["指标", "单位", "{p}"], ["茶叶产量（{w}）", "吨", "125.4"]],
    "label below": [["指标", "", "单位", "{p}"], ["地区生产总值", "{w}", "亿元", "125.4"]],
    "period": [["指标", "时期", "数值", "单位"], ["GDP", "{p}（{w}）", "125.4", "亿元"]],
    "heading": [["指标", "单位", "{p}"], ["一、{w}"], [*ROW, "125.4"]],
    "title in brackets": [["{p}主要指标（{w}）"], ["指标", "单位", "完成"], [*ROW, "125.4"]],
    "places": [["工业总产值（亿元）"], ["乡镇", "{p}"], ["", "{w}"], ["石门镇", "125.4"]],
    "brackets over places": [["工业总产值（亿元）"], ["乡镇", "{p}（{w}）"], ["石门镇", "125.4"]],
    "periods": [["月份", "地区生产总值（亿元）"], ["", "{w}"], ["{p}", "125.4"]],
    "brackets over periods": [["月份", "地区生产总值（{w}，亿元）"], ["{p}", "125.4"]],
    "products": [["{p}产品产量"], ["产品", "单位", "{w}"], ["原煤", "万吨", "125.4"]],
}
#: A name of something, which no table but one of indicators takes for a word of time.
NAME = "甲数"
PERIODS, GROWTHS = ["2023年10月", "2023-10", "October 2023"], ["同比增长%", "增速（%）"]


@pytest.fixture(scope="module")
def descriptor(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("office")
    start.make(start.place_of("云川县"), folder)
    return folder / "云川县" / DESCRIPTOR


def reading_of(descriptor: Path, rows: list[list[str]], **words: str) -> Reading:
    """What a sheet of rows says, in which words stand for {p}, {w} and {g}."""
    return read_rows(descriptor, [[text.format(**words) for text in row] for row in rows])


def figures(reading: Reading) -> set[tuple[str, str]]:
    return {(row.fields["period"], row.fields["value"]) for row in reading.rows}


@pytest.mark.daily(3)
@pytest.mark.parametrize("shape", SHAPES)
def test_the_year_so_far_below_a_month(shape, descriptor):
    """One list of words and one rule, wherever the month and the word stand."""
    for period, word, growth in product(PERIODS[:2], SO_FAR, GROWTHS[:1]):
        reading = reading_of(descriptor, SHAPES[shape], p=period, w=word, g=growth)
        assert not reading.mistakes, (period, word)
        wanted = {("2023-01/2023-10", "125.4"), ("2023-01/2023-10", "6.3")}
        assert figures(reading) == wanted, (period, word)


@pytest.mark.daily(3)
@pytest.mark.parametrize("shape", REFUSED)
def test_words_that_no_list_has_are_never_the_month(shape, descriptor):
    """The column and the growth that refers to it give no figure, and the column is named."""
    for period, word, growth in product(PERIODS, UNKNOWN, GROWTHS):
        reading = reading_of(descriptor, REFUSED[shape], p=period, w=word, g=growth)
        assert not figures(reading), (period, word, growth)
        assert reading.columns or reading.mistakes, (period, word, growth)


@pytest.mark.daily(4)
@pytest.mark.parametrize("shape", BESIDE)
def test_a_word_anywhere_below_a_month(shape, descriptor):
    """Of the year so far, or refused by name; never the month."""
    within = "（{w}" in str(BESIDE[shape])  # brackets in brackets nobody writes
    words = [
        one for one in [*SO_FAR, *UNKNOWN] if one != NAME and not (within and one[-1] in ")）")
    ]
    for word in filter(SO_FAR.__contains__, words):
        reading = reading_of(descriptor, BESIDE[shape], p=PERIODS[0], w=word)
        assert figures(reading) == {("2023-01/2023-10", "125.4")}, word
    for word in filter(UNKNOWN.__contains__, words):
        reading = reading_of(descriptor, BESIDE[shape], p=PERIODS[0], w=word)
        assert PERIODS[1] not in {period for period, _ in figures(reading)}, word
        assert reading.rows or reading.unsure or reading.columns or reading.mistakes, word


@pytest.mark.parametrize(
    ("head", "below", "period"),
    [
        ("2023年10月", "本月", "2023-10"),
        ("2023年10月", "完成（亿元）", "2023-10"),
        ("2023年10月（快报数）", "绝对量", "2023-10"),
        ("2023年1—10月", "10月", "2023-10"),
        ("2023年1—10月", "本月", "2023-10"),
        ("2023年", "1—10月累计", "2023-01/2023-10"),
        ("2023年10月", "上年同期", "2022-10"),
        ("2023年10月", "上年同期累计", "2022-01/2022-10"),
    ],
)
def test_known_words_say_which_part_is_meant(head, below, period, descriptor):
    rows = [["指标", "单位", "{p}"], ["", "", "{w}"], [*ROW, "125.4"]]
    assert figures(reading_of(descriptor, rows, p=head, w=below)) == {(period, "125.4")}


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        (
            [["指标", "单位", "2022年", "2023年", "增减（个百分点）"], ["研发投入强度", "%", "1.0", "1.2", "0.2"]],
            {("2022", "1.0"), ("2023", "1.2")},
        ),
        (
            [["2023年10月指标"], ["指标", "单位", "累计", "比上年同期±%"], [*ROW, "125.4", "6.3"]],
            {("2023-01/2023-10", "125.4"), ("2023-01/2023-10", "6.3")},
        ),
        (
            [["Indicator", "Unit", "2023", "Change 2023 (%)"], ["GDP", "亿元", "125.4", "6.3"]],
            {("2023", "125.4"), ("2023", "6.3")},
        ),
        ([["指标", "2023年"], ["人均GDP（元）", "4.1万"]], {("2023", "4.1")}),
    ],
)  # fmt: skip
def test_heads_and_units_as_offices_write_them(rows, wanted, descriptor):
    reading = reading_of(descriptor, rows)
    assert (figures(reading), reading.mistakes) == (wanted, [])


@pytest.mark.parametrize(("name", "unit"), [("工业税收占比", "%"), ("茶叶收入", "亿元")])
def test_the_unit_that_a_name_asks_for(name, unit, descriptor):
    (mistake,) = reading_of(descriptor, [["指标", "2023年"], [name, "3"]]).mistakes
    assert mistake.values["own"] == unit


def test_two_values_of_one_period_say_how_they_were_read(descriptor):
    rows = [["指标", "单位", "2023年10月", "2023年10月"], [*ROW, "12", "125.4"]]
    (mistake,) = reading_of(descriptor, rows).mistakes
    assert "两格都读作2023-10" in Messages("zh").fault(mistake)
    assert "2022年1—7月" in Messages("zh").fault(mistake)


def test_an_english_name_with_more_words_is_likened_to_a_known_one(descriptor):
    lists = Importer(Descriptor(descriptor), Messages("en")).lists
    found = lists.similar("Value added of industrial firms above scale, growth", "%")
    assert found and found["id"] == "industrial_value_added_growth"
    assert lists.similar("Length of country roads", "km") is None


@pytest.mark.parametrize(
    ("name", "period"),
    [
        ("地区生产总值（累计）", "2023-01/2023-10"),
        ("地区生产总值累计（亿元）", "2023-01/2023-10"),
        ("地区生产总值（1-本月）", "2023-01/2023-10"),
        ("地区生产总值本年累计", "2023-01/2023-10"),
        ("地区生产总值累计增速", "2023-01/2023-10"),
        ("地区生产总值（1—10月）", "2023-01/2023-10"),
        ("地区生产总值（本月）", "2023-10"),
        ("地区生产总值", "2023-10"),
    ],
)
def test_a_row_of_the_year_so_far_below_a_month(name, period, descriptor):
    unit = "%" if "增速" in name else "亿元"
    reading = reading_of(
        descriptor, [["指标", "单位", "{p}"], [name, unit, "12.5"]], p="2023年10月"
    )
    assert (figures(reading), reading.mistakes) == ({(period, "12.5")}, [])
    assert {row.fields["indicator"] for row in reading.rows} <= {"gdp", "gdp_growth"}


@pytest.mark.parametrize(
    "rows",
    [
        [["指标", "单位", "8月", "9月"], [*ROW, "12", "13"]],
        [["8月主要经济指标"], ["指标", "单位", "本月", "累计"], [*ROW, "12", "90"]],
        [["月份", "地区生产总值（亿元）"], ["8月", "12"], ["9月", "13"]],
    ],
)
def test_a_month_without_a_year_is_told_once(rows, descriptor):
    (mistake,) = reading_of(descriptor, rows).mistakes
    assert (mistake.kind, mistake.values) == ("period.year", {"text": "8月"})


@pytest.mark.parametrize("row", ["2023年增长%", "2023年比2022年增长（%）", "平均增长（%）"])
def test_a_row_of_growth_among_years_is_no_year(row, descriptor):
    reading = reading_of(descriptor, [["年份", "GDP（亿元）"], ["2022年", "100"], [row, "5"]])
    assert (figures(reading), reading.mistakes) == ({("2022", "100")}, [])
    assert [text for _, text in reading.passed] == [row]


@pytest.mark.parametrize(("unit", "like"), [("亿元", False), ("%", True)])
def test_a_name_is_likened_to_what_may_have_its_unit_only(unit, like, descriptor):
    lists = Importer(Descriptor(descriptor), Messages("zh")).lists
    found = lists.similar("单位GDP耗能变化", {"亿元": "1e8 CNY"}.get(unit, unit))
    assert (found is not None and found["unit"] == "%") == like


@pytest.mark.parametrize(
    ("name", "like"), [("用电量增速", "工业用电量增速"), ("规上工业企业数增速", None)]
)
def test_growth_alone_makes_no_name_like_another(name, like, descriptor):
    found = Importer(Descriptor(descriptor), Messages("zh")).lists.similar(name, "%")
    assert (found and found["zh"]) == like
