"""Every text that stands in a document, seen or not: block by block, in no form.

What a script, a style or a reader's program might show counts as much as what is shown.
"""

from __future__ import annotations

import base64
import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lxml import etree, html

from industry_report.publishing import elements, painted, tagged_pdf
from industry_report.publishing.painted import Marked, Run
from industry_report.publishing.seen import W, style_of
from industry_report.publishing.tagged_pdf import Table
from publisher import word_parts
from publisher.notes import GRADES
from publisher.safety import names
from publisher.words import LANGUAGES


@dataclass
class Blocks:
    """What stands in a document.

    Attributes:
        texts: paragraphs, items, labels, descriptions, outside of tables.
        headings: what is set as one.
        numbered: those that a number may stand before or behind, such as lines of the contents.
        around: what stands at head and foot of a printed page, in one text a page.
        margins: what of it is seen.
        drawings: what is written in each drawing.
        pictures: what each drawing, or picture, is described as; in a page with what is written.
        tables: rows of cells.
        files: the rows of each table that can be saved.
        links: addresses that are not in the document.
        strange: what documents of a report do not have, in words.
    """

    texts: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    numbered: list[str] = field(default_factory=list)
    around: list[str] = field(default_factory=list)
    margins: list[str] = field(default_factory=list)
    drawings: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    files: list[Table] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)

    def lines(self, heading: bool, numbered: bool) -> list[str]:
        """Where a text belongs: a heading, or what a number may, or may not, stand beside."""
        if heading:
            return self.headings
        return self.numbered if numbered else self.texts


def of_document(path: Path) -> Blocks:
    """What stands in a page, a PDF or a Word file. ValueError and its like for a damaged one."""
    return {".html": of_page, ".pdf": of_pdf, ".docx": of_word}[path.suffix](path)


# --- pages ----------------------------------------------------------------------------------------

_HEADS = {f"h{level}" for level in range(1, 7)}
#: Elements that stand within a line.
_INLINE = {"a", "b", "br", "code", "em", "small", "span", "strong"}
_NUMBERED = {"summary", "li", "a"}
_NO_TEXT = ("script", "style", "head", "svg")
_CSV = "data:text/csv;charset=utf-8;base64,"


def of_page(path: Path) -> Blocks:
    """What stands in a page; the data of its script are left out."""
    try:
        page = html.document_fromstring(path.read_text(encoding="utf-8"))
    except etree.ParserError as error:
        raise ValueError(error) from None
    found = Blocks()
    for element in page.iter(etree.Element):
        found.strange += elements.of_page(element)
        address = element.get("href", "")
        if address.startswith(_CSV):
            text = base64.b64decode(address.removeprefix(_CSV)).decode("utf-8-sig")
            found.files.append([*csv.reader(io.StringIO(text))])
        elif re.match(r"[a-zA-Z]+:", address):
            found.links.append(address)
        if element.tag != "svg":
            into = found.lines(False, element.get("role") == "region")
            into.append(element.get("aria-label", ""))
    _Page(found).read(page)
    return found


class _Page:
    """Reads the blocks of a page."""

    def __init__(self, found: Blocks) -> None:
        self.found, self._line = found, ""

    def read(self, element: Any) -> None:
        """Read an element that stands in no line."""
        outer, self._line = self._line, _term(element)
        into = self.found.lines(element.tag in _HEADS, element.tag in _NUMBERED)
        self._within(element, into)
        into.append(self._line)
        self._line = outer

    def _within(self, element: Any, into: list[str]) -> None:
        self._line += element.text or ""
        for child in element:
            if child.tag == "svg":
                texts = "".join("".join(one.itertext()) for one in child.iter("text"))
                self.found.pictures.append(f"{child.get('aria-label') or ''}{texts}")
            elif child.tag in _INLINE and child.get("class", "").split()[:1] != ["grade"]:
                self._within(child, into)
            elif isinstance(child.tag, str) and child.tag not in _NO_TEXT:
                into.append(self._line)
                self._line = ""
                if child.tag == "table":
                    self._table(child)
                else:
                    self.read(child)
            self._line += child.tail or ""

    def _table(self, table: Any) -> None:
        rows = [row.xpath("th|td") for row in table.iter("tr")]
        self.found.tables.append([["".join(one.itertext()) for one in row] for row in rows])
        for caption in table.iter("caption"):
            self.read(caption)


def _term(element: Any) -> str:
    """What a count in a list of definitions, which folds what it counts, is said of."""
    terms = element.xpath("parent::details/parent::dd/preceding-sibling::dt")
    return "".join(terms[0].itertext()) if terms and element.tag == "summary" else ""


# --- PDF ------------------------------------------------------------------------------------------

#: The one file within a PDF: what it was made from.
ATTACHED = "provenance.json"
_PDF_HEADS = {f"/H{level}" for level in range(1, 7)}
_PDF_BLOCKS = {"/P", "/LBody", "/Lbl", "/Caption", "/TOCI", "/Title", "/Note", *_PDF_HEADS}
_CATALOG = {
    f"/{one}"
    for one in names(
        "Type Pages Outlines MarkInfo Lang StructTreeRoot Metadata Names ViewerPreferences"
    )
}
_PAGE = {
    f"/{one}" for one in names("Type Parent MediaBox Resources Contents Annots Tabs StructParents")
}
_LINK = {
    f"/{one}" for one in names("Type Subtype Rect QuadPoints Border F Contents StructParent A Dest")
}
_NAMES, _VIEW = {"/Dests", "/EmbeddedFiles"}, {"/Direction", "/DisplayDocTitle"}
_TARGET = {"/Type", "/S", "/URI"}
A4 = [0, 0, 595, 842]  # points
#: What a reader's program may say in the place of an element.
_INSTEAD = ("/Alt", "/ActualText", "/E")
#: What stands before an item of a list.
_LABEL = re.compile(r"\s*(\d+\.|[\u2022\u2013])\s*")


def of_pdf(path: Path) -> Blocks:
    """What stands in a tagged PDF; what is set smaller within a block is a block of its own."""
    import pikepdf

    found = Blocks()
    try:
        with pikepdf.open(path) as file:
            content = painted.pages(path)
            pages = content.of
            found.strange += content.strange
            tree = _Tree(pages, found)
            tree.read(file.Root.StructTreeRoot.get("/K"), None)
            tree.flush()
            names = [one for one in file.attachments if one != ATTACHED]
            found.strange += [f"attachment {name}" for name in names]
            found.strange += _entries("the document", file.Root, _CATALOG)
            found.strange += _entries("the names", file.Root.get("/Names", {}), _NAMES)
            found.strange += _entries("the view", file.Root.get("/ViewerPreferences", {}), _VIEW)
            with file.open_outline() as outline:
                found.headings += _titles(outline.root)
            for number, page in enumerate(file.pages, 1):
                found.strange += _entries(f"page {number}", page.obj, _PAGE)
                left = dict(pages[page.objgen])
                for mark in tree.used.get(page.objgen, ()):
                    left.pop(mark, None)
                runs = [run for own in left.values() for run in own]
                found.around.append("".join(run.text for run in runs))
                found.margins.append("".join(run.shown().text for run in runs))
                if [*map(round, map(float, page.MediaBox))] != A4:
                    found.strange.append(f"size of page {number}")
                _annotated(page, found)
            found.tables = list(tagged_pdf.tables(file.Root.StructTreeRoot.get("/K"), pages))
    except pikepdf.PdfError as error:
        raise ValueError(error) from None
    return found


def _entries(of: str, holder: Any, known: set[str]) -> list[str]:
    """What else a part of a file says: it might hide something, cover it, or run."""
    return [f"entry {name.lstrip('/')} of {of}" for name in sorted({*holder.keys()} - known)]


def _annotated(page: Any, found: Blocks) -> None:
    """The links of a page, and what else was laid over it."""
    for one in page.get("/Annots", ()):
        kind = str(one.get("/Subtype", ""))
        if kind != "/Link":
            found.strange.append(f"annotation {kind.lstrip('/')}: {one.get('/Contents', '')}")
            continue
        found.strange += _entries("a link", one, _LINK)
        if "/A" in one:
            found.strange += _entries("the target of a link", one.A, _TARGET)
            found.links.append(str(one.A.get("/URI", "")))


def _titles(outline: Iterable[Any]) -> Iterator[str]:
    """The titles in the outline of a file."""
    for one in outline:
        yield str(one.title)
        yield from _titles(one.children)


class _Tree:
    """Reads the blocks of a structure tree.

    Args:
        pages: the runs of each page by their marks.
        found: what the blocks are added to.

    Attributes:
        used: which marks of a page belong to the tree.
    """

    def __init__(self, pages: Mapping[Any, Marked], found: Blocks) -> None:
        self.pages, self.found = pages, found
        self.used: dict[Any, set[int]] = {}
        self._line: list[Run] = []
        self._into = found.texts

    def flush(self) -> None:
        """End a block: first what is of its usual size, then each note within it, and a grade."""
        line, grade = self._line, ""
        if line and line[-1].text.strip() in GRADES:  # behind a title
            *line, last = line
            grade = last.text
        texts, notes = tagged_pdf.apart([(tagged_pdf.WITH_NOTES[0], line)])
        self._into += ["".join(texts), "".join(notes), grade]
        self._line, self._into = [], self.found.texts

    def read(self, node: Any, page: Any, in_table: bool = False) -> None:
        """Read a part of the tree on a page; of a table only the marks."""
        import pikepdf

        if isinstance(node, pikepdf.Array):
            for one in node:
                self.read(one, page, in_table)
            return
        if not isinstance(node, pikepdf.Dictionary):
            if node is not None:
                self._mark(page, int(node), in_table)
            return
        page = tagged_pdf.page_of(node, page)
        if "/MCID" in node:
            self._mark(page, int(node["/MCID"]), in_table)
            return
        tag = str(node.get("/S", ""))
        self.found.texts += [str(node[name]) for name in _INSTEAD if name in node]
        if tag == "/Table":
            self.flush()
            self._table(node, page)
        elif tag == "/Figure":
            self._figure(node, page)
        elif tag in _PDF_BLOCKS and not in_table:
            self.flush()
            self._into = self.found.lines(tag in _PDF_HEADS, tag == "/TOCI")
            self.read(node.get("/K"), page)
            if tag == "/Lbl" and _LABEL.fullmatch("".join(run.text for run in self._line)):
                self._line = []
            self.flush()
        else:
            self.read(node.get("/K"), page, in_table)

    def _mark(self, page: Any, mark: int, in_table: bool) -> None:
        self.used.setdefault(page, set()).add(mark)
        if not in_table:
            self._line += self.pages[page].get(mark, [])

    def _table(self, node: Any, page: Any) -> None:
        """A table; its caption, and its notes, a last row of one cell, are texts."""
        for caption, own in tagged_pdf.tagged(node.get("/K"), page, {"/Caption"}):
            self.read(caption, own)
        rows = list(tagged_pdf.tagged(node.get("/K"), page, {"/TR"}))
        for row, own in rows:
            cells = list(tagged_pdf.tagged(row.get("/K"), own, {"/TH", "/TD"}))
            is_note = row is rows[-1][0] and len(rows) > 1 and len(cells) == 1
            self.read(row.get("/K"), own, in_table=not is_note)
            self.flush()
            if is_note:
                continue
            for cell, where in cells:
                inner = tagged_pdf.blocks(cell.get("/K"), where, self.pages, [])
                self.found.texts.append("".join(tagged_pdf.apart(inner)[1]))

    def _figure(self, node: Any, page: Any) -> None:
        line, self._line = self._line, []
        self.read(node.get("/K"), page)
        self.found.drawings.append("".join(run.text for run in self._line))
        self.found.pictures.append(str(node.get("/Alt", "")))
        self._line = line


# --- Word -----------------------------------------------------------------------------------------

_PARTS = re.compile(r"word/(document|footnotes|endnotes|comments|header\d*|footer\d*)\.xml")
_WORD_NUMBERED = re.compile("TOC|Title")
_KNOWN_PARTS = re.compile(
    r"word/(document|footnotes|endnotes|comments|header1|footer1|styles|fontTable|settings|"
    r"webSettings|numbering|theme/theme1|media/[\w.-]+|_rels/\w+\.xml)(\.xml|\.rels)?|_rels/\.rels|"
    r"docProps/\w+\.xml|\[Content_Types\]\.xml|word/media/.+"
)


#: What counts the items of a list.
_COUNTED = re.compile(r"([^\w%]|%\d|o)*")


def of_word(path: Path) -> Blocks:
    """What stands in a Word file."""
    found = Blocks()
    try:
        with zipfile.ZipFile(path) as file:
            parts = [name for name in file.namelist() if _PARTS.fullmatch(name)]
            trees = {name: etree.fromstring(file.read(name)) for name in parts}
            relations = [one for one in file.namelist() if one.endswith(".rels")]
            links = [etree.fromstring(file.read(name)) for name in relations]
            found.strange += _looks(file)
    except (zipfile.BadZipFile, zlib.error, EOFError, etree.XMLSyntaxError) as error:
        raise ValueError(error) from None
    found.links = [
        one.get("Target", "")
        for tree in links
        for one in tree
        if one.get("TargetMode") == "External"
    ]
    for name, tree in trees.items():
        found.strange += dict.fromkeys(elements.of_word(tree))
        if re.search("header|footer", name):
            found.around.append(_text(tree))
            found.margins.append(_text(tree))
            continue
        found.pictures += [
            "".join(inner.get("descr", "") for inner in one.iter("{*}docPr"))
            for one in tree.iter(f"{W}drawing")
        ]
        found.tables += [
            [[_text(cell) for cell in row.iterfind(f"{W}tc")] for row in table.iterfind(f"{W}tr")]
            for table in tree.iter(f"{W}tbl")
        ]
        for paragraph in tree.iter(f"{W}p"):
            if next(paragraph.iterancestors(f"{W}tbl"), None) is None:
                kind = style_of(paragraph, "pStyle")
                if text := _text(paragraph):
                    text = _number_of_note(paragraph) + text
                    numbered = bool(_WORD_NUMBERED.match(kind))
                    found.lines(kind.startswith("Heading"), numbered).append(text)
    return found


def _number_of_note(paragraph: Any) -> str:
    """The number of the note that a paragraph is of, as the margin of a printed page has it."""
    note = paragraph.getparent()
    if note.tag != f"{W}footnote":
        return ""
    return f"[{note.get(f'{W}id')}]"


def _looks(file: zipfile.ZipFile) -> Iterator[str]:
    """The parts that no document of a report has, or that look otherwise there."""
    yield from (f"part {one}" for one in file.namelist() if not _KNOWN_PARTS.fullmatch(one))
    looks = {
        "word/styles.xml": {
            word_parts.styles({"language": language, "whole": whole}).encode()
            for language in LANGUAGES
            for whole in (False, True)
        },
        **{
            f"word/{name}.xml": {(word_parts.TEMPLATES / f"{name}.xml").read_bytes()}
            for name in ("settings", "fontTable")
        },
    }
    yield from (f"this {name}" for name, known in looks.items() if file.read(name) not in known)
    for level in etree.fromstring(file.read("word/numbering.xml")).iter(f"{W}lvlText"):
        if not _COUNTED.fullmatch(text := level.get(f"{W}val", "")):
            yield f"{text} before the items of a list"


def _text(element: Any) -> str:
    return "".join(one.text or "" for one in element.iter(f"{W}t"))
