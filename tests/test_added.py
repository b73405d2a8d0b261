"""What somebody adds to a document is named: a sentence, a number, a row, a table, a link, text in
a drawing or around a page; nothing is named of a document that nobody touched."""

from __future__ import annotations

import base64
import io
import re
import shutil
import sys
import zipfile
from pathlib import Path

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from test_attachments import executed as attached

from industry_report import cli
from industry_report.publishing import added, attachments, content, files_checked, said

sys.path.insert(0, str(Path(__file__).parent))
import document_faults  # noqa: E402


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> Path:
    """The small report in every format."""
    target = tmp_path_factory.mktemp("added")
    return document_faults.published(target, "html", "pdf", "docx", "brief")


@pytest.fixture
def report(small, tmp_path) -> Path:
    """A copy of it to spoil."""
    return Path(shutil.copytree(small, tmp_path / "report"))


def named(path: Path) -> str:
    return "\n".join(content.of_file(path, content.report_in(path.parent)))


@pytest.mark.parametrize(
    "name", ["report.html", "02_causes.html", "report.pdf", "brief.pdf", "report.docx"]
)
def test_of_a_document_that_nobody_touched_nothing_is_named(small, name):
    assert named(small / name) == ""


PAGE = {
    "sentence": ("</p>", " All is well.</p>", "text that was not said"),
    "digit": (">7.5%</span>", ">97.5%</span>", "text that was not said"),
    "number behind a sentence": ("7.5%</span>.", "7.5%</span>. 8", "text that was not said"),
    "paragraph": ("<h3", "<p>Growth was 9.9%.</p><h3", "text that was not said: Growth was 9.9%."),
    "number alone": ("<h3", "<p>12</p><h3", "text that was not said: 12"),
    "item": ("<ul", "<ul><li>3</li></ul><ul", "text that was not said: 3"),
    "hidden": ("<h3", "<p hidden>Growth was 9.9%.</p><h3", "text that was not said"),
    "description": ("<h3", '<p aria-label="Growth was 9.9%."></p><h3', "text that was not said"),
    "sentence twice": ("It was ", "Last words of the part. It was ", "said less often: Last"),
    "grade": ("<h3", '<p><span class="grade C">C</span></p><h3', "grade that was not said: C"),
    "grade in a line": ("</p>", " C</p>", "text that was not said"),
    "row": ("</tbody>", "<tr><td>three<td>3.5<td>A</tbody>", "row is"),
    "table": ("<h3", "<table><tr><td>1.5<td>B</table><h3", "table that is no exhibit: 1.5 | B"),
    "drawing": ("</svg>", "<text>99</text></svg>", "drawing that was not said"),
    "another drawing": ("<h3", "<svg><text>99</text></svg><h3", "drawing that was not said"),
    "link": ("<h3", '<a href="https://evil.example">Method</a><h3', "https://evil.example"),
    "frame": ("<h3", '<iframe src="x"></iframe><h3', "element iframe"),
    "picture": ("<h3", '<img src="data:image/png;base64,x"><h3', "element img"),
    "lines": ("<h3", '<svg><path d="M0 0H9"></path></svg><h3', "drawing that was not said"),
    "struck out": ("It was ", "<s>It was </s>", "element s"),
    "marked": ("It was ", "<mark>It was </mark>", "element mark"),
    "raised": (">7.5%<", ">7<sup>.5%</sup><", "element sup"),
    "right to left": ("<p>", '<p dir="rtl">', "attribute dir of p"),
    "tooltip": ("<p>", '<p title="No">', "attribute title of p"),
    "number of an item": ('<li id="source-1"', '<li value="7" id="source-1"', "number 7 of an"),
    "heading": ("<h3", "<h3>The first words.</h3><h3", "heading that was not said"),
    "space in a number": (">7.5%</span>", ">7 .5%</span>", "text that was not said"),
    "space behind a point": (">7.5%</span>", ">7. 5%</span>", "text that was not said"),
    "space in a cell": (">2.5<", ">2 .5<", "row is lost: two | 2.5"),
    "fold": (
        "<p>The first words.</p>",
        '<details class="code"><summary>Growth</summary><p>The first words.</p></details>',
        "sentence is lost: The first words",
    ),
}


@pytest.mark.daily(8)
@pytest.mark.parametrize("what", PAGE)
def test_what_is_added_to_a_page_is_named(report, what):
    old, new, words = PAGE[what]
    path = report / "report.html"
    text = path.read_text("utf-8")
    assert old in (body := text[text.index("<main") :])
    path.write_text(text.replace(body, body.replace(old, new, 1)), "utf-8")
    assert words in named(path)


def spoiled_word(path: Path, part: str, old: str, new: str) -> None:
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    text = parts.get(part, b"").decode()
    assert old in text
    parts[part] = text.replace(old, new, 1).encode()
    with zipfile.ZipFile(path, "w") as file:
        for name, data in parts.items():
            file.writestr(name, data)


LINE = "<w:p><w:r><w:t>Growth was 9.9%.</w:t></w:r></w:p>"
CELL = "<w:tc><w:p><w:r><w:t>9.9%</w:t></w:r></w:p></w:tc>"
HIDDEN = "<w:rPrDefault><w:rPr><w:vanish/>"
WORD = {
    "paragraph": ("word/document.xml", "<w:sectPr", f"{LINE}<w:sectPr", "text that was not said"),
    "note": (
        "word/footnotes.xml",
        "</w:footnote>",
        f"{LINE}</w:footnote>",
        "text that was not said",
    ),
    "row": ("word/document.xml", "</w:tr>", f"</w:tr><w:tr>{CELL}</w:tr>", "row that was not said"),
    "head": ("word/header1.xml", "</w:hdr>", f"{LINE}</w:hdr>", "around a page that was not said"),
    "no head": ("word/header1.xml", "Industry in Baotou", "", "head or foot of page 1 is lost"),
    "no foot": ("word/footer1.xml", " of ", "", "head or foot of page 1 is lost"),
    "usual style": ("word/styles.xml", "<w:rPrDefault><w:rPr>", HIDDEN, "sentence is lost"),
    "part": ("word/other.xml", "", "<x/>", "part word/other.xml"),
    **{
        f"element {name}": (
            "word/document.xml",
            "<w:sectPr",
            f"<w:{name}/><w:sectPr",
            f"has: element {name}",
        )
        for name in ("pict", "del", "altChunk", "framePr", "vanish", "object")
    },
    "font": (
        "word/document.xml",
        "<w:sectPr",
        '<w:rFonts w:ascii="Wingdings"/><w:sectPr',
        "element rFonts",
    ),
    **{
        f"{name} with {said}": (
            "word/document.xml",
            "<w:sectPr",
            f"<w:{name} {said}/><w:sectPr",
            f"element {name} with",
        )
        for name, said in (
            ("spacing", 'w:line="1" w:lineRule="exact"'),
            ("spacing", 'w:val="-400"'),
            ("ind", 'w:left="30000"'),
            ("tcW", 'w:w="1" w:type="dxa"'),
            ("br", 'w:type="page"'),
        )
    },
    "size of a drawing": ("word/document.xml", 'cx="', 'cx="1" no="', "element extent with"),
    "heading": (
        "word/document.xml",
        "<w:sectPr",
        LINE.replace("<w:r>", '<w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r>').replace(
            "Growth was 9.9%.", "The first words."
        )
        + "<w:sectPr",
        "heading that was not said: The first words.",
    ),
    "space in a number": ("word/document.xml", "7.5%", "7 .5%", "is lost"),
    "field": ("word/document.xml", " SEQ ", " INCLUDETEXT ", "field INCLUDETEXT"),
    "hidden": ("word/document.xml", "<w:r><w:t", "<w:r><w:rPr><w:vanish/></w:rPr><w:t", "is lost"),
    "white": (
        "word/document.xml",
        "<w:r><w:t",
        '<w:r><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:t',
        "is lost",
    ),
    "digit": ("word/document.xml", "7.5%", "9.5%", "is lost"),
    "description": ("word/document.xml", ' descr="', ' lost="', "description is lost"),
    "style": ("word/styles.xml", "</w:styles>", " </w:styles>", "this word/styles.xml"),
    "number": ("word/numbering.xml", 'lvlText w:val="', 'lvlText w:val="9', "before the items"),
}


@pytest.mark.daily(8)
@pytest.mark.parametrize("what", WORD)
def test_what_is_added_to_or_lost_around_a_word_file_is_named(report, what):
    part, old, new, words = WORD[what]
    spoiled_word(report / "report.docx", part, old, new)
    assert words in named(report / "report.docx")


def test_a_second_copy_of_a_drawing_is_named(report):
    with zipfile.ZipFile(report / "report.docx") as file:
        (drawing, *_) = re.findall(
            "<w:drawing>.*?</w:drawing>", file.read("word/document.xml").decode(), re.DOTALL
        )
    spoiled_word(report / "report.docx", "word/document.xml", drawing, drawing * 2)
    assert "drawing that was not said: Bars of brief-hero" in named(report / "report.docx")


def spoiled_page(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


CORE, TITLE = "docProps/core.xml", "<dc:title>Industry in Baotou"
PROPERTIES = {
    "title of a page": ("</title>", " boomed</title>", "property title is"),
    "description of a page": ('"description" content="', "{}All is well. ", "property description"),
    "name in the head": ("<title>", '<meta name="author" content="x">{}', "property author"),
    "note in the record": ('"Report", "prov:Entity"], ', '{}"note": "99%", ', "note is '99%'"),
    "source of the record": (
        '"Bulletin of growth"',
        '"Bulletin of decline"',
        "of a source that was",
    ),
    "title": (CORE, TITLE, "{} boomed", "property title is"),
    "description": (CORE, "no official", "an official", "property description that was not said"),
    "no language": (CORE, "<dc:language>en</dc:language>", "", "property language is lost"),
    "company": ("docProps/app.xml", "</Prop", "<Company>City of X</Company>{}", "property company"),
}


@pytest.mark.parametrize("what", PROPERTIES)
def test_what_a_file_says_of_itself_is_what_the_report_says(report, what):
    *part, old, new, words = PROPERTIES[what]
    if part:
        spoiled_word(report / "report.docx", *part, old, new.replace("{}", old))
    else:
        spoiled_page(report / "report.html", old, new.replace("{}", old))
    assert words in named(report / f"report.{'docx' if part else 'html'}")


CODE = {
    "style": ("</style>", '</style><style>h1::after{{content:"99% growth"}}</style>'),
    "rule": ("<style>:root", '<style>h1::after{{content:"99%"}}:root'),
    "font rule": ('<style id="fonts">', '{}h1::after{{content:"99%"}}'),
    "drawn rule": ('<style id="drawn">', '{}h1::after{{content:"99%"}}'),
    "picture": ("<main", '<p style="background:url(data:,x)"></p>{}'),
    "label": ("--c1:'Na", "--c1:'99% Na"),
    "script": ("</body>", "<script>alert(1)</script>{}"),
    "changed script": ('"use strict";', '{}document.title="99%";'),
    "event": ("<main", "{} onclick='x()'"),
    "policy": ("default-src 'none'", "default-src *"),
    "layer": ("<main", '<p style="position:fixed;inset:0"></p>{}'),
    "drawn layer": ('<style id="drawn">', "{}.d9{{position:fixed;inset:0}}"),
    "fold": ("<main", '<details class="more"></details>{}'),
}


@pytest.mark.parametrize("what", CODE)
def test_styles_and_scripts_of_a_page_are_those_of_every_page(report, what):
    old, new = CODE[what]
    spoiled_page(report / "report.html", old, new.format(old))
    found = named(report / "report.html")
    assert re.search(
        "(styles|script) of the page|label of a column that was not|of a report folds", found
    )


def test_a_page_whose_font_draws_another_sign_than_it_means_is_named(report):
    path = report / "report.html"
    (old, *_) = re.findall("font/woff;base64,([^)]*)", path.read_text("utf-8"))
    font, made = TTFont(io.BytesIO(base64.b64decode(old))), io.BytesIO()
    for table in font["cmap"].tables:
        table.cmap[ord("5")] = table.cmap[ord("7")]
    font.save(made)
    spoiled_page(path, old, base64.b64encode(made.getvalue()).decode())
    assert "font of the page is not that of a report: Noto Sans SC" in named(path)


@pytest.mark.parametrize("name", ["report.pdf", "brief.pdf"])
def test_the_properties_and_the_record_of_a_pdf_are_what_the_report_says(report, name):
    path = report / name
    with pikepdf.open(path, allow_overwriting_input=True) as file:
        file.docinfo["/Subject"] = "Growth was 9.9%."
        file.docinfo["/Author"] = "The city"
        file.Root.Lang = "zh-CN"
        metadata = file.Root.Metadata.read_bytes()
        file.Root.Metadata.write(metadata.replace(b"Baotou</rdf:li>", b"Baotou!9</rdf:li>"))
        record = file.attachments["provenance.json"].get_file().read_bytes()
        file.attachments["provenance.json"] = record.replace(b'"name"', b'"note": "99%", "name"', 1)
        file.save()
    found = named(path)
    for words in ("property subject", "property author", "property title", "property language"):
        assert words in found
    assert "record of the document: note is '99%'" in found


def rewritten(path: Path, old: bytes, new: bytes) -> None:
    """Change the content of the fourth page of a PDF."""
    with pikepdf.open(path, allow_overwriting_input=True) as file:
        page = file.pages[3]
        page.contents_coalesce()
        before = page.Contents.read_bytes()
        after = re.sub(old, new, before, flags=re.DOTALL)
        assert after != before
        page.Contents.write(after)
        kind = {"Subtype": pikepdf.Name.Image, "ColorSpace": pikepdf.Name.DeviceGray}
        picture = pikepdf.Dictionary(**kind, Width=1, Height=1, BitsPerComponent=8)
        page.Resources.XObject = {"/x": file.make_stream(b"\xff", picture)}
        page.Resources.ExtGState = {"/g": pikepdf.Dictionary(ca=0.1)}
        file.save()


#: Letters in a font of the page, by their codes.
LETTERS = rb" BT 0 Tr/f0 10 Tf 1 0 0 1 60 60 Tm[(\\000\\003\\000\\004\\000\\005\\000\\006)]TJ ET "
AROUND = "text around a page that was not said"
BOX = rb"0 0 m 600 0 l 600 850 l 0 850 l h"
COLOUR = rb"cs [\d.]+ [\d.]+ [\d.]+ scn(?=\s*BT)"
IN_A_PDF = {
    "text": (rb"(/Span<</MCID 0>>BDC)", rb"\1" + LETTERS, "heading that was not said"),
    "text read out": (
        rb"(/Span<</MCID 0>>BDC)",
        rb"\1/Span<</ActualText(9.9%)>>BDC EMC ",
        "not said: 9.9%",
    ),
    "text in the head": (rb"(/Type/Pagination>>BDC)", rb"\1" + LETTERS, AROUND),
    "one string": (
        rb"(/Type/Pagination>>BDC)",
        rb"\1" + LETTERS.replace(b"TJ", b"Tj").translate(None, b"[]"),
        AROUND,
    ),
    "invisible": (rb"(/Type/Pagination>>BDC)", rb"\1" + LETTERS.replace(b"0 Tr", b"3 Tr"), AROUND),
    "white box over all": (rb"\Z", rb" q /c0 cs 1 1 1 scn " + BOX + b" f Q", "sentence is lost"),
    "thick line": (rb"\Z", rb" q 999 w 0 400 m 600 400 l S Q", "sentence is lost"),
    "picture": (rb"\Z", rb" q 600 0 0 850 0 0 cm /x Do Q", "sentence is lost"),
    "colour of the ground": (
        rb"\A(.*)\Z",
        lambda found: (
            b"q /c0 cs .1 .2 .3 scn "
            + BOX
            + b" f Q "
            + re.sub(COLOUR, b"cs .1 .2 .32 scn", found[1])
        ),
        "sentence is lost",
    ),
    "transparent": (rb"BT", rb"/g gs BT", "sentence is lost"),
    "scaled": (rb"1 0 0 -1 (\S+ \S+ Tm)", rb".01 0 0 -.01 \1", "sentence is lost"),
    "narrow": (rb"1 0 0 -1 (\S+ \S+ Tm)", rb".01 0 0 -1 \1", "sentence is lost"),
    "outside": (rb"(q 1 0 0 -1) (\S+ \S+ cm)", rb"\1 9\2", "sentence is lost"),
    "clipped": (rb"\A", rb"0 0 m 9 0 l 9 9 l h W n ", "sentence is lost"),
    "unseen": (rb"\b0 Tr\b", b"3 Tr", "sentence is lost"),
    "white": (rb"[\d.]+ [\d.]+ [\d.]+ scn", b"1 1 1 scn", "sentence is lost"),
    "tiny": (rb"(/f\d+) [\d.]+ Tf", rb"\1 1 Tf", "sentence is lost"),
    "out of the text": (rb"/MCID \d+", b"/Lost 1", "sentence is lost"),
    "picture beside the text": (rb"\Z", rb" q 9 0 0 9 0 0 cm /x Do Q", "picture of a page"),
    "lines through all": (
        rb"\Z",
        b" q 1 w" + b"".join(b" 0 %d m 600 %d l S" % (y, y) for y in range(99, 800, 2)) + b" Q",
        "line through text",
    ),
    "white head": (
        rb"(/Type/Pagination>>BDC.*?)[\d.]+ [\d.]+ [\d.]+ scn",
        rb"\g<1>1 1 1 scn",
        "head or foot of page 4 is lost",
    ),
    "another way to paint": (rb"\Z", rb" 0 0 600 850 re", "operator re of a page"),
}


@pytest.mark.daily(6)
@pytest.mark.parametrize("what", IN_A_PDF)
def test_what_is_written_into_or_painted_over_a_pdf_is_named(report, what):
    *change, words = IN_A_PDF[what]
    rewritten(report / "report.pdf", *change)
    assert words in named(report / "report.pdf")


def test_a_pdf_whose_font_draws_another_sign_than_it_means_is_named(report):
    path = report / "report.pdf"
    with pikepdf.open(path, allow_overwriting_input=True) as file:
        font = file.pages[3].Resources.Font.f0
        table = font.ToUnicode.read_bytes()
        five, seven = (f"<{ord(sign):04x}>".encode() for sign in "57")
        assert five in table and seven in table
        font.ToUnicode.write(table.replace(five, b"@").replace(seven, five).replace(b"@", seven))
        file.save()
    assert "glyph for 5 in the font NotoSansSC-Regular" in named(path)


def test_what_is_laid_over_or_put_into_a_pdf_is_named(report):
    path = report / "report.pdf"
    with pikepdf.open(path, allow_overwriting_input=True) as file:
        note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FreeText)
        note.Contents, note.Rect = "Growth was 9.9%.", [0, 0, 99, 99]
        file.pages[0].Annots = file.make_indirect(pikepdf.Array([note]))
        file.attachments["data.csv"] = b"growth,9.9"
        file.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        cover = pikepdf.Dictionary(N=file.make_stream(b"1 g 0 0 9 9 re f"))
        kind = {"Type": pikepdf.Name.Annot, "Subtype": pikepdf.Name.Link, "Rect": [0, 0, 9, 9]}
        file.pages[1].Annots = pikepdf.Array([pikepdf.Dictionary(**kind, AP=cover)])
        target = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="x.exe")
        file.pages[1].Annots.append(pikepdf.Dictionary(**kind, A=target))
        file.pages[2].CropBox = [0, 400, 595, 842]
        file.pages[3].MediaBox = [0, 0, 9999, 9999]
        file.Root.ViewerPreferences.HideToolbar = True
        file.Root.Names.JavaScript = pikepdf.Dictionary()
        with file.open_outline() as outline:
            outline.root[0].title = "Growth was 9.9%."
        file.save()
    assert "annotation FreeText: Growth was 9.9%." in named(path)
    for words in (
        "attachment data.csv",
        "AP of a link",
        "CropBox of page 3",
        "OpenAction of the",
        "size of page 4",
        "HideToolbar of the view",
        "JavaScript of the names",
        "F of the target of a link",
        "heading that was not said: Growth was 9.9%",
    ):
        assert words in named(path)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("It rose. It fell.", ""),
        ("It fell, it rose?", "itrose?"),
        ("It rose (Figure 3).", ""),
        ("It rose (Figure A12 to Figure A14).", ""),
        ("It rose 3.", "3."),
        ("It rose 1.5%.", "1.5%."),
        ("12", "12"),
        ("It rose It", "It"),
        ("Itrose", ""),
        ("[3] It rose", ""),
        ("7.5%: 7.45 to 7.55", ""),
        ("7.5%: 7.45 to 7.65", "7.5%:7.45to7.65"),
        ("Page 3 of 17", ""),
        ("Page 3", "Page3"),
    ],
)
def test_a_text_is_put_together_of_whole_pieces(text, rest):
    number = {"text": "7.5%", "interval": ["7.45", "7.55"]}
    output = {"data": {"text/markdown": "It rose. It fell."}, "metadata": {}}
    output["metadata"]["publisher"] = {"kind": "text", "numbers": [number]}
    cell = {"cell_type": "code", "source": "", "outputs": [output]}
    book = said.of_notebook("01", {"cells": [cell]})
    known = added.known({"01": book}, added.Front("en"))
    assert known.unknown(text) == rest


@pytest.mark.parametrize(
    ("text", "rest"),
    [("3 Growth", ""), ("1.2. Growth", ""), ("Growth 14", ""), ("3", "3"), ("3 Growth 1.5", "1.5")],
)
def test_a_heading_has_a_number_and_a_page(text, rest):
    assert added.Known(["Growth"]).unknown(text, numbered=True) == rest


@pytest.mark.parametrize(
    ("text", "rest"),
    [("第一章 现状", ""), ("第十二章", ""), ("第章 现状", "第章现状"), ("第一章 好", "好")],
)
def test_a_chapter_has_a_number_in_chinese(text, rest):
    cell = {"cell_type": "markdown", "source": "# 现状"}
    book = said.of_notebook("01", {"cells": [cell]})
    assert added.known({"01": book}, added.Front("zh")).unknown(text) == rest


ROWS = [["Name", "Value"], ["one", "1.5"], ["two", ""]]
TASKS = said.Data("tasks.xlsx", (said.Said("", "title", "Tasks"),), tuple(map(tuple, ROWS)))


def workbook(path: Path, rows: list[list[str]]) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.properties.creator, book.active.title = "", "Tasks"
    for row in rows:
        book.active.append(row)
    book.save(path)


@pytest.mark.parametrize(
    ("rows", "named"),
    [
        (ROWS, []),
        ([ROWS[0], ["one", "7.5"], ROWS[2]], ["row 2 is lost: one | 1.5"]),
        (ROWS[:2], ["row 3 is lost: two | "]),
        ([*ROWS, ["three", "2"]], ["row 4 was not said: three | 2"]),
    ],
)
def test_a_spreadsheet_beside_a_report_has_the_rows_that_were_handed_over(tmp_path, rows, named):
    workbook(tmp_path / "tasks.xlsx", rows)
    assert list(files_checked.differences(tmp_path / "tasks.xlsx", TASKS, added.Known([]))) == named


@pytest.mark.parametrize(
    ("hide", "named"),
    [
        (lambda sheet: setattr(sheet.row_dimensions[2], "hidden", True), "row 2 is lost"),
        (lambda sheet: setattr(sheet.row_dimensions[2], "height", 3), "row 2 is lost"),
        (lambda sheet: setattr(sheet.column_dimensions["B"], "hidden", True), "row 1 is lost"),
        (lambda sheet: setattr(sheet.column_dimensions["B"], "width", 3), "row 1 is lost"),
        (lambda sheet: setattr(sheet, "sheet_state", "hidden"), "row 1 is lost"),
    ],
)
def test_what_is_hidden_in_a_spreadsheet_is_lost(tmp_path, hide, named):
    from openpyxl import load_workbook

    path = tmp_path / "tasks.xlsx"
    workbook(path, ROWS)
    book = load_workbook(path)
    hide(book.active)
    book.create_sheet()
    book.save(path)
    assert next(files_checked.differences(path, TASKS, added.Known([]))).startswith(named)


def conditional(book):
    from openpyxl.formatting.rule import CellIsRule

    book.active.conditional_formatting.add("A1:B2", CellIsRule("equal", ["1"]))


def styled(**look):
    return lambda book: [setattr(book.active["B2"], name, own) for name, own in look.items()]


def filtered(book):
    book.active.auto_filter.ref = "A1:B3"
    book.active.auto_filter.add_filter_column(0, ["one"])


def typed(book):
    from openpyxl.worksheet.datavalidation import DataValidation

    rule = DataValidation(prompt="Approved by the mayor", sqref="B2")
    book.active.data_validations.append(rule)


def headed(text, page="oddHeader"):
    return lambda book: setattr(getattr(book.active, page).center, "text", text)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda book: None, []),
        (headed("Tasks"), []),
        (headed("&P / &N", "oddFooter"), []),
        (headed("Approved"), ["what no spreadsheet of a report has: around its table 'Approved'"]),
        (
            headed("Draft", "firstFooter"),
            ["what no spreadsheet of a report has: around its table 'Draft'"],
        ),
        (
            lambda book: setattr(book.active, "title", "Tasks (approved)"),
            ["what no spreadsheet of a report has: around its table 'Tasks (approved)'"],
        ),
        (typed, ["what no spreadsheet of a report has: rule of what may be typed"]),
        (
            lambda book: setattr(book.active, "print_area", "A1:A2"),
            ["what no spreadsheet of a report has: part that is printed alone ('Tasks'!$A$1:$A$2)"],
        ),
        (
            lambda book: setattr(book.active["B2"], "number_format", '"99"'),
            ['what no spreadsheet of a report has: format "99"'],
        ),
        (conditional, ["what no spreadsheet of a report has: format by condition"]),
        *(
            (styled(**look), ["what no spreadsheet of a report has: look of a cell"])
            for look in (
                {"font": Font(color="FFFFFFFF")},
                {"font": Font(size=2)},
                {"font": Font(strike=True)},
                {"fill": PatternFill("solid", fgColor="FF000000")},
                {"alignment": Alignment(textRotation=90)},
                {"alignment": Alignment(shrink_to_fit=True)},
            )
        ),
        *(
            (change, [f"what no spreadsheet of a report has: setting {name}"])
            for name, change in (
                ("hidden", lambda book: setattr(book.create_sheet(), "sheet_state", "hidden")),
                ("filter", filtered),
                ("zoomScale", lambda book: setattr(book.active.sheet_view, "zoomScale", 10)),
                ("topLeftCell", lambda book: setattr(book.active.sheet_view, "topLeftCell", "A9")),
                ("rightToLeft", lambda book: setattr(book.active.sheet_view, "rightToLeft", True)),
                (
                    "showFormulas",
                    lambda book: setattr(book.active.sheet_view, "showFormulas", True),
                ),
                ("showZeros", lambda book: setattr(book.active.sheet_view, "showZeros", False)),
                ("zeroHeight", lambda book: setattr(book.active.sheet_format, "zeroHeight", True)),
                ("names", lambda book: book.defined_names.add(DefinedName("Growth"))),
                ("print_title_rows", lambda book: setattr(book.active, "print_title_rows", "2:2")),
                ("freeze_panes", lambda book: setattr(book.active, "freeze_panes", "Z9")),
            )
        ),
        (
            lambda book: setattr(book.properties, "title", "List"),
            ["property title is 'List'; expected 'Tasks'"],
        ),
        (
            lambda book: setattr(book.properties, "subject", "By order"),
            ["property subject that was not said: By order (from: Byorder)"],
        ),
    ],
)
def test_a_spreadsheet_shows_its_numbers_as_they_are_and_says_of_itself_what_was_said(
    tmp_path, change, named
):
    from openpyxl import load_workbook

    path = tmp_path / "tasks.xlsx"
    workbook(path, ROWS)
    book = load_workbook(path)
    book.properties.title = "Tasks"
    change(book)
    book.save(path)
    found = files_checked.differences(path, TASKS, added.Known(["List"]))
    assert list(found) == named


@pytest.mark.parametrize(
    ("title", "lost"), [("To the offices", False), ("Tasks: 2026", True), ("Withdrawn", True)]
)
def test_a_letter_is_titled_in_its_properties_as_it_begins(tmp_path, title, lost):
    rows, letter = ("1", "Share of steel", ""), "# To the offices\n\nPlease help."
    given = attached(rows, file="request.docx", letter=letter)
    path = tmp_path / "request.docx"
    with zipfile.ZipFile(io.BytesIO(attachments.files(given, "en")[path.name])) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    written = b">To the offices<"
    assert written in parts["docProps/core.xml"]
    core = parts["docProps/core.xml"].replace(written, f">{title}<".encode())
    with zipfile.ZipFile(path, "w") as new:
        for name, part in (parts | {"docProps/core.xml": core}).items():
            new.writestr(name, part)
    book = said.of_notebook("03", given["03"])
    data = files_checked.handed_over([book])[path.name]
    found = list(files_checked.differences(path, data, added.Known([])))
    assert any(line.startswith("property title ") for line in found) == lost


def test_a_comment_in_a_spreadsheet_is_named(tmp_path):
    from openpyxl import Workbook
    from openpyxl.comments import Comment

    book = Workbook()
    book.active["A1"] = "one"
    book.active["A1"].comment = Comment("All is well", "x")
    book.save(tmp_path / "tasks.xlsx")
    data = said.Data("tasks.xlsx", (), (("one",),))
    found = list(files_checked.differences(tmp_path / "tasks.xlsx", data, added.Known([])))
    assert any("part xl/comments" in line for line in found)


def test_a_spreadsheet_without_a_sheet_that_is_seen_is_told(tmp_path):
    from openpyxl import load_workbook

    path = tmp_path / "tasks.xlsx"
    workbook(path, ROWS)
    book = load_workbook(path)
    book.create_sheet()
    book.active.sheet_state = "hidden"
    book.worksheets[1].sheet_state = "visible"
    book.save(path)
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w") as new:
        for name, part in parts.items():
            new.writestr(name, part.replace(b'state="visible"', b'state="hidden"'))
    data = said.Data("tasks.xlsx", (), tuple(map(tuple, ROWS)))
    with pytest.raises(ValueError, match="its sheet is hidden"):
        list(files_checked.differences(path, data, added.Known([])))


def test_a_damaged_file_does_not_keep_the_others_from_being_told(report):
    """Whatever its reader stumbles over: two attributes of one name are no XML."""
    with zipfile.ZipFile(report / "report.docx") as old:
        parts = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(report / "report.docx", "w") as new:
        for name, part in parts.items():
            new.writestr(name, part.replace(b"<w:body>", b'<w:body a="1" a="2">'))
    (report / "report.html").write_text("<body></body>")
    told = content.of_folder(report)
    assert any(line.startswith("report.docx: cannot be read") for line in told)
    assert any(line.startswith("report.html: ") for line in told)


def test_one_document_of_a_report_can_be_compared(report, capsys):
    (report / "report.html").write_text("<body></body>")
    assert cli.main(["verify", "--content", str(report / "brief.pdf")]) == 0
    assert "and nothing else" in capsys.readouterr().out
    assert cli.main(["verify", "--content", str(report / "report.html")]) == 1
    assert cli.main(["verify", "--content", str(report / "report.json")]) == cli.USAGE
    assert "expected one, or its folder" in capsys.readouterr().err
