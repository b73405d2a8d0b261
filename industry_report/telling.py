"""What ``report render`` prints: each report as it ends, and all of them at the end."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from industry_report.data.files import size
from industry_report.office.messages import tell

if TYPE_CHECKING:
    from industry_report.publishing.runs import Result


class Progress:
    """Progress on standard error: a line for each run that ends, with the time left."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.ended = 0
        self.made = 0
        self.start = time.monotonic()
        self._line = sys.stderr.isatty()

    def step(self, text: str) -> None:
        """What a run does now."""
        if self._line:
            tell(
                f"\r\033[K[{self.ended + 1}/{self.total}] {text} …",
                end="",
                file=sys.stderr,
                flush=True,
            )

    def result(self, result: Result) -> None:
        """A run has ended."""
        self.ended += 1
        if result.status == "unchanged" and self.total > 1:
            return
        self.made += result.status != "unchanged"
        clear = "\r\033[K" if self._line else ""
        text = f"{clear}[{self.ended}/{self.total}] {result.run}: {result.status}"
        if result.status == "done":
            text += f" in {result.seconds:.1f} s ({result.why})"
        elif result.status == "failed":
            text += f": {result.why.splitlines()[0]}"
        left = self.total - self.ended
        if left and self.made:
            text += f"; about {_duration((time.monotonic() - self.start) / self.made * left)} left"
        tell(text, file=sys.stderr, flush=True)


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def summary(results: Sequence[Result], front: str, seconds: float, formats: Sequence[str]) -> None:
    """Name the files that were made, what was left, what has no brief, and what failed and why."""
    for result in results:
        for path, count in result.files.items():
            tell(f"{size(count):>9}  {_short(path)}")
    if front:
        tell(f"{'':9}  {_short(front)}")
    for result in results:
        if result.left:
            tell(f"left as they are beside {result.run}: {', '.join(result.left)}")
        briefed = any(path.endswith("brief.pdf") for path in result.files)
        if "brief" in formats and result.status != "failed" and not briefed:
            tell(f"{result.run}: no brief: no figure of it can be compared with another region's")
    failed = [result for result in results if result.status == "failed"]
    if failed:
        tell("\nfailed:")
        width = max(len(str(result.run)) for result in failed)
        for result in failed:
            tell(f"  {str(result.run):{width}}  {result.why}")
    counts = {
        name: sum(result.status == name for result in results)
        for name in ("done", "unchanged", "failed")
    }
    tell(
        ", ".join(f"{count} {name}" for name, count in counts.items() if count)
        + f" in {seconds:.1f} s"
    )


def _short(path: str) -> str:
    """A path as seen from here, when that is shorter."""
    if "://" in path:
        return path
    near = os.path.relpath(path)
    return near if len(near) < len(path) else path
