"""How long reports take, and against what: medians of one run on one machine, as a Markdown table.

    bench.py            about nine minutes on a quiet machine; written to results.md beside it
    bench.py --only     the engine against the plain script, four minutes
    bench.py --all      larger batches and more datasets, too
    bench.py --quick    small numbers, to see that it works

A benchmark, not a test: nothing fails when the machine is slow. Ratios within one run count.
Both sides of a ratio do the same work: the same notebooks, place, vantage point and language.
Where one of them makes more (PDF beside HTML), its line says so.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import io
import itertools
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # nothing is imported before it is timed
    from industry_report.publishing.runs import Run

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ROOT / "notebooks"
NAMES = tuple(sorted(path.stem for path in NOTEBOOKS.glob("[0-9][0-9]_*.ipynb")))
#: What every line makes that does not say otherwise: these notebooks with their own defaults.
EDITION = {"region": "baotou", "as_of": "2022-08", "language": "zh"}
RESULTS = Path(__file__).with_name("results.md")
BIN = Path(sys.executable).parent
FLOOR_LINE = "cells of the notebooks as a plain warm script (the floor)"
TARGETS = {
    "papermill's API, our engine, warm": 1.45,
    "the notebooks as a report executes them, warm": 1.45,
    "each further report, HTML and PDF": 1.6,
}
COUNTIES = 12  # in each made-up prefecture

FLOOR = """
import contextlib, io, json, os, sys, time
os.chdir(sys.argv[1])
from industry_report.publishing import warming
from publisher.engine import warm
warm.warm_up(list(warming.PRELOAD))
os.environ["MPLBACKEND"] = "agg"
from IPython.core.interactiveshell import InteractiveShell

def cells():
    start, before = time.perf_counter(), time.process_time()
    for name in sys.argv[2:]:
        names = {"__name__": "__main__"}
        with contextlib.redirect_stdout(io.StringIO()):
            for cell in json.load(open(name + ".ipynb"))["cells"]:
                if cell["cell_type"] == "code":
                    exec("".join(cell["source"]), names)
    return time.perf_counter() - start, time.process_time() - before

for line in sys.stdin:
    child = os.fork()
    if not child:
        InteractiveShell.instance()
        for _ in range(int(line)):
            took = cells()
        print("took", *took, flush=True)
        os._exit(0)
    os.waitpid(child, 0)
"""


class Floor:
    """The code cells of the notebooks as one plain script.

    Each round runs in a fork of a process that has imported what the engine's has: it remembers
    nothing of the round before, as no report does of another one's cells.
    """

    def __init__(self) -> None:
        words = [sys.executable, "-c", FLOOR, str(NOTEBOOKS), *NAMES]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(
            words, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True
        )
        assert self.process.stdin and self.process.stdout
        self.asked, self.answers = self.process.stdin, self.process.stdout

    def round(self, times: int = 1) -> tuple[float, float]:
        """Seconds and processor seconds of the last of so many times in one process."""
        self.asked.write(f"{times}\n")
        self.asked.flush()
        line = next(line for line in self.answers if line.startswith("took"))
        return float(line.split()[1]), float(line.split()[2])

    def close(self) -> None:
        """End the process."""
        self.asked.close()
        self.process.wait()


def timed(function: Callable[[], object], repeat: int) -> float:
    """Median of the seconds that ``function`` takes."""
    return statistics.median(both_timed(function)[0] for _ in range(repeat))


def both_timed(function: Callable[[], object]) -> tuple[float, float]:
    """The seconds and the processor seconds (which other programs disturb less) that ``function`` takes."""
    start, before = time.perf_counter(), processor_seconds()
    function()
    return time.perf_counter() - start, processor_seconds() - before


def processor_seconds() -> float:
    """What this process, its warm process and the notebooks forked from that have used (the latter two on Linux only)."""
    execution = sys.modules.get("industry_report.publishing.execution")
    used = sum(os.times()[:4])
    if warm := execution and execution.warm_up():
        state = Path(f"/proc/{warm.process.pid}/stat")
        fields = state.read_text().rsplit(")", 1)[1].split() if state.exists() else [0] * 15
        used += sum(int(field) for field in fields[11:15]) / os.sysconf("SC_CLK_TCK")
    return used


def warm_process() -> int:
    """The process that notebooks are forked from, by its id."""
    from industry_report.publishing import execution

    warm = execution.warm_up()
    assert warm, "nothing can be forked here"
    return warm.process.pid


def command(*words: str | Path) -> str:
    """What a program prints; it is shown if the program fails."""
    done = subprocess.run([str(word) for word in words], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{words}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


def against_floor(table: Table, folder: Path, turns: int) -> float:
    """Engine and further reports beside the plain script, in turns on one core: a machine that
    slows down slows all of them.

    Returns the seconds of the plain script.
    """
    from industry_report.publishing import execution, render

    floor = Floor()
    timings: dict[str, Callable[[], tuple[float, float]]] = {
        FLOOR_LINE: floor.round,
        "the same cells again in the same process": lambda: floor.round(2),
        "papermill's API, our engine, warm": lambda: both_timed(lambda: with_engine(folder)),
        "the notebooks as a report executes them, warm": lambda: both_timed(
            lambda: execution.execute(EDITION, NOTEBOOKS)
        ),
        "each further report, HTML": lambda: further(folder, "html"),
        "each further report, HTML and PDF": lambda: further(folder, "html,pdf"),
    }
    # Whatever is done once a process is done.
    with_engine(folder)
    execution.execute(EDITION, NOTEBOOKS)
    render.prepare().join()
    cores = os.sched_getaffinity(0)
    processes = (0, warm_process(), floor.process.pid)
    for process in processes:
        os.sched_setaffinity(process, {min(cores)})
    found = [{what: time_it() for what, time_it in timings.items()} for _ in range(turns)]
    for process in processes[:2]:
        os.sched_setaffinity(process, cores)
    floor.close()
    for what in timings:
        seconds, used = (statistics.median(turn[what][i] for turn in found) for i in (0, 1))
        wall, busy = (
            statistics.median(turn[what][i] / turn[FLOOR_LINE][i] for turn in found) for i in (0, 1)
        )
        target = f" (target {TARGETS[what]})" if what in TARGETS else ""
        against = f"{wall:.2f} × floor; processor {used:.2f} s, {busy:.2f} ×{target}"
        table.add(f"{what}, one core", seconds, against)
    return statistics.median(turn[FLOOR_LINE][0] for turn in found)


def further(folder: Path, formats: str) -> tuple[float, float]:
    """Seconds and processor seconds of a report in a process that has made another one: Typst and
    the writers remember what they have set, so the same report again would cost next to nothing."""
    words = (sys.executable, __file__, f"--further={formats}", folder / "further")
    return tuple(json.loads(command(*words).splitlines()[-1]))


def second_report(folder: Path, formats: str) -> tuple[float, float]:
    """In this process: what ``further`` gives."""
    from industry_report.publishing import batch, runs

    settings = runs.Settings(str(ROOT), str(folder), tuple(formats.split(",")), force=True)

    def make(language: str) -> None:
        result = batch.make(runs.Run.of({**EDITION, "language": language}), settings)
        if result.status != "done":
            raise SystemExit(f"{result.run}: {result.status} {result.why}")

    make("en")
    return both_timed(lambda: make(EDITION["language"]))


def with_engine(folder: Path) -> None:
    """papermill's API with our engine, as anybody would use it."""
    import papermill

    from industry_report.publishing import warming

    ahead = warming.options("../data/indicators.csv", "../data/logic_model.yaml")
    for name in NAMES:
        papermill.execute_notebook(
            NOTEBOOKS / f"{name}.ipynb",
            folder / f"{name}.ipynb",
            engine_name="report",
            progress_bar=False,
            request_save_on_cell_execute=False,
            resources={"metadata": {"path": str(NOTEBOOKS)}},
            **ahead,
        )


def chain(folder: Path) -> None:
    """papermill for each notebook, then jupyter nbconvert --to html for each: one edition, HTML."""
    for name in NAMES:
        source, target = NOTEBOOKS / f"{name}.ipynb", folder / f"{name}.ipynb"
        command(BIN / "papermill", "--cwd", NOTEBOOKS, "--no-progress-bar", source, target)
    for name in NAMES:
        command(BIN / "jupyter", "nbconvert", "--to", "html", folder / f"{name}.ipynb")


def plain_loop(folder: Path, run: Run) -> None:
    """A run with papermill's API and its own engine, and nbconvert's: the notebooks that a report
    of this place consists of, as HTML."""
    import papermill
    from nbconvert import HTMLExporter

    from industry_report.data.defaults import declared
    from industry_report.publishing import execution

    for name in execution.of_run(run.values, NOTEBOOKS):
        source, target = NOTEBOOKS / f"{name}.ipynb", folder / f"{name}.ipynb"
        values = {key: value for key, value in run.values.items() if key in declared(source)}
        with contextlib.redirect_stderr(io.StringIO()):
            papermill.execute_notebook(source, target, values, cwd=NOTEBOOKS, progress_bar=False)
        page, _ = HTMLExporter().from_filename(str(target))
        target.with_suffix(".html").write_text(page)


def render(folder: Path, *options: str) -> None:
    """``report render`` of one edition as a program of its own."""
    words = (f"--{name.replace('_', '-')}={value}" for name, value in EDITION.items())
    command(
        sys.executable, "-m", "industry_report", "render", f"--output={folder}", *words, *options
    )


def some_runs(number: int) -> list[Run]:
    """Baotou first, then every other region of the data, in both languages and from several vantage points."""
    from industry_report.data import light
    from industry_report.publishing import runs

    dataset = ROOT / "data" / "indicators.csv"
    present = [name for name in light.regions(dataset) if name in light.row_digests(dataset)]
    present.sort(key=lambda name: name != "baotou")
    months = ("2022-08", "2023-12", "2024-12")
    every = [
        runs.Run(name, month, language)
        for month in months
        for name in present
        for language in ("zh", "en")
    ]
    return every[:number]


def batches(folder: Path, sizes: list[int], jobs: int) -> dict[int, float]:
    """Seconds of whole batches (HTML and PDF), by number of reports."""
    from industry_report.publishing import batch, runs

    seconds = {}
    for size in sizes:
        settings = runs.Settings(str(ROOT), str(folder / f"{size}-{jobs}"), ("html", "pdf"))
        start = time.perf_counter()
        results = batch.run_batch(some_runs(size), settings, jobs)
        seconds[size] = time.perf_counter() - start
        for result in results:
            if result.status == "failed":
                print(f"failed: {result.run}: {result.why}", file=sys.stderr)
    return seconds


def widened(folder: Path, rows: int) -> Path:
    """A dataset of about ``rows`` rows: the project's own, and the rows of Baotou again for made-up counties
    of made-up prefectures of the provinces."""
    shutil.copy(ROOT / "data" / "logic_model.yaml", folder)
    package = json.loads((ROOT / "data" / "datapackage.json").read_text())
    regions = next(one["data"] for one in package["resources"] if one["name"] == "regions")
    with open(ROOT / "data" / "indicators.csv", newline="", encoding="utf-8") as file:
        head, *lines = csv.reader(file)
    own = [line for line in lines if line[0] == "baotou" and line[7] != "article"]
    number = max(0, rows - len(lines)) // len(own)
    prefectures = [f"prefecture-{i:04}" for i in range(-(-number // COUNTIES))]
    names = [f"county-{i:05}" for i in range(number)]
    provinces = [region["id"] for region in regions if region["level"] == "province"]
    regions += [
        _place(name, "city", provinces[i % len(provinces)]) for i, name in enumerate(prefectures)
    ]
    regions += [
        _place(name, "district", prefectures[i // COUNTIES]) for i, name in enumerate(names)
    ]
    lines += [[name, *line[1:]] for name in names for line in own]
    path = folder / "indicators.csv"
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows(
            [head, *sorted(lines, key=lambda line: line[0])]
        )
    (folder / "datapackage.json").write_text(json.dumps(package, ensure_ascii=False))
    return path


def _place(name: str, level: str, parent: str) -> dict[str, str]:
    return {
        "id": name,
        "zh": f"某地{name}",
        "en": name.title(),
        "level": level,
        "parent": parent,
        "aliases": "",
    }


def scaled(folder: Path, rows: int, repeat: int) -> list[float]:
    """In this process: seconds of its first report over so many rows and of each further one, and its peak memory."""
    from industry_report.publishing import batch, runs

    folder.mkdir()
    path = os.path.relpath(widened(folder, rows), NOTEBOOKS)
    run = runs.Run.of({"region": "baotou", "language": "zh", "dataset": path})
    settings = runs.Settings(str(ROOT), str(folder / "out"), ("html",), force=True)
    seconds = []
    for _ in range(repeat + 1):
        start = time.perf_counter()
        result = batch.make(run, settings)
        seconds.append(time.perf_counter() - start)
        if result.status == "failed":
            raise SystemExit(f"{rows} rows: {result.why}")
    return [
        seconds[0],
        statistics.median(seconds[1:]),
        peak(os.getpid()),
        peak(warm_process()),
    ]


def peak(process: int) -> float:
    """Most memory that a process has had, in MB (Linux; 0 elsewhere)."""
    status = Path(f"/proc/{process}/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def large_outputs(repeat: int) -> list[tuple[str, float, str]]:
    """Notebooks with large outputs or texts as HTML and PDF: with the usual limits, and how all of it grows with its size."""
    from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

    from publisher import document, typeset, web
    from publisher.reading import Options

    def book(kind: str, size: int) -> Any:
        fresh = next(numbers)  # what was set before is remembered
        texts = {
            "formulas": " ".join(f"as $x_{{{fresh}}}^{{{i}}}$" for i in range(size)),
            "footnotes": f"word {fresh}[^a] " * size + "\n\n[^a]: said of all\n",
        }
        if kind in texts:
            return new_notebook(cells=[new_markdown_cell(texts[kind])])
        output = new_output("stream", text=f"a line of log {fresh}, with words\n" * size)
        if kind == "rows":
            row = "<tr>" + f"<td>0.{fresh}</td>" * 30 + "</tr>"
            table = f"<table>{row * size}</table>"
            output = new_output("display_data", data={"text/html": table})
        return new_notebook(cells=[new_code_cell("show()", outputs=[output])])

    def publish(kind: str, size: int, most: int) -> None:
        options = Options(most_lines=most, most_rows=most)
        made = document.read({"large": book(kind, size)}, options=options)
        web.page(made)
        typeset.pdf(made)

    usual, found, numbers = Options(), [], itertools.count(100)
    names = {
        "lines": "lines of output",
        "rows": "rows of 30 columns",
        "formulas": "formulas in one paragraph",
        "footnotes": "references to one footnote",
    }
    for kind, most, sizes in (
        ("lines", usual.most_lines, (6_000, 60_000)),
        ("rows", usual.most_rows, (800, 8_000)),
        ("lines", 0, (1_000, 2_000, 4_000, 8_000)),
        ("rows", 0, (100, 200, 400, 800)),
        ("formulas", 0, (1_000, 2_000, 4_000, 8_000)),
        ("footnotes", 0, (1_000, 2_000, 4_000, 8_000)),
    ):
        publish(kind, 100, most)
        seconds = [timed(partial(publish, kind, s, most), repeat) for s in sizes]
        for size, took in zip(sizes, seconds, strict=True):
            times = f"{took / seconds[0]:.1f} × the first, size {size / sizes[0]:.0f} ×"
            limit = f"at most {most:,}" if most else "all of them"
            found.append((f"{size:,} {names[kind]} as HTML and PDF, {limit}", took, times))
    return found


class Table:
    """The results; kept on disk line by line, so that an interrupted benchmark leaves what it has measured."""

    def __init__(self, target: Path | None) -> None:
        names = ("papermill", "nbconvert", "ipykernel", "pandas", "matplotlib")
        packages = ", ".join(f"{name} {version(name)}" for name in names)
        machine = f"{len(os.sched_getaffinity(0))} cores, {processor()}, {platform.system()}"
        self.target = target
        self.lines = [
            "# Benchmarks",
            "",
            f"{machine}; Python {platform.python_version()}; {packages}.",
            "",
            "Medians in one run of `make bench`, all of Baotou's report of 2022-08 in Chinese, the "
            f"{len(NAMES)} notebooks of one edition,\nunless a line says otherwise. What is held "
            "against the floor is measured in turns with it, on one core.",
            "",
            "| what | seconds | against |",
            "|---|---|---|",
        ]

    def add(self, what: str, seconds: float, against: str = "") -> None:
        """One line of the table."""
        self.lines.append(f"| {what} | {seconds:.2f} | {against} |")
        print(self.lines[-1], flush=True)
        if self.target:
            self.target.write_text("\n".join(self.lines) + "\n", encoding="utf-8")


def processor() -> str:
    """What kind of processor this is."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    return next(
        (line.split(":")[1].strip() for line in lines if line.startswith("model name")),
        platform.machine(),
    )


def measure(table: Table, repeat: int, sizes: list[int], rows: list[int]) -> None:
    """Everything, the most telling first."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cells = against_floor(table, folder, repeat)
        programs(table, folder, repeat, cells)
        for what, seconds, against in large_outputs(max(1, repeat // 3)):
            table.add(what, seconds, against)
        many(table, folder, sizes, cells)
        large_datasets(table, folder, repeat, rows)


def programs(table: Table, folder: Path, repeat: int, cells: float) -> None:
    """Programs as somebody starts them, cold."""
    whole = timed(lambda: chain(folder), max(1, repeat // 2))
    against = f"{whole / cells:.2f} × floor"
    number = len(NAMES)
    what = f"command line: papermill ×{number}, jupyter nbconvert --to html ×{number}"
    table.add(what, whole, against)
    for formats, target in (("html", 0.25), ("html,pdf", 0.14)):
        cold = timed(partial(render, folder / formats, "--format", formats, "--force"), repeat)
        named = formats.upper().replace(",", " and ")
        against = f"{cold / whole:.2f} × command line (target {target})"
        table.add(f"report render, the same notebooks and edition, {named}, cold", cold, against)
    nothing = timed(lambda: render(folder / "html", "--format", "html"), max(3, repeat))
    table.add("report render, nothing changed", nothing, "target 1 s")
    helped = timed(lambda: command(sys.executable, "-m", "industry_report", "--help"), 3)
    table.add("report --help", helped, "target 0.3 s")


def many(table: Table, folder: Path, sizes: list[int], cells: float) -> None:
    """Batches, against a plain loop over the very runs of each: a run of either kind, full report
    and profile, is timed once, since the loop takes a minute for two."""
    from industry_report.publishing import execution

    def kind(run: Run) -> int:
        return len(execution.of_run(run.values, NOTEBOOKS))

    plain: dict[int, float] = {}
    for run in some_runs(max(sizes)):
        if kind(run) not in plain:
            plain[kind(run)] = timed(partial(plain_loop, folder, run), 1)
            what = f"papermill's API and nbconvert's, HTML: a report of {kind(run)} notebooks"
            table.add(what, plain[kind(run)], f"{plain[kind(run)] / cells:.2f} × floor")
    for size, seconds in batches(folder, sizes, 2).items():
        loop = sum(plain[kind(run)] for run in some_runs(size))
        against = f"{seconds / size:.2f} s each, {loop / seconds:.1f} × a plain loop over the same"
        table.add(f"batch of {size}, --jobs 2, HTML and PDF", seconds, f"{against} (24: target 10)")


def large_datasets(table: Table, folder: Path, repeat: int, rows: list[int]) -> None:
    """Reports of Baotou over more and more rows, each size in a process of its own."""
    base = 0.0
    for size in rows:
        words = (__file__, f"--scaled={size}", f"--repeat={repeat}", folder / f"{size} rows")
        try:
            done = subprocess.run(
                [sys.executable, *map(str, words)], capture_output=True, text=True, timeout=300
            )
        except subprocess.TimeoutExpired:
            table.add(f"{size:,} rows", 300, "given up")
            continue
        if done.returncode:
            table.add(f"{size:,} rows", 0, f"failed: {done.stderr.strip().splitlines()[-1]}")
            continue
        first, further, mine, warm = json.loads(done.stdout.splitlines()[-1])
        base = base or further
        against = f"{further / base:.2f} × {rows[0]:,} rows (10⁶: target 1.1)"
        memory = f"peak {mine:.0f} + {warm:.0f} MB"
        what = f"{size:,} rows: each further report, HTML (first {first:.1f} s)"
        table.add(what, further, f"{against}; {memory}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="small numbers, to see that it works")
    parser.add_argument("--all", action="store_true", help="larger batches and more datasets, too")
    parser.add_argument("--only", action="store_true", help="the engine against the floor alone")
    parser.add_argument("--repeat", type=int, default=3, help="turns, the median counts (3)")
    parser.add_argument(
        "--output", type=Path, help="where to write the table (results.md, unless --quick)"
    )
    parser.add_argument("--scaled", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--further", help=argparse.SUPPRESS)
    parser.add_argument("folder", type=Path, nargs="?", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.further:
        print(json.dumps(second_report(options.folder, options.further)))
    elif options.scaled:
        print(json.dumps(scaled(options.folder, options.scaled, options.repeat)))
    elif options.only:
        with tempfile.TemporaryDirectory() as place:
            against_floor(Table(options.output), Path(place), options.repeat)
    elif options.quick:
        measure(Table(options.output), 1, [2], [1_000, 10_000])
    elif options.all:
        sizes = [1_000, 10_000, 100_000, 1_000_000]
        measure(Table(options.output or RESULTS), options.repeat, [1, 6, 24, 96], sizes)
    else:
        measure(Table(options.output or RESULTS), options.repeat, [6, 24], [1_000, 1_000_000])
