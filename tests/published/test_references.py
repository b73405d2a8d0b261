"""Every exhibit is referred to in the text before it."""

from __future__ import annotations

import pytest

from . import sample
from .odd import code, markdown

ENGLISH = sample.TEXTS["en"]


def shown(*names: str, annex: bool = False) -> list:
    return [sample.figure(ENGLISH, name, annex=annex, note="") for name in names]


def paragraphs(read, *parts, language="en") -> list[str]:
    """The texts of a chapter's paragraphs; another chapter makes it a report."""
    book = markdown("# Title", parts[0])
    book.cells += code(*parts[1]).cells
    made = read(book, markdown("# Other\n\nText."), about={"language": language})
    return [" ".join(one.text_content().split()) for one in made.chapters[0].main.findall("p")]


@pytest.mark.parametrize(
    ("text", "figures", "language", "expected"),
    [
        ("It grows.", shown("a"), "en", "It grows (Figure 1)."),
        ("It grows", shown("a"), "en", "It grows (Figure 1)"),
        ("It *grows*.", shown("a", "b"), "en", "It grows (Figure 1, Figure 2)."),
        ("It grows:", shown("a", "b", "c"), "en", "It grows (Figure 1 to Figure 3):"),
        ("增长。", shown("a"), "zh", "增长（见图1）。"),
        ("增长。", shown("a", "b", "c"), "zh", "增长（见图1至图3）。"),
        ("增长。", shown("a", annex=True), "zh", "增长（见附图1）。"),
        ("增长。", shown("a") + shown("b", annex=True), "zh", "增长（见图1、附图1）。"),
        ("See [@fig:a].", shown("a"), "en", "See Figure 1."),
        ("See [@fig:a].", shown("a", "b"), "en", "See Figure 1. See also Figure 2."),
        ("见[@fig:a]。", shown("a", "b"), "zh", "见图1。另见图2。"),
        ("增长（[@fig:a]）。", shown("a", "b"), "zh", "增长（图1）。另见图2。"),
        ("It grows (by half).", shown("a"), "en", "It grows (by half). See Figure 1."),
        ("It grows (by half)", shown("a"), "en", "It grows (by half) (Figure 1)"),
    ],
)
def test_the_paragraph_before_an_exhibit_refers_to_it(read, text, figures, language, expected):
    assert paragraphs(read, text, figures, language=language)[0] == expected


def test_without_a_paragraph_a_line_of_its_own(read):
    assert paragraphs(read, "## Section\n\n- a list", shown("a", "b")) == [
        "See Figure 1, Figure 2."
    ]


def test_a_paragraph_of_the_section_before_is_not_used(read):
    said = paragraphs(read, "Before.\n\n## Section", shown("a"))
    assert said == ["Before.", "See Figure 1."]


def test_the_brief_numbers_nothing_and_is_not_added_to(read):
    brief = markdown("# Verdict", "A paragraph.")
    brief.cells += code(*shown("hero")).cells
    brief.metadata["publisher"] = {"part": "brief"}
    body = markdown("# Body", "It grows.")
    body.cells += code(*shown("a")).cells
    made = read(brief, body)
    first, second = (one.main for one in made.chapters)
    assert first.findtext("p") == "A paragraph."
    assert first.find(".//span[@class='number']") is None
    assert second.find(".//figcaption/b/span").text == "Figure 1"
