"""What the report tells the publisher's engine: its notebooks show the same as in ordinary kernels."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import papermill
import pytest

from industry_report import inputs
from industry_report.data.defaults import COMMON
from industry_report.numbers import logic_model, task_records
from industry_report.publishing import execution, warming
from publisher.engine import notebooks, processes, warm

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
needs_fork = pytest.mark.skipif(not processes.available(), reason="this system cannot fork")


#: By day, nbval holds ordinary kernels against what is stored, and test_checking.py forked ones.
@needs_fork
@pytest.mark.nightly
@pytest.mark.parametrize("name", execution.present(NOTEBOOKS))
def test_every_cell_shows_what_it_shows_in_an_ordinary_kernel(name, monkeypatch, runs):
    forked = runs.of()[name]
    monkeypatch.setenv("REPORT_ENGINE", "kernel")
    ordinary = execution.execute({}, NOTEBOOKS, names=[name])[name]
    assert len(forked.cells) == len(ordinary.cells)
    for found, expected in zip(forked.cells, ordinary.cells, strict=True):
        assert found == expected
    assert forked.metadata == ordinary.metadata


@pytest.mark.slow
def test_all_that_is_preloaded_is_there():
    assert warming.PRELOAD
    for name in warming.PRELOAD:
        warm.call(name)


@pytest.mark.slow
@pytest.mark.parametrize("name", execution.present(NOTEBOOKS))
def test_notebooks_ask_for_strict_parameters(name, tmp_path):
    with pytest.raises(notebooks.UndeclaredParameter, match="did you mean 'language'"):
        papermill.execute_notebook(
            NOTEBOOKS / f"{name}.ipynb",
            tmp_path / "out.ipynb",
            {"langauge": "en"},
            engine_name="report",
            progress_bar=False,
        )


def test_what_stands_beside_a_dataset_is_read_once_until_it_changes(tmp_path, monkeypatch):
    for file in (NOTEBOOKS.parent / "data").iterdir():
        if file.is_file():
            shutil.copy(file, tmp_path)
    data, model = str(tmp_path / "indicators.csv"), str(tmp_path / "logic_model.yaml")
    reads, read = [], task_records.read
    loads, load = [], logic_model.load
    monkeypatch.setattr(task_records, "read", lambda *given: reads.append(1) or read(*given))
    monkeypatch.setattr(logic_model, "load", lambda *given: loads.append(1) or load(*given))
    inputs.preload(data, model)
    asked = {"dataset": data, "logic_model": model, "as_of": "latest"}
    assert inputs.read(asked, "03_recommendations").task_list is not None
    assert len(reads) == 1
    os.utime(tmp_path / task_records.FILE, ns=(1, 1))
    inputs.read(asked, "03_recommendations")
    assert len(reads) == 2 and len(loads) == 1


def test_stored_outputs_stay_out_of_a_run():
    execution._papermill()
    prepared = execution._prepared(NOTEBOOKS / "00_brief.ipynb", {})
    assert not any(cell.get("outputs") for cell in prepared.cells)
    assert any(cell.cell_type == "code" for cell in prepared.cells)


BENCHMARK = NOTEBOOKS.parent / "tests" / "benchmarks" / "bench.py"


def test_the_benchmark_holds_the_same_notebooks_and_edition_against_one_another():
    spec = importlib.util.spec_from_file_location("bench", BENCHMARK)
    bench = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(bench)
    assert list(bench.NAMES) == execution.of_run(bench.EDITION, NOTEBOOKS)
    # the plain script and papermill's command line are given no parameters
    assert bench.EDITION.items() <= COMMON.items()


@needs_fork
@pytest.mark.nightly
def test_the_benchmark_measures_everything():
    done = subprocess.run([sys.executable, BENCHMARK, "--quick"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("\n| ") > 20 and "failed" not in done.stdout + done.stderr


@needs_fork
@pytest.mark.slow
def test_kernels_share_no_open_file():
    """Two that read through one file move each other's place in it: glyphs come out wrong."""
    forked = (
        "import os, stat; from industry_report.publishing import warming;"
        "from publisher.engine import warm; warm.warm_up(list(warming.PRELOAD));"
        "os.fork() and os._exit(os.waitstatus_to_exitcode(os.wait()[1]));"
        "shared = [os.readlink(f'/proc/self/fd/{one}') for one in os.listdir('/proc/self/fd')"
        " if os.path.isfile(f'/proc/self/fd/{one}')];"
        "print(shared); os._exit(len(shared))"
    )
    done = subprocess.run([sys.executable, "-c", forked], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
