"""What hangs on a row of the dataset, and what a figure or table rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from industry_report.data.codes import plain
from industry_report.data.defaults import COMMON
from industry_report.data.errors import SIMILAR_NAMES, ReportError, nearest
from industry_report.data.home import HOME
from industry_report.publishing.differences import DATA_FILES, short
from industry_report.publishing.record import EXHIBITS, Item, stored
from industry_report.publishing.reference import (
    ACCEPTED,
    RUNS,
    load,
    notebook_folder,
    reference_folder,
    signed,
)
from publisher.words import when

#: The editions of the report, today's first, by how the name of their run begins.
EDITIONS = {"baotou-today": "today's edition", "baotou": "the retrospective edition"}

#: What each edition says, by its name with its month.
Records = Mapping[str, Sequence[Item]]


def trace(name: str, root: Path = HOME, language: str = "en") -> str:
    """What hangs on an indicator, by id or name, or on a row, or what a figure or table rests on,
    from the reference of both editions in a language.

    Raises ReportError for a name that is none of these, with the nearest one.
    """
    from industry_report.data import dataset

    rows = dataset.load(root / "data" / DATA_FILES[0])
    records = {}
    for run, edition in EDITIONS.items():
        month = RUNS[f"{run}-{language}"].get("as_of", COMMON["as_of"])
        records[f"{edition} ({month})"] = load(reference_folder(root) / f"{run}-{language}.json")
    exhibits = {item.id for _, item in _items(records) if item.kind in EXHIBITS}
    entries = rows.codes.indicators.values()
    names = {plain(text): one.id for one in entries for text in (one.zh, one.en, one.id)}
    names |= {one: one for one in exhibits}
    name = names.get(plain(name), name)
    accepted = signed(reference_folder(root) / ACCEPTED, name, language)
    if accepted:
        accepted = ["", "Accepted changes:", *(f"  {line}" for line in accepted)]
    if name in rows.codes.indicators or any(row.id == name for row in rows):
        return "\n".join([*_of_indicator(name, rows, records, language), *accepted])
    if name in exhibits:
        return "\n".join([*_of_exhibit(name, rows, records, root, language), *accepted])
    near = names.get(nearest(plain(name), names, SIMILAR_NAMES), "")
    raise ReportError("trace.nothing", "", near, name=name)


def _items(records: Records) -> Iterator[tuple[str, Item]]:
    return ((edition, item) for edition, record in records.items() for item in record)


def _of_indicator(name: str, rows: Any, records: Records, language: str) -> list[str]:
    entry = rows.codes.indicators.get(name)
    lines = [name]
    if entry:
        label, definition = (getattr(entry, part + language) for part in ("", "definition_"))
        lines = [f"{name}: {label} ({entry.unit})", f"  {definition}"]
    own = [row for row in rows if name in (row.indicator, row.id)]
    lines += ["", "Rows:"] + [f"  {_row_line(row, rows, language)}" for row in own]
    ids = {row.id for row in own}
    users: dict[str, list[str]] = {}
    for edition, item in _items(records):
        if ids & set(item.rows):
            users.setdefault(f"{item.name}: {short(item.text)}", []).append(edition)
    if not users:
        return [*lines, "", f"Used in neither edition: {', '.join(records)}"]
    lines += ["", "Used by:"]
    return lines + [f"  {', '.join(dict.fromkeys(own))}: {user}" for user, own in users.items()]


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


def _of_exhibit(name: str, rows: Any, records: Records, root: Path, language: str) -> Iterator[str]:
    by_id = {row.id: row for row in rows}
    found: dict[tuple[str, ...], list[str]] = {}
    cells: dict[tuple[str, str], None] = {}
    for edition, item in _items(records):
        if item.kind in EXHIBITS and item.id == name:
            place = f"notebooks/{item.notebook}.ipynb, cell {item.cell}"
            head = f"{item.kind} {item.id}, in {edition}: {place}"
            found.setdefault((item.text, *item.rows), []).append(head)
            cells[item.notebook, item.cell] = None
    for (text, *ids), heads in found.items():
        yield from (*heads, "", text, "", "Rows:")
        for id in ids:
            known = id in by_id
            row = _row_line(by_id[id], rows, language) if known else f"{id}: not in the dataset"
            yield f"  {row}"
        yield ""
    for book, cell in cells:
        notebook = stored(notebook_folder(root, language) / f"{book}.ipynb")
        yield f"Formula (cell {cell} that made it):"
        for one in notebook.cells:
            if one.get("id") == cell:
                yield from (f"  {line}" for line in one.source.splitlines())
