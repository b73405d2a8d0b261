"""The kernel in a forked child: ipykernel's application, kernel and shell over two sockets instead
of ZeroMQ.
"""

from __future__ import annotations

import asyncio
import atexit
import codecs
import fcntl
import inspect
import os
import random
import select
import signal
import socket
import sys
import tempfile
import termios
import threading
from types import SimpleNamespace

import ipykernel_launcher
from ipykernel.iostream import IOPubThread, OutStream
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from tornado.ioloop import IOLoop

from industry_report.publishing.forks import pack, take


def run(shell: socket.socket, iopub: socket.socket, request: dict) -> None:
    """Be the kernel of one notebook until it is asked to leave."""
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["directory"])
    _refresh()
    sys.argv = [ipykernel_launcher.__file__, "-f", "", "--HistoryManager.hist_file=:memory:"]
    app = ForkedApp.instance(shell=Socket(shell), iopub=Socket(iopub))
    app.initialize(["--HistoryManager.hist_file=:memory:"])
    app.start()
    atexit._run_exitfuncs()


def _refresh() -> None:
    """What a new process would have of its own: standard streams that reach no terminal, and fresh
    random numbers.
    """
    nowhere = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(nowhere, fd)
    os.close(nowhere)
    random.seed()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()


class Socket:
    """The sending end of messages. A file lock keeps them whole: processes that a notebook forks
    may write, too.
    """

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self._lock_file = tempfile.TemporaryFile()  # noqa: SIM115
        self._new_lock()
        os.register_at_fork(after_in_child=self._new_lock)

    def _new_lock(self) -> None:
        self._lock = threading.Lock()

    def send_multipart(self, frames: list[bytes], **_) -> None:
        """Send one message."""
        data = pack(frames)
        with self._lock:
            fcntl.lockf(self._lock_file, fcntl.LOCK_EX)
            try:
                self.sock.sendall(data)
            except (BrokenPipeError, ConnectionResetError):
                os._exit(1)  # nobody is left to run for
            finally:
                fcntl.lockf(self._lock_file, fcntl.LOCK_UN)


class Publisher(IOPubThread):
    """ipykernel's publishing thread without the thread: what it is asked to schedule happens at
    once.
    """

    def __init__(self, sock: Socket) -> None:
        self.socket = sock
        self.thread = None
        self.io_loop = self
        self.background_socket = sock

    def schedule(self, function) -> None:
        """Call ``function`` now."""
        function()

    def call_later(self, seconds: float, function) -> None:
        """Call ``function`` in a while (streams flush themselves so)."""
        timer = threading.Timer(seconds, function)
        timer.daemon = True
        timer.start()

    def send_multipart(self, frames: list[bytes], **_) -> None:
        """Send one message now."""
        self.socket.send_multipart(frames)

    def stop(self) -> None:
        """There is no thread to stop."""

    def close(self) -> None:
        """The socket closes with the process."""


class Stream(OutStream):
    """ipykernel's standard stream; what subprocesses wrote to the file descriptor is read before a
    flush.

    ipykernel leaves that to a thread, so that output of a subprocess may come late or be lost or
    split a character.
    """

    _sending = threading.RLock()  # one for both streams: what was written first is sent first

    def _setup_stream_redirects(self, name: str) -> None:
        self._fid, self._pipe = os.pipe()
        self._original_stdstream_fd = getattr(sys, f"__{name}__").fileno()
        self._original_stdstream_copy = os.dup(self._original_stdstream_fd)
        os.dup2(self._pipe, self._original_stdstream_fd)
        self._reading = threading.Lock()
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self.watch_fd_thread = threading.Thread(target=self._watch_pipe_fd, daemon=True)
        self.watch_fd_thread.start()

    def _watch_pipe_fd(self) -> None:
        while True:
            select.select([self._fid], [], [])
            self._take_written()

    def _take_written(self, final: bool = False) -> None:
        """Take over what is in the pipe now; ``final``: an unfinished character there will not be
        finished.
        """
        with self._reading:
            size = int.from_bytes(fcntl.ioctl(self._fid, termios.FIONREAD, bytes(4)), sys.byteorder)
            data = os.read(self._fid, size) if size else b""
            if text := self._decoder.decode(data, final):
                self.write(text)

    def flush(self) -> None:
        """Send what was written, here or to the file descriptor, before now."""
        if self._should_watch and self._is_master_process():
            self._take_written(final=True)
        super().flush()

    def _flush(self) -> None:
        with self._sending:
            super()._flush()


os.register_at_fork(after_in_child=lambda: setattr(Stream, "_sending", threading.RLock()))


class ForkedKernel(IPythonKernel):
    """ipykernel's kernel, fed from a socket."""

    _supports_kernel_subshells = False
    _execute_sleep = (
        0.0  # ipykernel gives its publishing thread that time after each cell; here is none
    )

    def _abort_queues(self, subshell_id: str | None = None) -> None:
        """Nothing is queued: each request is sent after the answer to the last."""

    async def handle(self, message: dict, answers: Socket) -> None:
        """Handle one request, as ``Kernel.dispatch_shell`` does."""
        self.set_parent([], message, channel="shell")
        self._publish_status("busy", "shell")
        handler = self.shell_handlers.get(message["header"]["msg_type"])
        if handler is not None:
            self.pre_handler_hook()
            try:
                result = handler(answers, [], message)
                if inspect.isawaitable(result):
                    await result
            except Exception:
                self.log.exception("Exception in message handler:")
            except KeyboardInterrupt:
                self.log.error("KeyboardInterrupt caught in kernel.")
            finally:
                self.post_handler_hook()
        sys.stdout.flush()
        sys.stderr.flush()
        self._publish_status("idle", "shell")


class ForkedApp(IPKernelApp):
    """ipykernel's application without its sockets, heart beat and connection file."""

    def __init__(self, shell: Socket, iopub: Socket, **kwargs) -> None:
        super().__init__(**kwargs)
        self.shell_answers = shell
        self.iopub_thread = Publisher(iopub)
        self.iopub_socket = self.iopub_thread
        self.outstream_class = f"{__name__}.Stream"

    def init_connection_file(self) -> None:
        """No connection file."""

    def init_poller(self) -> None:
        """The warm process watches over this one."""

    def init_sockets(self) -> None:
        """The sockets are there; their messages need no signature."""
        self.session.auth = None
        self.configure_tornado_logger()

    def init_heartbeat(self) -> None:
        """No heart beat."""

    def write_connection_file(self, **kwargs) -> None:
        """No connection file."""

    def log_connection_info(self) -> None:
        """Nobody can connect."""

    def init_kernel(self) -> None:
        """Make the kernel and its shell."""
        self.kernel = ForkedKernel.instance(
            parent=self,
            session=self.session,
            iopub_thread=self.iopub_thread,
            iopub_socket=self.iopub_socket,
            # the thread that cells run in, which is all that the kernel asks of it here
            shell_channel_thread=SimpleNamespace(parent_thread=threading.main_thread()),
            log=self.log,
            profile_dir=self.profile_dir,
            user_ns=self.user_ns,
        )
        self.displayhook.get_execution_count = lambda: self.kernel.execution_count

    def start(self) -> None:
        """Handle requests until one asks to leave, the other end is gone or the notebook exits."""
        loop = IOLoop.current()
        self.kernel.start()
        requests: asyncio.Queue = asyncio.Queue()
        loop.add_callback(self._handle_requests, requests)
        reader = threading.Thread(target=self._read_requests, args=(loop, requests), daemon=True)
        reader.start()
        loop.start()

    def _read_requests(self, loop: IOLoop, requests: asyncio.Queue) -> None:
        """Read in a thread of its own, so that whoever sends never waits for a running cell."""
        buffer = bytearray()
        while data := self.shell_answers.sock.recv(1 << 16):
            buffer += data
            while frames := take(buffer):
                _, frames = self.session.feed_identities(frames)
                loop.add_callback(requests.put_nowait, self.session.deserialize(frames))
        os.kill(os.getpid(), signal.SIGKILL)

    async def _handle_requests(self, requests: asyncio.Queue) -> None:
        while True:
            message = await requests.get()
            if message["header"]["msg_type"] == "shutdown_request":
                break
            await self.kernel.handle(message, self.shell_answers)
        IOLoop.current().stop()
