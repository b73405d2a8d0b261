"""How long reports take, and against what: medians of one run on one machine, as a Markdown table.

    python tests/benchmarks/bench.py            about ten minutes; also written to tests/benchmarks/results.md
    python tests/benchmarks/bench.py --all      large batches, too
    python tests/benchmarks/bench.py --quick    small numbers, to see that it works

A benchmark, not a test: nothing fails when the machine is slow. Ratios within one run are what counts.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import io
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
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ROOT / "notebooks"
NAMES = ("01_situation", "02_diagnosis", "03_recommendations")
RESULTS = Path(__file__).with_name("results.md")
BIN = Path(sys.executable).parent
COUNTIES = 12  # in each made-up prefecture

FLOOR = """
import contextlib, io, json, os, sys, time
os.chdir(sys.argv[1])
os.environ["MPLBACKEND"] = "agg"
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
for _ in sys.stdin:
    start, before = time.perf_counter(), time.process_time()
    for name in sys.argv[2:]:
        names = {"__name__": "__main__"}
        with contextlib.redirect_stdout(io.StringIO()):
            for cell in json.load(open(name + ".ipynb"))["cells"]:
                if cell["cell_type"] == "code":
                    exec("".join(cell["source"]), names)
    print("took", time.perf_counter() - start, time.process_time() - before, flush=True)
"""


class Floor:
    """A process that runs the code cells of the three notebooks as a plain script, again and again."""

    def __init__(self) -> None:
        words = [sys.executable, "-c", FLOOR, str(NOTEBOOKS), *NAMES]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(
            words, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True
        )

    def round(self) -> tuple[float, float]:
        """Once more: seconds, and processor seconds."""
        self._process.stdin.write("again\n")
        self._process.stdin.flush()
        line = next(line for line in self._process.stdout if line.startswith("took"))
        return float(line.split()[1]), float(line.split()[2])

    def close(self) -> None:
        """End the process."""
        self._process.stdin.close()
        self._process.wait()


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


def command(*words: str | Path) -> None:
    """Run a program quietly; its output is shown if it fails."""
    done = subprocess.run([str(word) for word in words], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{words}: {done.stdout[-2000:]}{done.stderr[-2000:]}")


def against_floor(table: Table, folder: Path, repeat: int) -> float:
    """Engine and further reports beside the plain script, in turns: a machine that slows down slows all of them.

    Returns the seconds of the plain script.
    """
    from industry_report.publishing import batch, execution, runs

    settings = runs.Settings(str(ROOT), str(folder / "one"), force=True)
    floor, run = Floor(), runs.Run("baotou", "2022-08", "zh")

    def engine() -> None:
        execution.execute({"language": "zh"}, NOTEBOOKS)

    def further() -> None:
        batch.make(run, settings)

    for warm_up in (floor.round, engine, further, floor.round):
        warm_up()
    cores = os.sched_getaffinity(0)
    for process in (0, execution.warm_up().process.pid):
        os.sched_setaffinity(process, {min(cores)})
    turns = [
        (floor.round(), both_timed(engine), floor.round(), both_timed(further))
        for _ in range(repeat)
    ]
    for process in (0, execution.warm_up().process.pid):
        os.sched_setaffinity(process, cores)
    floor.close()

    def line(what: str, place: int, target: float) -> None:
        wall, busy = (
            statistics.median(turn[place][i] / turn[place - 1][i] for turn in turns) for i in (0, 1)
        )
        seconds, used = (statistics.median(turn[place][i] for turn in turns) for i in (0, 1))
        table.add(
            what,
            seconds,
            f"{wall:.2f} × floor (target {target}); processor {used:.2f} s, {busy:.2f} ×",
        )

    rounds = [turn[place] for turn in turns for place in (0, 2)]
    seconds, used = (statistics.median(one[i] for one in rounds) for i in (0, 1))
    table.add(
        "cells of the three notebooks, plain warm script (the floor)",
        seconds,
        f"processor {used:.2f} s",
    )
    line("papermill's API ×3, our engine, warm, one core", 1, 1.45)
    line("each further report, HTML and PDF, one core", 3, 1.6)
    return seconds


def chain(folder: Path) -> None:
    """papermill ×3, then jupyter nbconvert --to html ×3, from the command line."""
    for name in NAMES:
        source, target = NOTEBOOKS / f"{name}.ipynb", folder / f"{name}.ipynb"
        command(BIN / "papermill", "--cwd", NOTEBOOKS, "--no-progress-bar", source, target)
    for name in NAMES:
        command(BIN / "jupyter", "nbconvert", "--to", "html", folder / f"{name}.ipynb")


def papermill_api(folder: Path, values: dict | None = None) -> None:
    """papermill's API for the three notebooks, with its own engine."""
    import papermill

    for name in NAMES:
        source, target = NOTEBOOKS / f"{name}.ipynb", folder / f"{name}.ipynb"
        with contextlib.redirect_stderr(io.StringIO()):
            papermill.execute_notebook(source, target, values, cwd=NOTEBOOKS, progress_bar=False)


def plain_loop(folder: Path, runs: list) -> None:
    """Each run with papermill's API and nbconvert's, one after the other."""
    from nbconvert import HTMLExporter

    for run in runs:
        papermill_api(folder, run.values)
        for name in NAMES:
            page, _ = HTMLExporter().from_filename(str(folder / f"{name}.ipynb"))
            (folder / f"{name}.html").write_text(page)


def render(folder: Path, *options: str) -> None:
    """``report render`` as a program of its own."""
    command(
        sys.executable,
        "-m",
        "industry_report",
        "render",
        "--output",
        folder,
        "--language",
        "zh",
        *options,
    )


def some_runs(number: int) -> list:
    """Baotou first, then every other region of the data, in both languages and from several vantage points."""
    from industry_report.publishing import ingredients, runs

    dataset = ROOT / "data" / "indicators.csv"
    present = [
        name
        for name in ingredients.regions(dataset, ROOT)
        if name in ingredients.row_digests(dataset)
    ]
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
        settings = runs.Settings(str(ROOT), str(folder / f"{size}-{jobs}"))
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
    from industry_report.publishing import batch, execution, runs

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
        peak(execution.warm_up().process.pid),
    ]


def peak(process: int) -> float:
    """Most memory that a process has had, in MB (Linux; 0 elsewhere)."""
    status = Path(f"/proc/{process}/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def large_outputs(repeat: int) -> list[tuple[str, float, str]]:
    """Notebooks with large outputs as HTML and PDF: with the usual limits, and how all of it grows with its size."""
    from nbformat.v4 import new_code_cell, new_notebook, new_output

    from publisher import document, typeset, web
    from publisher.reading import Options

    def book(kind: str, size: int) -> object:
        output = new_output("stream", text="a line of the log, with words\n" * size)
        if kind == "rows":
            row = "<tr>" + "<td>0.123</td>" * 30 + "</tr>"
            table = f"<table>{row * size}</table>"
            output = new_output("display_data", data={"text/html": table})
        return new_notebook(cells=[new_code_cell("show()", outputs=[output])])

    def publish(kind: str, size: int, most: int) -> None:
        options = Options(most_lines=most, most_rows=most)
        made = document.read({"large": book(kind, size)}, options=options)
        web.page(made)
        typeset.pdf(made)

    usual, found = Options(), []
    names = {"lines": "lines of output", "rows": "rows of 30 columns"}
    for kind, most, sizes in (
        ("lines", usual.most_lines, (6_000, 60_000)),
        ("rows", usual.most_rows, (800, 8_000)),
        ("lines", 0, (1_000, 2_000, 4_000, 8_000)),
        ("rows", 0, (100, 200, 400, 800)),
    ):
        publish(kind, 100, most)
        seconds = [timed(lambda s=s, k=kind, m=most: publish(k, s, m), repeat) for s in sizes]
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
            "Medians in one run of `make bench`. Engine and further reports are measured in turns with the floor, on one core. The plain "
            "loop makes HTML\nonly, batches make HTML and PDF.",
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


def measure(table: Table, repeat: int, sizes: list[int], loop: int, rows: list[int]) -> None:
    """Everything, the most telling first."""
    line = table.add
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cells = against_floor(table, folder, 3 * repeat)
        whole_chain = timed(lambda: chain(folder), min(2, repeat))
        against = f"{whole_chain / cells:.2f} × floor"
        line("command line: papermill ×3, jupyter nbconvert --to html ×3", whole_chain, against)
        cold = timed(lambda: render(folder / "cold", "--format", "html", "--force"), repeat)
        line(
            "report render, one language, HTML, cold",
            cold,
            f"{cold / whole_chain:.2f} × command line (target 0.25)",
        )
        both = timed(lambda: render(folder / "both", "--format", "html,pdf", "--force"), repeat)
        against = f"{both / whole_chain:.2f} × command line (target 0.14)"
        line("report render, one language, HTML and PDF, cold", both, against)
        for what, seconds, against in large_outputs(repeat):
            line(what, seconds, against)
        nothing = timed(lambda: render(folder / "cold", "--format", "html"), max(3, repeat))
        line("report render, nothing changed", nothing, "target 1 s")
        help_ = timed(
            lambda: command(sys.executable, "-m", "industry_report", "--help"), max(3, repeat)
        )
        line("report --help", help_, "target 0.3 s")

        plain = timed(lambda: plain_loop(folder, some_runs(loop)), 1) / loop
        what = f"plain loop over papermill's API and nbconvert (HTML alone), each of {loop} reports"
        line(what, plain, f"{plain / cells:.2f} × floor")
        for size, seconds in batches(folder, sizes, 2).items():
            against = f"{seconds / size:.2f} s each, {plain * size / seconds:.1f} × the plain loop (24: target 10)"
            line(f"batch of {size}, --jobs 2, HTML and PDF", seconds, against)

        base = 0.0
        for size in rows:
            words = [
                sys.executable,
                __file__,
                "--scaled",
                str(size),
                "--repeat",
                str(repeat),
                folder / f"{size} rows",
            ]
            try:
                done = subprocess.run(
                    [str(word) for word in words], capture_output=True, text=True, timeout=300
                )
            except subprocess.TimeoutExpired:
                line(f"{size:,} rows", 300, "given up")
                continue
            if done.returncode:
                line(f"{size:,} rows", 0, f"failed: {done.stderr.strip().splitlines()[-1]}")
                continue
            first, further, mine, warm = json.loads(done.stdout.splitlines()[-1])
            base = base or further
            against = f"{further / base:.2f} × 1,000 rows (10⁶: target 1.1); peak {mine:.0f} + {warm:.0f} MB"
            line(
                f"{size:,} rows: each further report, HTML (first {first:.1f} s)", further, against
            )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="small numbers, to see that it works")
    parser.add_argument(
        "--all", action="store_true", help="large numbers, too: a batch of 96, a loop over 24"
    )
    parser.add_argument(
        "--repeat", type=int, default=3, help="measurements of which the median is taken (3)"
    )
    parser.add_argument(
        "--output", type=Path, help="where to write the table (results.md beside, unless --quick)"
    )
    parser.add_argument(
        "--rows",
        type=int,
        nargs="*",
        default=[1_000, 10_000, 100_000, 1_000_000],
        help="of datasets",
    )
    parser.add_argument("--scaled", type=int, help=argparse.SUPPRESS)
    parser.add_argument("folder", type=Path, nargs="?", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.scaled:
        print(json.dumps(scaled(options.folder, options.scaled, options.repeat)))
    elif options.quick:
        measure(Table(options.output), 1, [2], 1, [1_000, 10_000])
    else:
        sizes, loop = ([1, 6, 24, 96], 24) if options.all else ([1, 6, 24], 3)
        measure(Table(options.output or RESULTS), options.repeat, sizes, loop, options.rows)
