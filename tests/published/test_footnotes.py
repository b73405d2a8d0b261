"""Footnotes of one cell and of all of a notebook."""

from __future__ import annotations

import re

import pytest
from lxml import html
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from publisher import PublishingError, footnotes

from .odd import display, markdown
from .seconds import times_as_much


def lines(made) -> list[str]:
    main = made.chapters[0].main
    return [one.text_content() for one in main.iter("p", "pre") if one.text_content().strip()]


def links(made) -> set[str]:
    """The ids that links lead to, all of which there are."""
    main = made.chapters[0].main
    found = {one.get("href").removeprefix("#") for one in main.iter("a") if one.get("href")}
    assert found <= {one.get("id") for one in main.iter(html.etree.Element)}
    return found


@pytest.mark.parametrize(
    "cells",
    [
        ["Text[^1].", "", "[^1]: The note."],
        ["[^1]: The note.", "Text[^1]."],
        ["Text[^1].\n\n[^1]: The note.", "[^1]: The note."],
        ["Text[^1].\n\n[^1]:The note."],
        ["> Text[^1].\n>\n> [^1]: The note."],
        ["- Text[^1].\n\n  [^1]: The\n      note."],
    ],
)
def test_a_note_stands_where_it_is_cited(cells, read):
    made = read(markdown(*cells))
    said = [" ".join(line.split()) for line in lines(made)]
    assert said == ["Text1.", "The note.↩"] and not made.notices.texts
    assert len(links(made)) == 2


@pytest.mark.parametrize(
    "note", ["a\nb", "a\nb\n$x<y$ d", "a\n    b\nc", "a\nb\n\n    c\nd", "\na\nb"]
)
@pytest.mark.parametrize(
    "after",
    [
        "",
        "\nmore",
        " \t\nmore",
        "[^2]: two",
        "# Head",
        "- item",
        "> quoted",
        "```\ncode\n```",
        "<div>box</div>",
        "***",
        "| a |\n|--|\n| b |",
    ],
)
def test_a_note_goes_on_until_its_paragraph_ends(note, after, read):
    made = read(markdown(f"Text[^1].\n\n[^1]: {note}\n{after}\n", "[^2]"))
    [section] = made.chapters[0].main.xpath("//li[@id='fn-1-1']")
    said = " ".join(section.itertext()).removesuffix("\u21a9")
    assert said.split() == note.replace("$", "").split()


@pytest.mark.parametrize("sign", ["#tag", "-5", "1.5", "<b>c</b>", "[d]", "*e*"])
def test_a_note_goes_on_with_signs_that_begin_no_block(sign, read):
    made = read(markdown(f"Text[^1].\n\n[^1]: a\n{sign}"))
    assert len(lines(made)) == 2


def test_notes_keep_formulas_and_cite_other_notes(read):
    made = read(markdown("a[^a]", "[^a]: $x_1$ [^b]", "[^b]: *two* $$y$$"))
    main = made.chapters[0].main
    assert [one.text for one in main.iter("span") if one.get("class")] == ["x_1", "y"]
    assert len(links(made)) == 4 and not made.notices.texts


def test_each_cell_has_its_own_note_of_a_label(read):
    made = read(markdown("a[^1]\n\n[^1]: one", "b[^1]\n\n[^1]: two", "c[^1]"))
    assert lines(made) == ["a1", "one↩", "b1", "two↩", "c1", "two↩"]
    [said] = made.notices.texts
    assert said.startswith("a, cell 3: several cells have a footnote [^1]; the last one before it")


def test_the_second_note_of_a_label_in_a_cell_is_as_typed(read):
    made = read(markdown("a[^1]\n\n[^1]: one\n[^1]: two"))
    assert lines(made) == ["a1", "1: two", "one↩"]
    assert made.notices.texts == ["a, cell 1: a second footnote has the label '1'"]


def test_a_note_that_is_nowhere_is_as_typed_and_said(read):
    made = read(markdown("a[^zz] and `[^0]`"))
    assert lines(made) == ["a[^zz] and [^0]"]
    [said] = made.notices.texts
    assert said == "a, cell 1: no cell has the footnote [^zz]; it is shown as typed"


def test_a_note_keeps_its_code_and_what_follows(read):
    made = read(markdown("a[^c]\n\n[^c]: Body\n\n        code = 1\n\n    Last *one*.\n\nafter"))
    assert lines(made) == ["a1", "after", "Body", "code = 1", "Last one.↩"]
    assert made.chapters[0].main.find(".//li/pre").text.strip() == "code = 1"


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("Text.\n\n[^Own]: A **note** with $x$.", ["after", "[^Own]: A note with x."]),
        ("`[^1]`\n\n[^1]: Word", ["after", "[^1]: Word"]),
        ("[^1]: One.\n\n    Two.\n", ["[^1]: One.", "Two."]),
        ("[^1]: One.\n\n[^x y]: words", ["[^x y]: words", "after", "[^1]: One."]),
    ],
)
def test_a_note_that_nothing_refers_to_stands_at_the_end_and_is_said(source, shown, read):
    book = markdown("# T", source, "after")
    made = read(book)
    assert lines(made)[-len(shown) :] == shown
    [said] = made.notices.texts
    assert said.startswith("a, cell 2: no text cites the footnote [^")
    with pytest.raises(PublishingError, match="no text cites the footnote"):
        read(book, strict=True)


def test_outputs_cite_notes_and_bring_their_own(read):
    outputs = [
        display({"text/markdown": text}) for text in ("a[^1]", "b[^2]\n\n[^2]: two\n[^3]: x")
    ]
    cells = [new_code_cell("", outputs=outputs), new_markdown_cell("[^1]: one")]
    made = read(new_notebook(cells=cells))
    assert lines(made) == ["a1", "one↩", "b1", "two↩", "[^3]: x"]
    assert made.notices.texts[0].startswith("a, cell 1: no text cites the footnote [^3]")


def test_what_is_left_out_brings_no_notes(read):
    note = new_markdown_cell("[^1]: note", metadata={"tags": ["zh"]})
    made = read(new_notebook(cells=[new_markdown_cell("a[^1]"), note]))
    assert lines(made) == ["a[^1]"] and "no cell has" in made.notices.texts[0]


@pytest.mark.parametrize("piece", ["a\n", "    a\n", "[^1]: a\n", " \n", "- - ", "* ", "<a"])
def test_the_time_to_find_the_end_of_a_note_grows_with_it(piece):
    def text(size: int):
        return lambda: re.match(footnotes.DEFINITION, f"[^1]: {piece * size}", re.M)

    assert times_as_much(text, 80_000, 320_000) < 10
