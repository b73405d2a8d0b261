"""The words of a document stand in files that agree with each other."""

from __future__ import annotations

import copy
import re
from string import Formatter
from typing import Any

import pytest

from publisher.words import LANGUAGES, words


def placeholders(text: str) -> set[str]:
    """The names in braces; a number in Chinese characters is a number."""
    return {name.replace("han", "number") for _, name, _, _ in Formatter().parse(text) if name}


def check(mine: dict[str, Any], english: dict[str, Any]) -> None:
    """Whether two languages have the same texts, with the same places to be filled in."""
    assert mine.keys() == english.keys()
    for name, text in mine.items():
        if isinstance(text, str):
            assert placeholders(text) == placeholders(english[name]), name
        elif name == "script":
            check(text, english[name])
        else:
            assert len(text) == len(english[name]), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same_things(language):
    mine, english = copy.deepcopy(words(language)), copy.deepcopy(words("en"))
    assert mine["script"].pop("magnitudes") and english["script"].pop("magnitudes")
    check(mine, english)


def test_an_unknown_language_is_named_with_those_that_exist():
    with pytest.raises(KeyError, match=r"'fr'; there are en, zh"):
        words("fr")


def test_no_chinese_sentence_in_english_words():
    assert not re.search(r"[\u4e00-\u9fff]", str(words("en")))
