"""Runs made on the workers of a Dask cluster, through its futures."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from industry_report.data.errors import ReportError, check_installed, reason
from industry_report.data.message import Message
from industry_report.publishing import batch, provenance
from industry_report.publishing.folders import folder_of
from industry_report.publishing.output_folder import is_remote
from industry_report.publishing.runs import Result, Run, Settings

#: What a worker hands back: how a run ended, its record, and its files where they are wanted here.
Made = tuple[Result, dict[str, Any], dict[str, bytes]]


ADDRESS = re.compile(r"((tcp|tls|wss?)://)?([\w.-]+|\[[0-9a-fA-F:]+\]):[0-9]{1,5}")
#: Seconds until a scheduler has to answer.
PATIENCE = 10


def check(scheduler: str) -> None:
    """Raise ReportError for what cannot be the address of a scheduler, or where Dask is missing."""
    if not ADDRESS.fullmatch(scheduler):
        raise ReportError("render.no_scheduler", f"--scheduler {scheduler}")
    check_installed("distributed", "dask", f"--scheduler {scheduler}")


def make_all(runs: Sequence[Run], settings: Settings, scheduler: str) -> Iterator[Result]:
    """Make runs on a Dask cluster; each result as soon as it is there.

    Raises:
        ReportError: no scheduler answers at this address.
    """
    from distributed import Client, as_completed

    local = not is_remote(settings.output)
    prints = provenance.fingerprints({}, Path(settings.root))
    try:
        client = Client(scheduler, timeout=PATIENCE, set_as_default=False)
    except Exception as error:  # what a wrong address raises depends on what is wrong with it
        where = f"--scheduler {scheduler}"
        raise ReportError("render.no_answer", where, why=reason(error)) from None
    with client:
        futures = {
            client.submit(_make_there, run, settings, prints, local, pure=False, retries=3): run
            for run in runs
        }
        for future in as_completed(list(futures), loop=client.loop):
            run = futures[future]
            try:
                result, record, files = future.result()
            except Exception as error:
                yield Result(run, "failed", why=f"{type(error).__name__}: {error}")
                continue
            if files:
                result = _bring_home(result, record, files, settings)
            future.release()
            yield result


def _make_there(run: Run, settings: Settings, prints: Mapping[str, str], local: bool) -> Made:
    """On a worker: make the run; with its files, when they are wanted back."""
    here = provenance.fingerprints({}, Path(settings.root))
    other = sorted(name for name in prints if here.get(name) != prints[name])
    if other:
        why = Message("render.other_files", names=other)
        return Result(run, "failed", why=why), {}, {}
    if not local:
        return batch.make(run, settings), {}, {}
    # In memory: a worker that is killed leaves nothing behind.
    output = f"memory://report-{uuid.uuid4().hex}"
    result = batch.make(run, replace(settings, output=output, force=True))
    folder = folder_of(output, run.folder)
    record = folder.record()
    names = [*record.get("files", ()), *record.get("failed", ())]
    files = {name: folder.read(name) for name in names}
    for name in folder.names():
        folder.remove(name)
    return result, record, files


def _bring_home(
    result: Result, record: Mapping[str, Any], files: Mapping[str, bytes], settings: Settings
) -> Result:
    """Publish here what a worker made."""
    folder = folder_of(settings.output, result.run.folder)
    try:
        with folder.locked():
            if result.status == "failed":
                for name, content in files.items():
                    notebook = name.removeprefix("failed-").removesuffix(".ipynb")
                    folder.keep_failed(notebook, content)
                return result
            written, left = folder.publish(files, record, settings.replace_edited)
            return replace(result, files=folder.documents(written), left=left)
    except (ReportError, OSError) as error:
        return replace(result, status="failed", why=Message("fault.text", text=error))
