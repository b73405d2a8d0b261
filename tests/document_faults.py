"""Faults in what makes documents: templates, writers, words, style sheets. Each is planted in a copy
of the project, a small report is published there, and ``report verify --content`` of the copy must
name a loss. Most stand in ``planted.toml``; ``faults.py`` runs them with its own (``make faults``).
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from industry_report.exhibits.bundles import DATA_MIME, FACTS_MIME

DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 60">
<rect width="200" height="60" fill="#eef"/></svg>"""
SOURCES = [
    {"id": "a", "title": "Bulletin of growth", "publisher": "Bureau A", "published": "2022-03"},
    {"id": "b", "title": "Yearbook of parks", "publisher": "Bureau B", "published": "2021-05"},
]
FACTS = {
    "language": "en",
    "title": "Industry in brief",
    "place": "Baotou",
    "as_of": "2022-08",
    "edition": "Edition of a test",
    "statement": "Compiled for a test; no official document.",
    "sources": SOURCES,
    "rows": {"row-a": {"source": "a", "grade": "B"}, "row-b": {"source": "b", "grade": "C"}},
}
NUMBER = {"text": "7.5%", "in": "text", "interval": ["7.45", "7.55"], "rows": ["row-a"]}
GROWTH = {
    "schema": {"fields": [{"name": "year", "title": "Year"}, {"name": "growth"}]},
    "data": [{"year": "2021", "growth": 14.12345}, {"year": "2022", "growth": 16.6}],
}
TASKS = {
    "schema": {"fields": [{"name": "Task"}, {"name": "Lead"}]},
    "data": [{"Task": "Count it", "Lead": "Bureau A"}, {"Task": "Do it", "Lead": "Bureau B"}],
}
LETTER = "# Request\n\nPlease fill in the table.\n\nBureau A"


#: Rows of which each cell stands in the report elsewhere.
AGAIN = (["one", "2.5", "C"], ["two", "1.5", "B"], ["two", "2.5", "B"])


def _said(kind: str, data: dict[str, Any], **more: Any) -> Any:
    from nbformat.v4 import new_code_cell, new_output

    metadata = {"publisher": {"kind": kind, **more}}
    return new_code_cell("", outputs=[new_output("display_data", data, metadata=metadata)])


def _text(markdown: str, kind: str = "text") -> Any:
    at = markdown.find("7.5%")
    numbers = [NUMBER | {"at": [at, at + 4]}] if at > 0 else []
    return _said(kind, {"text/markdown": markdown}, numbers=numbers)


def _file(name: str, **more: str) -> Any:
    return _said("data", {DATA_MIME: TASKS}, id=name, file=name, title="Task list", **more)


def _exhibit(kind: str, id: str, data: dict[str, Any], **more: Any) -> Any:
    words = {part: f"The {part} of {id}" for part in ("title", "subtitle", "note")}
    words["source"] = "Bulletin of everything"  # so that a lost one stands elsewhere
    return _said(kind, data, id=id, **(words | more))


def _figure(id: str, **more: Any) -> Any:
    alt = f"Bars of {id}: 14.1, 16.6"
    data = {"image/svg+xml": DRAWING, "text/plain": alt, DATA_MIME: GROWTH}
    return _exhibit("figure", id, data, **more)


def _table(id: str, *rows: list[str], **more: Any) -> Any:
    head, *body = ["".join(f"<t{{0}}>{cell}</t{{0}}>" for cell in row) for row in rows]
    lines = "".join(f"<tr>{row.format('d')}</tr>" for row in body)
    return _exhibit(
        "table",
        id,
        {
            "text/html": f"<table><thead><tr>{head.format('h')}</tr></thead><tbody>{lines}</tbody></table>"
        },
        **more,
    )


def notebooks() -> dict[str, Any]:
    """A small report of three notebooks with all that outputs can say."""
    from nbformat.v4 import new_notebook

    wide = [[f"{row} of column {at} with many words in it" for at in range(16)] for row in "hxyz"]
    numbers = [
        ["Number", "Evidence", "What", "Where"],
        ["7.5%", "B", "Growth of all", "First part"],
        ["2.5%", "B", "Growth of some", "First part"],
    ]
    asked = [
        ["Decision", "Who", "Judged by"],
        ["1. Decide it", "The mayor", "2.05% in 2030"],
        ["2. Count it", "The mayor", "7.5% in 2030"],
    ]
    brief = [
        _text("# Growth is high; firms are few"),
        _table("numbers", *numbers),
        _figure("brief-hero", drawings={"phone": DRAWING}),
        _table("decisions", *asked),
        _text("**Grades** A: official. C: undated."),
    ]
    first = [
        _text("# The state\n\nAs [@fig:growth] shows, growth **slowed down**. It was 7.5%."),
        _text("- Growth was 7.5% in all\n- The structure is *heavy*", "findings"),
        _text("## Growth\n\nThe first words.\n\n### By place\n\nLast words of the part."),
        _figure("growth"),
        _said("nodata", {"text/markdown": "*…*"}, missing=["Power price", "Silicon capacity"]),
        _said("nodata", {"text/markdown": "*…*"}, missing=["Coal price"]),
        _table("short", ["Name", "Value", "Grade"], ["one", "1.5", "B"], ["two", "2.5", "C"]),
        _table("again", ["Name", "Value", "Grade"], *AGAIN),
        _said("document", {FACTS_MIME: FACTS}),
        _file("tasks.xlsx"),
        _file("request.docx", letter=LETTER),
    ]
    second = [
        _text("# The causes\n\nSee [@tbl:wide]."),
        _table("wide", *wide, annex=True),
        _table("listed", ["Group", "Members"], ["all", "• one of them<br>• the other one"]),
    ]
    cells = {"00_brief": brief, "01_state": first, "02_causes": second}
    return {name: new_notebook(cells=own) for name, own in cells.items()}


def published(target: Path, *forms: str) -> Path:
    """The folder of the small report, in some formats ("files": what it hands over); no other file
    of before is left there.
    """
    import nbformat

    from industry_report.publishing import attachments, render
    from industry_report.words.catalogue import Catalogue

    folder = target / "baotou" / "2022-08" / "en"
    shutil.rmtree(target, ignore_errors=True)
    (folder / "notebooks").mkdir(parents=True)
    books = notebooks()
    for name, book in books.items():
        (folder / "notebooks" / f"{name}.ipynb").write_text(nbformat.writes(book), "utf-8")
    front = {
        name: text.format(place="Baotou") for name, text in Catalogue("en").words["front"].items()
    }
    meta = front | {"region": "Baotou", "as_of": "2022-08", "provenance": {"version": "1.0"}}
    if forms == ("files",):
        made = attachments.files(books, "en")
    else:
        made = render.files(render.document(books, "en", meta), forms)
    for name, data in made.items():
        (folder / name).write_bytes(data)
    (folder / "run.json").write_text('{"sha256": {}}')
    said = meta | {"documents": sorted(made), "language": "en", "verdict": "Growth is high"}
    said["numbers"] = [{"number": "7.5%", "grade": "B", "what": "Growth of all"}]
    (folder / "report.json").write_text(json.dumps(said))
    return folder


def look(form: str, target: Path) -> list[str]:
    """Publish the small report in one format ("index": the list of reports) and compare it."""
    from industry_report.publishing import content, shell
    from industry_report.publishing.index import write_index

    if form == "index":
        published(target, "html")
        return list(shell.of_index(write_index(target)))
    return content.of_report(published(target, form))


EXHIBITS = "publisher/exhibits.py"
_KEPT = "    figure.append(content)\n"
_BODY = 'content.find(".//tbody")'
#: What changes a table or the words of an exhibit though nothing is lost of the document's words.
MOVED = [
    (EXHIBITS, _KEPT, f'{_KEPT}    if name == "again":\n        {change}\n')
    for change in (
        f"{_BODY}.remove({_BODY}[0])",
        f"{_BODY}.remove({_BODY}[-1])",
        f"{_BODY}.append({_BODY}[0])",
        f"{_BODY}[0].append({_BODY}[0][0])",
        f"{_BODY}[1][2].text = 'C'",
        f"{_BODY}[0].remove({_BODY}[0][1])",
        "content.find('.//thead')[0].append(content.find('.//thead')[0][0])",
    )
] + [
    (
        EXHIBITS,
        "        if text:\n",
        '        if text and (name, part) != ("again", "source"):\n',
    ),
    (
        EXHIBITS,
        "        if text:\n",
        '        other = {"growth": "short", "short": "growth"}.get(name)\n'
        '        if other and part == "note":\n            text = f"The note of {other}"\n'
        "        if text:\n",
    ),
    (
        EXHIBITS,
        'caption.append(element("b", said.get("title") or ""))',
        'caption.append(element("b", str(said.get("title")).replace("again", "short")))',
    ),
]
