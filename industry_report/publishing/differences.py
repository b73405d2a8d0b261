"""What moved between two records of a run, from what to what, and because of which row; and what
changed in the data since they were accepted."""

from __future__ import annotations

import csv
import difflib
import math
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest
from pathlib import Path
from typing import Any

from industry_report.publishing.record import Item
from publisher.words import when

NUMBER = re.compile(r"[−-]?\d[\d,]*(?:\.\d+)?")
#: What a line of each kind of output is called.
LINES = {
    "text": "sentence",
    "findings": "finding",
    "prose": "paragraph",
    "parameters": "default",
}
#: What is called so moved in its looks alone.
DRAWINGS = ("drawing", "layout")
#: What of a published page moved.
PAGE = "line of the page"
#: What is said in the place of what is not there.
NOTHING = "(nothing)"


@dataclass(frozen=True)
class Difference:
    """One thing that moved.

    Attributes:
        where: run, notebook and output.
        what: what of it moved ("sentence", "data, Baotou, Growth (%)").
        before, after: from what to what; "" where there was or is nothing.
        causes: the changed dataset rows that it rests on.
    """

    where: str
    what: str
    before: str
    after: str
    causes: tuple[str, ...] = ()

    def __str__(self) -> str:
        lines = [
            f"{self.where}: {self.what}",
            f"    was  {self.before or NOTHING}",
            f"    is   {self.after or NOTHING}",
        ]
        return "\n".join(lines + [f"    row  {cause}" for cause in self.causes])


def compare(
    run: str,
    before: Sequence[Item],
    after: Sequence[Item],
    changed: Mapping[str, tuple[str, str]],
    tolerance: float,
) -> list[Difference]:
    """What moved between two records of a run.

    Args:
        run: name of the run, for the message.
        before, after: the reference and the new record.
        changed: dataset rows that changed, by id: what of them, before and after.
        tolerance: relative difference up to which two numbers are the same.
    """
    old, new = {item.key: item for item in before}, {item.key: item for item in after}
    found = []
    for key in dict.fromkeys((*old, *new)):
        was, now = old.get(key), new.get(key)
        there = [item for item in (now, was) if item]
        rows = dict.fromkeys(row for item in reversed(there) for row in item.rows)
        causes = tuple(
            f"{row}: {' → '.join(text or NOTHING for text in changed[row])}"
            for row in rows
            if row in changed
        )
        where = f"{run}: {there[0].name}"
        found += [
            Difference(where, what, a, b, causes)
            for what, a, b in _differences(was, now, tolerance)
        ]
    order = [key for key in old if key in new], [key for key in new if key in old]
    if order[0] != order[1]:
        found.append(
            Difference(
                run,
                "order of the outputs",
                " ".join(k[-1] for k in order[0][:9]),
                " ".join(k[-1] for k in order[1][:9]),
            )
        )
    return found


def _differences(
    was: Item | None, now: Item | None, tolerance: float
) -> Iterator[tuple[str, str, str]]:
    if was and now:
        yield from _between(was, now, tolerance)
    elif now:
        yield "appeared", "", short(now.text)
    elif was:
        yield "disappeared", short(was.text), ""


def _between(was: Item, now: Item, tolerance: float) -> Iterator[tuple[str, str, str]]:
    if was.kind != now.kind:
        yield "kind", was.kind, now.kind
    for a, b in moved_lines(was.text, now.text, tolerance):
        yield _line_name(now, b or a), a, b
    yield from _moved_data(was.data, now.data, tolerance)
    if was.drawing != now.drawing:
        kind = "drawing" if now.kind == "figure" else "layout"
        yield kind, f"fingerprint {was.drawing}", f"fingerprint {now.drawing}"
    for what, before, after in (
        ("rows behind it", was.rows, now.rows),
        ("where its numbers come from", _origins(was), _origins(now)),
    ):
        if before != after:
            lost = [one for one in before if one not in after]
            gained = [one for one in after if one not in before]
            yield what, "; ".join(lost), "; ".join(gained)


def _origins(item: Item) -> list[str]:
    """Field and rows of every number in the texts of an output."""
    return [" ".join((number.get("field", ""), *number.get("rows", ()))) for number in item.numbers]


def _line_name(item: Item, line: str) -> str:
    if item.kind == "table" and "\t" in line:
        return "table row " + line.split("\t", 1)[0]
    return LINES.get(item.kind, "text")


def moved_lines(before: str, after: str, tolerance: float) -> Iterator[tuple[str, str]]:
    """Pairs of lines that differ, matched by their words."""
    old, new = before.split("\n"), after.split("\n")
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        for place in range(max(b - a, d - c)):
            was, now = _at(old[a:b], place), _at(new[c:d], place)
            if not same_text(was, now, tolerance):
                yield was, now


def _at(lines: Sequence[str], place: int) -> str:
    return "".join(lines[place : place + 1])


def same_text(before: str, after: str, tolerance: float) -> bool:
    """Whether two texts have the same words, and numbers within the tolerance of one another;
    without a tolerance each digit counts, for it says how exact a number is."""
    if before == after or not tolerance:
        return before == after
    if NUMBER.sub("#", before) != NUMBER.sub("#", after):
        return False
    pairs = zip(NUMBER.findall(before), NUMBER.findall(after), strict=True)
    return all(_close(_float(a), _float(b), tolerance) for a, b in pairs)


def _float(text: str) -> float:
    return float(text.replace(",", "").replace("−", "-"))


def _close(a: Any, b: Any, tolerance: float) -> bool:
    if isinstance(a, int | float) and isinstance(b, int | float):
        return math.isclose(a, b, rel_tol=tolerance, abs_tol=0.0)
    return a == b


def _moved_data(
    before: list[dict[str, Any]], after: list[dict[str, Any]], tolerance: float
) -> Iterator[tuple[str, str, str]]:
    for place, pair in enumerate(zip_longest(before, after)):
        was, now = (row or {} for row in pair)
        for name in dict.fromkeys((*was, *now)):
            # an empty cell of a column with another head is told by the heads
            if not _close(was.get(name, ""), now.get(name, ""), tolerance):
                label = next(
                    (str(value) for value in (now or was).values() if isinstance(value, str)),
                    str(place + 1),
                )
                yield f"data, {label}, {name}", _shown(was.get(name)), _shown(now.get(name))


def _shown(value: Any) -> str:
    if value is None:
        return ""
    return str(value)


def short(text: str) -> str:
    """The beginning of a text, on one line."""
    line = " ".join(text.split())
    if len(line) <= 160:
        return line
    return line[:157] + "…"


# --- what changed in the data ---------------------------------------------------------------------


DATA_FILES = (
    "indicators.csv",
    "datapackage.json",
    "logic_model.yaml",
    "action_plan.yaml",
    "ledger.csv",
    "ratios.yaml",
    "relations.yaml",
    "situation.yaml",
)
DATASET = f"data/{DATA_FILES[0]}"


def changed_data(reference: Path, data: Path) -> Iterator[Difference]:
    """Every changed line of the files beside the dataset, and every changed row of it.

    Raises DatasetError as ``changed_rows`` does, after the lines.
    """
    yield from changed_files(reference, data)
    for id, texts in changed_rows(reference / DATA_FILES[0], data / DATA_FILES[0]).items():
        yield Difference(DATASET, f"row {id}", *texts)


def changed_files(reference: Path, data: Path) -> Iterator[Difference]:
    """Changes of the files beside the dataset, line by line."""
    for name in DATA_FILES[1:]:
        was, now = ((folder / name).exists() for folder in (reference, data))
        if was != now:
            states = when(was, "present"), when(now, "present")
            yield Difference(f"data/{name}", "file", *states)
        if not (was and now):
            continue
        old, new = (
            (folder / name).read_text(encoding="utf-8", errors="replace")
            for folder in (reference, data)
        )
        lines = moved_lines(old, new, 0.0) if old != new else ()
        for before, after in lines:
            yield Difference(f"data/{name}", "line", before.strip(), after.strip())


def changed_rows(before: Path, after: Path) -> dict[str, tuple[str, str]]:
    """Rows that differ between two datasets, by id: what of them differs, before and after.

    Raises DatasetError with everything that is wrong with ``after``; ``before`` was sound when it
    was accepted.
    """
    old, new = _stored_rows(before), _dataset_rows(after)
    changes = {}
    for id in dict.fromkeys((*old, *new)):
        rows = old.get(id, {}), new.get(id, {})
        names = dict.fromkeys((*rows[0], *rows[1]))
        moved = [name for name in names if len({row.get(name) or "" for row in rows}) > 1]
        was, now = (", ".join(f"{name} {row[name]!r}" for name in moved if row) for row in rows)
        if moved:
            changes[id] = was, now
    return changes


def _dataset_rows(path: Path) -> dict[str, dict[str, str]]:
    from industry_report.data import dataset
    from industry_report.data.validation import COLUMNS

    frame = dataset.load(path).frame
    return _by_id(frame[list(COLUMNS)].astype(str).to_dict("records"))


def misplaced(path: Path) -> str:
    """Which line of a dataset belongs before which; "" where its rows are sorted by their key."""
    from industry_report.data.validation import KEY

    keys = [tuple(row[name] for name in KEY) for row in _dataset_rows(path).values()]
    for line, (key, following) in enumerate(pairwise(keys), 3):
        if following < key:
            before = 2 + next(at for at, other in enumerate(keys) if other > following)
            return f"{path.name}, line {line}: {'/'.join(following)} belongs in line {before}"
    return ""


def _stored_rows(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        return _by_id(csv.DictReader(file))


def _by_id(rows: Iterable[dict[str, str]]) -> dict[str, dict[str, str]]:
    from industry_report.data.validation import KEY

    return {"/".join(row.get(name) or "" for name in KEY): row for row in rows}


def store_data(data: Path, reference: Path) -> None:
    """Copies of the data files; of the dataset as UTF-8, whatever it is kept in."""
    from industry_report.data import dataset
    from industry_report.data.validation import COLUMNS

    frame = dataset.load(data / DATA_FILES[0]).frame
    frame[list(COLUMNS)].to_csv(
        reference / DATA_FILES[0], index=False, lineterminator="\n", encoding="utf-8"
    )
    for name in DATA_FILES[1:]:
        (reference / name).unlink(missing_ok=True)
        if (data / name).exists():
            shutil.copyfile(data / name, reference / name)
