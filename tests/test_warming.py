"""What the report tells the publisher's engine: its notebooks show the same as in ordinary kernels."""

from __future__ import annotations

from pathlib import Path

import papermill
import pytest

from industry_report.publishing import execution, warming
from publisher.engine import notebooks, processes, warm

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
needs_fork = pytest.mark.skipif(not processes.available(), reason="this system cannot fork")


#: Numbers and most forms of charts; the others are compared at night.
DAILY = ("00_brief", "01_situation")
NIGHTLY = set(execution.present(NOTEBOOKS)) - set(DAILY)


@needs_fork
@pytest.mark.slow
@pytest.mark.parametrize(
    "name", [*DAILY, *(pytest.param(one, marks=pytest.mark.nightly) for one in sorted(NIGHTLY))]
)
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
