"""The rows of an import beside those that the dataset has: what is new, what changes, and writing
it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from industry_report.data.csvfile import read_sheet
from industry_report.data.dataset import load
from industry_report.data.defaults import this_month
from industry_report.data.errors import DatasetError, Fault, in_line
from industry_report.data.message import Message
from industry_report.data.validation import COLUMNS
from industry_report.office.descriptor import (
    DATASET,
    DESCRIPTOR,
    Descriptor,
    Record,
    as_csv,
    slug,
    unused,
    write_whole,
)
from industry_report.office.doubts import Doubts
from industry_report.office.messages import Messages
from industry_report.office.naming import Lists
from industry_report.office.reading import Key, Reading, Row, key_of
from industry_report.office.spans import end_of

#: How an import is told that an unusual value is right.
CHECKED = Message("observation.reasoned")
#: What a sheet says about a row; the rest of a row that is there already is the office's to keep.
SAID = ("value", "unit", "qualifier")


@dataclass
class Merge:
    """The dataset as it would be.

    Attributes:
        rows: all rows by key, in order; ``lines``: where those stand that were there before.
        added: rows that are new; ``changed``: with what stood there; ``unchanged``: how many.
        missing: how many rows of this source the files do not have; they are kept.
        faults: what would be wrong with the dataset.
        source: the record of the source; ``guessed``: whether its month was not given.
    """

    source: Record
    guessed: bool
    rows: dict[Key, dict[str, str]] = field(default_factory=dict)
    lines: dict[Key, int] = field(default_factory=dict)
    added: list[Row] = field(default_factory=list)
    changed: list[tuple[Row, dict[str, str]]] = field(default_factory=list)
    unchanged: int = 0
    missing: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def nothing(self) -> bool:
        """Whether the dataset stays as it is."""
        return not self.added and not self.changed


def existing_rows(folder: Path) -> dict[Key, dict[str, str]]:
    """The rows of a folder's dataset by key; DatasetError with every fault of it."""
    load(folder / DATASET)
    frame = read_sheet(folder / DATASET, COLUMNS).frame
    rows = frame.astype(str).to_dict("records")
    return {key_of(row): row for row in rows}


def source_record(
    descriptor: Descriptor, title: str, published: str, rows: Iterable[Row]
) -> tuple[Record, bool]:
    """The source of an import, and whether its month had to be taken from its periods.

    The same title is the same source. A month that is not given is that of the record that is
    there, else the end of the last period that is no plan, before which nothing can have been
    known, and not later than this month.
    """
    known = descriptor.records("source-list")
    same = next((one for one in known.values() if one["title_zh"] == title), None)
    if same and not published:
        return same, False
    id = same["id"] if same else unused(slug(title) or "source", known)
    ends = [end_of(row.fields["period"]) for row in rows if row.fields["status"] == "observed"]
    month = published or min(max(ends, default=this_month()), this_month())
    place = next(iter(descriptor.codes.regions.values()))
    record = {"id": id, "title_zh": title, "title_en": title}
    record |= {"publisher_zh": place.zh, "publisher_en": place.en}
    record |= {"published": month, "known_from": month}
    record |= {"terms": "", "access": "report import", "url": ""}
    return {**(same or {}), **record}, not published


def merged(
    folder: Path, descriptor: Descriptor, reading: Reading, title: str, published: str
) -> Merge:
    """The dataset with the rows of a reading. Raises DatasetError where it is faulty before."""
    rows = existing_rows(folder)
    source, guessed = source_record(descriptor, title, published, reading.rows)
    merge = Merge(source, guessed, lines={key: line for line, key in enumerate(rows, 2)})
    kept = {key for key in rows if key[-1] == source["id"]}
    for row in reading.rows:
        row = replace(row, fields={**row.fields, "source": source["id"]})
        before = rows.get(row.key)
        kept.discard(row.key)
        if before is None:
            merge.added.append(row)
            rows[row.key] = row.fields
        elif all(before[name] == row.fields[name] for name in SAID):
            merge.unchanged += 1
        else:
            merge.changed.append((row, before))
            said = {name: row.fields[name] for name in (*SAID, "locator")}
            rows[row.key] = {**before, **said}
    merge.missing = len(kept)
    merge.rows = {key: rows[key] for key in sorted(rows)}
    return merge


def extend(descriptor: Descriptor, lists: Lists, merge: Merge) -> None:
    """Add to the descriptor what the rows need: places, indicators, units, the source."""
    indicators = descriptor.records("indicator-list")
    units = descriptor.records("units")
    for id in dict.fromkeys(row["indicator"] for row in merge.rows.values()):
        if id not in indicators:
            descriptor.add("indicator-list", lists.indicators[id])
    for id in dict.fromkeys(row["region"] for row in merge.rows.values()):
        if id in lists.places:
            descriptor.add("regions", lists.places[id])
    for record in lists.listed.values():
        descriptor.add("regions", record)
    used = [row["unit"] for row in merge.rows.values()]
    used += [record["unit"] for record in descriptor.records("indicator-list").values()]
    for id in dict.fromkeys(used):
        if id not in units:
            descriptor.add("units", lists.units[id])
    if descriptor.records("source-list").get(merge.source["id"]) != merge.source:
        descriptor.add("source-list", merge.source)


def faults_of(merge: Merge, descriptor: Descriptor, reason: str, say: Messages) -> list[Fault]:
    """What would be wrong with the dataset, each with the cell of the sheet that it comes from.

    Unusual values of the sheet are marked as checked where there is a ``reason`` why they are
    right.
    """
    keys = list(merge.rows)
    imported = [*merge.added, *(row for row, _ in merge.changed)]
    new = {row.key for row in imported}
    doubts = list(Doubts(descriptor, merge.rows, say).of(imported))
    faults = _faults(merge, descriptor)
    doubted = {key for keys, _ in doubts for key in keys}
    doubted |= {
        keys[line - 2]
        for fault in faults
        if "way" in fault.values
        for line in (*fault.values["lines"], fault.values.get("other"))
        if line
    }
    if reason and doubted & new:
        for key in doubted & new:
            fields = merge.rows[key]
            flags = " ".join([*fields["flag"].split(), "checked"])
            merge.rows[key] = fields | {"flag": flags, "note": fields["note"] or reason}
        faults, doubts = _faults(merge, descriptor), []
    cells = {key: in_line(DATASET, line) for key, line in merge.lines.items()}
    cells |= {row.key: row.where for row in imported}
    places = {number: cells[key] for number, key in enumerate(keys, 2)}
    return [*(_at_cell(fault, places) for fault in faults), *(one for _, one in doubts)]


def _faults(merge: Merge, descriptor: Descriptor) -> Sequence[Fault]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / DESCRIPTOR).write_text(descriptor.text(), encoding="utf-8")
        (folder / DATASET).write_text(as_csv(merge.rows.values()), encoding="utf-8")
        try:
            load(folder / DATASET)
        except DatasetError as error:
            return error.faults
    return []


def _at_cell(fault: Fault, places: Mapping[int, str | Message]) -> Fault:
    lines = fault.values.get("lines")
    # The line of the value beside it is one of a file that is not written.
    return fault.at(places[lines[0]] if lines else fault.where, way=CHECKED, at_line="")


def write(folder: Path, descriptor: Descriptor, merge: Merge) -> None:
    """Write the descriptor, then the dataset, each whole or not at all.

    In this order a command that is interrupted leaves a dataset that is still valid: records that
    no row names do no harm.
    """
    if descriptor.added:
        write_whole(folder / DESCRIPTOR, descriptor.text())
    if not merge.nothing:
        write_whole(folder / DATASET, as_csv(merge.rows.values()))
