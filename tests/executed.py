"""Runs that several tests look at: each is executed once a session, by the worker that needs it first."""

from __future__ import annotations

import fcntl
import hashlib
import json
from pathlib import Path
from typing import Any

import nbformat

from industry_report.data.defaults import COMMON, LATEST
from industry_report.publishing import execution
from industry_report.publishing.reference import TODAY

NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"


class Runs:
    """Executed notebooks of runs with the project's own data.

    They are kept in ``folder``, which the workers of a session share.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def of(self, **parameters: Any) -> dict[str, nbformat.NotebookNode]:
        """The notebooks of a run by name; what is said as the defaults say it is left out, and the
        latest month is named, as a render does.
        """
        if parameters.get("as_of") == LATEST:
            parameters |= TODAY
        wanted = {name: value for name, value in parameters.items() if value != COMMON.get(name)}
        key = hashlib.sha256(json.dumps(wanted, sort_keys=True).encode()).hexdigest()[:16]
        path = self.folder / f"run-{key}.json"
        with path.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not path.exists():
                books = execution.execute(wanted, NOTEBOOKS)
                path.write_text(json.dumps(books), encoding="utf-8")
        books = json.loads(path.read_text(encoding="utf-8"))
        return {name: nbformat.from_dict(book) for name, book in books.items()}
