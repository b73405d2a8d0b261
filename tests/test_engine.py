"""The papermill engine: a fork of a warm process must show what an ordinary kernel shows, and contain what goes wrong."""

import os
import re
import signal
import time
from concurrent.futures import ThreadPoolExecutor

import nbformat
import papermill
import pytest
from nbclient.exceptions import CellTimeoutError, DeadKernelError

from industry_report.errors import ReportError
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
        "display(Markdown('# 标题'), metadata={'industry_report': {'kind': 'text', 'rows': ['a', 'b']}})",
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
        "sys.stdout.isatty(), sys.stdout.encoding, type(sys.stdout).__mro__[1].__module__[:3]",
        "import threading\nt = threading.Thread(target=print, args=('from a thread',)); t.start(); t.join()",
    ],
    "errors": [
        "def f(n):\n    return 1 / n\n\n\ntry:\n    f(0)\nexcept ZeroDivisionError as error:\n    raise ValueError('值') from error",
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
    "input": ["input('name? ')", "import getpass; getpass.getpass()", "import sys; sys.stdin.read()"],
    "async": [
        "import asyncio\nawait asyncio.sleep(0)\nprint('awaited')",
        "async def twice(x):\n    await asyncio.sleep(0.01)\n    return 2 * x\n\nawait asyncio.gather(*map(twice, range(3)))",
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
        "import signal; signal.getsignal(signal.SIGINT) is signal.default_int_handler, signal.getsignal(signal.SIGTERM)",
        "import os; os.getpid() == os.getpgid(0)",
        "import locale, sys; locale.getlocale(), sys.getdefaultencoding()",
        "import gc, sys; gc.isenabled(), sys.getrecursionlimit()",
        "def deep(n):\n    return deep(n + 1)\ndeep(0)",
    ],
}


@pytest.fixture(autouse=True)
def outside_pytest(monkeypatch):
    """ipykernel does not watch file descriptors when it thinks that pytest does."""
    monkeypatch.delenv("PYTEST_CURRENT_TEST", raising=False)


def notebook(*sources, tags=()):
    """A notebook of code cells; ``tags`` go on every cell."""
    cells = [nbformat.v4.new_code_cell(source, metadata={"tags": list(tags)}, id=f"c{i}") for i, source in enumerate(sources)]
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return nbformat.v4.new_notebook(cells=cells, metadata=metadata)


def execute(nb, path=None, **options):
    """Run ``nb`` with the report engine."""
    return papermill.execute_notebook(nb, path, engine_name="report", progress_bar=False, **options)


def outputs(nb):
    """The outputs of each code cell."""
    return [cell.outputs for cell in nb.cells if cell.cell_type == "code"]


def untimed(nb):
    """``nb`` as a plain dict without times, and without what is random or belongs to one process."""
    nb = nbformat.v4.writes(nb)
    nb = re.sub(r'"(start_time|end_time|duration|iopub[.\w]+|shell[.\w]+)": ("[^"]*"|[\d.e-]+|null)', r'"\1": 0', nb)
    models = dict.fromkeys(re.findall(r"[0-9a-f]{32}", nb))
    for number, model in enumerate(models):
        nb = nb.replace(model, f"model-{number}")
    nb = re.sub(r"ipykernel_\d+", "ipykernel_0", nb)
    nb = re.sub(r"0x[0-9a-f]{8,}", "0x0", nb)
    return nb


@pytest.mark.parametrize("name", ZOO)
def test_same_notebook_as_an_ordinary_kernel_writes(name, tmp_path):
    (tmp_path / "zoo_script.py").write_text("print('script', __name__)")
    nb = notebook(*ZOO[name], tags=["raises-exception"])
    expected, found = (execute(nb, cwd=tmp_path, kernel=kernel) for kernel in (True, False))
    for number, (one, two) in enumerate(zip(expected.cells, found.cells, strict=True)):
        if "seaborn" not in one.source:
            assert untimed(nbformat.v4.new_notebook(cells=[two])) == untimed(nbformat.v4.new_notebook(cells=[one])), number
    assert untimed(found) == untimed(expected)
