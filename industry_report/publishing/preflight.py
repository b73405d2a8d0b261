"""Datasets, descriptors, logic models and texts of a place's own, read and checked once before the
first notebook of a batch starts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from industry_report.data.errors import FaultsError, ReportError
from industry_report.publishing.provenance import dataset_path, model_path
from industry_report.publishing.runs import Run

if TYPE_CHECKING:
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
        if rows is None:
            read(logic_model.load, model_file)
        else:
            _beside(read, rows, model_file, asked)
    for rows_file, language in sorted({(dataset_path(r.values, root), r.language) for r in runs}):
        for notebook in catalogue.notebooks([rows_file.parent / "text"]):
            read(catalogue.Catalogue, language, notebook, catalogue.text_folders(rows_file))
    if faults:
        raise ReportError("\n".join(faults))


def _beside(read: Callable[..., Any], rows: Dataset, model_file: Path, asked: set[str]) -> None:
    """Read what is held against a dataset, for the regions that are asked for."""
    from industry_report.data import ratios
    from industry_report.numbers import consistency, ledger, logic_model, sections, task_records

    for beside in (sections, consistency):
        read(beside.read, rows)
    read(ratios.beside, rows.path, rows.codes)
    model = read(logic_model.load, model_file)
    if model and model.region in asked:
        model = read(logic_model.load, model_file, rows.codes.indicators, rows.codes.regions)
        if model:
            read(ledger.read, rows, model)
    for region in sorted(asked) if model else ():
        read(task_records.read, rows, model if model.region == region else None, region)
