"""The reference that is kept in ``tests/reference``: which runs, where, and how it is taken anew.

For each reference run it is a record of every sentence, table and figure (with the plotted data
and a fingerprint of the drawing) and the text of the published page; and a copy of the data files.
With it the notebooks are stored with their outputs, in both languages, and figures as files.
"""

from __future__ import annotations

import csv
import datetime
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from industry_report.data.defaults import COMMON
from industry_report.data.errors import ReportError, nearest, reason
from industry_report.data.home import HOME
from industry_report.data.message import Message
from industry_report.publishing import folding, record, stored
from industry_report.publishing.agreement import disagreements
from industry_report.publishing.differences import (
    DATA_FILES,
    NOTHING,
    Difference,
    changed_data,
    changed_rows,
    compare,
    moved_lines,
    store_data,
)
from industry_report.publishing.editions import PROFILE
from industry_report.publishing.record import Item
from industry_report.publishing.runs import FILES, Run

#: Notebooks beside those of the report: they are stored with it, for readers of the repository.
BESIDE = ("explore", PROFILE)

LATE = {
    "as_of": "2025-12",
    "hindsight": False,
    "benchmarks": ["inner-mongolia"],
    "min_confidence": "low",
}
#: Today's edition; its month is the last one that the data know.
TODAY = {"as_of": "2026-03"}
#: The runs whose outputs are kept, by name: the report in both editions, another region, and
#: another vantage point with other benchmarks, weaker evidence and no hindsight, where other
#: sentences are true; each in both languages. The first asks for nothing, so that a default that
#: was changed shows.
RUNS: dict[str, dict[str, Any]] = {
    "baotou-zh": {},
    "baotou-en": {"language": "en"},
    "baotou-today-zh": TODAY,
    "baotou-today-en": TODAY | {"language": "en"},
    "ordos-zh": {"region": "ordos"},
    "ordos-en": {"region": "ordos", "language": "en"},
    "baotou-late-zh": LATE,
    "baotou-late-en": LATE | {"language": "en"},
}
#: Pairs of runs that have to say the same in both languages.
PAIRS = [(name, f"{name.removesuffix('zh')}en") for name in RUNS if name.endswith("-zh")]
#: The runs that are stored, by language: notebooks with their outputs, and figures as files.
STORED = {"zh": "baotou-zh", "en": "baotou-en"}


def reference_folder(root: Path = HOME) -> Path:
    """Where the reference is kept; ReportError for an installed package, which has none."""
    if root == HOME and not (root / "tests").is_dir():
        raise ReportError("reference.no_checkout", str(root))
    return root / "tests" / "reference"


def check_data(root: Path) -> None:
    """Read the data of every reference run; ReportError with all that is wrong with them."""
    from industry_report.publishing import batch

    batch.check_files([Run.of(run) for run in RUNS.values()], root)


def load(path: Path) -> list[Item]:
    """A record of the reference; ReportError where it cannot be read."""
    try:
        return [Item(**record) for record in json.loads(path.read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError, RecursionError) as error:
        raise ReportError("reference.unreadable", str(path), why=reason(error)) from error


def notebook_folder(root: Path, language: str) -> Path:
    """Where the executed notebooks of a language are stored."""
    return root / "notebooks" / ("" if language == COMMON["language"] else language)


def as_stored(notebook: NotebookNode, language: str) -> dict[str, Any]:
    """An executed notebook as it is stored: without traces of its execution; in another language
    than the default one with defaults by which its cells say the same from its own folder, which is
    one deeper.
    """
    kept = stored.as_stored(notebook)
    if language == COMMON["language"]:
        return kept
    own = {"language": language} | {name: f"../{COMMON[name]}" for name in FILES}
    for cell in kept["cells"]:
        if "parameters" in cell["metadata"].get("tags", ()):
            source = "".join(cell["source"])
            for name, value in own.items():
                declared = f'{name}: str = "{{}}"'
                source = source.replace(declared.format(COMMON[name]), declared.format(value))
            cell["source"] = source
    return kept


def accept(
    root: Path = HOME,
    today: datetime.date | None = None,
    wanted: Sequence[str] = (),
    by: str = "",
    reason: str = "",
) -> list[Difference]:
    """Take the present outputs as the reference: notebooks, figures, records, pages, data.

    What moved, who took it and why is noted in ``accepted.csv`` beside it: outputs; and where
    everything is taken, every changed row or line of the data, whether it moved an output or not,
    and how many lines of which page.

    Args:
        root: the checkout.
        today: of the list.
        wanted: outputs, as ``02:gaps`` or ``02:``; while others have moved, only the records of
            these are taken. Without any, everything is.
        by, reason: who takes it, and why.

    Returns what was taken. Nothing is written when a run fails, when the two languages say
    different things, or when nothing is called as wanted (ReportError).
    """
    reference, today = reference_folder(root), today or datetime.date.today()
    first = not (reference / DATA_FILES[0]).exists()
    if not first:
        _check_wanted(root, reference, wanted)
    check_data(root)
    executed = {name: record.execute(run, root) for name, run in RUNS.items()}
    beside = {name: _beside(root, RUNS[name]) for name in STORED.values()}
    records = {name: record.of_run(notebooks) for name, notebooks in executed.items()}
    _refuse_disagreements(records)
    moved = [] if first else _moved_since(root, reference, records)
    some = _taken(reference, records, wanted) if wanted and not first else records
    noted = moved if some is records else _moved_since(root, reference, some)
    if set(moved) <= set(noted):
        pages = {name: record.page(RUNS[name], books, root) for name, books in executed.items()}
        if not first:
            noted = [
                *changed_data(reference, root / "data"),
                *noted,
                *_moved_pages(pages, reference),
            ]
        _store_all(root, executed, beside, records, pages)
    else:
        _store_records(reference, some)
    _note(reference / ACCEPTED, noted, by, reason, today)  # last: it was taken
    return noted


def _store_all(
    root: Path,
    executed: Mapping[str, Mapping[str, NotebookNode]],
    beside: Mapping[str, Mapping[str, NotebookNode]],
    records: Mapping[str, Sequence[Item]],
    pages: Mapping[str, str],
) -> None:
    """Everything that the reference consists of."""
    reference = reference_folder(root)
    _store_records(reference, records)
    for name, text in pages.items():
        (reference / f"{name}.txt").write_text(text, encoding="utf-8")
    for language, name in STORED.items():
        _store_figures(root / "figures" / language, record.drawings(executed[name], language))
        _store_notebooks(root, language, {**executed[name], **beside[name]})
    store_data(root / "data", reference)


def _store_records(reference: Path, records: Mapping[str, Sequence[Item]]) -> None:
    reference.mkdir(parents=True, exist_ok=True)
    for name, items in records.items():
        (reference / f"{name}.json").write_text(_lines(items), encoding="utf-8")


def store_notebooks(root: Path = HOME) -> None:
    """Execute the notebooks and store them with their outputs in each language, and nothing else:
    the reference stays what it was, and ``report check`` says how they differ from it.
    """
    for language, name in STORED.items():
        run = RUNS[name]
        _store_notebooks(root, language, record.execute(run, root) | _beside(root, run))


def _taken(
    reference: Path, records: Mapping[str, Sequence[Item]], wanted: Sequence[str]
) -> dict[str, list[Item]]:
    """The records of the reference with the outputs that are wanted as they are today."""
    before = {name: _kept(reference, name) for name in records}
    everything = [item for items in (*before.values(), *records.values()) for item in items]
    keys = _chosen(everything, wanted)
    found = {}
    for name, after in records.items():
        new = {item.key: item for item in after if item.key in keys}
        kept = [item for item in before[name] if item.key not in keys or item.key in new]
        items = [new.pop(item.key, item) for item in kept]
        found[name] = [*items, *new.values()]
    return found


def _check_wanted(root: Path, reference: Path, wanted: Sequence[str]) -> None:
    """Raise ReportError, before anything runs, for what no output is called: none of the reference,
    and none that the text of a notebook may name.
    """
    before = [item for name in RUNS for item in _kept(reference, name)]
    for name in wanted:
        notebook, _, rest = name.partition(":")
        paths = (root / "notebooks").glob(f"{notebook}_*.ipynb")
        if not rest or not any(rest in path.read_text(encoding="utf-8") for path in paths):
            _chosen(before, [name])


def _kept(reference: Path, run: str) -> list[Item]:
    """The outputs of a run in the reference; none of a run that is new."""
    path = reference / f"{run}.json"
    return load(path) if path.exists() else []


def _beside(root: Path, run: Mapping[str, Any]) -> dict[str, NotebookNode]:
    names = [name for name in BESIDE if (root / "notebooks" / f"{name}.ipynb").exists()]
    if not names:
        return {}
    return record.execute(run, root, names)


def _refuse_disagreements(records: Mapping[str, Sequence[Item]]) -> None:
    apart = [each for zh, en in PAIRS for each in disagreements(records[zh], records[en])]
    if not apart:
        return
    places = "\n".join(map(str, apart[:20]))
    raise ReportError("reference.disagree", count=len(apart), places=places)


def _lines(items: Sequence[Item]) -> str:
    """A record as JSON, one line an output, so that a change touches few lines."""
    lines = (json.dumps(asdict(item), ensure_ascii=False) for item in items)
    return "[\n" + ",\n".join(lines) + "\n]\n"


def _store_notebooks(root: Path, language: str, notebooks: Mapping[str, NotebookNode]) -> None:
    folder = notebook_folder(root, language)
    folder.mkdir(exist_ok=True)
    for name, notebook in notebooks.items():
        text = stored.text(as_stored(notebook, language))
        (folder / f"{name}.ipynb").write_text(text, encoding="utf-8", newline="\n")


def _moved_since(
    root: Path, reference: Path, records: Mapping[str, list[Item]]
) -> list[Difference]:
    changed = changed_rows(reference / DATA_FILES[0], root / "data" / DATA_FILES[0])
    moved = []
    for name, after in records.items():
        if (path := reference / f"{name}.json").exists():  # of a run that is new nothing has moved
            moved += compare(name, load(path), after, changed, 0.0)
    return moved


def _moved_pages(pages: Mapping[str, str], reference: Path) -> Iterator[Difference]:
    """Pages that moved; which lines of them moved, the outputs say, and git."""
    for name, text in pages.items():
        path = reference / f"{name}.txt"
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        if count := len([*moved_lines(before, text, 0.0)]):
            yield Difference(f"{name}: published page", "page", "", f"lines that moved: {count}")


def _store_figures(folder: Path, drawn: Mapping[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.svg"):
        if path.stem not in drawn:
            path.unlink()
    for id, svg in drawn.items():
        (folder / f"{id}.svg").write_text(svg, encoding="utf-8")


# --- who accepted which change, when and why: a list that only grows ------------------------------


ACCEPTED = "accepted.csv"
MOST_SIGNED = 20  # entries that are told of an output
ACCEPTED_COLUMNS = ("date", "by", "output", "what", "before", "after", "rows", "reason")
#: What is the same of all that was taken at once, and stands with the first entry only.
ONCE = ("date", "by", "reason")


def _names(item: Item) -> tuple[str, str]:
    """How an output may be asked for: ``02:gaps``, or by its cell ``02:c007``."""
    notebook = item.notebook[:2]
    return f"{notebook}:{item.id or item.cell}", f"{notebook}:{item.cell}"


def _chosen(items: Iterable[Item], wanted: Sequence[str]) -> set[tuple[str, str, str]]:
    """The keys of the outputs that are asked for, by name or by the beginning of names (``02:``).

    Raises:
        ReportError: nothing is called so; the nearest name is said.
    """
    items = list(items)
    found: set[tuple[str, str, str]] = set()
    for name in wanted:
        own = {item.key for item in items if any(one.startswith(name) for one in _names(item))}
        if not own:
            known = [one for item in items for one in _names(item)]
            raise ReportError("reference.no_output", name, nearest(name, known))
        found |= own
    return found


def _note(
    path: Path, moved: Iterable[Difference], by: str, reason: str, day: datetime.date
) -> None:
    """Append changes to the list; cells that a spreadsheet would take for formulas are quoted."""
    is_new = not path.exists()
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        if is_new:
            writer.writerow(ACCEPTED_COLUMNS)
        once = [day.isoformat(), _harmless(by), _harmless(reason)]
        for cells in folding.entries(moved):
            writer.writerow([*once[:2], *map(_harmless, cells), once[2]])
            once = [""] * len(ONCE)


def _harmless(text: str) -> str:
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text


def accepted(path: Path) -> Iterator[dict[str, str]]:
    """The entries of the list, the oldest first, each with its date, name and reason.

    Raises ReportError where a line is none, with its place.
    """
    once: dict[str, str] = {}
    line = 1
    try:
        text = path.read_text(encoding="utf-8")
        for line, cells in enumerate(csv.reader(io.StringIO(text, newline="")), 1):
            one = dict(zip(ACCEPTED_COLUMNS, cells, strict=True))
            if line == 1:
                continue
            if one["date"]:
                once = {name: one[name] for name in ONCE}
            yield one | once
    except (ValueError, csv.Error):
        where = Message("reference.about_line", file=str(path), line=line)
        raise ReportError("reference.no_entry", where) from None


def signed(path: Path, name: str, language: str) -> list[str]:
    """The entries about an output or row, the newest first, as lines for people; of runs in another
    language without their texts."""
    if not path.exists():
        return []
    marks = (f" {name} ", f" {name}:", f"/{name}/")  # an output or row; a cause; its indicator
    own = [
        one
        for one in accepted(path)
        if any(mark in f"{one['output']} {one['what']} {one['rows']}" for mark in marks)
    ]
    lines = [
        f"{one['date']} {one['by']}: {one['output']}, {one['what']}"
        f"{_texts(one) if _is_in(one, language) else ''} ({one['reason']})"
        for one in own[: -MOST_SIGNED - 1 : -1]
    ]
    if len(own) > MOST_SIGNED:
        lines.append(f"… and {len(own) - MOST_SIGNED} more")
    return lines


def _texts(entry: Mapping[str, str]) -> str:
    return f": {entry['before'] or NOTHING} → {entry['after'] or NOTHING}"


def _is_in(entry: Mapping[str, str], language: str) -> bool:
    """Whether an entry is about data, or about a run in a language."""
    run = entry["output"].rpartition(": ")[0]
    return not run or run.endswith(f"-{language}")


if __name__ == "__main__":
    store_notebooks()
