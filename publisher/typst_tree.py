"""A tree of HTML as Typst source. Every word reaches Typst as a quoted string."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from lxml import etree, html

from . import formulas, glyphs, jsonld, layout, notes, numbering, pictures, tables
from .document import Document
from .pictures import Picture
from .safety import HEADINGS, LINED, PHRASES, element, is_formula
from .words import when

# What Typst sets at once, for its time grows as the square of it:
BLOCK_LINES = 400  # of printed text
MOST_MEASURED = 16  # items of a list: one of more is higher than what stays whole, for certain
MOST_PHRASES = 300  # links, bold words and so on of a paragraph, which is several where it has more

SIMPLE = {
    "strong": "strong",
    "b": "strong",
    "em": "emph",
    "i": "emph",
    "var": "emph",
    "cite": "emph",
    "sub": "sub",
    "sup": "super",
    "del": "strike",
    "s": "strike",
    "u": "underline",
    "ins": "underline",
    "mark": "highlight",
    "blockquote": "quote(block: true)",
    "dd": "pad(left: 2em)",
    "details": "boxed",
}
_HAN = "\u2e80-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’…—"
_HAN_BREAK = re.compile(f"(?<=[{_HAN}])[ \t]*\n[ \t]*(?=[{_HAN}])")
_PERIOD = re.compile("(?<=\\d)[\u2013\u2014](?=\\d)")
_PIECE = re.compile("\uff08?[!-~\xa0]+|.\uff09?")
#: A full-width bracket behind a sign for percent, which may end the element before it: of itself
#: Typst breaks no line there.
_BRACKET = re.compile("(?:(?<=%)|^)(?=\uff08)")
_COLON = re.compile("[:\uff1a]\\s*")
_SPACE = re.compile(r"[ \t\r\n]+")
#: So much printed text without a space would leave the page: it may be broken behind each of these.
_UNBROKEN = re.compile(r"[^\s\u200b]{60}(?=\S)")
#: So long a word of running text would leave a narrow column: it may be broken between pieces.
_LONG = re.compile(f"[^\\s\u200b\u2060{_HAN}]{{41,}}")
_PIECE_OF_LONG = re.compile(".{1,12}")


def quoted(text: str) -> str:
    """A Typst string: the one way in which words enter the source."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return '"' + escaped.replace("\r", "") + '"'


def words(text: str | None) -> str:
    """Running text; a line end between Chinese characters is no space, and a few characters in
    Chinese brackets, a period of digits, and numbers with their units stay in one line."""
    joined = _SPACE.sub(" ", _HAN_BREAK.sub("", text or ""))
    joined = _PERIOD.sub("\u2060\\g<0>\u2060", _BRACKET.sub("\u200b", joined))
    joined = tables.KEPT.sub(_joined, joined)
    parts = breakable(joined).split("\u200b")
    return "#parted;".join(f"#{quoted(part)};" if part else "" for part in parts)


def breakable(text: str) -> str:
    """A text whose very long words may be broken."""
    return _LONG.sub(lambda found: "\u200b".join(_PIECE_OF_LONG.findall(found[0])), text)


def raw(text: str) -> str:
    """A text as typed, which may be broken where it is long."""
    return "#parted;".join(f"#raw({quoted(one)});" for one in breakable(text).split("\u200b"))


def _joined(kept: re.Match[str]) -> str:
    """A text that stays in one line; one of many characters may end it with the word that counts
    them, lest the line before it be loose."""
    joined = "\u2060".join(_PIECE.findall(kept[0].replace(" ", "\xa0")))
    return joined.replace("\u4e2a\u2060\u767e", "\u4e2a\u767e")


def listed(texts: list[str] | tuple[str, ...]) -> str:
    """A Typst array of strings."""
    return f"({''.join(quoted(one) + ', ' for one in texts)})"


def pairs(found: Iterable[Sequence[str]]) -> str:
    """A Typst array of pairs of strings."""
    return f"({''.join(f'{listed(list(one))}, ' for one in found)})"


def anchor(id: str) -> str:
    """A place that links lead to."""
    return f"#[#metadata(none)#label({quoted(id)})];"


def equation(formula: formulas.Formula, body: str, typed: str = "", room: str = "none") -> str:
    """A formula, whose body sees the names of Typst and none of the templates: as ``typed`` where
    it is too large for a page or, within a line, too wide for a room, ``none`` if it is short."""
    said = f"{truth(formula.alone)}, {quoted(formula.tex)}, {quoted(body)}, {room}"
    return f"#formula({said})[{typed}];"


class Tree:
    """Writes elements and puts their pictures into a folder.

    Attributes:
        document: what they are of.
        formulas: of the document.
        folder: of the pictures.
        width: of the text, in points.
        room: of a line of the cell that is being written, as Typst finds it; "" outside of tables.
        notes: what stands in the margin, by chapter and place of its number.
        chapter: the one that is being written.
        named: what stands above its title, its number in words.
        section: the last heading that was written.
    """

    picture_name = "picture"  # of the files of pictures; a number follows
    small_print = "notes-line"  # how notes are set

    def __init__(self, document: Document, translated: formulas.Translated, folder: Path) -> None:
        self.document, self.formulas, self.folder = document, translated, folder
        self.words, self.known = document.words, document.fonts.known
        self.pictures, self.chapter, self.width = 0, document.chapters[0], layout.PLAIN
        self.paragraphs = 0
        self.notes: Mapping[tuple[str, int], notes.Note] = {}
        self.named = self.section = self.room = ""

    def attached(self) -> str:
        """What the document was made from, as a file within the PDF."""
        if not self.document.about.provenance:
            return ""
        text = jsonld.text(self.document)
        (self.folder / "provenance.json").write_text(f"{text}\n", encoding="utf-8")
        return (
            '#pdf.attach("provenance.json", relationship: "data", '
            'mime-type: "application/ld+json", '
            f"description: {quoted(self.words['colophon'])})\n"
        )

    def printable(self, text: str) -> str:
        """A text with stand-ins for what no font has."""
        shown, lacking = glyphs.replaced(text, self.known)
        self.note(lacking)
        return shown

    def shown(self, tree: html.HtmlElement) -> html.HtmlElement:
        """A copy of a tree with stand-ins for what no font has."""
        main = copy.deepcopy(tree)
        main.tail = None
        self.note(glyphs.replace(main, self.known))
        glyphs.join(main)
        return main

    def note(self, lacking: dict[str, str]) -> None:
        self.document.notices.stand_ins.update(lacking)

    def children(self, one: html.HtmlElement) -> str:
        """What an element holds."""
        inner = words(one.text)
        for number, child in enumerate(one, 1):
            inner += self.element(child) + words(child.tail)
            inner += when(number % MOST_PHRASES == 0 and child.tag in PHRASES, "\n\n")
        if one.tag in numbering.MARKED and one.get("id"):
            return anchor(one.get("id")) + inner
        return inner

    def element(self, one: html.HtmlElement) -> str:
        """An element as Typst."""
        if one.tag in LINED and next(one.iterancestors(*LINED), None) is not None:
            return self.children(one)
        if one.tag in SIMPLE:
            return f"#{SIMPLE[one.tag]}[{self.children(one)}];"
        write = getattr(self, f"write_{one.tag}", None)
        if one.tag in HEADINGS:
            write = self.write_heading
        return write(one) if write else self.children(one)

    def write_p(self, one: html.HtmlElement) -> str:
        style, inner = one.get("class", ""), self.children(one)
        if style in ("note", "source"):
            return f"#{self.small_print}[{inner}];"
        if style == "nodata":
            return f"#no-data[{inner}];"
        if layout.leads_up(one) and len(one) < MOST_PHRASES:  # there it could not be several
            return f"#leading-up[{inner}{self.end_of_text()}];"
        self.paragraphs += 1
        return f"#paragraph({quoted(f'{self.chapter.name}-{self.paragraphs}')})[{inner}];"

    def end_of_text(self) -> str:
        """Has Typst note where a paragraph came to end."""
        return "#end-of-text();"

    def write_heading(self, one: html.HtmlElement) -> str:
        inner = self.children(one)
        if not one.get("id"):
            return f"\n\n#strong[{inner}];\n\n"
        level, self.section = max(int(one.tag[1]) - 1, 1), one.text_content()
        kind = "chapter" if level == 1 and self.document.whole else "heading"  # on a new page
        id = quoted(one.get("id"))
        spot = f'#spot("{kind}", {id});'
        named = when(kind == "chapter", self.named)
        said = when(named, f", supplement: metadata({quoted(named)})")
        head = f"#section-end({id});#[#heading(level: {level}{said})[{inner}]#label({id})]"
        return f"\n\n{head}{spot}\n\n"

    def write_ul(self, one: html.HtmlElement, function: str = "list") -> str:
        if is_labelled(one):
            rows = "".join(f"{self.defined(*row)}, " for row in labelled(one))
            again = when(self.section, self.words["again"].format(label=self.section))
            return f"#definitions({quoted(again)}, {rows});"
        items = ", ".join(f"[{self.item(item)}]" for item in one if item.tag == "li")
        if all(item.get("class") == "task" for item in one):
            function = "list.with(marker: none, body-indent: 0pt)"
        written = when(items, f"#{function}({items});")
        if one.getparent().tag == "li":
            return written
        box = "listing" if len(one) <= MOST_MEASURED else "block(width: 100%)"
        return when(items, f"#{box}[{written}];")

    def item(self, one: html.HtmlElement) -> str:
        """What an item holds; behind a list or the like the mark of its end would be a line."""
        ends_in_block = len(one) and one[-1].tag not in PHRASES
        return self.children(one) + when(not ends_in_block, self.end_of_text())

    def defined(self, label: html.HtmlElement, item: html.HtmlElement) -> str:
        """A line of a list of labels: the label, and the rest of the item."""
        lines = (f"\n\n{self.children(one)}{self.end_of_text()}\n\n" for one in lines_of(item))
        return f"par[{self.children(label)}], [{''.join(lines)}]"

    def write_ol(self, one: html.HtmlElement) -> str:
        start, counted = one.get("start", "1"), quoted(f"{one.get('type', '1')}.")
        said = when(start.isdecimal(), f"start: {start}, ")
        return self.write_ul(one, f"enum.with({said}numbering: {counted})")

    def write_dt(self, one: html.HtmlElement) -> str:
        return f"#leading-up[#strong[{self.children(one)}];];"

    write_summary = write_dt

    def write_div(self, one: html.HtmlElement) -> str:
        style = one.get("class")
        if style == "beside":
            return self.beside(one)
        if style == "turn":
            return f"#in-turn({''.join(map(self.turn, one))});"
        inner = self.children(one)
        if style == "findings":
            return f"#findings[{inner}];"
        if style == "nodata":
            return f"#no-data[{inner}];"
        return f"\n\n{inner}\n\n"

    def write_code(self, one: html.HtmlElement) -> str:
        return raw(one.text_content())

    write_kbd = write_samp = write_code

    def write_pre(self, one: html.HtmlElement) -> str:
        kind = one.get("class", "output")
        label = one.findtext("strong") or ""
        lines = one.text_content().removeprefix(label).strip("\n").split("\n")
        parts = []
        for start in range(0, len(lines), BLOCK_LINES):
            text = "\n".join(lines[start : start + BLOCK_LINES])
            text = quoted(_UNBROKEN.sub("\\g<0>\u200b", text))
            if kind in ("code", "language"):
                parts.append(f"#code({text}, {quoted(one.get('lang', ''))});")
            elif kind == "error":
                parts.append(f"#failure({text}, {quoted(label)});")
            else:
                parts.append(f"#output({text});")
        return "".join(parts)

    def write_br(self, one: html.HtmlElement) -> str:
        one.tail = (one.tail or "").lstrip()  # Typst would set it at the head of the line
        return "#linebreak();"

    def write_hr(self, one: html.HtmlElement) -> str:
        return "#rule();"

    def write_a(self, one: html.HtmlElement) -> str:
        if one.get("class") == "ref" and one.text:
            one.text = one.text.replace(" ", "\xa0")  # "Figure 2" is not parted
        address, inner = one.get("href", ""), self.children(one)
        if not address or not one.text_content().strip():
            return inner
        to = quoted(address)
        if address.startswith("#"):
            to = f"label({quoted(address[1:])})"
        return f"#link({to})[{inner}];"

    def write_img(self, one: html.HtmlElement) -> str:
        wide = one.get("width", "")
        width = f"{min(0.75 * int(wide), self.width):.0f}pt" if wide.isdecimal() else "auto"
        return f"#picture({self.image(one, width)});"

    def image(self, one: html.HtmlElement, width: str) -> str:
        picture = pictures.of_address(one.get("src", ""))
        self.pictures += 1
        name = f"{self.picture_name}-{self.pictures}.{pictures.SUFFIXES[picture.kind]}"
        (self.folder / name).write_bytes(self.drawable(picture))
        alt = quoted(self.printable(one.get("alt", "")))
        return f"image({quoted(name)}, alt: {alt}, width: {width})"

    def drawable(self, picture: Picture) -> bytes:
        """The bytes of a picture, the texts of a drawing with stand-ins for what no font has."""
        if picture.kind != pictures.SVG:
            return picture.data
        root = pictures.drawing(pictures.plain(picture).data)
        self.note(glyphs.replace(root, self.known))
        return bytes(etree.tostring(root))

    def write_span(self, one: html.HtmlElement) -> str:
        if one.get("class") == "line":
            return f"#linebreak();{self.children(one)}"
        note = self.notes.get((self.chapter.name, int(one.get("data-n", -1))))
        if note and one.get("class") == "value":
            return f"{self.children(one)}{self.note_in_margin(note)}"
        if not is_formula(one):
            number = one.get("class") == "number" and one.getparent().tag == "b"
            return f"#number[{self.children(one)}];" if number else self.children(one)
        formula = formulas.formula(one)
        body = self.formulas.get(formula, formulas.NOTHING).typst
        typed = raw(self.printable(formula.tex))
        if not body or formulas.has_lost_signs(formula.tex, self.known):
            return typed
        is_long = max(len(formula.tex), len(body) / 2) > formulas.LONG  # it may use definitions
        room = self.room or when(is_long, f"{self.width}pt") or "none"
        return equation(formula, body, typed, room)

    # tables

    def write_table(self, table: html.HtmlElement) -> str:
        size, pieces = layout.printed(tables.grid(table), self.width)
        title = "".join(map(self.write_dt, table.findall("caption")))
        return title + "".join(f"#plain-table[#{self.grid(one, size)}];" for one in pieces)

    def grid(self, grid: tables.Grid, size: float, more: str = "") -> str:
        columns = "".join(f"{one}, " for one in layout.column_widths(grid, size, self.width))
        head = "".join(self.cell(cell, grid) for row in grid.rows[: grid.head] for cell in row)
        body = "".join(self.cell(cell, grid) for row in grid.body for cell in row)
        header = when(head, f"table.header({head}),")
        return f"grid-table(({columns}), {size}pt, {grid.head}, {more}{header}{body});"

    def cell(self, cell: tables.Cell, grid: tables.Grid) -> str:
        outer, self.room = self.room, "room.width"
        content = self.children(self.as_list(cell))
        self.room = outer
        if formulas.spans(cell.element):
            content = f"#layout(room => [{content}]);"
        if cell.header and cell.row >= grid.head:
            content = f"#strong[{content}]"
        fill, ink = (cell.element.get(f"data-{name}", "") for name in ("fill", "ink"))
        if fill:
            content = f"#text(fill: rgb({quoted(ink)}))[{content}]"
        spans = when(cell.colspan > 1, f", colspan: {cell.colspan}")
        spans += when(cell.rowspan > 1, f", rowspan: {cell.rowspan}")
        spans += when(not cell.breakable, ", breakable: false")
        spans += when(fill, f", fill: rgb({quoted(fill)})")
        in_head = cell.colspan > 1 and cell.row < grid.head
        side = "center" if in_head else grid.alignment[cell.column]
        return f"table.cell(x: {cell.column}, y: {cell.row}, align: {side}{spans})[{content}],"

    def as_list(self, cell: tables.Cell) -> html.HtmlElement:
        """A cell; lines that all begin with a bullet are set as a list."""
        lines = tables.bulleted(cell)
        if not lines:
            return cell.element
        box, items = element("div"), element("ul")
        items.extend(element("li", line) for line in lines)
        box.append(items)
        return box

    # exhibits

    def note_in_margin(self, note: notes.Note) -> str:
        said, id = self.words["notes"], quoted(f"source-{note.sources[0] + 1}")
        first, more, ends = map(self.printable, notes.lines(note, self.document))
        body = f"#note-source({id})[{words(first)}]{words(more)}"
        body += when(ends, f"#linebreak();{words(ends)}")
        listed_ = said["list"].join(str(place + 1) for place in note.sources)
        short = words(said["only"].format(numbers=listed_))
        return f"#note({note.number}, {quoted(note.grade)}, [{short}])[{body}];"

    def write_figure(self, figure: html.HtmlElement, form: str = "") -> str:
        """An exhibit; ``form`` is Typst for the form of a figure where its place has several."""
        title, subtitle = figure.find("figcaption/b"), figure.find("figcaption/span")
        caption = f"title: [{self.children(title)}], "
        if subtitle is not None:
            caption += f"subtitle: [{self.children(subtitle)}], "
        lines = [one for one in figure.iterfind("p") if one.get("class") in ("note", "source")]
        caption += f"notes: [{''.join(map(self.element, lines))}], id: {quoted(figure.get('id'))}, "
        caption += f"grade: {quoted(notes.title_grade(title, self.chapter, self.document))}"
        table = figure.find("table")
        if table is not None:
            return self.table_exhibit(table, title, caption, figure.get("data-label"))
        half = figure.get("data-width") == "half"
        form = form or quoted("aside" if half else "wide")
        drawings = {img.get("class", ""): img for img in figure.iterfind("p/img")}
        img = drawings.get(when(half, "half"), drawings.get(""))
        caption += f", form: {form}" + when(figure.get("data-annex"), ", fixed: true")
        if img is None:  # the picture could not be read; its description stands there
            lost = figure.find("p")
            alt = f"#set figure(alt: {quoted(numbering.text_of(lost))});"
            return f"#[{alt}#chart({caption})[{self.children(lost)}]];"
        if form == '"wide"' and self.width == layout.TEXT and layout.is_broad(img):
            caption += f", width: {layout.WIDE}pt"
        at_its_size = self.width > layout.TEXT and not half and not layout.is_broad(img)
        width = f"{layout.TEXT}pt" if at_its_size else "100%"
        return f"#chart({caption}, {self.image(img, width)});"

    def turn(self, figure: html.HtmlElement) -> str:
        """An exhibit among others, as what the template takes: its id, and what it is."""
        return f"({quoted(figure.get('id'))}, [{self.write_figure(figure)}]), "

    def beside(self, box: html.HtmlElement) -> str:
        """Text and the figure that it reads."""
        text, figure = box
        drawn = self.write_figure(figure, "form")
        id = quoted(figure.get("id"))
        return f"#beside({id}, [{self.children(text)}], form => [{drawn}]);"

    def table_exhibit(
        self, table: html.HtmlElement, title: html.HtmlElement, caption: str, label: str
    ) -> str:
        """A table; one that the text is too narrow for takes the margin, too."""
        text_width, grid = self.width, tables.grid(table)
        if text_width == layout.TEXT and layout.needs_margin(grid):
            self.width = layout.WIDE
            caption += f", width: {self.width}pt"
        try:
            return self.placed_table(grid, title, caption, label)
        finally:
            self.width = text_width

    def placed_table(
        self, grid: tables.Grid, title: html.HtmlElement, caption: str, label: str
    ) -> str:
        size, pieces = layout.printed(grid, self.width)
        few, room = layout.kept_whole(pieces, size, self.width)
        text, inner = numbering.text_of(title), ""
        for index, piece in enumerate(pieces):
            if index:
                part = words(self.words["part"].format(title=text, part=index + 1))
                inner += f"#continued[{part}];"
            more = f"rows: {len(piece.rows)}, "
            bound = layout.bound(piece, size, self.width)
            more += when(not few and any(bound), f"bound: {bound}, ")
            more += when(piece is pieces[-1], "foot: foot, ")
            again = quoted(self.words["again"].format(label=label))
            more += when(not few, f"again: {again}, ")
            inner += f"#{self.grid(piece, size, more)}"
        kept = f"few: {truth(few)}, room: {room:.0f}pt"
        return f"#table-exhibit({caption}, {kept}, foot => [{inner}]);"


def is_labelled(listed: html.HtmlElement) -> bool:
    """Whether several items of a list without numbers begin with a label in bold and a colon."""
    items = list(listed.iterchildren("li"))
    return listed.tag == "ul" and len(items) > 1 and all(map(_begins_with_label, items))


def _begins_with_label(item: html.HtmlElement) -> bool:
    label = item.find("strong")
    alone = label is not None and label.getprevious() is None and not (item.text or "").strip()
    return alone and _COLON.match(label.tail or "") is not None


def labelled(listed: html.HtmlElement) -> list[tuple[html.HtmlElement, html.HtmlElement]]:
    """The items of such a list: label and rest."""
    found = []
    for item in copy.deepcopy(listed).iterchildren("li"):
        label = item.find("strong")
        item.text, label.tail = _COLON.sub("", label.tail, count=1), None
        item.remove(label)
        found.append((label, item))
    return found


def lines_of(item: html.HtmlElement) -> list[html.HtmlElement]:
    """An item, and after it the further lines that are taken out of it."""
    lines = item.findall("span[@class='line']")
    for line in lines:
        item.remove(line)
    return [item, *lines]


def truth(value: bool) -> str:
    """A Typst boolean."""
    return str(value).lower()
