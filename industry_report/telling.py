"""What ``report render`` prints: each report as it ends, and all of them at the end."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from industry_report.data.files import size
from industry_report.data.message import Message, said
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
            step = {"ended": self.ended + 1, "total": self.total, "text": text}
            tell(Message("render.step", **step), end="", file=sys.stderr, flush=True)

    def result(self, result: Result) -> None:
        """A run has ended."""
        self.ended += 1
        if result.status == "unchanged" and self.total > 1:
            return
        self.made += result.status != "unchanged"
        time_left: Message | str = ""
        left = self.total - self.ended
        if left and self.made:
            each = (time.monotonic() - self.start) / self.made
            time_left = Message("render.left", time=_duration(each * left))
        values = {
            "clear": "\r\033[K" if self._line else "",
            "ended": self.ended,
            "total": self.total,
            "run": str(result.run),
            "seconds": result.seconds,
            "why": FirstLine(result.why),
            "left": time_left,
        }
        tell(Message(f"render.is_{result.status}", **values), file=sys.stderr, flush=True)


class FirstLine:
    """The first line of a message."""

    def __init__(self, text: Message | str) -> None:
        self.text = text

    def said(self, language: str) -> str:
        """The line in a language."""
        return str(said(self.text, language)).partition("\n")[0]


def _duration(seconds: float) -> Message:
    if seconds < 90:
        return Message("render.seconds", time=seconds)
    if seconds < 5400:
        return Message("render.minutes", time=seconds / 60)
    return Message("render.hours", time=seconds / 3600)


def summary(results: Sequence[Result], front: str, seconds: float, formats: Sequence[str]) -> None:
    """Name the files that were made, what was left, what has no brief, and what failed and why."""
    for result in results:
        for path, count in result.files.items():
            tell(f"{size(count):>9}  {_short(path)}")
    if front:
        tell(f"{'':9}  {_short(front)}")
    for result in results:
        if result.left:
            tell(Message("render.left_there", run=str(result.run), files=[*result.left]))
        briefed = any(path.endswith("brief.pdf") for path in result.files)
        if "brief" in formats and result.status != "failed" and not briefed:
            tell(Message("render.no_brief", run=str(result.run)))
    failed = [result for result in results if result.status == "failed"]
    if failed:
        tell(Message("render.these_failed"))
        width = max(len(str(result.run)) for result in failed)
        for result in failed:
            tell(Message("render.failure", run=f"{str(result.run):{width}}", why=result.why))
    counts = {
        name: sum(result.status == name for result in results)
        for name in ("done", "unchanged", "failed")
    }
    parts = [
        Message(f"render.count_{name}", count=count) for name, count in counts.items() if count
    ]
    tell(Message("render.all", counts=parts, seconds=seconds))


def _short(path: str) -> str:
    """A path as seen from here, when that is shorter."""
    if "://" in path:
        return path
    near = os.path.relpath(path)
    return near if len(near) < len(path) else path
