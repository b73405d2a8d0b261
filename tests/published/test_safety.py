"""Nothing active, nothing from elsewhere, nothing unseen gets into the tree."""

from __future__ import annotations

import pytest
from lxml import html

from publisher import safety

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
        ("a<p>b</p>c", "<main><p>a</p><p>b</p><p>c</p></main>"),
        ("<div>a<div>b</div></div>", "<main><p>a</p><p>b</p></main>"),
        (
            "<ul><li>a<ul><li>b</li></ul></li></ul>",
            "<main><ul><li><p>a</p><ul><li>b</li></ul></li></ul></main>",
        ),
        ('<a href="relative.html">x</a>', "<main><p>x</p></main>"),
        ("<li>lost</li>", "<main><p>lost</p></main>"),
        (
            "<ul>a<p>b</p>c<li>d</li></ul>",
            "<main><ul><li>a</li><li><p>b</p></li><li>c</li><li>d</li></ul></main>",
        ),
        ("<dl>a<dt>b</dt></dl>", "<main><dl><dd>a</dd><dt>b</dt></dl></main>"),
        ("H<sub>2</sub>O", "<main><p>H<sub>2</sub>O</p></main>"),
    ],
)
def test_blocks_and_phrases_never_mix(page, kept):
    assert shown(page) == kept


@pytest.mark.parametrize(
    ("said", "kept"),
    [("3", "3"), ("-5", "-5"), ("9" * 400, None), ("1e9", None), ("٣", None), ("100%", None)],
)
def test_numbers_of_elements_are_ones_that_every_writer_can_count(said, kept):
    main = safety.tree(
        f'<ol start="{said}"><li>a</li></ol><img src="{PNG_ADDRESS}" width="{said}">'
    )
    assert main.find(".//ol").get("start") == main.find(".//img").get("width") == kept


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
    assert safety.plain("क्\u200dष") == "क्\u200dष"  # joiners are part of writing


def test_a_deep_page_keeps_its_words():
    tree = safety.tree("<blockquote>" * 1500 + "deep" + "</blockquote>" * 1500)
    assert tree.text_content() == "deep"
    assert max(len(list(one.iterancestors())) for one in tree.iter()) <= safety.DEEPEST


def test_time_grows_with_the_size_of_a_table_and_no_faster():
    def table(rows: int):
        page = "<table>" + "<tr><td>1</td><td>2</td></tr>" * rows + "</table>"
        return lambda: safety.tree(page)

    assert times_as_much(table, 2_000, 16_000) < 20
