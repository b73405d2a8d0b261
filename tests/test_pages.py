"""The pages of the stored report: accessible, silent, small, and to be read at every width."""

from __future__ import annotations

import itertools
from pathlib import Path

import nbformat
import pytest

from publisher import document, web
from publisher.about import About

ROOT = Path(__file__).resolve().parents[1]
STORED = {"zh": ROOT / "notebooks", "en": ROOT / "notebooks" / "en"}
LARGEST = 1_500_000  # bytes
#: What is folded is looked at, too: the annex and the data behind each figure.
OPENED = """() => {
    document.querySelectorAll('main details').forEach(fold => { fold.open = true; });
    return document.fonts.ready.then(() => null);
}"""
#: Widths of screens, and pixels that text of a drawing is high there.
SMALLEST = {320: 11, 390: 12, 768: 12, 1024: 12, 1100: 12, 1280: 12, 1600: 12}
DRAWN_TEXT = """() => Math.min(...[...document.querySelectorAll("main svg text")]
    .filter(text => text.checkVisibility())
    .map(text => { const matrix = text.getScreenCTM();
        return parseFloat(getComputedStyle(text).fontSize) * Math.hypot(matrix.a, matrix.b); }))"""
TOO_WIDE = """() => [...document.querySelectorAll("main figure .scroll")]
    .filter(box => box.checkVisibility() && box.scrollWidth > box.clientWidth + 1)
    .map(box => box.closest("figure").id)"""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("pages")


@pytest.fixture(params=STORED)
def page(request, folder) -> Path:
    """The whole report as it is stored, in a language."""
    path = folder / f"{request.param}.html"
    if not path.exists():
        paths = sorted(STORED[request.param].glob("0*.ipynb"))
        books = {path.stem: nbformat.read(path, 4) for path in paths}
        made = document.read(books, About(language=request.param))
        path.write_text(web.page(made), encoding="utf-8")
    return path


def test_a_page_is_small(page):
    assert page.stat().st_size < LARGEST


#: By day so many rows of each table for axe, which looks at the other language in
#: published/test_web.py; every look at everything at night.
ROWS = 2
LOOKS = [("zh", "light", 390, ROWS)]
LOOKS += [
    pytest.param(*look, 999, marks=pytest.mark.nightly)
    for look in itertools.product(STORED, ("light", "dark"), (390, 1280))
]
#: Takes the other rows away.
SHORTENED = """rows => document.querySelectorAll(`main tbody tr:nth-child(n + ${rows + 1})`)
    .forEach(row => row.remove())"""


@pytest.mark.parametrize(("page", "scheme", "width", "rows"), LOOKS, indirect=["page"])
def test_a_page_is_for_everybody(page, browser, scheme, width, rows):
    from axe_playwright_python.sync_playwright import Axe

    tab = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 900})
    tab.goto(page.as_uri())
    tab.evaluate(SHORTENED, rows)
    tab.evaluate(OPENED)
    found = Axe().run(tab, options={"resultTypes": ["violations"]}).response["violations"]
    assert not [(one["id"], one["nodes"][0]["html"][:200]) for one in found]
    tab.close()


def test_a_page_is_silent_and_can_be_read_at_every_width(page, browser):
    tab = browser.new_page()
    asked, said = [], []
    tab.on("request", lambda request: asked.append(request.url.partition(":")[0]))
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.goto(page.as_uri())
    tab.evaluate(OPENED)
    for wide, smallest in SMALLEST.items():
        tab.set_viewport_size({"width": wide, "height": 900})
        assert tab.evaluate("document.documentElement.scrollWidth") == wide
        assert tab.evaluate(DRAWN_TEXT) >= smallest, wide
        assert tab.evaluate(TOO_WIDE) == [], wide
    assert not said and set(asked) <= {"file", "data"}
    tab.close()
