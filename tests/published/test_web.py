"""The pages ask nobody for anything, hold nothing active, and can be used by everybody."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import io
import itertools
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import nbformat
import pytest
from lxml import html
from PIL import Image

from publisher import document, parts, web
from publisher.about import About, Source

from . import sample
from .odd import HOSTILE_HTML, NOTEBOOKS, PNG, code, display, markdown
from .seconds import times_as_much

FOREIGN = Path(__file__).parents[1] / "notebooks" / "foreign.ipynb"
PAGES = {"01_one": "01_one.html", "02_two": "02_two.html"}


def pages(language: str) -> dict[str, str]:
    """The pages of the sample: the whole report, and each chapter."""
    made = sample.report(language)
    links = [("report.html", "whole"), *((page, name) for name, page in PAGES.items())]
    files = {"report.html": web.page(made, links, "report.html")}
    return files | {page: web.page(made, links, page, name, PAGES) for name, page in PAGES.items()}


@pytest.fixture(scope="module")
def chinese() -> dict[str, str]:
    return pages("zh")


@pytest.mark.parametrize(
    ("text", "solid"),
    [
        ("23.2%", ""),
        ("13.1个百分点", ""),
        ("14%以上", "14%"),
        ("超过1000亿元", "1000亿元"),
        ("at least 10,000 yuan", "10,000 yuan"),
        ("about \u22121.5%", "\u22121.5%"),
        ("1.67%（2024年），低", "1.67%"),
        ("122 measures, 44 open", "122 measures"),
        ("none", ""),
    ],
)
def test_digits_and_unit_of_a_number_stay_together(read, text, solid):
    numbers = [{"text": text, "at": [0, len(text)], "in": "text", "rows": ["r"]}]
    mark = {"publisher": {"kind": "text", "numbers": numbers}}
    page = web.page(read(code(display({"text/markdown": text}, mark))))
    value = html.fromstring(page).find(".//span[@class='value']")
    assert value.text_content() == text
    assert value.xpath("string(span[@class='solid'])") == solid


def test_a_long_list_of_what_a_report_was_made_from_is_folded(read):
    names = ", ".join(f"region{at}" for at in range(9))
    made = {"regions": names, "draws": "a, b"}
    page = web.page(read(markdown("# A"), about={"provenance": made}))
    foot = html.fromstring(page).find(".//footer")
    assert [one.text_content() for one in foot.iter("dd")] == [f"9{names}", "a, b"]
    assert foot.xpath("string(.//details[not(@open)]/summary)") == "9"


class Elements(HTMLParser):
    """Start tags with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def test_pages_are_self_contained(chinese):
    for page in chinese.values():
        for tag, attributes in Elements(page).found:
            assert tag not in ("link", "iframe", "object", "base")
            assert not any(name.startswith("on") for name in attributes)
            if "src" in attributes:
                assert attributes["src"].startswith("data:")
        assert "url(http" not in page and "@import" not in page


def test_the_policy_allows_only_the_script_that_is_there(chinese):
    page = chinese["report.html"]
    script = re.search(r"<script>(.*?)</script>", page, re.S)[1]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in page and "default-src 'none'" in page


def test_provenance_is_there_for_people_and_for_machines(chinese):
    page = chinese["report.html"]
    record = json.loads(
        re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)[1]
    )
    made_by = record["prov:wasGeneratedBy"]["additionalProperty"]
    assert {one["name"]: one["value"] for one in made_by}["note"] == "</script><b>x</b>"
    assert record["isBasedOn"][0]["url"] == "https://example.org/a"
    assert "<dt>数据集 指纹</dt><dd>ab</dd>" in page and "</script><b>x</b>" not in page


def test_figures_have_caption_drawings_notes_and_data(chinese):
    figure = re.search(r'<figure class="figure.*?</figure>', chinese["report.html"], re.S)[0]
    number = '<a class="number" href="#fig-growth" aria-label="此处的链接：图1">图1</a>'
    assert f"<b>{number}　增速放缓至 16.6%</b>" in figure
    assert figure.count('role="img" aria-label="条形图：14.1、16.6"') == 2  # wide and phone
    assert "宽 wide</text>" in figure and "窄 phone</text>" in figure and "半 half" not in figure
    assert '<p class="source">资料来源：公报</p>' in figure
    assert '<td class="num" data-exact="14.1234567">14.1235<' in figure
    assert figure.count("<table") == 1 and 'data-csv="yes"' in figure


def test_a_table_that_does_not_say_its_data_has_them_as_a_file(chinese):
    saved = re.search(
        r'download="long.csv" href="data:text/csv[^,]*,([^"]*)"', chinese["02_two.html"]
    )
    assert base64.b64decode(saved[1]).decode() == "\ufeff指标,值\r\n一,1.5\r\n"


def test_ids_are_unique_and_links_lead_somewhere(chinese):
    ids = {}
    for name, page in chinese.items():
        found = re.findall(r'\sid="([^"]*)"', page)
        assert len(found) == len(set(found)), name
        ids[name] = set(found)
    for name, page in chinese.items():
        for target in re.findall(r'<a [^>]*href="([^"]*#[^"]*)"', page):
            file, _, place = target.partition("#")
            assert unquote(place) in ids[file or name], target
    assert 'href="02_two.html#tbl-long"' in chinese["01_one.html"]
    assert 'href="01_one.html#fig-growth"' in chinese["02_two.html"]


def test_pages_share_what_is_the_same_on_each(monkeypatch):
    made = dataclasses.replace(sample.report("en"), printed_code=False)
    names, done = (*PAGES, "", *PAGES), []
    apart = [web.page(made, only=name, pages=PAGES) for name in names]
    for module, function in ((parts.tables, "grid"), (parts.pictures, "drawing")):
        once = getattr(module, function)
        monkeypatch.setattr(module, function, lambda *a, f=once: done.append(f.__name__) or f(*a))
    shared = parts.Parts(made)
    assert apart == [web.page(made, only=name, pages=PAGES, parts=shared) for name in names]
    figures = [one for chapter in made.chapters for one in chapter.main.iter("figure")]
    assert done.count("drawing") == 4  # wide and phone of two figures
    assert len(figures) <= done.count("grid") < 2 * len(figures)


def test_a_chapter_alone_has_its_title_above(chinese):
    page = chinese["02_two.html"]
    assert "<h1>诊断</h1>" in page and '<h2 id="说明">' in page and "包头市工业现状</h" not in page


def test_only_safe_sources_are_links(chinese):
    assert '<a href="https://example.org/a" rel="noreferrer">公报</a>' in chinese["report.html"]
    assert "javascript:" not in chinese["report.html"]


def test_bold_text_has_bold_glyphs(chinese, tmp_path):
    from fontTools.ttLib import TTFont

    font = re.search(r"font-weight:700[^}]*base64,([^)]*)\)", chinese["report.html"])[1]
    (tmp_path / "bold.woff").write_bytes(base64.b64decode(font))
    known = TTFont(tmp_path / "bold.woff").getBestCmap()
    for text in ("目录", "资料来源", "增速放缓至", "指标", "一、诊断"):
        assert set(map(ord, text)) <= set(known), text


def test_a_foreign_page_shows_its_code_and_carries_pictures(read):
    page = web.page(read(code(display({"image/png": PNG, "text/plain": "p"}), source="a < b")))
    assert 'data-code="shown"' in page and "&lt;" in page and PNG in page


def test_a_single_notebook_with_sources_is_a_report_without_its_code(read):
    about = {"sources": [Source(id="a", title="Bulletin")]}
    made = read(code(display({"text/plain": "p"})), about=about)
    assert 'data-code="hidden"' in web.page(made)


@pytest.mark.slow
def test_the_same_bytes_in_another_process(chinese):
    import os
    import subprocess
    import sys

    program = (
        "import hashlib; from tests.published.test_web import pages; "
        "print(*[hashlib.sha256(one.encode()).hexdigest() for one in pages('zh').values()])"
    )
    root = Path(__file__).parents[2]
    environment = os.environ | {"PYTHONHASHSEED": "7", "TZ": "Asia/Shanghai"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == [
        hashlib.sha256(one.encode()).hexdigest() for one in chinese.values()
    ]


# in a browser


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """The sample in both languages, a foreign notebook, the hostile ones."""
    root = tmp_path_factory.mktemp("pages")
    for language in ("zh", "en"):
        (root / language).mkdir()
        for name, page in pages(language).items():
            (root / language / name).write_text(page, encoding="utf-8")
    others = {"foreign": nbformat.read(FOREIGN, 4), "all-odd": nbformat.v4.new_notebook()}
    others["all-odd"].cells = [
        cell for book in NOTEBOOKS.values() for cell in book.get("cells", ())
    ]
    for name, book in others.items():
        made = document.read({name: book}, About(language="en"))
        (root / f"{name}.html").write_text(web.page(made), encoding="utf-8")
    return root


#: Each kind of page, scheme and language once a day, all of them with one another at night.
DAILY = [("zh/report", "light"), ("en/report", "dark"), ("zh/01_one", "dark")]
DAILY += [("en/02_two", "light"), ("foreign", "light"), ("all-odd", "dark")]
SAMPLES = itertools.product(("zh", "en"), ("report", *PAGES))
PLACES = ["foreign", "all-odd", *("/".join(one) for one in SAMPLES)]
LOOKS = [
    pytest.param(*look, marks=() if look in DAILY else pytest.mark.nightly)
    for look in itertools.product(PLACES, ("light", "dark"))
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "scheme"), LOOKS)
def test_every_page_is_accessible_silent_and_narrow_enough(folder, browser, name, scheme):
    from axe_playwright_python.sync_playwright import Axe

    path = folder / f"{name}.html"
    context = browser.new_context(color_scheme=scheme, viewport={"width": 1280, "height": 900})
    tab = context.new_page()
    asked, said = [], []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.goto(path.as_uri())
    tab.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
    found = Axe().run(tab, options={"resultTypes": ["violations"]}).response["violations"]
    assert not found, [(one["id"], one["nodes"][0]["html"][:200]) for one in found]
    assert not said and {url.split(":")[0] for url in asked} <= {"file", "data"}
    for width in (390, 360, 768):
        tab.set_viewport_size({"width": width, "height": 800})
        tab.evaluate("document.fonts.ready")
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, width
    context.close()


@pytest.mark.slow
def test_switches_and_the_drawing_for_phones(folder, browser):
    tab = browser.new_page(viewport={"width": 1200, "height": 900})
    tab.goto((folder / "zh" / "01_one.html").as_uri())
    assert not tab.locator("details.code pre").first.is_visible()
    tab.click("#code-switch")
    assert tab.locator("details.code pre").first.is_visible()
    drawings = tab.locator("figure.figure .paper")
    assert [drawings.nth(index).is_visible() for index in (0, 1)] == [True, False]
    tab.set_viewport_size({"width": 390, "height": 800})
    assert [drawings.nth(index).is_visible() for index in (0, 1)] == [False, True]


@pytest.mark.slow
def test_nothing_hostile_runs(browser, read, tmp_path):
    evil = HOSTILE_HTML + "<script>document.title='owned'</script>"
    mark = {"kind": "figure", "id": evil, "title": evil, "alt": evil, "note": evil, "source": evil}
    book = code(
        display({"image/svg+xml": sample.DRAWING.format(9, "x")}, {"publisher": mark}), source=evil
    )
    book.cells += markdown(evil, f"`{evil}`").cells
    made = read(book, about={"title": evil, "subtitle": evil, "provenance": {evil: evil}})
    (tmp_path / "evil.html").write_text(web.page(made), encoding="utf-8")
    tab = browser.new_page()
    asked = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto((tmp_path / "evil.html").as_uri())
    tab.wait_for_timeout(200)
    assert tab.title() != "owned"
    assert tab.evaluate("document.querySelectorAll('script:not([type])').length") == 1
    assert {url.split(":")[0] for url in asked} <= {"file", "data"}


@pytest.mark.parametrize("own", ["", "Another <title>"])
def test_the_title_keeps_its_form_and_can_be_led_to(own, read):
    text = "# *On* $x^2$ `c` [up](https://e.org)\n\n[to](#On-x^2-c-up)"
    page = html.fromstring(web.page(read(markdown(text), about={"title": own})))
    [title] = page.iter("h1")
    [head] = page.iter("h2") if own else [title]
    [link] = page.xpath("//main//a[.='to']")
    assert link.get("href") == f"#{head.get('id')}"
    assert [one.tag for one in head.iter("em", "msup", "code")] == ["em", "msup", "code"]
    assert page.findtext(".//title") == (own or "On x^2 c up")
    assert title.text_content().startswith(own or "On")


@pytest.mark.slow
@pytest.mark.parametrize("tex", ["\\sqrt{x}", "\\sqrt[3]{x}", "\\boxed{x}", "\\cancel{x}"])
def test_what_is_drawn_around_a_formula_is_seen(browser, read, tmp_path, tex):
    """Roots are letters of no text, boxes and strokes no letters at all."""
    (tmp_path / "a.html").write_text(web.page(read(markdown(f"# T\n\n$x$\n\n${tex}$"))))
    tab = browser.new_page(device_scale_factor=4)
    tab.goto((tmp_path / "a.html").as_uri())
    tab.evaluate("document.fonts.ready")
    plain, drawn = tab.locator("math").all()
    assert _ink(drawn) > 1.2 * _ink(plain)
    places = "[...document.querySelectorAll('mroot > *')].map(one => one.getBoundingClientRect().y)"
    degree = tab.evaluate(places)  # of the root; its degree stands above
    assert degree == [] or degree[1] < degree[0]


@pytest.mark.slow
def test_columns_of_a_formula_stand_apart_and_at_their_sides(browser, read, tmp_path):
    tex = "\\begin{array}{rlc}1&2&3\\\\1000&2000&3000\\end{array}"
    (tmp_path / "a.html").write_text(web.page(read(markdown(f"# T\n\n$${tex}$$"))))
    tab = browser.new_page()
    tab.goto((tmp_path / "a.html").as_uri())
    ends = "[...document.querySelectorAll('mn')].map(one => one.getBoundingClientRect())"
    cells = tab.evaluate(f"{ends}.map(one => [one.left, one.right])")
    (_, right), (left, _), middle = cells[:3]
    assert right == pytest.approx(cells[3][1], abs=1) and left == pytest.approx(cells[4][0], abs=1)
    assert sum(middle) == pytest.approx(sum(cells[5]), abs=2) and left - right > 5


@pytest.mark.slow
def test_a_wide_formula_in_a_line_is_scrolled_alone(browser, read, tmp_path):
    (tmp_path / "a.html").write_text(web.page(read(NOTEBOOKS["wide formulas"])))
    tab = browser.new_page(viewport={"width": 390, "height": 800})
    tab.goto((tmp_path / "a.html").as_uri())
    assert tab.evaluate("document.documentElement.scrollWidth") == 390
    wide = "[...document.querySelectorAll('math')].map(one => one.scrollWidth > one.clientWidth)"
    assert tab.evaluate(wide) == [True, True, False]


def test_text_from_the_right_says_so(read):
    book = markdown(
        "# \u05e9\n\n\u0645\u0631\u062d (1)!\n\nA \u05e9.\n\n- \u0645\n\nno",
        "|a|\u0645|\n|-|-|\n|b|c|",
    )
    page = html.fromstring(web.page(read(book)))
    told = [(one.tag, one.text_content()[:1]) for one in page.xpath("//*[@dir='auto']")]
    assert told == [
        ("h1", "\u05e9"),
        ("p", "\u0645"),
        ("p", "A"),
        ("ul", "\u0645"),
        ("th", "\u0645"),
    ]


@pytest.mark.parametrize(
    "tex",
    [
        "\\overline{ABCDE}",
        "\\underline{ABCDE}",
        "\\overbrace{A+B+C+D+E}",
        "\\underbrace{A+B+C+D+E+F+G+H+I+J+K+L+M+N+O}",
        "\\overbracket{ABCDEFGHIJKLM}",
        "\\underbracket{ABCDEF}",
    ],
)
def test_a_bar_is_as_long_as_what_it_stands_at(browser, read, tmp_path, tex):
    (tmp_path / "a.html").write_text(web.page(read(markdown(f"# T\n\n${tex}$"))))
    tab = browser.new_page(device_scale_factor=4)
    tab.goto((tmp_path / "a.html").as_uri())
    tab.evaluate("document.fonts.ready")
    shown = Image.open(io.BytesIO(tab.locator("math").screenshot())).convert("L")
    rows = (shown.crop((0, y, shown.width, y + 1)) for y in range(shown.height))
    assert max(sum(row.histogram()[:128]) for row in rows) > 0.9 * shown.width


def test_an_accent_stands_over_the_middle_of_its_letter(browser, read, tmp_path):
    (tmp_path / "a.html").write_text(web.page(read(markdown("# T\n\n$\\hat{w}$ $\\tilde{w}$"))))
    tab = browser.new_page(device_scale_factor=4)
    tab.goto((tmp_path / "a.html").as_uri())
    tab.evaluate("document.fonts.ready")
    for letter in tab.locator("math").all():
        shown = Image.open(io.BytesIO(letter.screenshot())).convert("L").point(lambda x: x < 128)
        left, top, right, _ = shown.getbbox()
        accent = shown.crop((0, top, shown.width, top + 8)).getbbox()
        assert abs(accent[0] + accent[2] - left - right) < 0.4 * (right - left)


def _ink(shown) -> int:
    """How many dark pixels an element has."""
    picture = Image.open(io.BytesIO(shown.screenshot())).convert("L")
    return sum(picture.histogram()[:128])


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ("M1 2L3 2L3 4L1 4z", "M1 2H3V4H1z"),
        ("M1 2L3 4L5 4z", "M1 2L3 4H5z"),
        ("M1 2C1 3 2 4 5 6L5 7", "M1 2C1 3 2 4 5 6V7"),
        ("M1 2l1 2L1 2", "M1 2l1 2L1 2"),
        ("M1,2L1,2", "M1,2L1,2"),
        ("M1 2L3 4zL5 4", "M1 2L3 4zL5 4"),
        ("M1 2L1 2 3 2", "M1 2L1 2 3 2"),
        ("M0 0L5 0zM7 0L7 1", "M0 0H5zM7 0V1"),
    ],
)
def test_lines_of_a_drawing_are_written_short(steps, expected):
    assert parts._path(steps) == expected


def test_many_lines_that_lead_to_the_annex_are_folded(read):
    shown = [
        sample.shown("table", {"text/html": "<table><tr><td>1</td></tr></table>"}) for _ in range(5)
    ]
    for number, one in enumerate(shown):
        one.metadata["publisher"] |= {"id": f"t{number}", "title": "T", "annex": True}
    text = web.page(document.read({"a": code(*shown), "b": markdown("# B", "Text.")}))
    fold = html.fromstring(text).find(".//details[@class='moved-lines']")
    assert len(fold.findall("p[@class='moved']")) == 5 and "5" in fold.find("summary").text
    assert all(". ." not in one.text_content() for one in fold.findall("p"))
    assert [one.get("id") for one in fold.findall("p")] == [f"from-tbl-t{n}" for n in range(5)]


@pytest.mark.parametrize(
    ("between", "folds"), [("Another text.", [2]), ("## A section", []), ("1. An item", [2])]
)
def test_a_section_has_one_line_that_leads_to_the_annex(read, between, folds):
    shown = [
        sample.shown("table", {"text/html": "<table><tr><td>1</td></tr></table>"}) for _ in range(2)
    ]
    for number, one in enumerate(shown):
        one.metadata["publisher"] |= {"id": f"t{number}", "title": "T", "annex": True}
    whole = code(shown[0])
    whole.cells += markdown(between).cells + code(shown[1]).cells
    text = html.fromstring(web.page(document.read({"a": whole, "b": markdown("# B", "Text.")})))
    found = text.findall(".//details[@class='moved-lines']")
    assert [len(one.findall("p")) for one in found] == folds


@pytest.mark.nightly
def test_a_table_of_many_columns_takes_linear_time(read):
    def wide(columns: int):
        cells = "<td>1</td>" * columns
        made = read(code(display({"text/html": f"<table><tr>{cells}</tr></table>"})))
        return lambda: web.page(made)

    assert times_as_much(wide, 500, 4_000) < 20
