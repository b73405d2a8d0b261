"""Whether both languages of a report show the same things, rows and numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from industry_report.publishing.differences import NUMBER, Difference, short
from industry_report.publishing.record import Item

#: Kinds of item that are the same in both languages, or in one of them only.
NOT_COMPARED = ("prose", "parameters")


def disagreements(zh: Sequence[Item], en: Sequence[Item]) -> Iterator[Difference]:
    """Where the two languages of a report do not show the same things, rows or numbers."""
    chinese, english = (
        {item.key: item for item in said if item.kind not in NOT_COMPARED} for said in (zh, en)
    )
    for key in dict.fromkeys((*chinese, *english)):
        one, other = chinese.get(key), english.get(key)
        where = f"Chinese and English: {[item.name for item in (one, other) if item][0]}"
        if one is None or other is None or one.kind != other.kind:
            first, second = (item.kind if item else "" for item in (one, other))
            yield Difference(where, "kind of output", first, second)
            continue
        for what, first, second in _apart(one, other):
            yield Difference(where, what, first, second)


def _apart(one: Item, other: Item) -> Iterator[tuple[str, str, str]]:
    """What is not the same, and how it is in each language."""
    compared = {
        "rows behind it": _rows,
        "how much it says": _size,
        "values that are missing": lambda item: len(item.missing),
        "numbers mentioned": _mentioned,
        "plotted numbers": _plotted,
    }
    for what, of in compared.items():
        first, second = of(one), of(other)
        if first != second:
            yield what, *_only(first, second)
    lost = _telling(one.text) - _digits(other.text), _telling(other.text) - _digits(one.text)
    if any(lost):
        yield "numbers", " ".join(sorted(lost[0])), " ".join(sorted(lost[1]))


def _only(first: Any, second: Any) -> tuple[str, str]:
    """What each of two things has that the other has not."""
    if isinstance(first, set):
        first, second = (", ".join(map(str, sorted(s))) for s in (first - second, second - first))
    return short(str(first)), short(str(second))


def _rows(item: Item) -> set[str]:
    return set(item.rows)


def _size(item: Item) -> int:
    """How many paragraphs, findings, lines of a table or rows of data there are."""
    words = "" if item.kind == "figure" else item.text
    return sum(1 for line in words.splitlines() if line.strip()) + len(item.data)


def _mentioned(item: Item) -> set[tuple[str, ...]]:
    """The numbers in its texts: field, interval, rows, and the digits that are written.

    A count of one is left out: it may be a word, or the singular alone.
    """
    return {_number(number) for number in item.numbers if number["interval"] != ["1", "1"]}


def _number(number: Mapping[str, Any]) -> tuple[str, ...]:
    written = " ".join(sorted(_digits(number["text"])))
    return (number["field"], *number["interval"], *number["rows"], written)


def _plotted(item: Item) -> list[list[float]]:
    if item.kind != "figure":
        return []
    return [[each for each in row.values() if isinstance(each, int | float)] for row in item.data]


def _digits(text: str) -> set[str]:
    """The leading digits of a text's numbers: 1234.5 and 123.45 (of larger units) are the same."""
    return {
        number.lstrip("−-").replace(",", "").replace(".", "").strip("0")
        for number in NUMBER.findall(text)
    }


def _telling(text: str) -> set[str]:
    """The numbers that both languages give: no years, nor small whole ones (words in English)."""
    telling: set[str] = set()
    for number in NUMBER.findall(text):
        is_year = re.fullmatch("(19|20)[0-9]{2}", number)
        if not is_year:
            telling |= {one for one in _digits(number) if "." in number or len(one) > 2}
    return telling - {""}
