"""Tables in the grids of an office's sheets: which cell is the value of what, where and when.

A table has a head (rows of texts), columns of labels, and a body. What a value is follows from
what its column says, what its row says and what the title says, in this order; each of them may
name the indicator, the period, the place and the unit. So one way of reading serves tables of
indicators by years, of years by indicators, of places, of branches, and lists of single values.
Two tables that stand side by side are read one after the other.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace

from industry_report.office import words
from industry_report.office.heads import (
    BOTH,
    GROWTHS,
    MOST_LABELS,
    NOTE,
    UNIT,
    Column,
    Name,
    are_places,
    column_of,
    context_of,
    filled_cells,
    in_branch,
    is_head,
    is_number,
    is_value,
    kind_of,
    name_of,
    period_head,
    pieces_of,
    referred,
    stated_units,
    subject_of,
    within_context,
)
from industry_report.office.sheets import EMPTY, Cell, Grid
from industry_report.office.words import Moment

#: A text alone in a row that is no longer than this is the heading of the rows below.
LONGEST_SECTION = 12
INDEX = "指数"
REMARK = re.compile("[(（*]?(注|备注|说明|.{0,2}来源)[:：]")
#: 三次产业结构 is written as 16:40:44.
RATIO = re.compile(r"(\d+(?:\.\d+)?)[:：∶](\d+(?:\.\d+)?)[:：∶](\d+(?:\.\d+)?)")
ROWS, COLUMNS, LONG = "rows", "columns", "long"
PERIODS = ("year", "period", "month")

Text = tuple[int, int, str]


@dataclass(frozen=True)
class Entry:
    """The cell of a value and what the table says about it.

    Attributes:
        name: of the indicator, with what the rows and heads above add to it.
        growth: which growth of it the value is: 增速, 年均增速 or "".
        english: the name in English, where the sheet has it.
        moment: its period; None where the table names none.
        units: what may be its unit, the closest first; texts in brackets may be something else.
        unit: what a column or row of units says.
        table_units: what the title says.
        stated: the text that should be a period, where ``moment`` is None.
        region: the place of the row or column, where the table has several.
        remark: of the row, in a list of single values.
    """

    cell: Cell
    row: int
    column: int
    name: str
    growth: str = ""
    english: str = ""
    moment: Moment | None = None
    units: tuple[str, ...] = ()
    unit: str = ""
    table_units: tuple[str, ...] = ()
    stated: str = ""
    region: str = ""
    remark: str = ""


@dataclass
class Table:
    """A table of a sheet.

    Attributes:
        shape: ``rows`` (an indicator a row), ``columns`` or ``long`` (a value a row).
        first, last: its rows, from 0.
        entries: its cells that should hold values.
        odd: the columns of numbers that are not understood: the place of the head and its text;
            ``skipped``: those that the dataset cannot hold, such as ranks.
        blank: the names of rows that have no value yet.
        passed: the places and texts of what stands in or under it and is no part of it.
    """

    shape: str
    first: int
    last: int
    entries: list[Entry] = field(default_factory=list)
    odd: dict[tuple[int, int], str] = field(default_factory=dict)
    skipped: dict[tuple[int, int], str] = field(default_factory=dict)
    blank: list[str] = field(default_factory=list)
    passed: list[Text] = field(default_factory=list)


def tables(grid: Grid, places: Collection[str] = ()) -> tuple[list[Table], list[Text]]:
    """The tables of a sheet, and the texts (row, column, text) behind the last that belong to none.

    What stands above a table is its title. ``places`` are names of places in the form of
    :func:`~industry_report.data.codes.plain`.
    """
    found: list[Table] = []
    loose: list[Text] = []
    start, row = 0, 0
    while row < len(grid.rows):
        last = _last_row(grid, row) if is_head(grid, row) else None
        if last is None:
            loose += [(row, column, cell.text) for column, cell in filled_cells(grid, row)]
            row += 1
            continue
        for panel in _panels(grid, row):
            table = _Reading(panel, start, row, last, places).table()
            table.passed = [one for one in loose if REMARK.match(one[2])] + table.passed
            found.append(table)
            loose = []
        start = row = last + 1
    return found, loose


def _last_row(grid: Grid, head: int) -> int | None:
    """The last row with a value of the table whose head begins in a row; None without values."""
    timed = {column for column, cell in filled_cells(grid, head) if period_head(cell.text)}
    last = None
    for row in range(head + 1, len(grid.rows)):
        filled = filled_cells(grid, row)
        values = any(is_value(cell) for _, cell in filled)
        if last is not None and not values and is_head(grid, row):
            break
        waits = last == row - 1 and len(filled) > 1 and not NOTE.match(filled[0][1].text)
        waits = waits and not any(UNIT.search(cell.text) for _, cell in filled)
        if values or waits or any(column in timed for column, _ in filled):
            last = row
    return last


def _panels(grid: Grid, head: int) -> list[Grid]:
    """The grid, once for each table that stands beside another: the head begins again.

    Cells of the others are empty in it, so that all keep their addresses.
    """
    filled = filled_cells(grid, head)
    first = filled[0][1].text
    starts = [column for column, cell in filled if cell.text == first and words.head(first)]
    if len(starts) < 2:
        return [grid]
    ends = [*starts[1:], grid.width]
    panels = []
    for start, end in zip(starts, ends, strict=True):
        rows = [
            row if number < head else [EMPTY] * start + row[start:end]
            for number, row in enumerate(grid.rows)
        ]
        panels.append(replace(grid, rows=rows))
    return panels


class _Reading:
    """The reading of one table: rows ``start`` to ``last``, with a head in row ``head``."""

    def __init__(
        self, grid: Grid, start: int, head: int, last: int, places: Collection[str]
    ) -> None:
        self.grid, self.last, self.places = grid, last, places
        self.top, self.bottom = self._head_rows(start, head)
        rows = range(self.top, last + 1)
        self.first = min(column for row in rows for column, _ in filled_cells(grid, row))
        titles = [
            cell.text for row in range(start, self.top) for _, cell in filled_cells(grid, row)
        ]
        self.subject = subject_of(titles, places)
        self.units = tuple(unit for text in titles for unit in stated_units(text))
        self.context = context_of([*reversed(titles), grid.sheet, grid.file])
        self.year = ""
        if self.context and len(set(re.findall(r"\d{4}", self.context.period))) == 1:
            self.year = self.context.period[:4]
        self.labels = self._label_columns()
        self.columns = self._value_columns()
        whole = self.subject if words.noun_of(self.subject) else ""
        self.subject_name = Name(self.subject, whole=whole)
        self.names = self._names()

    def table(self) -> Table:
        """The table with its entries."""
        kinds = set(self.labels.values())
        shape = COLUMNS
        if "indicator" in kinds:
            shape = LONG if "value" in kinds else ROWS
        table = Table(shape, self.top, self.last)
        above, year = Name("", whole=self.subject_name.whole), self.year
        for row in self._body(table):
            stated, moment, year = self._row_moment(row, year)
            name, above = self._row_name(row, above)
            entries = list(self._entries(row, table, name, stated, moment))
            table.entries += entries
            if not entries:
                self._say_unread(table, row)
        return table

    # --- heads ----------------------------------------------------------------------------------

    def _head(self) -> range:
        return range(self.top, self.bottom + 1)

    def _head_rows(self, start: int, head: int) -> tuple[int, int]:
        """The first and last row of the head around a row."""
        top = bottom = head
        while top > start and self._is_group_row(top - 1):
            top -= 1
        while bottom < self.last and self._is_second_row(bottom + 1):
            bottom += 1
        return top, bottom

    def _is_group_row(self, row: int) -> bool:
        filled = filled_cells(self.grid, row)
        texts = [cell.text for _, cell in filled]
        if len(filled) < 2 or any(is_number(cell) or UNIT.search(cell.text) for _, cell in filled):
            return False
        return not any(NOTE.match(text) for text in texts)

    def _is_second_row(self, row: int) -> bool:
        """Whether a row goes on with the head above it: nothing under the labels but a word for
        units or a translation, and no value.
        """
        filled = filled_cells(self.grid, row)
        if not filled or any(is_value(cell) for _, cell in filled):
            return False
        column, first = filled[0]
        above = self.grid.cell(row - 1, column).text
        kind = words.head(first.text)
        if kind and (kind == "unit" or not above or words.is_english(first.text)):
            return len(filled) > 1
        if column == 0 or NOTE.match(first.text):
            return False
        return len(filled) > 1 or above == ""

    def _texts(self, column: int) -> list[str]:
        """The texts of the head over a column, from the top; merged cells reach to the right."""
        texts: list[str] = []
        for row in self._head():
            text, place = self.grid.cell(row, column).text, column
            deeper = any(
                self.grid.cell(below, column).text for below in range(row + 1, self.bottom + 1)
            )
            while not text and deeper and self._reaches(row, place):
                place -= 1
                text = self.grid.cell(row, place).text
            if text and text not in texts:
                texts.append(text)
        return texts

    def _reaches(self, row: int, column: int) -> bool:
        """Whether the cell to the left may reach over a column in a row of the head: nothing above
        begins there, and no label stands there.
        """
        above = [self.grid.cell(one, column).text for one in range(self.top, row)]
        return column > self.first and not any(above) and not self._label(column - 1)

    def _label(self, column: int) -> str:
        """What kind of label a column holds, by the words of its head."""
        kinds = [words.head(self.grid.cell(row, column).text) for row in self._head()]
        return next(filter(None, kinds), "")

    def _label_columns(self) -> dict[int, str]:
        """The columns of labels, with their kinds; those without a word come first in the table."""
        found = {column: kind for column in range(self.grid.width) if (kind := self._label(column))}
        for column in [one for one, kind in found.items() if kind in PERIODS]:
            if self._heads_row(column):
                found[column] = self._kind_below(column)
        if "value" in found.values() and not set(PERIODS) & set(found.values()):
            # 数值 beside 增速 in a report of one period: a column of values.
            found = {column: kind for column, kind in found.items() if kind != "value"}
        for column in range(self.first, min(self.first + MOST_LABELS, self.grid.width)):
            if column in found:
                continue
            texts = [self.grid.cell(row, column).text for row in self._head()]
            text = "".join(texts)
            if any(map(period_head, texts)) or words.measure(text) or self._has_numbers(column):
                break
            found[column] = self._kind_below(column)
            if found[column] == "period":
                break
        return found

    def _heads_row(self, column: int) -> bool:
        """Whether the word of a head is about the heads beside it: 年份 before 2022年, 2023年. What
        stands under it is then something else.
        """
        beside = [
            self.grid.cell(row, other).text
            for row in self._head()
            for other in range(column + 1, self.grid.width)
        ]
        several = sum(words.moment(text, self.year or "0000") is not None for text in beside) > 1
        return several and self._kind_below(column) != "period"

    def _has_numbers(self, column: int) -> bool:
        cells = [self.grid.cell(row, column) for row in range(self.bottom + 1, self.last + 1)]
        return sum(map(is_number, cells)) * 2 > sum(cell != EMPTY for cell in cells)

    def _kind_below(self, column: int) -> str:
        """What stands under a head without a word: periods, places or names."""
        cells = [self.grid.cell(row, column).text for row in range(self.bottom + 1, self.last + 1)]
        return kind_of([text for text in cells if text], self.places)

    def _value_columns(self) -> dict[int, Column]:
        """What the heads of all other columns say. A growth without a period is that of the latest
        of the columns between it and the growth before.
        """
        columns: dict[int, Column] = {}
        for number in range(self.first, self.grid.width):
            texts = self._texts(number)
            if texts and number not in self.labels:
                unit = self._unit_below(number)
                said = [text for text in texts if text != unit]
                columns[number] = column_of(said, unit, self.year, self.context)
        names = [" ".join(one.names) for one in columns.values()]
        if are_places(names, self.places):
            columns = {
                number: replace(one, names=(), region=" ".join(one.names))
                for number, one in columns.items()
            }
        beside: list[Moment] = []
        for number, one in columns.items():
            if one.moment is None and one.growth == GROWTHS["growth"] and beside:
                latest = max(beside, key=lambda moment: moment.period[-7:])
                columns[number] = replace(one, moment=latest)
            elif one.moment:
                beside.append(one.moment)
            if one.growth:
                beside = []
        return columns

    def _unit_below(self, column: int) -> str:
        """What a row of units, the last of a head of several rows, says of a column."""
        row = [cell.text for _, cell in filled_cells(self.grid, self.bottom)]
        text = self.grid.cell(self.bottom, column).text
        if self.bottom == self.top or pieces_of(text):
            return ""
        units = sum(words.is_unit(one) or words.head(one) == "unit" for one in row)
        return text if units * 2 > len(row) or words.is_unit(text) else ""

    def _names(self) -> dict[int, Name]:
        """The indicators that the columns name, each under those before it."""
        names, above = {}, self.subject_name
        for number, column in self.columns.items():
            names[number] = name_of(column, above)
            if column.growth and not column.names and above is not self.subject_name:
                names[number] = above
            above = names[number] if names[number].text else above
        return names

    # --- bodies ---------------------------------------------------------------------------------

    def _body(self, table: Table) -> Iterator[int]:
        """The rows below the head that may hold values; notes are passed."""
        for row in range(self.bottom + 1, self.last + 1):
            filled = filled_cells(self.grid, row)
            if not filled:
                continue
            column, first = filled[0]
            if NOTE.match(first.text) and len(filled) <= 2:
                table.passed.append((row, column, first.text))
                continue
            yield row

    def _say_unread(self, table: Table, row: int) -> None:
        """Note a row without values: one that waits for its figures, or a text that is not read;
        not the heading of a section.
        """
        filled = filled_cells(self.grid, row)
        column, first = filled[0]
        if len(filled) == 1 and len(first.text) <= LONGEST_SECTION:
            return
        if all(one in self.labels for one, _ in filled):
            table.blank.append(first.text)
        else:
            table.passed.append((row, column, " ".join(cell.text for _, cell in filled)))

    def _columns_of(self, *kinds: str) -> list[int]:
        return [column for column, one in self.labels.items() if one in kinds]

    def _text(self, row: int, kind: str) -> str:
        """What a row says in the columns of a kind; the last that says something."""
        texts = [self.grid.cell(row, column).text for column in self._columns_of(kind)]
        return next(filter(None, reversed(texts)), "")

    def _row_moment(self, row: int, year: str) -> tuple[str, Moment | None, str]:
        """What a row says of its period, the period, and the year of the rows below."""
        parts = [self._text(row, kind) for kind in PERIODS]
        stated = "".join(parts)
        if re.fullmatch(r"\d{1,2}", parts[2]):
            stated += "月"
        if parts[0] and stated != parts[0]:
            stated = re.sub(r"^(\d{4})(?!年)", r"\1年", stated)
        moment = words.moment(stated, year)
        if moment and "/" not in moment.period:
            year = moment.period[:4]
        status = words.status(self._text(row, "status"))
        if moment and status:
            moment = replace(moment, status=status)
        return stated, moment, year

    def _row_name(self, row: int, above: Name) -> tuple[Name, Name]:
        """The indicator of a row, and what a bare 增速 or 第一产业 in the rows below refers to."""
        columns = self._columns_of("indicator", "branch")
        texts = [text for column in columns if (text := self.grid.cell(row, column).text)]
        if not texts:
            return Name(""), above
        whose = next((text for text in reversed(texts[:-1]) if not words.measure(text)), "")
        below = words.measure(texts[-1]) in ("value", "total", *GROWTHS)
        below = below or words.bare(texts[-1]).startswith("占")
        if whose and below:
            above = referred(whose, above)
        name = referred(texts[-1], above)
        return name, above if below else name

    def _entries(
        self, row: int, table: Table, name: Name, stated: str, moment: Moment | None
    ) -> Iterator[Entry]:
        """The values of a row."""
        for number in sorted({*self.columns, *self._columns_of("value")}):
            cell, column = self.grid.cell(row, number), self.columns.get(number, Column(()))
            if cell == EMPTY:
                continue
            if column.skip:
                head = self.grid.cell(self.bottom, number).text or column.texts[-1]
                table.skipped.setdefault((self.bottom, number), head)
                continue
            said, when = self._when(stated, moment, column)
            of = self._name(name, number, column)
            if of and of.text and not (when or said):
                when = self._of_title(column)
            if of is None or not of.text or not (when or said):
                if is_number(cell):
                    table.odd.setdefault((self.top, number), "".join(column.texts))
                continue
            entry = replace(self._entry(row, number, column, of), moment=when, stated=said)
            for part, share in _parts(cell, of.text):
                yield replace(entry, cell=part, name=share or entry.name)

    def _when(
        self, stated: str, moment: Moment | None, column: Column
    ) -> tuple[str, Moment | None]:
        """The text that should be the period of a value, and the period: what the row says, what
        the column says, or the part that one says of the year that the other says.
        """
        if not stated:
            return "", column.moment
        if column.part:
            stated += column.part
            return stated, words.moment(stated)
        if column.moment and re.fullmatch(r"\d{4}", column.moment.period):
            part = words.moment(f"{column.moment.period}年{stated}")
            if part and words.moment(stated) is None:
                return stated, replace(part, status=column.moment.status)
        return stated, moment

    def _of_title(self, column: Column) -> Moment | None:
        """The period of a column that names none: that of the title."""
        if self.context is None or column.growth == GROWTHS["average"]:
            return None
        moment = within_context(self.context, column.pieces)
        if "last_year" in column.pieces:
            moment = replace(moment, period=words.year_before(moment.period))
        return moment

    def _name(self, name: Name, number: int, column: Column) -> Name | None:
        """What a value is of; None where its column says something else than its row."""
        own = self.names.get(number, Name(""))
        if self._columns_of("branch"):
            return in_branch(name, own, self.subject)
        if not self._columns_of("indicator"):
            return own if own.text else referred(self.subject or self.grid.sheet, Name(""))
        if not column.names:
            # A value that nothing calls so is that of the period of its column.
            return name if column.moment or column.pieces or not self.columns.get(number) else None
        if len(column.names) == 1 and words.is_noun(column.names[0]):
            return name.with_noun(words.bare(column.names[0]))
        return None

    def _entry(self, row: int, number: int, column: Column, name: Name) -> Entry:
        """The value of a name in a cell, with its units and its place."""
        units = (*column.units, *words.brackets(name.text))
        unit, table_units = self._text(row, "unit") or column.unit, self.units
        growth = column.growth or name.growth
        if column.growth:
            units, unit, table_units = (column.unit, *column.units, "%"), "", ()
        elif not growth and self._is_growth():
            growth = GROWTHS["growth"]
        text = name.text
        if words.bare(self.subject).endswith(INDEX) and not words.bare(text).endswith(INDEX):
            text = f"{words.bare(text)}{INDEX}"
        return Entry(
            EMPTY,
            row,
            number,
            text,
            growth,
            name.english,
            units=tuple(filter(None, units)),
            unit=unit,
            table_units=table_units,
            region=self._text(row, "region") or column.region,
            remark=self._text(row, "note"),
        )

    def _is_growth(self) -> bool:
        """Whether the title says that all values are growth."""
        growth = words.plain_name(self.subject).endswith(GROWTHS["growth"])
        return growth and not BOTH.search(self.subject)


def _parts(cell: Cell, name: str) -> Iterator[tuple[Cell, str]]:
    """The shares of the three sectors that one cell says, each with its name; else the cell."""
    ratio = RATIO.fullmatch(cell.text.replace(" ", ""))
    names = words.words()["structure"]
    if not ratio or words.plain_name(name) not in names["names"]:
        yield cell, ""
        return
    for digits, part in zip(ratio.groups(), names["parts"], strict=True):
        yield Cell(digits, "%"), part
