"""Printed text as a terminal would have left it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .safety import joined

#: Commands to a terminal, after ECMA-48: colours and places of the cursor, strings such as the
#: addresses of links, all others.
_COMMAND = re.compile(
    "\x1b(?:\\[[0-?]*[ -/]*[@-~]|[P\\]X^_][^\x07\x1b]*(?:\x07|\x1b\\\\)|[ -/]*[0-~])"
)

#: What takes the rest of a line away, and all of a line.
_REST, _ALL = re.compile("\x1b\\[0?K"), re.compile("\x1b\\[2K")
ERASED = "\x18"  # the sign for that here

LONGEST = 100  # characters that count as one line
_LINE = re.compile(f".{{1,{LONGEST}}}\n?|\n")


def whole_streams(outputs: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Outputs with the neighbouring pieces of one stream put together, as they were printed."""
    kinds = itertools.groupby(outputs, lambda one: (one.get("output_type"), one.get("name")))
    for (kind, name), run in kinds:
        if kind == "stream":
            text = "".join(joined(one.get("text", "")) for one in run)
            yield {"output_type": kind, "name": name, "text": text}
        else:
            yield from run


def shown(text: str) -> str:
    """A text without its commands, as a terminal would leave it."""
    marked = _ALL.sub(f"\r{ERASED}", _REST.sub(ERASED, text))
    return overwritten(_COMMAND.sub("", marked))


def overwritten(text: str) -> str:
    """What is left of a text after backspaces, carriage returns (progress bars) and ``ERASED``."""
    text = text.replace("\r\n", "\n")
    if "\b" in text:
        text = _without_backspaces(text)
    if "\r" not in text and ERASED not in text:
        return text
    return "\n".join(map(_left, text.split("\n")))


def _left(line: str) -> str:
    """What is left of a line: what is written over a longer piece leaves its end."""
    kept: list[str] = []
    for piece in line.split("\r"):
        at = 0
        for number, text in enumerate(piece.split(ERASED)):
            if number:
                del kept[at:]
            kept[at : at + len(text)] = text
            at += len(text)
    return "".join(kept)


def _without_backspaces(text: str) -> str:
    kept: list[str] = []
    for char in text:
        if char != "\b":
            kept.append(char)
        elif kept and kept[-1] not in "\r\n":
            kept.pop()
    return "".join(kept)


def clipped(text: str, most: int, left_out: str) -> str:
    """A text of at most ``most`` lines (0: any number): its beginning, what is left out, its end.
    A line counts once for each ``LONGEST`` characters.

    Args:
        text: what was printed.
        most: how many of its lines to keep.
        left_out: the line between, with ``{number}``.
    """
    lines = _LINE.findall(text)
    spare = len(lines) - most
    if not most or spare <= 0:
        return text
    first = most - most // 2
    between = left_out.format(number=f"{spare:,}")
    ends = ("".join(lines[:first]), between, "".join(lines[first + spare :]))
    return "\n".join(end.removesuffix("\n") for end in ends)
