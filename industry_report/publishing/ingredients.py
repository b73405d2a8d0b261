"""What a run is made from, part by part: when all of it is the same, the report is the same and
need not be made again.

- the parameters, the notebooks (without outputs), package code, lock file, fonts, logic model,
  installed packages;
- the rows of the dataset that the run may read (``regions.related``), and of every further region
  that its last outputs cite (a notebook that does not open the report may read any); the descriptor
  with the code lists, the ledger and what else is read beside the dataset.

Light on imports: that nothing has changed must be known at once.
"""

from __future__ import annotations

import functools
import hashlib
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from industry_report.data import light
from industry_report.data.errors import ReportError, reason
from industry_report.data.home import dataset_path
from industry_report.data.message import Message
from industry_report.data.regions import lies_in, related
from industry_report.publishing import provenance
from industry_report.publishing.runs import Run


def parts(
    run: Run, root: Path, formats: Sequence[str], cited: Sequence[str] = ()
) -> dict[str, Any]:
    """What a run is made from; two runs with the same parts give the same documents.

    Args:
        run: the run.
        root: the checkout.
        formats: the documents to be made.
        cited: regions that the outputs of the run cite besides those it names.
    """
    try:
        prints = _short(provenance.fingerprints(run.values, root))
        rows = _short(light.row_digests(dataset_path(run.values, root)))
    except OSError as error:
        raise ReportError("verify.unreadable", str(error.filename), why=reason(error)) from None
    whole = prints.pop("dataset")
    read = set(regions_read(run, root)) | set(cited)
    return {
        "parameters": run.values,
        "formats": sorted(formats),
        **prints,
        "environment": environment_digest(),
        "rows": {name: rows.get(name, "") for name in sorted(read)} if rows else whole,
    }


def changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> Message | None:
    """What differs between the parts of two runs; None when nothing does."""
    if not before:
        return Message("render.first")
    found = []
    for name, value in now.items():
        was = before.get(name)
        if was == value:
            continue
        if isinstance(value, dict) and isinstance(was, dict):
            names = sorted(key for key in {*value, *was} if value.get(key) != was.get(key))
            label = "rows of" if name == "rows" else name
            found.append(f"{label} {', '.join(names)}")
        else:
            found.append(name)
    if found:
        return Message("render.changed", parts="; ".join(found))
    return None


def regions_read(run: Run, root: Path) -> list[str]:
    """The regions whose rows a run may read, in alphabetical order."""
    known = light.regions(dataset_path(run.values, root))
    benchmarks = run.values.get("benchmarks") or lies_in(run.region, known)
    return sorted(related(run.region, benchmarks, known))


def _short(digests: Mapping[str, str]) -> dict[str, str]:
    return {name: digest[:16] for name, digest in digests.items()}


@functools.cache
def environment_digest() -> str:
    """A digest of Python's version and the names and versions of what is installed."""
    names = {
        name
        for place in sys.path
        if os.path.isdir(place)
        for name in os.listdir(place)
        if name.endswith(".dist-info")
    }
    return hashlib.sha256("\n".join([sys.version, *sorted(names)]).encode()).hexdigest()[:16]
