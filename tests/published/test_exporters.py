"""Any notebook through nbconvert's exporters."""

from __future__ import annotations

import copy
import logging
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import nbformat
import pytest
from nbconvert.utils.exceptions import ConversionException
from traitlets.config import Config

from publisher.exporters import ReportDocxExporter, ReportHTMLExporter, ReportPDFExporter

from .odd import NOTEBOOKS, code, markdown, stream

FOREIGN = Path(__file__).parents[1] / "notebooks" / "foreign.ipynb"
EXPORTERS = [
    (ReportHTMLExporter, b"<!DOCTYPE html>"),
    (ReportPDFExporter, b"%PDF"),
    (ReportDocxExporter, b"PK"),
]


def export(exporter, book: nbformat.NotebookNode, **metadata) -> bytes:
    made = exporter() if isinstance(exporter, type) else exporter
    output, _ = made.from_notebook_node(
        copy.deepcopy(book), {"metadata": {"name": "any", **metadata}}
    )
    return output.encode() if isinstance(output, str) else output


@pytest.mark.parametrize(("exporter", "start"), EXPORTERS)
def test_a_foreign_notebook(exporter, start):
    assert export(exporter, nbformat.read(FOREIGN, 4)).startswith(start)


@pytest.mark.daily(38)
@pytest.mark.parametrize(("exporter", "start"), EXPORTERS)
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_nobody_meets_a_traceback_or_a_refusal(exporter, start, name, tmp_path):
    assert export(exporter, NOTEBOOKS[name], path=str(tmp_path)).startswith(start)


def test_what_was_replaced_is_a_warning(caplog):
    exporter = ReportPDFExporter(log=logging.getLogger("exported"))
    with caplog.at_level(logging.WARNING, "exported"):
        export(exporter, markdown("# A", "good 🎉 ![far](https://example.org/x.png)"))
    said = [record.getMessage() for record in caplog.records]
    assert any("'🎉' (shown as [party popper])" in one for one in said)
    assert any("any, cell 2: a picture cannot be shown" in one for one in said)


def test_strict_refuses_with_character_and_cell():
    exporter = ReportPDFExporter(strict=True)
    message = r"any, cell 2: no font of the document has 🎉 \(U\+1F389 PARTY POPPER\)"
    with pytest.raises(ConversionException, match=message):
        export(exporter, markdown("# A", "good 🎉"))


def test_names_in_the_menu_of_files_and_of_entry_points():
    assert [one.export_from_notebook for one, _ in EXPORTERS] == [
        "Report (HTML)",
        "Report (PDF)",
        "Report (Word)",
    ]
    assert [one().file_extension for one, _ in EXPORTERS] == [".html", ".pdf", ".docx"]
    found = {one.name: one.value for one in entry_points(group="nbconvert.exporters")}
    for name in ("html", "pdf", "docx"):
        assert found[f"report_{name}"].startswith("publisher.exporters:")


def test_options():
    book = code(stream("\n".join(map(str, range(50)))), source="secret = 1")
    plain = ReportHTMLExporter(include_code=False, most_lines=10, language="zh")
    page = export(plain, book).decode()
    assert "secret" not in page and "此处略去 40 行" in page and '<html lang="zh-CN">' in page
    assert "secret" in export(ReportHTMLExporter, book).decode()
    no_input = Config(TemplateExporter={"exclude_input": True})
    assert "secret" not in export(ReportHTMLExporter(config=no_input), book).decode()


def test_the_language_of_the_document_is_that_of_the_text():
    tex = "设 $\\alpha+\\beta$：\n\n$$\\frac{a}{b}$$\n\n\\begin{align}x &= \\sum_i y\\end{align} `import numpy`"
    for text in ("# 包头市工业发展", tex):
        assert b'<html lang="zh-CN">' in export(ReportHTMLExporter, markdown(text))


@pytest.mark.slow
@pytest.mark.parametrize("strict", [False, pytest.param(True, marks=pytest.mark.nightly)])
def test_the_command_line(tmp_path, strict):
    nbformat.write(markdown("# A", "🎉"), tmp_path / "a.ipynb")
    command = [sys.executable, "-m", "nbconvert", "--to", "report_pdf", str(tmp_path / "a.ipynb")]
    command.append(f"--ReportExporter.strict={strict}")
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == strict and "Traceback" not in done.stderr
    assert ("PARTY POPPER" if strict else "no font has") in done.stderr
    made = tmp_path / "a.pdf"
    assert not made.exists() if strict else made.read_bytes().startswith(b"%PDF")
