"""What all commands say, in their reader's language.

The commands for an office have their sentences in ``text/`` in both languages; what is wrong, and
what other commands say, stands in ``messages/``. What finds differences in documents, looks
numbers up or parses the command line makes lines in English: ``text/messages.toml`` has the Chinese
of these, whole or in parts, and what it does not have stays in English.
"""

from __future__ import annotations

import argparse
import os
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextvars import ContextVar
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from industry_report.data.errors import Fault, FaultsError
from industry_report.data.message import said

TEXTS = Path(__file__).parent / "text"
LANGUAGES = ("zh", "en")
#: In this order the environment says which language its user reads.
VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


def refused(*mistakes: Fault) -> FaultsError:
    """The error that says what is wrong with what an office gave, in the order of the file."""
    return FaultsError("", mistakes)


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

    def fault(self, fault: Fault) -> str:
        """A fault as one line: where, what, what was expected, the nearest valid choice."""
        return fault.said(self.language)

    def label(self, record: Any) -> str:
        """The label of a record of a code list, checked or as the descriptor writes it."""
        if isinstance(record, dict):
            return str(record[self.language])
        return str(getattr(record, self.language))

    def amount(self, fields: Mapping[str, str], units: Mapping[str, Any]) -> str:
        """The value of a row of the dataset, with its unit and qualifier."""
        qualifier = fields["qualifier"] and self(f"qualifier_{fields['qualifier']}")
        unit = self.label(units[fields["unit"]])
        return self("amount", value=fields["value"], unit=unit, qualifier=qualifier)

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


def _units(text: str) -> str:
    """Units as the data layer names them, ``1e8 CNY (100 million yuan)``, in Chinese."""
    return "、".join(_unit_labels().get(one, one) for one in re.split(", (?:or in )?", text))


@cache
def _unit_labels() -> dict[str, str]:
    from industry_report.office.descriptor import known_units

    units = known_units().values()
    return {f"{one['id']} ({one['en']})": one["zh"] for one in units} | {
        one["id"]: one["zh"] for one in units
    }


@cache
def patterns() -> list[tuple[re.Pattern[str], str]]:
    """What is made in English, as patterns of a whole line or a part, each with its Chinese."""
    texts = tomllib.loads((TEXTS / "messages.toml").read_text(encoding="utf-8"))
    return [(re.compile(english), chinese) for english, chinese in texts["message"].items()]


# --- what all commands print, in their reader's language ------------------------------------------


_language: ContextVar[str] = ContextVar("language of messages", default="en")
#: What stands before a message in its line.
_BEFORE = re.compile(r"(\s*(?:- |report: |\[\d+/\d+\] )?)(.*)", re.DOTALL)


def speak_to(arguments: Sequence[str]) -> None:
    """Speak the language that ``--messages`` asks for, else that of the environment."""
    asked = [
        value for name, value in pairwise(arguments) if name == "--messages" and value in LANGUAGES
    ]
    asked += [text[11:] for text in arguments if re.fullmatch(r"--messages=(zh|en)", text)]
    _language.set(language_of(next(iter(asked), None)))


def reader_language() -> str:
    """The language that is spoken."""
    return _language.get()


def tell(text: object, **options: Any) -> None:
    """Print a text, as ``print`` does, in the reader's language."""
    print(spoken(text), **options)


def spoken(text: object) -> str:
    """What is to be told, line by line, in the reader's language."""
    told = str(said(text, _language.get()))
    if _language.get() == "en":
        return told
    return "\n".join(map(_line, told.split("\n")))


def add_command(commands: Any, name: str, run: Callable[[argparse.Namespace], int]) -> Any:
    """The parser of a new command of ``report``."""
    command = commands.add_parser(
        name, help="", formatter_class=argparse.RawDescriptionHelpFormatter
    )
    command.set_defaults(command=run, parser=command)
    return command


def add_help(parser: argparse.ArgumentParser, name: str = "report") -> None:
    """Put what ``text/help.toml`` says of a command, and of those below it, into its parser."""
    language, texts, words = _language.get(), _help()[name], _help()["words"]

    def said(of: str, table: dict[str, Any] = texts) -> str | None:
        return table.get(of, {}).get(language)

    parser.description, parser.epilog = said("description"), said("epilog")
    for group in parser._action_groups:
        group.title = said(group.title or "", words) or group.title
    for action in parser._actions:
        action.help = said(action.dest) or said(action.dest, _help()["every"]) or action.help
        action.help = said(action.help or "", words) or action.help
        if isinstance(action, argparse._SubParsersAction):
            for choice in action._choices_actions:
                choice.help = _help()[choice.dest]["title"][language]
            for command, below in action.choices.items():
                add_help(below, command)


@cache
def _help() -> dict[str, Any]:
    return tomllib.loads((TEXTS / "help.toml").read_text(encoding="utf-8"))


def _line(text: str) -> str:
    found = _BEFORE.fullmatch(text)
    assert found  # whatever the line, it has a beginning
    return found[1].replace(": ", "：") + _message(found[2])


def _message(text: str) -> str:
    for pattern, template in patterns():
        if found := pattern.fullmatch(text):
            parts = {name: _part(name, text) for name, text in found.groupdict("").items()}
            return template.format(**parts)
    return text


def _part(name: str, text: str) -> str:
    """What a group of a pattern holds: the words of a document stay as they are."""
    if name.startswith("quote"):
        return text
    return _units(text) if name.startswith("unit") else _line(text)
