"""Spreadsheets and letters of a report: the same rows, the same bytes; empty columns are empty."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import nbformat
import openpyxl
import pytest

from industry_report.data.errors import ReportError
from industry_report.publishing import attachments
from publisher import theme

ROOT = Path(__file__).parent.parent


def executed(*rows, **facts):
    heads = ["No.", "Task", "Status"]
    fields = [{"name": head, "type": "string"} for head in heads]
    resource = {
        "schema": {"fields": fields},
        "data": [dict(zip(heads, row, strict=True)) for row in rows],
    }
    about = {"kind": "data", "id": "tasks", "title": "Tasks: 2026", "file": "tasks.xlsx", **facts}
    output = nbformat.v4.new_output(
        "display_data", {attachments.RESOURCE: resource}, metadata={"publisher": about}
    )
    cell = nbformat.v4.new_code_cell("x", outputs=[output])
    return {"03": nbformat.v4.new_notebook(cells=[cell])}


@pytest.mark.slow
def test_the_same_rows_give_the_same_bytes():
    rows = [("1", "先做", ""), ("2", "再做\n后做", "")]
    first = attachments.files(executed(*rows), "en")
    time.sleep(2.1)  # archives count in steps of two seconds
    assert attachments.files(executed(*rows), "en") == first


def test_empty_columns_are_empty_and_text_is_no_formula():
    content = attachments.files(executed(("1", "=1+1", "")), "en")["tasks.xlsx"]
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet.title == "Tasks  2026"
    assert [cell.value for cell in sheet[1]] == ["No.", "Task", "Status"]
    number, task, status = sheet[2]
    assert (task.value, task.data_type, status.value) == ("=1+1", "s", None)
    assert number.value == 1  # no green corner for a number that is stored as text


@pytest.mark.parametrize(("language", "font"), [("zh", "SimSun"), ("en", "Calibri")])
def test_a_spreadsheet_is_set_up_for_its_readers(language, font):
    content = attachments.files(executed(("1", "a", ""), title="R&D"), language)["tasks.xlsx"]
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert {cell.font.name for row in book.active for cell in row} == {font}
    head, ruled = book.active["A1"], theme.colours()["rule"]
    assert head.fill.fgColor.rgb[2:] == theme.colours()["panel"][1:]
    assert head.border.top.color.rgb[2:] == ruled[1:]
    assert book.active.auto_filter.ref == "A1:C2"
    assert book.active.oddHeader.center.text == "R&&D"  # one of them, as Excel writes it
    said = book.properties
    assert (said.title, said.creator, said.language) == ("R&D", None, language)


@pytest.mark.parametrize(("columns", "paper"), [(3, attachments.A4), (12, attachments.A3)])
def test_a_printed_sheet_can_be_read(columns, paper):
    """What is as wide as its paper is set in no less than 7 points."""
    heads = [f"Head {at}" for at in range(columns)]
    given = {"schema": {"fields": [{"name": head} for head in heads]}}
    given["data"] = [dict.fromkeys(heads, "a long text " * 30)]
    content = attachments._workbook({"title": "Tasks"}, given, "en")
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    wide = sum(one.width for one in sheet.column_dimensions.values())
    points = {attachments.A4: 842, attachments.A3: 1191}[paper] - 101  # without the margins
    assert sheet.page_setup.paperSize == paper and sheet.print_title_rows == "$1:$1"
    assert 11 * points / (wide * 5.25) >= 7  # a character of 11 points is 5.25 wide


def test_other_outputs_make_no_file():
    assert attachments.files(executed(("1", "a", ""), kind="table"), "en") == {}
    assert attachments.files(executed(("1", "a", ""), file="../evil.txt"), "en") == {}
    assert attachments.files({}, "en") == {}


def test_a_letter_has_its_words_and_its_table():
    given = executed(
        ("1", "Share of steel", ""), file="request.docx", letter="# To the offices\n\nPlease help."
    )
    [(name, content)] = attachments.files(given, "en").items()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        text = re.sub("<[^>]*>", "", archive.read("word/document.xml").decode()).replace(" ", "")
    assert name == "request.docx" and attachments.files(given, "en")[name] == content
    for part in ("To the offices", "Please help", "Tasks: 2026", "Share of steel", "Status"):
        assert part.replace(" ", "") in text


@pytest.mark.parametrize("facts", [{}, {"letter": ""}, {"letter": " \n"}])
def test_a_letter_without_words_is_refused(facts):
    with pytest.raises(ReportError, match=r"request\.docx: expected `letter`"):
        attachments.files(executed(("1", "a", ""), file="request.docx", **facts), "en")


#: In a copy of the program with one file more: every form of a report, and what is beside it.
THIRD = """
import sys
sys.path.insert(0, "tests")
from test_attachments import executed
from industry_report.publishing import attachments, render
beside = executed(("1", "a", "")) | {"04": executed(file="a.docx", letter="# A")["03"]}
books = {"00_brief": executed()["03"], "03": executed()["03"]}
made = render.documents(books, "xx", render.FORMATS)
print(*made, *attachments.files(beside, "xx"))
"""


@pytest.mark.slow
def test_a_third_language_has_every_form(tmp_path):
    for name in ("industry_report", "publisher"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("data", "tests", "notebooks"):
        (tmp_path / name).symlink_to(ROOT / name)
    texts = tmp_path / "publisher" / "text"
    english = (texts / "en.toml").read_text("utf-8").replace('lang = "en"', 'lang = "xx"', 1)
    (texts / "xx.toml").write_text(english, "utf-8")
    asked = [sys.executable, "-c", THIRD]
    place = os.environ | {"PYTHONPATH": str(tmp_path)}
    told = subprocess.run(asked, cwd=tmp_path, env=place, capture_output=True, text=True)
    every = {"report.html", "report.pdf", "report.docx", "brief.pdf", "tasks.xlsx", "a.docx"}
    assert every <= {*told.stdout.split()}, told.stderr
