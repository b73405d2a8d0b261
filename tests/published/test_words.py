"""The words of a document stand in files that agree with each other."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from publisher.words import LANGUAGES, words


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same_things(language):
    mine, english = words(language), words("en")
    assert mine.keys() == english.keys()
    for name, text in mine.items():
        if isinstance(text, str):
            assert placeholders(text) == placeholders(english[name]), name
        else:
            assert len(text) == len(english[name]) and all(map(placeholders, text))


def test_an_unknown_language_is_named_with_those_that_exist():
    with pytest.raises(KeyError, match=r"'fr'; there are en, zh"):
        words("fr")


def test_no_chinese_sentence_in_english_words():
    assert not re.search(r"[\u4e00-\u9fff]", str(words("en")))
