"""Tables in the grids of an office's sheets: which cell is the value of what, and when.

Three shapes are known. *Wide by rows*: an indicator a row, a period a column (also a monthly
report: columns of one period, which the title names). *Wide by columns*: a period a row, an
indicator a column. *Long*: one value a row. Heads may have several rows with cells that are merged,
or empty as they are when a merged cell is saved as text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace

from industry_report.office import words
from industry_report.office.heads import (
    GROWTHS,
    MOST_LABELS,
    NOTE,
    UNIT,
    are_places,
    context_of,
    filled_cells,
    is_head,
    is_number,
    is_plain,
    kind_of,
    period_head,
    periods_below,
    pieces_of,
    same_part,
    stated_units,
    subject_of,
    within_context,
)
from industry_report.office.sheets import Cell, Grid
from industry_report.office.words import Moment

#: A text alone in a row that is no longer than this is the heading of the rows below.
LONGEST_SECTION = 12
ROWS, COLUMNS, LONG = "rows", "columns", "long"


@dataclass(frozen=True)
class Entry:
    """The cell of a value and what the table says about it.

    Attributes:
        name: of the indicator, as the sheet has it.
        above: the indicator of a row above that is not itself a growth: what 增速 alone refers to.
        growth: what the column says that the value is of the indicator: 增速, 年均增速 or "".
        moment: its period; None where the table names none.
        units: what may be its unit, the closest first; texts in brackets may be something else.
        unit: what a column or row of units says.
        table_units: what the title says.
        stated: the text that should be a period, where ``moment`` is None.
        region: the place of the row, where rows or values are of several places.
        remark: of the row, in a long table.
    """

    cell: Cell
    row: int
    column: int
    name: str
    moment: Moment | None
    units: tuple[str, ...] = ()
    unit: str = ""
    table_units: tuple[str, ...] = ()
    above: str = ""
    growth: str = ""
    stated: str = ""
    region: str = ""
    remark: str = ""


@dataclass
class Table:
    """A table of a sheet.

    Attributes:
        shape: ``rows``, ``columns`` or ``long``.
        first, last: its rows, from 0.
        entries: its cells that should hold values.
        passed: the places and texts of what stands in or under it and is no part of it.
    """

    shape: str
    first: int
    last: int
    entries: list[Entry] = field(default_factory=list)
    passed: list[tuple[int, int, str]] = field(default_factory=list)


def tables(
    grid: Grid, places: Collection[str] = ()
) -> tuple[list[Table], list[tuple[int, int, str]]]:
    """The tables of a sheet, and the texts (row, column, text) behind the last that belong to none.

    What stands above a table is its title. ``places`` are names of places in the form of
    :func:`~industry_report.data.codes.plain`.
    """
    found: list[Table] = []
    loose: list[tuple[int, int, str]] = []
    start, row = 0, 0
    while row < len(grid.rows):
        table = None
        if is_head(grid, row):
            table = _Reading(grid, start, row, _end(grid, row), places).table()
        if table is None:
            loose += [(row, column, cell.text) for column, cell in filled_cells(grid, row)]
            row += 1
            continue
        found.append(table)
        loose = []
        start = row = table.last + 1
    return found, loose


def _end(grid: Grid, head: int) -> int:
    """The last row of the table with a head in a row."""
    values = False
    for row in range(head + 1, len(grid.rows)):
        numbers = any(is_number(cell) for _, cell in filled_cells(grid, row))
        if values and not numbers and is_head(grid, row):
            return row - 1
        values |= numbers
    return len(grid.rows) - 1


@dataclass(frozen=True)
class Timed:
    """What the head of a column of values says: its period, whether it is a growth (as in
    :class:`Entry`), its units, and whether the dataset cannot hold it.
    """

    moment: Moment | None
    growth: str
    units: tuple[str, ...]
    skip: bool


class _Reading:
    """The reading of one table: rows ``start`` to ``last``, with a head in row ``head``."""

    def __init__(
        self, grid: Grid, start: int, head: int, last: int, places: Collection[str]
    ) -> None:
        self.grid, self.last, self.places = grid, last, places
        self.top, self.bottom = self._head_rows(start, head)
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
        self.heads = self._column_heads()

    def table(self) -> Table | None:
        """The table; None where its shape is not known."""
        kinds = set(self.labels.values())
        table = Table("", self.top, self.last)
        if {"indicator", "value"} <= kinds and kinds & {"period", "year"}:
            table.shape = LONG
            self._read_long(table)
            return table
        timed = self._all_timed()
        if any(one.moment for one in timed.values()):
            table.shape = ROWS
            self._read_rows(table, timed)
            return table
        if kinds & {"period", "year", "month"} or periods_below(self.grid, self.bottom):
            table.shape = COLUMNS
            self._read_columns(table)
            return table
        return None

    # --- heads ----------------------------------------------------------------------------------

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
        units, and no value.
        """
        filled = filled_cells(self.grid, row)
        if not filled or any(is_number(cell) for _, cell in filled):
            return False
        column, first = filled[0]
        kind = words.head(first.text)
        if kind and (kind == "unit" or not self.grid.cell(row - 1, column).text):
            return len(filled) > 1
        above = self.grid.cell(row - 1, column).text
        return column > 0 and (len(filled) > 1 or above == "") and not NOTE.match(first.text)

    def _texts(self, column: int) -> list[str]:
        """The texts of the head over a column, from the top; merged cells reach to the right."""
        texts = []
        for row in range(self.top, self.bottom + 1):
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
        begins there.
        """
        above = [self.grid.cell(one, column).text for one in range(self.top, row)]
        return column > 0 and not any(above) and not self._label(column - 1)

    def _label(self, column: int) -> str:
        """What kind of label a column holds, by the words of its head."""
        for row in range(self.top, self.bottom + 1):
            if kind := words.head(self.grid.cell(row, column).text):
                return kind
        return ""

    def _label_columns(self) -> dict[int, str]:
        """The columns of labels, with their kinds; those without a word come first in the table."""
        labels = {column: self._label(column) for column in range(self.grid.width)}
        found = {column: kind for column, kind in labels.items() if kind}
        for column in [one for one, kind in found.items() if kind in ("period", "year", "month")]:
            if self._heads_row(column):
                found[column] = self._kind_below(column)
        if "value" in found.values() and not {"period", "year"} & set(found.values()):
            # 数值 beside 增速 in a report of one period: a column of values.
            found = {column: kind for column, kind in found.items() if kind != "value"}
        for column in range(min(MOST_LABELS, self.grid.width)):
            if column in found:
                continue
            texts = [self.grid.cell(row, column).text for row in range(self.top, self.bottom + 1)]
            text = "".join(texts)
            if any(map(period_head, texts)) or words.measure(text) or self._has_numbers(column):
                break
            found[column] = self._kind_below(column)
            if found[column] == "period":
                break
        return found

    def _heads_row(self, column: int) -> bool:
        """Whether the word of a head is about the heads beside it: 年份 before 2022年, 2023年."""
        beside = [
            self.grid.cell(row, other).text
            for row in range(self.top, self.bottom + 1)
            for other in range(column + 1, self.grid.width)
        ]
        return sum(words.moment(text, self.year or "0000") is not None for text in beside) > 1

    def _has_numbers(self, column: int) -> bool:
        cells = [self.grid.cell(row, column) for row in range(self.bottom + 1, self.last + 1)]
        return sum(map(is_number, cells)) * 2 > sum(cell != Cell() for cell in cells)

    def _kind_below(self, column: int) -> str:
        """What stands under a head without a word: periods, places or names."""
        cells = [self.grid.cell(row, column).text for row in range(self.bottom + 1, self.last + 1)]
        return kind_of([text for text in cells if text], self.places)

    def _column_heads(self) -> dict[int, list[str]]:
        found = {
            column: self._texts(column)
            for column in range(self.grid.width)
            if column not in self.labels
        }
        return {column: texts for column, texts in found.items() if texts}

    def _all_timed(self) -> dict[int, Timed]:
        """What the heads of all columns say. A growth without a period is that of the latest of
        the columns between it and the growth before.
        """
        timed: dict[int, Timed] = {}
        beside: list[Moment] = []
        for column, texts in self.heads.items():
            moment, pieces = self._stated(texts)
            growth = next((GROWTHS[piece] for piece in pieces if piece in GROWTHS), "")
            if moment is None and growth and beside:
                moment = max(beside, key=lambda one: one.period[-7:])
            elif moment is None and pieces and self.context:
                moment = within_context(self.context, pieces)
                if "last_year" in pieces:
                    moment = replace(moment, period=words.year_before(moment.period))
            elif moment:
                beside.append(moment)
            if growth:
                beside = []
            units = [unit for text in texts for unit in (*words.brackets(text), text)]
            timed[column] = Timed(moment, growth, tuple(units), "skip" in pieces)
        return timed

    def _stated(self, texts: list[str]) -> tuple[Moment | None, list[str]]:
        """The period that a head itself names, and what it measures (keys of ``measures``).

        A head that says more than a period, what is measured and its unit is not understood: it has
        neither.
        """
        joined = "".join(texts)
        moment = words.moment(joined, self.year)
        for text in texts:
            moment = moment or words.moment(text, self.year)
        pieces = [piece for text in texts for piece in pieces_of(text)]
        if moment and moment.rest.startswith("同期"):
            moment = same_part(moment, self.context)
            pieces = [piece for piece in pieces if piece != "last_year"]
        if moment:
            found = pieces_of(moment.rest)
            pieces += found
            if not (found or is_plain(moment.rest, texts, self.year)):
                return None, []
        if moment and "last_year" in pieces:
            moment = replace(moment, period=words.year_before(moment.period))
        status = next(filter(None, map(words.status, texts)), "")
        if moment and status:
            moment = replace(moment, status=status)
        return moment, pieces

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

    def _worth_saying(self, row: int) -> list[tuple[int, int, str]]:
        """The first text of a row without values, unless it is the heading of a section."""
        filled = filled_cells(self.grid, row)
        column, first = filled[0]
        if len(filled) == 1 and len(first.text) <= LONGEST_SECTION:
            return []
        return [(row, column, first.text)]

    def _columns_of(self, kind: str) -> list[int]:
        return [column for column, one in self.labels.items() if one == kind]

    def _text(self, row: int, kind: str) -> str:
        """What a row says in the columns of a kind; the last that says something."""
        texts = [self.grid.cell(row, column).text for column in self._columns_of(kind)]
        return next(filter(None, reversed(texts)), "")

    def _read_rows(self, table: Table, timed: dict[int, Timed]) -> None:
        above = ""
        for row in self._body(table):
            name, above = self._row_name(row, above)
            cells = {column: self.grid.cell(row, column) for column in timed}
            if not name or not any(cell != Cell() for cell in cells.values()):
                table.passed += self._worth_saying(row)
                continue
            unit, own = self._text(row, "unit"), tuple(words.brackets(name))
            for column, head in timed.items():
                unused = head.moment is None and not is_number(cells[column])
                if cells[column] == Cell() or head.skip or unused:
                    continue
                entry = Entry(
                    cells[column],
                    row,
                    column,
                    name,
                    head.moment,
                    units=(*head.units, *own),
                    unit=unit,
                    table_units=self.units,
                    above=above,
                    growth=head.growth,
                    stated="".join(self.heads[column]),
                    region=self._text(row, "region"),
                )
                if entry.growth:
                    entry = replace(entry, units=(*head.units, "%"), unit="", table_units=())
                table.entries.append(entry)

    def _of_places(self) -> bool:
        """Whether the rows are places, and the title says what is measured."""
        return bool(self.subject) and {"region"} == set(self.labels.values()) - {"number", "unit"}

    def _row_name(self, row: int, above: str) -> tuple[str, str]:
        """The indicator of a row, and the one that a bare 增速 in the rows below refers to."""
        if self._of_places():
            return self.subject, self.subject
        columns = self._columns_of("indicator")
        texts = [text for column in columns if (text := self.grid.cell(row, column).text)]
        if not texts:
            return "", above
        name = texts[-1]
        what = words.measure(name)
        whose = next((text for text in reversed(texts[:-1]) if not words.measure(text)), "")
        if what in ("value", "total") and (whose or above):
            return whose or above, whose or above
        if what in GROWTHS or name.startswith("占"):
            return name, whose or above
        return name, name

    def _read_columns(self, table: Table) -> None:
        across = are_places([" ".join(texts) for texts in self.heads.values()], self.places)
        year, subject = self.year, across and (self.subject or self.grid.sheet)
        for row in self._body(table):
            stated, moment, year = self._row_moment(row, year)
            cells = {column: self.grid.cell(row, column) for column in self.heads}
            if not stated or not any(cell != Cell() for cell in cells.values()):
                table.passed += self._worth_saying(row)
                continue
            for column, cell in cells.items():
                if cell == Cell():
                    continue
                if subject:
                    entry = Entry(cell, row, column, subject, moment, (), "", self.units)
                    place = " ".join(self.heads[column])
                    table.entries.append(replace(entry, stated=stated, region=place))
                    continue
                name, growth, unit, units = self._column_name(self.heads[column])
                entry = Entry(cell, row, column, name, moment, units, unit, self.units)
                table.entries.append(replace(entry, growth=growth, stated=stated))

    def _row_moment(self, row: int, year: str) -> tuple[str, Moment | None, str]:
        """What a row says of its period, the period, and the year of the rows below."""
        parts = [self._text(row, kind) for kind in ("year", "period", "month")]
        stated = "".join(parts)
        if re.fullmatch(r"\d{1,2}", parts[2]):
            stated += "月"
        if parts[0] and stated != parts[0]:
            stated = re.sub(r"^(\d{4})(?!年)", r"\1年", stated)
        moment = words.moment(stated, year)
        if moment and "/" not in moment.period:
            year = moment.period[:4]
        return stated, moment, year

    def _column_name(self, texts: list[str]) -> tuple[str, str, str, tuple[str, ...]]:
        """The indicator of a head, which growth of it is meant, what a row of units says, and what
        stands in brackets.
        """
        units = [unit for text in texts for unit in words.brackets(text)]
        names, growth, stated = [], "", ""
        for text in texts:
            pieces = pieces_of(text)
            inner = words.brackets(text)
            if inner and not words.plain_name(text):
                continue  # a unit in brackets in a row of its own
            if pieces and names:
                growth = next((GROWTHS[piece] for piece in pieces if piece in GROWTHS), growth)
            elif names and self._is_unit_row(text):
                stated = text
            else:
                names.append(text)
        if growth:
            return " ".join(names), growth, "", (stated or "%",)
        return " ".join(names), "", stated, tuple(units)

    def _is_unit_row(self, text: str) -> bool:
        """Whether a text stands in the last row of a head that is a row of units."""
        row = self.bottom
        return row > self.top and text in [cell.text for cell in self.grid.rows[row]]

    def _read_long(self, table: Table) -> None:
        value = self._columns_of("value")[0]
        year = self.year
        for row in self._body(table):
            name, cell = self._text(row, "indicator"), self.grid.cell(row, value)
            if not name or cell == Cell():
                table.passed += self._worth_saying(row)
                continue
            stated, moment, year = self._row_moment(row, year)
            status = words.status(self._text(row, "status"))
            if moment and status:
                moment = replace(moment, status=status)
            units, unit = tuple(words.brackets(name)), self._text(row, "unit")
            entry = Entry(cell, row, value, name, moment, units, unit, self.units)
            region, remark = self._text(row, "region"), self._text(row, "note")
            table.entries.append(replace(entry, stated=stated, region=region, remark=remark))
