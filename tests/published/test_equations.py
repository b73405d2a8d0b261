"""Numbers of equations and references to them."""

from __future__ import annotations

import re

import pytest

from publisher import PublishingError, docx, formulas, page, pdf

from .odd import code, display, markdown
from .test_typeset import poppler
from .test_word import body


def numbered(read, *texts: str, **options) -> list[str]:
    """The formulas of cells with the numbers of their rows."""
    main = read(markdown(*texts), **options).chapters[0].main
    return [span.text for span in formulas.spans(main)]


@pytest.mark.parametrize(
    ("tex", "done"),
    [
        ("equation}x=1", "x=1 \\tag{1}"),
        ("equation*}x=1", "x=1"),
        ("equation}a\\\\b", "a\\\\b \\tag{1}"),
        ("multline}a\\\\b", "a\\\\b \\tag{1}"),
        ("align}a&=b\\\\c&=d", "a&=b \\tag{1}\\\\c&=d \\tag{2}"),
        ("align}a\\notag\\\\b\\nonumber\\\\c", "a\\notag\\\\b\\nonumber\\\\c \\tag{1}"),
        ("align}a\\tag{A}\\\\b", "a \\tag{A}\\\\b \\tag{1}"),
        ("align*}a\\\\b\\tag{A}", "a\\\\b \\tag{A}"),
        ("align}a\\tag{1}\\\\b", "a \\tag{1}\\\\b \\tag{2}"),
        ("gather}a\\\\[2pt]b\\\\", "a \\tag{1}\\\\[2pt]b \\tag{2}"),
        ("eqnarray}a&=&b", "a&=&b \\tag{1}"),
        ("subequations}\\begin{align}a\\end{align}", "\\begin{align}a \\tag{1}\\end{align}"),
        ("align}a%\\\\\n\\%% \\\\\nb\\\\% c\nd", "a\n\\%\nb \\tag{1}\\\\\nd \\tag{2}"),
        ("equation}x % one\n", "x \\tag{1}"),
        ("gather}\\begin{split}a\\\\b\\end{split}\\\\c", None),
        ("gather}\\left(\\substack{a\\\\b}\\right)", "\\left(\\substack{a\\\\b}\\right) \\tag{1}"),
    ],
)
def test_rows_are_counted_as_mathjax_counts_them(tex, done, read):
    name = tex.partition("}")[0]
    [shown] = numbered(read, f"\\begin{{{tex}\\end{{{name}}}")
    if done is None:
        done = "\\begin{split}a\\\\b\\end{split} \\tag{1}\\\\c \\tag{2}"
    assert shown == f"\\begin{{{name}}}{done}\\end{{{name}}}"


def test_what_a_comment_says_is_no_part_of_a_formula(read):
    rows = "a&=1\\label{a}\\\\\n% b&=2\\label{b} \\\\\nc&=3\\label{c} % last\n"
    cells = [f"\\begin{{align}}{rows}\\end{{align}}", "\\ref{c}", "$$\nE=mc^2 % Einstein\n$$"]
    made = read(markdown(*cells))
    assert made.chapters[0].main.find(".//a").text == "2" and not made.notices.texts
    assert numbered(read, *cells)[1] == "E=mc^2"


@pytest.mark.parametrize(
    ("tex", "done"),
    [
        ("\\tag{1} E=mc^2", "E=mc^2 \\tag{1}"),
        ("E \\tag*{star} = m", "E  = m \\tag*{star}"),
        ("\\tag{a}x\\\\y\\tag{b}", "x \\tag{a}\\\\y \\tag{b}"),
        ("\\tag{\\text{A}}x", "x \\tag{\\text{A}}"),
        ("\\begin{aligned}a\\tag{1}\\\\b\\end{aligned}", None),
        ("x", "x"),
    ],
)
def test_the_number_of_an_author_stands_behind_its_row(tex, done, read):
    if done is None:
        done = "\\begin{aligned}a\\\\b\\end{aligned} \\tag{1}"
    assert [one.strip() for one in numbered(read, f"$${tex}$$")] == [done]


def test_dollars_alone_are_not_counted_and_the_count_goes_on(read):
    cells = ["$$x$$", "\\begin{equation}y\\end{equation}", "$$\\begin{align}z\\end{align}$$"]
    assert [one.count("\\tag") for one in numbered(read, *cells)] == [0, 1, 1]
    assert "\\tag{2}" in numbered(read, *cells)[2]


CELLS = (
    "# T\n\nSee \\autoref{e}, \\ref{r_b_x}; $\\eqref{qm}$ and **\\ref{late}**, $a\\text{ by }\\ref{e}$.",
    "\\begin{equation}\\label{e}x=1\\end{equation}",
    "$$\\tag{QM.1}\\label{qm}y$$",
    "\\begin{align}a&=b\\notag\\\\c&=d\\label{r_b_x}\\end{align}",
    "\\begin{equation}\\begin{split}a&=b\\end{split}\\label{late}\\end{equation}",
)
SAID = "See(1),2;(QM.1)and3,aby1."


def test_references_lead_to_equations_in_every_format(read, tmp_path):
    made = read(markdown(*CELLS))
    assert made.notices.texts == []
    shown = page(made)
    links = re.findall('<a href="#(equation-[0-9])">([^<]*)</a>', shown)
    assert links == [
        ("equation-1", "(1)"),
        ("equation-3", "2"),
        ("equation-2", "(QM.1)"),
        ("equation-4", "3"),
    ]
    assert all(shown.count(f'id="{id}"') == 1 for id, _ in links)
    written = body(docx(made))
    marks = set(re.findall('w:name="(equation-[0-9])"', written))
    assert set(re.findall('w:anchor="(equation-[0-9])"', written)) == marks == {*dict(links)}
    path = tmp_path / "r.pdf"
    path.write_bytes(pdf(made))
    text = "".join(poppler("pdftotext", path, "-").split())
    assert SAID in text.replace("𝑎", "a")


def test_references_lead_to_other_notebooks_and_to_their_own_first(read):
    first = markdown("# A\n\n\\eqref{e} \\ref{f}", "\\begin{equation}a\\label{e}\\end{equation}")
    second = markdown(
        "# B\n\n\\eqref{e}", *(f"$$b\\tag{{{one}}}\\label{{{one}}}$$" for one in "ef")
    )
    made = read(first, second)
    shown = [chapter.main.findall(".//a") for chapter in made.chapters]
    assert [[link.text for link in links] for links in shown] == [["(1)", "f"], ["(e)"]]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (["\\eqref{eqn}", "$$x\\tag{1}\\label{eq}$$"], "did you mean 'eq'?"),
        (["$\\ref{none}$"], "refers to an equation that is not in the document"),
        (["$a\\ref{none}$"], "refers to an equation that is not in the document"),
        (["$$x\\label{eq}$$ \\ref{eq}"], "has no number"),
        (["\\autoref{eqn}", "$$x\\tag{1}\\label{eq}$$"], "did you mean 'eq'?"),
        (["$$x\\tag{1}\\label{e}$$", "$$x\\tag{2}\\label{e}$$"], "a second equation has"),
    ],
)
def test_what_leads_nowhere_is_a_warning_and_strict_refuses_it(cells, said, read):
    assert said in read(markdown(*cells)).notices.texts[0]
    with pytest.raises(PublishingError, match="label|refers to"):
        read(markdown(*cells), strict=True)


def test_code_and_printed_text_have_no_references(read):
    book = code(display({"text/plain": "\\ref{a}"}), source="print('\\ref{a}')")
    book.cells += markdown("`\\ref{a}`", "    \\eqref{b}").cells
    made = read(book, strict=True)
    assert made.notices.texts == []
    assert made.chapters[0].main.text_content().count("ref{") == 4
