"""Look at spoiled copies of the project, one after the other, each in a fork of this process: what
libraries cost is paid once. ``faults.py`` writes a line of JSON for each look and reads one.

    {"root": "/tmp/copy", "runs": ["baotou-zh"], "first": "01_situation"}

With ``first`` the cells of one notebook after the other are executed in the fork, that one before
the others, and compared with the reference; without it all that ``report check`` compares.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

#: Imported once; nothing of the project, which each copy has of its own.
LIBRARIES = [
    "IPython.core.interactiveshell",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_svg",
    "seaborn",
    "pandas",
    "papermill",
    "nbformat",
    "yaml",
    "pydantic",
    "babel",
    "lxml.html",
    "typst",
    "pikepdf",
    "mistune",
    "uharfbuzz",
    "fontTools.ttLib",
]
#: What a notebook says of itself, which need not be executed to be compared.
UNEXECUTED = ("prose", "parameters")


def main() -> None:
    """Answer requests until there are no more."""
    for name in LIBRARIES:
        __import__(name)
    for line in sys.stdin:
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            os.dup2(writing, 1)  # what a look prints is its answer
            answer(json.loads(line))
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading, encoding="utf-8", errors="replace") as said:
            print(json.dumps(said.read()), flush=True)
        os.waitpid(child, 0)


def answer(request: dict[str, Any]) -> None:
    """Print the first difference, the refusal of the report, or the end of a traceback."""
    sys.path.insert(0, request["root"])
    os.environ["PYTHONPATH"] = request["root"]  # for the kernels
    for name in [*sys.modules]:  # papermill imports the engine that is installed
        if name.partition(".")[0] in ("industry_report", "publisher"):
            del sys.modules[name]
    try:
        looking = documents if request["runs"][0] == "content" else look
        print(looking(Path(request["root"]), request["runs"], request["first"]))
    except BaseException:
        last = traceback.format_exc().strip().splitlines()[-1]
        print(f"REFUSED with a traceback: {last[:300]}")
    sys.stdout.flush()


def look(root: Path, runs: list[str], first: str) -> str:
    """The first difference of a copy from its reference; "" when nothing differs."""
    import publisher
    from industry_report.data.errors import ReportError
    from industry_report.publishing import checking

    for module in (checking, publisher):
        assert Path(module.__file__).is_relative_to(root), module.__file__
    found = one_by_one(root, runs, first) if first else checking.differences(root, runs=runs)
    try:
        return next((f"DIFFERENCE {one}" for one in found), "")
    except ReportError as error:
        return f"REFUSED {error}"


def documents(root: Path, asked: list[str], _first: str) -> str:
    """What is lost first of a small report that the copy publishes in one format."""
    import document_faults

    import publisher

    assert Path(publisher.__file__).is_relative_to(root), publisher.__file__
    lost = document_faults.look(asked[1], root / "reports")[:1]
    return "".join(f"DIFFERENCE content: {one}" for one in lost)


def one_by_one(root: Path, runs: list[str], first: str) -> Iterator[Any]:
    """Changed files and rows, which ``report check`` names whatever they move, and what one notebook
    after the other says else than the reference.
    """
    from industry_report.publishing import changes, moves, record, reference

    kept = root / "tests" / "reference"
    yield from changes.changed_files(kept, root / "data")
    csv = changes.DATA_FILES[0]
    for row in changes.changed_rows(kept / csv, root / "data" / csv).values():
        yield f"data/{csv}: {row}"
    for run in runs:
        before = reference.load(kept / f"{run}.json")
        names = dict.fromkeys(item.notebook for item in before)
        for name in sorted(names, key=lambda name: name != first):
            own = [item for item in before if item.notebook == name]
            path = root / "notebooks" / f"{name}.ipynb"
            sources = [item for item in own if item.kind in UNEXECUTED]
            yield from moves.compare(run, sources, record.of_notebook(name, emptied(path)), {}, 0.0)
            now = record.of_notebook(name, executed(path, reference.RUNS[run]))
            yield from moves.compare(run, own, now, {}, 0.0)


def emptied(path: Path) -> Any:
    """A notebook without outputs."""
    import nbformat

    book = nbformat.read(path, as_version=4)
    for cell in book.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    return book


def executed(path: Path, parameters: dict[str, Any]) -> Any:
    """A notebook whose cells were executed in this process."""
    import nbformat
    from IPython.core.displaypub import CapturingDisplayPublisher
    from IPython.core.interactiveshell import InteractiveShell

    os.chdir(path.parent)
    book = emptied(path)
    InteractiveShell.clear_instance()  # names of the notebook before
    shell = InteractiveShell.instance()
    for cell in book.cells:
        if cell.cell_type != "code":
            continue
        shell.display_pub = CapturingDisplayPublisher()
        shell.run_cell(cell.source).raise_error()
        cell.outputs = [
            nbformat.v4.new_output("display_data", one["data"], metadata=one["metadata"] or {})
            for one in shell.display_pub.outputs
        ]
        if "parameters" in cell.metadata.get("tags", ()):
            shell.user_ns.update(parameters)
    return book


if __name__ == "__main__":
    main()
