"""The notebooks of a report, executed by papermill. Light on imports: papermill is loaded when
something is executed.
"""

from __future__ import annotations

import functools
import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from industry_report.data import defaults
from industry_report.data.errors import ReportError

if TYPE_CHECKING:
    from publisher.engine.processes import WarmProcess

cell_seconds = 600  # how long a cell may take


class CellFailed(ReportError):
    """A cell of a notebook failed.

    Attributes:
        name: of the notebook.
        notebook: as far as it was executed, or None.
    """

    def __init__(self, message: str, name: str, notebook: Any = None) -> None:
        super().__init__("fault.text", text=message)
        self.name, self.notebook = name, notebook


def execute(
    parameters: Mapping[str, Any],
    notebooks: Path,
    threads: int = 1,
    progress: Callable[[str], None] = lambda text: None,
    names: Sequence[str] = (),
) -> dict[str, Any]:
    """The notebooks ``names`` in ``notebooks``, without names those of the run, executed by
    papermill with these parameters, by name.

    Times, paths and random names are left out of them: the same run gives the same notebooks.

    Raises:
        CellFailed: a cell failed, ended its process or took too long.
        ReportError: a parameter that no notebook declares, or a notebook that cannot be read.
    """
    from concurrent.futures import ThreadPoolExecutor

    names = names or of_run(parameters, notebooks)
    declared = {name: defaults.declared(notebooks / f"{name}.ipynb") for name in names}

    def one(name: str) -> Any:
        progress(name)
        own = {key: value for key, value in parameters.items() if key in declared[name]}
        return _execute_one(name, own, declared[name], notebooks)

    _papermill()  # before threads ask for it at once
    from industry_report.publishing import render

    render.prepare()
    if threads == 1:
        return {name: one(name) for name in names}
    with ThreadPoolExecutor(threads) as pool:
        running = {name: pool.submit(one, name) for name in _longest_first(names, notebooks)}
        return {name: running[name].result() for name in names}


def _longest_first(names: Sequence[str], notebooks: Path) -> list[str]:
    """Names in the order in which threads are done soonest: who stores most takes longest."""
    return sorted(names, key=lambda name: -(notebooks / f"{name}.ipynb").stat().st_size)


def of_run(parameters: Mapping[str, Any], notebooks: Path) -> list[str]:
    """The names of the notebooks of a run with these parameters, in order; ReportError for none."""
    from industry_report.publishing import editions

    profile = notebooks / f"{editions.PROFILE}.ipynb"
    if profile.exists() and editions.is_profile(parameters, notebooks.parent):
        return [editions.BRIEF, editions.PROFILE]
    return present(notebooks)


def present(notebooks: Path) -> list[str]:
    """The names of the report's notebooks in this folder, in their order; ReportError for none."""
    names = sorted(path.stem for path in notebooks.glob(defaults.NOTEBOOKS))
    if not names:
        raise ReportError("render.no_notebooks", str(notebooks))
    return names


def cited_rows(notebook: Any) -> Iterator[str]:
    """The ids of the dataset rows that the outputs of a notebook rest on."""
    for output in outputs(notebook):
        yield from rows_behind(about(output))


def outputs(notebook: Any) -> Iterator[Any]:
    """Every output of an executed notebook."""
    for cell in notebook.cells:
        yield from cell.get("outputs", ())


def about(output: Mapping[str, Any]) -> dict[str, Any]:
    """What an output says of itself, by the publisher's contract; {} for other people's."""
    return output.get("metadata", {}).get("publisher", {})


def rows_behind(mark: Mapping[str, Any]) -> list[str]:
    """The ids of the rows that an output rests on: of its numbers and of the marks of a chart."""
    cited = (row for number in mark.get("numbers", ()) for row in number.get("rows", ()))
    return list(dict.fromkeys([*mark.get("rows", ()), *cited]))


def _execute_one(
    name: str, own: dict[str, Any], declared: Mapping[str, Any], notebooks: Path
) -> Any:
    """What ``papermill.execute_notebook`` does, but that nothing is written: its JSON takes as long
    as all that papermill does beside it.
    """
    _papermill()
    from papermill.exceptions import PapermillExecutionError
    from papermill.execute import raise_for_execution_errors

    from publisher.engine.notebooks import NotebookStopped

    notebook = _prepared(notebooks / f"{name}.ipynb", own)
    data = tuple(str(own.get(key, declared.get(key, ""))) for key in ("dataset", "logic_model"))
    try:
        notebook = _run(notebook, data, notebooks)
        ids = [cell.get("id", "") for cell in notebook.cells]
        raise_for_execution_errors(notebook, None)  # marks the cell, too
    except PapermillExecutionError as error:
        place = f"{name}, cell {error.cell_index + 1} ({ids[error.cell_index]})"
        message = f"{place}: {error.ename}: {_plain(error.evalue)}"
        raise CellFailed(message, name, _without_times(notebook)) from None
    except NotebookStopped as error:
        message = str(error).strip().splitlines()[0]
        raise CellFailed(f"{name}: {message}", name, _without_times(error.notebook)) from None
    return _without_times(notebook)


def _prepared(path: Path, own: dict[str, Any]) -> Any:
    """A notebook with its parameters, without its outputs, which papermill would copy twice."""
    import nbformat
    from papermill.execute import prepare_notebook_metadata, remove_error_markers
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    try:
        tree = json.loads(path.read_bytes())
    except ValueError:
        raise ReportError("notebook.none", path.name) from None
    for cell in tree.get("cells", ()):
        cell |= {"outputs": []} if "outputs" in cell else {}
    notebook = load_notebook_node(nbformat.from_dict(tree))
    if own:
        notebook = parameterize_notebook(notebook, own, engine_name="report")
    return remove_error_markers(prepare_notebook_metadata(notebook, str(path), None))


def _run(notebook: Any, data: tuple[str, ...], folder: Path) -> Any:
    from papermill.engines import papermill_engines

    from industry_report.publishing import warming

    return papermill_engines.execute_notebook_with_engine(
        "report",
        notebook,
        kernel_name=papermill_engines.nb_kernel_name("report", notebook),
        progress_bar=False,
        autosave_cell_every=0,
        execution_timeout=cell_seconds,
        iopub_timeout=cell_seconds,  # on a busy machine outputs come long after the reply
        **warming.options(*data),
        resources={"metadata": {"path": str(folder)}},
    )


def _plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def _without_times(notebook: Any) -> Any:
    """``notebook`` without what differs between two executions of the same thing."""
    kept = notebook.metadata.get("papermill", {})
    notebook.metadata["papermill"] = {
        "parameters": kept.get("parameters", {}),
        "version": kept.get("version", ""),
        "input_path": Path(kept.get("input_path") or "").name,
    }
    for number, cell in enumerate(notebook.cells):
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if {"injected-parameters", "papermill-error-cell-tag"} & set(cell.metadata.get("tags", [])):
            cell["id"] = f"papermill-{number}"
    return notebook


@functools.cache
def _papermill() -> None:
    """papermill with our engine, imported without what takes two seconds for nothing.

    That is an optional format checker of jsonschema, which expects that its import may fail.
    """
    hidden = "rfc3987_syntax"
    missing = hidden not in sys.modules
    if missing:
        sys.modules[hidden] = None  # type: ignore[assignment]
    try:
        import logging

        warm_up()
        from papermill.engines import papermill_engines

        from publisher.engine import ReportEngine

        papermill_engines.register("report", ReportEngine)  # also where nothing is installed
        logging.getLogger("papermill").setLevel(logging.ERROR)
    finally:
        if missing:
            del sys.modules[hidden]


def warm_up() -> WarmProcess | None:
    """Start the process that kernels are forked from: its imports overlap with ours."""
    from industry_report.publishing import warming
    from publisher.engine import processes

    if os.environ.get("REPORT_ENGINE") == "kernel" or not processes.available():
        return None
    return processes.start(warming.PRELOAD)
