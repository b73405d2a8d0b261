"""What all commands print, in their reader's language.

Code says it in English; ``text/messages.toml`` and ``text/faults.toml`` have the Chinese of whole
lines and of the parts of a fault. What they do not have stays in English.
"""

from __future__ import annotations

import argparse
import re
import tomllib
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from functools import cache
from typing import Any

from industry_report.data.errors import Fault
from industry_report.office.messages import (
    LANGUAGES,
    TEXTS,
    Messages,
    in_words,
    language_of,
    patterns,
)

_language: ContextVar[str] = ContextVar("language of messages", default="en")
#: What stands before a message in its line.
_BEFORE = re.compile(r"(\s*(?:- |report: (?:note: )?|\[\d+/\d+\] )?)(.*)", re.DOTALL)
#: A fault as it is written.
_FAULT = re.compile(
    r"(?:(?P<where>.+?): )?(?P<what>.+?)(?:; expected:? (?P<expected>.+?))?"
    r"(?:; did you mean (?P<nearest>.+)\?)?",
    re.DOTALL,
)


def speak_to(arguments: Sequence[str]) -> None:
    """Speak the language that a command line asks for with ``--messages``, else that of the
    environment.
    """
    asked = [
        value
        for name, value in zip(arguments, arguments[1:], strict=False)
        if name == "--messages" and value in LANGUAGES
    ]
    asked += [text[11:] for text in arguments if re.fullmatch(r"--messages=(zh|en)", text)]
    _language.set(language_of(next(iter(asked), None)))


def tell(text: object, **options: Any) -> None:
    """Print a text, as ``print`` does, in the reader's language."""
    print(spoken(str(text)), **options)


def spoken(text: str) -> str:
    """A text, line by line, in the reader's language."""
    if _language.get() == "en":
        return text
    return "\n".join(map(_line, text.split("\n")))


def add_command(commands: Any, name: str, run: Callable[[argparse.Namespace], int]) -> Any:
    """The parser of a new command of ``report``."""
    command = commands.add_parser(
        name, help="", formatter_class=argparse.RawDescriptionHelpFormatter
    )
    command.set_defaults(command=run, parser=command)
    return command


def add_help(parser: argparse.ArgumentParser, name: str = "report") -> None:
    """Put what ``text/help.toml`` says of a command and its arguments into its parser, and into
    those of the commands below it.
    """
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
    return str(found[1]) + (_message(found[2]) or _fault(found[2]))


def _message(text: str) -> str:
    for pattern, template in patterns("messages.toml", "message"):
        if found := pattern.fullmatch(text):
            parts = {name: _line(value or "") for name, value in found.groupdict().items()}
            parts |= {"where": in_words(Fault("", parts.get("where", "")), "zh")[0]}
            return template.format(**parts)
    return ""


def _fault(text: str) -> str:
    """A fault, part by part; any other text as it is."""
    found = _FAULT.fullmatch(text)
    if not found:
        return text
    parts = {name: value or "" for name, value in found.groupdict().items()}
    parts["nearest"] = parts["nearest"].strip("'")
    fault = Fault(**parts)
    where, what, _, _ = in_words(fault, _language.get())
    if not (parts["expected"] or parts["nearest"] or (where, what) != (fault.where, fault.what)):
        return text
    return Messages(_language.get()).mistake(fault)
