"""The parts of a page: exhibits, tables, code and formulas of a tree as a browser shows them."""

from __future__ import annotations

import copy
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from html import escape
from typing import Any
from urllib.parse import quote

from lxml import etree, html
from pygments.lexers import get_lexer_by_name
from pygments.token import Token
from pygments.util import ClassNotFound

from . import datafile, formulas, linear, numbering, pictures, tables
from .document import Document
from .exhibits import Data
from .notes import GRADES, title_grade
from .reading import Chapter
from .safety import HEADINGS, element, enclosed
from .words import when

ROOM = 48.0  # ems of a table's text that stand beside one another on a desktop
MOST_KEPT, MOST_KEPT_WIDE = 14.0, 28.0  # ems of a piece of a title that no line breaks
MOST_MOVED = 1  # lines of a section that lead to the annex
MOST_SOURCES = 20  # in a list without folds
MOST_CARD_COLUMNS = 12  # page.css names the fields of that many
_COLOURED = (
    (Token.Keyword, "keyword"),
    (Token.Operator.Word, "keyword"),
    (Token.Literal.String, "string"),
    (Token.Comment, "comment"),
    (Token.Literal.Number, "literal"),
)
_STYLE = re.compile(r' style="([^"]*)"')
_INDENT = re.compile(r">\n\s*<")
_GROUP_OF_ONE = re.compile(r"<g>(<(?:path|use)\b[^>]*/>)</g>")
_CLIP = re.compile(r' clip-path="([^"]*)" style="([^"]*)"')
_PATH = re.compile(r' d="([^"]*)"')
_COMMAND, _LETTER = re.compile(r" ?([A-Za-z]) ?"), r"\1"
_STEP = re.compile(r"([A-Za-z])([^A-Za-z]*)")
_OTHER = re.compile(r"[^MLCQZz0-9.\s-]")
_PIECE_ENDS = re.compile(r"(?<=[，、；：。])|(?=（)")
_HOLE = re.compile(r'<x-(hole|drawing) data-n="(\d+)"></x-\1>')
_CELL_ENDS = re.compile(r"</t[dhr]>")  # HTML does without them; they are 60 kB of a report
_HEAVY = re.compile(r"<(?:\w+:)?text[^>]*font-weight: ?(?:700|bold)[^>]*>([^<]*)")


class Parts:
    """Trees of a document as its pages show them: what is the same on each page is made once.

    Attributes:
        pieces: finished pieces of HTML; in a tree an ``x-hole`` stands for one, or an ``x-drawing``
            for a drawing.
    """

    def __init__(self, document: Document) -> None:
        self.document, self.words = document, document.words
        self.pieces: list[str] = []
        figures = (one for each in document.chapters for one in each.main.iter("figure"))
        self._places = {figure.get("id"): at for at, figure in enumerate(figures)}
        self._chapters: dict[str, html.HtmlElement] = {}

    def chapter(self, chapter: Chapter) -> html.HtmlElement:
        """A chapter's tree, for a page to copy."""
        if chapter.name not in self._chapters:
            main = self.changed(chapter.main, chapter)
            if chapter.brief:
                brief_tables(main)
            self._chapters[chapter.name] = main
        return self._chapters[chapter.name]

    @cached_property
    def method(self) -> html.HtmlElement:
        """The section on method, for a page to copy."""
        return self.changed(self.document.method)

    @cached_property
    def head(self) -> html.HtmlElement:
        """The title of the document, for a page to copy."""
        return self.changed(self.document.head)

    @cached_property
    def sources(self) -> html.HtmlElement:
        """The list of sources, for a page to copy."""
        return self.changed(self.document.sources())

    def changed(self, tree: html.HtmlElement, chapter: Chapter | None = None) -> html.HtmlElement:
        """A changed copy of a tree; its chapter has what its exhibits and numbers rest on."""
        main = copy.deepcopy(tree)
        main.tail = None
        if chapter is not None:
            for figure in list(main.iter("figure")):
                self._figure(figure, chapter)
        for table in list(main.iter("table")):
            self._table(table)
        for pre in list(main.iter("pre")):
            self._pre(pre)
        for span in formulas.spans(main):
            self._formula(span)
        for heading in main.iter(*HEADINGS):
            self._heading(heading)
        return main

    def _hole(self, markup: str, tag: str = "x-hole") -> html.HtmlElement:
        """An element that stands for a finished piece of HTML."""
        self.pieces.append(markup)
        return element(tag, data_n=str(len(self.pieces) - 1))

    def _scroll(self, label: str) -> html.HtmlElement:
        """A box for what may be wider than the page; the keyboard can reach it."""
        return element("div", class_="scroll", role="region", tabindex="0", aria_label=label)

    def _heading(self, heading: html.HtmlElement) -> None:
        """A heading with a link to itself."""
        title = numbering.text_of(heading)
        _kept_in_pieces(heading)
        if heading.get("id") and heading.find(".//a") is None:
            heading.append(self._permalink(heading.get("id"), "¶", title))

    def _permalink(self, id: str, text: str, title: str) -> html.HtmlElement:
        label = self.words["link_to"].format(title=title)
        return element("a", text, class_="permalink", href=f"#{id}", aria_label=label)

    # exhibits

    def _figure(self, figure: html.HtmlElement, chapter: Chapter) -> None:
        holder = figure.find("p[@class='drawing']")
        if holder is not None:
            drawings = {img.get("class", ""): img for img in holder.iterfind("img")}
            if "phone" in drawings:
                figure.set("class", f"{figure.get('class')} two-forms")
            if "screen" in drawings:
                drawings[""] = drawings.pop("screen")
            drawings.pop("half", None)
            for form, img in drawings.items():
                box = element("div", class_=f"paper {form}".strip())
                self._put(img, box, f"d{self._places[figure.get('id')]}{form[:1]}-")
                holder.addprevious(box)
            figure.remove(holder)
        number = figure.find("figcaption/b/span[@class='number']")
        if number is not None:
            link = self._permalink(figure.get("id"), number.text, number.text)
            link.set("class", "number")
            link.tail = number.tail
            number.getparent().replace(number, link)
        title = figure.find("figcaption/b")
        if letter := title_grade(title, chapter, self.document):
            title.tail = "\N{NO-BREAK SPACE}"
            title.getparent().insert(1, _mark_of(letter))
        behind = chapter.data.get(figure.get("data-key"))
        if behind:
            figure.append(self._data(figure, behind))
        for name in ("data-key", "data-width"):
            figure.attrib.pop(name, None)

    def _put(self, img: html.HtmlElement, box: html.HtmlElement, prefix: str) -> None:
        """Put a picture into its box, a drawing inline; what has no colours of the theme stands on
        white."""
        source = img.get("src", "")
        inline = ""
        if source.startswith(f"data:{pictures.SVG}"):
            inline = _inline(source, prefix, img.get("alt", ""))
            box.append(self._hole(inline, "x-drawing"))
        elif img.tag == "img":
            box.append(element("img", src=source, alt=img.get("alt", "")))
        if "var(--" not in inline:
            box.set("class", f"{box.get('class')} white")

    def _data(self, figure: html.HtmlElement, behind: Data) -> html.HtmlElement:
        """The data behind an exhibit: for a figure a table behind a fold. The script saves tables
        as CSV; where a table does not say its data, a link does."""
        saved = element("p", class_="data")
        table = figure.find("table")
        if table is not None:
            if _says(table, behind):
                table.set("data-csv", "yes")
                return saved
            name = quote(figure.get("id").partition("-")[2])
            address = datafile.address(behind)
            saved.append(element("a", self.words["save"], download=f"{name}.csv", href=address))
            return saved
        fold = element("details", class_="data")
        table = html.fragment_fromstring(datafile.table(behind))
        table.set("aria-label", self.words["data_of"].format(title=_title(figure)))
        table.set("data-csv", "yes")
        fold.extend([element("summary", self.words["data"]), saved, table])
        return fold

    # tables

    def _table(self, table: html.HtmlElement) -> None:
        """A table with scopes, in a box that scrolls. Columns of numbers stand right, none is
        narrower than its longest word; a plain one becomes cards on a phone."""
        grid = tables.grid(table)
        for cell in grid.cells:
            _mark(cell, grid)
        for name in ("data-align", "data-sides"):
            table.attrib.pop(name, None)
        styles = [f"--w{at}:{width:.1f}em" for at, width in enumerate(grid.least_widths, 1)]
        if grid.is_plain and grid.columns <= MOST_CARD_COLUMNS:
            table.set("class", "cards")
            styles.append(named_fields([self._line(cell.element) for cell in grid.rows[0]]))
            if sum(grid.easy_widths) > ROOM:
                shares = enumerate(grid.shared_widths(ROOM), 1)
                styles += [f"--p{at}:{width / ROOM:.0%}" for at, width in shares]
        if grid.columns <= MOST_CARD_COLUMNS:
            table.set("style", ";".join(styles))
        label = table.get("aria-label", self.words["plain_table"])
        if table.getparent().tag == "figure":
            label = _title(table.getparent())
        enclosed(table, self._scroll(label))

    def _line(self, cell: html.HtmlElement) -> str:
        """The text of a cell, of its formulas the signs."""
        line = copy.deepcopy(cell)
        for span in formulas.spans(line):
            mathml = self.document.formulas[formulas.formula(span)].mathml
            if mathml:
                span.text = linear.text(mathml)
        return " ".join(tables.lines_of(line))

    # code and formulas

    def _pre(self, pre: html.HtmlElement) -> None:
        kind, text = pre.get("class", ""), pre.text_content()
        if kind in ("code", "language"):
            coloured = _coloured(text, pre.get("lang", ""))
            pre.clear(keep_tail=True)
            pre.append(self._hole(f"<code>{coloured}</code>"))
        box = self._scroll(self.words["code" if kind == "code" else "output"])
        if kind == "error":
            box.set("class", "scroll error")
        enclosed(pre, box)
        if kind == "code":
            fold = element("details", class_="code")
            fold.append(element("summary", self.words["code"]))
            enclosed(box, fold)

    def _formula(self, span: html.HtmlElement) -> None:
        one = formulas.formula(span)
        mathml = self.document.formulas[one].mathml
        shown = formulas.for_browsers(mathml) if mathml else f"<code>{escape(one.tex)}</code>"
        span.text = None
        span.set("class", "formula" if one.alone else "math")
        if one.alone:
            span.set("tabindex", "0")
        elif len(one.tex) > formulas.LONG:
            shown = shown.replace("<math ", '<math tabindex="0" ', 1)
        span.append(self._hole(shown))


class Shown:
    """What of the parts is a page's own.

    Attributes:
        heavy: what its drawings write in bold.
    """

    def __init__(self, parts: Parts) -> None:
        self.heavy = ""
        # How drawings are styled → the class that stands for it; a style takes a third of a drawing
        # where each mark repeats it.
        self._styles: dict[str, str] = {}
        self._pieces = parts.pieces
        self._drawings: dict[str, str] = {}
        self._regions: Counter[str] = Counter()

    def take(self, main: html.HtmlElement) -> None:
        """Make a changed tree, in place, part of the page: each box has a name of its own, and
        the styles of its drawings are the page's."""
        for box in main.iterfind(".//div[@role='region']"):
            label = box.get("aria-label")
            self._regions[label] += 1
            box.set(
                "aria-label", label + when(self._regions[label] > 1, f" {self._regions[label]}")
            )
        for hole in main.iter("x-drawing"):
            drawing = self._pieces[int(hole.get("data-n"))]
            self.heavy += "".join(_HEAVY.findall(drawing))
            self._drawings[hole.get("data-n")] = _STYLE.sub(self._styled, drawing)

    def _styled(self, found: re.Match[str]) -> str:
        """A style as its class."""
        name = self._styles.setdefault(found[1], f"d{len(self._styles)}")
        return f' class="{name}"'

    def css(self) -> str:
        """The rules of the drawings' classes."""
        return "".join(f".{name}{{{style}}}" for style, name in self._styles.items())

    def filled(self, body: html.HtmlElement) -> str:
        """The body's children as text, with the finished pieces in their holes."""
        text = html.tostring(body, encoding="unicode", with_tail=False)
        text = _CELL_ENDS.sub("", text.removeprefix("<main>").removesuffix("</main>"))
        return _HOLE.sub(self._piece, text)

    def _piece(self, hole: re.Match[str]) -> str:
        return self._drawings[hole[2]] if hole[1] == "drawing" else self._pieces[int(hole[2])]


def brief_tables(main: html.HtmlElement) -> None:
    """Mark, in place, the tables of a brief: numbers that are tiles, what is asked for as columns,
    grades in both."""
    for kind, table in zip(
        ("tiles", "asked"), main.iterfind(".//figure[@class='table']//table"), strict=False
    ):
        table.set("class", kind)
        for first in table.iterfind("tbody/tr/*[1]"):
            _kept_in_pieces(first)
        for cell in table.iter("td"):
            if (letter := cell.text_content()) in GRADES:
                cell.clear()
                cell.append(_mark_of(letter))


def _kept_in_pieces(title: html.HtmlElement) -> None:
    """Let the lines of a title in Chinese end after a sign alone, where its pieces are short enough
    for the line of a phone, or else, on a wide screen, for that of its column."""
    text = numbering.text_of(title)
    longest, whole = max(map(tables.measure, _PIECE_ENDS.split(text))), tables.measure(text)
    if longest <= MOST_KEPT < whole:
        title.set("class", "in-pieces")
    elif longest <= MOST_KEPT_WIDE < whole:
        title.set("class", "in-long-pieces")


def _mark_of(grade: str) -> html.HtmlElement:
    return element("span", grade, class_=f"grade {grade}")


def annexed(body: html.HtmlElement, words: Mapping[str, Any]) -> list[html.HtmlElement]:
    """Take the exhibits of the annex out of a body; a line in their place leads to them. Many such
    lines of a section are folded into one."""
    in_annex, back = words["in_annex"], words["back"]
    taken = []
    for figure in body.xpath(".//figure[@data-annex]"):
        id, (before, after) = figure.get("id"), in_annex.split("{label}")
        after = after.format(title=_title(figure, number=False))
        line = element("p", before, class_="moved", id=f"from-{id}")
        link = element("a", figure.get("data-label"), class_="ref", href=f"#{id}")
        link.tail = after
        line.append(link)
        line.tail, figure.tail = figure.tail, None
        figure.getparent().replace(figure, line)
        way_back = element("p", class_="back")
        way_back.append(element("a", back, href=f"#from-{id}"))
        figure.append(way_back)
        taken.append(figure)
    _folded(body, words["many_in_annex"])
    return taken


def closed(body: html.HtmlElement) -> None:
    """Close the exhibits of the annex, in place: their titles are read before one is opened. A
    browser opens what a link or its search leads to."""
    for figure in list(body.iter("figure")):
        label, in_annex = (figure.attrib.pop(f"data-{name}", "") for name in ("label", "annex"))
        if in_annex:
            summary = element("summary", label)
            said = element("span", f"\u3000{_title(figure, number=False)}")
            said.extend(map(copy.copy, figure.iterfind("figcaption/span[@class!='subtitle']")))
            summary.append(said)
            fold = element("details", class_="exhibit")
            enclosed(figure, fold)
            fold.insert(0, summary)


def by_year(listed: html.HtmlElement, document: Document) -> list[html.HtmlElement]:
    """The list of sources as a page shows it: a long one is folded by the year in which they were
    published, the newest first; each source keeps its number.
    """
    if len(listed) <= MOST_SOURCES:
        return [listed]
    years: dict[str, html.HtmlElement] = {}
    for number, (item, source) in enumerate(
        zip(list(listed), document.about.sources, strict=True), 1
    ):
        item.set("value", str(number))
        years.setdefault(source.published[:4], element("ol")).append(item)
    folds = []
    for year, items in sorted(years.items(), reverse=True):
        said = document.words["of_year" if year else "undated"]
        fold = element("details")
        fold.extend([element("summary", said.format(year=year, count=len(items))), items])
        folds.append(fold)
    return folds


def _folded(body: html.HtmlElement, said: str) -> None:
    """Fold lines that lead to the annex where a section has more than a few, at the last one."""
    sections: dict[html.HtmlElement, list[html.HtmlElement]] = {}
    for line in body.iterfind(".//p[@class='moved']"):
        heading = next(line.itersiblings("h1", "h2", "h3", "h4", preceding=True), line.getparent())
        sections.setdefault(heading, []).append(line)
    for lines in sections.values():
        if len(lines) <= MOST_MOVED:
            continue
        fold = element("details", class_="moved-lines")
        lines[-1].addprevious(fold)
        fold.append(element("summary", said.format(number=len(lines))))
        fold.extend(lines)


def _title(figure: html.HtmlElement, number: bool = True) -> str:
    """The title of an exhibit, with or without its number."""
    title = figure.find("figcaption/b")
    if number:
        return numbering.text_of(title)
    said = "".join(title.xpath("text()|*[not(@class='number')]//text()"))
    return said.lstrip(" .\u3000").rstrip()  # what parts it from its number goes with that


def _says(table: html.HtmlElement, data: Data) -> bool:
    """Whether a table says its data as they are."""
    shown = [["\n".join(tables.lines_of(cell)) for cell in row] for row in table.iter("tr")]
    return shown == [list(data.fields), *(list(map(datafile.text, row)) for row in data.records)]


def _mark(cell: tables.Cell, grid: tables.Grid) -> None:
    """Give a cell its side, its colours and, where it names others, its scope; a heading without
    words is none."""
    one, in_head = cell.element, cell.row < grid.head
    one.attrib.pop("scope", None)
    if fill := one.attrib.pop("data-fill", ""):
        one.set("style", f"background:{fill};color:{one.attrib.pop('data-ink')}")
    side = grid.alignment[cell.column]
    if side != "left":
        one.set("class", "num" if side == "right" and not tables.is_sentence(cell) else side)
    if not cell.text:
        one.tag = "td"
    elif in_head:
        one.tag = "th"
        one.set("scope", "colgroup" if cell.colspan > 1 else "col")
    elif cell.header:
        row_scope = "rowgroup" if cell.rowspan > 1 else "row"
        one.set("scope", row_scope if cell.column < max(grid.row_headers, 1) else "col")


def named_fields(heads: Sequence[str]) -> str:
    """The heads of a table as variables of CSS, which name the fields of its cards."""
    escaped = (text.replace("\\", "\\\\").replace("'", "\\'") for text in heads)
    return ";".join(f"--c{at}:'{text}'" for at, text in enumerate(escaped, 1))


@lru_cache(maxsize=512)
def _coloured(source: str, language: str) -> str:
    """Code with the kinds of words that page.css has colours for."""
    try:
        lexer = get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return escape(source)
    pieces = []
    for kind, text in lexer.get_tokens(source):
        colour = next((name for base, name in _COLOURED if kind in base), "")
        pieces.append(
            when(colour, f'<span class="{colour}">') + escape(text) + when(colour, "</span>")
        )
    return "".join(pieces).rstrip("\n")


def _inline(source: str, prefix: str, alt: str) -> str:
    """A drawing as part of a page."""
    root = pictures.drawing(pictures.of_address(source).data, prefix)
    assert root is not None  # pictures that cannot be read have become their description
    for name in ("width", "height"):
        root.attrib.pop(name, None)
    root.set("role", "img")
    root.set("aria-label", alt)
    return _short(etree.tostring(root, encoding="unicode"))


def _short(drawing: str) -> str:
    """A drawing without what says nothing: indents, groups of one, spaces in paths, coordinates
    that stay; clips join the styles."""
    text = _GROUP_OF_ONE.sub(r"\1", _INDENT.sub("><", drawing))
    text = _CLIP.sub(r' style="\2; clip-path: \1"', text)
    return _PATH.sub(lambda path: f' d="{_path(path[1])}"', text)


def _path(steps: str) -> str:
    """A path whose level and upright lines are written with their one new coordinate."""
    written, before = "", ["", ""]
    steps = _COMMAND.sub(_LETTER, " ".join(steps.split()))
    if _OTHER.search(steps):  # other programs' drawings
        return steps
    for command, numbers in _STEP.findall(steps):
        point = numbers.split()
        if command == "L" and len(point) == 2 and point[1] == before[1]:
            command, numbers = "H", point[0]
        elif command == "L" and len(point) == 2 and point[0] == before[0]:
            command, numbers = "V", point[1]
        written += command + numbers.strip()
        before = point[-2:] or ["", ""]
    return written
