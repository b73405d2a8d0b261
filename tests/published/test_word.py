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
from nbformat.v4 import new_code_cell, new_notebook, new_output

from publisher import FONTS, about, document, tables, theme, word, word_parts
from publisher.about import About
from publisher.reading import Options

from . import sample
from .odd import PNG, code, display, markdown, png, stream

#: The children of elements in the order of the schema (ECMA-376, part 1, annex A), which Word
#: insists on, though LibreOffice does not; those that neither pandoc nor the publisher writes are
#: left out.
ORDER = {
    "tr": "trPr tc",
    "sdt": "sdtPr sdtContent",
    "docDefaults": "rPrDefault pPrDefault",
    "font": "altName panose1 charset family pitch",
    "abstractNum": "nsid multiLevelType lvl",
    "lvl": "start numFmt lvlText lvlJc pPr rPr",
    "num": "abstractNumId lvlOverride",
    "numPr": "ilvl numId",
    "pBdr": "top left bottom right",
    "tblBorders": "top left bottom right insideH insideV",
    "tblCellMar": "top left bottom right",
    "settings": "zoom defaultTabStop characterSpacingControl compat themeFontLang clrSchemeMapping"
    " decimalSymbol listSeparator",
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
CARLITO = "/usr/share/fonts/truetype/crosextra"  # where Debian has it; as wide as Calibri
MANY = ("tr", "tc", "lvl", "lvlOverride", "tblStylePr", "bookmarkStart", "bookmarkEnd")
#: What stands before all else in these.
PROPERTIES = {"p": "pPr", "r": "rPr", "tr": "trPr", "tc": "tcPr", "tbl": "tblPr"}
PARTS = ("document", "styles", "settings", "numbering", "fontTable", "header1", "footer1")
OWN = f"{{{word_parts.W}}}"
MARKS = (f"{OWN}bookmarkStart", f"{OWN}bookmarkEnd")


COLOURED = (
    "<style>#T_1, #T_2, #T_3 {background-color: #440154; color: #f1f1f1}</style><table><tr>"
    "<td id='T_1'><b>bold</b> and <i>text</i></td><td id='T_2'><p>two</p><p>lines</p></td></tr>"
    "<tr><td>none</td><td id='T_3'></td></tr></table>"
)


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


def test_code_is_parted_from_code_above_it(read):
    text = body(word.docx(read(new_notebook(cells=list(map(new_code_cell, "abc"))))))
    is_code = ["SourceCode" in paragraph for paragraph in text.split("<w:p>")[2:]]
    assert is_code == [True, False, True, False, True]


def test_code_printed_text_and_errors_are_told_apart(read):
    failed = new_output("error", ename="E", evalue="bad")
    made = code(stream("a  b\n\n  c"), failed, source="def f():\n    return 'x'  # 1\n")
    made.metadata["language_info"] = {"name": "Python"}
    root = etree.fromstring(body(word.docx(read(made))).encode())
    found = {}
    for paragraph in root.iter(f"{OWN}p"):
        style = paragraph.find(f"{OWN}pPr/{OWN}pStyle").get(f"{OWN}val")
        runs = [
            (run.findtext(f"{OWN}t") or "\n", run.find(f"{OWN}rPr/{OWN}rStyle"))
            for run in paragraph.iter(f"{OWN}r")
        ]
        found[style] = [(text, one if one is None else one.get(f"{OWN}val")) for text, one in runs]
    coloured = {text.strip(): kind for text, kind in found["SourceCode"]}
    assert (
        coloured.items()
        >= {
            "def": "CodeKeyword",
            "return": "CodeKeyword",
            "'x'": "CodeString",
            "# 1": "CodeComment",
        }.items()
    )
    assert "".join(text for text, _ in found["Output"]) == "a  b\n\n  c"
    assert found["Failure"][0] == ("Error: ", "FailureLabel")
    assert found["Failure"][-1] == ("E: bad", "VerbatimChar")
    styles = body(word.docx(read(made)), "word/styles.xml")
    named = {name for runs in found.values() for _, name in runs if name} | found.keys()
    assert all(f'w:styleId="{name}"' in styles for name in named)


@pytest.mark.parametrize(("name", "kinds"), word_parts.OF_CODE.items())
def test_each_kind_of_word_of_code_has_a_colour(name, kinds, written):
    styles = body(written, "word/styles.xml")
    style = styles[styles.index(f'w:styleId="{name}"') :]
    colour = theme.colours()[name.removeprefix("Code").lower()].lstrip("#")
    assert f'<w:color w:val="{colour}"/>' in style[: style.index("</w:style>")]


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


@pytest.fixture(scope="module", params=["zh", "en", "foreign"])
def any_file(request) -> bytes:
    """Reports, and a notebook with all that pandoc has a form of its own for."""
    if request.param != "foreign":
        return word.docx(sample.report(request.param))
    spans = (
        "<table><thead><tr><th colspan='2'>Both</th><th rowspan='2'>C</th></tr>"
        "<tr><th>A</th><th>B</th></tr></thead><tbody><tr><td rowspan='2'>1</td><td>2</td><td>3</td>"
        "</tr><tr><td colspan='2'>4</td></tr></tbody></table>"
    )
    outputs = ({"text/html": spans}, {"text/html": COLOURED}, {"image/png": PNG})
    book = code(*map(display, outputs), source="a = 1")
    text = "1. one\n   - deep **b** *i* `c`\n\n   more\n2. two[^1]\n\n> said\n\n---\n\n$x^2$ ~~no~~"
    book.cells += markdown("# Title", f"## Lists\n\n{text}\n\n[^1]: *below*").cells
    return word.docx(document.read({"a": book}))


def trees(data: bytes, parts=PARTS):
    for part in parts:
        yield part, etree.fromstring(body(data, f"word/{part}.xml").encode())


def named(one) -> str:
    return one.tag.removeprefix(OWN)


def test_children_stand_in_the_order_that_word_insists_on(any_file):
    for part, root in trees(any_file):
        for name, order in ORDER.items():
            for one in root.iter(OWN + name):
                said = [named(child) for child in one.iterchildren(etree.Element)]
                assert said == sorted(said, key=order.split().index), (part, name)
                once = [child for child in said if child not in MANY]
                assert len(once) == len(set(once)), (part, name)
        for name, first in PROPERTIES.items():
            for one in root.iter(OWN + name):
                said = [named(child) for child in one if child.tag not in MARKS]
                assert said.count(first) <= 1 and first not in said[1:], (part, name)
        for cell in root.iter(OWN + "tc"):
            assert cell[-1].tag == OWN + "p", etree.tostring(cell)


def test_cells_have_widths_that_fill_their_columns(any_file):
    (_, root), *_ = trees(any_file, ["document"])
    for table in root.iter(OWN + "tbl"):
        columns = [int(one.get(OWN + "w")) for one in table.iter(OWN + "gridCol")]
        assert sum(columns) == word_parts.TEXT_WIDTH and min(columns) > 0
        for row in table.iter(OWN + "tr"):
            spans = [int(one.get(OWN + "val")) for one in row.iter(OWN + "gridSpan")]
            widths = [int(one.get(OWN + "w")) for one in row.iter(OWN + "tcW")]
            assert len(widths) == len(row.findall(OWN + "tc")) > 0
            assert sum(widths) == sum(columns)
            assert len(widths) - len(spans) + sum(spans) == len(columns)


def test_a_table_is_parted_from_the_next_one_and_lists_have_their_numbers(any_file):
    (_, root), (_, lists) = trees(any_file, ["document", "numbering"])
    for table in root.iter(OWN + "tbl"):  # Word makes one of two
        following = next((one for one in table.itersiblings() if one.tag not in MARKS), None)
        assert following is None or following.tag != OWN + "tbl"
    known = {one.get(OWN + "numId") for one in lists.iter(OWN + "num")}
    used = {one.get(OWN + "val") for one in root.iter(OWN + "numId")}
    assert used <= known


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


def test_lists_within_lists_are_counted_by_numbers_unless_told_otherwise(read):
    listed = "1. a\n   1. b\n      1. c\n\n<ol type='i'><li>d<ol><li>e</li></ol></li></ol>"
    data = word.docx(read(markdown(listed)))
    numbering = etree.fromstring(body(data, "word/numbering.xml").encode())
    abstract = {
        one.get(f"{OWN}numId"): one.find(f"{OWN}abstractNumId").get(f"{OWN}val")
        for one in numbering.iter(f"{OWN}num")
    }
    found = []
    for place in etree.fromstring(body(data).encode()).iter(f"{OWN}numPr"):
        level, number = (one.get(f"{OWN}val") for one in place)
        whole = f"{OWN}abstractNum[@{OWN}abstractNumId='{abstract[number]}']"
        form = numbering.find(f"{whole}/{OWN}lvl[@{OWN}ilvl='{level}']/{OWN}numFmt")
        found.append(form.get(f"{OWN}val"))
    assert found == ["decimal", "decimal", "decimal", "lowerRoman", "decimal"]


@pytest.mark.parametrize("listed", ["- one\n- two", "- **Lead**: one\n- **Step**: two"])
def test_what_announces_a_list_stays_with_it(read, listed):
    text = body(word.docx(read(markdown("Alone.", "Any of these:", listed))))
    kept = {
        said: "<w:keepNext/>" in paragraph
        for paragraph in re.findall("<w:p>.*?</w:p>", text, re.S)
        if (said := re.sub("<[^>]+>", "", paragraph).strip()) in ("Alone.", "Any of these:", "two")
    }
    assert kept == {"Alone.": False, "Any of these:": True, "two": False}


def test_a_list_of_labels_is_two_columns(read):
    listed = markdown("Before.", "- **Lead**: the bureau\n- **First step**: a list, **soon**")
    text = body(word.docx(read(listed)))
    (table,) = re.findall("<w:tbl>.*?</w:tbl>", text, re.S)
    cells = re.findall("<w:tc>.*?</w:tc>", table, re.S)
    said = [re.sub("<[^>]+>", "", cell).strip() for cell in cells]
    assert said == ["Lead", "the bureau", "First step", "a list, soon"]
    assert '<w:tblStyle w:val="Items"' in table and "<w:numPr>" not in text
    assert table.count("<w:cantSplit/>") == 2 and table.count("<w:keepNext/>") == 2  # the first row
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


def test_the_contents_wait_for_numbers_without_leading_to_nothing(written):
    """Word counts pages when it opens the file; before that a leader would have no end."""
    contents = re.search("<w:sdtContent>.*?</w:sdtContent>", body(written), re.S)[0]
    assert contents.count('w:dirty="true"') == 1 and " TOC " in contents
    assert "<w:tab/>" not in contents and "PAGEREF" not in contents
    hint = contents.index("更新域")  # goes when the field is counted, of which it is the first line
    assert contents.index('"separate"') < hint < contents.index('"TOC1"')
    styles = body(written, "word/styles.xml")
    assert styles.count('w:leader="dot"') == 2  # for these numbers


@pytest.mark.parametrize(
    ("title", "name"),
    [("# 现状\n\n## 1. 增长", "第一章　现状"), ("# 现状\n\n## 增长", "一、现状")],
)
def test_a_chapter_has_the_name_that_it_has_on_paper(title, name):
    books = {"a": markdown(title), "b": markdown("# 诊断")}
    text = body(word.docx(document.read(books, About(language="zh"))))
    heads = re.findall('<w:pStyle w:val="Heading1" ?/>(.*?)</w:p>', text, re.S)
    said = [re.sub("<[^>]+>", "", one).strip() for one in heads]
    assert said[0] == name
    contents = re.findall('w:val="TOC1"/>.*?</w:p>', text, re.S)
    assert name in re.sub("<[^>]+>", "", f"<{contents[0]}")


def test_only_the_first_chapter_and_the_annex_begin_a_page(written):
    """The end of others may be a few lines, of which there would be a page."""
    heads = re.findall('<w:pStyle w:val="Heading1" ?/>(.*?)</w:p>', body(written), re.S)
    said = [re.sub("<[^>]+>", "", one).strip() for one in heads]
    joined = [name for name, one in zip(said, heads, strict=True) if "pageBreakBefore" in one]
    assert [*said[:1], *said[2:3]] == ["一、包头市工业现状", "附录"]
    assert joined == ["二、诊断", "方法说明", "资料来源", "编制说明"] and len(said) == 6
    styles = body(written, "word/styles.xml")
    assert "<w:pageBreakBefore/>" in re.search('w:styleId="Heading1".*?</w:style>', styles, re.S)[0]


def test_a_title_has_the_grade_of_its_numbers():
    number = {"at": [16, 21], "text": "16.6%", "rows": ["r"], "in": "title"}
    books = {"a": code(sample.figure(sample.TEXTS["en"], numbers=[number])), "b": markdown("# B")}
    said = About(language="en", rows={"r": {"grade": "B"}})
    text = body(word.docx(document.read(books, said)))
    caption = re.search('<w:p>(?:(?!</w:p>).)*"ImageCaption".*?</w:p>', text, re.S)[0]
    grade = r'"Grade" ?/>.*?<w:t[^>]*>B</w:t>'
    assert re.search(grade, caption, re.S)
    before, _, _ = caption.partition('"Grade"')
    assert re.sub("<[^>]+>", "", before.rpartition("<w:r>")[0]).strip().endswith("16.6%")


def test_a_number_has_its_grade_source_and_interval_in_a_footnote():
    number = {"at": [6, 11], "text": "16.6%", "rows": ["r"], "interval": ["16.55", "16.65"]}
    said = sample.shown("text", {"text/markdown": "It is 16.6% now."}, numbers=[number])
    sources = about.about({"sources": [{"id": "s", "title": "Yearbook", "publisher": "Bureau"}]})
    rows = {"r": {"grade": "B", "source": "s"}}
    known = About(language="en", rows=rows, sources=sources.sources)
    for others, expected in (({"b": markdown("# B")}, 1), ({}, 0)):  # a report, a notebook alone
        data = word.docx(document.read({"a": code(said), **others}, known))
        assert body(data).count("<w:footnoteReference") == expected
        notes = re.sub("<[^>]+>", "", body(data, "word/footnotes.xml"))
        shown = " ".join(notes.split())
        assert ("B Bureau (source 1); 16.6%: 16.55 to 16.65" in shown) is bool(expected)


def test_the_exhibits_of_an_annex_stand_in_their_order():
    texts, annex = sample.TEXTS["en"], {"annex": True}
    table = sample.table(texts, "listed", **annex)
    drawn = sample.figure(texts, "drawn", **annex)
    other = sample.table(texts, "other", **annex)
    books = {"a": code(table, drawn, other), "b": markdown("# B")}
    text = body(word.docx(document.read(books, About(language="en"))))
    captions = re.findall('<w:pStyle w:val="(ImageCaption|TableCaption)"', text)
    assert captions == ["TableCaption", "ImageCaption", "TableCaption"]


def test_chinese_text_is_indented_and_nothing_else_is(written):
    styles = etree.fromstring(body(written, "word/styles.xml").encode())
    based = {}
    for one in styles.iter(OWN + "style"):
        base = one.find(OWN + "basedOn")
        based[one.get(OWN + "styleId")] = "" if base is None else base.get(OWN + "val")
    indented = {one for one in based if "BodyText" in (one, based[one])}
    assert indented == {"BodyText", "FirstParagraph"}
    assert 'w:firstLineChars="200"' in body(written, "word/styles.xml")
    assert "firstLineChars" not in body(word.docx(sample.report("en")), "word/styles.xml")
    (_, root), *_ = trees(written, ["document"])
    for paragraph in root.iter(OWN + "p"):
        style = paragraph.find(f"{OWN}pPr/{OWN}pStyle")
        if style is not None and style.get(OWN + "val") in indented:
            assert paragraph.find(f"{OWN}pPr/{OWN}numPr") is None
            assert paragraph.find(f".//{OWN}drawing") is None


@pytest.mark.parametrize(
    ("language", "first", "at_edge"),
    [("zh", "各有关部门：", True), ("zh", "请提供数据。", False), ("en", "Dear all:", False)],
)
def test_a_chinese_letter_has_its_title_in_the_middle_and_its_ends_at_the_edges(
    language, first, at_edge
):
    for last, signed in (("Office\\\nDate", True), ("Text.", False)):
        book = markdown("# Title", f"{first}\n\nText.\n\n{last}", "| a |\n|---|\n| b |")
        data = word.docx(document.read({"a": book}, About(language=language)))
        text = re.findall(r'<w:p>(?:(?!</w:p>).)*"(?:First|Body).*?</w:p>', body(data), re.S)
        assert ['w:firstLineChars="0"' in one for one in text] == [
            at_edge,
            False,
            at_edge and signed,
        ]
        assert ['w:val="right"' in one for one in text] == [False, False, at_edge and signed]
    styles = body(data, "word/styles.xml")
    title = re.search('w:styleId="Title".*?</w:style>', styles, re.S)[0]
    assert ('<w:jc w:val="center"/>' in title) == (language == "zh")


def test_word_takes_the_file_for_one_of_today(written):
    assert re.search('"compatibilityMode"[^>]*w:val="15"', body(written, "word/settings.xml"))


def test_the_properties_say_what_the_document_says_of_itself(written):
    core = body(written, "docProps/core.xml")
    for name, said in (
        ("dc:title", sample.ABOUT["title"]),
        ("dc:subject", "样本"),
        ("dc:creator", "某中心"),
        ("dc:language", "zh-CN"),
    ):
        assert f"<{name}>{said}</{name}>" in core, name
    for part in ("app", "custom"):  # pandoc's own, among them counts of another text
        assert not len(etree.fromstring(body(written, f"docProps/{part}.xml").encode())), part


def test_lines_with_bullets_hang_in_their_cell(read):
    cells = "<td>• one<br>• two</td><td>• alone</td><td>a<br>• b</td>"
    table = f"<table><tr><th>A</th><th>B</th><th>C</th></tr><tr>{cells}</tr></table>"
    made = word.docx(read(code(display({"text/html": table}))))
    items = re.findall('"TableItem" ?/>.*?</w:p>', body(made), re.S)
    assert [re.sub("<[^>]+>", "", f"<{one}").strip() for one in items] == ["• one", "• two"]
    styles = body(made, "word/styles.xml")
    (item,) = re.findall('<w:style [^>]*w:styleId="TableItem".*?</w:style>', styles, re.S)
    assert "<w:keepLines/>" in item  # a page ends between items


@pytest.mark.parametrize(
    ("text", "fill", "inks"),
    [
        ("bold and text", "440154", {"f1f1f1"}),
        ("two", "440154", {"f1f1f1"}),
        ("none", "", set()),
        ("\u00a0", "440154", {"f1f1f1"}),  # an empty cell has its colour, too
    ],
)
def test_cells_have_the_colours_of_a_styler(read, text, fill, inks):
    root = etree.fromstring(body(word.docx(read(code(display({"text/html": COLOURED}))))).encode())
    (cell,) = (one for one in root.iter(OWN + "tc") if "".join(one.itertext()).startswith(text[:4]))
    shades = [one.get(OWN + "fill") for one in cell.iterfind(f"{OWN}tcPr/{OWN}shd")]
    assert shades == ([fill] if fill else [])
    assert {one.get(OWN + "val") for one in cell.iter(OWN + "color")} == inks


ROW = "<tr><td>{0}</td><td>{0}</td></tr>"


@pytest.mark.parametrize(
    ("rows", "kept", "unbroken"),
    [
        ([3] * 4, [1, 1, 1, 1, 0], 5),  # low and few: on one page
        ([150] * 8, [1, *[0] * 8], 1),  # few, but higher than that; rows as high as this break
        ([3] * 12, [1, *[0] * 9, 1, 1, 0], 13),  # many
        ([20] * 8, [1, *[0] * 6, 1, 0], 9),  # few, but not low together
        ([40] * 8, [1, *[0] * 6, 1, 0], 9),  # nor are two of them, but none stands alone
    ],
)
def test_what_a_page_does_not_part(read, rows, kept, unbroken):
    said = "".join(ROW.format("words " * many) for many in rows)
    text = f"<table><thead><tr><th>A</th><th>B</th></tr></thead><tbody>{said}</tbody></table>"
    root = etree.fromstring(body(word.docx(read(code(display({"text/html": text}))))).encode())
    (table,) = root.iter(OWN + "tbl")
    found = [
        all(one.find(f"{OWN}pPr/{OWN}keepNext") is not None for one in row.iter(OWN + "p"))
        for row in table.iter(OWN + "tr")
    ]
    assert found == [bool(one) for one in kept]
    assert len(list(table.iter(OWN + "cantSplit"))) == unbroken


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
    columns = word._written(grid, 9.0, filled=True).iter("col")
    first = float(next(columns).get("style").removeprefix("width:").removesuffix("%"))
    assert first / 100 * word.ROOM / 9.0 - 1 >= 1.1 * grid.least_widths[0]


def test_a_table_of_little_is_as_wide_as_its_texts_unless_it_is_an_exhibit():
    """Columns of a few digits are not drawn apart over the whole width of the paper."""
    little = "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>"
    much = little.replace("<td>1</td>", f"<td>{'words ' * 80}</td>")
    grids = [tables.grid(html.fromstring(text)) for text in (little, little, much)]
    shares = []
    for grid, filled in zip(grids, (False, True, False), strict=True):
        columns = word._written(grid, 9.0, filled=filled).iter("col")
        widths = [one.get("style").removeprefix("width:").removesuffix("%") for one in columns]
        shares.append(sum(map(float, widths)))
    assert shares[0] < 20 and shares[1:] == pytest.approx([100, 100], abs=0.2)


def test_no_head_is_broken_inside_a_word_where_the_table_is_full():
    heads = "".join(f"<th>{one}</th>" for one in ("Subject", *["Considered"] * 5, "Grade"))
    cells = f"<td>{'many words ' * 40}</td><td>B</td>"
    row = f"<td>{'x ' * 60}</td>" + f"<td>{'words ' * 30}</td>" * 4 + cells
    grid = tables.grid(html.fromstring(f"<table><tr>{heads}</tr><tr>{row}</tr></table>"))
    needed = grid.word_widths
    widths = [9.0, *[11.0] * 5, needed[-1] - 1]
    mended = word._with_whole_words(widths, grid.word_widths)
    assert sum(mended) == pytest.approx(sum(widths)) and mended[-1] >= needed[-1] - 1e-9
    assert word._with_whole_words([1.0, 1.0], [2.0, 2.0]) == [1.0, 1.0]  # no room at all
    for col, least in zip(
        word._written(grid, 9.0, filled=True).iter("col"), grid.word_widths, strict=True
    ):
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


@pytest.mark.parametrize(
    ("columns", "words", "kind"),
    [(5, 9, "Table"), (8, 9, "SmallTable"), (8, 0, "Table"), (9, 9, "SmallTable")],
)
def test_a_cramped_or_wide_table_has_small_type_before_it_is_cut(read, columns, words, kind):
    row = "".join(f"<td>{'some words ' * words}{at}</td>" for at in range(columns))
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


@pytest.mark.parametrize(
    ("columns", "row", "sides", "said"),
    [
        ("rl", "\\\\", ["right", "center"], "abcd"),
        ("ll", "\\\\", ["left", "left"], "abcd"),
        ("r|l", "\\\\", ["right", "center", "center"], "a\u2502bc\u2502d"),
        ("cc", "\\\\\\hline ", ["center"] * 2, "ab\u2500\u2500cd"),
        ("c|c", "\\\\\\hline ", ["center"] * 3, "a\u2502b\u2500\u253c\u2500c\u2502d"),
    ],
)
def test_columns_of_an_array_stand_apart_and_rules_are_signs(columns, row, sides, said, read):
    made = read(markdown(f"$$\\begin{{array}}{{{columns}}}a&b{row}c&d\\end{{array}}$$"))
    [maths] = re.findall("<m:oMath>.*?</m:oMath>", body(word.docx(made)))
    assert re.findall('<m:mcJc m:val="(.*?)"', maths) == sides
    assert re.sub("<[^>]+>", "", maths) == said


def test_a_foreign_notebook(read):
    wide = "<table><tr>" + "".join(f"<th>column_{i}</th>" for i in range(40)) + "</tr></table>"
    book = code(
        display({"text/html": wide}), display({"image/png": PNG, "text/plain": "p"}), source="a = 1"
    )
    book.cells += markdown("$x^2$ and <details><summary>s</summary>\n\ninner\n\n</details>").cells
    text = body(word.docx(read(book)))
    assert "column_39" in text and "inner" in text and "<m:oMath" in text
    assert "a = 1" in re.sub("<[^>]+>", "", text)
    assert text.count("<w:drawing>") == 1


@pytest.mark.slow
def test_libreoffice_reads_it(written, tmp_path):
    office(tmp_path, written, "txt:Text (encoded):UTF8")
    text = (tmp_path / "r.txt").read_text(encoding="utf-8-sig")
    assert "（一）增长与结构" in text and "指标45" in text


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh", pytest.param("en", marks=pytest.mark.nightly)])
def test_the_brief_of_the_report_is_one_page(runs, language, tmp_path):
    """Chinese in the publisher's own font, whose characters are as wide as SimSun's; English in one
    of Calibri's measures, for the own is wider by a tenth.
    """
    run = runs.of(as_of="latest", language=language)
    books = {name: run[name] for name in ("00_brief", "04_limits")}
    books["00_brief"].metadata["publisher"] = {"part": "brief"}
    data = word.docx(document.read(books, About(title="Report"), Options(printed_code=False)))
    fonts = {"zh": FONTS, "en": CARLITO}[language]
    if not os.path.isdir(fonts):
        pytest.skip("needs Carlito: apt-get install fonts-crosextra-carlito")
    (tmp_path / "fonts.conf").write_text(ONE_FONT.format(fonts=fonts, cache=tmp_path))
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


@pytest.mark.parametrize(
    ("kind", "picture", "said", "pixels"),
    [
        ("image/png", base64.b64encode(png(400, 100)).decode(), {}, 400),
        ("image/png", base64.b64encode(png(400, 100)).decode(), {"width": 200}, 200),
        ("image/svg+xml", '<svg xmlns="{}" width="200" height="100"/>', {}, 200),
        ("image/svg+xml", '<svg xmlns="{}" width="150pt" height="75pt"/>', {}, 200),
        ("image/svg+xml", '<svg xmlns="{}" viewBox="0 0 200 100"/>', {"width": 100}, 100),
        ("image/svg+xml", '<svg xmlns="{}" viewBox="0 0 9000 100"/>', {}, word.PICTURE / 2.54 * 96),
        ("image/png", PNG, {"width": 9000}, word.BROAD_PICTURE / 2.54 * 96),
        ("image/svg+xml", '<svg xmlns="{}" viewBox="0 0 9 900"/>', {"width": 99}, 8.3),
    ],
)
def test_a_picture_is_as_wide_as_it_says(read, kind, picture, said, pixels):
    data = {kind: picture.format("http://www.w3.org/2000/svg")}
    made = word.docx(read(code(display(data, {kind: said} if said else None))))
    width = int(re.search(r'<wp:extent cx="(\d+)"', body(made))[1])
    assert width / 9525 == pytest.approx(pixels, rel=0.02)


def test_the_title_of_a_single_notebook_stands_at_the_head_of_its_first_page(read):
    cases = ((["# A"], 0, 44), (["# A", "# B"], 2400, 60))
    for texts, before, size in cases:
        books = map(markdown, texts)
        styles = body(word.docx(read(*books)), "word/styles.xml")
        title = styles[styles.index('w:styleId="Title"') :]
        title = title[: title.index("</w:style>")]
        assert f'w:before="{before}"' in title and f'<w:sz w:val="{size}"/>' in title


def test_the_title_keeps_its_form_and_can_be_led_to(read):
    made = read(markdown("# On $x^2$ `c`\n\n[to](#On-x^2-c)"), about={"authors": ("B",)})
    text = body(word.docx(made))
    assert text.count('w:val="Title"') == 1 and text.index('"Title"') < text.index('"Author"')
    title = text[text.index('"Title"') : text.index('"Author"')]
    assert "<m:oMath" in title and "VerbatimChar" in title
    [name] = re.findall('w:anchor="([^"]+)"', text)
    assert f'w:name="{name}"' in title


@pytest.mark.parametrize("first", ["$$a=b$$", "| a | b |\n   |---|---|\n   | 1 | 2 |", "", "$x$"])
def test_every_item_has_its_number(first, read):
    written = body(word.docx(read(markdown(f"text\n\n1. {first}\n2. second"))))
    assert written.count("<w:numPr>") == 2
