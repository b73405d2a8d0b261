"""Executed notebooks as the files of one report: documents in several formats and ``report.json``.

report.html, report.pdf, report.docx    the whole report
brief.pdf                               its brief, on one page
01_situation.html, …                    a page for each notebook
report.json                             what it is and what it was made from
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from nbformat import NotebookNode

from industry_report.data.errors import Fault, ReportError, nearest
from industry_report.publishing import published
from industry_report.publishing.editions import BRIEF, PROFILE
from industry_report.publishing.published import FORMATS
from publisher.document import Document
from publisher.tables import grid
from publisher.words import LANGUAGES

MANIFEST = "report.json"
MOST_NEWS = 4  # sources that the page of all reports names as new


def documents(
    books: Mapping[str, NotebookNode],
    language: str,
    formats: Sequence[str] = FORMATS,
    meta: Mapping[str, Any] | None = None,
    settings: str = "",
) -> dict[str, bytes]:
    """The files of one report by name, documents of the whole report first.

    Args:
        books: the executed notebooks in their order, by name.
        language: "zh" or "en".
        formats: any of "html", "pdf", "docx", "brief".
        meta: title, subtitle, region, as_of, authors, sources, method, provenance (see
            ``published.document``).
        settings: in words, how the report differs from the one with the usual settings.

    Raises:
        ReportError: unknown format or language, a notebook with a failed cell, or content that
            cannot be published.
    """
    _check(language, LANGUAGES, "language")
    for one in formats:
        _check(one, FORMATS, "format")
    meta = dict(meta or {})
    made, whole, written = _documents(books, language, formats, meta)
    manifest = {
        "title": made.title,
        "region": meta.get("region", ""),
        "level": meta.get("level", ""),
        "as_of": meta.get("as_of", ""),
        "language": language,
        "settings": settings,
        "edition": made.about.edition,
        "verdict": next((one.title for one in whole.chapters if one.name == BRIEF), ""),
        "numbers": _numbers(whole),
        "news": _news(meta.get("sources", ())),
        "documents": list(written),
        "provenance": meta.get("provenance", {}),
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1, default=str)
    return written | {MANIFEST: f"{text}\n".encode()}


def _documents(
    books: Mapping[str, NotebookNode],
    language: str,
    formats: Sequence[str],
    meta: Mapping[str, Any],
) -> tuple[Document, Document, dict[str, bytes]]:
    """The document of a report, the one with all its notebooks, and its files.

    A profile sums itself up: it is told without its brief, which is a page of its own where there
    is so much to say that it has a figure.
    """
    whole = published.document(books, language, meta)
    if PROFILE not in books or BRIEF not in books:
        return whole, whole, published.files(whole, formats)
    made = published.document({PROFILE: books[PROFILE]}, language, meta)
    written = published.files(made, [one for one in formats if one != "brief"])
    figures = whole.brief.main.iter("figure") if whole.brief else ()
    if "brief" in formats and any(one.find("table") is None for one in figures):
        written |= published.files(whole, ["brief"])
    return made, whole, written


def _numbers(made: Document) -> list[dict[str, str]]:
    """The numbers of the brief: each with its grade and what it is."""
    table = made.brief.main.find(".//figure[@class='table']//table") if made.brief else None
    if table is None:
        return []
    rows = ([cell.text for cell in row] for row in grid(table).body)
    return [dict(zip(("number", "grade", "what"), row, strict=False)) for row in rows]


def _news(sources: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """The sources that were published last, the newest first."""
    dated = [one for one in sources if one.get("published")]
    newest = sorted(dated, key=lambda one: one["published"], reverse=True)[:MOST_NEWS]
    return [{name: one.get(name, "") for name in ("title", "published", "url")} for one in newest]


def _check(value: str, choices: Sequence[str] | Mapping[str, Any], what: str) -> None:
    if value not in choices:
        expected = f"one of {', '.join(choices)}"
        fault = Fault(f"unknown {what} {value!r}", "", expected, nearest(value, choices))
        raise ReportError(str(fault))
