"""Tables as placed cells."""

from __future__ import annotations

import io
import zipfile

import pytest
from lxml import etree, html

from publisher import docx, page, tables

from .odd import code, display, markdown


def grid(markup: str) -> tables.Grid:
    return tables.grid(html.fromstring(f"<table>{markup}</table>"))


def rows(*lines: str, tag: str = "td") -> str:
    cells = ("".join(f"<{tag}>{cell}</{tag}>" for cell in line.split("|")) for line in lines)
    return "".join(f"<tr>{line}</tr>" for line in cells)


@pytest.mark.parametrize(
    ("cells", "side"),
    [
        (["1", "2.5", "−3", "1,000"], "right"),
        (["12%", "—", ""], "right"),
        (["1.5", "...", "NaN"], "right"),
        (["约12", "3.5个百分点"], "right"),
        (["1", "two"], "left"),
        (["2022年"], "left"),
        (["", ""], "left"),
    ],
)
def test_columns_of_numbers_stand_right(cells, side):
    assert grid(rows("head", tag="th") + rows(*cells)).alignment == [side]


def test_sentences_stand_left_even_if_numbers_are_said_to_stand_right():
    said = rows("6.5 percentage points a year, if 31.3% is the target", "1.6")
    table = html.fromstring(f'<table data-align="right">{said}</table>')
    assert tables.grid(table).alignment == ["left"]


def test_a_number_is_not_broken_while_there_is_room():
    words = "Firms with activity in research and development, of all those above the scale" * 2
    said = rows(*[f"{words}|\u22121.02 percentage points"] * 3)
    made = tables.grid(html.fromstring(f'<table data-align="left right">{said}</table>'))
    least = tables.measure("\u22121.02 percentage points")
    assert made.shared_widths(48)[1] == pytest.approx(least) or made.shared_widths(48)[1] > least


def test_alignment_that_is_said_goes_first():
    table = html.fromstring(f'<table data-align="center right">{rows("a|b")}</table>')
    assert tables.grid(table).alignment == ["center", "right"]


LONG = "words that no column of numbers has, and far more of them"


@pytest.mark.parametrize(
    ("under", "cell", "side", "style"),
    [
        ("---", "1", "right", "num"),
        ("---", "a", "left", None),
        (":--", "1", "left", None),
        ("--:", "1", "right", "num"),
        ("--:", "a", "right", "num"),
        ("--:", LONG, "right", "right"),
        (":-:", "1", "center", "center"),
        (":-:", LONG, "center", "center"),
        (":-", "1", "left", None),
        ("-", LONG, "left", None),
    ],
)
def test_a_column_of_markdown_stands_where_its_author_says(read, under, cell, side, style):
    made = read(markdown(f"| a | b |\n| --- |{under}|\n| x | {cell} |"))
    assert tables.grid(made.chapters[0].main.find(".//table")).alignment == ["left", side]
    [shown] = html.fromstring(page(made)).xpath("//main//td[2]")
    assert shown.get("class") == style
    with zipfile.ZipFile(io.BytesIO(docx(made))) as file:
        sides = etree.fromstring(file.read("word/document.xml")).xpath("//*[local-name()='jc']/@*")
    assert set(sides) - {"left"} == {side} - {"left"}


def test_a_sentence_at_the_right_is_broken_as_others_are():
    cells = rows(f"{LONG * 3}|{LONG * 3}")
    table = html.fromstring(f'<table data-sides="right left">{cells}</table>')
    assert max(tables.grid(table).shared_widths(40)) < 30


def test_spans_are_placed_and_cut_where_they_overlap_or_leave():
    made = grid(
        "<tr><td rowspan=9>a</td><td colspan=2>b</td></tr><tr><td>c</td><td rowspan=2 colspan=99999>d</td></tr>"
        "<tr><td colspan=3>e</td></tr>"
    )
    places = {cell.text: (cell.row, cell.column, cell.rowspan, cell.colspan) for cell in made.cells}
    assert places == {
        "a": (0, 0, 3, 1),
        "b": (0, 1, 1, 2),
        "c": (1, 1, 1, 1),
        "d": (1, 2, 2, 1),
        "e": (2, 1, 1, 1),
    }


@pytest.mark.parametrize(
    ("markup", "head", "lines"),
    [
        ("<tbody><tr><td rowspan=5>a<td>b<tr><td>c<tbody><tr><td>d<td>e", 0, ["ab", "ac", "de"]),
        ("<tbody><tr><td rowspan=0>a<td>b<tr><td>c<tbody><tr><td>d<td>e", 0, ["ab", "ac", "de"]),
        ("<tr><td rowspan=9>a<td>b<tfoot><tr><td>c<td>d", 0, ["ab", "cd"]),
        ("<thead><tr><th rowspan=3>a<th>b<tbody><tr><td>c<td>d", 1, ["ab", "cd"]),
        ("<tr><th rowspan=2>a<th>b<tr><td>c<tr><td>d<td>e", 0, ["ab", "ac", "de"]),
        ("<tr><th>a<th>b<tr><th rowspan=2>c<th>d<tr><td>e", 1, ["ab", "cd", "ce"]),
        ("<tr><td rowspan=2>a<td rowspan=2>b<tr><tr><td>c<td>d", 0, ["ab", "cd"]),
        ("<thead><tr><th>a<th>b<tr><tbody><tr><td>c<td>d", 1, ["ab", "cd"]),
    ],
)
def test_each_format_has_the_cells_of_a_browser_where_it_has_them(read, markup, head, lines):
    """A span ends with its group of rows, and a row that has nothing of its own is none."""
    made = read(code(display({"text/html": f"<table>{markup}</table>"})))
    grid = tables.grid(made.chapters[0].main.find(".//table"))
    shown = [["?"] * grid.columns for _ in grid.rows]
    for cell in grid.cells:
        for row in cell.rows:
            shown[row][cell.column] = cell.text
    assert (["".join(row) for row in shown], grid.head) == (lines, head)
    with zipfile.ZipFile(io.BytesIO(docx(made))) as file:
        body = etree.fromstring(file.read("word/document.xml"))
    [table] = body.iter("{*}tbl")
    said = ["".join(cell.itertext()) for cell in table.iter("{*}tc")]
    assert sorted(filter(None, said)) == sorted(set("".join(lines)))


def test_a_part_of_a_wide_table_has_no_rows_without_cells():
    spanned = "".join(f"<td rowspan=2>{'m' * 20}</td>" for _ in range(8))
    parts = grid(f"<tr>{spanned}<td>b</td></tr><tr><td>c</td></tr>").pieces(50)
    assert [len(one.rows) for one in parts] == [1] * (len(parts) - 1) + [2] != [2]


def test_rows_of_headings_are_the_head_but_not_of_a_table_of_headings_alone():
    assert grid(rows("a", "b", tag="th") + rows("1")).head == 2
    assert grid(rows("a", "b", tag="th")).head == 0


@pytest.mark.parametrize(
    ("heads", "row", "plain"),
    [
        (rows("a", tag="th"), "<tr><td>1</td></tr>", True),
        (rows("a|b", tag="th"), "<tr><td colspan=2>1</td></tr>", False),
        (rows("a", "b", tag="th"), "<tr><td>1</td></tr>", False),
        (rows("a|", tag="th"), "<tr><td>1</td><td>2</td></tr>", False),
    ],
)
def test_a_plain_table_has_one_row_of_heads_that_names_each_column(heads, row, plain):
    assert grid(heads + row).is_plain is plain


def test_the_rows_of_a_table_within_a_table_are_its_own():
    made = grid("<tr><td>a<table><tr><td>b</td><td>c</td></tr></table></td></tr>")
    assert (len(made.rows), made.columns) == (1, 1)


def test_widths_go_to_the_column_that_has_the_text():
    made = grid(rows("年份|说明", tag="th") + rows("2021|" + "很长的说明文字" * 12))
    short, long = made.shared_widths(40)
    assert short + long == pytest.approx(40) and 2 < short < 5
    assert made.least_widths[0] >= tables.measure("2021")  # a year is never broken


def test_width_that_makes_no_row_lower_goes_to_the_columns_that_break_lines():
    """The rows are as high as their lists; what a list does not need is for the words beside."""
    items = "".join(f"<li>Item {n}</li>" for n in range(12))
    row = f"<tr><td><ul>{items}</ul></td><td>{'many words ' * 8}</td></tr>"
    listed, said = grid(row * 3).shared_widths(50)
    assert listed < 15 and said > 30


def test_a_column_of_words_is_wide_enough_to_be_read():
    """Although the rows would be lower if the longest column had all of the width."""
    row = f"<tr><td>with or for firms</td><td>{'many words ' * 60}</td></tr>"
    assert grid(row).shared_widths(50)[0] >= min(
        tables.READABLE[0], tables.measure("with or for firms")
    )


def test_columns_of_words_share_what_room_there_is():
    """Four that would like more than there is get more than the least."""
    texts = ["Some line of action", "with or for firms", "a problem that it answers"]
    cells = "".join(f"<td>{one}</td>" for one in (*texts, "many words " * 60))
    table = grid(f"<tr>{cells}</tr>")
    assert all(width >= 7 for width in table.shared_widths(48))
    assert max(table.least_widths[:3]) < 7


def test_a_wide_table_is_cut_with_its_naming_columns_repeated():
    head = rows("|".join(["name", *(f"c{i}" for i in range(40))]), tag="th")
    body = "".join(f"<tr><th>row {i}</th>{'<td>12.345</td>' * 40}</tr>" for i in range(3))
    pieces = grid(head + body).pieces(50)
    assert len(pieces) > 1 and sum(one.columns - 1 for one in pieces) == 40
    for piece in pieces:
        assert [row[0].text for row in piece.body] == ["row 0", "row 1", "row 2"]
        assert sum(width + tables.PADDING for width in piece.least_widths) <= 50


def test_clipping_says_how_many_rows_are_left_out():
    head = f"<thead>{rows('h', tag='th')}</thead>"
    table = html.fromstring(f"<table>{head}{rows(*map(str, range(10)))}</table>")
    assert tables.clip(table, 4, "{number} more") == 6
    assert tables.clip(table, 6, "") == 0
    assert [row.text_content() for row in table.iter("tr")] == ["h", "0", "1", "6 more", "8", "9"]


def test_lines_that_the_author_has_set():
    cell = html.fromstring("<td>a<br>b <b>c</b><p>d</p><ul><li>e</li><li>f</li></ul></td>")
    assert tables.lines_of(cell) == ["a", "b c", "d", "e", "f"]


def test_columns_in_which_no_cell_begins_are_left_out():
    cells = "<td colspan=150>a</td><td colspan=150>b</td>"
    made = tables.grid(html.fromstring(f"<table><tr>{cells}</tr><tr>{cells}</tr></table>"))
    assert made.columns == 2
    assert [(cell.column, cell.colspan) for cell in made.cells] == [(0, 1), (1, 1)] * 2


@pytest.mark.parametrize(
    ("style", "shown"),
    [
        ("background-color: #440154;\n color: #f1f1f1;", ("#440154", "#f1f1f1")),
        ("color: white; background-color: darkblue !important", ("#00008b", "#ffffff")),
        ("background-color: yellow", ("#ffff00", "#000000")),
        ("background-color: #333; color: #555", ("#333333", "#aaaaaa")),
        ("color: green", ("#ffffff", "#008000")),
        ("color: red", ("#ffffff", "#e60000")),
        ("background-color: url(x)", ("", "")),
        ("background-color: rgba(0, 0, 0, 0.5)", ("#7f7f7f", "#000000")),
        ("background-color: rgba(0, 0, 0, 1.0)", ("#000000", "#ffffff")),
        ("background-color: rgba(9, 9, 9, 0)", ("", "")),
        ("background: yellow", ("#ffff00", "#000000")),
        ("background: url(x.png) #abc no-repeat", ("#aabbcc", "#000000")),
        ("background: linear-gradient(90deg, red 5%, rgb(0, 0, 0) 6%) no-repeat", ("", "")),
        (
            "background-color: #023858; color: #f1f1f1; background: linear-gradient(red 5%)",
            ("#023858", "#f1f1f1"),
        ),
        ("background-color: red; background: none; color: none", ("", "")),
        ("color:white;background:black", ("#000000", "#ffffff")),
        ("COLOR: White; Background-Color: Navy", ("#000080", "#ffffff")),
    ],
)
def test_cells_keep_the_colours_of_a_styler_where_they_can_be_read(read, style, shown):
    table = '<table><tr><td id="T_1">5</td></tr></table>'
    sheet = f"<style type='text/css'>\n#T_0, #T_1 {{\n  {style}\n}}\n</style>"
    made = read(code(display({"text/html": sheet + table})))
    cell = made.chapters[0].main.find(".//td")
    assert (cell.get("data-fill", ""), cell.get("data-ink", "")) == shown
    fill, ink = shown
    written = html.fromstring(page(made)).find(".//td").get("style", "")
    assert written == (f"background:{fill};color:{ink}" if fill else "")


@pytest.mark.parametrize(
    ("style", "shown"),
    [
        ("text-decoration: line-through", "<s>5</s>"),
        ("font-style: italic; color: red", "<em>5</em>"),
        ("font-weight: bold", "<strong>5</strong>"),
        ("text-decoration: underline line-through", "<s><u>5</u></s>"),
        ("text-decoration-line: line-through; text-decoration-color: red", "<s>5</s>"),
        ("font-weight: bold; font-weight: normal", "5"),
        ("width: 10em; background: linear-gradient(90deg, #d65f5f 33.3%, transparent 33.3%)", "5"),
    ],
)
def test_cells_keep_the_forms_of_a_styler(read, style, shown):
    table = '<table><tr><td id="T_1">5</td></tr></table>'
    made = read(code(display({"text/html": f"<style>#T_1 {{ {style} }}</style>{table}"})))
    cell = made.chapters[0].main.find(".//td")
    assert cell.xpath("string()") == "5"
    assert shown in html.tostring(cell, encoding="unicode")
    assert not made.notices.texts


def test_a_column_has_room_for_a_number_with_its_unit():
    kept = "（1,234.5 亿千瓦时）；"
    row = f"<tr><td>共有这么多{kept}比上年多</td><td>words</td></tr>"
    widths = tables.grid(html.fromstring(f"<table>{row}</table>")).least_widths
    assert widths[0] >= tables.measure(kept)
