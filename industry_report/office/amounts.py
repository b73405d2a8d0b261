"""What the numbers in an office's sheet mean."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from industry_report.data.validation import DECIMAL
from industry_report.office.terms import (
    APART,
    FOOTNOTE,
    MANY,
    is_beside,
    known,
    measure,
    status,
    tidy,
)


@dataclass(frozen=True)
class Amount:
    """A number as a cell writes it.

    Attributes:
        digits: a plain decimal; "" where the cell says that there is no value.
        qualifier: of the dataset.
        unit: what stands behind the number: ``%``, ``亿元`` …
        changed: whether it was written otherwise than as a plain decimal.
        status: what the cell says that the number is: ``forecast``, ``target`` …, or "".
    """

    digits: str
    qualifier: str = ""
    unit: str = ""
    changed: bool = False
    status: str = ""

    def is_plain(self, text: str) -> bool:
        """Whether a text writes this number, but for marks between thousands, as it is read."""
        plain = re.sub("[,，' ]", "", tidy(text))
        return plain == f"{self.digits}{self.unit}" and not (self.qualifier or self.status)


GAP = Amount("")
#: Digits with or without marks between thousands, and what stands behind them.
NUMBER = re.compile(r"([+-]?)((?:\d{1,3}(?:[,，' ]\d{3})+|\d+)?(?:\.\d+)?)(\D{0,10})")
#: Digits that a space parts otherwise than thousands: 58.3 2 is two numbers, or has a mark.
APART_DIGITS = re.compile(r"\d\s+\d(?!\d\d(?!\d))|\.\d+\s+\d")
EXPONENT = re.compile(r"([+-]?)(\d(?:\.\d+)?e\+?\d{1,2})()")
IN_BRACKETS = re.compile(r"\(([\d,.]+)(%?)\)")
#: What is said of a number behind it: 12.3(初步核算).
REMARK = re.compile(r"(?<=.)[(\[]([^()\[\]\d]+)[)\]]$")


@lru_cache(MANY)
def amount(text: str) -> Amount | None:
    """The number that a text writes; GAP where it says that there is none, None for no number."""
    if DECIMAL.fullmatch(text):
        return Amount(text)
    if tidy(text) in _gaps():
        return GAP
    bare = FOOTNOTE.sub("", text)
    if APART_DIGITS.search(bare):
        return None
    if any(unicodedata.category(one) == "No" for one in bare):
        return None  # 2½, ①18: digits that are none of the number, or not all of it
    plain = tidy(bare)
    if plain in _gaps() - {""}:
        return GAP
    remark = REMARK.search(plain)
    if not remark:
        return _number(plain)
    said = _said(remark[1])
    found = _number(plain[: remark.start()], said.pop("sign", ""))
    if found is None or any(getattr(found, name) for name in said):
        return None
    return replace(found, **said)


def _number(plain: str, sign: str = "") -> Amount | None:
    """The number that a text without remarks writes; ``sign`` is what a remark says of it."""
    if re.fullmatch(r"持平|±0(?:\.0+)?", plain):
        return Amount("0", changed=True)
    plain, before = _without(plain.replace("−", "-"), "qualifiers")
    plain, word = _without(plain, "signs")
    if match := IN_BRACKETS.fullmatch(plain):
        plain, word = match[1] + match[2], "minus"  # as accountants write it
    plain = re.sub(r"^[—–](?=\d)", "-", plain)
    match = EXPONENT.fullmatch(plain) or NUMBER.fullmatch(plain)
    if not match or not match[2]:
        return None
    if (match[1] and (sign or word == "minus")) or (sign and word not in ("", sign)):
        return None  # 下降-3.2, -3.2(增长): which of the two?
    unit, behind = _without(match[3], "qualifiers")
    minus = "-" if "-" in match[1] or "minus" in (sign, word) else ""
    number = Decimal(re.sub("[,，' ]", "", match[2]))
    digits = f"{minus}{number:f}"
    return Amount(digits, before or behind, unit, True) if DECIMAL.fullmatch(digits) else None


def _said(remark: str) -> dict[str, Any]:
    """What a remark behind a number says of it: its ``sign``, ``status``, ``qualifier`` and
    ``unit``. What is in no list is taken for a unit, which no list has either.
    """
    said: dict[str, Any] = {}
    for part in APART.split(remark):
        found = {
            "sign": dict(_longest_first("signs")).get(part),
            "qualifier": dict(_longest_first("qualifiers")).get(part),
            "status": status(part),
        }
        keys = {name: key for name, key in found.items() if key}
        if not keys and not _is_harmless(part):
            keys = {"unit": part}
        if keys.keys() & said.keys():
            return {"unit": remark}
        said |= keys
    return said


def _is_harmless(remark: str) -> bool:
    """Whether a remark leaves a number what it is: 快报数, 含开发区."""
    begins = tuple(known()["remarks"]["begin"])
    return remark.startswith(begins) or is_beside(remark) or measure(remark) == "value"


@cache
def _gaps() -> frozenset[str]:
    return frozenset(map(tidy, known()["gaps"]["words"]))


def _without(plain: str, table: str) -> tuple[str, str]:
    """A text without the word of a table that it begins or ends with, and the key of the word, or
    "".
    """
    for word, key in _longest_first(table):
        if plain.startswith(word) and len(plain) > len(word):
            return plain.removeprefix(word), key
        if plain.endswith(word) and table == "qualifiers" and len(plain) > len(word):
            return plain.removesuffix(word), key
    return plain, ""


@cache
def _longest_first(table: str) -> list[tuple[str, str]]:
    """The words of a table with their keys, the longest first."""
    found = [(tidy(word), key) for key, names in known()[table].items() for word in names]
    return sorted(found, key=lambda one: -len(one[0]))
