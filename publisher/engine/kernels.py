"""A kernel provisioner that forks IPython kernels from a warm process (see ``warm``).

Every client of Jupyter may use it: it is ``LocalProvisioner`` with another way to start a process.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.provisioning import LocalProvisioner
from traitlets import Float, List, Unicode

#: Variables that Python, the C library or matplotlib read once: others need another warm process.
READ_ONCE = ("PYTHON", "LC_", "LANG", "LD_", "TZ", "MPL", "OMP_", "OPENBLAS_", "MKL_")


def available() -> bool:
    """Whether kernels can be forked here: on Linux. Libraries of macOS do not survive a fork."""
    return sys.platform == "linux"


def python_flags(command: Sequence[str]) -> tuple[str, ...] | None:
    """The flags of Python in a command that starts an IPython kernel in this very environment.

    None for every other command.
    """
    program, *rest = command
    if rest.count("ipykernel_launcher") != 1:
        return None
    place = rest.index("ipykernel_launcher") - 1
    if rest[place] != "-m" or not _is_this_python(program):
        return None
    return tuple(rest[:place])


def _is_this_python(program: str) -> bool:
    found, this = Path(shutil.which(program) or program), Path(sys.executable)
    if program in ("python", "python3", f"python3.{sys.version_info[1]}"):
        return True  # jupyter_client puts this Python in their place
    # Environments share one binary, and are told apart by the folder of its link.
    return found.parent.resolve() == this.parent.resolve() and found.resolve() == this.resolve()


def forkable(spec: KernelSpec) -> bool:
    """Whether kernels of this specification are forked; others are started as ever."""
    return available() and not spec.env and python_flags(spec.argv) is not None


# --- the warm processes of this process -------------------------------------------------------


class _WarmProcess:
    def __init__(self, flags: Sequence[str], preload: Sequence[str], env: Mapping[str, str]):
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        program = str(Path(__file__).with_name("warm.py"))
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, *flags, program, str(theirs.fileno()), *preload],
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
            socket.send_fds(self.control, [b"fork"], [theirs.fileno(), file])
        life.setblocking(False)
        return life


_processes: dict[tuple[Any, ...], _WarmProcess] = {}
_starting = threading.Lock()


def _forget() -> None:
    """A fork of this process starts warm processes of its own."""
    global _starting
    _starting = threading.Lock()
    _processes.clear()


os.register_at_fork(after_in_child=_forget)


def start(
    preload: Sequence[str] = (),
    env: Mapping[str, str] | None = None,
    flags: Sequence[str] = (),
) -> _WarmProcess:
    """The warm process for such kernels, started unless it runs: its imports overlap with ours.

    Args:
        preload: modules to import, functions to call once (``module:function``).
        env: the environment of the kernels, where it is not that of this process.
        flags: of Python.
    """
    env = dict(os.environ if env is None else env)
    read_once = {name: value for name, value in env.items() if name.startswith(READ_ONCE)}
    key = (*flags, None, *preload, None, *sorted(read_once.items()))
    with _starting:
        if key not in _processes or _processes[key].process.poll() is not None:
            _processes[key] = _WarmProcess(flags, preload, env)
        return _processes[key]


# --- one kernel -------------------------------------------------------------------------------


class ForkedProcess:
    """A forked kernel, with what ``LocalProvisioner`` asks of a ``subprocess.Popen``.

    Attributes:
        pid: its process id, once it is ready.
        returncode: None while it runs; below 0 the number of the signal that killed it.
    """

    stdin = stdout = stderr = None

    def __init__(self, life: socket.socket) -> None:
        self.life = life
        self.pid: int | None = None
        self.returncode: int | None = None

    async def ready(self) -> None:
        """Return when the kernel can be spoken to, or has ended.

        Raises ConnectionError when the warm process has ended instead.
        """
        word = await asyncio.get_running_loop().sock_recv(self.life, 32)
        if not word:
            raise ConnectionError
        self._note(word)

    async def ended(self) -> None:
        """Return when the kernel has ended."""
        while self.returncode is None:
            self._note(await asyncio.get_running_loop().sock_recv(self.life, 32))

    def poll(self) -> int | None:
        """The return code, None while the kernel runs."""
        with contextlib.suppress(BlockingIOError):
            while self.returncode is None:
                self._note(self.life.recv(32))
        return self.returncode

    def _note(self, message: bytes) -> None:
        word, _, number = message.partition(b" ")
        if word == b"ready":
            self.pid = int(number)
        elif (
            self.returncode is None
        ):  # without a number the warm process was killed, and all with it
            self.returncode = int(number or -signal.SIGKILL)

    def wait(self) -> int | None:
        """The return code of a kernel that has ended."""
        self.life.close()
        return self.returncode

    def send_signal(self, signum: int) -> None:
        """Send a signal to the kernel and to what it started."""
        if self.poll() is None:
            with contextlib.suppress(BrokenPipeError):
                self.life.send(b"%d" % signum)

    def kill(self) -> None:
        """Kill them."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask them to end."""
        self.send_signal(signal.SIGTERM)


class ForkProvisioner(LocalProvisioner):
    """Forks an IPython kernel of this very environment, and starts every other one as ever.

    Registered with jupyter_client as ``fork-provisioner``. Where a kernel cannot be forked (other
    systems, other languages, variables in the kernel's specification, redirected streams), and
    where the warm process does not answer, it is started.
    """

    preload = List(
        Unicode(),
        config=True,
        help="Modules that the warm process imports, functions (module:function) that it calls.",
    )
    before_fork = List(
        Unicode(),
        config=True,
        help="A function (module:function), and its arguments, that the warm process calls before "
        "each fork, in the kernel's directory.",
    )
    patience = Float(60.0, config=True, help="Seconds that the warm process may take to answer.")

    async def launch_kernel(self, cmd: list[str], **options: Any) -> KernelConnectionInfo:
        """Fork the kernel, or start it."""
        flags = python_flags(cmd)
        redirected = options.keys() & {"stdin", "stdout", "stderr", "preexec_fn"}
        if flags is None or redirected or not forkable(self.kernel_spec):
            return await super().launch_kernel(cmd, **options)
        env, directory = options.get("env", os.environ), str(options.get("cwd") or os.getcwd())
        request = {
            "arguments": cmd[len(flags) + 3 :],
            "directory": directory,
            "environment": dict(env),
            "before_fork": list(self.before_fork),
        }
        try:
            process = ForkedProcess(start(self.preload, env, flags).fork(request))
            await asyncio.wait_for(process.ready(), self.patience)
        except (OSError, TimeoutError):
            self.log.warning("The warm process does not answer: an ordinary kernel is started.")
            return await super().launch_kernel(cmd, **options)
        self.process, self.pid, self.cwd = process, process.pid, Path(directory)
        return self.connection_info

    async def shutdown_requested(self, restart: bool = False) -> None:
        """Wait for the kernel to leave: managers ask ten times a second, the life line says it."""
        if isinstance(self.process, ForkedProcess):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.process.ended(), 1)

    async def wait(self) -> int | None:
        """Wait until the kernel has ended."""
        if isinstance(self.process, ForkedProcess):
            await self.process.ended()
        return await super().wait()
