"""Nothing active, nothing from elsewhere, nothing unseen gets into the tree."""

from __future__ import annotations

import pytest
from lxml import html

from publisher import foreign, safety, tables, tags

from .odd import HOSTILE_HTML, PNG
from .seconds import times_as_much

PNG_ADDRESS = f"data:image/png;base64,{PNG}"


def shown(page: str, links: list[str] | None = None) -> str:
    return html.tostring(safety.tree(page, links), encoding="unicode")


def test_hostile_html_is_disarmed():
    text = shown(HOSTILE_HTML)
    for bad in (
        "<script",
        "onerror",
        "onclick",
        "<iframe",
        "evil.example",
        "javascript:",
        "style",
        "<form",
    ):
        assert bad not in text
    assert "inner" in text and "a lost cell" in text and "wide" in text


@pytest.mark.parametrize(
    ("page", "kept"),
    [
        ("a <b>bold</b> c", "<main><p>a <b>bold</b> c</p></main>"),
        ("<b>a<hr>c</b>", "<main><p>a</p><hr><p>c</p></main>"),
        ("a<p>b</p>c", "<main><p>a</p><p>b</p><p>c</p></main>"),
        ("<div>a<div>b</div></div>", "<main><p>a</p><p>b</p></main>"),
        (
            "<ul><li>a<ul><li>b</li></ul></li></ul>",
            "<main><ul><li><p>a</p><ul><li>b</li></ul></li></ul></main>",
        ),
        (
            "<table><tfoot><tr><td>2</td></tr></tfoot><tr><td>1</td></tr></table>",
            "<main><table><tbody><tr><td>1</td></tr></tbody><tfoot><tr><td>2</td></tr></tfoot>"
            "</table></main>",
        ),
        (
            "<ol type='a' start='2'><li value='2'>b<li value='5'>e<li>f</ol>",
            '<main><ol type="a" start="2"><li>b</li></ol>'
            '<ol type="a" start="5"><li>e</li><li>f</li></ol></main>',
        ),
        ("<ol><li>a<li>b</ol>", "<main><ol><li>a</li><li>b</li></ol></main>"),
        (
            "<ol reversed type='a'><li>c<li value='1'>a</ol>",
            '<main><ol type="a" start="2"><li>c</li></ol>'
            '<ol type="a" start="1"><li>a</li></ol></main>',
        ),
        (
            "<ol reversed start='8'><li>h<li>g</ol>",
            '<main><ol start="8"><li>h</li></ol><ol type="1" start="7"><li>g</li></ol></main>',
        ),
        ("<ol type='x'><li value='7'>a</ol>", '<main><ol start="7"><li>a</li></ol></main>'),
        ("<li>lost</li>", "<main><p>lost</p></main>"),
        (
            "<ul>a<p>b</p>c<li>d</li></ul>",
            "<main><ul><li>a</li><li><p>b</p></li><li>c</li><li>d</li></ul></main>",
        ),
        ("<dl>a<dt>b</dt></dl>", "<main><dl><dd>a</dd><dt>b</dt></dl></main>"),
        (
            "<blockquote>\n<p>a</p>\n</blockquote><ul><li>\n<p>b</p></li></ul>",
            "<main><blockquote><p>a</p></blockquote><ul><li><p>b</p></li></ul></main>",
        ),
        ("H<sub>2</sub>O", "<main><p>H<sub>2</sub>O</p></main>"),
    ],
)
def test_blocks_and_phrases_never_mix(page, kept):
    assert shown(page) == kept


@pytest.mark.parametrize(
    ("page", "kept"),
    [
        ("a<div hidden>b<p>c</p></div>d", "ad"),
        ("<p style='color: red; DISPLAY:none'>a</p>b", "b"),
        ("<p style='display: block'>a</p>", "a"),
        ("<p style='white-space: none'>a</p>", "a"),
        ("<svg style='display: none'><path d='M0 0'/></svg>a", "a"),
        ("<iframe style='display: none'>a</iframe>b", "b"),
    ],
)
def test_what_a_page_hides_stays_hidden(page, kept):
    main = safety.tree(page)
    assert main.text_content() == kept
    assert not safety.lost(main) and main.find(".//img") is None
    assert "style" not in html.tostring(main, encoding="unicode")


@pytest.mark.parametrize(
    ("said", "kept"),
    [("3", "3"), ("-5", "-5"), ("9" * 400, None), ("1e9", None), ("٣", None), ("100%", None)],
)
def test_numbers_of_elements_are_ones_that_every_writer_can_count(said, kept):
    main = safety.tree(
        f'<ol start="{said}"><li>a</li></ol><img src="{PNG_ADDRESS}" width="{said}">'
    )
    assert main.find(".//ol").get("start") == main.find(".//img").get("width") == kept


NEAR = ["a.csv", "/a", "../a.html#b", "?a", "//a.org/b", ""]
FAR = ["ftp://a.org", "FILE:///a", "doi:10.1/2", "tel:1", "javascript:https://a.org", "data:,a"]


@pytest.mark.parametrize("address", NEAR + FAR)
def test_a_link_that_leads_to_no_web_address_is_its_words(address):
    main = safety.tree(f'<p><a href="{address}">the <b>data</b></a>, <a href="#c">c</a></p>')
    assert safety.unlinked(main) == ["the data"]
    assert [one.get("href") for one in main.iter("a")] == [None, "#c"]


def test_pictures_stay_only_inside_the_document():
    assert PNG in shown(f'<img src="data:image/png;base64,{PNG}">')
    assert "src" not in shown('<img src="https://example.org/x.png" alt="far">')
    assert "src" not in shown('<img src="data:text/html;base64,PGI+">')


def test_text_made_from_data_links_to_sources_only():
    page = '<a href="https://a.org/">a</a> <a href="https://b.org/">b</a> <a href="#c">c</a>'
    text = shown(page, ["https://a.org/"])
    assert "a.org" in text and "b.org" not in text and "#c" in text


def test_unseen_characters_go_and_broken_ones_show():
    assert safety.plain("a\u202eb\x00c\u200bd") == "abcd"
    assert safety.plain("half \ud800.") == "half \ufffd."
    assert safety.plain("ᠠ\u180eᠠ") == "ᠠ\u180eᠠ"  # Mongolian spells with it
    assert safety.plain("क्\u200dष") == "क्\u200dष"  # joiners are part of writing


def test_a_deep_page_keeps_its_words():
    tree = safety.tree("<blockquote>" * 1500 + "deep" + "</blockquote>" * 1500)
    assert tree.text_content() == "deep"
    assert max(len(list(one.iterancestors())) for one in tree.iter()) <= safety.DEEPEST


def test_what_is_nested_too_deeply_keeps_spaces_formulas_and_pictures():
    deep = (
        f"eight<ul><li>ni<b>ne</b> <span class='math'>x^2</span>,<br>t"
        f"<p>en</p><img src='{PNG_ADDRESS}'>!</li></ul>"
    )
    tree = safety.tree("<ul><li>" * 8 + deep + "</li></ul>" * 8)
    (flat,) = tree.xpath(f"//*[@{safety.FLAT}]")
    assert flat.text_content().split() == ["eight", "nine", "x^2,", "t", "en", "!"]
    assert [one.tag for one in flat] == ["span", "img"] and flat[0].get("class") == "math"
    assert not safety.tree("<ul><li>" * 8 + "eight" + "</li></ul>" * 8).xpath(
        f"//*[@{safety.FLAT}]"
    )


ROW = "<tr><td>{}</td><td><table><tr><td>1</td></tr></table></td></tr>"


@pytest.mark.parametrize("most", [0, 1, 4, 5, 9, 10])
def test_rows_that_are_left_out_lose_their_cells_before_these_are_cleaned(most):
    rows = "".join(map(ROW.format, range(10)))
    page = f"<table><thead><tr><th>a</th><th>b</th></tr></thead>{rows}</table>"
    early, late = safety.tree(page, most_rows=most), safety.tree(page)
    assert len(list(early.iter("td"))) == 3 * (most or 10)
    for tree in (early, late):
        tables.clip(tree.find("table"), most, "{number} more")
    assert html.tostring(early) == html.tostring(late)


def test_time_grows_with_the_size_of_a_table_and_no_faster():
    def table(rows: int):
        page = "<table>" + "<tr><td>1</td><td>2</td></tr>" * rows + "</table>"
        return lambda: safety.tree(page)

    assert times_as_much(table, 2_000, 16_000) < 20


#: Of MathML, of SVG, of HTML, and of nobody.
WORDS = [
    "and",
    "annotation",
    "circle",
    "condition",
    "data",
    "degree",
    "domain",
    "filter",
    "form",
    "g",
    "in",
    "int",
    "lambda",
    "line",
    "list",
    "log",
    "main",
    "mask",
    "math",
    "max",
    "mean",
    "min",
    "none",
    "not",
    "object",
    "or",
    "path",
    "pattern",
    "plus",
    "real",
    "rect",
    "script",
    "section",
    "select",
    "sep",
    "set",
    "share",
    "source",
    "string",
    "style",
    "sum",
    "svg",
    "switch",
    "symbol",
    "template",
    "text",
    "textarea",
    "time",
    "times",
    "title",
    "use",
    "vector",
    "video",
    "view",
    "your-name",
    "noscript",
    "button",
    "T",
]


@pytest.mark.parametrize("name", WORDS)
def test_a_word_in_angle_brackets_takes_nothing_with_it(name):
    page = f"<p>std::vector<{name}> holds integers; push_back appends one.</p><p>Second.</p>"
    main = safety.tree(page)
    said = " ".join(main.text_content().split())
    assert said.startswith("std::vector") and said.endswith("appends one.Second.")
    known = name in foreign.KINDS
    assert bool(safety.lost(main)) == known and (f"<{name}> holds integers" in said) != known


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<config><item n>3</item></config>", "3"),
        ("<x-y a='b'>c", "c"),
        ("<section>1</section><section>2</section>", "1|2"),
        ("<form hidden>1</form>2", "2"),
        ("<font color=red>a</font><big>b", "ab"),
        ("<head><title>gone</title></head><body>a", "a"),
        ("<title>a</title><noscript>b</noscript><template>c</template>", "abc"),
        ("<svg><text>a</text><text>b</text><script>d</script>", "a b"),
        ("<math hidden><mi>x</mi></math>a<math style='display:none'>b</math>", "a"),
        ("<textarea style='overflow: hidden; x: y'>a</textarea>", "a"),
        ("<select><option>a<option>b</select>", "a b"),
        ("<video>fallback</video>a", "a"),
        ("a <script>b</script> c <style>d</style>", "a c"),
        ("a <scr<x>ipt>b</script>", "a b"),
        ("<table><colgroup><col><col></colgroup><tr><td>a</table>", "a"),
        ("cp <source> <target> Map<K, V>", "cp <source> <target> Map<K, V>"),
    ],
)
def test_the_words_of_elements_that_no_document_has_stay(page, words):
    parts = [part.text_content() for part in safety.tree(page)]
    assert "|".join(" ".join(part.split()) for part in parts if part.strip()) == words


@pytest.mark.parametrize("piece", ["<a", "<int>", "<svg>", "</x>", "<x ", "<title>", "<script>"])
def test_tags_cost_no_more_than_their_number(piece):
    def page(size: int):
        return lambda: tags.worded(piece * size, safety.TAGS)

    assert times_as_much(page, 4_000, 32_000) < 24


def test_hidden_macros_cost_no_more_than_their_number():
    def page(size: int):
        macros = "<span class='math'>\\def\\a{x}</span>" * 5 * size
        return lambda: safety.tree(f"{'<b hidden>' * size}{macros}{'</b>' * size}")

    assert times_as_much(page, 100, 800) < 24
