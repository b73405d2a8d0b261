"""A document as PDF, set by Typst, tagged after PDF/UA-1.

Every word reaches Typst as a quoted string, so nothing in a document can be read as Typst code.
"""

from __future__ import annotations

import copy
import math
import re
import tempfile
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import typst
from lxml import etree, html

from . import PublishingError, formulas, glyphs, numbering, pictures, record, tables, theme
from .document import Document
from .exhibits import element
from .pictures import Picture
from .words import when

TEMPLATE = Path(__file__).parent / "templates" / "document.typ"
PAGE_WIDTH = 453.0  # points between the margins of an A4 page
PAGE_HEIGHT = 690.0
WHOLE_TABLE = 330.0  # points: a table that is lower than this is not broken over pages
SIZES = (9.5, 9.0, 8.5, 8.0, 7.5)  # of type in tables, in points, tried in this order
WIDTHS = {None: ("100%", ""), "half": ("56%", "half")}  # of figures, and which drawing
BLOCK_LINES = (
    400  # of printed text that Typst sets at once; it takes longer than it should for more
)

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
}
_HAN = "\u2e80-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’…—"
_HAN_BREAK = re.compile(f"(?<=[{_HAN}])[ \t]*\n[ \t]*(?=[{_HAN}])")
_SPACE = re.compile(r"[ \t\r\n]+")


@lru_cache(maxsize=4)
def typst_fonts(folder: Path) -> typst.Fonts:
    """The fonts that Typst may use: those of a folder and the few that it brings for code and
    formulas."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(folder)]
    )


def compiler(folder: str, fonts: glyphs.Fonts) -> typst.Compiler:
    """Typst for the file ``main.typ`` of a folder; it can read nothing outside."""
    return typst.Compiler(
        f"{folder}/main.typ",
        root=folder,
        font_paths=typst_fonts(fonts.folder),
        ignore_system_fonts=True,
        package_path=folder,
        package_cache_path=folder,
    )


def pdf(document: Document) -> bytes:
    """The file; the same bytes for the same document. Characters that no font has are replaced,
    and noted.

    Raises:
        PublishingError: Typst refuses the document; its message is passed on.
    """
    attempts = [
        (document, document.formulas, ""),
        # What pandoc wrote is the one thing in the source that is not ours.
        (document, {}, "formulas are shown as typed"),
        (_as_text(document), {}, "it is set as plain text"),
    ]
    refused = ""
    for attempt, translated, substitute in attempts:
        if refused:
            document.notices.add(
                f"{document.title}: the PDF cannot be set ({refused}); {substitute}"
            )
        try:
            return _set(attempt, translated)
        except typst.TypstError as error:
            refused = "; ".join([error.message, *(error.hints or [])])
    raise PublishingError(f"{document.title}: the PDF cannot be set: {refused}")


def _as_text(document: Document) -> Document:
    """A document of the same words without their form."""
    chapters = []
    for chapter in document.chapters:
        main = element("main")
        main.append(element("pre", "\n".join(tables.lines_of(chapter.main)), class_="output"))
        chapters.append(replace(chapter, main=main))
    return replace(document, chapters=tuple(chapters), contents=())


def _set(document: Document, translated: formulas.Translated) -> bytes:
    with tempfile.TemporaryDirectory(prefix="publisher-") as folder:
        writer = Typesetter(document, translated, Path(folder))
        for file in (TEMPLATE, theme.FILE):
            (Path(folder) / file.name).write_bytes(file.read_bytes())
        (Path(folder) / "main.typ").write_text(writer.source(), encoding="utf-8")
        return compiler(folder, document.fonts).compile(
            format="pdf", pdf_standards=["ua-1"], timestamp=document.about.moment
        )


def quoted(text: str) -> str:
    """A Typst string: the one way in which words enter the source."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return '"' + escaped.replace("\r", "") + '"'


def words(text: str | None) -> str:
    """Running text; a line end between Chinese characters is no space."""
    joined = _SPACE.sub(" ", _HAN_BREAK.sub("", text or ""))
    return when(joined, f"#{quoted(joined)};")


def listed(texts: list[str] | tuple[str, ...]) -> str:
    """A Typst array of strings."""
    return f"({''.join(quoted(one) + ', ' for one in texts)})"


class Typesetter:
    """Writes the Typst source of a document and puts its pictures into a folder."""

    def __init__(self, document: Document, translated: formulas.Translated, folder: Path) -> None:
        self.document, self.formulas, self.folder = document, translated, folder
        self.words, self.known = document.words, document.fonts.known
        self.pictures = 0
        self.annex: list[str] = []

    def source(self) -> str:
        """The main file."""
        document, about = self.document, self.document.about
        mains = [document.printed(chapter) for chapter in document.chapters]
        body = "".join(self.children(self.shown(main)) for main in mains)
        (self.folder / "provenance.json").write_text(f"{record.text(document)}\n", encoding="utf-8")
        attached = (
            '#pdf.attach("provenance.json", relationship: "data", '
            'mime-type: "application/ld+json", '
            f"description: {quoted(self.words['colophon'])})\n"
        ) * bool(about.provenance)
        arguments = ", ".join(f"{name}: {value}" for name, value in self.arguments().items())
        back = self.appended() + self.method() + self.sources() + self.colophon()
        return f'#import "document.typ": *\n#show: report.with({arguments})\n{attached}{body}{back}'

    def arguments(self) -> dict[str, str]:
        """What the template is given."""
        document, about = self.document, self.document.about
        when = about.moment
        dated = f"datetime(year: {when.year}, month: {when.month}, day: {when.day})"
        description = "; ".join(f"{name}={value}" for name, value in about.lines())
        texts = {
            "title": document.title,
            "subtitle": about.subtitle,
            "description": description[:1000],
            "language": document.language,
            "region": self.words["region"],
            "page": self.words["page"],
            "contents": self.words["contents"],
            "summary-title": self.words["summary"],
            "family": document.fonts.family,
        }
        return {name: quoted(self.printable(text)) for name, text in texts.items()} | {
            "authors": listed([self.printable(one) for one in about.authors]),
            "keywords": listed([self.printable(one) for one in about.keywords]),
            "lines": listed([self.printable(one) for one in document.lines()]),
            "whole": _truth(document.whole),
            "outline": _truth(document.whole or len(document.contents) > 3),
            "date": dated if about.date or about.as_of else "none",
            "summary": self.summary(),
        }

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
        return main

    def note(self, lacking: dict[str, str]) -> None:
        for char, stand_in in lacking.items():
            if stand_in:
                self.document.notices.add(f"PDF: no font has {char!r}; it is shown as {stand_in}")

    # parts around the chapters

    def summary(self) -> str:
        found = self.document.findings() * self.document.whole
        parts = []
        for chapter, boxes in found:
            inner = "".join(self.children(self.shown(box)) for box in boxes)
            title = words(self.printable(chapter.title))
            parts.append(f"#summary-part([{title}])[{inner}]")
        return f"[{''.join(parts)}]" if parts else "none"

    def appended(self) -> str:
        """The exhibits of the annex."""
        head = f"#back-heading({quoted(self.words['annex'])}, first: true)\n"
        return when(self.annex, head + "".join(self.annex))

    def method(self) -> str:
        head = f"#back-heading({quoted(self.words['method'])}, first: true)\n"
        return (head + self.children(self.shown(self.document.method))) * bool(
            self.document.about.method
        )

    def sources(self) -> str:
        about = self.document.about
        items = []
        for source, facts in zip(about.sources, self.document.facts(), strict=True):
            title = words(self.printable(source.title))
            if re.match("https?://", source.url):
                title = f"#link({quoted(source.url)})[{title}]"
            rest = when(facts, self.words["after_title"]) + self.words["facts"].join(facts)
            items.append(f"[{title}#source-facts({quoted(self.printable(rest))})]")
        first = _truth(not about.method)
        head = f"#back-heading({quoted(self.words['sources'])}, first: {first})\n"
        return when(items, f"{head}#source-list({', '.join(items)})\n")

    def colophon(self) -> str:
        lines = [tuple(map(self.printable, line)) for line in self.document.about.lines()]
        rows = ", ".join(f"({quoted(name)}, {quoted(value)})" for name, value in lines)
        return when(lines, f"#colophon({quoted(self.words['colophon'])}, ({rows},))\n")

    # the tree

    def children(self, one: html.HtmlElement) -> str:
        """What an element holds."""
        inner = "".join(self.element(child) + words(child.tail) for child in one)
        inner = words(one.text) + inner
        if one.tag in numbering.MARKED and one.get("id"):
            return f"#[#metadata(none)#label({quoted(one.get('id'))})];{inner}"
        return inner

    def element(self, one: html.HtmlElement) -> str:
        """An element as Typst."""
        if one.tag in SIMPLE:
            return f"#{SIMPLE[one.tag]}[{self.children(one)}];"
        write = getattr(self, f"write_{one.tag}", None)
        if one.tag in numbering.HEADINGS:
            write = self.write_heading
        return write(one) if write else self.children(one)

    def write_p(self, one: html.HtmlElement) -> str:
        style, inner = one.get("class", ""), self.children(one)
        if style in ("note", "source"):
            return f"#notes-line[{inner}];"
        if style == "nodata":
            return f"#no-data[{inner}];"
        return f"\n\n{inner}\n\n"

    def write_heading(self, one: html.HtmlElement) -> str:
        inner = self.children(one)
        if not one.get("id"):
            return f"\n\n#strong[{inner}];\n\n"
        level = max(int(one.tag[1]) - 1, 1)
        return f"\n\n#[#heading(level: {level})[{inner}]#label({quoted(one.get('id'))})]\n\n"

    def write_ul(self, one: html.HtmlElement, function: str = "list") -> str:
        items = ", ".join(f"[{self.children(item)}]" for item in one if item.tag == "li")
        if all(item.get("class") == "task" for item in one):
            function = "list.with(marker: none, body-indent: 0pt)"
        return when(items, f"#{function}({items});")

    def write_ol(self, one: html.HtmlElement) -> str:
        start = one.get("start", "")
        return self.write_ul(one, f"enum.with(start: {start})" if start.isdecimal() else "enum")

    def write_dt(self, one: html.HtmlElement) -> str:
        return f"\n\n#strong[{self.children(one)}];\n\n"

    write_summary = write_dt

    def write_dd(self, one: html.HtmlElement) -> str:
        return f"#pad(left: 2em)[{self.children(one)}];"

    def write_div(self, one: html.HtmlElement) -> str:
        style, inner = one.get("class"), self.children(one)
        if style == "findings":
            return f"#findings[{inner}];"
        if style == "nodata":
            return f"#no-data[{inner}];"
        return f"\n\n{inner}\n\n"

    def write_details(self, one: html.HtmlElement) -> str:
        return f"#boxed[{self.children(one)}];"

    def write_code(self, one: html.HtmlElement) -> str:
        return f"#raw({quoted(one.text_content())});"

    write_kbd = write_samp = write_code

    def write_pre(self, one: html.HtmlElement) -> str:
        kind = one.get("class", "output")
        label = one.findtext("strong") or ""
        lines = one.text_content().removeprefix(label).strip("\n").split("\n")
        parts = []
        for start in range(0, len(lines), BLOCK_LINES):
            text = quoted("\n".join(lines[start : start + BLOCK_LINES]))
            if kind in ("code", "language"):
                parts.append(f"#code({text}, {quoted(one.get('lang', ''))});")
            elif kind == "error":
                parts.append(f"#failure({text}, {quoted(label)});")
            else:
                parts.append(f"#output({text});")
        return "".join(parts)

    def write_blockquote(self, one: html.HtmlElement) -> str:
        return f"#quote(block: true)[{self.children(one)}];"

    def write_br(self, one: html.HtmlElement) -> str:
        return "#linebreak();"

    def write_hr(self, one: html.HtmlElement) -> str:
        return "#rule();"

    def write_a(self, one: html.HtmlElement) -> str:
        address, inner = one.get("href", ""), self.children(one)
        if not address or not one.text_content().strip():
            return inner
        to = quoted(address)
        if address.startswith("#"):
            to = f"label({quoted(address[1:])})"
        return f"#link({to})[{inner}];"

    def write_img(self, one: html.HtmlElement) -> str:
        wide = one.get("width", "")
        width = f"{min(0.75 * int(wide), PAGE_WIDTH):.0f}pt" if wide.isdecimal() else "auto"
        return f"#picture({self.image(one, width)});"

    def image(self, one: html.HtmlElement, width: str) -> str:
        picture = pictures.of_address(one.get("src", ""))
        self.pictures += 1
        name = f"picture-{self.pictures}.{pictures.SUFFIXES[picture.kind]}"
        (self.folder / name).write_bytes(self.drawable(picture))
        alt = quoted(self.printable(one.get("alt", "")))
        return f"image({quoted(name)}, alt: {alt}, width: {width})"

    def drawable(self, picture: Picture) -> bytes:
        """The bytes of a picture, the texts of a drawing with stand-ins for what no font has."""
        if picture.kind != pictures.SVG:
            return picture.data
        root = pictures.drawing(pictures.plain(picture).data)
        self.note(glyphs.replace(root, self.known))
        return etree.tostring(root)

    def write_span(self, one: html.HtmlElement) -> str:
        if "math" not in one.get("class", "").split():
            number = one.get("class") == "number" and one.getparent().tag == "b"
            return f"#number[{self.children(one)}];" if number else self.children(one)
        formula = formulas.formula(one)
        body = self.formulas.get(formula, formulas.NOTHING).typst
        if not body:
            return f"#raw({quoted(self.printable(formula.tex))});"
        alone, alt = _truth(formula.alone), quoted(formula.tex)
        return f"#math.equation(block: {alone}, alt: {alt}, ${body}$.body);"

    # exhibits

    def write_figure(self, figure: html.HtmlElement) -> str:
        written = self.exhibit(figure)
        if not figure.get("data-annex") or not self.document.whole:
            return written
        self.annex.append(written)
        line = self.words["in_annex"].format(label=figure.get("data-label"))
        return f"#notes-line[#link(label({quoted(figure.get('id'))}))[{words(line)}]];"

    def exhibit(self, figure: html.HtmlElement) -> str:
        title, subtitle = figure.find("figcaption/b"), figure.find("figcaption/span")
        caption = f"title: [{self.children(title)}], "
        if subtitle is not None:
            caption += f"subtitle: [{self.children(subtitle)}], "
        lines = [one for one in figure.iterfind("p") if one.get("class") in ("note", "source")]
        notes = "".join(map(self.element, lines))
        caption += f"notes: [{notes}], id: {quoted(figure.get('id'))}"
        table = figure.find("table")
        if table is not None:
            return self.table_exhibit(table, title, caption)
        drawings = {img.get("class", ""): img for img in figure.iterfind("p/img")}
        width, form = WIDTHS[figure.get("data-width")]
        img = drawings.get(form, drawings.get(""))
        if img is None:  # the picture could not be read; its description stands there
            return f"#chart({caption})[{self.children(figure.find('p'))}];"
        return f"#chart({caption}, {self.image(img, width)});"

    def table_exhibit(self, table: html.HtmlElement, title: html.HtmlElement, caption: str) -> str:
        size, pieces = fitted(tables.grid(table))
        low = _truth(sum(_height(piece, size) for piece in pieces) < WHOLE_TABLE)
        first = f"#table-exhibit({caption}, whole: {low})[#{self.grid(pieces[0], size)}"
        text = numbering.text_of(title)
        for index, piece in enumerate(pieces[1:], 2):
            part = words(self.words["part"].format(title=text, part=index))
            first += f"#continued[{part}];#{self.grid(piece, size)}"
        return f"{first}];"

    # tables

    def write_table(self, table: html.HtmlElement) -> str:
        size, pieces = fitted(tables.grid(table))
        caption = table.find("caption")
        title = ""
        if caption is not None:
            title = f"\n\n#strong[{self.children(caption)}];\n\n"
        return title + "".join(f"#plain-table[#{self.grid(one, size)}];" for one in pieces)

    def grid(self, grid: tables.Grid, size: float) -> str:
        columns = "".join(f"{one}, " for one in _column_widths(grid, size))
        head = "".join(self.cell(cell, grid) for row in grid.rows[: grid.head] for cell in row)
        body = "".join(self.cell(cell, grid) for row in grid.body for cell in row)
        header = when(head, f"table.header({head}),")
        return f"grid-table(({columns}), {size}pt, {grid.head}, {header}{body});"

    def cell(self, cell: tables.Cell, grid: tables.Grid) -> str:
        content = self.children(self.as_list(cell))
        if cell.header and cell.row >= grid.head:
            content = f"#strong[{content}]"
        spans = when(cell.colspan > 1, f", colspan: {cell.colspan}")
        spans += when(cell.rowspan > 1, f", rowspan: {cell.rowspan}")
        in_head = cell.colspan > 1 and cell.row < grid.head
        side = "center" if in_head else grid.alignment[cell.column]
        return f"table.cell(x: {cell.column}, y: {cell.row}, align: {side}{spans})[{content}],"

    def as_list(self, cell: tables.Cell) -> html.HtmlElement:
        """A cell; lines that all begin with a bullet are set as a list."""
        lines = cell.lines
        if len(lines) < 2 or not all(line.startswith("• ") for line in lines):
            return cell.element
        box, items = element("div"), element("ul")
        items.extend(element("li", line.removeprefix("• ")) for line in lines)
        box.append(items)
        return box


def _truth(value: bool) -> str:
    return str(value).lower()


def _column_widths(grid: tables.Grid, size: float) -> list[str]:
    """Widths of columns for Typst; of narrow tables ``auto``, as wide as their content."""
    room = PAGE_WIDTH / size - tables.PADDING * grid.columns
    widths = grid.easy_widths()
    if sum(widths) <= room and max(widths) <= 9:
        return ["auto"] * grid.columns
    return [f"{width + tables.PADDING:.2f}fr" for width in grid.shared_widths(room)]


def _height(grid: tables.Grid, size: float) -> float:
    """Roughly how high a table will be, in points."""
    room = PAGE_WIDTH / size - tables.PADDING * grid.columns
    easy = grid.easy_widths()
    widths = easy if sum(easy) <= room and max(easy) <= 9 else grid.shared_widths(room)
    height = 0.0
    for row in grid.rows:
        lines = [
            sum(max(1, math.ceil(tables.measure(line) / widths[c.column])) for line in c.lines)
            for c in row
        ]
        height += size * (1.0 + 1.35 * max(lines, default=1))
        if height > PAGE_HEIGHT:
            break
    return height


def fitted(grid: tables.Grid) -> tuple[float, list[tables.Grid]]:
    """The size of type, in points, at which a table fits the page; a table that fits at none is
    cut into several."""
    for size in SIZES:
        ease = 1.25 if size > 8 else 1.0
        if len(grid.pieces(PAGE_WIDTH / size / ease)) == 1:
            return size, [grid]
    return SIZES[-1], grid.pieces(PAGE_WIDTH / SIZES[-1])
