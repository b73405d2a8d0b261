"""A papermill engine that runs each notebook in a fork of a warm process (``papermill --engine
report``).

Isolated like a fresh kernel and with the same outputs, without paying for a process and its imports
each time. Ordinary
kernels are used where fork does not exist, for other languages than this Python, and on request:
the environment variable ``REPORT_ENGINE=kernel`` or the engine argument ``kernel=True``.

Parameters are strict: papermill warns about a name that the notebook does not declare and goes on
with the default, which is how wrong reports get published. Here the run stops before the first
cell.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, papermill_engines
from papermill.log import logger

from industry_report.publishing import forks


class ForkEngine(Engine):
    """The engine; registered with papermill as ``report``."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man,
        kernel_name: str,
        log_output: bool = False,
        stdout_file=None,
        stderr_file=None,
        start_timeout: int = 60,
        execution_timeout: int | None = None,
        kernel: bool = False,
        strict: bool = True,
        preload: tuple[str, ...] = (),
        **options,
    ):
        """Execute the notebook of ``nb_man``.

        Args:
            nb_man: papermill's record of the run.
            kernel_name: the kernel the notebook asks for.
            log_output, stdout_file, stderr_file: where standard streams go, too.
            start_timeout: seconds that a kernel may take to start.
            execution_timeout: seconds that a cell may take; None is for ever.
            kernel: use an ordinary kernel.
            strict: refuse parameters that the notebook does not declare.
            preload: a dataset and its logic model, to read before the fork.
            options: further options of ``nbclient.NotebookClient``.

        Raises:
            ParameterError: a parameter is unknown or out of range (no cell has run).
            KernelDied, CellTimeoutError: its process ended, or a cell took too long.
        """
        if strict:
            metadata = options.get("resources", {}).get("metadata", {})
            _check_parameters(nb_man.nb, Path(metadata.get("path") or "."))
        options.pop("input_path", None)
        options.setdefault("timeout", execution_timeout)
        options["startup_timeout"] = start_timeout
        options.update(
            log=logger, log_output=log_output, stdout_file=stdout_file, stderr_file=stderr_file
        )
        if kernel or os.environ.get("REPORT_ENGINE") == "kernel" or not forkable(kernel_name):
            client = ReportClient(nb_man, kernel_name=kernel_name, **options)
        else:
            client = ForkClient(nb_man, kernel_name=kernel_name, preload=preload, **options)
        try:
            # without MPLBACKEND: "agg" there makes every figure vanish, with no error
            return client.execute(env=forks.environment())
        except (DeadKernelError, CellTimeoutError) as error:
            error.notebook = nb_man.nb  # papermill does not hand it out
            raise


def forkable(kernel_name: str) -> bool:
    """Whether the kernel of this name is a plain IPython kernel of this very Python, and this
    system can fork.
    """
    from jupyter_client.kernelspec import NoSuchKernel, get_kernel_spec

    if not forks.available():
        return False
    try:
        spec = get_kernel_spec(kernel_name)
    except NoSuchKernel:
        return False
    program = spec.argv[0]
    same_python = program in ("python", "python3") or os.path.realpath(program) == os.path.realpath(
        sys.executable
    )
    return same_python and "ipykernel_launcher" in spec.argv and not spec.env


class KernelDied(DeadKernelError):
    """The process that ran a notebook ended in the middle of a cell."""


class ReportClient(PapermillNotebookClient):
    """papermill's notebook client; a dead kernel or a timeout is marked in the cell where it
    happened.
    """

    def execute_cell(self, cell, cell_index: int):
        """Execute one cell."""
        if cell.cell_type != "code":
            return cell
        try:
            return super().execute_cell(cell, cell_index)
        except DeadKernelError as error:
            self.nb_man.cell_exception(cell, cell_index=cell_index)
            source = cell.source.strip().splitlines()
            raise KernelDied(
                f"The kernel {self.ending} in cell {cell_index + 1}: {source[0]}"
            ) from error
        except CellTimeoutError:
            self.nb_man.cell_exception(cell, cell_index=cell_index)
            raise

    ending = "died"


class ForkClient(ReportClient):
    """A notebook client whose kernel is forked from the warm process."""

    def __init__(self, nb_man, preload: tuple[str, ...] = (), **options) -> None:
        super().__init__(nb_man, **options)
        self._preload = tuple(preload)

    def create_kernel_manager(self) -> forks.ForkedKernel:
        """The kernel, not started yet."""
        self.km = forks.ForkedKernel(preload=self._preload)
        return self.km

    async def _async_poll_kernel_alive(self) -> None:
        """Instead of asking every second: wait for the warm process to say so."""
        await self.km.wait_dead()
        while not self.kc.iopub_channel.drained:
            await asyncio.sleep(0)  # what the cell showed before its end belongs into the notebook
        self.task_poll_for_reply.cancel()

    @property
    def ending(self) -> str:
        """How the kernel ended."""
        return self.km.ending


def _check_parameters(notebook, directory: Path) -> None:
    """Stop when a parameter was passed that the notebook does not declare, or one of ours has an
    impossible value.
    """
    passed = dict(notebook.metadata.get("papermill", {}).get("parameters", {}))
    cells = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    if not passed or not cells:
        return
    from industry_report.data import codes, parameters
    from industry_report.words.catalogue import languages, text_folders

    declared = parameters.assigned(cells[0].source)
    parameters.check_names(passed, declared)
    if {"region", "as_of", "language"} <= set(declared):
        beside = (
            directory
            / Path(passed.get("dataset", parameters.COMMON["dataset"])).parent
            / "datapackage.json"
        )
        descriptor = beside if beside.exists() else codes.OWN_DESCRIPTOR
        parameters.check(
            passed,
            parameters.COMMON | passed,
            codes.read_codes(descriptor),
            languages=tuple(languages(text_folders(beside))),
        )


papermill_engines.register("report", ForkEngine)
