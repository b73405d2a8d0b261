"""Notebooks as they are kept: the same run gives the same file, one changed value a small diff."""

from __future__ import annotations

import difflib
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import nbformat
import pytest

from industry_report.publishing import execution, record, reference, stored

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = (*execution.present(ROOT / "notebooks"), *reference.BESIDE)


def test_traces_of_a_run_are_left_out():
    data = {stored.WIDGET_MIME: {"model_id": "1f2e"}, "text/markdown": "*knobs*"}
    cells = [
        nbformat.v4.new_code_cell("region = 1", metadata={"tags": ["injected-parameters"]}),
        nbformat.v4.new_code_cell(
            "x",
            id="c1",
            execution_count=7,
            metadata={
                "execution": {"iopub.status.busy": "2026-01-02T03:04:05Z"},
                "papermill": {"duration": 0.1},
                "tags": [],
            },
            outputs=[
                nbformat.v4.new_output("display_data", data),
                nbformat.v4.new_output("execute_result", {"text/plain": "1"}, execution_count=7),
            ],
        ),
    ]
    metadata = {
        "kernelspec": {"name": "python3", "display_name": "Python 3"},
        "language_info": {"name": "python", "version": "3.11.9"},
        "papermill": {"start_time": "2026"},
        "publisher": {"provenance": {}},
        "widgets": {"application/vnd.jupyter.widget-state+json": {"state": {}}},
        "authors": ["A"],
    }
    book = nbformat.v4.new_notebook(cells=cells, metadata=metadata)
    kept = stored.as_stored(book)
    [cell] = kept["cells"]
    assert cell["metadata"] == {} and cell["execution_count"] == 1
    assert cell["outputs"][0]["data"] == {"text/markdown": "*knobs*"}
    assert cell["outputs"][1]["execution_count"] == 1
    assert kept["metadata"] == {
        "kernelspec": {"name": "python3", "display_name": "Python 3"},
        "language_info": {"name": "python"},
        "authors": ["A"],
    }
    assert book.cells[1].execution_count == 7, "what was handed in stays as it is"


def test_the_file_is_what_nbformat_would_write(tmp_path):
    for name in NOTEBOOKS:
        path = ROOT / "notebooks" / f"{name}.ipynb"
        nbformat.write(nbformat.read(path, 4), tmp_path / "written.ipynb")
        assert (tmp_path / "written.ipynb").read_text(encoding="utf-8") == stored.text(
            json.loads(path.read_text(encoding="utf-8"))
        )


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_stored_notebooks_are_in_their_stored_form(name):
    text = (ROOT / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8")
    assert stored.text(stored.as_stored(json.loads(text))) == text
    ids = [cell["id"] for cell in json.loads(text)["cells"]]
    assert len(set(ids)) == len(ids)


def files(books: Mapping[str, nbformat.NotebookNode]) -> dict[str, str]:
    """The files that executed notebooks are stored as."""
    return {name: stored.text(stored.as_stored(book)) for name, book in books.items()}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what notebooks need."""
    for folder in ("notebooks", "data"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


@pytest.mark.slow
def test_the_notebooks_beside_the_report_are_stored_in_english_as_they_speak():
    """As nbval asks of the Chinese ones; those of the report are compared in test_checking.py."""
    for name, book in record.execute({"language": "en"}, ROOT, reference.BESIDE).items():
        kept = nbformat.read(reference.notebook_folder(ROOT, "en") / f"{name}.ipynb", 4)
        spoken = nbformat.from_dict(reference.as_stored(book, "en"))
        assert record.of_notebook(name, kept) == record.of_notebook(name, spoken), name


CHANGED = ("01_situation", "02_diagnosis")


@pytest.mark.slow
@pytest.mark.parametrize(
    "names", [CHANGED[1:], pytest.param(NOTEBOOKS, marks=pytest.mark.nightly)], ids=len
)
def test_executing_what_is_stored_again_elsewhere_changes_nothing(project, runs, names):
    beside = [name for name in reference.BESIDE if name in names]
    before = files(runs.of() | (record.execute({}, ROOT, beside) if beside else {}))
    for name, text in before.items():
        (project / "notebooks" / f"{name}.ipynb").write_text(text, encoding="utf-8")
    assert files(record.execute({}, project, names)) == {name: before[name] for name in names}


@pytest.mark.slow
def test_one_value_changes_few_lines(project, runs):
    before = files(runs.of())
    path = project / "data" / "indicators.csv"
    old = "baotou,rd_active_firm_share,2021,23.2,"
    rows = path.read_text(encoding="utf-8")
    assert rows.count(old) == 1
    path.write_text(rows.replace(old, old.replace("23.2", "23.3")), encoding="utf-8")
    after = files(record.execute({}, project, CHANGED))
    changed = {name: changes(before[name], text) for name, text in after.items()}
    assert changed["01_situation"] == []
    bounds = re.compile(r'[+-]\s+"[\d.-]+",?$')  # ends of the intervals behind the numbers
    moved = [line for line in changed["02_diagnosis"] if not bounds.match(line)]
    assert 0 < len(moved) <= 130, moved  # in four texts, two charts and four tables
    pictures = [line for line in changed["02_diagnosis"] if "<path" in line or '"iVBOR' in line]
    assert len(pictures) <= 24
    said = [
        line for name, text in after.items() for line in changes(words(before[name]), words(text))
    ]
    assert 0 < len(said) < sum(map(len, changed.values()))
    assert not [line for line in said if "<path" in line or "iVBOR" in line]


def words(book: str) -> str:
    return "\n".join(stored.words(json.loads(book)))


def changes(before: str, after: str) -> list[str]:
    """The lines that a diff takes away and adds."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [line for line in list(lines)[2:] if line[0] in "+-"]


def test_the_filters_of_git(project):
    """What ``.gitattributes`` names and its comment says how to switch on."""
    path = project / "notebooks" / "02_diagnosis.ipynb"
    text = path.read_text(encoding="utf-8")
    book = json.loads(text)
    book["metadata"]["papermill"] = {"start_time": "now"}
    book["cells"][0]["metadata"]["execution"] = {"iopub.execute_input": "now"}
    module = [sys.executable, "-m", stored.__name__]
    clean = subprocess.run(
        [*module, "clean"], input=json.dumps(book), capture_output=True, encoding="utf-8"
    )
    assert (clean.returncode, clean.stdout) == (0, text)
    said = subprocess.run([*module, "words", str(path)], capture_output=True, encoding="utf-8")
    assert said.returncode == 0 and "iVBOR" not in said.stdout and "<svg" not in said.stdout
    assert "23.2%" in said.stdout and "open_report" in said.stdout
    wrong = subprocess.run([*module, "other"], capture_output=True, encoding="utf-8")
    assert wrong.returncode == 2 and "clean" in wrong.stderr


def test_figures_and_references_are_no_diff_to_read():
    paths = [
        "figures/zh/hero.svg",
        "tests/reference/baotou-zh.json",
        "notebooks/en/x.ipynb",
    ]
    shown = subprocess.run(
        ["git", "check-attr", "diff", "linguist-generated", "filter", "--", *paths],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
    )
    if shown.returncode:
        pytest.skip("no git here, or no repository")
    said = shown.stdout.splitlines()
    assert f"{paths[0]}: diff: unset" in said
    assert f"{paths[1]}: linguist-generated: set" in said
    assert f"{paths[2]}: diff: notebook" in said and f"{paths[2]}: filter: notebook" in said


def test_notebooks_are_stored_without_touching_the_reference(tmp_path, monkeypatch):
    """``make notebooks``: both languages, the notebooks beside the report among them."""
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "explore.ipynb").write_text("")

    def execute(run: Mapping, root: Path, names: tuple[str, ...] = ("01_situation",)) -> dict:
        cell = nbformat.v4.new_code_cell(run.get("language", "zh"), id="c1")
        return {name: nbformat.v4.new_notebook(cells=[cell]) for name in names}

    monkeypatch.setattr(record, "execute", execute)
    reference.store_notebooks(tmp_path)
    for folder, language in (("notebooks", "zh"), ("notebooks/en", "en")):
        for name in ("01_situation", "explore"):
            book = nbformat.read(tmp_path / folder / f"{name}.ipynb", 4)
            assert book.cells[0].source == language
    assert [path.name for path in tmp_path.iterdir()] == ["notebooks"]
