"""What the report draws: no text touches another or leaves its canvas, few bars, one scale."""

from __future__ import annotations

import re
from pathlib import Path

import drawn
import nbformat
import pytest

from industry_report.publishing import execution, reference
from publisher.theme import theme

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = ROOT / "notebooks"
#: Kinds of chart whose marks are bars.
BARS = {"bars"}
FIGURE = re.compile(r"report\.figure\(\s*f?\"([^\"]+)\",\s*charts\.(\w+)")
TODAY = reference.TODAY
RUNS = reference.RUNS | {
    "hohhot-en": {"region": "hohhot"} | TODAY | {"language": "en"},
    "jiangxi-en": {"region": "jiangxi"} | TODAY | {"language": "en"},
}
#: Runs that no other test of a day looks at.
NIGHTLY = {"ordos-en", "jiangxi-en", "baotou-late-zh", "baotou-late-en"}


def square(*texts: str, size: float = 10) -> str:
    """A drawing of 100 by 100 points with texts at (x, y): ``x y words``."""
    written = ""
    for text in texts:
        x, y, words = text.split(" ", 2)
        written += f'<text style="font-size: {size}px; text-anchor: start" x="{x}" y="{y}">'
        written += f"{words}</text>"
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">{written}</svg>'


@pytest.mark.parametrize(
    ("svg", "fault"),
    [
        (square("10 50 aaa", "10 70 bbb"), ""),
        (square("10 50 aaa", "18 50 bbb"), "'aaa' overlaps 'bbb'"),
        (square("10 50 aaa", "10 56 bbb"), "'aaa' overlaps 'bbb'"),
        (square("90 50 wide word"), "'wide word' leaves the canvas"),
        (square("10 5 high"), "'high' leaves the canvas"),
    ],
)
def test_what_touches_or_leaves_is_found(svg, fault):
    assert drawn.faults(svg) == [fault] * bool(fault)


def test_a_turned_text_is_measured_as_it_stands():
    turned = square("50 50 aaaaaaaa").replace('y="50"', 'y="50" transform="rotate(-90 50 50)"')
    (text,) = drawn.texts(turned)
    across = [x for x, _ in text.corners]
    assert max(across) - min(across) < 11


@pytest.mark.slow
@pytest.mark.parametrize(
    "run",
    [pytest.param(run, marks=pytest.mark.nightly) if run in NIGHTLY else run for run in RUNS],
)
def test_no_text_touches_another_or_leaves_its_drawing(run, runs):
    faults, forms = [], set()
    for id, form, svg in drawn.drawings(runs.of(**RUNS[run])):
        faults += [f"{id}, {form}: {fault}" for fault in drawn.faults(svg)]
        forms.add(form)
    assert faults == []
    assert {"wide", "phone"} <= forms


@pytest.mark.slow
@pytest.mark.parametrize("run", ["baotou-zh", "baotou-en"])
def test_text_is_large_enough_in_every_form(run, runs):
    """7.5 points in print; 12 pixels where a phone's drawing is 360 pixels wide."""
    scale = 360 / (72 * theme()["widths"]["phone"])
    for id, form, svg in drawn.drawings(runs.of(**RUNS[run])):
        least = min(text.size for text in drawn.texts(svg))
        assert least >= 7.5 if form != "phone" else least * scale >= 12, (id, form)


def charts() -> dict[str, str]:
    """How each figure of the report is drawn, by the beginning of its id."""
    found = {}
    for name in execution.present(NOTEBOOKS):
        for cell in nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4).cells:
            found |= {id.partition("{")[0]: chart for id, chart in FIGURE.findall(cell.source)}
    return found


@pytest.mark.slow
@pytest.mark.parametrize("run", ["baotou-zh", "baotou-today-zh"])
def test_fewer_than_a_third_of_the_figures_are_bars(run, runs):
    kinds, shown = charts(), {id for id, _, _ in drawn.drawings(runs.of(**RUNS[run]))}
    of = {id: kinds.get(id) or kinds.get(re.sub(r"(?<=-).*", "", id), "") for id in shown}
    assert len(of) > 8
    assert 3 * sum(kind in BARS for kind in of.values()) < len(of)
    assert len(set(of.values())) > 4


@pytest.mark.slow
def test_a_browser_agrees_with_what_was_measured(tmp_path, runs, browser):
    """Boxes of the texts as Chromium draws them, on a sample of the default report in English."""
    sample = [
        svg for _, form, svg in drawn.drawings(runs.of(**RUNS["baotou-en"])) if form == "phone"
    ]
    faces = "".join(
        f"@font-face{{font-family:'Noto Sans SC';font-weight:{weight};src:url({path.as_uri()})}}"
        for weight, path in (
            (400, ROOT / "publisher/fonts/NotoSansSC-Regular.ttf"),
            (700, ROOT / "publisher/fonts/NotoSansSC-Bold.ttf"),
        )
    )
    page_file = tmp_path / "page.html"
    head = f"<!doctype html><meta charset=utf-8><style>{faces}</style>"
    page_file.write_text(head + "".join(sample), encoding="utf-8")
    page = browser.new_page()
    page.goto(page_file.as_uri())
    page.evaluate("Promise.all([...document.fonts].map(face => face.load()))")
    widths = page.evaluate("[...document.querySelectorAll('text')].map(t=>t.getBBox().width)")
    texts = [text for svg in sample for text in drawn.texts(svg)]
    measured = [drawn.width(text) for text in texts]
    assert len(widths) == len(measured) > 100
    wrong = [
        (text.text, seen, found)
        for text, seen, found in zip(texts, widths, measured, strict=True)
        if abs(seen - found) > 1 + 0.03 * found
    ]
    assert wrong == []
