"""Periods in English as Chinese sheets write them: January to September 2025 is 2025年1月-9月."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

#: What a text says a second time, in English: 单位 of Unit 单位, but not 亿 of 亿 kWh.
_SAID_TWICE = re.compile(
    r"^(?:[\d,]+ )?[A-Za-z]{2}[A-Za-z ]* (?=[一-鿿]*(?![百千万亿])[一-鿿]$)"
    r"|(?<=[一-鿿])(?<![百千万亿]) (?!per )(?:[\d,]+ )?[A-Za-z]{2}[A-Za-z ]*$"
)
DASHES = str.maketrans(dict.fromkeys("—–−‐‑‒―－~～至到", "-"))
#: A year with four digits.
YEAR = r"(?:19|20)\d\d"

_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_FIRST_LETTERS = "janfebmaraprmayjunjulaugsepoctnovdec"
_NUMBERS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_ORDINALS = {"first": "1", "second": "2", "third": "3", "fourth": "4"}
_ORDINAL = "(first|second|third|fourth|[1-4](?=st|nd|rd|th))(?:st|nd|rd|th)?"
#: A part of a year, as the patterns above it write it.
_PART = (
    r"(?<![\d年a-z])(?:\d{1,2}月(?: ?- ?\d{1,2}月)?|q[1-4](?: ?- ?q?[1-4])?|h[12]"
    r"|前\d{1,2}(?:个月|季度)|上半年|下半年|全年)"
)
_DAY = r"(\d{1,2})(?:st|nd|rd|th)?"


def _month(found: re.Match[str]) -> str:
    return f"{_FIRST_LETTERS.index(found[1][:3]) // 3 + 1}月"


def _months_to(found: re.Match[str]) -> str:
    """The months that end with one: 9 months to September 2025."""
    last = int(found[3]) * 12 + int(found[2]) - 1
    first = last - int(found[1]) + 1
    return f"{first // 12}年{first % 12 + 1}月-{found[3]}年{found[2]}月"


#: In this order: words first, then what they make up.
_RULES: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    (rf"(?<![a-z])({_MONTHS})(?![a-z])\.?", _month),
    (
        rf"\b({_NUMBERS})(?=[- ](?:months?|quarters)\b)",
        lambda found: str(_NUMBERS.split("|").index(found[1]) + 1),
    ),
    (r"\bfirst (\d{1,2}) months\b", r"前\1个月"),
    (r"\bfirst ([234]) quarters\b", r"前\1季度"),
    (rf"\b{_ORDINAL} quarter\b", lambda found: f"q{_ORDINALS.get(found[1], found[1])}"),
    (r"\b(?:first|1st) half(?:[- ]year)?\b", "上半年"),
    (r"\b(?:second|2nd) half(?:[- ]year)?\b", "下半年"),
    (rf"\b([1-4])q(?=\b|{YEAR})", r"q\1"),
    (rf"\b([12])h(?=\b|{YEAR})", r"h\1"),
    (r"\b(\d{1,2})[- ]months?\b", r"\1个月"),
    (r"\b(?:full|whole|entire)[- ]year\b", "全年"),
    (rf"\bsame period (?:of|in) ({YEAR})(?!\d)", r"\1年同期"),
    (r"(?<=[月\d]) (?:to|through|thru) (?=\d|[qh]\d)", "-"),
    (r"(?<=月)(?:to|through|thru)(?=\d)", "-"),
    (rf"\b{_DAY} (?:of )?(\d{{1,2}}月),? ({YEAR})(?!\d)", r"\3年\2\1日"),
    (rf"(?<!年)(?<!\d)(\d{{1,2}}月) {_DAY},? ({YEAR})(?!\d)", r"\3年\1\2日"),
    (
        rf"(\d{{1,2}})个月 ?(?:to|-|ended|ending)(?: in)? ?(\d{{1,2}})月,? ?({YEAR})(?!\d)",
        _months_to,
    ),
    (rf"(?<![\d/.])(\d{{1,2}}) ?- ?(\d{{1,2}})/({YEAR})(?!\d)", r"\3年\1-\2月"),
    (rf"(?<!\d-)(?<![\d/.])(\d{{1,2}})/({YEAR})(?!\d)", r"\2年\1月"),
    (rf"({_PART})(?:,| of| in)? ?({YEAR})(?![\d年])", r"\2年\1"),
    (rf"(?<!\d)({YEAR})[,:]? (?={_PART})", r"\1年"),
)
_PATTERNS = tuple((re.compile(pattern), by) for pattern, by in _RULES)


def said_once(text: str) -> str:
    """The Chinese of a head or a unit that stands there in both languages: 10,000 tons 万吨."""
    return _SAID_TWICE.sub("", text.strip())


@lru_cache(2**16)
def in_chinese(text: str) -> str:
    """A text in half width and small letters, with one dash for all, and its English periods as
    Chinese sheets write them.
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().translate(DASHES).split())
    for pattern, by in _PATTERNS:
        plain = pattern.sub(by, plain)
    return plain
