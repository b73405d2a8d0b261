"""The head of a table: its rows, its columns of labels, and what the columns of values say."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from functools import cached_property

from industry_report.office import terms
from industry_report.office.beside import (
    of_place,
    with_moments,
    with_places,
    with_spans,
    with_sum,
    with_whole_plans,
    without_sole_quarter,
)
from industry_report.office.cells import EMPTY, Cell
from industry_report.office.columns import (
    PLAN,
    Column,
    Name,
    column_of,
    in_title,
    is_timed,
)
from industry_report.office.english import in_chinese
from industry_report.office.groups import blocks, is_of_other_group, name_of, of_group
from industry_report.office.heads import (
    COUNTED,
    MOST_LABELS,
    NOTE,
    UNIT,
    are_places,
    filled_cells,
    is_heading,
    is_number,
    is_value,
    is_year_corner,
    kind_of,
    period_head,
    pieces_of,
    split_measure,
    stated_units,
    subject_of,
)
from industry_report.office.increases import PERCENT_SAID, may_be_amounts
from industry_report.office.sheets import Grid
from industry_report.office.spans import end_of, is_of_years, maybe_october, year_behind
from industry_report.office.terms import Moment
from industry_report.office.titles import Text, Titles, parts_of_file
from industry_report.office.wholes import is_share

#: What a share does; growth behind one may be that of what it is a share of.
CHANGED = re.compile("百分点|增减|变化|升降|提高|change|points", re.IGNORECASE)
#: Kinds of labels that say when.
PERIODS = ("year", "period", "month")


class Head:
    """The head in row ``head`` of a table that ends in row ``last``; its titles stand above, from
    row ``start``.

    Attributes:
        top, bottom: its rows; ``first``: the first column of the table.
        titles: what the titles say of time; ``context``: the period that they agree on.
        subject: what the titles say is measured; ``units``: their units; ``status``: what they
            say, without a period or with one, that the figures are, or ""; ``titled``: whether a
            text above the table speaks of it.
        asides: what heads over labels say in brackets.
        labels: the columns of labels, with their kinds; ``columns``: the others, of which
            ``wordy`` hold texts.
        names: the indicators that the columns name; ``subject_name``: that of the titles;
            ``unclear``: the columns of growth that may be that of several of them; ``increases``:
            those that may be amounts.
        groups: the texts over columns by row and column, where no merged cells say how far they
            reach; ``loose``: the columns that may be of the group before or behind them.
        open: the texts of months that may be January or October.
    """

    def __init__(
        self, grid: Grid, start: int, head: int, last: int, places: Collection[str]
    ) -> None:
        self.grid, self.last, self.places = grid, last, places
        self.top, self.bottom = self._head_rows(start, head)
        self.first = min(column for column, _ in self._filled(self.top, last + 1))
        self.groups: dict[tuple[int, int], str] = {}
        self.loose: set[int] = set()
        for row in range(self.top, self.bottom):
            self._read_groups(row)
        above = range(start, self.top)
        lines = [(row, at, cell.text) for row in above for at, cell in filled_cells(grid, row)]
        self._read_titles(lines, [])
        self.labels = self._label_columns()
        corners = self._corners()
        cells = [self.grid.cell(row, at).text for row, at, _ in corners]
        pairs = zip(corners, cells, strict=True)
        self.asides = [text for (*_, text), cell in pairs if text != cell]
        if corners:
            self._read_titles(lines, corners)
        self.columns = self._value_columns()
        if self._is_of_branches():
            branch = {"indicator": "branch"}
            self.labels = {column: branch.get(kind, kind) for column, kind in self.labels.items()}
        self.wordy = self._wordy_columns()
        whole = self.subject if terms.noun_of(self.subject) else ""
        self.subject_name = Name(self.subject, whole=whole)
        self.unclear: set[int] = set()
        self.open = self._open_months()
        self.names = self._names()
        said = (*self.units, *(text for *_, text in lines))
        self.increases: set[int] = set()
        if not any(map(PERCENT_SAID.search, said)):
            body = grid.rows[self.bottom + 1 : last + 1]
            self.increases = may_be_amounts(body, self.columns, self.names, self.units != ())

    def _read_titles(self, lines: list[Text], corners: list[Text]) -> None:
        """Note what the titles say, and the heads over the labels that say more than that."""
        lines = [*lines, *corners]
        texts = [text for _, _, text in lines]
        self.subject = subject_of(texts[: len(texts) - len(corners)], self.places)
        whole = subject_of([text for *_, text in corners], self.places)
        if not (self.subject or terms.measure(whole)):
            self.subject = whole
        files = [one for one in parts_of_file(self.grid.file) if not terms.DONE.search(one)]
        others = (self.grid.sheet, *files)
        done = any(map(terms.DONE.search, texts))
        subject = "" if done else self.subject  # 目标完成情况表 without its end is 目标
        self.status = next(filter(None, map(terms.said_status, (*texts, subject, *others))), "")
        self.titled = any(map(terms.said_status, texts)) or any(map(PLAN.search, texts))
        plans = [text for text in (*texts, *others) if PLAN.search(in_chinese(text))]
        plans = [text for text in plans if not (NOTE.match(text) or text.endswith("。"))]
        self.vague = not (done or self.status) and plans != []
        stating = [text for *_, text in corners if terms.is_unit(text) or UNIT.match(text)]
        stating = [*texts[: len(texts) - len(corners)], *stating]
        units = [unit for text in stating for unit in stated_units(text)]
        self.units = tuple(units or self._units_below())
        self.titles = Titles(lines, self.grid.sheet, self.grid.file)
        self.titles.corners = corners
        self.context = self.titles.moment

    def _units_below(self) -> list[str]:
        """The units that a text below the last table of a sheet says for it: 单位：亿元."""
        rows = range(self.last + 1, len(self.grid.rows))
        cells = [cell for row in rows for _, cell in filled_cells(self.grid, row)]
        if any(map(is_number, cells)):
            return []
        said = [one for cell in cells if UNIT.match(cell.text) for one in stated_units(cell.text)]
        return list(filter(terms.is_unit, said))

    def _corners(self) -> list[Text]:
        """The heads over labels that are titles of the table, with their places: those that say
        more than what kind of labels stand below, or what they say in brackets.
        """
        cells = [
            (row, at, self.grid.cell(row, at).text) for row in self._head() for at in self.labels
        ]
        found = []
        for row, at, text in cells:
            said = [text]
            if is_heading(terms.bare(text)):
                said = terms.in_brackets(text)
            found += [(row, at, one) for one in said if one]
        return found

    @cached_property
    def is_copied(self) -> bool:
        """Whether the sheet has the name of a period that ends before all that titles and heads
        say: one of the two was left as it was when the sheet was copied.
        """
        moments = [one.moment for one in self.columns.values()]
        moments += [self.context] * bool(self.titles.lines)
        ends = [end_of(one.period) for one in moments if one]
        year = min(ends, default="")[:4]
        named = terms.moment(self.grid.sheet, year)
        is_name = named and period_head(self.grid.sheet)
        return bool(named and is_name and ends and end_of(named.period) < min(ends))

    @property
    def periods(self) -> set[str]:
        """The periods that heads and titles say."""
        moments = (*(one.moment for one in self.columns.values()), self.context)
        return {one.period for one in moments if one}

    def with_status(self, moment: Moment) -> Moment:
        """A period with the status that the titles say, of their own years where they name some
        and of all where they name none and no column is said to be a plan. It is "" where they
        speak of a plan in other words, or of one for several years, of which the first may be past,
        and where the name of a sheet or a file does of a year of which they are a part.
        """
        title, status = self.context, self.status
        if title and title.status != "observed":
            status = title.status
        years = re.findall(r"\d{4}", title.period if title else moment.period)
        planned = any(one.said_status not in ("", "observed") for one in self.columns.values())
        part = bool(title and not self.titled and is_of_years(title)) and not is_of_years(moment)
        planned = planned and (title is None or self.vague or part)
        vague = self.vague and status in ("", "observed")
        none = status in ("", "observed") and not vague
        if none or planned or not years[0] <= moment.period[:4] <= years[-1]:
            return moment
        several = title is None and len(self._years()) > 1
        return replace(moment, status="" if vague or several or part else status)

    def _years(self) -> set[str]:
        """The years of heads and rows that do not say what their figures are."""
        moments = [one.moment for one in self.columns.values() if not one.said_status]
        labels = [column for column, kind in self.labels.items() if kind in PERIODS]
        moments += [terms.moment(cell.text) for at in labels for cell in self._below(at)]
        return {one.period[:4] for one in moments if one}

    def _filled(self, start: int, end: int) -> list[tuple[int, str]]:
        """The filled cells from a row to before another: their columns and texts."""
        rows = range(start, end)
        return [(at, cell.text) for row in rows for at, cell in filled_cells(self.grid, row)]

    def _wordy_columns(self) -> set[int]:
        """The columns that hold texts: no period and no unit stands over them, and no value in
        them; 1987 below 死亡人口（人） is no year.
        """
        undated = (at for at, one in self.columns.items() if one.moment is None)
        plain = (at for at in undated if not any(map(terms.is_unit, self.columns[at].units)))
        return {number for number in plain if not any(map(is_value, self._below(number)))}

    def _head(self) -> range:
        return range(self.top, self.bottom + 1)

    def _head_rows(self, start: int, head: int) -> tuple[int, int]:
        """The first and last row of the head around a row."""
        top = bottom = head
        while top > start and self._is_group_row(top - 1):
            top -= 1
        first = min(column for row in (top, head) for column, _ in filled_cells(self.grid, row))
        while bottom < self.last and self._is_second_row(bottom + 1, first):
            bottom += 1
        return top, bottom

    def _is_group_row(self, row: int) -> bool:
        filled = filled_cells(self.grid, row)
        texts = [cell.text for _, cell in filled]
        if len(filled) < 2 or terms.is_unit(texts[-1]):
            return False
        if any(is_number(cell) or UNIT.search(cell.text) for _, cell in filled):
            return False
        return not any(NOTE.match(text) for text in texts)

    def _is_second_row(self, row: int, first: int) -> bool:
        """Whether a row goes on with the head above it: nothing under the labels but a word for
        units or a translation, and no value; ``first`` is the first column of the table.
        """
        filled = filled_cells(self.grid, row)
        if not filled or any(is_value(cell) for _, cell in filled):
            return False
        column, text = filled[0][0], filled[0][1].text
        above = self.grid.cell(row - 1, column).text
        kind = terms.head(text)
        if kind and (kind == "unit" or not above or terms.is_english(text)):
            return len(filled) > 1
        if column == 0 or NOTE.match(text):
            return False
        behind = column > first and terms.head(above) in ("", "value")
        return len(filled) > 1 or above == "" or behind

    def _read_groups(self, row: int) -> None:
        """Note the groups of columns in a row of the head whose cells are not merged: they may
        stand over the middle of their columns.
        """
        below = range(row + 1, self.bottom + 1)
        heads = {}
        for column in range(self.first, self.grid.width):
            head = "".join(self.grid.cell(one, column).text for one in below)
            if head and self._has_numbers(column) and self._label(column) in ("", "value"):
                heads[column] = head
        wide = {column for (at, column), first in self.grid.merged.items() if at == first[0] == row}
        if not heads or wide or max(heads) - min(heads) >= len(heads):
            return
        found = blocks([self.grid.cell(row, at).text for at in heads], list(heads.values()))
        if found is None:
            self.loose |= heads.keys()
        else:
            self.groups |= {(row, at): text for at, text in zip(heads, found, strict=False)}

    def texts(self, column: int) -> list[str]:
        """The texts of the head over a column, from the top; merged cells reach to the right."""
        texts: list[str] = []
        for row in self._head():
            text, place = self.grid.cell(row, column).text, column
            text = self.groups.get((row, column), text)
            deeper = any(
                self.grid.cell(below, column).text for below in range(row, self.bottom + 1)
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
        return column > self.first and not any(above) and self._label(column - 1) in ("", "value")

    def _label(self, column: int) -> str:
        """What kind of label a column holds, by the words of its head."""
        kinds = [terms.head(self.grid.cell(row, column).text) for row in self._head()]
        return next(filter(None, kinds), "")

    def _label_columns(self) -> dict[int, str]:
        """The columns of labels, with their kinds: those whose heads say it, and those without a
        word that come first in the table.
        """
        found = self._named_labels()
        named = [column for column, kind in found.items() if kind in ("indicator", "branch")]
        for column in range(self.first, min(named, default=self.first)):
            if column not in found and self._counts_rows(column):
                found[column] = "number"
        for column in range(self.first, min(self.first + MOST_LABELS, self.grid.width)):
            if column in found:
                continue
            corner = column == self.first and is_year_corner(self.grid, self.bottom)
            if not corner and (self._has_values_head(column) or self._has_numbers(column)):
                break
            found[column] = self._kind_below(column)
            if found[column] == "period":
                break
        return found

    def _counts_rows(self, column: int) -> bool:
        """Whether a column only counts the rows: 1, 2, 3."""
        texts = [cell.text for cell in self._below(column)]
        return len(texts) > 1 and texts == [str(number + 1) for number in range(len(texts))]

    def _named_labels(self) -> dict[int, str]:
        """The columns whose heads have a word for labels, with their kinds."""
        found = {column: kind for column in range(self.grid.width) if (kind := self._label(column))}
        if "region" in found.values():  # a place among the firms is none on the map
            places = [column for column, kind in found.items() if kind == "region"]
            for column in filter(self._has_numbers, places):
                del found[column]
        if self.context and "-" in self.context.period and self._has_total():
            found = {column: kind for column, kind in found.items() if kind != "month"}
        for column, kind in found.items():
            if kind in PERIODS and self._heads_row(column):
                found[column] = self._kind_below(column)
        named = any(kind == "value" and len(self.texts(at)) > 1 for at, kind in found.items())
        if set(PERIODS) & set(found.values()) and not named:
            return found
        # 数值 beside 增速 in a report of one period: a column of values.
        return {column: kind for column, kind in found.items() if kind != "value"}

    def _has_total(self) -> bool:
        """Whether a column is of the year so far: 月 beside it is the month of the title."""
        columns = range(self.first, self.grid.width)
        return any(terms.measure("".join(self.texts(column))) == "total" for column in columns)

    def _has_values_head(self, column: int) -> bool:
        """Whether the head of a column names a period or a measure."""
        texts = [self.grid.cell(row, column).text for row in self._head()]
        said = (terms.measure(text) or split_measure(text)[1] for text in [*texts, "".join(texts)])
        return any(map(period_head, texts)) or any(said)

    def _heads_row(self, column: int) -> bool:
        """Whether the word of a head is about the heads beside it: 年份 before 2022年, 2023年. What
        stands under it is then something else.
        """
        others, year = range(column + 1, self.grid.width), self.titles.year or "0000"
        beside = [self.grid.cell(row, at).text for row in self._head() for at in others]
        dated = [text for text in beside if terms.moment(text, year)]
        return len(dated) > 1 and self._kind_below(column) != "period"

    def _has_numbers(self, column: int) -> bool:
        """Whether a column has more numbers than words, or nothing but signs for no value."""
        filled = self._below(column)
        words = sum(not is_value(cell) for cell in filled)
        return sum(map(is_number, filled)) > words or (filled != [] and not words)

    def _is_of_branches(self) -> bool:
        """Whether columns name what is measured in the title's period, and rows say of what."""
        columns = [one for one in self.columns.values() if not one.skip]
        plain = all(one.names and not (one.moment or one.pieces) for one in columns)
        plain = plain and not any(is_timed(name) for one in columns for name in one.names)
        dated = self.context is not None or self.titles.open
        return plain and dated and columns != [] and "value" not in self.labels.values()

    def _below(self, column: int) -> list[Cell]:
        """The cells of a column below the head that are not empty."""
        cells = (self.grid.cell(row, column) for row in range(self.bottom + 1, self.last + 1))
        return [cell for cell in cells if cell != EMPTY]

    def _kind_below(self, column: int) -> str:
        """What stands under a head without a word: periods, units, places or names."""
        texts = [cell.text for cell in self._below(column)]
        if texts and column > self.first and all(map(_is_unit, texts)):
            return "unit"
        return kind_of(texts, self.places)

    def _value_columns(self) -> dict[int, Column]:
        """What the heads of all other columns say."""
        columns: dict[int, Column] = {}
        dated = set(PERIODS) & set(self.labels.values())
        by_rows = dated and self.context is not None and is_of_years(self.context)
        context = None if by_rows else self.context
        before: Moment | None = None
        for number in range(self.first, self.grid.width):
            texts = [one for text in self.texts(number) for one in of_place(text, self.places)]
            if texts and number not in self.labels:
                unit = self._unit_below(number)
                said = [text for text in texts if terms.unbracketed(text) != unit]
                year = self.titles.year or year_behind("".join(said), before)
                column = column_of(said, unit, year)
                before = column.moment or before
                columns[number] = in_title(column, context, self.titles.unsure)
        places = {number: " ".join(one.names) for number, one in columns.items()}
        if are_places(list(places.values()), self.places):
            columns = {
                number: replace(one, names=(), region=terms.bare(places[number]))
                for number, one in columns.items()
            }
        else:
            columns = with_places(columns, self.places)
        columns = without_sole_quarter(with_whole_plans(with_sum(columns)))
        found = with_moments(columns, context, self._unread(columns))
        if dated:
            found = with_spans(found)
        sure = {at: one.without(self.titles.unsure) for at, one in found.items() if one.moment}
        loose = {at: replace(found[at], open="name.group") for at in self.loose & found.keys()}
        return found | sure | loose

    def _unread(self, columns: dict[int, Column]) -> set[int]:
        """The columns that say something else than what their rows name."""
        if "indicator" not in self.labels.values():
            return set()
        return {number for number, one in columns.items() if one.is_else}

    def _unit_below(self, column: int) -> str:
        """What a row of units, the last of a head of several rows, says of a column."""
        row = [cell.text for _, cell in filled_cells(self.grid, self.bottom)]
        text = self.grid.cell(self.bottom, column).text
        if self.bottom == self.top or pieces_of(text):
            return ""
        units = sum(terms.is_unit(one) or terms.head(one) == "unit" for one in row)
        is_row = units * 2 > len(row) or terms.is_unit(text)
        return terms.unbracketed(text) if is_row else ""

    def _open_months(self) -> set[str]:
        """The texts of months in heads and labels that may be October as well as January."""
        lines = [[cell.text for cell in self.grid.rows[row]] for row in self._head()]
        labels = [column for column, kind in self.labels.items() if kind in PERIODS]
        lines += [[cell.text for cell in self._below(column)] for column in labels]
        return {text for line in lines for text in maybe_october(line)}

    def _names(self) -> dict[int, Name]:
        """The indicators that the columns name, each under those before it."""
        names, levels = {}, dict[str, bool]()
        above = whole = outside = self.subject_name
        group = grown_texts = tuple[str, ...]()
        for number, column in self.columns.items():
            if column.names and group not in (column.names[:-1], column.names[:1]):
                levels = {}
            column, group = of_group(column, group)
            names[number] = name_of(column, whole if column.is_share else above, outside)
            beside = column.is_beside or column.is_part
            if beside and not column.names and above is not self.subject_name:
                names[number] = above
                others = [one for one in list(levels)[:-1] if not COUNTED.search(one)]
                other = is_of_other_group(column, grown_texts)
                several = (others or other) and "indicator" not in self.labels.values()
                of_share = is_share(above.text) and not CHANGED.search("".join(column.texts))
                if column.growth and (several or of_share):
                    self.unclear.add(number)
            if column.growth:
                levels = dict.fromkeys(levels, True)
            elif names[number].text and not (beside or column.is_share or column.skip):
                levels = {} if any(levels.values()) else levels
                levels[terms.plain_name(names[number].text)] = False
            if names[number].text and not column.is_share:
                above, grown_texts = names[number], column.texts
                if not group:
                    outside = above
                grown = terms.of_growth(terms.plain_name(above.text))
                whole = whole if terms.is_ratio(grown) else above  # a ratio has no shares
        return names


def _is_unit(text: str) -> bool:
    """Whether a text is a unit, or one of an amount for each of something: 公斤/亩."""
    return terms.is_unit(text) or ("/" in text and any(map(terms.is_unit, text.split("/"))))
