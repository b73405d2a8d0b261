"""Formulas of Markdown, prices, and code with dollars in it."""

from __future__ import annotations

import pytest
from lxml import html

import publisher
from publisher import safety
from publisher.dollars import Formulas
from publisher.markdown import Markdown

from .odd import markdown
from .seconds import times_as_much


def tree(source: str) -> html.HtmlElement:
    return safety.tree(Markdown().html(source, 1))


def formulas(source: str) -> list[str | None]:
    return [one.text for one in tree(source).iter("span") if safety.is_formula(one)]


@pytest.mark.parametrize(
    "source",
    [
        "The code `a` costs US$100 and reads `$HOME` always.",
        "US$100 for `a_$b` now. And `x` costs $5. Use `$PATH` then `$HOME`.",
        "``a ` $b`` and `$c`",
        "raw <code>$HOME and $PATH</code>, <kbd>$x$</kbd>",
        "```\n$a$\n```",
        "~~~sh\necho $a$ `x\n~~~",
        "> ```\n> $a$\n> ```",
        "- ```\n  $a$ $b$\n  ```",
        "text\n\n    $a$ and $$b$$",
        "`$$` is this process, `$$`",
        "$$ for `code$$`",
        "<pre>$x$\n\n$y$</pre>",
    ],
)
def test_code_goes_before_dollars(source):
    assert not formulas(source)
    assert tree(source).text_content().count("$") == source.count("$")


@pytest.mark.parametrize(
    "source",
    [
        "- costs $5\n- costs $6",
        "- $x\n- $y",
        "- 5$\n- 6$",
        "costs $5 and $6",
        "US$ $5",
        "$$$ and $$$",
        "\\$5 and 6$",
        "$a\n\n- b$",
        "US$4,000 or $3.5M, and 5$ or 10$",
        "In shell use $HOME and $PATH",
        "mtcars$mpg vs mtcars$cyl",
        "-$5 to -$3 and $-5 to $-3",
        "$.50 and $.75",
        "BTC $60,000; $TSLA and $AAPL",
        "Restaurants: $, $$, $$$ and $$$$",
        "Cheap ($) versus dear ($$$)",
        "$5–$6",
        "df$x); lm(df$y ~ df$x)",
        "$PATH:$HOME/bin",
        "${VAR} and $(cmd)",
        "$A$1:$A$10",
        "50$, 60$ or 70$",
        "3 M$, 4 M$",
        "1$–2$",
        "$/€ and €/$",
        "($k) and ($M)",
        "price [$/kg] and [$/l]",
        "rated $$ to $$$.",
        "> a US$\n>\n> b US$",
    ],
)
def test_a_price_is_no_formula(source):
    assert not formulas(source)
    assert tree(source).text_content().count("$") == source.count("$")


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("- revenue ($)\n- profit ($)\n- staff", ["li"] * 3),
        ("- 5 US$\n- 6 US$\n  1. b US$", ["li"] * 3),
        ("| price ($) | x |\n|--|--|\n| a US$ | y |\n| b US$ | z |", ["th"] * 2 + ["td"] * 4),
        ("US$:\n| a | US$ | US$ |\n|--|--|--|", ["th"] * 3),
        ("- a|b US$\n  --|--\n  c|d US$", ["li", "th", "th", "td", "td"]),
        ("> a ($)\n> b ($)", []),
        ("**price** ($) and **cost** ($)", ["strong"] * 2),
        ("`a_b` ($) and *x_y* ($)", ["code", "em"]),
    ],
)
def test_dollars_do_not_pair_across_items_cells_and_units(source, shown):
    page = tree(source)
    assert not formulas(source) and page.text_content().count("$") == source.count("$")
    assert [one.tag for one in page.iter("li", "th", "td", "strong", "em", "code")] == shown


@pytest.mark.parametrize("sign", ["+ ", "- ", "* ", "# ", "> ", "1. ", "1) ", "    ", "```", "---"])
@pytest.mark.parametrize(
    ("source", "tex"),
    [
        ("The slope is $a\n{}b$ here.", "a\n{}b"),
        ("mid-sentence $$a\n{}b$$ here.", "a\n{}b"),
        ("text \\begin{{align}}a\n{}b\\end{{align}} here", "\\begin{{align}}a\n{}b\\end{{align}}"),
        ("text \\\\[a\n{}b\\\\] here", "a\n{}b"),
        ("> text \\\\(a\n> {}b\\\\) here", "a\n{}b"),
        ("1. > text $$a\n{}b$$ here", "a\n{}b"),
    ],
)
def test_a_formula_goes_on_whatever_its_next_line_begins_with(source, tex, sign):
    page = tree(source.format(sign))
    assert formulas(source.format(sign)) == [tex.format(sign)]
    assert len(list(page.iter("p", "h1", "h2", "pre"))) == 1 and len(list(page.iter("li"))) < 2


@pytest.mark.parametrize(
    ("source", "tex"),
    [
        ("$ x $ and $y $", ["x", "y"]),
        ("costs \\$5, $x$ does not", ["x"]),
        ("costs $5 or $x$", ["x"]),
        ("价格为$5元，变量$x$", ["x"]),
        ("费用$5（约$x$元）", ["x"]),
        ("about $\\sim$5 and 50$\\%$", ["\\sim", "\\%"]),
        ("1$\\times$10$^{-3}$ and 5$\\times$10$^{-3}$ M", ["\\times", "^{-3}"] * 2),
        ("$\\alpha$1 b2$\\beta$; 10$M_\\odot$", ["\\alpha", "\\beta", "M_\\odot"]),
        (
            "$产量 = 5$, $a + b$, $-$, $2 n$ and $x in A$",
            ["产量 = 5", "a + b", "-", "2 n", "x in A"],
        ),
        ("$\\text{a $b$ c}$", ["\\text{a $b$ c}"]),
        ("$a<b$ and $<x>$", ["a<b", "<x>"]),
        ("$a$$b$", ["a", "b"]),
        ("> $$\n> a\n> > b\n> $$", ["a\n> b"]),
        ("$$a\\$ \\text{$b$}\\\\$$ c", ["a\\$ \\text{$b$}\\\\"]),
        ("`a` $x$ `b` $y$", ["x", "y"]),
        ("unclosed ` and $x$", ["x"]),
        ("```\n$a$\n```\n$b$", ["b"]),
        ("[$a$](#b)", ["a"]),
        ("<td>a$</td><td>$x$ $y&lt;z$</td>", ["x", "y<z"]),
        ("$\\text{``a''}$", ["\\text{``a''}"]),
        ("is 5 ($) and **sd** ($\\sigma$) 6 ($)", ["\\sigma"]),
        ("| $|x|$ | b |\n|--|--|\n| `$|y` | $a|b$ ($) |", ["|x|", "a|b"]),
        ("> $|x|$|$y$\n> -|-\n> $$|z|$$|$5", ["|x|", "y", "|z|"]),
        ("- The slope is $a\n  - b$ here\n- ($x\n- $y$)", ["a\n  - b", "y"]),
        ("$$x\ny$$ | b $c$\n-|-\n`z`|$d$", ["x\ny", "c", "d"]),
        ("- x\n\nThe slope is $a\n- b$ here", ["a\n- b"]),
        ("(in $[0, 1[$) and P($X) = x$ [in $]0, 1[$a]", ["[0, 1[", "X) = x", "]0, 1["]),
        ("f($x)$ and $x\\in]0,1[$, $a$-$b$", ["x)", "x\\in]0,1[", "a", "b"]),
    ],
)
def test_what_is_a_formula(source, tex):
    assert formulas(source) == tex


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("[a](https://e.org/$x$)", 'href="https://e.org/$x$"'),
        ("![$a<b$](data:,)", 'alt="$a&lt;b$"'),
        ('<a title="$x$" href="#b">c</a>', 'title="$x$"'),
    ],
)
def test_in_addresses_and_descriptions_a_formula_is_as_typed(source, shown):
    assert shown in Markdown().html(source, 1)


def test_signs_that_stand_for_formulas_are_no_text():
    assert "y" not in Markdown().html("\ufdd00\ufdd1 [b](%EF%B7%900%EF%B7%91) $x$", 1)
    assert Formulas().typed("a") == "a"


@pytest.mark.parametrize(
    "piece",
    [
        "$a ",
        "$$ ",
        "$",
        "`",
        "` `` ",
        "\\begin{a}",
        "\\\\(",
        "$\\text{",
        "$`a` ",
        "- ",
        "> ",
        "\n$a",
        "($) ",
        "- $a\n",
        "- $a\n  $b$ ",
        "|$a|b$|\n|-|-|\n",
    ],
)
def test_the_time_grows_with_the_text(piece):
    def text(size: int):
        return lambda: Formulas().taken_out(piece * size)

    assert times_as_much(text, 4_000, 32_000) < 24


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("costs $5\\frac{ $ now", "costs $5\\frac{ $ now"),
        ("$\\frac{$", "$\\frac{$"),
        ("$$\n\\frac{\n$$", "$$ \\frac{ $$"),
        ("\\\\(\\frac{\\\\)", "\\\\(\\frac{\\\\)"),
        ("\\begin{align}{\\end{align}", "\\begin{align}{\\end{align}"),
        ("> $$\n> {\n> $$", "$$ { $$"),
    ],
)
def test_what_is_no_formula_to_anybody_is_as_typed(source, shown, read):
    made = read(markdown(source))
    main = made.chapters[0].main
    assert " ".join(main.text_content().split()) == shown
    assert main.find(".//code") is not None and len(made.notices.texts) == 1
    assert "data-typed" not in publisher.page(made)
