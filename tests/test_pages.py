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
#: What the annex folds is looked at, too.
OPENED = """() => {
    document.querySelectorAll('.exhibit').forEach(fold => { fold.open = true; });
    return document.fonts.ready.then(() => null);
}"""
#: Pixels that text of a drawing is high; of one that takes the margin of a printed page, which a
#: tablet has in its wide form, too; and how wide such a drawing is.
SMALLEST, SMALLEST_BROAD, BROAD = 12, 10, 450
DRAWN_TEXT = """([low, high]) => Math.min(...[...document.querySelectorAll("main svg text")]
    .filter(text => text.checkVisibility())
    .filter(text => low <= text.ownerSVGElement.viewBox.baseVal.width
        && text.ownerSVGElement.viewBox.baseVal.width < high)
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


#: Each language, scheme and width once a day, with so many rows of each table for axe; together with
#: one another, and whole, at night.
ROWS = 2
LOOKS = [("zh", "light", 390, ROWS), ("en", "dark", 1280, ROWS)]
LOOKS += [
    pytest.param(*look, 999, marks=pytest.mark.nightly)
    for look in itertools.product(STORED, ("light", "dark"), (390, 1280))
]
#: Takes the other rows away.
SHORTENED = """rows => document.querySelectorAll(`main tbody tr:nth-child(n + ${rows + 1})`)
    .forEach(row => row.remove())"""


@pytest.mark.parametrize(("page", "scheme", "width", "rows"), LOOKS, indirect=["page"])
def test_a_page_is_for_everybody_at_every_width(page, browser, scheme, width, rows):
    from axe_playwright_python.sync_playwright import Axe

    tab = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 900})
    asked, said = [], []
    tab.on("request", lambda request: asked.append(request.url.partition(":")[0]))
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.goto(page.as_uri())
    tab.evaluate(OPENED)
    for wide in (390, 768, 1280, 1600):
        tab.set_viewport_size({"width": wide, "height": 900})
        assert tab.evaluate("document.documentElement.scrollWidth") == wide
        assert tab.evaluate(DRAWN_TEXT, [0, BROAD]) >= SMALLEST, wide
        assert tab.evaluate(DRAWN_TEXT, [BROAD, 9999]) >= SMALLEST_BROAD, wide
        assert tab.evaluate(TOO_WIDE) == [], wide
    tab.evaluate(SHORTENED, rows)
    tab.set_viewport_size({"width": width, "height": 900})
    found = Axe().run(tab, options={"resultTypes": ["violations"]}).response["violations"]
    assert not [(one["id"], one["nodes"][0]["html"][:200]) for one in found]
    assert not said and set(asked) <= {"file", "data"}
    tab.close()
