"""What a page does in a browser: numbers open what is behind them, tables sort and filter, the
contents follow the reading, figures become files; and nothing of it is needed to read the page."""

from __future__ import annotations

import base64
import itertools
import re
from collections.abc import Callable, Iterator
from io import BytesIO

import pytest
from chromium import PATIENCE
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from publisher import document, web
from publisher.about import about
from publisher.document import Document
from publisher.exhibits import RESOURCE
from publisher.theme import colours

from .odd import display
from .sample import figure, resource, shown

DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 800}
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} 60" width="{0}" height="60">'
    '<rect width="9" height="9" style="fill: var(--focus, #c2410c)"/>'
    '<text x="9" y="30" style="font-size: {1}px">{2}</text></svg>'
)
VALUES = ["约1.2万亿元", "400亿元", "—", "1,050亿元", "−3亿元"]
NAMES = ["甲", "乙", "丙", "丁", "=戊"]
ABOUT = {
    "title": "样本",
    "language": "zh",
    "sources": [
        {"id": "a", "title": "公报", "url": "https://example.org/a"},
        {"id": "b", "title": "年鉴"},
    ],
    "rows": {
        "r1": {"place": "包头市", "indicator": "工业产值", "period": "2022年", "value": "16.6%"}
        | {"source": "b", "locator": "表2", "grade": "B"}
        | {"note": "Restated in 2023."},
        "r2": {"place": "全国", "indicator": "增速", "period": "2022年", "value": "3.5%"}
        | {"source": "a", "grade": "A"},
    },
    "translations": {"en": "../en/", "fr": "../fr/"},
}


def number(text: str, whole: str, **more) -> dict:
    at = whole.index(text)
    return {"at": [at, at + len(text)], "in": "text", "text": text} | more


def table(id: str, rows: list[list[str]], **said):
    body = "".join(f"<tr><th>{name}</th><td>{value}</td></tr>" for name, value in rows)
    head = "<thead><tr><th>名称</th><th>数值</th></tr></thead>"
    data = {
        "text/html": f"<table>{head}<tbody>{body}</tbody></table>",
        RESOURCE: resource(["名称", "数值"], rows),
    }
    return shown("table", data, id=id, title=f"表 {id}", source="公报", **said)


def report() -> Document:
    """Two notebooks with numbers, a short and a long table, an exhibit of the annex, a figure."""
    said = "增长16.6%，快于全国13.1个百分点，为其1.2倍；另有3项。"
    numbers = [
        number("16.6%", said, interval=["16.55", "16.65"], rows=["r1"]),
        number("13.1", said, interval=["13.0", "13.2"], rows=["r1", "r2"], formula="16.6 − 3.5"),
        number("1.2", said, interval=["1.1", "1.3"], rows=[], formula="6 ÷ 5"),
        number("3项", said, interval=["3", "3"], rows=[]),
    ]
    texts = {"figure": "增速放缓", "table": ""}
    phone = DRAWING.format(360, 12, "窄")
    picture = figure(texts, drawings={"phone": phone}, subtitle="比上年，%", source="公报")
    picture["data"]["image/svg+xml"] = DRAWING.format(504, 8, "宽")
    long = [[f"名称{at}", f"{at}.5"] for at in range(1, 31)]
    cells = [
        new_code_cell("", outputs=[shown("text", {"text/markdown": said}, numbers=numbers)]),
        new_markdown_cell("## 表格\n\n" + "一段文字。\n\n" * 30),
        new_code_cell(
            "",
            outputs=[table("short", [list(one) for one in zip(NAMES, VALUES, strict=True)])],
        ),
        new_code_cell("", outputs=[table("long", long), table("back", long[:3], annex=True)]),
        new_markdown_cell("## 图\n\n" + "一段文字。\n\n" * 30),
        new_code_cell("", outputs=[picture]),
    ]
    first = new_notebook(cells=[new_markdown_cell("# 现状"), *cells])
    second = new_notebook(cells=[new_markdown_cell("# 诊断\n\n## 说明\n\n" + "文字。\n\n" * 30)])
    return document.read({"01": first, "02": second}, about(ABOUT))


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> str:
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(web.page(report(), current="report.html"), encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def tab(browser, address) -> Iterator[Callable]:
    """Opens the page; options are those of a browser context."""
    contexts = []

    def opened(viewport=DESKTOP, script: str = "", **options):
        context = browser.new_context(viewport=viewport, reduced_motion="reduce", **options)
        contexts.append(context)
        page = context.new_page()
        if script:
            page.add_init_script(script)
        page.goto(address)
        page.evaluate("document.fonts.ready")
        return page

    yield opened
    for context in contexts:
        context.close()


pytestmark = pytest.mark.slow


def until(page, condition: str) -> None:
    """Wait for what a script says; the page's policy lets nothing wait inside it."""
    for _ in range(PATIENCE // 20):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(20)
    raise AssertionError(condition)


# --- numbers


def test_a_number_opens_its_rows_source_interval_and_formula(tab):
    page = tab()
    page.get_by_role("button", name="13.1").click()
    card = page.locator("dialog.card")
    assert card.is_visible()
    text = card.inner_text()
    for part in ("13.1", "16.6 − 3.5", "介于 13.0 与 13.2 之间", "包头市", "全国", "年鉴", "表2"):
        assert part in text
    assert card.locator(".grade").all_inner_texts() == ["B", "A"]
    assert card.locator("a").first.get_attribute("href") == "#source-2"
    page.get_by_role("button", name="关闭").click()
    assert not card.is_visible()


def test_a_row_says_where_its_source_has_it_and_its_note_on_lines_of_their_own(tab):
    page = tab()
    page.get_by_role("button", name="13.1").click()
    lines = page.locator("dialog.card small")
    assert lines.all_inner_texts() == ["原文依据：表2", "编者注（英文）：Restated in 2023."]
    assert [one.get_attribute("lang") for one in lines.locator("span").all()] == ["zh-CN", "en"]
    first, second = (one.bounding_box() for one in lines.all())
    assert first["y"] + first["height"] <= second["y"]


def test_only_a_number_with_something_behind_it_is_underlined(tab):
    page = tab()
    found = page.locator(".value")
    assert [one.get_attribute("role") for one in found.all()] == [
        "button",
        "button",
        "button",
        None,
    ]
    assert found.nth(3).inner_text() == "3项"
    page.get_by_role("button", name="1.2").click()
    assert page.locator("dialog.card").inner_text().split("\n\n")[-1].startswith("由本文计数")


def test_numbers_by_keyboard(tab):
    page = tab()
    first, second = page.locator(".value").nth(0), page.locator(".value").nth(1)
    assert [first.get_attribute("tabindex"), second.get_attribute("tabindex")] == ["0", "-1"]
    first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    card = page.locator("dialog.card")
    assert card.is_visible() and second.get_attribute("aria-expanded") == "true"
    assert page.evaluate("document.activeElement.closest('dialog') !== null")
    page.keyboard.press("Escape")
    closed = "document.querySelectorAll('.value')[1].getAttribute('aria-expanded') === 'false'"
    until(page, closed)  # a browser tells of a closed dialog a moment later
    assert not card.is_visible()
    assert page.evaluate("document.activeElement.textContent") == "13.1"


def test_a_phone_is_told_of_no_keys(tab):
    hints = [tab(**more).locator(".hint").inner_text() for more in ({}, {"has_touch": True})]
    phone = tab(PHONE, has_touch=True, is_mobile=True).locator(".hint").inner_text()
    assert "方向键" in hints[0]
    assert "方向键" not in phone and phone.startswith("点带下划线的数字")


def test_a_line_ends_beside_a_number_and_not_within_it(tab):
    """The words around a number are text as any other."""
    said = "二〇二五年目标为14%以上，实为超过1000亿元。"
    numbers = [number("14%以上", said), number("超过1000亿元", said)]
    output = shown("text", {"text/markdown": said}, numbers=numbers)
    book = new_notebook(cells=[new_code_cell("", outputs=[output])])
    page = tab()
    page.set_content(web.page(document.read({"a": book}, about({"language": "zh"}))))
    assert page.locator(".solid").all_inner_texts() == ["14%", "1000亿元"]
    broken = "found => found.filter(one => one.getClientRects().length > 1).length"
    ends = 0
    for width in range(90, 400, 10):
        page.evaluate("width => { document.querySelector('p').style.width = `${width}px` }", width)
        ends += page.locator(".value").evaluate_all(broken)
        assert page.locator(".solid").evaluate_all(broken) == 0
    assert ends


def test_the_card_stands_beside_its_number_and_on_a_phone_at_the_foot(tab):
    page = tab()
    value = page.locator(".value").first
    value.click()
    number, card = value.bounding_box(), page.locator("dialog.card").bounding_box()
    assert abs(number["y"] + number["height"] - card["y"]) < 20
    assert card["x"] >= 0 and card["x"] + card["width"] <= DESKTOP["width"]
    page = tab(PHONE)
    page.locator(".value").first.click()
    card = page.locator("dialog.card").bounding_box()
    assert (card["x"], card["width"]) == (0, 390) and card["y"] + card["height"] == 800


@pytest.mark.parametrize("rows", [["r1"], ["r1", "r2"] * 15])
def test_a_card_of_any_length_stays_in_the_window_and_beside_its_number(tab, rows):
    said = "增长16.6%。"
    output = shown("text", {"text/markdown": said}, numbers=[number("16.6%", said, rows=rows)])
    book = new_notebook(cells=[new_code_cell("", outputs=[output])])
    page = tab({"width": 1280, "height": 720})
    page.set_content(web.page(document.read({"a": book}, about(ABOUT))))
    value, card = page.locator(".value"), page.locator("dialog.card")
    for top in (10, 200, 320, 320.3, 320.6, 350, 380, 440, 690):
        value.evaluate("(one, top) => { one.style = `position: fixed; top: ${top}px` }", top)
        value.press("Enter")
        at, box = value.bounding_box(), card.bounding_box()
        assert box["y"] >= 0 and box["y"] + box["height"] <= 720, top
        gaps = box["y"] - at["y"] - at["height"], at["y"] - box["y"] - box["height"]
        assert max(gaps) == pytest.approx(8, abs=1), top
        page.keyboard.press("Escape")


def test_a_card_opens_where_one_reads(tab):
    page = tab()
    page.evaluate(
        "document.querySelectorAll('.value')[0].style.cssText = 'position:absolute;top:2000px;z-index:1'"
    )
    page.evaluate("scrollTo(0, 1800)")
    page.locator(".value").first.click()
    card = page.locator("dialog.card").bounding_box()
    assert page.evaluate("scrollY") == 1800 and 0 < card["y"] < DESKTOP["height"]
    page.keyboard.press("Escape")
    assert page.evaluate("scrollY") == 1800


def test_a_click_on_another_number_opens_that_one(tab):
    page = tab()
    page.locator(".value").nth(0).click()
    other = page.locator(".value").nth(2).bounding_box()
    page.mouse.click(other["x"] + 5, other["y"] + 5)
    until(page, "document.querySelector('#card-title').textContent === '1.2'")
    page.mouse.click(5, 5)
    assert not page.locator("dialog.card").is_visible()


# --- tables


def column(page, id: str, place: int = 1) -> list[str]:
    script = (
        "([id, place]) => [...document.querySelectorAll(`#tbl-${id} tbody tr`)]"
        ".filter(row => row.checkVisibility()).map(row => row.children[place].textContent)"
    )
    return page.evaluate(script, [id, place])


def test_a_column_of_numbers_sorts_by_value(tab):
    page = tab()
    head = page.locator("#tbl-short th", has_text="数值")
    rising = ["−3亿元", "400亿元", "1,050亿元", "约1.2万亿元"]
    head.get_by_role("button").click()
    assert column(page, "short") == [*rising, "—"]
    assert head.get_attribute("aria-sort") == "ascending"
    page.keyboard.press("Enter")
    assert column(page, "short") == [*reversed(rising), "—"]
    assert head.get_attribute("aria-sort") == "descending"
    page.keyboard.press("Enter")
    assert column(page, "short") == VALUES and head.get_attribute("aria-sort") == "none"
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.textContent") == "名称"


def test_the_mark_of_sorting_breaks_no_head(tab):
    head = tab().locator("#tbl-short .sort").first
    text = """head => { const range = document.createRange(); range.selectNodeContents(head);
        return range.getBoundingClientRect().width - head.getBoundingClientRect().width; }"""
    assert abs(head.evaluate(text)) < 0.1


def test_a_column_of_names_sorts_as_its_language_does(tab):
    page = tab()
    page.locator("#tbl-short .sort").first.click()
    assert column(page, "short", 0) == ["=戊", "丙", "丁", "甲", "乙"]  # bǐng dīng jiǎ yǐ


def test_a_filter_says_how_many_rows_it_leaves(tab):
    page = tab()
    tools = page.locator("#tbl-long .tools")
    assert tools.locator("output").inner_text() == "30 / 30"
    tools.get_by_role("searchbox").fill("名称1")
    assert tools.locator("output").inner_text() == "11 / 30"
    assert column(page, "long", 0) == ["名称1", *(f"名称{at}" for at in range(10, 20))]
    assert page.locator("#tbl-short .tools input").count() == 0


def test_paper_shows_all_rows_and_no_tools(tab):
    page = tab()
    page.locator("#tbl-long .tools input").fill("名称29")
    page.emulate_media(media="print")
    assert len(column(page, "long")) == 30
    box, table = (page.locator(f"#tbl-long {one}").bounding_box() for one in (".scroll", "table"))
    assert box["height"] >= table["height"]
    assert page.locator("#tbl-back td").first.is_visible()
    for part in (".tools", ".contents", ".exhibit summary", ".permalink", "#theme-switch"):
        assert not page.locator(part).first.is_visible(), part


def test_paper_has_the_annex_open_whatever_the_browser_can_style(tab):
    page = tab()
    fold = "document.querySelector('.exhibit').open"
    page.evaluate("() => { dispatchEvent(new Event('beforeprint')) }")
    assert page.evaluate(fold)
    page.evaluate("() => { dispatchEvent(new Event('afterprint')) }")
    assert not page.evaluate(fold)


def test_a_long_list_of_sources_is_folded_by_year_searched_opened_by_references_and_printed(tab):
    years = ["2023", "2021-05", "", *["2022-01"] * 20]
    sources = [
        {"id": f"s{at}", "title": f"公报{at}", "published": year}
        for at, year in enumerate(years, 1)
    ]
    said = "增长16.6%。"
    facts = ABOUT | {"sources": sources}
    facts["rows"] = {"r1": ABOUT["rows"]["r1"] | {"source": "s2"}}
    mark = [number("16.6%", said, interval=["16.55", "16.65"], rows=["r1"])]
    text = shown("text", {"text/markdown": said}, numbers=mark)
    graded = figure({"figure": said, "table": ""}, numbers=[mark[0] | {"in": "title"}])
    cells = [new_markdown_cell("# 现状"), new_code_cell("", outputs=[text, graded])]
    books = {"01": new_notebook(cells=cells), "02": new_notebook(cells=cells[:1])}
    page = tab()
    page.set_content(web.page(document.read(books, about(facts))))
    assert page.locator("figcaption .grade").all_inner_texts() == ["B"]
    folds, items = page.locator(".sources details"), page.locator(".sources li")
    assert folds.locator("summary").all_inner_texts() == [
        *("2023年（1项）", "2022年（20项）", "2021年（1项）", "年份不详（1项）"),
    ]
    assert page.locator("#source-2").get_attribute("value") == "2"
    assert items.filter(visible=True).count() == 0

    search = page.locator(".sources").get_by_role("searchbox")
    search.fill("公报23")
    assert items.filter(visible=True).all_inner_texts() == ["公报23\n2022年1月"]
    page.locator(".value").first.click()
    page.locator(".card a").click()  # its source is of a year that the search has left out
    until(page, "document.querySelector('#source-2').checkVisibility()")
    page.emulate_media(media="print")
    page.evaluate("() => { dispatchEvent(new Event('beforeprint')) }")
    assert items.filter(visible=True).count() == len(years)


def test_an_address_that_is_no_text_stops_nothing(tab):
    page, faults = tab(), []
    page.on("pageerror", lambda fault: faults.append(fault))
    page.evaluate("() => { location.hash = '#100%' }")
    page.reload()
    assert page.locator("#tbl-long .tools").count() == 1 and not faults


def test_on_a_phone_rows_are_cards_that_name_their_fields(tab):
    page = tab(PHONE)
    field = "getComputedStyle(document.querySelector('#tbl-short td'), '::before').content"
    assert page.evaluate(field) == '"数值"'
    assert not page.locator("#tbl-short thead").is_visible()
    page.locator("#tbl-short select").select_option("1 descending")
    assert column(page, "short")[0] == "约1.2万亿元"
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_no_column_is_narrower_than_its_longest_word(tab):
    wide = "<td>" + "很长的说明文字，" * 40 + "</td>"
    body = f"<tr>{wide}<td>compatibility</td><td>结论性意见</td></tr>"
    head = "<thead><tr><th>说明</th><th>a</th><th>判定</th></tr></thead>"
    data = {"text/html": f"<table>{head}<tbody>{body}</tbody></table>"}
    book = new_notebook(
        cells=[new_code_cell("", outputs=[shown("table", data, id="w", title="t")])]
    )
    page = tab()
    page.set_content(web.page(document.read({"a": book}, about({"language": "zh"}))))
    for place in (1, 2):
        script = (
            "place => { const cell = document.querySelectorAll('#tbl-w tbody td')[place];"
            "const range = document.createRange(); range.selectNodeContents(cell);"
            "return range.getClientRects().length }"
        )
        assert page.evaluate(script, place) == 1


def test_what_is_bold_in_the_browser_has_bold_glyphs(tab):
    """Cards are headed by cells and numbers that are not bold in the text."""
    from fontTools.ttLib import TTFont

    page = tab(PHONE)
    page.locator(".value").nth(1).click()
    script = """() => [...document.querySelectorAll('body *')]
        .filter(one => getComputedStyle(one).fontWeight === '700' && one.checkVisibility())
        .map(one => [...one.childNodes].filter(node => node.nodeType === 3)
        .map(node => node.data).join('')).join('')"""
    bold = re.findall(r"font-weight:700[^}]*base64,([^)]*)", page.content())[0]
    known = TTFont(BytesIO(base64.b64decode(bold))).getBestCmap()
    shown = page.evaluate(script)
    assert "工业产值" in shown and "13.1" in shown
    assert not {char for char in shown if ord(char) not in known and not char.isspace()} - {"▶"}


# --- the rest


def test_the_contents_follow_the_reading(tab):
    page = tab()
    current = ".contents [aria-current]"
    page.evaluate("document.getElementById('图').scrollIntoView()")
    until(page, f"document.querySelector('{current}')?.hash === '#' + encodeURI('图')")
    assert page.locator(".contents li.open").count() == 2
    page = tab(PHONE)
    bar = page.locator(".contents summary")
    page.evaluate("document.getElementById('表格').scrollIntoView()")
    until(page, "document.querySelector('.here').textContent.includes('表格')")
    assert bar.bounding_box()["y"] < 10
    assert not page.locator(".contents a").first.is_visible()
    bar.click()
    page.locator(".contents a", has_text="说明").click()
    assert not page.locator(".contents a").first.is_visible()
    until(page, "document.querySelector('.here').textContent.includes('说明')")


def test_long_contents_of_a_phone_open_at_the_section_that_is_read(tab):
    page = tab({"width": 390, "height": 200})
    page.evaluate("document.getElementById('说明').scrollIntoView()")
    until(page, "document.querySelector('.here').textContent.includes('说明')")
    page.locator(".contents summary").click()
    list = "document.querySelector('.contents ol')"
    bottoms = f"[{list}, document.querySelector('.contents [aria-current]')]"
    until(
        page, f"((box, at) => at <= box)(...{bottoms}.map(e => e.getBoundingClientRect().bottom))"
    )
    assert page.evaluate(f"{list}.scrollTop") > 0


def test_the_annex_stands_at_the_end_and_both_ends_are_linked(tab):
    page = tab()
    line = page.locator("p.moved")
    assert line.inner_text().startswith("附表1《") and line.inner_text().endswith("》见附录。")
    exhibit = page.locator("section.annex figure")
    assert exhibit.get_attribute("id") == "tbl-back" and not exhibit.is_visible()
    assert page.locator(".exhibit summary").inner_text() == "附表1　表 back"
    line.locator("a").click()
    assert page.url.endswith("#tbl-back") and exhibit.is_visible()
    page.locator("p.back a").click()
    assert page.url.endswith(f"#{line.get_attribute('id')}")
    fold = """const fold = document.querySelector('.exhibit'), outer = document.createElement('details');
        fold.open = false; fold.before(outer); outer.append(fold)"""
    page.evaluate(f"() => {{ {fold} }}")
    line.locator("a").click()  # opens every fold around it
    until(page, "document.querySelectorAll('details > .exhibit[open]').length == 1")
    assert exhibit.is_visible()
    assert "附录" in page.locator(".contents").inner_text()


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_jump_to_an_exhibit_of_the_annex_shows_its_summary(tab, viewport):
    page = tab(viewport)
    page.evaluate("document.body.style.paddingBottom = '100vh'")
    page.evaluate("location.hash = '#tbl-back'")
    until(page, "document.querySelector('.exhibit').open && scrollY > 0")
    top = page.locator(".exhibit > summary").bounding_box()["y"]
    contents = page.locator("nav.contents").bounding_box()
    assert top >= (contents["y"] + contents["height"] if viewport is PHONE else 0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_source_that_one_came_for_is_tinted(tab, scheme):
    page = tab(color_scheme=scheme)
    page.evaluate("location.hash = '#source-2'")
    tints = page.locator(".sources li").evaluate_all(
        "items => items.map(item => getComputedStyle(item).backgroundColor)"
    )
    assert tints[0] == "rgba(0, 0, 0, 0)" != tints[1]


def test_the_other_language_is_linked_where_there_is_one(tab):
    links = tab().locator(".switches a")
    assert links.all_inner_texts() == ["English"]
    assert links.get_attribute("href") == "../en/report.html"


@pytest.mark.parametrize("storage", ["", "delete Storage.prototype.getItem;"])
def test_light_dark_and_auto(tab, storage):
    page = tab(script=storage, color_scheme="dark")
    paper = "getComputedStyle(document.documentElement).backgroundColor"
    dark = page.evaluate(paper)
    page.locator("#theme-switch").select_option("light")
    light = page.evaluate(paper)
    assert light == "rgb(255, 255, 255)" != dark
    page.reload()
    assert page.evaluate(paper) == (dark if storage else light)
    page.locator("#theme-switch").select_option("auto")
    assert page.evaluate(paper) == dark


def test_a_figure_becomes_a_file(tab, tmp_path):
    page = tab(accept_downloads=True, color_scheme="dark")
    page.locator("#fig-growth details.data summary").click()
    kept = {}
    for kind in ("SVG", "PNG"):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=f"保存 {kind}").click()
        kept[kind] = waiting.value.path().read_bytes()
        assert waiting.value.suggested_filename == f"growth.{kind.lower()}"
    drawing = kept["SVG"].decode()
    for part in ("图1", "增速放缓", "比上年，%", "资料来源：公报", "宽", "#c2410c"):
        assert part in drawing
    light = [colours()[name] for name in ("ink", "quiet", "quiet", "quiet")]
    assert re.findall(r'<text x="8"[^>]* fill="(#\w+)"', drawing) == light
    assert "var(" not in drawing and "窄" not in drawing
    from PIL import Image

    picture = Image.open(BytesIO(kept["PNG"])).convert("RGB")
    assert picture.width == 2000 and picture.getpixel((0, 0)) == (255, 255, 255)
    assert (0xC2, 0x41, 0x0C) in {colour for _, colour in picture.getcolors(1 << 20)}


def test_data_become_a_file(tab):
    page = tab(accept_downloads=True)
    page.locator("#fig-growth details.data summary").click()
    saved = []
    for id in ("fig-growth", "tbl-short"):
        with page.expect_download() as waiting:
            page.locator(f"#{id}").get_by_role("button", name="保存 CSV").click()
        saved.append(waiting.value.path().read_bytes().decode())
    # In full, and nothing that a spreadsheet would calculate.
    assert saved[0] == "\ufeff年份,'=值\r\n2021,14.1234567\r\n2022,\r\n"
    assert saved[1].split("\r\n")[4:6] == ['丁,"1,050亿元"', "'=戊,−3亿元"]


def test_a_drawing_of_the_theme_is_dark_in_the_dark(tab):
    page = tab(color_scheme="dark")
    box = page.locator("#fig-growth .paper").first
    assert box.evaluate("box => getComputedStyle(box).backgroundColor") == "rgba(0, 0, 0, 0)"
    fill = "document.querySelector('#fig-growth rect')"
    assert page.evaluate(f"getComputedStyle({fill}).fill") == "rgb(247, 117, 63)"


def test_links_to_places_are_copied(tab):
    page = tab(permissions=["clipboard-read", "clipboard-write"])
    page.locator("#fig-growth a.number").click()
    until(page, "document.querySelector('.toast').textContent === '链接已复制'")
    assert page.evaluate("navigator.clipboard.readText()").endswith("report.html#fig-growth")
    assert page.url.endswith("#fig-growth")
    assert page.locator("h3 a.permalink").first.get_attribute("href").startswith("#")


def test_without_script_the_page_is_whole(tab):
    for viewport in (DESKTOP, PHONE):
        page = tab(viewport, java_script_enabled=False)
        assert page.locator("#tbl-long tbody tr").last.is_visible()
        assert page.locator(".contents a").last.is_visible()
        assert not page.locator("#theme-switch").is_visible()
        assert page.locator(".value[role]").count() == 0
        assert page.locator("figure .paper svg").first.is_visible() == (viewport is DESKTOP)


@pytest.mark.parametrize(("viewport", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")])
def test_the_open_card_is_accessible(tab, viewport, scheme):
    from axe_playwright_python.sync_playwright import Axe

    page = tab(viewport, color_scheme=scheme)
    page.locator(".value").nth(1).click()
    found = Axe().run(page).response["violations"]
    assert not [(one["id"], one["nodes"][0]["html"]) for one in found]


def table_page(cells: str, part: str = "") -> str:
    """A page with one table of one row."""
    heads = "".join(f"<th>{name}</th>" for name in ("数", "证据", "含义"))
    table = f"<table><thead><tr>{heads}</tr></thead><tbody><tr>{cells}</tr></tbody></table>"
    output = shown("table", {"text/html": table}, id="w", title="t")
    book = new_notebook(cells=[new_markdown_cell("# 简报"), new_code_cell("", outputs=[output])])
    book.metadata["publisher"] = {"part": part}
    return web.page(document.read({"a": book}, about({"language": "zh"})))


def test_on_a_phone_a_card_keeps_its_text_in_lines(tab):
    page = tab(PHONE)
    said = "一段有<b>12.3%</b>这个数字的很长的说明文字，它不该被数字分成几栏。"
    page.set_content(table_page(f"<td>甲</td><td>B</td><td>{said * 3}</td>"))
    widest = (
        "() => { const range = document.createRange();"
        "range.selectNode(document.querySelector('#tbl-w td:last-child').lastChild);"
        "return Math.max(...[...range.getClientRects()].map(one => one.width)) }"
    )
    assert page.evaluate(widest) > 150


def test_a_long_word_stays_within_its_cell(tab):
    cells = f"<td>{'0123abcd' * 16}</td><td>/a/path</td>"
    output = display({"text/html": f"<table><tr>{cells}</tr></table>"})
    page = tab(viewport={"width": 1280, "height": 900})
    book = new_notebook(cells=[new_code_cell("", outputs=[output])])
    page.set_content(web.page(document.read({"a": book}, about({"language": "en"}))))
    fits = "one => one.scrollWidth <= one.clientWidth"
    assert all(page.locator(f"td >> nth={place}").evaluate(fits) for place in (0, 1))


def test_a_wide_table_of_data_scrolls_no_page(tab):
    """Marks of sorting, which are set absolutely, are cut where their table is."""
    page = tab(viewport={"width": 800, "height": 900})
    names = [f"column{at}withalongname" for at in range(9)]
    picture = figure({"figure": "", "table": ""})
    picture["data"][RESOURCE] = resource(names, [["word" * 5] * 9] * 5)
    book = new_notebook(cells=[new_code_cell("", outputs=[picture])])
    page.set_content(web.page(document.read({"a": book}, about({"language": "en"}))))
    page.evaluate("() => { document.querySelector('details.data').open = true }")
    box = page.locator("details.data .scroll")
    until(page, "document.querySelector('details.data table').matches('.dense')")
    assert box.evaluate("box => box.scrollWidth > box.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth") == 800


#: Counts how often a table has been set wide again, to be measured.
MEASURED = """window.measured = 0; const remove = DOMTokenList.prototype.remove;
    DOMTokenList.prototype.remove = function (...names) {
        measured += names.includes("dense");
        return remove.apply(this, names); }"""


def test_tables_are_measured_once_for_many_folds_that_open(tab):
    """As all of an annex do for paper: the whole page is laid out anew each time."""
    page = tab(script=MEASURED)
    wide = [["甲", "很长的词" * 5]] * 3
    tables = [table(f"t{at}", wide) for at in range(30)]
    book = new_notebook(cells=[new_code_cell("", outputs=tables)])
    page.set_content(web.page(document.read({"a": book}, about({"language": "zh"}))))
    page.evaluate("document.fonts.ready.then(() => { measured = 0; })")
    opened = """() => { window.open = 0;
        document.querySelectorAll("main figure").forEach(figure => {
            const fold = document.createElement("details");
            figure.before(fold); fold.append(figure);
            fold.ontoggle = () => { window.open += 1; };
            fold.open = true; }); }"""
    page.evaluate(opened)
    until(page, "window.open === 30 && measured >= 30")
    assert page.evaluate("measured") < 30 * 15


def test_a_long_note_is_folded_on_a_phone_alone(tab):
    notes = {"long": "一句很长的说明。" * 30, "short": "一句说明。"}
    tables = [table(id, [["甲", "1"]], note=note) for id, note in notes.items()]
    book = new_notebook(cells=[new_code_cell("", outputs=tables)])
    made = web.page(document.read({"a": book}, about({"language": "zh"})))
    page = tab(PHONE)
    page.set_content(made)
    more = page.locator("button.more").filter(visible=True)
    until(page, "document.querySelectorAll('button.more:not([hidden])').length === 1")
    note = page.locator("#tbl-long .note")
    folded = note.bounding_box()["height"]
    more.click()
    assert note.bounding_box()["height"] > 2 * folded
    assert more.get_attribute("aria-expanded") == "true"
    more.click()
    assert note.bounding_box()["height"] == folded
    page = tab(DESKTOP)
    page.set_content(made)
    assert page.locator("#tbl-long .note").bounding_box()["height"] > folded / 2
    assert not page.locator("button.more").filter(visible=True).count()


@pytest.mark.parametrize(
    ("width", "title", "lines"),
    [
        (320, "包头市工业发展诊断：问题与证据", ["包头市工业发展诊断：", "问题与证据"]),
        (320, "创新平台考核由重数量转为重技术合同成交额：两步", None),  # too long to be kept
        (
            1280,
            "包头市：今年一至九月规模以上工业增加值增速仍快于全国，但领先的幅度明显缩小；强度低于全国",
            [
                "包头市：今年一至九月规模以上工业增加值增速仍快于全国，",
                "但领先的幅度明显缩小；强度低于全国",
            ],
        ),
    ],
)
def test_lines_of_a_title_end_after_its_signs(tab, width, title, lines):
    page = tab({"width": width, "height": 800})
    book = new_notebook(cells=[new_markdown_cell(f"# 甲\n\n# {title}")])
    page.set_content(web.page(document.read({"a": book}, about({"language": "zh"}))))
    script = """() => { const text = document.querySelector('h2').firstChild, tops = {};
        [...text.data].forEach((char, at) => { const one = document.createRange();
            one.setStart(text, at); one.setEnd(text, at + 1);
            const top = Math.round(one.getBoundingClientRect().top);
            tops[top] = (tops[top] || '') + char; });
        return Object.values(tops); }"""
    found = page.evaluate(script)
    assert len(found) > 1 and "".join(found) == title
    assert lines is None or found == lines


def brief_with_numbers(told, *more):
    """The page of a report whose brief has these numbers, each of grade B, and asks for as many,
    with more columns of these names."""
    said = "<td>B</td><td>growth of output</td>" + "<td>said</td>" * len(more)
    rows = "".join(f"<tr><td>{one}</td>{said}</tr>" for one in told)
    heads = "".join(f"<th>{name}</th>" for name in ("number", "grade", "what", *more))
    html = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    tables = [shown("table", {"text/html": html}, id=id, title="t") for id in "wa"]
    book = new_notebook(cells=[new_markdown_cell("# A brief"), new_code_cell("", outputs=tables)])
    book.metadata["publisher"] = {"part": "brief"}
    other = new_notebook(cells=[new_markdown_cell("# B\n\n## C")])
    return web.page(document.read({"a": book, "b": other}, about({"language": "en"})))


def test_a_number_of_a_brief_stands_on_one_line_with_its_grade_at_every_width(tab):
    told = ["9.9%", "1.67%", "23.2%", "at least 4 kinds", "at least 120 billion"]
    page = tab()
    page.set_content(brief_with_numbers(told))
    apart = """() => [...document.querySelectorAll('.tiles tbody tr')].filter(row => {
        const [line, ...more] = row.children[0].getClientRects();
        return more.length || row.querySelector('.grade').getBoundingClientRect().top > line.bottom;
    }).length"""
    for width, lines in ((320, 5), (390, 4), (768, 2), (1280, 2), (1440, 2)):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(apart) == 0, width
        assert page.evaluate("document.documentElement.scrollWidth") == width
        tops = {row["y"] for row in boxes(*page.locator(".tiles tbody tr").all())}
        assert len(tops) <= lines, width


@pytest.mark.parametrize(("media", "columns"), [("screen", 1), ("print", 3)])
def test_what_a_brief_asks_for_stands_in_columns_on_paper(tab, media, columns):
    page = tab({"width": 660, "height": 900})
    page.set_content(brief_with_numbers("123"))
    page.emulate_media(media=media)
    assert len({row["x"] for row in boxes(*page.locator(".asked tbody tr").all())}) == columns


def test_what_a_brief_asks_for_names_each_part_beside_it(tab):
    page, more = tab(), [f"Head {n}" for n in range(4, 13)]
    page.set_content(brief_with_numbers("1", *more))
    told = """() => [...document.querySelectorAll('.asked tbody tr > :not(:first-child)')].map(
        one => getComputedStyle(one, '::before').content)"""
    assert page.evaluate(told) == [f'"{name}"' for name in ("grade", "what", *more)]


def test_the_numbers_of_a_brief_are_tiles(tab):
    page = tab()
    page.set_content(table_page("<td>12.3%</td><td>B</td><td>增速</td>", part="brief"))
    size = "one => parseFloat(getComputedStyle(one).fontSize)"
    number, said = (page.locator(f"#tbl-w td:nth-child({at})") for at in (1, 3))
    assert number.evaluate(size) > 1.5 * said.evaluate(size)
    assert page.locator("#tbl-w .grade.B").count() == 1
    assert number.bounding_box()["y"] < said.bounding_box()["y"]
    mark, (number, said) = page.locator("#tbl-w .grade").bounding_box(), boxes(number, said)
    assert number["x"] + number["width"] <= mark["x"] and mark["y"] + mark["height"] <= said["y"]


def boxes(*found):
    return [one.bounding_box() for one in found]


#: Where the lines of a paragraph begin, which a float pushes aside: the first from the left.
TEXT_LEFT = """one => {
    const range = document.createRange();
    range.selectNodeContents(one);
    return Math.min(...[...range.getClientRects()].map(line => line.left));
}"""


@pytest.mark.parametrize("drawing", ["screen", ""])
def test_a_column_of_some_width_has_the_wide_drawing(tab, drawing):
    page = tab(viewport={"width": 1000, "height": 900})
    texts = {"figure": "", "table": ""}
    said = {"note": "比图长的注。" * 99, "source": "公报"}
    forms = {"": DRAWING.format(500, 7.5, "印"), "phone": DRAWING.format(270, 12, "窄")}
    forms[drawing] = DRAWING.format(439.2, 7.5, "宽")
    picture = figure(texts, drawings=forms, **said)
    picture["data"]["image/svg+xml"] = forms.pop("")
    book = new_notebook(cells=[new_code_cell("", outputs=[picture])])
    page.set_content(web.page(document.read({"a": book}, about({"language": "zh"}))))
    for width, text in ((600, "窄"), (705, "窄"), (706, "宽")):
        page.evaluate(f"document.querySelector('main').style.width = '{width}px'")
        page.evaluate("document.querySelector('main').style.maxWidth = 'none'")
        drawn = page.locator(".paper text").filter(visible=True)
        assert drawn.all_text_contents() == [text]
        height = "one => parseFloat(getComputedStyle(one).fontSize) * one.getScreenCTM().a"
        assert drawn.evaluate(height) >= 11.97
        paper = page.locator(".paper").filter(visible=True)
        whole, shown_box, source = boxes(page.locator("figure"), paper, page.locator(".source"))
        if width == 705:  # note and source stand beside a narrow one where they have room
            assert shown_box["x"] == whole["x"] and shown_box["width"] > 400
            assert source["x"] + source["width"] > whole["x"] + whole["width"] - 1
            for words in (".note", ".source"):
                assert page.locator(words).evaluate(TEXT_LEFT) > whole["x"] + shown_box["width"]
            continue
        middles = [one["x"] + one["width"] / 2 for one in (whole, shown_box)]
        assert abs(middles[0] - middles[1]) < 1  # else it stands in the middle


def test_tasks_of_a_task_stand_below_its_words(tab):
    page = tab()
    text = "- [ ] outer\n\n  words\n  - [x] inner\n    - [ ] innermost"
    page.set_content(web.page(document.read({"a": new_notebook(cells=[new_markdown_cell(text)])})))
    places = [one.bounding_box()["x"] for one in page.locator(".task").all()]
    gaps = [after - before for before, after in itertools.pairwise(places)]
    assert len(gaps) == 2 and min(gaps) > 15
