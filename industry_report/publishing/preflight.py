"""Datasets, descriptors, logic models and texts of a place's own, read and checked once before the
first notebook of a batch starts.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from industry_report.data.errors import ReportError
from industry_report.data.home import dataset_path, model_path
from industry_report.publishing.runs import Run


def check(runs: Sequence[Run], root: Path) -> None:
    """Read what these runs will read.

    Raises:
        ReportError: with everything that is wrong, file by file, once.
    """
    from industry_report import inputs

    asked: dict[tuple[Path, Path], tuple[set[str], set[str]]] = {}
    for run in runs:
        pair = dataset_path(run.values, root), model_path(run.values, root)
        regions, languages = asked.setdefault(pair, (set(), set()))
        regions.add(run.region)
        languages.add(run.language)
    found = [
        error
        for files, wanted in asked.items()
        for error in inputs.faults(*files, *map(sorted, wanted))
    ]
    if found:
        raise ReportError("\n".join(dict.fromkeys(map(str, found))))
