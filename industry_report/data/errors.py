"""Errors for the person at the keyboard: what is wrong, where, what was expected, the way out."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence
from errno import errorcode
from importlib.util import find_spec
from typing import Any, TypeVar

from .message import Message, counted, said, texts

Made = TypeVar("Made")
#: So similar are names of indicators at least: the word growth alone is half of many.
SIMILAR_NAMES = 0.6
#: How many lines of a file a message names.
MOST_LINES = 10


class ReportError(Exception):
    """A mistake of the user's that one message can explain; ``str()`` of it is that in English.

    Attributes:
        message: what is said, given as it is or by what a :class:`Fault` is made of.
    """

    def __init__(
        self, what: str | Fault, /, where: str | Message = "", near: str = "", **values: Any
    ) -> None:
        if isinstance(what, str):
            what = Fault(what, where, near, **values)
        self.message = what
        super().__init__(what)

    def said(self, language: str) -> str:
        """The message in a language (``zh``, ``en``)."""
        return self.message.said(language)

    def __str__(self) -> str:
        return self.said("en")

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in a notebook: the message alone."""
        return [f"{type(self).__name__}: {self}"]


class Fault(Message):
    """One thing that is wrong with an input: what was found and what would have been right.

    Attributes:
        where: the place ("indicators.csv, line 14, column region"), or "" where there is none.
        near: the valid value nearest to what was found, or "".
    """

    def __init__(
        self, kind: str, /, where: str | Message = "", near: str = "", **values: Any
    ) -> None:
        super().__init__(kind, **values)
        self.where, self.near = where, near

    def at(self, where: str | Message, near: str = "", **values: Any) -> Fault:
        """The same in another place, with other values."""
        return Fault(self.kind, where, near or self.near, **self.values | values)

    def said(self, language: str) -> str:
        """All of it in one line: where, what, what was expected, the nearest valid choice."""
        text = super().said(language)
        if self.where:
            text = Message("fault.where", where=self.where, what=text).said(language)
        if self.near:
            text += Message("fault.near", near=self.near).said(language)
        return text


class FaultsError(ReportError):
    """Everything that is wrong with an input, all at once.

    Attributes:
        subject: the input, or "" where the faults name it.
        faults: every fault, in the order of the input.
    """

    most_shown = 50

    def __init__(self, subject: str | Message, faults: Iterable[Fault]) -> None:
        self.subject = subject
        self.faults = tuple(faults)
        Exception.__init__(self, subject, self.faults)

    def said(self, language: str) -> str:
        """The input and its faults in a language, a line each."""
        count = len(self.faults)
        heading: Message = counted("fault.count", count)
        if self.subject:
            heading = Message("fault.where", where=self.subject, what=heading)
        lines = [heading.said(language)]
        lines += [f"  - {said(fault, language)}" for fault in self.faults[: self.most_shown]]
        if count > self.most_shown:
            lines.append(Message("fault.more", count=count - self.most_shown).said(language))
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


def some_lines(lines: Sequence[int]) -> Message:
    """``line 3``, ``lines 3, 5 and 7``, ``lines 3, 4, … and 990 more``."""
    if len(lines) == 1:
        return Message("place.this_line", line=lines[0])
    if len(lines) > MOST_LINES:
        more = len(lines) - MOST_LINES
        return Message("place.many_lines", lines=lines[:MOST_LINES], more=more)
    return Message("place.some_lines", lines=lines[:-1], last=lines[-1])


def in_line(file: str | Message, line: int) -> str | Message:
    """The place that is a line of a file; of no line (0) the file."""
    if not line:
        return file
    return Message("place.line", file=file, line=line)


def reason(error: Any) -> str | Message:
    """What a machine says of what it refuses (a full disk, …); of all else the error's text."""
    if hasattr(error, "colno"):  # JSON, whose module need not be loaded to know
        at = {"line": error.lineno, "column": error.colno, "place": error.pos}
        return Message("machine.json", what=error.msg, **at)
    kind = f"machine.{errorcode.get(getattr(error, 'errno', None) or 0)}"
    if kind in texts():
        return Message(kind)
    return getattr(error, "strerror", None) or str(error)


def check_installed(package: str, extra: str, asked: str) -> None:
    """Raise ReportError where a package of an optional dependency of this project is missing.

    Args:
        package: the name under which it is imported.
        extra: the optional dependency in ``pyproject.toml`` that brings it.
        asked: what needs it, as it was asked for: ``"--scheduler tcp://host:8786"``.
    """
    if find_spec(package) is None:
        raise ReportError("output.package", asked, package=package, extra=extra)
