"""A document as PDF, set by Typst: cover, summary, contents, chapters, sources; tagged after PDF/UA-1.

Every word of the document reaches Typst as a quoted string, so nothing in it can be read as Typst code.
"""

from __future__ import annotations

import base64
import datetime
import json
import math
import re
import tempfile
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from industry_report.data.errors import ReportError
from industry_report.publishing import glyphs, maths
from industry_report.publishing.document import (
    Chapter,
    Code,
    Document,
    Figure,
    Findings,
    Heading,
    Image,
    NoData,
    Output,
    Picture,
    Prose,
    Table,
    anchor,
)
from industry_report.publishing.html import colophon, formulas, json_ld, standalone_svg
from industry_report.publishing.markup import (
    Cell,
    Grid,
    Node,
    grid_of,
    lines_of,
    markdown,
    measure,
    text_of,
)

TEMPLATE = Path(__file__).parent / "templates" / "report.typ"
PAGE_WIDTH = 453.0  # points between the margins of an A4 page
WHOLE_TABLE = 330.0  # points: a table that is lower than this is not broken over pages
TABLE_SIZES = (9.5, 9.0, 8.5, 8.0, 7.5)  # points, tried in this order
_SUFFIX = {
    "image/svg+xml": "svg",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
}


@lru_cache(maxsize=1)
def fonts() -> typst.Fonts:
    """The fonts that Typst may use: Noto Sans SC and the few that Typst brings for code and formulas."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(glyphs.FONTS)]
    )


def render(document: Document, code: bool | None = None) -> bytes:
    """The PDF file; the same bytes for the same document.

    Args:
        document: one chapter or a whole report. A whole report gets a cover and a summary.
        code: print the code cells; None prints them for foreign notebooks only.

    Raises:
        ReportError: Typst refuses the document; its message is passed on.
    """
    return compile_pages(
        _Typesetter(document, document.foreign if code is None else code), moment(document)
    )


def moment(document: Document) -> datetime.datetime:
    """The date that a document carries: its vantage point, so that it does not change from day to day."""
    match = re.match(r"(\d{4})(?:-(\d{2}))?", document.meta.as_of)
    year, month = (int(match[1]), int(match[2] or 1)) if match else (2000, 1)
    return datetime.datetime(year, month, 1, tzinfo=datetime.UTC)


def compile_pages(pages: _Typesetter, when: datetime.datetime) -> bytes:
    """Run Typst in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="report-") as folder:
        root = Path(folder)
        main = pages.source()
        for name, data in pages.files.items():
            (root / name).write_bytes(data)
        (root / "report.typ").write_bytes(TEMPLATE.read_bytes())
        (root / "main.typ").write_text(main, encoding="utf-8")
        try:
            return typst.Compiler(
                str(root / "main.typ"),
                root=folder,
                font_paths=fonts(),
                ignore_system_fonts=True,
                package_path=folder,
                package_cache_path=folder,
            ).compile(format="pdf", pdf_standards=["ua-1"], timestamp=when)
        except typst.TypstError as error:
            hints = "; ".join(error.hints or [])
            raise ReportError(
                f"{pages.document.title}: the PDF cannot be set: {error.message}"
                + (f" ({hints})" if hints else "")
            ) from None


def quoted(text: str) -> str:
    """A Typst string: the one way in which words enter the source."""
    return (
        '"'
        + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "")
        + '"'
    )


class _Typesetter:
    """Writes the Typst source of a document and collects the pictures that it needs."""

    def __init__(self, document: Document, code: bool) -> None:
        self.document, self.code = document, code
        self.words = document.words
        self.whole = len(document.chapters) > 1
        self.files: dict[str, bytes] = {}
        self.anchors = {block.anchor for block in document.blocks() if isinstance(block, Heading)}
        self.method_body = markdown(document.meta.method, author=True)
        self.formulas = maths.typst(formulas(document, self.method_body))

    def source(self) -> str:
        body = "\n".join(self.chapter(chapter) for chapter in self.document.chapters)
        headings = sum(isinstance(block, Heading) for block in self.document.blocks())
        meta, words = self.document.meta, self.words
        settings = {
            "title": self.document.title,
            "subtitle": meta.subtitle,
            "authors": list(meta.authors),
            "region": meta.region,
            "keywords": list(meta.keywords),
            "description": self.description(),
            "as-of": f"{words['as_of']} {meta.as_of}" if meta.as_of else "",
            "language": self.document.language,
            "whole": self.whole,
            "outline": self.whole or headings > 3,
            "page": words["page"],
            "contents": words["contents"],
            "summary-title": words["summary"],
        }
        when = moment(self.document)
        arguments = ", ".join(f"{name}: {_literal(value)}" for name, value in settings.items())
        date = f"datetime(year: {when.year}, month: {when.month}, day: 1)" if meta.as_of else "none"
        self.files["provenance.json"] = (
            json.dumps(json_ld(self.document), ensure_ascii=False, indent=1) + "\n"
        ).encode()
        attach = (
            '#pdf.attach("provenance.json", relationship: "data", mime-type: "application/ld+json", '
            f"description: {quoted(words['colophon'])})\n"
        )
        return (
            f'#import "report.typ": *\n#show: report.with({arguments}, date: {date}, summary: {self.summary()})\n'
            f"{attach if meta.provenance else ''}{body}\n{self.method()}{self.sources()}{self.colophon()}"
        )

    def description(self) -> str:
        flat = dict(colophon(self.document))
        return "; ".join(f"{name}={value}" for name, value in flat.items())[:1000]

    # parts around the chapters

    def summary(self) -> str:
        found = self.document.findings() if self.whole else []
        if not found:
            return "none"
        parts = [
            f"#summary-part([{_text(chapter.title)}])[{''.join(self.nodes(one.body.children) for one in findings)}]"
            for chapter, findings in found
        ]
        return f"[{''.join(parts)}]"

    def method(self) -> str:
        if not self.document.meta.method:
            return ""
        return f"#back-heading({quoted(self.words['method'])}, first: true)\n{self.nodes(self.method_body.children)}\n"

    def sources(self) -> str:
        if not self.document.meta.sources:
            return ""
        stop = "；" if self.document.language == "zh" else "; "
        colon = "：" if self.document.language == "zh" else ": "
        end = "。" if self.document.language == "zh" else ". "
        items = []
        for source in self.document.meta.sources:
            title = _text(source.title)
            if re.match(r"https?://", source.url):
                title = f"#link({quoted(source.url)})[{title}]"
            facts = [source.publisher, source.published]
            facts += [
                self.words[key] + colon + fact
                for key, fact in (("terms", source.terms), ("read", source.access))
                if fact
            ]
            items.append(
                f"[{title}#source-facts({quoted(end + stop.join(fact for fact in facts if fact))})]"
            )
        first = "false" if self.document.meta.method else "true"
        return f"#back-heading({quoted(self.words['sources'])}, first: {first})\n#source-list({', '.join(items)})\n"

    def colophon(self) -> str:
        lines = colophon(self.document)
        if not lines:
            return ""
        rows = ", ".join(f"({quoted(name)}, {quoted(value)})" for name, value in lines)
        return f"#colophon({quoted(self.words['colophon'])}, ({rows},))\n"

    # blocks

    def chapter(self, chapter: Chapter) -> str:
        parts = [self.block(block) for block in chapter.body(self.whole)]
        return "\n\n".join(part for part in parts if part)

    def block(self, block: Any) -> str:
        match block:
            case Heading():
                level = block.level if self.whole else max(block.level - 1, 1)
                gap = " " if block.number and self.document.language == "en" else ""
                number = _text(block.number + gap) if block.number else ""
                label = quoted("sec-" + block.anchor)
                return f"#[#heading(level: {level})[{number}{self.nodes(block.content)}]#label({label})]"
            case Findings():
                return f"#findings[{self.nodes(block.body.children)}]"
            case Prose():
                return self.nodes(block.body.children)
            case NoData():
                return f"#no-data[{_text(self.words['no_data'] + self.words['joiner'].join(block.missing))}]"
            case Figure():
                label = anchor(f"fig:{block.id}")
                return (
                    f"#chart(id: {quoted(label)}, number: {quoted(self.words['figure'] + str(block.number))}, "
                    f"title: {quoted(block.title)}, subtitle: {quoted(block.subtitle)}, notes: {self.notes(block)}, "
                    f"{self.image(block.image, label, '100%')})"
                )
            case Table():
                return self.table(block)
            case Picture():
                return f"#picture({self.image(block.image, f'picture-{len(self.files)}')})"
            case Code():
                return f"#code({quoted(block.text)}, {quoted(block.language)})" if self.code else ""
            case Output():
                kind = "failure" if block.error else "output"
                return f"#{kind}({quoted(block.text)}{', ' + quoted(self.words['error']) if block.error else ''})"
        raise TypeError(type(block).__name__)

    def notes(self, block: Figure | Table) -> str:
        lines = [
            self.words[key] + text
            for key, text in (("note", block.note), ("source", block.source))
            if text
        ]
        return f"({''.join(quoted(line) + ', ' for line in lines)})"

    def image(self, image: Image, name: str, width: str = "auto") -> str:
        data = image.data
        if image.kind == "image/svg+xml" and width != "auto":
            data = standalone_svg(image, name)
        file = f"{re.sub(r'[^A-Za-z0-9_-]', '-', name)}-{len(self.files)}.{_SUFFIX[image.kind]}"
        self.files[file] = data
        return f"image({quoted(file)}, alt: {quoted(image.alt)}, width: {width})"

    def table(self, block: Table) -> str:
        size, pieces = fitted(block.grid)
        label = anchor(f"tbl:{block.id}")
        number = self.words["table"] + str(block.number)
        parts = []
        for index, piece in enumerate(pieces, 1):
            title = block.title + (self.words["part"].format(part=index) if index > 1 else "")
            last = index == len(pieces)
            parts.append(
                f"#table-exhibit(id: {quoted(label if index == 1 else f'{label}-{index}')}, number: {quoted(number)}, "
                f"title: {quoted(title)}, notes: {self.notes(block) if last else '()'}, "
                f"whole: {_literal(_height(piece, size) < WHOLE_TABLE)}, {self.grid(piece, size)})"
            )
        return "\n\n".join(parts)

    def grid(self, grid: Grid, size: float) -> str:
        columns = ", ".join(
            "auto" if width is None else f"{width:.2f}fr" for width in _columns(grid, size)
        )
        head = "".join(self.cell(cell, grid) for row in grid.head for cell in row)
        body = "".join(self.cell(cell, grid) for row in grid.body for cell in row)
        header = f"table.header({head})," if head else ""
        return f"grid-table(({columns},), {size}pt, {len(grid.head)}, {header}{body})"

    def cell(self, cell: Cell, grid: Grid) -> str:
        lines = lines_of(cell.content)
        if len(lines) > 1 and all(line.startswith("• ") for line in lines):
            items = ", ".join(f"[{_text(line.removeprefix('• '))}]" for line in lines)
            content = f"#list(indent: 0pt, body-indent: 0.4em, spacing: 0.55em, {items});"
        else:
            content = self.nodes(cell.content)
        if cell.header and cell.row >= len(grid.head):
            content = f"#strong[{content}]"
        spans = f", colspan: {cell.colspan}" * (cell.colspan > 1) + f", rowspan: {cell.rowspan}" * (
            cell.rowspan > 1
        )
        side = (
            "center" if cell.colspan > 1 and cell.row < len(grid.head) else grid.align[cell.column]
        )
        return f"table.cell(x: {cell.column}, y: {cell.row}, align: {side}{spans})[{content}],"

    # rich text

    def nodes(self, children: Sequence[Node | str]) -> str:
        return "".join(self.node(child) for child in children)

    def node(self, node: Node | str) -> str:
        if isinstance(node, str):
            return _text(node)
        inner = self.nodes
        match node.tag:
            case "p" | "div" | "dt" | "dd":
                return f"\n\n{inner(node.children)}\n\n"
            case "ul" | "ol":
                items = [
                    child
                    for child in node.children
                    if isinstance(child, Node) and child.tag == "li"
                ]
                start = node.attrs.get("start", "")
                name = (
                    f"enum.with(start: {start})"
                    if start.isdigit()
                    else {"ul": "list", "ol": "enum"}[node.tag]
                )
                return (
                    f"#{name}({', '.join(f'[{inner(item.children)}]' for item in items)});"
                    if items
                    else ""
                )
            case "strong" | "b":
                return f"#strong[{inner(node.children)}];"
            case "em" | "i":
                return f"#emph[{inner(node.children)}];"
            case "code" | "kbd":
                return f"#raw({quoted(text_of(node))});"
            case "pre":
                return f"#output({quoted(text_of(node).rstrip())});"
            case "sub" | "sup" as tag:
                return f"#{'super' if tag == 'sup' else 'sub'}[{inner(node.children)}];"
            case "del" | "s":
                return f"#strike[{inner(node.children)}];"
            case "u":
                return f"#underline[{inner(node.children)}];"
            case "blockquote":
                return f"#quote(block: true)[{inner(node.children)}];"
            case "br":
                return "#linebreak();"
            case "hr":
                return "#rule();"
            case "a":
                return self.link(node)
            case "img":
                return self.picture(node)
            case "tex":
                return self.formula(node)
            case "table":
                size, pieces = fitted(grid_of(node))
                return "\n\n".join(f"#plain-table({self.grid(piece, size)});" for piece in pieces)
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                return f"\n\n#strong[{inner(node.children)}];\n\n"
        return inner(node.children)

    def link(self, node: Node) -> str:
        text = self.nodes(node.children)
        if "ref" in node.attrs:
            _, page, place = self.document.targets[node.attrs["ref"]]
            return text if page else f"#link(label({quoted(place)}))[{text}];"
        href = node.attrs.get("href", "")
        if href.startswith("#"):
            return (
                f"#link(label({quoted('sec-' + href[1:])}))[{text}];"
                if href[1:] in self.anchors
                else text
            )
        return f"#link({quoted(href)})[{text}];" if href and text_of(node).strip() else text

    def picture(self, node: Node) -> str:
        kind, _, data = node.attrs["src"].removeprefix("data:").partition(";base64,")
        image = Image(kind=kind, data=base64.b64decode(data), alt=node.attrs.get("alt") or "–")
        return f"#picture({self.image(image, f'picture-{len(self.files)}')});"

    def formula(self, node: Node) -> str:
        tex, display = text_of(node), node.attrs.get("display") == "block"
        body = self.formulas[(tex, display)]
        if not body:
            return f"#raw({quoted(tex)});"
        return f"#math.equation(block: {'true' if display else 'false'}, alt: {quoted(tex)}, ${body}$.body);"


def _columns(grid: Grid, size: float) -> list[float | None]:
    """Widths of the columns in ems, padding included; None for columns that are as wide as their content."""
    widths = grid.widths()
    room = PAGE_WIDTH / size - 1.2 * grid.columns
    if sum(widths) <= room and max(widths) <= 9:
        return [None] * grid.columns
    return [width + 1.2 for width in grid.shared_widths(room)]


def _height(grid: Grid, size: float) -> float:
    """Roughly how high a table will be, in points."""
    widths = _columns(grid, size)
    height = 0.0
    for row in grid.head + grid.body:
        lines = [
            sum(
                max(1, math.ceil(measure(line) / max((widths[cell.column] or 99) - 1.2, 1)))
                for line in lines
            )
            for cell, lines in ((cell, lines_of(cell.content)) for cell in row)
        ]
        height += size * (1.0 + 1.35 * max(lines, default=1))
    return height


def fitted(grid: Grid) -> tuple[float, list[Grid]]:
    """The size of type, in points, at which a table fits the page; a table that fits at none is cut into several."""
    for size in TABLE_SIZES:
        ease = 1.25 if size > 8 else 1.0
        if len(grid.pieces(PAGE_WIDTH / size / ease)) == 1:
            return size, [grid]
    return TABLE_SIZES[-1], grid.pieces(PAGE_WIDTH / TABLE_SIZES[-1])


def _text(text: str) -> str:
    return f"#{quoted(text)};" if text else ""


def _literal(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"({''.join(quoted(str(one)) + ', ' for one in value)})"
    return quoted(str(value))
