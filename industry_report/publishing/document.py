"""Executed notebooks as one document: blocks in reading order, in one language, numbered and cross-referenced.

The renderers (``html``, ``pdf``, ``docx``) know these blocks and nothing of notebooks. A block that came out of a
report notebook is recognised by its ``industry_report`` metadata; everything else is read as any notebook's output.
"""

from __future__ import annotations

import ast
import base64
import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from industry_report.data.errors import ReportError, nearest
from industry_report.publishing import glyphs
from industry_report.publishing.markup import (
    Grid,
    Node,
    grid_of,
    is_empty,
    markdown,
    sanitised,
    text_of,
    visible,
)

# Words that documents are made with, by language.
WORDS = {
    "zh": {
        "lang": "zh-CN",
        "figure": "图",
        "table": "表",
        "source": "资料来源：",
        "note": "注：",
        "contents": "目录",
        "summary": "摘要",
        "findings": "主要发现",
        "code": "代码",
        "show_code": "显示代码",
        "data": "数据表",
        "save": "下载 CSV",
        "theme": "切换深色或浅色",
        "skip": "跳到正文",
        "sources": "资料来源",
        "method": "方法说明",
        "colophon": "本报告由何而来",
        "no_data": "无数据：",
        "joiner": "；",
        "as_of": "数据截至",
        "error": "出错：",
        "whole": "完整报告",
        "unnamed": "单元 {cell} 的图（原作者未写说明）",
        "read": "获取方式",
        "cannot": "此处的输出（{kind}）无法印出。",
        "output": "输出",
        "terms": "使用条件",
        "page": "第 {page} 页　共 {pages} 页",
        "part": "（续 {part}）",
        "between": " · ",
        "plain_table": "表格",
    },
    "en": {
        "lang": "en",
        "figure": "Figure ",
        "table": "Table ",
        "source": "Source: ",
        "note": "Note: ",
        "contents": "Contents",
        "summary": "Summary",
        "findings": "Main findings",
        "code": "Code",
        "show_code": "Show code",
        "data": "Data table",
        "save": "Save CSV",
        "theme": "Switch between dark and light",
        "skip": "Skip to the text",
        "sources": "Sources",
        "method": "Method",
        "colophon": "What this report was made from",
        "no_data": "No data: ",
        "joiner": "; ",
        "as_of": "Data as of",
        "error": "Error: ",
        "whole": "Whole report",
        "unnamed": "Picture of cell {cell} (its author gave no description)",
        "read": "Read through",
        "cannot": "An output of type {kind} cannot be printed here.",
        "output": "Output",
        "terms": "Terms",
        "page": "Page {page} of {pages}",
        "part": " (part {part})",
        "between": " | ",
        "plain_table": "Table",
    },
}


@dataclass(frozen=True, kw_only=True)
class Block:
    """Something that a document shows. ``place`` says where it came from ("01_situation.ipynb, cell 3")."""

    place: str = ""


@dataclass(frozen=True, kw_only=True)
class Heading(Block):
    """A heading: ``level`` 1 is the title of a notebook; ``number`` ("2.1", "一、") is "" where there is none."""

    level: int
    content: tuple[Node | str, ...]
    anchor: str = ""
    number: str = ""

    @property
    def text(self) -> str:
        return " ".join(text_of(self.content).split())


@dataclass(frozen=True, kw_only=True)
class Prose(Block):
    """Running text: a ``div`` of paragraphs, lists, tables."""

    body: Node


@dataclass(frozen=True, kw_only=True)
class Findings(Prose):
    """What a chapter found, as a list."""


@dataclass(frozen=True, kw_only=True)
class NoData(Block):
    """What the data cannot answer: the labels of the missing quantities."""

    missing: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Image:
    """A picture: SVG text or the bytes of a PNG, JPEG, GIF or WebP file."""

    kind: str
    data: bytes
    alt: str


@dataclass(frozen=True, kw_only=True)
class Exhibit(Block):
    """What figures and tables have in common. ``fields`` and ``records`` are the data behind it."""

    id: str
    title: str
    note: str = ""
    source: str = ""
    number: int = 0
    fields: tuple[str, ...] = ()
    records: tuple[tuple[Any, ...], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Figure(Exhibit):
    """A chart of the report, complete: message title, subtitle, picture with alt text, note, source, plotted data."""

    subtitle: str = ""
    image: Image


@dataclass(frozen=True, kw_only=True)
class Table(Exhibit):
    """A table of the report."""

    grid: Grid


@dataclass(frozen=True, kw_only=True)
class Picture(Block):
    """A picture of a foreign notebook."""

    image: Image


@dataclass(frozen=True, kw_only=True)
class Code(Block):
    """The source of a code cell."""

    text: str
    language: str = "python"


@dataclass(frozen=True, kw_only=True)
class Output(Block):
    """Printed text, or the traceback of a failed cell."""

    text: str
    error: bool = False


@dataclass(frozen=True)
class Chapter:
    """One notebook: its name (without ".ipynb"), its title, its blocks."""

    name: str
    title: str
    blocks: tuple[Block, ...]
    own_title: bool = True

    def body(self, whole: bool) -> Iterator[Block]:
        """The blocks to print: in a document of one chapter its first title stands on the cover already."""
        title = (
            None
            if whole
            else next(
                (one for one in self.blocks if isinstance(one, Heading) and one.level == 1), None
            )
        )
        return (block for block in self.blocks if block is not title)


@dataclass(frozen=True)
class Source:
    """An entry of the list of sources at the end of a document. ``url`` is the official address, or ""."""

    title: str
    publisher: str = ""
    published: str = ""
    terms: str = ""
    access: str = ""
    url: str = ""


@dataclass(frozen=True)
class Meta:
    """What a document says about itself.

    Attributes:
        title, subtitle: of the whole document.
        authors: who signs it.
        region: the name of the region, in the document's language.
        as_of: "2022-08", or "" when the document has no vantage point; it is also the document's date.
        method: Markdown printed as the method section, or "".
        sources: the sources that the document used, printed at the end; only their addresses become links.
        provenance: what the document was made from: parameters, hashes, versions. Printed and embedded as JSON-LD.
        keywords: for the properties of the files.
    """

    title: str = ""
    subtitle: str = ""
    authors: tuple[str, ...] = ()
    region: str = ""
    as_of: str = ""
    method: str = ""
    sources: tuple[Source, ...] = ()
    provenance: Mapping[str, Any] = field(default_factory=dict)
    keywords: tuple[str, ...] = ()

    @classmethod
    def of(cls, values: Mapping[str, Any] | Meta | None) -> Meta:
        """Meta from a plain mapping; sources may be mappings too. Raises ReportError for an unknown name."""
        if values is None or isinstance(values, Meta):
            return values or cls()
        known = cls.__dataclass_fields__
        for name in values:
            if name not in known:
                raise ReportError(
                    f"unknown document property {name!r}; nearest: {nearest(name, known) or 'none'}"
                )
        values = dict(values)
        values["sources"] = tuple(_source(one) for one in values.get("sources", ()))
        values["authors"] = tuple(values.get("authors", ()))
        values["keywords"] = tuple(values.get("keywords", ()))
        return cls(**values)


def _source(one: Source | Mapping[str, Any]) -> Source:
    if isinstance(one, Source):
        return one
    return Source(**{name: str(one.get(name) or "") for name in Source.__dataclass_fields__})


@dataclass(frozen=True)
class Document:
    """Chapters in one language, numbered, with everything that stands before and after them.

    Attributes:
        language: "zh" or "en".
        chapters: the notebooks.
        meta: title, sources, provenance.
        targets: reference ("fig:growth", "tbl:claims") → (label "图3", file name or "" for this document, anchor).
        foreign: True for notebooks that are not of this project.
    """

    language: str
    chapters: tuple[Chapter, ...]
    meta: Meta
    targets: Mapping[str, tuple[str, str, str]]
    foreign: bool = False

    @property
    def title(self) -> str:
        return self.meta.title or (self.chapters[0].title if self.chapters else "")

    @property
    def words(self) -> dict[str, str]:
        return WORDS[self.language]

    def blocks(self) -> Iterator[Block]:
        """Every block of every chapter."""
        for chapter in self.chapters:
            yield from chapter.blocks

    def findings(self) -> list[tuple[Chapter, list[Findings]]]:
        """The findings of each chapter that has some."""
        found = [
            (one, [block for block in one.blocks if isinstance(block, Findings)])
            for one in self.chapters
        ]
        return [(chapter, blocks) for chapter, blocks in found if blocks]


def anchor(reference: str) -> str:
    """The anchor of a figure or table: "fig:growth" → "fig-growth"."""
    return reference.replace(":", "-", 1)


# Reading one notebook


def language_of(notebook: NotebookNode) -> str:
    """The language of an executed notebook: its ``language`` parameter, else Chinese if its text is mostly Chinese."""
    given = notebook.metadata.get("papermill", {}).get("parameters", {}).get("language")
    if given in WORDS:
        return given
    for cell in notebook.cells:
        if cell.cell_type == "code" and "parameters" in cell.metadata.get("tags", []):
            given = _assigned(cell.source, "language")
            if given in WORDS:
                return given
    text = "".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    return (
        "zh"
        if len(re.findall(r"[\u4e00-\u9fff]", text)) > len(re.findall(r"[A-Za-z]+", text))
        else "en"
    )


def _assigned(source: str, name: str) -> Any:
    try:
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, (ast.Assign, ast.AnnAssign)):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                if any(isinstance(target, ast.Name) and target.id == name for target in targets):
                    return ast.literal_eval(node.value)
    except (SyntaxError, ValueError, TypeError):
        pass
    return None


def is_foreign(notebook: NotebookNode) -> bool:
    """True when no output of a notebook is one of the report's."""
    return not any(
        "industry_report" in output.get("metadata", {}) for _, output in _outputs(notebook)
    )


def first_error(notebook: NotebookNode) -> tuple[int, str] | None:
    """The first failed cell: its number and "NameError: …", or None."""
    for number, output in _outputs(notebook):
        if output.output_type == "error":
            return number, visible(f"{output.get('ename', '')}: {output.get('evalue', '')}")
    return None


def _outputs(notebook: NotebookNode) -> Iterator[tuple[int, NotebookNode]]:
    for number, cell in enumerate(notebook.cells, 1):
        for output in cell.get("outputs", []):
            yield number, output


def read(
    notebook: NotebookNode,
    name: str,
    language: str,
    links: Collection[str] = (),
    folder: Path | None = None,
) -> Chapter:
    """Read one executed notebook.

    Args:
        notebook: the notebook with its outputs.
        name: what to call it in messages and file names, without ".ipynb".
        language: cells tagged with the other language are left out.
        links: the link targets that text made from data may have.
        folder: where Markdown pictures with a relative address are looked for; None leaves them out.

    Raises:
        ReportError: a figure without alt text, a malformed picture, a character that no font has; with the cell.
    """
    reader = _Reader(name, language, frozenset(links), folder, notebook.metadata)
    blocks: list[Block] = []
    for number, cell in enumerate(notebook.cells, 1):
        tags = set(cell.metadata.get("tags", []))
        if tags & (set(WORDS) - {language}):
            continue
        blocks += reader.cell(cell, number)
    blocks = _merged(blocks)
    for block in blocks:
        glyphs.check(_shown(block), block.place)
    heading = next(
        (block for block in blocks if isinstance(block, Heading) and block.level == 1), None
    )
    title = heading.text if heading else str(notebook.metadata.get("title") or name)
    glyphs.check(title, f"{name}, title")
    return Chapter(name, visible(title), tuple(blocks), own_title=heading is not None)


class _Reader:
    def __init__(
        self,
        name: str,
        language: str,
        links: frozenset[str],
        folder: Path | None,
        metadata: Mapping,
    ) -> None:
        self.name, self.links, self.folder = name, links, folder
        self.words = WORDS[language]
        self.code_language = metadata.get("language_info", {}).get("name", "python")
        self.place, self.number = "", 0

    def cell(self, cell: NotebookNode, number: int) -> list[Block]:
        self.place, self.number = f"{self.name}, cell {number}", number
        if cell.cell_type == "markdown":
            pictures = {
                f"attachment:{key}": _data_url(bundle)
                for key, bundle in cell.get("attachments", {}).items()
            }
            pictures |= self._beside(cell.source)
            return self._split(markdown(cell.source, author=True, pictures=pictures))
        if cell.cell_type == "raw":
            return (
                [Output(place=self.place, text=visible(cell.source))] if cell.source.strip() else []
            )
        blocks: list[Block] = []
        if cell.source.strip():
            blocks.append(
                Code(place=self.place, text=visible(cell.source), language=self.code_language)
            )
        for output in _joined_streams(cell.get("outputs", [])):
            blocks += self._output(output)
        return blocks

    def _beside(self, source: str) -> dict[str, str]:
        """Pictures that a Markdown cell shows from the notebook's own folder, as data URLs."""
        found: dict[str, str] = {}
        if self.folder is None:
            return found
        root = self.folder.resolve()
        for address in re.findall(r"!\[[^\]]*\]\(([^)\s]+)|<img[^>]+src=[\"']([^\"']+)", source):
            address = address[0] or address[1]
            path = (root / address).resolve() if not re.match(r"[a-z]+:|/", address, re.I) else None
            kind = _KINDS.get(path.suffix.lower()) if path else None
            if kind and path.is_relative_to(root) and path.is_file():
                found[address] = (
                    f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"
                )
        return found

    def _split(self, body: Node) -> list[Block]:
        """Headings as blocks of their own, what stands between them as prose."""
        blocks: list[Block] = []
        run: list[Node | str] = []

        def close() -> None:
            prose = Node("div", {}, tuple(run))
            if run and not is_empty(prose):
                blocks.append(Prose(place=self.place, body=prose))
            run.clear()

        for child in body.children:
            if isinstance(child, Node) and re.fullmatch("h[1-6]", child.tag):
                close()
                if text_of(child).strip():
                    blocks.append(
                        Heading(place=self.place, level=int(child.tag[1]), content=child.children)
                    )
            else:
                run.append(child)
        close()
        return blocks

    def _output(self, output: NotebookNode) -> list[Block]:
        if output.output_type == "stream":
            text = visible(_overwritten(_text(output.text))).rstrip()
            return [Output(place=self.place, text=text)] if text else []
        if output.output_type == "error":
            trace = visible("\n".join(output.get("traceback", []))).strip()
            return [
                Output(
                    place=self.place,
                    text=trace or f"{output.get('ename')}: {output.get('evalue')}",
                    error=True,
                )
            ]
        if output.output_type not in ("display_data", "execute_result"):
            return [self._cannot(str(output.output_type))]
        metadata = output.get("metadata", {})
        published, mark = metadata.get("publisher", {}), metadata.get("industry_report")
        if published.get("kind") == "caption":
            return []  # the words of the figure that follows, which carries them itself
        if isinstance(mark, Mapping):
            return self._own(published | mark, output.data)
        return self._foreign(output.data, metadata)

    def _cannot(self, kind: str) -> Block:
        text = self.words["cannot"].format(kind=visible(kind))
        return Prose(place=self.place, body=Node("div", {}, (Node("p", {}, (text,)),)))

    # the report's own outputs

    def _own(self, mark: Mapping, data: Mapping) -> list[Block]:
        kind = mark.get("kind")
        if kind == "nodata":
            missing = tuple(visible(str(label)) for label in mark.get("missing", []))
            if not missing:
                missing = (visible(_text(data.get("text/plain", ""))).strip("* ") or "–",)
            return [NoData(place=self.place, missing=missing)]
        if kind in ("text", "findings"):
            blocks = self._split(markdown(_text(data["text/markdown"]), links=self.links))
            if kind == "findings":
                blocks = [
                    Findings(place=b.place, body=b.body) if type(b) is Prose else b for b in blocks
                ]
            return blocks
        if kind == "figure":
            return [self._figure(mark, data)]
        if kind == "table":
            return [self._table(mark, data)]
        raise ReportError(
            f"{self.place}: unknown kind of output {kind!r}; expected text, findings, nodata, figure or table"
        )

    def _exhibit(self, mark: Mapping, data: Mapping) -> dict[str, Any]:
        for name in ("id", "title"):
            if not str(mark.get(name) or "").strip():
                raise ReportError(
                    f"{self.place}: a {mark['kind']} without {name}; every exhibit needs one"
                )
        resource = data.get("application/vnd.dataresource+json") or {}
        schema = resource.get("schema", {}).get("fields", [])
        names = [one["name"] for one in schema]
        records = tuple(
            tuple(record.get(name) for name in names) for record in resource.get("data", [])
        )
        texts = {name: self._line(mark.get(name), name) for name in ("title", "note", "source")}
        fields = tuple(visible(str(one.get("title") or one["name"])) for one in schema)
        return {
            "place": self.place,
            "id": str(mark["id"]),
            **texts,
            "fields": fields,
            "records": records,
        }

    def _line(self, value: Any, name: str) -> str:
        """A line of an exhibit, without the "Source:" that the document puts before it."""
        text = visible(str(value or "")).strip()
        return _PREFIX[name].sub("", text) if name in _PREFIX else text

    def _figure(self, mark: Mapping, data: Mapping) -> Figure:
        alt = visible(str(mark.get("alt") or _text(data.get("text/plain", "")))).strip()
        if not alt:
            raise ReportError(
                f"{self.place}: figure {mark.get('id')!r} has no alt text; say in words what the chart shows"
            )
        image = self._image(data, alt)
        if image is None:
            raise ReportError(
                f"{self.place}: figure {mark.get('id')!r} has no picture; expected image/svg+xml or image/png"
            )
        return Figure(
            **self._exhibit(mark, data),
            subtitle=visible(str(mark.get("subtitle") or "")).strip(),
            image=image,
        )

    def _table(self, mark: Mapping, data: Mapping) -> Table:
        html = sanitised(_text(data.get("text/html", "")), links=self.links)
        table = next((node for node in html.walk() if node.tag == "table"), None)
        if table is None:
            raise ReportError(
                f"{self.place}: table {mark.get('id')!r} has no text/html with a <table>"
            )
        schema = (
            (data.get("application/vnd.dataresource+json") or {})
            .get("schema", {})
            .get("fields", [])
        )
        align = tuple(one.get("align", "") for one in schema)
        return Table(
            **self._exhibit(mark, data),
            grid=grid_of(table, align if all(align) and align else None),
        )

    # everybody's outputs

    def _foreign(self, data: Mapping, metadata: Mapping) -> list[Block]:
        if "text/markdown" in data:
            return self._split(markdown(_text(data["text/markdown"]), author=True))
        if "text/html" in data:
            body = sanitised(_text(data["text/html"]))
            if not is_empty(body):
                return [Prose(place=self.place, body=_block_level(body))]
        image = self._image(data, self._alt(data, metadata))
        if image:
            return [Picture(place=self.place, image=image)]
        if "text/latex" in data:
            return [Prose(place=self.place, body=_latex(_text(data["text/latex"])))]
        if "text/plain" in data:
            text = visible(_text(data["text/plain"])).rstrip()
            return [Output(place=self.place, text=text)] if text else []
        kinds = ", ".join(sorted(data)) or "nothing"
        return [self._cannot(kinds)]

    def _alt(self, data: Mapping, metadata: Mapping) -> str:
        given = metadata.get("alt") or next(
            (
                one["alt"]
                for one in metadata.values()
                if isinstance(one, Mapping) and one.get("alt")
            ),
            "",
        )
        plain = _text(data.get("text/plain", ""))
        if not given and plain and not plain.startswith("<"):
            given = plain
        return visible(str(given)).strip() or self.words["unnamed"].format(cell=self.number)

    def _image(self, data: Mapping, alt: str) -> Image | None:
        if "image/svg+xml" in data:
            drawing = _text(data["image/svg+xml"]).encode()
            return Image(kind="image/svg+xml", data=drawing, alt=alt)
        for kind, starts in _MAGIC.items():
            if kind in data:
                try:
                    content = base64.b64decode(_text(data[kind]), validate=False)
                except ValueError:
                    content = b""
                if not content.startswith(starts):
                    raise ReportError(
                        f"{self.place}: the {kind} output is not a picture of that kind"
                    )
                return Image(kind=kind, data=content, alt=alt)
        return None


_PREFIX = {
    "source": re.compile(r"(资料来源|数据来源|来源|Sources?)\s*[:：]\s*"),
    "note": re.compile(r"(注|注释|Notes?)\s*[:：]\s*"),
}
_MAGIC = {
    "image/png": b"\x89PNG",
    "image/jpeg": b"\xff\xd8",
    "image/gif": b"GIF8",
    "image/webp": b"RIFF",
}
_KINDS = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".svg": "image/svg+xml",
}
_BLOCKS = {
    "blockquote",
    "div",
    "dl",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "ol",
    "p",
    "pre",
    "table",
    "ul",
}


def _text(value: Any) -> str:
    return (
        "".join(value)
        if isinstance(value, list)
        else value
        if isinstance(value, str)
        else json.dumps(value)
    )


def _data_url(bundle: Mapping) -> str:
    kind, content = next(iter(bundle.items()), ("", ""))
    return f"data:{kind};base64,{_text(content)}"


def _latex(text: str) -> Node:
    tex = text.strip().strip("$").strip()
    return Node("div", {}, (Node("p", {}, (Node("tex", {"display": "block"}, (tex,)),)),))


def _block_level(body: Node) -> Node:
    """A ``div`` whose children are all block elements: loose text is put into paragraphs."""
    children: list[Node | str] = []
    loose: list[Node | str] = []

    def close() -> None:
        if text_of(tuple(loose)).strip() or any(
            isinstance(one, Node) and one.tag == "img" for one in loose
        ):
            children.append(Node("p", {}, tuple(loose)))
        loose.clear()

    for child in body.children:
        if isinstance(child, Node) and child.tag in _BLOCKS:
            close()
            children.append(_block_level(child) if child.tag == "div" else child)
        else:
            loose.append(child)
    close()
    return Node("div", {}, tuple(children))


def _joined_streams(outputs: Sequence[NotebookNode]) -> Iterator[NotebookNode]:
    """Outputs with neighbouring pieces of one stream put together, as they were printed."""
    held: NotebookNode | None = None
    for output in outputs:
        if held and output.output_type == "stream" and output.name == held.name:
            held = NotebookNode(
                output_type="stream", name=held.name, text=_text(held.text) + _text(output.text)
            )
            continue
        if held:
            yield held
        held = output if output.output_type == "stream" else None
        if held is None:
            yield output
    if held:
        yield held


def _overwritten(text: str) -> str:
    """What is left on a terminal after carriage returns (progress bars)."""
    return "\n".join(re.sub(r"\r+$", "", line).rsplit("\r", 1)[-1] for line in text.split("\n"))


def _merged(blocks: list[Block]) -> list[Block]:
    """Neighbouring lines of missing data become one; code between them does not part them."""
    result: list[Block] = []
    for block in blocks:
        if isinstance(block, NoData):
            earlier = next(
                (
                    index
                    for index in range(len(result) - 1, -1, -1)
                    if not isinstance(result[index], Code)
                ),
                None,
            )
            if earlier is not None and isinstance(result[earlier], NoData):
                before = result.pop(earlier)
                block = replace(
                    block,
                    missing=before.missing
                    + tuple(m for m in block.missing if m not in before.missing),
                )
        result.append(block)
    return result


def _shown(block: Block) -> str:
    """All the text that a block puts before a reader's eyes."""
    match block:
        case Heading():
            return block.text
        case Prose():
            return text_of(block.body)
        case NoData():
            return "".join(block.missing)
        case Figure():
            return "".join(
                (
                    block.title,
                    block.subtitle,
                    block.note,
                    block.source,
                    *_cells(block),
                    _svg_text(block.image),
                )
            )
        case Table():
            cells = [cell.text for row in block.grid.head + block.grid.body for cell in row]
            return "".join((block.title, block.note, block.source, *cells))
        case Picture():
            return _svg_text(block.image)
        case Code() | Output():
            return block.text
    return ""


def _cells(block: Exhibit) -> Iterator[str]:
    yield from block.fields
    for record in block.records:
        yield from (visible(str(value)) for value in record if value is not None)


def _svg_text(image: Image) -> str:
    if image.kind != "image/svg+xml" or b"<text" not in image.data:
        return ""
    return "".join(re.findall(r">([^<>]+)</(?:text|tspan)>", image.data.decode("utf-8", "replace")))


# Putting chapters together

_NUMBERED = re.compile(
    r"\s*(?:\d+(?:\.\d+)*[.、．]?\s|\d+[、．.]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|第.{1,3}[章节部])"
)
_REFERENCE = re.compile(r"\[@(fig|tbl):([^\]\s]+)\]")
_HAN_DIGITS = "零一二三四五六七八九"


def assemble(
    chapters: Sequence[Chapter],
    language: str,
    meta: Meta | None = None,
    strict: bool = True,
    foreign: bool = False,
) -> Document:
    """Number headings, figures and tables through all chapters and resolve references between them.

    Headings get numbers only where no heading has one already. In a document of several chapters the title of each
    is a numbered heading too; in a document of one it is the document's title.

    Raises:
        ReportError: two exhibits with one id; when ``strict``, also a reference to an exhibit that is not there.
    """
    meta = meta or Meta()
    glyphs.check("".join(_strings(vars(meta))), "document properties")
    whole = len(chapters) > 1
    number_headings = not any(
        isinstance(block, Heading)
        and block.level > (0 if whole else 1)
        and _NUMBERED.match(block.text)
        for chapter in chapters
        for block in chapter.blocks
    )
    counter = _Counter(language, 1 if whole else 2, number_headings and not foreign)
    targets: dict[str, tuple[str, str, str]] = {}
    numbered: list[Chapter] = []
    for chapter in chapters:
        blocks = list(chapter.blocks)
        if whole and not chapter.own_title:
            blocks.insert(0, Heading(place=chapter.name, level=1, content=(chapter.title,)))
        numbered.append(
            replace(chapter, blocks=tuple(counter.number(block, targets) for block in blocks))
        )
    resolve = _Resolver(targets, strict)
    return Document(
        language,
        tuple(
            replace(one, blocks=tuple(resolve.block(block) for block in one.blocks))
            for one in numbered
        ),
        meta,
        targets,
        foreign,
    )


def page_of(document: Document, chapter: Chapter, names: Mapping[str, str]) -> Document:
    """One chapter of a document as a document of its own: same numbers, references lead to the other chapters' files.

    Args:
        document: the assembled document.
        chapter: one of its chapters.
        names: chapter name → file name of its page.
    """
    homes = {
        f"{'fig' if isinstance(block, Figure) else 'tbl'}:{block.id}": one.name
        for one in document.chapters
        for block in one.blocks
        if isinstance(block, Exhibit)
    }
    targets = {
        key: (label, "" if homes[key] == chapter.name else names[homes[key]], place)
        for key, (label, _, place) in document.targets.items()
    }
    return replace(
        document,
        chapters=(chapter,),
        targets=targets,
        meta=replace(document.meta, title=chapter.title),
    )


def _strings(value: Any) -> Iterator[str]:
    """Every string in nested values."""
    if isinstance(value, Source):
        value = vars(value)
    if isinstance(value, Mapping):
        value = [*value, *value.values()]
    if isinstance(value, (list, tuple)):
        for one in value:
            yield from _strings(one)
    elif value is not None:
        yield str(value)


class _Counter:
    """Numbers in the order of reading."""

    def __init__(self, language: str, top: int, headings: bool) -> None:
        self.language, self.top, self.headings = language, top, headings
        self.counts = [0] * 7
        self.last_level = top - 1
        self.exhibits = {"fig": 0, "tbl": 0}
        self.anchors: set[str] = set()

    def number(self, block: Block, targets: dict[str, tuple[str, str, str]]) -> Block:
        if isinstance(block, Heading):
            return self._heading(block)
        if isinstance(block, Exhibit):
            kind = "fig" if isinstance(block, Figure) else "tbl"
            reference = f"{kind}:{block.id}"
            if reference in targets:
                raise ReportError(
                    f"{block.place}: a second exhibit with the id {block.id!r}; ids must differ in a report"
                )
            self.exhibits[kind] += 1
            label = f"{WORDS[self.language]['figure' if kind == 'fig' else 'table']}{self.exhibits[kind]}"
            targets[reference] = (label, "", anchor(reference))
            return replace(block, number=self.exhibits[kind])
        return block

    def _heading(self, block: Heading) -> Heading:
        level = min(
            max(block.level, 1), self.last_level + 1 if self.last_level >= 1 else max(self.top, 1)
        )
        if block.level == 1:
            level = 1
        self.last_level = level
        slug = re.sub(r"[^\w.()（）-]+", "-", block.text).strip("-") or "section"
        name, again = slug, 1
        while name in self.anchors:
            again += 1
            name = f"{slug}-{again}"
        self.anchors.add(name)
        number = ""
        if self.headings and self.top <= level <= self.top + 2:
            self.counts[level] += 1
            self.counts[level + 1 :] = [0] * (6 - level)
            number = heading_number(self.language, self.counts[self.top : level + 1])
        return replace(block, level=level, anchor=name, number=number)


def heading_number(language: str, counts: Sequence[int]) -> str:
    """The number of a heading: "一、" "（一）" "1．" in Chinese, "1" "1.1" "1.1.1" in English."""
    if language == "en":
        return ".".join(map(str, counts))
    number = counts[-1]
    return (f"{_han(number)}、", f"（{_han(number)}）", f"{number}．")[len(counts) - 1]


def _han(number: int) -> str:
    if number >= 100:
        return str(number)
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else _HAN_DIGITS[tens] + "十") + (
        _HAN_DIGITS[ones] if ones else ""
    )


class _Resolver:
    """Replaces ``[@fig:id]`` in running text by a link to the exhibit."""

    def __init__(self, targets: Mapping[str, tuple[str, str, str]], strict: bool) -> None:
        self.targets, self.strict, self.place = targets, strict, ""

    def block(self, block: Block) -> Block:
        self.place = block.place
        if isinstance(block, Prose):
            return replace(block, body=self._node(block.body))
        if isinstance(block, Exhibit):
            return replace(block, note=self._plain(block.note), title=self._plain(block.title))
        return block

    def _node(self, node: Node) -> Node:
        if node.tag in ("code", "pre", "tex"):
            return node
        children: list[Node | str] = []
        for child in node.children:
            children += [self._node(child)] if isinstance(child, Node) else self._pieces(child)
        return Node(node.tag, node.attrs, tuple(children))

    def _pieces(self, text: str) -> Iterator[Node | str]:
        at = 0
        for match in _REFERENCE.finditer(text):
            if match.start() > at:
                yield text[at : match.start()]
            label = self._label(match)
            yield Node("a", {"ref": f"{match[1]}:{match[2]}"}, (label,)) if label else match[2]
            at = match.end()
        if at < len(text):
            yield text[at:]

    def _plain(self, text: str) -> str:
        return _REFERENCE.sub(lambda match: self._label(match) or match[2], text)

    def _label(self, match: re.Match) -> str:
        key = f"{match[1]}:{match[2]}"
        if key in self.targets:
            return self.targets[key][0]
        if self.strict:
            close = nearest(key, self.targets)
            raise ReportError(
                f"{self.place}: [@{key}] refers to an exhibit that is not in the report"
                + (f"; did you mean [@{close}]?" if close else "")
            )
        return ""
