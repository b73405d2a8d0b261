"""Folders of documents appear whole or not at all; one page leads to all of them."""

from __future__ import annotations

import json
import time
from pathlib import Path

import nbformat
import pytest

from industry_report.data.errors import ReportError
from industry_report.publishing import index, render
from industry_report.publishing.folders import folder_of
from publisher import PublishingError, typeset

NOTEBOOKS = Path(__file__).parent / "notebooks"
META = {"title": "样本 <b>", "region": "包头市", "as_of": "2022-08"}


def books(language: str = "zh") -> dict[str, nbformat.NotebookNode]:
    names = ("01_sample", "02_sample")
    return {name: nbformat.read(NOTEBOOKS / language / f"{name}.ipynb", 4) for name in names}


def made(out: Path, *arguments, **options) -> list[Path]:
    """The documents in a folder."""
    files = render.documents(*arguments, **options)
    folder = folder_of(str(out.parent), out.name)
    with folder.locked():
        folder.publish(files, {})
    return [out / name for name in files]


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_report_is_a_folder(tmp_path):
    out = tmp_path / "有 空格" / "zh"
    written = made(out, books(), "zh", meta=META)
    assert names(out) == {
        "report.html",
        "report.pdf",
        "report.docx",
        "01_sample.html",
        "02_sample.html",
        "report.json",
        "run.json",
    }
    assert written[0] == out / "report.html" and all(path.is_file() for path in written)
    assert sorted(path.name for path in out.parent.iterdir()) == [".zh.lock", "zh"]


def test_the_notebook_00_brief_is_a_page_of_its_own(tmp_path):
    named = dict(zip(("00_brief", "01_sample"), books().values(), strict=True))
    files = render.documents(named, "zh", ("html", "brief"), META)
    assert files["brief.pdf"].startswith(b"%PDF")
    assert json.loads(files["report.json"])["documents"][:2] == ["report.html", "brief.pdf"]
    assert 'href="brief.pdf"' in files["report.html"].decode()


def test_a_profile_concludes_with_the_title_of_its_brief():
    """Which is no chapter of it, but what the list of reports tells."""
    titles = {"00_brief": "增速高于全国", "profile": "工业简况"}
    named = {
        name: nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(f"# {title}")])
        for name, title in titles.items()
    }
    files = render.documents(named, "zh", ("html",), META)
    assert json.loads(files["report.json"])["verdict"] == "增速高于全国"
    assert "增速高于全国" not in files["report.html"].decode()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("verdict", "drawn", "briefed"),
    [(True, True, True), (True, False, True), (False, True, True), (False, False, False)],
)
def test_a_profile_leads_to_its_brief_where_it_has_one(runs, language, verdict, drawn, briefed):
    """Its brief is a page of its own where it has a verdict or a chart."""
    made = runs.of(region="ordos", as_of="2026-03", language=language)
    named = {name: made[name] for name in ("00_brief", "profile")}
    for cell in named["00_brief"].cells:
        if not drawn and "report.figure" in cell.source:
            cell.outputs.clear()
        if not verdict and "report.title" in cell.source:
            cell.outputs[0].metadata["publisher"]["id"] = "title-open"
    files = render.documents(named, language, ("html", "brief"), META)
    linked = 'href="brief.pdf"' in files["report.html"].decode()
    assert ("brief.pdf" in files, linked) == (briefed, briefed)


def test_typst_has_its_source_before_the_pages_begin(monkeypatch):
    done = []

    def pdf(document, written):
        time.sleep(0.1)
        done.append("source")
        written.set()
        return b""

    monkeypatch.setattr(typeset, "pdf", pdf)
    monkeypatch.setattr(render, "_pages", lambda *given: done.append("pages") or {})
    render.documents(books(), "zh", ("html", "pdf"), META)
    assert done == ["source", "pages"]


def test_nobody_waits_for_a_source_that_is_refused(monkeypatch):
    def pdf(document, written):
        raise PublishingError("refused")

    monkeypatch.setattr(typeset, "pdf", pdf)
    with pytest.raises(ReportError, match="refused"):
        render.documents(books(), "zh", ("html", "pdf"), META)


def test_a_failure_leaves_the_last_good_report(tmp_path):
    made(tmp_path / "zh", books(), "zh", ("html",), META)
    before = {name: (tmp_path / name).read_bytes() for name in names(tmp_path)}
    failed = books()
    failed["02_sample"].cells[5].outputs = [
        nbformat.v4.new_output("error", ename="ValueError", evalue="bad", traceback=[])
    ]
    with pytest.raises(ReportError, match="02_sample, cell 6 failed: ValueError: bad"):
        made(tmp_path / "zh", failed, "zh", ("html",), META)
    assert {name: (tmp_path / name).read_bytes() for name in names(tmp_path)} == before


def test_an_unknown_language_is_named(tmp_path):
    with pytest.raises(ReportError, match="unknown language 'fr'; expected one of en, zh"):
        made(tmp_path / "x", books(), "fr", ("html",))
    assert not names(tmp_path)


def test_the_front_door_lists_what_is_there(tmp_path):
    for language in ("zh", "en"):
        out = tmp_path / "baotou" / "2022-08" / language
        made(out, books(language), language, ("html", "pdf"), META)
    (tmp_path / "torn" / "2022-08" / "zh").mkdir(parents=True)
    (tmp_path / "torn" / "2022-08" / "zh" / "report.json").write_text("{")
    page = index.write_index(tmp_path).read_text(encoding="utf-8")
    assert page.count('<th scope="row"') == 1 and "样本 &lt;b&gt;" in page
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
    assert "No report" in index.write_index(tmp_path / "none").read_text(encoding="utf-8")


def sealed(reports: Path) -> bytes:
    """The front door as it was written."""
    return index.write_index(reports).read_bytes()


def test_the_front_door_says_in_words_how_runs_differ(tmp_path):
    for name, settings in (("zh", ""), ("zh--benchmarks=china", "对照地区：全国")):
        out = tmp_path / "baotou/2022-08" / name
        made(out, books(), "zh", ("html",), META, settings=settings)
    page = sealed(tmp_path).decode()
    assert page.count('<th scope="row"') == 2
    assert '<td lang="zh-CN">对照地区：全国</td>' in page
    assert '<td>默认 <span lang="en">Default</span></td>' in page
    assert 'href="baotou/2022-08/zh--benchmarks%3Dchina/report.html"' in page


def test_temporary_folders_are_not_listed(tmp_path):
    made(tmp_path / "baotou/2022-08/.zh-abcdefgh", books(), "zh", ("html",), META)
    assert "No report" in sealed(tmp_path).decode()


@pytest.mark.parametrize(
    "change",
    [
        lambda page: b"<h1>my site</h1>",
        lambda page: b"",
        lambda page: page.replace("这里".encode(), "那里".encode()),
        lambda page: page + b"<p>more</p>",
    ],
    ids=["foreign", "empty", "edited", "continued"],
)
def test_a_front_door_that_is_not_ours_stays(tmp_path, change):
    mine = change(sealed(tmp_path))
    (tmp_path / "index.html").write_bytes(mine)
    with pytest.raises(ReportError, match="index.html: is not as report render wrote it"):
        index.write_index(tmp_path)
    assert (tmp_path / "index.html").read_bytes() == mine
