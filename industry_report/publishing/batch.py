"""Runs of the report: executed by papermill, published, skipped when nothing changed; one by one or many at once.

A run is one region, vantage point and language. Its folder ``<region>/<as_of>/<language>`` holds the documents, the
executed notebooks and ``run.json``, which says what they were made from:

- the parameters, the notebooks (without outputs), package code, lock file, fonts, logic model, installed packages;
- the rows of the dataset that the run may read (``regions.related``), and of every further region that its last outputs
  cite (a notebook that does not open the report may read any); the descriptor with the code lists.

When all that is the same, the run is skipped. When not, ``run.json`` says what changed.

This module is light to import: papermill and the renderers are loaded when something has to be done.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import os
import re
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from industry_report.data.errors import ReportError
from industry_report.data.filestate import state
from industry_report.data.regions import Region, related
from industry_report.publishing import provenance

NOTEBOOKS = ("01_situation", "02_diagnosis", "03_recommendations")
RECORD = "run.json"
DEFAULTS = {
    "region": "baotou",
    "as_of": "2022-08",
    "language": "zh",
    "benchmarks": ["inner-mongolia", "china"],
}
cell_seconds = 600  # how long a cell may take


@dataclass(frozen=True)
class Run:
    """One report to be made.

    Attributes:
        region: slug of the region.
        as_of: vantage point, ``YYYY-MM``.
        language: "zh" or "en".
        parameters: further parameters as JSON, sorted by name, so that runs can be compared and used as keys.
    """

    region: str
    as_of: str
    language: str
    parameters: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Run:
        """The run with these parameters; what is missing has its default."""
        own = {name: values.get(name, DEFAULTS[name]) for name in ("region", "as_of", "language")}
        rest = {name: value for name, value in values.items() if name not in own}
        return cls(
            **own, parameters=tuple((name, _json(value)) for name, value in sorted(rest.items()))
        )

    @property
    def values(self) -> dict[str, Any]:
        """Every parameter that was asked for."""
        own = {"region": self.region, "as_of": self.as_of, "language": self.language}
        return own | {name: json.loads(value) for name, value in self.parameters}

    @property
    def folder(self) -> str:
        """Where the run is published, below the output folder."""
        return f"{self.region}/{self.as_of}/{self.language}"

    def __str__(self) -> str:
        return f"{self.region} {self.as_of} {self.language}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


@dataclass(frozen=True)
class Settings:
    """How runs are made, the same for all of a batch.

    Attributes:
        root: the checkout with ``notebooks/`` and ``data/``.
        output: a folder, or the address of one that fsspec can write ("s3://bucket/reports").
        formats: "html", "pdf", "docx".
        force: make what has not changed, too.
        batch: with ``force``: name of the batch, noted in each ``run.json``; runs that carry it already are skipped.
        threads: how many notebooks of one run may execute at once.
    """

    root: str
    output: str
    formats: tuple[str, ...] = ("html", "pdf")
    force: bool = False
    batch: str = ""
    threads: int = 1


@dataclass(frozen=True)
class Result:
    """How a run ended.

    Attributes:
        run: the run.
        status: "done", "unchanged" or "failed".
        seconds: how long it took.
        why: what had changed, or why it failed.
        files: the documents with their sizes in bytes.
    """

    run: Run
    status: str
    seconds: float = 0.0
    why: str = ""
    files: Mapping[str, int] = field(default_factory=dict)


# --- what a run is made from ------------------------------------------------------------------------------------------


def parts(run: Run, settings: Settings, cited: Sequence[str] = ()) -> dict[str, Any]:
    """What a run is made from, part by part; two runs with the same parts give the same documents.

    Args:
        run: the run.
        settings: where notebooks and data are.
        cited: regions that the outputs of the run cite besides those it names.
    """
    root = Path(settings.root)
    dataset = _dataset_path(run.values, root)
    prints = _fingerprints(run.values, root)
    whole = prints.pop("dataset")
    rows = row_digests(dataset)
    read = _read(run, settings) | set(cited)
    return {
        "parameters": run.values,
        "formats": sorted(settings.formats),
        **prints,
        "environment": environment_digest(),
        "rows": {name: rows.get(name, "") for name in sorted(read)} if rows else whole,
    }


def _dataset_path(values: Mapping[str, Any], root: Path) -> Path:
    return (root / "notebooks" / values.get("dataset", "../data/indicators.csv")).resolve()


def descriptor(dataset: Path, root: Path) -> Path:
    """The descriptor of a dataset: the one beside it, else the project's own."""
    beside = dataset.parent / provenance.DESCRIPTOR
    return beside if beside.exists() else root / "data" / provenance.DESCRIPTOR


def _fingerprints(values: Mapping[str, Any], root: Path) -> dict[str, str]:
    try:
        prints = provenance.fingerprints(values, root)
    except OSError as error:
        raise ReportError(f"{error.filename}: cannot be read ({error.strerror})") from None
    return {name: digest[:16] for name, digest in prints.items()}


def row_digests(dataset: Path) -> dict[str, str]:
    """A digest of the rows of each region, by region; {} where the rows of regions cannot be told apart."""
    try:
        return {name: digest[:16] for name, digest in provenance.row_digests(dataset).items()}
    except OSError as error:
        raise ReportError(
            f"{dataset}: cannot be read ({error.strerror}); expected the dataset, a CSV file"
        ) from None


def regions(dataset: Path, root: Path) -> dict[str, Region]:
    """The region code list of a dataset, by slug, read without loading pandas; {} when it cannot be read."""
    path = descriptor(dataset, root)
    return _regions(path, state(path)) if path.exists() else {}


@functools.lru_cache(maxsize=4)
def _regions(descriptor: Path, _state: tuple[str | int, ...]) -> dict[str, Region]:
    try:
        resources = json.loads(descriptor.read_text(encoding="utf-8"))["resources"]
        rows = [row for one in resources if one["name"] == "regions" for row in one["data"]]
        return {row["id"]: _region(row) for row in rows}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _region(row: Mapping[str, Any]) -> Region:
    peers = row.get("peers") or ""
    peers = peers.split(";") if isinstance(peers, str) else peers
    return Region(
        row["id"],
        row["zh"],
        row["en"],
        parent=str(row.get("parent") or ""),
        peers=tuple(name.strip() for name in peers if name.strip()),
    )


def _read(run: Run, settings: Settings) -> set[str]:
    """The regions whose rows a run may read."""
    root = Path(settings.root)
    benchmarks = run.values.get("benchmarks", DEFAULTS["benchmarks"])
    return related(run.region, benchmarks, regions(_dataset_path(run.values, root), root))


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


def changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """What differs between the parts of two runs, in words; "" when nothing does."""
    if not before:
        return "first run"
    found = []
    for name, value in now.items():
        was = before.get(name)
        if was == value:
            continue
        if isinstance(value, dict) and isinstance(was, dict):
            names = sorted(key for key in {*value, *was} if value.get(key) != was.get(key))
            found.append(f"{'rows of' if name == 'rows' else name} {', '.join(names)}")
        else:
            found.append(name)
    return f"changed: {'; '.join(found)}" if found else ""


# --- one run ----------------------------------------------------------------------------------------------------------


def make(
    run: Run, settings: Settings, progress: Callable[[str], None] = lambda text: None
) -> Result:
    """Make one run, or skip it. Never raises for what is wrong with the run: the result says so."""
    start = time.monotonic()
    target = Target(settings.output, run.folder)
    try:
        with target.locked():
            record = target.record()
            now = parts(run, settings, record.get("cited", ()))
            why = changes(record.get("parts", {}), now) or (
                "" if target.complete(record) else "a file is missing"
            )
            again = settings.force and not (
                settings.batch and record.get("batch") == settings.batch
            )
            if not why and not again:
                target.forget_failed()
                return Result(
                    run, "unchanged", time.monotonic() - start, files=target.documents(record)
                )
            record = _publish(run, settings, target, progress)
            return Result(
                run, "done", time.monotonic() - start, why or "asked for", target.documents(record)
            )
    except ReportError as error:
        return Result(run, "failed", time.monotonic() - start, str(error))
    except OSError as error:
        reason = (
            f"{error.filename or target}: {error.strerror or error}; what was there is unchanged"
        )
        return Result(run, "failed", time.monotonic() - start, reason)
    except Exception as error:  # one run must not stop or hide the others
        return Result(run, "failed", time.monotonic() - start, f"{type(error).__name__}: {error}")


def _publish(
    run: Run, settings: Settings, target: Target, progress: Callable[[str], None]
) -> dict[str, Any]:
    values = run.values
    try:
        executed = execute(values, Path(settings.root) / "notebooks", settings.threads, progress)
    except CellFailed as error:
        target.keep_failed(error.name, error.notebook)
        raise
    cited = sorted(
        {row.split("/")[0] for notebook in executed.values() for row in _cited_rows(notebook)}
    )
    made_from = provenance.collect(
        values, Path(settings.root), sorted(_read(run, settings) | set(cited))
    )
    for notebook in executed.values():
        notebook.metadata["industry_report"] = {"provenance": made_from}
    progress("documents")
    return target.write(executed, run, settings, made_from, cited)


class CellFailed(ReportError):
    """A cell of a notebook failed.

    Attributes:
        name: of the notebook.
        notebook: as far as it was executed, or None.
    """

    def __init__(self, message: str, name: str, notebook: Any = None) -> None:
        super().__init__(message)
        self.name, self.notebook = name, notebook


def execute(
    parameters: Mapping[str, Any],
    notebooks: Path,
    threads: int = 1,
    progress: Callable[[str], None] = lambda text: None,
    names: Sequence[str] = NOTEBOOKS,
) -> dict[str, Any]:
    """The notebooks ``names`` of the report in ``notebooks``, executed by papermill with these parameters, by name.

    Times, paths and random names are left out of them: the same run gives the same notebooks.

    Raises:
        CellFailed: a cell failed, ended its process or took too long.
        ReportError: a parameter that no notebook declares, or a notebook that cannot be read.
    """
    from concurrent.futures import ThreadPoolExecutor

    names = [name for name in names if (notebooks / f"{name}.ipynb").exists()]
    if not names:
        raise ReportError(
            f"{notebooks}: no notebook of the report is here; expected {', '.join(NOTEBOOKS)}"
        )
    paths = {name: notebooks / f"{name}.ipynb" for name in names}
    declared = {name: _declared(path, state(path)) for name, path in paths.items()}

    def one(name: str) -> Any:
        progress(name)
        own = {key: value for key, value in parameters.items() if key in declared[name]}
        return _execute_one(name, own, declared[name], notebooks)

    _papermill()
    if threads == 1:
        return {name: one(name) for name in names}
    with ThreadPoolExecutor(threads) as pool:
        return dict(zip(names, pool.map(one, names), strict=True))


@functools.lru_cache(maxsize=16)
def _declared(path: Path, _state: tuple[str | int, ...]) -> dict[str, Any]:
    """The parameters of a notebook with their defaults."""
    from industry_report.data import parameters

    return parameters.declared(path)


def _execute_one(
    name: str, own: dict[str, Any], declared: Mapping[str, Any], notebooks: Path
) -> Any:
    papermill = _papermill()
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.ipynb"
        try:
            notebook = papermill.execute_notebook(
                notebooks / f"{name}.ipynb",
                path,
                own,
                engine_name="report",
                progress_bar=False,
                request_save_on_cell_execute=False,
                autosave_cell_every=0,
                execution_timeout=cell_seconds,
                strict=False,
                preload=tuple(
                    str(own.get(key, declared.get(key, ""))) for key in ("dataset", "logic_model")
                ),
                resources={"metadata": {"path": str(notebooks)}},
            )
        except PapermillExecutionError as error:
            import nbformat

            failed = nbformat.read(path, 4)
            message = f"{name}, cell {error.cell_index + 1}: {error.ename}: {_plain(error.evalue)}"
            raise CellFailed(message, name, _without_times(failed)) from None
        except (DeadKernelError, CellTimeoutError) as error:
            message = str(error).strip().splitlines()[0]
            raise CellFailed(f"{name}: {message}", name, _without_times(error.notebook)) from None
    return _without_times(notebook)


def _plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def _without_times(notebook: Any) -> Any:
    """``notebook`` without what differs between two executions of the same thing."""
    kept = notebook.metadata.get("papermill", {})
    notebook.metadata["papermill"] = {
        "parameters": kept.get("parameters", {}),
        "version": kept.get("version", ""),
    }
    notebook.metadata["papermill"]["input_path"] = Path(kept.get("input_path") or "").name
    for number, cell in enumerate(notebook.cells):
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if "injected-parameters" in cell.metadata.get(
            "tags", []
        ) or "papermill-error-cell-tag" in cell.metadata.get("tags", []):
            cell["id"] = f"papermill-{number}"
    return notebook


def _cited_rows(notebook: Any) -> Iterator[str]:
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            yield from output.get("metadata", {}).get("industry_report", {}).get("rows", ())


@functools.cache
def _papermill() -> Any:
    """papermill with our engine, imported without an optional format checker of jsonschema that takes two seconds."""
    hidden = "rfc3987_syntax"
    missing = hidden not in sys.modules
    if missing:
        sys.modules[hidden] = None  # type: ignore[assignment]  # an import of it fails, which jsonschema expects
    try:
        import logging

        from industry_report.publishing import forks

        if os.environ.get("REPORT_ENGINE") != "kernel" and forks.available():
            forks.start()  # its imports overlap with ours
        import papermill

        from industry_report.publishing import engine  # noqa: F401 (registers itself)

        logging.getLogger("papermill").setLevel(logging.ERROR)
        return papermill
    finally:
        if missing:
            del sys.modules[hidden]


# --- where a run is published -----------------------------------------------------------------------------------------


class Target:
    """The folder of one run, here or wherever fsspec can write."""

    def __init__(self, output: str, folder: str) -> None:
        self.remote = "://" in output
        self.address = f"{output.rstrip('/')}/{folder}"
        self.path = Path(output) / folder
        self.language = folder.rsplit("/", 1)[-1]

    def __str__(self) -> str:
        return self.address

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other renders out of this folder. Object stores have no locks: there the last ``run.json`` wins."""
        try:
            import fcntl
        except ImportError:
            fcntl = None
        if self.remote or fcntl is None:
            yield
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with open(self.path.parent / f".{self.language}.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            for left in self.path.parent.glob(f".{self.language}-*"):
                shutil.rmtree(left, ignore_errors=True)  # an interrupted render was writing there
            yield

    def _files(self) -> Any:
        import fsspec

        return fsspec.core.url_to_fs(self.address)

    def record(self) -> dict[str, Any]:
        """What ``run.json`` says; {} when there is none that can be read."""
        try:
            if not self.remote:
                return json.loads((self.path / RECORD).read_text(encoding="utf-8"))
            files, folder = self._files()
            return json.loads(files.cat_file(f"{folder}/{RECORD}"))
        except (OSError, ValueError):
            return {}

    def complete(self, record: Mapping[str, Any]) -> bool:
        """Whether every file that ``run.json`` names is there with its size."""
        try:
            if not self.remote:
                return all(
                    (self.path / name).stat().st_size == size
                    for name, size in record["files"].items()
                )
            files, folder = self._files()
            sizes = files.find(folder, detail=True)
            return all(
                sizes[f"{folder}/{name}"]["size"] == size for name, size in record["files"].items()
            )
        except (OSError, KeyError):
            return False

    def documents(self, record: Mapping[str, Any]) -> dict[str, int]:
        """The documents of the whole report, by address, with their sizes."""
        names = [
            name
            for name in record.get("files", {})
            if name.startswith("report.") and not name.endswith(".json")
        ]
        return {f"{self.address}/{name}": record["files"][name] for name in names}

    def write(
        self,
        executed: Mapping[str, Any],
        run: Run,
        settings: Settings,
        made_from: Mapping[str, Any],
        cited: Sequence[str],
    ) -> dict[str, Any]:
        """Publish the executed notebooks; the record that ``run.json`` holds."""
        from industry_report.publishing import render

        notebooks = {
            f"notebooks/{name}.ipynb": _text(notebook) for name, notebook in executed.items()
        }
        record = {
            "parts": parts(run, settings, cited),
            "cited": list(cited),
            "batch": settings.batch,
            "files": {},
        }
        meta = _meta(run, settings, executed) | {"provenance": made_from}
        with tempfile.TemporaryDirectory() as folder:
            # Rendered in a folder of its own first: run.json is part of the folder and names every file in it.
            stage = Path(folder) / "report"
            render.render_one(
                list(executed.values()),
                run.language,
                stage,
                settings.formats,
                meta,
                list(executed),
                notebooks,
            )
            files = {
                path.relative_to(stage).as_posix(): path.read_bytes()
                for path in sorted(stage.rglob("*"))
                if path.is_file()
            }
        record["files"] = {name: len(content) for name, content in files.items()}
        last = {
            RECORD: json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True).encode()
            + b"\n"
        }
        if self.remote:
            self._upload(files, last)
        else:
            render.replace_folder(self.path, files | last)
        return record

    def _upload(self, files: Mapping[str, bytes], last: Mapping[str, bytes]) -> None:
        """Put each object whole. Without ``run.json`` a folder counts as not made: it goes first and comes last."""
        store, folder = self._files()
        before = set(store.find(folder)) if store.exists(folder) else set()
        wanted = {f"{folder}/{name}" for name in (*files, *last)}
        if f"{folder}/{RECORD}" in before:
            store.rm_file(f"{folder}/{RECORD}")
        for name, content in (*files.items(), *last.items()):
            store.pipe_file(f"{folder}/{name}", content)
        for name in before - wanted:
            store.rm_file(name)

    def forget_failed(self) -> None:
        """Remove failed notebooks: the report beside them is of today."""
        for left in () if self.remote else self.path.glob("failed-*.ipynb"):
            left.unlink(missing_ok=True)

    def keep_failed(self, name: str, notebook: Any) -> None:
        """Put a failed notebook beside the last good report."""
        if notebook is None:
            return
        content = _text(notebook).encode()
        if self.remote:
            store, folder = self._files()
            store.pipe_file(f"{folder}/failed-{name}.ipynb", content)
            return
        self.path.mkdir(parents=True, exist_ok=True)
        beside = self.path / f".failed-{name}.{os.getpid()}"
        beside.write_bytes(content)
        os.replace(beside, self.path / f"failed-{name}.ipynb")


def _text(notebook: Any) -> str:
    return json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _meta(run: Run, settings: Settings, executed: Mapping[str, Any]) -> dict[str, Any]:
    """What the documents say about themselves: place, vantage point and the sources of every row they cite."""
    root = Path(settings.root)
    dataset = _dataset_path(run.values, root)
    region = regions(dataset, root).get(run.region)
    cited = {
        row.rsplit("/", 1)[-1] for notebook in executed.values() for row in _cited_rows(notebook)
    }
    resources = json.loads(descriptor(dataset, root).read_text(encoding="utf-8"))["resources"]
    listed = [
        row
        for one in resources
        if one["name"] == "source-list"
        for row in one["data"]
        if row["id"] in cited
    ]
    sources = [_source(row, run.language) for row in listed]
    place = getattr(region, run.language) if region else run.region
    title, subtitle, method = (text.format(place=place) for text in FRONT[run.language])
    return {
        "title": title,
        "subtitle": subtitle,
        "method": method,
        "region": place,
        "as_of": run.as_of,
        "sources": sources,
    }


#: Title, subtitle and method section of the whole report.
FRONT = {
    "zh": (
        "{place}工业发展报告",
        "现状、诊断与对策",
        "**时点。** 正文只用时点之前已经公布的数据；之后公布的只出现在标明“事后”的部分。\n\n"
        "**精度。** 印出的数字代表四舍五入后与之相同的一切数值；推算值带着这一区间计算，有几位可靠就显示几位。两个说法只有在区间"
        "没有交集时才判为矛盾。\n\n"
        "**可比性。** 增速只比较同一时段；序列在口径变动处断开，不跨断点连线，也不用不同时期的首发值推算增速；口径不同的指标"
        "并列时附有说明。\n\n"
        "**出处。** 每个数字都来自数据集中的一行或几行，每行都有来源和可信度；没有数据之处以“无数据”标明。",
    ),
    "en": (
        "Industry in {place}",
        "Situation, diagnosis, recommendations",
        "**Vantage point.** The text uses only what had been published by then; anything later stands in parts marked as "
        "hindsight.\n\n"
        "**Precision.** A printed figure stands for every value that rounds to it; derived values carry that interval and are "
        "shown with as many digits as it bears. Two statements contradict each other only where their intervals do not meet.\n\n"
        "**Comparability.** Growth is compared over the same months only. Series are interrupted where their definition "
        "changed: no line crosses a break, and growth is never computed from first releases of different years. Indicators of "
        "different definition stand side by side only with a note.\n\n"
        "**Origin.** Every number comes from rows of the dataset, each with its source and confidence; what the data cannot "
        "answer is marked “No data”.",
    ),
}


def _source(row: Mapping[str, Any], language: str) -> dict[str, str]:
    return {
        "title": row.get(f"title_{language}", ""),
        "publisher": row.get(f"publisher_{language}", ""),
        **{name: row.get(name, "") for name in ("published", "url")},
    }


# --- many runs --------------------------------------------------------------------------------------------------------


def run_batch(
    runs: Sequence[Run],
    settings: Settings,
    jobs: int = 1,
    scheduler: str = "",
    report: Callable[[Result], None] = lambda result: None,
    progress: Callable[[str], None] = lambda text: None,
) -> list[Result]:
    """Make every run; a failed one neither stops nor hides the others.

    Args:
        runs: what to make; a run that is asked for twice is made once.
        settings: how.
        jobs: how many at once, each in a process of its own.
        scheduler: address of a Dask scheduler ("tcp://…") to use instead. Its workers need this package in this version
            and see the same files at the same paths; with a local output folder the results come back over the network.
        report: called with each result as soon as it is there.
        progress: called with what a single run does now.

    Returns:
        The results in the order of ``runs``.
    """
    runs = list(dict.fromkeys(runs))
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
    if scheduler:
        made = _on_dask(todo, settings, scheduler)
    elif jobs > 1 and len(todo) > 1:
        made = _in_processes(todo, settings, min(jobs, len(todo)))
    else:
        made = (make(run, settings, progress) for run in todo)
    for result in made:
        results[result.run] = result
        report(result)
    return [results[run] for run in runs]


def unchanged(run: Run, settings: Settings) -> Result | None:
    """The result of a run that needs not be made, else None."""
    start = time.monotonic()
    target = Target(settings.output, run.folder)
    try:
        record = target.record()
        if not record or changes(
            record.get("parts", {}), parts(run, settings, record.get("cited", ()))
        ):
            return None
    except Exception:  # a store may raise anything
        return None  # it will be said when the run is made
    if not target.complete(record):
        return None
    target.forget_failed()
    return Result(run, "unchanged", time.monotonic() - start, files=target.documents(record))


def _in_processes(runs: Sequence[Run], settings: Settings, jobs: int) -> Iterator[Result]:
    """Make runs in ``jobs`` processes. A run whose process dies twice has failed; the others go on in new processes."""
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
                            yield Result(
                                run, "failed", why="its process was killed, twice (out of memory?)"
                            )
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


def _on_dask(runs: Sequence[Run], settings: Settings, scheduler: str) -> Iterator[Result]:
    """Make runs on a Dask cluster, through its futures."""
    from distributed import Client, as_completed

    local = "://" not in settings.output
    prints = provenance.fingerprints({}, Path(settings.root))
    try:
        client = Client(scheduler, timeout=10, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise ReportError(f"{scheduler}: no Dask scheduler answers there ({error})") from None
    with client:
        futures = {
            client.submit(_make_on_worker, run, settings, prints, local, pure=False, retries=3): run
            for run in runs
        }
        for future in as_completed(list(futures), loop=client.loop):
            run = futures[future]
            try:
                result, files = future.result()
            except Exception as error:
                yield Result(run, "failed", why=f"{type(error).__name__}: {error}")
                continue
            if files:
                result = _bring_home(result, files, settings)
            future.release()
            yield result


def _make_on_worker(
    run: Run, settings: Settings, prints: Mapping[str, str], local: bool
) -> tuple[Result, dict[str, bytes]]:
    """On a worker: make the run there; the files too, when they are wanted back."""
    from dataclasses import replace

    here = provenance.fingerprints({}, Path(settings.root))
    other = sorted(name for name in prints if here.get(name) != prints[name])
    if other:
        return Result(
            run, "failed", why=f"a worker has other files than this checkout: {', '.join(other)}"
        ), {}
    if not local:
        return make(run, settings), {}
    with tempfile.TemporaryDirectory() as folder:
        result = make(run, replace(settings, output=folder, force=True))
        made = Path(folder) / run.folder
        files = {
            path.relative_to(made).as_posix(): path.read_bytes()
            for path in made.rglob("*")
            if path.is_file()
        }
        return result, files


def _bring_home(result: Result, files: Mapping[str, bytes], settings: Settings) -> Result:
    """Publish here what a worker made."""
    from dataclasses import replace

    from industry_report.publishing import render

    target = Target(settings.output, result.run.folder)
    try:
        with target.locked():
            if result.status == "failed":
                target.path.mkdir(parents=True, exist_ok=True)
                for name, content in files.items():
                    (target.path / name).write_bytes(content)
                return result
            render.replace_folder(target.path, files)
            return replace(result, files=target.documents(target.record()))
    except (ReportError, OSError) as error:
        return replace(result, status="failed", why=str(error))
