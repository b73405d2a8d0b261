"""Any notebook through nbconvert's exporters."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbconvert.utils.exceptions import ConversionException

from industry_report.publishing.exporters import (
    ReportDocxExporter,
    ReportHTMLExporter,
    ReportPDFExporter,
)

NOTEBOOKS = Path(__file__).parent / "notebooks"
EXPORTERS = [
    (ReportHTMLExporter, b"<!DOCTYPE html>"),
    (ReportPDFExporter, b"%PDF"),
    (ReportDocxExporter, b"PK"),
]


def export(exporter: type, book: nbformat.NotebookNode, **metadata) -> bytes:
    output, _ = exporter().from_notebook_node(book, {"metadata": {"name": "any", **metadata}})
    return output.encode() if isinstance(output, str) else output


@pytest.mark.parametrize(("exporter", "start"), EXPORTERS)
@pytest.mark.parametrize("name", ["foreign.ipynb", "zh/01_sample.ipynb", "en/02_sample.ipynb"])
def test_every_notebook_in_every_format(exporter, start, name):
    assert export(exporter, nbformat.read(NOTEBOOKS / name, 4)).startswith(start)


@pytest.mark.parametrize(("exporter", "start"), EXPORTERS)
def test_an_empty_notebook(exporter, start):
    assert export(exporter, nbformat.v4.new_notebook()).startswith(start)


@pytest.mark.parametrize(("exporter", "start"), EXPORTERS)
def test_an_emoji_is_refused_with_its_name_and_cell(exporter, start):
    book = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell("# A"), nbformat.v4.new_markdown_cell("good 🎉")]
    )
    with pytest.raises(
        ConversionException,
        match=r"any, cell 2: no font of the report has 🎉 \(U\+1F389 PARTY POPPER\)",
    ):
        export(exporter, book)


def test_pictures_beside_the_notebook_are_embedded_others_are_not(tmp_path):
    inside, outside = tmp_path / "book", tmp_path / "secret.png"
    inside.mkdir()
    for path in (inside / "a.png", outside):
        path.write_bytes(b"\x89PNG\r\n")
    cells = [
        nbformat.v4.new_markdown_cell(
            "![in](a.png) ![out](../secret.png) ![abs](/etc/hostname) ![gone](none.png)"
        )
    ]
    page = export(
        ReportHTMLExporter, nbformat.v4.new_notebook(cells=cells), path=str(inside)
    ).decode()
    assert page.count("<img") == 1 and 'alt="in"' in page and "out" in page


def test_labels_for_the_menu_and_names_of_files():
    assert [one.export_from_notebook for one, _ in EXPORTERS] == [
        "Report (HTML)",
        "Report (PDF)",
        "Report (Word)",
    ]
    assert [one().file_extension for one, _ in EXPORTERS] == [".html", ".pdf", ".docx"]


def test_language_of_the_document():
    page = export(ReportHTMLExporter, nbformat.read(NOTEBOOKS / "zh/01_sample.ipynb", 4)).decode()
    assert '<html lang="zh-CN">' in page and "图1" in page and "Growth and structure" not in page


def test_code_can_be_left_out_of_print():
    exporter = ReportPDFExporter(include_code=False)
    book = nbformat.read(NOTEBOOKS / "foreign.ipynb", 4)
    without, _ = exporter.from_notebook_node(book, {"metadata": {"name": "any"}})
    assert len(without) < len(export(ReportPDFExporter, book))
