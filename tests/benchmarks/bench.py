"""How long reports take, and against what: medians of one run on one machine, as a Markdown table.

    python tests/benchmarks/bench.py            everything (most of an hour); also written to tests/benchmarks/results.md
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
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ROOT / "notebooks"
NAMES = ("01_situation", "02_diagnosis", "03_recommendations")
RESULTS = Path(__file__).with_name("results.md")
BIN = Path(sys.executable).parent

FLOOR = """
import contextlib, io, json, os, sys, time
os.chdir(sys.argv[1])
os.environ["MPLBACKEND"] = "agg"
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
for _ in range(int(sys.argv[2]) + 1):
    start = time.perf_counter()
    for name in sys.argv[3:]:
        names = {"__name__": "__main__"}
        with contextlib.redirect_stdout(io.StringIO()):
            for cell in json.load(open(name + ".ipynb"))["cells"]:
                if cell["cell_type"] == "code":
                    exec("".join(cell["source"]), names)
    print(time.perf_counter() - start, file=sys.stderr)
"""


def timed(function: Callable[[], object], repeat: int) -> float:
    """Median of the seconds that ``function`` takes."""
    seconds = []
    for _ in range(repeat):
        start = time.perf_counter()
        function()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def command(*words: str | Path) -> None:
    """Run a program quietly; its output is shown if it fails."""
    done = subprocess.run([str(word) for word in words], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{words}: {done.stdout[-2000:]}{done.stderr[-2000:]}")


def floor(repeat: int) -> float:
    """The code cells of the three notebooks as a plain script in one warm process, after a first round."""
    words = [sys.executable, "-c", FLOOR, str(NOTEBOOKS), str(repeat), *NAMES]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    rounds = [float(line) for line in done.stderr.splitlines() if line.replace(".", "").isdigit()]
    return statistics.median(rounds[1:])


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
    command(sys.executable, "-m", "industry_report", "render", "--output", folder, "--language", "zh", *options)


def some_runs(number: int) -> list:
    """Baotou first, then every other region of the data, in both languages and from several vantage points."""
    from industry_report.publishing import batch

    dataset = ROOT / "data" / "indicators.csv"
    present = [name for name in batch.regions(dataset, ROOT) if name in batch.row_digests(dataset)]
    present.sort(key=lambda name: name != "baotou")
    months = ("2022-08", "2023-12", "2024-12")
    every = [batch.Run(name, month, language) for month in months for name in present for language in ("zh", "en")]
    return every[:number]


def batches(folder: Path, sizes: list[int], jobs: int) -> dict[int, float]:
    """Seconds of whole batches (HTML and PDF), by number of reports."""
    from industry_report.publishing import batch

    seconds = {}
    for size in sizes:
        settings = batch.Settings(str(ROOT), str(folder / f"{size}-{jobs}"))
        start = time.perf_counter()
        results = batch.run_batch(some_runs(size), settings, jobs)
        seconds[size] = time.perf_counter() - start
        for result in results:
            if result.status == "failed":
                print(f"failed: {result.run}: {result.why}", file=sys.stderr)
    return seconds


def widened(folder: Path, rows: int) -> Path:
    """A dataset of about ``rows`` rows: the project's own, and the rows of Baotou again for made-up counties."""
    shutil.copy(ROOT / "data" / "logic_model.yaml", folder)
    package = json.loads((ROOT / "data" / "datapackage.json").read_text())
    regions = next(one["data"] for one in package["resources"] if one["name"] == "regions")
    with open(ROOT / "data" / "indicators.csv", newline="", encoding="utf-8") as file:
        head, *lines = csv.reader(file)
    own = [line for line in lines if line[0] == "baotou" and line[7] != "article"]
    number = max(0, rows - len(lines)) // len(own)
    names = [f"county-{i:05}" for i in range(number)]
    regions += [
        {"id": n, "zh": f"县{n}", "en": f"County {n}", "level": "city", "parent": "china", "aliases": ""} for n in names
    ]
    lines += [[name, *line[1:]] for name in names for line in own]
    path = folder / "indicators.csv"
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([head, *sorted(lines, key=lambda line: line[0])])
    (folder / "datapackage.json").write_text(json.dumps(package, ensure_ascii=False))
    return path


def scaling(folder: Path, sizes: list[int], repeat: int) -> dict[int, tuple[float, float]]:
    """For each number of rows: seconds of the first report of a process, and of each further one."""
    from industry_report.publishing import batch

    seconds = {}
    for size in sizes:
        place = folder / str(size)
        place.mkdir()
        path = os.path.relpath(widened(place, size), NOTEBOOKS)
        run = batch.Run.of({"region": "baotou", "language": "zh", "dataset": path})
        settings = batch.Settings(str(ROOT), str(place / "out"), ("html",), force=True)
        first = timed(lambda: batch.make(run, settings), 1)  # noqa: B023 (called at once)
        seconds[size] = first, timed(lambda: batch.make(run, settings), repeat)  # noqa: B023
    return seconds


def measure(quick: bool) -> str:
    """Everything, as Markdown."""
    repeat = 1 if quick else 5
    sizes = [1, 2] if quick else [1, 6, 24, 96]
    rows = [1_000, 10_000] if quick else [1_000, 10_000, 100_000, 1_000_000]
    lines = ["| what | seconds | against |", "|---|---|---|"]

    def line(what: str, seconds: float, against: str = "") -> None:
        lines.append(f"| {what} | {seconds:.2f} | {against} |")
        print(lines[-1], file=sys.stderr, flush=True)

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cells = floor(repeat)
        line("cells of the three notebooks, plain warm script (the floor)", cells)
        whole_chain = timed(lambda: chain(folder), repeat)
        line(
            "command line: papermill ×3, jupyter nbconvert --to html ×3",
            whole_chain,
            f"{whole_chain / cells:.2f} × floor",
        )
        api = timed(lambda: papermill_api(folder), repeat)
        line("papermill's API ×3, its own engine", api, f"{api / cells:.2f} × floor")

        from industry_report.publishing import batch

        def execute() -> None:
            batch.execute({"language": "zh"}, NOTEBOOKS)

        execute()
        ours = timed(execute, repeat)
        line("papermill's API ×3, our engine, warm", ours, f"{ours / cells:.2f} × floor (target 1.25)")
        cold = timed(lambda: render(folder / "cold", "--format", "html", "--force"), repeat)
        line("report render, one language, HTML, cold", cold, f"{cold / whole_chain:.2f} × command line (target 0.25)")
        nothing = timed(lambda: render(folder / "cold", "--format", "html"), max(3, repeat))
        line("report render, nothing changed", nothing, "target 1 s")
        help_ = timed(lambda: command(sys.executable, "-m", "industry_report", "--help"), max(3, repeat))
        line("report --help", help_, "target 0.3 s")

        settings = batch.Settings(str(ROOT), str(folder / "one"), force=True)
        run = batch.Run("baotou", "2022-08", "zh")
        batch.make(run, settings)
        cores = os.sched_getaffinity(0)
        os.sched_setaffinity(0, {min(cores)})
        marginal = timed(lambda: batch.make(run, replace(settings)), repeat)
        os.sched_setaffinity(0, cores)
        line("each further report, HTML and PDF, one core", marginal, f"{marginal / cells:.2f} × floor (target 1.6)")

        for size, seconds in batches(folder, sizes, 1).items():
            line(f"batch of {size}, --jobs 1", seconds, f"{seconds / size:.2f} s each")
        same = sizes[-2]  # the loop takes minutes: once, over exactly the runs of the batch it is compared with
        plain = timed(lambda: plain_loop(folder, some_runs(same)), 1)
        line(
            f"plain loop over papermill and nbconvert (HTML alone), {same} reports", plain, f"{plain / same:.2f} s each"
        )
        for size, seconds in batches(folder, sizes, 2).items():
            against = f"{plain / seconds:.1f} × the plain loop (24: target 10)" if size == same else ""
            line(f"batch of {size}, --jobs 2", seconds, against or f"{seconds / size:.2f} s each")
        base = 0.0
        for size, (first, further) in scaling(folder, rows, repeat).items():
            base = base or further
            what = f"{size:,} rows: each further report (first {first:.1f} s)"
            line(what, further, f"{further / base:.2f} × 1,000 rows (10⁶: target 1.1)")
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
    packages = ", ".join(
        f"{name} {version(name)}" for name in ("papermill", "nbconvert", "ipykernel", "pandas", "matplotlib")
    )
    machine = f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}, Python {platform.python_version()}; {packages}"
    return "\n".join(["# Benchmarks", "", machine, "", *lines, "", f"Largest process: {peak:.0f} MB.", ""])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="small numbers, to see that it works")
    parser.add_argument(
        "--output", type=Path, help="where to write the table (tests/benchmarks/results.md, unless --quick)"
    )
    options = parser.parse_args()
    table = measure(options.quick)
    print(table)
    if target := options.output or (None if options.quick else RESULTS):
        target.write_text(table, encoding="utf-8")
