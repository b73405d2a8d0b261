"""A table element as placed cells: spans, headings, alignment, widths, parts that fit a page."""

from __future__ import annotations

import copy
import itertools
import re
from bisect import bisect
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import NamedTuple

from lxml import html

from .safety import middle_rows, names, own_rows
from .words import when

MOST_SPANNED = 200
MOST_MEASURED = 200  # rows of a table that its widths are taken from
WIDTH_STEPS = 48  # in how many steps the room that is left is given out
READABLE = (10.0, 9.0, 8.0, 7.0)  # ems: a text that is narrower has a word or two a line
MOST_READABLE = 0.7  # of the room that such columns may fill before the rest is given out
MOST_NAMING = 0.5  # of the room that columns may fill that each part of a table repeats
PADDING = 1.2  # ems beside the text of a cell
SENTENCE = 16.0  # ems: a longer cell reads as words, not as a number

_NUMBER = re.compile(
    r"[-+−–—±~≈<>≥≤约近超]*\s*[\d０-９][\d.,，  eE+−-]*+\s*(%|pp|个百分点)?"
    r"|[-–—…·]|\.\.\.|nan|NaN|None|NaT|<NA>|",
    re.I,
)
_HAN = "\u2e80-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef"
_IS_HAN = re.compile(f"[{_HAN}]")
_WIDE = re.compile("[“”‘’…—·×÷−≥≤%\u2e80-\U0010ffff]")
_CAPITAL = re.compile("[A-Z]")
_SEAM = re.compile(r"[\u4e00-\u9fff](?=[A-Za-z0-9%])|[A-Za-z0-9%](?=[\u4e00-\u9fff])")
#: What stays in one line: a few characters in Chinese brackets, a Chinese unit of many characters
#: with its number.
_FIGURES = "(?:(?<![0-9.,])[0-9][0-9.,]* ?)"
_UNIT = "(?:\u5143|\u5428|\u5343\u74e6\u65f6?)"  # yuan, tonnes, kilowatts and -hours
KEPT = re.compile(
    f"\uff08[^\uff08\uff09]{{1,6}}\uff09|(?:{_FIGURES}?\u4e2a)?\u767e\u5206\u70b9"  # of shares
    f"|{_FIGURES}?[\u4e07\u4ebf]{{1,3}}{_UNIT}|{_FIGURES}{_UNIT}"
)
#: What no line is broken in; marks are never parted from what they stand at.
_WORD = re.compile(
    f"\uff08?(?:{KEPT.pattern})[\uff08\uff09\uff0c\uff1b\uff1a\u3001\u3002]*|[\x21-\u2e7f]+"
)
_BREAKS = names("br p li div tr h1 h2 h3 h4 h5 h6 figcaption blockquote pre table summary dt dd")

Row = dict[int, list[float]]  # the widths of the lines of each cell, by column


@dataclass(frozen=True)
class Cell:
    """A cell in its place; rows are counted through the whole table."""

    element: html.HtmlElement
    row: int
    column: int
    colspan: int
    rowspan: int
    header: bool
    breakable: bool = False

    @property
    def rows(self) -> range:
        return range(self.row, self.row + self.rowspan)

    @cached_property
    def lines(self) -> list[str]:
        """Its text, a string for each line that the author has set."""
        return lines_of(self.element)

    @cached_property
    def text(self) -> str:
        return " ".join(self.lines)


@dataclass
class Grid:
    """The rows of a table; the first ``head`` of them are repeated on every page."""

    rows: list[list[Cell]]
    head: int
    columns: int
    alignment: list[str] = field(default_factory=list)

    @property
    def body(self) -> list[list[Cell]]:
        """The rows below the heads."""
        return self.rows[self.head :]

    @property
    def is_plain(self) -> bool:
        """True with one row of heads, which names every column, and no spans."""
        spans = any(max(cell.colspan, cell.rowspan) > 1 for cell in self.cells)
        return self.head == 1 and not spans and all(cell.text for cell in self.rows[0])

    @property
    def cells(self) -> Iterator[Cell]:
        return (cell for row in self.rows for cell in row)

    @cached_property
    def row_headers(self) -> int:
        """How many leading columns name their rows."""
        plain = {cell.column for row in self.body for cell in row if not cell.header}
        named = min(plain, default=0)
        found = {cell.column for row in self.body for cell in row}
        return named if found.issuperset(range(named)) else 0

    @cached_property
    def least_widths(self) -> list[float]:
        """The least that each column can do with, in ems: numbers, dates and words are not broken,
        texts are."""
        return self._text_widths(7.5, 5.5)

    @cached_property
    def word_widths(self) -> list[float]:
        """The width of the longest word of each column, in ems."""
        return self._widths(_longest_word)

    def _text_widths(self, han: float, latin: float) -> list[float]:
        """Widths in which no word is broken; texts have these many ems, or what they need."""

        def least(text: str) -> float:
            limit = han if _IS_HAN.search(text) else latin
            return max(_longest_word(text), min(measure(text), limit))

        return self._widths(least)

    @cached_property
    def easy_widths(self) -> list[float]:
        """The width that each column would like, in ems; long texts ask for half of their
        length."""

        def easy(text: str) -> float:
            whole = measure(text)
            return max(min(whole, 14.0), _longest_word(text), whole / 2)

        return self._widths(easy)

    def _widths(self, wanted_by: Callable[[str], float]) -> list[float]:
        widths = [1.0] * self.columns
        for cell in (cell for row in self.rows[:MOST_MEASURED] for cell in row):
            bold = 1.07 if cell.header else 1.0
            share = wanted_by(cell.text) * bold / cell.colspan
            for column in range(cell.column, min(cell.column + cell.colspan, self.columns)):
                widths[column] = max(widths[column], min(share, 30.0))
        return widths

    def shared_widths(self, room: float) -> list[float]:
        """Widths, in ems without padding, that add up to ``room`` and keep the table low. They are
        computed once for tables of the same texts.

        Every column gets what reads well, as far as there is room, or the least that it can do
        with. What is left goes, step by step, to the column that makes the rows lower by it:
        columns of much text become wide, columns of little text stay narrow. What no row needs goes
        to the columns that have the most lines to lose.
        """
        rows = (
            tuple((one.column, tuple(one.lines)) for one in row if one.colspan == 1)
            for row in self.body[:MOST_MEASURED]
        )
        wanted = (self._number_widths(self._text_widths(ems, ems)) for ems in READABLE)
        easy = (widths for widths in wanted if sum(widths) <= MOST_READABLE * room)
        first = next(easy, self.least_widths)
        return list(_fair_widths(tuple(first), tuple(filter(None, rows)), room))

    def _number_widths(self, widths: list[float]) -> list[float]:
        """These widths, but of columns of numbers as much as no number is broken in."""
        for cell in (cell for row in self.body[:MOST_MEASURED] for cell in row):
            right = self.alignment[cell.column] == "right" and not is_sentence(cell)
            if cell.colspan == 1 and right:
                widths[cell.column] = max(widths[cell.column], measure(cell.text))
        return widths

    def pieces(self, room: float) -> list[Grid]:
        """This grid cut into grids that fit ``room`` ems, each with the naming columns repeated: as
        many as it takes to tell the rows apart, where there is room for them."""
        widths = [width + PADDING for width in self.least_widths]
        if sum(widths) <= room or self.columns < 2:
            return [self]
        naming = self._naming(widths, room)
        free = room - sum(widths[:naming])
        groups: list[list[int]] = [[]]
        used = 0.0
        for column in range(naming, self.columns):
            if groups[-1] and used + widths[column] > free:
                groups.append([])
                used = 0.0
            groups[-1].append(column)
            used += widths[column]
        if len(groups) == 1:
            return [self]
        return [self._columns([*range(naming), *group]) for group in groups]

    def parted(self, cuts: Sequence[int], tall: Collection[Cell]) -> Grid:
        """The grid in which cells begin anew at some rows; tall ones do not: these may be broken,
        and all beside them."""
        broken = {row for cell in tall for row in cell.rows}
        rows: list[list[Cell]] = [[] for _ in self.rows]
        for cell in self.cells:
            first, last = bisect(cuts, cell.row), bisect(cuts, cell.rows.stop - 1)
            inner = () if cell in tall else cuts[first:last]
            for start, end in itertools.pairwise([cell.row, *inner, cell.rows.stop]):
                element = cell.element if start == cell.row else _again(cell.element)
                soft = not broken.isdisjoint(range(start, end))
                part = Cell(
                    element, start, cell.column, cell.colspan, end - start, cell.header, soft
                )
                rows[start].append(part)
        placed = [sorted(row, key=lambda cell: cell.column) for row in rows]
        return Grid(placed, self.head, self.columns, self.alignment)

    def _naming(self, widths: list[float], room: float) -> int:
        """How many leading columns each part of the grid repeats."""
        least = max(self.row_headers, 1)
        for count in range(least, self.columns if self.is_plain else least):
            if sum(widths[:count]) > MOST_NAMING * room:
                break
            if len({tuple(cell.text for cell in row[:count]) for row in self.body}) == len(
                self.body
            ):
                return count
        return least

    def _columns(self, chosen: list[int]) -> Grid:
        """The grid of some columns; a cell that spans others, too, becomes narrower."""
        place = {column: index for index, column in enumerate(chosen)}
        rows = []
        for row in self.rows:
            cells = []
            for cell in row:
                spanned = range(cell.column, cell.column + cell.colspan)
                inside = [place[column] for column in spanned if column in place]
                if inside:
                    width = inside[-1] - inside[0] + 1
                    new = Cell(cell.element, cell.row, inside[0], width, cell.rowspan, cell.header)
                    cells.append(new)
            rows.append(cells)
        sides = [self.alignment[column] for column in chosen]
        return Grid(rows, self.head, len(chosen), sides).closed()

    def closed(self) -> Grid:
        """The grid without rows in which no cell begins: of these not every writer knows."""
        if all(self.rows):
            return self
        at = list(itertools.accumulate(map(bool, self.rows), initial=0))
        rows = [
            [replace(one, row=at[one.row], rowspan=at[one.rows.stop] - at[one.row]) for one in row]
            for row in self.rows
            if row
        ]
        return Grid(rows, at[self.head], self.columns, self.alignment)


def _again(element: html.HtmlElement) -> html.HtmlElement:
    """A copy of an element that no link leads to."""
    new = copy.deepcopy(element)
    for one in new.xpath("descendant-or-self::*[@id]"):
        del one.attrib["id"]
    return new


def bulleted(cell: Cell) -> list[str]:
    """The lines of a cell that all begin with a bullet, without it; none of another cell."""
    found = [line.removeprefix("• ") for line in cell.lines if line.startswith("• ")]
    return found if len(found) == len(cell.lines) > 1 else []


def grid(table: html.HtmlElement) -> Grid:
    """Read a ``table``; spans that overlap or leave the table are cut, columns in which no cell
    begins are left out."""
    rows = own_rows(table)
    placed = _placed(rows)
    head = _head(rows, placed)
    columns = max((cell.column + cell.colspan for row in placed for cell in row), default=1)
    result = Grid(placed, head, columns, [""] * columns).closed()
    begun = {cell.column for row in placed for cell in row} or {0}
    if len(begun) < columns:  # the others hold nothing, and spans may claim thousands
        result = result._columns(sorted(begun))
    said = table.get("data-align", "").split()
    sides = said if len(said) == result.columns else _alignment(result)
    words = {cell.column for row in result.body for cell in row if is_sentence(cell)}
    result.alignment = ["left" if at in words else side for at, side in enumerate(sides)]
    meant = table.get("data-sides", "").split()  # by the author of the text
    if len(meant) == result.columns:
        guessed = zip(meant, result.alignment, strict=True)
        result.alignment = [side if one == "auto" else one for one, side in guessed]
    return result


def _head(rows: list[html.HtmlElement], placed: list[list[Cell]]) -> int:
    """How many rows are the head, which no cell goes beyond; a table of headings only has none."""
    named = (bool(cells) and all(cell.header for cell in cells) for cells in placed)
    of_head = [row.getparent().tag == "thead" or one for row, one in zip(rows, named, strict=True)]
    if all(of_head):
        return 0
    lowest = (max((cell.rows.stop for cell in row), default=0) for row in placed)
    ends = itertools.accumulate(lowest, max)
    heads = zip(range(1, of_head.index(False) + 1), ends, strict=False)
    return max((row for row, end in heads if end <= row), default=0)


def _placed(rows: list[html.HtmlElement]) -> list[list[Cell]]:
    taken: set[tuple[int, int]] = set()
    placed = []
    last = {row.getparent(): end for end, row in enumerate(rows, 1)}  # of each group of rows
    for index, elements in enumerate(rows):
        most = last[elements.getparent()] - index
        cells, column = [], 0
        for element in elements.iterchildren("td", "th"):
            while (index, column) in taken:
                column += 1
            colspan = _span(element, "colspan")
            rowspan = min(_span(element, "rowspan", most), most)
            while any((index, column + step) in taken for step in range(1, colspan)):
                colspan -= 1
            if rowspan > 1:
                down, right = range(index + 1, index + rowspan), range(column, column + colspan)
                taken |= {(row, place) for row in down for place in right}
            cells.append(Cell(element, index, column, colspan, rowspan, element.tag == "th"))
            column += colspan
        placed.append(cells)
    return placed


def _span(element: html.HtmlElement, name: str, zero: int = 1) -> int:
    """How many rows or columns a cell is said to take; ``zero`` is what 0 means."""
    value = element.get(name, "")
    return min(int(value) or zero, MOST_SPANNED) if re.fullmatch("[0-9]{1,6}", value) else 1


def is_sentence(cell: Cell) -> bool:
    """Whether a cell is words, which stand right, even if they begin with a number, only where
    their author says so."""
    return cell.colspan == 1 and any(measure(line) > SENTENCE for line in cell.lines)


def _alignment(grid: Grid) -> list[str]:
    """Columns of numbers stand right."""
    left, filled = set(), set()
    for cell in (cell for row in grid.body for cell in row if cell.colspan == 1):
        if cell.text:
            filled.add(cell.column)
        if cell.column not in left and not _NUMBER.fullmatch(cell.text):
            left.add(cell.column)
    sides = {True: "right", False: "left"}
    return [sides[column in filled - left] for column in range(grid.columns)]


def clip(table: html.HtmlElement, most: int, left_out: str) -> int:
    """Keep at most ``most`` rows (0: any number): the first, a row that says what is left out, the
    last. How many are left out is returned.

    Args:
        table: changed in place.
        most: rows of the body.
        left_out: what is said, with ``{number}``.
    """
    middle = middle_rows(table, most)
    if not middle:
        return 0
    whole = own_rows(table)[0]
    columns = sum(_span(cell, "colspan") for cell in whole if cell.tag in ("td", "th"))
    note, *others = middle
    for row in others:
        row.getparent().remove(row)
    note.clear(keep_tail=True)
    cell = html.Element("td", colspan=str(columns))
    cell.text = left_out.format(number=f"{len(middle):,}")
    note.append(cell)
    return len(middle)


def lines_of(element: html.HtmlElement) -> list[str]:
    """The text of an element, a string for each line that the author has set."""
    if not len(element):  # as most cells are
        return _lines_in(element.text or "")
    pieces: list[str] = []

    def collect(one: html.HtmlElement) -> None:
        broken = when(one.tag in _BREAKS, "\n")
        pieces.extend([broken, one.text or ""])
        for child in one:
            collect(child)
            pieces.append(child.tail or "")
        pieces.append(broken)

    collect(element)
    return _lines_in("".join(pieces))


def _lines_in(text: str) -> list[str]:
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return [line for line in lines if line]


@lru_cache(maxsize=512)
def _fair_widths(
    least: tuple[float, ...],
    texts: tuple[tuple[tuple[int, tuple[str, ...]], ...], ...],
    room: float,
) -> tuple[float, ...]:
    """See ``Grid.shared_widths``; ``texts`` are the lines of each cell with its column, by row."""
    widths = list(least)
    spare = room - sum(widths)
    if spare <= 0:
        return least
    rows = [
        {column: [1.1 * measure(line) for line in lines] for column, lines in row} for row in texts
    ]
    step = spare / WIDTH_STEPS
    gains = [_gain(row, widths, step) for row in rows]
    for _ in range(WIDTH_STEPS):
        lost = [0.0] * len(widths)
        for gain in gains:
            lost[gain.column] += gain.lines
        if max(lost) <= 0:  # no row becomes lower, but some cells do
            lost = [_eased(rows, column, width, step) for column, width in enumerate(widths)]
        if max(lost) <= 0:
            break
        wider = lost.index(max(lost))
        widths[wider] += step
        gains = [_gain(one.row, widths, step) if one.column == wider else one for one in gains]
    scale = room / sum(widths)
    return tuple(width * scale for width in widths)


class _Gain(NamedTuple):
    """The column that makes a row as high as it is, and how many lines the row loses when that one
    becomes wider."""

    column: int
    lines: float
    row: Row


def _gain(row: Row, widths: list[float], step: float) -> _Gain:
    lines = {column: _lines(measures, widths[column]) for column, measures in row.items()}
    highest = max(lines, key=lines.__getitem__)
    return _Gain(highest, lines[highest] - _lines(row[highest], widths[highest] + step), row)


def _eased(rows: list[Row], column: int, width: float, step: float) -> float:
    """How many lines the cells of a column lose when it becomes wider."""
    cells = [row[column] for row in rows if column in row]
    return sum(_lines(one, width) - _lines(one, width + step) for one in cells)


def _lines(measures: list[float], width: float) -> float:
    """How many lines a cell takes; fractions count, so that every bit of width does."""
    return sum(max(1.0, one / width) for one in measures)


@lru_cache(maxsize=8192)
def measure(text: str) -> float:
    """The width of a line of text in ems, roughly: 1 for a Chinese character, 0.6 for a Latin
    letter or digit, a quarter for the space that is set between the two."""
    wide, capital, seams = (len(found.findall(text)) for found in (_WIDE, _CAPITAL, _SEAM))
    return 0.59 * len(text) + 0.44 * wide + 0.1 * capital + 0.26 * seams


@lru_cache(maxsize=8192)
def _longest_word(text: str) -> float:
    return max((measure(word) for word in _WORD.findall(text)), default=1.0)
