"""What periods, numbers and names of indicators in sheets of offices mean."""

from __future__ import annotations

import itertools

import pytest
from published.seconds import times_as_much

from industry_report.office import amounts, columns, heads, terms
from industry_report.office.messages import Messages
from industry_report.office.naming import in_pinyin, shown_name
from industry_report.office.sheets import Grid

PERIODS = {
    "2022年": "2022",
    "２０２２年": "2022",
    "2022.0": "2022",
    "二〇二二年": "2022",
    "2022年度": "2022",
    "2022年末": "2022",
    "2022年全年": "2022",
    "2022年上半年": "2022-01/2022-06",
    "2022年下半年": "2022-07/2022-12",
    "2022H1": "2022-01/2022-06",
    "22年上半年": "2022-01/2022-06",
    "2022年前三季度": "2022-01/2022-09",
    "2022年1-3季度": "2022-01/2022-09",
    "2022年一季度": "2022-01/2022-03",
    "2022年第一季度": "2022-01/2022-03",
    "2022年1季度": "2022-01/2022-03",
    "2022Q2": "2022-04/2022-06",
    "2022年1—7月": "2022-01/2022-07",
    "2022年1-7月累计": "2022-01/2022-07",
    "2022年1至7月": "2022-01/2022-07",
    "2022年前7个月": "2022-01/2022-07",
    "2022年前十个月": "2022-01/2022-10",
    "2022年7月": "2022-07",
    "2022年7月份": "2022-07",
    "2022年7月末": "2022-07",
    "2022年7月31日": "2022-07",
    "截至2022年7月底": "2022-07",
    "2022-07": "2022-07",
    "2022/7": "2022-07",
    "2022.12": "2022-12",
    "202207": "2022-07",
    "2022-01/2022-07": "2022-01/2022-07",
    "2021—2025年": "2021-01/2025-12",
    "2022年13月": None,
    "2022年7—1月": None,
    "20221": None,
    "12345": None,
    "上半年": None,
    "去年": None,
    "": None,
}


@pytest.mark.parametrize("text", PERIODS)
def test_period(text):
    moment = terms.moment(text)
    assert (moment and moment.period) == PERIODS[text]


@pytest.mark.parametrize(
    ("text", "period"),
    [("1—7月", "2022-01/2022-07"), ("上半年", "2022-01/2022-06"), ("7月", "2022-07")],
)
def test_part_of_the_year_of_the_table(text, period):
    assert terms.moment(text, "2022").period == period


@pytest.mark.parametrize(
    ("text", "status", "rest"),
    [
        ("2025年目标", "target", ""),
        ("2023年预计", "forecast", ""),
        ("2023年（计划）", "planned", ""),
        ("2022年增速(%)", "observed", "增速(%)"),
        ("2025年增速目标", "target", "增速"),
    ],
)
def test_what_a_head_says_besides_its_period(text, status, rest):
    moment = terms.moment(text)
    assert (moment.status, moment.rest) == (status, rest)


NUMBERS = {
    "下降1.2e3": ("-1200", "", ""),
    "16.60": ("16.60", "", ""),
    "1,234.5": ("1234.5", "", ""),
    "1，234": ("1234", "", ""),
    "1 234.5": ("1234.5", "", ""),
    "１２３．４": ("123.4", "", ""),
    "－3.2": ("-3.2", "", ""),
    "−3.2": ("-3.2", "", ""),
    "—3.2": ("-3.2", "", ""),
    "(3.2)": ("-3.2", "", ""),
    "（3.2）": ("-3.2", "", ""),
    "▲3.2": ("-3.2", "", ""),
    "下降3.2%": ("-3.2", "", "%"),
    "增长8.3": ("8.3", "", ""),
    "+8.3": ("8.3", "", ""),
    "持平": ("0", "", ""),
    "约5": ("5", "about", ""),
    "5左右": ("5", "about", ""),
    "近3": ("3", "nearly", ""),
    "超100": ("100", "over", ""),
    "100多家": ("100", "over", "家"),
    "5以上": ("5", "at_least", ""),
    "不低于5": ("5", "at_least", ""),
    "3以内": ("3", "at_most", ""),
    "约1.5万人": ("1.5", "about", "万人"),
    "12.3*": ("12.3", "", ""),
    "12.3（初步核算）": ("12.3", "", ""),
    "12.3①": ("12.3", "", ""),
    "1.2E+05": ("120000", "", ""),
    ".5": ("0.5", "", ""),
    "007": ("7", "", ""),
    "—": ("", "", ""),
    "……": ("", "", ""),
    "－": ("", "", ""),
    "无": ("", "", ""),
    "7.2（下降）": ("-7.2", "", ""),
    "7.2（快报数，同比下降）": ("-7.2", "", ""),
    "0.8（亏损）": ("-0.8", "", ""),
    "亏损0.8": ("-0.8", "", ""),
    "22.2 (decline)": ("-22.2", "", ""),
    "down 5.5%": ("-5.5", "", "%"),
    "up 3.2": ("3.2", "", ""),
    "(3.2)（下降）": ("-3.2", "", ""),
    "12（约）": ("12", "about", ""),
    "12.3（含开发区）": ("12.3", "", ""),
    "1300000（万元）": ("1300000", "", "万元"),
    "5（上年）": ("5", "", "上年"),  # no unit
    "12（目标，预计）": ("12", "", "目标,预计"),
    "-7.2（下降）": None,
    "-3.2（增长）": None,
    "12亿元（万元）": None,
    "18①②": ("18", "", ""),
    "12 ¹": ("12", "", ""),
    "8₁": ("8", "", ""),
    "12亿元¹": ("12", "", "亿元"),
    "—①": ("", "", ""),
    "①18": None,
    "18①0": None,
    "①": None,
    "2½": None,
    "12 m²": None,
    "5-6": None,
    "1,23": None,
    "58.3 2": None,
    "58 2": None,
    "下降-3.2": None,
    "很多": None,
    "12.3.4": None,
    "∞": None,
}


@pytest.mark.parametrize("text", NUMBERS)
def test_number(text):
    amount = amounts.amount(text)
    found = amount and (amount.digits, amount.qualifier, amount.unit)
    assert found == NUMBERS[text]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("12（预计）", "forecast"),
        ("13 (target)", "target"),
        ("10（计划数）", "planned"),
        ("12（实际）", "observed"),
        ("12.3（初步核算）", ""),
    ],
)
def test_what_a_number_is_said_to_be(text, status):
    assert amounts.amount(text).status == status


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("二、2026年目标", "target"),
        ("三、主要预期目标", "target"),
        ("四、计划", "planned"),
        ("主要指标（预计）", "forecast"),
        ("2026年国民经济和社会发展计划", "planned"),
        ("Main targets for 2026", "target"),
        ("Forecast", "forecast"),
        ("五、完成情况", "observed"),
        ("一般公共预算", ""),
        ("目标完成情况", ""),
        ("低于目标", ""),
        ("城乡规划", ""),
        ("综合", ""),
    ],
)
def test_what_a_heading_says_of_the_kind_of_figures(text, status):
    assert terms.said_status(text) == status


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("一、地区生产总值（亿元）", "地区生产总值"),
        ("1.规模以上工业增加值增长率(%)", "规上工业增加值增速"),
        ("其中：第一产业", "第一产业"),
        ("  ①工业总产值", "工业总产值"),
        ("5G基站数", "5g基站数"),
    ],
)
def test_name_without_numbering_and_unit(text, name):
    assert terms.plain_name(text) == name


@pytest.mark.parametrize(
    ("branch", "whole", "name"),
    [
        ("第一产业", "固定资产投资", "第一产业固定资产投资"),
        ("采矿业", "工业用电量", "采矿业用电量"),
        ("第一产业", "主要指标", "第一产业"),
        ("采矿业", "第二产业", "采矿业"),
        ("采矿业", "", "采矿业"),
    ],
)
def test_a_branch_is_a_part_of_what_stands_above_it_where_that_is_an_indicator(branch, whole, name):
    assert columns.of_branch(branch, whole) == name


@pytest.mark.parametrize(
    ("sheet", "said"),
    [("", "a.csv, row 3, column 28"), ("Sheet", "a.csv, sheet “Sheet”, cell AB3")],
)
def test_places_are_named_as_people_count(sheet, said):
    assert Grid("a.csv", sheet, []).place(Messages("en"), 2, 27) == said


def test_label_of_an_indicator_of_ones_own():
    assert shown_name("（三）茶叶产量（吨）", "") == "茶叶产量"
    assert shown_name("茶叶产量（吨）", "增速") == "茶叶产量增速"
    assert shown_name("GDP", "增速", "zh") == "GDP增速"
    assert shown_name("GDP", "增速", "en") == "GDP, growth"


@pytest.mark.parametrize(
    ("text", "kind"),
    [("指标名称", "indicator"), ("计量单位", "unit"), ("年份", "year"), ("注", "note"), ("", "")],
)
def test_head(text, kind):
    assert terms.head(text) == kind


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("长岭县", "changling"),
        ("长子县", "zhangzi"),
        ("长垣市", "changyuan"),
        ("单县", "shanxian"),
        ("朝阳区", "chaoyang"),
        ("都匀市", "duyun"),
        ("什邡市", "shifang"),
        ("重庆市", "chongqing"),
        ("六安市", "luan"),
        ("六合区", "luhe"),
        ("蔚县", "yuxian"),
        ("克什克腾旗", "keshiketeng"),
        ("佛冈县", "fogang"),
        ("荥经县", "yingjing"),
        ("大城县", "daicheng"),
    ],
)
def test_names_of_places_are_read_as_they_are_spoken(name, read):
    assert in_pinyin(name) == read


@pytest.mark.parametrize(
    ("one", "end", "is_english"), [("A", "中", False), ("A1", "", False), ("A", " and so on", True)]
)
def test_a_long_cell_is_told_english_or_not_in_one_pass(one, end, is_english):
    def told(size: int):
        return lambda text=one * size + end: terms.is_english(text)

    assert told(4_000)() is is_english
    assert times_as_much(told, 500, 4_000) < 20


@pytest.mark.parametrize("one", ("） Aabc", "*", "20", "2022年", "a", "=100"))
@pytest.mark.parametrize("end", "中x")
def test_a_hostile_cell_takes_no_longer_than_it_is_long(one, end):
    """Each place of a cell may be the beginning of what is looked for."""
    number = itertools.count()  # what was read before is remembered

    def read(size: int):
        text = one * (size + next(number)) + end
        return lambda: (
            (terms.bilingual(text), terms.plain_name(text), amounts.amount(text)),
            (heads.subject_of([text], ("x",)), heads.stated_units(text), heads.context_of([text])),
        )

    assert times_as_much(read, 100, 800) < 20


def test_english_beside_chinese_begins_behind_the_last_chinese_character():
    assert terms.bilingual("工业 Industry (large)") == ("工业", "Industry")
    assert terms.bilingual("增速（%） Growth") == ("增速（%）", "Growth")
    assert terms.bilingual("人均 GDP") == ("人均 GDP", "")
    assert terms.bilingual("工业 Industry 工业") == ("工业 Industry 工业", "")
