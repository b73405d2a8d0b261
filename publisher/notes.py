"""Notes in the margin: where the numbers of a paragraph come from, how exact and how well
evidenced they are.

A paragraph or finding has one note, at its first number: it has the interval of that number, the
weakest grade and the sources of all. Numbers that count what the report itself lists are left out:
they rest on many rows, or are exact and rest on several, or on one that has another value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, InvalidOperation
from typing import Any

from lxml import html

from .about import About
from .document import Document
from .reading import Chapter
from .words import when

GRADES = ("A", "B", "C")  # from the best to the weakest
MOST_SOURCES = 3  # of a number that has a note

_BRACKETS = re.compile(r"(?<!\s)\s*[(\uff08][^()\uff08\uff09]+[)\uff09]$")
_DIGITS = re.compile(r"\d+(?:\.(\d+))?")


@dataclass(frozen=True)
class Note:
    """A note in the margin.

    Attributes:
        number: as it is printed, from 1 through the whole document.
        grade: the weakest of its numbers: ``A``, ``B``, ``C``, or "" where none is known.
        sources: of all numbers of the paragraph: places in the document's list, from 0.
        again: whether a note before it has its first source.
        interval: its number as printed with what it may stand for, as in ("16.6%", "16.55",
            "16.65"); None for a bound, which says itself what it is.
    """

    number: int
    grade: str
    sources: tuple[int, ...]
    again: bool
    interval: tuple[str, str, str] | None


def collected(chapters: Iterable[Chapter], about: About) -> dict[tuple[str, int], Note]:
    """The notes of chapters, by chapter and place of the number in its list; the brief, a page
    without a margin, has none.
    """
    order = {source.id: place for place, source in enumerate(about.sources) if source.id}
    found: dict[tuple[str, int], Note] = {}
    for chapter in (one for one in chapters if not one.brief):
        for paragraph in _paragraphs(chapter.main):
            sourced = _sourced(paragraph, chapter, about, order)
            if not sourced:
                continue
            first = next(iter(sourced))
            places = tuple(dict.fromkeys(one for sources in sourced.values() for one in sources))
            found[chapter.name, first] = Note(
                len(found) + 1,
                grade([chapter.numbers[each] for each in sourced], about.rows),
                places,
                any(note.sources[0] == places[0] for note in found.values()),
                interval(chapter.numbers[first]),
            )
    return found


def grade(numbers: Sequence[Mapping[str, Any]], rows: Mapping[str, Any]) -> str:
    """The weakest grade of numbers: what they say of it themselves, else that of their rows; what
    was made of several is no better than the second.
    """
    found: list[Any] = []
    for number in numbers:
        own, behind = number.get("grade"), number.get("rows") or ()
        known = [_fact(rows, row, "grade") for row in behind]
        found += [own] if own else known
        if not own and any(known) and len(behind) > 1:
            found.append(GRADES[1])
    return max((one for one in found if one in GRADES), default="")


def title_grade(title: html.HtmlElement, chapter: Chapter, document: Document) -> str:
    """The weakest grade of the numbers in the title of an exhibit of a whole report."""
    spans = title.iterfind(".//span[@class='value']") if document.whole else ()
    return grade([chapter.numbers[int(span.get("data-n"))] for span in spans], document.about.rows)


def lines(note: Note, document: Document) -> tuple[str, str, str]:
    """What a note says: its first source, which after its first note has no brackets at its end,
    how many there are in all, the interval; "" where there is none."""
    said, place = document.words["notes"], note.sources[0]
    source, count = document.about.sources[place], len(note.sources)
    name = source.publisher or source.title
    name = short(name) if note.again else name
    first = f"{name}{said['number'].format(number=place + 1)}"
    number, low, high = note.interval or ("", "", "")
    ends = when(note.interval, said["interval"].format(number=number, low=low, high=high))
    return first, when(count > 1, said["more"].format(number=count)), ends


def short(name: str) -> str:
    """A name without brackets at its end, unless it is all in them."""
    return _BRACKETS.sub("", name) or name


def interval(number: Mapping[str, Any]) -> tuple[str, str, str] | None:
    """A number as printed with the ends of its interval, with one decimal more than the number has;
    None where it is exact or a bound."""
    ends = number.get("interval")
    text = str(number.get("text", ""))
    if not isinstance(ends, list) or len(ends) != 2:
        return None
    shown = _DIGITS.search(text)
    decimals = 1 + len((shown and shown[1]) or "")
    low, high = scaled(number)
    if low == high:
        return None
    low, high = _rounded(low, decimals, ROUND_FLOOR), _rounded(high, decimals, ROUND_CEILING)
    if not low or not high:
        return None
    return text, low, high


def scaled(number: Mapping[str, Any]) -> list[str]:
    """The ends of a number's interval in the unit in which its text writes it."""
    ends, shift = [str(end) for end in number.get("interval") or ()], number.get("shift")
    if not isinstance(shift, int):
        return ends
    try:
        return [f"{Decimal(end).scaleb(shift):f}" for end in ends]
    except InvalidOperation:
        return ends


def _rounded(end: str, decimals: int, outwards: str) -> str:
    """An end of an interval with at most so many decimals, rounded so that no possible value is
    left out; "" for one that is infinite.
    """
    try:
        value = Decimal(end)
    except InvalidOperation:
        return ""
    if not value.is_finite():
        return ""
    if -int(value.as_tuple().exponent) > decimals:
        value = value.quantize(Decimal(1).scaleb(-decimals), rounding=outwards)
    return f"{value:f}".replace("-", "−")


def _paragraphs(main: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """The paragraphs and items of a chapter outside of exhibits."""
    for one in main.iter("p", "li"):
        holders = {holder.tag for holder in one.iterancestors()}
        if holders & {"figure", "table"} or one.find("p") is not None:
            continue
        yield one


def _sourced(
    paragraph: html.HtmlElement, chapter: Chapter, about: About, order: Mapping[str, int]
) -> dict[int, tuple[int, ...]]:
    """The numbers of a paragraph that its note is about, with their sources."""
    found = {}
    for span in paragraph.iterfind(".//span[@class='value']"):
        place = int(span.get("data-n"))
        number = chapter.numbers[place]
        sources = _sources(number, about, order)
        if 0 < len(sources) <= MOST_SOURCES and not _counts(number, about.rows):
            found[place] = sources
    return found


def _counts(number: Mapping[str, Any], rows: Mapping[str, Any]) -> bool:
    """Whether it is exact and rests on several rows, or on one that has another value: it says how
    many there are.
    """
    ends, behind = scaled(number), list(number.get("rows") or ())
    if len(ends) != 2 or ends[0] != ends[1]:
        return False
    value = _fact(rows, behind[0], "value")
    return len(behind) > 1 or (value != "" and _digits(value) != _digits(number.get("text", "")))


def _digits(text: object) -> str:
    found = _DIGITS.search(str(text))
    return (found and found[0]) or ""


def _sources(number: Mapping[str, Any], about: About, order: Mapping[str, int]) -> tuple[int, ...]:
    named = (_fact(about.rows, row, "source") for row in number.get("rows") or ())
    return tuple(dict.fromkeys(order[one] for one in named if one in order))


def _fact(rows: Mapping[str, Any], row: Any, name: str) -> str:
    facts = rows.get(row)
    return str(facts.get(name, "")) if isinstance(facts, Mapping) else ""
