"""Formulas in a line of plain text."""

from __future__ import annotations

import pytest

import publisher
from publisher import linear

from .odd import markdown


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


def test_cards_are_labelled_by_words_and_not_by_tex(read):
    made = read(markdown("| $\\mathrm{Var}(X)$ | b *c* |\n|--|--|\n| 1 | 2 |"))
    page = publisher.page(made)
    assert "--c1:'Var(X)';--c2:'b c'" in page
