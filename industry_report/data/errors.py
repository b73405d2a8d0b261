"""Errors for the person at the keyboard: what is wrong, where, what was expected, the way out."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TypeVar

Made = TypeVar("Made")
#: So similar are names of indicators at least: the word growth alone is half of many.
SIMILAR_NAMES = 0.6
#: How many lines of a file a message names.
MOST_LINES = 10


class ReportError(Exception):
    """A mistake of the user's that one message can explain; ``str()`` of it is that message."""

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in a notebook: the message alone."""
        return [f"{type(self).__name__}: {self}"]


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with an input.

    Attributes:
        what: what was found, in words ("unknown region 'batou'").
        where: the place ("indicators.csv, line 14, column region"), or "" when there is none.
        expected: what would have been right ("a region of the code list"), or "".
        nearest: the valid value nearest to what was found, or "".
    """

    what: str
    where: str = ""
    expected: str = ""
    nearest: str = ""

    def __str__(self) -> str:
        text = ": ".join(filter(None, (self.where, self.what)))
        if self.expected:
            text += f"; expected {self.expected}"
        if self.nearest:
            text += f"; did you mean {self.nearest!r}?"
        return text


class FaultsError(ReportError):
    """Everything that is wrong with an input, all at once.

    Attributes:
        subject: the input, or "" where the faults name it.
        faults: every fault, in the order of the input.
    """

    most_shown = 50

    def __init__(self, subject: str, faults: Iterable[Fault]) -> None:
        self.subject = subject
        self.faults = tuple(faults)
        super().__init__(subject, self.faults)

    def __str__(self) -> str:
        count = len(self.faults)
        heading = f"{count} fault{'s' if count != 1 else ''}"
        lines = [": ".join(filter(None, (self.subject, heading)))]
        lines += [f"  - {fault}" for fault in self.faults[: self.most_shown]]
        if count > self.most_shown:
            lines.append(f"  … and {count - self.most_shown} more")
        return "\n".join(lines)


class DatasetError(FaultsError):
    """The dataset or its descriptor cannot be used; ``faults`` says where and why."""


class Faults:
    """What several readers, tried one after another, find wrong: ``found``, an error a reader."""

    def __init__(self) -> None:
        self.found: list[FaultsError] = []

    def tried(self, reader: Callable[..., Made], *arguments: object) -> Made | None:
        """What a reader gives; None where it finds faults, which are kept."""
        try:
            return reader(*arguments)
        except FaultsError as error:
            self.found.append(error)
            return None


def nearest(value: object, choices: Iterable[str], least: float = 0.5) -> str:
    """The choice most similar to ``value``, or "" when none is similar: ``least`` of 1."""
    matches = difflib.get_close_matches(str(value), list(choices), n=1, cutoff=least)
    return next(iter(matches), "")


def shown(value: object, most: int = 60) -> str:
    """``value`` as a message quotes it: one line, printable, short."""
    try:
        text = value if isinstance(value, str) else repr(value)
    except (ValueError, RecursionError):
        return f"a huge {type(value).__name__}"
    if len(text) > most:
        text = text[: most - 1] + "…"
    return repr(text) if isinstance(value, str) else text


def some_lines(lines: Sequence[int]) -> str:
    """``line 3``, ``lines 3, 5 and 7``, ``lines 3, 4, … and 990 more``."""
    if len(lines) == 1:
        return f"line {lines[0]}"
    named = [str(line) for line in lines[:MOST_LINES]]
    if len(lines) > MOST_LINES:
        return f"lines {', '.join(named)} and {len(lines) - MOST_LINES} more"
    return f"lines {', '.join(named[:-1])} and {named[-1]}"


def check_installed(package: str, extra: str, asked: str) -> None:
    """Raise ReportError where a package of an optional dependency of this project is missing.

    Args:
        package: the name under which it is imported.
        extra: the optional dependency in ``pyproject.toml`` that brings it.
        asked: what needs it, as it was asked for: ``"--scheduler tcp://host:8786"``.
    """
    if find_spec(package) is None:
        raise ReportError(
            f"{asked}: needs the package {package}, which is not installed; "
            f"expected: pip install -e '.[{extra}]' in the folder of this project"
        )
