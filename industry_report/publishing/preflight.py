"""Datasets, descriptors and logic models, read and checked once before the first notebook of a
batch starts.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from industry_report.data.errors import FaultsError, ReportError
from industry_report.publishing.ingredients import dataset_path, model_path
from industry_report.publishing.runs import Run


def check(runs: Sequence[Run], root: Path) -> None:
    """Read what these runs will read.

    A logic model is held against the code lists of a dataset only where it is about a region that
    is reported on, as the notebooks do.

    Raises:
        ReportError: with everything that is wrong, file by file, once.
    """
    from industry_report.data import dataset
    from industry_report.numbers import logic_model

    regions: dict[tuple[Path, Path], set[str]] = {}
    for run in runs:
        pair = dataset_path(run.values, root), model_path(run.values, root)
        regions.setdefault(pair, set()).add(run.region)
    faults: dict[str, None] = {}
    for (rows_file, model_file), asked in regions.items():
        codes = None
        try:
            codes = dataset.load(rows_file).codes
        except FaultsError as error:
            faults[str(error)] = None
        try:
            model = logic_model.load(model_file)
            if codes and model.region in asked:
                logic_model.load(model_file, codes.indicators, codes.regions)
        except FaultsError as error:
            faults[str(error)] = None
    if faults:
        raise ReportError("\n".join(faults))
