"""Look at copies of the project, one after the other, each in a fork of this process: what libraries
cost is paid once. ``faults.py`` writes a line of JSON for each look and reads one.

    {"root": "/tmp/copy", "look": "notebooks", "runs": ["baotou-zh"], "begin_with": "01_situation"}
    {"root": "/tmp/copy", "look": "sentences", "begin_with": "01_situation"}
    {"root": "/tmp/copy", "look": "check", "runs": ["baotou-zh", "baotou-en"]}
    {"root": "/tmp/copy", "look": "documents", "form": "pdf"}
    {"root": "/tmp/copy", "look": "tests", "file": "test_charts.py"}

``LOOKS`` says what each look compares; ``begin_with``, the notebook where it begins, may be left
out. The answer is one text: DIFFERENCE and what differs first; REFUSED and the message of the
report, where the report itself says that something is wrong; CRASHED and the error, where it or the
look broke in a way that nobody has foreseen, which proves nothing; "" when nothing differs.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from itertools import zip_longest
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
    "pytest",
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
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a copy prints is no answer
            with os.fdopen(writing, "w") as answering:
                answering.write(json.dumps(answer(json.loads(line))))
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading) as said:
            print(said.read() or json.dumps("CRASHED without an answer"), flush=True)
        os.waitpid(child, 0)


def answer(request: dict[str, Any]) -> str:
    """What a look finds first, in words that begin as the head of this module says."""
    sys.path.insert(0, request["root"])
    os.environ["PYTHONPATH"] = request["root"]  # for the kernels
    for name in [*sys.modules]:  # papermill imports the engine that is installed
        if name.partition(".")[0] in ("industry_report", "publisher"):
            del sys.modules[name]
    try:
        return looked(Path(request["root"]), request)
    except BaseException as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        what = f"{type(error).__name__}: {error}"
        return f"CRASHED in {Path(where.filename).name}, line {where.lineno}: {what[:300]}"


def looked(root: Path, request: dict[str, Any]) -> str:
    """What a look finds first; only what the report raises on purpose is a refusal."""
    import industry_report
    import publisher
    from industry_report.data.errors import ReportError

    for module in (industry_report, publisher):
        assert Path(module.__file__).is_relative_to(root), module.__file__
    found = LOOKS[request["look"]](root, request)
    try:
        return next((f"DIFFERENCE {one}" for one in found), "")
    except (ReportError, publisher.PublishingError) as error:
        return f"REFUSED {error}"


def notebooks(root: Path, request: dict[str, Any]) -> Iterator[Any]:
    """Changed files and rows, which ``report check`` names whatever they move, and what one notebook
    after the other says else than the reference.
    """
    from industry_report.publishing import differences, record, reference

    kept = root / "tests" / "reference"
    yield from differences.changed_data(kept, root / "data")
    for run in request["runs"]:
        accepted = reference.load(kept / f"{run}.json")
        names = dict.fromkeys(item.notebook for item in accepted)
        for name in sorted(names, key=lambda name: name != request.get("begin_with")):
            own = [item for item in accepted if item.notebook == name]
            path = root / "notebooks" / f"{name}.ipynb"
            sources = [item for item in own if item.kind in UNEXECUTED]
            yield from differences.compare(
                run, sources, record.of_notebook(name, emptied(path)), {}, 0.0
            )
            said = record.of_notebook(name, executed(path, reference.RUNS[run]))
            yield from differences.compare(run, own, said, {}, 0.0)


def emptied(path: Path) -> Any:
    """A notebook without outputs."""
    import nbformat

    book = nbformat.read(path, as_version=4)
    for cell in book.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    return book


def executed(path: Path, parameters: dict[str, Any]) -> Any:
    """A notebook whose cells were executed in this process; CellFailed as when a report fails."""
    import nbformat
    from IPython.core.displaypub import CapturingDisplayPublisher
    from IPython.core.interactiveshell import InteractiveShell

    from industry_report.publishing.execution import CellFailed

    os.chdir(path.parent)
    book = emptied(path)
    InteractiveShell.clear_instance()  # names of another notebook
    shell = InteractiveShell.instance()
    for cell in book.cells:
        if cell.cell_type != "code":
            continue
        shell.display_pub = CapturingDisplayPublisher()
        result = shell.run_cell(cell.source)
        error = result.error_before_exec or result.error_in_exec
        if error is not None:
            what = f"{type(error).__name__}: {error}"
            raise CellFailed(f"{path.name}, cell {cell.id} failed: {what}", path.stem)
        cell.outputs = [
            nbformat.v4.new_output("display_data", one["data"], metadata=one["metadata"] or {})
            for one in shell.display_pub.outputs
        ]
        if "parameters" in cell.metadata.get("tags", ()):
            shell.user_ns.update(parameters)
    return book


def sentences(root: Path, request: dict[str, Any]) -> Iterator[str]:
    """Texts that read otherwise than accepted in one of their cases; no run says every case."""
    sys.path.insert(0, str(root / "tests"))
    import test_sentences

    for name, language in sorted(
        test_sentences.EVERY, key=lambda book: book[0] != request.get("begin_with")
    ):
        accepted = test_sentences.accepted_path(name, language).read_text("utf-8").splitlines()
        for was, line in zip_longest(accepted, test_sentences.listed(name, language).splitlines()):
            if was != line:
                yield f"accepted sentences, {name or 'phrases'}.{language}: {line}"


def check(root: Path, request: dict[str, Any]) -> Iterator[Any]:
    """All that ``report check`` compares of some runs."""
    from industry_report.publishing import checking

    yield from checking.differences(root, runs=request["runs"])


def documents(root: Path, request: dict[str, Any]) -> Iterator[str]:
    """What is lost of a small report that the copy publishes in one format."""
    sys.path.insert(0, str(root / "tests"))
    import document_faults

    for lost in document_faults.look(request["form"], root / "reports"):
        yield f"content: {lost}"


def tests(root: Path, request: dict[str, Any]) -> Iterator[str]:
    """Whether the copy's own tests of a subject fail: of what no run of the check shows."""
    import pytest

    if pytest.main(["-q", "-x", "-p", "no:cacheprovider", str(root / "tests" / request["file"])]):
        yield f"tests: {request['file']} fails"


#: What a copy can be looked at for, cheapest first.
LOOKS: dict[str, Callable[[Path, dict[str, Any]], Iterator[Any]]] = {
    "documents": documents,
    "sentences": sentences,
    "notebooks": notebooks,
    "tests": tests,
    "check": check,
}


if __name__ == "__main__":
    main()
