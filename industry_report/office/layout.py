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
from functools import cached_property

from industry_report.office import amounts, terms
from industry_report.office.cells import EMPTY, Cell
from industry_report.office.columns import (
    GROWTHS,
    SHARE,
    Column,
    Name,
    in_branch,
    referred,
    with_words,
)
from industry_report.office.heads import (
    NOTE,
    UNIT,
    filled_cells,
    is_head,
    is_number,
    kind_said,
    last_row,
    panels,
    parts_of,
    stated_units,
)
from industry_report.office.increases import PERCENT_SAID, is_counted, may_be_number
from industry_report.office.naming import PERCENT
from industry_report.office.rows import Rows, of_year_before
from industry_report.office.scopes import UNSAID, Scope, is_of_firms, named_scope, scopes_in
from industry_report.office.sheets import Grid
from industry_report.office.spans import SO_FAR, is_month, restated, within_context, year_before
from industry_report.office.tablehead import Head
from industry_report.office.terms import Moment
from industry_report.office.titles import Text, Titles, names_other
from industry_report.office.wholes import divides, measures_all, titled

#: A text alone in a row that is no longer than this is the heading of the rows below.
LONGEST_SECTION = 12
REMARK = re.compile("[(（*]?(注|备注|说明|.{0,2}来源)[:：]")
#: How spreadsheet programs call sheets, which says nothing of what they hold.
SHEET = re.compile(r"^(?:sheet|工作表|表|附表)?\s*\(?\d*\)?$", re.IGNORECASE)


@dataclass(frozen=True)
class Entry:
    """The cell of a value and what the table says about it.

    Attributes:
        name: of the indicator, with what the rows and heads above add to it.
        growth: which growth of it the value is: 增速, 年均增速 or "".
        english: the name in English, where the sheet has it.
        moment: its period; None where the table names none.
        units: what may be its unit in its own head and row; texts in brackets may be something
            else. ``unit``: what a column or row of units says.
        above_units: what the head above its own says; ``table_units``: what the title says.
        stated: the text that should be a period, where ``moment`` is None.
        region: the place of the row or column, where the table has several.
        remark: of the row, in a list of single values.
        unsure: words around it that may make a month the year so far.
        scopes: the sectors that its rows or the whole table are about.
        said: the titles and the heading of rows that state it; ``beside``: what else of its row and
            its head does than its name; ``asides``: its remarks and the kinds of its figures.
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
    above_units: tuple[str, ...] = ()
    table_units: tuple[str, ...] = ()
    stated: str = ""
    region: str = ""
    remark: str = ""
    unsure: tuple[str, ...] = ()
    scopes: tuple[Scope, ...] = ()
    said: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    asides: tuple[str, ...] = ()


@dataclass
class Table:
    """A table of a sheet.

    Attributes:
        shape: what is one a row: ``indicator``, ``branch``, ``region``, ``period`` or ``value``.
        first, last: its rows, from 0; ``titles``: what stands above it.
        entries: its cells that should hold values.
        odd: the columns of numbers whose heads are not understood: the place of the head and its
            text; ``undated``: those without a period;
            ``unsure``: those that may be of a month or of the year so far; ``skipped``: those that
            the dataset cannot hold, such as ranks.
        asked: the heads of figures of which something is left open, by the kind of question and
            place.
        blank: the names of rows that have no value yet.
        passed: the places and texts of what stands in or under it and is no part of it.
    """

    shape: str
    first: int
    last: int
    titles: Titles
    entries: list[Entry] = field(default_factory=list)
    odd: dict[tuple[int, int], str] = field(default_factory=dict)
    undated: dict[tuple[int, int], str] = field(default_factory=dict)
    unsure: dict[tuple[int, int], str] = field(default_factory=dict)
    skipped: dict[tuple[int, int], str] = field(default_factory=dict)
    asked: dict[str, dict[tuple[int, int], str]] = field(default_factory=dict)
    blank: list[str] = field(default_factory=list)
    passed: list[Text] = field(default_factory=list)

    @cached_property
    def only_firms(self) -> bool:
        """Whether nothing in it names industry, and several of its names, or all of one without a
        title, say only what is counted of firms.
        """
        texts = {text for one in self.entries for text in (one.name, *one.said)}
        open = {one.name for one in self.entries if is_of_firms(one.name) and not one.scopes}
        alone = len(self.titles.named) == 1 and all(is_of_firms(one.name) for one in self.entries)
        return not any("工业" in text for text in texts) and (len(open) > 1 or alone)

    def scopes_of(self, entry: Entry) -> tuple[Scope, ...]:
        """The sectors that a figure may be of: of firms alone in it, any."""
        return entry.scopes or UNSAID * self.only_firms

    @cached_property
    def has_places(self) -> bool:
        """Whether some of its rows or columns name their place."""
        return any(one.region and not terms.is_total(one.region) for one in self.entries)


def tables(grid: Grid, places: Collection[str]) -> tuple[list[Table], list[Text]]:
    """The tables of a sheet, and the texts (row, column, text) behind the last that belong to none.

    What stands above a table is its title. ``places`` are names of places in the form of
    :func:`~industry_report.data.codes.plain`.
    """
    found: list[Table] = []
    loose: list[Text] = []
    start, row, subject = 0, 0, ""
    while row < len(grid.rows):
        last = last_row(grid, row) if is_head(grid, row) else None
        if last is None:
            loose += [(row, column, cell.text) for column, cell in filled_cells(grid, row)]
            row += 1
            continue
        for panel in panels(grid, row):
            head = Head(panel, start, row, last, places)
            if found and not head.titles.lines:
                head.titles.follow(found[-1].titles)
            if any(text.startswith("续表") for text in head.titles.named):
                head.subject = head.subject or subject
            subject = head.subject
            table = _Reading(head).table()
            table.passed[:0] = [one for one in loose if REMARK.match(one[2])]
            found, loose = [*found, table], []
        start = row = last + 1
    units = {unit for table in found for one in table.entries for unit in one.table_units}
    return found, [one for one in loose if not units.issuperset(stated_units(one[2]) or [""])]


class _Reading(Rows):
    """The reading of the table below a head."""

    def table(self) -> Table:
        """The table with its entries."""
        kinds = set(self.head.labels.values())
        shapes = ("value", "indicator", "branch", "region")
        shape = next((kind for kind in shapes if kind in kinds), "period")
        table = Table(shape, self.head.top, self.head.last, self.head.titles)
        above, year = self._subject(), self.head.titles.year
        self.base = self.subject = above
        for row in self._body(table):
            self._go_on(row)
            stated, moment, year = self._row_moment(row, year)
            self.above = above
            name, above = self._row_name(row, above)
            alone = terms.measure(name.text) == "last_year"
            if alone or self._is_else(stated, moment):
                table.passed.append((row, self.head.first, stated or name.text))
                continue
            words, unsure = self._parts(row, stated, moment)
            if terms.numbering(self.section) == terms.numbering(name.text) != "":
                self.scopes, self.about = (), ""
            self.named = named_scope(name.text) or self.named
            for entry in self._entries(row, table, name, stated, moment):
                said, open = self._so_far(entry) if not words else (words, [])
                when = entry.moment and restated(entry.moment, said)
                unread = (*entry.unsure, *unsure, *open)
                table.entries.append(replace(entry, moment=when, unsure=unread))
            if not table.entries or table.entries[-1].row != row:
                above = self._say_unread(table, row, above)
        table.passed += self._headless()
        return table

    def _subject(self) -> Name:
        """What the corner of the table or its title says that the rows are of."""
        corners = [self.head.texts(at)[:1] for at in self._columns_of("indicator", "branch")]
        corner = next((text for one in corners for text in one if not terms.head(text)), "")
        subject = next(filter(measures_all, (corner, self.head.subject)), "")
        self.divided = subject != "" and (subject == corner or len(self.head.units) == 1)
        if self._columns_of("branch"):
            return Name("", whole=self.head.subject_name.whole)
        return Name(subject, whole=subject)

    def _body(self, table: Table) -> Iterator[int]:
        """The rows below the head that may hold values; notes are passed."""
        for row in range(self.head.bottom + 1, self.head.last + 1):
            filled = filled_cells(self.grid, row)
            if not filled:
                continue
            column, first = filled[0]
            if len(filled) == 1 and UNIT.match(first.text):
                self.line = tuple(stated_units(first.text))
                self.units = ()
                continue
            if NOTE.match(first.text) and len(filled) <= 2:
                table.passed.append((row, column, first.text))
                continue
            if terms.tidy(first.text) in terms.known()["numbered"]["words"]:
                continue
            yield row

    def _say_unread(self, table: Table, row: int, above: Name) -> Name:
        """Note a row without values: the heading of a section, one that waits for its figures, or a
        text that is not read; what the rows below refer to.
        """
        filled = filled_cells(self.grid, row)
        column, first = filled[0]
        if not any(is_number(cell) for _, cell in filled):
            self.kind = self.kind.below(first.text)
        if len(filled) == 1 and divides(first.text):
            return above
        if len(filled) == 1:
            self.section = self.about = first.text
            self.scopes, self.named = scopes_in(first.text, False), ()
        if len(filled) == 1 and len(first.text) <= LONGEST_SECTION:
            return self._begin(first.text, above, self.subject)
        if all(one in self.head.labels for one, _ in filled) and not self._is_note(row):
            table.blank.append(first.text)
        else:
            table.passed.append((row, column, " ".join(cell.text for _, cell in filled)))
        return above

    def _is_note(self, row: int) -> bool:
        """Whether a text goes on with the note above it: 2.本表为快报数。"""
        filled, above = filled_cells(self.grid, row), filled_cells(self.grid, row - 1)
        alone = len(filled) == len(above) == 1
        return alone and (NOTE.match(above[0][1].text) is not None or self._is_note(row - 1))

    def _value(self, row: int, column: int) -> Cell:
        """The cell of a value; one that is merged over several values is none of them."""
        first = self.grid.merged.get((row, column))
        if first is None or first[0] <= self.head.bottom or not is_number(self.grid.cell(*first)):
            return self.grid.cell(row, column)
        goes_on = not any(self.grid.cell(row, label).text for label in self.head.labels)
        if first[0] < row and goes_on:
            return EMPTY
        return Cell(self.grid.cell(*first).text, trouble="merged")

    def _entries(
        self, row: int, table: Table, name: Name, stated: str, moment: Moment | None
    ) -> Iterator[Entry]:
        """The values of a row."""
        for number in sorted({*self.head.columns, *self._columns_of("value")}):
            cell, column = self._value(row, number), self.head.columns.get(number, Column(()))
            if cell == EMPTY:
                continue
            said, when = self._when(stated, moment, column)
            is_aside = "skip" in column.pieces or (column.is_plan and not when) or column.is_points
            is_aside |= column.growth != "" and terms.is_points(self._unit_at(row, number))
            if is_aside or (column.is_difference and not self._says_percent(row, cell)):
                head = self.grid.cell(self.head.bottom, number).text or column.texts[-1]
                table.skipped.setdefault((self.head.bottom, number), head)
                continue
            of = self._name(name, number, column)
            if of and of.text and not (when or said):
                when = self._of_title(column)
            kind = when if said and not when else self._of_kind(when, row, column, bool(stated))
            if when and not kind:
                table.skipped.setdefault((row, number), f"{self.kind.text} {name.text}".strip())
                continue
            when = kind
            named = number not in self.head.wordy and of is not None and of.text != ""
            asked = of and self._asked(row, number, of.text, when, said, stated)
            if asked and named and is_number(cell):
                question, place, text = asked
                table.asked.setdefault(question, {}).setdefault(place, text)
                continue
            if of is None or not named or not (when or said):
                if number in self.head.wordy or is_number(cell):
                    dated = when or said or self._of_title(column)
                    unread = table.odd if dated else table.undated
                    unread = table.unsure if column.unsure else unread
                    text = with_words("".join(column.texts), column.unsure)
                    unread.setdefault((self.head.top, number), text)
                continue
            when = when and of_year_before(when, name)
            entry = replace(self._entry(row, number, column, of), moment=when, stated=said)
            for part, share in parts_of(cell, of.text):
                yield replace(entry, cell=part, name=share or entry.name)

    def _asked(
        self, row: int, number: int, name: str, when: Moment | None, said: str, stated: str
    ) -> tuple[str, tuple[int, int], str] | None:
        """What of a value is left open: the kind of question, and the place and text of what it
        is about; or None.
        """
        column = self.head.columns.get(number, Column(()))
        head = "".join(column.texts)
        years = {one.period[:4] for one in map(terms.moment, column.texts) if one}
        place = (row, self.head.first) if stated else (self.head.top, number)
        if number in self.head.unclear:
            return "name.growth", (self.head.top, number), head
        if column.open:
            return column.open, (self.head.top, number), head
        if number in self.head.increases:
            return "name.increase", (self.head.bottom, number), column.texts[-1]
        if growth := self._maybe_number(row, number, column, name):
            return "name.increase", place, growth
        if open := self.head.open & {stated, *column.texts}:
            return "period.october", place, min(open)
        if self.head.titles.leave_open(when, said, column, stated):
            return "period.asked", place, stated or head
        if not stated and self.head.is_copied:
            return "period.sheet", (self.head.top, number), head
        spans = column.spans or self.head.titles.spans
        if (
            when
            and not (said or stated or column.moment or spans)
            and is_month(when)
            and SO_FAR.search(terms.plain_name(name))
        ):
            return "period.asked", place, head
        if when and not when.status:
            return "period.status", place, stated or head
        dated = when and stated and "last_year" not in column.pieces
        if when and dated and years and when.period[:4] not in years:
            return "period.years", (self.head.top, number), head  # a row of 2024 under 2025年
        asides = (one for one in self._asides(row) if names_other(one, self.head.periods))
        if when and not stated and (said := next(asides, "")):
            return "period.remark", (row, number), said
        return None

    def _maybe_number(self, row: int, number: int, column: Column, name: str) -> str:
        """The word for a growth that may be a number as well as a rate of what is counted."""
        texts, unit = (*column.texts[-1:], self._text(row, "indicator")), self._text(row, "unit")
        if not is_counted(name, unit) or PERCENT_SAID.search("".join((*texts, column.unit, unit))):
            return ""
        return may_be_number(texts, self.grid.cell(row, number).text)

    def _so_far(self, entry: Entry) -> tuple[list[str], list[str]]:
        """The words of the titles for the part of the year of a value that itself says none, and
        those that leave it open.
        """
        columns, moment = self.head.columns, entry.moment
        if moment is None or not is_month(moment) or columns.get(entry.column, Column(())).spans:
            return [], []
        parts = any("/" in one.moment.period for one in columns.values() if one.moment)
        return self.head.titles.so_far(parts or any(one.spans for one in columns.values()))

    def _says_percent(self, row: int, cell: Cell) -> bool:
        """Whether a value, its row or the title alone says that it is a percentage, or a gap."""
        amount = amounts.amount(cell.text)
        bare = amount is not None and amount.digits != "" and not amount.unit
        title = self.head.units[0] if len(set(self.head.units)) == 1 else ""
        return not bare or any(
            one in PERCENT for one in (cell.unit, self._text(row, "unit"), title)
        )

    def _when(
        self, stated: str, moment: Moment | None, column: Column
    ) -> tuple[str, Moment | None]:
        """The text that should be the period of a value, and the period: what the row says, what
        the column says, or the part that one says of the year that the other says.
        """
        if not stated:
            part = "" if column.moment or column.undated else column.part or self.head.titles.part
            return part, column.moment
        for when, part in ((moment, column.part), (column.moment, "" if moment else stated)):
            if when and part:
                found = terms.moment(part, when.period[:4])
                if found and "-" in when.period and found.period[-7:] != when.period[-7:]:
                    found = None  # 1—8月 over a row of October
                return f"{stated}{column.part}", found and replace(found, status=when.status)
        if moment and "last_year" in column.pieces:
            moment = replace(moment, period=year_before(moment.period))
        return stated, moment and within_context(moment, column.pieces)

    def _of_title(self, column: Column) -> Moment | None:
        """The period of a column that names none: that of the title."""
        average = column.growth == GROWTHS["average"]
        if self.head.context is None or average or column.undated:
            return None
        return within_context(self.head.context, column.pieces)

    def _of_kind(
        self, moment: Moment | None, row: int, column: Column, dated: bool
    ) -> Moment | None:
        """The period of a value with the status that its column says, else its row, the heading of
        rows above it, or the title; None where that heading is of another year.
        """
        statuses = {column.said_status, self._status(row)} - {""}
        remark = kind_said(self._text(row, "note"))
        dated = dated or column.moment is not None
        if len(statuses) > 1:  # a target in a column of outcomes
            return moment and replace(moment, status="")
        if statuses or (not moment and column.undated):
            return moment and replace(moment, status=next(iter(statuses), moment.status))
        if moment and (said := remark.of(moment, True)) and remark.status:
            return said
        if self.kind.status:
            return self.kind.of(moment, dated)
        return moment and self.head.with_status(moment)

    def _name(self, name: Name, number: int, column: Column) -> Name | None:
        """What a value is of; None where its column says something else than its row."""
        own = self.head.names.get(number, Name(""))
        if self._columns_of("branch"):
            of_title = terms.of_growth(terms.bare(self.head.subject))
            if column.is_share and name.text and of_title and own.text.startswith(of_title):
                whole = in_branch(name, Name(""), self.head.subject)
                return referred(column.names[0], whole)
            return self._in_branch(name, own, column) if name.text else None
        if not self._columns_of("indicator"):
            if terms.is_total(own.text) and any(one.moment for one in self.head.columns.values()):
                return None  # the sum of periods is of none of them
            if own.text and not terms.is_total(own.text):
                return self._of_title_alone(own, column)
            return referred(self.head.subject or SHEET.sub("", self.grid.sheet), Name(""))
        if column.growth and terms.is_noun(own.text):
            return name.with_noun(terms.bare(own.text))
        if number not in self.head.columns:
            return name
        if column.is_else:
            return None
        if column.is_share:
            return referred(column.names[0], name)
        return name.with_noun(terms.bare(column.names[0])) if column.names else name

    def _entry(self, row: int, number: int, column: Column, name: Name) -> Entry:
        """The value of a name in a cell, with its units and its place."""
        said, units = terms.brackets(name.text), (column.unit, *column.units)
        said = [one for one in said if terms.is_unit(one) and one not in PERCENT] or said
        of_title = not (column.names or self._columns_of("indicator", "branch"))
        if not (of_title and any(map(terms.is_unit, units))):
            units = (*units, *said)
        own = self._unit_at(row, number)
        unit, above_units = own or column.unit, column.above_units
        growth = column.growth or name.growth
        # Growth alone may be an amount: 5.8亿元 below 2025 YoY.
        lone = len(self.head.columns) < 2 and unit not in ("", *PERCENT)
        if (column.growth and not lone) or any(map(SHARE.match, column.names[-1:])):
            units, unit, above_units = (column.unit, *column.units), "", ("%",)
            if len(self._columns_of("unit")) > 1:
                units = (*units, own)
        points, percent = terms.known()["points"], self._text(row, "unit") in PERCENT
        percent = percent or (terms.is_rate(name.text) and {*said} & {*PERCENT} != set())
        if column.growth and percent and not terms.noun_of(name.text):
            growth, units = points["growth"], (points["unit"],)
        elif not (growth or column.is_share):
            growth = self._growth_of(name.text)
            if growth and not terms.is_ratio(name.text):
                units = (*units, unit)
        subject = self._subject_of(name)
        return Entry(
            *(EMPTY, row, number, titled(name.text, subject), growth, name.english),
            units=tuple(filter(None, (*units, *[unit] * lone))),
            unit=unit,
            above_units=above_units,
            table_units=self.units or self.line or self.head.units,
            region=self._text(row, "region") or column.region or self._total(row),
            remark=self._text(row, "note"),
            unsure=column.unsure,
            scopes=self._scopes(row),
            said=(*self.head.titles.named, self.about),
            beside=(*self._categories(row), *column.beside),
            asides=(*self._asides(row), *self.head.asides),
        )
