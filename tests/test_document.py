"""Executed notebooks become numbered blocks in one language, and nothing in them can become active."""

# ruff: noqa: E501 (samples of text are easier to read on one line)

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from industry_report.data.errors import ReportError
from industry_report.publishing import document, glyphs, markup

NOTEBOOKS = Path(__file__).parent / "notebooks"


def sample(language: str = "zh", number: int = 1) -> nbformat.NotebookNode:
    return nbformat.read(NOTEBOOKS / language / f"0{number}_sample.ipynb", 4)


def whole(language: str = "zh") -> document.Document:
    chapters = [
        document.read(sample(language, number), f"0{number}_sample", language) for number in (1, 2)
    ]
    return document.assemble(chapters, language, document.Meta(title="T", as_of="2022-08"))


def markdown_book(*sources: str) -> nbformat.NotebookNode:
    return nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell(source) for source in sources]
    )


def output_book(data: dict, **mark) -> nbformat.NotebookNode:
    output = nbformat.v4.new_output(
        "display_data", data=data, metadata={"industry_report": mark} if mark else {}
    )
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x", outputs=[output])])


def of_kind(found: document.Document | document.Chapter, kind: type) -> list:
    return [
        block
        for block in (found.blocks() if callable(found.blocks) else found.blocks)
        if isinstance(block, kind)
    ]


def test_only_cells_of_the_language_are_shown():
    for language, own, other in (
        ("zh", "增长与结构", "Growth and structure"),
        ("en", "Growth and structure", "增长与结构"),
    ):
        headings = [block.text for block in of_kind(whole(language), document.Heading)]
        assert own in headings and other not in headings


def test_headings_figures_and_tables_are_numbered_through_all_chapters():
    zh, en = whole("zh"), whole("en")
    assert [block.number for block in of_kind(zh, document.Heading)] == [
        "一、",
        "（一）",
        "1．",
        "（二）",
        "二、",
        "（一）",
        "1．",
        "（二）",
    ]
    assert [block.number for block in of_kind(en, document.Heading)] == [
        "1",
        "1.1",
        "1.1.1",
        "1.2",
        "2",
        "2.1",
        "2.1.1",
        "2.2",
    ]
    assert [block.number for block in of_kind(zh, document.Figure)] == [1, 2]
    assert (
        zh.targets["fig:growth2"] == ("图2", "", "fig-growth2")
        and en.targets["tbl:moves1"][0] == "Table 1"
    )


def test_headings_that_carry_numbers_get_no_others():
    chapter = document.read(markdown_book("# T\n\n## 一、甲\n\n## 二、乙"), "n", "zh")
    assert {
        block.number for block in of_kind(document.assemble([chapter], "zh"), document.Heading)
    } == {""}


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "一、"), (10, "十、"), (11, "十一、"), (20, "二十、"), (35, "三十五、")],
)
def test_chinese_numerals(number, text):
    assert document.heading_number("zh", [number]) == text


def test_references_become_links_and_lead_from_page_to_page():
    report = whole("zh")
    links = [
        node
        for block in report.blocks()
        if isinstance(block, document.Prose)
        for node in block.body.walk()
        if "ref" in node.attrs
    ]
    assert markup.text_of(links[0]) == "图1"
    page = document.page_of(
        report, report.chapters[1], {"01_sample": "a.html", "02_sample": "b.html"}
    )
    assert page.targets["tbl:moves1"] == ("表1", "a.html", "tbl-moves1")
    assert page.targets["tbl:moves2"][1] == ""


def test_an_unknown_reference_is_refused_with_the_nearest():
    book = sample()
    book.cells[3].outputs[0].data["text/markdown"] = "- 见[@fig:grwth1]"
    chapter = document.read(book, "01_sample", "zh")
    with pytest.raises(ReportError, match=r"cell 4.*fig:grwth1.*did you mean \[@fig:growth1\]"):
        document.assemble([chapter], "zh")
    assert document.assemble([chapter], "zh", strict=False)


def test_two_exhibits_with_one_id_are_refused():
    chapter = document.read(sample(), "01_sample", "zh")
    with pytest.raises(ReportError, match="second exhibit with the id 'growth1'"):
        document.assemble([chapter, chapter], "zh")


def test_neighbouring_missing_data_is_one_line():
    [missing, _] = of_kind(whole("zh"), document.NoData)
    assert missing.missing == ("晶硅产能", "电价")


def test_a_figure_is_complete():
    figure = of_kind(whole("zh"), document.Figure)[0]
    assert figure.fields == ("地区", "增速（%）") and figure.records[0] == ("全国", 3.5)
    assert figure.image.alt.startswith("条形图") and figure.subtitle and figure.note
    assert figure.source == "《关于推动包头市工业高质量发展的对策建议》"


@pytest.mark.parametrize(
    ("source", "shown"),
    [("来源：局，2022", "局，2022"), ("Source: Bureau", "Bureau"), ("局", "局")],
)
def test_the_word_source_is_not_printed_twice(source, shown):
    book = output_book(
        {"text/html": "<table><tr><td>1</td></tr></table>"},
        kind="table",
        id="t",
        title="T",
        source=source,
    )
    assert of_kind(document.read(book, "n", "zh"), document.Table)[0].source == shown


def test_a_figure_without_alt_text_is_refused():
    book = output_book({"image/svg+xml": "<svg/>"}, kind="figure", id="f", title="T", alt=" ")
    with pytest.raises(ReportError, match="n, cell 1: figure 'f' has no alt text"):
        document.read(book, "n", "zh")


def test_a_picture_that_is_none_is_refused():
    with pytest.raises(ReportError, match="n, cell 1: the image/png output is not a picture"):
        document.read(output_book({"image/png": "aGVsbG8="}), "n", "en")


@pytest.mark.parametrize("text", ["增长😀", "नम"])
def test_a_character_that_no_font_has_is_named_with_its_cell(text):
    with pytest.raises(ReportError, match=rf"n, cell 2: no font.*U\+{ord(max(text)):04X}"):
        document.read(markdown_book("好", text), "n", "zh")


def test_invisible_characters_are_dropped():
    chapter = document.read(markdown_book("a\u202eb\u200bc\x07d\ufeff"), "n", "en")
    assert markup.text_of(of_kind(chapter, document.Prose)[0].body) == "abcd"


def test_foreign_outputs_are_all_read():
    book = nbformat.read(NOTEBOOKS / "foreign.ipynb", 4)
    assert document.is_foreign(book) and document.language_of(book) == "en"
    chapter = document.read(book, "foreign", "en")
    texts = [block.text for block in of_kind(chapter, document.Output)]
    assert (
        "red and #plain $x$ *y*" in texts
        and "100%|████|" in texts
        and "IntSlider(value=0)" in texts
    )
    assert [block.error for block in of_kind(chapter, document.Output)].count(True) == 1
    assert chapter.title == "foreign"
    assert document.first_error(book) == (13, "ZeroDivisionError: division by zero")


def test_heading_levels_are_not_skipped():
    document_ = document.assemble(
        [document.read(markdown_book("#### deep\n\n# T\n\n##### x"), "n", "en")], "en", foreign=True
    )
    assert [block.level for block in of_kind(document_, document.Heading)] == [2, 1, 2]


@pytest.mark.parametrize(
    ("values", "message"), [({"titel": "x"}, "unknown document property 'titel'; nearest: title")]
)
def test_unknown_properties_are_named(values, message):
    with pytest.raises(ReportError, match=message):
        document.Meta.of(values)


def test_chinese_emphasis_beside_punctuation():
    strong = [
        markup.text_of(node)
        for node in markup.markdown("**“十四五”**规划，**高质量：**发展").walk()
        if node.tag == "strong"
    ]
    assert strong == ["“十四五”", "高质量："]


def test_lines_of_chinese_join_without_a_space():
    assert markup.text_of(markup.markdown("工业\n发展 and\nmore")).strip() == "工业发展 and more"


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "<a href='https://evil.example'>x</a>",
    "[x](https://evil.example)",
    "![x](https://evil.example/x.png)",
    "<svg onload=alert(1)>",
    "<iframe src='https://evil.example'>",
    "<style>*{background:url(https://evil.example)}</style>",
    "[x](data:text/html,<script>1</script>)",
    "<b style='x:y' onclick='z'>b</b>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_made_from_data_has_no_markup_of_its_own(text):
    for node in markup.markdown(text).walk():
        assert node.tag in {"div", "p", "span"} and not node.attrs


@pytest.mark.parametrize("text", HOSTILE)
def test_authors_and_foreign_html_stay_harmless(text):
    for tree in (markup.markdown(text, author=True), markup.sanitised(text)):
        for node in tree.walk():
            assert node.tag in markup.INLINE | markup.BLOCK | markup.TABLE
            assert set(node.attrs) <= {"href", "alt"} and "javascript" not in node.attrs.get(
                "href", ""
            )


def test_only_links_of_the_sources_list_survive_in_text_made_from_data():
    tree = markup.markdown(
        "[a](https://good.example/x) [b](https://evil.example)", links={"https://good.example/x"}
    )
    assert [node.attrs["href"] for node in tree.walk() if node.tag == "a"] == [
        "https://good.example/x"
    ]


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from("<>/='\"abtdr hclospanw123 \n&;![]()*_`$|-"), max_size=200))
def test_any_html_and_markdown_gives_a_tree_and_a_grid(text):
    for tree in (
        markup.sanitised(text),
        markup.markdown(text, author=True),
        markup.sanitised(f"<table>{text}</table>"),
    ):
        for node in tree.walk():
            if node.tag == "table":
                for piece in markup.grid_of(node).pieces(20):
                    assert all(
                        cell.column + cell.colspan <= piece.columns
                        for row in piece.head + piece.body
                        for cell in row
                    )


def test_spans_that_overlap_are_repaired():
    html = "<table><tr><td rowspan=9>a</td><td colspan=99999>b</td></tr><tr><td>c</td></tr></table>"
    grid = markup.grid_of(
        next(node for node in markup.sanitised(html).walk() if node.tag == "table")
    )
    assert [
        (cell.text, cell.row, cell.column, cell.rowspan) for row in grid.body for cell in row
    ] == [("a", 0, 0, 2), ("b", 0, 1, 1), ("c", 1, 1, 1)]


def test_a_wide_table_is_cut_and_keeps_its_first_column():
    head = "".join(f"<th>column_{n}</th>" for n in range(40))
    rows = "".join(f"<tr><th>r{n}</th>" + "<td>1.234</td>" * 39 + "</tr>" for n in range(3))
    grid = markup.grid_of(
        next(
            n
            for n in markup.sanitised(f"<table><thead><tr>{head}</tr></thead>{rows}</table>").walk()
            if n.tag == "table"
        )
    )
    pieces = grid.pieces(60)
    assert len(pieces) > 2 and all(piece.body[0][0].text == "r0" for piece in pieces)
    assert sum(piece.columns - 1 for piece in pieces) == 39
    assert grid.align == ("left", *["right"] * 39)


def test_fonts_cover_the_characters_of_names():
    glyphs.check("喆堃昇镕㐂", "x")


def test_a_subset_holds_only_what_is_asked_for():
    small = glyphs.subset(glyphs.REGULAR, frozenset(map(ord, "包头工业")))
    assert small[:4] == b"wOFF" and len(small) < 8000
