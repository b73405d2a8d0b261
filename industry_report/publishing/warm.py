"""The warm process: it imports what notebooks need, once, and forks a kernel for each notebook that
is asked for.

The forked child is ipykernel's own application, kernel and shell; only its sockets and threads are
left out. So tracebacks, displays, magics, widgets, warnings and ``input`` are not imitated here:
they are the real ones.
"""

from __future__ import annotations

import builtins
import contextlib
import gc
import importlib
import io
import json
import os
import pkgutil
import selectors
import signal
import socket
import warnings
from types import SimpleNamespace

from industry_report import numbers
from industry_report.publishing.forks import LENGTH

MODULES = (
    "ipykernel.kernelapp",
    "ipykernel.debugger",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.extensions.storemagic",
    "faulthandler",
    "sqlite3",
    "industry_report.publishing.kernel",
    "pandas",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "industry_report.report",
    *(
        f"industry_report.numbers.{module.name}"
        for module in pkgutil.iter_modules(numbers.__path__)
    ),
)
#: A Chinese character, for the font that has it.
HAN = chr(0x4E2D)
INLINE = "module://matplotlib_inline.backend_inline"


def main(control_fd: int) -> None:
    """Import, then fork on request until the process at the other end of the control socket is
    gone.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    warm_up()
    child = _Server(socket.socket(fileno=control_fd)).run()
    if child is None:
        return
    try:
        from industry_report.publishing.kernel import run

        run(*child)
    finally:
        os._exit(0)


def warm_up() -> None:
    """Import what notebooks use and draw one figure, leaving no trace that a notebook could see."""
    os.environ["MPLBACKEND"] = INLINE  # what a kernel sets before anything can import matplotlib
    # pandas asks at import whether it is in a kernel, and shows fewer columns otherwise
    builtins.get_ipython = lambda: SimpleNamespace(kernel=None)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for module in MODULES:
                with contextlib.suppress(ImportError):
                    importlib.import_module(module)
            _draw()
    finally:
        del builtins.get_ipython
    gc.collect()
    gc.freeze()


def _draw() -> None:
    """Draw once, off screen: most of what matplotlib loads, it loads at the first figure."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure()
    FigureCanvasAgg(figure)
    figure.subplots().barh(["a", "b"], [1, 2])
    for kind in ("svg", "png"):
        figure.savefig(io.BytesIO(), format=kind)
    with contextlib.suppress(
        Exception
    ):  # a fault in there is for the notebooks that meet it to report
        _draw_ours()


def _draw_ours() -> None:
    """Draw one chart of the report: its fonts are large, and matplotlib finds and reads them at the
    first text.
    """
    import pandas

    from industry_report.exhibits import charts
    from industry_report.exhibits.picture import pictures
    from industry_report.words.language import WrittenQuantity

    values = [
        WrittenQuantity.observed(text, qualifier="", unit="%", rows=()) for text in ("1.5", "2.5")
    ]
    data = pandas.DataFrame({"name": [HAN, "a"], "value": values})
    pictures(charts.bars(data, "name", "value", focus=HAN))


class _Server:
    """The loop of the warm process: requests, children that end, owners that let go."""

    def __init__(self, control: socket.socket) -> None:
        self.control = control
        self.children: dict[int, socket.socket] = {}
        self.selector = selectors.DefaultSelector()
        self.selector.register(control, selectors.EVENT_READ, "control")
        self.woken, wake = socket.socketpair()
        self.woken.setblocking(False)
        wake.setblocking(False)
        self.wake = wake
        self.selector.register(self.woken, selectors.EVENT_READ, "child")
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wake.fileno())

    def run(self) -> tuple[socket.socket, socket.socket, dict] | None:
        """Serve until the control socket is closed, then kill every child. In a forked child: what
        it needs to run.
        """
        while True:
            for key, _ in self.selector.select():
                if key.data == "child":
                    self._reap()
                elif key.data != "control":
                    self._obey(key.data)
                elif (request := self._receive()) is None:
                    for pid in list(self.children):
                        self._kill(pid, signal.SIGKILL)
                    return None
                elif (child := self._fork(*request)) is not None:
                    return child

    def _receive(self) -> tuple[dict, list[socket.socket]] | None:
        """The next request and its sockets; None when nobody is there any more."""
        try:
            head, fds, _, _ = socket.recv_fds(self.control, LENGTH.size, 3)
            data = bytearray()
            while head and len(data) < LENGTH.unpack(head)[0]:
                data += self.control.recv(LENGTH.unpack(head)[0] - len(data))
        except ConnectionResetError:
            return None
        return (json.loads(data), [socket.socket(fileno=fd) for fd in fds]) if head else None

    def _fork(
        self, request: dict, sockets: list[socket.socket]
    ) -> tuple[socket.socket, socket.socket, dict] | None:
        shell, iopub, life = sockets
        _preload(request["directory"], request["preload"])
        pid = os.fork()
        if pid == 0:
            os.setsid()  # as for any kernel: signals reach the notebook and what it started
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            self.selector.close()
            for sock in (self.control, self.woken, self.wake, life, *self.children.values()):
                sock.close()
            return shell, iopub, request
        shell.close()
        iopub.close()
        self.children[pid] = life
        self.selector.register(life, selectors.EVENT_READ, pid)
        with contextlib.suppress(BrokenPipeError):
            self.control.sendall(LENGTH.pack(pid))
        return None

    def _obey(self, pid: int) -> None:
        """The owner of a child said something: "i" interrupts it, the end of the line kills it."""
        life = self.children[pid]
        try:
            word = life.recv(1)
        except ConnectionResetError:
            word = b""
        if word:
            self._kill(pid, signal.SIGINT)
            return
        self._kill(pid, signal.SIGKILL)
        self.selector.unregister(life)

    def _reap(self) -> None:
        with contextlib.suppress(BlockingIOError):
            self.woken.recv(1024)
        while self.children:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            self._kill(pid, signal.SIGKILL)  # what the notebook started and left behind
            life = self.children.pop(pid)
            with contextlib.suppress(KeyError):
                self.selector.unregister(life)
            with contextlib.suppress(OSError):
                life.send(os.waitstatus_to_exitcode(status).to_bytes(4, "big", signed=True))
            life.close()

    @staticmethod
    def _kill(pid: int, signum: int) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signum)


def _preload(directory: str, paths: list[str]) -> None:
    """Read a dataset and its logic model before the fork, so that each is checked once, not once a
    notebook.

    A fault is left for the notebook to report.
    """
    if paths:
        with contextlib.suppress(Exception):
            from industry_report import inputs

            os.chdir(directory)  # files are remembered by the paths that the notebook gives
            inputs.preload(*paths)
            gc.freeze()
