"""Formulas, translated in one run of pandoc."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from lxml import html

from publisher import formulas, press
from publisher.formulas import Formula
from publisher.glyphs import Fonts
from publisher.markdown import formula
from publisher.typst_tree import equation

from .odd import HOSTILE_TEX, markdown

#: What notebooks write, an expression a line.
TEX = Path(__file__).with_name("tex.txt").read_text("utf-8").splitlines()
#: What pandoc cannot read of these.
UNREAD = ["\\surd", "\\degree", "\\S", "\\P", "\\copyright", "\\thickapprox"]
UNREAD += ["\\binom nk\\dbinom nk", "\\limsup\\liminf\\varlimsup\\injlim", "a#b"]


def translated(*sources: tuple[str, bool]) -> list[formulas.Translation]:
    page = "".join(formula(tex, alone) for tex, alone in sources)
    return list(formulas.translated([html.fromstring(f"<main>{page}</main>")]).values())


def test_both_languages_of_formulas():
    [one, two] = translated(("x^2", False), ("\\frac{1}{2}", True))
    assert "<msup>" in one.mathml and one.typst == "x^2"
    assert 'display="block"' in two.mathml and two.typst.strip() == "1 / 2"


def test_typst_sets_what_pandoc_reads():
    done = dict(zip(TEX, translated(*((tex, False) for tex in TEX)), strict=True))
    assert [tex for tex, one in done.items() if not one.typst] == UNREAD
    said = [equation(Formula(tex, False), one.typst) for tex, one in done.items() if one.typst]
    templates = '#import "brief.typ": *\n'  # their names are none of a formula's
    assert press.sets(templates + "".join(said), Fonts()), [
        one for one in said if not press.sets(templates + one, Fonts())
    ]


@pytest.mark.parametrize(
    ("tex", "typst"),
    [
        ("A\\cap B", "A inter B"),
        ("\\bigotimes", "times.o.big"),
        ("\u29f3", "errorbar.circle.filled"),
        ("\\llbracket x\\rrbracket", "bracket.l.stroked x bracket.r.stroked"),
        ("\\Longrightarrow", "arrow.r.double"),
        ("\\operatorname{sect}\\cap", '"sect" inter'),
        (
            "\\begin{Vmatrix}\\begin{vmatrix}a\\end{vmatrix}\\end{Vmatrix}",
            'mat(delim: "\u2016", mat(delim: "|", a))',
        ),
    ],
)
def test_signs_have_the_names_that_typst_has_for_them_now(tex, typst):
    [one] = translated((tex, False))
    assert one.typst == typst


@pytest.mark.parametrize("row", ["a&=b", "a&=b+c\\\\&=d", "a&=b&c&=d", "\\text{(}&=b&c&=d"])
def test_an_alignment_has_no_gap_at_its_signs(row):
    [one] = translated((f"\\begin{{aligned}}{row}\\end{{aligned}}", True))
    assert "& =" in one.typst and "quad =" not in one.typst


def test_definitions_hold_from_where_they_stand_and_are_not_shown(read):
    made = read(markdown("$\\R$", "$\\newcommand{\\R}{\\mathbb{R}}$", "$\\R^2$"))
    before, after = made.formulas.values()
    assert "ℝ" not in before.mathml and "ℝ" in after.mathml
    assert [one.text_content() for one in made.chapters[0].main] == ["\\R", "\\R^2"]


def test_definitions_that_grow_without_end_are_shown_as_typed(read, monkeypatch):
    tex = "\\newcommand{\\a}{\\b\\b}\\newcommand{\\b}{\\a\\a}"
    monkeypatch.setattr(formulas, "MOST_SECONDS", 0.01)
    made = read(markdown(f"${tex}\\a$"))
    assert list(made.formulas.values()) == [formulas.NOTHING]
    assert made.notices.texts[0].startswith("TeX that cannot be read is shown as typed: ")


@pytest.mark.parametrize(
    "tex", ["\\frac{1}{", "{", "\\unknown{x}{", "\\begin{cases} 1", "\\ce{H2O"]
)
def test_what_pandoc_cannot_read_is_empty_and_spoils_no_other(tex):
    bad, good = translated((tex, False), ("y", False))
    assert "<mi>y</mi>" in good.mathml
    assert bad.typst == "" or bad.mathml


@pytest.mark.parametrize(
    ("tex", "typst"),
    [
        ("\\begin{equation}\\label{a} x \\tag{1}\\end{equation}", 'x #h(2em) upright("(1)")'),
        ("x \\tag*{A}", 'x #h(2em) upright("A")'),
        ("x \\nonumber", "x"),
    ],
)
def test_equations_keep_the_numbers_that_their_author_gave(tex, typst):
    [one] = translated((tex, True))
    assert one.typst.strip() == typst
    assert "<mi>x</mi>" in one.mathml and "label" not in one.mathml


MATRIX = "mat(delim: #none, a, b; c, d)"


@pytest.mark.parametrize(
    ("tex", "typst"),
    [
        ("x = \\begin{matrix}ROWS\\end{matrix} + 1", f"x = {MATRIX} + 1"),
        ("\\begin{array}{c|c}ROWS\\end{array}", MATRIX),
        ("\\left\\lfloor\\begin{array}{cc}ROWS\\end{array}\\right\\rfloor", f"⌊{MATRIX}⌋"),
        ("\\left(\\begin{matrix}ROWS\\end{matrix}\\right)", MATRIX.replace("#none", '"("')),
        ("\\begin{Bmatrix}ROWS\\end{Bmatrix}", MATRIX.replace("#none", '"{"')),
        (
            "\\begin{pmatrix}\\begin{smallmatrix}ROWS\\end{smallmatrix}\\end{pmatrix}",
            f"vec({MATRIX})",
        ),
        (
            "f = \\left\\{\\begin{array}{cc}ROWS\\end{array}\\right. 1",
            'f = cases(delim: "{", a & quad b, c & quad d) 1',
        ),
        ("a \\& b", 'a upright("&") b'),
        ("\\text{a\\&b}", 'upright("a&b")'),
    ],
)
def test_rows_of_a_matrix_are_none_of_the_formula_and_ampersands_are_signs(tex, typst):
    [one] = translated((tex.replace("ROWS", "a&b\\\\c&d"), False))
    assert one.typst == typst
    assert ("{</mo>" in one.mathml) == ('"{"' in typst)


def test_a_formula_is_read_with_the_definitions_that_it_uses_and_no_others(monkeypatch):
    sent, run = [], formulas.subprocess.run

    def recorded(command, **options):
        sent.extend(one["tex"] for one in json.loads(options["input"]))
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
