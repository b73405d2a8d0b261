"""What pandoc does not write into a Word file: styles and fonts, header and footer, numbers of
pages and captions that Word counts itself, widths of cells, what a page does not part, a table of
contents that is filled.

Styles are text, in ``templates/word``; colours are the theme's.
"""

from __future__ import annotations

import io
import itertools
import math
import re
import zipfile
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from unicodedata import normalize
from xml.sax.saxutils import escape

from lxml import etree

from . import tables, theme, word_formulas
from .words import when, words

TEMPLATES = Path(__file__).parent / "templates" / "word"
INDENTED = '<w:ind w:firstLineChars="200" w:firstLine="420"/><w:jc w:val="both"/>'
BOLD = "<w:b/>"
LINE = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
THIN_LINE = f"<w:p><w:pPr>{LINE}</w:pPr></w:p>"
PAPER = (
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1191" w:right="1247" w:bottom="964" '
    'w:left="1247" w:header="624" w:footer="510" w:gutter="0"/>'
)
TEXT_WIDTH = 9412  # twips between its margins
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"
CAPTIONS, NOTE = ("ImageCaption", "TableCaption"), "ExhibitNote"
TOGETHER = {(NOTE, NOTE), ("BriefSmall", "BriefPicture")}  # note, source; subtitle, chart
TEXT, LISTED, PICTURED = ("BodyText", "FirstParagraph", "Compact"), "ListParagraph", "Figure"
SIZES = {"SmallTable": 7.5}  # points, of tables of a style; others have
USUAL_SIZE = 9.0
FILLED = "Filled"  # name of a style of words, before the colours of their cell: ground and ink
#: Before printed text and errors, which pandoc takes for code: characters of no text.
PRINTED, FAILED = "\ufdd0", "\ufdd1"
#: Styles of words of code → the kinds of words, as pandoc tells them apart, that have it.
OF_CODE = {
    "CodeKeyword": "Keyword ControlFlow Import",
    "CodeString": "String VerbatimString SpecialString Char SpecialChar",
    "CodeComment": "Comment CommentVar Documentation",
    "CodeLiteral": "DecVal BaseN Float",
}
_KINDS = {f"{kind}Tok": style for style, kinds in OF_CODE.items() for kind in kinds.split()}
CELL_MARGINS = 8.5  # points, both
FEW_ROWS, FEW_HIGH = 8, 140.0  # a table of no more rows and points is never parted
BOUND, BOUND_HIGH = 3, 110.0  # rows that stay together at the end of others, unless higher
TWO_HIGH = 200.0  # the last two do even so, unless higher than this
LOW_ROW = 180.0  # a quarter of a page; a row that is higher breaks, between its items
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
            a title page; ``begin``, the places, from 0, of the headings of the first level
            that begin a page of such a report; ``head``, two texts for the head of its pages;
            ``page``, a text with ``{page}`` and ``{pages}`` for their foot.
    """
    changes: dict[str, Callable[[bytes], bytes]] = {
        "docProps/core.xml": lambda old: _DATES.sub(rb"\g<1>" + facts["when"].encode(), old),
        "docProps/app.xml": lambda old: _none_of(old),
        "docProps/custom.xml": lambda old: _none_of(old),
        "word/document.xml": lambda old: _document(old, facts),
        "word/styles.xml": lambda old: styles(facts).encode(),
        "word/settings.xml": lambda old: (TEMPLATES / "settings.xml").read_bytes(),
        "word/fontTable.xml": lambda old: (TEMPLATES / "fontTable.xml").read_bytes(),
        "word/_rels/document.xml.rels": lambda old: _with_ends(old, "Relationships", RELATION),
        "[Content_Types].xml": lambda old: _with_ends(old, "Types", TYPE),
    }
    added = {"word/header1.xml": _header(facts["head"]), "word/footer1.xml": _footer(facts["page"])}
    return _changed(data, changes, added)


def on_paper(data: bytes) -> bytes:
    """A file for pandoc to refer to with our paper: no picture is to be wider than its text."""
    end = b"</w:sectPr>"
    return _changed(
        data, {"word/document.xml": lambda old: old.replace(end, PAPER.encode() + end)}, {}
    )


def _changed(
    data: bytes, changes: Mapping[str, Callable[[bytes], bytes]], added: Mapping[str, str]
) -> bytes:
    """An archive with some of its parts changed, and others added."""
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


def _none_of(old: bytes) -> bytes:
    """A list of properties without those that pandoc makes up, or takes from its template."""
    root = etree.fromstring(old)
    root[:] = []
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True))


def styles(facts: Mapping[str, Any]) -> str:
    text = (TEMPLATES / "styles.xml").read_text("utf-8")
    office = words(facts["language"])["office"]
    for kind in ("body", "head"):
        for script, font in zip(("LATIN", "HAN"), office[kind], strict=True):
            text = text.replace(f"{kind.upper()}_{script}", font)
    text = text.replace("TEXT_INDENT", when(office["indented"], INDENTED))
    text = text.replace("HEAD_WEIGHT", when(office["bold_heads"], BOLD))
    text = text.replace("PAGE_BREAK", when(facts["whole"], "<w:pageBreakBefore/>"))
    text = text.replace("HEADING_BEFORE", "0" if facts["whole"] else "360")  # of a chapter
    text = text.replace("TITLE_BEFORE", "2400" if facts["whole"] else "0")  # of a cover
    text = text.replace("TITLE_SIZE", "60" if facts["whole"] else "44")
    text = text.replace("TITLE_SIDE", "center" if _is_letter(facts) else "left")
    colours = theme.colours()
    return re.sub(r"COLOUR_([\w-]+)", lambda found: colours[found[1]].lstrip("#"), text)


def _is_letter(facts: Mapping[str, Any]) -> bool:
    """Whether a document is laid out as Chinese letters are: title in the middle."""
    return words(facts["language"])["office"]["indented"] and not facts["whole"]


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


def _document(old: bytes, facts: Mapping[str, Any]) -> bytes:
    root = etree.fromstring(old)
    body = root.find(f"{{{W}}}body")
    for table in body.iter(f"{{{W}}}tbl"):
        style = table.find(f"{{{W}}}tblPr/{{{W}}}tblStyle").get(f"{{{W}}}val")
        _measured(table)
        _bound(table, SIZES.get(style, USUAL_SIZE))
        _typed(table, "SmallText" if style == "SmallTable" else "TableText")
    _titled(body)
    word_formulas.mend(body)
    for style in list(body.iter(f"{{{W}}}rStyle")):
        _coloured(style)
    for paragraph in body.iter(f"{{{W}}}p"):
        if _style(paragraph) in CAPTIONS:
            _counted(paragraph)
        elif _style(paragraph) in TEXT:
            _told_apart(paragraph)
        elif _style(paragraph) == "SourceCode":
            _printed(paragraph)
        if _leads_up(paragraph):
            _keep(paragraph)
    for number, said in enumerate(body.iter(f"{{{DRAWING}}}docPr"), 1):
        said.set("id", str(number))
        _pictured(said)
    if facts["whole"]:
        _joined(body, facts["begin"])
    if _is_letter(facts):
        _letter(body)
    _contents(body, words(facts["language"])["uncounted"])
    _section(body, facts["whole"])
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True))


def _pictured(said: etree._Element) -> None:
    """Give a picture its description and no margin, of which LibreOffice takes one where nothing
    is said."""
    holder = said.getparent()
    for side in "LRTB":
        holder.set(f"dist{side}", "0")
    for picture in holder.iter(f"{{{PICTURE}}}cNvPr"):
        picture.set("descr", said.get("descr", ""))  # pandoc: the whole picture as text


def _titled(body: etree._Element) -> None:
    """Put the title in its form, a paragraph of the text, in the place of its text alone."""
    plain, *formed = (one for one in body.iter(f"{{{W}}}p") if _style(one) == "Title")
    if formed:
        plain.getparent().replace(plain, formed[0])


def _leads_up(paragraph: etree._Element) -> bool:
    """Whether a paragraph announces the list or the table of items that follows it; what a heading
    does of itself; or is one of those that stand together."""
    if (_style(paragraph), _style(paragraph.getnext())) in TOGETHER:
        return True
    following = next(paragraph.itersiblings(f"{{{W}}}p", f"{{{W}}}tbl"), None)
    if following is None or _is_listed(paragraph) or _style(paragraph).startswith("Heading"):
        return False
    style = following.find(f"{{{W}}}tblPr/{{{W}}}tblStyle")
    return _is_listed(following) or (style is not None and style.get(f"{{{W}}}val") == "Items")


def _is_listed(paragraph: etree._Element) -> bool:
    return paragraph.find(f"{{{W}}}pPr/{{{W}}}numPr") is not None


def _coloured(style: etree._Element) -> None:
    """Give words of code and of cells their colours."""
    name = style.get(f"{{{W}}}val")
    if name.startswith(FILLED):
        _filled(style)
    elif name.endswith("Tok"):
        style.set(f"{{{W}}}val", _KINDS.get(name, "VerbatimChar"))


def _filled(style: etree._Element) -> None:
    """Turn a style that names the colours of a cell into these colours."""
    colours, run = style.get(f"{{{W}}}val").removeprefix(FILLED), style.getparent()
    before = [x for x in run if etree.QName(x).localname in ("rFonts", "b", "bCs", "i", "iCs")]
    color, shade = _elements(
        f'<w:color w:val="{colours[6:]}"/>'
        f'<w:shd w:val="clear" w:color="auto" w:fill="{colours[:6]}"/>'
    )
    run.remove(style)
    run.insert(len(before), color)
    properties = _properties(next(run.iterancestors(f"{{{W}}}tc")), "tcPr")
    if properties.find(f"{{{W}}}shd") is None:
        properties.append(shade)


def _told_apart(paragraph: etree._Element) -> None:
    """Give items of lists and pictures styles of their own: text has an indent."""
    if paragraph.find(f"{{{W}}}pPr/{{{W}}}numPr") is not None:
        style = LISTED
    elif paragraph.find(f".//{{{W}}}drawing") is not None and not _text(paragraph).strip():
        style = PICTURED
    else:
        return
    paragraph.find(f"{{{W}}}pPr/{{{W}}}pStyle").set(f"{{{W}}}val", style)


def _printed(paragraph: etree._Element) -> None:
    """Give what code printed another style than code, and the first line of an error its own. Part
    code from code above it: the ground of paragraphs of one style is one."""
    first = paragraph.find(f".//{{{W}}}t")
    style = {PRINTED: "Output", FAILED: "Failure"}.get("" if first is None else first.text[:1])
    if style:
        first.text = first.text[1:]
        paragraph.find(f"{{{W}}}pPr/{{{W}}}pStyle").set(f"{{{W}}}val", style)
    elif _style(paragraph.getprevious()) == "SourceCode":
        paragraph.addprevious(*_elements(THIN_LINE))
    if style == "Failure":
        first.getparent().find(f"{{{W}}}rPr/{{{W}}}rStyle").set(f"{{{W}}}val", "FailureLabel")


def _text(one: etree._Element) -> str:
    return "".join(one.itertext(f"{{{W}}}t"))


def _joined(body: etree._Element, begin: Container[int]) -> None:
    """Have a chapter go on below the one before it, whose last page may have a few lines only, but
    those of some places."""
    heads = [one for one in body.iter(f"{{{W}}}p") if _style(one) == "Heading1"]
    for head in (head for place, head in enumerate(heads) if place not in begin):
        head.find(f"{{{W}}}pPr")[1:1] = _elements(
            '<w:pageBreakBefore w:val="0"/><w:spacing w:before="560"/>'
        )


def _letter(body: etree._Element) -> None:
    """Have a first paragraph that ends in a colon begin at the edge, and a last one of several
    lines after it, as sender and date are, end at the right one."""
    texts = [one for one in body.iter(f"{{{W}}}p") if _style(one) in TEXT]
    if not texts or normalize("NFKC", _text(texts[0]).strip()[-1:]) != ":":  # of any width
        return
    none = '<w:ind w:firstLineChars="0" w:firstLine="0"/>'
    texts[0].find(f"{{{W}}}pPr").extend(_elements(none))
    if texts[-1].find(f".//{{{W}}}br") is not None:
        texts[-1].find(f"{{{W}}}pPr").extend(_elements(f'{none}<w:jc w:val="right"/>'))


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


def _properties(one: etree._Element, name: str) -> etree._Element:
    """The properties of a row or paragraph, made where it has none."""
    if one.find(f"{{{W}}}{name}") is None:
        one.insert(0, etree.Element(f"{{{W}}}{name}"))
    return one.find(f"{{{W}}}{name}")


def _measured(table: etree._Element) -> None:
    """Widths of columns and cells in twips: pandoc's are of a paper of its own, and of columns
    only."""
    columns = table.findall(f"{{{W}}}tblGrid/{{{W}}}gridCol")
    ends = list(itertools.accumulate(int(one.get(f"{{{W}}}w")) for one in columns))
    ends = [0, *(round(TEXT_WIDTH * end / ends[-1]) for end in ends)]
    for one, (start, end) in zip(columns, itertools.pairwise(ends), strict=True):
        one.set(f"{{{W}}}w", str(end - start))
    for row in table.findall(f"{{{W}}}tr"):
        column = 0
        for cell in row.findall(f"{{{W}}}tc"):
            properties = _properties(cell, "tcPr")
            span = properties.find(f"{{{W}}}gridSpan")
            last = column + (1 if span is None else int(span.get(f"{{{W}}}val")))
            width = {f"{{{W}}}w": str(ends[last] - ends[column]), f"{{{W}}}type": "dxa"}
            properties.insert(0, etree.Element(f"{{{W}}}tcW", width))
            column = last


def _bound(table: etree._Element, size: float) -> None:
    """What a break of the page does not part: a low row; all of a low table of few rows; of others
    the head from the first row, the last rows from each other; the last one from notes that
    follow."""
    rows = table.findall(f"{{{W}}}tr")
    heights = [_height(row, size) for row in rows]
    for row, height in zip(rows, heights, strict=True):
        if height <= LOW_ROW:
            _properties(row, "trPr").insert(0, etree.Element(f"{{{W}}}cantSplit"))
    for row in _kept(rows, heights, _style(table.getnext()) == NOTE):
        for paragraph in row.iter(f"{{{W}}}p"):
            _keep(paragraph)


def _kept(
    rows: Sequence[etree._Element], heights: Sequence[float], noted: bool
) -> list[etree._Element]:
    """The rows that stay on the page of what follows them."""
    if len(rows) <= FEW_ROWS + 1 and sum(heights) <= FEW_HIGH:
        return list(rows[: len(rows) - (not noted)])
    head = [row for row in rows if row.find(f"{{{W}}}trPr/{{{W}}}tblHeader") is not None]
    most = [*itertools.accumulate(heights[: -BOUND - 1 : -1])]
    last = max(sum(one <= BOUND_HIGH for one in most), sum(one <= TWO_HIGH for one in most[:2]))
    return head + [*rows[len(rows) - last : len(rows) - (not noted)]]


def _height(row: etree._Element, size: float) -> float:
    """How high a row will be, in points, roughly."""
    most = 1
    for cell in row.findall(f"{{{W}}}tc"):
        twips = int(cell.find(f"{{{W}}}tcPr/{{{W}}}tcW").get(f"{{{W}}}w"))
        width = max(twips / 20 - CELL_MARGINS, size) / size
        texts = map(_text, cell.iter(f"{{{W}}}p"))
        most = max(most, sum(max(1, math.ceil(tables.measure(one) / width)) for one in texts))
    return size * 1.5 * most + 3


def _keep(paragraph: etree._Element) -> None:
    """Have a paragraph stay on the page of what follows it."""
    properties = _properties(paragraph, "pPr")
    if properties.find(f"{{{W}}}keepNext") is None:
        place = int(properties.find(f"{{{W}}}pStyle") is not None)
        properties.insert(place, etree.Element(f"{{{W}}}keepNext"))


def _counted(caption: etree._Element) -> None:
    """The number of a caption as a field, so that Word counts on and lists figures and tables."""
    runs = [one for one in caption.iter(f"{{{W}}}r") if _is_number(one)]
    text = "".join(map(_text, runs))
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


def _contents(body: etree._Element, uncounted: str) -> None:
    """Fill the field of the contents with links to the headings.

    Only who sets the pages knows their numbers: the field asks to be counted anew, which Word does
    when it opens the file. Until then there is none, rather than a wrong one, and ``uncounted``
    says how to get them: it is a part of what the field shows, so that numbers replace it.
    """
    end = body.find(f".//{{{W}}}sdt//{{{W}}}fldChar")
    if end is None:
        return
    holder = next(end.iterancestors(f"{{{W}}}p"))
    begin = (
        '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r>'
        '<w:r><w:instrText xml:space="preserve"> TOC \\o "1-2" \\h \\z \\u </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    new = f'<w:p><w:pPr><w:pStyle w:val="{NOTE}"/></w:pPr>{begin}{_run(uncounted)}</w:p>'
    for level, text, mark in _entries(body):
        new += (
            f'<w:p><w:pPr><w:pStyle w:val="TOC{level}"/></w:pPr>'
            f'<w:hyperlink w:anchor="{escape(mark)}">{_run(text)}</w:hyperlink></w:p>'
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
            found.append((int(style[-1]), word_formulas.line(one), mark))
    return found


def _section(body: etree._Element, whole: bool) -> None:
    """The paper, and what stands at the head and foot of its pages."""
    for old in body.findall(f"{{{W}}}sectPr"):
        body.remove(old)
    ends = "".join(f'<w:{kind}Reference w:type="default" r:id="rId{kind}"/>' for kind in ENDS)
    title = when(whole, "<w:titlePg/>")
    body.extend(_elements(f"<w:sectPr>{ends}{PAPER}{title}</w:sectPr>"))
