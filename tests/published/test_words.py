"""The words of a document stand in files that agree with each other."""

from __future__ import annotations

import copy
import re
from string import Formatter
from typing import Any

import pytest

from publisher.words import LANGUAGES, dated, words


def placeholders(text: str) -> set[str]:
    """The names in braces; a number in Chinese characters is a number."""
    return {name.replace("han", "number") for _, name, _, _ in Formatter().parse(text) if name}


def check(mine: dict[str, Any], english: dict[str, Any]) -> None:
    """Whether two languages have the same texts, with the same places to be filled in."""
    assert mine.keys() == english.keys()
    for name, text in mine.items():
        if isinstance(text, str):
            assert placeholders(text) == placeholders(english[name]), name
        elif name in ("script", "dates"):
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


@pytest.mark.parametrize(
    ("date", "english", "chinese"),
    [
        ("2022-08", "August 2022", "2022年8月"),
        ("2026-03-10", "10 March 2026", "2026年3月10日"),
        ("2025-12-01", "1 December 2025", "2025年12月1日"),
        ("2021", "2021", "2021"),
        ("2021-13", "2021-13", "2021-13"),  # no month
        ("", "", ""),
    ],
)
def test_a_date_is_written_as_its_readers_write_it(date, english, chinese):
    assert (dated(date, "en"), dated(date, "zh"), dated(date, "fr")) == (english, chinese, date)
