"""A document for Word, written by pandoc: headings, native tables, pictures with alt text, Chinese fonts in the styles.

For people who must paste into a template of their own; the reference document is pandoc's, with our fonts and lines.
"""

from __future__ import annotations

import base64
import io
import os
import re
import subprocess
import tempfile
import zipfile
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

import pypandoc
import typst

from industry_report.data.errors import ReportError
from industry_report.publishing import pdf
from industry_report.publishing.document import (
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
)
from industry_report.publishing.html import colophon, formulas
from industry_report.publishing.markup import VOID, Cell, Grid, Node, grid_of, markdown, text_of
from industry_report.publishing.maths import mathml

EAST_ASIAN, LATIN = "Noto Sans SC", "Arial"
FALLBACK = "Microsoft YaHei"  # what Word takes where Noto Sans SC is not installed
_SECTION = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1247" w:bottom="1440" '
    'w:left="1247" w:header="851" w:footer="992" w:gutter="0"/></w:sectPr>'
)  # A4
_PNG_PIXELS_PER_INCH = 200
_TABLE_POINTS = 9  # size of type in tables and of the notes below them
_TABLE_EMS = (11906 - 2 * 1247) / 20 / _TABLE_POINTS  # what fits between the margins
_SMALL = f'<w:sz w:val="{2 * _TABLE_POINTS}" /><w:szCs w:val="{2 * _TABLE_POINTS}" />'
_EXHIBIT_STYLES = (
    '<w:style w:type="paragraph" w:customStyle="1" w:styleId="TableText"><w:name w:val="Table Text" />'
    f'<w:basedOn w:val="Compact" /><w:rPr>{_SMALL}</w:rPr></w:style>'
    '<w:style w:type="paragraph" w:customStyle="1" w:styleId="ExhibitNote"><w:name w:val="Exhibit Note" />'
    '<w:basedOn w:val="BodyText" /><w:pPr><w:spacing w:before="80" w:after="280" /></w:pPr>'
    f'<w:rPr><w:color w:val="52606D" />{_SMALL}</w:rPr></w:style>'
)


def render(document: Document, code: bool | None = None) -> bytes:
    """The .docx file; the same bytes for the same document.

    Args:
        document: one chapter or a whole report.
        code: write the code cells; None writes them for foreign notebooks only.

    Raises:
        ReportError: pandoc refuses the document.
    """
    page = _Page(document, document.foreign if code is None else code).html()
    with tempfile.TemporaryDirectory(prefix="report-") as folder:
        reference, result = Path(folder) / "reference.docx", Path(folder) / "report.docx"
        reference.write_bytes(reference_document())
        _pandoc(
            [
                "--from=html",
                "--to=docx",
                "--sandbox",
                "--quiet",
                f"--reference-doc={reference}",
                f"--output={result}",
            ],
            page.encode(),
        )
        return _settled(result.read_bytes(), f"{pdf.moment(document):%Y-%m-%dT%H:%M:%SZ}")


def _pandoc(arguments: Sequence[str], data: bytes) -> bytes:
    environment = os.environ | {"SOURCE_DATE_EPOCH": "0"}
    done = subprocess.run(
        [pypandoc.get_pandoc_path(), *arguments], input=data, capture_output=True, env=environment
    )
    if done.returncode:
        raise ReportError(
            f"pandoc cannot write the Word file: {done.stderr.decode(errors='replace').strip()}"
        )
    return done.stdout


def _settled(docx: bytes, when: str) -> bytes:
    """The same archive with one fixed time on every member, the document's date (pandoc's sandbox says 1970), and tables
    in their own type."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(docx)) as before,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            data = before.read(name)
            if name == "docProps/core.xml":
                data = re.sub(
                    rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>" + when.encode(), data
                )
            elif name == "word/document.xml":
                data = re.sub(
                    r"<w:tbl>.*?</w:tbl>", _in_table_type, data.decode(), flags=re.S
                ).encode()
            after.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


@lru_cache(maxsize=1)
def reference_document() -> bytes:
    """pandoc's own reference document with Chinese fonts in every style and ruled tables."""
    original = _pandoc(["--print-default-data-file", "reference.docx"], b"")
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(original)) as before,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            data = before.read(name)
            if name == "word/styles.xml":
                data = _styles(data.decode()).encode()
            elif name == "word/document.xml":
                data = re.sub(
                    r"<w:sectPr\s*/>|<w:sectPr\b[^>]*>.*?</w:sectPr>",
                    _SECTION,
                    data.decode(),
                    flags=re.S,
                ).encode()
            elif name == "word/fontTable.xml":
                data = _font_table(data.decode()).encode()
            after.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data)
    return out.getvalue()


def _in_table_type(table: re.Match[str]) -> str:
    """A table whose cells are set in the type of tables; pandoc gives them that of tight lists."""
    return table[0].replace('<w:pStyle w:val="Compact" />', '<w:pStyle w:val="TableText" />')


def _styles(xml: str) -> str:
    xml = xml.replace("</w:styles>", _EXHIBIT_STYLES + "</w:styles>")
    fonts = (
        f'<w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:eastAsia="{EAST_ASIAN}" w:cs="{LATIN}" />'
    )
    xml = re.sub(r"<w:rFonts [^>]*Theme[^>]*/>", fonts, xml)
    xml = re.sub(
        r'<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas"\s*/>',
        f'<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas" w:eastAsia="{EAST_ASIAN}" />',
        xml,
    )
    for style in (
        "ImageCaption",
        "TableCaption",
    ):  # a caption stands above its exhibit, upright, on the same page
        xml = re.sub(
            rf'(<w:style [^>]*w:styleId="{style}">.*?)(?:<w:pPr>(.*?)</w:pPr>|<w:pPr />)?'
            r"(\s*<w:rPr>.*?</w:rPr>|\s*<w:rPr />)?\s*</w:style>",
            lambda m: (
                f"{m[1]}<w:pPr><w:keepNext/>{(m[2] or '').replace('<w:keepNext />', '')}</w:pPr>"
                '<w:rPr><w:i w:val="0"/></w:rPr></w:style>'
            ),
            xml,
            count=1,
            flags=re.S,
        )
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="B5BEC9" />'
        for side in ("top", "bottom", "insideH")
    )
    return re.sub(
        r'(<w:style w:type="table"[^>]*w:styleId="Table">.*?<w:tblPr>)(.*?)(</w:tblPr>)',
        lambda m: m[1] + _with_borders(m[2], lines) + m[3],
        xml,
        count=1,
        flags=re.S,
    )


def _with_borders(properties: str, lines: str) -> str:
    """Table properties with borders in the place that the schema gives them: after the indent, before the margins."""
    at = properties.find("<w:tblCellMar>")
    at = len(properties) if at < 0 else at
    return f"{properties[:at]}<w:tblBorders>{lines}</w:tblBorders>{properties[at:]}"


def _font_table(xml: str) -> str:
    entry = (
        f'<w:font w:name="{EAST_ASIAN}"><w:altName w:val="{FALLBACK}"/><w:charset w:val="86"/>'
        '<w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font>'
    )
    return xml.replace("</w:fonts>", entry + "</w:fonts>")


class _Page:
    """The document as the plain HTML that pandoc reads."""

    def __init__(self, document: Document, code: bool) -> None:
        self.document, self.code, self.words = document, code, document.words
        self.whole = len(document.chapters) > 1
        self.method = markdown(document.meta.method, author=True)
        self.formulas = mathml(formulas(document, self.method))
        self.drawn = iter(
            _drawn(
                [
                    b.image
                    for b in document.blocks()
                    if isinstance(b, (Figure, Picture)) and _needs_drawing(b.image)
                ]
            )
        )

    def html(self) -> str:
        meta, words = self.document.meta, self.words
        head = [f"<title>{escape(self.document.title)}</title>"]
        head += [f'<meta name="author" content="{escape(author)}">' for author in meta.authors]
        head += (
            [f'<meta name="keywords" content="{escape(", ".join(meta.keywords))}">']
            if meta.keywords
            else []
        )
        line = " · ".join(
            one
            for one in (meta.region, f"{words['as_of']} {meta.as_of}" if meta.as_of else "")
            if one
        )
        parts = [self.styled("Subtitle", escape(text)) for text in (meta.subtitle, line) if text]
        parts += [self.summary()] if self.whole else []
        skip_title = not self.whole
        for block in self.document.blocks():
            if skip_title and isinstance(block, Heading) and block.level == 1:
                skip_title = False
                continue
            parts.append(self.block(block))
        parts += (
            [self.back(words["method"], self.nodes(self.method.children))] if meta.method else []
        )
        parts += [self.back(words["sources"], self.sources())] if meta.sources else []
        lines = colophon(self.document)
        rows = "".join(
            f"<tr><td>{escape(name)}</td><td>{escape(value)}</td></tr>" for name, value in lines
        )
        parts += (
            [self.back(words["colophon"], f"<table><tbody>{rows}</tbody></table>")] if lines else []
        )
        top = f'<!DOCTYPE html><html lang="{words["lang"]}"><head><meta charset="utf-8">{"".join(head)}</head>'
        return f"{top}<body>{''.join(parts)}</body></html>"

    def styled(self, style: str, content: str) -> str:
        return f'<div data-custom-style="{style}"><p>{content}</p></div>'

    def back(self, title: str, content: str) -> str:
        return f"<h1>{escape(title)}</h1>{content}"

    def summary(self) -> str:
        found = self.document.findings()
        parts = [
            f"<p><strong>{escape(chapter.title)}</strong></p>"
            + "".join(self.nodes(one.body.children) for one in blocks)
            for chapter, blocks in found
        ]
        return self.back(self.words["summary"], "".join(parts)) if found else ""

    def sources(self) -> str:
        items = []
        for source in self.document.meta.sources:
            title = escape(source.title)
            if re.match("https?://", source.url):
                title = f'<a href="{escape(source.url)}">{title}</a>'
            facts = " · ".join(
                escape(fact)
                for fact in (source.publisher, source.published, source.terms, source.access)
                if fact
            )
            items.append(f"<li><p>{title}<br>{facts}</p></li>")
        return f"<ol>{''.join(items)}</ol>"

    def block(self, block: Any) -> str:
        match block:
            case Heading():
                level = block.level if self.whole else max(block.level - 1, 1)
                gap = " " if block.number and self.document.language == "en" else ""
                text = f"{escape(block.number)}{gap}{self.nodes(block.content)}"
                return f'<h{level} id="{escape(block.anchor)}">{text}</h{level}>'
            case Findings():
                return f"<blockquote>{self.nodes(block.body.children)}</blockquote>"
            case Prose():
                return self.nodes(block.body.children)
            case NoData():
                return f"<p><em>{escape(self.words['no_data'] + self.words['joiner'].join(block.missing))}</em></p>"
            case Figure():
                subtitle = f"<br>{escape(block.subtitle)}" if block.subtitle else ""
                caption = f"<strong>{self.words['figure']}{block.number}　{escape(block.title)}</strong>{subtitle}"
                return (
                    f'<div id="fig-{escape(block.id)}">{self.styled("Image Caption", caption)}'
                    f"<p>{self.image(block.image)}</p>{self.notes(block)}</div>"
                )
            case Table():
                caption = (
                    f"<strong>{self.words['table']}{block.number}　{escape(block.title)}</strong>"
                )
                return (
                    f'<div id="tbl-{escape(block.id)}">{self.styled("Table Caption", caption)}'
                    f"{self.grids(block.grid)}{self.notes(block)}</div>"
                )
            case Picture():
                return f"<p>{self.image(block.image)}</p>"
            case Code():
                return f"<pre><code>{escape(block.text)}</code></pre>" if self.code else ""
            case Output():
                title = f"<p><strong>{self.words['error']}</strong></p>" if block.error else ""
                return f"{title}<pre>{escape(block.text)}</pre>"
        raise TypeError(type(block).__name__)

    def notes(self, block: Figure | Table) -> str:
        lines = [
            self.words[key] + escape(text)
            for key, text in (("note", block.note), ("source", block.source))
            if text
        ]
        return self.styled("Exhibit Note", "<br>".join(lines)) if lines else ""

    def image(self, image: Image) -> str:
        data, kind = (
            (next(self.drawn), "image/png") if _needs_drawing(image) else (image.data, image.kind)
        )
        return (
            f'<img alt="{escape(image.alt)}" src="data:{kind};base64,{base64.b64encode(data).decode()}" '
            f'style="width:{"16cm" if _needs_drawing(image) else "auto"}">'
        )

    def grids(self, grid: Grid) -> str:
        return "<p></p>".join(self.grid(piece) for piece in grid.pieces(_TABLE_EMS))

    def grid(self, grid: Grid) -> str:
        head = "".join(
            f"<tr>{''.join(self.cell(cell, grid, True) for cell in row)}</tr>" for row in grid.head
        )
        body = "".join(
            f"<tr>{''.join(self.cell(cell, grid, False) for cell in row)}</tr>" for row in grid.body
        )
        widths = [width + 1.2 for width in grid.shared_widths(_TABLE_EMS - 1.2 * grid.columns)]
        cols = "".join(f'<col style="width:{100 * width / sum(widths):.1f}%">' for width in widths)
        return f"<table><colgroup>{cols}</colgroup>{f'<thead>{head}</thead>' if head else ''}<tbody>{body}</tbody></table>"

    def cell(self, cell: Cell, grid: Grid, head: bool) -> str:
        tag = "th" if head else "td"
        spans = f' colspan="{cell.colspan}"' * (cell.colspan > 1) + f' rowspan="{cell.rowspan}"' * (
            cell.rowspan > 1
        )
        content = self.nodes(cell.content)
        if cell.header:
            content = f"<strong>{content}</strong>" if cell.text else content
        return f'<{tag}{spans} style="text-align:{grid.align[cell.column]}">{content}</{tag}>'

    def nodes(self, children: Sequence[Node | str]) -> str:
        return "".join(self.node(child) for child in children)

    def node(self, node: Node | str) -> str:
        if isinstance(node, str):
            return escape(node, quote=False)
        inner = self.nodes(node.children) if node.tag not in ("table", "tex") else ""
        match node.tag:
            case "table":
                return self.grids(grid_of(node))
            case "tex":
                return self.formulas[(text_of(node), node.attrs.get("display") == "block")]
            case "a" if "ref" in node.attrs:
                _, page, place = self.document.targets[node.attrs["ref"]]
                return inner if page else f'<a href="#{escape(place)}">{inner}</a>'
            case "a":
                href = node.attrs.get("href", "")
                return (
                    f'<a href="{escape(href)}">{inner}</a>'
                    if href and not href.startswith("#")
                    else inner
                )
            case "img":
                return f'<img alt="{escape(node.attrs.get("alt", ""))}" src="{escape(node.attrs["src"])}">'
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                return f"<p><strong>{inner}</strong></p>"
        attrs = (
            f' start="{escape(node.attrs["start"])}"'
            if node.attrs.get("start", "").isdigit()
            else ""
        )
        return (
            f"<{node.tag}{attrs}>"
            if node.tag in VOID
            else f"<{node.tag}{attrs}>{inner}</{node.tag}>"
        )


def _needs_drawing(image: Image) -> bool:
    return image.kind not in ("image/png", "image/jpeg")


def _drawn(images: Sequence[Image]) -> list[bytes]:
    """Pictures that Word cannot be trusted with (SVG, WebP, GIF) as PNG, drawn by Typst in one go."""
    if not images:
        return []
    with tempfile.TemporaryDirectory(prefix="report-") as folder:
        lines = ["#set page(width: 160mm, height: auto, margin: 0pt)"]
        for index, image in enumerate(images):
            data, suffix = image.data, image.kind.partition("/")[2].partition("+")[0]
            (Path(folder) / f"{index}.{suffix}").write_bytes(data)
            lines.append(f'#page(image("{index}.{suffix}", width: 100%))')
        main = Path(folder) / "main.typ"
        main.write_text("\n".join(lines), encoding="utf-8")
        try:
            pages = typst.Compiler(
                str(main),
                root=folder,
                font_paths=pdf.fonts(),
                ignore_system_fonts=True,
                package_path=folder,
                package_cache_path=folder,
            ).compile(format="png", ppi=_PNG_PIXELS_PER_INCH)
        except typst.TypstError as error:
            raise ReportError(f"a picture cannot be drawn for Word: {error.message}") from None
    return pages if isinstance(pages, list) else [pages]
