"""Does everything still say what it said? What was moved, from what to what, and by which row of the dataset.

The reference lives in ``tests/reference``: for each reference run a record of every sentence, table and figure (with the plotted
data and a fingerprint of the drawing) and the text of the published page, and a copy of the data files. The outputs stored in
the notebooks and the files in ``figures/`` are compared with the same runs, and the two languages with each other.
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

from industry_report.data.errors import ReportError, nearest
from industry_report.publishing import execution, stored
from industry_report.publishing.execution import NOTEBOOKS
from industry_report.publishing.provenance import ROOT

EXPLORE = "explore"
#: The list of the numbers that moved, beside the reference.
MOVED = "moved.md"
DATA_FILES = ("indicators.csv", "datapackage.json", "logic_model.yaml")
DATA_MIME = "application/vnd.dataresource+json"

LATE = {
    "as_of": "2025-12",
    "hindsight": False,
    "benchmarks": ["inner-mongolia"],
    "min_confidence": "low",
}
#: The runs whose outputs are kept, by name: the report, another region, and another vantage point with other benchmarks,
#: weaker evidence and no hindsight, where other sentences are true; each in both languages. The first asks for nothing, so
#: that a default that was changed shows.
RUNS: dict[str, dict[str, Any]] = {
    "baotou-zh": {},
    "baotou-en": {"language": "en"},
    "ordos-zh": {"region": "ordos"},
    "ordos-en": {"region": "ordos", "language": "en"},
    "baotou-late-zh": LATE,
    "baotou-late-en": LATE | {"language": "en"},
}
#: Pairs of runs that have to say the same in both languages.
PAIRS = [(name, f"{name.removesuffix('zh')}en") for name in RUNS if name.endswith("-zh")]
DEFAULT = "baotou-zh"
#: The runs whose drawings are kept as files, and the folder of ``figures/`` for each.
FIGURES = {"baotou-zh": "zh", "baotou-en": "en"}
NUMBER = re.compile(r"[−-]?\d[\d,]*(?:\.\d+)?")


@dataclass(frozen=True)
class Item:
    """One output of a notebook.

    Attributes:
        notebook, cell, place: where it stands: notebook, cell id, position among the cell's outputs.
        kind: ``text``, ``findings``, ``nodata``, ``figure`` or ``table``; ``prose`` for a cell of Markdown,
            ``parameters`` for the cell with the defaults.
        id: name of a figure or table, else "".
        text: what it says: the sentence; for figures and tables title, note, source, description and cells.
        data: the plotted data of a figure or the cells of a table, row by row.
        drawing: fingerprint of a figure's drawing or a table's HTML, else "".
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
        return (
            (self.notebook, self.kind, self.id)
            if self.id
            else (self.notebook, self.cell, str(self.place))
        )

    @property
    def name(self) -> str:
        """What to call it in a message."""
        return (
            f"{self.notebook}, {self.kind} {self.id}"
            if self.id
            else f"{self.notebook}, cell {self.cell}, {self.kind}"
        )


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
            f"    was  {self.before or '(nothing)'}",
            f"    is   {self.after or '(nothing)'}",
        ]
        return "\n".join(lines + [f"    row  {cause}" for cause in self.causes])


# --- what a run says ---------------------------------------------------------------------------------------------------


def execute(
    parameters: Mapping[str, Any], root: Path = ROOT, names: Sequence[str] = NOTEBOOKS
) -> dict[str, NotebookNode]:
    """The notebooks of a run, executed by papermill with the forking engine.

    Raises:
        ReportError: a cell failed.
    """
    return execution.execute(parameters, root / "notebooks", names=names)


def items(name: str, notebook: NotebookNode) -> list[Item]:
    """What an executed notebook says: its Markdown, its defaults and its outputs, in order."""
    found = []
    for cell in notebook.cells:
        if cell["cell_type"] == "markdown":
            found.append(
                Item(name, cell["id"], 0, "prose", "", _joined(cell["source"]), [], "", [])
            )
        if "parameters" in cell.get("metadata", {}).get("tags", ()):
            # A default may matter only at another vantage point or for another region: it is compared for its own sake.
            found.append(
                Item(name, cell["id"], 0, "parameters", "", _joined(cell["source"]), [], "", [])
            )
        outputs = [
            output
            for output in cell.get("outputs", ())
            if "industry_report" in output.get("metadata", {})
        ]
        found += [_item(name, cell["id"], place, output) for place, output in enumerate(outputs)]
    return found


def _item(notebook: str, cell: str, place: int, output: Mapping[str, Any]) -> Item:
    data, mark = output["data"], _mark(output)
    text = _joined(data.get("text/plain", data.get("text/markdown", "")))
    if mark["kind"] == "figure":  # its picture says less than its words, which documents print
        words = [mark.get(name, "") for name in ("title", "subtitle", "note", "source")]
        text = "\n".join([*words[:2], text, *words[2:]])
    drawing = _joined(data.get("image/svg+xml", data.get("text/html", "")))
    # What documents print comes from the metadata: it must be held against the reference even where the plain text has it too.
    said = [
        mark[name]
        for name in ("title", "subtitle", "alt", "note", "source")
        if mark.get(name) and mark[name] not in text
    ]
    if "text/markdown" in data and _joined(data["text/markdown"]) != text:
        said.append(_joined(data["text/markdown"]))
    return Item(
        notebook=notebook,
        cell=cell,
        place=place,
        kind=mark["kind"],
        id=mark.get("id", ""),
        text="\n".join([text, *said]),
        data=data[DATA_MIME]["data"] if DATA_MIME in data else [],
        drawing=_short_hash(drawing) if drawing else "",
        rows=list(mark.get("rows", ())),
    )


def _mark(output: Mapping[str, Any]) -> dict[str, Any]:
    """What an output says of itself: kind, id, words, rows behind it; {} for other people's."""
    metadata = output.get("metadata", {})
    if "industry_report" not in metadata:
        return {}
    return {**metadata.get("publisher", {}), **metadata["industry_report"]}


def record(notebooks: Mapping[str, NotebookNode]) -> list[Item]:
    """Everything that the notebooks of a run say, in order."""
    return [item for name, notebook in notebooks.items() for item in items(name, notebook)]


def _joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)


def drawings(notebooks: Mapping[str, NotebookNode], language: str) -> dict[str, str]:
    """The figures of a run as SVG files that stand alone, by id."""
    from industry_report.exhibits.standalone import framed

    outputs = (
        output
        for notebook in notebooks.values()
        for cell in notebook.cells
        for output in cell.get("outputs", ())
    )
    marked = ((_mark(output), output) for output in outputs)
    return {
        mark["id"]: framed(_joined(output["data"]["image/svg+xml"]), mark, language)
        for mark, output in marked
        if mark.get("kind") == "figure"
    }


def page(
    parameters: Mapping[str, Any], notebooks: Mapping[str, NotebookNode], root: Path = ROOT
) -> str:
    """The text of the published page of a run, line by line: what a reader sees or a screen reader reads out.

    Code and the colophon (fingerprints of what it was made from) are left out.
    """
    from industry_report.publishing import front, published
    from industry_report.publishing.runs import Run
    from publisher import plain

    run = Run.of(parameters)
    return plain.text(published.document(notebooks, run.language, front.meta(run, root, notebooks)))


def _short_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


# --- comparing ---------------------------------------------------------------------------------------------------------


def compare(
    run: str,
    before: Sequence[Item],
    after: Sequence[Item],
    changed: Mapping[str, str],
    tolerance: float,
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
    if was is None or now is None:
        yield (
            ("appeared", "", _short(now.text))
            if was is None
            else ("disappeared", _short(was.text), "")
        )
        return
    if was.kind != now.kind:
        yield "kind", was.kind, now.kind
    for a, b in _moved_lines(was.text, now.text, tolerance):
        yield _line_name(now, b or a), a, b
    yield from _moved_data(was.data, now.data, tolerance)
    if was.drawing != now.drawing:
        yield "drawing" if now.kind == "figure" else "layout", was.drawing, now.drawing
    if was.rows != now.rows:
        lost, gained = (
            [row for row in was.rows if row not in now.rows],
            [row for row in now.rows if row not in was.rows],
        )
        yield "rows behind it", ", ".join(lost), ", ".join(gained)


def _line_name(item: Item, line: str) -> str:
    if item.kind == "table" and "\t" in line:
        return "table row " + line.split("\t", 1)[0]
    return {
        "text": "sentence",
        "findings": "finding",
        "prose": "paragraph",
        "parameters": "default",
    }.get(item.kind, "text")


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
                label = next(
                    (str(value) for value in (now or was).values() if isinstance(value, str)),
                    str(place + 1),
                )
                yield f"data, {label}, {name}", _shown(was.get(name)), _shown(now.get(name))


def _shown(value: Any) -> str:
    return "" if value is None else str(value)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 160 else line[:157] + "…"


# --- the data ----------------------------------------------------------------------------------------------------------


def changed_rows(before: Path, after: Path) -> dict[str, str]:
    """Rows that differ between two datasets, by id, each with what changed.

    Raises DatasetError with everything that is wrong with ``after``; ``before`` was sound when it was accepted.
    """
    old, new = _stored_rows(before), _rows(after)
    changes = {}
    for id in dict.fromkeys((*old, *new)):
        was, now = old.get(id), new.get(id)
        if was is None or now is None:
            changes[id] = (
                f"{id}: {'added' if was is None else 'dropped'} (value {(now or was)['value']})"
            )
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

    frame = dataset.load(path).frame
    return _by_id(frame[list(dataset.COLUMNS)].astype(str).to_dict("records"))


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


def _changed_files(reference: Path, data: Path) -> Iterator[Difference]:
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
            gone = line.startswith("-")
            yield Difference(
                f"data/{name}",
                "line",
                line[1:].strip() if gone else "",
                "" if gone else line[1:].strip(),
            )


# --- check and accept --------------------------------------------------------------------------------------------------


def differences(
    root: Path = ROOT, tolerance: float = 0.0, runs: Iterable[str] = tuple(RUNS)
) -> Iterator[Difference]:
    """Everything that does not say what the reference says, as it is found: data, runs, pages, stored outputs, figure files.

    Args:
        root: the checkout.
        tolerance: relative difference up to which two numbers are the same.
        runs: which of ``RUNS``, by name.

    Raises:
        ReportError: there is no reference, the data are faulty, or a notebook fails.
    """
    if not (math.isfinite(tolerance) and 0 <= tolerance < 1):
        raise ReportError(
            f"tolerance {tolerance}: expected a number from 0 to below 1, such as 0.001"
        )
    reference = reference_folder(root)
    if not (reference / DATA_FILES[0]).exists():
        raise ReportError(f"{reference}: there is no reference yet; make one with 'report accept'")
    changed = changed_rows(reference / DATA_FILES[0], root / "data" / DATA_FILES[0])
    yield from _changed_files(reference, root / "data")
    yield from _damaged_figures(root)
    references = {name: _load(reference / f"{name}.json") for name in runs}
    used = {row for items_ in references.values() for item in items_ for row in item.rows}
    for id, text in changed.items():
        if id not in used:
            yield Difference(
                "data/indicators.csv", "row that the reference does not show", "", text
            )
    records: dict[str, list[Item]] = {}
    shown: set[str] = set()
    for name in runs:
        notebooks = execute(RUNS[name], root)
        before, records[name] = references[name], record(notebooks)
        for difference in compare(name, before, records[name], changed, tolerance):
            shown.update(difference.causes)
            yield difference
        if name in FIGURES:
            yield from _stale_figures(
                root / "figures" / FIGURES[name], drawings(notebooks, FIGURES[name])
            )
        if name == DEFAULT:
            yield from _stale_outputs(root / "notebooks", records[name], tolerance)
        yield from _moved_page(
            reference / f"{name}.txt", page(RUNS[name], notebooks, root), name, tolerance
        )
    for zh, en in PAIRS:
        if zh in records and en in records:
            yield from disagreements(records[zh], records[en])
    for id, text in changed.items():
        if id in used and text not in shown:
            yield Difference("data/indicators.csv", "row that moved no output", "", text)


def _moved_page(path: Path, text: str, name: str, tolerance: float) -> Iterator[Difference]:
    """Lines of the published page that moved."""
    try:
        before = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ReportError(
            f"{path}: the reference cannot be read ({error.strerror}); make it anew with 'report accept'"
        ) from None
    for was, now in _moved_lines(before, text, tolerance):
        yield Difference(f"{name}: published page", "line", _short(was), _short(now))


def disagreements(zh: Sequence[Item], en: Sequence[Item]) -> Iterator[Difference]:
    """Where the two languages of a report do not show the same things, the same rows or the same numbers."""
    chinese, english = (
        {item.key: item for item in record if item.kind not in ("prose", "parameters")}
        for record in (zh, en)
    )
    for key in dict.fromkeys((*chinese, *english)):
        one, other = chinese.get(key), english.get(key)
        where = f"Chinese and English: {(one or other).name}"
        if one is None or other is None or one.kind != other.kind:
            yield Difference(
                where, "kind of output", one.kind if one else "", other.kind if other else ""
            )
            continue
        if set(one.rows) != set(other.rows):
            apart = set(one.rows) ^ set(other.rows)
            yield Difference(
                where,
                "rows behind it",
                *(", ".join(r for r in i.rows if r in apart) for i in (one, other)),
            )
        if one.kind == "figure":
            plotted = [
                [[v for v in row.values() if isinstance(v, int | float)] for row in i.data]
                for i in (one, other)
            ]
            if plotted[0] != plotted[1]:
                yield Difference(
                    where, "plotted numbers", *(_short(str(numbers)) for numbers in plotted)
                )
        lost = _telling(one.text) - _digits(other.text), _telling(other.text) - _digits(one.text)
        if any(lost):
            yield Difference(where, "numbers", *(" ".join(sorted(numbers)) for numbers in lost))


def _digits(text: str) -> set[str]:
    """The numbers of a text by their leading digits, so that 1234.5 (亿) and 123.45 (billion) are the same."""
    return {
        number.lstrip("−-").replace(",", "").replace(".", "").strip("0")
        for number in NUMBER.findall(text)
    }


def _telling(text: str) -> set[str]:
    """The numbers that both languages must give: not years, and not small whole ones, which may be words in English."""
    numbers = (
        number for number in NUMBER.findall(text) if not re.fullmatch("(19|20)[0-9]{2}", number)
    )
    return {one for n in numbers for one in _digits(n) if one and ("." in n or len(one) > 2)}


def _load(path: Path) -> list[Item]:
    try:
        return [Item(**record) for record in json.loads(path.read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError) as error:
        raise ReportError(
            f"{path}: the reference cannot be read ({error}); make it anew with 'report accept'"
        ) from error


def _damaged_figures(root: Path) -> Iterator[Difference]:
    """Files in ``figures/`` that are no drawings."""
    for folder in FIGURES.values():
        for path in sorted((root / "figures" / folder).glob("*")):
            if path.suffix != ".svg" or not path.is_file():
                yield Difference(
                    f"figures/{folder}/{path.name}",
                    "file that is no figure of the report",
                    "",
                    "present",
                )


def _stale_figures(folder: Path, drawn: Mapping[str, str]) -> Iterator[Difference]:
    files = {
        path.stem: path.read_text(encoding="utf-8", errors="replace")
        for path in sorted(folder.glob("*.svg"))
    }
    for id in dict.fromkeys((*drawn, *files)):
        if files.get(id) != drawn.get(id):
            what = (
                "figure file differs from the figure"
                if id in files and id in drawn
                else "figure file"
            )
            was, now = ("present" if id in files else ""), ("drawn" if id in drawn else "")
            yield Difference(f"figures/{folder.name}/{id}.svg", what, was, now)


def _stale_outputs(folder: Path, after: Sequence[Item], tolerance: float) -> list[Difference]:
    """Outputs stored in the notebooks that differ from what the notebooks say now."""
    before = [
        item
        for name in NOTEBOOKS
        for item in items(name, nbformat.read(folder / f"{name}.ipynb", as_version=4))
    ]
    return compare("stored in notebooks/", before, after, {}, tolerance)


def accept(root: Path = ROOT, today: datetime.date | None = None) -> list[Difference]:
    """Take the present outputs as the reference: notebooks, figures, records, pages, data.

    What moved is noted in ``moved.md`` beside the reference.

    Returns what moved. Nothing is written when a run fails or when the two languages say different things (ReportError).
    """
    reference = reference_folder(root)
    first = not (reference / DATA_FILES[0]).exists()
    executed = {name: execute(run, root) for name, run in RUNS.items()}
    explored: dict[str, NotebookNode] = {}
    if (root / "notebooks" / f"{EXPLORE}.ipynb").exists():
        explored = execute(RUNS[DEFAULT], root, (EXPLORE,))
    records = {name: record(notebooks) for name, notebooks in executed.items()}
    if apart := [each for zh, en in PAIRS for each in disagreements(records[zh], records[en])]:
        listed = "\n".join(map(str, apart[:20]))
        raise ReportError(
            f"the two languages disagree in {len(apart)} places; nothing was accepted\n{listed}"
        )
    pages = {name: page(RUNS[name], notebooks, root) for name, notebooks in executed.items()}
    moved = [] if first else _moved_since(root, reference, records)
    reference.mkdir(parents=True, exist_ok=True)
    for name in RUNS:
        text = (
            "[\n"
            + ",\n".join(json.dumps(asdict(item), ensure_ascii=False) for item in records[name])
            + "\n]\n"
        )
        (reference / f"{name}.json").write_text(text, encoding="utf-8")
        (reference / f"{name}.txt").write_text(pages[name], encoding="utf-8")
        if name in FIGURES:
            drawn = drawings(executed[name], FIGURES[name])
            _store_figures(root / "figures" / FIGURES[name], drawn)
    for name, notebook in (executed[DEFAULT] | explored).items():
        path = root / "notebooks" / f"{name}.ipynb"
        path.write_text(stored.text(stored.as_stored(notebook)), encoding="utf-8", newline="\n")
    _store_data(root / "data", reference)
    _note(reference / MOVED, moved, first, today or datetime.date.today())
    return moved


def _store_data(data: Path, reference: Path) -> None:
    """Copies of the data files; of the dataset as UTF-8, whatever it is kept in."""
    from industry_report.data import dataset

    frame = dataset.load(data / DATA_FILES[0]).frame
    frame[list(dataset.COLUMNS)].to_csv(
        reference / DATA_FILES[0], index=False, lineterminator="\n", encoding="utf-8"
    )
    for name in DATA_FILES[1:]:
        shutil.copyfile(data / name, reference / name)


def _moved_since(
    root: Path, reference: Path, records: Mapping[str, list[Item]]
) -> list[Difference]:
    changed = changed_rows(reference / DATA_FILES[0], root / "data" / DATA_FILES[0])
    moved = []
    for name, after in records.items():
        if (path := reference / f"{name}.json").exists():  # of a run that is new nothing has moved
            moved += compare(name, _load(path), after, changed, 0.0)
    return moved


def _store_figures(folder: Path, drawn: Mapping[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.svg"):
        if path.stem not in drawn:
            path.unlink()
    for id, svg in drawn.items():
        (folder / f"{id}.svg").write_text(svg, encoding="utf-8")


def _note(path: Path, moved: Sequence[Difference], first: bool, today: datetime.date) -> None:
    """Append the numbers that moved to the list of them."""
    numbers = [
        one
        for one in moved
        if NUMBER.search(one.before + one.after)
        and one.what not in ("drawing", "layout", "order of the outputs")
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
        else "# Moved numbers\n\nWhat moved in the report, as `report accept` found it.\n"
    )
    path.write_text(before + "\n".join(lines) + "\n", encoding="utf-8")


# --- trace -------------------------------------------------------------------------------------------------------------


def trace(name: str, root: Path = ROOT) -> str:
    """What hangs on an indicator or row, or what a figure or table rests on, from the reference of the default run.

    Raises ReportError for a name that is neither, with the nearest one.
    """
    from industry_report.data import dataset

    rows = dataset.load(root / "data" / DATA_FILES[0])
    record = _load(reference_folder(root) / f"{DEFAULT}.json")
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
    lines = (
        [f"{name}: {entry.zh} / {entry.en} ({entry.unit})", f"  {entry.definition_en}"]
        if entry
        else [name]
    )
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
    return (
        f"line {row.line}: {row.region} {row.period} {row.qualifier} {row.text} {row.unit} ({row.status}, {row.confidence}); "
        f"{source.publisher_en}, {source.title_en} ({source.published}), {row.locator or 'no locator'}{note}"
    ).replace("  ", " ")


def _trace_exhibit(item: Item, rows: Any, root: Path) -> str:
    notebook = nbformat.read(root / "notebooks" / f"{item.notebook}.ipynb", as_version=4)
    source = next((cell.source for cell in notebook.cells if cell.get("id") == item.cell), "")
    by_id = {row.id: row for row in rows}
    lines = [
        f"{item.kind} {item.id}, in notebooks/{item.notebook}.ipynb, cell {item.cell}",
        "",
        item.text,
        "",
        "Rows:",
    ]
    lines += [
        f"  {_row_line(by_id[id], rows)}" if id in by_id else f"  {id}: no longer in the dataset"
        for id in item.rows
    ]
    return "\n".join(
        [
            *lines,
            "",
            "Formula (the cell that made it):",
            *(f"  {line}" for line in source.splitlines()),
        ]
    )


def reference_folder(root: Path = ROOT) -> Path:
    """Where the reference is kept."""
    return root / "tests" / "reference"
