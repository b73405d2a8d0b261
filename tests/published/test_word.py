"""The Word file."""

from __future__ import annotations

import base64
import io
import os
import re
import shutil
import subprocess
import zipfile

import pytest
from lxml import etree, html

from publisher import FONTS, document, tables, theme, word, word_parts
from publisher.about import About
from publisher.reading import Options

from . import sample
from .odd import PNG, code, display, markdown, png

#: The children of elements in the order of the schema (ECMA-376, part 1, annex A), which Word
#: insists on; those that neither pandoc nor the publisher writes are left out.
ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore numPr pBdr shd tabs wordWrap spacing ind"
    " contextualSpacing jc outlineLvl rPr",
    "rPr": "rStyle rFonts b bCs i iCs strike color sz szCs highlight u bdr shd vertAlign lang",
    "tblPr": "tblStyle tblW jc tblInd tblBorders tblLayout tblCellMar tblLook tblCaption",
    "tcPr": "tcW gridSpan vMerge tcBorders shd vAlign",
    "tbl": "bookmarkStart tblPr tblGrid tr bookmarkEnd",
    "sectPr": "headerReference footerReference pgSz pgMar titlePg",
    "style": "name basedOn next link uiPriority semiHidden unhideWhenUsed qFormat pPr rPr tblPr"
    " tcPr tblStylePr",
}
#: LibreOffice shows the fonts of Word in the publisher's one.
ONE_FONT = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>"""
MANY = ("tr", "tblStylePr", "bookmarkStart", "bookmarkEnd")


@pytest.fixture(scope="module")
def written() -> bytes:
    return word.docx(sample.report("zh"))


def body(data: bytes, name: str = "word/document.xml") -> str:
    return zipfile.ZipFile(io.BytesIO(data)).read(name).decode()


def words(data: bytes) -> str:
    return re.sub("<[^>]+>", "", body(data))


def test_headings_captions_tables_and_pictures(written):
    text = body(written)
    for style, count in (
        ("Heading1", 6),
        ("Heading2", 3),
        ("ImageCaption", 2),
        ("TableCaption", 1),
    ):
        assert text.count(f'<w:pStyle w:val="{style}"') == count, style
    assert text.count("<w:drawing>") == 2 and text.count('descr="条形图：14.1、16.6"') >= 2
    assert text.count("<w:tblHeader") >= 1 and "TOC" in text
    assert '<w:pStyle w:val="TableText"' in text and '<w:pStyle w:val="ExhibitNote"' in text


def test_a_list_of_findings_keeps_its_box(read):
    found = code(sample.shown("findings", {"text/markdown": "- One **and**\n- Two"}))
    text = body(word.docx(read(found)))
    assert text.count('<w:pStyle w:val="BlockText"') == text.count("<w:numPr>") == 2


def test_code_stands_apart_from_the_table_above_it(written):
    style = re.search('w:styleId="SourceCode".*?</w:style>', body(written, "word/styles.xml"), re.S)
    apart = dict(re.findall(r'w:(before|after)="(\d+)"', style[0]))
    assert int(apart["before"]) > 0 and int(apart["after"]) > 0  # a table has no space of its own


def test_everything_is_said(written):
    text = words(written)
    for part in (
        "一、包头市工业现状",
        "图1",
        "指标45",
        "无数据：晶硅产能；电价",
        "见附图1。",
        "方法说明",
        "统计局",
    ):
        assert part in text, part
    assert "report.show" not in text and "窄 phone" not in text


def test_references_lead_to_bookmarks(written):
    text = body(written)
    anchors = set(re.findall(r'w:anchor="([^"]+)"', text)) - set(
        re.findall(r'w:name="([^"]+)"', text)
    )
    assert not {one for one in anchors if not one.startswith("_Toc")}


def test_fonts_are_those_of_windows_and_styles_have_the_colours_of_the_theme(written):
    for data, latin, han in (
        (written, "Times New Roman", "SimSun"),
        (word.docx(sample.report("en")), "Calibri", "Microsoft YaHei"),
    ):
        styles = body(data, "word/styles.xml")
        assert f'w:ascii="{latin}"' in styles and f'w:eastAsia="{han}"' in styles
        assert set(re.findall(r'w:eastAsia="([^"]+)"', styles)) <= {han, "SimHei", "zh-CN"}
        assert theme.colours()["focus"][1:] in styles
        assert not re.search("COLOUR_|_LATIN|_HAN|PAGE_BREAK", styles)
        assert f'w:name="{han}"' in body(data, "word/fontTable.xml")


def test_every_style_that_is_used_is_there(written):
    there = set(re.findall('w:styleId="([^"]+)"', body(written, "word/styles.xml")))
    for part in ("word/document.xml", "word/header1.xml", "word/footer1.xml"):
        used = re.findall('w:(?:pStyle|rStyle|tblStyle) w:val="([^"]+)"', body(written, part))
        assert used and set(used) <= there, part


def test_children_stand_in_the_order_that_word_insists_on(written):
    own = f"{{{word_parts.W}}}"
    for part in ("document", "styles", "header1", "footer1"):
        root = etree.fromstring(body(written, f"word/{part}.xml").encode())
        for name, order in ORDER.items():
            for one in root.iter(own + name):
                said = [child.tag.removeprefix(own) for child in one.iterchildren(etree.Element)]
                assert said == sorted(said, key=order.split().index), (part, name)
                once = [child for child in said if child not in MANY]
                assert len(once) == len(set(once)), (part, name)
        for cell in root.iter(own + "tc"):
            assert cell[-1].tag == own + "p", etree.tostring(cell)


def test_ids_are_there_once_and_relations_lead_somewhere(written):
    text = body(written)
    starts = re.findall(r'<w:bookmarkStart [^>]*w:id="(\d+)"', text)
    ends = re.findall(r'<w:bookmarkEnd [^>]*w:id="(\d+)"', text)
    pictures = re.findall(r'<wp:docPr [^>]*\bid="(\d+)"', text)
    names = re.findall(r'<w:bookmarkStart [^>]*w:name="([^"]+)"', text)
    for ids in (starts, pictures, names):
        assert len(ids) == len(set(ids)) > 1
    assert sorted(starts) == sorted(ends) and all(len(name) <= 40 for name in names)
    relations = body(written, "word/_rels/document.xml.rels")
    related = re.findall(r'\bId="([^"]+)"', relations)
    assert len(related) == len(set(related))
    assert set(re.findall(r'r:(?:id|embed)="([^"]+)"', text)) <= set(related)
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        inside = re.findall(r'Target="((?!http|#)[^"]+)"', relations)
        assert {f"word/{one}" for one in inside} <= set(archive.namelist())


def test_a_picture_says_its_message_and_not_its_bytes(written):
    text = body(written)
    assert "base64" not in text
    said = re.findall(r'<(?:wp:docPr|pic:cNvPr) [^>]*?descr="([^"]*)"', text)
    assert len(said) == 2 * text.count("<w:drawing>") and all(said)


def test_a_list_of_labels_is_two_columns(read):
    listed = markdown("Before.", "- **Lead**: the bureau\n- **First step**: a list, **soon**")
    text = body(word.docx(read(listed)))
    (table,) = re.findall("<w:tbl>.*?</w:tbl>", text, re.S)
    cells = re.findall("<w:tc>.*?</w:tc>", table, re.S)
    said = [re.sub("<[^>]+>", "", cell).strip() for cell in cells]
    assert said == ["Lead", "the bureau", "First step", "a list, soon"]
    assert '<w:tblStyle w:val="Items"' in table and "<w:numPr>" not in text
    assert "<w:cantSplit/>" not in table  # what is said of a label may be long
    for style, count in (("ItemLabel", 2), ("ItemText", 2)):
        assert table.count(f'<w:pStyle w:val="{style}"') == count


def test_header_footer_and_numbers_of_pages(written):
    assert sample.ABOUT["title"] in body(written, "word/header1.xml")
    foot = body(written, "word/footer1.xml")
    assert " PAGE " in foot and " NUMPAGES " in foot and foot.count('"separate"') == 2
    section = body(written).rpartition("<w:sectPr")[2]
    relations = body(written, "word/_rels/document.xml.rels")
    types = body(written, "[Content_Types].xml")
    for kind in ("header", "footer"):
        id = re.search(f'<w:{kind}Reference[^>]*r:id="([^"]+)"', section)[1]
        assert f'Id="{id}"' in relations and f'Target="{kind}1.xml"' in relations
        assert f"/word/{kind}1.xml" in types
    assert "<w:titlePg/>" in section


def test_captions_are_counted_by_word(written):
    fields = re.findall(r"SEQ (\S+) \\\* ARABIC", body(written))
    assert sorted(fields) == sorted(["图", "表", "附图"])
    text = words(written)
    assert "".join(["图", "SEQ", "图", "\\*", "ARABIC", "1"]) in "".join(text.split())


def test_the_contents_are_filled_and_lead_to_headings(written):
    text = body(written)
    entries = re.findall(r'w:val="TOC\d"/>.*?w:anchor="([^"]+)"', text, re.S)
    marks = set(re.findall(r'w:name="([^"]+)"', text))
    headings = re.findall('<w:pStyle w:val="Heading[12]"', text)
    assert len(entries) == len(headings) > 5
    assert set(entries) <= marks
    assert text.count('w:fldCharType="begin"') == text.count('w:fldCharType="end"')


def test_the_contents_have_the_pages_that_word_counts(written):
    text = body(written)
    pages = set(re.findall(r"PAGEREF (\S+) \\h", text))
    assert pages == set(re.findall(r'w:val="TOC\d"/>.*?w:anchor="([^"]+)"', text, re.S))


def test_the_last_rows_of_a_table_stay_with_its_notes(written):
    table = max(re.findall("<w:tbl>.*?</w:tbl>", body(written), re.S), key=len)
    rows = re.findall("<w:tr[ >].*?</w:tr>", table, re.S)
    kept = [row.count("<w:keepNext/>") == row.count("<w:p>") > 0 for row in rows]
    assert len(kept) > 40 and kept[-3:] == [True] * 3 and not any(kept[1:-3])
    notes = re.findall(
        r'<w:p><w:pPr><w:pStyle w:val="ExhibitNote" ?/>.*?</w:p>', body(written), re.S
    )
    assert any("<w:keepNext/>" in one for one in notes)  # the note from the source below it


def test_no_column_is_narrower_than_its_longest_word_in_a_wider_font():
    text = "<table><tr><th>Number</th><th>Text</th></tr>"
    cells = f"<tr><td>1</td><td>{'words ' * 80}</td></tr>"
    grid = tables.grid(html.fromstring(f"{text}{cells}</table>"))
    columns = word._written(grid, 9.0).iter("col")
    first = float(next(columns).get("style").removeprefix("width:").removesuffix("%"))
    assert first / 100 * word.ROOM / 9.0 - 1 >= 1.1 * grid.least_widths[0]


def test_no_head_is_broken_inside_a_word_where_the_table_is_full():
    heads = "".join(f"<th>{one}</th>" for one in ("Subject", *["Considered"] * 5, "Grade"))
    cells = f"<td>{'many words ' * 40}</td><td>B</td>"
    row = f"<td>{'x ' * 60}</td>" + f"<td>{'words ' * 30}</td>" * 4 + cells
    grid = tables.grid(html.fromstring(f"<table><tr>{heads}</tr><tr>{row}</tr></table>"))
    needed = [word.SPARE * one for one in grid.word_widths]
    widths = [9.0, *[11.0] * 5, needed[-1] - 1]
    mended = word._with_whole_words(widths, grid.word_widths)
    assert sum(mended) == pytest.approx(sum(widths)) and mended[-1] >= needed[-1] - 1e-9
    assert word._with_whole_words([1.0, 1.0], [2.0, 2.0]) == [1.0, 1.0]  # no room at all
    for col, least in zip(word._written(grid, 9.0).iter("col"), grid.word_widths, strict=True):
        share = float(col.get("style").removeprefix("width:").removesuffix("%"))
        assert share / 100 * word.ROOM / 9.0 - tables.PADDING >= least - 0.1


def test_the_parts_of_a_wide_table_repeat_what_tells_its_rows_apart():
    heads = "".join(f"<th>{one}</th>" for one in ("Subject", "Due", *["What was found"] * 12))
    found = f"<td>{'found later ' * 9}</td>" * 12
    rows = [f"<tr><th>Rare earths</th><td>{due}</td>{found}</tr>" for due in (2022, 2023)]
    text = f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    pieces = tables.grid(html.fromstring(text)).pieces(53.5)
    assert len(pieces) > 1
    for piece in pieces:
        said = [[cell.text for cell in row[:2]] for row in piece.body]
        assert said == [["Rare earths", "2022"], ["Rare earths", "2023"]]
    other = tables.grid(html.fromstring(text.replace("Rare earths", "Steel", 1)))
    again = [row[1].text for row in other.pieces(53.5)[1].body]
    assert again == [" ".join(["found later"] * 9)] * 2  # the subject says it all


@pytest.mark.parametrize(("columns", "kind"), [(8, "Table"), (9, "SmallTable")])
def test_a_wide_table_has_small_type_before_it_is_cut(read, columns, kind):
    row = "".join(f"<td>{'some words ' * 9}{at}</td>" for at in range(columns))
    heads = "".join(f"<th>Head{at:04}</th>" for at in range(columns))
    wide = f"<table><thead><tr>{heads}</tr></thead><tbody><tr>{row}</tr></tbody></table>"
    text = body(word.docx(read(code(display({"text/html": wide})))))
    assert re.findall('<w:tblStyle w:val="([^"]+)"', text) == [kind]
    assert ("SmallText" in text) == (kind == "SmallTable")


def test_the_brief_has_readable_type(written):
    styles = body(written, "word/styles.xml")
    for name, least in (("BriefText", 16), ("BriefSmall", 15)):
        style = re.search(f'w:styleId="{name}".*?</w:style>', styles, re.S)[0]
        size = int(re.search(r'<w:sz w:val="(\d+)"', style)[1])
        line = int(re.search(r'w:line="(\d+)"', style)[1])
        assert size >= least and line / 10 >= 1.2 * size, name


def test_rows_are_not_broken_and_heads_are_repeated(written):
    text = body(written)
    assert text.count("<w:cantSplit/>") == len(re.findall("<w:tr[ >]", text)) > 45
    assert "<w:tblHeader" in text


def test_the_same_bytes_and_the_date_of_the_data(written):
    assert word.docx(sample.report("zh")) == written
    assert "2022-08-01T00:00:00Z" in body(written, "docProps/core.xml")


def test_a_foreign_notebook(read):
    wide = "<table><tr>" + "".join(f"<th>column_{i}</th>" for i in range(40)) + "</tr></table>"
    book = code(
        display({"text/html": wide}), display({"image/png": PNG, "text/plain": "p"}), source="a = 1"
    )
    book.cells += markdown("$x^2$ and <details><summary>s</summary>\n\ninner\n\n</details>").cells
    text = body(word.docx(read(book)))
    assert "column_39" in text and "inner" in text and "<m:oMath" in text and "a = 1" in text
    assert text.count("<w:drawing>") == 1


@pytest.mark.slow
def test_libreoffice_reads_it(written, tmp_path):
    office(tmp_path, written, "txt:Text (encoded):UTF8")
    text = (tmp_path / "r.txt").read_text(encoding="utf-8-sig")
    assert "（一）增长与结构" in text and "指标45" in text


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh", pytest.param("en", marks=pytest.mark.nightly)])
def test_the_brief_of_the_report_is_one_page(runs, language, tmp_path):
    """In a font that is wider than any of Word's: the publisher's own."""
    run = runs.of(as_of="latest", language=language)
    books = {name: run[name] for name in ("00_brief", "04_limits")}
    books["00_brief"].metadata["publisher"] = {"part": "brief"}
    data = word.docx(document.read(books, About(title="Report"), Options(printed_code=False)))
    (tmp_path / "fonts.conf").write_text(ONE_FONT.format(fonts=FONTS, cache=tmp_path))
    if not shutil.which("pdftotext"):
        pytest.skip("needs poppler: apt-get install poppler-utils")
    office(tmp_path, data, "pdf", FONTCONFIG_FILE=str(tmp_path / "fonts.conf"))
    printed = subprocess.run(
        ["pdftotext", tmp_path / "r.pdf", "-"], check=True, capture_output=True, text=True
    )
    pages = printed.stdout.split("\f")
    small = r'w:val="BriefSmall"/>(?:(?!</w:p>).)*</w:p>'
    last = re.sub("<[^>]+>", "", f"<{re.findall(small, body(data), re.S)[-1]}")
    assert "".join(last.split())[-20:] in "".join(pages[2].split())


def office(folder, data: bytes, form: str, **environment) -> None:
    """Have LibreOffice write a file of another form."""
    if not shutil.which("soffice"):
        pytest.skip("needs LibreOffice: apt-get install libreoffice-writer-nogui")
    (folder / "r.docx").write_bytes(data)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", form]
    environment = os.environ | {"HOME": str(folder)} | environment
    subprocess.run(
        [*command, "--outdir", folder, folder / "r.docx"],
        check=True,
        capture_output=True,
        env=environment,
    )


def test_no_picture_is_higher_than_a_page():
    tall = base64.b64encode(png(30, 300)).decode()
    inline = markdown(f"![x](data:image/png;base64,{base64.b64encode(png(30, 3000)).decode()})")
    for book in (code(display({"image/png": tall})), inline):
        text = body(word.docx(document.read({"a": book})))
        heights = [
            int(found) / 360_000 for found in re.findall(r'<wp:extent cx="\d+" cy="(\d+)"', text)
        ]
        assert heights and max(heights) < word.TALLEST + 0.1


def test_the_title_of_a_single_notebook_stands_at_the_head_of_its_first_page(read):
    cases = ((["# A"], 0, 44), (["# A", "# B"], 2400, 60))
    for texts, before, size in cases:
        books = map(markdown, texts)
        styles = body(word.docx(read(*books)), "word/styles.xml")
        title = styles[styles.index('w:styleId="Title"') :]
        title = title[: title.index("</w:style>")]
        assert f'w:before="{before}"' in title and f'<w:sz w:val="{size}"/>' in title
