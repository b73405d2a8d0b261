"""The words that a document adds of its own, one file a language in ``text/``."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

TEXT = Path(__file__).parent / "text"
LANGUAGES = tuple(sorted(path.stem for path in TEXT.glob("*.toml")))

_DATE = re.compile(r"(\d{4})-(0[1-9]|1[0-2])(?:-([0-3]\d))?")


@cache
def words(language: str) -> dict[str, Any]:
    """The words of a language: name → text with names in braces to be filled in.

    Raises:
        KeyError: there is no file for the language.
    """
    if language not in LANGUAGES:
        raise KeyError(f"no words for the language {language!r}; there are {', '.join(LANGUAGES)}")
    return tomllib.loads((TEXT / f"{language}.toml").read_text(encoding="utf-8"))


def dated(date: str, language: str) -> str:
    """A year, a month or a day, the year first, as readers of a language write it: "2022-08" is
    "August 2022". Any other text, and one in a language without words, as it is."""
    found = _DATE.fullmatch(date)
    if found is None or language not in LANGUAGES:
        return date
    said, (year, month, day) = words(language)["dates"], found.groups(default="")
    pattern = said["day" if day else "month"]
    return str(pattern.format(year=year, month=said["months"][int(month) - 1], day=day.lstrip("0")))


def when(condition: object, text: str) -> str:
    """The text where the condition holds, nothing where it does not."""
    if condition:
        return text
    return ""
