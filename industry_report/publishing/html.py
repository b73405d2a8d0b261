"""A document as one HTML file that asks nobody for anything: fonts, pictures, data, styles and script are inside."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import math
import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from html import escape
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import quote

import pygments
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from industry_report.data.errors import ReportError
from industry_report.publishing import glyphs
from industry_report.publishing.document import (
    WORDS,
    Chapter,
    Code,
    Document,
    Exhibit,
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
from industry_report.publishing.markup import VOID, Grid, Node, grid_of, markdown, text_of
from industry_report.publishing.maths import mathml

TEMPLATES = Path(__file__).parent / "templates"


def render(document: Document, links: Sequence[tuple[str, str]] = (), current: str = "") -> str:
    """The page.

    Args:
        document: one chapter or a whole report.
        links: (file name, label) of the pages and files that belong together, for the line at the top.
        current: the file name of this page among ``links``.
    """
    return _Page(document, links, current).html()


def front_page(title: str, subtitle: str, body: str) -> str:
    """A page of links in both languages around ``body``, which is HTML already."""
    content = dict.fromkeys(("byline", "siblings", "contents", "summary", "colophon"), "")
    content |= {
        "lang": "zh-CN",
        "code": "shown",
        "title": escape(title),
        "description": escape(subtitle),
        "skip": "跳到正文",
        "subtitle": f'<p class="subtitle" lang="en">{escape(subtitle)}</p>',
        "switches": f'<button type="button" id="theme-switch" aria-label="{WORDS["zh"]["theme"]}">◐</button>',
        "body": body,
        "css": _asset("page.css"),
        "script": _asset("page.js"),
        "script_hash": _script_hash(),
        "jsonld": "{}",
    }
    page = Template(_asset("page.html")).substitute(content)
    return page.replace("/*fonts*/", font_rules(page, {page}), 1)


def font_rules(page: str, bold: set[str]) -> str:
    """Font faces with the characters that a page shows; ``bold``: the texts that may stand in bold."""
    shown = glyphs.code_points([re.sub(r"<(style|script|svg)\b.*?</\1>", "", page, flags=re.S)])
    shown |= frozenset(range(0x20, 0x7F))
    heavy = (glyphs.code_points(bold) & shown) | frozenset(map(ord, "0123456789.%-− "))
    rules = [_face("Report", 400, glyphs.REGULAR, shown), _face("Report", 700, glyphs.BOLD, heavy)]
    symbols = frozenset(code for code in shown - glyphs.characters(glyphs.REGULAR) if code > 0x7E)
    if symbols & glyphs.characters(glyphs.mono()):
        rules.append(_face("Report Symbols", 400, glyphs.mono(), symbols))
    return "".join(rules)


class _Page:
    def __init__(self, document: Document, links: Sequence[tuple[str, str]], current: str) -> None:
        self.document, self.links, self.current = document, links, current
        self.words = document.words
        self.whole = len(document.chapters) > 1
        self.method_body = markdown(document.meta.method, author=True)
        self.formulas = mathml(formulas(document, self.method_body))
        self.anchors = {block.anchor for block in document.blocks() if isinstance(block, Heading)}
        self.bold: set[str] = {document.title, *(label for _, label in links)}
        self.regions: dict[str, int] = {}

    def html(self) -> str:
        words, meta = self.words, self.document.meta
        body = "".join(self.chapter(chapter) for chapter in self.document.chapters)
        content = {
            "lang": words["lang"],
            "title": escape(self.document.title),
            "description": escape(meta.subtitle or self.document.title),
            "subtitle": f'<p class="subtitle">{escape(meta.subtitle)}</p>' if meta.subtitle else "",
            "byline": self.byline(),
            "skip": words["skip"],
            "code": "shown" if self.document.foreign else "hidden",
            "switches": self.switches(),
            "siblings": self.siblings(),
            "contents": self.contents(),
            "summary": self.summary() if self.whole else "",
            "body": body + self.method() + self.sources(),
            "colophon": self.colophon(),
            "css": _asset("page.css"),
            "script": _asset("page.js"),
            "script_hash": _script_hash(),
            "jsonld": json.dumps(json_ld(self.document), ensure_ascii=False, indent=1).replace(
                "<", "\\u003c"
            ),
        }
        page = Template(_asset("page.html")).substitute(content)
        return page.replace("/*fonts*/", font_rules(page, self.bold), 1)

    def scroll(self, label: str, inside: str, extra: str = "") -> str:
        """What may be wider than the page, in a region that the keyboard can reach and that has a name of its own."""
        self.regions[label] = self.regions.get(label, 0) + 1
        name = f"{label} {self.regions[label]}" if self.regions[label] > 1 else label
        return f'<div class="scroll{extra}" role="region" tabindex="0" aria-label="{escape(name)}">{inside}</div>'

    # around the text

    def byline(self) -> str:
        meta = self.document.meta
        parts = [
            meta.region,
            f"{self.words['as_of']} {meta.as_of}" if meta.as_of else "",
            *meta.authors,
        ]
        text = self.words["between"].join(escape(part) for part in parts if part)
        return f'<p class="byline">{text}</p>' if text else ""

    def switches(self) -> str:
        has_code = any(isinstance(block, Code) for block in self.document.blocks())
        code = f'<button type="button" id="code-switch" aria-pressed="false">{self.words["show_code"]}</button>'
        theme = (
            f'<button type="button" id="theme-switch" aria-label="{self.words["theme"]}">◐</button>'
        )
        return (code if has_code else "") + theme

    def siblings(self) -> str:
        if not self.links:
            return ""
        items = []
        for name, label in self.links:
            current = ' aria-current="page"' if name == self.current else ""
            items.append(f'<li><a href="{escape(quote(name))}"{current}>{escape(label)}</a></li>')
        return f'<nav class="siblings" aria-label="{self.words["whole"]}"><ul>{"".join(items)}</ul></nav>'

    def contents(self) -> str:
        top = 1 if self.whole else 2
        entries = [
            block
            for block in self.document.blocks()
            if isinstance(block, Heading) and top <= block.level <= top + 1
        ]
        if len(entries) < 2:
            return ""
        items = "".join(
            f'<li class="l{block.level - top}">'
            f'<a href="#{escape(block.anchor)}">{escape(self.numbered(block))}</a></li>'
            for block in entries
        )
        label = self.words["contents"]
        self.bold.add(label)
        fold = f"<details open><summary>{label}</summary><ol>{items}</ol></details>"
        return f'<nav class="contents" aria-label="{label}">{fold}</nav>'

    def numbered(self, block: Heading) -> str:
        gap = " " if block.number and self.document.language == "en" else ""
        return f"{block.number}{gap}{block.text}"

    def summary(self) -> str:
        found = self.document.findings()
        if not found:
            return ""
        self.bold.add(self.words["summary"])
        parts = [
            f'<section class="summary" aria-labelledby="summary"><h2 id="summary">{self.words["summary"]}</h2>'
        ]
        for chapter, findings in found:
            self.bold.add(chapter.title)
            parts.append(
                f"<h3>{escape(chapter.title)}</h3>"
                + "".join(self.nodes(one.body.children) for one in findings)
            )
        return "".join(parts) + "</section>"

    def method(self) -> str:
        if not self.document.meta.method:
            return ""
        self.bold.add(self.words["method"])
        body = self.nodes(self.method_body.children)
        return (
            f'<section class="method"><h2 id="method">{self.words["method"]}</h2>{body}</section>'
        )

    def sources(self) -> str:
        if not self.document.meta.sources:
            return ""
        self.bold.add(self.words["sources"])
        items = []
        for source in self.document.meta.sources:
            title = escape(source.title)
            if re.match(r"https?://", source.url):
                title = f'<a href="{escape(source.url)}" rel="noreferrer">{title}</a>'
            facts = (
                ("", source.publisher),
                ("", source.published),
                (self.words["terms"], source.terms),
                (self.words["read"], source.access),
            )
            colon = "：" if self.document.language == "zh" else ": "
            stop = "；" if self.document.language == "zh" else "; "
            rest = stop.join(
                f"{label + colon if label else ''}{escape(fact)}" for label, fact in facts if fact
            )
            items.append(f"<li>{title}<br><small>{rest}</small></li>")
        return f'<section class="sources"><h2 id="sources">{self.words["sources"]}</h2><ol>{"".join(items)}</ol></section>'

    def colophon(self) -> str:
        rows = "".join(
            f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>"
            for name, value in colophon(self.document)
        )
        if not rows:
            return ""
        self.bold.add(self.words["colophon"])
        return f'<footer class="colophon"><h2>{self.words["colophon"]}</h2><dl>{rows}</dl></footer>'

    # blocks

    def chapter(self, chapter: Chapter) -> str:
        return "".join(self.block(block) for block in chapter.body(self.whole))

    def block(self, block: Any) -> str:
        match block:
            case Heading():
                return self.heading(block)
            case Findings():
                return f'<div class="findings">{self.nodes(block.body.children)}</div>'
            case Prose():
                return self.nodes(block.body.children)
            case NoData():
                text = self.words["no_data"] + self.words["joiner"].join(block.missing)
                return f'<p class="no-data">{escape(text)}</p>'
            case Figure():
                return self.figure(block)
            case Table():
                return self.table(block)
            case Picture():
                return f'<figure class="picture">{_picture(block.image)}</figure>'
            case Code():
                source = f"<pre><code>{_highlighted(block.text, block.language)}</code></pre>"
                label = self.words["code"]
                return f'<details class="code"><summary>{label}</summary>{self.scroll(label, source)}</details>'
            case Output():
                text = f"<strong>{self.words['error']}</strong>\n" if block.error else ""
                if block.error:
                    self.bold.add(self.words["error"])
                return self.scroll(
                    self.words["output"],
                    f"<pre>{text}{escape(block.text)}</pre>",
                    " error" * block.error,
                )
        raise TypeError(type(block).__name__)

    def heading(self, block: Heading) -> str:
        self.bold.add(block.number + block.text)
        level = min(block.level + (1 if self.whole else 0), 6)
        number = f'<span class="number">{escape(block.number)}</span>' if block.number else ""
        gap = " " if number and self.document.language == "en" else ""
        anchor_ = escape(block.anchor)
        return f'<h{level} id="{anchor_}">{number}{gap}{self.nodes(block.content)}</h{level}>'

    def figure(self, block: Figure) -> str:
        label = anchor(f"fig:{block.id}")
        return (
            f'<figure class="chart" id="{escape(label)}">{self.caption(block, "figure", block.subtitle)}'
            f"{chart(block.image, label)}{self.notes(block)}{self.data(block)}</figure>"
        )

    def caption(self, block: Exhibit, kind: str, subtitle: str = "") -> str:
        number = f"{self.words[kind]}{block.number}"
        self.bold |= {number, block.title}
        below = f'<span class="subtitle">{escape(subtitle)}</span>' if subtitle else ""
        return f'<figcaption><b><span class="number">{number}</span> {escape(block.title)}</b>{below}</figcaption>'

    def notes(self, block: Figure | Table) -> str:
        lines = [
            self.words[key] + escape(text)
            for key, text in (("note", block.note), ("source", block.source))
            if text
        ]
        return f'<p class="notes">{"<br>".join(lines)}</p>' if lines else ""

    def data(self, block: Exhibit) -> str:
        """The data behind an exhibit: a table behind a fold, and a file to save."""
        if not block.fields:
            return ""
        save = (
            f'<a class="save" download="{escape(block.id)}.csv" href="{csv_link(block.fields, block.records)}">'
            f"{self.words['save']}</a>"
        )
        if isinstance(block, Table):
            return f'<p class="data">{save}</p>'
        head = "".join(
            f'<th scope="col">{escape(name)}</th>' if name else "<td></td>" for name in block.fields
        )
        rows = "".join(
            "<tr>"
            + "".join(f"<td{_num(value)}>{escape(_printed(value))}</td>" for value in record)
            + "</tr>"
            for record in block.records
        )
        self.bold |= set(block.fields)
        label = (
            f"{self.words['data']}：{block.title}"
            if self.document.language == "zh"
            else f"Data: {block.title}"
        )
        table = self.scroll(
            label, f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        )
        return f'<details class="data"><summary>{self.words["data"]}</summary>{table}<p>{save}</p></details>'

    def table(self, block: Table) -> str:
        grid = self.grid(block.grid, block.title)
        return (
            f'<figure class="table" id="{escape(anchor(f"tbl:{block.id}"))}">{self.caption(block, "table")}'
            f"{grid}{self.notes(block)}{self.data(block)}</figure>"
        )

    def grid(self, grid: Grid, label: str = "") -> str:
        named = grid.row_headers
        parts = []
        for section, rows in (("thead", grid.head), ("tbody", grid.body)):
            if rows:
                lines = "".join(
                    "<tr>"
                    + "".join(self.cell(cell, grid, section, named) for cell in row)
                    + "</tr>"
                    for row in rows
                )
                parts.append(f"<{section}>{lines}</{section}>")
        return self.scroll(label or self.words["plain_table"], f"<table>{''.join(parts)}</table>")

    def cell(self, cell: Any, grid: Grid, section: str, named: int) -> str:
        spans = "".join(
            f' {name}="{value}"'
            for name, value in (("colspan", cell.colspan), ("rowspan", cell.rowspan))
            if value > 1
        )
        right = ' class="num"' if grid.align[cell.column] == "right" else ""
        content = self.nodes(cell.content)
        if not cell.text or not (cell.header or section == "thead"):
            return f"<td{right}{spans}>{content}</td>"
        self.bold.add(cell.text)
        scope = (
            ("colgroup" if cell.colspan > 1 else "col")
            if section == "thead"
            else ("rowgroup" if cell.rowspan > 1 else "row")
            if cell.column < max(named, 1)
            else "col"
        )
        return f'<th scope="{scope}"{right}{spans}>{content}</th>'

    # rich text

    def nodes(self, children: Sequence[Node | str], bold: bool = False) -> str:
        return "".join(self.node(child, bold) for child in children)

    def node(self, node: Node | str, bold: bool) -> str:
        if isinstance(node, str):
            if bold:
                self.bold.add(node)
            return escape(node, quote=False)
        tag = node.tag
        if tag == "table":
            return self.grid(grid_of(node))
        if tag == "tex":
            display = node.attrs.get("display") == "block"
            formula = self.formulas[(text_of(node), display)]
            return f'<span class="formula" tabindex="0">{formula}</span>' if display else formula
        if tag == "a":
            return self.link(node, bold)
        if tag == "pre":
            return self.scroll(self.words["code"], f"<pre>{self.nodes(node.children, bold)}</pre>")
        if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            return f"<p><strong>{self.nodes(node.children, True)}</strong></p>"
        attrs = "".join(f' {name}="{escape(value)}"' for name, value in node.attrs.items())
        if tag in VOID:
            if tag == "img" and "alt" not in node.attrs:
                attrs += ' alt=""'
            return f"<{tag}{attrs}>"
        return f"<{tag}{attrs}>{self.nodes(node.children, bold or tag in ('strong', 'b', 'th', 'dt'))}</{tag}>"

    def link(self, node: Node, bold: bool) -> str:
        text = self.nodes(node.children, bold)
        if "ref" in node.attrs:
            _, page, place = self.document.targets[node.attrs["ref"]]
            return f'<a class="ref" href="{escape(quote(page))}#{escape(place)}">{text}</a>'
        href = node.attrs.get("href", "")
        if href.startswith("#") and href[1:] not in self.anchors or not text.strip():
            return text
        return f'<a href="{escape(href)}" rel="noreferrer">{text}</a>'


# Pieces


def formulas(document: Document, method: Node) -> list[tuple[str, bool]]:
    """Every formula of a document: its TeX and whether it stands on a line of its own."""
    bodies: list[Node] = [block.body for block in document.blocks() if isinstance(block, Prose)]
    bodies += [
        Node("div", {}, block.content) for block in document.blocks() if isinstance(block, Heading)
    ]
    return [
        (text_of(node), node.attrs.get("display") == "block")
        for body in (*bodies, method)
        for node in body.walk()
        if node.tag == "tex"
    ]


@cache
def _asset(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _script_hash() -> str:
    return base64.b64encode(hashlib.sha256(_asset("page.js").encode()).digest()).decode()


def _face(family: str, weight: int, path: Path, wanted: frozenset[int]) -> str:
    font = base64.b64encode(glyphs.subset(path, wanted)).decode()
    return (
        f'@font-face{{font-family:"{family}";font-weight:{weight};font-display:block;'
        f'src:url(data:font/woff;base64,{font}) format("woff")}}'
    )


@lru_cache(maxsize=512)
def _highlighted(text: str, language: str) -> str:
    try:
        lexer = get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return escape(text)
    return pygments.highlight(text, lexer, HtmlFormatter(nowrap=True)).rstrip("\n")


def _cell(value: Any) -> str:
    return "" if value is None else str(value)


def _printed(value: Any) -> str:
    """A cell as it is read: of a number six digits and all before the point; the CSV beside it has them all."""
    if not isinstance(value, float) or not math.isfinite(value):
        return _cell(value)
    return (
        f"{value:.0f}"
        if abs(value) >= 1e5
        else f"{float(f'{value:.6g}'):.9f}".rstrip("0").rstrip(".")
    )


def _num(value: Any) -> str:
    return ' class="num"' if isinstance(value, (int, float)) else ""


_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def csv_text(fields: Sequence[str], records: Sequence[Sequence[Any]]) -> str:
    """Rows as CSV that no spreadsheet will calculate: a text that starts like a formula gets an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_inert(name) for name in fields])
    writer.writerows([_inert(value) for value in record] for record in records)
    return out.getvalue()


def _inert(value: Any) -> str:
    text = _cell(value)
    if text.lstrip(" ").startswith(_FORMULA) and not re.fullmatch(
        r"\s*[-+−]?\d[\d,]*(\.\d+)?\s*(%|pp)?", text
    ):
        return "'" + text
    return text


def csv_link(fields: Sequence[str], records: Sequence[Sequence[Any]]) -> str:
    """A data: address of the CSV, with the byte-order mark that Excel needs to see UTF-8."""
    return "data:text/csv;charset=utf-8," + quote("\ufeff" + csv_text(fields, records))


# Pictures

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_SHAPES = {
    "svg",
    "g",
    "path",
    "defs",
    "use",
    "clipPath",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "text",
    "tspan",
    "linearGradient",
    "radialGradient",
    "stop",
    "pattern",
    "marker",
    "mask",
    "symbol",
    "image",
}
_SVG_ATTRIBUTES = set(
    [
        "class",
        "clip-path",
        "clip-rule",
        "clipPathUnits",
        "color",
        "cx",
        "cy",
        "d",
        "dominant-baseline",
        "dx",
        "dy",
        "fill",
        "fill-opacity",
        "fill-rule",
        "font-family",
        "font-size",
        "font-style",
        "font-weight",
        "gradientTransform",
        "gradientUnits",
        "height",
        "id",
        "letter-spacing",
        "marker-end",
        "marker-mid",
        "marker-start",
        "markerHeight",
        "markerUnits",
        "markerWidth",
        "mask",
        "offset",
        "opacity",
        "orient",
        "patternTransform",
        "patternUnits",
        "patternContentUnits",
        "points",
        "preserveAspectRatio",
        "r",
        "refX",
        "refY",
        "rotate",
        "rx",
        "ry",
        "stop-color",
        "stop-opacity",
        "stroke",
        "stroke-dasharray",
        "stroke-dashoffset",
        "stroke-linecap",
        "stroke-linejoin",
        "stroke-miterlimit",
        "stroke-opacity",
        "stroke-width",
        "style",
        "text-anchor",
        "transform",
        "viewBox",
        "visibility",
        "width",
        "x",
        "x1",
        "x2",
        "y",
        "y1",
        "y2",
        "xml:space",
    ]
)
_STYLES = _SVG_ATTRIBUTES | {"font", "text-align", "mix-blend-mode", "display"}


def chart(image: Image, prefix: str) -> str:
    """A chart for a page: SVG put inline with ids of its own and nothing active, any other picture as an ``img``."""
    if image.kind != "image/svg+xml":
        return _picture(image)
    body, box = safe_svg(image.data, prefix)
    return (
        f'<div class="paper"><svg xmlns="{_SVG}" xmlns:xlink="{_XLINK}" role="img" aria-label="{escape(image.alt)}" '
        f'viewBox="{box}" style="stroke-linejoin:round;stroke-linecap:butt">{body}</svg></div>'
    )


def _picture(image: Image) -> str:
    data = base64.b64encode(image.data).decode()
    return f'<div class="paper"><img alt="{escape(image.alt)}" src="data:{image.kind};base64,{data}"></div>'


def standalone_svg(image: Image, prefix: str) -> bytes:
    """A chart as a cleaned SVG file of its own."""
    body, box = safe_svg(image.data, prefix)
    return (
        f'<svg xmlns="{_SVG}" xmlns:xlink="{_XLINK}" viewBox="{box}" style="stroke-linejoin:round;stroke-linecap:butt">'
        f"{body}</svg>"
    ).encode()


@lru_cache(maxsize=256)
def safe_svg(data: bytes, prefix: str) -> tuple[str, str]:
    """The inside of an SVG picture, cleaned, and its view box.

    Only shapes, text and embedded raster pictures stay; scripts, style sheets, event handlers, foreign objects and each
    reference that leaves the picture are dropped. Ids get a prefix, so that pictures on one page do not mix.

    Raises:
        ReportError: the picture is not well-formed SVG, or declares entities.
    """
    text = re.sub(rb"<!DOCTYPE[^\[>]*>", b"", data)
    if b"<!ENTITY" in text or b"<!DOCTYPE" in text:
        raise ReportError(f"picture {prefix!r}: an SVG may not declare entities")
    try:
        root = ET.fromstring(text)
    except ET.ParseError as error:
        raise ReportError(f"picture {prefix!r}: not well-formed SVG ({error})") from None
    if root.tag != f"{{{_SVG}}}svg":
        raise ReportError(f"picture {prefix!r}: expected an SVG, found <{root.tag}>")
    box = root.get("viewBox") or f"0 0 {_points(root.get('width'))} {_points(root.get('height'))}"
    if not re.fullmatch(r"\s*([-+\d.eE]+[\s,]+){3}[-+\d.eE]+\s*", box):
        raise ReportError(f"picture {prefix!r}: its viewBox is {box!r}; expected four numbers")
    out: list[str] = []
    for child in root:
        _write_svg(child, prefix, out)
    return "".join(out), box


def _points(length: str | None) -> str:
    match = re.match(r"[\d.]+", length or "")
    return match[0] if match else "100"


def _write_svg(element: ET.Element, prefix: str, out: list[str]) -> None:
    if not isinstance(element.tag, str) or not element.tag.startswith(f"{{{_SVG}}}"):
        return
    tag = element.tag[len(_SVG) + 2 :]
    if tag not in _SHAPES:
        return
    attributes = []
    for name, value in element.attrib.items():
        if name in (f"{{{_XLINK}}}href", "href"):
            value = value.strip()
            if value.startswith("#"):
                attributes.append(f'xlink:href="#{prefix}-{escape(value[1:])}"')
            elif tag == "image" and re.match(
                r"data:image/(png|jpeg);base64,[A-Za-z0-9+/=\s]+\Z", value
            ):
                attributes.append(f'xlink:href="{value}"')
        elif name == "id":
            attributes.append(f'id="{prefix}-{escape(value)}"')
        elif name == "style":
            attributes.append(f'style="{escape(_safe_style(value, prefix))}"')
        elif name in _SVG_ATTRIBUTES and name != "class":
            attributes.append(f'{name}="{escape(_local(value, prefix))}"')
    if tag == "image" and not any(one.startswith("xlink:href") for one in attributes):
        return
    out.append(f"<{tag} {' '.join(attributes)}".rstrip())
    if not len(element) and not (element.text or "").strip():
        out.append("/>")
        return
    out.append(">")
    if tag in ("text", "tspan"):
        out.append(escape(element.text or "", quote=False))
    for child in element:
        _write_svg(child, prefix, out)
        if tag in ("text", "tspan"):
            out.append(escape(child.tail or "", quote=False))
    out.append(f"</{tag}>")


def _safe_style(style: str, prefix: str) -> str:
    kept = []
    for declaration in style.split(";"):
        name, _, value = declaration.partition(":")
        if name.strip() in _STYLES and value:
            kept.append(f"{name.strip()}:{_local(value.strip(), prefix)}")
    return ";".join(kept)


def _local(value: str, prefix: str) -> str:
    """A value whose url() references lead to this picture's own ids, or nowhere."""
    if "url" not in value.lower() and "\\" not in value:
        return value
    match = re.fullmatch(r"\s*url\(\s*['\"]?#([^'\")\s]+)['\"]?\s*\)\s*", value)
    return f"url(#{prefix}-{match[1]})" if match else "none"


# What it was made from


def colophon(document: Document) -> list[tuple[str, str]]:
    """The provenance as readable lines: dotted name, value."""
    lines: list[tuple[str, str]] = []

    def add(name: str, value: Any) -> None:
        if isinstance(value, Mapping):
            for key, one in value.items():
                add(f"{name}.{key}" if name else str(key), one)
        elif isinstance(value, (list, tuple)):
            lines.append((name, ", ".join(map(str, value)) or "–"))
        else:
            lines.append((name, "–" if value in (None, "") else str(value)))

    add("", document.meta.provenance)
    return lines


def json_ld(document: Document) -> dict[str, Any]:
    """The same for machines: a schema.org Report, based on Datasets, generated by a PROV activity."""
    meta = document.meta
    sources = [
        {
            "@type": "Dataset",
            "name": one.title,
            "publisher": one.publisher,
            "datePublished": one.published,
            "license": one.terms,
        }
        | ({"url": one.url} if one.url else {})
        for one in meta.sources
    ]
    return {
        "@context": ["https://schema.org", {"prov": "http://www.w3.org/ns/prov#"}],
        "@type": ["Report", "prov:Entity"],
        "name": document.title,
        "inLanguage": document.words["lang"],
        **({"temporalCoverage": f"../{meta.as_of}"} if meta.as_of else {}),
        **({"spatialCoverage": meta.region} if meta.region else {}),
        **(
            {"author": [{"@type": "Organization", "name": name} for name in meta.authors]}
            if meta.authors
            else {}
        ),
        "isBasedOn": sources,
        "prov:wasGeneratedBy": {
            "@type": "prov:Activity",
            "additionalProperty": [
                {"@type": "PropertyValue", "name": name, "value": value}
                for name, value in colophon(document)
            ],
        },
    }
