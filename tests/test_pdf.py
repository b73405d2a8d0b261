"""The printed report: complete, tagged, searchable, the same bytes every time, and nothing in it is Typst code."""

# ruff: noqa: E501 (samples of text are easier to read on one line)

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import nbformat
import pytest

from industry_report.data.errors import ReportError
from industry_report.publishing import document, markup, maths, pdf

NOTEBOOKS = Path(__file__).parent / "notebooks"
META = {
    "title": "包头市工业分析报告",
    "region": "包头市",
    "as_of": "2022-08",
    "authors": ["某中心"],
    "keywords": ["工业"],
    "sources": [{"title": "公报"}],
    "provenance": {"version": "1.0"},
}


def whole(language: str) -> document.Document:
    chapters = [
        document.read(nbformat.read(NOTEBOOKS / language / f"{name}.ipynb", 4), name, language)
        for name in ("01_sample", "02_sample")
    ]
    return document.assemble(chapters, language, document.Meta.of(META))


def foreign(*cells: nbformat.NotebookNode) -> document.Document:
    book = (
        nbformat.v4.new_notebook(cells=list(cells))
        if cells
        else nbformat.read(NOTEBOOKS / "foreign.ipynb", 4)
    )
    return document.assemble(
        [document.read(book, "foreign", "en")], "en", strict=False, foreign=True
    )


@pytest.fixture(scope="module")
def printed(tmp_path_factory) -> dict[str, Path]:
    root = tmp_path_factory.mktemp("pdf")
    made = {"zh": whole("zh"), "en": whole("en"), "foreign": foreign()}
    for name, one in made.items():
        (root / f"{name}.pdf").write_bytes(pdf.render(one))
    return {name: root / f"{name}.pdf" for name in made}


def poppler(tool: str, *arguments: str | Path) -> str:
    if not shutil.which(tool):
        pytest.skip("needs poppler: apt-get install poppler-utils")
    return subprocess.run(
        [tool, *map(str, arguments)], capture_output=True, text=True, check=True
    ).stdout


def words(path: Path) -> str:
    return "".join(poppler("pdftotext", path, "-").replace("\u2060", "").split())


def test_everything_is_there_and_searchable(printed):
    for language in ("zh", "en"):
        text = words(printed[language])
        for block in whole(language).blocks():
            if isinstance(block, document.Heading):
                assert "".join((block.number + block.text).split()) in text
            elif isinstance(block, document.Exhibit):
                assert "".join(block.title.split()) in text
    assert "无数据：晶硅产能；电价" in words(printed["zh"]) and "图1" in words(printed["zh"])
    assert "第2页共" in words(printed["zh"]) and "Page2of" in words(printed["en"])


def test_tagged_titled_and_dated(printed):
    pikepdf = pytest.importorskip("pikepdf")
    for language, code in (("zh", "zh-CN"), ("en", "en-GB")):
        with pikepdf.open(printed[language]) as file:
            root = file.Root
            assert (
                str(root.Lang) == code
                and root.MarkInfo.Marked
                and "/StructTreeRoot" in root
                and "/Outlines" in root
            )
            assert "pdfuaid" in str(file.open_metadata()) and root.ViewerPreferences.DisplayDocTitle
            assert str(file.docinfo["/Title"]) == META["title"] and str(
                file.docinfo["/CreationDate"]
            ).startswith("D:20220801")
            linked = json.loads(file.attachments["provenance.json"].get_file().read_bytes())
            assert linked["name"] == META["title"]


def test_every_picture_has_alt_text(printed):
    pikepdf = pytest.importorskip("pikepdf")
    with pikepdf.open(printed["zh"]) as file:
        alts = [
            str(one.Alt)
            for one in file.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure" and "/Alt" in one
        ]
    assert sum(alt.startswith("条形图") for alt in alts) >= 2


def test_fonts_are_embedded(printed):
    for path in printed.values():
        for line in poppler("pdffonts", path).splitlines()[2:]:
            assert line.split()[-5:-2] == ["yes", "yes", "yes"], line
    assert "NotoSansSC" in poppler("pdffonts", printed["zh"])


def test_long_table_repeats_its_head(printed):
    pages = poppler("pdftotext", "-layout", printed["en"], "-").split("\f")
    with_rows = [page for page in pages if "Indicator 1 " in page or "Indicator 45 " in page]
    assert len(with_rows) == 3 and all("Remark" in page for page in with_rows)


def test_same_input_same_bytes(printed):
    assert pdf.render(whole("zh")) == printed["zh"].read_bytes()


def test_structure_is_sound(printed):
    if not shutil.which("qpdf"):
        pytest.skip("needs qpdf: apt-get install qpdf")
    for path in printed.values():
        assert subprocess.run(["qpdf", "--check", path], capture_output=True).returncode == 0


def test_foreign_notebook_keeps_code_tables_and_errors(printed):
    text = words(printed["foreign"])
    for part in (
        "ZeroDivisionError",
        "column_39",
        "x&y",
        "redand#plain$x$*y*",
        "print('#hello')",
        "rawtext",
    ):
        assert part in text


@pytest.mark.parametrize(
    "source",
    [
        '#panic("x") #import "report.typ"',
        '$ $x$ #eval("1") $',
        '*a _b `c <d> @e ~f \\g \\# [h] {i} "j" // k /* l',
        '"] #read("/etc/passwd") #["',
        "= h\n\n== i\n\n- j",
        "\\input{/etc/passwd} \\write18{ls}",
    ],
)
def test_typst_and_latex_in_words_are_words(source):
    output = nbformat.v4.new_output(
        "display_data",
        data={"text/markdown": source.replace("#", "\\#")},
        metadata={"industry_report": {"kind": "text"}},
    )
    stream = nbformat.v4.new_output("stream", name="stdout", text=source)
    assert pdf.render(
        foreign(nbformat.v4.new_code_cell(source, outputs=[output, stream]))
    ).startswith(b"%PDF")


@pytest.mark.parametrize(
    "tex",
    [
        "\\frac{1}",
        "\\href{javascript:alert(1)}{x}",
        "\\text{#panic(1)}",
        "\\unknown{x}",
        '\\text{"; #read("/etc/passwd")}',
    ],
)
def test_odd_formulas_are_set_or_shown_as_typed(tex):
    assert pdf.render(foreign(nbformat.v4.new_markdown_cell(f"a ${tex}$ b"))).startswith(b"%PDF")
    assert (
        "javascript:"
        not in "".join(maths.mathml([(tex, False)]).values()).replace(f"<code>{tex}</code>", "")
        or "href=" not in maths.mathml([(tex, False)])[(tex, False)]
    )


def test_quoted_strings():
    assert pdf.quoted('a"b\\c\nd') == '"a\\"b\\\\c\\nd"'


def test_a_picture_that_typst_cannot_read_is_refused():
    broken = nbformat.v4.new_output("display_data", data={"image/png": "iVBORw0KGgo="}, metadata={})
    with pytest.raises(ReportError, match="the PDF cannot be set"):
        pdf.render(foreign(nbformat.v4.new_code_cell("x", outputs=[broken])))


def test_columns_follow_the_amount_of_text():
    long = "<br>".join(f"• {'推动传统产业向高端产业链延伸' * 2}" for _ in range(6))
    table = f"<table><tr><th>a</th><th>b</th><th>c</th></tr><tr><td>甲</td><td>{long}</td><td>企业</td></tr></table>"
    node = markup.sanitised(table)
    grid = markup.grid_of(next(child for child in node.children if isinstance(child, markup.Node)))
    widths = grid.shared_widths(50.0)
    assert sum(widths) == pytest.approx(50.0)
    assert widths[1] > 2 * (widths[0] + widths[2])
