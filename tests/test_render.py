"""Folders of documents appear whole or not at all; one page leads to all of them."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest

from industry_report.data.errors import ReportError
from industry_report.publishing import render

NOTEBOOKS = Path(__file__).parent / "notebooks"
META = {"title": "样本 <b>", "region": "包头市", "as_of": "2022-08"}


def books(language: str = "zh") -> list[nbformat.NotebookNode]:
    return [nbformat.read(NOTEBOOKS / language / f"0{number}_sample.ipynb", 4) for number in (1, 2)]


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_report_is_a_folder(tmp_path):
    out = tmp_path / "有 空格" / "zh"
    written = render.render_one(
        books(), "zh", out, meta=META, files={"notebooks/01_sample.ipynb": "{}"}
    )
    assert names(out) == {
        "report.html",
        "report.pdf",
        "report.docx",
        "01_sample.html",
        "02_sample.html",
        "report.json",
        "notebooks/01_sample.ipynb",
    }
    assert written[0] == out / "report.html" and all(path.is_file() for path in written)
    assert [path.name for path in out.parent.iterdir()] == ["zh"]


def test_an_earlier_report_is_replaced_as_a_whole(tmp_path):
    render.replace_folder(tmp_path / "r", {"old.html": "old"})
    render.replace_folder(tmp_path / "r", {"new.html": "new"})
    assert names(tmp_path) == {"r/new.html"}


def test_without_the_exchange_of_the_system_it_is_the_same(tmp_path, monkeypatch):
    monkeypatch.setattr(render, "_swap", lambda one, other: False)
    render.replace_folder(tmp_path / "r", {"old.html": "old"})
    render.replace_folder(tmp_path / "r", {"new.html": "new"})
    assert names(tmp_path) == {"r/new.html"}


def test_a_failure_leaves_the_last_good_report(tmp_path):
    render.replace_folder(tmp_path / "zh", {"report.html": "good"})
    failed = books()
    failed[1].cells[5].outputs = [
        nbformat.v4.new_output("error", ename="ValueError", evalue="bad", traceback=[])
    ]
    with pytest.raises(ReportError, match="02_sample, cell 6 failed: ValueError: bad"):
        render.render_one(failed, "zh", tmp_path / "zh", ("html",), META)
    with pytest.raises(ReportError, match="leads out"):
        render.replace_folder(tmp_path / "zh", {"../x": ""})
    (tmp_path / "file").write_text("")
    with pytest.raises(ReportError, match="cannot write the report"):
        render.replace_folder(tmp_path / "file" / "zh", {"a": ""})
    assert (
        names(tmp_path) == {"zh/report.html", "file"}
        and (tmp_path / "zh" / "report.html").read_text() == "good"
    )


@pytest.mark.parametrize(
    ("language", "formats", "message"),
    [
        ("fr", ("html",), "unknown language 'fr'; expected one of zh, en"),
        (
            "zh",
            ("pdg",),
            "unknown format 'pdg'; expected one of html, pdf, docx; did you mean 'pdf'",
        ),
    ],
)
def test_unknown_choices_are_named(tmp_path, language, formats, message):
    with pytest.raises(ReportError, match=message):
        render.render_one(books(), language, tmp_path / "x", formats)
    assert not names(tmp_path)


def test_the_front_door_lists_what_is_there(tmp_path):
    for language in ("zh", "en"):
        render.render_one(
            books(language),
            language,
            tmp_path / "baotou" / "2022-08" / language,
            ("html", "pdf"),
            META,
        )
    (tmp_path / "torn" / "2022-08" / "zh").mkdir(parents=True)
    (tmp_path / "torn" / "2022-08" / "zh" / "report.json").write_text("{")
    page = render.write_index(tmp_path).read_text(encoding="utf-8")
    assert page.count('<th scope="row"') == 2 and "样本 &lt;b&gt;" in page
    for href in ("baotou/2022-08/zh/report.html", "baotou/2022-08/en/report.pdf"):
        assert f'href="{href}"' in page
    assert "kB" in page and "中文" in page and "English" in page
    assert json.loads((tmp_path / "baotou/2022-08/en/report.json").read_text())["documents"][
        :2
    ] == [
        "report.html",
        "report.pdf",
    ]


def test_an_empty_front_door(tmp_path):
    assert "No report" in render.write_index(tmp_path / "none").read_text(encoding="utf-8")
