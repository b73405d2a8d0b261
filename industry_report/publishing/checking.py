"""Does everything still say what it said? What was moved, from what to what, and by which row of the dataset.

The reference lives in ``tests/reference``: for each reference run a record of every sentence, table and figure (with the plotted
data and a fingerprint of the drawing), and a copy of the data files. The outputs stored in the notebooks and the files in
``figures/`` are compared with the same runs.
"""

from __future__ import annotations

import csv
import datetime
import difflib
import hashlib
import json
import math
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from industry_report.errors import ReportError, nearest

ROOT = Path(__file__).parents[2]
NOTEBOOKS = ("01_situation", "02_diagnosis", "03_recommendations")
EXPLORE = "explore"
DATA_FILES = ("indicators.csv", "datapackage.json", "logic_model.yaml")
DATA_MIME = "application/vnd.dataresource+json"

#: The runs whose outputs are kept: the report in both languages, and another region.
RUNS: tuple[dict[str, str], ...] = (
    {"region": "baotou", "language": "zh"},
    {"region": "baotou", "language": "en"},
    {"region": "ordos", "language": "zh"},
)
NUMBER = re.compile(r"[−-]?\d[\d,]*(?:\.\d+)?")


@dataclass(frozen=True)
class Item:
    """One output of a notebook.

    Attributes:
        notebook, cell, place: where it stands: notebook, cell id, position among the cell's outputs.
        kind: ``text``, ``findings``, ``nodata``, ``figure`` or ``table``.
        id: name of a figure or table, else "".
        text: what it says: the sentence; for figures and tables title, note, source, description and cells.
        data: the plotted data of a figure, row by row.
        drawing: fingerprint of a figure's drawing, else "".
        rows: ids of the dataset rows that it rests on.
    """

    notebook: str
    cell: str
    place: int
    kind: str
    id: str
    text: str
    data: list[dict[str, Any]]
    drawing: str
    rows: list[str]

    @property
    def key(self) -> tuple[str, str, str]:
        """What identifies it from one run to the next."""
        return (self.notebook, self.kind, self.id) if self.id else (self.notebook, self.cell, str(self.place))

    @property
    def name(self) -> str:
        """What to call it in a message."""
        return (
            f"{self.notebook}, {self.kind} {self.id}" if self.id else f"{self.notebook}, cell {self.cell}, {self.kind}"
        )


@dataclass(frozen=True)
class Difference:
    """One thing that moved.

    Attributes:
        where: run, notebook and output.
        what: what of it moved ("sentence", "plotted data, row 2, Growth (%)").
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
            f"    was  {self.before or '(nothing)'}",
            f"    is   {self.after or '(nothing)'}",
        ]
        return "\n".join(lines + [f"    row  {cause}" for cause in self.causes])


# --- what a run says ---------------------------------------------------------------------------------------------------


def execute(parameters: Mapping[str, Any], root: Path = ROOT) -> dict[str, NotebookNode]:
    """The notebooks of a run, executed by papermill with the forking engine; a failed cell raises ReportError."""
    from industry_report.publishing import batch

    return batch.execute(parameters, root / "notebooks")


def items(name: str, notebook: NotebookNode) -> list[Item]:
    """Every output of the report's own in an executed notebook, in order."""
    found = []
    for cell in notebook.cells:
        outputs = [output for output in cell.get("outputs", ()) if "industry_report" in output.get("metadata", {})]
        found += [_item(name, cell["id"], place, output) for place, output in enumerate(outputs)]
    return found


def _item(notebook: str, cell: str, place: int, output: Mapping[str, Any]) -> Item:
    mark, data = output["metadata"]["industry_report"], output["data"]
    is_figure = mark["kind"] == "figure"
    svg = _joined(data.get("image/svg+xml", ""))
    return Item(
        notebook=notebook,
        cell=cell,
        place=place,
        kind=mark["kind"],
        id=mark.get("id", ""),
        text=_joined(data.get("text/plain", data.get("text/markdown", ""))),
        data=data[DATA_MIME]["data"] if is_figure else [],
        drawing=hashlib.sha256(svg.encode()).hexdigest() if is_figure else "",
        rows=list(mark.get("rows", ())),
    )


def _joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)


def drawings(notebooks: Mapping[str, NotebookNode]) -> dict[str, str]:
    """The figures of a run as SVG, by id."""
    outputs = (
        output for notebook in notebooks.values() for cell in notebook.cells for output in cell.get("outputs", ())
    )
    marked = ((output.get("metadata", {}).get("industry_report", {}), output) for output in outputs)
    return {
        mark["id"]: _joined(output["data"]["image/svg+xml"]) for mark, output in marked if mark.get("kind") == "figure"
    }


# --- comparing ---------------------------------------------------------------------------------------------------------


def compare(
    run: str, before: Sequence[Item], after: Sequence[Item], changed: Mapping[str, str], tolerance: float
) -> list[Difference]:
    """What moved between two records of a run.

    Args:
        run: name of the run, for the message.
        before, after: the reference and the new record.
        changed: dataset rows that changed, by id, with a description of the change.
        tolerance: relative difference up to which two numbers are the same.
    """
    old, new = {item.key: item for item in before}, {item.key: item for item in after}
    found = []
    for key in dict.fromkeys((*old, *new)):
        was, now = old.get(key), new.get(key)
        causes = tuple(
            changed[row]
            for row in dict.fromkeys((*(was.rows if was else ()), *(now.rows if now else ())))
            if row in changed
        )
        where = f"{run}: {(now or was).name}"
        found += [Difference(where, what, a, b, causes) for what, a, b in _differences(was, now, tolerance)]
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


def _differences(was: Item | None, now: Item | None, tolerance: float) -> Iterator[tuple[str, str, str]]:
    if was is None or now is None:
        yield ("appeared", "", _short(now.text)) if was is None else ("disappeared", _short(was.text), "")
        return
    if was.kind != now.kind:
        yield "kind", was.kind, now.kind
    for a, b in _moved_lines(was.text, now.text, tolerance):
        yield _line_name(now, b or a), a, b
    yield from _moved_data(was.data, now.data, tolerance)
    if was.drawing != now.drawing:
        yield "drawing", was.drawing[:12], now.drawing[:12]
    if was.rows != now.rows:
        lost, gained = (
            [row for row in was.rows if row not in now.rows],
            [row for row in now.rows if row not in was.rows],
        )
        yield "rows behind it", ", ".join(lost), ", ".join(gained)


def _line_name(item: Item, line: str) -> str:
    if item.kind == "table" and "\t" in line:
        return "table row " + line.split("\t", 1)[0]
    return {"text": "sentence", "findings": "finding"}.get(item.kind, "text")


def _moved_lines(before: str, after: str, tolerance: float) -> Iterator[tuple[str, str]]:
    """Pairs of lines that differ, matched by their words."""
    old, new = before.split("\n"), after.split("\n")
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        for place in range(max(b - a, d - c)):
            was = old[a + place] if a + place < b else ""
            now = new[c + place] if c + place < d else ""
            if not same_text(was, now, tolerance):
                yield was, now


def same_text(before: str, after: str, tolerance: float) -> bool:
    """Whether two texts have the same words, and numbers within the tolerance of one another."""
    if before == after:
        return True
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
    for place in range(max(len(before), len(after))):
        was = before[place] if place < len(before) else {}
        now = after[place] if place < len(after) else {}
        for name in dict.fromkeys((*was, *now)):
            if not _close(was.get(name), now.get(name), tolerance):
                label = next((str(value) for value in (now or was).values() if isinstance(value, str)), str(place + 1))
                yield f"plotted data, {label}, {name}", _shown(was.get(name)), _shown(now.get(name))


def _shown(value: Any) -> str:
    return "" if value is None else str(value)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 160 else line[:157] + "…"


# --- the data ----------------------------------------------------------------------------------------------------------


def changed_rows(before: Path, after: Path) -> dict[str, str]:
    """Rows that differ between two datasets, by id, each with what changed."""
    old, new = _rows(before), _rows(after)
    changes = {}
    for id in dict.fromkeys((*old, *new)):
        was, now = old.get(id), new.get(id)
        if was == now:
            continue
        if was is None or now is None:
            changes[id] = f"{id}: {'added' if was is None else 'dropped'} (value {(now or was)[0]['value']})"
        elif len(was) != len(now):
            changes[id] = f"{id}: {len(was)} rows became {len(now)}"
        else:
            moved = [
                f"{name} {a[name]!r} → {b[name]!r}"
                for a, b in zip(was, now, strict=True)
                for name in a
                if a[name] != b.get(name)
            ]
            changes[id] = f"{id}: {', '.join(moved)}"
    return changes


def _rows(path: Path) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            id = "/".join(str(row.get(name, "")) for name in ("region", "indicator", "period", "status", "source"))
            found.setdefault(id, []).append(row)
    return found


def _changed_files(reference: Path, data: Path) -> Iterator[Difference]:
    """Changes of the descriptor and the logic model, line by line."""
    for name in DATA_FILES[1:]:
        old, new = ((folder / name).read_text(encoding="utf-8").splitlines() for folder in (reference, data))
        lines = [
            line for line in difflib.unified_diff(old, new, n=0, lineterm="") if line[:2] not in ("--", "++", "@@")
        ]
        for line in lines[:40]:
            gone = line.startswith("-")
            yield Difference(f"data/{name}", "line", line[1:].strip() if gone else "", "" if gone else line[1:].strip())


# --- check and accept --------------------------------------------------------------------------------------------------


def run_name(run: Mapping[str, str]) -> str:
    """Name of a reference run: ``baotou-zh``."""
    return f"{run['region']}-{run['language']}"


def differences(
    root: Path = ROOT, tolerance: float = 0.0, runs: Iterable[Mapping[str, str]] = RUNS
) -> list[Difference]:
    """Everything that does not say what the reference says: data, runs, stored outputs, figure files.

    Raises ReportError when there is no reference, when the data are faulty, or when a notebook fails.
    """
    reference = root / "tests" / "reference"
    if not (reference / DATA_FILES[0]).exists():
        raise ReportError(f"{reference}: there is no reference yet; make one with 'report accept'")
    changed = changed_rows(reference / DATA_FILES[0], root / "data" / DATA_FILES[0])
    found = list(_changed_files(reference, root / "data"))
    used: set[str] = set()
    for run in runs:
        notebooks = execute(run, root)
        name = run_name(run)
        before = _load(reference / f"{name}.json")
        after = [item for key, notebook in notebooks.items() for item in items(key, notebook)]
        moved = compare(name, before, after, changed, tolerance)
        used.update(row for item in (*before, *after) for row in item.rows)
        found += moved
        if run["region"] == RUNS[0]["region"]:
            found += _stale_figures(root / "figures" / run["language"], drawings(notebooks))
        if run == RUNS[0]:
            found += _stale_outputs(root / "notebooks", after, tolerance)
    found += [
        Difference("data/indicators.csv", "row that no reference run shows", "", text)
        for id, text in changed.items()
        if id not in used
    ]
    shown = {cause for difference in found for cause in difference.causes}
    found += [Difference("data/indicators.csv", "row that moved no output", "", text) for id, text in changed.items()
              if id in used and text not in shown]  # fmt: skip
    return found


def _load(path: Path) -> list[Item]:
    try:
        return [Item(**record) for record in json.loads(path.read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError) as error:
        raise ReportError(
            f"{path}: the reference cannot be read ({error}); make it anew with 'report accept'"
        ) from error


def _stale_figures(folder: Path, drawn: Mapping[str, str]) -> Iterator[Difference]:
    stored = {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.svg"))}
    for id in dict.fromkeys((*drawn, *stored)):
        if stored.get(id) != drawn.get(id):
            what = "figure file differs from the figure" if id in stored and id in drawn else "figure file"
            was, now = ("present" if id in stored else ""), ("drawn" if id in drawn else "")
            yield Difference(f"figures/{folder.name}/{id}.svg", what, was, now)


def _stale_outputs(folder: Path, after: Sequence[Item], tolerance: float) -> list[Difference]:
    """Outputs stored in the notebooks that differ from what the notebooks say now."""
    stored = [item for name in NOTEBOOKS for item in items(name, nbformat.read(folder / f"{name}.ipynb", as_version=4))]
    return compare("stored in notebooks/", stored, after, {}, tolerance)


def accept(root: Path = ROOT, today: datetime.date | None = None) -> list[Difference]:
    """Take the present outputs as the reference: notebooks, figures, records, data; note in ``CHANGELOG.md`` what moved.

    Returns what moved. Nothing is written when a run fails.
    """
    reference = root / "tests" / "reference"
    first = not (reference / DATA_FILES[0]).exists()
    executed = {run_name(run): execute(run, root) for run in RUNS}
    moved = [] if first else _moved_since(root, reference, executed)
    reference.mkdir(parents=True, exist_ok=True)
    for run in RUNS:
        notebooks = executed[run_name(run)]
        record = [asdict(item) for name, notebook in notebooks.items() for item in items(name, notebook)]
        text = "[\n" + ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in record) + "\n]\n"
        (reference / f"{run_name(run)}.json").write_text(text, encoding="utf-8")
        if run["region"] == RUNS[0]["region"]:
            _store_figures(root / "figures" / run["language"], drawings(notebooks))
    for name, notebook in executed[run_name(RUNS[0])].items():
        nbformat.write(_as_stored(notebook), root / "notebooks" / f"{name}.ipynb")
    for name in DATA_FILES:
        shutil.copyfile(root / "data" / name, reference / name)
    _note(root / "CHANGELOG.md", moved, first, today or datetime.date.today())
    return moved


def _moved_since(root: Path, reference: Path, executed: Mapping[str, Mapping[str, NotebookNode]]) -> list[Difference]:
    changed = changed_rows(reference / DATA_FILES[0], root / "data" / DATA_FILES[0])
    moved = []
    for name, notebooks in executed.items():
        record = reference / f"{name}.json"
        before = _load(record) if record.exists() else []
        after = [item for key, notebook in notebooks.items() for item in items(key, notebook)]
        moved += compare(name, before, after, changed, 0.0)
    return moved


def _store_figures(folder: Path, drawn: Mapping[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.svg"):
        if path.stem not in drawn:
            path.unlink()
    for id, svg in drawn.items():
        (folder / f"{id}.svg").write_text(svg, encoding="utf-8")


def _as_stored(notebook: NotebookNode) -> NotebookNode:
    """An executed notebook without the traces of its execution: what is kept under version control."""
    notebook = nbformat.from_dict(notebook)
    notebook.metadata.pop("papermill", None)
    notebook.metadata.pop("industry_report", None)
    notebook.cells = [cell for cell in notebook.cells if "injected-parameters" not in cell.metadata.get("tags", ())]
    for cell in notebook.cells:
        for name in ("papermill", "execution"):
            cell.metadata.pop(name, None)
        if not cell.metadata.get("tags", True):
            cell.metadata.pop("tags")
    return notebook


def _note(path: Path, moved: Sequence[Difference], first: bool, today: datetime.date) -> None:
    """Append the numbers that moved to the changelog."""
    numbers = [
        one
        for one in moved
        if NUMBER.search(one.before + one.after) and one.what not in ("drawing", "order of the outputs")
    ]
    if not numbers and not first:
        return
    lines = [f"\n## {today.isoformat()}\n"]
    lines += ["First reference." if first else "Numbers that moved:"]
    for one in numbers:
        causes = f" — because of {'; '.join(one.causes)}" if one.causes else ""
        lines.append(
            f"- {one.where}, {one.what}: {_short(one.before) or '(nothing)'} → {_short(one.after) or '(nothing)'}{causes}"
        )
    before = (
        path.read_text(encoding="utf-8")
        if path.exists()
        else "# Changelog\n\nWhat moved in the report, as `report accept` found it.\n"
    )
    path.write_text(before + "\n".join(lines) + "\n", encoding="utf-8")


# --- trace -------------------------------------------------------------------------------------------------------------


def trace(name: str, root: Path = ROOT) -> str:
    """What hangs on an indicator or row, or what a figure or table rests on, from the reference of the default run.

    Raises ReportError for a name that is neither, with the nearest one.
    """
    from industry_report import dataset

    rows = dataset.load(root / "data" / DATA_FILES[0])
    record = _load(root / "tests" / "reference" / f"{run_name(RUNS[0])}.json")
    exhibits = {item.id: item for item in record if item.id}
    if name in rows.codes.indicators or any(row.id == name for row in rows):
        return _trace_indicator(name, rows, record)
    if name in exhibits:
        return _trace_exhibit(exhibits[name], rows, root)
    choices = (*rows.codes.indicators, *exhibits)
    hint = nearest(name, choices)
    raise ReportError(
        f"nothing is called {name!r}: expected an indicator, a row id, a figure or a table"
        + (f"; did you mean {hint!r}?" if hint else "")
    )


def _trace_indicator(name: str, rows: Any, record: Sequence[Item]) -> str:
    entry = rows.codes.indicators.get(name)
    lines = [f"{name}: {entry.zh} / {entry.en} ({entry.unit})", f"  {entry.definition_en}"] if entry else [name]
    own = [row for row in rows if name in (row.indicator, row.id)]
    lines += ["", "Rows:"] + [f"  {_row_line(row, rows)}" for row in own]
    ids = {row.id for row in own}
    users = [item for item in record if ids & set(item.rows)]
    lines += ["", "Used by:" if users else "Used by nothing in the default report."]
    lines += [f"  {item.name}: {_short(item.text)}" for item in users]
    return "\n".join(lines)


def _row_line(row: Any, rows: Any) -> str:
    source = rows.codes.sources[row.source]
    note = f" — {row.note}" if row.note else ""
    return (f"line {row.line}: {row.region} {row.period} {row.qualifier} {row.text} {row.unit} ({row.status}, {row.confidence}); "
            f"{source.publisher_en}, {source.title_en} ({source.published}), {row.locator or 'no locator'}{note}").replace("  ", " ")  # fmt: skip


def _trace_exhibit(item: Item, rows: Any, root: Path) -> str:
    notebook = nbformat.read(root / "notebooks" / f"{item.notebook}.ipynb", as_version=4)
    source = next((cell.source for cell in notebook.cells if cell.get("id") == item.cell), "")
    by_id = {row.id: row for row in rows}
    lines = [f"{item.kind} {item.id}, in notebooks/{item.notebook}.ipynb, cell {item.cell}", "", item.text, "", "Rows:"]
    lines += [
        f"  {_row_line(by_id[id], rows)}" if id in by_id else f"  {id}: no longer in the dataset" for id in item.rows
    ]
    return "\n".join([*lines, "", "Formula (the cell that made it):", *(f"  {line}" for line in source.splitlines())])


def reference_folder(root: Path = ROOT) -> Path:
    """Where the reference is kept."""
    return root / "tests" / "reference"
