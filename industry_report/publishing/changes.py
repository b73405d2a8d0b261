"""What changed in the data since they were accepted with the reference."""

from __future__ import annotations

import csv
import difflib
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from industry_report.publishing.moves import Difference

DATA_FILES = ("indicators.csv", "datapackage.json", "logic_model.yaml")


def changed_rows(before: Path, after: Path) -> dict[str, str]:
    """Rows that differ between two datasets, by id, each with what changed.

    Raises DatasetError with everything that is wrong with ``after``; ``before`` was sound when it
    was accepted.
    """
    old, new = _stored_rows(before), _rows(after)
    changes = {}
    for id in dict.fromkeys((*old, *new)):
        was, now = old.get(id, {}), new.get(id, {})
        if not was:
            changes[id] = f"{id}: added (value {now['value']})"
        elif not now:
            changes[id] = f"{id}: dropped (value {was['value']})"
        elif was != now:
            moved = (
                f"{name} {was.get(name, '')!r} → {now[name]!r}"
                for name in now
                if was.get(name, "") != now[name]
            )
            changes[id] = f"{id}: {', '.join(moved)}"
    return changes


def _rows(path: Path) -> dict[str, dict[str, str]]:
    from industry_report.data import dataset
    from industry_report.data.validation import COLUMNS

    frame = dataset.load(path).frame
    return _by_id(frame[list(COLUMNS)].astype(str).to_dict("records"))


def _stored_rows(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        return _by_id(csv.DictReader(file))


def _by_id(rows: Iterable[dict[str, str]]) -> dict[str, dict[str, str]]:
    return {
        "/".join(
            row.get(name) or "" for name in ("region", "indicator", "period", "status", "source")
        ): row
        for row in rows
    }


def changed_files(reference: Path, data: Path) -> Iterator[Difference]:
    """Changes of the descriptor and the logic model, line by line."""
    for name in DATA_FILES[1:]:
        old, new = (
            (folder / name).read_text(encoding="utf-8", errors="replace").splitlines()
            for folder in (reference, data)
        )
        lines = [
            line
            for line in difflib.unified_diff(old, new, n=0, lineterm="")
            if line[:2] not in ("--", "++", "@@")
        ]
        for line in lines[:40]:
            before, after = line[1:].strip(), ""
            if line.startswith("+"):
                before, after = after, before
            yield Difference(f"data/{name}", "line", before, after)


def store_data(data: Path, reference: Path) -> None:
    """Copies of the data files; of the dataset as UTF-8, whatever it is kept in."""
    from industry_report.data import dataset
    from industry_report.data.validation import COLUMNS

    frame = dataset.load(data / DATA_FILES[0]).frame
    frame[list(COLUMNS)].to_csv(
        reference / DATA_FILES[0], index=False, lineterminator="\n", encoding="utf-8"
    )
    for name in DATA_FILES[1:]:
        shutil.copyfile(data / name, reference / name)
