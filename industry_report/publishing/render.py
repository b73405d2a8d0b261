"""Executed notebooks as the files of one report: documents in several formats and ``report.json``,
made by the publisher, strictly: nothing is shown by a substitute.

report.html, report.pdf, report.docx    the whole report
brief.pdf                               its brief, on one page
01_situation.html, …                    a page for each notebook
report.json                             what it is and what it was made from
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event, Thread
from typing import Any

from nbformat import NotebookNode

from industry_report.data.errors import ReportError, nearest
from industry_report.publishing.editions import BRIEF, PROFILE
from industry_report.publishing.runs import DOCUMENTS, MANIFEST
from publisher import FONTS, PublishingError
from publisher.about import about
from publisher.document import Document, read
from publisher.glyphs import Fonts
from publisher.reading import Options
from publisher.tables import grid
from publisher.words import LANGUAGES

MOST_NEWS = 4  # sources that the page of all reports names as new
FORMATS = tuple(DOCUMENTS)
LABELS = {"html": "HTML", "pdf": "PDF", "docx": "Word"}
WHOLE = DOCUMENTS["html"]
OPTIONS = Options(printed_code=False, most_lines=0, most_rows=0, strict=True)


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
            ``document``).
        settings: in words, how the report differs from the one with the usual settings.

    Raises:
        ReportError: unknown language, a notebook with a failed cell, or content that cannot be
            published.
    """
    if language not in LANGUAGES:
        near, known = nearest(language, LANGUAGES), [*LANGUAGES]
        raise ReportError("ask.language", "", near, text=repr(language), known=known)
    meta = dict(meta or {})
    made, whole, written = _documents(books, language, formats, meta)
    manifest = {
        "title": made.title,
        "region": meta.get("region", ""),
        "level": meta.get("level", ""),
        "as_of": made.ends,
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

    A profile sums itself up: it is told without its brief, which is a page of its own where it has
    a chart or a verdict.
    """
    whole = document(books, language, meta)
    if PROFILE not in books or BRIEF not in books:
        return whole, whole, files(whole, formats)
    made = document({PROFILE: books[PROFILE]}, language, meta)
    said = [one for cell in books[BRIEF].cells for one in cell.get("outputs", ())]
    told = [one.get("metadata", {}).get("publisher", {}) for one in said]
    marks = {one.get(name) for one in told for name in ("id", "kind")}
    if "title-open" in marks and "figure" not in marks:
        return made, whole, files(made, [one for one in formats if one != "brief"])
    return made, whole, files(made, formats, whole)


def _numbers(made: Document) -> list[dict[str, str]]:
    """The numbers of the brief: each with its grade and what it is, without what stands beside."""
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


def document(
    executed: Mapping[str, NotebookNode], language: str, meta: Mapping[str, Any]
) -> Document:
    """The document of a report.

    Args:
        executed: the notebooks with their outputs, by name.
        language: of the words that the document adds.
        meta: title, subtitle, region, as_of, authors, sources, method, provenance.

    Raises:
        ReportError: a cell failed, or something cannot be published.
    """
    for name, notebook in executed.items():
        for number, error in _errors(notebook):
            raise ReportError("render.cell", name=name, number=number, why=error)
    if BRIEF in executed:
        executed[BRIEF].metadata.setdefault("publisher", {})["part"] = "brief"
    facts = about({**meta, "place": meta.get("region", ""), "language": language})
    try:
        return read(executed, facts, OPTIONS)
    except PublishingError as error:
        raise ReportError("fault.text", text=str(error)) from None


def _errors(notebook: NotebookNode) -> Iterator[tuple[int, str]]:
    for number, cell in enumerate(notebook.cells, 1):
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                yield number, f"{output.get('ename', '')}: {output.get('evalue', '')}"


def files(
    made: Document, formats: Sequence[str], whole: Document | None = None
) -> dict[str, bytes]:
    """The files of a report by name, those of the whole report first; its brief is that of
    ``whole``, without one its own.

    The writers work at once: most of what PDF and Word take is spent in Typst and pandoc. The pages
    begin when Typst has its source, so that it need not wait for theirs. Those that are not needed
    are not loaded.

    Raises:
        ReportError: a writer refuses the document.
    """
    written: dict[str, bytes] = {}
    printed: dict[str, Future[bytes | None]] = {}
    with ThreadPoolExecutor(len(FORMATS)) as pool:
        for one in (one for one in FORMATS if one in formats and one != "html"):
            begun = Event()
            told = {"brief": whole or made}.get(one, made)
            printed[DOCUMENTS[one]] = pool.submit(_printed, told, one, begun)
            begun.wait()
        try:
            if "html" in formats:
                pages = _pages(made, formats, bool((whole or made).brief))
                written |= {name: page.encode() for name, page in pages.items()}
            done = {name: future.result() for name, future in printed.items()}
            written |= {name: content for name, content in done.items() if content is not None}
        except PublishingError as error:
            raise ReportError("fault.text", text=str(error)) from None
    return {name: written[name] for name in sorted(written, key=is_of_one_notebook)}


def is_of_one_notebook(name: str) -> bool:
    """Whether a document is not of the whole report."""
    return name not in DOCUMENTS.values()


def _printed(made: Document, form: str, begun: Event) -> bytes | None:
    """A file; None for the brief of a report that has none. ``begun`` is set as soon as others need
    not wait for it."""
    if form == "pdf":
        from publisher import typeset

        try:
            return typeset.pdf(made, begun)
        finally:
            begun.set()
    begun.set()
    if form == "brief":
        from publisher import brief

        return brief.pdf(made)
    from publisher import word

    return word.docx(made)


def prepare() -> Thread:
    """Load what makes documents, in a thread, while the notebooks run in their own processes."""
    loading = Thread(target=_load, daemon=True)
    loading.start()
    return loading


def _load() -> None:
    from publisher import press, typeset, web  # noqa: F401 (loaded for later)

    press.typst_fonts(FONTS)
    _ = Fonts().known


def _pages(made: Document, formats: Sequence[str], briefed: bool) -> dict[str, str]:
    """The page of the whole report and one for each notebook, with links to the other files, to a
    brief where it is ``briefed``.
    """
    from publisher import web
    from publisher.parts import Parts

    pages = {chapter.name: f"{chapter.name}.html" for chapter in made.chapters}
    links = [(WHOLE, made.words["whole"])]
    names = [(one.name, made.name_of(one.name, one.heading)) for one in made.chapters]
    links += [(pages[chapter], name) for chapter, name in names]
    labels = LABELS | {"brief": f"{made.words['brief']} (PDF)"}
    shown = [one for one in FORMATS if one in formats and one != "html"]
    links += [(DOCUMENTS[one], labels[one]) for one in shown if one != "brief" or briefed]
    parts = Parts(made)
    written = {WHOLE: web.page(made, links, WHOLE, parts=parts)}
    for name, page in pages.items() if made.whole else ():
        written[page] = web.page(made, links, page, name, pages, parts)
    return written
