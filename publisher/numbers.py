"""Numbers in a text, each with the interval, the rows and the formula that it came from.

A number is marked in its text by characters that stand for nothing else, goes with the text
through Markdown, and ends as ``<span class="value" data-n="7">`` in the tree; ``data-n`` is its
place in the chapter's list of numbers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from lxml import html

from . import tables
from .safety import element, items, mapping, plain, wrapped_inside

# Noncharacters of Unicode: they are in no text that means something.
_START, _MIDDLE, _END = "\ufdd0", "\ufdd1", "\ufdd2"
_MARKED = re.compile(f"{_START}([0-9]{{1,9}}){_MIDDLE}([^{_START}-{_END}]*){_END}")
_HUGE = re.compile(r"e[-+]?\d{3}", re.I)
MOST_SHIFT = 100
_MARK = re.compile(f"{_START}[0-9]*{_MIDDLE}|[{_START}-{_END}]")


class Numbers:
    """The numbers of one chapter, in the order in which they were met."""

    def __init__(self) -> None:
        self.found: list[dict[str, Any]] = []

    def mark(self, text: str, said: Any, where: str) -> str:
        """A text with marks around its numbers.

        Args:
            text: as the notebook wrote it; the places are offsets into it.
            said: the output's ``numbers``.
            where: which text this is: "text", "title", "subtitle" or "note".
        """
        pieces, last = [], 0
        for start, end, number in sorted(_spans(said, where), key=lambda one: one[:2]):
            if not last <= start < end <= len(text):
                continue  # overlaps the one before, or is outside: a place of another text
            self.found.append(number)
            place = f"{_START}{len(self.found) - 1}{_MIDDLE}"
            pieces += [text[last:start], place, text[start:end], _END]
            last = end
        return "".join([*pieces, text[last:]])

    def mark_cells(self, table: html.HtmlElement, said: Any) -> None:
        """Mark the numbers of a table, in place; a place is the row of the body and the column,
        from 0."""
        wanted: dict[tuple[int, int], list[dict[str, Any]]] = {}
        for place, number in _cells(said):
            wanted.setdefault(place, []).append(number)
        if not wanted:
            return
        grid = tables.grid(table)
        for row in grid.body:
            for cell in row:
                self._mark_cell(cell.element, wanted.get((cell.row - grid.head, cell.column), []))

    def _mark_cell(self, cell: html.HtmlElement, numbers: Sequence[dict[str, Any]]) -> None:
        """Mark each number where its text stands in the cell; one whose text does not stand there
        is what the cell as a whole says.
        """
        for number in numbers:
            self.found.append(number)
            place = len(self.found) - 1
            if not _marked_in(cell, str(number.get("text", "")), place) and len(numbers) == 1:
                wrapped_inside(cell, "span", class_="value", data_n=str(place))
        self.resolve(cell)

    def resolve(self, tree: html.HtmlElement) -> None:
        """Turn the marks of a tree into elements, in place."""
        for one in list(tree.iter()):
            one.text, spans = self._split(one.text)
            for span in reversed(spans):
                one.insert(0, span)
            if one.tail and one.getparent() is not None:
                tail, spans = self._split(one.tail)
                one.tail = None  # else it stays in front of what comes after the element
                for span in reversed(spans):
                    one.addnext(span)
                one.tail = tail

    def _split(self, text: str | None) -> tuple[str | None, list[html.HtmlElement]]:
        """What stands before the first number of a text, and an element for each number."""
        if not text or not _MARK.search(text):
            return text, []
        first, *rest = _MARKED.split(text)
        spans = []
        for place, shown, tail in zip(rest[::3], rest[1::3], rest[2::3], strict=True):
            known = {"class_": "value", "data_n": place} if int(place) < len(self.found) else {}
            spans.append(element("span", shown, **known))
            spans[-1].tail = _MARK.sub("", tail)
        return _MARK.sub("", first), spans


def _spans(said: Any, where: str) -> list[tuple[int, int, dict[str, Any]]]:
    found = []
    for number in map(_read, items(said)):
        at: Any = number.get("at")
        if number.get("in", "text" if where == "text" else "title") == where and _is_pair(at):
            found.append((at[0], at[1], number))
    return found


def _cells(said: Any) -> list[tuple[tuple[int, int], dict[str, Any]]]:
    of_cells = (one for one in map(_read, items(said)) if one.get("in") == "cell")
    return [((one["at"][0], one["at"][1]), one) for one in of_cells if _is_pair(one.get("at"))]


def _read(said: Any) -> dict[str, Any]:
    """What is said of a number, without what has another shape than it should, or is too large to
    be written out."""
    number: dict[str, Any] = {}
    for name, value in mapping(said).items():
        if name in ("rows", "interval") and isinstance(value, list):
            texts = [plain(one) for one in value]
            if name == "rows" or not any(map(_HUGE.search, texts)):
                number[name] = texts
        elif name == "shift" and isinstance(value, int) and abs(value) < MOST_SHIFT:
            number[name] = value
        elif name in ("text", "formula", "grade") and value is not None:
            number[name] = plain(value)
        elif name in ("at", "in", "field"):
            number[name] = value
    return number


def _is_pair(at: Any) -> bool:
    return isinstance(at, list) and len(at) == 2 and all(isinstance(one, int) for one in at)


def _marked_in(cell: html.HtmlElement, text: str, place: int) -> bool:
    """Put marks around the first place of a text behind the marks that a cell has; False where it
    does not stand there.
    """
    for node in cell.iter():
        for part in ("text", "tail")[: 1 if node is cell else 2]:
            held = getattr(node, part) or ""
            at = held.find(text, held.rfind(_END) + 1) if text else -1
            if at >= 0:
                marked = f"{_START}{place}{_MIDDLE}{text}{_END}"
                setattr(node, part, held[:at] + marked + held[at + len(text) :])
                return True
    return False
