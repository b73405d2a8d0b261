"""What the commands for an office say, in its language: every sentence stands in ``text/``.

Faults of the data layer come in English; ``text/faults.toml`` has the Chinese of their parts. What
it does not have stays in English.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from industry_report.data.errors import Fault, ReportError

TEXTS = Path(__file__).parent / "text"
LANGUAGES = ("zh", "en")
#: In this order the environment says which language its user reads.
VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
QUOTED = re.compile(r"""^(['"])(.*)\1$""")


@dataclass(frozen=True)
class Mistake:
    """One thing that is wrong, before it is put into words.

    Attributes:
        kind: the id of its sentence in ``text/``, under ``mistake``.
        where: file, sheet and cell.
        near: the nearest valid choice, or "".
        values: what the sentence names.
    """

    kind: str
    where: str = ""
    near: str = ""
    values: dict[str, Any] = field(default_factory=dict, compare=False)

    def __init__(self, kind: str, where: str = "", near: str = "", **values: Any) -> None:
        for name, value in (("kind", kind), ("where", where), ("near", near), ("values", values)):
            object.__setattr__(self, name, value)


class MistakesError(ReportError):
    """Everything that is wrong with what an office gave; ``mistakes`` in the order of the file."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__(self.mistakes)

    def __str__(self) -> str:
        say = Messages("en")
        return "\n".join(say.mistake(mistake) for mistake in self.mistakes)


class Messages:
    """The sentences in one language.

    Attributes:
        language: ``zh`` or ``en``.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._texts = _texts(language)

    def __call__(self, name: str, /, **values: Any) -> str:
        """The sentence ``name`` of the table ``say``."""
        return self._texts["say"][name].format(**values)

    def mistake(self, mistake: Mistake | Fault) -> str:
        """A mistake as one line: where, what, what was expected, the nearest valid choice."""
        if isinstance(mistake, Fault):
            where, what, expected, near = in_words(mistake, self.language)
        else:
            texts = self._texts["mistake"][mistake.kind]
            where, near = mistake.where, mistake.near
            what = texts["what"].format(**mistake.values)
            expected = texts.get("expected", "").format(**mistake.values)
        line = self("where", where=where) if where else ""
        line += what
        if expected:
            line += self("expected", expected=expected)
        if near:
            line += self("near", near=near)
        return line

    def label(self, record: Any) -> str:
        """The label of a record of a code list."""
        return getattr(record, self.language)

    def listed(self, items: Iterable[str], most: int = 6) -> str:
        """Items in one line; of many the first, and how many more."""
        items = list(items)
        text = self("comma").join(items[:most])
        if len(items) > most:
            text += self("more", count=len(items) - most)
        return text


@cache
def _texts(language: str) -> dict[str, Any]:
    return tomllib.loads((TEXTS / f"{language}.toml").read_text(encoding="utf-8"))


def language_of(asked: str | None) -> str:
    """The language asked for, else that of the environment: Chinese for any Chinese locale."""
    if asked:
        return asked
    locale = next(filter(None, (os.environ.get(name) for name in VARIABLES)), "")
    if locale.casefold().startswith(("zh", "chinese")):
        return "zh"
    return "en"


def in_words(fault: Fault, language: str) -> tuple[str, str, str, str]:
    """Where a fault is, what it is, what was expected and the nearest valid choice."""
    if language == "en":
        return fault.where, fault.what, fault.expected, fault.nearest
    parts = (("where", fault.where), ("what", fault.what), ("expected", fault.expected))
    where, what, expected = (_translated(table, text) for table, text in parts)
    return where, what, expected, fault.nearest


def _translated(table: str, text: str) -> str:
    for pattern, template in patterns("faults.toml", table):
        if found := pattern.fullmatch(text):
            groups = {name: _unquoted(value or "") for name, value in found.groupdict().items()}
            return template.format(**groups)
    return text


def _unquoted(text: str) -> str:
    """A text that a message quotes, in Chinese quotation marks."""
    text = QUOTED.sub(r"“\2”", text)
    return text.replace(" and ", "、").replace(", ", "、")


@cache
def patterns(file: str, table: str) -> list[tuple[re.Pattern[str], str]]:
    """The English patterns of a file in ``text/``, each with the Chinese for it."""
    texts = tomllib.loads((TEXTS / file).read_text(encoding="utf-8"))
    return [(re.compile(one["en"]), one["zh"]) for one in texts[table]]
