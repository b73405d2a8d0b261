"""Faults of the data layer in the language of an office, by the catalogue ``text/faults.toml``."""

from __future__ import annotations

import re
import tomllib
from functools import cache

from industry_report.data.errors import Fault
from industry_report.office.messages import TEXTS

QUOTED = re.compile(r"""^(['"])(.*)\1$""")


def in_words(fault: Fault, language: str) -> tuple[str, str, str, str]:
    """Where a fault is, what it is, what was expected and the nearest valid choice.

    What the catalogue does not have stays in English.
    """
    if language == "en":
        return fault.where, fault.what, fault.expected, fault.nearest
    what, expected = _said("what", fault.what), _said("expected", fault.expected)
    return _said("where", fault.where), what, expected, fault.nearest


def _said(table: str, text: str) -> str:
    for pattern, template in _catalogue(table):
        if found := pattern.fullmatch(text):
            groups = {name: _unquoted(value or "") for name, value in found.groupdict().items()}
            return template.format(**groups)
    return text


def _unquoted(text: str) -> str:
    """A text that a message quotes, in Chinese quotation marks."""
    text = QUOTED.sub(r"“\2”", text)
    return text.replace(" and ", "、").replace(", ", "、")


@cache
def _catalogue(table: str) -> list[tuple[re.Pattern[str], str]]:
    texts = tomllib.loads((TEXTS / "faults.toml").read_text(encoding="utf-8"))
    return [(re.compile(one["en"]), one["zh"]) for one in texts[table]]
