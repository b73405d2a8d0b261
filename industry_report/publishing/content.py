"""Does a document say what its notebooks said? Every sentence, title, note, source and row of a
table is looked for in the text that HTML, PDF and Word show; what is hidden there counts as lost.

The notebooks are read here on their own, without the publisher: a fault of what makes the documents
must not hide itself. Texts are compared without white space, hyphens and quotation marks, which
typesetting changes; digits, signs and words must be the same.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import mistune

from industry_report.data.errors import ReportError
from industry_report.publishing import execution, labels, seen
from industry_report.publishing.provenance import RECORD
from industry_report.publishing.runs import DOCUMENTS

BRIEF = "00_brief"
#: Where something is said about the whole document, and what of it only a cover says.
FACTS, COVER = "about the report", ("edition", "statement")
#: What no comparison of texts can tell; it is said whenever nothing is missing.
NOT_COMPARED = (
    "not compared: drawings (only that each has its description), what the script of a page shows "
    "or hides, the order of paragraphs, heads and titles of the two tables that the brief sets as "
    "numbers and columns"
)
_REFERENCE = re.compile(r"\[@(?:fig|tbl):[^\]]*\]")
_SENTENCES = re.compile(r"(?<=[。！？；;!?])|(?<=\.)\s+")
_NUMBER_OF_HEADING = re.compile(r"^\s*(\d+(\.\d+)*\.?\s+|[一二三四五六七八九十]+、)")
_DROPPED = re.compile(r"[\s\-\u00ad\u200b-\u200f\u2010\u2011\u2060\ufeff'\"‘’“”`*_•·]")


@dataclass(frozen=True)
class Said:
    """One thing that a notebook says: where, what it is ("sentence", "note", …), the text."""

    where: str
    what: str
    text: str


def squashed(text: str) -> str:
    """A text without what typesetting changes: white space, hyphens, quotation marks, widths."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", text))


# --- what notebooks say ---------------------------------------------------------------------------


def of_notebook(name: str, notebook: Mapping[str, Any]) -> list[Said]:
    """What an executed notebook says to a reader of documents, in order."""
    return list(_said(name, notebook))


def _said(name: str, notebook: Mapping[str, Any]) -> Iterator[Said]:
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            yield from _sentences(name, "".join(cell["source"]))
        for output in cell.get("outputs", ()):
            yield from _of_output(name, execution.about(output), output.get("data", {}))


def _of_output(name: str, mark: Mapping[str, Any], data: Mapping[str, Any]) -> Iterator[Said]:
    where = f"{name}, {mark.get('kind')} {mark.get('id', '')}".rstrip()
    match mark.get("kind"):
        case "text" | "findings":
            yield from _sentences(where, "".join(data["text/markdown"]))
        case "nodata":
            labels = mark.get("missing") or []
            yield from (Said(where, "missing value", label) for label in labels)
        case "figure" | "table":
            for part in ("title", "subtitle", "note", "source"):
                yield from _parts(where, part, str(mark.get(part) or ""))
            yield from _body(where, mark, data)
        case "document":
            yield from _facts(data["application/json"])


def _body(where: str, mark: Mapping[str, Any], data: Mapping[str, Any]) -> Iterator[Said]:
    """The rows of a table, cell by cell; the description of a figure."""
    if mark["kind"] == "figure":
        alt = mark.get("alt") or "".join(data.get("text/plain", ""))
        yield Said(where, "description", alt)
        return
    head, *rows = seen.table_rows("".join(data["text/html"])) or [[]]
    yield Said(where, "head", "\t".join(head))
    for row in rows:
        yield Said(where, "row", "\t".join(row))


def _facts(facts: Mapping[str, Any]) -> Iterator[Said]:
    for part in COVER:
        yield Said(FACTS, part, str(facts.get(part) or ""))
    for source in facts.get("sources", ()):
        for part in ("title", "publisher", "published"):
            yield Said(FACTS, f"{part} of source {source.get('id')}", str(source.get(part) or ""))


def _sentences(where: str, markdown: str) -> Iterator[Said]:
    tree = mistune.create_markdown(renderer="ast", plugins=["table"])(markdown)
    for kind, text in _blocks(tree):
        if kind == "heading":
            text = _NUMBER_OF_HEADING.sub("", text)
        for sentence in _SENTENCES.split(text):
            yield from _parts(where, "sentence", sentence or "")


def _blocks(nodes: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """The texts of headings, paragraphs, items and cells."""
    for node in nodes:
        if node["type"] in ("heading", "paragraph", "block_text", "table_cell", "block_code"):
            yield node["type"], _inline(node)
        else:
            yield from _blocks(node.get("children", ()))


def _inline(node: Mapping[str, Any]) -> str:
    if "children" in node:
        return "".join(map(_inline, node["children"]))
    return {"softbreak": " ", "linebreak": " "}.get(node["type"], unescape(node.get("raw", "")))


def _parts(where: str, what: str, text: str) -> Iterator[Said]:
    """A text around its references, which documents replace by labels, without its full stop."""
    for part in _REFERENCE.split(text):
        part = part.strip().rstrip("。．.！？!?；;：: ").strip(" （()）、,，")
        if re.search(r"\w", part):
            yield Said(where, what, part)


# --- what documents show --------------------------------------------------------------------------


def missing(said: Iterable[Said], views: Mapping[str, str]) -> list[str]:
    """What of ``said`` does not stand in every view of a document, one message each.

    Args:
        said: see ``of_notebook``; what is said twice has to be there twice.
        views: the texts that a document shows, by the name of the view ("", "print", "phone").
    """
    lines = []
    counted = Counter(said)
    for view, text in views.items():
        where = f" ({view})" * bool(view)
        short = squashed(text)
        for one, times in counted.items():
            if lost := _lost(one, short, times):
                lines.append(f"{one.where}: {one.what} is lost{where}: {' '.join(lost.split())}")
    return lines


def _lost(one: Said, text: str, times: int) -> str:
    """What of a text is not there often enough; "" when all is."""
    if text.count(squashed(one.text)) >= times:
        return ""
    if one.what not in ("head", "row"):
        return one.text
    # A wide table is printed in parts, and the brief sets a row as a column: cell by cell.
    cells = (cell for cell in one.text.split("\t") if re.search(r"\w", cell))
    return next((cell for cell in cells if squashed(cell) not in text), "")


def of_folder(folder: Path) -> list[str]:
    """What the documents of a report, or of all reports and their index below a folder, have lost.

    Raises:
        ReportError: there is no report, or a file cannot be read.
    """
    if (folder / RECORD).is_file():
        return of_report(folder)
    lines = []
    for record in sorted(folder.glob(f"*/*/*/{RECORD}")):
        name = record.parent.relative_to(folder).as_posix()
        lines += [f"{name}/{line}" for line in of_report(record.parent)]
    index = folder / labels.INDEX
    if index.is_file():
        lines += [f"{labels.INDEX}: {line}" for line in labels.of_index(index)]
    elif not lines:
        raise ReportError(f"{folder}: holds no report; expected the folder of one, or of several")
    return lines


def of_report(folder: Path) -> list[str]:
    """What the documents in a report's folder have lost of what its executed notebooks say, and
    what of the shell of its pages.

    Raises:
        ReportError: it is no folder of a report, or a file of it cannot be read.
    """
    said = {}
    for path in sorted((folder / "notebooks").glob("*.ipynb")):
        said[path.stem] = of_notebook(path.stem, _json(path))
    if not said:
        raise ReportError(f"{folder}: holds no executed notebooks; expected a report's folder")
    lines: list[str] = []
    for path in sorted(folder.iterdir()):
        if path.name in DOCUMENTS.values() or (path.suffix == ".html" and path.stem in said):
            lines += [f"{path.name}: {line}" for line in _of_document(path, said)]
        if path.suffix == ".html":
            lines += [f"{path.name}: {line}" for line in labels.of_page(path)]
    return lines


def _of_document(path: Path, said: Mapping[str, Sequence[Said]]) -> list[str]:
    """What one document has lost."""
    views = seen.views(path)
    if path.name == DOCUMENTS["brief"]:
        return missing(_as_set(said[BRIEF]), views)
    if path.stem in said:  # a page of one notebook; facts are those of the whole report
        return missing([one for one in said[path.stem] if one.where != FACTS], views)
    wanted = []
    for name, own in said.items():
        own = _as_set(own) if name == BRIEF and path.suffix == ".pdf" else own
        wanted += [one for one in own if one.where != FACTS]
    facts = dict.fromkeys(one for own in said.values() for one in own if one.where == FACTS)
    if path.suffix == ".html":  # a page has no cover
        facts = [one for one in facts if one.what not in COVER]
    return missing([*wanted, *facts], views)


def _as_set(said: Iterable[Said]) -> Iterator[Said]:
    """What the brief says as its page sets it: the first table as numbers and the second as
    columns, cell by cell, without heads, sources and the title of the first."""
    tables = list(dict.fromkeys(one.where for one in said if one.what in ("head", "row")))
    for one in said:
        if one.where not in tables[:2]:
            if one.where != FACTS:
                yield one
        elif one.what == "row" or (one.where != tables[0] and one.what in ("title", "note")):
            yield one


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ReportError(f"{path}: cannot be read ({error})") from None
