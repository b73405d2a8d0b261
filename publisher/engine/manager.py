"""A kernel manager and its client that wait for nothing in vain when notebooks run in one go.

NotebookClient(notebook, kernel_manager_class=ForkedKernelManager)
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from queue import Empty
from typing import Any

import zmq
from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from jupyter_client.client import KernelClient
from jupyter_client.manager import AsyncKernelManager
from traitlets import Type

from .kernels import ForkProvisioner

LONGEST_PATH = 90  # of a socket; Linux allows 107 characters, ZeroMQ adds a few


class HeedfulChannel(AsyncZMQSocketChannel):
    """A channel on which nothing is missed while something is sent.

    jupyter_client sends past asyncio's socket, which may so take note of what has come without
    telling who waits for it: widgets send while a cell runs, whose reply came a minute late, or
    never.
    """

    def send(self, msg: dict[str, Any]) -> None:
        """Send a message, and have the socket look at what has come."""
        super().send(msg)
        self.socket.get(zmq.EVENTS)


class PromptClient(AsyncKernelClient):
    """Ready as soon as an answer and what the kernel broadcasts with it have come.

    The ordinary client goes on to listen for 0.2 seconds of silence.
    """

    shell_channel_class = Type(HeedfulChannel)

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel answers and is heard.

        Raises RuntimeError when it died, or did not within ``timeout`` seconds.
        """
        until = time.monotonic() + (timeout or float("inf"))
        asked: set[str] = set()
        while not await self._heard(asked):
            if not await self.is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if time.monotonic() > until:
                raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")

    async def _heard(self, asked: set[str]) -> bool:
        """Whether the answer and its broadcast come: not before the subscription is known.

        Args:
            asked: the requests so far; a slow kernel is heard by its answer to an earlier one.
        """
        asked.add(self.kernel_info())
        try:
            await self.get_shell_msg(timeout=1)
            while True:
                message = await self.get_iopub_msg(timeout=0.05)
                state = message["content"].get("execution_state")
                if state == "idle" and message["parent_header"].get("msg_id") in asked:
                    return True
        except Empty:
            return False


class ForkedKernelManager(AsyncKernelManager):
    """A manager of one forked kernel, which it speaks to over sockets in a folder of their own."""

    client_factory = Type(PromptClient, klass=KernelClient, config=True)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._folder = tempfile.TemporaryDirectory(prefix="kernel-")
        self.connection_file = str(Path(self._folder.name) / "kernel.json")
        if len(self.connection_file) < LONGEST_PATH:
            self.transport = "ipc"

    async def start_kernel(self, **options: Any) -> None:
        """Start the kernel, forked unless its specification names a provisioner."""
        spec = self.kernel_spec
        if spec and not self.provisioner and not spec.metadata.get("kernel_provisioner"):
            self.provisioner = ForkProvisioner(kernel_spec=spec, parent=self)
        await super().start_kernel(**options)

    async def shutdown_kernel(self, now: bool = False, restart: bool = False) -> None:
        """End the kernel: its exit handlers run, unless ``now``.

        Only a kernel that goes on with a cell is interrupted: an idle one would complain.
        """
        if now:
            await super().shutdown_kernel(now, restart)
            return
        self.shutting_down = True
        await self.request_shutdown(restart)
        if await self.is_alive():
            await self.interrupt_kernel()
        await self.finish_shutdown(restart=restart)
        await self.cleanup_resources(restart)

    async def cleanup_resources(self, restart: bool = False) -> None:
        """Remove what is left of the kernel, its sockets included unless it is restarted."""
        await super().cleanup_resources(restart)
        if not restart:
            self._folder.cleanup()
