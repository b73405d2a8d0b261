"""Kernels that are forked from one warm process: the side that asks for them.

A fresh Jupyter kernel costs a second before its first cell: a process, ZeroMQ sockets, imports.
Here one *warm process* per process (``warm.py``) has done the imports; it forks a child for every
notebook, and the child (``kernel.py``) runs ipykernel's own kernel and shell over a pair of Unix
sockets. The messages are the ordinary ones of the Jupyter protocol, so that nbclient turns them
into outputs exactly as it does for any kernel.

The warm process is started as a program of its own and has one thread, so that nothing is ever
forked from a process with threads (a Dask worker, a test runner, a server).
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import threading
from pathlib import Path
from queue import Empty

from jupyter_client.session import Session

LENGTH = struct.Struct("!Q")
shutdown_seconds = 5  # how long exit handlers of a notebook may take before its process is killed


def available() -> bool:
    """Whether this system can fork and hand sockets to another process."""
    return hasattr(os, "fork") and hasattr(socket, "send_fds") and hasattr(socket, "AF_UNIX")


def pack(frames: list[bytes]) -> bytes:
    """One message on the wire: the number of its frames, their lengths, their bytes."""
    frames = [bytes(frame) for frame in frames]
    lengths = [LENGTH.pack(len(frame)) for frame in frames]
    return b"".join([LENGTH.pack(len(frames)), *lengths, *frames])


def take(buffer: bytearray) -> list[bytes] | None:
    """Remove the first whole message from ``buffer``; None while it is not there yet."""
    if len(buffer) < LENGTH.size:
        return None
    (count,) = LENGTH.unpack_from(buffer)
    start = LENGTH.size * (1 + count)
    if len(buffer) < start:
        return None
    lengths = [LENGTH.unpack_from(buffer, LENGTH.size * (1 + i))[0] for i in range(count)]
    end = start + sum(lengths)
    if len(buffer) < end:
        return None
    frames = []
    for length in lengths:
        frames.append(bytes(buffer[start : start + length]))
        start += length
    del buffer[:end]
    return frames


class Channel:
    """One direction-pair of Jupyter messages over a socket, with the two methods of a channel that
    nbclient uses.
    """

    def __init__(self, sock: socket.socket, session: Session) -> None:
        self.sock = sock
        self.session = session
        self.ended = False
        self._buffer = bytearray()
        sock.setblocking(False)

    def send(self, message: dict) -> None:
        """Send one message. The other side always reads, so this cannot wait for long."""
        data = memoryview(pack(self.session.serialize(message)))
        while data:
            try:
                data = data[self.sock.send(data) :]
            except BlockingIOError:
                select.select([], [self.sock], [])
            except (BrokenPipeError, ConnectionResetError):
                return  # the kernel is gone; whoever waits for its answer is told so

    async def get_msg(self, timeout: float | None = None) -> dict:
        """The next message; ``queue.Empty`` when there is none within ``timeout`` seconds."""
        try:
            return await asyncio.wait_for(self._next(), timeout)
        except TimeoutError:
            raise Empty from None

    async def _next(self) -> dict:
        while True:
            frames = take(self._buffer)
            if frames is not None:
                _, frames = self.session.feed_identities(frames)
                return self.session.deserialize(frames)
            await self._fill()

    async def _fill(self) -> None:
        try:
            data = await asyncio.get_running_loop().sock_recv(self.sock, 1 << 18)
        except ConnectionResetError:
            data = b""
        self._buffer += data
        if not data:
            self.ended = True
            await (
                asyncio.Event().wait()
            )  # for ever: that the kernel died is noticed, and explained, elsewhere

    @property
    def drained(self) -> bool:
        """Whether everything that was sent has been handed out."""
        waiting, _, _ = select.select([self.sock], [], [], 0)
        return self.ended or not (waiting or self._buffer)


class ForkedClient:
    """What nbclient needs of a kernel client."""

    allow_stdin = False

    def __init__(self, kernel: ForkedKernel) -> None:
        self.session = Session()
        self.session.auth = None  # nobody else can reach these sockets
        self.shell_channel = Channel(kernel.shell, self.session)
        self.iopub_channel = Channel(kernel.iopub, self.session)
        self.kernel = kernel

    def start_channels(self) -> None:
        """Nothing to do: the sockets were there before the kernel."""

    def wait_for_ready(self, timeout: float | None = None) -> None:
        """Nothing to do: messages wait in the socket until the kernel reads them."""

    def stop_channels(self) -> None:
        """Close both sockets."""
        _close(self.kernel.shell)
        _close(self.kernel.iopub)

    def is_alive(self) -> bool:
        """Whether the kernel still runs."""
        return self.kernel.is_alive()

    def _request(self, kind: str, content: dict) -> str:
        message = self.session.msg(kind, content)
        self.shell_channel.send(message)
        return message["header"]["msg_id"]

    def execute(self, code: str, store_history: bool = True, stop_on_error: bool = True) -> str:
        """Ask for ``code`` to be run; the id of the request."""
        content = {
            "code": code,
            "silent": False,
            "store_history": store_history,
            "user_expressions": {},
            "allow_stdin": self.allow_stdin,
            "stop_on_error": stop_on_error,
        }
        return self._request("execute_request", content)

    def kernel_info(self) -> str:
        """Ask what the kernel is; the id of the request."""
        return self._request("kernel_info_request", {})

    def shutdown(self) -> None:
        """Ask the kernel to run its exit handlers and leave."""
        self._request("shutdown_request", {"restart": False})


class ForkedKernel:
    """One forked kernel, with the methods of a kernel manager that nbclient uses.

    The ``life`` socket goes to the warm process: it says there how the child ended, and closing it
    here kills the child, so that no kernel outlives the process that asked for it.
    """

    ipykernel = False  # nbclient would add command line options

    def __init__(self, directory: str | None = None, preload: tuple[str, ...] = ()) -> None:
        self._directory = directory
        self._preload = preload
        self.has_kernel = False
        self.status: int | None = None

    def start_kernel(
        self, extra_arguments: list[str] | None = None, cwd: str | None = None, **_
    ) -> None:
        """Fork the kernel in directory ``cwd``, with the environment of this process as it is
        now.
        """
        directory = cwd or self._directory or os.getcwd()
        self.shell, self.iopub, self.life, self.pid = _warm_process().fork(directory, self._preload)
        self.has_kernel = True

    def client(self) -> ForkedClient:
        """The client of this kernel."""
        self._client = ForkedClient(self)
        return self._client

    async def wait_dead(self) -> None:
        """Return when the kernel has ended."""
        self.life.setblocking(False)
        self._note(await asyncio.get_running_loop().sock_recv(self.life, 4))

    def _note(self, data: bytes) -> None:
        if self.status is None:
            self.status = struct.unpack("!i", data)[0] if len(data) == 4 else -signal.SIGKILL

    def is_alive(self) -> bool:
        """Whether the kernel still runs."""
        if self.status is None and select.select([self.life], [], [], 0)[0]:
            self._note(self.life.recv(4))
        return self.status is None

    @property
    def ending(self) -> str:
        """How the kernel ended, in words ("was killed by SIGSEGV", "left with exit code 1")."""
        if self.status is None:
            return "was ended"
        if self.status >= 0:
            return f"left with exit code {self.status}"
        with contextlib.suppress(ValueError):
            return f"was killed by {signal.Signals(-self.status).name}"
        return f"was killed by signal {-self.status}"

    def interrupt_kernel(self) -> None:
        """Raise KeyboardInterrupt in the running cell."""
        self.life.send(b"i")

    def shutdown_kernel(self, now: bool = False) -> None:
        """End the kernel: its exit handlers run first, unless ``now``."""
        if not now and self.is_alive():
            self._client.shutdown()
            select.select([self.life], [], [], shutdown_seconds)

    def cleanup_resources(self) -> None:
        """Close the life line, which kills a kernel that is still there."""
        _close(self.life)


def _close(sock: socket.socket) -> None:
    """Close a socket that a task of this event loop may still be waiting for.

    The loop must forget its number first: the next socket gets the same one, and would never be
        noticed.
    """
    with contextlib.suppress(RuntimeError):
        asyncio.get_running_loop().remove_reader(sock)
    sock.close()


class _WarmProcess:
    """The warm process of this process."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self._lock = threading.Lock()
        self._control, theirs = socket.socketpair()
        root = str(Path(__file__).parents[2])
        start = "import sys; fd, root = int(sys.argv[1]), sys.argv[2]; sys.path[0] = root; "
        start += "from industry_report.publishing import warm; del sys.path[0]; warm.main(fd)"
        command = [sys.executable, "-Xfrozen_modules=off", "-c", start, str(theirs.fileno()), root]
        self._process = subprocess.Popen(
            command,
            pass_fds=[theirs.fileno()],
            env=environment(),
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C in the terminal is for us alone
        )
        theirs.close()

    @property
    def usable(self) -> bool:
        return self.owner == os.getpid() and self._process.poll() is None

    def fork(
        self, directory: str, preload: tuple[str, ...]
    ) -> tuple[socket.socket, socket.socket, socket.socket, int]:
        """Fork a kernel: its shell, iopub and life sockets and its process id."""
        pairs = [socket.socketpair() for _ in range(3)]
        theirs = [pair[1] for pair in pairs]
        request = {"directory": directory, "environment": environment(), "preload": list(preload)}
        data = json.dumps(request).encode()
        with self._lock:
            socket.send_fds(
                self._control, [LENGTH.pack(len(data))], [sock.fileno() for sock in theirs]
            )
            self._control.sendall(data)
            answer = self._control.recv(LENGTH.size)
        for sock in theirs:
            sock.close()
        if len(answer) < LENGTH.size:
            raise RuntimeError("the warm process that runs notebooks could not start")
        return pairs[0][0], pairs[1][0], pairs[2][0], LENGTH.unpack(answer)[0]


_current: _WarmProcess | None = None
_starting = threading.Lock()


def _warm_process() -> _WarmProcess:
    global _current
    with _starting:
        if _current is None or not _current.usable:
            _current = _WarmProcess()
        return _current


def start() -> None:
    """Start the warm process now, so that its imports overlap with whatever the caller does
    next.
    """
    _warm_process()


def environment() -> dict[str, str]:
    """The environment for a kernel: this one, without a plotting backend that would make every
    figure vanish.
    """
    return {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}
