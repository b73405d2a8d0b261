"""The warm processes of this process (see ``warm``): one for each set of modules to preload.

Light to import, so that a warm process can start before anything else does.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

#: Variables that Python, the C library or matplotlib read once: others need another warm process.
READ_ONCE = ("PYTHON", "LC_", "LANG", "LD_", "TZ", "MPL", "OMP_", "OPENBLAS_", "MKL_")


def available() -> bool:
    """Whether kernels can be forked here: on Linux. Libraries of macOS do not survive a fork."""
    return sys.platform == "linux"


def environment() -> dict[str, str]:
    """The variables of this process for a notebook.

    Without a backend of matplotlib, which would make every figure vanish, with no error.
    """
    return {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}


class WarmProcess:
    """A warm process, which ends with this object."""

    def __init__(self, preload: Sequence[str], env: Mapping[str, str]) -> None:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        program = str(Path(__file__).with_name("warm.py"))
        options = ["-Xfrozen_modules=off", program]  # as ipykernel has it, for its debugger
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, *options, str(theirs.fileno()), *preload],
                pass_fds=[theirs.fileno()],
                env=dict(env),
                stdin=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C in the terminal is for us alone
            )

    def fork(self, request: Mapping[str, Any]) -> socket.socket:
        """Ask for a kernel; its life line."""
        life, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        file = os.memfd_create("request")
        with theirs, os.fdopen(file, "w+", encoding="utf-8") as stream:
            json.dump(request, stream)
            stream.seek(0)
            socket.send_fds(self._control, [b"fork"], [theirs.fileno(), file])
        life.setblocking(False)
        return life


_running: dict[tuple[Any, ...], WarmProcess] = {}
_starting = threading.Lock()


def start(preload: Sequence[str] = (), env: Mapping[str, str] | None = None) -> WarmProcess:
    """The warm process for such kernels, started unless it runs: its imports overlap with ours.

    Args:
        preload: modules to import, functions to call once (``module:function``).
        env: the variables of the kernels; None takes ``environment()``.
    """
    if env is None:
        env = environment()
    read_once = (item for item in env.items() if item[0].startswith(READ_ONCE))
    key = (tuple(preload), frozenset(read_once))
    with _starting:
        if key not in _running or _running[key].process.poll() is not None:
            _running[key] = WarmProcess(preload, env)
        return _running[key]


def _forget() -> None:
    """A fork of this process starts warm processes of its own."""
    global _starting
    _starting = threading.Lock()
    _running.clear()


if available():
    os.register_at_fork(after_in_child=_forget)
