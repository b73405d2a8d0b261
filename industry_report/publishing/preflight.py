"""Datasets, descriptors, logic models and texts of a place's own, read and checked once before the
first notebook of a batch starts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from industry_report.data.errors import FaultsError, ReportError
from industry_report.publishing.provenance import dataset_path, model_path
from industry_report.publishing.runs import Run


def check(runs: Sequence[Run], root: Path) -> None:
    """Read what these runs will read.

    A logic model is held against the code lists of a dataset only where it is about a region that
    is reported on, as the notebooks do.

    Raises:
        ReportError: with everything that is wrong, file by file, once.
    """
    from industry_report.data import dataset, ratios
    from industry_report.numbers import consistency, ledger, logic_model, sections, task_records
    from industry_report.words import catalogue

    regions: dict[tuple[Path, Path], set[str]] = {}
    for run in runs:
        pair = dataset_path(run.values, root), model_path(run.values, root)
        regions.setdefault(pair, set()).add(run.region)
    faults: dict[str, None] = {}
    for (rows_file, model_file), asked in regions.items():
        codes = None
        try:
            rows = dataset.load(rows_file)
            codes = rows.codes
            for beside in (sections, consistency):
                faults |= _faults_of(partial(beside.read, rows))
            faults |= _faults_of(partial(ratios.beside, rows.path, codes))
        except FaultsError as error:
            faults[str(error)] = None
        try:
            model = logic_model.load(model_file)
            if codes and model.region in asked:
                model = logic_model.load(model_file, codes.indicators, codes.regions)
                ledger.read(rows, model)
            for region in sorted(asked) if codes else ():
                own = model if model.region == region else None
                task_records.read(rows, own, region)
        except FaultsError as error:
            faults[str(error)] = None
    for rows_file, language in sorted({(dataset_path(r.values, root), r.language) for r in runs}):
        for notebook in catalogue.notebooks([rows_file.parent / "text"]):
            folders = catalogue.text_folders(rows_file)
            faults |= _faults_of(partial(catalogue.Catalogue, language, notebook, folders))
    if faults:
        raise ReportError("\n".join(faults))


def _faults_of(read: Callable[[], object]) -> dict[str, None]:
    """What is wrong with a file beside a dataset."""
    try:
        read()
    except FaultsError as error:
        return {str(error): None}
    return {}
