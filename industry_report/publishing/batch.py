"""Reports made from runs: executed, published, skipped when nothing changed; one by one or many at
once.

This module is light to import: papermill and the renderers are loaded when something has to be
done.
"""

from __future__ import annotations

import contextlib
import gc
import os
import re
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from industry_report.data.errors import Fault, ReportError, reason
from industry_report.data.home import dataset_path, model_path
from industry_report.data.message import Message, joined
from industry_report.publishing import execution, provenance
from industry_report.publishing.folders import ReportFolder, folder_of, refuse
from industry_report.publishing.ingredients import changes, parts, regions_read
from industry_report.publishing.output_folder import OutputFolder
from industry_report.publishing.runs import DOCUMENTS, Result, Run, Settings
from publisher.words import LANGUAGES

Progress = Callable[[str], None]
USUAL, SELDOM = gc.get_threshold(), 100_000  # objects made between two collections


@contextlib.contextmanager
def collecting_seldom() -> Iterator[None]:
    """Meanwhile Python looks for garbage less often: what a report makes stays until it is done."""
    gc.set_threshold(SELDOM, *USUAL[1:])
    try:
        yield
    finally:
        gc.set_threshold(*USUAL)


@collecting_seldom()
def run_batch(
    runs: Sequence[Run],
    settings: Settings,
    jobs: int = 1,
    scheduler: str = "",
    report: Callable[[Result], None] = lambda result: None,
    progress: Progress = lambda text: None,
) -> list[Result]:
    """Make every run; a failed one neither stops nor hides the others.

    Args:
        runs: what to make; a run that is asked for twice is made once.
        settings: how.
        jobs: how many at once, each in a process of its own.
        scheduler: address of a Dask scheduler ("tcp://…") to use instead, whose workers need this
            checkout at the same path; with a local output folder the results come back from them.
        report: called with each result as soon as it is there.
        progress: called with what a single run does now.

    Returns:
        The results in the order of ``runs``.

    Raises:
        ReportError: a dataset or logic model is faulty, or no scheduler answers; nothing was made.
    """
    runs = list(dict.fromkeys(runs))
    _check_folders(runs)
    settings = replace(settings, folders=frozenset(run.folder for run in runs))
    if scheduler:
        from industry_report.publishing import cluster

        cluster.check(scheduler)
    results = {}
    # What has not changed is told apart here, before any process is started.
    todo = []
    for run in runs:
        result = None if settings.force else unchanged(run, settings)
        if result is None:
            todo.append(run)
        else:
            results[run] = result
            report(result)
    if not todo:
        return [results[run] for run in runs]
    execution.warm_up()
    check_files(todo, Path(settings.root))
    for result in _made(todo, settings, jobs, scheduler, progress):
        results[result.run] = result
        report(result)
    return [results[run] for run in runs]


def _made(
    todo: Sequence[Run], settings: Settings, jobs: int, scheduler: str, progress: Progress
) -> Iterator[Result]:
    if scheduler:
        from industry_report.publishing import cluster

        return cluster.make_all(todo, settings, scheduler)
    if jobs > 1 and len(todo) > 1:
        return _in_processes(todo, settings, min(jobs, len(todo)))
    return (make(run, settings, progress) for run in todo)


def _check_folders(runs: Sequence[Run]) -> None:
    """No two runs may share a folder, on no file system."""
    taken: dict[str, Run] = {}
    for run in runs:
        other = taken.setdefault(run.folder.casefold(), run)
        if other != run:
            raise ReportError(
                "render.one_folder", one=str(other), other=str(run), folder=run.folder
            )


def check_files(runs: Sequence[Run], root: Path) -> None:
    """Read what these runs will read; ReportError with all that is wrong, file by file, once."""
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
        each = {str(error): error for error in found}.values()
        raise ReportError("fault.all", all=joined("fault.next", each))


# --- one run --------------------------------------------------------------------------------------


def unchanged(run: Run, settings: Settings) -> Result | None:
    """The result of a run that needs not be made, else None."""
    start = time.monotonic()
    try:
        folder = folder_of(settings.output, run.folder)
        if folder.is_unfinished():
            return None
        record = folder.record()
        now = parts(run, Path(settings.root), settings.formats, record.get("cited", ()))
        if changes(record.get("parts", {}), now) or any(folder.differing(record)):
            return None
        folder.forget_failed()
    except Exception:  # a store may raise anything; it will be said when the run is made
        return None
    return Result(run, "unchanged", time.monotonic() - start, files=folder.documents(record))


@collecting_seldom()
def make(run: Run, settings: Settings, progress: Progress = lambda text: None) -> Result:
    """Make one run, or skip it. Never raises for what is wrong with the run: the result says so."""
    start = time.monotonic()
    try:
        folder = folder_of(settings.output, run.folder)
        with folder.locked():
            result = _make(run, settings, folder, progress)
        return replace(result, seconds=time.monotonic() - start)
    except ReportError as error:
        why = Message("fault.text", text=error)
    except OSError as error:
        place = error.filename or settings.output
        why = Fault("render.refused", str(place), why=reason(error))
    except Exception as error:  # one run must not stop or hide the others
        why = Message("fault.text", text=f"{type(error).__name__}: {error}")
    return Result(run, "failed", time.monotonic() - start, why)


def _make(run: Run, settings: Settings, folder: ReportFolder, progress: Progress) -> Result:
    record = folder.record()
    now = parts(run, Path(settings.root), settings.formats, record.get("cited", ()))
    missing, edited = folder.differing(record)
    if not settings.replace_edited:
        refuse(str(folder), [name for name in edited if _will_be_written(name, settings)])
    why = changes(record.get("parts", {}), now)
    if not why and missing:
        why = Message("render.missing")
    if not why and edited:
        why = Message("render.moved", files=[*edited])
    resumed = settings.batch and record.get("batch") == settings.batch
    if not why and (resumed or not settings.force):
        folder.forget_failed()
        return Result(run, "unchanged", files=folder.documents(record))
    record, left = _publish(run, settings, folder, progress)
    return Result(
        run, "done", 0, why or Message("render.asked_for"), folder.documents(record), left
    )


def _will_be_written(name: str, settings: Settings) -> bool:
    """Whether a file of an earlier run is written anew: a document if its format is asked for."""
    if name in DOCUMENTS.values():
        return any(name == DOCUMENTS[one] for one in settings.formats)
    return not name.endswith(".html") or "html" in settings.formats


def _publish(
    run: Run, settings: Settings, folder: ReportFolder, progress: Progress
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Execute the notebooks and publish them; the record of ``run.json``, and what was left."""
    root = Path(settings.root)
    try:
        executed = execution.execute(run.values, root / "notebooks", settings.threads, progress)
    except execution.CellFailed as error:
        if error.notebook is None:
            raise
        said = folder.keep_failed(error.name, render_notebook(error.notebook))
        raise ReportError("fault.text", text=f"{error}{said}") from None
    from concurrent.futures import ThreadPoolExecutor

    from industry_report.publishing import attachments, front, render

    rows = (row for notebook in executed.values() for row in execution.cited_rows(notebook))
    cited = sorted({row.split("/")[0] for row in rows})
    read = sorted({*regions_read(run, root), *cited})
    made_from = provenance.collect(run.values, root, read)
    told = front.meta(run, root, executed) | {"provenance": made_from}
    own = {name: told[name] for name in ("provenance", "labels")}
    for notebook in executed.values():
        notebook.metadata["publisher"] = notebook.metadata.get("publisher", {}) | own
    progress("documents")
    with ThreadPoolExecutor(1) as beside:
        attached = beside.submit(attachments.files, executed, run.language)
        files = render.documents(
            executed,
            run.language,
            settings.formats,
            told | {"translations": settings.translations(run, LANGUAGES)},
            front.settings(run, root),
        )
    files |= attached.result()
    for name, notebook in executed.items():
        files[f"notebooks/{name}.ipynb"] = render_notebook(notebook)
    record = {
        "parts": parts(run, root, settings.formats, cited),
        "cited": cited,
        "batch": settings.batch,
    }
    return folder.publish(files, record, settings.replace_edited)


def render_notebook(notebook: Any) -> bytes:
    """A notebook as it is published."""
    import json

    return f"{json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True)}\n".encode()


# --- many runs ------------------------------------------------------------------------------------


def batch_name(output: str, resume: bool) -> str:
    """The name of a forced batch, or of the interrupted one, which is kept in the output folder."""
    if "://" in output:
        return ""
    folder = OutputFolder(output)
    note = folder.root / ".batch"
    try:
        with folder.locked(note):
            known = ""
            if note.exists():
                known = note.read_text(encoding="utf-8").strip()
            if known and not re.fullmatch("[0-9a-f]{16}", known):
                raise ReportError("output.no_batch", str(note))
            if resume and known:
                return known
            name = os.urandom(8).hex()
            folder.write(note, name.encode())
    except (OSError, UnicodeDecodeError) as error:
        raise ReportError("output.unwritable", str(output), why=reason(error)) from None
    return name


def _in_processes(runs: Sequence[Run], settings: Settings, jobs: int) -> Iterator[Result]:
    """Make runs in processes. Whose process dies twice has failed; new ones make the others."""
    from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    waiting = list(reversed(runs))
    deaths: dict[Run, int] = {}
    pool = None
    try:
        while waiting:
            pool = ProcessPoolExecutor(jobs, get_context("spawn"), initializer=_ignore_interrupts)
            flying: dict[Any, Run] = {}
            broken = False
            while flying or (waiting and not broken):
                while waiting and len(flying) < jobs and not broken:
                    run = waiting.pop()
                    flying[pool.submit(make, run, settings)] = run
                for future in wait(flying, return_when=FIRST_COMPLETED).done:
                    run = flying.pop(future)
                    try:
                        yield future.result()
                    except BrokenProcessPool:
                        broken = True
                        deaths[run] = deaths.get(run, 0) + 1
                        if deaths[run] < 2:
                            waiting.insert(0, run)
                        else:
                            why = Message("render.killed")
                            yield Result(run, "failed", why=why)
            pool.shutdown()
    except BaseException:
        if pool is not None:
            for process in list((pool._processes or {}).values()):
                process.terminate()
            pool.shutdown(wait=False, cancel_futures=True)
        raise


def _ignore_interrupts() -> None:
    """Ctrl-C reaches every process of the terminal; only the first one answers it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
