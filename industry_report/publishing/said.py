"""What an executed notebook says to a reader of documents: sentences, exhibits, missing values.

The notebooks are read here on their own, without the publisher: a fault of what makes the documents
must not hide itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from html import unescape
from typing import Any

import mistune
from bs4 import BeautifulSoup

from industry_report.exhibits.bundles import DATA_MIME, FACTS_MIME
from industry_report.publishing import seen
from industry_report.publishing.execution import about
from publisher.notes import short
from publisher.words import dated, when

#: Where something is said about the whole document, and what of it only a cover says.
FACTS, COVER = "about the report", ("edition", "statement")
#: The description of a drawing and what is written in it.
DRAWING, SVG = "drawing", "image/svg+xml"
HEADING, DESCRIPTION = "heading", "description"
_DROPPED = r"[\s\-\u00ad\u200b-\u200f\u2010\u2011\u2060\ufeff'\"‘’“”`*_•·]+"
#: What is dropped, or parts two digits, a point or comma beside it or not.
_BETWEEN = re.compile(rf"((?<=\d){_DROPPED}(?=[.,]?\d)|(?<=\d[.,]){_DROPPED}(?=\d))|{_DROPPED}")
_SIGN = re.compile(r"[-\u2010\u2011](?=\s*\d)")
_REFERENCE = re.compile(r"\[@(?:fig|tbl):[^\]]*\]")
_SENTENCES = re.compile(r"(?<=[。！？；;!?])|(?<=\.)\s+")
_NUMBER_OF_HEADING = re.compile(r"^\s*(\d+(\.\d+)*\.?\s+|[一二三四五六七八九十]+、)")


def squashed(text: str) -> str:
    """A text without what typesetting changes: white space, hyphens, quotation marks, widths;
    between two digits a space stays for them."""
    text = _SIGN.sub("−", unicodedata.normalize("NFKC", text))
    return _BETWEEN.sub(lambda found: " " if found[1] else "", text)


@dataclass(frozen=True)
class Said:
    """One thing that a notebook says: where, what it is ("sentence", "note", …), the text."""

    where: str
    what: str
    text: str


@dataclass(frozen=True)
class Exhibit:
    """A figure or table: its words from title to source, a table's rows, the head first, and the
    numbers in its title."""

    where: str
    words: tuple[Said, ...]
    rows: tuple[tuple[str, ...], ...] = ()
    titled: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class Data(Exhibit):
    """The data behind a figure, which a page has below it."""


@dataclass(frozen=True)
class Notebook:
    """What one notebook says: texts in their order, exhibits, what stands where a document has room
    for it (descriptions, missing values), drawings, the data behind them, and what is said about
    the whole report.

    Attributes:
        beside: what a document may show, too: code, all facts of sources, short names.
        written: what is written in drawings, of any width, text by text.
        files: the rows of each output that can be saved, where that is the name of the file of
            those that are handed over, with the words of a letter.
        grades: of the rows of the dataset, by id.
        numbers: what each number says of itself; ``rows``: the facts of the rows that numbers rest
            on, by id; ``titles``: of their sources, by id.
        intervals: of each number its text and the ends of its interval, as a note in the margin
            writes them.
    """

    texts: tuple[Said, ...]
    loose: tuple[Said, ...]
    drawings: tuple[Said, ...]
    data: tuple[Data, ...]
    exhibits: tuple[Exhibit, ...]
    facts: tuple[Said, ...]
    beside: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    files: tuple[Data, ...] = ()
    intervals: tuple[tuple[str, str, str], ...] = ()
    grades: tuple[tuple[str, str], ...] = ()
    numbers: tuple[Mapping[str, Any], ...] = ()
    rows: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)


def of_notebook(name: str, notebook: Mapping[str, Any]) -> Notebook:
    """What an executed notebook says, in order."""
    found = list(_said(name, notebook))
    data = tuple(one for one in found if isinstance(one, Data))
    exhibits = tuple(one for one in found if isinstance(one, Exhibit) and not isinstance(one, Data))
    plain = [one for one in found if isinstance(one, Said)]
    texts = tuple(one for one in plain if one.what in ("sentence", HEADING))
    facts = tuple(one for one in plain if one.where == FACTS)
    drawings = tuple(one for one in plain if one.what == DRAWING)
    loose = tuple(one for one in plain if one not in (*texts, *facts, *drawings))
    return Notebook(
        *(texts, loose, drawings, data, exhibits, facts),
        beside=tuple(_beside(notebook)),
        written=tuple(_written(notebook)),
        files=tuple(_files(name, notebook)),
        intervals=tuple(_intervals(notebook)),
        grades=tuple(_grades(notebook)),
        numbers=tuple(one for mark, _ in _outputs(notebook) for one in mark.get("numbers") or ()),
        rows=dict(one for facts in _document_facts(notebook) for one in facts["rows"].items()),
        titles={
            str(source.get("id")): str(source.get("title") or "")
            for facts in _document_facts(notebook)
            for source in facts.get("sources", ())
        },
    )


def _document_facts(notebook: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for _, data in _outputs(notebook):
        if facts := data.get(FACTS_MIME):
            yield {"rows": {}} | facts


def _said(name: str, notebook: Mapping[str, Any]) -> Iterator[Said | Exhibit]:
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            yield from sentences(name, "".join(cell["source"]))
        for output in cell.get("outputs", ()):
            yield from _of_output(name, about(output), output.get("data", {}))


def _of_output(
    name: str, mark: Mapping[str, Any], data: Mapping[str, Any]
) -> Iterator[Said | Exhibit]:
    where = f"{name}, {mark.get('kind')} {mark.get('id', '')}".rstrip()
    match mark.get("kind"):
        case "text" | "findings":
            yield from sentences(where, "".join(data["text/markdown"]))
        case "nodata":
            labels = mark.get("missing") or []
            yield from (Said(where, "missing value", label) for label in labels)
        case "figure":
            yield Exhibit(where, tuple(_words(where, mark)), titled=_titled(mark))
            alt = mark.get("alt") or "".join(data.get("text/plain", ""))
            yield Said(where, DESCRIPTION, alt)
            yield from _behind(f"{where}, data", data.get(DATA_MIME) or {})
            drawings = mark.get("drawings") or {}
            on_page = drawings.get("screen") or "".join(data.get(SVG, ""))
            for svg in (on_page, drawings.get("phone")):
                if svg:
                    written = seen.written(BeautifulSoup(svg, "lxml"))
                    yield Said(where, DRAWING, f"{alt}{written}")
        case "table":
            rows = seen.table_rows("".join(data["text/html"]))
            words = tuple(_words(where, mark))
            yield Exhibit(where, words, tuple(map(tuple, rows)), _titled(mark))
        case "document":
            yield from _facts(data[FACTS_MIME])


def _titled(mark: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    return tuple(one for one in mark.get("numbers") or () if one.get("in") == "title")


def _outputs(notebook: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Of each output what it says of itself, and its data."""
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):
            yield about(output), output.get("data", {})


def _beside(notebook: Mapping[str, Any]) -> Iterator[str]:
    yield from ("".join(cell["source"]) for cell in notebook["cells"])
    for _, data in _outputs(notebook):
        facts = data.get(FACTS_MIME) or {}
        yield from leaves({name: facts[name] for name in facts if name != "rows"})
        yield from (short(str(one.get("publisher") or "")) for one in facts.get("sources", ()))


def _intervals(notebook: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Each number as it is written, with the ends of its interval."""
    for mark, _ in _outputs(notebook):
        for number in mark.get("numbers") or ():
            text, ends = str(number.get("text", "")), list(number.get("interval") or ())
            if len(ends) != 2 or ends[0] == ends[1]:
                continue
            digits = re.search(r"\d+(?:\.(\d+))?", text)
            form = number.get("shift") or 0, 1 + len(digits[1] or "" if digits else "")
            yield text, _end(ends[0], *form, ROUND_FLOOR), _end(ends[1], *form, ROUND_CEILING)


def _grades(notebook: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for _, data in _outputs(notebook):
        rows = (data.get(FACTS_MIME) or {}).get("rows") or {}
        yield from ((row, str(one.get("grade"))) for row, one in rows.items())


def _end(end: str, shift: int, decimals: int, outwards: str) -> str:
    """An end of an interval in the unit of its number, rounded away from the middle."""
    value = Decimal(end).scaleb(shift)
    if value.is_finite() and -int(value.as_tuple().exponent) > decimals:
        value = value.quantize(Decimal(1).scaleb(-decimals), rounding=outwards)
    return f"{value:f}"


def leaves(value: Any) -> Iterator[str]:
    """All texts and numbers in JSON, as texts."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from leaves(one)
    elif value is not None:
        yield str(value)


def _written(notebook: Mapping[str, Any]) -> Iterator[str]:
    for mark, data in _outputs(notebook):
        drawn = ["".join(data.get(SVG, "")), *(mark.get("drawings") or {}).values()]
        for svg in filter(None, drawn):
            yield from (one.get_text() for one in BeautifulSoup(svg, "lxml").find_all("text"))


def _files(name: str, notebook: Mapping[str, Any]) -> Iterator[Data]:
    for mark, data in _outputs(notebook):
        id = mark.get("file") or f"{name}, {mark.get('kind')} {mark.get('id', '')}"
        letter = sentences(id, str(mark.get("letter") or ""))
        words = (*letter, Said(id, "title", str(mark.get("title") or "")))
        for one in _behind(id, data.get(DATA_MIME) or {}):
            yield replace(one, words=words)


def _behind(where: str, resource: Mapping[str, Any]) -> Iterator[Data]:
    fields = (resource.get("schema") or {}).get("fields") or ()
    heads = [str(field.get("title") or field["name"]) for field in fields]
    records = [
        [str("" if (value := row.get(field["name"])) is None else value) for field in fields]
        for row in resource.get("data") or ()
    ]
    if records:
        yield Data(where, (), tuple(map(tuple, [heads, *records])))


def _words(where: str, mark: Mapping[str, Any]) -> Iterator[Said]:
    for part in ("title", "subtitle", "note", "source"):
        yield from _parts(where, part, str(mark.get(part) or ""))


def _facts(facts: Mapping[str, Any]) -> Iterator[Said]:
    for part in COVER:
        yield Said(FACTS, part, str(facts.get(part) or ""))
    for source in facts.get("sources", ()):
        day = dated(str(source.get("published") or ""), str(facts.get("language") or "en"))
        for part, text in (source | {"published": day}).items():
            if part in ("title", "publisher", "published"):
                yield Said(FACTS, f"{part} of source {source.get('id')}", str(text or ""))


def sentences(where: str, markdown: str) -> Iterator[Said]:
    """The sentences of a text in Markdown, around its references."""
    tree = mistune.create_markdown(renderer="ast", plugins=["table"])(markdown)
    for kind, text in _blocks(tree if isinstance(tree, list) else ()):
        if kind == HEADING:
            text = _NUMBER_OF_HEADING.sub("", text)
        for sentence in _SENTENCES.split(text):
            yield from _parts(where, when(kind == HEADING, HEADING) or "sentence", sentence or "")


def _blocks(nodes: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """The texts of headings, paragraphs, items and cells."""
    for node in nodes:
        if node["type"] in ("heading", "paragraph", "block_text", "table_cell", "block_code"):
            for text in _apart(node):  # further lines of an item are set apart
                yield from ((node["type"], line) for line in text.split(LINE_END))
        else:
            yield from _blocks(node.get("children", ()))


def _apart(node: Mapping[str, Any]) -> Iterator[str]:
    """The text of a block; a label in bold at its beginning, with a colon behind it, is a text of
    its own: documents set it beside the rest.
    """
    first, *more = node.get("children") or [node]
    rest = "".join(map(_inline, more))
    if first["type"] == "strong" and rest.lstrip().startswith((":", "\uff1a")):
        yield _inline(first)
        yield rest.lstrip().lstrip(":\uff1a")
    else:
        yield _inline(node)


LINE_END = "\v"


def _inline(node: Mapping[str, Any]) -> str:
    if "children" in node:
        return "".join(map(_inline, node["children"]))
    return {"softbreak": " ", "linebreak": LINE_END}.get(
        node["type"], unescape(node.get("raw", ""))
    )


def _parts(where: str, what: str, text: str) -> Iterator[Said]:
    """A text around its references, which documents replace by labels, without its full stop."""
    for part in _REFERENCE.split(text):
        part = part.strip().rstrip("。．.！？!?；;：: ").strip(" （()）、,，")
        if re.search(r"\w", part):
            yield Said(where, what, part)
