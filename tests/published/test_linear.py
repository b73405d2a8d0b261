"""Formulas in a line of plain text."""

from __future__ import annotations

import pytest
from lxml import etree

import publisher
from publisher import linear, word, word_parts

from .odd import markdown
from .test_word import body


@pytest.mark.parametrize(
    ("tex", "line"),
    [
        ("\\mathrm{Var}(X)", "Var(X)"),
        ("\\frac{a+b}{2}", "(a+b)/2"),
        ("x_1^2", "x_1^2"),
        ("e^{-x}", "e^(−x)"),
        ("\\sqrt{x}", "√x"),
        ("\\sqrt[3]{ab}", "3√ab"),
        ("\\text{a b}", "a b"),
        ("\\sum_{i=1}^n i", "∑_(i=1)^ni"),
    ],
)
def test_the_signs_of_a_formula(tex, line, read):
    [made] = read(markdown(f"${tex}$")).formulas.values()
    assert "".join(linear.text(made.mathml).split()) == "".join(line.split())


@pytest.mark.parametrize(
    ("tex", "line"),
    [
        ("\\beta_1^2", "β_1^2"),
        ("\\frac{a+b}{2}", "(a+b)/2"),
        ("\\sum_{i=1}^n x", "∑_(i=1)^nx"),
        ("\\prod_i x", "∏_ix"),
        ("\\int x", "∫x"),
        ("\\sqrt[3]{ab}", "3√ab"),
        ("\\mathrm{Var}(X)", "Var(X)"),
        ("\\hat{x}", "x\u0302"),
        ("\\bar{x}", "x\u0304"),
        ("e^{-x}", "e^(−x)"),
        ("\\text{a b}", "a b"),
        ("\\frac{", "$\\frac{$"),
    ],
)
def test_the_contents_of_a_word_file_have_the_signs_of_headings(tex, line, read):
    heads = (f"## One ${tex}$ and `fit()`", "## A<br>B", "## Two", "## Three")
    root = etree.fromstring(body(word.docx(read(markdown("# T", *heads)))).encode())
    listed = [" ".join(one.itertext()) for one in root.iter(f"{{{word_parts.W}}}hyperlink")]
    assert listed == [f"One {line} and fit()", "A B", "Two", "Three"]


def test_cards_are_labelled_by_words_and_not_by_tex(read):
    made = read(markdown("| $\\mathrm{Var}(X)$ | b *c* |\n|--|--|\n| 1 | 2 |"))
    page = publisher.page(made)
    assert "--c1:'Var(X)';--c2:'b c'" in page
