"""Cells and outputs as a tree."""

from __future__ import annotations

import json

import pytest
from lxml import html
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from publisher import PublishingError, document, pictures

from . import sample
from .odd import PNG, SVG, code, display, markdown, png, stream
from .seconds import times_as_much


def tree(document) -> str:
    return html.tostring(document.chapters[0].main, encoding="unicode")


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        ({"text/html": "<b>x</b>", "text/plain": "p", "image/png": PNG}, "<b>x</b>"),
        ({"text/html": "<script>1</script>", "image/png": PNG, "text/plain": "p"}, 'alt="p"'),
        ({"text/html": "<p hidden>x</p>", "text/plain": "p"}, ">p</pre>"),
        ({"text/html": "<p class='sk-text-repr-fallback'>x</p>", "text/plain": "p"}, ">p</pre>"),
        ({"text/html": "<p class='sk-text-repr-fallback'>x</p>"}, "<p>x</p>"),
        ({"text/markdown": "*x*", "text/plain": "p"}, "<em>x</em>"),
        ({"text/latex": "$x$", "text/plain": "p"}, '<span class="display math">x</span>'),
        ({"text/latex": "$x$", "image/svg+xml": SVG, "text/plain": "p"}, "<img"),
        (
            {"text/latex": "The value is $a$ and\n$b$.", "text/plain": "p"},
            'value is <span class="math">a</span> and\n<span class="math">b</span>.</p>',
        ),
        ({"text/latex": "\\[a_1\\]"}, '<span class="display math">a_1</span>'),
        ({"text/latex": "Words"}, "<p>Words</p>"),
        ({"text/latex": "\\begin{equation}d\\end{equation} is = a dog"}, "</span> is = a dog</p>"),
        ({"text/latex": "\\begin{pmatrix}1\\end{pmatrix} for dogs"}, "</span> for dogs</p>"),
        ({"text/latex": "\\begin{pmatrix}1\\end{pmatrix} = x"}, "\\end{pmatrix} = x</span>"),
        ({"text/latex": "\\begin{pmatrix}1\\end{pmatrix} \\text{a dog}"}, "\\text{a dog}</span>"),
        ({"text/latex": "\\[a\\] since two \\(d\\) bark"}, '<span class="math">d</span> bark</p>'),
        ({"text/latex": "\\[a\\] and \\[b\\]"}, 'a</span> and <span class="display math">b</'),
        ({"text/latex": "\\[a\\\\[2pt]b\\]"}, '<span class="display math">a\\\\[2pt]b</span>'),
        ({"text/latex": "R^2 is high"}, '<pre class="output">R^2 is high</pre>'),
        ({"text/latex": "\\begin{align}a\\end{align}"}, '<span class="display math">'),
        ({"text/latex": "\\begin{tabular}{l}a\\end{tabular}", "text/plain": "p"}, ">p</pre>"),
        ({"text/latex": "\\textbf{a} $x$", "text/plain": "p"}, ">p</pre>"),
        ({"text/latex": "\\textbf{a} $x$"}, ">\\textbf{a} $x$</pre>"),
        ({"text/plain": "<p>"}, '<pre class="output">&lt;p&gt;</pre>'),
        ({"application/x-odd": "1"}, "application/x-odd"),
    ],
)
def test_the_richest_form_is_shown(read, data, shown):
    assert shown in tree(read(code(display(data))))


@pytest.mark.parametrize("plain", [{}, {"text/plain": "<IPython.core.display.Latex object>"}])
@pytest.mark.parametrize(
    "tex",
    [
        "\\textbf{Result:} $x=5$",
        "\\begin{tabular}{l}a\\end{tabular}",
        "By \\emph{it}\n$$x=5$$\nx_1",
    ],
)
def test_tex_that_is_no_formula_is_shown_as_typed_where_no_words_stand_for_it(read, tex, plain):
    book = code(display({"text/latex": tex, **plain}))
    made = read(book)
    assert made.chapters[0].main[-1].text == tex
    said = f"a, cell 1: TeX that cannot be read is shown as typed: {tex}"
    assert made.notices.texts == [said]
    long = code(display({"text/latex": "\n".join([tex, *"abcdef"]), **plain}))
    assert "left out" in tree(read(long, most_lines=4))
    for words in ({"text/plain": "p"}, {"image/png": PNG}):
        assert not read(code(display({"text/latex": tex, **words}))).notices.texts


@pytest.mark.parametrize(
    ("metadata", "plain", "alt"),
    [
        ({"alt": "said"}, "p", "said"),
        ({"image/png": {"alt": "nested"}}, "p", "nested"),
        ({}, "plain words", "plain words"),
        ({}, "<Figure size 1x1>", "Picture of cell 1 (its author gave no description)"),
    ],
)
def test_what_a_picture_shows(read, metadata, plain, alt):
    data = {"image/png": PNG, "text/plain": plain}
    assert f'alt="{alt}"' in tree(read(code(display(data, metadata))))


@pytest.mark.parametrize("form", [str, lambda tag: tag.replace("_", "-")], ids=["_", "-"])
def test_tags_leave_out_cells_sources_outputs_and_other_languages(read, form):
    def tagged(tag, *outputs):
        return new_code_cell("a = 1", metadata={"tags": [form(tag)]}, outputs=list(outputs))

    cells = [
        tagged("remove_input", stream("kept")),
        tagged("hide_input"),
        tagged("remove_cell"),
        new_code_cell("b", metadata={"tags": [form("remove_output")]}, outputs=[stream("gone")]),
        new_markdown_cell("中文", metadata={"tags": ["zh"]}),
        new_markdown_cell("english", metadata={"tags": ["en"]}),
    ]
    text = tree(read(new_notebook(cells=cells)))
    assert "kept" in text and "english" in text
    assert not any(gone in text for gone in ("a = 1", "gone", "中文"))


def test_an_error_shows_its_traceback_without_colours(read):
    output = new_output("error", ename="E", evalue="v", traceback=["\x1b[31mE\x1b[0m: v"])
    assert '<pre class="error"><strong>Error: </strong>\nE: v</pre>' in tree(read(code(output)))


def test_a_lost_picture_is_its_description_and_a_warning(read):
    made = read(markdown("![far away](https://example.org/x.png)"))
    assert "[far away]" in tree(made)
    assert made.notices.texts == ["a, cell 1: a picture cannot be shown, its description is"]


def test_lists_that_become_one_line_are_a_warning(read):
    deep = "\n".join("  " * level + f"- {level}" for level in range(1, 11))
    done = read(markdown(deep))
    assert "<li>8 9 10</li>" in tree(done)
    assert done.notices.texts == [
        "a, cell 1: what is nested more than 16 elements deep is set as one line"
    ]


def test_large_outputs_are_cut_where_one_can_see_it(read):
    lines = code(stream("\n".join(map(str, range(50)))))
    rows = "".join(f"<tr><td>{row}</td></tr>" for row in range(50))
    table = code(display({"text/html": f"<table>{rows}</table>"}))
    made = read(lines, most_lines=10)
    text = tree(made)
    said = "a, cell 1: lines of a printed text beyond 10 are left out; most_lines=0 shows all"
    assert made.notices.texts == [said]
    assert "… 40 lines are left out here …" in text and "49" in text and ">25<" not in text
    assert "… 40 rows of the table are left out here …" in tree(read(table, most_rows=10))
    assert "left out" not in tree(read(lines, most_lines=0)) + tree(read(table, most_rows=0))


@pytest.mark.parametrize("option", ["most_lines", "most_rows"])
def test_strict_refuses_large_outputs_unless_all_is_shown(option, read):
    rows = "".join(f"<tr><td>{row}</td></tr>" for row in range(50))
    table = display({"text/html": f"<table>{rows}</table>"})
    book = code({"most_lines": stream("x\n" * 50), "most_rows": table}[option])
    with pytest.raises(PublishingError, match=f"cell 1.* beyond 10 are left out; {option}=0"):
        read(book, strict=True, **{option: 10})
    assert not read(book, strict=True, **{option: 0}).notices.texts
    assert not read(book, strict=True, **{option: 50}).notices.texts


def test_the_time_that_cells_take_grows_with_their_number(read):
    def cells(number: int):
        book = markdown(*["text"] * number)
        return lambda: read(book)

    assert times_as_much(cells, 250, 4_000) < 32


# the contract


def test_an_exhibit_is_complete(read):
    document = read(*sample.notebooks("en").values(), strict=True)
    figure, annexed = (
        one
        for chapter in document.chapters
        for one in chapter.main.iter("figure")
        if one.get("class") == "figure"
    )
    assert figure.get("id") == "fig-growth" and annexed.get("data-annex") == "yes"
    assert figure.find("figcaption").text_content() == "Figure 1. Growth slows to 16.6%%"
    assert [one.get("class") for one in figure.iter("img")] == [None, "half", "phone"]
    assert figure.find("p[@class='source']").text == "Source: 公报"  # the word is not said twice
    data = document.chapters[0].data[figure.get("data-key")]
    assert data.fields == ("年份", "=值") and data.records[0] == (2021, 14.1234567)


def test_the_words_of_a_figure_are_not_said_twice_but_alone_they_stay(read):
    assert "words above" not in "".join(map(tree, [read(*sample.notebooks("en").values())]))
    alone = sample.shown("caption", {"text/markdown": "words"}, id="growth")
    other = sample.figure(sample.TEXTS["en"], "another")
    assert "words" in tree(read(code(alone, other)))


def test_missing_data_is_one_line(read):
    document = read(*sample.notebooks("en").values())
    lines = document.chapters[0].main.findall(".//p[@class='nodata']")
    assert [one.text for one in lines] == ["No data: Silicon capacity; Power price"]


def test_an_exhibit_without_its_content_is_shown_as_any_output(read):
    made = read(code(sample.shown("table", {"text/plain": "only words"}, id="x", title="T")))
    assert "only words" in tree(made) and "has no table" in made.notices.texts[0]


STRICT = {
    "without alt": (
        sample.figure(sample.TEXTS["en"], alt="", title="t"),
        "cell 1: a figure without alt",
    ),
    "without id": (sample.table(sample.TEXTS["en"], id=""), "cell 1: a table without id"),
    "bad picture": (
        display({"image/png": "AAAA", "text/plain": "p"}),
        "cell 1: a picture cannot be shown",
    ),
    "odd type": (display({"application/x-odd": "1"}), "type application/x-odd cannot be shown"),
    "odd kind": (
        sample.shown("figures", {"text/plain": "p"}),
        "unknown kind of output 'figures'; .*nearest: figure",
    ),
    "character": (
        stream("a 😀"),
        r"cell 1: no font of the document has 😀 \(U\+1F600 GRINNING FACE\)",
    ),
    "in a drawing": (
        display({"image/svg+xml": sample.DRAWING.format(9, "नम")}),
        "no font of the document has न",
    ),
}


@pytest.mark.parametrize("case", STRICT)
def test_strict_refuses_what_others_see_with_a_substitute(read, case):
    output, message = STRICT[case]
    with pytest.raises(PublishingError, match=message):
        read(code(output), strict=True)
    assert tree(read(code(output)))


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("a <iframe src='https://example.org'></iframe> b", "a [iframe: cannot be shown here] b"),
        ("<video>no video</video>", "[video: cannot be shown here]"),
        ("<audio></audio>", "[audio: cannot be shown here]"),
        ("<CANVAS></CANVAS>", "[canvas: cannot be shown here]"),
        ("a <embed src=x> b", "a [embed: cannot be shown here] b"),
        ("<math><mi>x</mi><mn>2</mn></math>", "[math: cannot be shown here] x 2"),
        ("<textarea>a</textarea>", "[textarea: cannot be shown here] a"),
        ("<meter value=1>1</meter>", "[meter: cannot be shown here]"),
        ("a <progress value=1></progress> b", "a [progress: cannot be shown here] b"),
        ("a <input value=1> b", "a [input: cannot be shown here] b"),
        ("<svg><foreignObject>a</foreignObject></svg>", "[svg: cannot be shown here] a"),
        ("<select><option>a<option>b</select>", "[select: cannot be shown here] a b"),
        ("<svg><script>draw()</script><path d='M0 0h9'/></svg>", "[svg: cannot be shown here]"),
    ],
)
def test_what_cannot_be_shown_is_said_in_its_place(page, shown, read):
    html_only = code(display({"text/html": page, "text/plain": "<object at 0x7f>"}))
    for book in (html_only, markdown(page)):
        made = read(book)
        said = made.chapters[0].main[-1].text_content()
        assert " ".join(said.split()) == shown and len(made.notices.texts) == 1
        with pytest.raises(PublishingError, match="cannot be shown"):
            read(book, strict=True)


@pytest.mark.parametrize(
    "page",
    [
        "<svg><use href='#icon'/></svg> a",
        "a <input type='hidden' value='1'>",
        "a <script>'<iframe>'</script>",
    ],
)
def test_what_shows_nothing_is_not_missed(page, read):
    made = read(markdown(page))
    assert made.chapters[0].main.text_content().strip() == "a" and not made.notices.texts


@pytest.mark.parametrize("between", ["<defs></defs>", "<defs/>", "<defs><g/></defs>"])
def test_a_drawing_between_definitions_is_a_picture(between, read):
    made = read(
        markdown(f"<svg width='9' height='9'>{between}<path d='M0 0h9'/><defs></defs></svg>")
    )
    assert made.chapters[0].main.find(".//img") is not None


@pytest.mark.parametrize(
    ("rich", "name"),
    [
        ({"application/vnd.vegalite.v5+json": {}}, "application/vnd.vegalite.v5+json"),
        ({"application/javascript": "draw()"}, "application/javascript"),
        ({"application/geo+json": {}}, "application/geo+json"),
        ({"application/pdf": "JVBERi0xLjQK"}, "application/pdf"),
        ({"image/bmp": "Qk0="}, "image/bmp"),
        ({"text/html": "<div id='a'></div><script>draw()</script>"}, "text/html"),
    ],
)
def test_plain_text_for_what_only_a_script_shows_is_a_warning(rich, name, read):
    book = code(display({**rich, "text/plain": "Chart()"}))
    made = read(book)
    assert made.chapters[0].main[-1].text == "Chart()"
    assert made.notices.texts == [
        f"a, cell 1: an output of type {name} cannot be shown; its plain text is"
    ]
    with pytest.raises(PublishingError, match="cannot be shown"):
        read(book, strict=True)
    assert not read(code(display({**rich, "image/png": PNG, "text/plain": "c"}))).notices.texts


def test_json_is_printed_and_cut_as_any_output(read):
    data = {"a": ["甲", {"b": None}]}
    book = code(display({"application/json": data, "text/plain": "<JSON object>"}))
    made = read(book)
    assert json.loads(made.chapters[0].main[-1].text) == data and not made.notices.texts
    assert "甲" in made.chapters[0].main[-1].text
    few = read(book, most_lines=2).chapters[0].main[-1].text_content()
    assert '"b"' not in few and few.startswith("{")


def test_a_drawing_within_html_is_a_picture(read):
    drawing = '<svg width="9" height="9"><path d="M0 0L9 9"/><use xlink:href="#a"/></svg>'
    made = read(code(display({"text/html": f"<div>a {drawing} b</div>"})))
    [picture] = made.chapters[0].main.iter("img")
    assert b'viewBox="0 0 9 9"' in pictures.of_address(picture.get("src")).data
    assert made.chapters[0].main.text_content().split() == ["show()a", "b"]


@pytest.mark.parametrize(
    ("drawing", "pictures_", "lost"),
    [
        ('<use href="#beside"/>', 0, 1),
        ('<use href="#nowhere"/>', 0, 0),
        ('<use x="1" xlink:href="#p"/><defs><path id="p" d="M0 0"/></defs>', 1, 0),
        ('<defs><path id="p" d="M0 0"/></defs>', 0, 0),  # for other drawings
    ],
)
def test_a_drawing_of_what_is_defined_beside_it_leaves_a_mark(read, drawing, pictures_, lost):
    beside = "<svg style='display: none'><path id='beside' d='M0 0'/></svg>"
    made = read(markdown(f"a <svg width='9' height='9'>{drawing}</svg> b{beside}"))
    main = made.chapters[0].main
    assert len(list(main.iter("img"))) == pictures_ and len(made.notices.texts) == lost
    assert main.text_content().count("svg: cannot be shown") == lost


def test_a_link_beside_the_notebook_is_its_words_and_said(read):
    made = read(markdown("See [the *data*](data.csv)."), about={"method": "As [there](a.md)."})
    assert "<p>See the <em>data</em>.</p>" in tree(made)
    said = "a link that leads to no web address is its words"
    expected = [f"a, cell 1: {said}: 'the data'", f"method, cell 0: {said}: 'there'"]
    assert made.notices.texts == expected


def test_another_form_of_an_output_stands_for_what_its_html_cannot_show(read):
    made = read(code(display({"text/html": "<iframe></iframe>", "image/svg+xml": SVG})))
    assert [one.tag for one in made.chapters[0].main.iter("img")] and not made.notices.texts


def test_html_of_an_output_finds_pictures_beside_the_notebook(tmp_path):
    (tmp_path / "a b.png").write_bytes(png())
    book = code(display({"text/html": "<p>a</p><img src='a%20b.png'>"}))
    made = document.read({"a": book}, folder=tmp_path)
    [picture] = made.chapters[0].main.iter("img")
    assert picture.get("src").startswith("data:image/png") and not made.notices.texts


def test_marks_of_a_quotation_are_text(read):
    assert "<span>“a <em>b</em></span>”, c" in tree(read(markdown("<q>a *b*</q>, c")))


@pytest.mark.parametrize("tex", ["\\color{red} x", "\\textcolor{red}{x}", "\\colorbox{red}{$x$}"])
def test_colours_of_a_formula_are_missed(tex, read):
    said = "a, cell 1: a formula is shown without its colours"
    assert said in read(markdown(f"$${tex}$$")).notices.texts
    assert not read(markdown("`$\\color{red}$` $\\colorful$x")).notices.texts[1:]


def test_cells_that_a_style_sheet_hides_stay_hidden(read):
    styles = "<style>#T_0, #T_1 { color: red; display: none; } #T_2 {display: block}</style>"
    cells = "".join(f'<td id="T_{number}">c{number}</td>' for number in range(4))
    page = f"{styles}<table><tr>{cells}</tr></table>"
    made = read(code(display({"text/html": page})))
    assert [one.text for one in made.chapters[0].main.iter("td")] == ["c2", "c3"]
