"""Figures of an office that cannot be meant so: each is refused with the cell and the way out, and
what looks like it and is right passes.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from industry_report.data.defaults import this_month
from industry_report.office import merging, start
from industry_report.office.descriptor import DESCRIPTOR, Descriptor
from industry_report.office.importing import Importer
from industry_report.office.messages import Messages
from industry_report.office.naming import nearest_unit
from industry_report.office.sheets import read_grids
from tests.test_office_command import ROWS, here, run, sheet  # noqa: F401

HEAD = ["指标", "单位", "2023年", "2024年"]
Said = Callable[..., list[str]]


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Said:
    """What an import of rows into the folder of a district complains of, without writing."""
    folder = tmp_path_factory.mktemp("office")
    start.make(start.place_of("临河区", parent="内蒙古"), folder)

    def complaints(
        *rows: list[object],
        reason: str = "",
        name: str = "表",
        shown: dict[str, str] | None = None,
        published: str = "",
    ) -> list[str]:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.active.title = name
        for cell, form in (shown or {}).items():
            book.active[cell].number_format = form
        book.save(folder / "a.xlsx")
        say, own = Messages("zh"), folder / "临河区"
        descriptor = Descriptor(own / DESCRIPTOR)
        importer = Importer(descriptor, say)
        reading = importer.read(read_grids(folder / "a.xlsx")[0])
        faults = list(reading.mistakes)
        if not faults:
            merge = merging.merged(own, descriptor, reading, "a", published)
            merging.extend(descriptor, importer.lists, merge)
            faults += merging.faults_of(merge, descriptor, reason, say)
        return [
            say.fault(fault).removeprefix(f"a.xlsx，工作表“{name}”，单元格") for fault in faults
        ]

    return complaints


#: A row of two years, and the cell, the kind of complaint and what is proposed; "" where it passes.
SIZES = {
    "growth as a fraction": (["规模以上工业增加值增速", "%", 0.079, 0.054], "C2：", "“7.9%”"),
    "a fall as a fraction": (["地区生产总值增速", "%", -0.061, 0.05], "C2：", "“-6.1%”"),
    "little growth": (["地区生产总值增速", "%", 0.3, -0.2], "", ""),
    "growth of which one value is large": (["地区生产总值增速", "%", 0.25, 5.4], "", ""),
    "intensity as a fraction": (["R&D经费投入强度", "%", 0.012, 0.013], "C2：", "“1.2%”"),
    "low intensity": (["R&D经费投入强度", "%", 0.52, 0.61], "", ""),
    "sales ratio as a fraction": (["规上工业产销率", "%", 0.972, 0.981], "C2：", "“97.2%”"),
    "sales ratio": (["规上工业产销率", "%", 97.2, 98.1], "", ""),
    "GDP in another unit": (["地区生产总值", "万元", 700.1, 735.2], "D2：", "百万分之一"),
    "GDP in its unit": (["地区生产总值", "万元", 7001000, 7352000], "", ""),
    "GDP above the nation's": (["地区生产总值", "亿元", 7001000, 7352000], "D2：", "大于内蒙古"),
    "people above the nation's": (["年末常住人口", "万人", 521000, 519000], "D2：", "大于内蒙古"),
    "more per head than the whole": (["人均地区生产总值", "元", 261000, 265000], "", ""),
    "part of a firm": (["高新技术企业数", "家", 9, 8.8], "D2：", "不是整数"),
    "ten thousands": (["年末常住人口", "万人", 52.1, 51.9], "", ""),
    "people a household": (["平均每户人口", "人", 2.71, 2.62], "", ""),
    "growth as an index": (["规上工业利润增速", "%", 8.5, 107.9], "D2：", "不超过100%"),
    "doubled": (["规上工业利润增速", "%", 8.5, 100], "", ""),
}


@pytest.mark.parametrize("name", SIZES)
def test_sizes(name, said):
    row, cell, part = SIZES[name]
    found = said(HEAD, row)
    if not cell:
        assert found == []
        return
    assert any(one.startswith(cell) and part in one for one in found)
    assert all('--checked "理由"' in one for one in found)
    assert said(HEAD, row, reason="已核实") == []


def test_every_fraction_is_named_beside_the_nearest_period(said):
    found = said(HEAD, ["规模以上工业增加值增速", "%", 0.081, 0.075])
    assert [(one[:2], "内蒙古2023 " in one) for one in found] == [("C2", True), ("D2", True)]
    assert ["8.1%" in found[0], "7.5%" in found[1]] == [True, True]


def test_a_county_was_small_once(said):
    assert said(["指标", "单位", "1965年", "1966年"], ["地区生产总值", "亿元", 0.7, 0.8]) == []


#: The period of a figure, when it was published (today is in 2025-06), and whether it was over.
PUBLISHED = {
    "a year that goes on": ("2026年", "2026-02", False),
    "a year in its last month": ("2025年", "2025-12", True),
    "a month in itself": ("2025年12月", "2025-12", True),
    "months that go on": ("2025年1—9月", "2025-08", False),
    "months that are over": ("2025年1—9月", "2025-09", True),
    "a target": ("2026年目标", "2026-02", True),
    "this year without a month of publication": ("2025年", "", False),
    "last year without a month of publication": ("2024年", "", True),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_figure_is_published_when_its_period_is_over(name, said, monkeypatch):
    monkeypatch.setattr(merging, "this_month", lambda: "2025-06")
    period, published, is_over = PUBLISHED[name]
    rows = ["指标", "单位", "备注", period], ["地区生产总值增速", "%", "", 6.1]
    found = said(*rows, published=published)
    assert [one[:3] for one in found] == ([] if is_over else ["D2："])
    assert is_over or "还没有结束" in found[0] and '--checked "理由"' in found[0]
    assert said(*rows, published=published, reason="已核实") == []


def test_a_year_to_come_is_no_month_of_publication(said, monkeypatch):
    monkeypatch.setattr(merging, "this_month", lambda: "2025-06")
    found = said(["指标", "单位", "2026年", "2027年"], ["地区生产总值增速", "%", 6.1, 6.2])
    assert len(found) == 2 and all("2025-06" in one for one in found)


@pytest.mark.parametrize(
    ("text", "near"),
    [("PWh", ""), ("亿千瓦小时", "亿千瓦时"), ("10,000 kWhs", "10,000 kWh"), ("百万千瓦小时", "")],
)
def test_no_unit_of_another_power_of_ten_is_offered(text, near):
    labels = ["kWh", "千瓦时", "万千瓦时", "亿千瓦时", "10,000 kWh", "100 million kWh"]
    assert nearest_unit(text, labels) == near


def test_an_index_is_no_growth(said):
    row = ["规模以上工业增加值增速（上年=100）", "%", 108.5, 107.9]
    first, second = said(HEAD, row)
    assert first.startswith("C2：") and "是否指“8.5”" in first and "是否指“7.9”" in second
    assert said(HEAD, ["地区生产总值指数（上年=100）", "%", 106.1, 105.4]) == []


GDP = ["地区生产总值", "亿元", 700.1, 735.2]


def test_years_in_cells_of_dates(said):
    found = said(["指标", "单位", 2023, 2024], GDP, shown={"C1": "yyyy", "D1": "yyyy-m"})
    assert [one[:4] + one[-10:] for one in found] == ["C1：“是否指“2023”？", "D1：“是否指“2024”？"]
    assert said(["指标", "单位", date(2023, 1, 1), 2024], GDP, shown={"C1": "yyyy"}) == []


@pytest.mark.parametrize(
    ("heads", "periods"),
    [
        (["2023年", date(2024, 12, 31)], ["2023", "2024"]),
        ([date(2024, 11, 30), date(2024, 12, 31)], []),
    ],
)
def test_the_last_day_beside_years_is_the_year(heads, periods, tmp_path, monkeypatch):
    start.make(start.place_of("云川县"), tmp_path)
    path = Path(sheet(tmp_path / "a.xlsx", ["指标", "单位", *heads], GDP))
    importer = Importer(Descriptor(tmp_path / "云川县" / DESCRIPTOR), Messages("zh"))
    rows = importer.read(read_grids(path)[0]).rows
    assert [row.fields["period"] for row in rows] == periods


def test_a_sheet_of_another_place(said):
    (title,) = said(["五原县2024年国民经济主要指标"], HEAD, GDP)
    assert title.startswith("A1：") and "五原县" in title and "属于临河区" in title
    assert "“地区”一列" in title
    (named,) = said(HEAD, GDP, name="杭锦后旗")
    assert "“杭锦后旗”" in named
    assert said(["临河区2024年国民经济主要指标"], HEAD, GDP, name="临河区") == []
    regions = [["地区", *HEAD], ["临河区", *GDP]]
    assert said(["包头市2024年主要指标"], *regions) == []


def test_a_month_to_come_and_a_source_without_a_name(here, capsys):  # noqa: F811
    run("new", "云川县")
    path = sheet(here / "a.xlsx", *ROWS)
    assert run("import", "云川县", path, "--published", "2099-01") == 2
    assert f"不晚于{this_month()}的月份" in capsys.readouterr().err
    assert run("import", "云川县", path, "--published", this_month()) == 0
    assert "文件名“a”" in capsys.readouterr().out
    assert run("import", "云川县", path, "--source", "年报") == 0
    assert "--source" not in capsys.readouterr().out
