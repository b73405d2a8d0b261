"""From an office's sheet to its report: right and whole, whatever the sheet holds."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import nbformat
import openpyxl
import pytest

from industry_report import cli
from industry_report.publishing import editions, execution, record, render
from industry_report.publishing.runs import Run

ROOT = Path(__file__).resolve().parent.parent
#: Words of places of another kind, and of a policy text where there is none.
FOREIGN = re.compile("原文|自治区|措施|本市|盟市|包头")
GROWTH = "规模以上工业增加值增速"


def made(
    here: Path,
    name: str,
    rows: list[list[object]],
    parent: str = "吉林",
    published: str = "2025-03",
) -> Path:
    """A place's folder with the figures of a sheet in it."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(here / "表.xlsx")
    assert cli.main(["new", name, "--parent", parent, "--messages", "zh"]) == 0
    options = ["--write", "--source", "年报", "--published", published]
    assert cli.main(["import", name, "表.xlsx", *options]) == 0
    return here / name


def requested(folder: Path, *options: str) -> list[Run]:
    arguments = ["render", "--dataset", str(folder), *options]
    return cli.wanted_runs(cli.parser().parse_args(arguments), ROOT)


def said(run: Run, *names: str) -> str:
    """Everything that the report of a run, or the notebooks named of it, says."""
    return told(execution.execute(run.values, ROOT / "notebooks", names=names))


def told(books: Mapping[str, nbformat.NotebookNode]) -> str:
    """Everything that executed notebooks say."""
    return "\n".join(item.text for item in record.of_run(books) if item.kind != "parameters")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


FIVE = [
    ["指标", "时期", "数值", "单位"],
    ["地区生产总值", "2024年", 35.2, "亿元"],
    [GROWTH, "2024年", -3.1, "%"],
    ["规模以上工业企业数", "2024年", 12, "户"],
    ["年末常住人口", "2024年", 6.1, "万人"],
    ["羊绒衫产量", "2024年", 21, "万件"],
]


def test_the_place_and_its_last_month_follow_from_the_folder(here):
    runs = requested(made(here, "云川县", FIVE))
    assert {(run.region, run.as_of) for run in runs} == {("yunchuan", "2025-03")}
    assert {run.language for run in runs} == {"zh", "en"}
    assert all(editions.is_profile(run.values, ROOT) for run in runs)


def test_a_month_that_is_asked_for_counts(here):
    folder = made(here, "云川县", FIVE)
    assert {run.as_of for run in requested(folder, "--as-of", "2025-06")} == {"2025-06"}


def test_a_park_of_the_city_is_told_of_itself(here):
    folder = made(here, "东山开发区", FIVE, parent="包头")
    assert {run.region for run in requested(folder)} == {"dongshan"}


def test_the_article_is_no_text_of_an_office_s_own_folder(here):
    """Also where the folder is that of the city which the article is about."""
    runs = requested(made(here, "包头市", FIVE, parent="内蒙古"))
    assert {run.region for run in runs} == {"baotou"}
    assert all(editions.is_profile(run.values, ROOT) for run in runs)


def test_a_place_with_parts_is_told_of_itself(here):
    folder = made(here, "云川县", FIVE)
    book = openpyxl.Workbook()
    for row in (["乡镇", "指标", "时期", "数值", "单位"], ["石门镇", "GDP", "2024年", 3, "亿元"]):
        book.active.append(row)
    book.save(here / "乡镇.xlsx")
    assert cli.main(["import", "云川县", "乡镇.xlsx", "--write", "--published", "2025-03"]) == 0
    assert "shimen," in (folder / "indicators.csv").read_text(encoding="utf-8")
    assert {run.region for run in requested(folder)} == {"yunchuan"}


def test_what_it_lies_in_comes_with_its_figures(here):
    folder = made(here, "云川县", FIVE)
    found = {line.split(",")[0] for line in (folder / "indicators.csv").read_text().splitlines()}
    assert {"yunchuan", "jilin", "china"} <= found


def test_its_own_logic_model_makes_the_whole_report(here):
    folder = made(here, "云川县", FIVE)
    for path in (folder / "模板").iterdir():
        shutil.copy(path, folder)
    runs = requested(folder)
    assert not any(editions.is_profile(run.values, ROOT) for run in runs)
    assert all("云川县" in run.values["logic_model"] for run in runs)
    assert cli.main(["validate", "云川县"]) == 0


@pytest.mark.parametrize(
    ("language", "mine", "other"),
    [
        pytest.param("zh", "最新版", "原文版", marks=pytest.mark.nightly),
        ("en", "Today's edition", "article"),
    ],
)
def test_its_own_text_is_its_document_and_its_newest_month_is_today(here, language, mine, other):
    folder = made(here, "云川县", GROWING)
    for path in (folder / "模板").iterdir():
        shutil.copy(path, folder)
    run = requested(folder, "--language", language)[0]
    books = execution.execute(run.values, ROOT / "notebooks")
    assert any(mine in json.dumps(book, ensure_ascii=False) for book in books.values())
    text = record.page(run.values, books)
    assert other not in text.casefold()
    assert language == "zh" or "What the document said" in text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_five_rows_are_one_page(here, language):
    """Which tells them and nothing else."""
    made(here, "云川县", FIVE)
    options = ["--dataset", "云川县", "--language", language, "--format", "pdf"]
    assert cli.main(["render", *options]) == 0
    (path,) = (here / "reports").glob("yunchuan/*/*/report.pdf")
    info = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout
    assert re.search(r"Pages:\s+1\n", info)
    notebooks = path.parent.glob("notebooks/*.ipynb")
    text = told({book.stem: nbformat.read(book, 4) for book in notebooks})
    assert "35.2" in text or "3.52" in text
    if language == "zh":
        assert "下降3.1%" in text and "羊绒衫产量" in text and "增长−" not in text
        assert not FOREIGN.search(text)
    else:
        assert "shrank by 3.1%" in text


GROWING = [
    ["指标", "单位", "2022年", "2023年", "2024年"],
    [GROWTH, "%", 5.2, 3.1, -3.1],
    ["R&D经费投入强度", "%", 0.8, 0.9, 0.9],
]
PARK = [["指标", "单位", "2024年"], ["固定资产投资增速", "%", -12.3], ["工业总产值", "亿元", 241]]


@pytest.mark.parametrize(("rows", "has_brief"), [(GROWING, True), (PARK, False)])
def test_a_profile_has_its_brief_where_there_is_something_to_judge(here, rows, has_brief):
    run = requested(made(here, "云川县", rows), "--language", "zh")[0]
    books = execution.execute(run.values, ROOT / "notebooks")
    files = render.documents(books, "zh", ("html", "brief"), {"region": "云川县"})
    assert ("brief.pdf" in files) is has_brief
    assert not any(name.startswith("00_brief") for name in files)
    text = told(books)
    assert not FOREIGN.search(text)
    assert has_brief or "固定资产投资额下降12.3%" in text


def test_sixty_years_are_two_drawings_and_a_table(here):
    years = list(range(1964, 2024))
    rows = [["年份", "地区生产总值（亿元）", f"{GROWTH}（%）"]]
    rows += [[f"{year}年", round(1.2 * 1.07 ** (year - 1964), 2), year % 7 - 1] for year in years]
    run = requested(made(here, "长岭市", rows), "--language", "zh")[0]
    books = execution.execute(run.values, ROOT / "notebooks")
    items = record.of_run(books)
    chapter = [item for item in items if item.notebook == "profile"]  # without the brief
    figures = [item for item in chapter if item.kind == "figure"]
    assert [item.id for item in figures] == ["course-pace", "course-size"]
    assert len(figures[1].data) == len(years)
    (table,) = [item for item in chapter if item.kind == "table"]
    assert len(table.data) == 2
    assert not FOREIGN.search("\n".join(item.text for item in items if item.kind != "parameters"))


@pytest.mark.parametrize(
    ("gdp", "said_of_it"), [(100, "与公布的地区生产总值100亿元相符"), (120, "两者不符")]
)
def test_the_example_of_relations_is_checked_and_told(here, gdp, said_of_it):
    last = date.today().year - 1
    rows = [["指标", "单位", last], ["地区生产总值", "亿元", gdp]]
    rows += [
        [f"第{n}产业增加值", "亿元", value] for n, value in zip("一二三", (20, 50, 30), strict=True)
    ]
    folder = made(here, "云川县", rows, published=f"{last + 1}-01")
    for path in (folder / "模板").iterdir():
        shutil.copy(path, folder)
    assert said_of_it in said(requested(folder)[0], "01_situation")
