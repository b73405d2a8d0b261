"""Executed notebooks as the documents of a report, made by the publisher, strictly: nothing is
shown by a substitute.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from html import escape
from threading import Thread
from typing import Any

from nbformat import NotebookNode

from industry_report.data.errors import ReportError
from industry_report.publishing.editions import BRIEF
from industry_report.publishing.runs import DOCUMENTS
from publisher import FONTS, PublishingError
from publisher.about import about
from publisher.document import Document, read
from publisher.glyphs import Fonts
from publisher.reading import Options

FORMATS = tuple(DOCUMENTS)
LABELS = {"html": "HTML", "pdf": "PDF", "docx": "Word"}
WHOLE = DOCUMENTS["html"]
OPTIONS = Options(printed_code=False, most_lines=0, most_rows=0, strict=True)


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
            raise ReportError(
                f"{name}, cell {number} failed: {error}; "
                "a report with a failed cell is not published"
            )
    if BRIEF in executed:
        executed[BRIEF].metadata.setdefault("publisher", {})["part"] = "brief"
    facts = about({**meta, "place": meta.get("region", ""), "language": language})
    try:
        return read(executed, facts, OPTIONS)
    except PublishingError as error:
        raise ReportError(str(error)) from None


def _errors(notebook: NotebookNode) -> Iterator[tuple[int, str]]:
    for number, cell in enumerate(notebook.cells, 1):
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                yield number, f"{output.get('ename', '')}: {output.get('evalue', '')}"


def files(made: Document, formats: Sequence[str]) -> dict[str, bytes]:
    """The files of a report by name, those of the whole report first.

    The writers work at once: most of what PDF and Word take is spent in Typst and pandoc. Those
    that are not needed are not loaded.

    Raises:
        ReportError: a writer refuses the document.
    """
    written: dict[str, bytes] = {}
    with ThreadPoolExecutor(len(FORMATS)) as pool:
        printed = {
            DOCUMENTS[one]: pool.submit(_printed, made, one) for one in formats if one != "html"
        }
        try:
            if "html" in formats:
                written |= {name: page.encode() for name, page in _pages(made, formats).items()}
            done = {name: future.result() for name, future in printed.items()}
            written |= {name: content for name, content in done.items() if content is not None}
        except PublishingError as error:
            raise ReportError(str(error)) from None
    return {name: written[name] for name in sorted(written, key=is_of_one_notebook)}


def is_of_one_notebook(name: str) -> bool:
    """Whether a document is not of the whole report."""
    return name not in DOCUMENTS.values()


def _printed(made: Document, form: str) -> bytes | None:
    """A file; None for the brief of a report that has none."""
    if form == "brief":
        from publisher import brief

        return brief.pdf(made)
    if form == "pdf":
        from publisher import typeset

        return typeset.pdf(made)
    from publisher import word

    return word.docx(made)


def prepare() -> Thread:
    """Load what makes documents, in a thread, while the notebooks still run in processes of their
    own.
    """
    loading = Thread(target=_load, daemon=True)
    loading.start()
    return loading


def _load() -> None:
    from publisher import press, typeset, web  # noqa: F401 (loaded for later)

    press.typst_fonts(FONTS)
    _ = Fonts().known


def _pages(made: Document, formats: Sequence[str]) -> dict[str, str]:
    """The page of the whole report and one for each notebook, each with links to the other
    files.
    """
    from publisher import web

    pages = {chapter.name: f"{chapter.name}.html" for chapter in made.chapters}
    links = [(WHOLE, made.words["whole"])]
    names = [(one.name, made.name_of(one.name, one.title)) for one in made.chapters]
    links += [(pages[chapter], name) for chapter, name in names]
    labels = LABELS | {"brief": f"{made.words['brief']} (PDF)"}
    shown = [one for one in FORMATS if one in formats and one != "html"]
    links += [(DOCUMENTS[one], labels[one]) for one in shown if one != "brief" or made.brief]
    if not made.whole:
        return {WHOLE: web.page(made, links, WHOLE)}
    chapters = {page: web.page(made, links, page, name, pages) for name, page in pages.items()}
    return {WHOLE: web.page(made, links, WHOLE)} | chapters


def front_page(title: str, subtitle: str, body: str) -> str:
    """A page of links in Chinese and English around ``body``; all three are HTML."""
    from publisher import web

    return web.frame(
        "zh",
        title,
        body,
        bold=body,
        subtitle=f'<p class="subtitle" lang="en">{subtitle}</p>',
        description=subtitle,
    )


def front_table(heads: Sequence[str], rows: str, label: str) -> str:
    """A table of such a page, which can be sorted and filtered; heads and rows are HTML."""
    from publisher.parts import named_fields

    cells = "".join(f'<th scope="col">{head}</th>' for head in heads)
    plain = [re.sub("<[^<>]*>", "", head) for head in heads]
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{label}">'
        f'<table class="cards" style="{escape(named_fields(plain))}">'
        f"<thead><tr>{cells}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
