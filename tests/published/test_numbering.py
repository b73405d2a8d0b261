"""Numbers, ids and links of a document."""

from __future__ import annotations

import pytest

from publisher import PublishingError
from publisher.numbering import Numbering, han
from publisher.reading import Notices

from . import sample
from .odd import code, markdown


def lines(document) -> list[tuple[int, str]]:
    return [(one.level, one.text) for one in document.contents]


def links(document) -> list[tuple[str, str]]:
    mains = [chapter.main for chapter in document.chapters]
    return [(link.get("href"), link.text_content()) for main in mains for link in main.iter("a")]


def test_headings_are_numbered_through_all_chapters():
    assert lines(sample.report("zh")) == [
        (1, "一、包头市工业现状"),
        (2, "（一）增长与结构"),
        (1, "二、诊断"),
        (2, "（一）说明"),
    ]
    assert [text for _, text in lines(sample.report("en"))] == [
        "1 Industry in Baotou",
        "1.1 Growth and structure",
        "2 Diagnosis",
        "2.1 Remarks",
    ]


@pytest.mark.parametrize(
    "heading", ["一、概况", "1. First", "2.3 Third", "（二）", "第一章 总论", "Chapter 1: Aim"]
)
def test_headings_that_carry_numbers_get_no_others_but_chapters_are_called_so(read, heading):
    made = read(markdown(f"# A\n\n## {heading}"), markdown("# B"))
    first, second = "Chapter 1  ", "Chapter 2  "
    if made.language == "zh":
        first, second = "第一章　", "第二章　"
    assert lines(made) == [(1, f"{first}A"), (2, heading), (1, f"{second}B")]
    titled = read(markdown(f"# {heading}\n\n## A"), markdown("# B"))
    assert lines(titled) == [(1, heading), (2, "A"), (1, "B")]


def test_one_notebook_has_its_title_above_and_no_numbers(read):
    made = read(markdown("# Title *here*", "## One", "##### Deep", "# Other"))
    assert made.title == "Title here"
    assert lines(made) == [(1, "One"), (2, "Deep"), (1, "Other")]
    assert read(markdown("no title")).title == "a"


@pytest.mark.parametrize(
    ("book", "title", "headings"),
    [
        (markdown("Intro", "# Only"), "Only", ["Only"]),
        (
            markdown("## Abstract", "# Methods", "# Results"),
            "a",
            ["Abstract", "Methods", "Results"],
        ),
        (markdown("- # In a list", "# Next"), "a", ["In a list", "Next"]),
        (markdown("> # Quoted", "# Next"), "a", ["Quoted", "Next"]),
    ],
)
def test_what_does_not_open_a_notebook_stays_where_it_is(read, book, title, headings):
    made = read(book)
    assert made.title == title
    assert [text for _, text in lines(made)] == headings
    assert made.chapters[0].head is None


def test_the_only_title_may_follow_code(read):
    book = markdown("# Load", "## A")
    book.cells.insert(0, code(source="import os").cells[0])
    assert (read(book).title, lines(read(book))) == ("Load", [(1, "A")])
    book.cells.extend(markdown("# Model").cells)
    assert (read(book).title, lines(read(book))) == ("a", [(1, "Load"), (2, "A"), (1, "Model")])
    assert lines(read(book, about={"title": "Load"})) == [(1, "A"), (1, "Model")]


def test_a_title_of_the_metadata_stands_above_the_heading(read):
    made = read(markdown("# Heading", "## A"), about={"title": "Other"})
    assert (made.title, lines(made)) == ("Other", [(1, "Heading"), (2, "A")])
    made = read(markdown("# Same", "## A"), about={"title": "Same"})
    assert (made.title, lines(made)) == ("Same", [(1, "A")])


def test_sections_stand_below_each_of_several_heads(read):
    book = markdown("# Title", "## A", "# Part 2", "## Sub B", "### C", "# Part 3", "## D")
    below = [(1, "A"), (1, "Part 2"), (2, "Sub B"), (3, "C"), (1, "Part 3"), (2, "D")]
    assert lines(read(book)) == below
    levels = [level for level, _ in lines(read(book, book))[1:7]]
    assert levels == [level + 1 for level, _ in below]


class Asked(set):
    """A set that counts how often it is asked."""

    times = 0

    def __contains__(self, one: object) -> bool:
        self.times += 1
        return super().__contains__(one)


def test_headings_of_one_name_are_told_apart_without_asking_for_all_names_before():
    numbering, headings = Numbering([], "en", Notices(), ""), 300
    numbering._taken = Asked()
    names = [numbering._free("x") for _ in range(headings)]
    assert names == ["x", *(f"x-{number}" for number in range(2, headings + 1))]
    assert numbering._taken.times < 3 * headings


def test_levels_are_not_skipped_and_ids_are_unique(read):
    made = read(markdown("#### x\n\n# x\n\n###### x\n\n# !"))
    assert [one.id for one in made.contents] == ["x", "x-2", "x-3", "section"]
    assert [one.level for one in made.contents] == [1, 1, 2, 1]


def test_references_become_links():
    assert links(sample.report("zh"))[:2] == [("#fig-growth", "图1"), ("#tbl-long", "表1")]


@pytest.mark.parametrize("of_data", [False, True], ids=["author", "data"])
@pytest.mark.parametrize(
    ("source", "expected", "shown"),
    [
        ("see [@fig:growth].", [("#fig-growth", "Figure 1")], "see Figure 1."),
        ("- **[@fig:growth]**", [("#fig-growth", "Figure 1")], "Figure 1"),
        ("[the bars](#fig:growth)", [("#fig-growth", "the bars")], "the bars"),
        (r"\[@fig:none\]", [], "[@fig:none]"),
        ("&#91;@fig:none&#93;", [], "[@fig:none]"),
        ("`[@fig:none]`", [], "[@fig:none]"),
    ],
)
def test_a_reference_is_what_markdown_says_not_what_its_text_looks_like(
    read, of_data, source, expected, shown
):
    text = markdown(source)
    if of_data:
        text = code(sample.shown("text", {"text/markdown": source}))
    figure = sample.figure(sample.TEXTS["en"], title="T [@fig:none]", alt="[@fig:none]")
    text.cells += code(figure).cells
    made = read(text, strict=True)  # a note, a title, an alt text are no Markdown either
    assert [one for one in links(made) if one[1] in shown] == expected
    assert shown in made.chapters[0].main.text_content()
    assert made.chapters[0].main.find(".//img").get("alt") == "[@fig:none]"


def test_an_unknown_reference_is_refused_with_the_nearest_or_shown_as_its_name(read):
    books = [markdown("# A\n\nsee [@fig:grwth]"), code(sample.figure(sample.TEXTS["en"], note=""))]
    with pytest.raises(PublishingError, match=r"\[@fig:grwth\].*did you mean \[@fig:growth\]\?"):
        read(*books, strict=True)
    made = read(*books)
    assert "see grwth" in made.chapters[0].main.text_content()
    assert links(made) == [("#fig-growth", "Figure 1")]  # a line of its own before the figure


def test_two_exhibits_with_one_id(read):
    book = code(*[sample.figure(sample.TEXTS["en"], note="") for _ in range(2)])
    with pytest.raises(PublishingError, match="a second figure with the id 'growth'"):
        read(book, strict=True)
    ids = [one.get("id") for one in read(book).chapters[0].main.iter("figure")]
    assert ids == ["fig-growth", "fig-growth-2"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("[a](#My-Part)\n\n## My Part", [("#My-Part", "a")]),
        ("[a](#%E5%A4%B4)\n\n## 头", [("#头", "a")]),
        ("# T\n\n[a](#T)", [("#T", "a")]),
        ("[a](#nowhere)", []),
        ('<a id="x"></a>word\n\n[a](#x)', [(None, ""), ("#x", "a")]),
        ("[a](https://e.org/)", [("https://e.org/", "a")]),
    ],
)
def test_links_lead_somewhere_or_are_none(read, source, expected):
    made = read(markdown(source))
    assert links(made) == expected
    assert made.notices.texts == ["a: a link leads nowhere: #nowhere"] * ("nowhere" in source)


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九"), (100, "100")],
)
def test_chinese_numerals(number, text):
    assert han(number) == text


def test_a_reference_to_no_exhibit_is_its_name_and_still_a_place(read):
    made = read(markdown('[to](#here) <a id="here" href="#fig:no"></a> [@tbl:no]'))
    assert links(made) == [("#here", "to")]
    assert made.chapters[0].main.text_content().split() == ["to", "no", "no"]
    assert made.chapters[0].main.get_element_by_id("here").text == "no"


@pytest.mark.parametrize("name", ["words", "numbers", "theme-switch", "text", "sources"])
def test_no_heading_or_anchor_takes_an_id_of_the_page(read, name):
    book = markdown(f"# T\n\n## {name}\n\n[to it](#{name})\n\n<p id='{name}'>anchor</p>")
    document = read(book)
    assert [entry.id for entry in document.contents] == [f"{name}-2"]
    assert links(document) == [(f"#{name}-2", "to it")]
    assert not document.chapters[0].main.xpath(f"//*[@id='{name}']")
