"""Kernels one after the other, through papermill and through jupyter_client: seconds of each.

    kernels.py [COUNT]      200 of each, a few minutes

A kernel that hangs ends this with an error after a minute.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
import papermill
from jupyter_client.manager import AsyncKernelManager

PATIENCE = 60  # seconds
FORKED = {
    "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
    "display_name": "Forked",
    "language": "python",
    "metadata": {"kernel_provisioner": {"provisioner_name": "fork-provisioner"}},
}


def by_papermill(number: int) -> str:
    """What a notebook of one cell shows."""
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(f"{number}")])
    book.metadata["kernelspec"] = {"name": "python3", "display_name": "x", "language": "python"}
    options = {"start_timeout": PATIENCE, "execution_timeout": PATIENCE, "progress_bar": False}
    done = papermill.execute_notebook(book, None, engine_name="report", **options)
    return str(done.cells[0].outputs[0].data["text/plain"])


def by_client(number: int) -> str:
    """What an expression is in a kernel that nothing but its specification has forked."""

    async def main() -> str:
        manager = AsyncKernelManager(kernel_name="forked")
        await manager.start_kernel()
        client = manager.client()
        client.start_channels()
        await client.wait_for_ready(PATIENCE)
        asked = {"it": f"{number}"}
        reply = await client.execute_interactive("", user_expressions=asked, timeout=PATIENCE)
        client.stop_channels()
        await manager.shutdown_kernel()
        return str(reply["content"]["user_expressions"]["it"]["data"]["text/plain"])

    return asyncio.run(main())


def measure(count: int, name: str, answer: Callable[[int], str]) -> None:
    """Print how long so many kernels took, each from its start to its end."""
    seconds = []
    for number in range(count):
        start = time.perf_counter()
        assert answer(number) == str(number)
        seconds.append(time.perf_counter() - start)
    middle, longest = statistics.median(seconds), max(seconds)
    where = seconds.index(longest) + 1
    print(f"{count} kernels by {name}: median {middle:.2f} s, longest {longest:.2f} s, no. {where}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        file = Path(place, "kernels", "forked", "kernel.json")
        file.parent.mkdir(parents=True)
        file.write_text(json.dumps(FORKED))
        os.environ["JUPYTER_PATH"] = place
        for name, answer in {"papermill": by_papermill, "jupyter_client": by_client}.items():
            measure(int(sys.argv[1]) if sys.argv[1:] else 200, name, answer)
