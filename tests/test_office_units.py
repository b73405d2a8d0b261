"""Which unit a value of an office's sheet has: the nearest statement, and none that is guessed."""

from __future__ import annotations

from pathlib import Path

import pytest
from office_reading import read_rows

from industry_report.office import start
from industry_report.office.descriptor import DESCRIPTOR, known_units

ROWS, TOWNS = "指标|单位", "乡镇"
OUTPUT, GROWN = "规上工业总产值", "规上工业总产值增速"
#: Of each sheet, a line a row: the values that are read, each with its name and unit; the heads
#: that are left out, and the kinds of mistakes.
SHEETS = {
    # --- a head in % beside a row in another unit
    f"2025年1-9月主要指标\n{ROWS}|全年目标|完成%\n{OUTPUT}|亿元|130|73.2": (
        f"{OUTPUT} 130 亿元",
        "left out 完成%",
    ),
    f"2025年1-9月主要指标\n{ROWS}|全年计划|完成（%）\n{OUTPUT}|亿元|130|73.2": (
        f"{OUTPUT} 130 亿元",
        "left out 完成（%）",
    ),
    f"{ROWS}|2025年目标|2025年1-9月完成%\n{OUTPUT}|亿元|130|73.2": (
        f"{OUTPUT} 130 亿元",
        "left out 2025年1-9月完成%",
    ),
    f"2025年政府工作目标\n{ROWS}|目标|完成%\n{OUTPUT}|亿元|130|73.2": (
        "",
        "left out 目标 left out 完成% file.unread",
    ),
    "Indicator|Unit|2024 Target|2024 Actual %\nRegional GDP|100 million yuan|128|101.7": (
        "Regional GDP 128 亿元",
        "left out 2024 Actual %",
    ),
    f"2025年9月主要指标\n{ROWS}|本月%|累计%\n{OUTPUT}|亿元|9.1|8.8": (
        "",
        "unit.percent unit.percent",
    ),
    f"{ROWS}|2023年|2024年（%）\n{OUTPUT}|亿元|110|107.4": (f"{OUTPUT} 110 亿元", "unit.percent"),
    f"2025年1-9月主要指标\n{ROWS}|全年目标|1-9月完成|完成%\n{OUTPUT}|亿元|130|95.1|73.2": (
        f"{OUTPUT} 130 亿元, {OUTPUT} 95.1 亿元",
        "left out 完成%",
    ),
    f"指标|2025年1-9月\n{OUTPUT}（亿元）|95.1\n完成%|73.2": (
        f"{OUTPUT} 95.1 亿元",
        "left out 完成%",
    ),
    f"{ROWS}|2024年\n茶叶投资|亿元|8.1%": ("", "unit.percent"),
    # --- the same under the head of towns
    f"2025年1-9月各乡镇固定资产投资\n{TOWNS}|固定资产投资（万元）\n|全年任务|完成%\n石门镇|400000|75.3": (
        "固定资产投资 400000 万元",
        "left out 完成%",
    ),
    f"2025年1-9月各乡镇工业\n单位：万元\n{TOWNS}|{OUTPUT}\n|全年任务|完成%\n石门镇|681000|75.3": (
        f"{OUTPUT} 681000 万元",
        "left out 完成%",
    ),
    f"2025年1-9月各乡镇\n{TOWNS}|{OUTPUT}（万元）\n|1-9月|增速%|完成%\n石门镇|551000|8.0|75.3": (
        f"{OUTPUT} 551000 万元, {GROWN} 8.0 %",
        "left out 完成%",
    ),
    f"2025年9月各乡镇\n{TOWNS}|固定资产投资（万元）\n|本月%\n石门镇|75.3": ("", "unit.percent"),
    # --- a head and a row that differ, or that agree
    f"{ROWS}|2024年（万元）\n{OUTPUT}|亿元|1181000": ("", "unit.two"),
    f"{ROWS}|2024年（亿元）\n{OUTPUT}|亿元|118.1": (f"{OUTPUT} 118.1 亿元", ""),
    # --- a title gives way to a head, a head to the one below it
    f"2024年各乡镇{OUTPUT}（万元）\n{TOWNS}|2023年（亿元）|2024年\n石门镇|6.1|68000": (
        f"{OUTPUT} 6.1 亿元, {OUTPUT} 68000 万元",
        "",
    ),
    f"2024年各乡镇\n{TOWNS}|规上工业（万元）\n|{OUTPUT}|企业数（家）\n石门镇|68000|5": (
        f"{OUTPUT} 68000 万元, 规上工业企业数 5 家",
        "",
    ),
    # --- what has a sign or the name of a rate takes no unit of amounts
    "2024年各乡镇工业\n乡镇|总产值（万元）\n|总量|增速\n石门镇|681000|8.4": (
        "工业总产值 681000 万元, 工业总产值增速 8.4 %",
        "",
    ),
    f"2024年各乡镇\n{TOWNS}|{OUTPUT}（万元）\n|总量|占全县比重\n石门镇|681000|57.7": (
        f"{OUTPUT} 681000 万元, {OUTPUT}占全县比重 57.7 %",
        "",
    ),
    f"2024年\n{ROWS}|2024年|同比增长（万元）\n茶叶产值|万元|1100|118": (
        "茶叶产值 1100 万元",
        "unit.dimension",
    ),
    "2024年分行业情况\n单位：万元\n行业|总产值|同比%|资产负债率%|占规上比重%|能耗增长%\n"
    "食品制造业|1000|8.4|57.1|84.7|3.3": (
        "食品制造业总产值 1000 万元, 食品制造业总产值增速 8.4 %, 食品制造业资产负债率 57.1 %, "
        "食品制造业总产值占规上比重 84.7 %, 食品制造业能耗增长 3.3 %",
        "",
    ),
    "2024年各乡镇\n单位：万元\n乡镇|财政收入|税收增速|物价涨幅\n石门镇|33000|6.1|2.1": (
        "财政收入 33000 万元",
        "unit.missing unit.missing",
    ),
    "2024年工业总产值（万元）及增速（%）\n行业|总产值|增速\n食品制造业|8000|7.1": (
        "食品制造业总产值 8000 万元, 食品制造业总产值增速 7.1 %",
        "",
    ),
    "2024年各乡镇财政\n单位：万元\n乡镇|财政收入|税收占比%|增收%\n石门镇|33000|72.6|6.1": (
        "财政收入 33000 万元, 税收占比 72.6 %, 增收 6.1 %",
        "",
    ),
    "云川县主要指标\n单位：万元\n年份|财政收入|城镇化率%|贷存比\n2024|59000|64.3|66.1": (
        "财政收入 59000 万元, 城镇化率 64.3 %",
        "unit.missing",
    ),
    "2024年末存贷款\n单位：亿元\n项目|余额|比上年末增长%\n住户存款余额|120.1|9.2": (
        "住户存款余额 120.1 亿元, 住户存款余额比上年末增长 9.2 %",
        "",
    ),
    "2024年各乡镇收入\n单位：元\n乡镇|人均可支配收入|增幅|城乡收入比|恩格尔系数%\n石门镇|21210|6.4|1.8|28.1": (
        "人均可支配收入 21210 元, 人均可支配收入增速 6.4 %, 恩格尔系数 28.1 %",
        "unit.missing",
    ),
    "Towns, 2024\nUnit: 10,000 yuan\nTown|Industrial output|Debt ratio %|Share of county %\n"
    "石门镇|681000|56.1|57.7": (
        "Industrial output 681000 万元, Debt ratio 56.1 %, Share of industrial output in county 57.7 %",
        "",
    ),
    "2024年\n单位：万元\n指标|2024年\n资产负债率%|56.1\n总产值增长%|7.4\n成本费用利润率|5.2\nDebt ratio|5": (
        "资产负债率 56.1 %, 总产值增长 7.4 %",
        "unit.missing unit.missing",
    ),
    "2024年\n单位：亿元\n指标|2024年\n城镇登记失业率|3.2\n从业人员个数|5\n粮食产量（万吨）|12": (
        "粮食产量 12 万吨",
        "unit.missing unit.missing",
    ),
    f"2024年\n{ROWS}|2024年\n城镇化率|亿元|65\n全员劳动生产率|万元/人|12": (
        "全员劳动生产率 12 万元/人",
        "unit.dimension",
    ),
    f"指标|2024年（万元）\n{OUTPUT}|1181000\n增速（%）|7.4\n资产负债率（%）|56.1": (
        f"{OUTPUT} 1181000 万元, {GROWN} 7.4 %, 资产负债率 56.1 %",
        "",
    ),
    # --- energy and power
    f"{ROWS}|2025年\n发电量|万千瓦|54\n装机容量|亿千瓦时|31\n用电负荷|万千瓦|33": (
        "用电负荷 33 万千瓦",
        "unit.dimension unit.dimension",
    ),
    f"{ROWS}|2025年\n发电量|万千瓦时|54\n储能装机|万千瓦时|31": (
        "发电量 54 万千瓦时, 储能装机 31 万千瓦时",
        "",
    ),
    # --- several units in a title or a name
    "云川县地区生产总值（单位：亿元、%）\n年份|总量|增速\n2024|130.2|6.1": (
        "地区生产总值 130.2 亿元, 地区生产总值增速 6.1 %",
        "",
    ),
    "云川县地区生产总值（亿元、%）\n年份|总量|增速\n2024|130.2|6.1": (
        "地区生产总值 130.2 亿元, 地区生产总值增速 6.1 %",
        "",
    ),
    f"云川县{OUTPUT}（单位：万元、%）\n地区|2024年|增长\n石门镇|681000|8.4": (
        f"{OUTPUT} 681000 万元, {GROWN} 8.4 %",
        "",
    ),
    f"云川县{OUTPUT}（单位：亿元）\n年份|数值\n2024|118.1": (f"{OUTPUT} 118.1 亿元", ""),
    "各乡镇固定资产投资（单位：%）\n乡镇|2024年\n石门镇|8.4": ("固定资产投资 8.4 %", ""),
    "2024年\n指标|总量|增速\n茶叶产值（亿元、%）|12|5.1": (
        "茶叶产值 12 亿元, 茶叶产值增速 5.1 %",
        "",
    ),
    "2024年\n单位：万元、人、%\n指标|2024年\n常住人口|200500\n城镇居民人均可支配收入|38210": (
        "常住人口 200500 人",
        "unit.missing",
    ),
    # --- heads of growth and of the month
    f"云川县2025年前三季度\n{ROWS}|绝对量|比上年同期增减%\n地区生产总值|亿元|98.5|6.2": (
        "地区生产总值 98.5 亿元, 地区生产总值增速 6.2 %",
        "",
    ),
    f"云川县2025年前三季度\n{ROWS}|绝对量|比上年同期增减\n地区生产总值|亿元|98.5|6.2": (
        "地区生产总值 98.5 亿元",
        "left out 比上年同期增减",
    ),
    f"2025年9月\n{ROWS}|本月余额|比年初增减|同比增长%\n各项存款余额|亿元|180.1|12.1|8.1": (
        "各项存款余额 180.1 亿元, 各项存款余额增速 8.1 %",
        "left out 比年初增减",
    ),
}


@pytest.fixture(scope="module")
def descriptor(tmp_path_factory: pytest.TempPathFactory) -> Path:
    here = tmp_path_factory.mktemp("office")
    start.make(start.place_of("云川县"), here)
    return here / "云川县" / DESCRIPTOR


@pytest.mark.parametrize(("sheet", "found"), SHEETS.items())
def test_the_unit_of_a_value(sheet, found, descriptor):
    reading = read_rows(descriptor, [line.split("|") for line in sheet.split("\n")])
    units = {id: record["zh"] for id, record in known_units().items()}
    values = [(row.label, row.fields["value"], row.fields["unit"]) for row in reading.rows]
    read = ", ".join(f"{name} {value} {units.get(unit, unit)}" for name, value, unit in values)
    said = [
        *(f"left out {one}" for one in reading.skipped),
        *(one.kind for one in reading.mistakes),
    ]
    assert (read, " ".join(said)) == found
