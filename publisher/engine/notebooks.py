"""The papermill engine: each notebook runs in a forked kernel.

papermill warns of a parameter that the notebook does not declare and goes on with the default,
which is how wrong reports get published. Notebooks that ask for it are stopped before they run.
"""

from __future__ import annotations

import asyncio
import contextlib
import difflib
import os
import signal
import time
from collections.abc import Iterator, Sequence
from typing import Any

import click
from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
from jupyter_core.utils import run_sync
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode, from_dict
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, NotebookExecutionManager
from papermill.exceptions import PapermillException
from papermill.log import logger
from papermill.translators import papermill_translators
from papermill.utils import find_first_tagged_cell_index, nb_kernel_name, nb_language
from traitlets.config import Config

from publisher.about import KEY
from publisher.terminal import whole_streams

from .kernels import forkable
from .manager import ForkedKernelManager, PromptClient
from .processes import environment

SAVED_EVERY = 1  # seconds at least between two writings of a notebook that runs
GRACE = 2  # seconds in which an interrupted cell may show its traceback


class UndeclaredParameter(click.ClickException, PapermillException):
    """A parameter was passed that the notebook does not declare. No cell has run.

    papermill's command line shows the message and leaves with exit code 2.
    """

    exit_code = 2


class KernelDied(DeadKernelError):
    """The process that ran a notebook ended in the middle of a cell."""


class NotebookStopped(Exception):
    """A notebook ended in the middle of a cell; ``__cause__`` says why.

    Attributes:
        notebook: as far as it was executed; papermill does not hand it out.
    """

    def __init__(self, message: str, notebook: NotebookNode) -> None:
        super().__init__(message)
        self.notebook = notebook


class ForkEngine(Engine):
    """What ``publisher.engine.ReportEngine`` stands for."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,
        *,
        start_timeout: int = 60,
        execution_timeout: int | None = None,
        kernel: bool = False,
        strict: bool | None = None,
        preload: Sequence[str] = (),
        before_fork: Sequence[str] = (),
        input_path: str | None = None,
        **options: Any,
    ) -> NotebookNode:
        """Execute the notebook of ``nb_man``.

        Args:
            nb_man: papermill's record of the run.
            kernel_name: the kernel the notebook asks for.
            start_timeout: seconds that a kernel may take to start.
            execution_timeout: seconds that a cell may take; None is for ever.
            kernel: use an ordinary kernel, as the environment's ``REPORT_ENGINE=kernel`` does.
            strict: refuse undeclared parameters; None asks the notebook's metadata ``publisher``.
            preload, before_fork: see ``ForkProvisioner``.
            input_path: papermill's, of no use here.
            options: further options of ``nbclient.NotebookClient`` and papermill's own.

        Raises:
            UndeclaredParameter: a parameter is not declared by a strict notebook.
            NotebookStopped: the process of the notebook ended (from KernelDied, which says in which
                cell, and how), or a cell took too long (from nbclient's CellTimeoutError).
        """
        if strict is None:
            strict = _asks_to_be_strict(nb_man.nb)
        if strict:
            _refuse_undeclared(nb_man, kernel_name)
        if execution_timeout or "timeout" not in options:
            options["timeout"] = execution_timeout
        options.update(startup_timeout=start_timeout, kernel_name=kernel_name, log=logger)
        config = Config(KernelManager={"client_factory": PromptClient})
        if not kernel and os.environ.get("REPORT_ENGINE") != "kernel" and _is_forked(kernel_name):
            config.ForkProvisioner.update(preload=list(preload), before_fork=list(before_fork))
            options.setdefault("kernel_manager_class", ForkedKernelManager)
        config.merge(options.get("config", {}))
        run = NotebookRun(nb_man, **options | {"config": config})
        try:
            with _saved_seldom(nb_man), _streams_whole(nb_man.nb):
                return run.execute(env=environment())
        except (DeadKernelError, CellTimeoutError) as error:
            raise NotebookStopped(str(error), nb_man.nb) from error


def _asks_to_be_strict(notebook: NotebookNode) -> bool:
    about = notebook.metadata.get(KEY)
    return isinstance(about, dict) and bool(about.get("strict_parameters"))


@contextlib.contextmanager
def _saved_seldom(nb_man: NotebookExecutionManager) -> Iterator[None]:
    """While a notebook runs, its file is written once in a while; papermill writes all of it before
    and after each cell, and at the end."""
    save = nb_man.save

    def seldom(**options: Any) -> None:
        if (nb_man.now() - nb_man.last_save_time).total_seconds() >= SAVED_EVERY:
            save(**options)

    nb_man.save = seldom
    try:
        yield
    finally:
        nb_man.save = save


@contextlib.contextmanager
def _streams_whole(notebook: NotebookNode) -> Iterator[None]:
    """What a cell prints is one output, however many messages the kernel made of it: their number
    depends on the load of the machine. Not before the end, since nbclient keeps the places of
    outputs that a later cell may update."""
    try:
        yield
    finally:
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs = [from_dict(output) for output in whole_streams(cell.outputs)]


def _is_forked(kernel_name: str) -> bool:
    try:
        return forkable(KernelSpecManager().get_kernel_spec(kernel_name))
    except NoSuchKernel:
        return False


class NotebookRun(PapermillNotebookClient):
    """papermill's notebook client; a cell that lost its kernel or took too long says so itself."""

    async def async_execute_cell(
        self, cell: NotebookNode, cell_index: int, *arguments: Any, **options: Any
    ) -> NotebookNode:
        """Execute one cell."""
        try:
            return await super().async_execute_cell(cell, cell_index, *arguments, **options)
        except DeadKernelError as error:
            self.nb_man.cell_exception(cell, cell_index=cell_index)
            ending = _ending(await self.km.provisioner.poll())
            first = cell.source.strip().splitlines()[0]
            message = f"The kernel {ending} in cell {cell_index + 1}: {first}"
            raise KernelDied(message) from error
        except CellTimeoutError:
            self.nb_man.cell_exception(cell, cell_index=cell_index)
            await self._interrupt(cell)
            raise

    execute_cell = run_sync(async_execute_cell)

    async def _interrupt(self, cell: NotebookNode) -> None:
        """End a cell so that it shows where it was; nbclient goes on to take what it shows."""
        await self.km.interrupt_kernel()
        until = time.monotonic() + GRACE
        while time.monotonic() < until:
            if any(output.output_type == "error" for output in cell.outputs):
                return
            await asyncio.sleep(0.02)


def _ending(code: int | None) -> str:
    """How a process ended, in words ("was killed by SIGSEGV", "left with exit code 1")."""
    if code is None:
        return "died"
    if code >= 0:
        return f"left with exit code {code}"
    try:
        return f"was killed by {signal.Signals(-code).name}"
    except ValueError:
        return f"was killed by signal {-code}"


def _refuse_undeclared(nb_man: NotebookExecutionManager, kernel_name: str) -> None:
    """Stop where papermill warns; the file says that the parameters' cell failed, and no other was
    run."""
    notebook = nb_man.nb
    passed = notebook.metadata.get("papermill", {}).get("parameters", {})
    declared = _declared(notebook, kernel_name)
    faults = []
    for name in passed:
        if name not in declared:
            near = difflib.get_close_matches(name, declared, 1)
            hint = "".join(f"; did you mean {one!r}?" for one in near)
            expected = ", ".join(declared) or "none"
            faults.append(f"unknown parameter {name!r}; expected one of {expected}{hint}")
    if faults:
        place = max(find_first_tagged_cell_index(notebook, "parameters"), 0)
        for cell in notebook.cells[place : place + 1]:
            nb_man.cell_exception(cell, cell_index=place)
        raise UndeclaredParameter("\n".join(faults))


def _declared(notebook: NotebookNode, kernel_name: str) -> list[str]:
    place = find_first_tagged_cell_index(notebook, "parameters")
    if place < 0:
        return []
    translator = papermill_translators.find_translator(
        nb_kernel_name(notebook, kernel_name), nb_language(notebook)
    )
    return [parameter.name for parameter in translator.inspect(notebook.cells[place])]
