"""The page that leads to all reports below an output folder: ``index.html``.

The page ends with a digest of itself. That is how the next run knows that it wrote the page and
nobody has edited it since; any other ``index.html`` stays.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from industry_report.data.errors import ReportError
from industry_report.publishing import published
from industry_report.publishing.folders import digest
from industry_report.publishing.output_folder import OutputFolder
from industry_report.publishing.published import LABELS
from industry_report.publishing.render import MANIFEST
from industry_report.words.catalogue import Catalogue, languages

PAGE = "index.html"
FIRST, SECOND = "zh", "en"
#: What the list says of each report.
COLUMNS = ("report", "region", "as_of", "language", "settings", "files")
SEAL = "<!-- written by report render; SHA-256 of what stands above: {} -->\n"


def write_index(reports: Path | str) -> Path:
    """Write ``index.html``: every report found below a folder, with its documents and their sizes.

    Args:
        reports: the folder that holds <region>/<as_of>/<language>.

    Returns:
        The page.

    Raises:
        ReportError: a page of somebody else's is there, or it cannot be written.
    """
    output = OutputFolder(reports)
    target = output.root / PAGE
    try:
        with output.locked(target):
            if target.exists() and not is_ours(target.read_bytes()):
                raise ReportError(
                    f"{target}: is not as report render wrote it and was left; "
                    "move it away to get a list of reports"
                )
            page = _page(output.root)
            output.write(target, (page + SEAL.format(digest(page.encode()))).encode())
    except OSError as error:
        raise ReportError(f"{target}: cannot write ({error.strerror or error})") from None
    return target


def is_ours(page: bytes) -> bool:
    """Whether a page is as ``write_index`` wrote it."""
    before, after = (part.encode() for part in SEAL.split("{}"))
    found = re.fullmatch(
        b"(.*)" + re.escape(before) + b"([0-9a-f]{64})" + re.escape(after), page, re.DOTALL
    )
    return found is not None and digest(found[1]) == found[2].decode()


def _page(reports: Path) -> str:
    rows = "".join(_row(reports, folder, manifest) for folder, manifest in _manifests(reports))
    words = {language: _words(language)["index"] for language in (FIRST, SECOND)}
    body = f"<p>{_in_both('empty')}</p>"
    if rows:
        heads = "".join(f'<th scope="col">{_in_both(column)}</th>' for column in COLUMNS)
        label = " ".join(texts["list"] for texts in words.values())
        body = (
            f'<div class="scroll" role="region" tabindex="0" aria-label="{label}">'
            f"<table><thead><tr>{heads}</tr></thead>"
            f"<tbody>{rows}</tbody></table></div>"
        )
    return published.front_page(words[FIRST]["title"], words[SECOND]["title"], body)


def _words(language: str) -> Mapping[str, Any]:
    return Catalogue(language).words


def _in_both(id: str) -> str:
    """A text of the page in its first language, and in the second beside it."""
    first, second = (_words(language)["index"][id] for language in (FIRST, SECOND))
    return f'{first} <span lang="{SECOND}">{second}</span>'


def _manifests(reports: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Every report's folder with what its ``report.json`` says, of each place the newest vantage
    point first; temporary folders are none.
    """
    found = sorted(reports.glob(f"*/*/*/{MANIFEST}"))
    found.sort(key=lambda path: path.parts[-3], reverse=True)
    for path in sorted(found, key=lambda path: path.parts[-4]):
        if any(part.startswith(".") for part in path.relative_to(reports).parts):
            continue
        try:
            manifest = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(manifest, dict):
            yield path.parent, manifest


def _row(reports: Path, folder: Path, manifest: Mapping[str, Any]) -> str:
    language = str(manifest.get("language", ""))
    lang = {"en": "en"}.get(language, "zh-CN")
    documents = [name for name in manifest.get("documents", []) if (folder / name).is_file()]
    wholes = [name for name in documents if name.startswith("report.")]
    at = folder.relative_to(reports)
    address = quote((at / [*wholes, *documents, MANIFEST][0]).as_posix())
    files = ", ".join(_link(at, folder / name) for name in wholes)
    title = escape(str(manifest.get("title") or folder.name))
    region = escape(str(manifest.get("region") or folder.parent.parent.name))
    usual, name = "", language
    if language in languages():
        words = _words(language)
        usual, name = words["index"]["usual"], words["name"]
    settings = escape(str(manifest.get("settings") or usual))
    as_of = escape(str(manifest.get("as_of") or folder.parent.name))
    return (
        f'<tr><th scope="row" lang="{lang}"><a href="{address}">{title}</a></th>'
        f'<td lang="{lang}">{region}</td><td>{as_of}</td>'
        f'<td lang="{lang}">{escape(name)}</td>'
        f'<td lang="{lang}">{settings}</td><td>{files}</td></tr>'
    )


def _link(at: Path, file: Path) -> str:
    label = LABELS.get(file.suffix[1:], file.name)
    return f'<a href="{quote((at / file.name).as_posix())}">{label}</a> {size(file)}'


def size(path: Path) -> str:
    """The size of a file for people: "612 kB", "1.4 MB"."""
    count = path.stat().st_size
    if count >= 1e6:
        return f"{count / 1e6:.1f} MB"
    return f"{max(count // 1000, 1)} kB"
