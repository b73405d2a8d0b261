"""Sheets of bulletins, monthly reports and yearbooks as offices have them: what each says is
read, and nothing else.
"""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from industry_report.office import start
from industry_report.office.cells import Cell
from industry_report.office.descriptor import DESCRIPTOR, Descriptor
from industry_report.office.importing import Importer
from industry_report.office.messages import Messages
from industry_report.office.saying import say_reading, whole_among_decimals
from industry_report.office.sheets import Grid, read_grids

SHEETS = tomllib.loads(Path(__file__).with_name("office_sheets.toml").read_text("utf-8"))["sheet"]


@pytest.fixture(scope="module")
def importer(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Importer]:
    here = tmp_path_factory.mktemp("office")
    start.make(start.place_of("云川县"), here)
    return lambda: Importer(Descriptor(here / "云川县" / DESCRIPTOR), Messages("zh"))


def made(sheet: dict[str, Any], folder: Path) -> Path:
    """The sheet as a file: a workbook, or text where it has an encoding."""
    if encoding := sheet.get("encoding"):
        path = folder / "表.csv"
        lines = (",".join(map(str, row)) for row in sheet["rows"])
        path.write_bytes("\r\n".join(lines).encode(encoding))
        return path
    book = openpyxl.Workbook()
    for row in sheet["rows"]:
        book.active.append([None if cell == "" else cell for cell in row])
    for area, shown in sheet.get("formats", {}).items():
        for row in book.active[area]:
            for cell in row:
                cell.number_format = shown
    for row in sheet.get("hidden_rows", ()):
        book.active.row_dimensions[row].hidden = True
    for column in sheet.get("hidden_columns", ()):
        book.active.column_dimensions[column].hidden = True
    for area in sheet.get("merged", ()):
        book.active.merge_cells(area)
    path = folder / "表.xlsx"
    book.save(path)
    return path


def said(importer: Importer, path: Path) -> list[str]:
    """What is read: place, indicator, period, value, and what kind of value where it is none that
    was observed.
    """
    reading = importer.read(read_grids(path)[0])
    assert not reading.mistakes, [Messages("zh").fault(one) for one in reading.mistakes]
    places = {id: region.zh for id, region in importer.descriptor.codes.regions.items()}
    made = importer.lists.places | importer.lists.listed
    places |= {id: record["zh"] for id, record in made.items()}
    lines = []
    for row in reading.rows:
        fields = row.fields
        label = importer.lists.indicators[fields["indicator"]]["zh"]
        value = f"{fields['qualifier']} {fields['value']}".strip()
        unit = importer.lists.units[fields["unit"]]["zh"]
        line = f"{places[fields['region']]} {label} {fields['period']} {value}{unit}"
        lines.append(line if fields["status"] == "observed" else f"{line} {fields['status']}")
    return lines


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet["name"])
def test_what_a_sheet_says_is_read(sheet, tmp_path, importer):
    reader = importer()
    assert sorted(said(reader, made(sheet, tmp_path))) == sorted(sheet["reads"])
    assert list(reader.reading.skipped) == sheet.get("skipped", list(reader.reading.skipped))


def test_what_is_hidden_is_named(tmp_path):
    sheet = next(one for one in SHEETS if "hidden_rows" in one)
    (grid,), _ = read_grids(made(sheet, tmp_path))
    assert grid.hidden == ("C", "4")


def test_english_of_a_yearbook_is_the_english_name(tmp_path, importer):
    sheet = next(one for one in SHEETS if one["name"].startswith("a bilingual yearbook, totals"))
    reader = importer()
    said(reader, made(sheet, tmp_path))
    names = {record["zh"]: record["en"] for record in reader.lists.fresh.values()}
    assert names["年末总人口"] == "Total Population"
    assert names["年末总人口年均增速"] == "Total Population, average growth a year"


def test_rows_that_wait_and_columns_that_cannot_be_held_are_named(tmp_path, importer):
    rows = [["指标", "单位", "2023年", "排名"], ["地区生产总值", "亿元", 3.5, 2], ["产销率", "%"]]
    meanings = Grid("表.xlsx", "指标解释", [[Cell(text) for text in ("指标", "定义")]] * 2)
    reading = importer().read([*read_grids(made({"rows": rows}, tmp_path))[0], meanings])
    assert (reading.blank, list(reading.skipped)) == (["产销率"], ["排名"])


def test_a_place_that_the_folder_does_not_have_is_named(tmp_path, importer):
    rows = [["2023年产销率"], ["地区", "产销率（%）"], ["全县", 97.0], ["全省", 96.0]]
    reading = importer().read(read_grids(made({"rows": rows}, tmp_path))[0])
    assert [row.fields["region"] for row in reading.rows] == ["yunchuan"]
    assert list(reading.elsewhere) == ["全省"]


def test_a_column_of_texts_is_named_and_no_fault(tmp_path, importer):
    rows = [["2024年各乡镇情况"], ["乡镇", "企业数（家）", "驻地"], ["石门镇", 12, "石门村"]]
    reading = importer().read(read_grids(made({"rows": rows}, tmp_path))[0])
    assert not reading.mistakes and len(reading.rows) == 1
    assert list(reading.columns.values()) == ["驻地"]


@pytest.mark.parametrize(
    ("heads", "read", "passed"),
    [
        (["1-8月", "同比增长（%）", "一至七日", "增长（%）"], 2, ["一至七日", "增长（%）"]),
        (["一至七日", "增长（%）"], 0, ["一至七日", "增长（%）"]),
        (["上年同期", "1-8月"], 1, ["上年同期"]),
        (["Flash", "Same period last year"], 0, ["Flash", "Same period last year"]),
    ],
)
def test_what_stands_beside_an_unknown_period_has_none(heads, read, passed, tmp_path, importer):
    rows = [["2023年指标"], ["指标", "单位", *heads], ["固定资产投资", "亿元", *range(len(heads))]]
    reading = importer().read(read_grids(made({"rows": rows}, tmp_path))[0])
    assert (len(reading.rows), list(reading.columns.values())) == (read, passed)


@pytest.mark.parametrize("below", ["固定资产投资", ""])
def test_a_branch_beside_an_indicator_is_a_part_of_that_one(below, tmp_path, importer):
    """Of investment, not the value added that the branch alone would mean."""
    rows = [["指标", "行业", "单位", "2022年"], ["固定资产投资", "第一产业", "亿元", 1]]
    rows += [[below, "第二产业", "亿元", 2]]
    reading = importer().read(read_grids(made({"rows": rows}, tmp_path))[0])
    assert [row.fields["indicator"] for row in reading.rows] == [
        "diyichanyegudingzichantouzi",
        "dierchanyegudingzichantouzi",
    ]


@pytest.mark.parametrize(
    ("name", "read"),
    [
        (
            "规模以上工业增加值增速（高于全区百分点）",
            "规模以上工业增加值增速·高于全区百分点 5个百分点",
        ),
        ("研发经费投入强度（%，较上年提高）", "研发经费投入强度·较上年提高 5%"),
        ("地区生产总值增速（名义，%）", "地区生产总值增速·名义 5%"),
        ("地区生产总值增速（现价，%）", "地区生产总值增速·现价 5%"),
        ("地区生产总值（现价，亿元）", "地区生产总值 5亿元"),
        ("地区生产总值增速（初步核算，%）", "地区生产总值增速 5%"),
        ("GDP growth (nominal, %)", "GDP growth·nominal 5%"),
        ("GDP (100 million yuan, current prices)", "地区生产总值 5亿元"),
        ("GDP growth (%)", "地区生产总值增速 5%"),
        ("GDP, y-o-y (%)", "地区生产总值增速 5%"),
    ],
)
def test_brackets_may_make_another_indicator(name, read, tmp_path, importer):
    (line,) = said(importer(), made({"rows": [["指标", "2022年"], [name, 5]]}, tmp_path))
    assert line.replace(" 2022 ", " ") == f"云川县 {read}"


@pytest.mark.parametrize(
    ("language", "name", "parts", "foreign"),
    [
        (
            "zh",
            "地区生产总值增速（名义，%）",
            ["括号里的“名义”", "可比价", "初步核算"],
            "preliminary",
        ),
        ("zh", "地区生产总值（不变价，亿元）", ["“不变价”", "当年价", "初步核算"], "可比价"),
        (
            "en",
            "GDP growth (nominal, %)",
            ["“nominal” in brackets", "real", "preliminary"],
            "可比价",
        ),
    ],
)
def test_what_makes_another_indicator_is_told_with_what_would_not(
    language, name, parts, foreign, tmp_path, importer, capsys
):
    reader, say = importer(), Messages(language)
    said(reader, made({"rows": [["指标", "2022年"], [name, 5]]}, tmp_path))
    say_reading(say, reader, DESCRIPTOR)
    (line,) = [one for one in capsys.readouterr().out.splitlines() if parts[0] in one]
    assert all(part in line for part in parts) and foreign not in line


def test_a_row_of_ranks_is_named_and_what_follows_it_belongs_to_the_row_above(tmp_path, importer):
    rows = [["单位：亿元"], ["指标", "2025年"], ["地区生产总值", 380], ["  全市排名", 3]]
    rows += [["  增速", 5.2], ["工业总产值目标", 4], ["财政收入全区位次", 7]]
    reader = importer()
    assert said(reader, made({"rows": rows}, tmp_path)) == [
        "云川县 地区生产总值 2025 380亿元",
        "云川县 地区生产总值增速 2025 5.2%",
    ]
    assert list(reader.reading.skipped) == ["全市排名", "工业总产值目标", "财政收入全区位次"]


@pytest.mark.parametrize(
    ("unit", "read"),
    [
        ("10 000 yuan", "万元"),
        ("10000 RMB", "万元"),
        ("mn yuan", "百万元"),
        ("CNY bn", "十亿元"),
        ("100 million yuan", "亿元"),
        ("RMB 100 mln", "亿元"),
    ],
)
def test_money_in_english(unit, read, tmp_path, importer):
    rows = [["Indicator", "计算单位", "2025"], ["GDP", unit, 5]]
    assert said(importer(), made({"rows": rows}, tmp_path)) == [f"云川县 地区生产总值 2025 5{read}"]


@pytest.mark.parametrize(
    "head", ["Y-o-y", "yoy (%)", "Growth rate (%)", "year-on-year growth", "% change"]
)
def test_growth_in_english(head, tmp_path, importer):
    rows = [["Indicators 2025"], ["Indicator", "Unit", "2025", head], ["GDP", "RMB bn", 5, 2.1]]
    lines = said(importer(), made({"rows": rows}, tmp_path))
    assert lines[1:] == ["云川县 地区生产总值增速 2025 2.1%"]


def test_of_several_units_in_the_title_none_is_guessed(tmp_path, importer):
    rows = [["单位：亿元、万人"], ["指标", "2024年"], ["茶叶产业规模", 12]]
    reading = importer().read(read_grids(made({"rows": rows}, tmp_path))[0])
    assert [mistake.kind for mistake in reading.mistakes] == ["unit.missing"]


#: Rows, merged areas, and of each mistake its kind and the column and row of its cell.
REFUSED = {
    "one value over two years": (
        [["指标", "单位", "2024年", "2025年"], ["地区生产总值", "亿元", 745.9]],
        ["C2:D2"],
        [("cell.merged", "D2")],
    ),
    "one value over two products": (
        [["指标", "单位", "2025年"], ["原煤产量", "万吨", 1250], ["焦炭产量", "万吨"]],
        ["C2:C3"],
        [("cell.merged", "C3")],
    ),
    "a row without its place": (
        [["乡镇", "指标", "2025年"], ["石门镇", "企业数（家）", 5], ["", "用工人数（人）", 50]],
        [],
        [("region.missing", "C3")],
    ),
    "growth in a unit of money": (
        [["指标", "单位", "2025年"], ["规模以上工业增加值增速", "亿元", 6.8]],
        [],
        [("unit.dimension", "C2")],
    ),
    "English growth in a unit of money": (
        [["Indicator", "Unit", "2025"], ["GDP growth", "100 million yuan", 6.8]],
        [],
        [("unit.dimension", "C2")],
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_would_be_read_wrongly_is_refused(name, tmp_path, importer):
    rows, merged, expected = REFUSED[name]
    mistakes = (
        importer().read(read_grids(made({"rows": rows, "merged": merged}, tmp_path))[0]).mistakes
    )
    assert [(one.kind, one.where.split("单元格")[1]) for one in mistakes] == expected


def test_the_sum_of_months_is_no_month(tmp_path, importer):
    rows = [["2025年各乡镇总产值（万元）"], ["乡镇", "合计", "1月", "2月"], ["石门镇", 70, 40, 30]]
    reading = importer().read(read_grids(made({"rows": rows}, tmp_path))[0])
    assert [row.fields["period"] for row in reading.rows] == ["2025-01", "2025-02"]
    assert list(reading.unsure) == ["合计"]


def test_a_note_of_several_lines_is_no_row_that_waits(tmp_path, importer):
    rows = [
        ["指标", "2025年"],
        ["产销率（%）", 97],
        ["注：1.按当年价格。"],
        ["2.快报数。"],
        ["产量（吨）", 1],
    ]
    reading = importer().read(read_grids(made({"rows": rows}, tmp_path))[0])
    assert (reading.blank, len(reading.rows)) == ([], 2)


@pytest.mark.parametrize("products", [33, pytest.param(333, marks=pytest.mark.nightly)])
def test_many_rows(tmp_path, importer, products):
    rows = [["指标", "时期", "数值", "单位"]]
    rows += [
        [f"产品{one}产量", f"{year}年", one, "吨"]
        for one in range(products)
        for year in range(1965, 2025)
    ]
    assert len(said(importer(), made({"rows": rows}, tmp_path))) == products * 60


NO_MONTH = ["—", "-", "－", "--", "*", "…", "/", "无", "x"]
#: Heads over the value and growth of the month and of the year so far.
FOUR_COLUMNS = {
    "two rows": [["指标", "单位", "本月", "", "累计", ""], ["", "", *["绝对量", "同比±%"] * 2]],
    "merged": [
        ["指标名称", "计量单位", "当月", "", "本年累计", ""],
        ["", "", *["数值", "增减%"] * 2],
    ],
    "months": [["指标", "单位", "9月", "", "1-9月", ""], ["", "", *["总量", "增速%"] * 2]],
    "one row": [["指标", "单位", "本月实绩", "本月增速%", "累计实绩", "累计增速%"]],
    "English": [
        ["Indicator", "Unit", "September", "", "January-September", ""],
        ["", "", *["Value", "Growth (%)"] * 2],
    ],
}


@pytest.mark.parametrize("heads", FOUR_COLUMNS.values(), ids=FOUR_COLUMNS)
def test_columns_with_few_values_are_columns_of_values(heads, tmp_path, importer):
    """However many cells say that there is none, and in whatever way."""
    names = {"工业用电量": "亿千瓦时", "工业总产值": "亿元", "固定资产投资": "亿元"}
    growths = ("工业用电量增速", "规上工业产值增速", "固定资产投资增速")
    fixed = {f"云川县 {one} 2025-09 3.2%" for one in growths}
    fixed |= {f"云川县 {one} 2025-01/2025-09 4.4%" for one in growths}
    levels = ("工业用电量 {} {}亿千瓦时", "工业总产值 {} {}亿元", "固定资产投资额 {} {}亿元")
    fixed |= {f"云川县 {one.format('2025-01/2025-09', 71)}" for one in levels}
    for sign, kept in itertools.product(NO_MONTH, range(3)):
        cells = [*[41] * kept, *[sign] * (3 - kept)]
        rows = [[*one, cell, 3.2, 71, 4.4] for one, cell in zip(names.items(), cells, strict=True)]
        read = said(importer(), made({"rows": [["2025年9月主要指标"], *heads, *rows]}, tmp_path))
        month = {f"云川县 {one.format('2025-09', 41)}" for one in levels[:kept]}
        assert set(read) == fixed | month, (sign, kept)


@pytest.mark.parametrize("name", ["8211", "12.5%", "41亿元", "—", "无", "*", "()"])
def test_what_names_nothing_is_no_indicator(name, tmp_path, importer):
    rows = [["指标", "单位", "2024年"], [name, "亿元", 5], ["地区生产总值", "亿元", 6]]
    reading = importer().read(read_grids(made({"rows": rows}, tmp_path))[0])
    assert [one.kind for one in reading.mistakes] == ["name.none"]


@pytest.mark.parametrize(
    ("rows", "formats", "whole"),
    [
        ([["指标", "2023年", "2024年"], ["产销率（%）", 98, 97.5]], {}, ["98"]),
        ([["2024年"], ["指标", "增速%"], ["工业用电量", 8], ["工业总产值", 7.5]], {}, ["8"]),
        ([["指标", "2023年", "2024年"], ["产销率（%）", 98, 97.5]], {"B2:B2": "0.0"}, []),
        ([["指标", "2023年", "2024年"], ["产销率（%）", 98, 97]], {}, []),
        ([["指标", "2023年", "2024年"], ["产销率（%）", "约98", 97.5]], {}, []),
        ([["指标", "2023年", "2024年"], ["工业用电量（亿千瓦时）", 98, 97.5]], {}, []),
    ],
)
def test_whole_numbers_among_decimals_in_per_cent(rows, formats, whole, tmp_path, importer):
    sheet = {"rows": rows, "formats": formats}
    found = whole_among_decimals(importer().read(read_grids(made(sheet, tmp_path))[0]).rows)
    assert [row.fields["value"] for row in found] == whole
