"""The papermill engine: a forked kernel shows what an ordinary one shows, and contains what goes wrong."""

import asyncio
import contextlib
import copy
import json
import os
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import nbformat
import papermill
import pytest
from nbclient.exceptions import CellTimeoutError, DeadKernelError

from industry_report.data.errors import ReportError
from industry_report.publishing import engine, forks

pytestmark = pytest.mark.skipif(not forks.available(), reason="this system cannot fork")

ZOO = {
    "results and history": [
        "x = 41\nx + 1",
        "_ + 1",
        "Out, In[1], _2, __name__",
        "type(get_ipython()).__name__, get_ipython().execution_count",
        "import os; os.path.basename(os.getcwd())",
        "None",
        "1; 2",
        "from IPython.display import HTML, Markdown, JSON, display\nHTML('<b>粗</b>')",
        "display(Markdown('# 标题'), metadata={'publisher': {'kind': 'text', 'rows': ['a', 'b']}})",
        "JSON({'a': [1, 2.5, None, '中文']})",
        "{'tuple': (1, 2), 3: float('nan')}",
        "?print",
    ],
    "display updates": [
        "from IPython.display import display, clear_output, update_display\nhandle = display('one', display_id='x')",
        "handle.update('two')\ndisplay('again', display_id='x')",
        "update_display('three', display_id='x')",
        "print('gone'); clear_output(); print('stays')",
        "print('gone'); clear_output(wait=True); display('stays')",
        "for i in range(3):\n    clear_output(wait=True)\n    print(i, flush=True)",
    ],
    "streams": [
        "import sys\nprint('a'); print('b', file=sys.stderr); print('c')",
        "sys.stdout.write('no newline')",
        "print('a', flush=True); print('b', flush=True, file=sys.stderr); print('c')",
        "print('x' * 3_000_000)",
        "for i in range(20_000):\n    print(i)",
        "print('carriage\\rreturn'); print('\\x1b[31mred\\x1b[0m')",
        "import logging; logging.warning('careful')",
        "logging.getLogger('tornado').warning('tornado')",
        "sys.stdout.isatty(), sys.stdout.encoding, sys.stdout.name",
        "import threading\nt = threading.Thread(target=print, args=('from a thread',)); t.start(); t.join()",
    ],
    "errors": [
        "def f(n):\n    return 1/n\n\ntry:\n    f(0)\nexcept ArithmeticError as e:\n    raise ValueError('值') from e",
        "this is not python",
        "raise KeyError('k')",
        "%%nosuchmagic\n1",
        "%nosuchline",
        "raise ExceptionGroup('many', [ValueError(1), TypeError(2)])",
        "class Bad:\n    def __repr__(self):\n        raise RuntimeError('no repr')\nBad()",
        "print('before'); undefined_name; print('after')",
        "import json; json.loads('{')",
        "import sys; sys.exit()",
        "sys.exit('with a message')",
        "raise SystemExit(3)",
        "assert 1 == 2, '不等'",
        "raise KeyboardInterrupt",
        "import warnings; warnings.simplefilter('error'); warnings.warn('now an error')",
        "from IPython.display import display\ndisplay(Bad())",
    ],
    "input": [
        "input('name? ')",
        "import getpass; getpass.getpass()",
        "import sys; sys.stdin.read()",
    ],
    "async": [
        "import asyncio\nfrom asyncio import gather, sleep\nawait sleep(0)\nprint('awaited')",
        "async def twice(x):\n    await sleep(0.01)\n    return 2 * x\n\nawait gather(*map(twice, range(3)))",
        "asyncio.run(twice(1))",
        "async for_ = 1",
        "task = asyncio.create_task(twice(4))",
        "await task",
        "async with asyncio.timeout(0.01):\n    await asyncio.sleep(1)",
        "asyncio.get_running_loop().is_running()",
        "import contextvars\nv = contextvars.ContextVar('v', default=0); v.set(5)\nNone",
        "v.get()",
    ],
    "magics": [
        "%%bash\necho 从bash; echo err >&2; exit 0",
        "%%bash\nexit 3",
        "%%capture got\nprint('hidden')",
        "got.stdout",
        "%%writefile zoo_file.txt\n内容",
        "%cat zoo_file.txt",
        "files = !ls zoo_file.txt\nfiles",
        "!echo from the shell",
        "%run -i zoo_script.py",
        "%%python3\nprint('another python')",
        "%env ZOO_VARIABLE=1",
        "import os; os.environ['ZOO_VARIABLE'], os.environ['PAGER']",
        "%matplotlib inline",
        "%config InlineBackend.figure_formats = ['svg']",
        "%%html\n<i>x</i>",
        "%history -n 1-2",
        "%who_ls",
        "%load_ext nosuchextension",
        "%precision 2\n3.14159",
        "%pwd",
        "%pinfo undefined_thing",
    ],
    "subprocesses": [
        "import os, subprocess, sys\nos.system('echo by os.system')",
        "subprocess.run(['echo', 'by subprocess']).returncode",
        "subprocess.run('echo err >&2; echo out', shell=True).returncode",
        "os.write(1, 'straight to the descriptor 中文\\n'.encode())",
        "subprocess.check_output(['echo', 'caught'])",
        "subprocess.Popen(['sleep', '0.01']).wait()",
        "subprocess.run([sys.executable, '-c', 'import sys; print(sys.argv)', 'a']).returncode",
        "from multiprocessing import get_context\nget_context('fork').Pool(2).map(abs, [-1, -2])",
        "p = get_context('fork').Process(target=print, args=('printed by a child',)); p.start(); p.join(); p.exitcode",
    ],
    "warnings": [
        "import warnings; warnings.warn('mind this')",
        "def old():\n    warnings.warn('old', DeprecationWarning, stacklevel=2)\nold()",
        "import numpy as np; np.array([1.0]) / 0",
        "import pandas as pd\npd.to_datetime(['01/02/2020', '13/02/2020'], dayfirst=False, format='mixed')",
        "'\\d'",
        "1 is 1",
    ],
    "tables": [
        "import pandas as pd\npd.DataFrame({f'c{i}': range(3) for i in range(30)})",
        "pd.DataFrame({'a': range(1000)})",
        "pd.Series(['甲', '乙'], name='名')",
        "pd.get_option('display.max_columns'), pd.get_option('display.max_rows')",
        "pd.DataFrame({'a': [1.5]}).style.set_uuid('x').format(precision=1)",
    ],
    "figures": [
        "import matplotlib, matplotlib.pyplot as plt\nmatplotlib.rcParams['svg.hashsalt'] = 'zoo'",
        "plt.plot([1, 2, 3]);",
        "figure, axes = plt.subplots(figsize=(3, 2)); axes.bar([1, 2], [3, 4])",
        "plt.get_fignums(), matplotlib.get_backend(), plt.isinteractive()",
        "plt.rcParams['figure.dpi'], plt.rcParams['lines.linewidth'], matplotlib.rcParams['backend']",
        "%config InlineBackend.figure_formats = ['png']",
        "plt.figure(); plt.plot([1, 0]); plt.show(); print('after')",
        "from IPython.display import display\ndisplay(figure)",
        "plt.close('all'); figure",
        "plt.rcParams['lines.linewidth'] = 9",
        "import seaborn as sns\nsns.barplot(x=['a', 'b'], y=[1, 2])",
    ],
    "widgets": [
        "import ipywidgets as w\nslider = w.IntSlider(3, description='年'); slider",
        "out = w.Output(); display(out)\nwith out:\n    print('inside'); display('also inside')",
        "out.outputs and len(out.outputs)",
        "slider.value = 7; slider.value",
        "w.interact(lambda x: x * 2, x=5)",
        "w.Image(value=b'123', format='png')",
    ],
    "programs": [
        "import sys; sys.argv[1:2], sys.path[0], sys.flags.interactive, '__file__' in dir()",
        "import __main__; __main__.__dict__ is globals()",
        "import pickle\nclass Mine:\n    pass\npickle.loads(pickle.dumps(Mine())).__class__.__module__",
        "import inspect; inspect.getsource(Mine)",
        "import atexit; atexit.register(lambda: open('zoo_exit.txt', 'w').write('left'))\nNone",
        "import signal as s; s.getsignal(s.SIGINT) is s.default_int_handler, s.getsignal(s.SIGTERM)",
        "import os; os.getpid() == os.getpgid(0)",
        "import locale, sys; locale.getlocale(), sys.getdefaultencoding()",
        "import gc, sys; gc.isenabled(), sys.getrecursionlimit()",
    ],
}


@pytest.fixture(autouse=True)
def outside_pytest(monkeypatch):
    """ipykernel does not watch file descriptors when it thinks that pytest does."""
    environment = forks.environment
    hidden = "PYTEST_CURRENT_TEST"
    monkeypatch.setattr(
        forks, "environment", lambda: {k: v for k, v in environment().items() if k != hidden}
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
    return papermill.execute_notebook(nb, path, engine_name="report", progress_bar=False, **options)


def outputs(nb):
    """The outputs of each code cell."""
    return [cell.outputs for cell in nb.cells if cell.cell_type == "code"]


def comparable(nb, in_order=True):
    """``nb`` without times, random names and the places where a stream was flushed (every 0.2 s, in any kernel)."""
    nb = nbformat.from_dict(json.loads(re.sub(r"\b[0-9a-f]{32}\b", "random", json.dumps(nb))))
    nb.metadata.pop("papermill", None)
    for cell in nb.cells:
        assert cell.metadata.papermill.status == (
            "failed" if cell.metadata.papermill.exception else "completed"
        )
        cell.metadata.papermill = {"exception": cell.metadata.papermill.exception}
        cell.metadata.execution = sorted(cell.metadata.get("execution", []))
        merged = []
        for output in cell.outputs:
            if merged and output.get("name", "") == merged[-1].get("name"):
                merged[-1].text += output.text
            else:
                merged.append(output)
        # a kernel may send what a subprocess wrote too late to be in its place
        cell.outputs = (
            merged if in_order else sorted(merged, key=lambda output: output.get("name", ""))
        )
    text = json.dumps(nb, indent=1, ensure_ascii=False, sort_keys=True)
    return re.sub(r"0x[0-9a-f]{8,}", "0x0", re.sub(r"ipykernel_\d+", "ipykernel_0", text))


def widgets(nb):
    """The widget states that ``nb`` stores, in an order that does not depend on their random names."""
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
        execute(nb, path, cwd=directory, **options)
    result = nbformat.read(path, 4)
    (directory / "zoo_file.txt").unlink(missing_ok=True)
    result.cells = [
        cell for cell in result.cells if "papermill-error-cell-tag" not in cell.metadata.tags
    ]
    return result


def by_an_ordinary_kernel(nb, directory, tries=3):
    """What an ordinary kernel makes of ``nb``; it may lose a message and wait for ever, so it is asked up to three times."""
    for _ in range(tries - 1):
        with contextlib.suppress(CellTimeoutError):
            return executed(copy.deepcopy(nb), directory, kernel=True, execution_timeout=60)
    return executed(copy.deepcopy(nb), directory, kernel=True, execution_timeout=60)


@pytest.mark.parametrize("name", ZOO)
def test_same_notebook_as_an_ordinary_kernel_writes(name, tmp_path):
    (tmp_path / "zoo_script.py").write_text("print('script', __name__)")
    nb = notebook(*ZOO[name], tags=["raises-exception"])
    expected = by_an_ordinary_kernel(nb, tmp_path)
    found = executed(copy.deepcopy(nb), tmp_path, execution_timeout=120)
    assert widgets(found) == widgets(expected)
    in_order = name != "subprocesses"
    assert comparable(found, in_order).splitlines() == comparable(expected, in_order).splitlines()


def test_output_of_subprocesses_is_whole_and_in_its_place():
    nb = execute(
        notebook("import os\nfor i in range(50):\n    os.system('echo 中文%d' % i)\n'last'")
    )
    stream, result = outputs(nb)[0]
    assert stream.text.split() == [f"中文{i}" for i in range(50)]
    assert result.data["text/plain"] == "'last'"


@pytest.mark.parametrize(
    ("source", "ending"),
    [
        ("import os; os._exit(3)", "left with exit code 3"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "was killed by SIGKILL"),
        ("import ctypes; ctypes.string_at(0)", "was killed by SIGSEGV"),
    ],
)
def test_cell_that_ends_its_process(source, ending, tmp_path):
    with pytest.raises(DeadKernelError) as caught:
        execute(
            notebook("print('shown', flush=True)", f"print('also', flush=True)\n{source}", "3"),
            tmp_path / "nb.ipynb",
        )
    assert f"The kernel {ending} in cell 2: print('also', flush=True)" in str(caught.value)
    nb = nbformat.read(tmp_path / "nb.ipynb", 4)
    assert [cell.metadata.papermill.status for cell in nb.cells] == [
        "completed",
        "failed",
        "pending",
    ]
    assert nb.cells[1].outputs[0].text == "also\n"
    assert caught.value.notebook.cells[1].outputs == nb.cells[1].outputs
    assert outputs(execute(notebook("1 + 1")))[0][0].data["text/plain"] == "2"


def test_cell_that_takes_too_long_is_ended_with_what_it_started(tmp_path):
    source = "import os, subprocess as s\nprint(os.getpid(), s.Popen(['sleep', '9']).pid, flush=True)\ns.run(['sleep', '9'])"
    with pytest.raises(CellTimeoutError):
        execute(notebook(source), tmp_path / "nb.ipynb", execution_timeout=1)
    nb = nbformat.read(tmp_path / "nb.ipynb", 4)
    assert nb.cells[0].metadata.papermill.status == "failed"
    assert_gone(nb.cells[0].outputs[0].text.split())


def assert_gone(pids):
    """Wait until none of the processes is there."""
    for _ in range(500):
        if not any(os.path.exists(f"/proc/{pid}") for pid in pids):
            return
        time.sleep(0.02)
    raise AssertionError("processes are left")


def test_nothing_outlives_the_process_that_asked(tmp_path):
    source = (
        "import os, time; open('pid', 'w').write(f'{os.getpid()} {os.getppid()}'); time.sleep(99)"
    )
    nbformat.write(notebook(source), tmp_path / "nb.ipynb")
    script = "import papermill; from industry_report.publishing import engine\n"
    script += (
        "papermill.execute_notebook('nb.ipynb', None, engine_name='report', progress_bar=False)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", script], cwd=tmp_path)
    while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
        assert process.poll() is None
        time.sleep(0.02)
    process.kill()
    process.wait()
    assert_gone((tmp_path / "pid").read_text().split())


def test_exit_handlers_run(tmp_path):
    execute(
        notebook("import atexit, pathlib\natexit.register(pathlib.Path('left').touch)"),
        cwd=tmp_path,
    )
    assert (tmp_path / "left").exists()


def test_notebooks_know_nothing_of_each_other():
    draw = "random.random(), numpy.random.rand()"
    spoil = "matplotlib.rcParams['lines.linewidth'] = 77; sys.modules['x'] = sys"
    look = "matplotlib.rcParams['lines.linewidth'], 'x' in sys.modules, len(In)"
    cells = ["import matplotlib, numpy, random, sys", look, draw, spoil, draw]
    first, second = (outputs(execute(notebook(*cells))) for _ in range(2))
    assert first[1][0].data["text/plain"] == second[1][0].data["text/plain"] == "(1.5, False, 3)"
    assert (
        len({cell[0].data["text/plain"] for cell in (first[2], first[4], second[2], second[4])})
        == 4
    )


@pytest.mark.parametrize("kernel", [False, True])
def test_backend_in_the_environment_does_not_make_figures_vanish(monkeypatch, kernel):
    monkeypatch.setenv("MPLBACKEND", "agg")
    nb = execute(notebook("import matplotlib.pyplot as plt\nplt.plot([1, 2]);"), kernel=kernel)
    assert "image/png" in outputs(nb)[0][0].data


def test_environment_and_directory_are_those_of_the_caller(monkeypatch, tmp_path):
    monkeypatch.setenv("REPORT_ZOO", "甲")
    options = {"resources": {"metadata": {"path": str(tmp_path)}}}
    nb = execute(notebook("import os; print(os.environ['REPORT_ZOO'], os.getcwd())"), **options)
    assert outputs(nb)[0][0].text == f"甲 {tmp_path}\n"


def test_ordinary_kernel_on_request(monkeypatch):
    source = "import sys; '-f' in sys.argv and sys.argv[2] != ''"
    assert outputs(execute(notebook(source)))[0][0].data["text/plain"] == "False"
    monkeypatch.setenv("REPORT_ENGINE", "kernel")
    assert outputs(execute(notebook(source)))[0][0].data["text/plain"] == "True"


def test_other_languages_get_their_own_kernels(monkeypatch):
    assert engine.forkable("python3")
    assert not engine.forkable("no-such-kernel")
    monkeypatch.setattr(forks, "available", lambda: False)
    assert not engine.forkable("python3")


def test_from_many_threads_at_once():
    with ThreadPoolExecutor(4) as pool:
        found = list(
            pool.map(
                lambda i: outputs(execute(notebook(f"{i} + 1", "_ * 2")))[1][0].data["text/plain"],
                range(8),
            )
        )
    assert found == [str((i + 1) * 2) for i in range(8)]


def test_inside_a_running_event_loop():
    async def main():
        return execute(notebook("1 + 1"))

    assert outputs(asyncio.run(main()))[0][0].data["text/plain"] == "2"


def test_a_killed_warm_process_is_replaced():
    execute(notebook("1"))
    os.kill(forks._current._process.pid, signal.SIGKILL)
    forks._current._process.wait()
    assert outputs(execute(notebook("1 + 1")))[0][0].data["text/plain"] == "2"


def test_unknown_parameter_stops_before_any_cell(tmp_path):
    nb = notebook("years: int = 3  # how many", "open('ran', 'w')")
    nb.cells[0].metadata.tags = ["parameters"]
    with pytest.raises(
        ReportError, match="unknown parameter 'yaers'; expected one of years; did you mean 'years'"
    ):
        execute(nb, cwd=tmp_path, parameters={"yaers": 4})
    assert not (tmp_path / "ran").exists()
    execute(nb, cwd=tmp_path, parameters={"years": 4})
    assert (tmp_path / "ran").exists()
    execute(nb, cwd=tmp_path, parameters={"yaers": 4}, strict=False)


def test_progress_metadata_of_each_cell():
    nb = execute(notebook("1", "2"))
    for cell in nb.cells:
        assert cell.metadata.papermill.status == "completed"
        assert cell.metadata.papermill.start_time < cell.metadata.papermill.end_time
    assert nb.metadata.papermill.duration > 0
    assert nb.metadata.language_info.name == "python"
