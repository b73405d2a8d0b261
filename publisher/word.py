"""A document for Word, written by pandoc: heading styles, native tables and formulas, pictures
with alt text.

Styles, fonts, paper, header and footer are added afterwards: see ``word_parts``.
"""

from __future__ import annotations

import copy
import math
import os
import subprocess
import tempfile
from functools import cache
from html import escape
from pathlib import Path

import pypandoc
from lxml import html

from . import (
    PublishingError,
    formulas,
    layout,
    mathematics,
    notes,
    pictures,
    press,
    tables,
    word_brief,
    word_formulas,
    word_parts,
)
from .document import Document
from .pictures import Picture
from .safety import element, wrapped_inside
from .typst_tree import is_labelled, labelled, lines_of
from .word_brief import styled
from .words import when

ROOM = 490.0  # points between the margins, as tables are measured: their words are given more
SIZES = (9.0, 7.5)  # of type in tables, in points: of all, and of those that do not fit
MANY_COLUMNS, CRAMPED = 6, 0.75  # of a table; its height in small type, as a share
TEXT_ROOM = 44.8  # ems of the type of text between the margins
MOST_LABEL = 24  # per cent of the text's width that labels of a list may take
PICTURE = 14.7  # cm, width of the picture of a figure, as it is drawn
BROAD_PICTURE = 16.6  # of one that is drawn for more: the width of the text
HALF_PICTURE = 9.5  # of one of half the width of a printed page
TALLEST = 22.0  # of any picture
SPARE = 1.15  # columns of a Word file: its reader may have wider fonts
STYLES = {"note": "Exhibit Note", "source": "Exhibit Note", "nodata": "Block Text"}
CAPTIONS = {"figure": "Image Caption", "table": "Table Caption"}
DRAWN = (pictures.SVG, "image/webp", "image/gif")  # kinds that not every Word shows


def docx(document: Document) -> bytes:
    """The file; the same bytes for the same document.

    Raises:
        PublishingError: pandoc refuses the document.
    """
    page = _Page(document)
    with tempfile.TemporaryDirectory(prefix="publisher-") as folder:
        result, paper = Path(folder) / "document.docx", Path(folder) / "paper.docx"
        paper.write_bytes(_paper())
        command = [
            pypandoc.get_pandoc_path(),
            "--from=html",
            "--to=docx",
            "--sandbox",
            "--quiet",
            "--shift-heading-level-by=-1",
            f"--reference-doc={paper}",
            f"--output={result}",
        ]
        if document.whole or len(document.contents) > 3:
            command += ["--toc", "--toc-depth=2"]
        environment = os.environ | {"SOURCE_DATE_EPOCH": "0"}
        done = subprocess.run(
            command, input=page.text().encode(), capture_output=True, env=environment
        )
        if done.returncode:
            said = done.stderr.decode(errors="replace").strip()
            said = said or f"it ended with code {done.returncode}"
            raise PublishingError(f"{document.title}: pandoc cannot write the Word file: {said}")
        return word_parts.settled(
            result.read_bytes(),
            {
                "language": document.language,
                "when": f"{document.about.moment:%Y-%m-%dT%H:%M:%SZ}",
                "whole": document.whole,
                "begin": page.begin,
                "head": (document.title, document.words["between"].join(document.running()[1:])),
                "page": document.words["page"],
            },
        )


@cache
def _paper() -> bytes:
    """What pandoc refers to for the width of a page."""
    command = [pypandoc.get_pandoc_path(), "--print-default-data-file=reference.docx"]
    return word_parts.on_paper(subprocess.run(command, check=True, capture_output=True).stdout)


class _Page:
    """The document as the HTML that pandoc reads."""

    def __init__(self, document: Document) -> None:
        self.document, self.words = document, document.words

    def text(self) -> str:
        document, about = self.document, self.document.about
        body = html.Element("body")
        if not document.whole:
            body.append(self.title())
        for part in self.parts():
            body.append(part)
        self.prepare(body)
        text = html.tostring(body, encoding="unicode", with_tail=False)
        head = f"<title>{escape(document.title)}</title>"
        facts = [("author", author) for author in about.authors]
        facts += [
            ("subtitle", about.subtitle),
            ("date", self.words["between"].join(document.lines())),
            ("keywords", ", ".join(about.keywords)),
            ("toc-title", self.words["contents"]),
            ("subject", about.subtitle),
            ("description", about.statement),
            ("abstract", about.statement),
            ("abstract-title", about.edition),
        ]
        for name, fact in facts:
            head += when(fact, f'<meta name="{name}" content="{escape(fact)}">')
        lang = self.words["lang"]
        head = f'<head><meta charset="utf-8">{head}</head>'
        return f'<!DOCTYPE html><html lang="{lang}">{head}{text}</html>'

    def title(self) -> html.HtmlElement:
        """The title in its form: what pandoc is told of it is its text."""
        shown = element("p")
        shown.append(copy.deepcopy(self.document.head))
        shown[0].tail = None
        return styled(shown, "Title")

    @property
    def begin(self) -> set[int]:
        """Which headings of the first level begin a page: of the brief, the first chapter, the
        annex."""
        chapters = self.document.chapters
        has_annex = any(one.main.find(".//figure[@data-annex]") is not None for one in chapters)
        first = {0, int(self.document.brief is not None)}
        return first | ({len(chapters)} if has_annex else set())

    def parts(self) -> list[html.HtmlElement]:
        """Chapters, annex, method, sources, colophon, as ``div`` elements of their own."""
        document = self.document
        parts = [document.printed(chapter) for chapter in document.chapters]
        for chapter, part in zip(document.chapters, parts, strict=True):
            for title in part.iterfind(".//figure/figcaption/b"):
                if grade := notes.title_grade(title, chapter, document):
                    title.extend([element("span", "\u00a0"), *word_brief.mark(grade)])
            if chapter is document.brief:
                word_brief.laid_out(part, self.words["brief"])
            for name in part.iterfind(".//h2/span[@class='chapter']"):
                name.set("data-custom-style", "Chapter Name")
        if document.whole:
            footnotes = self.footnotes(parts)
            parts = [*parts, self.annex(parts), footnotes]
        method = copy.deepcopy(document.method)
        if len(method):
            method.insert(0, element("h2", self.words["method"]))
        parts += [method, self.sources(), self.colophon()]
        for part in parts:
            part.tag = "div"
        return [part for part in parts if len(part)]

    def annex(self, parts: list[html.HtmlElement]) -> html.HtmlElement:
        """Takes the exhibits of the annex out of the chapters, those of each under its title."""
        annex = element("div")
        for chapter, part in zip(self.document.chapters, parts, strict=True):
            figures = part.findall(".//figure[@data-annex]")
            if figures:
                annex.append(element("h3", chapter.title))
            for figure in figures:
                figure.drop_tree()
                annex.append(figure)
        if len(annex):
            annex.insert(0, element("h2", self.words["annex"]))
        return annex

    def footnotes(self, parts: list[html.HtmlElement]) -> html.HtmlElement:
        """The notes that a printed page has in its margin, each after its number."""
        part, listed = element("div"), element("ol")
        found = notes.collected(self.document.chapters, self.document.about)
        for chapter, main in zip(self.document.chapters, parts, strict=True):
            for span in main.findall(".//span[@class='value']"):
                note = found.get((chapter.name, int(span.get("data-n"))))
                if note is None:
                    continue
                id = f"note-{note.number}"
                mark = element("a", str(note.number), href=f"#{id}", role="doc-noteref")
                mark.tail, span.tail = span.tail, None
                span.addnext(mark)
                first, more, ends = notes.lines(note, self.document)
                text = when(note.grade, "\u00a0") + first + more
                said, item = element("p"), element("li", id=id, role="doc-endnote")
                line = element("span", self.words["facts"].join(filter(None, (text, ends))))
                said.extend([*word_brief.mark(note.grade), line])
                item.append(said)
                listed.append(item)
        part.append(element("section", role="doc-endnotes"))
        part[0].append(listed)
        return part

    def sources(self) -> html.HtmlElement:
        part, listed = element("div"), self.document.sources()
        _loose(listed)
        if len(listed):
            part.extend([element("h2", self.words["sources"]), styled(listed, "Source")])
        return part

    def colophon(self) -> html.HtmlElement:
        part, table = element("div"), element("table")
        for line in self.document.made_from():
            row = element("tr")
            row.extend(element("td", text) for text in line)
            table.append(row)
        if len(table):
            part.extend([element("h2", self.words["colophon"]), table])
        return part

    # what pandoc's reader needs to be told

    def prepare(self, body: html.HtmlElement) -> None:
        _begin_items(body)
        for span in formulas.spans(body):
            self.formula(span)
        self.draw(body)
        for table in list(body.iter("table")):
            if not table.get("data-custom-style"):
                _cut(table)
        _set_in_columns(body)
        for line in body.findall(".//span[@class='line']"):
            line.addprevious(element("br"))
        for figure in list(body.iter("figure")):
            _figure(figure)
        for line in list(body.iter("p")):
            if line.get("class") in STYLES:
                styled(line, STYLES[line.get("class")])
        for listed in body.iter("ol"):  # pandoc counts those within others by letters
            listed.set("type", listed.get("type", "1"))
        for box in list(body.iter("div")):
            if box.get("class") in ("findings", "nodata"):
                box.set("data-custom-style", "Block Text")
                _loose(box)
        for pre in body.iter("pre"):
            _pre(pre)

    def formula(self, span: html.HtmlElement) -> None:
        mathml = self.document.formulas[formulas.formula(span)].mathml
        columns = max(len(span.xpath("ancestor::tr[1]/*")), 1)
        parts = [mathematics.for_word(one) for one in word_formulas.parted(mathml, columns)]
        if mathml and not parts:
            said = f"a formula that is wider than the page is shown as typed: {span.text:.60}"
            self.document.notices.add(f"Word: {said}")
        for new in [*map(html.fragment_fromstring, parts)] or [element("code", span.text)]:
            span.addprevious(new)
        span.drop_tree()

    def draw(self, body: html.HtmlElement) -> None:
        """Pictures that Word cannot be trusted with become PNG, drawn by Typst in one go."""
        for figure in list(body.iter("figure")):
            _one_drawing(figure)
        drawn = []
        for img in list(body.iter("img")):
            picture = pictures.of_address(img.get("src"))
            if picture.kind in DRAWN:
                drawn.append((img, picture))
            _sized(img, picture)
        made = press.drawn([one for _, one in drawn], self.document.fonts)
        for (img, _), png in zip(drawn, made, strict=True):
            if png is not None:
                img.set("src", pictures.address(Picture("image/png", png)))
                continue
            self.document.notices.add(f"Word: {img.get('alt')}: a picture that cannot be drawn")
            pictures.described(img, self.words["lost_picture"])


def _pre(pre: html.HtmlElement) -> None:
    """Tell code, which pandoc colours by its language, from what was printed: that has a mark."""
    language, kind = pre.attrib.pop("lang", ""), pre.get("class", "")
    if kind in ("code", "language"):
        pre.set("class", language.lower())
    else:
        pre.text = f"{word_parts.FAILED if kind == 'error' else word_parts.PRINTED}{pre.text or ''}"


def _sized(img: html.HtmlElement, picture: Picture) -> None:
    """Give a picture its width; none is wider than the text or higher than a page."""
    asked, own = img.get("width", ""), pictures.natural_width(picture)
    if asked.endswith("cm"):  # in a brief
        return
    width, height = pictures.size(picture)
    wanted, most = own / pictures.PIXELS["cm"], PICTURE
    if img.getparent().get("class") == "drawing":
        usual = BROAD_PICTURE if layout.is_broad(img) else PICTURE
        wanted = most = HALF_PICTURE if img.get("class") == "half" else usual
    elif asked.isdecimal():
        wanted, most = int(asked) / pictures.PIXELS["cm"], BROAD_PICTURE
    img.set("width", f"{min(wanted, most, TALLEST * width / max(height, 1)):.3g}cm")


def _one_drawing(figure: html.HtmlElement) -> None:
    """Of the drawings of a figure leave the one that suits its width."""
    drawings = {img.get("class", ""): img for img in figure.iterfind("p/img")}
    if not drawings:
        return
    chosen = drawings.get(figure.get("data-width", ""), drawings.get(""))
    for img in drawings.values():
        if img is not chosen:
            img.getparent().remove(img)


def _loose(box: html.HtmlElement) -> None:
    """Put what items hold into paragraphs: pandoc gives styles to these only."""
    for item in box.iter("li"):
        if item.find("p") is None and item.find("ul") is None and item.find("ol") is None:
            wrapped_inside(item, "p")


def _begin_items(body: html.HtmlElement) -> None:
    """Give items a line for their number where they begin with what pandoc gives none."""
    for item in body.iter("li"):
        first = item
        while not (first.text or "").strip() and len(first) and first.tag in ("li", "p"):
            first = first[0]
        is_empty = first.tag in ("li", "p") and not (first.text or "").strip()
        if is_empty or first.tag == "table" or formulas.formula(first).alone:
            item.insert(0, element("p", "\u00a0"))


def _set_in_columns(body: html.HtmlElement) -> None:
    for listed in list(body.iter("ul")):
        if is_labelled(listed) and listed.getparent().get("class") != "findings":
            _in_columns(listed)


def _in_columns(listed: html.HtmlElement) -> None:
    """A list of labels as a table: labels, and what is said of each."""
    rows = labelled(listed)
    longest = max(tables.measure(label.text_content()) for label, _ in rows)
    share = min(100 * (SPARE * longest + tables.PADDING) / TEXT_ROOM, MOST_LABEL)
    cells = []
    for label, item in rows:
        head = element("p")
        head.append(label)
        lines = lines_of(item)
        for line in lines:
            line.tag = "p"
            line.attrib.clear()
        cells.append([[styled(head, "Item Label")], [styled(one, "Item Text") for one in lines]])
    new = word_brief.table(cells, (share, 100 - share), "Items")
    new.tail = listed.tail
    listed.getparent().replace(listed, new)


def _figure(figure: html.HtmlElement) -> None:
    """An exhibit as its caption, its picture or table, its notes."""
    caption = figure.find("figcaption")
    caption.tag = "p"
    for number in caption.iterfind("b/span[@class='number']"):
        number.set("data-custom-style", "Caption Number")
    subtitle = caption.find("span[@class='subtitle']")
    if subtitle is not None:
        subtitle.addprevious(element("br"))
        subtitle.set("data-custom-style", "Caption Detail")
    styled(caption, CAPTIONS[figure.get("class")])
    figure.tag = "div"
    for name in ("class", "data-key", "data-label", "data-annex", "data-width"):
        figure.attrib.pop(name, None)


def _cut(table: html.HtmlElement) -> None:
    """A table too wide or too cramped for the paper in small type, then as several; pandoc is told
    the widths and sides of the columns."""
    grid = tables.grid(table)
    size, pieces = layout.fitted(grid, ROOM, SIZES)
    if size == SIZES[0] and _is_cramped(grid):
        size = SIZES[-1]
    filled = table.getparent().tag == "figure"
    parts = [_written(piece, size, filled=filled) for piece in pieces]
    for part in parts if size == SIZES[-1] else []:
        part.set("data-custom-style", "SmallTable")
    caption = table.find("caption")
    if caption is not None:
        parts[0].insert(0, caption)
    for part in parts[:-1]:
        table.addprevious(part)
        table.addprevious(element("p"))
    last = parts[-1]
    last.tail = table.tail
    table.getparent().replace(table, last)


def _is_cramped(grid: tables.Grid) -> bool:
    """Whether a table of many columns has texts that small type makes a good deal lower, for they
    have a word or two a line."""
    usual, small = (layout.height(grid, size, ROOM, math.inf) for size in SIZES)
    return grid.columns >= MANY_COLUMNS and small < CRAMPED * usual


def _written(grid: tables.Grid, size: float, filled: bool) -> html.HtmlElement:
    """A table for pandoc; ``filled``, or with much to say, it is as wide as the text."""
    room = ROOM / size - tables.PADDING * grid.columns
    easy = [SPARE * width for width in grid.easy_widths]
    if filled or sum(easy) >= room / 2:
        easy = _shared_widths(grid, room)
        room = sum(easy)
    widths = [width + tables.PADDING for width in easy]
    whole = room + tables.PADDING * grid.columns
    table, group = element("table"), element("colgroup")
    for width in widths:
        group.append(element("col", style=f"width:{100 * width / whole:.1f}%"))
    table.append(group)
    for name, rows in (("thead", grid.rows[: grid.head]), ("tbody", grid.body)):
        section = element(name)
        for row in rows:
            line = element("tr")
            line.extend(_cell(cell, grid) for cell in row)
            section.append(line)
        if len(section):
            table.append(section)
    return table


def _shared_widths(grid: tables.Grid, room: float) -> list[float]:
    """Widths that fill the room, with whole words as far as that goes."""
    least = [SPARE * width for width in grid.least_widths]
    shared = grid.shared_widths(room)
    if sum(least) <= room:
        shared = list(map(max, shared, least))
    return _with_whole_words(shared, grid.word_widths)


def _with_whole_words(widths: list[float], words: list[float]) -> list[float]:
    """Widths of the same sum, none less than what the words of its column need: the others give
    what they have beyond theirs, as far as that goes."""
    if not widths:
        return widths
    scale = min(1.0, sum(widths) / sum(words))
    least = [scale * word for word in words]
    over = [max(width - one, 0.0) for width, one in zip(widths, least, strict=True)]
    if sum(over) <= 0:
        return widths
    kept = (sum(widths) - sum(least)) / sum(over)
    if kept >= 1:  # no word is wider than its column
        return widths
    return [one + kept * more for one, more in zip(least, over, strict=True)]


def _cell(cell: tables.Cell, grid: tables.Grid) -> html.HtmlElement:
    new = copy.deepcopy(cell.element)
    if lines := tables.bulleted(cell):
        new[:], new.text = [styled(element("p", f"• {line}"), "Table Item") for line in lines], None
    new.tail = None
    fill, ink = (new.get(f"data-{name}", "").lstrip("#") for name in ("fill", "ink"))
    for holder in (new.findall("p") or [new]) if fill else ():
        inner = wrapped_inside(holder, "span", data_custom_style=f"{word_parts.FILLED}{fill}{ink}")
        inner.text = inner.text or when(not len(inner), "\u00a0")  # pandoc drops what is empty
    new.attrib.clear()
    new.tag = "th" if cell.row < grid.head else "td"
    new.set("style", f"text-align:{grid.alignment[cell.column]}")
    for name, value in (("colspan", cell.colspan), ("rowspan", cell.rowspan)):
        if value > 1:
            new.set(name, str(value))
    if cell.header and cell.text and all(child.tag != "p" for child in new):
        wrapped_inside(new, "strong")
    return new
