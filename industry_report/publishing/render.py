"""Executed notebooks as the files of one report: documents in several formats and ``report.json``.

report.html, report.pdf, report.docx    the whole report
01_situation.html, …                    a page for each notebook
report.json                             what it is and what it was made from
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from industry_report.data.errors import Fault, ReportError, nearest
from industry_report.publishing import html
from industry_report.publishing.document import (
    WORDS,
    Chapter,
    Document,
    Meta,
    assemble,
    first_error,
    page_of,
    read,
)
from industry_report.publishing.folders import folder_of

FORMATS = ("html", "pdf", "docx")
LABELS = {"html": "HTML", "pdf": "PDF", "docx": "Word"}
MANIFEST = "report.json"


def render_one(
    executed: Sequence[NotebookNode],
    language: str,
    out: Path | str,
    formats: Sequence[str] = FORMATS,
    meta: Meta | Mapping[str, Any] | None = None,
    names: Sequence[str] | None = None,
) -> list[Path]:
    """Publish executed notebooks into a folder, whole or not at all; the files, documents of the whole report first.

    Arguments are those of ``documents``; ``out`` is the folder. What is not ours in it stays.

    Raises:
        ReportError: as ``documents``, or something that is not ours stands in the way.
    """
    files = documents(executed, language, formats, meta, names)
    out = Path(out)
    folder = folder_of(str(out.parent), out.name)
    with folder.locked():
        folder.publish(files, {})
    return [out / name for name in files]


def documents(
    executed: Sequence[NotebookNode],
    language: str,
    formats: Sequence[str] = FORMATS,
    meta: Meta | Mapping[str, Any] | None = None,
    names: Sequence[str] | None = None,
    settings: str = "",
) -> dict[str, bytes]:
    """The files of one report by name, documents of the whole report first.

    Args:
        executed: the notebooks in their order, with outputs.
        language: "zh" or "en"; cells of the other language are left out.
        formats: any of "html", "pdf", "docx".
        meta: title, subtitle, region, as_of, authors, sources, method, provenance (see ``document.Meta``).
        names: one name a notebook, without ".ipynb"; None takes papermill's input path.
        settings: in words, how the report differs from the one with the usual settings.

    Raises:
        ReportError: unknown format or language, a notebook with a failed cell, or content that cannot be published.
    """
    _check(language, WORDS, "language")
    for one in formats:
        _check(one, FORMATS, "format")
    meta = Meta.of(meta)
    names = list(names or _names(executed))
    links = {source.url for source in meta.sources if source.url}
    chapters = []
    for notebook, name in zip(executed, names, strict=True):
        if failed := first_error(notebook):
            raise ReportError(
                f"{name}, cell {failed[0]} failed: {failed[1]}; a report with a failed cell is not published"
            )
        chapters.append(read(notebook, name, language, links))
    document = assemble(chapters, language, meta)
    written = _documents(document, chapters, formats)
    manifest = {
        "title": document.title,
        "region": meta.region,
        "as_of": meta.as_of,
        "language": language,
        "settings": settings,
        "documents": list(written),
        "provenance": meta.provenance,
    }
    written[MANIFEST] = json.dumps(manifest, ensure_ascii=False, indent=1, default=str) + "\n"
    return {name: _as_bytes(content) for name, content in written.items()}


def _as_bytes(content: bytes | str) -> bytes:
    if isinstance(content, str):
        return content.encode("utf-8")
    return content


def _check(value: str, choices: Sequence[str] | Mapping[str, Any], what: str) -> None:
    if value not in choices:
        expected = f"one of {', '.join(choices)}"
        fault = Fault(f"unknown {what} {value!r}", "", expected, nearest(value, choices))
        raise ReportError(str(fault))


def _names(executed: Sequence[NotebookNode]) -> list[str]:
    names = []
    for index, notebook in enumerate(executed, 1):
        path = notebook.metadata.get("papermill", {}).get("input_path") or f"notebook-{index}"
        names.append(Path(str(path)).stem)
    if len(set(names)) < len(names):
        raise ReportError(f"two notebooks of one report have the same name: {', '.join(names)}")
    return names


def _documents(
    document: Document, chapters: Sequence[Chapter], formats: Sequence[str]
) -> dict[str, bytes | str]:
    written: dict[str, bytes | str] = {}
    whole = [(f"report.{one}", LABELS[one]) for one in FORMATS if one in formats]
    if "html" in formats:
        pages = {chapter.name: f"{chapter.name}.html" for chapter in chapters}
        links = [
            ("report.html", document.words["whole"]),
            *((pages[one.name], one.title) for one in chapters),
            *(pair for pair in whole if pair[0] != "report.html"),
        ]
        written["report.html"] = html.render(document, links, "report.html")
    if "pdf" in formats:
        from industry_report.publishing import pdf

        written["report.pdf"] = pdf.render(document)
    if "docx" in formats:
        from industry_report.publishing import docx

        written["report.docx"] = docx.render(document)
    if "html" in formats:
        for chapter in document.chapters:
            page = page_of(document, chapter, pages)
            written[pages[chapter.name]] = html.render(page, links, pages[chapter.name])
    return written
