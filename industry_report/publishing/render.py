"""Executed notebooks into a folder of documents, and the page that leads to all such folders.

    reports/index.html
    reports/<region>/<as_of>/<language>/{report.html,report.pdf,report.docx,01_situation.html,…,report.json}

A folder appears whole or not at all: it is written beside and exchanged with the one that is there.
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from nbformat import NotebookNode

from industry_report.data.errors import ReportError, nearest
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
    files: Mapping[str, bytes | str] | None = None,
) -> list[Path]:
    """Publish the executed notebooks of one report.

    Args:
        executed: the notebooks in their order, with outputs.
        language: "zh" or "en"; cells of the other language are left out.
        out: the folder to publish into. What it held before is replaced as a whole, and stays if anything goes wrong.
        formats: any of "html", "pdf", "docx".
        meta: title, subtitle, region, as_of, authors, sources, method, provenance (see ``document.Meta``).
        names: one name a notebook, without ".ipynb"; None takes papermill's input path.
        files: further files of the folder, by relative path ("notebooks/01_situation.ipynb").

    Returns:
        The files in the folder, documents of the whole report first.

    Raises:
        ReportError: unknown format or language, a notebook with a failed cell, or content that cannot be published.
    """
    _check(language, WORDS, "language")
    for one in formats:
        _check(one, FORMATS, "format")
    out, meta = Path(out), Meta.of(meta)
    names = list(names or _names(executed))
    for notebook, name in zip(executed, names, strict=True):
        if failed := first_error(notebook):
            raise ReportError(
                f"{name}, cell {failed[0]} failed: {failed[1]}; a report with a failed cell is not published"
            )
    links = {source.url for source in meta.sources if source.url}
    chapters = [
        read(notebook, name, language, links)
        for notebook, name in zip(executed, names, strict=True)
    ]
    document = assemble(chapters, language, meta)
    written = _documents(document, chapters, formats)
    manifest = {
        "title": document.title,
        "region": meta.region,
        "as_of": meta.as_of,
        "language": language,
        "documents": list(written),
        "provenance": meta.provenance,
    }
    written[MANIFEST] = json.dumps(manifest, ensure_ascii=False, indent=1, default=str) + "\n"
    replace_folder(out, written | dict(files or {}))
    return [out / name for name in (*written, *(files or {}))]


def _check(value: str, choices: Sequence[str] | Mapping[str, Any], what: str) -> None:
    if value not in choices:
        near = nearest(value, choices)
        raise ReportError(
            f"unknown {what} {value!r}; expected one of {', '.join(choices)}"
            + (f"; did you mean {near!r}?" if near else "")
        )


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


# Whole or not at all


def replace_folder(out: Path, files: Mapping[str, bytes | str]) -> None:
    """Make ``out`` a folder of exactly these files, in one step as others see it.

    Raises:
        ReportError: a file name that leaves the folder, or a folder that cannot be written; the old one is still there.
    """
    for name in files:
        if Path(name).is_absolute() or ".." in Path(name).parts:
            raise ReportError(f"file name {name!r} leads out of the report's folder")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
        try:
            fresh.chmod(0o755)
            for name, content in files.items():
                path = fresh / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
            _exchange(fresh, out)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    except OSError as error:
        raise ReportError(
            f"{out}: cannot write the report ({error.strerror or error}); what was there is unchanged"
        ) from None


def _exchange(fresh: Path, out: Path) -> None:
    """Put ``fresh`` in the place of ``out``; what was there ends up at ``fresh``."""
    if not out.exists():
        try:
            fresh.rename(out)
            return
        except OSError:
            if not out.exists():  # somebody else may just have published the same report
                raise
    if not _swap(fresh, out):
        aside = fresh.with_name(fresh.name + ".old")
        out.rename(aside)
        try:
            fresh.rename(out)
        except OSError:
            aside.rename(out)
            raise
        shutil.rmtree(aside, ignore_errors=True)


def _swap(one: Path, other: Path) -> bool:
    """Exchange two folders in one step where the system can (Linux); False where it cannot."""
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    here, exchange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
    return renameat2(here, os.fsencode(one), here, os.fsencode(other), exchange) == 0


# The front door


def write_index(reports: Path | str) -> Path:
    """Write ``index.html``: every report found below a folder, with its documents and their sizes.

    Args:
        reports: the folder that holds <region>/<as_of>/<language>.

    Returns:
        The page.
    """
    reports = Path(reports)
    found = [_manifest(path) for path in sorted(reports.glob(f"*/*/*/{MANIFEST}"))]
    found = [one for one in found if one]
    if found:
        rows = "".join(_row(reports, folder, manifest) for folder, manifest in found)
        heads = "".join(
            f'<th scope="col">{zh} <span lang="en">{en}</span></th>' for zh, en in _HEADS
        )
        body = (
            '<div class="scroll" role="region" tabindex="0" aria-label="报告列表 Reports">'
            f"<table><thead><tr>{heads}</tr></thead>"
            f"<tbody>{rows}</tbody></table></div>"
        )
    else:
        body = (
            '<p>这里还没有报告。<span lang="en">No report has been published here yet.</span></p>'
        )
    page = html.front_page("工业发展分析报告", "Reports on industrial development", body)
    target = reports / "index.html"
    try:
        reports.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".index-", dir=reports)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(page)
        os.chmod(name, 0o644)
        os.replace(name, target)
    except OSError as error:
        raise ReportError(f"{target}: cannot write ({error.strerror or error})") from None
    return target


_HEADS = (
    ("报告", "Report"),
    ("地区", "Region"),
    ("数据截至", "As of"),
    ("语言", "Language"),
    ("文件", "Files"),
)
_LANGUAGES = {"zh": "中文", "en": "English"}


def _manifest(path: Path) -> tuple[Path, dict[str, Any]] | None:
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return (path.parent, manifest) if isinstance(manifest, dict) else None


def _row(reports: Path, folder: Path, manifest: Mapping[str, Any]) -> str:
    language = str(manifest.get("language", ""))
    lang = "en" if language == "en" else "zh-CN"
    documents = [name for name in manifest.get("documents", []) if (folder / name).is_file()]
    wholes = [name for name in documents if name.startswith("report.")]
    address = quote(
        (folder.relative_to(reports) / (wholes or documents or [MANIFEST])[0]).as_posix()
    )
    at = folder.relative_to(reports)
    files = ", ".join(
        f'<a href="{quote((at / name).as_posix())}">{LABELS.get(Path(name).suffix[1:], name)}</a> {size(folder / name)}'
        for name in wholes
    )
    title = escape(str(manifest.get("title") or folder.name))
    region = escape(str(manifest.get("region") or folder.parent.parent.name))
    return (
        f'<tr><th scope="row" lang="{lang}"><a href="{address}">{title}</a></th><td lang="{lang}">{region}</td>'
        f"<td>{escape(str(manifest.get('as_of') or folder.parent.name))}</td>"
        f'<td lang="{lang}">{_LANGUAGES.get(language, escape(language))}</td><td>{files}</td></tr>'
    )


def size(path: Path) -> str:
    """The size of a file for people: "612 kB", "1.4 MB"."""
    count = path.stat().st_size
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{max(count // 1000, 1)} kB"
