"""Jupyter's Markdown."""

from __future__ import annotations

import base64

import pytest
from nbformat.v4 import new_markdown_cell, new_notebook

from publisher import document, safety, tags
from publisher.markdown import Markdown

from .odd import png
from .seconds import times_as_much


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("$x<y$", '<p><span class="math">x&lt;y</span></p>'),
        ("$$x$$", '<p><span class="display math">x</span></p>'),
        ("\\begin{align}x\\end{align}", "\\begin{align}x\\end{align}</span>"),
        ("- [x] done\n- [ ] open", '<li class="task">☒ done</li>'),
        ("#1 in sales", "<p>#1 in sales</p>"),
        ("text\n#include <stdio.h>", "<p>text\n#include &lt;stdio.h&gt;</p>"),
        ("- #tag one", "<li>#tag one</li>"),
        ("> ##tag", "<p>##tag</p>"),
        ("####### seven", "<p>####### seven</p>"),
        ("   #\ttab #", "<h1>tab</h1>"),
        ("#\na", "<h1></h1>\n<p>a</p>"),
        ("H<sub>2</sub>O", "H<sub>2</sub>O"),
        ("```python\nx < 1\n```", '<pre class="language" lang="python">x &lt; 1'),
        ("包头**增长**了", "<strong>增长</strong>"),
        ("~~gone~~", "<del>gone</del>"),
        ("- item\n\n  | a | b |\n  |---|---|\n  | 1 | 2 |", "<td>1</td>"),
        ("> | a | b |\n> |---|---|\n> | 1 | 2 |", "<td>1</td>"),
    ],
)
def test_the_dialect(source, expected):
    assert expected in Markdown().html(source, 1)


@pytest.mark.parametrize("after", ["", " x", ").", ",", "."])
@pytest.mark.parametrize("end", ["A_(b)", "A_(b)_(c)", "A_(b)c"])
def test_an_address_that_stands_alone_keeps_its_brackets(end, after):
    page = safety.tree(Markdown().html(f"(see https://e.org/{end}{after}", 1))
    assert [one.get("href") for one in page.iter("a")] == [f"https://e.org/{end}"]


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ("| 1 |", ["1", ""]),
        ("||", ["", ""]),
        ("| 1 | 2 | 3 |", ["1", "2"]),
        ("1 | 2", ["1", "2"]),
        ("| $P(A|B)$ | 0.25 |", ["P(A|B)", "0.25"]),
        ("| $$|x|$$ | \\\\(|y|\\\\) |", ["|x|", "|y|"]),
        ("| $\\|x\\|$ | a \\| b |", ["\\|x\\|", "a | b"]),
        ("| $5 | $6 |", ["$5", "$6"]),
        ("|$5|$6|", ["$5", "$6"]),
        ("| `a \\| b` | c |", ["a | b", "c"]),
        ("| `a|b` | c |", ["a|b", "c"]),
        ("| \\$5 `a \\| b` 6$ | c |", ["$5 a | b 6$", "c"]),
        ("| \\\\(|x\\\\) | \\\\(y |", ["|x", "\\(y"]),
        ("| a ` b | c ` d |", ["a ` b", "c ` d"]),
        ("| c:\\\\ | 1 |", ["c:\\", "1"]),
    ],
)
@pytest.mark.parametrize("within", ["", "> ", "  "])
def test_a_row_of_a_table_has_as_many_cells_as_the_head(row, cells, within):
    lines = ["| a | b |", "|---|--:|", row, "", "after"]
    source = "\n".join(f"{within}{line}" for line in lines)
    page = safety.tree(Markdown().html(f"- item\n{source}" if within == "  " else source, 1))
    assert [cell.text_content() for cell in page.iterfind(".//td")] == cells


@pytest.mark.parametrize("end", ["after", "> a | b", "- a | b", "```\na | b\n```", "$$|x|$$"])
def test_what_is_no_row_ends_a_table(end):
    page = safety.tree(Markdown().html(f"| a | b |\n|---|---|\n| 1 | 2 |\n{end}", 1))
    assert [cell.text for cell in page.iterfind(".//td")] == ["1", "2"]


@pytest.mark.parametrize("under", ["|---|", "|---|---|---|", "|---|--x|", "a | b", ""])
def test_heads_with_nothing_of_their_number_below_are_text(under):
    assert "<table" not in Markdown().html(f"| a | b |\n{under}\n| 1 | 2 |", 1)


@pytest.mark.parametrize(
    "source", ["![x](attachment:a%20b.png)", "<img src='attachment:a%20b.png'>"]
)
def test_attachments_are_pictures_in_markdown_and_in_html(source):
    assert "data:image/png;base64,AAAA" in Markdown().html(
        source, 1, {"a b.png": {"image/png": "AAAA"}}
    )


def test_footnotes_of_two_cells_have_ids_of_their_own():
    reader = Markdown()
    pages = [reader.html("a[^1]\n\n[^1]: note", cell) for cell in (3, 4)]
    assert 'id="fn-3-1"' in pages[0] and 'href="#fn-4-1"' in pages[1]


def test_text_from_data_is_as_typed():
    page = Markdown().of_data("**5** $a$ and $b$ <script>x</script> | no")
    assert Markdown().of_data("![far](https://e.org/x.png)") == "<p>far</p>\n"
    assert "<strong>5</strong> $a$ and $b$ &lt;script&gt;" in page


def test_pictures_beside_the_notebook_are_embedded_others_are_not(tmp_path):
    folder, outside = tmp_path / "book", tmp_path / "secret.png"
    folder.mkdir()
    for path in (folder / "a b.png", outside):
        path.write_bytes(png())
    (folder / "link.png").symlink_to(outside)
    reader, data = Markdown(folder), base64.b64encode(png()).decode()
    assert data in reader.html("![in](a%20b.png)", 1)
    assert data in reader.html('<img width="3" src="a b.png">', 1)
    for address in (
        "../secret.png",
        "link.png",
        "/etc/hostname",
        "none.png",
        ".",
        "x" * 5000 + ".png",
    ):
        assert "base64" not in reader.html(f'![out]({address}) <img src="{address}">', 1)


def test_attachments():
    reader = Markdown()
    assert "data:image/png;base64,AAAA" in reader.html(
        "![x](attachment:a)", 1, {"a": {"image/png": "AAAA"}}
    )
    assert "AAAA" not in reader.html("![x](attachment:b)", 1, {"a": {"image/png": "AAAA"}})


@pytest.mark.parametrize("piece", ["\\begin{a} ", "\\begin{a}\n\n", "\\\\[ ", "x \\\\( y\n"])
def test_formulas_that_begin_and_never_end_cost_no_more_than_their_number(piece):
    def many(size: int):
        cells = [new_markdown_cell(piece * size)]
        return lambda: document.read({"a": new_notebook(cells=cells)})

    assert times_as_much(many, 1_000, 8_000) < 20


def test_what_begins_a_formula_and_has_no_end_is_text():
    page = Markdown().html("\\begin{a} \\begin{b}x\\end{b} \\begin{b} \\\\[ `\\\\(`", 1)
    shown = safety.tree(page).find("p")
    assert [one.text for one in shown.iter("span")] == ["\\begin{b}x\\end{b}"]
    assert shown.text_content() == "\\begin{a} \\begin{b}x\\end{b} \\begin{b} \\[ \\\\("


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("<div>$a < b$</div>", '<div><span class="math">a &lt; b</span></div>'),
        ("<td>$x<y$ a</td>", '<td><span class="math">x&lt;y</span> a</td>'),
        ("<li>$<x>$, $x <b, c>d$</li>", '&lt;x&gt;</span>, <span class="math">x &lt;b, c&gt;d<'),
        ("<div>$a<b$ and $c>d$ end</div>", 'a&lt;b</span> and <span class="math">c&gt;d</span> '),
        ("<details>$$p<q$$ is</details>", '<span class="display math">p&lt;q</span> is<'),
        ("<div>$x<BR/>y$ $$a</b>$$</div>", "<div>$x<BR/>y$ $$a</b>$$</div>"),
        ('<p>$a<i id="b">c$</p>', '<p>$a<i id="b">c$</p>'),
        ("<pre>$x<y$</pre>", "<pre>$x&lt;y$</pre>"),
        ("<td>$a&lt;b$</td>", '<td><span class="math">a&lt;b</span></td>'),
        ("<center>\n$$x$$</center>", '<center>\n<span class="display math">x</span></center>'),
        ("<p>costs $5 and $6, $ 7$</p>", "<p>costs $5 and $6, $ 7$</p>"),
        ("<p>\\$x$</p>", "<p>\\$x$</p>"),
        ('<p title="$a$">$<b>x$</b></p>', '<p title="$a$">$<b>x$</b></p>'),
        ("<pre>$x$</pre>", "<pre>$x$</pre>"),
        ("<p><code>$x$</code>$y$</p>", '<p><code>$x$</code><span class="math">y</span></p>'),
        ("<style>$x$</style>", "<style>$x$</style>"),
    ],
)
def test_formulas_in_html_are_formulas_and_prices_are_not(source, shown):
    assert shown in Markdown().html(source, 1)


@pytest.mark.parametrize(
    "source",
    [
        "press <Del> to delete, <Ins> …, then <S> to save",
        "List<B>, Array<I>, vector<S>",
        "f<q>(x)",
        "python <code>.py",
        "if a<b and b>c then",
        "<note to self>\nfix later\n</note>",
        '<root><item id="1">one</item></root>',
        "<name/>",
        '<?xml version="1.0"?>\n<root/>',
    ],
)
def test_words_between_angle_brackets_are_as_typed(source):
    page = safety.tree(Markdown().html(source, 1))
    assert " ".join(page.text_content().split()) == " ".join(source.split())


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ('<span style="color:red">\n\n**t**\n\n</span>', ["p", "span", "strong"]),
        ("<p>a<p>b <b>c</b><table border><tr><td>d", ["p", "p", "b", "table", "tbody", "tr", "td"]),
        ("<details open><summary>a <B>c</B></summary>\n\nb</details>", ["summary", "b", "p", "p"]),
        ("<div><b><i>x</b></i></div>", ["p", "b", "i"]),
        ("python <code>.py and $x$", ["p", "span"]),
        ("<script>a<b && c>d</script><my-own>x</my-own> <b>y</b>", ["p", "b"]),
    ],
)
def test_what_is_html_stays_html(source, names):
    page = safety.tree(Markdown().html(source, 1))
    assert [one.tag for one in page.iter() if one.tag not in ("main", "details")] == names


@pytest.mark.parametrize("piece", ["<b>", "<div>", "</p>", "<b><div>", "<x a", "<svg>", "<?a> "])
def test_the_time_to_find_words_in_angle_brackets_grows_with_the_text(piece):
    def text(size: int):
        return lambda: tags.as_typed(piece * size, safety.TAGS, safety.INLINE)

    assert times_as_much(text, 4_000, 32_000) < 24
