"""The warm process: imports once, forks an ordinary ipykernel on request, tells how each one ended.

A program of its own, ``python warm.py DESCRIPTOR PRELOAD…``, with a single thread: nothing is ever
forked from a process with threads. Sockets keep messages apart (``SOCK_SEQPACKET``):

    control     a request to fork: two descriptors come with it, of the kernel's life line and of a
                file with the request as JSON. Its end ends this process and every kernel.
    life line   to the owner "ready PID", once the kernel can be spoken to, and "ended CODE";
                from the owner the number of a signal. Its end kills the kernel.
"""

from __future__ import annotations

import atexit
import builtins
import contextlib
import gc
import importlib
import json
import os
import selectors
import signal
import socket
import sys
import threading
import warnings
from types import SimpleNamespace
from typing import Any

#: What a kernel imports until its first cell has run.
KERNEL = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.zmqshell",
    "ipykernel.debugger",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "faulthandler",
    "psutil",
    "sqlite3",
    "stack_data",
    "tornado.platform.asyncio",
    "zmq.utils.garbage",
)


def main() -> None:
    """Import what is asked for, then serve."""
    del sys.path[0]  # the folder of this file
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    control = socket.socket(fileno=int(sys.argv[1]))
    warm_up(sys.argv[2:])
    _Server(control).serve()


def warm_up(preload: list[str]) -> None:
    """Import modules, or call functions (``module:function``), as they would be in a kernel."""
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")  # the debugger warns at import
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    # pandas asks at import whether it is in a kernel, and shows fewer columns otherwise
    builtins.get_ipython = lambda: SimpleNamespace(kernel=None)  # type: ignore[attr-defined]
    gc.disable()  # what is imported stays: looking for what can go takes a sixth of the time
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in (*KERNEL, *preload):
            try:
                call(name)
            except Exception as error:  # kernels work without it
                if name in preload:
                    print(f"preload {name}: {type(error).__name__}: {error}", file=sys.stderr)
    del builtins.get_ipython  # type: ignore[attr-defined]
    gc.freeze()
    gc.enable()


def call(name: str, *arguments: str) -> None:
    """Import the module ``name``, or call ``module:function`` with the arguments."""
    module, _, function = name.partition(":")
    found = importlib.import_module(module)
    if function:
        getattr(found, function)(*arguments)


class _Server:
    """The loop of the warm process: requests, kernels that ended, owners who want something."""

    def __init__(self, control: socket.socket) -> None:
        self.control = control
        self.lives: dict[int, socket.socket] = {}
        self.woken, self.wake = socket.socketpair()
        self.selector = selectors.DefaultSelector()
        for end in (self.woken, self.wake):
            end.setblocking(False)
        for end in (control, self.woken):
            self.selector.register(end, selectors.EVENT_READ)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self.wake.fileno())

    def serve(self) -> None:
        """Serve until the owner is gone."""
        while True:
            for key, _ in self.selector.select():
                if key.fileobj is self.woken:
                    self._reap()
                elif key.fileobj is self.control:
                    data, descriptors, _, _ = socket.recv_fds(self.control, 16, 2)
                    if not data:
                        for pid in self.lives:
                            _kill(pid, signal.SIGKILL)
                        return
                    self._fork(*descriptors)
                elif key.data in self.lives:
                    self._obey(key.data)

    def _fork(self, life_line: int, file: int) -> None:
        life = socket.socket(fileno=life_line)
        with os.fdopen(file, encoding="utf-8") as stream:
            request = json.load(stream)
        parent = os.getpid()
        try:
            pid = self._forked(request)
        except OSError:  # no such directory, no room for a process: the other kernels live on
            life.close()
            return
        if pid == 0:
            signal.set_wakeup_fd(-1)
            self.selector.close()
            for end in (self.control, self.woken, self.wake, *self.lives.values()):
                end.close()
            be_kernel(request, life, parent)
        self.lives[pid] = life
        self.selector.register(life, selectors.EVENT_READ, pid)

    @staticmethod
    def _forked(request: dict[str, Any]) -> int:
        os.chdir(request["directory"])
        if request["before_fork"]:
            # A fault is left for the notebook to meet.
            with contextlib.suppress(Exception, SystemExit):
                call(*request["before_fork"])
        gc.freeze()  # no page is copied because a collection looked at it
        return os.fork()

    def _obey(self, pid: int) -> None:
        try:
            word = self.lives[pid].recv(16)
        except ConnectionResetError:
            word = b""
        if word:
            _kill(pid, int(word))
            return
        _kill(pid, signal.SIGKILL)
        self.selector.unregister(self.lives[pid])

    def _reap(self) -> None:
        """Say how kernels ended, and end what their notebooks have left running."""
        with contextlib.suppress(BlockingIOError):
            self.woken.recv(1024)
        peek = os.WEXITED | os.WNOHANG | os.WNOWAIT
        with contextlib.suppress(ChildProcessError):
            while ended := os.waitid(os.P_ALL, 0, peek):
                _kill(ended.si_pid, signal.SIGKILL)
                _, status = os.waitpid(ended.si_pid, 0)
                if life := self.lives.pop(ended.si_pid, None):
                    with contextlib.suppress(KeyError):
                        self.selector.unregister(life)
                    with contextlib.suppress(OSError):
                        life.send(b"ended %d" % os.waitstatus_to_exitcode(status))
                    life.close()


def _kill(pid: int, signum: int) -> None:
    """Send a signal to a kernel, which is not reaped yet, and to what it started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signum)


def be_kernel(request: dict[str, Any], life: socket.socket, parent: int) -> None:
    """Be an ordinary kernel in this fork; every step is ipykernel's own. Does not return."""
    code = 1
    try:
        _be_a_new_process(request["environment"])
        import ipykernel_launcher
        from ipykernel.kernelapp import IPKernelApp

        sys.argv = [ipykernel_launcher.__file__, *request["arguments"]]
        app = IPKernelApp.instance(parent_handle=parent)  # ends itself when the parent is gone
        app.initialize(request["arguments"])
        life.send(b"ready %d" % os.getpid())
        life.close()
        app.start()
        _leave(app)
        code = 0
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(code)


def _be_a_new_process(environment: dict[str, str]) -> None:
    """What a process that was started, not forked, would have of its own."""
    os.setsid()  # signals reach the notebook and what it started, nobody else
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(environment)
    # Python's own generator seeds itself after a fork.
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed()


def _leave(app: Any) -> None:
    """What Python does at exit, but for the destruction of every object, which takes long."""
    for thread in threading.enumerate():
        if not thread.daemon and thread is not threading.main_thread():
            thread.join()
    # ipykernel closes its publishing thread first. Its control thread, were it still answering
    # the request to shut down, would wait ten seconds for that one.
    app.control_thread.join(1)
    atexit._run_exitfuncs()


if __name__ == "__main__":
    main()
