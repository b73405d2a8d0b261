"""Formulas, translated in one run of pandoc."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path

import pytest
import typst
from lxml import etree, html

from publisher import docx, formulas, mathematics, press
from publisher.document import Document
from publisher.dollars import formula
from publisher.formulas import Formula
from publisher.glyphs import Fonts
from publisher.typst_tree import equation

from .odd import HOSTILE_TEX, markdown

#: What notebooks write, an expression a line.
TEX = Path(__file__).with_name("tex.txt").read_text("utf-8").splitlines()
#: What pandoc cannot read of these.
UNREAD = ["\\limsup\\liminf\\varlimsup\\injlim", "a#b"]


def sets(source: str, fonts: Fonts) -> bool:
    """Whether Typst sets a source."""
    with press.press(fonts) as set_by:
        set_by.write(source)
        try:
            return bool(set_by.pngs(press.PIXELS_PER_INCH))
        except typst.TypstError:
            return False


def translated(*sources: tuple[str, bool]) -> list[formulas.Translation]:
    page = "".join(formula(tex, alone) for tex, alone in sources)
    return list(formulas.translated([html.fromstring(f"<main>{page}</main>")]).values())


def test_both_languages_of_formulas():
    [one, two] = translated(("x^2", False), ("\\frac{1}{2}", True))
    assert "<msup>" in one.mathml and one.typst == "attach(x, tr: 2)"
    assert 'display="block"' in two.mathml and two.typst == "frac(1, 2)"


def test_typst_sets_what_pandoc_reads():
    done = dict(zip(TEX, translated(*((tex, False) for tex in TEX)), strict=True))
    assert [tex for tex, one in done.items() if not one.typst] == UNREAD
    said = [equation(Formula(tex, False), one.typst) for tex, one in done.items() if one.typst]
    templates = '#import "brief.typ": *\n'  # their names are none of a formula's
    assert sets(templates + "".join(said), Fonts()), [
        one for one in said if not sets(templates + one, Fonts())
    ]


@pytest.mark.parametrize(
    "tex",
    [
        "\\sqrt{\\langle x^2\\rangle-\\langle x\\rangle^2}",
        "\\frac{\\langle E^2\\rangle-\\langle E\\rangle^2}{k_BT^2}",
        "O(n),\\ \\lfloor\\log_2n\\rfloor",
        "\\bigl\\langle x\\bigr\\rangle^2",
        "\\overset{a}{\\langle}x\\rangle",
        "\\sqrt{\\lceil x}\\rceil",
        "\\sqrt{⟦x}⟧^2",
        "\\left\\langle\\frac12\\right.",
    ],
)
def test_brackets_need_no_partner_within_a_call(tex):
    [one] = translated((tex, True))
    said = f'#import "brief.typ": *\n{equation(Formula(tex, True), one.typst)}'
    assert one.typst and sets(said, Fonts())


@pytest.mark.parametrize(
    "tex",
    [
        "^{14}C \\\\ x",
        "\\begin{array}{cc}'a & b\\\\ \\hline ^2 & _3\\end{array}",
        "\\begin{array}{c}\\hline\\end{array}",
        "\\begin{pmatrix}\\hline\\end{pmatrix}",
    ],
)
def test_scripts_of_nothing_and_rows_of_nothing_are_set(tex):
    [one] = translated((tex, True))
    said = equation(Formula(tex, True), one.typst)
    assert sets(f'#import "brief.typ": *\n{said}', Fonts())
    assert mathematics.TOLD not in one.mathml + mathematics.for_word(one.mathml)


def test_a_formula_that_cannot_be_handled_costs_no_other_one(read):
    made = read(markdown("$\\hline$ and $\\frac{\\hline}{b}$ and $x$"))
    assert [one.tag for one in made.chapters[0].main.iter("code", "span")] == ["code"] * 2 + [
        "span"
    ]
    assert len(made.notices.texts) == 2


MATRIX = "mat(delim: #none, column-gap: #0.8em, row-gap: #0.35em, {})"


@pytest.mark.parametrize(
    ("tex", "typst"),
    [
        ("A\\cap B", "A∩B"),
        ("xy2z", "x y 2 z"),
        ("\\sin x, \\operatorname{Var}y", 'op("sin")x\\,op("Var")y'),
        ("\\mathrm{S\\&P} \\#_\\$", "upright(S)upright(\\&)upright(P)attach(\\#, br: \\$)"),
        ("\\text{a\\&b \\# /**/}", '"a&b # \\u{2f}**\\u{2f}"'),
        ("\\mathbf{Ab}\\boldsymbol{x}", '"𝐀𝐛"𝒙'),
        ("\\Gamma\\mathbb{R}", "upright(Γ)ℝ"),
        ("\\bar{x}\\overline{xy}\\hat{x}", 'accent(x, #"‾")overline(x y)accent(x, #"\u0302")'),
        ("\\|x\\|_2", 'class("normal", ‖)x attach(class("normal", ‖), br: 2)'),
        ("\\left|x\\right|", "lr(\\|x\\|)"),
        ("\\left(a\\middle|b\\right.", "lr(\\(a mid(\\|)b)"),
        ("\\bigl(x", 'class("opening", lr(size: #(120% * 1em), \\())x'),
        ("\\sum_i^n \\sum\\limits_i", "attach(∑, br: i, tr: n)attach(limits(∑), b: i)"),
        ("\\xrightarrow{f}", "attach(stretch(→), t: f)"),
        ("\\overset{a}{=}", "attach(limits(\\=), t: a)"),
        ("\\binom nk \\sqrt[3]{x}", "binom(n, k)root(3, x)"),
        ("\\cancel{x}\\phantom{y}", "cancel(x)#hide($y$)"),
        ("\\tfrac12 {}^2 \\sqrt{}", 'inline(frac(1, 2))attach("", tr: 2)sqrt("")'),
        ("p\\!=\\!5", "scripts(p#h(-0.167em))\\=scripts(#h(-0.167em)5)"),
        ("f\\!\\left(x\\right)", "f lr(\\(x\\))"),
        ("x\\!", "scripts(x#h(-0.167em))"),
        ("√2", "\\√2"),
        ("y,\\ \\ln x", 'y\\,class("large", #h(0.222em)op("ln"))x'),
        ("x\\,\\mathrm{d}x", "scripts(x#h(0.167em))upright(d)x"),
    ],
)
def test_what_stands_in_typst(tex, typst):
    [one] = translated((tex, False))
    assert one.typst == typst


#: Functions → what is read of them, with a bar for each gap beside a name.
PARTED = {
    "y,\\ \\ln x": "y,ln|x",
    "2\\log p(x)": "2|log|p(x)",
    "\\log(x)\\det A": "log(x)|det|A",
    "\\sin x\\cos^2 x": "sin|x|cos2|x",
    "\\log\\left(x\\right)": "log(x)",
    "\\lim_{a\\to0} f": "lima→0|f",
    "\\sum_i\\log\\log 1.5": "∑ilog|log|1.5",
    "a\\bmod n": "amodn",
    "\\text{if }\\max x": "ifmax|x",
    "\\ln-x": "ln−x",
}


def test_names_of_functions_are_parted_from_what_stands_beside_them(read):
    made = read(markdown(*(f"${one}$" for one in PARTED)))
    pages = [etree.fromstring(one.mathml) for one in made.formulas.values()]
    for gap in (gap for page in pages for gap in page.iterfind(".//*[@width='0.167em']")):
        gap.text = "|"
    shown = ["".join(page[0][0].itertext()) for page in pages]
    office = ["".join(etree.fromstring(one).itertext()) for one in in_word(made)]
    # Signs of sums, and brackets that grow, are none of the text of Word.
    for said in (shown, [one.replace("\u2009", "|") for one in office]):
        for one, parted in zip(said, PARTED.values(), strict=True):
            assert re.sub(r"[\s()∑\u2061\u200b]", "", one) == re.sub("[()∑]", "", parted)


@pytest.mark.parametrize(
    ("older", "now"),
    [
        ("{\\rm Var} {\\bf x} {\\cal L}", "\\mathrm{Var} \\mathbf{x} \\mathcal{L}"),
        ("a + {x \\over y^{2}}", "a + \\frac{x}{y^{2}}"),
        ("x_{1} \\over y", "\\frac{x_{1}}{y}"),
        ("{n \\choose k}", "\\binom{n}{k}"),
        ("\\pmatrix{a & b \\cr c & d}", "\\begin{pmatrix}a & b \\\\ c & d\\end{pmatrix}"),
        ("\\cases{a & b}", "\\begin{cases}a & b\\end{cases}"),
        ("\\begin{dcases}a & b\\end{dcases}", "\\begin{cases}a & b\\end{cases}"),
        ("\\textcolor{red}{x}y", "{x}y"),
        ("n\\choose2", "\\binom{n}{2}"),
        ("a \\over {b \\over c}", "\\frac{a}{\\frac{b}{c}}"),
        ("x_{a \\atop b}", "x_{\\substack{a\\\\b}}"),
        ("\\rm abc + {\\bf x}", "\\mathrm{abc + \\mathbf{x}}"),
        ("x {a \\rm b}", "x {a \\mathrm{b}}"),
        ("a=b \\\\ {c} = d \\\\", "\\begin{gathered}a=b\\\\c=d\\end{gathered}"),
        ("a&=b \\\\[2pt] c&=d", "\\begin{aligned}a&=b\\\\c&=d\\end{aligned}"),
        ("\\{ \\\\ \\binom a&", "\\begin{aligned}\\{ \\\\ \\binom a&\\end{aligned}"),
        ("\\mathbf1\\mathbf x", "\\mathbf{1}\\mathbf{x}"),
        ("<x,y>=1", "\\lt x,y\\gt =1"),
        ("\\mathbfit{x}\\mathbfcal{X}", "\\boldsymbol{x}\\mathbfscr{X}"),
    ],
)
def test_older_tex_is_read(older, now):
    assert_same(older, now)


#: What pandoc does not read → what it does.
OF_PACKAGES = {
    "\\dbinom{n}{k}\\tbinom nk": "\\binom{n}{k}\\binom nk",
    "\\cfrac{1}{1+\\cfrac[l]{x}{2}}": "\\dfrac{1}{1+\\dfrac{x}{2}}",
    "\\bra{\\psi}\\ket\\phi": "\\langle\\psi\\rvert\\lvert\\phi\\rangle",
    "\\braket{a|b}": "\\langle a|b\\rangle",
    "\\Bra{a}\\Ket{b}": "\\left\\langle a\\right|\\left|b\\right\\rangle",
    "\\Braket{c}": "\\left\\langle c\\right\\rangle",
    "\\smash{x}\\smash[b]{y}": "x y",
    "\\sqrt{\\mathstrut x\\vphantom{y}}": "\\sqrt{x}",
    "a\\kern2pt b\\kern -1em c": "a\\hspace{2pt} b\\hspace{-1em} c",
    "\\kern 3mu c\\mkern3mu d\\hspace*{1em}": "\\mspace{3mu} c\\mspace{3mu} d\\hspace{1em}",
    "\\genfrac{}{}{}{1}{a}{b}": "\\frac{a}{b}",
    "\\begin{pmatrix*}[r]1\\\\2\\end{pmatrix*}": "\\begin{pmatrix}1\\\\2\\end{pmatrix}",
    "\\begin{aligned}[t]a&=b\\end{aligned}": "\\begin{aligned}a&=b\\end{aligned}",
    "\\begin{gathered} [c]a\\end{gathered}": "\\begin{gathered}a\\end{gathered}",
    "\\begin{array}[b]{c|c}a&b\\end{array}": "\\begin{array}{c|c}a&b\\end{array}",
    "\\begin{matrix}[b]&a\\end{matrix}": "\\begin{matrix}{[b]}&a\\end{matrix}",
    "\\begin{rcases}a&b\\end{rcases}": "\\left.\\begin{array}{ll}a&b\\end{array}\\right\\}",
    "\\textnormal{a b}\\Bbb R": "\\text{a b}\\mathbb{R}",
    "\\operatornamewithlimits{argmax}_x": "\\operatorname*{argmax}_x",
    "\\varlimsup_n\\varliminf": "\\operatorname*{\\overline{lim}}_n\\operatorname*{\\underline{lim}}",
    "\\bigl. x\\Bigr .": "x",
    "\\S 3\\P\\copyright\\surd 5\\degree": "§3¶©√5°",
    "\\text{\\textbf{a} b \\emph{c}}": "\\textbf{a}\\text{ b }\\textit{c}",
}


def test_what_packages_of_latex_offer_is_read_in_each_format(read):
    made, same = (
        read(markdown(*(f"${one}$" for one in each)))
        for each in zip(*OF_PACKAGES.items(), strict=True)
    )
    assert not made.notices.texts
    assert list(map(seen, made.formulas.values())) == list(map(seen, same.formulas.values()))
    assert in_word(made) == in_word(same)


def in_word(made: Document) -> list[bytes]:
    """The formulas of a document as Word has them."""
    with zipfile.ZipFile(io.BytesIO(docx(made))) as file:
        body = etree.fromstring(file.read("word/document.xml"))
    return [etree.tostring(one, with_tail=False) for one in body.iter("{*}oMath")]


def seen(found: formulas.Translation) -> tuple[str, str]:
    """What is seen of a formula, without the TeX that it was."""
    return found.typst, re.sub("<annotation.*?</annotation>", "", found.mathml)


@pytest.mark.parametrize(
    "own",
    [
        "\\newcommand{\\P}{y}",
        "\\renewcommand\\P{y}",
        "\\def\\P{y}",
        "\\DeclareMathOperator{\\P}{y}",
        "\\newcommand{\\P}[1][]{y}",
    ],
)
def test_a_definition_of_the_author_goes_before_that_of_a_package(own):
    before, after = translated(("\\P", False), (f"{own}\\P", False))
    assert before.typst == "¶" and "y" in after.typst and "¶" not in after.typst


@pytest.mark.parametrize(
    ("tex", "braced"),
    [
        ("\\int_0^12x\\,dx", "\\int_{0}^{1}{2}x\\,dx"),
        ("\\sum_{i=0}^32^i", "\\sum_{i=0}^{3}{2}^i"),
        ("x_1^24ac", "x_{1}^{2}{4}ac"),
        ("x^ 23y^2.5", "x^{2}{3}y^{2}{.5}"),
        ("\\newcommand{\\s}{x^23}\\s", "x^{2}{3}"),
        ("x^{12}\\_12", "x^{{12}}\\_{12}"),
        ("\\frac12", "\\frac{1}{2}"),
    ],
)
def test_a_script_is_one_digit_where_no_braces_hold_more(tex, braced):
    assert_same(tex, braced)


@pytest.mark.parametrize(
    ("tex", "said"),
    [
        ("\\text{x^23 y_12}", "x^23 y_12"),
        ("\\text{5\\% level}", "5% level"),
        ("\\mbox{a\\& b\\# \\$ c}", "a& b# $ c"),
        ("\\textbf{b\\% c}", "𝐛% 𝐜"),
    ],
)
def test_words_of_a_formula_stand_as_typed(tex, said):
    [one] = translated((tex, False))
    assert etree.fromstring(one.mathml).findtext(".//{*}mtext") == said


def assert_same(older, now):
    [one, other] = (done for tex in (older, now) for done in translated((tex, False)))
    assert one.typst == other.typst != ""


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ("a&=b", "display(a) & display(\\=b)"),
        ("a&=b\\\\&=d", 'display(a) & display(\\=b); display("") & display(\\=d)'),
        ("a&=b&c&=d", "display(a) & display(\\=b), display(c) & display(\\=d)"),
        ("\\text{(}&=b", 'display("(") & display(\\=b)'),
    ],
)
def test_an_alignment_has_no_gap_at_its_signs(row, cells):
    [one] = translated((f"\\begin{{aligned}}{row}\\end{{aligned}}", True))
    assert one.typst == f"display(mat(delim: #none, column-gap: #2em, row-gap: #0.6em, {cells}))"
    assert 'displaystyle="true"' in one.mathml


def test_definitions_hold_from_where_they_stand_and_are_not_shown(read):
    made = read(markdown("$\\R$", "$\\newcommand{\\R}{\\mathbb{R}}$", "$\\R^2$"))
    before, after = made.formulas.values()
    assert "ℝ" not in before.mathml and "ℝ" in after.mathml
    assert [one.text_content() for one in made.chapters[0].main] == ["$\\R$", "\\R^2"]


@pytest.mark.parametrize(
    "block",
    [
        '<div style="display:none">${}$</div>',
        '<div style="display: none">\n\n$$\n{}\n$$\n\nwords\n\n</div>',
        "<span hidden>\\\\({}\\\\)</span>",
        "text <span hidden>words ${} + 1$</span> and <span hidden>$x$</span>",
        "<div hidden><p>words <span hidden>${}$</span></p></div>",
        "<details><p hidden>${}$</p></details>",
    ],
)
def test_definitions_in_what_is_hidden_hold_and_nothing_of_it_is_shown(block, read):
    macros = (
        "\\newcommand{\\R}{\\mathbb{R}}\\def\\b#1{\\mathbf{#1}}\\DeclareMathOperator{\\opt}{Opt}"
    )
    made = read(markdown(block.replace("{}", macros), "$\\R$ $\\b{x}$ $\\opt$"))
    assert ["ℝ" in one.mathml or "Opt" in one.mathml for one in made.formulas.values()] == [
        True,
        False,
        True,
    ]
    said = "".join(one.text_content() for one in made.chapters[0].main)
    assert "words" not in said and "command" not in said and "+ 1" not in said
    assert not made.notices.texts


def test_definitions_that_grow_without_end_are_shown_as_typed(read, monkeypatch):
    tex = "\\newcommand{\\a}{\\b\\b}\\newcommand{\\b}{\\a\\a}"
    monkeypatch.setattr(formulas, "MOST_SECONDS", 0.01)
    made = read(markdown(f"${tex}\\a$"))
    assert list(made.formulas.values()) == [formulas.NOTHING]
    assert made.notices.texts[0].startswith("TeX that cannot be read is shown as typed: ")


@pytest.mark.parametrize(
    "tex",
    [
        "\\frac{1}{",
        "{",
        "\\unknown{x}{",
        "\\mathbfodd{x}",
        "{\\rmodd x}",
        "\\begin{cases} 1",
        "\\ce{H2O",
    ],
)
def test_what_pandoc_cannot_read_is_empty_and_spoils_no_other(tex):
    bad, good = translated((tex, False), ("y", False))
    assert "<mi>y</mi>" in good.mathml
    assert bad == formulas.NOTHING


@pytest.mark.parametrize(
    ("tex", "typst"),
    [
        ("\\begin{equation}\\label{a} x \\tag{1}\\end{equation}", 'x#h(2em)"(1)"'),
        ("x \\tag*{A}", 'x#h(2em)"A"'),
        ("x \\nonumber\\notag", "x"),
    ],
)
def test_equations_keep_the_numbers_that_their_author_gave(tex, typst):
    [one] = translated((tex, True))
    assert one.typst.strip() == typst
    assert "<mi>x</mi>" in one.mathml and "label" not in one.mathml


def test_rows_that_are_gathered_are_displays_and_those_of_a_matrix_are_not():
    page = [("\\frac12\\\\b", True), ("\\begin{matrix}\\frac12\\\\b\\end{matrix}", True)]
    gathered, matrix = translated(*page)
    assert "display(frac(1, 2)); display(b)" in gathered.typst and "(b)" not in matrix.typst
    assert 'displaystyle="true"' in gathered.mathml and "displaystyle" not in matrix.mathml


ROWS = f"display({MATRIX.format('a, b; c, d')})"
SIDES = f"display({MATRIX.format('a &, & b; c &, & d')})"
RULED = "augment: #(vline: ({}), hline: ({}), stroke: 0.5pt), a, b; c, d"


@pytest.mark.parametrize(
    ("tex", "typst"),
    [
        ("x = \\begin{matrix}a&b\\\\c&d\\end{matrix} + 1", f"x\\={ROWS}\\+1"),
        ("\\begin{Bmatrix}a&b\\\\c&d\\end{Bmatrix}", f"lr(\\{{{ROWS}\\}})"),
        ("\\begin{array}{rl}a&b\\\\c&d\\end{array}", SIDES),
        ("\\left.\\begin{array}{cc}a&b\\\\c&d\\end{array}\\right\\}", f"lr({ROWS}\\}})"),
        (
            "\\begin{cases}a\\\\b\\end{cases}",
            f"lr(\\{{display({MATRIX.format('& a; & b')}))",
        ),
        (
            "x_{\\begin{smallmatrix}a\\\\b\\end{smallmatrix}}",
            f"attach(x, br: {MATRIX.format('a; b')})",
        ),
        (
            "\\begin{array}{c|c}a&b\\\\\\hline c&d\\end{array}",
            f"display(lr({MATRIX.format(RULED.format('1, ', '1, '))}))",
        ),
        (
            "\\begin{array}{|cc|}\\hline a&b\\\\c&d\\\\\\hline\\end{array}",
            f"display(underline(overline(lr(\\|{MATRIX.format(RULED.format('', ''))}\\|))))",
        ),
    ],
)
def test_rows_stand_between_what_encloses_them_and_keep_their_rules(tex, typst):
    [one] = translated((tex, True))
    assert one.typst == typst


def test_a_browser_draws_the_rules_of_an_array_and_parts_its_columns():
    [one] = translated(("\\begin{array}{r|l}a&b\\\\\\hline c&d\\end{array}", True))
    styles = [cell.get("style") for cell in etree.fromstring(one.mathml).iter("{*}mtd")]
    assert ["border-left" in style for style in styles] == [False, True, False, True]
    assert ["border-top" in style for style in styles] == [False, False, True, True]
    assert all("padding: .2em .4em" in style for style in styles)
    assert "\\hline c" in one.mathml and mathematics.TOLD not in one.mathml


def test_a_formula_is_read_with_the_definitions_that_it_uses_and_no_others(monkeypatch):
    sent, run = [], formulas.subprocess.run

    def recorded(command, **options):
        sent.extend(json.loads(options["input"]))
        return run(command, **options)

    monkeypatch.setattr(formulas.subprocess, "run", recorded)
    macros = "\\def\\b{y}\\newcommand{\\a}[1]{#1\\b}\\newcommand{\\other}{z}"
    [one, two, three] = translated(
        (f"{macros}\\a{{x}}", False), ("\\renewcommand\\b{w}\\b", False), ("c", False)
    )
    assert [text.count("other") for text in sent] == [0, 0, 0]
    assert [text.count("{y}") for text in sent] == [1, 1, 0]
    assert [one.typst, two.typst, three.typst] == ["x y", "w", "c"]


def test_no_formula_reads_a_file_or_runs(read):
    made = read(markdown(HOSTILE_TEX))
    said = "".join(one.mathml + one.typst for one in made.formulas.values())
    assert "root:" not in said
    assert "href" not in said
    assert "<math" in said


def test_no_formula_no_pandoc(monkeypatch):
    monkeypatch.setattr(formulas.subprocess, "run", None)
    assert formulas.translated([html.fromstring("<main><span>x</span></main>")]) == {}


def test_keys():
    assert formulas.formula(html.fromstring(formula(" x ", True))) == Formula("x", True)


def test_many_formulas_are_each_as_alone():
    sources = [
        ("x^2", True),
        ("{", False),
        ("\\text{a \\# $b$}", False),
        ("", True),
        ("a < b", False),
    ]
    assert translated(*sources) == [one for source in sources for one in translated(source)]


@pytest.mark.parametrize(
    ("tex", "drawn"),
    [
        ("\\begin{vmatrix}a\\end{vmatrix}", '<mo stretchy="true" form="prefix" {}>|</mo>'),
        ("\\left\\|a\\right\\|", '<mo stretchy="true" form="postfix" {}>\u2016</mo>'),
        ("\\sqrt x", '<msqrt><mspace width="0.1em"/><mi>x</mi></msqrt>'),
        ("f''", '<mrow><mi>f</mi><mo lspace="0.1em" rspace="0">\u2033</mo></mrow>'),
        ("x^2", "<msup><mi>x</mi><mn>2</mn></msup>"),
    ],
)
def test_browsers_without_a_font_of_mathematics_draw_bars_primes_and_roots(tex, drawn):
    [one] = translated((tex, True))
    assert drawn.format('lspace="0.1em" rspace="0.1em"') in formulas.for_browsers(one.mathml)
