"""Is a report what this checkout makes of the same data and parameters? It is made again.

What a report records of itself can be replaced together with its files; what is made again cannot.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from industry_report.data.errors import ReportError
from industry_report.data.home import HOME
from industry_report.publishing import batch
from industry_report.publishing.ingredients import environment_digest
from industry_report.publishing.provenance import embedded, here, recorded
from industry_report.publishing.runs import DOCUMENTS, MANIFEST, RECORD, Run, Settings
from publisher.words import LANGUAGES

_LANGUAGE = re.compile(r'hreflang="([a-z]+)')


def differences(folder: Path, root: Path = HOME) -> list[str]:
    """The files of a report that are not, byte for byte, those that are made of its parameters.

    Args:
        folder: of the report.
        root: the checkout.

    Raises:
        ReportError: its parameters cannot be read, or it cannot be made.
    """
    run, formats, environment = _asked(folder)
    with TemporaryDirectory(prefix="report-") as output:
        settings = Settings(
            root=str(root),
            output=output,
            formats=formats,
            force=True,
            folders=frozenset(replace(run, language=one).folder for one in _linked(folder)),
        )
        result = batch.make(run, settings)
        if result.status != "done":
            raise ReportError("verify.not_anew", str(folder), why=result.why)
        fresh = Path(output) / run.folder
        names = sorted({*recorded(folder), *recorded(fresh)})
        apart = [name for name in names if _content(folder / name) != _content(fresh / name)]
    lines = [f"{name}: is not what this checkout makes of the same data" for name in apart]
    if lines and environment != environment_digest():
        lines.append("environment: other packages were installed when it was made")
    return lines


def _asked(folder: Path) -> tuple[Run, tuple[str, ...], str]:
    """The run that made a report, the formats that it was asked for, and what was installed."""
    made = embedded(folder / MANIFEST)
    try:
        parts = json.loads((folder / RECORD).read_text(encoding="utf-8"))["parts"]
        formats = tuple(one for one in DOCUMENTS if one in parts["formats"])
        return Run.of(here(made["parameters"], folder)), formats, str(parts["environment"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise ReportError("verify.no_way", str(folder / RECORD)) from None


def _linked(folder: Path) -> set[str]:
    """The languages that pages of a report lead to: those of the batch that it was made in."""
    pages = (path.read_text("utf-8", errors="replace") for path in folder.glob("*.html"))
    return {code for page in pages for code in _LANGUAGE.findall(page)} & set(LANGUAGES)


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
