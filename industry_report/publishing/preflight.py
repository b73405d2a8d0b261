"""Datasets, descriptors, logic models and texts of a place's own, read and checked once before the
first notebook of a batch starts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from industry_report.data.errors import FaultsError, ReportError
from industry_report.publishing.provenance import dataset_path, descriptor, model_path
from industry_report.publishing.runs import Run

if TYPE_CHECKING:
    from industry_report.data.codes import Codes
    from industry_report.data.dataset import Dataset


def check(runs: Sequence[Run], root: Path) -> None:
    """Read what these runs will read.

    A logic model is held against the code lists of a dataset only where it is about a region that
    is reported on, as the notebooks do.

    Raises:
        ReportError: with everything that is wrong, file by file, once.
    """
    from industry_report.data import dataset
    from industry_report.numbers import logic_model
    from industry_report.words import catalogue

    faults: dict[str, None] = {}

    def read(reader: Callable[..., Any], *arguments: Any) -> Any:
        """What a reader gives; None where it finds faults, which are kept."""
        try:
            return reader(*arguments)
        except FaultsError as error:
            faults[str(error)] = None
            return None

    regions: dict[tuple[Path, Path], set[str]] = {}
    for run in runs:
        pair = dataset_path(run.values, root), model_path(run.values, root)
        regions.setdefault(pair, set()).add(run.region)
    for (rows_file, model_file), asked in regions.items():
        rows = read(dataset.load, rows_file)
        place = _coded(rows_file, root) if rows is None else rows
        if place is None:
            read(logic_model.load, model_file)
        else:
            _beside(read, place, rows, model_file, asked)
    for rows_file, language in sorted({(dataset_path(r.values, root), r.language) for r in runs}):
        for notebook in catalogue.notebooks([rows_file.parent / "text"]):
            read(catalogue.Catalogue, language, notebook, catalogue.text_folders(rows_file))
    if faults:
        raise ReportError("\n".join(faults))


class _Coded(NamedTuple):
    """What is known of a dataset whose rows are faulty."""

    path: Path
    codes: Codes


def _coded(rows_file: Path, root: Path) -> _Coded | None:
    """A dataset without its rows; None where its code lists are faulty, too."""
    from industry_report.data.codes import read_codes

    try:
        return _Coded(rows_file, read_codes(descriptor(rows_file, root)))
    except FaultsError:
        return None


def _beside(
    read: Callable[..., Any],
    place: Dataset | _Coded,
    rows: Dataset | None,
    model_file: Path,
    asked: set[str],
) -> None:
    """Read what is held against a dataset, for the regions that are asked for; what follows from
    a file that is faulty itself is not said.
    """
    from industry_report.data import ratios
    from industry_report.numbers import consistency, ledger, logic_model, sections, task_records

    codes = place.codes
    for beside in (sections, consistency):
        read(beside.read, place)
    read(ratios.beside, place.path, codes)
    model = read(logic_model.load, model_file)
    if model and model.region in asked:
        model = read(logic_model.load, model_file, codes.indicators, codes.regions)
        if model and rows is not None:
            read(ledger.read, rows, model)
    if model is None or rows is None:
        read(task_records.check_alone, place.path, codes)
        return
    for region in sorted(asked):
        read(task_records.read, rows, model if model.region == region else None, region)
