"""Shapes of sheets that offices keep: each is made as a workbook or text and read to rows."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font

from industry_report.data.errors import FaultsError
from industry_report.office import start
from industry_report.office.descriptor import DESCRIPTOR, Descriptor
from industry_report.office.importing import Importer
from industry_report.office.messages import Messages
from industry_report.office.reading import Reading
from industry_report.office.sheets import read_grids

Rows = set[tuple[str, str, str, str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = start.place_of("云川县")
    start.make(place, tmp_path)
    return tmp_path / "云川县"


@pytest.fixture
def read(folder: Path) -> Callable[[Path], Reading]:
    def reading(path: Path) -> Reading:
        grids, _ = read_grids(path)
        return Importer(Descriptor(folder / DESCRIPTOR), Messages("zh")).read(grids)

    return reading


def workbook(path: Path, **sheets: list[list[object]]) -> Path:
    """A workbook of sheets, each given as its rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def rows_of(reading: Reading) -> Rows:
    """What was read: indicator, period, value with its qualifier, unit."""
    assert not reading.mistakes, reading.mistakes
    return {
        (
            row.fields["indicator"],
            row.fields["period"],
            f"{row.fields['qualifier']} {row.fields['value']}".strip(),
            row.fields["unit"],
        )
        for row in reading.rows
    }


GDP = {("gdp", "2021", "361.2", "1e8 CNY"), ("gdp", "2022", "380.0", "1e8 CNY")}

SHAPES: dict[str, tuple[list[list[object]], Rows]] = {
    "periods over measures": (
        [
            ["云川县国民经济主要指标", None, None, None, None, None],
            ["指标", "单位", "2021年", None, "2022年", None],
            [None, None, "总量", "增速(%)", "总量", "增速(%)"],
            ["地区生产总值", "亿元", "361.2", 8.1, "380.0", 5.2],
        ],
        GDP | {("gdp_growth", "2021", "8.1", "%"), ("gdp_growth", "2022", "5.2", "%")},
    ),
    "title, unit line, sections, notes": (
        [
            ["表1 主要经济指标"],
            ["单位：亿元"],
            [],
            ["指标名称", "2021", "2022"],
            ["一、综合"],
            ["  1.地区生产总值", "361.2", "380.0"],
            ["注：2022年为初步核算数。"],
            ["资料来源：统计年鉴"],
        ],
        GDP,
    ),
}


@pytest.mark.parametrize("name", SHAPES)
def test_shape_of_a_workbook(name, tmp_path, read):
    cells, expected = SHAPES[name]
    assert rows_of(read(workbook(tmp_path / "表.xlsx", 综合=cells))) == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_shape_of_a_text(encoding, separator, tmp_path, read):
    cells, expected = SHAPES["title, unit line, sections, notes"]
    text = "\r\n".join(separator.join(map(str, row)) for row in cells)
    path = tmp_path / "表.csv"
    path.write_bytes(text.encode(encoding))
    assert rows_of(read(path)) == expected


PAGE = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset={}>
<style>td {{color: red}}</style></head><body><h2>云川县主要经济指标</h2>
<table border=1><tr><td rowspan=2>指标<td rowspan=2>单位<td colspan=2>2021年<td colspan=2>2022年</tr>
<tr><td>总量<td>增速(%)<td>总量<td>增速(%)</tr>
<tr style="display:none"><td>工业总产值<td>亿元<td>1<td>2<td>3<td>4</tr>
<tr><td>地区生产<br>总值<td>亿元<td x:num="361.2345">361.2<td>8.1<td>380.0<td>5.2</tr></table>
<p>注：2022年为初步核算数。</p></body></html>"""


@pytest.mark.parametrize(("encoding", "name"), [("gb18030", "a.xls"), ("utf-8", "a.xlsx")])
def test_a_table_of_a_web_page(encoding, name, tmp_path, read):
    path = tmp_path / name
    path.write_bytes(PAGE.format("gb2312").encode(encoding))
    assert rows_of(read(path)) == SHAPES["periods over measures"][1]


def test_what_stands_over_a_table_of_a_web_page_is_its_title(tmp_path, read):
    path = tmp_path / "a.xls"
    rows = "<tr><td>年份<td>地区生产总值<tr><td>2021年<td>361.2<tr><td>2022年<td>380.0"
    path.write_text(f"<div>单位：亿元</div><table><tr><td><table>{rows}</table></table>", "utf-8")
    assert rows_of(read(path)) == GDP


def test_a_text_that_is_called_a_workbook(tmp_path, read):
    path = tmp_path / "a.xlsx"
    path.write_bytes("年份,地区生产总值（亿元）\n2021,361.2\n2022,380.0\n".encode("gb18030"))
    assert rows_of(read(path)) == GDP


def test_several_sheets(tmp_path, read):
    one, two = [["指标", "单位", "2021年"], ["GDP", "亿元", "361.2"]], [["填表说明"], ["请填数"]]
    three = [["年份", "GDP（亿元）"], [2022, "380.0"]]
    waiting, odd = [["指标", "单位", "2022年"], ["GDP", "亿元"]], [["指标", "甲、乙"], ["GDP", 3]]
    sheets = {"一": one, "说明": two, "空": [], "待填": waiting, "不明": odd, "二": three}
    reading = read(workbook(tmp_path / "a.xlsx", **sheets))
    assert rows_of(reading) == GDP
    assert {grid.sheet: why for grid, why in reading.without} == {
        "说明": "none",
        "空": "empty",
        "待填": "blank",
        "不明": "columns",
    }


def test_merged_cells(tmp_path, read):
    path = tmp_path / "a.xlsx"
    cells, expected = SHAPES["periods over measures"]
    workbook(path, 表=cells)
    book = openpyxl.load_workbook(path)
    for area in ("A1:F1", "A2:A3", "B2:B3", "C2:D2", "E2:F2"):
        book["表"].merge_cells(area)
    book.save(path)
    assert rows_of(read(path)) == expected


def test_digits_are_those_that_the_sheet_shows(tmp_path, read):
    path = workbook(
        tmp_path / "a.xlsx",
        表=[
            ["年份", "GDP（亿元）", "GDP增速", "人均GDP（元）", "工业总产值（亿元）"],
            [2022, 380, 0.0523, 61234.5678, 0.1 + 0.2],
        ],
    )
    book = openpyxl.load_workbook(path)
    formats = {"B2": "0.0", "C2": "0.0%", "D2": "#,##0"}
    for cell, shown in formats.items():
        book["表"][cell].number_format = shown
    book.save(path)
    assert rows_of(read(path)) == {
        ("gdp", "2022", "380.0", "1e8 CNY"),
        ("gdp_growth", "2022", "5.2", "%"),
        ("gdp_per_capita", "2022", "61235", "CNY"),
        ("industrial_output", "2022", "0.3", "1e8 CNY"),
    }


#: A number, its format, and what is read of it: the value and its unit, a status or a qualifier,
#: or the kind of question.
FORMATS = [
    (8, "0.0", "8.0 1e8 CNY"),
    (8.25, "0.##", "8.25 1e8 CNY"),
    (8, "#,##0.0_);[Red](#,##0.0)", "8.0 1e8 CNY"),
    (-8, "#,##0.0_);[Red](#,##0.0)", "-8.0 1e8 CNY"),
    (-8, "0.0;[Red]0.0", "-8.0 1e8 CNY"),
    (8, "0.00E+00", "8 1e8 CNY"),
    (-8, "0.0;0.0", "?cell.format"),
    (8, '"-"0.0', "?cell.format"),
    (0, '_ * #,##0.0_ ;_ * \\-#,##0.0_ ;_ * "-"??_ ;_ @_ ', "0.0 1e8 CNY"),
    (0, "0.0;-0.0;", ""),
    (8, "[$¥-804]#,##0.0", "8.0 1e8 CNY"),
    (80000, "0.0,", "?cell.format"),
    (80000, "0!.0,", "?cell.format"),
    (80000, '0"."0,', "?cell.format"),
    (80000, '[>9999]0!.0,"万";0', "?cell.format"),
    (8, '0.0"万元"', "8.0 1e4 CNY"),
    (8, '0.0"（预计）"', "8.0 1e8 CNY forecast"),
    (8, '"约"0.0', "8.0 1e8 CNY about"),
]


@pytest.mark.parametrize(("number", "shown_as", "wanted"), FORMATS)
def test_a_number_is_what_its_format_shows(number, shown_as, wanted, tmp_path, read):
    path = workbook(tmp_path / "a.xlsx", 表=[["指标", "单位", "2022年"], ["GDP", "亿元", number]])
    book = openpyxl.load_workbook(path)
    book["表"]["C2"].number_format = shown_as
    book.save(path)
    reading = read(path)
    rows = [row.fields for row in reading.rows]
    found = [
        " ".join(one[key] for key in ("value", "unit", "status", "qualifier") if one[key])
        for one in rows
    ]
    found = [one.replace(" observed", "") for one in found]
    found += [f"?{one.kind}" for one in reading.mistakes if one.kind != "file.blank"]
    assert found == list(filter(None, [wanted]))


@pytest.mark.parametrize(
    ("head", "shown_as", "wanted"),
    [
        (2022, '0"年1-9月"', "2022-01/2022-09 observed"),
        (2022, '0"年计划"', "2022 planned"),
        (date(2022, 9, 30), 'yyyy"年1-"m"月"', "2022-01/2022-09 observed"),
        (date(2022, 9, 1), 'yyyy"年"m"月"', "2022-09 observed"),
    ],
)
def test_a_head_is_what_its_format_shows(head, shown_as, wanted, tmp_path, read):
    path = workbook(tmp_path / "a.xlsx", 表=[["指标", "单位", head], ["GDP", "亿元", 8]])
    book = openpyxl.load_workbook(path)
    book["表"]["C1"].number_format = shown_as
    book.save(path)
    (row,) = read(path).rows
    assert f"{row.fields['period']} {row.fields['status']}" == wanted


def in_fonts(path: Path, shared: bool) -> Path:
    """A workbook with raised and struck texts, in the sheet itself or among the shared texts."""
    raised, struck = InlineFont(vertAlign="superscript"), InlineFont(strike=True)
    workbook(path, 表=[["指标", "单位", "2021年", "2022年"], ["GDP", "亿元", 0, 0]])
    book = openpyxl.load_workbook(path)
    cells = book["表"]
    cells["A2"] = CellRichText("地区生产总值", TextBlock(raised, "1)"))
    cells["C2"] = CellRichText("361.2", TextBlock(raised, "2"))
    cells["D2"] = CellRichText(TextBlock(struck, "379.0"), "380.0")
    book.save(path)
    if shared:
        share_texts(path)
    return path


def share_texts(path: Path) -> None:
    """Put the texts of a workbook where spreadsheet programs have them."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet, types = "xl/worksheets/sheet1.xml", "[Content_Types].xml"
    texts = re.findall(b"<is>(.*?)</is>", parts[sheet])
    for number, text in enumerate(texts):
        shared = b"<v>%d</v>" % number
        parts[sheet] = parts[sheet].replace(b"<is>%b</is>" % text, shared, 1)
    parts[sheet] = parts[sheet].replace(b'"inlineStr"', b'"s"')
    strings = b"".join(b"<si>%b</si>" % text for text in texts)
    space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts["xl/sharedStrings.xml"] = b'<sst xmlns="%b">%b</sst>' % (space, strings)
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    part = b'<Override PartName="/xl/sharedStrings.xml" ContentType="%b"/></Types>' % kind
    parts[types] = parts[types].replace(b"</Types>", part)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


@pytest.mark.parametrize("shared", [False, True])
def test_a_raised_figure_is_the_mark_of_a_note_and_a_struck_one_asked(shared, tmp_path, read):
    reading = read(in_fonts(tmp_path / "a.xlsx", shared))
    assert [(row.fields["indicator"], row.fields["value"]) for row in reading.rows] == [
        ("gdp", "361.2")
    ]
    assert [one.kind for one in reading.mistakes] == ["cell.struck"]


def test_comments_of_figures_are_asked_and_those_of_names_told(tmp_path, read):
    path = workbook(
        tmp_path / "a.xlsx", 表=[["指标", "单位", 2021, 2022], ["GDP", "亿元", 361.2, 380]]
    )
    book = openpyxl.load_workbook(path)
    book["表"]["A2"].comment = Comment("年报", "某人")
    book["表"]["D1"].comment = Comment("快报", "某人")
    book["表"]["D2"].comment = Comment("预计数", "某人")
    book["表"]["E9"].comment = Comment("空格", "某人")
    book["表"]["C2"].font = Font(strike=True)
    book.save(path)
    reading = read(path)
    assert [one.kind for one in reading.mistakes] == ["cell.struck", "cell.comment"]
    assert "“预计数”" in reading.mistakes[1].said("zh")
    assert [text for _, text in reading.passed] == ["快报", "年报"]


def test_dates_in_heads_are_months(tmp_path, read):
    """The last day of a month ends the year so far as well."""
    days = [date(2022, 7, 1), date(2022, 8, 31)]
    path = workbook(tmp_path / "a.xlsx", 表=[["指标", "单位", *days], ["GDP", "亿元", 5, 6]])
    assert rows_of(read(path)) == {("gdp", "2022-07", "5", "1e8 CNY")}


def test_hidden_sheets_are_named_and_not_read(tmp_path):
    path = workbook(tmp_path / "a.xlsx", 表=[["指标"]], 旧=[["指标"]])
    book = openpyxl.load_workbook(path)
    book["旧"].sheet_state = "hidden"
    book.save(path)
    grids, hidden = read_grids(path)
    assert ([grid.sheet for grid in grids], hidden) == (["表"], ["旧"])


# --- what is wrong ------------------------------------------------------------------------------

FAULTS: dict[str, tuple[list[list[object]], str, str]] = {
    "a formula without a value": (
        [["指标", "单位", "2022年"], ["GDP", "亿元", "=SUM(1,2)"]],
        "cell.formula",
        "C2",
    ),
    "a formula that would run a program": (
        [["指标", "单位", "2022年"], ["GDP", "亿元", "=cmd|' /C calc'!A0"]],
        "cell.formula",
        "C2",
    ),
    "an error": ([["指标", "单位", "2022年"], ["GDP", "亿元", "#DIV/0!"]], "cell.error", "C2"),
    "no number": ([["指标", "单位", "2022年"], ["GDP", "亿元", "很多"]], "value.number", "C2"),
    "a range": ([["指标", "单位", "2022年"], ["GDP", "亿元", "5-6"]], "value.number", "C2"),
    "no unit": ([["指标", "2022年"], ["GDP", 380]], "unit.missing", "B2"),
    "an unknown unit": (
        [["指标", "单位", "2022年"], ["GDP", "亿圆", 380]],
        "unit.unknown",
        "C2",
    ),
    "another dimension": (
        [["指标", "单位", "2022年"], ["GDP", "万人", 380]],
        "unit.dimension",
        "C2",
    ),
    "per cent for a level": (
        [["指标", "单位", "2022年"], ["GDP", "%", 5]],
        "unit.dimension",
        "C2",
    ),
    "a bad period": (
        [["指标", "时间", "数值", "单位"], ["GDP", "去年底", 380, "亿元"]],
        "period.unknown",
        "C2",
    ),
    "a month that is none": (
        [["指标", "时间", "数值", "单位"], ["GDP", "2022年13月", 380, "亿元"]],
        "period.unknown",
        "C2",
    ),
    "two values of one thing": (
        [["指标", "单位", "2022年"], ["GDP", "亿元", 380], ["地区生产总值", "亿元", 381]],
        "row.twice",
        "C3",
    ),
    "an unknown place": (
        [["地区", "指标", "时间", "数值", "单位"], ["云山县", "GDP", "2022", 3, "亿元"]],
        "region.unknown",
        "D2",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_fault_names_its_cell(name, tmp_path, read):
    cells, kind, place = FAULTS[name]
    reading = read(workbook(tmp_path / "a.xlsx", 表=cells))
    assert [mistake.kind for mistake in reading.mistakes] == [kind]
    assert reading.mistakes[0].where == f"a.xlsx，工作表“表”，单元格{place}"


def test_the_same_value_twice_is_no_fault(tmp_path, read):
    cells = [["指标", "单位", "2022年"], ["GDP", "亿元", 380], ["地区生产总值", "万元", 3800000]]
    assert rows_of(read(workbook(tmp_path / "a.xlsx", 表=cells))) == {
        ("gdp", "2022", "380", "1e8 CNY")
    }


def test_a_column_of_numbers_without_a_period_is_named(tmp_path, read):
    cells = [["指标", "单位", "2022年", "其他"], ["GDP", "亿元", 380, 99]]
    reading = read(workbook(tmp_path / "a.xlsx", 表=cells))
    assert rows_of(reading) == {("gdp", "2022", "380", "1e8 CNY")}
    assert reading.columns == {"a.xlsx，工作表“表”，单元格D1": "其他"}


def test_unknown_indicators_become_the_offices_own(tmp_path, read):
    cells = [["指标", "单位", "2021年", "2022年"], ["茶叶产量", "吨", 1200, 1300]]
    assert rows_of(read(workbook(tmp_path / "a.xlsx", 表=cells))) == {
        ("chayechanliang", "2021", "1200", "t"),
        ("chayechanliang", "2022", "1300", "t"),
    }


def test_indicators_of_one_places_economy_are_not_taken(tmp_path, read):
    """光伏组件产能 is local to another city: here it is the office's own."""
    cells = [["指标", "单位", "2022年"], ["光伏组件产能", "吉瓦/年", 3]]
    (row,) = rows_of(read(workbook(tmp_path / "a.xlsx", 表=cells)))
    assert row[0] == "guangfuzujianchanneng"


def test_a_table_of_places(tmp_path, read):
    """The title says what is measured; places that the list lacks lie in the folder's own."""
    cells = [
        ["各乡镇2022年工业总产值情况表"],
        ["单位：万元"],
        ["乡镇", "2021年", "2022年"],
        ["石门镇", 1000, 1100],
        ["全县", 9000, 9900],
    ]
    reading = read(workbook(tmp_path / "a.xlsx", 表=cells))
    assert not reading.mistakes
    found = {
        tuple(row.fields[name] for name in ("region", "indicator", "value")) for row in reading.rows
    }
    assert found == {
        ("shimen", "industrial_output", "1000"),
        ("shimen", "industrial_output", "1100"),
        ("yunchuan", "industrial_output", "9000"),
        ("yunchuan", "industrial_output", "9900"),
    }


def test_months_of_places_and_their_total(tmp_path, read):
    cells = [
        ["2023年各乡镇规模以上工业总产值（万元）"],
        ["月份", "1-2月"],
        ["石门镇", 1000],
        ["全县", 9000],
    ]
    cells = [[*row, *[None] * (2 - len(row))] for row in cells]
    cells[1].append("1—3月"), cells[2].append(1500), cells[3].append(9900)
    found = [row.fields["region"] for row in read(workbook(tmp_path / "a.xlsx", 表=cells)).rows]
    assert found == ["shimen", "shimen", "yunchuan", "yunchuan"]


@pytest.mark.parametrize(
    ("rows", "kind"),
    [([["指标", "单位", "2022年"], ["GDP", "亿元"]], "file.blank"), ([["通知"]], "file.nothing")],
)
def test_a_sheet_that_waits_for_its_figures_is_not_one_without_a_table(rows, kind, tmp_path, read):
    (mistake,) = read(workbook(tmp_path / "a.xlsx", 表=rows)).mistakes
    assert mistake.kind == kind


# --- hostile files ------------------------------------------------------------------------------


def problem_of(path: Path) -> str:
    with pytest.raises(FaultsError) as error:
        read_grids(path)
    return error.value.faults[0].kind


def test_a_cell_at_the_far_corner_costs_nothing(tmp_path, read):
    path = workbook(tmp_path / "a.xlsx", 表=SHAPES["title, unit line, sections, notes"][0])
    book = openpyxl.load_workbook(path)
    book["表"]["XFD1048576"].number_format = "0.00"
    book["表"]["XFD1048576"] = None
    book["表"]["A900000"] = "注：很远"
    book.save(path)
    assert rows_of(read(path)) == GDP


def test_everything_merged(tmp_path, read):
    path = workbook(tmp_path / "a.xlsx", 表=[["主要指标"], ["指标", "单位", "2022年"], ["GDP"]])
    book = openpyxl.load_workbook(path)
    book["表"].merge_cells("A1:Z100")
    book.save(path)
    reading = read(path)
    assert [mistake.kind for mistake in reading.mistakes] == ["file.nothing"]


def test_macros_are_not_looked_at(tmp_path, read):
    path = workbook(tmp_path / "a.xlsm", 表=SHAPES["title, unit line, sections, notes"][0])
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 macro")
    assert rows_of(read(path)) == GDP


def test_zip_bomb(tmp_path):
    path = workbook(tmp_path / "a.xlsx", 表=[["指标"]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b" " * 200_000_000)
    assert path.stat().st_size < 1_000_000
    assert problem_of(path) == "file.bomb"


def test_a_large_sheet_that_does_not_state_its_size(tmp_path):
    path = workbook(tmp_path / "a.xlsx", 表=[["指标"]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b"<worksheet><sheetData>" + b"<row/>" * 10**6)
    assert problem_of(path) == "file.bomb"


def test_control_characters_do_not_get_into_names(tmp_path, read):
    path = tmp_path / "a.csv"
    path.write_text("指标,单位,2022年\n茶叶\u202e产量,吨,3\n", encoding="utf-8")
    assert [row.label for row in read(path).rows] == ["茶叶 产量"]


def test_entities_are_refused(tmp_path):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    assert problem_of(path) == "file.damaged"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"PK\x03\x04 broken", "file.damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "file.old"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "file.protected"),
        (
            b'<?xml version="1.0"?><a xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "file.old",
        ),
        (b"MIME-Version: 1.0\r\n\r\n<table>", "file.old"),
        (b"%PDF-1.7", "file.kind"),
        (b"<html><p>1</p></html>", "file.kind"),
        (b"<", "file.kind"),
        (b"<!-- -->", "file.kind"),
        (b"", "file.kind"),
        (b"a,b\0,c\n", "file.kind"),
        ("指标,值\n".encode() * 30_000, "file.long"),
    ],
)
def test_files_that_are_no_spreadsheets(content, kind, tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    assert problem_of(path) == kind
