"""Formulas of a Word file, in Word's own language and as LibreOffice shows them."""

from __future__ import annotations

import re

import pytest

from publisher import word

from .odd import markdown
from .test_typeset import poppler
from .test_word import body, office

#: Signs that LibreOffice puts in place of what it misreads: nothing to the one side of a sign, a
#: bar, an operand that is empty.
MISREAD = "\u00bf\u2228\u2751"
#: What notebooks write → what LibreOffice shows, spaces aside, where nothing stands above another.
LINES = {
    "P(A|B)": "P(A|B)",
    "|x|+\\lvert y\\rvert": "|x|+|y|",
    "||x||": "||x||",
    "f|g": "f|g",
    "[0,1)": "[0,1)",
    "(0,1]": "(0,1]",
    "]0,1[": "]0,1[",
    "x=\\{(a,b]:a<b\\}": "x={(a,b]:a<b}",
    "\\{x|x>0\\}": "{x|x>0}",
    "\\{x": "{x",
    "(a": "(a",
    "a)": "a)",
    "()": "()",
    "=x": "=x",
    "+1=-x\\to-\\infty": "+1=−x→−∞",
    "x=": "x=",
    "A\\setminus B": "A∖B",
    "\\%\\#\\&\\_": "%#&_",
    "a*b": "a*b",
    "\\operatorname{div}F,\\operatorname{or}x": "divF,orx",
    "\\mathbb{E}[X|Y]\\in\\mathbb{R}": "𝔼[X|Y]∈ℝ",
    "\\mathcal{N}(\\mu)": "𝒩(μ)",
    "\\mathbf{x}+\\boldsymbol{\\beta}\\bm{y}": "𝐱+𝜷𝒚",
    "\\mathbf{A}\\mathbf1\\mathbf{\\Sigma}\\mathsf{S}\\mathtt{t}": "𝐀𝟏𝚺𝖲𝚝",
    "\\cancel{x}+y": "x+y",
    '\\text{"a" b}': "”a”b",
    "\\langle a|b\\rangle": "⟨a|b⟩",
}
#: What has more than one line.
HIGH = [
    "(1-p)^{n-k}",
    "(X_i-\\bar X)^2",
    "|x|^2",
    "x^*y_*",
    "A^+B^-C^{\\pm}",
    "\\lim_{x\\to0^+}f(x)",
    "\\lim_{x\\to 0^-}",
    "[x]_+",
    "{}_1F_2",
    "^{14}_6C",
    "\\prod_i^n",
    "x'^2",
    "\\frac{}{2}",
    "\\sqrt{}",
    "x_{}",
    "\\overset{!}{=}",
    "\\underbrace{a+b}_n",
    "\\begin{aligned}a&=b\\\\&=c+d\\end{aligned}",
    "\\begin{aligned}a&=b&c&=d\\\\e&=f&g&\\le h\\end{aligned}",
    "\\begin{split}a&=b\\\\&\\quad+c\\end{split}",
    "\\begin{eqnarray}a&=&b\\\\c&=&d\\end{eqnarray}",
    "\\begin{cases}x,&|x|<1\\\\|x|&\\text{else}\\end{cases}",
    "\\begin{multlined}a+b\\\\+c\\end{multlined}",
]


@pytest.fixture
def written(read):
    def write(*formulas: str) -> bytes:
        return word.docx(read(markdown(*(f"$${one}$$" for one in formulas))))

    return write


def maths(data: bytes) -> list[str]:
    found = re.findall("<m:oMath>.*?</m:oMath>", body(data), re.S)
    return [one.replace("m:", "") for one in found]


@pytest.mark.parametrize(
    ("tex", "part"),
    [
        ("\\tfrac{a+b}{2}c", "<f><fPr/><num>"),
        ("(x)", '<begChr val="("/><sepChr val=""/><endChr val=")"/><grow val="0"/>'),
        ("[0,1)", '<begChr val="["/><sepChr val=""/><endChr val=")"/><grow val="0"/>'),
        ("(x)^2", "<sSup><e><d>"),
        ("((x)y)", "<e><d>"),
        ("\\bar x", '<chr val="\u0304"/>'),
        ("\\underbrace{ab}", '<chr val="\u23df"/><pos val="bot"/><vertJc val="top"/>'),
        ("\\overleftarrow{ab}", '<chr val="\u2190"/><pos val="top"/><vertJc val="bot"/>'),
        ("\\underrightarrow{ab}", '<chr val="\u2192"/><pos val="bot"/><vertJc val="top"/>'),
        ("a|b", '<rPr><lit/><sty val="p"/></rPr><t>|</t>'),
        ("\\mathbb{E}", '<rPr><lit/><sty val="p"/></rPr><t>𝔼</t>'),
        ("\\bm{x}", '<rPr><lit/><sty val="p"/></rPr><t>𝒙</t>'),
        ("\\mathbf{x}_1", "𝐱"),
        ("\\textbf{如果 a}", "如果 a"),
        ("\\cancel{x}", '<hideRight val="1"/><strikeH val="1"/></borderBoxPr>'),
        ("\\xcancel{x}", '<hideRight val="1"/><strikeH val="1"/></borderBoxPr>'),
        ("\\boxed{x}", "<borderBox><e>"),
    ],
)
def test_word_is_told_what_is_meant(tex, part, written):
    [said] = maths(written(tex))
    assert part in said


def test_columns_that_meet_at_signs_are_those_of_a_matrix(written):
    [said] = maths(written("\\begin{aligned}a&=b&c&=d\\\\&=e\\end{aligned}"))
    assert re.findall('<mcJc val="(.*?)"', said) == ["right", "left", "right", "left"]
    rows = [re.findall("<e>(.*?)</e>", row) for row in re.findall("<mr>(.*?)</mr>", said)]
    shown = [[re.sub("<[^>]+>", "", cell) for cell in row] for row in rows]
    assert shown == [["a", "=b", "\u2003c", "=d"], ["\u200b", "=e", "\u2003", "\u200b"]]
    assert "&amp;" not in said


def test_signs_between_two_operands_are_signs_in_libreoffice(written):
    said = maths(written("a+b=-c,d", "a+", "f(x)=1.5"))
    literal = [re.findall("<lit/>.*?<t>(.*?)</t>", one) for one in said]
    assert literal == [[], ["+"], []]


@pytest.mark.slow
def test_libreoffice_shows_what_word_shows(written, tmp_path):
    data = written(*LINES, *HIGH)
    office(tmp_path, data, "pdf")
    text = poppler("pdftotext", "-layout", tmp_path / "r.pdf", "-")
    lines = ["".join(line.split()).replace("\u200b", "") for line in text.splitlines()]
    assert [said for said in LINES.values() if said not in lines] == []
    assert set(text) & set(MISREAD) == set()


def terms(count: int) -> str:
    return "+".join(f"x_{{{at}}}" for at in range(count))


@pytest.mark.parametrize(
    ("tex", "begin"),
    [
        (f"{terms(60)}=-y", ["x", "+", "+"]),
        (f"\\begin{{aligned}}f&={terms(40)}\\\\&=(a-b)\\end{{aligned}}", ["f", "+", "="]),
        (f"a=({terms(15)})=({terms(15)})", ["a", "="]),
        ("\\begin{gathered}" + "\\\\".join([terms(10)] * 6) + "\\end{gathered}", ["x"]),
    ],
)
def test_a_wide_formula_is_parted_at_its_signs(tex, begin, written):
    said = maths(written(tex))
    assert [re.search(r"<t[^>]*>(.)", one)[1] for one in said] == begin


def test_a_formula_in_a_cell_is_parted_sooner(read):
    said = maths(word.docx(read(markdown(f"|a|b|\n|-|-|\n|${terms(15)}$|$x+y$|"))))
    assert [one.count("<sSub>") for one in said] == [12, 3, 0]


def test_a_formula_that_no_line_has_room_for_is_typed(read):
    tex = f"\\sqrt{{{terms(60)}}}"
    made = read(markdown(f"a ${tex}$ b"))
    data = word.docx(made)
    assert maths(data) == [] and "x_{59}" in body(data) and ">b<" in body(data)
    said = f"Word: a formula that is wider than the page is shown as typed: {tex[:60]}"
    assert made.notices.texts == [said]
