"""Does everything still say what it said? What was moved, from what to what, and by which row of
the dataset.

Runs, pages, the outputs stored in the notebooks and the files in ``figures/`` are compared with the
reference (see ``reference``), and the two languages with each other.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from industry_report.data.errors import ReportError, reason
from industry_report.data.home import HOME
from industry_report.publishing import record, reference
from industry_report.publishing.agreement import disagreements
from industry_report.publishing.differences import (
    DATA_FILES,
    PAGE,
    Difference,
    changed_data,
    changed_rows,
    compare,
    moved_lines,
)
from industry_report.publishing.record import Item
from industry_report.publishing.reference import PAIRS, RUNS, STORED, reference_folder


def differences(
    root: Path = HOME, tolerance: float = 0.0, runs: Iterable[str] = tuple(RUNS)
) -> Iterator[Difference]:
    """Everything that does not say what the reference says, as it is found: data, runs, pages,
    stored outputs, figure files.

    Args:
        root: the checkout.
        tolerance: relative difference up to which two numbers are the same.
        runs: which of ``RUNS``, by name.

    Raises:
        ReportError: there is no reference, the data are faulty, or a notebook fails.
    """
    if not (math.isfinite(tolerance) and 0 <= tolerance < 1):
        raise ReportError("reference.tolerance", value=str(tolerance))
    kept = reference_folder(root)
    if not (kept / DATA_FILES[0]).exists():
        raise ReportError("reference.none", str(kept))
    yield from changed_data(kept, root / "data")
    changed = changed_rows(kept / DATA_FILES[0], root / "data" / DATA_FILES[0])
    reference.check_data(root)
    before = {name: reference.load(kept / f"{name}.json") for name in runs}
    now: dict[str, list[Item]] = {}
    for name, items in before.items():
        notebooks = record.execute(RUNS[name], root)
        now[name] = record.of_run(notebooks)
        yield from compare(name, items, now[name], changed, tolerance)
        yield from _stale(root, name, notebooks, tolerance)
        page = record.page(RUNS[name], notebooks, root)
        yield from _moved_page(kept / f"{name}.txt", page, name, tolerance)
    for zh, en in PAIRS:
        if zh in now and en in now:
            yield from disagreements(now[zh], now[en])


def _moved_page(path: Path, text: str, name: str, tolerance: float) -> Iterator[Difference]:
    """Lines of the published page that moved."""
    try:
        before = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ReportError("reference.unreadable", str(path), why=reason(error)) from None
    for was, now in moved_lines(before, text, tolerance):
        yield Difference(f"{name}: published page", PAGE, was, now)


def _stale(
    root: Path, run: str, notebooks: Mapping[str, NotebookNode], tolerance: float
) -> Iterator[Difference]:
    """What is stored of a run, if it is, and differs from what it says now."""
    for language, name in STORED.items():
        if name == run:
            drawn = record.drawings(notebooks, language)
            yield from _stale_figures(root / "figures" / language, drawn)
            yield from _stale_outputs(root, language, notebooks, tolerance)


def _stale_figures(folder: Path, drawn: Mapping[str, str]) -> Iterator[Difference]:
    now = {f"{id}.svg": svg for id, svg in drawn.items()}
    there = {path.name: path for path in sorted(folder.glob("*"))}
    for name in dict.fromkeys((*now, *there)):
        where = f"figures/{folder.name}/{name}"
        if name not in there:
            yield Difference(where, "figure file", "", "drawn")
        elif name not in now:
            yield Difference(where, "figure file", "present", "")
        elif there[name].read_text(encoding="utf-8", errors="replace") != now[name]:
            yield Difference(where, "figure file", "as it is stored", "drawn otherwise")


def _stale_outputs(
    root: Path, language: str, notebooks: Mapping[str, NotebookNode], tolerance: float
) -> list[Difference]:
    """Outputs stored in the notebooks that differ from what the notebooks say now."""
    folder = reference.notebook_folder(root, language)
    where = f"stored in {folder.relative_to(root).as_posix()}/"
    before: list[Item] = []
    for name in notebooks:
        path = folder / f"{name}.ipynb"
        if path.exists():
            before += record.of_notebook(name, record.stored(path))
    after: Sequence[Item] = record.of_run(
        {
            name: nbformat.from_dict(reference.as_stored(notebook, language))
            for name, notebook in notebooks.items()
        }
    )
    return compare(where, before, after, {}, tolerance)
