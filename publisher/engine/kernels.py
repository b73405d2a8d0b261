"""A kernel provisioner that forks IPython kernels from a warm process.

Every client of Jupyter may use it: it is ``LocalProvisioner`` with another way to start a process.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.provisioning import LocalProvisioner
from traitlets import Float, List, Unicode

from .processes import available, start

STARTS = (["-m", "ipykernel_launcher"], ["-Xfrozen_modules=off", "-m", "ipykernel_launcher"])


def forkable(spec: KernelSpec) -> bool:
    """Whether kernels of this specification are forked: IPython's, of this very environment."""
    return available() and not spec.env and _arguments(spec.argv) is not None


def _arguments(command: Sequence[str]) -> list[str] | None:
    """What a command passes to an IPython kernel of this environment; None for other commands."""
    for start_ in STARTS:
        end = 1 + len(start_)
        if command[1:end] == start_ and _is_this_python(command[0]):
            return list(command[end:])
    return None


def _is_this_python(program: str) -> bool:
    if program in ("python", "python3", f"python3.{sys.version_info[1]}"):
        return True  # jupyter_client puts this Python in their place
    found, this = Path(shutil.which(program) or program), Path(sys.executable)
    # Virtual environments share a binary; the folder of the link to it tells them apart.
    return found.parent.resolve() == this.parent.resolve() and found.resolve() == this.resolve()


class ForkedProcess:
    """A forked kernel, with what ``LocalProvisioner`` asks of a ``subprocess.Popen``.

    Attributes:
        pid: its process id, once it is ready.
        returncode: None while it runs; below 0 the number of the signal that killed it.
    """

    stdin = stdout = stderr = None

    def __init__(self, life: socket.socket) -> None:
        self._life = life
        self.pid: int | None = None
        self.returncode: int | None = None

    async def ready(self) -> None:
        """Return when the kernel can be spoken to, or has ended.

        Raises ConnectionError when the warm process has ended instead.
        """
        message = await asyncio.get_running_loop().sock_recv(self._life, 32)
        if not message:
            raise ConnectionError
        self._note(message)

    async def ended(self) -> None:
        """Return when the kernel has ended."""
        while self.returncode is None:
            self._note(await asyncio.get_running_loop().sock_recv(self._life, 32))

    def poll(self) -> int | None:
        """The return code, None while the kernel runs."""
        with contextlib.suppress(BlockingIOError):
            while self.returncode is None:
                self._note(self._life.recv(32))
        return self.returncode

    def _note(self, message: bytes) -> None:
        word, _, number = message.partition(b" ")
        if word == b"ready":
            self.pid = int(number)
        elif self.returncode is None:  # the end of the line: the warm process was killed
            self.returncode = int(number or -signal.SIGKILL)

    def wait(self) -> int | None:
        """The return code of a kernel that has ended."""
        self._life.close()
        return self.returncode

    def send_signal(self, signum: int) -> None:
        """Send a signal to the kernel and to what it started."""
        if self.poll() is None:
            with contextlib.suppress(BrokenPipeError):
                self._life.send(b"%d" % signum)


class ForkProvisioner(LocalProvisioner):
    """Forks an IPython kernel of this very environment, and starts every other one as ever.

    Registered with jupyter_client as ``fork-provisioner``. Started as ever are kernels on systems
    other than Linux, of other languages or environments, with variables in their specification or
    redirected streams, and those that the warm process does not answer for.
    """

    preload = List(
        Unicode(),
        config=True,
        help="Modules that the warm process imports, functions (module:function) that it calls.",
    )
    before_fork = List(
        Unicode(),
        config=True,
        help="A function (module:function) and its arguments, called in the warm process before "
        "each fork, in the kernel's directory.",
    )
    patience = Float(60.0, config=True, help="Seconds that the warm process may take to answer.")

    async def launch_kernel(self, cmd: list[str], **options: Any) -> KernelConnectionInfo:
        """Fork the kernel, or start it."""
        redirected = options.keys() & {"stdin", "stdout", "stderr", "preexec_fn"}
        arguments = _arguments(cmd)
        if arguments is None or redirected or not forkable(self.kernel_spec):
            return await super().launch_kernel(cmd, **options)
        self.cwd = Path(options.get("cwd") or Path.cwd()).absolute()
        environment = dict(options.get("env", os.environ))
        request = {
            "arguments": arguments,
            "directory": str(self.cwd),
            "environment": environment,
            "before_fork": list(self.before_fork),
        }
        try:
            warm = start(self.preload, environment)
            process = ForkedProcess(warm.fork(request))
            await asyncio.wait_for(process.ready(), self.patience)
        except (OSError, TimeoutError):
            self.log.warning("The warm process does not answer: an ordinary kernel is started.")
            return await super().launch_kernel(cmd, **options)
        self.process = process  # type: ignore[assignment]
        self.pid = process.pid
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
