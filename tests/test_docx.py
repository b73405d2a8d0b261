"""The Word file: native headings and tables, pictures with alt text, Chinese fonts, the same bytes every time."""

# ruff: noqa: E501 (samples of text are easier to read on one line)

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import nbformat
import pytest

from industry_report.publishing import document, docx

NOTEBOOKS = Path(__file__).parent / "notebooks"


@pytest.fixture(scope="module")
def report() -> document.Document:
    chapters = [
        document.read(nbformat.read(NOTEBOOKS / "zh" / f"{name}.ipynb", 4), name, "zh")
        for name in ("01_sample", "02_sample")
    ]
    return document.assemble(
        chapters,
        "zh",
        document.Meta.of(
            {"title": "包头市工业", "as_of": "2022-08", "sources": [{"title": "公报"}]}
        ),
    )


@pytest.fixture(scope="module")
def written(report) -> bytes:
    return docx.render(report)


def part(written: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        return archive.read(name).decode()


def test_headings_tables_pictures(written):
    body = part(written, "word/document.xml")
    assert (
        len(re.findall(r'<w:pStyle w:val="Heading1" ?/>', body)) == 4
    )  # summary, two chapters, sources
    assert body.count("<w:tbl>") == 2 and body.count("<w:tblHeader") == 2
    assert len(re.findall(r'descr="条形图', body)) == 2
    assert "<m:oMath>" in body and "图1" in body and "<script" not in body


def test_chinese_fonts_are_set_in_the_styles(written):
    styles = part(written, "word/styles.xml")
    fonts = re.findall(r"<w:rFonts [^>]*>", styles)
    assert fonts and all('w:eastAsia="Noto Sans SC"' in font for font in fonts)
    assert 'w:altName w:val="Microsoft YaHei"' in part(written, "word/fontTable.xml")
    assert re.search(
        r'<w:pgSz (?=[^>]*w:w="11906")(?=[^>]*w:h="16838")', part(written, "word/document.xml")
    )


def test_same_input_same_bytes(report, written):
    assert docx.render(report) == written
    assert "2022-08-01" in part(written, "docProps/core.xml")


def test_foreign_notebook_with_a_wide_table():
    book = nbformat.read(NOTEBOOKS / "foreign.ipynb", 4)
    found = document.assemble(
        [document.read(book, "foreign", "en")], "en", strict=False, foreign=True
    )
    body = part(docx.render(found), "word/document.xml")
    assert (
        "column_39" in body
        and "ZeroDivisionError" in body
        and "alert(1)" in body
        and body.count("<w:drawing>") == 2
    )


def test_libreoffice_reads_it(written, tmp_path):
    if not shutil.which("soffice"):
        pytest.skip("needs LibreOffice: apt-get install libreoffice-writer-nogui")
    (tmp_path / "r.docx").write_bytes(written)
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--headless",
            "--convert-to",
            "txt:Text (encoded):UTF8",
            "--outdir",
            tmp_path,
            tmp_path / "r.docx",
        ],
        check=True,
        capture_output=True,
        env=os.environ | {"HOME": str(tmp_path)},
    )
    text = (tmp_path / "r.txt").read_text(encoding="utf-8-sig")
    assert "（一）增长与结构" in text and "指标45" in text
