"""The papermill engine: a forked kernel shows what an ordinary one shows, and contains what goes wrong."""

import asyncio
import contextlib
import copy
import json
import logging
import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import nbformat
import papermill
import pytest
from nbclient.exceptions import CellTimeoutError
from traitlets.config import Config

from publisher.engine import notebooks, processes
from publisher.engine.kernels import ForkedProcess
from publisher.engine.notebooks import KernelDied, NotebookStopped

from .zoo import ZOO

pytestmark = pytest.mark.skipif(not processes.available(), reason="this system cannot fork")
PATIENCE = 120  # seconds, on a busy machine
PATIENT = Config(KernelManager={"shutdown_wait_time": PATIENCE})  # before it kills a kernel
PRELOAD = ("pandas", "matplotlib.pyplot", "numpy.random")


@pytest.fixture(autouse=True)
def outside_pytest(monkeypatch):
    """ipykernel does not watch file descriptors when it thinks that pytest does."""
    environment = processes.environment
    hidden = "PYTEST_CURRENT_TEST"
    monkeypatch.setattr(
        notebooks, "environment", lambda: {k: v for k, v in environment().items() if k != hidden}
    )


def notebook(*sources, tags=()):
    """A notebook of code cells; ``tags`` go on every cell."""
    cells = [
        nbformat.v4.new_code_cell(source, metadata={"tags": list(tags)}, id=f"c{number}")
        for number, source in enumerate(sources)
    ]
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return nbformat.v4.new_notebook(cells=cells, metadata=metadata)


def execute(nb, path=None, **options):
    """Run ``nb`` with the report engine."""
    options = {"preload": PRELOAD} | options
    return papermill.execute_notebook(nb, path, engine_name="report", progress_bar=False, **options)


def outputs(nb):
    """The outputs of each code cell."""
    return [cell.outputs for cell in nb.cells if cell.cell_type == "code"]


def first_text(nb):
    """The plain text of the first result."""
    return outputs(nb)[0][0].data["text/plain"]


# --- the same as an ordinary kernel -----------------------------------------------------------


def comparable(nb, in_order=True):
    """``nb`` without times and random names."""
    nb = nbformat.from_dict(json.loads(re.sub(r"\b[0-9a-f]{32}\b", "random", json.dumps(nb))))
    nb.metadata.pop("papermill", None)
    for cell in nb.cells:
        cell.metadata.papermill = {"exception": cell.metadata.papermill.exception}
        cell.metadata.execution = sorted(cell.metadata.get("execution", []))
        if not in_order:  # a kernel may send what a subprocess wrote too late to be in its place
            cell.outputs = sorted(cell.outputs, key=lambda output: output.get("name", ""))
    text = json.dumps(nb, indent=1, ensure_ascii=False, sort_keys=True)
    return re.sub(r"0x[0-9a-f]{8,}", "0x0", re.sub(r"ipykernel_\d+", "ipykernel_0", text))


def widgets(nb):
    """The widget states that ``nb`` stores, in an order that does not depend on their names."""
    state = (
        nb.metadata.pop("widgets", {})
        .get("application/vnd.jupyter.widget-state+json", {})
        .get("state", {})
    )
    return sorted(
        re.sub(r"[0-9a-f]{32}", "random", json.dumps(model, sort_keys=True))
        for model in state.values()
    )


def executed(nb, directory, **options):
    """The executed ``nb``, whether or not papermill raises for its errors."""
    path = directory / "executed.ipynb"
    with contextlib.suppress(papermill.PapermillExecutionError):
        execute(copy.deepcopy(nb), path, cwd=directory, execution_timeout=60, **options)
    result = nbformat.read(path, 4)
    (directory / "zoo_file.txt").unlink(missing_ok=True)
    result.cells = [
        cell for cell in result.cells if "papermill-error-cell-tag" not in cell.metadata.tags
    ]
    return result


def of_both(kinds, directory):
    """What an ordinary and a forked kernel make of cells of the zoo: widgets, and the rest."""
    (directory / "zoo_script.py").write_text("print('script', __name__)")
    sources = [source for kind in kinds for source in ZOO[kind]]
    nb = notebook(*sources, tags=["raises-exception"])
    for kernel in (True, False):
        made = executed(nb, directory, kernel=kernel)
        yield widgets(made), comparable(made, "subprocesses" not in kinds).splitlines()


#: Kinds that leave nothing to the others are in one notebook.
TOGETHER = ("results and history", "display updates", "streams", "input", "tables", "warnings")


@pytest.mark.parametrize("kinds", [TOGETHER, *([kind] for kind in ZOO if kind not in TOGETHER)])
def test_same_notebook_as_an_ordinary_kernel_writes(kinds, tmp_path):
    # An ordinary kernel may lose a message: what differs only now and then is not our doing.
    for _ in range(3):
        ordinary, forked = of_both(kinds, tmp_path)
        if ordinary == forked:
            return
    assert forked == ordinary


def test_lone_surrogate_is_said_and_the_run_goes_on_as_with_an_ordinary_kernel():
    cells = ["print('before'); print('\\ud800')", "'\\ud800'", "print('after')"]
    for kernel in (False, True):
        made = outputs(execute(notebook(*cells), kernel=kernel, execution_timeout=60))
        said = "".join(output.get("text", "") for cell in made for output in cell)
        assert "surrogates not allowed" in said and "ud800" in made[1][0].data["text/plain"]
        assert "after\n" in [output.get("text") for output in made[2]]


@pytest.mark.parametrize("kernel", [False, True])
def test_backend_in_the_environment_does_not_make_figures_vanish(monkeypatch, kernel):
    monkeypatch.setenv("MPLBACKEND", "agg")
    nb = execute(notebook("import matplotlib.pyplot as plt\nplt.plot([1, 2]);"), kernel=kernel)
    assert "image/png" in outputs(nb)[0][0].data


def test_environment_and_directory_are_those_of_the_caller(monkeypatch, tmp_path):
    monkeypatch.setenv("REPORT_ZOO", "甲" * 200_000)  # more than a message can carry
    source = "import os; print(len(os.environ['REPORT_ZOO']), os.getcwd())"
    options = {"resources": {"metadata": {"path": str(tmp_path)}}}
    assert outputs(execute(notebook(source), **options))[0][0].text == f"200000 {tmp_path}\n"


def test_a_relative_directory_is_below_that_of_the_caller(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path.parent)
    source = "import os; parent = open(f'/proc/{os.getppid()}/cmdline').read()\n"
    source += "print('warm.py' in parent, os.getcwd())"
    options = {"resources": {"metadata": {"path": tmp_path.name}}}
    for _ in range(2):  # the warm process is in the directory of the first one by then
        assert outputs(execute(notebook(source), **options))[0][0].text == f"True {tmp_path}\n"


def test_progress_metadata_of_each_cell():
    nb = execute(notebook("1", "2"))
    for cell in nb.cells:
        assert cell.metadata.papermill.status == "completed"
        assert cell.metadata.papermill.start_time < cell.metadata.papermill.end_time
    assert nb.metadata.papermill.duration > 0
    assert nb.metadata.language_info.name == "python"


def test_notebooks_know_nothing_of_each_other():
    draw = "random.random(), numpy.random.rand(), uuid.uuid4(), tempfile.mktemp()"
    spoil = "matplotlib.rcParams['lines.linewidth'] = 77; sys.modules['x'] = sys"
    look = "matplotlib.rcParams['lines.linewidth'], 'x' in sys.modules, len(In)"
    cells = ["import matplotlib, numpy, random, sys, tempfile, uuid", look, draw, spoil, draw]
    first, second = (outputs(execute(notebook(*cells))) for _ in range(2))
    assert first[1][0].data["text/plain"] == second[1][0].data["text/plain"] == "(1.5, False, 3)"
    drawn = [cell[0].data["text/plain"] for cell in (first[2], first[4], second[2], second[4])]
    for values in zip(*(text.strip("()").rsplit(", ", 3) for text in drawn), strict=True):
        assert len(set(values)) == 4


# --- what goes wrong --------------------------------------------------------------------------


#: Python's text, and how its process ends.
ENDS = [
    ("import os; os._exit(3)", "left with exit code 3"),
    ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "was killed by SIGKILL"),
    ("import ctypes; ctypes.string_at(0)", "was killed by SIGSEGV"),
]


@pytest.mark.parametrize(
    ("source", "ending", "kernel"),
    [
        *((*each, False) for each in ENDS),
        (*ENDS[0], True),
        *(pytest.param(*each, True, marks=pytest.mark.nightly) for each in ENDS[1:]),
    ],
)
def test_cell_that_ends_its_process(source, ending, kernel, tmp_path):
    cells = ["print('shown', flush=True)", f"print('also', flush=True)\n{source}", "3"]
    with pytest.raises(NotebookStopped) as caught:
        execute(notebook(*cells), tmp_path / "nb.ipynb", kernel=kernel)
    assert f"The kernel {ending} in cell 2: print('also', flush=True)" in str(caught.value)
    nb = nbformat.read(tmp_path / "nb.ipynb", 4)
    statuses = [cell.metadata.papermill.status for cell in nb.cells]
    assert statuses == ["completed", "failed", "pending"]
    assert isinstance(caught.value.__cause__, KernelDied)
    assert caught.value.notebook.cells[1].outputs == nb.cells[1].outputs
    assert first_text(execute(notebook("1 + 1"), kernel=kernel)) == "2"


def too_long(source, folder):
    """Execute a cell that may take a second once it has opened a file ``begun``."""

    def begun(_cell):
        while not (folder / "begun").exists():
            time.sleep(0.02)
        return 1

    execute(notebook(source), folder / "nb.ipynb", cwd=folder, timeout_func=begun)


def test_cell_that_takes_too_long_keeps_its_outputs_and_ends_what_it_started(tmp_path, monkeypatch):
    monkeypatch.setattr(notebooks, "GRACE", PATIENCE)
    source = "import os, subprocess as s\nprint(os.getpid(), s.Popen(['sleep', '999']).pid)\n"
    source += "open('begun', 'w')\ns.run(['sleep', '999'])"
    with pytest.raises(NotebookStopped) as caught:
        too_long(source, tmp_path)
    assert isinstance(caught.value.__cause__, CellTimeoutError)
    cell = nbformat.read(tmp_path / "nb.ipynb", 4).cells[0]
    assert cell.metadata.papermill.status == "failed"
    stream, error = cell.outputs
    assert error.ename == "KeyboardInterrupt" and "s.run" in "".join(error.traceback)
    assert_gone(stream.text.split())


def test_cell_that_does_not_let_itself_be_interrupted(tmp_path):
    source = "import time\nprint('shown', flush=True)\nopen('begun', 'w')\nwhile True:\n"
    source += "    try:\n        time.sleep(9)\n    except KeyboardInterrupt:\n        pass"
    with pytest.raises(NotebookStopped):
        too_long(source, tmp_path)
    [shown] = outputs(nbformat.read(tmp_path / "nb.ipynb", 4))[0]
    assert shown.text == "shown\n"


def assert_gone(pids):
    """Wait until none of the processes is there."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if not any(os.path.exists(f"/proc/{pid}") for pid in pids):
            return
        time.sleep(0.02)
    raise AssertionError("processes are left")


@pytest.mark.parametrize("whom", ["owner", "warm process"])
def test_nothing_outlives_the_process_that_asked(whom, tmp_path):
    source = (
        "import os, time; open('pid', 'w').write(f'{os.getpid()} {os.getppid()}'); time.sleep(999)"
    )
    nbformat.write(notebook(source), tmp_path / "nb.ipynb")
    script = "import papermill; papermill.execute_notebook('nb.ipynb', None, "
    script += "engine_name='report', progress_bar=False)"
    process = subprocess.Popen(
        [sys.executable, "-c", script], cwd=tmp_path, stderr=subprocess.DEVNULL
    )
    while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
        assert process.poll() is None
        time.sleep(0.02)
    pids = (tmp_path / "pid").read_text().split()
    if whom == "owner":
        process.kill()
    else:
        os.kill(int(pids[1]), 9)
    process.wait(PATIENCE)
    assert_gone(pids)


def test_exit_handlers_and_threads_have_their_time(tmp_path):
    handler = "import atexit, pathlib\natexit.register(pathlib.Path('left').touch)"
    thread = "import threading, time\n"
    thread += "threading.Thread(target=lambda: (time.sleep(.5), open('done', 'w'))).start()"
    execute(notebook(handler, thread), cwd=tmp_path, config=PATIENT)
    assert (tmp_path / "left").exists() and (tmp_path / "done").exists()


# --- asked for in other ways ------------------------------------------------------------------


def test_ordinary_kernel_on_request(monkeypatch):
    source = "import sys; 'publisher.engine.warm' in sys.modules or '/kernel-' in sys.argv[2]"
    assert first_text(execute(notebook(source))) == "True"
    assert first_text(execute(notebook(source), kernel=True)) == "False"
    monkeypatch.setenv("REPORT_ENGINE", "kernel")
    assert first_text(execute(notebook(source))) == "False"


def test_from_many_threads_at_once():
    def double(number):
        return outputs(execute(notebook(f"{number} + 1", "_ * 2")))[1][0].data["text/plain"]

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(double, range(8))) == [str((i + 1) * 2) for i in range(8)]


def test_inside_a_running_event_loop():
    async def main():
        return execute(notebook("1 + 1"))

    assert first_text(asyncio.run(main())) == "2"


def with_parameter(strict=None):
    """A notebook that declares one parameter; says or does not say whether it is strict."""
    nb = notebook("years: int = 3  # how many", "open('ran', 'w')")
    nb.cells[0].metadata.tags = ["parameters"]
    if strict is not None:
        nb.metadata["publisher"] = {"strict_parameters": strict}
    if strict == "of another tool":
        nb.metadata["publisher"] = [strict]
    return nb


@pytest.mark.parametrize(
    ("said", "asked", "stops"),
    [
        (None, None, False),
        (None, True, True),
        (True, None, True),
        (True, False, False),
        (False, None, False),
        ("of another tool", None, False),
    ],
)
def test_undeclared_parameter_stops_strict_notebooks_and_warns_others(
    said, asked, stops, tmp_path, caplog
):
    expected = contextlib.nullcontext()
    if stops:
        message = "unknown parameter 'yaers'; expected one of years; did you mean 'years'?"
        expected = pytest.raises(notebooks.UndeclaredParameter, match=re.escape(message))
    with caplog.at_level(logging.WARNING, "papermill"), expected:
        execute(with_parameter(said), cwd=tmp_path, parameters={"yaers": 4}, strict=asked)
    assert (tmp_path / "ran").exists() is not stops
    assert "unknown parameter: yaers" in caplog.text
    execute(with_parameter(said), cwd=tmp_path, parameters={"years": 4}, strict=asked)
    assert (tmp_path / "ran").exists()


def test_command_line_says_an_undeclared_parameter_without_a_traceback(tmp_path):
    nbformat.write(with_parameter(True), tmp_path / "nb.ipynb")
    words = ["papermill", "--engine", "report", "-p", "yaers", "4", "nb.ipynb", "out.ipynb"]
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 2 and not (tmp_path / "ran").exists()
    assert "Error: unknown parameter 'yaers'" in done.stderr and "Traceback" not in done.stderr
    written = nbformat.read(tmp_path / "out.ipynb", 4)
    assert {cell.metadata.papermill.status for cell in written.cells} == {"failed", "pending"}


#: Another one first is the same question: asked at night.
FIRST = [pytest.param(each, marks=pytest.mark.nightly) for each in ("notebooks", "manager")]
FIRST += ["kernels", pytest.param("processes", marks=pytest.mark.nightly)]


@pytest.mark.parametrize("name", FIRST)
def test_each_module_can_be_imported_first(name):
    program = f"import publisher.engine.{name}, papermill.engines as e; "
    program += "print(e.papermill_engines.get_engine('report').execute_notebook.__self__.__name__)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout == "ForkEngine\n", done.stderr


@pytest.mark.parametrize("count", [20, pytest.param(200, marks=pytest.mark.nightly)])
def test_kernels_in_a_row_end_by_themselves(monkeypatch, count):
    """None waits for a thread that is gone, here for ever and not for ipykernel's ten seconds."""
    ends, wait = [], ForkedProcess.wait
    monkeypatch.setattr(ForkedProcess, "wait", lambda self: ends.append(self.poll()) or wait(self))
    endless = "import sys; sys.stdout.flush_timeout = sys.stderr.flush_timeout = None"
    for number in range(count):
        cells = notebook(endless, f"print({number}, flush=True)")
        nb = execute(cells, preload=(), config=PATIENT)
        assert outputs(nb)[1][0].text == f"{number}\n"
    assert ends == [0] * count


def test_what_a_cell_prints_is_one_output_and_updates_find_their_place():
    """However often the kernel flushes, which depends on the load of the machine."""
    pieces = "for piece in 'abc': print(piece, end='', flush=True)"
    shown = "from IPython.display import display; handle = display('before', display_id=True)"
    nb = execute(notebook(f"{pieces}\n{shown}\n{pieces}", "handle.update('after')"), preload=())
    first, place, last = outputs(nb)[0]
    assert (first.text, place.data["text/plain"], last.text) == ("abc", "'after'", "abc")


@pytest.mark.parametrize("seconds", [0, 3600])
def test_a_notebook_is_written_at_the_end_and_not_twice_a_cell(tmp_path, monkeypatch, seconds):
    monkeypatch.setattr(notebooks, "SAVED_EVERY", seconds)
    written, write = [], papermill.engines.write_ipynb
    monkeypatch.setattr(
        papermill.engines, "write_ipynb", lambda *given: written.append(1) or write(*given)
    )
    source, target = tmp_path / "in.ipynb", tmp_path / "out.ipynb"
    nbformat.write(notebook(*["print(1)"] * 9), source)
    papermill.execute_notebook(source, target, engine_name="report", progress_bar=False)
    assert [cell.outputs[0].text for cell in nbformat.read(target, 4).cells] == ["1\n"] * 9
    assert len(written) > 18 if seconds == 0 else len(written) < 5
