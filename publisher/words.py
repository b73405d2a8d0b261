"""The words that a document adds of its own, one file a language in ``text/``."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

TEXT = Path(__file__).parent / "text"
LANGUAGES = tuple(sorted(path.stem for path in TEXT.glob("*.toml")))


@cache
def words(language: str) -> dict[str, Any]:
    """The words of a language: name → text with names in braces to be filled in.

    Raises:
        KeyError: there is no file for the language.
    """
    if language not in LANGUAGES:
        raise KeyError(f"no words for the language {language!r}; there are {', '.join(LANGUAGES)}")
    return tomllib.loads((TEXT / f"{language}.toml").read_text(encoding="utf-8"))


def when(condition: object, text: str) -> str:
    """The text where the condition holds, nothing where it does not."""
    if condition:
        return text
    return ""
