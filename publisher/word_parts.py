"""What pandoc does not write into a Word file: styles and fonts, header and footer, numbers of
pages and captions that Word counts itself, a table of contents that is filled.

Styles are text, in ``templates/word``; colours are the theme's.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from lxml import etree

from . import theme
from .words import when

TEMPLATES = Path(__file__).parent / "templates" / "word"
#: Of text and of headings: fonts that Windows has had for long. Where one is missing,
#: ``fontTable.xml`` says what kind of font is to stand for it.
FONTS = {
    "zh": ("Times New Roman", "SimSun", "Arial", "SimHei"),
    "en": ("Calibri", "Microsoft YaHei", "Calibri", "Microsoft YaHei"),
}
PLACES = ("BODY_LATIN", "BODY_HAN", "HEAD_LATIN", "HEAD_HAN")
PAPER = (
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1304" w:right="1247" w:bottom="1134" '
    'w:left="1247" w:header="680" w:footer="567" w:gutter="0"/>'
)
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"
CAPTIONS, NOTE = ("ImageCaption", "TableCaption"), "ExhibitNote"
FEW_ROWS, BOUND = 8, 3  # see layout.py
_FIXED = (1980, 1, 1, 0, 0, 0)
_DATES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_LABEL = re.compile(r"(\D+)(\d+)")
ENDS = ("header", "footer")
RELATION = f'<Relationship Id="rId{{kind}}" Type="{R}/{{kind}}" Target="{{kind}}1.xml"/>'
TYPE = (
    '<Override PartName="/word/{kind}1.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"/>'
)


def settled(data: bytes, facts: Mapping[str, Any]) -> bytes:
    """A Word file with all that; the same bytes for the same file and facts.

    Args:
        data: as pandoc wrote it.
        facts: ``language``; ``when``, its date in ISO form; ``whole``, whether it is a report with
            a title page; ``head``, two texts for the head of its pages; ``page``, a text with
            ``{page}`` and ``{pages}`` for their foot.
    """
    changes: dict[str, Callable[[bytes], bytes]] = {
        "docProps/core.xml": lambda old: _DATES.sub(rb"\g<1>" + facts["when"].encode(), old),
        "word/document.xml": lambda old: _document(old, facts["whole"]),
        "word/styles.xml": lambda old: _styles(facts).encode(),
        "word/fontTable.xml": lambda old: (TEMPLATES / "fontTable.xml").read_bytes(),
        "word/_rels/document.xml.rels": lambda old: _with_ends(old, "Relationships", RELATION),
        "[Content_Types].xml": lambda old: _with_ends(old, "Types", TYPE),
    }
    added = {"word/header1.xml": _header(facts["head"]), "word/footer1.xml": _footer(facts["page"])}
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as before,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            old = before.read(name)
            _write(after, name, changes[name](old) if name in changes else old)
        for name, text in added.items():
            _write(after, name, text.encode())
    return out.getvalue()


def _write(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, _FIXED), content, zipfile.ZIP_DEFLATED)


def _styles(facts: Mapping[str, Any]) -> str:
    text = (TEMPLATES / "styles.xml").read_text("utf-8")
    for place, font in zip(PLACES, FONTS.get(facts["language"], FONTS["en"]), strict=True):
        text = text.replace(place, font)
    text = text.replace("PAGE_BREAK", when(facts["whole"], "<w:pageBreakBefore/>"))
    text = text.replace("TITLE_BEFORE", "2400" if facts["whole"] else "0")  # of a cover
    text = text.replace("TITLE_SIZE", "60" if facts["whole"] else "44")
    colours = theme.colours()
    return re.sub(r"COLOUR_([\w-]+)", lambda found: colours[found[1]].lstrip("#"), text)


# --- header and footer ---


def _part(kind: str, style: str, runs: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<w:{kind} xmlns:w="{W}"><w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{runs}</w:p>'
        f"</w:{kind}>"
    )


def _header(texts: Iterable[str]) -> str:
    return _part("hdr", "Header", "<w:r><w:tab/></w:r>".join(map(_run, texts)))


def _footer(pattern: str) -> str:
    fields = {"{page}": "PAGE", "{pages}": "NUMPAGES"}
    parts = re.split(r"(\{pages?\})", pattern)
    runs = (_field(fields[one], "1") if one in fields else _run(one) for one in parts if one)
    return _part("ftr", "Footer", "".join(runs))


def _run(text: str, properties: str = "") -> str:
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _field(code: str, shown: str, properties: str = "") -> str:
    """A field with what it shows until it is counted anew."""

    def mark(kind: str) -> str:
        return f'<w:r>{properties}<w:fldChar w:fldCharType="{kind}"/></w:r>'

    instruction = f'<w:instrText xml:space="preserve"> {code} </w:instrText>'
    return (
        f"{mark('begin')}<w:r>{properties}{instruction}</w:r>{mark('separate')}"
        f"{_run(shown, properties)}{mark('end')}"
    )


def _with_ends(old: bytes, tag: str, entry: str) -> bytes:
    """A list of parts with entries for header and footer."""
    new = "".join(entry.format(kind=kind) for kind in ENDS)
    return old.replace(f"</{tag}>".encode(), f"{new}</{tag}>".encode())


# --- the text ---


def _document(old: bytes, whole: bool) -> bytes:
    root = etree.fromstring(old)
    body = root.find(f"{{{W}}}body")
    for table in body.iter(f"{{{W}}}tbl"):
        style = table.find(f"{{{W}}}tblPr/{{{W}}}tblStyle").get(f"{{{W}}}val")
        if style == "Beside" and _style(table.getprevious()) == "BriefSmall":  # chart, subtitle
            _keep(table.getprevious())
        if style != "Items":  # lines of a list break as text does
            _unbroken(table)
            _kept(table)
        _typed(table, "SmallText" if style == "SmallTable" else "TableText")
    for paragraph in body.iter(f"{{{W}}}p"):
        if _style(paragraph) in CAPTIONS:
            _counted(paragraph)
        elif _style(paragraph) == NOTE == _style(paragraph.getnext()):
            _keep(paragraph)
    for number, said in enumerate(body.iter(f"{{{DRAWING}}}docPr"), 1):
        said.set("id", str(number))
        for picture in said.getparent().iter(f"{{{PICTURE}}}cNvPr"):
            picture.set("descr", said.get("descr", ""))  # pandoc: the whole picture as text
    _contents(body)
    _section(body, whole)
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True))


def _style(paragraph: etree._Element | None) -> str:
    if paragraph is None:
        return ""
    style = paragraph.find(f"{{{W}}}pPr/{{{W}}}pStyle")
    return "" if style is None else style.get(f"{{{W}}}val")


def _elements(xml: str) -> list[etree._Element]:
    return list(etree.fromstring(f'<x xmlns:w="{W}" xmlns:r="{R}">{xml}</x>'))


def _typed(table: etree._Element, kind: str) -> None:
    """Cells in the type of tables: pandoc gives them that of tight lists."""
    for style in table.iter(f"{{{W}}}pStyle"):
        if style.get(f"{{{W}}}val") == "Compact":
            style.set(f"{{{W}}}val", kind)


def _unbroken(table: etree._Element) -> None:
    """Keep each row on one page."""
    for row in table.iter(f"{{{W}}}tr"):
        _properties(row, "trPr").insert(0, etree.Element(f"{{{W}}}cantSplit"))


def _properties(one: etree._Element, name: str) -> etree._Element:
    """The properties of a row or paragraph, made where it has none."""
    if one.find(f"{{{W}}}{name}") is None:
        one.insert(0, etree.Element(f"{{{W}}}{name}"))
    return one.find(f"{{{W}}}{name}")


def _kept(table: etree._Element) -> None:
    """Rows that a break of the page does not part: all of a table of few rows, the last ones of
    others, and the last one from notes that follow."""
    rows = table.findall(f"{{{W}}}tr")
    noted = _style(table.getnext()) == NOTE
    first = 0 if len(rows) <= FEW_ROWS + 1 else len(rows) - BOUND
    for row in rows[first : len(rows) - (not noted)]:
        for paragraph in row.iter(f"{{{W}}}p"):
            _keep(paragraph)


def _keep(paragraph: etree._Element) -> None:
    """Have a paragraph stay on the page of what follows it."""
    properties = _properties(paragraph, "pPr")
    if properties.find(f"{{{W}}}keepNext") is None:
        place = int(properties.find(f"{{{W}}}pStyle") is not None)
        properties.insert(place, etree.Element(f"{{{W}}}keepNext"))


def _counted(caption: etree._Element) -> None:
    """The number of a caption as a field, so that Word counts on and lists figures and tables."""
    runs = [one for one in caption.iter(f"{{{W}}}r") if _is_number(one)]
    text = "".join(part for run in runs for part in run.itertext(f"{{{W}}}t"))
    found = _LABEL.fullmatch(text)
    if found is None:
        return
    label, number = found.groups()
    properties = '<w:rPr><w:rStyle w:val="CaptionNumber"/></w:rPr>'
    series = "_".join(label.split())
    new = _run(label, properties) + _field(f"SEQ {series} \\* ARABIC", number, properties)
    place = caption.index(runs[0])
    caption[place : place + len(runs)] = _elements(new)


def _is_number(run: etree._Element) -> bool:
    style = run.find(f"{{{W}}}rPr/{{{W}}}rStyle")
    return style is not None and style.get(f"{{{W}}}val") == "CaptionNumber"


def _contents(body: etree._Element) -> None:
    """Fill the field of the contents with links to the headings and fields of their pages, which
    Word counts."""
    end = body.find(f".//{{{W}}}sdt//{{{W}}}fldChar")
    if end is None:
        return
    holder = next(end.iterancestors(f"{{{W}}}p"))
    entries = _entries(body)
    begin = (
        '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r>'
        '<w:r><w:instrText xml:space="preserve"> TOC \\o "1-2" \\h \\z \\u </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    new = ""
    for index, (level, text, mark) in enumerate(entries):
        page = _field(f"PAGEREF {escape(mark)} \\h", "")
        new += (
            f'<w:p><w:pPr><w:pStyle w:val="TOC{level}"/></w:pPr>{when(not index, begin)}'
            f'<w:hyperlink w:anchor="{escape(mark)}">{_run(text)}<w:r><w:tab/></w:r>'
            f"{page}</w:hyperlink></w:p>"
        )
    new += '<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    place = holder.getparent().index(holder)
    holder.getparent()[place : place + 1] = _elements(new)


def _entries(body: etree._Element) -> list[tuple[int, str, str]]:
    """The headings of the first two levels: level, text, bookmark."""
    found, mark = [], ""
    for one in body.iter(f"{{{W}}}bookmarkStart", f"{{{W}}}p"):
        if one.tag == f"{{{W}}}bookmarkStart":
            mark = one.get(f"{{{W}}}name")
            continue
        style = _style(one)
        if style in ("Heading1", "Heading2") and mark:
            text = "".join(one.itertext(f"{{{W}}}t")).strip()
            found.append((int(style[-1]), text, mark))
    return found


def _section(body: etree._Element, whole: bool) -> None:
    """The paper, and what stands at the head and foot of its pages."""
    for old in body.findall(f"{{{W}}}sectPr"):
        body.remove(old)
    ends = "".join(f'<w:{kind}Reference w:type="default" r:id="rId{kind}"/>' for kind in ENDS)
    title = when(whole, "<w:titlePg/>")
    body.extend(_elements(f"<w:sectPr>{ends}{PAPER}{title}</w:sectPr>"))
