"""What hangs on a row of the dataset, and what a figure or table rests on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from industry_report.data.codes import plain
from industry_report.data.errors import SIMILAR_NAMES, Fault, ReportError, nearest
from industry_report.data.home import HOME
from industry_report.publishing.differences import DATA_FILES, short
from industry_report.publishing.record import EXHIBITS, Item, stored
from industry_report.publishing.reference import (
    ACCEPTED,
    STORED,
    load,
    notebook_folder,
    reference_folder,
    signed,
)
from publisher.words import when


def trace(name: str, root: Path = HOME, language: str = "en") -> str:
    """What hangs on an indicator, by id or name, or on a row, or what a figure or table rests on,
    from the reference of the default run in a language.

    Raises ReportError for a name that is none of these, with the nearest one.
    """
    from industry_report.data import dataset

    rows = dataset.load(root / "data" / DATA_FILES[0])
    record = load(reference_folder(root) / f"{STORED[language]}.json")
    exhibits = {item.id: item for item in record if item.kind in EXHIBITS}
    entries = rows.codes.indicators.values()
    names = {plain(text): one.id for one in entries for text in (one.zh, one.en, one.id)}
    names |= {one: one for one in exhibits}
    name = names.get(plain(name), name)
    accepted = signed(reference_folder(root) / ACCEPTED, name, language)
    if accepted:
        accepted = ["", "Accepted changes:", *(f"  {line}" for line in accepted)]
    if name in rows.codes.indicators or any(row.id == name for row in rows):
        return "\n".join([_trace_indicator(name, rows, record, language), *accepted])
    if name in exhibits:
        return "\n".join([_trace_exhibit(exhibits[name], rows, root, language), *accepted])
    near = names.get(nearest(plain(name), names, SIMILAR_NAMES), "")
    expected = "an indicator, a row id, a figure or a table"
    raise ReportError(str(Fault(f"nothing is called {name!r}", "", expected, near)))


def _trace_indicator(name: str, rows: Any, record: Sequence[Item], language: str) -> str:
    entry = rows.codes.indicators.get(name)
    lines = [name]
    if entry:
        label, definition = (getattr(entry, part + language) for part in ("", "definition_"))
        lines = [f"{name}: {label} ({entry.unit})", f"  {definition}"]
    own = [row for row in rows if name in (row.indicator, row.id)]
    lines += ["", "Rows:"] + [f"  {_row_line(row, rows, language)}" for row in own]
    ids = {row.id for row in own}
    users = [item for item in record if ids & set(item.rows)]
    heading = "Used by nothing in the default report."
    if users:
        heading = "Used by:"
    lines += ["", heading]
    lines += [f"  {item.name}: {short(item.text)}" for item in users]
    return "\n".join(lines)


def _row_line(row: Any, rows: Any, language: str) -> str:
    source = rows.codes.sources[row.source]
    publisher, title = (getattr(one, language) for one in (source.publisher, source.title))
    value = " ".join(filter(None, (row.qualifier, row.text, row.unit)))
    parts = [
        f"line {row.line}: {row.region} {row.period} {value} ({row.status}, {row.confidence})",
        f"{publisher}, {title} ({source.published})",
    ]
    note = when(row.note, f" — {row.note}")
    return f"{'; '.join(parts)}, {row.locator or 'no locator'}{note}"


def _trace_exhibit(item: Item, rows: Any, root: Path, language: str) -> str:
    notebook = stored(notebook_folder(root, language) / f"{item.notebook}.ipynb")
    source = next((cell.source for cell in notebook.cells if cell.get("id") == item.cell), "")
    by_id = {row.id: row for row in rows}
    lines = [
        f"{item.kind} {item.id}, in notebooks/{item.notebook}.ipynb, cell {item.cell}",
        "",
        item.text,
        "",
        "Rows:",
    ]
    for id in item.rows:
        row = f"{id}: not in the dataset"
        if id in by_id:
            row = _row_line(by_id[id], rows, language)
        lines.append(f"  {row}")
    lines += ["", "Formula (the cell that made it):"]
    return "\n".join([*lines, *(f"  {line}" for line in source.splitlines())])
